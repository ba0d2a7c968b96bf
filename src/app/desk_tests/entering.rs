//! Coming in, staying in, going out.

use axum::{
    body::Body,
    http::{StatusCode, header},
};

use super::world::{PASSWORD, World, now, post, settings};
use crate::desk::{DeskSettings, sha256_hex};

const LINK: &str = "eenmalig-token";

async fn with_link(world: &World, person: &str) {
    let expires = now().as_microsecond() + 1_000_000;
    world.run(&format!("INSERT INTO one_time_link VALUES ('{}', '{person}', {expires}, NULL)", sha256_hex(LINK))).await;
}

fn cookie(answer: &super::world::Answer) -> String {
    let set = answer.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

fn login(password: &str) -> String {
    format!("email=Projectleider%40wijkteam.example&wachtwoord={}", password.replace(' ', "+"))
}

#[tokio::test]
async fn an_address_that_nobody_can_have_is_not_remembered() {
    let world = World::new().await;
    let long = format!("{}@wijkteam.example", "x".repeat(254));
    // The limit of this world is ten tries.
    for _ in 0..11 {
        let answer = world.post("", "/inloggen", &format!("email={long}&wachtwoord=x")).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.body.contains("klopt niet") && !answer.body.contains(&long));
    }
}

#[tokio::test]
async fn who_knows_the_password_comes_in_and_goes_out() {
    let world = World::new().await;
    let inside = world.post("", "/inloggen", &login(PASSWORD)).await;
    assert_eq!((inside.status, inside.location()), (StatusCode::SEE_OTHER, "/wachtrij"));
    let cookie = cookie(&inside);
    assert_eq!(world.get(&cookie, "/wachtrij").await.status, StatusCode::OK);
    world.post(&cookie, "/uitloggen", "").await;
    assert_eq!(world.get(&cookie, "/wachtrij").await.location(), "/inloggen");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_person_get_the_same_answer() {
    let world = World::new().await;
    let wrong = world.post("", "/inloggen", &login("iets anders")).await;
    let unknown = world.post("", "/inloggen", "email=niemand%40wijkteam.example&wachtwoord=x").await;
    assert_eq!((wrong.status, unknown.status), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
    assert_eq!(
        wrong.body.replace("projectleider@wijkteam.example", ""),
        unknown.body.replace("niemand@wijkteam.example", "")
    );
    assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE result = 'geweigerd'").await, 2);
}

#[tokio::test]
async fn the_eleventh_attempt_must_wait() {
    let world = World::new().await;
    for _ in 0..10 {
        world.post("", "/inloggen", &login("x")).await;
    }
    let answer = world.post("", "/inloggen", &login(PASSWORD)).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.headers.contains_key(header::RETRY_AFTER));
}

#[tokio::test]
async fn looking_at_a_link_does_not_use_it() {
    let world = World::new().await;
    world.run("UPDATE person SET password_hash = NULL WHERE id = 'teamlid'").await;
    with_link(&world, "teamlid").await;
    let path = format!("/eenmalig/{LINK}");
    for _ in 0..3 {
        let shown = world.get("", &path).await;
        assert!(shown.body.contains("Kies een wachtwoord") && !shown.headers.contains_key(header::SET_COOKIE));
    }
    assert_eq!(world.post("", &path, "wachtwoord=kort").await.status, StatusCode::BAD_REQUEST);
    let inside = world.post("", &path, "wachtwoord=lang+genoeg+en+meer").await;
    assert_eq!(world.get(&cookie(&inside), "/wachtrij").await.status, StatusCode::OK);
    assert_eq!(world.get("", &path).await.status, StatusCode::GONE);
    assert_eq!(world.post("", &path, "wachtwoord=lang+genoeg+en+meer").await.status, StatusCode::GONE);
    let again = world.post("", "/inloggen", "email=teamlid%40wijkteam.example&wachtwoord=lang+genoeg+en+meer").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn in_the_demo_a_link_needs_no_password() {
    let world = World::demo().await;
    world.run("UPDATE person SET password_hash = NULL WHERE id = 'projectleider'").await;
    with_link(&world, "projectleider").await;
    let path = format!("/eenmalig/{LINK}");
    assert!(world.get("", &path).await.body.contains("Naar de wachtrij"));
    assert_eq!(world.post("", &path, "").await.location(), "/wachtrij");
}

#[tokio::test]
async fn behind_https_the_cookie_is_bound_to_the_host() {
    let world = World::with(DeskSettings { public_url: "https://voordeur.example".to_owned(), ..settings() }).await;
    let inside = world.post("", "/inloggen", &login(PASSWORD)).await;
    let set = inside.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
    assert!(set.starts_with("__Host-voordeur=") && set.contains("; Secure") && set.contains("HttpOnly"));
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let request = post(&cookie, "/taken/taak-1").header("sec-fetch-site", "cross-site");
    assert_eq!(world.send(request.body(Body::empty()).unwrap()).await.status, StatusCode::FORBIDDEN);
    let request = post(&cookie, "/taken/taak-1").header(header::ORIGIN, "https://elders.example");
    assert_eq!(world.send(request.body(Body::empty()).unwrap()).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_tells_no_origin_must_show_the_hidden_field() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let bare = post(&cookie, "/taken/taak-1").body(Body::empty()).unwrap();
    assert_eq!(world.send(bare).await.status, StatusCode::FORBIDDEN);
    let page = world.get(&cookie, "/taken").await;
    let proof = page.between("name=\"bewijs\" value=\"", "\"");
    let shown = post(&cookie, "/taken/taak-1").body(format!("bewijs={proof}").into()).unwrap();
    assert_eq!(world.send(shown).await.status, StatusCode::SEE_OTHER);
}
