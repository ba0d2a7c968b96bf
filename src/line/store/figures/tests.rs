use jiff::{Timestamp, civil::date};

use crate::{
    intake::figures::{Figure, Figures, LATE, ON_TIME, Period},
    store::Store,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Monday 23 November 2026, a quarter past nine in the Netherlands.
fn now() -> Timestamp {
    at("2026-11-23T08:15:00Z")
}

fn weeks() -> Period {
    Period { first: date(2026, 11, 9), last: date(2026, 11, 23) }
}

async fn store() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap();
    store
        .run("INSERT INTO person (id, name, email, role, created_at) VALUES ('p', 'Karim', 'k@wijkteam.example', 'teamlid', 0)")
        .await;
    (store, folder)
}

/// A household with one signal of a partner.
async fn household(store: &Store, number: i64, at: Timestamp, partner: &str) {
    let micros = at.as_microsecond();
    store
        .run(&format!(
            r#"INSERT INTO household VALUES ('h{number}', 'H-{number}', '{{"straatnaam":"Pijlkruidhof"}}', {micros});
             INSERT INTO casus (id, household_id, queue, urgency, reasons_json, status, signals, last_signal_at, version)
               VALUES ('c{number}', 'h{number}', 'parkwijk', 1, '[]', 'nieuw', 1, {micros}, 1)"#
        ))
        .await;
    signal(store, (number, number), at, partner).await;
}

async fn signal(store: &Store, (number, household): (i64, i64), at: Timestamp, partner: &str) {
    store
        .run(&format!(
            r#"INSERT INTO signal VALUES ('s{number}', 'VD-{number}', 'c{household}', NULL, NULL, '{partner}', 'email', NULL,
               {}, '', 'tekst', 1, 'eerste', '{{"melder":{{"digitaleAdressen":[{{"soort":"email","adres":"an@cjg.example"}}]}}}}',
               '[]', '{{"labels":["geld","kind"]}}', '{{}}')"#,
            at.as_microsecond()
        ))
        .await;
}

async fn deed(store: &Store, id: &str, casus: &str, kind: &str, at: Timestamp) {
    store
        .run(&format!(
            "INSERT INTO deed VALUES ('{id}', '{id}', '{casus}', 'p', '{kind}', '', {}, '{{}}', '{{}}', NULL, 1)",
            at.as_microsecond()
        ))
        .await;
}

async fn agreement(store: &Store, id: &str, due: Timestamp, done: Option<Timestamp>) {
    let done = done.map_or_else(|| "NULL".to_owned(), |done| done.as_microsecond().to_string());
    store
        .run(&format!(
            "INSERT INTO agreement (id, casus_id, what, owner, by_whom, due_at, made_at, made_by, outcome, done_at)
             VALUES ('{id}', 'c1', '', 'p', 'bewoner', {}, 0, 'p', 'gesproken', {done})",
            due.as_microsecond()
        ))
        .await;
}

#[tokio::test]
async fn a_signal_counts_by_its_channel_its_partner_and_its_labels() {
    let (store, _folder) = store().await;
    household(&store, 1, at("2026-11-20T10:00:00Z"), "cjg").await;
    household(&store, 2, now(), "acantus").await;
    let sums = store.figures(weeks(), now()).await.unwrap();
    assert_eq!((sums.total(Figure::Signaal), sums.count(Figure::Voordeur, "cjg")), (2, 1));
    assert_eq!((sums.count(Figure::Thema, "geld"), sums.total(Figure::Bereikbaar)), (2, 2));
    assert_eq!(sums.count(Figure::Straat, "Pijlkruidhof\tkind"), 2);
    assert_eq!((sums.total(Figure::Huishouden), sums.total(Figure::Meervoudig)), (2, 0));
    assert_eq!(store.open_by_age(now()).await.unwrap(), [2, 0, 0, 0, 0]);
}

#[tokio::test]
async fn kept_days_say_the_same_as_days_counted_now() {
    let (store, _folder) = store().await;
    for (number, day) in
        (1..).zip(["2026-11-18T09:00:00Z", "2026-11-18T22:59:00Z", "2026-11-18T23:01:00Z", "2026-11-22T10:00:00Z"])
    {
        household(&store, number, at(day), "cjg").await;
    }
    signal(&store, (9, 1), at("2026-11-21T10:00:00Z"), "acantus").await;
    let before = store.figures(weeks(), now()).await.unwrap();
    assert_eq!(store.count_days(now(), 400).await.unwrap(), 5);
    assert_eq!(store.count_days(now(), 400).await.unwrap(), 0);
    assert_eq!(store.figures(weeks(), now()).await.unwrap(), before);
    assert_eq!(before.count(Figure::Straat, "Pijlkruidhof\tgeld"), 4, "a household counts once for its street");
    assert_eq!((before.total(Figure::Huishouden), before.total(Figure::Meervoudig)), (4, 1));
}

#[tokio::test]
async fn what_was_counted_stays_when_its_signals_are_gone() {
    let (store, _folder) = store().await;
    household(&store, 1, at("2026-11-20T10:00:00Z"), "cjg").await;
    store.count_days(now(), 400).await.unwrap();
    store.run("DELETE FROM signal").await;
    let sums = store.figures(weeks(), now()).await.unwrap();
    assert_eq!((sums.total(Figure::Signaal), sums.count(Figure::Thema, "kind")), (1, 1));
}

#[tokio::test]
async fn only_the_first_deed_and_the_first_contact_count_each_with_its_days() {
    let (store, _folder) = store().await;
    household(&store, 1, at("2026-11-16T10:00:00Z"), "cjg").await;
    deed(&store, "d1", "c1", "toewijzen", at("2026-11-17T08:00:00Z")).await;
    deed(&store, "d2", "c1", "afsluiten", at("2026-11-19T08:00:00Z")).await;
    agreement(&store, "a1", at("2026-11-18T23:00:00Z"), Some(at("2026-11-18T15:00:00Z"))).await;
    agreement(&store, "a2", at("2026-11-18T23:00:00Z"), Some(at("2026-11-19T15:00:00Z"))).await;
    let expect = |sums: &crate::intake::figures::Sums| {
        assert_eq!(sums.of(Figure::Reactie).collect::<Vec<_>>(), [("1", 1)]);
        assert_eq!(sums.of(Figure::Contact).collect::<Vec<_>>(), [("2", 1)]);
        assert_eq!(sums.total(Figure::Afgesloten), 1);
        assert_eq!((sums.count(Figure::Afspraak, ON_TIME), sums.count(Figure::Afspraak, LATE)), (1, 1));
    };
    store.count_days(now(), 400).await.unwrap();
    expect(&store.figures(weeks(), now()).await.unwrap());
}

#[tokio::test]
async fn who_was_told_counts_by_the_day_of_the_signal() {
    let (store, _folder) = store().await;
    household(&store, 1, at("2026-11-16T10:00:00Z"), "cjg").await;
    for (id, sentence, received) in
        [("f1", "besproken", "2026-11-16T10:00:00Z"), ("f2", "geregeld", "2026-11-16T10:00:00Z")]
    {
        store
            .run(&format!(
                "INSERT INTO feedback VALUES ('{id}', 's1', '{sentence}', 'mail', 0, 'p', {})",
                at(received).as_microsecond()
            ))
            .await;
    }
    assert_eq!(store.figures(weeks(), now()).await.unwrap().told, 1);
    let other = Period { first: date(2026, 11, 17), last: date(2026, 11, 23) };
    assert_eq!(store.figures(other, now()).await.unwrap().told, 0);
}
