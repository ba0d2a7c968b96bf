//! The files of `tests/routes/`: each a specification in the language itself, held by its own tests.

use std::{fs, path::Path};

use jiff::civil::{date, time};

use super::{Coordinator, District, Known, Meeting, RouteTable, Webhook, parse};
use crate::domain::Ring;

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn districts() -> Vec<District> {
    let noord = District {
        team: "noord".to_owned(),
        queue: "noord".to_owned(),
        postcodes: names(&["1020", "1021AB"]),
        streets: names(&["Kerkstraat", "Lange Laan"]),
        places: names(&["Boven"]),
        meeting: Some(Meeting { first: date(2026, 11, 10), at: time(9, 0, 0, 0), every_days: 14 }),
        mail: Some("noord@wijkteam.example".to_owned()),
        contacts: vec![("voorman".to_owned(), "voorman@wijkteam.example".to_owned())],
    };
    let zuid = District { team: "zuid".to_owned(), queue: "zuid".to_owned(), ..District::default() };
    vec![noord, zuid]
}

/// Reads rules that know these queues, partners and teams.
pub(super) fn read(text: &str) -> Result<RouteTable, String> {
    let queues = names(&["noord", "zuid", "piket", "controle", "projectleider"]);
    let templates = names(&["ontvangst", "ontvangst-spoed", "herinnering", "melding-partner"]);
    let partners = names(&["politie", "cjg", "school", "acantus"]);
    let districts = districts();
    let coordinators = [("cjg", Ring::Binnenring), ("politie", Ring::Buitenring)].map(|(partner, ring)| Coordinator {
        partner: partner.to_owned(),
        ring,
        mail: format!("coordinator@{partner}.example"),
    });
    let webhook = |name: &str, partner: Option<(&str, Ring)>| Webhook {
        name: name.to_owned(),
        partner: partner.map(|(name, ring)| (name.to_owned(), ring)),
    };
    let webhooks = [webhook("zaaksysteem", None), webhook("cjg-systeem", Some(("cjg", Ring::Binnenring)))];
    let known = Known {
        queues: &queues,
        templates: &templates,
        partners: &partners,
        districts: &districts,
        coordinators: &coordinators,
        webhooks: &webhooks,
    };
    parse(text, &known).map_err(|complaints| {
        let line = |start: usize| text.get(..start).map_or(0, |before| before.matches('\n').count() + 1);
        let told = complaints
            .into_iter()
            .map(|one| format!("{}: {} ({})", line(one.span.start), one.message, one.hint.unwrap_or_default()));
        told.collect::<Vec<_>>().join("\n")
    })
}

#[test]
fn every_fixture_holds_by_its_own_tests() {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join("tests/routes");
    let mut wrong = Vec::new();
    let mut tests = 0;
    for file in fs::read_dir(folder).unwrap().flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        match read(&fs::read_to_string(file.path()).unwrap()) {
            Ok(table) => tests += table.test_names().count(),
            Err(complaints) => wrong.push(format!("{name}:{complaints}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tests > 60, "{tests} tests");
}

/// The advice about these rules, each as `line: message`.
fn advised(rules: &str) -> Vec<String> {
    let text = format!("version = 1\ntimezone = \"Europe/Amsterdam\"\n[fallback]\nqueue = \"noord\"\n{rules}");
    let table = read(&text).unwrap_or_else(|complaints| panic!("{complaints}"));
    let line = |start: usize| text[..start].matches('\n').count() + 1;
    table.advice().iter().map(|one| format!("{}: {}", line(one.span.start), one.message)).collect()
}

fn route(id: &str, condition: &str) -> String {
    format!("[[route]]\nid = \"{id}\"\nwhy = \"w\"\nmatch = {{ {condition} }}\nqueue = \"noord\"\n")
}

fn hit(route: &str, given: &str) -> String {
    format!(
        "[[test]]\nname = \"{route}\"\nat = \"2026-11-14T10:00:00+01:00\"\ngiven = {{ {given} }}\nexpect = {{ route = \"{route}\" }}\n"
    )
}

#[test]
fn a_rule_that_no_test_hits_is_told_at_its_id() {
    assert_eq!(advised(&route("een", "kanaal = \"api\"")), ["6: geen test raakt regel \"een\""]);
    assert!(advised(&[route("een", "kanaal = \"api\""), hit("een", "kanaal = \"api\"")].concat()).is_empty());
}

#[test]
fn doubt_about_a_sender_belongs_below_what_cannot_wait() {
    let doubt = route("twijfel", "geverifieerd = false");
    let urgent = route("spoed", "urgentie = \"spoed\", geverifieerd = true");
    let tests =
        [hit("twijfel", "kanaal = \"api\""), hit("spoed", "urgentie = \"spoed\", geverifieerd = true")].concat();
    let told = advised(&[doubt.clone(), urgent.clone(), tests.clone()].concat());
    assert!(told[0].contains("6: een spoedmelding kan hier blijven hangen, vóór \"spoed\""), "{told:?}");
    assert!(advised(&[urgent, doubt, tests].concat()).is_empty());
}

#[test]
fn a_calendar_has_two_sides_and_a_user() {
    let calendar = "[[calendar]]\nid = \"dag\"\nweekly = [{ days = [\"ma-vr\"], from = \"08:00\", to = \"17:00\" }]\n";
    assert!(advised(calendar)[0].contains("geen regel vraagt naar kalender \"dag\""));
    let half = [calendar, &route("nacht", "outside = \"dag\""), &hit("nacht", "kanaal = \"api\"")].concat();
    assert!(advised(&half)[0].contains("regel \"nacht\" zegt niet wat er binnen \"dag\" gebeurt"));
    let night = route("nacht", "kanaal = \"api\", outside = \"dag\"");
    let below = route("dag", "kanaal = \"api\"");
    let weekday = hit("dag", "kanaal = \"api\"").replace("11-14", "11-13");
    let whole = [calendar, &night, &below, &hit("nacht", "kanaal = \"api\""), &weekday].concat();
    assert!(advised(&whole).is_empty(), "{:?}", advised(&whole));
}

#[test]
fn a_label_that_nobody_reads_and_a_street_that_nobody_has_are_told() {
    let label =
        "[[enrich]]\nid = \"kind\"\nmatch = { tekst = { words = [\"kind\"] } }\nset = { \"label.kind\" = true }\n";
    let told = advised(label);
    assert!(told.iter().any(|one| one.contains("geen regel vraagt naar label kind")), "{told:?}");
    let told = advised(&route("straat", "adres = { straatnaam = [\"Kerkstraat\", \"Kerkweg\"] }"));
    assert!(told.iter().any(|one| one.contains("geen team heeft straat \"kerkweg\"")), "{told:?}");
}

#[test]
fn a_queue_with_a_deadline_needs_somebody_who_is_warned() {
    let rule =
        "[[route]]\nid = \"zuid\"\nwhy = \"w\"\nmatch = { kanaal = \"api\" }\nqueue = \"zuid\"\nwithin = \"1 dag\"\n";
    let told = advised(&[rule, &hit("zuid", "kanaal = \"api\"")].concat());
    assert_eq!(told, ["6: wachtrij \"zuid\" heeft niemand die een herinnering krijgt"]);
}

#[test]
fn every_escalation_says_when_and_to_whom() {
    let text = include_str!("../../../tests/routes/deadlines.toml");
    let table = read(text).unwrap_or_else(|complaints| panic!("{complaints}"));
    let mut sheet = super::FactSheet::of_a_first_signal();
    sheet.at = "2026-11-13T16:00:00+01:00".parse().ok();
    sheet.word(super::Fact::Urgentie, "spoed");
    let follow_up = table.route(&sheet).follow_up;
    let steps: Vec<String> = follow_up
        .steps
        .iter()
        .map(|step| format!("{} {} {}", step.kind.as_str(), step.to.written(), step.when.because))
        .collect();
    let expected = [
        "herinnering mail:noord@wijkteam.example 1 werkuur vanaf vr 13 nov 16.00 = vr 13 nov 17.00",
        "termijn mail:noord@wijkteam.example 4 werkuren vanaf vr 13 nov 16.00 = ma 16 nov 11.00",
        "escalatie mail:voorman@wijkteam.example 1 werkdag vanaf vr 13 nov 16.00 = ma 16 nov 17.00",
        "escalatie rol:gebiedsregisseur 2 werkdagen vanaf vr 13 nov 16.00 = di 17 nov 17.00",
        "escalatie wachtrij:zuid 3 werkdagen vanaf vr 13 nov 16.00 = wo 18 nov 17.00",
    ];
    assert_eq!(steps, expected);
}

#[test]
fn a_trace_says_how_the_calendar_stood() {
    let table = read(include_str!("../../../tests/routes/calendars.toml")).unwrap();
    let mut sheet = super::FactSheet::of_a_first_signal();
    sheet.at = "2026-12-25T10:00:00+01:00".parse().ok();
    sheet.word(super::Fact::Urgentie, "hoog");
    let trace = table.route(&sheet).trace;
    let told = trace.iter().find(|line| line.rule == "buiten").unwrap();
    let expected = "Buiten kantooruren; vr 25 dec 10.00 valt buiten kantooruren (Eerste Kerstdag: dicht)";
    assert_eq!(told.because, expected);
}
