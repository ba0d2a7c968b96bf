//! Shielding, teams, and the gebiedsregisseur, as people use them.

use axum::http::StatusCode;

use super::world::{HOOG, LAAG, SPOED, World};

async fn second_leader(world: &World) -> String {
    world
        .run("INSERT INTO person (id, name, email, role, created_at) VALUES ('tweede', 'Wil Blok', 'wil@wijkteam.example', 'projectleider', 0)")
        .await;
    world.as_role("tweede").await
}

#[tokio::test]
async fn a_shielded_household_is_for_those_named() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let teamlid = world.as_role("teamlid").await;
    let second = second_leader(&world).await;
    let path = format!("/casussen/{SPOED}/afschermen");
    assert!(world.get(&leader, &path).await.body.contains("Wie mag dit huishouden zien?"));
    let done = world.post(&leader, &path, "persoon=teamlid").await;
    assert_eq!(done.location(), format!("/casussen/{SPOED}"));
    let page = format!("/casussen/{SPOED}");
    for (cookie, wanted) in [(&leader, StatusCode::OK), (&teamlid, StatusCode::OK), (&second, StatusCode::NOT_FOUND)] {
        assert_eq!(world.get(cookie, &page).await.status, wanted);
    }
    assert!(world.get(&leader, &page).await.body.contains("Afgeschermd: 2 collega’s zien dit huishouden nog"));
    let agenda = world.get(&leader, "/overleg").await;
    assert!(!agenda.body.contains("Seringenlaan 14") && agenda.body.contains("Afgeschermd huishouden"));
    world.post(&leader, &path, "doe=opheffen").await;
    assert_eq!(world.get(&second, &page).await.status, StatusCode::OK);
    assert_eq!(
        world.count("SELECT COUNT(*) FROM audit WHERE action LIKE 'casus.afge%' OR action LIKE 'casus.afsch%'").await,
        2
    );
}

#[tokio::test]
async fn nobody_is_given_a_household_that_they_may_not_see() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    world.post(&leader, &format!("/casussen/{SPOED}/afschermen"), "").await;
    let told = world.post(&leader, &format!("/casussen/{SPOED}/doe/toewijzen"), "persoon=teamlid&versie=1").await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.body.contains("Deze collega mag dit huishouden niet zien"));
    let form = "wat=Bellen&wie=teamlid&door=beroepskracht&dag=2026-12-01";
    let agreed = world.post(&leader, &format!("/casussen/{SPOED}/afspraken"), form).await;
    assert!(agreed.status == StatusCode::CONFLICT && agreed.body.contains("uw collega ziet dit huishouden niet"));
    let many = world.post(&leader, "/wachtrij/samen", &format!("doe=toewijzen&persoon=teamlid&casus={SPOED}.1")).await;
    assert!(many.location().contains("ziet-niet"));
}

#[tokio::test]
async fn who_has_a_household_is_not_shut_out_of_it() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    world.post(&leader, &format!("/casussen/{SPOED}/doe/toewijzen"), "persoon=teamlid&versie=1").await;
    let told = world.post(&leader, &format!("/casussen/{SPOED}/afschermen"), "").await;
    assert_eq!(told.status, StatusCode::BAD_REQUEST);
    assert!(told.body.contains("toegewezen aan iemand die u niet koos"));
}

#[tokio::test]
async fn without_a_projectleider_among_those_named_the_teams_own_sees_it() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let second = second_leader(&world).await;
    world.post(&leader, &format!("/casussen/{SPOED}/afschermen"), "persoon=teamlid").await;
    assert_eq!(world.get(&second, &format!("/casussen/{SPOED}")).await.status, StatusCode::NOT_FOUND);
    world.run("UPDATE person SET disabled_at = 1 WHERE id = 'projectleider'").await;
    assert_eq!(world.get(&second, &format!("/casussen/{SPOED}")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_merged_with_a_shielded_household_is_shielded_too() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let teamlid = world.as_role("teamlid").await;
    world.post(&leader, &format!("/casussen/{SPOED}/afschermen"), "").await;
    let form = format!("besluit=ja&versie_een=1&versie_ander=1&blijft={HOOG}");
    let merged = world.post(&leader, &format!("/samenvoegen/{SPOED}/{HOOG}"), &form).await;
    assert_eq!(merged.status, StatusCode::SEE_OTHER, "{}", merged.body);
    for casus in [SPOED, HOOG] {
        assert_eq!(world.get(&teamlid, &format!("/casussen/{casus}")).await.status, StatusCode::NOT_FOUND, "{casus}");
        assert_ne!(world.get(&leader, &format!("/casussen/{casus}")).await.status, StatusCode::NOT_FOUND, "{casus}");
    }
}

#[tokio::test]
async fn the_gebiedsregisseur_sees_numbers_and_what_was_escalated() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let area = world.as_role("gebiedsregisseur").await;
    let before = world.get(&area, "/gebied").await;
    assert!(before.body.contains("Wijkteam Parkwijk") && !before.body.contains("Seringenlaan"));
    assert_eq!(world.get(&area, &format!("/casussen/{SPOED}")).await.status, StatusCode::NOT_FOUND);
    let why = "versie=1&terug=casus&tekst=Huisbaas+en+gemeente+zijn+het+oneens";
    world.post(&leader, &format!("/casussen/{SPOED}/doe/opschalen"), why).await;
    let after = world.get(&area, "/gebied").await;
    assert!(after.body.contains("Seringenlaan 14") && !after.body.contains("Beukenhof"));
    let casus = world.get(&area, &format!("/casussen/{SPOED}")).await;
    assert!(casus.body.contains("Opgeschaald naar de gebiedsregisseur: Huisbaas en gemeente zijn het oneens"));
    assert_eq!(world.get(&area, &format!("/casussen/{LAAG}")).await.status, StatusCode::NOT_FOUND);
    let back = world.post(&area, &format!("/gebied/{SPOED}/terug"), "versie=2&tekst=De+gemeente+betaalt").await;
    assert_eq!(back.location(), "/gebied");
    assert_eq!(world.get(&area, &format!("/casussen/{SPOED}")).await.status, StatusCode::NOT_FOUND);
    let told = world.get(&leader, &format!("/casussen/{SPOED}")).await;
    assert!(told.body.contains("Terug van de gebiedsregisseur: De gemeente betaalt"));
}

#[tokio::test]
async fn escalating_can_be_undone() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    world.post(&leader, &format!("/casussen/{SPOED}/doe/opschalen"), "versie=1&tekst=Even+kijken").await;
    assert_eq!(world.count("SELECT COUNT(*) FROM casus WHERE escalated_at IS NOT NULL").await, 1);
    world.post(&leader, "/ongedaan", "terug=casus").await;
    assert_eq!(world.count("SELECT COUNT(*) FROM casus WHERE escalated_at IS NOT NULL").await, 0);
}

#[tokio::test]
async fn an_area_is_only_its_own_teams() {
    let world = World::new().await;
    let area = world.as_role("gebiedsregisseur").await;
    world
        .run(&format!(
            "UPDATE casus SET escalated_at = 1; UPDATE casus SET queue = 'dorpen' WHERE id = '{HOOG}';
             UPDATE person SET every_team = 0 WHERE id = 'gebiedsregisseur';
             INSERT INTO person_queue VALUES ('gebiedsregisseur', 'dorpen')"
        ))
        .await;
    let page = world.get(&area, "/gebied").await;
    assert!(page.body.contains("Wijkteam de dorpen") && !page.body.contains("Parkwijk</th>"));
    assert!(page.body.contains("Beukenhof 3") && !page.body.contains("Seringenlaan"));
}

#[tokio::test]
async fn colleagues_of_another_team_are_not_offered() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    world
        .run(
            "UPDATE person SET every_team = 0 WHERE id IN ('projectleider', 'teamlid');
             INSERT INTO person_queue VALUES ('projectleider', 'parkwijk'), ('teamlid', 'dorpen')",
        )
        .await;
    let queue = world.get(&leader, "/wachtrij").await;
    assert!(queue.body.contains("Marieke de Jong (") && !queue.body.contains("Karim Bouali ("));
}

#[tokio::test]
async fn a_shielded_household_is_not_lost_when_its_projectleider_goes_to_another_team() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let second = second_leader(&world).await;
    let page = format!("/casussen/{SPOED}");
    world.post(&leader, &format!("{page}/afschermen"), "").await;
    assert_eq!(world.get(&second, &page).await.status, StatusCode::NOT_FOUND);
    world
        .run(
            "UPDATE person SET every_team = 0 WHERE id = 'projectleider';
             INSERT INTO person_queue VALUES ('projectleider', 'dorpen')",
        )
        .await;
    assert_eq!(world.get(&leader, &page).await.status, StatusCode::NOT_FOUND);
    assert_eq!(world.get(&second, &page).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_logboek_of_a_projectleider_is_silent_on_what_they_do_not_see() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let second = second_leader(&world).await;
    let fg = world.as_role("fg").await;
    world.post(&leader, &format!("/casussen/{SPOED}/afschermen"), "").await;
    for path in ["/logboek?wat=casus.afgeschermd", "/logboek?kenmerk=H-0000-0001"] {
        let lines = async |cookie: &str| world.get(cookie, path).await.body.matches("Casus afgeschermd").count();
        let (own, others, privacy) = (lines(&leader).await, lines(&second).await, lines(&fg).await);
        assert!(own > others && privacy > others, "{path}: {own} {others} {privacy}");
    }
}

#[tokio::test]
async fn a_projectleider_keeps_nothing_longer_that_they_do_not_see() {
    let world = World::new().await;
    let second = second_leader(&world).await;
    world
        .run(&format!(
            "UPDATE casus SET status = 'afgesloten', last_signal_at = 1, queue = 'dorpen' WHERE id = '{SPOED}';
             UPDATE person SET every_team = 0 WHERE id = 'tweede'; INSERT INTO person_queue VALUES ('tweede', 'parkwijk')"
        ))
        .await;
    let form = "tot=2026-12-20&reden=Er+loopt+een+klacht";
    let told = world.post(&second, &format!("/beheer/bewaren/{SPOED}"), form).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    let leader = world.as_role("projectleider").await;
    assert!(world.get(&leader, "/beheer/bewaren").await.body.contains("H-0000-0001"));
    let beheerder = world.as_role("beheerder").await;
    assert!(!world.get(&beheerder, "/beheer/bewaren").await.body.contains("H-0000-0001"));
    let kept = world.post(&leader, &format!("/beheer/bewaren/{SPOED}"), form).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_projectleider_of_some_teams_changes_nothing_for_all_of_them() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    world
        .run(
            "UPDATE person SET every_team = 0 WHERE id = 'projectleider';
             INSERT INTO person_queue VALUES ('projectleider', 'parkwijk')",
        )
        .await;
    for path in ["/beheer", "/beheer/regels", "/beheer/voordeuren"] {
        let told = world.get(&leader, path).await;
        assert_eq!(told.status, StatusCode::FORBIDDEN, "{path}");
        assert!(told.body.contains("De beheerder gaat over wat alle teams raakt."));
    }
    assert!(!world.get(&leader, "/wachtrij").await.body.contains("href=\"/beheer\""));
}
