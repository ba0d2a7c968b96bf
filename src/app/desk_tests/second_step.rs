//! The second step of a login, as somebody with a telephone goes through it.

use aws_lc_rs::hmac;
use axum::http::{StatusCode, header};

use super::world::{Answer, PASSWORD, World, now, settings};
use crate::{config::SecondFactor, desk::DeskSettings};

/// An app on a telephone: it was told the key and makes codes (RFC 6238).
struct App(Vec<u8>);

impl App {
    fn told(key: &str) -> Self {
        let letters = key.bytes().filter(u8::is_ascii_alphanumeric);
        let five = |letter: u8| u64::from(if letter.is_ascii_digit() { letter - b'2' + 26 } else { letter - b'A' });
        let bits: Vec<u64> = letters.map(five).collect();
        let bytes = |eight: &[u64]| eight.iter().fold(0, |sum, five| (sum << 5) | five).to_be_bytes();
        Self(bits.chunks(8).flat_map(|eight| bytes(eight)[3..].to_vec()).collect())
    }

    /// The code of so many steps from now.
    fn code(&self, steps: i64) -> String {
        let step = now().as_second() / 30 + steps;
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &self.0);
        let tag = hmac::sign(&key, &step.to_be_bytes());
        let at = usize::from(tag.as_ref()[19] & 15);
        let four: [u8; 4] = tag.as_ref()[at..at + 4].try_into().unwrap();
        format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000)
    }
}

fn cookie(answer: &Answer) -> String {
    answer.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned()
}

async fn password(world: &World, role: &str) -> Answer {
    let form = format!("email={role}%40wijkteam.example&wachtwoord={}", PASSWORD.replace(' ', "+"));
    world.post("", "/inloggen", &form).await
}

/// Sets the second step up for whoever holds this cookie: the app, the recovery codes, and the new cookie.
async fn set_up(world: &World, held: &str) -> (App, Vec<String>, String) {
    assert_eq!(world.post(held, "/tweede-stap", "doe=aan").await.location(), "/tweede-stap/instellen");
    let page = world.get(held, "/tweede-stap/instellen").await;
    assert!(page.body.contains("<svg class=\"qr\""));
    let app = App::told(page.between("sleutel\">", "<"));
    let wrong = world.post(held, "/tweede-stap/instellen", "code=000000").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    let done = world.post(held, "/tweede-stap/instellen", &format!("code={}", app.code(-1))).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let codes = done.body.split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
    (app, codes, cookie(&done))
}

#[tokio::test]
async fn after_the_password_only_a_code_opens_the_desk() {
    let world = World::new().await;
    let (app, _, whole) = set_up(&world, &world.as_role("teamlid").await).await;
    assert_eq!(world.get(&whole, "/wachtrij").await.status, StatusCode::OK);
    let first = password(&world, "teamlid").await;
    assert_eq!(first.location(), "/inloggen/code");
    let half = cookie(&first);
    for path in ["/wachtrij", "/zoeken", "/beheer", "/wachtrij/live"] {
        assert_eq!(world.get(&half, path).await.location(), "/inloggen", "{path}");
    }
    let wrong = world.post(&half, "/inloggen/code", "code=123").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    let right = world.post(&half, "/inloggen/code", &format!("code={}", app.code(0))).await;
    assert_eq!(right.location(), "/wachtrij");
    assert_ne!(cookie(&right), half);
    assert_eq!(world.get(&cookie(&right), "/wachtrij").await.status, StatusCode::OK);
    assert_eq!(world.get(&half, "/inloggen/code").await.location(), "/inloggen");
}

#[tokio::test]
async fn a_code_works_once() {
    let world = World::new().await;
    let (app, ..) = set_up(&world, &world.as_role("teamlid").await).await;
    let half = cookie(&password(&world, "teamlid").await);
    let used_at_set_up = world.post(&half, "/inloggen/code", &format!("code={}", app.code(-1))).await;
    assert_eq!(used_at_set_up.status, StatusCode::UNAUTHORIZED);
    world.post(&half, "/inloggen/code", &format!("code={}", app.code(1))).await;
    let again = cookie(&password(&world, "teamlid").await);
    for steps in [1, 0] {
        let form = format!("code={}", app.code(steps));
        assert_eq!(world.post(&again, "/inloggen/code", &form).await.status, StatusCode::UNAUTHORIZED, "{steps}");
    }
}

#[tokio::test]
async fn a_recovery_code_opens_once_and_is_kept_as_a_hash() {
    let world = World::new().await;
    let (_, codes, _) = set_up(&world, &world.as_role("teamlid").await).await;
    assert_eq!(codes.len(), 8);
    let plain = codes[0].replace(' ', "");
    assert_eq!(world.count(&format!("SELECT COUNT(*) FROM recovery_code WHERE code_hash LIKE '%{plain}%'")).await, 0);
    let form = format!("code={}", codes[0].replace(' ', "+").to_lowercase());
    let half = cookie(&password(&world, "teamlid").await);
    assert_eq!(world.post(&half, "/inloggen/code", &form).await.location(), "/wachtrij");
    let half = cookie(&password(&world, "teamlid").await);
    assert_eq!(world.post(&half, "/inloggen/code", &form).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'herstelcode.gebruikt'").await, 1);
}

#[tokio::test]
async fn who_must_have_a_second_step_sets_it_up_before_anything_else() {
    let world = World::with(DeskSettings { second_factor: SecondFactor::Verplicht, ..settings() }).await;
    let first = password(&world, "projectleider").await;
    let half = cookie(&first);
    assert_eq!(world.get(&half, first.location()).await.location(), "/tweede-stap");
    assert!(world.get(&half, "/tweede-stap").await.body.contains("Uw organisatie vraagt deze stap"));
    assert_eq!(world.get(&half, "/wachtrij").await.location(), "/inloggen");
    let (app, _, whole) = set_up(&world, &half).await;
    assert_eq!(world.get(&whole, "/wachtrij").await.status, StatusCode::OK);
    let off = world.post(&whole, "/tweede-stap", &format!("doe=uit&code={}", app.code(0))).await;
    assert_eq!(off.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn halfway_a_login_nobody_replaces_a_second_step() {
    let world = World::new().await;
    set_up(&world, &world.as_role("teamlid").await).await;
    let half = cookie(&password(&world, "teamlid").await);
    assert_eq!(world.post(&half, "/tweede-stap", "doe=aan").await.location(), "/inloggen/code");
    assert_eq!(world.get(&half, "/tweede-stap/instellen").await.location(), "/tweede-stap");
    assert_eq!(world.get(&half, "/tweede-stap").await.location(), "/inloggen/code");
}

#[tokio::test]
async fn away_with_it_takes_a_code_too() {
    let world = World::new().await;
    let (app, _, whole) = set_up(&world, &world.as_role("teamlid").await).await;
    assert_eq!(world.post(&whole, "/tweede-stap", "doe=uit&code=1").await.status, StatusCode::BAD_REQUEST);
    world.post(&whole, "/tweede-stap", &format!("doe=uit&code={}", app.code(0))).await;
    assert_eq!(password(&world, "teamlid").await.location(), "/wachtrij");
}

#[tokio::test]
async fn codes_are_guessed_a_few_times_only() {
    let world = World::new().await;
    set_up(&world, &world.as_role("teamlid").await).await;
    let half = cookie(&password(&world, "teamlid").await);
    let mut last = StatusCode::OK;
    for guess in 0..12 {
        last = world.post(&half, "/inloggen/code", &format!("code=00000{guess}")).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn the_administrator_takes_a_lost_second_step_away() {
    let world = World::new().await;
    let (_, _, whole) = set_up(&world, &world.as_role("teamlid").await).await;
    let beheerder = world.as_role("beheerder").await;
    assert!(world.get(&beheerder, "/beheer").await.body.contains("Tweede stap weghalen: Karim Bouali"));
    assert_eq!(world.post(&beheerder, "/beheer/teamlid/tweede-stap", "").await.location(), "/beheer");
    assert_eq!(world.get(&whole, "/wachtrij").await.location(), "/inloggen");
    assert_eq!(password(&world, "teamlid").await.location(), "/wachtrij");
    assert_eq!(
        world
            .count("SELECT COUNT(*) FROM audit WHERE action = 'tweede-stap.weggehaald' AND actor = 'persoon:beheerder'")
            .await,
        1
    );
}

#[tokio::test]
async fn whoever_has_an_old_cookie_is_out_when_the_second_step_begins() {
    let world = World::new().await;
    let stolen = world.as_role("teamlid").await;
    let (_, _, own) = set_up(&world, &stolen).await;
    assert_eq!(world.get(&own, "/wachtrij").await.status, StatusCode::OK);
    assert_eq!(world.get(&stolen, "/wachtrij").await.location(), "/inloggen");
}
