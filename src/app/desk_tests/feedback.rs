//! The terugkoppeling: the exact text first, then each reporter by its own door, once.

use axum::http::StatusCode;

use super::world::{HOOG, World};
use crate::{
    domain::{PartnerName, SignalId},
    intake::Register,
};

const SIGNAL: &str = "01930000-0000-7000-8000-0000000051f2";

async fn path(world: &World) -> (String, String) {
    let cookie = world.as_role("teamlid").await;
    (cookie, format!("/casussen/{HOOG}/terugkoppelen"))
}

/// The reporter was acknowledged at this address.
async fn acknowledged(world: &World) {
    world
        .run(&format!(
            "INSERT INTO outbox (id, kind, signal_id, recipient, template, message_id, references_json, state, attempt,
               next_attempt_at, created_at)
             VALUES ('o1', 'bevestiging', '{SIGNAL}', 'an@meldpunt.example', 'ontvangst', '<a@b>', '[]', 'verzonden', 1, 0, 0)"
        ))
        .await;
}

#[tokio::test]
async fn the_exact_text_is_shown_before_it_goes() {
    let world = World::new().await;
    acknowledged(&world).await;
    let (cookie, path) = path(&world).await;
    let page = world.get(&cookie, &path).await;
    assert!(page.body.contains("Per mail aan a…@meldpunt.example") && page.body.contains("Hoorde nog niets"));
    let preview = world.post(&cookie, &path, &format!("melder={SIGNAL}&zin=geregeld")).await;
    assert!(preview.body.contains("terugkoppeling-geregeld") && preview.body.contains("Over VD-0000-0002"));
    assert_eq!(world.count("SELECT COUNT(*) FROM outbox WHERE kind LIKE 'terug%'").await, 0);
}

#[tokio::test]
async fn a_reporter_hears_a_sentence_once_and_the_page_shows_how_it_fared() {
    let world = World::new().await;
    acknowledged(&world).await;
    let (cookie, path) = path(&world).await;
    let form = format!("melder={SIGNAL}&zin=besproken&doe=versturen");
    let done = world.post(&cookie, &path, &form).await;
    assert_eq!(done.location(), format!("/casussen/{HOOG}?melding=teruggekoppeld"));
    let again = world.post(&cookie, &path, &form).await;
    assert_eq!(again.location(), format!("/casussen/{HOOG}?melding=al-verteld"));
    let row = "SELECT COUNT(*) FROM outbox WHERE kind = 'terugkoppeling-besproken' AND template = kind
               AND recipient = 'an@meldpunt.example' AND state = 'wacht' AND message_id LIKE '<tk.%@wijkteam.example>'";
    assert_eq!(world.count(row).await, 1);
    let page = world.get(&cookie, &path).await;
    assert!(page.body.contains("“Wij hebben uw signaal besproken.” vandaag 9.20 uur, wordt verstuurd"));
    world.run("UPDATE outbox SET state = 'dood' WHERE kind LIKE 'terug%'").await;
    assert!(world.get(&cookie, &path).await.body.contains("kwam niet aan, bel deze melder"));
    let timeline = world.get(&cookie, &format!("/casussen/{HOOG}")).await;
    assert!(timeline.body.contains("Terugkoppeling aan 1 melder: “Wij hebben uw signaal besproken.”"));
}

#[tokio::test]
async fn a_partner_reads_it_over_the_api() {
    let world = World::new().await;
    let (cookie, path) = path(&world).await;
    world.post(&cookie, &path, &format!("melder={SIGNAL}&zin=langs-geweest&doe=versturen")).await;
    let partner = PartnerName("meldpunt".to_owned());
    let seen = world.store.signal_of_partner(SignalId::parse(SIGNAL).unwrap(), &partner).await.unwrap().unwrap();
    assert_eq!(seen.feedback.iter().map(|(_, said)| said.as_str()).collect::<Vec<_>>(), ["Wij zijn langs geweest."]);
}

#[tokio::test]
async fn who_gave_no_address_is_sent_nothing() {
    let world = World::new().await;
    let (cookie, path) = path(&world).await;
    let page = world.get(&cookie, &path).await;
    assert!(page.body.contains("Deze melder gaf geen adres op. Er wordt niets verstuurd."));
    world.post(&cookie, &path, &format!("melder={SIGNAL}&zin=besproken&doe=versturen")).await;
    assert_eq!(world.count("SELECT COUNT(*) FROM outbox").await, 0);
    assert!(world.get(&cookie, &path).await.body.contains("zelf verteld"));
}

#[tokio::test]
async fn a_machine_is_never_told_anything() {
    let world = World::new().await;
    acknowledged(&world).await;
    world
        .run(&format!(
            r#"UPDATE signal SET facts_json = '{{"automatisch":{{"soort":"lijst","reden":"H4"}}}}' WHERE id = '{SIGNAL}'"#
        ))
        .await;
    let (cookie, path) = path(&world).await;
    world.post(&cookie, &path, &format!("melder={SIGNAL}&zin=besproken&doe=versturen")).await;
    assert_eq!(world.count("SELECT COUNT(*) FROM outbox WHERE kind LIKE 'terug%'").await, 0);
}

#[tokio::test]
async fn a_reporter_and_a_sentence_must_be_chosen() {
    let world = World::new().await;
    let (cookie, path) = path(&world).await;
    let nobody = world.post(&cookie, &path, "zin=besproken").await;
    assert!(nobody.status == StatusCode::BAD_REQUEST && nobody.body.contains("Kies minstens één melder."));
    let nothing = world.post(&cookie, &path, &format!("melder={SIGNAL}")).await;
    assert!(nothing.status == StatusCode::BAD_REQUEST && nothing.body.contains("Kies wat u wilt vertellen."));
}
