//! The audit for who does not trust us: given away line by line, and checked without our program.

use std::{fs, process::Command};

use serde_json::Value;

use super::{binary::Installation, clients::http};

/// The check that the documentation gives to auditors.
fn check() -> String {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/operations.md")).unwrap();
    let (_, behind) = page.split_once("```python\n").unwrap();
    behind.split_once("```").unwrap().0.to_owned()
}

/// What the check says of a file.
fn checked(file: &std::path::Path) -> (bool, String) {
    let output = Command::new("python3").arg("-c").arg(check()).arg(file).output().unwrap();
    (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[tokio::test]
async fn an_auditor_checks_the_chain_without_us() {
    let installation = Installation::new("smtp://127.0.0.1:9");
    let key = installation.key("--partner", "acantus");
    let program = installation.serve("info");
    let bearer = format!("Bearer {key}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    for _ in 0..3 {
        let body = "{\"situatieSchets\": \"Zorg.\"}".as_bytes();
        http(program.http, "POST /v1/signalen", &headers, body).await.unwrap().is(201);
    }
    let file = installation.folder.path().join("logboek.csv");
    let written = installation.run(&["audit", "export", "--output", file.to_str().unwrap()]);
    assert!(written.status.success());
    let (fits, said) = checked(&file);
    let head = installation.json(&["audit", "verify", "--json"]);
    assert!(fits && said.contains(head["laatsteHash"].as_str().unwrap()), "{said}");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("logboek.uitgevoerd") && !text.contains("Zorg."), "{text}");

    fs::write(&file, text.replacen("acantus", "politie", 1)).unwrap();
    assert!(!checked(&file).0, "a word that was changed");
    let mut lines: Vec<&str> = text.lines().collect();
    lines.remove(3);
    fs::write(&file, lines.join("\n")).unwrap();
    assert!(!checked(&file).0, "a line that was taken out");
    program.signal("TERM");
    assert!(program.ended().0.success());
}

#[test]
fn the_audit_is_given_by_day_and_as_json() {
    let installation = Installation::new("smtp://127.0.0.1:9");
    installation.key("--partner", "acantus");
    let lines = |arguments: &[&str]| -> Vec<Value> {
        let printed = installation.prints(&[&["audit", "export"], arguments].concat());
        printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let all = lines(&["--json"]);
    assert_eq!((all.len(), &all[1]["actie"], &all[1]["regel"]), (2, &"logboek.uitgevoerd".into(), &2.into()));
    assert_eq!(all[1]["vorigeHash"], all[0]["hash"]);
    assert!(lines(&["--format", "ndjson", "--until", "2020-01-01"]).is_empty());
    assert_eq!(lines(&["--format", "ndjson", "--since", "2020-01-01"]).len(), 4);
    let code = |arguments: &[&str]| installation.run(&[&["audit", "export"], arguments].concat()).status.code();
    assert_eq!(code(&["--since", "gisteren"]), Some(2));
    assert_eq!(code(&["--since", "2026-02-01", "--until", "2026-01-01"]), Some(2));
    let file = installation.folder.path().join("logboek");
    fs::write(&file, "van een ander").unwrap();
    assert_eq!(code(&["--output", file.to_str().unwrap()]), Some(2));
    assert_eq!(fs::read_to_string(&file).unwrap(), "van een ander");
}
