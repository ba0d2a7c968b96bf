//! What the API reads, and what a verdict changes.

use super::*;
use crate::{
    domain::{Address, CasusStatus, Kenmerk, Person, Postcode},
    store::probe::signal_with,
};

const PROPOSAL: &str = "019a0000-0000-7000-8000-0000000000aa";

struct World {
    _folder: tempfile::TempDir,
    store: Store,
}

fn id(number: u32) -> String {
    format!("019a0000-0000-7000-8000-{number:012}")
}

fn home(huisnummer: u32) -> Address {
    Address { postcode: Postcode::parse("9675XA"), huisnummer: Some(huisnummer), ..Address::default() }
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap();
        Self { _folder: folder, store }
    }

    async fn run(&self, text: String) {
        let mut transaction = self.store.begin().await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(text)).execute(&mut *transaction).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// Household `number` with casus `number + 1000`.
    async fn household(&self, number: u32, status: &str, urgency: i64) {
        let address = wire::address_to_json(&home(number));
        let kenmerk = Kenmerk::of_household(number.into());
        self.run(format!("INSERT INTO household VALUES ('{}', '{kenmerk}', '{address}', 0)", id(number))).await;
        self.run(format!(
            "INSERT INTO casus (id, household_id, queue, urgency, reasons_json, status, assigned_to, due_at, signals, last_signal_at, version) VALUES ('{}', '{}', 'parkwijk', {urgency}, '[\"reden\"]', '{status}', NULL, NULL, 0, 0, 1)",
            id(number + 1_000),
            id(number)
        ))
        .await;
        self.run(format!("INSERT INTO blocking_key VALUES ('adres:9675XA|{number}|', '{}')", id(number))).await;
    }

    async fn signal(&self, number: u32, household: Option<u32>, urgency: i64) {
        let person = Person { geslachtsnaam: Some(format!("Proef{number}")), ..Person::default() };
        let facts = wire::facts_to_json(&signal_with(home(household.unwrap_or(number)), vec![person]));
        let casus = household.map_or("NULL".to_owned(), |household| format!("'{}'", id(household + 1_000)));
        let kenmerk = Kenmerk::of_signal(number.into());
        let day: i64 = 86_400_000_000;
        let at = i64::from(number) * day;
        self.run(format!(
            "INSERT INTO signal VALUES ('{}', '{kenmerk}', {casus}, NULL, NULL, 'cjg', 'api', 'ref-{number}', {at}, \
             'onderwerp', 'tekst', {urgency}, 'eerste', '{facts}', '[]', '{{\"redenen\":[\"reden van {number}\"]}}', '{{}}')",
            id(number)
        ))
        .await;
        if let Some(household) = household {
            self.run(format!(
                "UPDATE casus SET signals = signals + 1, last_signal_at = {at} WHERE id = '{}'",
                id(household + 1_000)
            ))
            .await;
            self.run(format!("INSERT INTO household_activity VALUES ('{}', {number}, 'cjg', 1)", id(household))).await;
        }
    }

    async fn proposal(&self, proposal: &str, signal: u32, household: u32) {
        self.run(format!(
            "INSERT INTO proposal VALUES ('{proposal}', '{}', '{}', 0, '[{{\"reden\":\"naam\",\"gewicht\":4.0}}]', 5, \
             NULL, NULL, NULL)",
            id(signal),
            id(household)
        ))
        .await;
    }

    async fn count(&self, text: &'static str) -> i64 {
        sqlx::query_scalar(text).fetch_one(&self.store.read).await.unwrap()
    }

    async fn decide(&self, verdict: Verdict) -> Settled {
        let actor = Actor::Key("1".to_owned());
        self.store.decide_proposal(PROPOSAL, verdict, &actor, Timestamp::from_second(9).unwrap()).await.unwrap()
    }

    async fn queue(&self) -> Vec<CasusSeen> {
        let page = PageAsked { after: None, size: 50 };
        self.store.casussen(CasusFilter::default(), page).await.unwrap().rows
    }
}

#[tokio::test]
async fn the_queue_comes_most_urgent_first_and_in_pages() {
    let world = World::new().await;
    for (number, urgency) in [(1, 1), (2, 3), (3, 1), (4, 0)] {
        world.household(number, "nieuw", urgency).await;
        world.signal(number + 10, Some(number), urgency).await;
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = world.store.casussen(CasusFilter::default(), PageAsked { after, size: 1 }).await.unwrap();
        seen.extend(page.rows.iter().map(|casus| casus.household.id.to_string()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, [id(2), id(3), id(1), id(4)]);
    let casus = &world.queue().await[0];
    assert_eq!(casus.signals.len(), 1);
    assert_eq!(casus.household.persons[0].geslachtsnaam.as_deref(), Some("Proef12"));
}

#[tokio::test]
async fn signals_are_found_by_status() {
    let world = World::new().await;
    world.household(1, "toegewezen", 1).await;
    world.signal(11, Some(1), 1).await;
    world.signal(12, None, 1).await;
    let statuses = async |status: Option<&str>| -> Vec<String> {
        let page = PageAsked { after: None, size: 50 };
        let found = world.store.signalen(status.map(str::to_owned), page).await.unwrap();
        found.rows.into_iter().map(|line| line.status).collect()
    };
    assert_eq!(statuses(None).await, ["wachtbak", "toegewezen"]);
    assert_eq!(statuses(Some("wachtbak")).await, ["wachtbak"]);
    assert_eq!(statuses(Some("afgesloten")).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_partner_sees_its_own_signal_and_nothing_from_before_it() {
    let world = World::new().await;
    world.household(1, "toegewezen", 1).await;
    world.signal(11, Some(1), 1).await;
    let event = |number: u32, at: i64| {
        format!(
            "INSERT INTO casus_event (id, casus_id, at, actor, what) VALUES ('{}', '{}', {at}, 'persoon:7', 'Toegewezen')",
            id(number),
            id(1_001)
        )
    };
    world.run(event(90, 1)).await;
    let signal = SignalId::parse(&id(11)).unwrap();
    let status = async |partner: &str| {
        let partner = PartnerName(partner.to_owned());
        world.store.signal_of_partner(signal, &partner).await.unwrap().map(|signal| signal.status)
    };
    assert_eq!(status("cjg").await, Some(PartnerStatus::Ontvangen));
    world.run(event(91, 12 * 86_400_000_000)).await;
    assert_eq!(status("cjg").await, Some(PartnerStatus::Opgepakt));
    assert_eq!(status("politie").await, None);
}

#[tokio::test]
async fn a_partner_does_not_see_that_anothers_signal_reopened_the_casus() {
    let world = World::new().await;
    world.household(1, "heropend", 1).await;
    world.signal(11, Some(1), 1).await;
    let deed = |number: u32, kind: &str, day: i64| {
        let (deed, casus, at) = (id(number), id(1_001), day * 86_400_000_000);
        format!(
            "INSERT INTO deed VALUES ('{deed}', '{deed}', '{casus}', 'p', '{kind}', 'x', {at}, '{{}}', '{{}}', NULL, {number})"
        )
    };
    let status = async || {
        let signal = SignalId::parse(&id(11)).unwrap();
        world.store.signal_of_partner(signal, &PartnerName("cjg".to_owned())).await.unwrap().unwrap().status
    };
    world.run(deed(70, "afsluiten", 5)).await;
    assert_eq!(status().await, PartnerStatus::Ontvangen, "closed before its signal came");
    world.run(deed(71, "toewijzen", 12)).await;
    assert_eq!(status().await, PartnerStatus::Opgepakt, "and let go again");
    world.run(deed(72, "afsluiten", 13)).await;
    assert_eq!(status().await, PartnerStatus::Afgesloten, "reopened by another's signal");
    world.run(deed(73, "heropenen", 14)).await;
    assert_eq!(status().await, PartnerStatus::Opgepakt, "reopened by people");
}

#[tokio::test]
async fn zelfde_moves_the_signal_and_dissolves_the_empty_household() {
    let world = World::new().await;
    world.household(1, "nieuw", 1).await;
    world.household(2, "afgesloten", 0).await;
    world.signal(11, Some(1), 2).await;
    world.signal(12, Some(2), 0).await;
    world.proposal(PROPOSAL, 11, 2).await;
    world.proposal(&id(77), 11, 1).await;
    world.proposal(&id(78), 12, 1).await;
    assert_eq!(world.decide(Verdict::Zelfde).await, Settled::Done);
    let queue = world.queue().await;
    assert_eq!(queue.len(), 1);
    assert_eq!((queue[0].signals.len(), queue[0].urgency), (2, Urgency::Hoog));
    assert_eq!(queue[0].household.status, CasusStatus::Heropend);
    assert_eq!(queue[0].reasons, ["reden", "reden van 11"]);
    let keys = world.count("SELECT COUNT(*) FROM blocking_key WHERE household_id LIKE '%1' AND key LIKE 'adres:%'");
    assert_eq!(keys.await, 0);
    assert_eq!(world.count("SELECT COUNT(*) FROM verdict WHERE verdict = 'zelfde'").await, 1);
    assert_eq!(world.count("SELECT COUNT(*) FROM casus_event").await, 2);
    assert_eq!(world.count("SELECT COUNT(*) FROM household_activity WHERE household_id LIKE '%2'").await, 2);
    assert_eq!(world.count("SELECT COUNT(*) FROM proposal WHERE verdict IS NULL").await, 0);
    assert_eq!(world.decide(Verdict::Zelfde).await, Settled::Already);
    assert_eq!(world.decide(Verdict::Ander).await, Settled::Contradicts);
    assert_eq!(world.store.verify_audit().await.unwrap().lines, 1);
}

#[tokio::test]
async fn zelfde_leaves_the_other_signals_where_they_are() {
    let world = World::new().await;
    world.household(1, "nieuw", 2).await;
    world.household(2, "nieuw", 1).await;
    world.signal(11, Some(1), 2).await;
    world.signal(13, Some(1), 0).await;
    world.signal(12, Some(2), 1).await;
    world.proposal(PROPOSAL, 11, 2).await;
    assert_eq!(world.decide(Verdict::Zelfde).await, Settled::Done);
    let queue = world.queue().await;
    let found: Vec<(String, usize, Urgency)> =
        queue.iter().map(|casus| (casus.household.id.to_string(), casus.signals.len(), casus.urgency)).collect();
    assert_eq!(found, [(id(2), 2, Urgency::Hoog), (id(1), 1, Urgency::Laag)]);
    let kept = world.count("SELECT COUNT(*) FROM blocking_key WHERE key = 'adres:9675XA|1|'").await;
    assert_eq!(kept, 2, "both are found under the address that both have signals of");
}

#[tokio::test]
async fn a_deadline_goes_with_its_signal() {
    let world = World::new().await;
    world.household(1, "nieuw", 2).await;
    world.household(2, "nieuw", 1).await;
    for (number, household, hour) in [(11, 1, 4_i64), (13, 1, 8), (12, 2, 6)] {
        world.signal(number, Some(household), 1).await;
        let at = hour * 3_600_000_000;
        world
            .run(format!(
                "INSERT INTO timer VALUES ('{}', 1, 'termijn', 'rol:projectleider', '', {at}, 0, 'wacht', NULL)",
                id(number)
            ))
            .await;
    }
    world.proposal(PROPOSAL, 11, 2).await;
    assert_eq!(world.decide(Verdict::Zelfde).await, Settled::Done);
    let due: Vec<(String, Option<Timestamp>)> =
        world.queue().await.iter().map(|casus| (casus.household.id.to_string(), casus.due_at)).collect();
    let hours = |hours: i64| Some(Timestamp::from_second(hours * 3_600).unwrap());
    assert_eq!(due, [(id(1), hours(8)), (id(2), hours(4))]);
}

#[tokio::test]
async fn ander_keeps_them_apart() {
    let world = World::new().await;
    world.household(2, "nieuw", 1).await;
    world.household(1, "nieuw", 1).await;
    world.signal(11, Some(2), 1).await;
    world.proposal(PROPOSAL, 11, 1).await;
    let open = world.store.proposals(PageAsked { after: None, size: 5 }).await.unwrap();
    assert_eq!(open.rows[0].evidence[0].reden, "naam");
    assert_eq!(world.decide(Verdict::Ander).await, Settled::Done);
    assert_eq!(world.decide(Verdict::Zelfde).await, Settled::Contradicts);
    assert_eq!(world.count("SELECT COUNT(*) FROM verdict WHERE first_household < second_household").await, 1);
    assert!(world.store.proposals(PageAsked { after: None, size: 5 }).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn an_unknown_proposal_is_unknown() {
    assert_eq!(World::new().await.decide(Verdict::Zelfde).await, Settled::Unknown);
}

#[tokio::test]
async fn households_are_found_by_address_and_by_kenmerk() {
    let world = World::new().await;
    world.household(1, "nieuw", 1).await;
    world.signal(11, Some(1), 1).await;
    let found = async |wanted| world.store.find_households(wanted).await.unwrap().len();
    assert_eq!(found(HouseholdQuery { address: home(1), ..HouseholdQuery::default() }).await, 1);
    assert_eq!(found(HouseholdQuery { address: home(2), ..HouseholdQuery::default() }).await, 0);
    let kenmerk = Some(Kenmerk::of_signal(11));
    assert_eq!(found(HouseholdQuery { kenmerk, ..HouseholdQuery::default() }).await, 1);
}
