//! Agreements: made, answered, ended, undone, late, and in a calendar.

use axum::http::StatusCode;

use super::world::{HOOG, SPOED, World, now};

const FORM: &str = "wat=Aanbellen+met+de+thuiszorg&wie=teamlid&door=beroepskracht&dag=2026-11-24";

async fn agree(world: &World, cookie: &str, form: &str) -> String {
    let done = world.post(cookie, &format!("/casussen/{HOOG}/afspraken"), form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    world.store.text("SELECT COALESCE(MAX(id), '') FROM agreement").await
}

#[tokio::test]
async fn who_agrees_has_the_household_and_sees_it_on_the_own_page() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let teamlid = world.as_role("teamlid").await;
    agree(&world, &leader, FORM).await;
    let own = world.get(&teamlid, "/afspraken").await;
    for said in ["Beukenhof 3", "Aanbellen met de thuiszorg", "Vóór of op di 24 nov", "Ja, ik ga", "Nieuw voor u"] {
        assert!(own.body.contains(said), "{said}");
    }
    assert!(!world.get(&leader, "/afspraken").await.body.contains("Beukenhof"));
    assert!(world.get(&leader, "/afspraken?van=team").await.body.contains("Herinner Karim Bouali"));
    assert!(world.get(&teamlid, "/wachtrij?weergave=van-mij").await.body.contains("Afspraak vóór di 24 nov"));
    world.post(&leader, "/ongedaan", "").await;
    assert_eq!(world.count("SELECT COUNT(*) FROM agreement").await, 0);
    assert_eq!(
        world.count("SELECT COUNT(*) FROM casus WHERE assigned_to IS NOT NULL OR agreed_until IS NOT NULL").await,
        0
    );
}

#[tokio::test]
async fn one_tap_ends_it_and_that_can_be_undone() {
    let world = World::new().await;
    let teamlid = world.as_role("teamlid").await;
    let id = agree(&world, &teamlid, FORM).await;
    world.post(&teamlid, &format!("/afspraken/{id}/antwoord"), "antwoord=ja").await;
    let done =
        world.post(&teamlid, &format!("/afspraken/{id}/klaar"), "uitkomst=niet-thuis&tekst=Kaartje+in+de+bus").await;
    let page = world.get(&teamlid, done.location()).await;
    assert!(page.body.contains("Niet thuis: Kaartje in de bus"));
    assert_eq!(world.count("SELECT COUNT(*) FROM casus WHERE agreed_until IS NOT NULL").await, 0);
    world.post(&teamlid, "/ongedaan", "").await;
    assert_eq!(world.count("SELECT COUNT(*) FROM agreement WHERE done_at IS NULL AND answer = 'ja'").await, 1);
    assert_eq!(world.count("SELECT COUNT(*) FROM casus WHERE agreed_until IS NOT NULL").await, 1);
}

#[tokio::test]
async fn a_late_agreement_brings_the_household_back_to_today() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    agree(&world, &leader, FORM).await;
    assert!(!world.get(&leader, "/wachtrij").await.body.contains("Beukenhof"));
    let over = now().as_microsecond() - 2 * 86_400_000_000;
    world
        .run(&format!(
            "UPDATE agreement SET due_at = {over}; UPDATE casus SET agreed_until = {over} WHERE id = '{HOOG}'"
        ))
        .await;
    let queue = world.get(&leader, "/wachtrij").await;
    assert!(queue.between("groep-vandaag", "groep-overleg").contains("2 dagen te laat: afspraak was za 21 nov"));
    assert!(world.get(&leader, "/wachtrij?weergave=te-laat").await.body.contains("Beukenhof"));
}

#[tokio::test]
async fn a_reminder_stands_at_the_owner() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let teamlid = world.as_role("teamlid").await;
    let id = agree(&world, &leader, FORM).await;
    world.post(&leader, &format!("/afspraken/{id}/herinneren"), "").await;
    assert!(world.get(&teamlid, "/afspraken").await.body.contains("Herinnering"));
}

#[tokio::test]
async fn an_agreement_needs_a_day_that_comes_and_words() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let path = format!("/casussen/{HOOG}/afspraken");
    for (form, told) in [
        ("wat=&wie=teamlid&door=bewoner&dag=2026-11-24", "Schrijf op wat u afspreekt."),
        ("wat=x&wie=teamlid&door=bewoner&dag=", "Kies vóór welke dag."),
        ("wat=x&wie=teamlid&door=bewoner&dag=2026-11-20", "Kies een dag die nog komt."),
        ("wat=x&wie=teamlid&door=bewoner&dag=2126-11-24", "Kies een dag binnen twee jaar."),
        ("wat=x&wie=teamlid&door=bewoner&dag=9999-12-30", "Kies een dag binnen twee jaar."),
    ] {
        let answer = world.post(&leader, &path, form).await;
        assert!(answer.status == StatusCode::BAD_REQUEST && answer.body.contains(told), "{form}");
    }
}

/// All of a form but its day.
const TYPED: &str = "wat=Bellen+%3Cover%3E+de+huur&wie=teamlid&door=netwerk&dag=2026-11-20";

#[track_caller]
fn holds_what_was_typed(page: &str) {
    let form = page.split_once("id=\"afspraak\"").unwrap().1.split_once("</form>").unwrap().0;
    for kept in [
        r#"name="wat" value="Bellen &#60;over&#62; de huur""#,
        r#"<option value="netwerk" selected>"#,
        r#"<option value="teamlid" selected>"#,
        r#"value="2026-11-20" aria-invalid="true" aria-describedby="afspraak-fout" autofocus"#,
        "Kies een dag die nog komt.",
    ] {
        assert!(form.contains(kept), "{kept}\n{form}");
    }
}

#[tokio::test]
async fn a_mistake_in_an_agreement_loses_nothing_that_was_typed() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let path = format!("/casussen/{HOOG}/afspraken");
    let answer = world.post(&leader, &path, TYPED).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.body.contains("<details class=\"tabel\" open><summary>Afspraak maken"));
    holds_what_was_typed(&answer.body);
    let long = format!("wat={}&wie=teamlid&door=netwerk&dag=2026-11-24", "x".repeat(501));
    let answer = world.post(&leader, &path, &long).await;
    assert!(answer.body.contains(&"x".repeat(501)) && answer.body.contains("korter dan 500 tekens"));
    assert_eq!(world.count("SELECT COUNT(*) FROM agreement").await, 0);
}

#[tokio::test]
async fn a_mistake_in_an_agreement_of_the_overleg_stays_in_the_overleg() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    world.post(&leader, "/overleg/start", "").await;
    let in_meeting = format!("{TYPED}&terug=/overleg");
    let answer = world.post(&leader, &format!("/casussen/{SPOED}/afspraken"), &in_meeting).await;
    assert!(answer.status == StatusCode::BAD_REQUEST && answer.body.contains("1 van 2"), "{}", answer.body);
    holds_what_was_typed(&answer.body);
    // A teamlid sees no overleg, and this household stands on no agenda: then on its own page.
    let teamlid = world.as_role("teamlid").await;
    for (cookie, casus) in [(&teamlid, SPOED), (&leader, HOOG)] {
        let answer = world.post(cookie, &format!("/casussen/{casus}/afspraken"), &in_meeting).await;
        assert!(answer.status == StatusCode::BAD_REQUEST && answer.body.contains("Bewaren en inzage"), "{casus}");
        holds_what_was_typed(&answer.body);
    }
}

#[tokio::test]
async fn an_agreement_that_cannot_be_any_more_is_not_lost() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let path = format!("/casussen/{HOOG}/afspraken");
    let nobody = world.post(&leader, &path, &FORM.replace("wie=teamlid", "wie=fg")).await;
    assert!(nobody.status == StatusCode::CONFLICT && nobody.body.contains("Aanbellen met de thuiszorg"));
    world.post(&leader, &format!("/casussen/{HOOG}/doe/afsluiten"), "versie=1").await;
    let closed = world.post(&leader, &path, FORM).await;
    assert!(closed.status == StatusCode::CONFLICT && closed.body.contains("Aanbellen met de thuiszorg"));
    assert!(closed.body.contains("Dit huishouden is intussen afgesloten."));
}

#[tokio::test]
async fn nobody_ends_what_a_colleague_agreed() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let teamlid = world.as_role("teamlid").await;
    let own = FORM.replace("wie=teamlid", "wie=projectleider");
    let id = agree(&world, &leader, &own).await;
    for (path, form) in [("klaar", "uitkomst=gesproken"), ("antwoord", "antwoord=ja")] {
        let answer = world.post(&teamlid, &format!("/afspraken/{id}/{path}"), form).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_calendar_shows_numbers_and_days_to_its_secret_address_only() {
    let world = World::new().await;
    let teamlid = world.as_role("teamlid").await;
    agree(&world, &teamlid, FORM).await;
    let page = world.post(&teamlid, "/afspraken/agendalink", "").await;
    let path = page.between("<code class=\"link\">http://127.0.0.1:8080", "<").to_owned();
    let calendar = world.get("", &path).await;
    assert!(
        calendar.body.starts_with("BEGIN:VCALENDAR\r\n") && calendar.body.contains("DTSTART;VALUE=DATE:20261124\r\n")
    );
    assert!(calendar.body.contains("SUMMARY:Afspraak H-0000-0002"));
    assert!(!calendar.body.contains("Beukenhof") && !calendar.body.contains("Aanbellen"));
    world.post(&teamlid, "/afspraken/agendalink", "").await;
    assert_eq!(world.get("", &path).await.status, StatusCode::NOT_FOUND, "the old address stopped");
}

#[tokio::test]
async fn an_agreement_moves_with_a_merge_and_back() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    agree(&world, &leader, FORM).await;
    let version = world.count(&format!("SELECT version FROM casus WHERE id = '{HOOG}'")).await;
    let form = format!("besluit=ja&blijft={SPOED}&versie_een={version}&versie_ander=1");
    let merged = world.post(&leader, &format!("/samenvoegen/{HOOG}/{SPOED}"), &form).await;
    assert!(world.get(&leader, merged.location()).await.body.contains("Aanbellen met de thuiszorg"));
    let agreed = format!("SELECT COUNT(*) FROM casus WHERE id = '{SPOED}' AND agreed_until IS NOT NULL");
    assert_eq!(world.count(&agreed).await, 1);
    world.post(&leader, "/ongedaan", "").await;
    assert_eq!(world.count(&agreed).await, 0);
}
