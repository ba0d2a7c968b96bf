//! Timers: each runs once, and only when nobody has taken the signal up.

use std::sync::Arc;

use jiff::SignedDuration;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::*;
use crate::{
    config::{AckLimits, AddressPolicy},
    domain::{
        Acknowledgement, Address, CasusId, Deadline, Decision, Delivery, DeliveryKey, FollowUp, History, Placement,
        Postcode, QueueName, RawMessage, Repetition, RouteDecision, Standing, Submission, Urgency,
    },
    household::{self, Background, Model},
    intake::{
        Delivered, Lane, Ledger, Outbox,
        deeds::{Change, ChangeRequest, Changed, Deeds, Which},
        grouping::{Grouping, MergeRequest},
        people::{Colleague, Role},
    },
    store::{Books, probe::signal_with},
};

struct World {
    _folder: tempfile::TempDir,
    store: Store,
    rules: BookRules,
    books: Books,
}

fn at(hour: i64) -> Timestamp {
    Timestamp::from_second(1_763_000_000).unwrap() + SignedDuration::from_hours(hour)
}

fn step(kind: StepKind, hour: i64, to: StepTo) -> Step {
    Step { kind, when: Deadline { at: at(hour), because: format!("{hour} uur vanaf nu") }, to }
}

fn decision(history: &History, background: Background<'_>, steps: Vec<Step>) -> Decision {
    let due = steps.iter().find(|step| step.kind == StepKind::Termijn).map(|step| step.when.clone());
    Decision {
        placement: Placement::Casus(household::link(
            &history.candidates,
            background,
            (&Model::built_in().expect("a model"), AddressPolicy::Adres),
        )),
        repetition: Repetition::Eerste,
        route: RouteDecision {
            queue: QueueName("parkwijk".to_owned()),
            rule: "alles".to_owned(),
            urgency: Urgency::Normaal,
            reasons: Vec::new(),
            labels: Vec::new(),
            copies: Vec::new(),
            ack_template: None,
            follow_up: FollowUp { due, steps, hold: None },
            standing: Standing::default(),
            trace: Vec::new(),
            rules_version: "1".to_owned(),
        },
        acknowledgement: Acknowledgement::None { reden: "proef".to_owned() },
    }
}

impl World {
    #[expect(clippy::disallowed_methods, reason = "a test has no identifiers to hand in")]
    async fn with(steps: Vec<Step>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap();
        let rules = BookRules {
            decide: Arc::new(move |_, history, background| decision(history, background, steps.clone())),
            ack_limits: Arc::new(|| AckLimits { max_per_address_per_hour: 0, max_per_hour: 0 }),
            ids: Uuid::now_v7,
            mail_host: "wijkteam.example".to_owned(),
            secret: Arc::from(&b"geheim"[..]),
        };
        let books = Books::open(&store, rules.clone(), &TaskTracker::new());
        let world = Self { _folder: folder, store, rules, books };
        world.take(1, 1).await;
        world
    }

    /// Signal `number` from the house `huisnummer`.
    async fn take(&self, number: u128, huisnummer: u32) {
        let address =
            Address { postcode: Postcode::parse("9675XA"), huisnummer: Some(huisnummer), ..Address::default() };
        let mut signal = signal_with(address, Vec::new());
        signal.id = SignalId(Uuid::from_u128(number));
        signal.received_at = at(0);
        let key = DeliveryKey(format!("mail:{number}"));
        let submission = Submission {
            signal,
            raw: RawMessage { mediatype: "message/rfc822", bytes: vec![b'x'] },
            delivery: Delivery {
                recognised_by: vec![key.clone()],
                claims: vec![key],
                content_hash: "h".to_owned(),
                ..Delivery::default()
            },
        };
        self.books.take_in(submission).await.unwrap();
    }

    async fn run(&self, hour: i64) -> usize {
        self.store.run_timers(at(hour), 50, &self.rules).await.unwrap()
    }

    async fn execute(&self, text: &'static str) {
        let mut tx = self.store.begin().await.unwrap();
        sqlx::query(text).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The casus of signal 1, with its version, and that of signal 2.
    async fn two_casussen(&self) -> [(CasusId, i64); 2] {
        let mut both = Vec::new();
        for number in [1_u128, 2] {
            let signal = SignalId(Uuid::from_u128(number)).to_string();
            let row =
                sqlx::query("SELECT c.id, c.version FROM casus c JOIN signal s ON s.casus_id = c.id WHERE s.id = $1")
                    .bind(signal)
                    .fetch_one(&self.store.read)
                    .await
                    .unwrap();
            both.push((CasusId(row::text(&row, 0).unwrap().parse().unwrap()), row::number(&row, 1).unwrap()));
        }
        both.try_into().unwrap()
    }

    /// The colleague stands in the books.
    async fn hire(&self) {
        self.execute(
            "INSERT INTO person (id, name, email, role, created_at) VALUES \
             ('7', 'Pim Proef', 'pim@wijkteam.example', 'projectleider', 0)",
        )
        .await;
    }

    async fn write_note(&self, casus: &str, at: i64) {
        let mut tx = self.store.begin().await.unwrap();
        sqlx::query("INSERT INTO note (id, casus_id, author, text, written_at) VALUES ('n', $1, '7', 'Gebeld', $2)")
            .bind(casus.to_owned())
            .bind(at)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    async fn text(&self, query: &'static str) -> String {
        sqlx::query_scalar(query).fetch_one(&self.store.read).await.unwrap()
    }
}

fn mail(address: &str) -> StepTo {
    StepTo::Mail(address.to_owned())
}

#[tokio::test]
async fn a_timer_waits_for_its_time_and_then_runs_once() {
    let world = World::with(vec![step(StepKind::Termijn, 4, mail("team@wijkteam.example"))]).await;
    assert_eq!(world.store.count("SELECT due_at FROM casus").await, at(4).as_microsecond());
    assert_eq!(world.run(3).await, 0);
    assert_eq!(world.run(4).await, 1);
    assert_eq!(world.run(5).await, 0);
    assert_eq!(world.run(2).await, 0, "a clock that is set back changes nothing");
    assert_eq!(world.store.count("SELECT COUNT(*) FROM outbox WHERE kind = 'herinnering'").await, 1);
    let events = "SELECT COUNT(*) FROM casus_event WHERE what LIKE 'De termijn is voorbij: 4 uur vanaf nu%'";
    assert_eq!(world.store.count(events).await, 1);
    assert!(world.text("SELECT reasons_json FROM casus").await.contains("De termijn is voorbij"));
    assert_eq!(world.store.verify_audit().await.unwrap().lines, 2);
}

#[tokio::test]
async fn a_clock_that_jumps_ahead_runs_all_that_is_due_in_order() {
    let steps = vec![
        step(StepKind::Herinnering, 1, mail("team@wijkteam.example")),
        step(StepKind::Escalatie, 2, mail("team@wijkteam.example")),
        step(StepKind::Escalatie, 3, StepTo::Queue(QueueName("zuid".to_owned()))),
    ];
    let world = World::with(steps).await;
    assert_eq!(world.run(10_000).await, 3);
    assert_eq!(world.run(20_000).await, 0);
    assert_eq!(world.text("SELECT queue FROM casus").await, "zuid");
    let leased = world.store.lease(Lane::Mail, at(10_000), at(10_001), 10).await.unwrap();
    let ids: std::collections::BTreeSet<&str> = leased.iter().map(|due| due.message_id.as_str()).collect();
    assert_eq!((leased.len(), ids.len()), (2, 2), "one address, two mails, each its own Message-ID");
    assert!(leased.iter().all(|due| due.template == "herinnering"));
    let sent = leased.into_iter().map(|due| (due.id, Delivered::Sent)).collect();
    world.store.settle(sent, at(10_000)).await.unwrap();
}

#[tokio::test]
async fn what_somebody_took_up_falls_away() {
    let world = World::with(vec![step(StepKind::Escalatie, 4, mail("baas@wijkteam.example"))]).await;
    world
        .execute("INSERT INTO casus_event (id, casus_id, at, actor, what) SELECT 'e', id, last_signal_at + 1, 'persoon:7', 'Toegewezen' FROM casus")
        .await;
    assert_eq!(world.run(5).await, 1);
    assert_eq!(world.text("SELECT state FROM timer").await, "vervallen");
    assert_eq!(world.store.count("SELECT COUNT(*) FROM outbox").await, 0);
}

#[tokio::test]
async fn duty_goes_down_the_roster_until_somebody_confirms() {
    let duty = |hours, address: &str| step(StepKind::Piket, hours, mail(address));
    let roster =
        vec![duty(0, "een@wijkteam.example"), duty(1, "twee@wijkteam.example"), duty(2, "drie@wijkteam.example")];
    let world = World::with(roster).await;
    assert_eq!(world.run(0).await, 1);
    assert_eq!(world.run(1).await, 1, "nobody confirmed within the hour");
    assert_eq!(world.store.count("SELECT COUNT(*) FROM outbox WHERE template = 'piket'").await, 2);
    assert!(!world.text("SELECT reasons_json FROM casus").await.contains("Piket"), "a turn is no reason to hurry");
    world
        .execute("INSERT INTO casus_event (id, casus_id, at, actor, what) SELECT 'e', id, last_signal_at + 1, 'persoon:7', 'Pakt dit op' FROM casus")
        .await;
    assert_eq!(world.run(2).await, 1);
    assert_eq!(world.store.count("SELECT COUNT(*) FROM outbox").await, 2, "the third sleeps on");
    assert_eq!(world.store.count("SELECT COUNT(*) FROM timer WHERE state = 'vervallen'").await, 1);
}

#[tokio::test]
async fn what_is_closed_falls_away_too() {
    let world = World::with(vec![step(StepKind::Termijn, 4, mail("team@wijkteam.example"))]).await;
    world.execute("UPDATE casus SET status = 'afgesloten'").await;
    world.run(5).await;
    assert_eq!(world.text("SELECT state FROM timer").await, "vervallen");
}

#[tokio::test]
async fn a_role_is_all_who_have_it_and_else_the_projectleider_and_else_a_task() {
    let to = || StepTo::Role("gebiedsregisseur".to_owned());
    let world = World::with(vec![step(StepKind::Escalatie, 1, to())]).await;
    world.run(1).await;
    assert_eq!(world.text("SELECT kind FROM task").await, "niemand-bereikt");
    let world = World::with(vec![step(StepKind::Escalatie, 1, to()), step(StepKind::Escalatie, 2, to())]).await;
    world
        .execute(
            "INSERT INTO person (id, name, email, role, created_at) VALUES \
             ('p', 'P. Leider', 'leider@wijkteam.example', 'projectleider', 0)",
        )
        .await;
    world.run(1).await;
    assert_eq!(world.text("SELECT recipient FROM outbox").await, "leider@wijkteam.example");
    world
        .execute(
            "INSERT INTO person (id, name, email, role, created_at) VALUES \
             ('g', 'G. Regisseur', 'regisseur@wijkteam.example', 'gebiedsregisseur', 0)",
        )
        .await;
    world.run(2).await;
    let to_both = "SELECT COUNT(DISTINCT recipient) FROM outbox";
    assert_eq!(world.store.count(to_both).await, 2);
}

#[tokio::test]
async fn two_nodes_that_look_at_once_run_it_once() {
    let world = World::with(vec![step(StepKind::Termijn, 1, mail("team@wijkteam.example"))]).await;
    let (one, other) = tokio::join!(world.run(1), world.run(1));
    assert_eq!(one + other, 1);
}

#[tokio::test]
async fn a_later_signal_brings_a_nearer_deadline_but_never_a_farther_one() {
    let world = World::with(vec![step(StepKind::Termijn, 4, mail("team@wijkteam.example"))]).await;
    world.execute("UPDATE casus SET due_at = due_at - 3600000000").await;
    world.take(2, 1).await;
    assert_eq!(world.store.count("SELECT due_at FROM casus").await, at(3).as_microsecond());
}

fn colleague() -> Colleague {
    Colleague {
        id: "7".to_owned(),
        name: "Pim Proef".to_owned(),
        email: "pim@wijkteam.example".to_owned(),
        role: Role::Projectleider,
        disabled: false,
        settled: true,
        teams: None,
    }
}

#[tokio::test]
async fn to_say_which_signals_belong_together_takes_nothing_up() {
    let world = World::with(vec![step(StepKind::Piket, 4, mail("piket@wijkteam.example"))]).await;
    world.take(2, 2).await;
    world.hire().await;
    let [from, into] = world.two_casussen().await;
    let (casus, note) = (into.0.to_string(), at(1).as_microsecond());
    world.write_note(&casus, note).await;
    world.store.merge(MergeRequest { from, into, by: colleague() }, at(2)).await.unwrap();
    world.run(4).await;
    let told = "SELECT COUNT(*) FROM outbox WHERE id LIKE 'herinnering.00000000-0000-0000-0000-000000000001.%'";
    assert_eq!(world.store.count(told).await, 1, "neither the joining nor a note from before it is about this signal");
    assert_eq!(world.store.count("SELECT COUNT(*) FROM timer WHERE state = 'vervallen'").await, 1, "the other's was");
}

#[tokio::test]
async fn a_deed_that_was_taken_back_took_nothing_up() {
    let world = World::with(vec![step(StepKind::Escalatie, 4, mail("baas@wijkteam.example"))]).await;
    world.hire().await;
    let casus = CasusId(world.text("SELECT id FROM casus").await.parse().unwrap());
    let change = ChangeRequest { casus, version: 1, change: Change::Agenda, by: colleague() };
    assert!(matches!(world.store.change(change, at(1)).await.unwrap(), Changed::Done { .. }));
    world.store.undo(Which::Last, &colleague(), at(2)).await.unwrap();
    world.run(5).await;
    assert_eq!(world.text("SELECT state FROM timer").await, "gedaan");
}
