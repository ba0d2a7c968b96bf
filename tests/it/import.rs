//! `voordeur import` of whole archives: cut off anywhere, the same command goes on.

use std::{fmt::Write, fs, process::Stdio, time::Duration};

use serde_json::json;

use super::binary::Installation;

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
