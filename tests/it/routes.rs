//! The rules as an administrator meets them: changed while the program runs, rehearsed on what came in before, and
//! kept to their deadlines through death and a clock that jumps.

use std::{fs, path::PathBuf, sync::Arc};

use jiff::ToSpan;
use serde_json::{Value, json};
use voordeur::{
    config::AckLimits,
    domain::{Decision, History, Signal},
    gateway,
    household::Background,
    intake::{
        people::{Colleague, Role},
        rule_book::{Approved, Eyes, NewRules, RuleBook, RulesState, Verdict},
    },
    store::{BookRules, Store},
};

use super::{
    binary::{Installation, Program},
    cli::copied_config,
    clients::{http, kenmerk_in},
    sink::Sink,
    world::eventually,
};

/// An installation with rules of its own, to be changed.
pub(super) fn changeable(relay: &str) -> (Installation, PathBuf) {
    let mut installation = Installation::new(relay);
    let config = copied_config(&installation);
    installation.environment.push(("VOORDEUR_CONFIG".to_owned(), config.display().to_string()));
    let rules = installation.folder.path().join("routes.toml");
    (installation, rules)
}

pub(super) async fn report(program: &Program, key: &str, signal: Value) -> String {
    let bearer = format!("Bearer {key}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let mut body = signal;
    body["bronReferentie"] = json!(gateway::new_id().to_string());
    let answer = http(program.http, "POST /v1/signalen", &headers, body.to_string().as_bytes()).await.unwrap().is(201);
    kenmerk_in(&answer.body)
}

/// The shipped rules without their tests: free to be changed.
pub(super) fn rules_only(text: &str) -> String {
    text.split("# ---- Proeven").next().unwrap().to_owned()
}

/// The rules with this route above all others.
fn with_first(text: &str, route: &str) -> String {
    text.replacen("\n[[route]]", &format!("\n{route}\n[[route]]"), 1)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changed_rules_take_effect_and_wrong_ones_do_not() {
    let sink = Sink::open().await;
    let (installation, rules) = changeable(&sink.relay());
    let key = installation.key("--partner", "acantus");
    let program = installation.serve("info");
    let version = |kenmerk: &str| {
        let told = installation.json(&["routes", "explain", kenmerk, "--json"]);
        (told["regel"].as_str().unwrap().to_owned(), told["regelversie"].as_str().unwrap().to_owned())
    };
    let text = rules_only(&fs::read_to_string(&rules).unwrap());
    let signal = || json!({"situatieSchets": "Een kapotte vogelkooi op het balkon."});
    let (rule, old) = version(&report(&program, &key, signal()).await);
    assert_eq!(rule, "fallback");

    fs::write(&rules, format!("{text}\n[[route]]\nid = \"vogels\"\n")).unwrap();
    let metrics = async |wanted: &str| {
        let answer = http(program.metrics, "GET /metrics", &[], b"").await.ok()?;
        answer.body.lines().any(|line| line == wanted).then_some(())
    };
    eventually("the reload fails loudly", async || metrics("voordeur_config_last_reload_successful 0").await).await;
    let meanwhile = report(&program, &key, signal()).await;

    let route = "[[route]]\nid = \"vogels\"\nwhy = \"Vogels\"\nmatch = { tekst = { words = [\"vogelkooi\"] } }\nqueue = \"parkwijk\"\n";
    let places = with_first(&text, route);
    fs::write(&rules, places).unwrap();
    eventually("the reload succeeds", async || metrics("voordeur_config_last_reload_successful 1").await).await;
    let (rule, new) = version(&report(&program, &key, signal()).await);
    assert_eq!(rule, "vogels");
    eventually("the rule is counted", async || metrics("voordeur_route_decisions_total{rule=\"vogels\"} 1").await)
        .await;
    eventually("a rule that nothing met stands at zero", async || {
        metrics("voordeur_route_decisions_total{rule=\"meldcode\"} 0").await
    })
    .await;
    assert_eq!(version(&meanwhile).1, old, "the old rules stayed in force");
    assert_ne!(new, old, "each decision names the version that made it");
    program.signal("TERM");
    assert!(program.ended().0.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_rules_are_rehearsed_on_the_past_and_nothing_changes() {
    let sink = Sink::open().await;
    let (installation, rules) = changeable(&sink.relay());
    let key = installation.key("--partner", "acantus");
    let program = installation.serve("info");
    for house in 1..=4 {
        let signal = json!({"situatieSchets": "Huurachterstand van drie maanden.",
            "adres": {"postcode": "9675 XA", "huisnummer": house}});
        report(&program, &key, signal).await;
    }
    let acute = report(&program, &key, json!({"situatieSchets": "Gaslucht.", "crisissignaal": true})).await;
    report(&program, &key, json!({"situatieSchets": "Zoekt vrijwilligerswerk."})).await;
    program.signal("TERM");
    assert!(program.ended().0.success());
    let before = installation.json(&["audit", "verify", "--json"]);

    let text = rules_only(&fs::read_to_string(&rules).unwrap());
    let new = installation.folder.path().join("nieuw.toml");
    let replay = || installation.run(&["routes", "replay", new.to_str().unwrap(), "--since", "90d", "--json"]);
    let told = |output: &std::process::Output| serde_json::from_slice::<Value>(&output.stdout).unwrap();

    fs::write(&new, &text).unwrap();
    let same = replay();
    assert_eq!(same.status.code(), Some(0));
    assert_eq!((&told(&same)["bekeken"], &told(&same)["anders"]), (&json!(6), &json!(0)));

    let begin = text.find("id = \"geldzaken\"").unwrap();
    let moved = format!("{}{}", &text[..begin], text[begin..].replacen("\"parkwijk\"", "\"buurtbemiddeling\"", 1));
    fs::write(&new, &moved).unwrap();
    let elsewhere = replay();
    assert_eq!(elsewhere.status.code(), Some(0), "nothing urgent sinks");
    let changes = &told(&elsewhere)["wijzigingen"];
    assert_eq!((changes.as_array().unwrap().len(), &changes[0]["aantal"]), (1, &json!(4)));
    assert_eq!(changes[0]["oud"]["wachtrij"], "parkwijk");
    assert_eq!(changes[0]["nieuw"]["wachtrij"], "buurtbemiddeling");

    fs::write(&new, text.replacen("raise = \"spoed\"", "raise = \"hoog\"", 1)).unwrap();
    let sinking = replay();
    assert_eq!(sinking.status.code(), Some(2), "an acute signal would be less urgent");
    assert_eq!(told(&sinking)["gezakt"], json!([{"kenmerk": acute, "reden": "minder dringend"}]));
    assert_eq!(installation.json(&["audit", "verify", "--json"]), before, "a rehearsal leaves no trace");
}

#[test]
fn the_rules_in_use_change_nothing_in_what_was_imported() {
    let installation = Installation::new("smtp://127.0.0.1:9");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    installation.prints(&["import", root.join("tests/letters").to_str().unwrap()]);
    let told = installation.json(&["routes", "replay", root.join("routes.toml").to_str().unwrap(), "--json"]);
    assert!(told["bekeken"].as_u64().unwrap() > 30, "{told}");
    assert_eq!(
        (&told["anders"], &told["andereRegelZelfdeUitkomst"], &told["gezakt"]),
        (&json!(0), &json!(0), &json!([]))
    );
}

fn colleague(id: &str) -> Colleague {
    Colleague {
        id: id.to_owned(),
        name: id.to_owned(),
        email: format!("{id}@wijkteam.example"),
        role: Role::Projectleider,
        disabled: false,
        settled: true,
        teams: None,
    }
}

/// Proposes a text at the desk and has it approved by somebody else.
async fn approved(store: &Store, (version, based_on): (&str, &str), text: &str) {
    let rules = NewRules {
        version: version.to_owned(),
        based_on: based_on.to_owned(),
        text: text.to_owned(),
        reason: "proef".to_owned(),
    };
    let id = store.propose_rules(rules, &colleague("ruben"), gateway::now()).await.unwrap();
    let verdict = Verdict::Approve { eyes: Eyes::Four, in_force: based_on };
    let own = store.end_proposal(&id, verdict, &colleague("ruben"), gateway::now()).await.unwrap();
    assert_eq!(own, Approved::OwnProposal);
    let done = store.end_proposal(&id, verdict, &colleague("marieke"), gateway::now()).await.unwrap();
    assert_eq!(done, Approved::Done);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_approved_at_the_desk_reach_the_file_and_every_version_is_kept() {
    let sink = Sink::open().await;
    let (installation, rules) = changeable(&sink.relay());
    let first = rules_only(&fs::read_to_string(&rules).unwrap());
    fs::write(&rules, &first).unwrap();
    let version_of = |text: &str| {
        let file = installation.folder.path().join("meten.toml");
        fs::write(&file, text).unwrap();
        let told = installation.json(&["routes", "check", file.to_str().unwrap(), "--json"]);
        told["regels"].as_str().unwrap().to_owned()
    };
    let route = |id: &str| {
        format!(
            "[[route]]\nid = \"{id}\"\nwhy = \"Vogels\"\nmatch = {{ tekst = {{ words = [\"vogelkooi\"] }} }}\nqueue = \"parkwijk\"\n"
        )
    };
    let (one, two) = (with_first(&first, &route("een")), with_first(&first, &route("twee")));
    let (v0, v1, v2) = (version_of(&first), version_of(&one), version_of(&two));
    let key = installation.key("--partner", "acantus");
    let mut program = installation.serve("info");
    let store = Store::open(installation.store_url()).await.unwrap();
    let newest = async |wanted: &str| {
        eventually("the version is in the list", async || {
            store.newest_rules().await.unwrap().filter(|newest| newest.version == wanted)
        })
        .await
    };
    assert_eq!(newest(&v0).await.state, RulesState::Bestand, "what is in force at the start is kept too");
    let rule_of = async |program: &Program| {
        let kenmerk = report(program, &key, json!({"situatieSchets": "Een vogelkooi."})).await;
        installation.json(&["routes", "explain", &kenmerk, "--json"])["regel"].as_str().unwrap().to_owned()
    };

    approved(&store, (&v1, &v0), &one).await;
    eventually("the file follows", async || (fs::read_to_string(&rules).unwrap() == one).then_some(())).await;
    eventually("it is in force", async || (rule_of(&program).await == "een").then_some(())).await;

    fs::write(&rules, &first).unwrap();
    assert_eq!(newest(&v0).await.state, RulesState::Bestand, "a change by hand is a version as well, and stays");

    program.kill();
    program.ended();
    approved(&store, (&v2, &v0), &two).await;
    let program = installation.serve("info");
    eventually("a node that was away follows", async || (rule_of(&program).await == "twee").then_some(())).await;
    assert_eq!(fs::read_to_string(&rules).unwrap(), two);
    assert_eq!(store.rules_versions().await.unwrap().len(), 4);
    store.close().await;
    program.signal("TERM");
    assert!(program.ended().0.success());
}

/// What a node needs to run the timers of this store.
pub(super) async fn timer_rules(store: &Store) -> BookRules {
    let secret = store.instance_value("geheim", "").await.unwrap();
    BookRules {
        decide: Arc::new(|_: &Signal, _: &History, _: Background<'_>| -> Decision {
            unreachable!("a timer decides nothing")
        }),
        ack_limits: Arc::new(|| AckLimits { max_per_address_per_hour: 0, max_per_hour: 0 }),
        ids: gateway::new_id,
        mail_host: "wijkteam.example".to_owned(),
        secret: Arc::from(secret.as_bytes()),
    }
}

/// A node whose clock is ten days ahead, on the same store.
async fn node_ahead(installation: &Installation) -> usize {
    let store = Store::open(installation.store_url()).await.unwrap();
    let rules = timer_rules(&store).await;
    let ran = store.run_timers(gateway::now() + 240.hours(), 50, &rules).await.unwrap();
    store.close().await;
    ran
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_escalation_survives_death_and_a_clock_that_jumps_and_happens_once() {
    let sink = Sink::open().await;
    let (installation, rules) = changeable(&sink.relay());
    let text = rules_only(&fs::read_to_string(&rules).unwrap());
    let route = "[[route]]\nid = \"proef\"\nwhy = \"Proef\"\nmatch = { tekst = { words = [\"vogelkooi\"] } }\nqueue = \"parkwijk\"\n\
        within = \"4 werkuren\"\nescalate = [{ after = \"2 werkdagen\", to = \"mail:baas@wijkteam.example\" }]\n";
    fs::write(&rules, with_first(&text, route)).unwrap();
    let key = installation.key("--partner", "acantus");

    let mut program = installation.serve("info");
    let kenmerk = report(&program, &key, json!({"situatieSchets": "Een vogelkooi."})).await;
    program.kill();
    program.ended();
    let told = installation.prints(&["routes", "explain", &kenmerk]);
    assert!(
        told.contains("4 werkuren vanaf")
            && told.contains("escalatie naar mail:baas@wijkteam.example: 2 werkdagen vanaf"),
        "{told}"
    );

    let (one, other) = tokio::join!(node_ahead(&installation), node_ahead(&installation));
    assert_eq!(one + other, 2, "two nodes look at once: the deadline and the escalation ran once each");
    assert_eq!(node_ahead(&installation).await, 0);

    for _ in 0..2 {
        let mut program = installation.serve("info");
        eventually("the boss is told", async || (!sink.taken_for("baas@wijkteam.example").is_empty()).then_some(()))
            .await;
        program.kill();
        program.ended();
    }
    let mails = sink.taken_for("baas@wijkteam.example");
    let ids: std::collections::BTreeSet<String> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!(ids.len(), 1, "one escalation, whatever happened");
    assert!(mails[0].text().contains(&kenmerk));
    assert!(installation.prints(&["audit", "verify"]).contains("klopt"));
}
