//! The command line: the program as operators and scripts meet it.

use std::{fs, io, path::Path, process::Stdio};

use serde_json::{Value, json};
use voordeur::{gateway, store::Store};

use super::{
    binary::Installation,
    clients::{http, urlencoded},
    sink::Sink,
    world::config_file,
};

fn installation() -> Installation {
    Installation::new("smtp://127.0.0.1:9")
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The shipped configuration, to be spoilt.
pub(super) fn copied_config(installation: &Installation) -> std::path::PathBuf {
    let folder = installation.folder.path().join("config");
    fs::create_dir_all(folder.join("templates")).unwrap();
    for below in ["", "templates"] {
        for entry in fs::read_dir(config_file().parent().unwrap().join(below)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, folder.join(below).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    fs::copy(repository().join("routes.toml"), installation.folder.path().join("routes.toml")).unwrap();
    folder.join("voordeur.toml")
}

#[test]
fn a_command_whose_reader_stops_ends_without_a_word() {
    for command in [&["openapi"][..], &["completions", "bash"], &["check"]] {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let child = installation().command(command).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{command:?}");
        assert_eq!(output.status.code(), Some(141), "{command:?}");
    }
}

#[test]
fn check_says_that_the_shipped_configuration_is_right() {
    let installation = installation();
    assert!(installation.prints(&["check"]).starts_with("In orde"));
    let told = installation.json(&["check", "--json"]);
    assert_eq!(told["klachten"], json!([]));
    assert!(told["tests"].as_u64().unwrap() > 0);
}

#[test]
fn check_names_file_line_and_column_of_every_complaint() {
    let installation = installation();
    let config = copied_config(&installation);
    let given = ["--config", config.to_str().unwrap()];
    installation.prints(&[&["check"], &given[..]].concat());
    let spoil = |path: &Path, from: &str, to: &str| {
        let text = fs::read_to_string(path).unwrap();
        assert!(text.contains(from), "{}", path.display());
        fs::write(path, text.replacen(from, to, 1)).unwrap();
        text[..text.find(from).unwrap()].lines().count() + 1
    };
    let in_server = spoil(&config, "idle_timeout_s", "idle_timout_s");
    let in_rules =
        spoil(&installation.folder.path().join("routes.toml"), "queue = \"parkwijk\"", "queue = \"parkwij\"");
    let output = installation.run(&[&["check"], &given[..]].concat());
    assert_eq!(output.status.code(), Some(78));
    let told = String::from_utf8(output.stderr).unwrap();
    for place in [format!("voordeur.toml:{in_server}:1"), format!("routes.toml:{in_rules}:9")] {
        assert!(told.contains(&place), "{place} is missing in\n{told}");
    }
    for hint in ["idle_timeout_s", "parkwijk"] {
        assert!(told.contains(hint), "{hint} is missing in\n{told}");
    }
    let output = installation.run(&[&["check", "--json"], &given[..]].concat());
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), told["klachten"].as_array().unwrap().len()), (Some(78), 2), "{told}");
    for command in [&["serve"][..], &["migrate"], &["key", "list"], &["routes", "test"]] {
        let output = installation.run(&[command, &given[..]].concat());
        assert_eq!(output.status.code(), Some(78), "{command:?}");
    }
}

#[test]
fn wrong_use_is_2_and_help_is_0() {
    let installation = installation();
    for arguments in [&["onzin"][..], &["key"], &["key", "create"], &["read"], &["serve", "--onzin"]] {
        assert_eq!(installation.run(arguments).status.code(), Some(2), "{arguments:?}");
    }
    assert_eq!(installation.run(&["key", "create", "--partner", "nergens"]).status.code(), Some(2));
    for command in [
        "serve", "demo", "check", "routes", "read", "import", "key", "user", "audit", "backup", "restore", "doctor",
        "migrate", "openapi",
    ] {
        assert!(!installation.prints(&[command, "--help"]).is_empty(), "{command}");
    }
    assert!(installation.prints(&["--version"]).contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn read_understands_any_bytes_in_the_form_of_the_contract() {
    let installation = installation();
    let file = installation.folder.path().join("bericht.eml");
    let letter = fs::read(repository().join("tests/letters/01-meldpunt-gewoon.eml")).unwrap();
    let deep = format!(
        "Content-Type: multipart/mixed; boundary=a\n\n{}",
        "--a\nContent-Type: message/rfc822\n\n".repeat(2000)
    );
    for bytes in [
        letter.as_slice(),
        b"",
        b"\0\xff\xfe\x80\r\r\n\n",
        b"From: <\r\nSubject: =?utf-8?B?////?=\r\nContent-Type: multipart/mixed\r\n\r\n--",
        b"Content-Type: text/plain; charset=onzin\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%%",
        deep.as_bytes(),
        &[b'a'; 300_000],
    ] {
        fs::write(&file, bytes).unwrap();
        let understood = installation.json(&["read", file.to_str().unwrap()]);
        let mut keys: Vec<&str> = understood.as_object().unwrap().keys().map(String::as_str).collect();
        keys.sort_unstable();
        let mut promised = [
            "afzender",
            "onderwerp",
            "datum",
            "messageId",
            "tekst",
            "nieuweTekst",
            "doorgestuurd",
            "automatisch",
            "bevestigen",
            "redenNietBevestigen",
            "bijlagen",
            "adres",
            "betrokkenen",
            "urgentie",
            "crisissignaal",
            "meldcodeVlag",
            "onleesbaar",
            // Beyond the contract: who it is from and what a template made of it.
            "geverifieerd",
            "redenNietGeverifieerd",
            "sjabloon",
            "sjablonenDieNietPassen",
            "situatieSchets",
            "waarschuwingen",
        ];
        promised.sort_unstable();
        assert_eq!(keys, promised);
        assert!(understood["bevestigen"].is_boolean() && understood["bijlagen"].is_array(), "{understood}");
    }
    fs::write(&file, letter).unwrap();
    let understood = installation.json(&["read", file.to_str().unwrap()]);
    assert!(understood["afzender"].as_str().unwrap().contains('@') && understood["bevestigen"] == true, "{understood}");
    assert!(!installation.folder.path().join("voordeur.db").exists(), "nothing is stored");
}

#[tokio::test]
async fn import_takes_each_mail_once_and_answers_nobody() {
    let installation = installation();
    let archive = installation.folder.path().join("archief");
    fs::create_dir_all(archive.join("Maildir/cur")).unwrap();
    fs::create_dir_all(archive.join("Maildir/new")).unwrap();
    fs::create_dir_all(archive.join("Maildir/tmp")).unwrap();
    let mail = |number: usize| {
        format!(
            "From: joke@meldpunt.example\nDate: Mon, 23 Nov 2020 08:0{number}:00 +0100\nSubject: Zorg {number}\n\
             Message-ID: <{number}@meldpunt.example>\n\nZorg {number} over Pijlkruidhof {number}, 9675 XC.\n"
        )
    };
    fs::write(archive.join("een.eml"), mail(1)).unwrap();
    let mbox = format!(
        "From joke@meldpunt.example Mon Nov 23 08:00:00 2020\n{}\nFrom joke@meldpunt.example Mon Nov 23 08:00:00 2020\n{}\n",
        mail(2),
        mail(3)
    );
    fs::write(archive.join("oud.mbox"), mbox).unwrap();
    fs::write(archive.join("Maildir/cur/1.host:2,S"), mail(4)).unwrap();
    fs::write(archive.join("Maildir/new/2.host"), mail(1)).unwrap();
    let arguments = ["import", "--json", archive.to_str().unwrap()];
    assert_eq!(installation.json(&arguments), json!({"opgenomen": 4, "bekend": 1, "mislukt": 0}));
    assert_eq!(installation.json(&arguments), json!({"opgenomen": 0, "bekend": 5, "mislukt": 0}));
    let store = Store::open(installation.store_url()).await.unwrap();
    let vitals = store.vitals(gateway::now()).await.unwrap();
    assert_eq!((vitals.casussen_open, vitals.outbox_waiting, vitals.tasks_open), (4, 0, 0));
    store.close().await;
    let absent = installation.run(&["import", "--json", "/nergens/archief.mbox"]);
    assert_eq!(absent.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&absent.stderr).contains("/nergens/archief.mbox"));
    assert!(installation.prints(&["audit", "verify"]).contains("klopt"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_opens_until_it_is_revoked_and_its_secret_is_told_once() {
    let sink = Sink::open().await;
    let installation = Installation::new(&sink.relay());
    let made = installation.json(&["key", "create", "--partner", "acantus", "--json"]);
    let (id, secret) = (made["id"].as_str().unwrap(), made["sleutel"].as_str().unwrap());
    let program = installation.serve("info");
    let bearer = format!("Bearer {secret}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let post = async || {
        let body = b"{\"situatieSchets\": \"Zorg.\"}";
        http(program.http, "POST /v1/signalen", &headers, body).await.unwrap().status
    };
    assert_eq!(post().await, 201);
    let list = installation.prints(&["key", "list"]);
    assert!(list.contains(id) && list.contains("partner acantus") && !list.contains(secret), "{list}");
    installation.prints(&["key", "revoke", id]);
    assert_eq!(post().await, 401);
    assert_eq!(installation.run(&["key", "revoke", id]).status.code(), Some(1), "it is revoked already");
    assert!(installation.prints(&["key", "list"]).contains("ingetrokken"));
    program.signal("TERM");
    assert!(program.ended().0.success());
    let bytes = super::binary::bytes_below(installation.folder.path());
    assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "only a hash is kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_one_time_link_works_once_and_looking_does_not_use_it() {
    let sink = Sink::open().await;
    let installation = Installation::new(&sink.relay());
    let person = ["--name", "Sanne Veld", "--email", "sanne@wijkteam.example", "--role", "projectleider"];
    for no_address in ["nope", "sanne@", "sanne veld@wijkteam.example"] {
        let output = installation.run(&["user", "create", "--name", "S", "--role", "fg", "--email", no_address]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && told.contains("naam@gemeente.nl"), "{no_address}: {told}");
    }
    let link = installation.prints(&[&["user", "create"], &person[..]].concat());
    let path = link.trim().strip_prefix("http://127.0.0.1:8080").expect("public_url and a path");
    assert_eq!(installation.run(&[&["user", "create"], &person[..]].concat()).status.code(), Some(1), "taken");
    let program = installation.serve("info");
    let get = async |path: &str, cookie: &str| {
        http(program.http, &format!("GET {path}"), &[("Cookie", cookie)], b"").await.unwrap()
    };
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let choose = async |path: &str, password: &str| {
        let body = urlencoded(&[("wachtwoord", password)]);
        http(program.http, &format!("POST {path}"), &headers, body.as_bytes()).await.unwrap()
    };
    for _ in 0..2 {
        assert!(get(path, "").await.is(200).body.contains("Sanne Veld"), "a link scanner looks too");
    }
    choose(path, "te kort").await.is(400);
    let entered = choose(path, "vier woorden achter elkaar").await.is(303);
    let cookie = entered.header("set-cookie").split(';').next().unwrap().to_owned();
    get("/wachtrij", &cookie).await.is(200);
    get("/wachtrij", "").await.is(303);
    get(path, "").await.is(410);
    choose(path, "vijf heel andere woorden samen").await.is(410);
    let list = installation.prints(&["user", "list"]);
    assert!(list.contains("sanne@wijkteam.example") && list.contains("actief"), "{list}");
    let again = installation.prints(&["user", "reset", "sanne@wijkteam.example"]);
    assert!(again.contains("/eenmalig/") && again != link);
    installation.prints(&["user", "disable", "sanne@wijkteam.example"]);
    get("/wachtrij", &cookie).await.is(303);
    program.signal("TERM");
    assert!(program.ended().0.success());
    assert!(installation.prints(&["audit", "verify"]).contains("klopt"));
}

#[test]
fn the_rules_can_be_tested_and_explained() {
    let installation = installation();
    let report = installation.folder.path().join("proeven.xml");
    let tested = installation.json(&["routes", "test", "--json", "--junit", report.to_str().unwrap()]);
    assert!(!tested["geslaagd"].as_array().unwrap().is_empty() && tested["mislukt"] == json!([]));
    assert!(fs::read_to_string(&report).unwrap().contains("failures=\"0\""));
    assert!(installation.prints(&["routes", "facts"]).contains("huishouden.signalen30d"));
    assert!(installation.prints(&["routes", "check"]).starts_with("In orde"));
    let signal = installation.folder.path().join("signaal.json");
    fs::write(&signal, json!({"situatieSchets": "Ik ruik gas in het trappenhuis.", "crisissignaal": true}).to_string())
        .unwrap();
    let told = installation.prints(&["routes", "explain", signal.to_str().unwrap()]);
    assert!(told.contains("direct-kijken") && told.contains("wachtrij parkwijk") && told.contains("spoed"), "{told}");
    let letter = repository().join("tests/letters/01-meldpunt-gewoon.eml");
    let told = installation.json(&["routes", "explain", "--json", letter.to_str().unwrap()]);
    assert!(told.is_object(), "{told}");
    fs::write(&signal, "{\"situatieschets\": 1}").unwrap();
    let refused = installation.run(&["routes", "explain", signal.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1));
}

#[test]
fn what_describes_the_program_can_be_used() {
    let installation = installation();
    let described = installation.json(&["openapi"]);
    assert_eq!(described["openapi"], "3.1.0");
    for shell in ["bash", "zsh", "fish"] {
        assert!(installation.prints(&["completions", shell]).contains("voordeur"), "{shell}");
    }
}

#[test]
fn migrate_makes_a_store_and_may_be_repeated() {
    let installation = installation();
    for _ in 0..2 {
        installation.prints(&["migrate"]);
    }
    assert!(installation.folder.path().join("voordeur.db").exists());
    let verified = installation.json(&["audit", "verify", "--json"]);
    assert_eq!(verified["regels"], 0);
}
