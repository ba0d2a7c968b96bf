//! Rules at the desk: who may propose, who approves, what is kept.

use super::world::{Answer, RULES, World, settings};
use crate::{desk::DeskSettings, intake::rule_book::Eyes};

/// The rules with another fallback, as a browser sends them.
fn other() -> String {
    encoded(&RULES.replace("parkwijk", "zuid"))
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn basis(world_page: &Answer) -> String {
    world_page.between("name=\"basis\" value=\"", "\"").to_owned()
}

async fn typed(world: &World, cookie: &str, text: &str, rest: &str) -> Answer {
    let basis = basis(&world.get(cookie, "/beheer/regels").await);
    world.post(cookie, "/beheer/regels", &format!("tekst={text}&basis={basis}&{rest}")).await
}

/// Proposes, and answers where the proposal is.
async fn proposed(world: &World, cookie: &str) -> String {
    let answer = typed(world, cookie, &other(), "reden=Zuid+doet+het+nu&doe=voorstellen").await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().to_owned()
}

async fn state_of(world: &World, state: &str) -> i64 {
    world.count(&format!("SELECT COUNT(*) FROM rules_version WHERE state = '{state}'")).await
}

#[tokio::test]
async fn a_text_with_an_error_comes_back_with_its_complaint_and_is_not_kept() {
    let world = World::new().await;
    let cookie = world.as_role("beheerder").await;
    let answer = typed(&world, &cookie, &encoded("version = 1\nvraag = 2\n"), "reden=x&doe=voorstellen").await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("deze tekst kan niet gelden") && answer.body.contains("vraag = 2"));
    assert_eq!(world.count("SELECT COUNT(*) FROM rules_version").await, 0);
}

#[tokio::test]
async fn the_beheerder_proposes_and_the_projectleider_puts_it_in_force() {
    let world = World::new().await;
    let (beheerder, leader) = (world.as_role("beheerder").await, world.as_role("projectleider").await);
    let place = proposed(&world, &beheerder).await;
    let seen = world.get(&beheerder, &place).await;
    assert!(seen.body.contains("Zuid doet het nu") && seen.body.contains("Trek in") && !seen.body.contains("Zet aan"));
    let approve = format!("{place}/besluit/aannemen");
    assert_eq!(world.post(&beheerder, &approve, "").await.status, 403, "who proposes does not approve");

    let seen = world.get(&leader, &place).await;
    assert!(seen.body.contains("class=\"weg\">− queue = &#34;parkwijk&#34;"), "{}", seen.body);
    assert!(seen.body.contains("class=\"nieuw\">+ queue = &#34;zuid&#34;"));
    assert_eq!(world.post(&leader, &approve, "").await.status, 303);
    assert_eq!((state_of(&world, "aangenomen").await, state_of(&world, "voorgesteld").await), (1, 0));
    assert_eq!(world.post(&leader, &approve, "").await.status, 409, "once is enough");
    let audit =
        world.count("SELECT COUNT(*) FROM audit WHERE action IN ('regels.voorgesteld', 'regels.aangenomen')").await;
    assert_eq!(audit, 2);
}

#[tokio::test]
async fn nobody_approves_an_own_proposal_unless_the_settings_say_so() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let place = proposed(&world, &leader).await;
    let refused = world.post(&leader, &format!("{place}/besluit/aannemen"), "").await;
    assert_eq!(refused.status, 409);
    assert!(refused.body.contains("U stelde dit zelf voor"));
    assert_eq!(state_of(&world, "aangenomen").await, 0);

    let alone = World::with(DeskSettings { eyes: Eyes::Two, ..settings() }).await;
    let leader = alone.as_role("projectleider").await;
    let place = proposed(&alone, &leader).await;
    assert_eq!(alone.post(&leader, &format!("{place}/besluit/aannemen"), "").await.status, 303);
    assert_eq!(state_of(&alone, "aangenomen").await, 1);
}

#[tokio::test]
async fn a_proposal_is_withdrawn_by_its_author_or_refused() {
    let world = World::new().await;
    let (beheerder, leader) = (world.as_role("beheerder").await, world.as_role("projectleider").await);
    let place = proposed(&world, &beheerder).await;
    assert_eq!(world.post(&leader, &format!("{place}/doe/intrekken"), "").await.status, 409, "it is not theirs");
    assert_eq!(world.post(&beheerder, &format!("{place}/doe/intrekken"), "").await.status, 303);
    let place = proposed(&world, &beheerder).await;
    assert_eq!(world.post(&leader, &format!("{place}/besluit/afwijzen"), "").await.status, 303);
    assert_eq!((state_of(&world, "ingetrokken").await, state_of(&world, "afgewezen").await), (1, 1));
}

#[tokio::test]
async fn rules_that_changed_meanwhile_overtake_a_proposal() {
    let world = World::new().await;
    let (beheerder, leader) = (world.as_role("beheerder").await, world.as_role("projectleider").await);
    let place = proposed(&world, &beheerder).await;
    world.run("UPDATE rules_version SET based_on = '000000000000'").await;
    let answer = world.post(&leader, &format!("{place}/besluit/aannemen"), "").await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("Intussen gelden er andere regels"));
    let stale =
        world.post(&beheerder, "/beheer/regels", &format!("tekst={}&basis=oud&reden=x&doe=voorstellen", other())).await;
    assert_eq!(stale.status, 400);
}

#[tokio::test]
async fn a_former_version_is_put_back_by_the_projectleider() {
    let world = World::new().await;
    let (beheerder, leader) = (world.as_role("beheerder").await, world.as_role("projectleider").await);
    let place = proposed(&world, &beheerder).await;
    let put_back = format!("{place}/besluit/terugzetten");
    assert_eq!(world.post(&leader, &put_back, "").await.status, 404, "it was never in force");
    world.post(&leader, &format!("{place}/besluit/aannemen"), "").await;
    assert_eq!(world.post(&beheerder, &put_back, "").await.status, 403);
    let answer = world.post(&leader, &put_back, "").await;
    assert_eq!(answer.status, 303);
    let seen = world.get(&leader, answer.location()).await;
    assert!(seen.body.contains("teruggezet naar versie"), "{}", seen.body);
    assert_eq!(state_of(&world, "aangenomen").await, 2);
    assert_eq!(world.count("SELECT MAX(seq) FROM rules_version").await, 2);
}

#[tokio::test]
async fn a_text_is_tried_on_the_past_weeks_and_nothing_is_kept() {
    let world = World::new().await;
    let cookie = world.as_role("beheerder").await;
    let answer = typed(&world, &cookie, &other(), "doe=proberen").await;
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("164 signalen bekeken") && answer.body.contains("piket (nacht), spoed"));
    assert!(answer.body.contains("queue = &#34;zuid&#34;"), "the text comes back");
    assert_eq!(world.count("SELECT COUNT(*) FROM rules_version").await, 0);
}

#[tokio::test]
async fn trying_rules_names_only_signals_that_one_sees_and_is_noted() {
    let world = World::new().await;
    let (beheerder, leader) = (world.as_role("beheerder").await, world.as_role("projectleider").await);
    let named =
        async |cookie: &str| typed(&world, cookie, &other(), "doe=proberen").await.body.contains("VD-0000-0001");
    assert!(named(&leader).await);
    assert!(!named(&beheerder).await, "a beheerder sees no household");
    world.run("UPDATE casus SET shielded_at = 1 WHERE household_id = 'h1'; INSERT INTO person (id, name, email, role, created_at) VALUES ('een', 'Een', 'een@wijkteam.example', 'projectleider', 0); INSERT INTO casus_sight SELECT id, 'een' FROM casus WHERE household_id = 'h1'").await;
    assert!(!named(&leader).await, "nor a projectleider one that is shielded from them");
    assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'regels.geprobeerd'").await, 3);
}

#[tokio::test]
async fn the_team_and_the_fg_do_not_change_rules() {
    let world = World::new().await;
    for role in ["teamlid", "gebiedsregisseur", "fg"] {
        let cookie = world.as_role(role).await;
        assert_eq!(world.get(&cookie, "/beheer/regels").await.status, 403, "{role}");
        assert_eq!(world.post(&cookie, "/beheer/regels", "tekst=x&doe=controleren").await.status, 403, "{role}");
    }
}
