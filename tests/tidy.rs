//! The rules of the house that a machine can check. Reads text only; links nothing of the crate.
//!
//! **Invariant:** there are no waivers here. A rule that hurts is changed, with its reason, for everybody.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says no by panicking")]

#[path = "tidy/source.rs"]
mod source;

use std::{collections::BTreeSet, fs, path::Path};

use source::{Source, crate_paths, files, root, rust_sources, supers, within};

/// A module, its layer, and whom it may name of its own layer. In the order of `lib.rs`: the line's, then the program's.
///
/// A module may always name what stands in a lower layer; `wire` is the exception, see [`WIRE_NAMES`].
const MODULES: [(&str, u8, &[&str]); 19] = [
    ("domain", 0, &[]),
    ("acknowledge", 1, &[]),
    ("config", 1, &["acknowledge", "routing"]),
    ("household", 1, &["config"]),
    ("mail", 1, &[]),
    ("normalise", 1, &["mail"]),
    ("routing", 1, &[]),
    ("decide", 1, &["acknowledge", "config", "household", "routing"]),
    ("intake", 2, &[]),
    ("wire", 2, &[]),
    ("courier", 3, &[]),
    ("doors", 3, &[]),
    ("store", 3, &[]),
    ("gateway", 4, &[]),
    ("file_linkage", 5, &[]),
    ("desk", 3, &[]),
    ("app", 6, &[]),
    ("cli", 7, &[]),
    ("main", 8, &[]),
];

/// The wire form is used from below and above: it must stay small.
const WIRE_NAMES: &[&str] = &["domain"];

/// A foreign crate and the only places in `src/` that may name it.
const HOMES: [(&str, &[&str]); 16] = [
    ("rust_xlsxwriter", &["desk/figures/"]),
    ("mail_parser", &["mail/"]),
    ("mail_auth", &["doors/identity"]),
    ("hickory_resolver", &["doors/identity"]),
    ("lettre", &["courier/"]),
    ("sqlx", &["store/", "app/desk_tests/"]),
    ("rusqlite", &["store/"]),
    ("governor", &["doors/limits"]),
    ("askama", &["desk/", "doors/form"]),
    ("minijinja", &["acknowledge/"]),
    ("axum", &["doors/api", "doors/form", "gateway/", "desk/", "app/", "cli/demo/caught"]),
    ("tower_http", &["doors/api", "doors/form", "desk/"]),
    ("metrics_exporter_prometheus", &["gateway/"]),
    ("clap", &["cli/"]),
    ("rustix", &["cli/doctor/"]),
    ("anyhow", &["gateway/", "file_linkage/", "app/", "cli/", "main.rs"]),
];

/// Modules whose functions only compute: no foreign form, no waiting, no world.
const PURE: [&str; 6] = ["domain/", "mail/", "normalise/", "household/", "acknowledge/", "decide.rs"];

/// What a pure module does not name.
const IMPURE: [&str; 14] = [
    "serde",
    "serde_json",
    "sqlx",
    "rusqlite",
    "tokio",
    "axum",
    "toml",
    "tracing",
    "metrics",
    "std::fs",
    "std::net",
    "std::env",
    "std::io",
    "std::process",
];

/// Words that promise something for later.
const UNFINISHED: [&str; 5] = ["todo!", "unimplemented!", "dbg!", "#[ignore", "#[should_panic"];

/// Endings of names that say nothing.
const EMPTY_NAMES: [&str; 7] = ["Manager", "Helper", "Helpers", "Util", "Utils", "Data", "Info"];

#[test]
fn modules_name_only_what_stands_below_them() {
    let mut complaints = Vec::new();
    for source in rust_sources("src") {
        let (layer, siblings) = place_of(&source.module);
        for named in crate_paths(&source.code) {
            let Some((_, other, _)) = MODULES.iter().find(|(name, ..)| *name == named) else { continue };
            let allowed = named == source.module
                || siblings.contains(&named.as_str())
                || if source.module == "wire" { WIRE_NAMES.contains(&named.as_str()) } else { *other < layer };
            if !allowed {
                complaints.push(format!("{} names crate::{named}", source.path));
            }
        }
    }
    assert!(
        complaints.is_empty(),
        "imports go down only, and doors, store, courier and desk meet in the ports of intake/.\n\
         Move what is shared to a lower layer, or put a trait in intake/ (see ARCHITECTURE.md):\n{}",
        complaints.join("\n")
    );
}

#[test]
fn a_path_to_another_module_starts_with_crate() {
    let complaints: Vec<String> = rust_sources("src")
        .iter()
        .filter(|source| supers(source.shipped()) >= source.depth || supers(&source.code) > source.depth)
        .map(|source| source.path.clone())
        .collect();
    assert!(complaints.is_empty(), "`super::` climbs to the crate here; write `crate::…`:\n{}", complaints.join("\n"));
}

#[test]
fn lib_rs_lists_the_modules_in_reading_order() {
    for folder in ["src/line", "src"] {
        let text = read(&format!("{folder}/lib.rs"));
        let listed: Vec<&str> =
            text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
        let layers: Vec<u8> = listed.iter().map(|name| place_of(name).0).collect();
        assert!(layers.is_sorted(), "put the modules of {folder}/lib.rs in the order of their layers: {listed:?}");
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let name = name.trim_end_matches(".rs");
            assert!(
                matches!(name, "lib" | "main" | "line" | "templates" | "Cargo.toml") || listed.contains(&name),
                "{folder}/{name} is not in {folder}/lib.rs: list it, or remove it"
            );
        }
    }
}

#[test]
fn what_runs_on_a_signal_s_way_is_compiled_in_the_line() {
    let doors = read("src/line/gateway/doors.rs");
    assert!(
        !doors.contains("async fn"),
        "the body of an `async fn` is compiled in the package that awaits it, which is not compiled for speed: box the \
         task in a plain function (docs/decisions/0007-two-packages.md)"
    );
}

#[test]
fn every_file_opens_by_saying_what_it_is() {
    for source in all_rust() {
        assert!(
            source.text.starts_with("//! ") || source.path.ends_with("tests.rs"),
            "{}: begin with `//! `, one sentence on what it is, then `**Invariant:** …` if it has one",
            source.path
        );
    }
}

#[test]
fn files_stay_small() {
    for source in all_rust() {
        let lines = source.text[..source.shipped().len()].lines().count();
        let is_test = source.path.starts_with("tests/") || source.path.ends_with("tests.rs");
        assert!(is_test || lines <= 400, "{} has {lines} lines, the ceiling is 400: split it by concept", source.path);
    }
    let lines = read("src/main.rs").lines().count();
    assert!(lines <= 30, "src/main.rs has {lines} lines, the ceiling is 30: the work belongs in cli/ or app/");
}

#[test]
fn foreign_crates_stay_at_home() {
    let mut complaints = Vec::new();
    for source in rust_sources("src") {
        for (name, homes) in HOMES {
            let inside = within(&source.path);
            if source.names(name) && !homes.iter().any(|home| inside.starts_with(home)) {
                complaints.push(format!("{} names {name}, whose home is {}", source.path, homes.join(", ")));
            }
        }
    }
    assert!(
        complaints.is_empty(),
        "a foreign crate has one home, so that replacing it is one change. Give the home a function for this:\n{}",
        complaints.join("\n")
    );
}

#[test]
fn the_core_only_computes() {
    let mut complaints = Vec::new();
    for source in rust_sources("src") {
        let inside = within(&source.path);
        if !PURE.iter().any(|pure| inside.starts_with(pure)) || inside.ends_with("tests.rs") {
            continue;
        }
        let shipped = Source { code: source.shipped().to_owned(), ..source.clone() };
        complaints.extend(
            IMPURE.iter().filter(|name| shipped.names(name)).map(|name| format!("{} names {name}", source.path)),
        );
        if shipped.code.contains("async fn") || shipped.code.contains(".await") {
            complaints.push(format!("{} waits", source.path));
        }
    }
    assert!(
        complaints.is_empty(),
        "{} are pure: values in, values out. Take what is read as an argument, and do the reading further up:\n{}",
        PURE.join(", "),
        complaints.join("\n")
    );
}

#[test]
fn nothing_is_left_for_later() {
    let later = [concat!("TO", "DO"), concat!("FIX", "ME")];
    for source in all_rust() {
        for word in UNFINISHED {
            assert!(!source.code.contains(word), "{} holds {word}: finish it, or take it out", source.path);
        }
        for word in later {
            assert!(
                !source.text.contains(word),
                "{} holds {word}: do it, or put it in docs/known-issues.md",
                source.path
            );
        }
    }
}

#[test]
fn names_come_from_the_trade() {
    for source in all_rust() {
        let words: Vec<&str> = source.code.split_whitespace().collect();
        for pair in words.windows(2) {
            if matches!(pair[0], "struct" | "enum" | "trait" | "type") {
                let name = pair[1].split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                assert!(
                    !EMPTY_NAMES.iter().any(|ending| name.ends_with(ending)),
                    "{}: `{name}` says nothing; call it what people in the field call it (ARCHITECTURE.md, glossary)",
                    source.path
                );
            }
        }
    }
}

#[test]
fn every_rfc_named_is_in_the_table_and_the_other_way_round() {
    let named: BTreeSet<String> =
        files("src", &["rs", "sql", "html"]).iter().flat_map(|path| rfcs(&read(path))).collect();
    let table = read("docs/standards.md");
    let listed: BTreeSet<String> = rfcs(&table).into_iter().collect();
    let kept: BTreeSet<String> = table
        .lines()
        .filter(|line| line.starts_with("| RFC ") && !line.contains("| no |"))
        .flat_map(|line| rfcs(line).into_iter().take(1))
        .collect();
    let missing: Vec<_> = named.difference(&listed).collect();
    assert!(missing.is_empty(), "src names {missing:?}: add a row to docs/standards.md (yes, partial or no; where)");
    let unused: Vec<_> = kept.difference(&named).collect();
    assert!(
        unused.is_empty(),
        "docs/standards.md says {unused:?} is kept, but src never names it: cite it with its section where it is kept, \
         or make the row `no`"
    );
}

#[test]
fn the_code_map_shows_every_module_and_no_other() {
    let text = read("ARCHITECTURE.md");
    let map = text.split("\n## ").find(|part| part.starts_with("Code map")).expect("ARCHITECTURE.md has `## Code map`");
    for (name, ..) in MODULES.iter().filter(|(name, ..)| is_module(name)) {
        assert!(map.contains(&format!("`{name}/`")), "the code map in ARCHITECTURE.md lacks `{name}/`: say what it is");
    }
    for name in
        map.split('`').filter_map(|word| word.strip_suffix('/')).filter(|word| !word.contains('/') && *word != "src")
    {
        assert!(is_module(name), "the code map in ARCHITECTURE.md names `{name}/`, which is gone");
    }
}

#[test]
fn the_root_holds_no_drafts() {
    let drafts = ["rs", "py", "html", "sql", "log", "txt", "json"];
    for entry in fs::read_dir(root()).expect("the root can be read") {
        let path = entry.expect("an entry can be read").path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        assert!(!drafts.contains(&ending), "{} lies in the root: it belongs in a folder, or nowhere", path.display());
    }
}

#[test]
fn links_in_the_documents_lead_somewhere() {
    for path in files(".", &["md"]) {
        let folder = Path::new(&path).parent().unwrap().to_owned();
        for link in read(&path).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = link.split('#').next().unwrap_or_default();
            if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            // A picture that is missing is seen by whoever looks at the page.
            let exists = target.ends_with(".png") || root().join(&folder).join(target).exists();
            assert!(exists, "{path} links to {target}, which is not there: mend the link");
        }
    }
}

#[test]
fn the_documents_stay_short() {
    for (path, ceiling) in [("README.md", 120), ("ARCHITECTURE.md", 300), ("docs/style.md", 100)] {
        let lines = read(path).lines().count();
        assert!(lines <= ceiling, "{path} has {lines} lines, the ceiling is {ceiling}: move detail to docs/");
    }
}

#[test]
fn there_are_two_test_binaries_and_every_story_runs() {
    for entry in fs::read_dir(root().join("tests")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            !name.ends_with(".rs") || name == "tidy.rs",
            "tests/{name} would be linked anew as a binary of its own: make it a module of tests/it/main.rs"
        );
    }
    let Ok(main) = fs::read_to_string(root().join("tests/it/main.rs")) else { return };
    for path in files("tests/it", &["rs"]) {
        let Some(name) = path.strip_prefix("tests/it/").and_then(|name| name.strip_suffix(".rs")) else { continue };
        let listed = name == "main" || name.contains('/') || main.contains(&format!("mod {name};"));
        assert!(listed, "{path} never runs: add `mod {name};` to tests/it/main.rs");
    }
}

fn place_of(module: &str) -> (u8, &'static [&'static str]) {
    let found = MODULES.iter().find(|(name, ..)| *name == module);
    let (_, layer, siblings) =
        found.unwrap_or_else(|| panic!("src/{module} has no layer: add it to MODULES in tests/tidy.rs"));
    (*layer, siblings)
}

/// Whether a module of this name is a folder.
fn is_module(name: &str) -> bool {
    ["src", "src/line"].iter().any(|folder| root().join(folder).join(name).is_dir())
}

fn all_rust() -> Vec<Source> {
    ["src", "tests", "benches"].into_iter().flat_map(rust_sources).collect()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path} cannot be read: {error}"))
}

/// The numbers after `RFC `, in order.
fn rfcs(text: &str) -> Vec<String> {
    text.split("RFC ")
        .skip(1)
        .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>())
        .filter(|number| (3..=5).contains(&number.len()))
        .collect()
}
