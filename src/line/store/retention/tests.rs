use jiff::{SignedDuration, Timestamp};

use super::{OF_CASUS, OF_HOUSEHOLD, OF_SIGNAL};
use crate::{
    domain::CasusId,
    intake::{
        figures::{Figures, Period, day_of},
        people::{Colleague, Role},
        retention::{Keep, Retention, Terms},
    },
    store::Store,
};

const OLD: &str = "01930000-0000-7000-8000-00000000ca01";
const NEW: &str = "01930000-0000-7000-8000-00000000ca02";
const DAY: i64 = 86_400_000_000;

fn now() -> Timestamp {
    "2026-11-23T08:15:00Z".parse().unwrap()
}

fn terms() -> Terms {
    Terms { closed_days: Some(365), holding_days: Some(90), notice: SignedDuration::from_hours(14 * 24) }
}

fn marieke() -> Colleague {
    Colleague {
        id: "p".to_owned(),
        name: "Marieke".to_owned(),
        email: "m@wijkteam.example".to_owned(),
        role: Role::Projectleider,
        disabled: false,
        settled: true,
        teams: None,
    }
}

/// Two closed households: one of four hundred days ago, with all that can hang on it, and one of last month.
async fn store() -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap();
    for (casus, household, days) in [(OLD, "h1", 400), (NEW, "h2", 30)] {
        let at = now().as_microsecond() - days * DAY;
        store
            .run(&format!(
                "INSERT INTO household VALUES ('{household}', 'H-{household}', '{{}}', {at});
                 INSERT INTO casus (id, household_id, queue, urgency, reasons_json, status, signals, last_signal_at, version)
                   VALUES ('{casus}', '{household}', 'parkwijk', 1, '[]', 'afgesloten', 1, {at}, 1);
                 INSERT INTO signal VALUES ('s{household}', 'VD-{household}', '{casus}', NULL, NULL, 'cjg', 'email', NULL, {at},
                   '', 'tekst', 1, 'eerste', '{{}}', '[]', '{{}}', '{{}}')"
            ))
            .await;
    }
    let at = now().as_microsecond() - 400 * DAY;
    store
        .run(&format!(
            "INSERT INTO person (id, name, email, role, created_at) VALUES ('p', 'Marieke', 'm@wijkteam.example', 'projectleider', 0);
             INSERT INTO raw_message VALUES ('sh1', 'message/rfc822', x'00');
             INSERT INTO attachment (signal_id, position, name, mediatype, size, sha256, body)
               VALUES ('sh1', 0, 'a.pdf', 'application/pdf', 1, '', x'00');
             INSERT INTO delivery VALUES ('k', 'h', 'sh1');
             INSERT INTO proposal (id, signal_id, household_id, position, evidence_json, made_at) VALUES ('p1', 'sh1', 'h2', 0, '[]', {at}), ('p2', 'sh2', 'h1', 0, '[]', {at});
             INSERT INTO verdict VALUES ('h1', 'h2', 'ander', 'p', {at});
             INSERT INTO blocking_key VALUES ('k', 'h1');
             INSERT INTO household_activity VALUES ('h1', 1, 'cjg', 1);
             INSERT INTO household_label VALUES ('h1', 'geld');
             INSERT INTO outbox (id, kind, signal_id, recipient, template, message_id, references_json, state, attempt, next_attempt_at, created_at)
               VALUES ('o', 'bevestiging', 'sh1', 'an@cjg.example', 'ontvangst', '<a@b>', '[]', 'verzonden', 1, 0, {at});
             INSERT INTO task VALUES ('t', 'handmatig-bevestigen', 'sh1', '', {at}, {at}, 'p');
             INSERT INTO feedback VALUES ('f', 'sh1', 'besproken', 'mail', {at}, 'p', {at});
             INSERT INTO note VALUES ('n', '{OLD}', 'p', 'privé', {at});
             INSERT INTO casus_event (id, casus_id, at, actor, what) VALUES ('e', '{OLD}', {at}, 'p', 'Afgesloten');
             INSERT INTO deed VALUES ('d', 'b', '{OLD}', 'p', 'afsluiten', '', {at}, '{{}}', '{{}}', NULL, 1);
             INSERT INTO agreement (id, casus_id, what, owner, by_whom, due_at, made_at, made_by, outcome, done_at)
               VALUES ('a', '{OLD}', 'bellen', 'p', 'bewoner', {at}, {at}, 'p', 'gesproken', {at});
             INSERT INTO meeting VALUES ('m', {at}, 'p', {at}, '', '');
             INSERT INTO meeting_item (meeting_id, casus_id, position) VALUES ('m', '{OLD}', 1);
             INSERT INTO signal VALUES ('held', 'VD-held', NULL, 'onleesbaar', {at}, 'onbekend', 'email', NULL, {at},
               '', 'tekst', 1, 'eerste', '{{}}', '[]', '{{}}', '{{}}')"
        ))
        .await;
    (store, folder)
}

#[tokio::test]
async fn a_household_goes_with_all_that_hangs_on_it_and_another_stays() {
    let (store, _folder) = store().await;
    assert_eq!(store.remove_expired(terms(), now(), 10).await.unwrap(), 2);
    for table in
        ["raw_message", "attachment", "note", "deed", "agreement", "outbox", "blocking_key", "verdict", "feedback"]
    {
        assert_eq!(store.count(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
    assert_eq!(store.text("SELECT id FROM casus").await, NEW);
    assert_eq!(store.text("SELECT id FROM signal").await, "sh2");
    assert_eq!(store.count("SELECT COUNT(*) FROM audit WHERE action = 'bewaartermijn.verlopen'").await, 2);
    assert_eq!(store.remove_expired(terms(), now(), 10).await.unwrap(), 0);
}

#[tokio::test]
async fn the_figures_remember_that_the_reporter_was_told() {
    let (store, _folder) = store().await;
    let day = day_of(now().saturating_sub(SignedDuration::from_hours(400 * 24)).unwrap());
    let period = Period { first: day, last: day };
    let before = store.figures(period, now()).await.unwrap().told;
    store.remove_expired(terms(), now(), 10).await.unwrap();
    assert_eq!((before, store.figures(period, now()).await.unwrap().told), (1, 1));
}

#[tokio::test]
async fn what_was_merged_into_it_goes_along() {
    let (store, _folder) = store().await;
    store
        .run(&format!(
            "UPDATE casus SET status = 'samengevoegd', merged_into = '{OLD}' WHERE id = '{NEW}';
             UPDATE signal SET casus_id = '{OLD}' WHERE id = 'sh2'"
        ))
        .await;
    assert_eq!(store.remove_expired(terms(), now(), 10).await.unwrap(), 2);
    assert_eq!(store.count("SELECT (SELECT COUNT(*) FROM casus) + (SELECT COUNT(*) FROM household)").await, 0);
}

#[tokio::test]
async fn what_was_agreed_or_kept_of_a_merged_household_keeps_the_one_it_went_into() {
    let merged = format!("UPDATE casus SET status = 'samengevoegd', merged_into = '{OLD}' WHERE id = '{NEW}'");
    let far = now().as_microsecond() + DAY;
    for kept in [
        format!(
            "INSERT INTO agreement (id, casus_id, what, owner, by_whom, due_at, made_at, made_by)
               VALUES ('open', '{NEW}', 'bellen', 'p', 'bewoner', {far}, {far}, 'p')"
        ),
        format!("INSERT INTO kept VALUES ('{NEW}', {far}, 'Er loopt een klacht.', 0, 'p')"),
    ] {
        let (store, _folder) = store().await;
        store.run(&merged).await;
        store.run(&kept).await;
        assert_eq!(store.remove_expired(terms(), now(), 10).await.unwrap(), 1, "only the settled signal");
        let until = store.kept_until(CasusId::parse(OLD).unwrap(), terms()).await.unwrap();
        assert!(until.is_none_or(|until| until > now()), "{kept}");
    }
}

#[tokio::test]
async fn a_removed_household_leaves_no_address_in_what_another_keeps_to_undo() {
    let (store, _folder) = store().await;
    let place = |casus: &str, household: &str, street: &str| {
        serde_json::json!({
            "casus": casus, "household": household, "urgency": 1, "reasons_json": "[]",
            "address_json": format!(r#"{{"straatnaam":"{street}"}}"#),
            "state": { "status": "nieuw", "assigned_to": null, "agenda_at": null, "later_at": null, "later_until": null },
        })
    };
    let (gone, stays) = (place(OLD, "h1", "Proefdijk"), place(NEW, "h2", "Testlaan"));
    let at = now().as_microsecond() - 30 * DAY;
    let apart = serde_json::json!({
        "from": gone, "to": stays, "signals": [], "notes": [], "answered": [], "repointed": [], "children": [],
        "said": null, "dissolved": false, "opened": false,
    });
    store
        .run(&format!(
            "INSERT INTO deed VALUES ('apart', 'b2', '{NEW}', 'p', 'uit-elkaar', '', {at}, '{apart}', '{{}}', NULL, 2)"
        ))
        .await;
    store.remove_expired(terms(), now(), 10).await.unwrap();
    let kept = store.text("SELECT before_json FROM deed WHERE id = 'apart'").await;
    assert!(!kept.contains("Proefdijk") && kept.contains("Testlaan"), "{kept}");
}

#[tokio::test]
async fn whoever_asks_for_it_with_a_reason_keeps_a_household_once() {
    let (store, _folder) = store().await;
    let casus = CasusId::parse(OLD).unwrap();
    let until = now().saturating_add(SignedDuration::from_hours(24 * 100)).unwrap();
    let keep = || Keep { casus, until, reason: "Er loopt een klacht.".to_owned() };
    assert!(store.keep_longer(keep(), &marieke(), now()).await.unwrap());
    assert!(!store.keep_longer(keep(), &marieke(), now()).await.unwrap());
    assert_eq!(store.remove_expired(terms(), now(), 10).await.unwrap(), 1, "only the settled signal");
    let later = now().saturating_add(SignedDuration::from_hours(24 * 101)).unwrap();
    assert_eq!(store.expiring(terms(), "marieke", later).await.unwrap().households, 1);
}

#[tokio::test]
async fn without_a_term_nothing_goes_and_a_deed_begins_the_term_anew() {
    let (store, _folder) = store().await;
    let never = Terms { closed_days: None, holding_days: None, ..terms() };
    assert_eq!(store.remove_expired(never, now(), 10).await.unwrap(), 0);
    store.run(&format!("UPDATE deed SET at = {}", now().as_microsecond() - 10 * DAY)).await;
    let expiring = store.expiring(terms(), "marieke", now()).await.unwrap();
    assert_eq!((expiring.households, expiring.holding), (0, 1));
}

#[tokio::test]
async fn a_closed_household_tells_until_when_it_is_kept_at_the_least() {
    let (store, _folder) = store().await;
    let [old, new] = [OLD, NEW].map(|id| CasusId::parse(id).unwrap());
    let in_days = |days: i64| Timestamp::from_microsecond(now().as_microsecond() + days * DAY).unwrap();
    assert_eq!(store.kept_until(new, terms()).await.unwrap(), Some(in_days(335)));
    store.run(&format!("UPDATE deed SET undone_at = {} WHERE casus_id = '{OLD}'", in_days(-10).as_microsecond())).await;
    assert_eq!(store.kept_until(old, terms()).await.unwrap(), Some(in_days(355)), "a deed begins the term anew");
    let keep = Keep { casus: new, until: in_days(400), reason: "Er loopt een klacht.".to_owned() };
    assert!(store.keep_longer(keep, &marieke(), now()).await.unwrap());
    assert_eq!(store.kept_until(new, terms()).await.unwrap(), Some(in_days(400)));
    assert_eq!(store.kept_until(new, Terms { closed_days: None, ..terms() }).await.unwrap(), None);
    store.run("UPDATE casus SET status = 'heropend'").await;
    assert_eq!(store.kept_until(new, terms()).await.unwrap(), None);
}

/// A table that refers to what goes must go before it: whoever adds one is told here.
#[test]
fn every_table_that_refers_to_a_household_a_casus_or_a_signal_is_emptied_first() {
    let schema = include_str!("../schema/0001.sql");
    let all: Vec<&str> = OF_SIGNAL.iter().chain(&OF_CASUS).chain(&OF_HOUSEHOLD).copied().collect();
    for table in schema.split("CREATE TABLE ").skip(1) {
        let name = table.split_whitespace().next().unwrap();
        let body = table.split("\n)").next().unwrap();
        for (kind, statements) in
            [("signal", &OF_SIGNAL[..]), ("casus", &OF_CASUS[..]), ("household", &OF_HOUSEHOLD[..])]
        {
            let refers = body.contains(&format!("REFERENCES {kind} ("));
            let goes = format!("DELETE FROM {name} WHERE");
            let with_it = statements.iter().any(|text| text.starts_with(&goes));
            let before = ["signal", "casus"].contains(&name) && all.iter().any(|text| text.starts_with(&goes));
            assert!(
                !refers || with_it || before,
                "{name} refers to {kind}: add its rows to retention.rs, else the terms stop working"
            );
        }
    }
}
