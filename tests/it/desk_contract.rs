//! The desk's books: the same story on SQLite and on PostgreSQL.

use jiff::{Timestamp, ToSpan};
use voordeur::{
    domain::CasusId,
    gateway,
    intake::{
        agreements::{Agreements, ByWhom, NewAgreement, Outcome, Whose},
        deeds::{Change, Changed, Deeds, Later, ManyRequest, SavedView, Undone, Which},
        desk::{Desk, Order, QueueQuery, View},
        feedback::{Feedback, FeedbackWish},
        grouping::{Grouping, MergeRequest, Moved, SplitRequest, UndoChoice},
        looking::{Looking, Stand},
        meetings::{Closing, Decision, Meetings},
        people::{Added, Colleague, NewPerson, People, Role},
    },
};

use super::{
    clients::Mail,
    world::{Backend, World},
};

pub async fn leader(world: &World) -> Colleague {
    let person = NewPerson {
        name: "Sanne Veld".to_owned(),
        email: "sanne@wijkteam.example".to_owned(),
        role: Role::Projectleider,
        teams: None,
        link_hash: "0".repeat(64),
        link_expires_at: gateway::now() + 1.hour(),
    };
    assert!(matches!(world.store.add_person(person, "systeem", gateway::now()).await.unwrap(), Added::Person(_)));
    world.store.people().await.unwrap().remove(0)
}

/// Three households, the first with two signals.
async fn households(world: &World) -> Vec<CasusId> {
    let at = |place: &str| Mail::from("joke@meldpunt.example", &format!("Zorg om de bewoner van {place} Winschoten."));
    world.mailed(&at("Krabbenscheerstraat 3, 9675 XA")).await;
    let mut ids = Vec::new();
    for place in ["Krabbenscheerstraat 3, 9675 XA", "Pijlkruidhof 7, 9675 XC", "Kikkerbeetlaan 9, 9675 XD"] {
        let kenmerk = world.mailed(&at(&format!("{place},"))).await;
        ids.push(CasusId::parse(world.casus_of(&kenmerk).await["id"].as_str().unwrap()).unwrap());
    }
    ids
}

fn query(view: View, order: Order, by: &Colleague) -> QueueQuery {
    QueueQuery { person: by.id.clone(), view, order, tonight: gateway::now() + 12.hours(), ..QueueQuery::default() }
}

async fn version(world: &World, casus: CasusId, by: &Colleague) -> i64 {
    world.store.casus(casus, &by.id, gateway::now()).await.unwrap().unwrap().head.version
}

async fn change(world: &World, casus: CasusId, change: Change, by: &Colleague) {
    let request = voordeur::intake::deeds::ChangeRequest {
        casus,
        version: version(world, casus, by).await,
        change,
        by: by.clone(),
    };
    assert!(matches!(world.store.change(request, gateway::now()).await.unwrap(), Changed::Done { .. }));
}

async fn the_queue_shows_every_view_in_every_order(world: &World, ids: &[CasusId], by: &Colleague) {
    let store = &world.store;
    change(world, ids[0], Change::Agenda, by).await;
    change(world, ids[1], Change::Later(Later::News), by).await;
    change(world, ids[2], Change::Assign(by.id.clone()), by).await;
    let now = gateway::now();
    for (view, cards) in [
        (View::TeVerdelen, 1),
        (View::Spoed, 0),
        (View::TeLaat, 0),
        (View::VanMij, 1),
        (View::Uitgesteld, 1),
        (View::Agenda, 1),
        (View::Alles, 3),
        (View::Afgesloten, 0),
        (View::ZonderAdres, 0),
    ] {
        for order in [Order::WatEerstMoet, Order::Nieuwste, Order::MeesteSignalen] {
            let asked = QueueQuery { person: by.id.clone(), ..query(view, order, by) };
            assert_eq!(store.queue(asked, now).await.unwrap().cards.len(), cards, "{view:?} {order:?}");
        }
    }
    let counts = store.counts(&by.id, now).await.unwrap();
    assert_eq!((counts.to_divide, counts.mine, counts.later, counts.agenda, counts.open), (1, 1, 1, 1, 3));
    let narrow = QueueQuery { partner: Some("cjg".to_owned()), ..query(View::Alles, Order::WatEerstMoet, by) };
    assert!(store.queue(narrow, now).await.unwrap().cards.is_empty());
    assert_eq!(store.search("pijlkruid 7", &by.id, now).await.unwrap().len(), 1);
    assert_eq!(store.workload().await.unwrap(), [(by.id.clone(), 1)]);
    assert_eq!(store.changed_since(now - 1.hour(), &by.id).await.unwrap().len(), 3);
    let done = ManyRequest {
        casussen: vec![(ids[0], version(world, ids[0], by).await), (ids[1], 0)],
        change: Change::Close,
        by: by.clone(),
    };
    let many = store.change_many(done, now).await.unwrap();
    assert_eq!((many.done, many.newer.len()), (1, 1));
    for _ in 0..4 {
        assert!(matches!(store.undo(Which::Last, by, gateway::now()).await.unwrap(), Undone::Done { .. }));
    }
    assert_eq!(store.undo(Which::Last, by, gateway::now()).await.unwrap(), Undone::Nothing);
    let all = query(View::TeVerdelen, Order::WatEerstMoet, by);
    assert_eq!(store.queue(all, gateway::now()).await.unwrap().cards.len(), 3);
}

async fn signals_are_moved_and_taken_back(world: &World, ids: &[CasusId], by: &Colleague) {
    let store = &world.store;
    let before = world.households().await;
    assert!(store.compare(ids[0], ids[1], &by.id, gateway::now()).await.unwrap().is_some());
    let request = MergeRequest {
        from: (ids[1], version(world, ids[1], by).await),
        into: (ids[0], version(world, ids[0], by).await),
        by: by.clone(),
    };
    let Moved::Done { bundle, .. } = store.merge(request, gateway::now()).await.unwrap() else { panic!("not merged") };
    let later = Mail::from("joke@meldpunt.example", "Weer zorg om Krabbenscheerstraat 3, 9675 XA, Winschoten.");
    let kenmerk = world.mailed(&later).await;
    assert_eq!(world.casus_of(&kenmerk).await["id"], ids[0].to_string());
    let preview = store.undo_preview(&bundle, &by.id).await.unwrap().unwrap();
    assert_eq!((preview.signals, preview.later.len(), preview.later[0].goes_back), (1, 1, false));
    let choice = UndoChoice { later: None, keep_apart: true };
    assert!(matches!(store.take_back(&bundle, choice, by, gateway::now()).await.unwrap(), Undone::Done { .. }));
    assert_eq!(world.casus_of(&kenmerk).await["id"], ids[0].to_string(), "what belongs there stays");
    assert_eq!(world.households().await.len(), before.len());
    let file = store.casus(ids[0], &by.id, gateway::now()).await.unwrap().unwrap();
    let first = file.signals.last().unwrap();
    let request = SplitRequest {
        from: (ids[0], file.head.version),
        signals: vec![voordeur::domain::SignalId::parse(&first.id).unwrap()],
        notes: Vec::new(),
        to: None,
        by: by.clone(),
    };
    assert!(matches!(store.split(request, gateway::now()).await.unwrap(), Moved::Done { .. }));
    assert_eq!(world.households().await.len(), before.len() + 1);
    assert!(matches!(store.undo(Which::Last, by, gateway::now()).await.unwrap(), Undone::Done { .. }));
    assert_eq!(world.households().await.len(), before.len());
    assert!(matches!(store.keep_apart(ids[0], ids[2], by, gateway::now()).await.unwrap(), Moved::Done { .. }));
}

async fn something_is_agreed_and_done(world: &World, casus: CasusId, by: &Colleague) {
    let store = &world.store;
    let wish = NewAgreement {
        casus,
        what: "Aanbellen".to_owned(),
        owner: by.id.clone(),
        by_whom: ByWhom::Netwerk,
        due_at: gateway::now() + 24.hours(),
        by: by.clone(),
    };
    assert!(store.agree(wish, gateway::now()).await.unwrap().is_some());
    let mine = Whose::Person(by.id.clone(), Timestamp::UNIX_EPOCH);
    let agreed = store.agreements(mine.clone(), &by.id, gateway::now()).await.unwrap().remove(0);
    assert!(store.answer(&agreed.id, "ja", by, gateway::now()).await.unwrap());
    assert!(store.remind(&agreed.id, by, gateway::now()).await.unwrap());
    store.renew_calendar("hash", by, gateway::now()).await.unwrap();
    assert_eq!(store.calendar("hash", gateway::now()).await.unwrap().unwrap().len(), 1);
    assert_eq!(store.agreements(Whose::Team(Timestamp::UNIX_EPOCH), &by.id, gateway::now()).await.unwrap().len(), 1);
    let ended =
        store.settle_agreement(&agreed.id, (Outcome::Gesproken, "ging goed"), by, gateway::now()).await.unwrap();
    assert!(ended.is_some());
    assert!(store.agreements(mine, &by.id, gateway::now()).await.unwrap()[0].done_at.is_some());
    assert_eq!(store.agreements(Whose::Casus(casus.to_string()), &by.id, gateway::now()).await.unwrap().len(), 1);
}

async fn the_overleg_is_held(world: &World, ids: &[CasusId], by: &Colleague) {
    let store = &world.store;
    let meeting = store.start_meeting(ids.to_vec(), by, gateway::now()).await.unwrap();
    let besproken = (Decision::Besproken, "Wij bellen");
    assert!(store.decide_item((&meeting, ids[0]), besproken, by, gateway::now()).await.unwrap());
    assert!(store.close_meeting(&meeting, Closing::default(), by, gateway::now()).await.unwrap());
    let items = store.meeting_items(&meeting, &by.id, gateway::now()).await.unwrap();
    assert_eq!(items.iter().filter(|item| item.casus.on_agenda).count(), ids.len() - 1, "what was not discussed");
    assert!(store.meetings(&by.id).await.unwrap()[0].closed_at.is_some());
}

async fn a_reporter_hears_of_it(world: &World, casus: CasusId, by: &Colleague) {
    let informants = world.store.informants(casus, &by.id).await.unwrap();
    let wish = FeedbackWish {
        casus,
        signals: vec![informants[0].signal],
        sentence: "besproken",
        said: "Wij hebben uw signaal besproken.".to_owned(),
        mail_host: "wijkteam.example".to_owned(),
        by: by.clone(),
    };
    assert_eq!(world.store.tell(wish.clone(), gateway::now()).await.unwrap(), 1);
    assert_eq!(world.store.tell(wish, gateway::now()).await.unwrap(), 0, "no sentence twice");
    world.settled().await;
    let mails = world.sink.attempts();
    let told: Vec<_> = mails.iter().filter(|mail| mail.header("Subject").contains("Bericht over uw melding")).collect();
    assert_eq!(told.len(), 1);
    assert_eq!(world.store.informants(casus, &by.id).await.unwrap()[0].given[0].state, "verzonden");
}

async fn a_morning_at_the_desk(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let by = leader(&world).await;
    let ids = households(&world).await;
    the_queue_shows_every_view_in_every_order(&world, &ids, &by).await;
    signals_are_moved_and_taken_back(&world, &ids, &by).await;
    something_is_agreed_and_done(&world, ids[2], &by).await;
    the_overleg_is_held(&world, &ids, &by).await;
    a_reporter_hears_of_it(&world, ids[1], &by).await;
    let view = SavedView {
        id: String::new(),
        name: "Alleen hoog".to_owned(),
        query: "/wachtrij?urgentie=hoog".to_owned(),
        shared: true,
    };
    world.store.save_view(view, &by, gateway::now()).await.unwrap();
    let views = world.store.views("iemand").await.unwrap();
    world.store.drop_view(&views[0].id, &by, gateway::now()).await.unwrap();
    assert!(world.store.views("iemand").await.unwrap().is_empty());
    world.store.verify_audit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_morning_at_the_desk_on_sqlite() {
    a_morning_at_the_desk(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_morning_at_the_desk_on_postgres() {
    a_morning_at_the_desk(Backend::Postgres).await;
}

fn about(whom: &str, place: &str) -> Mail {
    Mail::from("joke@meldpunt.example", &format!("Zorgen over {whom}, {place} te Winschoten."))
}

/// One signal of this casus becomes a household of its own.
async fn split_off(world: &World, casus: CasusId, kenmerk: &str, by: &Colleague) -> CasusId {
    let file = world.store.casus(casus, &by.id, gateway::now()).await.unwrap().unwrap();
    let signal = file.signals.iter().find(|signal| signal.kenmerk == kenmerk).unwrap();
    let request = SplitRequest {
        from: (casus, file.head.version),
        signals: vec![voordeur::domain::SignalId::parse(&signal.id).unwrap()],
        notes: Vec::new(),
        to: None,
        by: by.clone(),
    };
    let Moved::Done { casus, .. } = world.store.split(request, gateway::now()).await.unwrap() else {
        panic!("not split")
    };
    CasusId::parse(&casus).unwrap()
}

async fn casus_of(world: &World, kenmerk: &str) -> CasusId {
    CasusId::parse(world.casus_of(kenmerk).await["id"].as_str().unwrap()).unwrap()
}

/// How many households a signal is asked about that names both brothers.
async fn asked_about_both(world: &World) -> usize {
    let before = world.proposals().await.len();
    world.mailed(&about("Jan Ploegsma en Piet Ploegsma", DOOR)).await;
    world.proposals().await.len() - before
}

const DOOR: &str = "Krabbenscheerstraat 12A, 9675 XA";

/// Two brothers at one door, whom a human split; the casus of each.
async fn brothers(world: &World, by: &Colleague) -> [CasusId; 2] {
    let jan = world.mailed(&about("Jan Ploegsma", DOOR)).await;
    let piet = world.mailed(&about("Piet Ploegsma", DOOR)).await;
    let first = casus_of(world, &jan).await;
    assert_eq!(casus_of(world, &piet).await, first, "until a human says otherwise");
    [first, split_off(world, first, &piet, by).await]
}

async fn each_is_known(world: &World, [first, second]: [CasusId; 2]) {
    for (whom, casus) in [("Piet Ploegsma", second), ("Jan Ploegsma", first)] {
        let again = world.mailed(&about(whom, DOOR)).await;
        assert_eq!(casus_of(world, &again).await, casus, "{whom} is not asked about again");
    }
}

async fn what_a_human_kept_apart(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let by = leader(&world).await;
    let both = brothers(&world, &by).await;
    each_is_known(&world, both).await;
    assert_eq!(asked_about_both(&world).await, 2);
    world.store.verify_audit().await.unwrap();
}

async fn what_was_said_of_a_household_that_was_merged(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let by = leader(&world).await;
    let [first, second] = brothers(&world, &by).await;
    let elsewhere = world.mailed(&about("Piet Ploegsma", "Pijlkruidhof 7, 9675 XC")).await;
    let third = casus_of(&world, &elsewhere).await;
    assert!(third != second, "another address");
    let merge = MergeRequest {
        from: (second, version(&world, second, &by).await),
        into: (third, version(&world, third, &by).await),
        by: by.clone(),
    };
    let Moved::Done { bundle, .. } = world.store.merge(merge, gateway::now()).await.unwrap() else {
        panic!("not merged")
    };
    each_is_known(&world, [first, third]).await;
    assert_eq!(asked_about_both(&world).await, 2, "it holds for what it went into");
    let choice = UndoChoice { later: None, keep_apart: false };
    assert!(matches!(world.store.take_back(&bundle, choice, &by, gateway::now()).await.unwrap(), Undone::Done { .. }));
    each_is_known(&world, [first, second]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_human_kept_apart_stays_apart_on_sqlite() {
    what_a_human_kept_apart(Backend::Sqlite).await;
    what_was_said_of_a_household_that_was_merged(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_human_kept_apart_stays_apart_on_postgres() {
    what_a_human_kept_apart(Backend::Postgres).await;
    what_was_said_of_a_household_that_was_merged(Backend::Postgres).await;
}

/// Writes one note in several requests at once.
async fn note_at_once(world: &World, casus: CasusId, by: &Colleague, text: &'static str) {
    let at = gateway::now();
    let clicks: Vec<_> = (0..6)
        .map(|_| {
            let (store, by) = (world.store.clone(), by.clone());
            tokio::spawn(async move { store.note(casus, text, &by, at).await.unwrap() })
        })
        .collect();
    for click in clicks {
        assert!(click.await.unwrap(), "who clicks again is told that it is kept");
    }
}

async fn a_note_that_is_sent_twice_is_kept_once(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let by = leader(&world).await;
    let ids = households(&world).await;
    note_at_once(&world, ids[0], &by, "Gebeld, geen gehoor").await;
    let notes =
        async |casus: CasusId| world.store.casus(casus, &by.id, gateway::now()).await.unwrap().unwrap().notes.len();
    assert_eq!(notes(ids[0]).await, 1);
    let now = gateway::now();
    for (casus, text, at) in [
        (ids[0], "Gebeld, nu wel gehoor", now),
        (ids[1], "Gebeld, geen gehoor", now),
        (ids[0], "Gebeld, geen gehoor", now + 2.minutes()),
    ] {
        assert!(world.store.note(casus, text, &by, at).await.unwrap());
    }
    assert_eq!((notes(ids[0]).await, notes(ids[1]).await), (3, 1), "other words, another household, later");
    world.store.verify_audit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_click_keeps_a_note_once_on_sqlite() {
    a_note_that_is_sent_twice_is_kept_once(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_click_keeps_a_note_once_on_postgres() {
    a_note_that_is_sent_twice_is_kept_once(Backend::Postgres).await;
}

async fn how_a_household_stands(backend: Backend) {
    let world = World::with(backend, &[]).await;
    let by = leader(&world).await;
    let ids = households(&world).await;
    let stand = async |casus| world.store.stand(casus, &by.id).await.unwrap().unwrap();
    let (first, other) = (stand(ids[1]).await, stand(ids[0]).await);
    world.mailed(&about("de bewoner", "Pijlkruidhof 7, 9675 XC")).await;
    assert_eq!(stand(ids[1]).await, Stand { signals: first.signals + 1, version: first.version + 1 });
    assert_eq!(stand(ids[0]).await, other, "of another household");
    assert_eq!(world.store.stand(ids[1], "niemand").await.unwrap(), None, "who may not see it hears nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_changes_how_its_household_stands_on_sqlite() {
    how_a_household_stands(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_changes_how_its_household_stands_on_postgres() {
    how_a_household_stands(Backend::Postgres).await;
}
