//! `voordeur import` of whole archives: cut off anywhere, the same command goes on.

use std::{fmt::Write, fs, process::Stdio, time::Duration};

use serde_json::json;

use super::{binary::Installation, clients::http};

const MAILS: usize = 240;

fn mail(number: usize) -> String {
    format!(
        "From: Joke <joke@meldpunt.example>\nDate: Mon, 23 Nov 2026 08:00:00 +0100\nSubject: Zorg {number}\n\
         Message-ID: <{number}@meldpunt.example>\n\nZorg over Krabbenscheerstraat {number}, 9675 XA Winschoten.\n"
    )
}

/// Half of them in an mbox, half in a Maildir.
fn archive(installation: &Installation) -> String {
    let archive = installation.folder.path().join("archief");
    fs::create_dir_all(archive.join("Maildir/cur")).unwrap();
    fs::create_dir_all(archive.join("Maildir/new")).unwrap();
    let mut mbox = String::new();
    for number in 0..MAILS {
        if number % 2 == 0 {
            write!(mbox, "From joke@meldpunt.example Mon Nov 23 08:00:00 2026\n{}\n", mail(number)).unwrap();
        } else {
            fs::write(archive.join(format!("Maildir/cur/{number}.host:2,S")), mail(number)).unwrap();
        }
    }
    fs::write(archive.join("oud.mbox"), mbox).unwrap();
    archive.display().to_string()
}

#[test]
fn an_import_that_is_killed_or_interrupted_goes_on_and_doubles_nothing() {
    let installation = Installation::new("smtp://127.0.0.1:1");
    let archive = archive(&installation);
    let mut known = 0;
    for (round, signal) in ["KILL", "INT", "TERM"].iter().enumerate() {
        let mut command = installation.command(&["import", "--json", &archive]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(250 + 100 * round as u64));
        let sent = std::process::Command::new("kill").arg(format!("-{signal}")).arg(child.id().to_string()).status();
        assert!(sent.unwrap().success());
        let output = child.wait_with_output().unwrap();
        if let Ok(told) = serde_json::from_slice::<serde_json::Value>(&output.stdout) {
            assert!(told["bekend"].as_u64().unwrap() >= known, "{told} after {known}");
            known = told["bekend"].as_u64().unwrap() + told["opgenomen"].as_u64().unwrap();
        }
    }
    let last = installation.json(&["import", "--json", &archive]);
    assert_eq!(last["opgenomen"].as_u64().unwrap() + last["bekend"].as_u64().unwrap(), MAILS as u64, "{last}");
    assert!(last["bekend"].as_u64().unwrap() >= known, "{last} after {known}");
    let again = installation.json(&["import", "--json", &archive]);
    assert_eq!(again, json!({"opgenomen": 0, "bekend": MAILS, "mislukt": 0}));
}

#[test]
fn each_mail_that_fails_is_named_with_what_to_do_and_the_others_are_taken() {
    let installation = Installation::new("smtp://127.0.0.1:1");
    let folder = installation.folder.path();
    let large = format!("{}\n{}", mail(1), "vuilniszakken op de galerij\n".repeat(2000));
    fs::write(folder.join("groot.eml"), large).unwrap();
    fs::write(folder.join("klein.eml"), mail(2)).unwrap();
    let paths = ["groot.eml", "weg.eml", "klein.eml"].map(|name| folder.join(name).display().to_string());
    let mut command = installation.command(&["import", &paths[0], &paths[1], &paths[2]]);
    let output = command.env("VOORDEUR__SMTP__MAX_MESSAGE_BYTES", "20000").output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains(&paths[0]) && told.contains("VOORDEUR__SMTP__MAX_MESSAGE_BYTES"), "{told}");
    assert!(told.contains(&paths[1]) && told.contains("is er niet"), "{told}");
    assert!(!told.contains("Krabbenscheerstraat"), "{told}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "1 opgenomen, 0 waren er al, 2 mislukt.");
}

/// Rows as other systems give them: whole, odd, and not to be understood.
const NDJSON: &str = r#"{"bronReferentie":"Z-1","situatieSchets":"Zorg over de bewoner van Krabbenscheerstraat 12.","ontvangenOp":"2026-03-05T09:00:00Z","bron":"cjg","kanaal":"telefoon"}
{"bronReferentie":"Z-2","situatieSchets":"Ruzie in huis.","urgentie":"heel erg","kleur":"rood","bron":"Jan Geheim"}

{"bronReferentie":"Z-3", kapot
{"onderwerp":"zonder tekst"}
"#;
const CSV: &str = "bronReferentie;bron;ontvangenOp;situatieSchets;adres.straatnaam;adres.huisnummer;betrokkenen.geslachtsnaam;\
     betrokkenen.2.geslachtsnaam;crisissignaal;Dossiernr\r\nC-1;cjg;2026-03-05 10:00;\"Afval op\r\nde galerij; al weken\";\
     Krabbenscheerstraat;14;Bos;Dijk;nee;D-77\r\n;;;;;;;;;\r\nC-2;cjg;;Stank.;Krabbenscheerstraat;16;;;ja;\r\n";

#[test]
fn rows_are_taken_with_their_day_and_sender_and_one_that_nobody_understands_waits_for_a_human() {
    let installation = Installation::new("smtp://127.0.0.1:1");
    let folder = installation.folder.path().join("rijen");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("oud.ndjson"), NDJSON).unwrap();
    fs::write(folder.join("oud.csv"), CSV).unwrap();
    let folder = folder.display().to_string();
    let output = installation.run(&["import", "--json", &folder]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    let tally: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(tally, json!({"opgenomen": 6, "bekend": 0, "mislukt": 0}), "{told}");
    for remark in [
        "oud.ndjson:2: urgentie: ",
        "oud.ndjson:2: kleur: ",
        "oud.ndjson:2: bron: ",
        "oud.ndjson:4: ",
        "oud.ndjson:5: ",
    ] {
        assert!(told.contains(remark), "{remark} in {told}");
    }
    assert!(!told.contains("Geheim") && !told.contains("Krabbenscheerstraat"), "{told}");
    let again = installation.json(&["import", "--json", &folder]);
    assert_eq!(again, json!({"opgenomen": 0, "bekend": 6, "mislukt": 0}));
}

#[tokio::test]
async fn rows_are_in_the_books_as_the_api_would_have_put_them() {
    let installation = Installation::new("smtp://127.0.0.1:1");
    let paths = ["oud.ndjson", "oud.csv"].map(|name| installation.folder.path().join(name).display().to_string());
    fs::write(&paths[0], NDJSON).unwrap();
    fs::write(&paths[1], CSV).unwrap();
    installation.json(&["import", "--json", &paths[0], &paths[1]]);
    let (partner, leader) = (installation.key("--partner", "cjg"), installation.key("--role", "projectleider"));
    let gateway = installation.serve("info");
    let bearer = format!("Bearer {leader}");
    let list = http(gateway.http, "GET /v1/signalen", &[("Authorization", &bearer)], b"").await.unwrap().is(200).json();
    let signals = list["resultaten"].as_array().unwrap();
    let of = |reference: &str| signals.iter().find(|signal| signal["bronReferentie"] == reference).unwrap();
    assert_eq!((&of("Z-1")["bron"], &of("Z-1")["kanaal"]), (&json!("cjg"), &json!("telefoon")));
    for reference in ["Z-1", "C-1"] {
        let at = of(reference)["ontvangenOp"].as_str().unwrap();
        assert!(at.starts_with("2026-03-05T09:00:00"), "{reference}: {at}");
    }
    let waiting = |signal: &&serde_json::Value| signal["status"] == "wachtbak";
    assert!(signals.iter().filter(waiting).count() >= 2, "{signals:?}");
    let same = json!({
        "bronReferentie": "Z-1", "situatieSchets": "Zorg over de bewoner van Krabbenscheerstraat 12."
    });
    let headers = [("Authorization", format!("Bearer {partner}")), ("Content-Type", "application/json".to_owned())];
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = http(gateway.http, "POST /v1/signalen", &headers, same.to_string().as_bytes()).await.unwrap().is(201);
    assert_eq!(answer.header("idempotent-replayed"), "true", "what was imported is known to the API");
}
