//! What somebody from outside may try: a planted session, another site, text that would be a program.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

use super::world::{HOOG, SPOED, World, post};

const SIGNAL: &str = "01930000-0000-7000-8000-0000000051f1";

#[tokio::test]
async fn a_login_brings_a_new_session_and_ignores_one_that_was_planted() {
    let world = World::new().await;
    let form = format!("email=teamlid%40wijkteam.example&wachtwoord={}", super::world::PASSWORD.replace(' ', "+"));
    let request =
        post("voordeur=geplant", "/inloggen").header("sec-fetch-site", "same-origin").body(Body::from(form)).unwrap();
    let inside = world.send(request).await;
    let cookie = inside.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(!cookie.contains("geplant") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert_eq!(world.get("voordeur=geplant", "/wachtrij").await.location(), "/inloggen");
}

#[tokio::test]
async fn what_a_sender_wrote_is_text_wherever_it_is_shown() {
    const HOSTILE: &str = "\"><img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}";
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    world
        .run(&format!(
            "UPDATE signal SET subject = '{HOSTILE}', situation = '{HOSTILE}', partner = '{HOSTILE}', holding_reason = '{HOSTILE}';
             UPDATE household SET address_json = '{{\"omschrijving\":\"<script>alert(3)</script>\"}}';
             INSERT INTO attachment (signal_id, position, name, mediatype, size, sha256, body)
               VALUES ('{SIGNAL}', 0, '{HOSTILE}', 'text/html', 1, 'x', x'00');
             INSERT INTO note VALUES ('n1', '{SPOED}', 'teamlid', '{HOSTILE}', 0);
             UPDATE person SET name = '{HOSTILE}' WHERE id = 'teamlid'"
        ))
        .await;
    for path in [
        "/wachtrij?weergave=alles".to_owned(),
        format!("/casussen/{SPOED}"),
        format!("/casussen/{SPOED}/terugkoppelen"),
        format!("/casussen/{SPOED}/afschermen"),
        format!("/samenvoegen/{SPOED}/{HOOG}"),
        format!("/splitsen/{SPOED}"),
        "/overleg".to_owned(),
        "/wachtbak".to_owned(),
        "/taken".to_owned(),
        "/beheer".to_owned(),
        "/logboek".to_owned(),
    ] {
        let page = world.get(&cookie, &path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.body.contains("<img") && !page.body.contains("<script>"), "{path}");
    }
    let file = world.get(&cookie, &format!("/signalen/{SIGNAL}/bijlagen/0")).await;
    let disposition = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(disposition.starts_with("attachment; filename=\"") && !disposition.contains('<'), "{disposition}");
    assert_eq!(file.headers[header::CONTENT_TYPE], "application/octet-stream");
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    for elsewhere in ["https://elders.example", "//elders.example", "/wachtrij@elders.example", "\\\\elders.example"] {
        let form = format!("versie=1&bundel=&casus=&naam=x&persoon=teamlid&terug={elsewhere}");
        for path in [
            format!("/casussen/{SPOED}/doe/agenda"),
            "/wachtrij/samen".to_owned(),
            "/ongedaan".to_owned(),
            "/weergaven".to_owned(),
        ] {
            let answer = world.post(&cookie, &path, &form).await;
            let place = answer.location();
            assert!(place.is_empty() || (place.starts_with('/') && !place.starts_with("//")), "{path}: {place}");
            assert!(!place.contains("elders"), "{path}: {place}");
        }
    }
}

#[tokio::test]
async fn logging_out_ends_the_session_itself() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    world.post(&cookie, "/uitloggen", "").await;
    assert_eq!(world.get(&cookie, "/wachtrij").await.location(), "/inloggen");
    let again = world.send(Request::get("/wachtrij/live").header(header::COOKIE, cookie).body(Body::empty()).unwrap());
    assert_eq!(again.await.location(), "/inloggen");
}
