//! `voordeur link` and its steps, as a statistician meets them.

use std::{fmt::Write, fs};

use serde_json::json;

use super::binary::Installation;

/// Five hundred households, each told of twice; in one of four a birth date is a day off the second time.
fn signals() -> String {
    let mut lines = String::new();
    for telling in 0..2 {
        for number in 0..500 {
            let slip = i32::from(telling == 1 && number % 4 == 0);
            let signal = json!({
                "signal_id": format!("S{telling}-{number}"),
                "ontvangenOp": format!("2026-03-{:02}T09:00:00Z", telling + 1),
                "adres": { "straatnaam": format!("Zand{}straat", number % 60), "huisnummer": number + 1, "woonplaats": "Zandwoude" },
                "betrokkenen": [{
                    "voornamen": format!("Naam{}a", number % 90),
                    "geslachtsnaam": format!("Veld{}huis", number * 7 % 1_000),
                    "geboortedatum": format!("19{:02}-{:02}-{:02}", 40 + number % 59, 1 + number % 12, 1 + number % 27 + slip),
                    "telefoonnummer": format!("06{:08}", number * 190_711 % 100_000_000),
                }],
            });
            writeln!(lines, "{signal}").unwrap();
        }
    }
    lines
}

#[test]
fn what_signals_teach_is_a_model_to_link_with() {
    let installation = Installation::new("smtp://127.0.0.1:9");
    let folder = installation.folder.path();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    fs::write(path("signalen.jsonl"), signals()).unwrap();
    let told =
        installation.prints(&["link", "train", "--input", &path("signalen.jsonl"), "--output", &path("model.toml")]);
    assert!(told.starts_with("1000 signalen") && told.contains("birth_near"), "{told}");
    let model = fs::read_to_string(path("model.toml")).unwrap();
    assert!(model.contains("# learnt, from "), "{model}");
    let given = ["link", "--input", &path("signalen.jsonl"), "--output", &path("uit.jsonl")].map(str::to_owned);
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    installation.prints(&[&given[..], &["--model", &path("model.toml")]].concat());
    let linked = fs::read_to_string(path("uit.jsonl")).unwrap();
    let second = linked.lines().find(|line| line.contains("S1-4\"")).unwrap();
    assert!(second.contains("\"household_id\":\"H4\"") && second.contains("geboortedatum scheelt"), "{second}");
}

#[test]
fn a_store_teaches_what_its_own_signals_state() {
    let installation = Installation::new("smtp://127.0.0.1:9");
    let letter = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/letters/01-meldpunt-gewoon.eml");
    installation.prints(&["import", letter]);
    let output = installation.folder.path().join("model.toml");
    let told = installation.prints(&["link", "train", "--output", output.to_str().unwrap()]);
    assert!(told.starts_with("1 signalen; 0 kansen geleerd"), "{told}");
    assert_eq!(fs::read_to_string(output).unwrap(), voordeur::household::BUILT_IN, "one signal teaches nothing");
}

#[test]
fn link_without_a_file_says_what_it_needs() {
    let output = Installation::new("smtp://127.0.0.1:9").run(&["link"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--input"), "{output:?}");
}

#[test]
fn records_of_two_files_are_paired_by_their_columns() {
    let installation = Installation::new("smtp://127.0.0.1:9");
    let path = |name: &str| installation.folder.path().join(name).to_str().unwrap().to_owned();
    let (mut ours, mut theirs) = (String::new(), String::new());
    for file in [&mut ours, &mut theirs] {
        file.push_str("id,voornaam,achternaam,postcode,geboortedatum\n");
    }
    for number in 0..200 {
        let (given, surname) = (format!("naam{}a", number % 40), format!("veld{number}huis"));
        let rest = format!("{},19{:02}{:02}{:02}", 9_000 + number, 40 + number % 60, 1 + number % 12, 1 + number % 28);
        writeln!(ours, "a{number},{given},{surname},{rest}").unwrap();
        let (given, surname) = if number % 9 == 0 { (&surname, &given) } else { (&given, &surname) };
        writeln!(theirs, "b{number},{given},{surname},{rest}").unwrap();
    }
    fs::write(path("wij.csv"), ours).unwrap();
    fs::write(path("zij.csv"), theirs).unwrap();
    let (with, output) = (path("zij.csv"), path("paren.csv"));
    let given = ["link", "records", "--input", &path("wij.csv"), "--with", &with, "--output", &output];
    assert!(installation.prints(&given).contains("400 records; 200 paren"));
    let pairs = fs::read_to_string(&output).unwrap();
    assert!(pairs.starts_with("record,same_as,probability,by\na0,b0,"), "{pairs}");
    assert!(
        pairs.lines().skip(1).all(|line| line.split(',').next().unwrap()[1..] == line.split(',').nth(1).unwrap()[1..])
    );
}

#[test]
fn a_register_knows_the_streets_of_a_text() {
    let installation = Installation::new("smtp://127.0.0.1:9");
    let path = |name: &str| installation.folder.path().join(name).to_str().unwrap().to_owned();
    let text = "Er is iets met het Achterom.";
    let signal = json!({ "signal_id": "S1", "ontvangenOp": "2026-03-01T09:00:00Z", "situatieSchets": text });
    fs::write(path("signalen.jsonl"), signal.to_string()).unwrap();
    fs::write(path("bag.csv"), "straat,huisnummer,postcode,woonplaats\nAchterom,3,9673AB,Beerta\n").unwrap();
    let street = |more: &[&str]| {
        let files = [path("signalen.jsonl"), path("uit.jsonl"), path("feiten.jsonl")];
        let given = ["link", "--input", &files[0], "--output", &files[1], "--facts", &files[2]];
        installation.prints(&[&given[..], more].concat());
        let facts: serde_json::Value = serde_json::from_str(&fs::read_to_string(&files[2]).unwrap()).unwrap();
        facts["adres"]["straatnaam"].as_str().map(str::to_owned)
    };
    assert_eq!(street(&[]), None);
    assert_eq!(street(&["--register", &path("bag.csv")]).as_deref(), Some("Achterom"));
}
