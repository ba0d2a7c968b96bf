//! A copy of the store, made while signals come in, and put back elsewhere; and the audit for who does not trust us.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use voordeur::{gateway, store::Store};

use super::{
    binary::{Installation, Program},
    clients::http,
    postgres,
    restart::{Senders, each_mail_was_answered_once, kept, send_the_rest},
    sink::Sink,
    world::environment,
};

/// A relay that nobody can reach.
const NOWHERE: &str = "smtp://127.0.0.1:9";

fn path(installation: &Installation, name: &str) -> PathBuf {
    installation.folder.path().join(name)
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Ends with this status, and says so.
#[track_caller]
fn refused(installation: &Installation, arguments: &[&str], status: i32, said: &str) {
    let output = installation.run(arguments);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(status) && told.contains(said), "{arguments:?}: {:?} {told}", output.status);
}

async fn on_postgres(relay: &str) -> Installation {
    let url = postgres::database().await;
    Installation { environment: environment(&url, relay), ..Installation::new(relay) }
}

async fn report(program: &Program, key: &str, number: usize) {
    let body =
        json!({"situatieSchets": format!("Zorg {number}."), "adres": {"postcode": "9675 XC", "huisnummer": number}});
    let bearer = format!("Bearer {key}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    http(program.http, "POST /v1/signalen", &headers, body.to_string().as_bytes()).await.unwrap().is(201);
}

/// A store with three signals, and a copy of it.
async fn copied(installation: &Installation) -> PathBuf {
    let key = installation.key("--partner", "acantus");
    let program = installation.serve("info");
    for number in 1..=3 {
        report(&program, &key, number).await;
    }
    program.signal("TERM");
    assert!(program.ended().0.success());
    let file = path(installation, "kopie");
    let told = installation.json(&["backup", "--json", text(&file)]);
    assert_eq!((&told["signalen"], &told["huishoudens"]), (&json!(3), &json!(3)), "{told}");
    file
}

async fn change(file: &Path, sql: &'static str) {
    let mut connection = SqliteConnection::connect(text(file)).await.unwrap();
    sqlx::raw_sql(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_made_under_load_runs_elsewhere_and_answers_each_reporter_once() {
    let deaf = Sink::open().await;
    (0..2_000).for_each(|_| deaf.will_answer("451 4.3.0 later"));
    let installation = Installation::new(&deaf.relay());
    let (mut senders, leader) = (Senders::new(&installation), installation.key("--role", "projectleider"));
    let mut program = installation.serve("info");
    let ledger = std::sync::Arc::clone(&senders.acknowledged);
    let acknowledged = move || ledger.lock().unwrap().clone();
    let file = path(&installation, "kopie.db");
    let (mut before, mut meanwhile, mut told) = (acknowledged(), 0, Value::Null);
    senders
        .until(&mut program, 60, |program| {
            let tried = (0..1_000).any(|_| {
                std::thread::sleep(std::time::Duration::from_millis(20));
                !deaf.attempts().is_empty()
            });
            assert!(tried, "the courier tries within twenty seconds");
            before = acknowledged();
            told = installation.json(&["backup", "--json", text(&file)]);
            meanwhile = acknowledged().len() - before.len();
            program.signal("TERM");
        })
        .await;
    assert!(program.ended().0.success());
    println!("{} acknowledged before the copy, {meanwhile} while it was made", before.len());
    assert!(meanwhile > 0, "senders stood still while the copy was made");
    installation.prints(&["audit", "verify"]);
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let keep = told["bewaarOok"].as_array().unwrap();
    assert!(keep.iter().any(|path| path.as_str().unwrap().ends_with("login.key")), "{told}");

    let sink = Sink::open().await;
    let elsewhere = Installation::new(&sink.relay());
    let back = elsewhere.json(&["restore", "--json", text(&file)]);
    assert_eq!((&back["signalen"], &back["logboek"]), (&told["signalen"], &told["logboek"]));
    let program = elsewhere.serve("info");
    let there = kept(&program, &leader).await;
    let kenmerken: BTreeSet<_> = there.iter().map(|(_, kenmerk)| kenmerk).collect();
    let lost: Vec<_> = before.values().filter(|kenmerk| !kenmerken.contains(kenmerk)).collect();
    assert!(lost.is_empty() && there.len() as u64 == told["signalen"].as_u64().unwrap(), "{lost:?}");
    program.signal("TERM");
    assert!(program.ended().0.success());
    send_the_rest(&elsewhere, &sink).await;
    let mails = there.into_iter().map(|(reference, _)| reference).filter(|reference| reference.contains('@')).collect();
    each_mail_was_answered_once(&sink, &mails);
    assert_eq!(sink.taken().len(), mails.len(), "once, not twice under one id");
    let tried: BTreeSet<String> = deaf.attempts().iter().map(|sent| sent.header("Message-ID")).collect();
    let same = sink.taken().iter().filter(|sent| tried.contains(&sent.header("Message-ID"))).count();
    assert!(same > 0, "an answer keeps the Message-ID under which it was tried before");
    elsewhere.prints(&["audit", "verify"]);
}

#[tokio::test]
async fn a_copy_replaces_nothing_unless_told_to() {
    let installation = Installation::new(NOWHERE);
    refused(&installation, &["backup", "kopie"], 1, "geen database");
    let file = copied(&installation).await;
    let first = fs::read(&file).unwrap();
    refused(&installation, &["backup", text(&file)], 2, "--force");
    assert_eq!(fs::read(&file).unwrap(), first);
    let said = installation.prints(&["backup", "--force", text(&file)]);
    assert!(said.contains("3 signalen") && said.contains("laatste hash"), "{said}");
    for name in ["voordeur.db", "./voordeur.db"] {
        refused(&installation, &["backup", "--force", name], 2, "de opslag zelf");
    }
    refused(&installation, &["backup", "/nergens/kopie"], 1, "/nergens");
    let left: Vec<_> =
        fs::read_dir(installation.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".deel")), "{left:?}");
}

#[tokio::test]
async fn only_an_empty_store_that_is_nobodys_is_overwritten() {
    let installation = Installation::new(NOWHERE);
    let file = copied(&installation).await;
    refused(&installation, &["restore", text(&file)], 2, "niet leeg");
    let elsewhere = Installation::new(NOWHERE);
    let program = elsewhere.serve("info");
    refused(&elsewhere, &["restore", text(&file)], 2, "in gebruik");
    program.signal("TERM");
    assert!(program.ended().0.success());
    let told = elsewhere.prints(&["restore", text(&file)]);
    assert!(told.contains("3 signalen"), "{told}");
    refused(&elsewhere, &["restore", text(&file)], 2, "niet leeg");
    assert!(elsewhere.prints(&["audit", "verify"]).contains("klopt"));
}

#[tokio::test]
async fn what_is_no_whole_copy_is_refused_and_the_store_stays_as_it_was() {
    let installation = Installation::new(NOWHERE);
    let file = copied(&installation).await;
    let elsewhere = Installation::new(NOWHERE);
    let wrong = path(&elsewhere, "fout");
    let whole = fs::read(&file).unwrap();

    fs::write(&wrong, b"geen kopie").unwrap();
    refused(&elsewhere, &["restore", text(&wrong)], 1, "geen opslag van Voordeur");
    fs::write(&wrong, &whole[..whole.len() / 2]).unwrap();
    refused(&elsewhere, &["restore", text(&wrong)], 1, "beschadigd");
    let mut spoilt = whole.clone();
    let middle = spoilt.len() / 2;
    spoilt[middle..middle + 4096].fill(0xa5);
    fs::write(&wrong, &spoilt).unwrap();
    refused(&elsewhere, &["restore", text(&wrong)], 1, "beschadigd");
    fs::write(&wrong, b"PGDMP\x01").unwrap();
    refused(&elsewhere, &["restore", text(&wrong)], 2, "andere soort");
    refused(&elsewhere, &["restore", "/nergens"], 1, "/nergens");
    fs::write(&wrong, &whole).unwrap();
    change(&wrong, "INSERT INTO schema_version (version) VALUES (99)").await;
    refused(&elsewhere, &["restore", text(&wrong)], 1, "nieuwere Voordeur");
    assert!(!path(&elsewhere, "voordeur.db").exists());

    // Better a store with a hole in its audit than none; but nobody may overlook it.
    fs::write(&wrong, &whole).unwrap();
    change(&wrong, "UPDATE audit SET object = 'signaal:x' WHERE seq = 2").await;
    let output = elsewhere.run(&["restore", text(&wrong)]);
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.code() == Some(1) && told.contains("vanaf regel 2"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_is_copied_and_put_back_by_its_own_programs() {
    let installation = on_postgres(NOWHERE).await;
    let file = copied(&installation).await;
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    refused(&installation, &["restore", text(&file)], 2, "niet leeg");
    let elsewhere = on_postgres(NOWHERE).await;
    let program = elsewhere.serve("info");
    refused(&elsewhere, &["restore", text(&file)], 2, "in gebruik");
    program.signal("TERM");
    assert!(program.ended().0.success());
    let told = elsewhere.json(&["restore", "--json", text(&file)]);
    assert_eq!(told["signalen"], 3);
    assert!(elsewhere.prints(&["audit", "verify"]).contains("klopt"));
    let store = Store::open(elsewhere.store_url()).await.unwrap();
    assert_eq!(store.vitals(gateway::now()).await.unwrap().casussen_open, 3);
    store.close().await;
    let cut = path(&elsewhere, "half");
    let whole = fs::read(&file).unwrap();
    fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let third = on_postgres(NOWHERE).await;
    assert_eq!(third.run(&["restore", text(&cut)]).status.code(), Some(1));
    refused(&Installation::new(NOWHERE), &["restore", text(&file)], 2, "andere soort");
}

#[tokio::test]
async fn without_the_programs_of_postgresql_the_command_is_told() {
    let installation = on_postgres(NOWHERE).await;
    installation.prints(&["migrate"]);
    let url = installation.store_url().replace("postgres@", "postgres:geheim@");
    let mut command = installation.command(&["backup", "kopie"]);
    let output = command.env("VOORDEUR__STORE__URL", url).env("PATH", "/nergens").output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && told.contains("pg_dump --format=custom"), "{told}");
    assert!(!told.contains("geheim"), "{told}");
}
