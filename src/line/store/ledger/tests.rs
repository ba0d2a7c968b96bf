use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use uuid::Uuid;

use super::*;
use crate::{
    domain::{
        AckLoad, Acknowledgement, Address, Delivery, DeliveryKey, Placement, Postcode, QueueName, RawMessage,
        Repetition, RouteDecision, SignalId, Urgency,
    },
    household,
    store::probe::signal_with,
};

/// Whose signals no decision survives.
const FAULTY: &str = "fout@cjg.example";

struct World {
    _folder: tempfile::TempDir,
    store: Store,
    books: Books,
    /// What each decision was told of earlier acknowledgements.
    loads: Arc<Mutex<Vec<AckLoad>>>,
    limits: Arc<Mutex<AckLimits>>,
}

impl World {
    #[expect(clippy::disallowed_methods, reason = "a test has no identifiers to hand in")]
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap();
        let loads = Arc::<Mutex<Vec<AckLoad>>>::default();
        let told = Arc::clone(&loads);
        let limits = Arc::new(Mutex::new(AckLimits { max_per_address_per_hour: 3, max_per_hour: 5 }));
        let limiting = Arc::clone(&limits);
        let decide = move |signal: &Signal, history: &History, background: Background<'_>| {
            assert_ne!(signal.thread.answer_to.as_deref(), Some(FAULTY), "a fault of ours");
            told.lock().unwrap().push(history.acknowledgements);
            decision(signal, history, background)
        };
        let rules = BookRules {
            decide: Arc::new(decide),
            ack_limits: Arc::new(move || *limiting.lock().unwrap()),
            ids: Uuid::now_v7,
            mail_host: "wijkteam.example".to_owned(),
            secret: Arc::from(&b"geheim"[..]),
        };
        let books = Books::open(&store, rules, &TaskTracker::new());
        Self { _folder: folder, store, books, loads, limits }
    }

    async fn take(&self, submission: Submission) -> Result<Receipt, IntakeError> {
        self.books.take_in(submission).await
    }
}

fn decision(signal: &Signal, history: &History, background: Background<'_>) -> Decision {
    let with = (&household::Model::built_in().expect("a model"), crate::config::AddressPolicy::Adres);
    let link = household::link(&history.candidates, background, with);
    let to = signal.thread.answer_to.clone().unwrap_or_default();
    Decision {
        placement: Placement::Casus(link),
        repetition: Repetition::Eerste,
        route: RouteDecision {
            queue: QueueName("parkwijk".to_owned()),
            rule: "alles".to_owned(),
            urgency: Urgency::Normaal,
            reasons: Vec::new(),
            labels: Vec::new(),
            copies: Vec::new(),
            ack_template: None,
            follow_up: crate::domain::FollowUp::default(),
            standing: crate::domain::Standing::default(),
            trace: Vec::new(),
            rules_version: "1".to_owned(),
        },
        acknowledgement: Acknowledgement::Mail { to, template: "ontvangst".to_owned() },
    }
}

fn submission(number: u32, from: &str) -> Submission {
    let address = Address { postcode: Postcode::parse("9675XA"), huisnummer: Some(number), ..Address::default() };
    let mut signal = signal_with(address, Vec::new());
    signal.id = SignalId(Uuid::from_u128(u128::from(number)));
    signal.received_at = Timestamp::from_second(86_400).unwrap();
    signal.thread.answer_to = Some(from.to_owned());
    let key = DeliveryKey(format!("mail:{number}"));
    Submission {
        signal,
        raw: RawMessage { mediatype: "message/rfc822", bytes: vec![b'x'] },
        delivery: Delivery {
            recognised_by: vec![key.clone()],
            claims: vec![key],
            content_hash: "h".to_owned(),
            ..Delivery::default()
        },
    }
}

#[tokio::test]
async fn many_at_once_are_each_taken_once_and_sealed_in_one_chain() {
    let world = World::new().await;
    let mut takes = tokio::task::JoinSet::new();
    for number in 1..=70 {
        let books = world.books.clone();
        takes.spawn(async move { books.take_in(submission(number, "a@cjg.example")).await });
    }
    for receipt in takes.join_all().await {
        assert!(!receipt.unwrap().repeated);
    }
    assert!(world.take(submission(7, "a@cjg.example")).await.unwrap().repeated);
    assert_eq!(world.store.count("SELECT COUNT(*) FROM raw_message").await, 70);
    assert_eq!(world.store.count("SELECT COUNT(*) FROM casus").await, 70);
    assert_eq!(world.store.verify_audit().await.unwrap().lines, 70);
}

#[tokio::test]
async fn a_household_that_is_known_gets_the_next_signal() {
    let world = World::new().await;
    world.take(submission(8, "a@cjg.example")).await.unwrap();
    let mut second = submission(8, "a@cjg.example");
    second.signal.id = SignalId(Uuid::from_u128(99));
    second.delivery.recognised_by.clear();
    second.delivery.claims = vec![DeliveryKey("mail:99".to_owned())];
    world.take(second).await.unwrap();
    assert_eq!(world.store.count("SELECT signals FROM casus").await, 2);
    assert_eq!(world.store.count("SELECT signals FROM household_activity").await, 2);
}

#[tokio::test]
async fn a_repeat_gives_its_new_keys_to_the_signal_and_keeps_out_of_what_an_older_program_claimed() {
    let world = World::new().await;
    let key = |name: &str| DeliveryKey(name.to_owned());
    let of_older_program = submission(1, "a@cjg.example");
    let receipt = world.take(of_older_program).await.unwrap();
    let mut again = submission(2, "a@cjg.example");
    again.delivery.claims = vec![key("sleutel"), key("referentie"), key("inhoud")];
    again.delivery.recognised_by = vec![key("sleutel"), key("referentie"), key("mail:1")];
    let answer = world.take(again.clone()).await.unwrap();
    assert_eq!((answer.repeated, answer.id), (true, receipt.id));
    for (claimed, names) in [(1, "'sleutel'"), (1, "'referentie'"), (0, "'inhoud'"), (1, "'mail:1'")] {
        let sql = format!("SELECT COUNT(*) FROM delivery WHERE key = {names}");
        assert_eq!(world.store.count(&sql).await, claimed, "{names}");
    }
    let mut with_the_new_key = submission(3, "a@cjg.example");
    with_the_new_key.delivery.recognised_by = vec![key("sleutel")];
    assert_eq!(world.take(with_the_new_key.clone()).await.unwrap().id, receipt.id);
    with_the_new_key.delivery.content_hash = "anders".to_owned();
    assert!(matches!(world.take(with_the_new_key).await, Err(IntakeError::Refused(crate::intake::Refusal::KeyReused))));
}

#[tokio::test]
async fn what_cannot_be_stored_leaves_nothing_and_holds_up_nobody() {
    let world = World::new().await;
    world.take(submission(1, "a@cjg.example")).await.unwrap();
    let mut same_id = submission(2, "a@cjg.example");
    same_id.signal.id = SignalId(Uuid::from_u128(1));
    let (bad, good) = tokio::join!(world.take(same_id), world.take(submission(3, "a@cjg.example")));
    assert!(matches!(bad, Err(IntakeError::Unavailable(_))));
    good.unwrap();
    assert_eq!(world.store.count("SELECT COUNT(*) FROM casus").await, 2);
}

#[tokio::test]
async fn a_panic_on_one_signal_costs_no_other_and_does_not_end_the_writer() {
    let world = World::new().await;
    let mut takes = tokio::task::JoinSet::new();
    for number in 1..=20 {
        let books = world.books.clone();
        let from = if number == 7 { FAULTY } else { "a@cjg.example" };
        takes.spawn(async move { (number, books.take_in(submission(number, from)).await) });
    }
    for (number, taken) in takes.join_all().await {
        assert_eq!(taken.is_ok(), number != 7, "{number}");
    }
    assert!(world.take(submission(7, "a@cjg.example")).await.is_ok(), "what was not taken may come again");
    assert_eq!(world.store.count("SELECT COUNT(*) FROM signal").await, 20);
    assert_eq!(world.store.verify_audit().await.unwrap().lines, 20);
}

#[tokio::test]
async fn earlier_acknowledgements_are_counted_up_to_the_limits() {
    let world = World::new().await;
    for number in 1..=6 {
        let from = if number == 2 { "b@cjg.example" } else { "a@cjg.example" };
        world.take(submission(number, from)).await.unwrap();
    }
    let loads = world.loads.lock().unwrap();
    let counted: Vec<(u32, u32)> = loads.iter().map(|load| (load.to_this_address, load.in_all)).collect();
    assert_eq!(counted, [(0, 0), (0, 1), (1, 2), (2, 3), (3, 4), (3, 5)]);
}

#[tokio::test]
async fn a_limit_that_was_raised_is_counted_up_to() {
    let world = World::new().await;
    for number in 1..=6 {
        if number == 5 {
            world.limits.lock().unwrap().max_per_address_per_hour = 10;
        }
        world.take(submission(number, "a@cjg.example")).await.unwrap();
    }
    let loads = world.loads.lock().unwrap();
    let counted: Vec<u32> = loads.iter().map(|load| load.to_this_address).collect();
    assert_eq!(counted, [0, 1, 2, 3, 4, 5]);
}
