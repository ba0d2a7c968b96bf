//! The shipped set loads; wrong sets are refused in exact words.

use std::{env, fs, path::Path};

use tempfile::TempDir;

use crate::routing::{Findings, Known, RouteTable};

use super::{AddressPolicy, Complaints, Settings, forms::Folder, load, load_rules, server};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

type Loaded = Result<(Settings, RouteTable), Complaints>;

/// A copy of a folder with files in it.
fn lay_out(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(file.file_name());
        if file.path().is_dir() {
            lay_out(&file.path(), &target);
        } else {
            fs::copy(file.path(), target).unwrap();
        }
    }
}

fn environment(lines: &str) -> Vec<(String, String)> {
    lines
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The good set with a case's files laid over it.
fn load_case(case: &str) -> (TempDir, Loaded) {
    let cases = Path::new(ROOT).join("tests/bad_configs");
    let folder = tempfile::tempdir().unwrap();
    lay_out(&cases.join("00-good"), folder.path());
    lay_out(&cases.join(case), folder.path());
    for gone in fs::read_to_string(folder.path().join("absent")).unwrap_or_default().lines() {
        fs::remove_file(folder.path().join(gone)).unwrap();
    }
    let variables = environment(&fs::read_to_string(folder.path().join("environment")).unwrap_or_default());
    let loaded = load(&folder.path().join("voordeur.toml"), variables.into_iter());
    (folder, loaded)
}

fn good(lines: &str) -> Loaded {
    let path = Path::new(ROOT).join("tests/bad_configs/00-good/voordeur.toml");
    load(&path, environment(lines).into_iter())
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the tests asks for new expectations, not a setting")]
fn rewrites_expectations() -> bool {
    env::var_os("UPDATE_EXPECT").is_some()
}

#[test]
fn wrong_sets_are_refused_in_these_words() {
    let cases = Path::new(ROOT).join("tests/bad_configs");
    let mut names: Vec<String> =
        fs::read_dir(&cases).unwrap().flatten().map(|case| case.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert!(names.len() > 20, "{} cases", names.len());
    let mut wrong = Vec::new();
    for name in names.iter().filter(|name| *name != "00-good") {
        let (folder, loaded) = load_case(name);
        let complaints = loaded.err().map(|complaints| complaints.to_string()).unwrap_or_default();
        let shown = complaints.replace(&format!("{}/", folder.path().display()), "") + "\n";
        let expected = cases.join(name).join("expected-error");
        if rewrites_expectations() {
            fs::write(&expected, &shown).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != shown {
            wrong.push(format!("--- {name}\n{shown}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_shipped_set_loads_and_passes_its_own_tests() {
    let (settings, table) = shipped("config/voordeur.toml");
    assert_eq!(settings.partners.len(), 10);
    assert_eq!(settings.partner_by_domain("mail.politie.example").unwrap().name.as_str(), "politie");
    assert_eq!(settings.teams[0].queue.0, "parkwijk");
    assert!(table.test_names().count() >= 30);
    assert!(load_rules(&settings.routes_path, &settings).is_ok());
}

#[test]
fn every_set_we_ship_is_without_advice() {
    for set in ["config", "config/examples/oude-ijsselstreek", "config/examples/schiedam"] {
        let (settings, table) = shipped(&format!("{set}/voordeur.toml"));
        let advice = Complaints::advice(&settings.routes_path, &settings.routes_text, table.advice());
        assert!(advice.is_empty(), "{set}\n{advice}");
        assert_eq!(table.run_tests(), []);
    }
}

fn shipped(set: &str) -> (Settings, RouteTable) {
    load(&Path::new(ROOT).join(set), std::iter::empty()).unwrap_or_else(|complaints| panic!("{complaints}"))
}

#[test]
fn the_shipped_file_shows_the_defaults() {
    let shipped = fs::read_to_string(Path::new(ROOT).join("config/voordeur.toml")).unwrap();
    let read = |text: &str| {
        let mut findings = Findings::default();
        let entries = crate::routing::file::read(text, &mut findings);
        let server = server::read(&entries, &Folder::of(Path::new("config/voordeur.toml")), &mut findings);
        (format!("{server:?}"), findings.accepted_keys().to_vec())
    };
    let (stated, keys) = read(&shipped);
    assert_eq!(stated, read("").0);
    let reference = include_str!("../../../docs/configuration.md");
    for key in keys {
        let Some((section, name)) = key.split_once('.') else { continue };
        assert!(reference.contains(&format!("| `{section}.{name}` |")), "docs/configuration.md lacks {key}");
        assert!(shipped.contains(&format!("{name} = ")), "config/voordeur.toml lacks {key}");
    }
}

#[test]
fn the_reference_names_no_setting_that_does_not_exist() {
    let mut findings = Findings::default();
    server::read(&[], &Folder::of(Path::new("voordeur.toml")), &mut findings);
    let reference = include_str!("../../../docs/configuration.md");
    let settings = reference.split("\n## ").find(|part| part.starts_with("Settings")).unwrap();
    for setting in settings.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()) {
        assert!(findings.accepted_keys().iter().any(|key| key == setting), "{setting} does not exist");
    }
}

#[test]
fn the_environment_lies_over_the_file() {
    let lines = "VOORDEUR__HTTP__LISTEN=127.0.0.1:0\nVOORDEUR__SMTP__LISTEN=\nVOORDEUR__SMTP__ADDRESSES=A@x.example, b@x.example\n\
                 VOORDEUR__LIMITS__API_REQUESTS_PER_MINUTE=0\nVOORDEUR__STORE__URL=sqlite:/tmp/v.db?mode=rwc\n\
                 VOORDEUR__HOUSEHOLD__POLICY=streng\nVOORDEUR_CONFIG=elders.toml\nHOME=/root";
    let (settings, _) = good(lines).unwrap_or_else(|complaints| panic!("{complaints}"));
    assert_eq!(settings.http.listen, "127.0.0.1:0");
    assert_eq!(settings.smtp.listen, None);
    assert_eq!(settings.smtp.addresses, ["a@x.example", "b@x.example"]);
    assert_eq!(settings.limits.api_requests_per_minute, 0);
    assert_eq!(settings.store_url, "sqlite:/tmp/v.db?mode=rwc");
    assert_eq!(settings.household_policy, AddressPolicy::Streng);
}

#[test]
fn paths_start_where_they_are_named() {
    let (settings, _) = good("").unwrap_or_else(|complaints| panic!("{complaints}"));
    let folder = Path::new(ROOT).join("tests/bad_configs/00-good");
    assert_eq!(settings.store_url, format!("sqlite:{}", folder.join("data/voordeur.db").display()));
    let (settings, _) =
        good("VOORDEUR__STORE__URL=sqlite:elders.db").unwrap_or_else(|complaints| panic!("{complaints}"));
    assert_eq!(settings.store_url, format!("sqlite:{}", env::current_dir().unwrap().join("elders.db").display()));
}

#[test]
fn a_missing_file_says_what_to_do() {
    let complaints = load(Path::new("nergens/voordeur.toml"), std::iter::empty()).unwrap_err();
    let shown = complaints.to_string();
    assert!(shown.contains("nergens/voordeur.toml") && shown.contains("VOORDEUR_CONFIG"), "{shown}");
}

#[test]
fn rules_cut_off_anywhere_are_complained_about_and_never_worse() {
    let text = include_str!("../../../routes.toml");
    let ends = text.char_indices().map(|(end, _)| end).step_by(61);
    for end in ends {
        let cut = &text[..end];
        let Err(wrong) = crate::routing::parse(cut, &Known::default()) else { continue };
        assert!(wrong.iter().all(|complaint| complaint.span.end <= cut.len()));
        let mut complaints = Complaints::default();
        complaints.add(Path::new("routes.toml"), cut, wrong);
        assert!(complaints.to_string().contains("routes.toml"));
    }
}

#[test]
fn complaints_for_machines_have_places_too() {
    let (_folder, loaded) = load_case("01-unknown-key");
    let lines = loaded.unwrap_err().lines();
    assert_eq!((lines[0].regel, lines[0].kolom), (2, 1));
    assert!(lines[0].bestand.as_ref().unwrap().ends_with("voordeur.toml"));
    let (_folder, loaded) = load_case("21-environment");
    let line = loaded.unwrap_err().lines().remove(0);
    assert_eq!((line.bestand, line.variabele.as_deref()), (None, Some("VOORDEUR__GEHEIM")));
}
