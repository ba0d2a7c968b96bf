//! Beheer: front doors, keys, a test mail, texts, terms, and what the desk asks of people besides the queue.

use std::collections::BTreeMap;

use axum::http::{StatusCode, header};

use super::world::{HOOG, SPOED, World, now};
use crate::intake::figures::{Figure, day_of};

/// CJG sent weekly until six weeks ago.
async fn weekly(world: &World) {
    for week in 6..16 {
        let day = day_of(now()).saturating_sub(jiff::Span::new().days(week * 7));
        world.store.invent_day(day, BTreeMap::from([((Figure::Voordeur, "cjg".to_owned()), 1)])).await.unwrap();
    }
}

#[tokio::test]
async fn a_door_that_fell_silent_is_asked_about_until_somebody_looked_into_it() {
    let world = World::new().await;
    weekly(&world).await;
    let cookie = world.as_role("projectleider").await;
    let tasks = world.get(&cookie, "/taken").await;
    assert!(tasks.body.contains("Stuurde 42 dagen niets. Normaal zit er hooguit 7 dagen tussen"), "{}", tasks.body);
    assert!(world.get(&cookie, "/wachtrij").await.body.contains("Stille voordeur</a><b>1</b>"));
    world.post(&cookie, "/beheer/voordeuren/cjg/stilte", "").await;
    assert!(world.get(&cookie, "/taken").await.body.contains("Alle voordeuren laten van zich horen"));
    assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'partner.stilte-bekeken'").await, 1);
}

#[tokio::test]
async fn a_key_is_shown_once_and_can_be_ended() {
    let world = World::new().await;
    let cookie = world.as_role("beheerder").await;
    let made = world.post(&cookie, "/beheer/voordeuren/cjg/sleutels", "").await;
    let secret = made.between("<code class=\"link\">", "</code>").to_owned();
    assert!(secret.starts_with("vd_") && secret.len() == 46);
    let page = world.get(&cookie, "/beheer/voordeuren/cjg").await;
    assert!(!page.body.contains(&secret) && page.body.contains("geldig"));
    let id = world.store.text("SELECT id FROM api_key").await;
    let other = world.post(&cookie, &format!("/beheer/voordeuren/meldpunt/sleutels/{id}/intrekken"), "").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND, "a key of another door");
    world.post(&cookie, &format!("/beheer/voordeuren/cjg/sleutels/{id}/intrekken"), "").await;
    assert!(world.get(&cookie, "/beheer/voordeuren/cjg").await.body.contains("ingetrokken"));
    let actor = "SELECT COUNT(*) FROM audit WHERE action LIKE 'sleutel.%' AND actor = 'persoon:beheerder'";
    assert_eq!(world.count(actor).await, 2);
}

#[tokio::test]
async fn a_test_mail_goes_to_the_door_itself_only_and_says_how_it_went() {
    let world = World::new().await;
    let cookie = world.as_role("beheerder").await;
    let path = "/beheer/voordeuren/cjg/proefmail";
    let elsewhere = world.post(&cookie, path, "aan=iemand%40elders.example").await;
    assert_eq!(elsewhere.status, StatusCode::BAD_REQUEST);
    let near = world.post(&cookie, path, "aan=iemand%40nietcjg.example").await;
    assert_eq!(near.status, StatusCode::BAD_REQUEST);
    assert!(world.post(&cookie, path, "aan=an%40post.cjg.example").await.body.contains("De proefmail is weg"));
    assert!(world.post(&cookie, path, "aan=contact%40dicht.example").await.body.contains("geweigerd"));
    assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'partner.proefmail-verstuurd'").await, 2);
}

#[tokio::test]
async fn a_new_door_is_added_or_said_what_is_wrong_with_it() {
    let world = World::new().await;
    let cookie = world.as_role("beheerder").await;
    let wrong = world.post(&cookie, "/beheer/voordeuren", "naam=cjg&label=Nog+een&ring=buitenring").await;
    assert!(wrong.status == StatusCode::BAD_REQUEST && wrong.body.contains("is al gebruikt"));
    assert!(wrong.body.contains("value=\"Nog een\""), "what was typed stays");
    let right = world.post(&cookie, "/beheer/voordeuren", "naam=bieb&label=Bibliotheek&ring=buitenring").await;
    assert!(right.body.contains("staat in partners.toml"));
    assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE object = 'partner:bieb'").await, 1);
    let member = world.as_role("teamlid").await;
    assert_eq!(world.get(&member, "/beheer/voordeuren").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn texts_and_terms_are_shown_and_a_household_can_be_kept_with_a_reason() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    assert!(world.get(&cookie, "/beheer/teksten").await.body.contains("Over VD-7K3M-Q2XF"));
    let long_ago = now().as_microsecond() - 400 * 86_400_000_000;
    world
        .run(&format!("UPDATE casus SET status = 'afgesloten', last_signal_at = {long_ago} WHERE id = '{HOOG}'"))
        .await;
    let page = world.get(&cookie, "/beheer/bewaren").await;
    assert!(page.body.contains("365 dagen na het afsluiten") && page.body.contains("H-0000-0002"), "{}", page.body);
    let path = format!("/beheer/bewaren/{HOOG}");
    assert_eq!(world.post(&cookie, &path, "tot=2027-01-01").await.status, StatusCode::BAD_REQUEST);
    let kept = world.post(&cookie, &path, "tot=2027-01-01&reden=Er+loopt+een+klacht").await;
    assert_eq!(kept.location(), "/beheer/bewaren");
    assert_eq!(world.post(&cookie, &path, "tot=2027-02-01&reden=nog+eens").await.status, StatusCode::CONFLICT);
    assert!(!world.get(&cookie, "/beheer/bewaren").await.body.contains("H-0000-0002"));
}

#[tokio::test]
async fn colleagues_see_who_else_has_a_household_open() {
    let world = World::new().await;
    let (leader, member) = (world.as_role("projectleider").await, world.as_role("teamlid").await);
    let alone = world.first_event(&leader, &format!("/casussen/{SPOED}/samen")).await;
    assert_eq!(alone, r#"data: {"nieuws":"","wie":""}"#);
    world
        .run(&format!(
            "INSERT INTO looking VALUES ('{SPOED}', 'gebiedsregisseur', {0}) ON CONFLICT (casus_id, person_id) DO UPDATE SET until = {0}",
            now().as_microsecond() + 1_000_000
        ))
        .await;
    let both = world.first_event(&member, &format!("/casussen/{SPOED}/samen")).await;
    assert_eq!(both, r#"data: {"nieuws":"","wie":"Tessa Hoekstra bekijkt dit ook"}"#);
    assert!(world.get(&member, &format!("/casussen/{SPOED}")).await.body.contains("Tessa Hoekstra bekijkt dit ook"));
    let news = world.first_event(&member, "/wachtrij/live?sinds=0").await;
    assert!(news.contains(&format!(r#""bekeken":["{SPOED}"]"#)), "{news}");
}

#[tokio::test]
async fn an_open_page_of_a_household_hears_that_a_signal_came() {
    let world = World::new().await;
    let member = world.as_role("teamlid").await;
    let page = world.get(&member, &format!("/casussen/{SPOED}")).await;
    let feed = page.between("data-samen=\"", "\"").replace("&amp;", "&").replace("&#38;", "&");
    assert!(page.body.contains("id=\"nieuws\" role=\"status\" hidden"));
    assert!(world.first_event(&member, &feed).await.contains(r#""nieuws":"""#));
    world.run(&format!("UPDATE casus SET signals = signals + 1, version = version + 1 WHERE id = '{SPOED}'")).await;
    assert!(world.first_event(&member, &feed).await.contains(r#""nieuws":"Er kwam een signaal bij.""#));
}

#[tokio::test]
async fn the_theme_lies_over_our_style_under_the_same_policy() {
    let world = World::new().await;
    let page = world.get("", "/inloggen").await;
    let href = page.between("<link rel=\"stylesheet\" href=\"/static/thema.css", "\"").to_owned();
    assert!(page.body.find("/static/voordeur.css").unwrap() < page.body.find("/static/thema.css").unwrap());
    let theme = world.get("", &format!("/static/thema.css{href}")).await;
    assert_eq!(theme.body, ":root{--vd-door-900:#3a1a5c}");
    assert_eq!(theme.headers.get(header::CONTENT_TYPE).unwrap(), "text/css; charset=utf-8");
    assert!(
        theme.headers.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap().contains("default-src 'none'")
    );
    assert!(theme.headers.get(header::CACHE_CONTROL).unwrap().to_str().unwrap().contains("immutable"));
}

#[tokio::test]
async fn two_signals_that_are_nearly_the_same_are_judged_where_they_are_shown() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    world
        .run(&format!(
            "INSERT INTO signal SELECT '01930000-0000-7000-8000-0000000051e1', 'VD-0000-0077', casus_id, NULL, NULL, partner, channel,
               NULL, received_at + 60000000, subject, situation, urgency, 'herhaald', facts_json, link_json, route_json, ack_json
             FROM signal WHERE casus_id = '{HOOG}'"
        ))
        .await;
    world.store.find_alike(jiff::Timestamp::UNIX_EPOCH, now()).await.unwrap();
    let page = world.get(&cookie, "/voorstellen").await;
    assert!(page.body.contains("voor 100% gelijk van tekst") && page.body.contains("Is niet dubbel"), "{}", page.body);
    let path = "/voorstellen/signalen/01930000-0000-7000-8000-0000000051e1";
    assert_eq!(world.post(&cookie, path, "besluit=dubbel").await.location(), "/voorstellen");
    assert_eq!(world.post(&cookie, path, "besluit=dubbel").await.status, StatusCode::NOT_FOUND);
    let timeline = world.get(&cookie, &format!("/casussen/{HOOG}")).await;
    assert!(timeline.body.contains("VD-0000-0077 is hetzelfde bericht als VD-0000-0002"));
}
