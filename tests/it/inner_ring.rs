//! A casus of volunteers that the police write about too, through the real doors: the same on SQLite and on PostgreSQL.

use jiff::{Timestamp, ToSpan};
use voordeur::{
    domain::{CasusId, SignalId},
    gateway,
    intake::{
        agreements::{Agreements, Whose},
        alike::Alike,
        deeds::{Change, ChangeRequest, Changed, Deeds},
        desk::{CasusFile, Circle, Desk, Order, Piece, QueueQuery, Reading, View},
        feedback::Feedback,
        grouping::Grouping,
        meetings::{Decision, Meetings},
        people::{Added, AuditAsked, Colleague, NewPerson, People, Role},
    },
};

use super::{
    clients::Mail,
    desk_contract::leader,
    world::{Backend, World},
};

const ADDRESS: &str = "Pijlkruidhof 7, 9675 XC Winschoten";

async fn volunteer(world: &World) -> Colleague {
    let person = NewPerson {
        name: "Ans Vrijwillig".to_owned(),
        email: "ans@wijkteam.example".to_owned(),
        role: Role::Projectleider,
        teams: Some(vec!["buurtbemiddeling".to_owned()]),
        link_hash: "1".repeat(64),
        link_expires_at: gateway::now() + 1.hour(),
    };
    assert!(matches!(world.store.add_person(person, "systeem", gateway::now()).await.unwrap(), Added::Person(_)));
    let people = world.store.people().await.unwrap();
    people.into_iter().find(|person| person.name == "Ans Vrijwillig").unwrap()
}

/// A casus of the volunteers, taken by one of them, that a signal of the police then joins: casus and both kenmerken.
async fn joined(world: &World, by: &Colleague) -> (CasusId, [String; 2]) {
    let text = format!("De buren draaien elke avond harde muziek. Het gaat om {ADDRESS}.");
    let first = world.mailed(&Mail::from("joke@meldpunt.example", &text)).await;
    let casus = world.casus_of(&first).await;
    assert_eq!(casus["wachtrij"], "buurtbemiddeling", "one complaint about neighbours: {casus}");
    let id = CasusId::parse(casus["id"].as_str().unwrap()).unwrap();
    let version = world.store.casus(id, &by.id, gateway::now()).await.unwrap().unwrap().head.version;
    let change = Change::Assign(by.id.clone());
    let taken = world.store.change(ChangeRequest { casus: id, version, change, by: by.clone() }, gateway::now()).await;
    assert!(matches!(taken.unwrap(), Changed::Done { .. }));
    let text = format!("Gisteren gesproken met dhr. Jan Ploegsma, {ADDRESS}, tel. 06-87654321. Er lag een mes.");
    let police = world.mailed(&Mail::from("wijkagent@politie.example", &text)).await;
    let casus = world.casus_of(&police).await;
    assert_eq!((casus["id"].as_str().unwrap(), &casus["wachtrij"]), (&*id.to_string(), &"buurtbemiddeling".into()));
    (id, [first, police])
}

async fn file(world: &World, casus: CasusId, by: &Colleague) -> CasusFile {
    world.store.casus(casus, &by.id, gateway::now()).await.unwrap().unwrap()
}

async fn the_casus(world: &World, casus: CasusId, by: &Colleague, [first, police]: &[String; 2]) {
    let seen = file(world, casus, by).await;
    assert_eq!(seen.circle, Circle::Withheld);
    let [kept, plain] = seen.signals.as_slice() else { panic!("two signals") };
    assert_eq!((kept.reading, &kept.kenmerk), (Reading::Withheld, police));
    let said =
        (kept.id.as_str(), kept.partner.as_str(), kept.subject.as_str(), kept.text.as_str(), kept.involved.len());
    assert_eq!(said, ("", "", "", "", 0));
    assert_eq!((plain.reading, &plain.kenmerk), (Reading::Free, first));
    assert!(plain.text.contains("harde muziek") && plain.link.is_empty() && plain.trace.is_empty());
    assert_eq!(seen.partners, [("meldpunt".to_owned(), 1)]);
    assert_eq!(seen.head.address.line().split(',').next(), Some("Pijlkruidhof 7"));
    assert_eq!(seen.head.reasons.len(), 1);
    assert!(seen.head.reasons[0].contains("alleen de binnenring"));
    let texts: Vec<&str> = seen.notes.iter().map(|note| note.text.as_str()).collect();
    assert_eq!(texts, ["Wij gaan langs"], "what the inner ring wrote since is not here");
    assert!(world.store.reveal(casus, by, gateway::now()).await.unwrap().is_empty(), "only the police named somebody");
}

async fn the_lists(world: &World, casus: CasusId, by: &Colleague, first: &str) {
    let (store, now) = (&world.store, gateway::now());
    let asked = QueueQuery {
        view: View::Alles,
        order: Order::WatEerstMoet,
        person: by.id.clone(),
        tonight: now + 12.hours(),
        ..QueueQuery::default()
    };
    let cards = store.queue(asked.clone(), now).await.unwrap().cards;
    assert_eq!(cards.len(), 1);
    let newest = cards[0].newest.as_ref().unwrap();
    assert_eq!((newest.partner.as_str(), cards[0].partners.len(), cards[0].head.signals), ("meldpunt", 1, 2));
    for (partner, found) in [("politie", 0), ("meldpunt", 1)] {
        let asked = QueueQuery { partner: Some(partner.to_owned()), ..asked.clone() };
        assert_eq!(store.queue(asked, now).await.unwrap().cards.len(), found, "{partner}");
    }
    let counts = store.counts(&by.id, now).await.unwrap();
    assert_eq!((counts.open, counts.holding, counts.by_hand, counts.proposals), (1, 0, 0, 0));
    assert!(Desk::tasks(store, &by.id).await.unwrap().is_empty());
    assert!(store.holding(&by.id).await.unwrap().is_empty());
    assert!(Desk::proposals(store, &by.id).await.unwrap().is_empty());
    assert!(store.alike(&by.id).await.unwrap().is_empty());
    assert_eq!(store.alike_count(&by.id).await.unwrap(), 0);
    assert_eq!(store.search("pijlkruid 7", &by.id, now).await.unwrap().len(), 1);
    let informants = store.informants(casus, &by.id).await.unwrap();
    assert_eq!(informants.iter().map(|who| who.kenmerk.as_str()).collect::<Vec<_>>(), [first]);
}

async fn what_hangs_on_it(world: &World, casus: CasusId, police: &str, [by, leader]: [&Colleague; 2]) {
    let (store, now) = (&world.store, gateway::now());
    let full = file(world, casus, leader).await;
    let signal = full.signals.iter().find(|signal| signal.kenmerk == police).unwrap();
    assert_eq!((signal.reading, full.circle), (Reading::Inner, Circle::Inner));
    assert!(signal.text.contains("mes") && full.notes.len() == 2);
    let id = SignalId::parse(&signal.id).unwrap();
    assert!(store.hand_out(id, Piece::Original, by, now).await.unwrap().is_none());
    assert!(store.hand_out(id, Piece::Original, leader, now).await.unwrap().is_some());
    assert!(store.explanation(id, &by.id).await.unwrap().is_none());
    assert!(store.compare(casus, casus, &by.id, now).await.unwrap().is_none());
    assert!(store.compare(casus, casus, &leader.id, now).await.unwrap().is_some());
    let asked = AuditAsked {
        before: None,
        actor: String::new(),
        action: String::new(),
        kenmerk: police.to_owned(),
        from: Timestamp::UNIX_EPOCH,
        until: Timestamp::MAX,
        rows: 10,
        export: false,
    };
    assert!(store.audit_lines(asked.clone(), &by.id, now).await.unwrap().is_empty());
    assert!(!store.audit_lines(asked, &leader.id, now).await.unwrap().is_empty());
}

async fn what_was_decided_since(world: &World, casus: CasusId, [by, leader]: [&Colleague; 2]) {
    let (store, now) = (&world.store, gateway::now());
    let meeting = store.start_meeting(vec![casus], leader, now).await.unwrap();
    let decision = (Decision::Besproken, "De wijkagent gaat mee");
    assert!(store.decide_item((&meeting, casus), decision, leader, gateway::now()).await.unwrap());
    let item = async |who: &Colleague| store.meeting_items(&meeting, &who.id, now).await.unwrap().remove(0);
    assert_eq!((item(by).await.text.as_str(), item(leader).await.text.as_str()), ("", "De wijkagent gaat mee"));
    assert!(!item(by).await.casus.reasons.is_empty());
    let team = Whose::Team(Timestamp::UNIX_EPOCH);
    for (what, owner, seen) in [("Wijkagent bellen", leader, 0), ("Koffie drinken", by, 1)] {
        let wish = voordeur::intake::agreements::NewAgreement {
            casus,
            what: what.to_owned(),
            owner: owner.id.clone(),
            by_whom: voordeur::intake::agreements::ByWhom::Beroepskracht,
            due_at: now + 24.hours(),
            by: leader.clone(),
        };
        assert!(store.agree(wish, gateway::now()).await.unwrap().is_some());
        let theirs = store.agreements(team.clone(), &by.id, gateway::now()).await.unwrap();
        assert_eq!(theirs.len(), seen, "{what}");
    }
    assert_eq!(store.agreements(team, &leader.id, gateway::now()).await.unwrap().len(), 2);
}

async fn what_the_police_said_stays_inside(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let leader = leader(&world).await;
    let by = volunteer(&world).await;
    let (casus, kenmerken) = joined(&world, &by).await;
    world.store.note(casus, "De wijkagent gebeld", &leader, gateway::now()).await.unwrap();
    world.store.note(casus, "Wij gaan langs", &by, gateway::now()).await.unwrap();
    the_casus(&world, casus, &by, &kenmerken).await;
    the_lists(&world, casus, &by, &kenmerken[0]).await;
    what_hangs_on_it(&world, casus, &kenmerken[1], [&by, &leader]).await;
    what_was_decided_since(&world, casus, [&by, &leader]).await;
    world.store.verify_audit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_police_said_stays_inside_on_sqlite() {
    what_the_police_said_stays_inside(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_police_said_stays_inside_on_postgres() {
    what_the_police_said_stays_inside(Backend::Postgres).await;
}
