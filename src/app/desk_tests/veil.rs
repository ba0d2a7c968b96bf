//! What the police told the inner ring, at a desk that volunteers share.
//!
//! The household of Seringenlaan 14 is with `buurtbemiddeling`, a team outside the inner ring, and one of its volunteers
//! has it. Then a signal of the police joins it, and the team's projectleider writes about that.

use axum::http::StatusCode;

use super::{
    security::{NAMES_A_HOUSEHOLD, NOTHING, SIGNAL, asked, filled, routes, with},
    world::{Answer, HOOG, LAAG, SPOED, World, now},
};

const POLICE: &str = "01930000-0000-7000-8000-0000000051f7";
const POLICE_HELD: &str = "01930000-0000-7000-8000-0000000051f8";

/// Whatever the police's signal brought: its words, its people, its place, why it is urgent, what was done with it.
const SECRETS: [&str; 18] = [
    "MESSTEKEN",
    "Onderwerp-geheim",
    "Geheim",
    "0687654321",
    "Politielaan",
    "politie",
    "wapen in huis",
    "proces-verbaal",
    "ORIGINEEL",
    "waarschuwing-geheim",
    "regel-geheim",
    "bewijs-geheim",
    "notitie-geheim",
    "regelstap-geheim",
    "afspraak-geheim",
    "besluit-geheim",
    "taak-geheim",
    "wachtbak-geheim",
];

/// The facts of a signal, as the store keeps them.
fn facts(onward: &str, street: &str, name: &str, phone: &str) -> String {
    format!(
        r#"{{"melder":{{}},"adres":{{"straatnaam":"{street}","huisnummer":14,"postcode":"9675XA","woonplaats":"Winschoten"}},"betrokkenen":[{{"rol":"bewoner","voornamen":"Wil","geslachtsnaam":"{name}","leeftijd":41,"telefoonnummer":"{phone}"}}],"waarschuwingen":["waarschuwing-{onward}"],"geverifieerd":true,"ring":"buitenring","doorverstrekking":"{onward}"}}"#
    )
}

/// A volunteer in this role who has the household, before and after the police wrote; and the volunteer's cookie.
async fn world(role: &str) -> (World, String) {
    let world = World::new().await;
    let (at, before) = (now().as_microsecond() - 60_000_000, now().as_microsecond() - 7_200_000_000);
    let (theirs, police) = (
        facts("vrij", "Seringenlaan", "Verzonnen", ""),
        facts("alleen-binnenring", "Politielaan", "Geheim", "0687654321"),
    );
    let police = police.replace("waarschuwing-alleen-binnenring", "waarschuwing-geheim");
    let route =
        r#"{"regel":"regel-geheim","redenen":["wapen in huis"],"spoor":[["route","regel-geheim",true,"het woord"]]}"#;
    let link = r#"[{"reden":"bewijs-geheim","weight":9.5}]"#;
    world
        .run(&format!(
            "INSERT INTO person (id, name, email, role, created_at, every_team)
               VALUES ('vrijwilliger', 'Ans Vrijwillig', 'ans@wijkteam.example', '{role}', 0, 0);
             INSERT INTO person_queue VALUES ('vrijwilliger', 'buurtbemiddeling');
             UPDATE casus SET queue = 'buurtbemiddeling', status = 'toegewezen', assigned_to = 'vrijwilliger', signals = 2,
               last_signal_at = {at}, agenda_at = 1, escalated_at = 1,
               reasons_json = '[\"ontruiming over 15 dagen\",\"wapen in huis\"]' WHERE id = '{SPOED}';
             UPDATE casus SET queue = 'buurtbemiddeling' WHERE id = '{HOOG}';
             UPDATE household SET address_json =
               '{{\"straatnaam\":\"Politielaan\",\"huisnummer\":14,\"postcode\":\"9675XA\",\"woonplaats\":\"Winschoten\"}}'
               WHERE id = 'h1';
             UPDATE signal SET facts_json = '{theirs}' WHERE id = '{SIGNAL}';
             UPDATE signal SET facts_json = REPLACE('{theirs}', 'Seringenlaan', 'Beukenhof') WHERE casus_id = '{HOOG}';
             INSERT INTO signal VALUES ('{POLICE}', 'VD-0000-0077', '{SPOED}', NULL, NULL, 'politie', 'email', NULL, {at},
               'Onderwerp-geheim', 'MESSTEKEN op Politielaan 14', 3, 'verergerd', '{police}', '{link}', '{route}', '{{}}');
             INSERT INTO signal VALUES ('{POLICE_HELD}', 'VD-0000-0078', NULL, 'wachtbak-geheim', NULL, 'politie', 'email',
               NULL, {at}, 'Onderwerp-geheim', 'MESSTEKEN elders', 3, 'eerste', '{police}', '[]', '{{}}', '{{}}');
             INSERT INTO raw_message VALUES ('{POLICE}', 'message/rfc822', x'4f524947494e45454c'), ('{SIGNAL}', 'text/plain', x'68');
             INSERT INTO attachment VALUES ('{POLICE}', 0, 'proces-verbaal.pdf', 'application/pdf', 1, 'x', x'4f524947494e45454c');
             INSERT INTO household_activity VALUES ('h1', 20780, 'politie', 1), ('h1', 20780, 'meldpunt', 1);
             INSERT INTO note VALUES ('n0', '{SPOED}', 'projectleider', 'Eerst bellen', {before}),
               ('n1', '{SPOED}', 'projectleider', 'notitie-geheim', {at}), ('n2', '{SPOED}', 'vrijwilliger', 'Zelf gesproken', {at});
             INSERT INTO casus_event (id, casus_id, at, actor, what) VALUES ('e1', '{SPOED}', {at}, 'persoon:projectleider', 'regelstap-geheim'),
               ('e2', '{SPOED}', {at}, 'systeem', 'regelstap-geheim');
             INSERT INTO agreement (id, casus_id, what, owner, by_whom, due_at, made_at, made_by)
               VALUES ('a1', '{SPOED}', 'afspraak-geheim', 'projectleider', 'beroepskracht', {at}, {at}, 'projectleider'),
                 ('a2', '{SPOED}', 'Koffie met de buren', 'vrijwilliger', 'vrijwilliger', {at}, {at}, 'projectleider');
             INSERT INTO task VALUES ('t1', 'antwoord-kwam-niet-aan', '{POLICE}', 'taak-geheim', {at}, NULL, NULL);
             INSERT INTO meeting VALUES ('overleg-1', {at}, 'projectleider', NULL, '', '');
             INSERT INTO meeting_item VALUES ('overleg-1', '{SPOED}', 0, 'besproken', 'besluit-geheim', {at}, 'projectleider');
             INSERT INTO likeness (signal_id, earlier_id, reason, found_at) VALUES ('{POLICE}', '{SIGNAL}', 'bewijs-geheim', {at});
             INSERT INTO proposal (id, signal_id, household_id, position, evidence_json, made_at)
               SELECT 'v1', id, 'h1', 0, '[\"bewijs-geheim\"]', 0 FROM signal WHERE casus_id = '{HOOG}';
             INSERT INTO deed VALUES ('d1', 'bundel-1', '{SPOED}', 'projectleider', 'opschalen', 'regelstap-geheim', {at}, '{{}}', '{{}}', NULL, 1);
             INSERT INTO audit VALUES (900, {at}, 'partner:politie', 'signaal.ontvangen', 'signaal:{POLICE}', 'gelukt', '', '', '')"
        ))
        .await;
    let cookie = world.as_role("vrijwilliger").await;
    (world, cookie)
}

/// What is asked for may stand in a search field, and each front door in the list to filter by.
fn told_nothing(answer: &Answer, what: &str) {
    assert_ne!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{what}");
    let page = answer.body.split("<main").nth(1).unwrap_or(&answer.body);
    for secret in SECRETS {
        assert!(!page.contains(secret), "{what} tells {secret}: {page}");
    }
}

#[tokio::test]
async fn of_a_signal_for_the_inner_ring_a_volunteer_sees_that_it_came() {
    let (world, volunteer) = world("teamlid").await;
    let page = world.get(&volunteer, &format!("/casussen/{SPOED}")).await;
    told_nothing(&page, "the household");
    assert!(page.body.contains("Dit signaal is alleen voor de binnenring. Vraag de projectleider."));
    assert!(page.body.contains("VD-0000-0077"), "its kenmerk, to ask about");
    for theirs in ["Seringenlaan 14", "huurachterstand", "Eerst bellen", "Zelf gesproken", "Koffie met de buren"] {
        assert!(page.body.contains(theirs), "{theirs} stays");
    }
    assert!(page.body.contains("2 signalen uit 1 voordeur"));
}

#[tokio::test]
async fn the_inner_ring_sees_all_of_it_and_that_it_is_theirs() {
    let (world, _) = world("teamlid").await;
    let leader = world.as_role("projectleider").await;
    let page = world.get(&leader, &format!("/casussen/{SPOED}")).await;
    for secret in
        ["MESSTEKEN", "Politielaan 14", "wapen in huis", "proces-verbaal", "notitie-geheim", "afspraak-geheim"]
    {
        assert!(page.body.contains(secret), "{secret}");
    }
    assert!(page.body.contains("Alleen voor de binnenring</span>"));
    assert!(page.body.contains("staat buiten de binnenring en leest uw notitie ook niet"));
    assert!(world.get(&leader, "/taken").await.body.contains("taak-geheim"));
    assert!(world.get(&leader, "/wachtbak").await.body.contains("wachtbak-geheim"));
    assert!(world.post(&leader, &format!("/casussen/{SPOED}/namen"), "").await.body.contains("Geheim"));
    let elsewhere = world.get(&leader, &format!("/casussen/{LAAG}")).await;
    assert!(!elsewhere.body.contains("leest uw notitie ook niet"), "a household of the inner ring");
}

#[tokio::test]
async fn no_route_of_the_desk_tells_a_volunteer_more() {
    for role in ["teamlid", "projectleider", "gebiedsregisseur"] {
        let (world, volunteer) = world(role).await;
        let ids = [SPOED, POLICE, "bundel-1", "a1", "t1", "overleg-1"];
        for (method, path, form) in NAMES_A_HOUSEHOLD.iter().copied() {
            // What a volunteer does there is a test of its own: here nothing may change what the next route finds.
            if path.ends_with("/afschermen") || form.contains("afsluiten") {
                continue;
            }
            let answer = asked(&world, &volunteer, (method, &filled(path, ids)), &filled(form, ids)).await;
            told_nothing(&answer, &format!("{role} {method} {path} {form}"));
        }
        for (_, path) in routes().into_iter().filter(|(method, _)| *method == "get") {
            if path.ends_with("/live") || path.ends_with("/samen") {
                continue;
            }
            for id in [SPOED, POLICE, NOTHING] {
                told_nothing(&world.get(&volunteer, &with(path, id)).await, &format!("{role} {path}"));
            }
        }
    }
}

#[tokio::test]
async fn no_list_filter_or_search_tells_a_volunteer_more() {
    let (world, volunteer) = world("projectleider").await;
    for path in [
        "/wachtrij?weergave=alles",
        "/wachtrij?weergave=van-mij",
        "/wachtrij?weergave=agenda",
        "/afspraken?van=team",
        "/overleg/nu",
        &format!("/overleg/nu?huishouden={SPOED}"),
        "/wachtrij?gedaan=bundel-1",
    ] {
        told_nothing(&world.get(&volunteer, path).await, path);
    }
    let by_police = world.get(&volunteer, "/wachtrij?weergave=alles&voordeur=politie").await;
    assert!(!by_police.body.contains(SPOED), "that the police reported it is not found either");
    assert!(world.get(&volunteer, "/wachtrij?weergave=alles&voordeur=meldpunt").await.body.contains(SPOED));
    assert!(!world.post(&volunteer, "/zoeken", "q=Politielaan").await.body.contains(SPOED));
    told_nothing(&world.post(&volunteer, "/zoeken", "q=VD-0000-0077").await, "its kenmerk");
    let leader = world.as_role("projectleider").await;
    assert!(world.get(&leader, "/wachtrij?weergave=alles&voordeur=politie").await.body.contains(SPOED));
    assert!(world.post(&leader, "/zoeken", "q=Politielaan").await.body.contains(SPOED));
}

#[tokio::test]
async fn names_originals_and_attachments_of_it_are_not_handed_out() {
    let (world, volunteer) = world("teamlid").await;
    let names = world.post(&volunteer, &format!("/casussen/{SPOED}/namen"), "").await;
    assert!(names.body.contains("Verzonnen"), "whom others named");
    told_nothing(&names, "names");
    for path in ["origineel", "bijlagen/0", "uitleg"] {
        let answer = world.get(&volunteer, &format!("/signalen/{POLICE}/{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let theirs = world.get(&volunteer, &format!("/signalen/{SIGNAL}/origineel")).await;
    assert_eq!(theirs.status, StatusCode::OK);
    assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action LIKE 'signaal.%bekeken'").await, 1);
}

#[tokio::test]
async fn a_volunteer_works_on_but_moves_no_signals() {
    let (world, volunteer) = world("projectleider").await;
    let note = world.post(&volunteer, &format!("/casussen/{SPOED}/notities"), "tekst=Wij+gaan+langs").await;
    assert_eq!(note.status, StatusCode::SEE_OTHER);
    assert!(world.get(&volunteer, &format!("/casussen/{SPOED}")).await.body.contains("Wij gaan langs"));
    for path in [format!("/splitsen/{SPOED}"), format!("/samenvoegen/{SPOED}"), format!("/samenvoegen/{SPOED}/{HOOG}")]
    {
        assert_eq!(world.get(&volunteer, &path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let earlier = world.post(&volunteer, &format!("/casussen/{SPOED}/doe/later"), "versie=0&tot=nieuws").await;
    assert_eq!(earlier.status, StatusCode::CONFLICT);
    told_nothing(&earlier, "somebody was earlier");
    let settled = world.post(&volunteer, &format!("/wachtbak/{POLICE_HELD}/afgehandeld"), "").await;
    assert_eq!(settled.status, StatusCode::NOT_FOUND);
    for (path, form) in
        [("/taken/t1", ""), ("/afspraken/a1/klaar", "uitkomst=gesproken"), ("/afspraken/a1/antwoord", "antwoord=ja")]
    {
        let done = world.post(&volunteer, path, form).await;
        assert_eq!(done.status, StatusCode::NOT_FOUND, "{path}");
    }
    let theirs = world.post(&volunteer, "/afspraken/a2/klaar", "uitkomst=gesproken").await;
    assert_eq!(theirs.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn who_also_works_for_a_team_inside_stands_inside() {
    let (world, volunteer) = world("teamlid").await;
    world.run("INSERT INTO person_queue VALUES ('vrijwilliger', 'parkwijk')").await;
    assert!(world.get(&volunteer, &format!("/casussen/{SPOED}")).await.body.contains("MESSTEKEN"));
}

#[tokio::test]
async fn medical_data_and_what_may_go_nowhere_are_kept_alike() {
    for onward in ["na-toestemming", "niet"] {
        let (world, volunteer) = world("teamlid").await;
        world
            .run(&format!(
                "UPDATE signal SET facts_json = REPLACE(facts_json, 'alleen-binnenring', '{onward}') WHERE id = '{POLICE}'"
            ))
            .await;
        told_nothing(&world.get(&volunteer, &format!("/casussen/{SPOED}")).await, onward);
    }
}

#[tokio::test]
async fn a_reporter_cannot_write_that_it_may_go_on() {
    let (world, volunteer) = world("teamlid").await;
    let said = r#"\"doorverstrekking\":\"vrij\""#;
    world
        .run(&format!(
            "UPDATE signal SET facts_json = REPLACE(facts_json, 'Geheim', '{said}Geheim') WHERE id = '{POLICE}'"
        ))
        .await;
    told_nothing(&world.get(&volunteer, &format!("/casussen/{SPOED}")).await, "a name that says so");
}
