//! Who administers people, what that changes, and that nobody is locked out; and the logboek that keeps it.

use axum::http::{StatusCode, header};

use super::world::{HOOG, SPOED, World};

#[tokio::test]
async fn a_role_and_teams_are_given_and_work_at_once() {
    let world = World::new().await;
    let (beheerder, karim) = (world.as_role("beheerder").await, world.as_role("teamlid").await);
    world.run(&format!("UPDATE casus SET queue = 'dorpen' WHERE id = '{HOOG}'")).await;
    let placed = world.post(&beheerder, "/beheer/teamlid/plaats", "rol=teamlid&teams=eigen&team=dorpen").await;
    assert_eq!(placed.location(), "/beheer");
    assert!(world.get(&beheerder, "/beheer").await.body.contains("Wijkteam de dorpen</td>"));
    world.run("INSERT INTO person_queue (person_id, queue) VALUES ('teamlid', 'oost')").await;
    assert!(world.get(&beheerder, "/beheer").await.body.contains("oost (bestaat niet meer: kies een ander team)"));
    assert_eq!(world.get(&karim, &format!("/casussen/{HOOG}")).await.status, StatusCode::OK);
    assert_eq!(world.get(&karim, &format!("/casussen/{SPOED}")).await.status, StatusCode::NOT_FOUND);
    world.post(&beheerder, "/beheer/teamlid/plaats", "rol=fg&teams=alle").await;
    assert_eq!(world.get(&karim, "/logboek").await.status, StatusCode::OK);
    assert_eq!(world.get(&karim, &format!("/casussen/{HOOG}")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn somebody_who_can_let_people_in_always_remains() {
    let world = World::new().await;
    let beheerder = world.as_role("beheerder").await;
    assert_eq!(world.post(&beheerder, "/beheer/projectleider/uitzetten", "").await.location(), "/beheer");
    for path in ["/beheer/beheerder/uitzetten", "/beheer/beheerder/plaats"] {
        assert_eq!(world.post(&beheerder, path, "rol=teamlid").await.status, StatusCode::BAD_REQUEST, "{path}");
    }
    world.run("INSERT INTO person (id, name, email, role, created_at) VALUES ('tijdelijk', 'Bo Prins', 'bo@wijkteam.example', 'beheerder', 0)").await;
    let bo = world.as_role("tijdelijk").await;
    world.post(&bo, "/beheer/beheerder/uitzetten", "").await;
    world.run("UPDATE person SET role = 'fg' WHERE id = 'tijdelijk'").await;
    assert_eq!(world.count("SELECT COUNT(*) FROM person WHERE disabled_at IS NULL AND role = 'beheerder'").await, 0);
    world.run("UPDATE person SET role = 'beheerder' WHERE id = 'tijdelijk'").await;
    let store: &crate::store::Store = &world.store;
    let refused = crate::intake::people::People::disable_person(store, "tijdelijk", "systeem", super::world::now());
    assert!(!refused.await.unwrap(), "the last one stays");
}

#[tokio::test]
async fn who_was_blocked_comes_back_by_a_new_link_only() {
    let world = World::new().await;
    let beheerder = world.as_role("beheerder").await;
    world.post(&beheerder, "/beheer/teamlid/uitzetten", "").await;
    let page = world.post(&beheerder, "/beheer/teamlid/link", "").await;
    let path = page.between("http://127.0.0.1:8080", "<").to_owned();
    assert!(world.get("", &path).await.body.contains("Kies een wachtwoord"));
    assert!(page.body.contains("Link voor Karim Bouali"));
}

#[tokio::test]
async fn sessions_are_ended_by_the_administrator_and_by_oneself_everywhere() {
    let world = World::new().await;
    let (beheerder, karim) = (world.as_role("beheerder").await, world.as_role("teamlid").await);
    world.post(&beheerder, "/beheer/teamlid/uitloggen", "").await;
    assert_eq!(world.get(&karim, "/wachtrij").await.location(), "/inloggen");
    let karim = world.as_role("teamlid").await;
    world
        .run("INSERT INTO session SELECT 'ander', person_id, expires_at FROM session WHERE person_id = 'teamlid'")
        .await;
    world.post(&karim, "/uitloggen", "overal=ja").await;
    assert_eq!(world.count("SELECT COUNT(*) FROM session WHERE person_id = 'teamlid'").await, 0);
}

#[tokio::test]
async fn a_projectleider_of_some_teams_hands_out_no_others() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    world.run("UPDATE person SET every_team = 0 WHERE id = 'projectleider'; INSERT INTO person_queue VALUES ('projectleider', 'parkwijk')").await;
    for path in ["/beheer", "/beheer/teamlid/plaats"] {
        assert_eq!(world.post(&leader, path, "rol=teamlid&teams=alle").await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(world.get(&leader, "/beheer").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_logboek_is_filtered_by_kenmerk_person_action_and_day() {
    let world = World::new().await;
    let (leader, fg) = (world.as_role("projectleider").await, world.as_role("fg").await);
    world.post(&leader, &format!("/casussen/{HOOG}/namen"), "").await;
    world.post(&leader, &format!("/casussen/{SPOED}/notities"), "tekst=geheim").await;
    let rows = |page: &super::world::Answer| page.body.matches("data-l=\"Waarop\"").count();
    let by_kenmerk = world.get(&fg, "/logboek?kenmerk=h-0000-0002").await;
    assert_eq!(rows(&by_kenmerk), 1);
    assert!(by_kenmerk.body.contains("Casus namen bekeken") && by_kenmerk.body.contains("H-0000-0002"));
    assert!(!world.get(&fg, "/logboek").await.body.contains("geheim"));
    assert_eq!(rows(&world.get(&fg, "/logboek?wat=casus.notitie-geschreven").await), 1);
    assert_eq!(rows(&world.get(&fg, "/logboek?wie=projectleider").await), 2);
    assert_eq!(rows(&world.get(&fg, "/logboek?wie=projectleider&van=2026-11-24").await), 0);
    assert!(world.get(&fg, "/logboek?kenmerk=Jansen").await.body.contains("Dit is geen kenmerk"));
    let file = world.get(&fg, "/logboek/csv?wie=projectleider").await;
    assert!(file.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/csv"));
    assert_eq!(file.body.lines().count(), 3);
    assert!(file.body.contains("\"Marieke de Jong\";\"casus.namen-bekeken\";\"H-0000-0002\";\"gelukt\""));
    assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'logboek.uitgevoerd'").await, 1);
}
