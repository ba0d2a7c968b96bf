//! `voordeur doctor` on well and unwell installations, while the gateway runs and while it does not.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::net::TcpListener;
use voordeur::{
    gateway,
    intake::people::{People, Role},
    store::Store,
};

use super::{
    binary::{Installation, bytes_below},
    cli::copied_config,
    dns::NameServer,
    dovecot::free_port,
    postgres,
    sink::Sink,
    world::environment,
};

/// Its findings as they stand under this subject: how bad, and the words.
fn of<'a>(told: &'a Value, subject: &str) -> Vec<(&'a str, &'a str)> {
    let found = told["bevindingen"].as_array().unwrap().iter().filter(|finding| finding["onderwerp"] == subject);
    found.map(|finding| (finding["oordeel"].as_str().unwrap(), finding["tekst"].as_str().unwrap())).collect()
}

#[track_caller]
fn says(told: &Value, subject: &str, grade: &str, words: &str) {
    let found = of(told, subject);
    assert!(found.iter().any(|(as_found, text)| *as_found == grade && text.contains(words)), "{subject}: {told:#}");
}

fn examined(installation: &Installation, more: &[&str]) -> (Option<i32>, Value) {
    let output = installation.run(&[&["doctor", "--json"], more].concat());
    let told = String::from_utf8(output.stdout).unwrap();
    let told = serde_json::from_str(&told).unwrap_or_else(|error| panic!("{error}: {told}"));
    (output.status.code(), told)
}

impl Installation {
    fn set(&mut self, name: &str, value: &str) {
        let name = format!("VOORDEUR__{name}");
        self.environment.retain(|(known, _)| *known != name);
        self.environment.push((name, value.to_owned()));
    }
}

const PERSON: [&str; 8] =
    ["user", "create", "--name", "Sanne Veld", "--email", "sanne@wijkteam.example", "--role", "projectleider"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_healthy_installation_is_told_so_whether_it_runs_or_not() {
    let (sink, names) = (Sink::open().await, well_known().await);
    let mut installation = Installation::new(&sink.relay());
    installation.set("IDENTITY__RESOLVERS", &names.address.to_string());
    installation.set("METRICS__LISTEN", &format!("127.0.0.1:{}", free_port()));
    installation.prints(&PERSON);
    let program = installation.serve("info");
    installation.prints(&["backup", "kopie.db"]);
    let (code, told) = examined(&installation, &["--dkim-selector", "winter"]);
    assert_eq!((code, &told["fout"]), (Some(0), &0.into()), "{told:#}");
    for (subject, words) in [
        ("opslag", "heel en schrijfbaar"),
        ("back-up", "gemaakt op"),
        ("Voordeur", "draait"),
        ("geheimen", "voor hun eigenaar"),
        ("relay", "antwoordt"),
        ("MX", "gaat naar mail.wijkteam.example"),
        ("SPF", "v=spf1 mx -all"),
        ("DKIM", "heeft een sleutel"),
        ("DMARC", "p=reject"),
        ("uitgaande mail", "niets is te laat"),
        ("wachtbak", "leeg"),
        ("wachtrijen", "mensen"),
    ] {
        says(&told, subject, "goed", words);
    }
    says(&told, "projectleiders", "let-op", "wachtwoord");
    // The room that the machine of the tests has is its own affair.
    assert!(of(&told, "schijf").iter().any(|(_, text)| text.contains("vrij van")), "{told:#}");
    program.signal("TERM");
    assert!(program.ended().0.success());
    let (code, told) = examined(&installation, &[]);
    assert_eq!(code, Some(0), "{told:#}");
    says(&told, "Voordeur", "let-op", "Draait niet");
    says(&told, "DKIM", "goed", "heeft sleutels");
    let printed = installation.prints(&["doctor"]);
    assert!(
        printed.contains("✓ opslag: ") && printed.contains("! Voordeur: ") && printed.contains(" 0 fout."),
        "{printed}"
    );
}

async fn well_known() -> NameServer {
    NameServer::knowing(&[
        ("wijkteam.example", "MX mail.wijkteam.example"),
        ("wijkteam.example", "v=spf1 mx -all"),
        ("_dmarc.wijkteam.example", "v=DMARC1; p=reject"),
        ("_domainkey.wijkteam.example", "o=-"),
        ("winter._domainkey.wijkteam.example", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="),
    ])
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_ill_has_a_line_of_its_own_and_no_secret_is_told() {
    let names = NameServer::knowing(&[("elders.example", "v=spf1 -all")]).await;
    let mut installation = Installation::new("smtp://127.0.0.1:9");
    installation.set("IDENTITY__RESOLVERS", &names.address.to_string());
    let folder = installation.folder.path().to_owned();
    let file = |name: &str, text: &str, mode: u32| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let key = rcgen::KeyPair::generate().unwrap();
    let mut parameters = rcgen::CertificateParams::new(vec!["mail.wijkteam.example".to_owned()]).unwrap();
    parameters.not_after = rcgen::date_time_ymd(2020, 12, 31);
    parameters.not_before = rcgen::date_time_ymd(2020, 1, 1);
    let issued = parameters.self_signed(&key).unwrap();
    installation.set("SMTP__TLS_CERTIFICATE", &file("mail.pem", &issued.pem(), 0o644));
    installation.set("SMTP__TLS_KEY", &file("mail-key.pem", &key.serialize_pem(), 0o640));
    installation.set("CLAMD__ADDRESS", "127.0.0.1:9");
    installation.set("IMAP__HOST", "127.0.0.1");
    installation.set("IMAP__PORT", &free_port().to_string());
    installation.set("IMAP__TLS", "geen");
    installation.set("IMAP__USER", "signaal@wijkteam.example");
    installation.set("IMAP__PASSWORD_FILE", &file("imap-password", "ge heim", 0o644));
    let (code, told) = examined(&installation, &[]);
    assert_eq!(code, Some(1));
    says(&told, "opslag", "let-op", "nog niet");
    assert!(!folder.join("voordeur.db").exists(), "nothing is made");
    installation.prints(&["migrate"]);
    fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(folder.join("voordeur.db"), Permissions::from_mode(0o644)).unwrap();
    let (code, told) = examined(&installation, &[]);
    assert_eq!(code, Some(1));
    for (subject, grade, words) in [
        ("back-up", "let-op", "geen back-up"),
        ("geheimen", "fout", "imap-password"),
        ("geheimen", "let-op", "De groep kan bij"),
        ("geheimen", "let-op", "persoonsgegevens"),
        ("certificaat", "fout", "Verlopen op 31-12-2020"),
        ("relay", "fout", "127.0.0.1:9"),
        ("postbus", "fout", "127.0.0.1"),
        ("virusscanner", "fout", "niet gescand"),
        ("MX", "fout", "bestaat niet"),
        ("DNS", "fout", "bestaat niet"),
        ("projectleiders", "fout", "niemand"),
    ] {
        says(&told, subject, grade, words);
    }
    assert!(!told.to_string().contains("ge heim"));
    let bytes = bytes_below(&folder);
    assert!(!bytes.windows(6).any(|window| window == b"doctor"), "nothing was written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_renames_a_queue_hears_whose_work_is_out_of_sight() {
    let mut installation = Installation::new("smtp://127.0.0.1:9");
    installation.prints(&PERSON);
    let store = Store::open(installation.store_url()).await.unwrap();
    let id = store.people().await.unwrap().remove(0).id;
    let teams = Some(["parkwijk", "buurtbemiddeling", "wijkoverleg-dorpen"].map(str::to_owned).to_vec());
    assert!(store.place_person(&id, (Role::Projectleider, teams), "systeem", gateway::now()).await.unwrap());
    store.close().await;
    let (_, told) = examined(&installation, &[]);
    says(&told, "wachtrijen", "goed", "elke wachtrij heeft mensen");
    let config = copied_config(&installation);
    for name in ["teams.toml", "../routes.toml"] {
        let path = config.with_file_name(name);
        let text = fs::read_to_string(&path).unwrap().replace("\"parkwijk\"", "\"park\"");
        fs::write(path, text).unwrap();
    }
    installation.environment.push(("VOORDEUR_CONFIG".to_owned(), config.to_str().unwrap().to_owned()));
    let (code, told) = examined(&installation, &[]);
    assert_eq!(code, Some(1));
    says(&told, "wachtrijen", "fout", "‘parkwijk’. Medewerkers die daardoor geen nieuwe signalen zien: 1.");
    says(&told, "wachtrijen", "fout", "Niemand op de werkplek ziet ‘park’");
    let program = installation.serve("warn,voordeur=info");
    program.signal("TERM");
    let log = program.ended().1.concat();
    assert!(log.contains("no team has this queue any more") && !log.contains("Sanne"), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_says_nothing_is_not_waited_for() {
    let relay = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut installation = Installation::new(&format!("smtp://{}", relay.local_addr().unwrap()));
    let (_socket, silent) = NameServer::silent().await;
    installation.set("IDENTITY__RESOLVERS", &silent.to_string());
    let scanner = TcpListener::bind("127.0.0.1:0").await.unwrap();
    installation.set("CLAMD__ADDRESS", &scanner.local_addr().unwrap().to_string());
    installation.prints(&["migrate"]);
    let began = Instant::now();
    let (code, told) = examined(&installation, &[]);
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert_eq!(code, Some(1));
    says(&told, "relay", "fout", "Geen antwoord");
    says(&told, "virusscanner", "fout", "Geen antwoord");
    says(&told, "MX", "let-op", "Geen antwoord");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_is_examined_too() {
    let sink = Sink::open().await;
    let url = postgres::database().await;
    let mut installation = Installation { environment: environment(&url, &sink.relay()), ..Installation::new("") };
    let names = well_known().await;
    installation.set("IDENTITY__RESOLVERS", &names.address.to_string());
    let (_, told) = examined(&installation, &[]);
    says(&told, "opslag", "let-op", "nog leeg");
    installation.prints(&PERSON);
    let (code, told) = examined(&installation, &[]);
    assert_eq!(code, Some(0), "{told:#}");
    says(&told, "opslag", "goed", "PostgreSQL, schrijfbaar");
    installation.set("STORE__URL", "postgres://postgres:geheim@127.0.0.1:9/weg");
    let (code, told) = examined(&installation, &[]);
    assert_eq!(code, Some(1));
    assert!(!told.to_string().contains("geheim"), "{told}");
    installation.set("STORE__URL", "onzin");
    assert_eq!(installation.run(&["doctor"]).status.code(), Some(78));
}
