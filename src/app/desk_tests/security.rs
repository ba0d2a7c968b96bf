//! Every route of the desk, as its router lists them: who may, from where, and what is not there for whom.
//!
//! **Invariant:** a route that no table below names fails a test, so none is added without an answer to each question.

use axum::{
    body::Body,
    http::{StatusCode, header},
};

use super::world::{Answer, HOOG, LAAG, SPOED, World, post};

const ROUTER: &str = include_str!("../../desk/mod.rs");
/// A well-formed id of nothing.
pub(super) const NOTHING: &str = "01930000-0000-7000-8000-00000000ffff";
pub(super) const SIGNAL: &str = "01930000-0000-7000-8000-0000000051f1";

const EVERYBODY: &[&str] = &["projectleider", "teamlid", "gebiedsregisseur", "beheerder", "fg"];
const READERS: &[&str] = &["projectleider", "teamlid", "gebiedsregisseur"];
const WORKERS: &[&str] = &["projectleider", "teamlid"];
const LEADER: &[&str] = &["projectleider"];
const STEERS: &[&str] = &["gebiedsregisseur"];
const MANAGERS: &[&str] = &["projectleider", "beheerder"];
const COUNTERS: &[&str] = &["projectleider", "teamlid", "gebiedsregisseur", "fg"];
const AUDITORS: &[&str] = &["projectleider", "fg"];

/// What asks for no right: before a login, about one's own login, or with a secret in the URL.
const OPEN: &[&str] = &[
    "/",
    "/inloggen",
    "/inloggen/organisatie",
    "/inloggen/organisatie/terug",
    "/inloggen/code",
    "/uitloggen",
    "/eenmalig/{token}",
    "/tweede-stap",
    "/tweede-stap/instellen",
    "/agenda/{file}",
    "/toegankelijkheid",
];

/// Method, path, and who may.
const RIGHTS: &[(&str, &str, &[&str])] = &[
    ("get", "/wachtrij", READERS),
    ("get", "/wachtrij/live", READERS),
    ("post", "/wachtrij/samen", LEADER),
    ("post", "/weergaven", READERS),
    ("post", "/weergaven/{id}/wissen", READERS),
    ("post", "/ongedaan", WORKERS),
    ("get", "/ongedaan/{bundle}", WORKERS),
    ("get", "/samenvoegen/{one}", LEADER),
    ("post", "/samenvoegen/{one}", LEADER),
    ("get", "/samenvoegen/{one}/{other}", LEADER),
    ("post", "/samenvoegen/{one}/{other}", LEADER),
    ("get", "/splitsen/{id}", LEADER),
    ("post", "/splitsen/{id}", LEADER),
    ("get", "/overleg", READERS),
    ("post", "/overleg/start", LEADER),
    ("get", "/overleg/nu", LEADER),
    ("post", "/overleg/besluit", LEADER),
    ("post", "/overleg/sluit", LEADER),
    ("get", "/overleg/verslag/{id}", READERS),
    ("get", "/invoeren", WORKERS),
    ("post", "/invoeren", WORKERS),
    ("get", "/zoeken", READERS),
    ("post", "/zoeken", READERS),
    ("get", "/casussen/{id}", READERS),
    ("post", "/casussen/{id}/doe/{what}", LEADER),
    ("get", "/casussen/{id}/afschermen", LEADER),
    ("post", "/casussen/{id}/afschermen", LEADER),
    ("get", "/gebied", STEERS),
    ("post", "/gebied/{id}/terug", STEERS),
    ("post", "/casussen/{id}/pakken", WORKERS),
    ("post", "/casussen/{id}/afspraken", WORKERS),
    ("get", "/afspraken", READERS),
    ("post", "/afspraken/agendalink", WORKERS),
    ("post", "/afspraken/{id}/klaar", WORKERS),
    ("post", "/afspraken/{id}/antwoord", WORKERS),
    ("post", "/afspraken/{id}/herinneren", LEADER),
    ("get", "/casussen/{id}/terugkoppelen", WORKERS),
    ("post", "/casussen/{id}/terugkoppelen", WORKERS),
    ("post", "/casussen/{id}/notities", WORKERS),
    ("post", "/casussen/{id}/namen", WORKERS),
    ("get", "/signalen/{id}/uitleg", READERS),
    ("get", "/signalen/{id}/origineel", WORKERS),
    ("get", "/signalen/{id}/bijlagen/{position}", WORKERS),
    ("get", "/wachtbak", WORKERS),
    ("post", "/wachtbak/{id}/casus", LEADER),
    ("post", "/wachtbak/{id}/afgehandeld", LEADER),
    ("get", "/taken", READERS),
    ("post", "/taken/{id}", LEADER),
    ("get", "/voorstellen", READERS),
    ("get", "/beheer", MANAGERS),
    ("post", "/beheer", MANAGERS),
    ("post", "/beheer/{id}/uitzetten", MANAGERS),
    ("post", "/beheer/{id}/tweede-stap", MANAGERS),
    ("get", "/cijfers", COUNTERS),
    ("get", "/cijfers/rapport", COUNTERS),
    ("get", "/cijfers/{file}", COUNTERS),
    ("get", "/casussen/{id}/samen", READERS),
    ("post", "/voorstellen/signalen/{id}", LEADER),
    ("get", "/beheer/voordeuren", MANAGERS),
    ("post", "/beheer/voordeuren", MANAGERS),
    ("get", "/beheer/voordeuren/{name}", MANAGERS),
    ("post", "/beheer/voordeuren/{name}/sleutels", MANAGERS),
    ("post", "/beheer/voordeuren/{name}/sleutels/{id}/intrekken", MANAGERS),
    ("post", "/beheer/voordeuren/{name}/proefmail", MANAGERS),
    ("post", "/beheer/voordeuren/{name}/stilte", LEADER),
    ("get", "/beheer/teksten", MANAGERS),
    ("get", "/beheer/bewaren", MANAGERS),
    ("post", "/beheer/bewaren/{id}", LEADER),
    ("get", "/beheer/regels", MANAGERS),
    ("post", "/beheer/regels", MANAGERS),
    ("get", "/beheer/regels/{id}", MANAGERS),
    ("post", "/beheer/regels/{id}/doe/{what}", MANAGERS),
    ("post", "/beheer/regels/{id}/besluit/{what}", LEADER),
    ("get", "/logboek", AUDITORS),
    ("post", "/beheer/{id}/plaats", MANAGERS),
    ("post", "/beheer/{id}/link", MANAGERS),
    ("post", "/beheer/{id}/uitloggen", MANAGERS),
    ("get", "/logboek/csv", AUDITORS),
    ("post", "/afspraken/vrij", WORKERS),
    ("post", "/afspraken/vrij/{id}/wissen", WORKERS),
];

/// Paths with an id that is not of a household, and what guards it instead.
const OTHER_IDS: &[(&str, &str)] = &[
    ("/eenmalig/{token}", "the token is the right"),
    ("/agenda/{file}", "the token is the right"),
    ("/weergaven/{id}/wissen", "one's own or the team's filter, which holds no household"),
    ("/wachtbak/{id}/casus", "nobody placed it yet: the wachtbak is of all teams"),
    ("/wachtbak/{id}/afgehandeld", "nobody placed it yet: the wachtbak is of all teams"),
    ("/gebied/{id}/terug", "the gebiedsregisseur sees what was escalated only: sight.rs"),
    ("/afspraken/vrij/{id}/wissen", "one's own absence, or the projectleider"),
    ("/cijfers/{file}", "numbers; no household"),
    ("/casussen/{id}/samen", "names colleagues who look, to whoever sees the household; else nobody"),
    ("/beheer/voordeuren/{name}", "partners"),
    ("/beheer/voordeuren/{name}/sleutels", "partners"),
    ("/beheer/voordeuren/{name}/sleutels/{id}/intrekken", "partners"),
    ("/beheer/voordeuren/{name}/proefmail", "partners"),
    ("/beheer/voordeuren/{name}/stilte", "partners"),
    ("/beheer/bewaren/{id}", "the beheerder sees numbers only, and none of what is shielded"),
    ("/beheer/regels/{id}", "rules; no household"),
    ("/beheer/regels/{id}/doe/{what}", "rules; no household"),
    ("/beheer/regels/{id}/besluit/{what}", "rules; no household"),
    ("/beheer/{id}/uitzetten", "people"),
    ("/beheer/{id}/tweede-stap", "people"),
    ("/beheer/{id}/plaats", "people"),
    ("/beheer/{id}/link", "people"),
    ("/beheer/{id}/uitloggen", "people"),
];

/// Method, path and form of everything that names a household; `@…` stands for an id of the hidden one.
pub(super) const NAMES_A_HOUSEHOLD: &[(&str, &str, &str)] = &[
    ("get", "/casussen/@casus", ""),
    ("get", "/casussen/@casus/afschermen", ""),
    ("post", "/casussen/@casus/afschermen", "persoon=teamlid"),
    ("post", "/casussen/@casus/afschermen", "doe=opheffen"),
    ("get", "/casussen/@casus/terugkoppelen", ""),
    ("post", "/casussen/@casus/terugkoppelen", "melder=@signaal&zin=besproken&doe=versturen"),
    ("post", "/casussen/@casus/notities", "tekst=hoi"),
    ("post", "/casussen/@casus/namen", ""),
    ("post", "/casussen/@casus/pakken", "versie=1"),
    ("post", "/casussen/@casus/doe/toewijzen", "persoon=teamlid&versie=1"),
    ("post", "/casussen/@casus/doe/afsluiten", "versie=1"),
    ("post", "/casussen/@casus/doe/afsluiten", "versie=7"),
    ("post", "/casussen/@casus/doe/opschalen", "versie=1&tekst=hoi"),
    ("post", "/casussen/@casus/afspraken", "wat=Bellen&wie=tweede&door=beroepskracht&dag=2026-12-01"),
    ("get", "/samenvoegen/@casus", ""),
    ("post", "/samenvoegen/@casus", "q=Beukenhof"),
    ("get", "/samenvoegen/@casus/@hoog", ""),
    ("get", "/samenvoegen/@hoog/@casus", ""),
    ("post", "/samenvoegen/@hoog/@casus", "besluit=ja&versie_een=1&versie_ander=1&blijft=@hoog"),
    ("post", "/samenvoegen/@hoog/@casus", "besluit=nee"),
    ("get", "/splitsen/@casus", ""),
    ("post", "/splitsen/@casus", "versie=1&signaal=@signaal"),
    ("get", "/signalen/@signaal/uitleg", ""),
    ("get", "/signalen/@signaal/origineel", ""),
    ("get", "/signalen/@signaal/bijlagen/0", ""),
    ("get", "/ongedaan/@bundel", ""),
    ("post", "/ongedaan", "bundel=@bundel&terug=casus"),
    ("post", "/wachtrij/samen", "doe=agenda&casus=@casus.1"),
    ("post", "/afspraken/@afspraak/klaar", "uitkomst=gesproken"),
    ("post", "/afspraken/@afspraak/antwoord", "antwoord=ja"),
    ("post", "/afspraken/@afspraak/herinneren", ""),
    ("post", "/overleg/besluit", "huishouden=@casus&versie=1&besluit=besproken"),
    ("post", "/voorstellen/signalen/@signaal", "besluit=dubbel"),
    ("post", "/taken/@taak", ""),
    ("get", "/overleg/verslag/@overleg", ""),
];

/// Method and path of every route, as the router's text has them.
pub(super) fn routes() -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    for route in ROUTER.split(".route(").skip(1) {
        let path = route.trim_start().trim_start_matches('"').split('"').next().unwrap();
        let handlers = route.split(".layer(").next().unwrap();
        for method in ["get", "post"] {
            if handlers.contains(&format!("{method}(")) {
                found.push((method, path));
            }
        }
    }
    assert!(found.len() > 60, "{}", found.len());
    found
}

/// The path with this id in the place of each parameter.
pub(super) fn with(path: &str, id: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{position}" => "0",
        "{what}" => "afsluiten",
        parameter if parameter.starts_with('{') => id,
        fixed => fixed,
    });
    parts.collect::<Vec<_>>().join("/")
}

pub(super) async fn asked(world: &World, cookie: &str, (method, path): (&str, &str), form: &str) -> Answer {
    if method == "get" { world.get(cookie, path).await } else { world.post(cookie, path, form).await }
}

#[tokio::test]
async fn each_route_is_for_its_roles_only() {
    let world = World::new().await;
    let rights: Vec<_> = RIGHTS.iter().filter(|(method, path, _)| routes().contains(&(*method, *path))).collect();
    for role in EVERYBODY {
        let cookie = world.as_role(role).await;
        for (method, path, allowed) in &rights {
            if path.ends_with("/live") || path.ends_with("/samen") {
                continue;
            }
            let status = asked(&world, &cookie, (method, &with(path, NOTHING)), "").await.status;
            assert_eq!(status == StatusCode::FORBIDDEN, !allowed.contains(role), "{role} {method} {path}: {status}");
        }
    }
    for (method, path, _) in &rights {
        let answer = asked(&world, "", (method, &with(path, NOTHING)), "").await;
        assert_eq!(answer.location(), "/inloggen", "{method} {path}");
    }
}

#[test]
fn no_route_is_without_a_right() {
    for (method, path) in routes() {
        let known = OPEN.contains(&path) || RIGHTS.iter().any(|(one, other, _)| (*one, *other) == (method, path));
        assert!(known, "{method} {path}: say in RIGHTS who may, and in NAMES_A_HOUSEHOLD or OTHER_IDS what its id is");
    }
}

#[test]
fn no_id_is_without_a_guard() {
    let same = |pattern: &str, path: &str| {
        let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
        pattern.len() == path.len()
            && pattern.iter().zip(&path).all(|(part, other)| part == other || part.starts_with('{'))
    };
    for (method, path) in routes().into_iter().filter(|(_, path)| path.contains('{')) {
        let guarded = NAMES_A_HOUSEHOLD.iter().any(|(one, other, _)| *one == method && same(path, other))
            || OTHER_IDS.iter().any(|(other, _)| *other == path);
        assert!(guarded, "{method} {path}: put it in NAMES_A_HOUSEHOLD, or say in OTHER_IDS why not");
    }
}

/// A second projectleider, and things that hang on the household that they may not see.
async fn world_with_a_hidden_household(hidden_by: &str) -> (World, String) {
    let world = World::new().await;
    world
        .run(&format!(
            "INSERT INTO person (id, name, email, role, created_at) VALUES ('tweede', 'Wil Blok', 'wil@wijkteam.example', 'projectleider', 0);
             INSERT INTO attachment (signal_id, position, name, mediatype, size, sha256, body) VALUES ('{SIGNAL}', 0, 'brief.pdf', 'application/pdf', 1, 'x', x'00');
             INSERT INTO raw_message VALUES ('{SIGNAL}', 'message/rfc822', x'00');
             INSERT INTO task VALUES ('taak-2', 'antwoord-kwam-niet-aan', '{SIGNAL}', 'reden', 0, NULL, NULL);
             INSERT INTO agreement (id, casus_id, what, owner, by_whom, due_at, made_at, made_by)
               VALUES ('afspraak-1', '{SPOED}', 'Langsgaan', 'tweede', 'beroepskracht', 1, 0, 'projectleider');
             INSERT INTO deed VALUES ('daad-1', 'bundel-1', '{SPOED}', 'tweede', 'agenda', 'Op de agenda gezet', {now}, '{{\"status\":\"nieuw\",\"assigned_to\":null,\"agenda_at\":null,\"later_at\":null,\"later_until\":null}}', '{{\"status\":\"nieuw\",\"assigned_to\":null,\"agenda_at\":null,\"later_at\":null,\"later_until\":null}}', NULL, 1);
             INSERT INTO meeting VALUES ('overleg-1', 0, 'projectleider', NULL, '', '');
             INSERT INTO meeting_item (meeting_id, casus_id, position) VALUES ('overleg-1', '{SPOED}', 0);
             INSERT INTO proposal (id, signal_id, household_id, position, evidence_json, made_at)
               VALUES ('voorstel-1', '01930000-0000-7000-8000-0000000051f2', 'h1', 0, '[]', 0);
             {hidden_by}",
            now = super::world::now().as_microsecond() - 1
        ))
        .await;
    let cookie = world.as_role("tweede").await;
    (world, cookie)
}

const SHIELDED: &str = "UPDATE casus SET shielded_at = 1 WHERE household_id = 'h1';
    INSERT INTO casus_sight SELECT id, 'projectleider' FROM casus WHERE household_id = 'h1'";
const OF_ANOTHER_TEAM: &str = "UPDATE person SET every_team = 0 WHERE id = 'tweede';
    INSERT INTO person_queue VALUES ('tweede', 'dorpen'); UPDATE casus SET queue = 'dorpen' WHERE household_id <> 'h1'";

pub(super) fn filled(text: &str, ids: [&str; 6]) -> String {
    let [casus, signal, bundle, agreement, task, meeting] = ids;
    text.replace("@casus", casus)
        .replace("@signaal", signal)
        .replace("@bundel", bundle)
        .replace("@afspraak", agreement)
        .replace("@taak", task)
        .replace("@overleg", meeting)
        .replace("@hoog", HOOG)
}

#[tokio::test]
async fn a_hidden_household_answers_as_one_that_is_not_there() {
    let hidden = [SPOED, SIGNAL, "bundel-1", "afspraak-1", "taak-2", "overleg-1"];
    let unknown = [NOTHING; 6];
    for hidden_by in [SHIELDED, OF_ANOTHER_TEAM] {
        let (world, cookie) = world_with_a_hidden_household(hidden_by).await;
        for (method, path, form) in NAMES_A_HOUSEHOLD.iter().copied() {
            let mut answers = Vec::new();
            for ids in [hidden, unknown] {
                let answer = asked(&world, &cookie, (method, &filled(path, ids)), &filled(form, ids)).await;
                let same = |text: &str| ids.iter().fold(text.to_owned(), |text, id| text.replace(id, "@"));
                answers.push((answer.status, same(answer.location()), same(&answer.body)));
            }
            assert_eq!(answers[0], answers[1], "{method} {path} {form}");
        }
        let touched = "SELECT COUNT(*) FROM casus WHERE household_id = 'h1' AND version = 1 AND status = 'nieuw'";
        assert_eq!(world.count(touched).await, 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM note").await, 0);
        assert_eq!(world.count("SELECT COUNT(*) FROM task WHERE done_at IS NULL").await, 2);
        assert_eq!(world.count("SELECT COUNT(*) FROM agreement WHERE answer IS NULL AND done_at IS NULL").await, 1);
        assert_eq!(world.count("SELECT COUNT(*) FROM verdict").await, 0);
    }
}

#[tokio::test]
async fn no_list_search_or_count_tells_of_a_hidden_household() {
    for hidden_by in [SHIELDED, OF_ANOTHER_TEAM] {
        let (world, cookie) = world_with_a_hidden_household(hidden_by).await;
        for path in [
            "/wachtrij?weergave=alles",
            "/wachtrij?weergave=spoed",
            "/wachtrij?weergave=te-laat",
            "/overleg",
            "/overleg/nu?huishouden=x",
            "/afspraken",
            "/afspraken?van=team",
            "/taken",
            "/voorstellen",
            "/wachtbak",
            "/wachtrij?gedaan=bundel-1",
        ] {
            told_nothing(&world.get(&cookie, path).await, path);
        }
        for words in ["Seringenlaan", "H-0000-0001", "VD-0000-0001", "9675XA"] {
            told_nothing(&world.post(&cookie, "/zoeken", &format!("q={words}")).await, words);
            let form = format!("q={words}");
            told_nothing(&world.post(&cookie, &format!("/samenvoegen/{LAAG}"), &form).await, words);
        }
        let queue = world.get(&cookie, "/wachtrij?weergave=alles").await;
        assert!(queue.body.contains("2 huishoudens wachten"), "the count leaves it out");
        let event = world.first_event(&cookie, "/wachtrij/live?sinds=1").await;
        assert!(event.contains("\"nieuw\":3") && !event.contains(SPOED), "two households and the wachtbak: {event}");
    }
}

/// What was asked for may stand in the search field.
fn told_nothing(answer: &Answer, what: &str) {
    let page = answer.body.split("<main").nth(1).unwrap_or_default();
    for secret in ["Seringenlaan 14", "/casussen/01930000-0000-7000-8000-00000000ca01", "Langsgaan", "huurachterstand"]
    {
        assert!(!page.contains(secret), "{what} tells {secret}: {page}");
    }
}

#[tokio::test]
async fn every_form_is_refused_from_elsewhere() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    for (_, path) in routes().into_iter().filter(|(method, _)| *method == "post") {
        let path = with(path, NOTHING);
        for elsewhere in ["cross-site", "same-site"] {
            let request = post(&cookie, &path).header("sec-fetch-site", elsewhere).body(Body::empty()).unwrap();
            assert_eq!(world.send(request).await.status, StatusCode::FORBIDDEN, "{elsewhere} {path}");
        }
        let origin = post(&cookie, &path).header(header::ORIGIN, "https://elders.example").body(Body::empty()).unwrap();
        assert_eq!(world.send(origin).await.status, StatusCode::FORBIDDEN, "{path}");
        let silent = post(&cookie, &path).body(Body::from("bewijs=geraden")).unwrap();
        assert_eq!(world.send(silent).await.status, StatusCode::FORBIDDEN, "without origin or proof {path}");
    }
}
