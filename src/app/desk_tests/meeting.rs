//! The overleg: an agenda that makes itself, household by household, and what comes back.

use axum::http::StatusCode;

use super::world::{HOOG, LAAG, SPOED, World};

#[tokio::test]
async fn the_agenda_makes_itself() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    world.post(&cookie, &format!("/casussen/{HOOG}/doe/agenda"), "versie=1").await;
    let page = world.get(&cookie, "/overleg").await;
    assert!(page.between("id=\"p1\"", "id=\"p2\"").contains("Seringenlaan 14"));
    let divide = page.between("id=\"p3\"", "id=\"p4\"");
    assert!(divide.contains("Beukenhof 3") && divide.contains("de flat bij de sluis"));
    assert!(page.body.contains("Namen en teksten verbergen") && page.body.contains("Vertrouwelijk."));
    assert!(!page.body.contains("Verzonnen"), "names stand on no agenda");
}

#[tokio::test]
async fn what_was_not_discussed_returns() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    assert_eq!(world.post(&cookie, "/overleg/start", "").await.location(), "/overleg/nu");
    let first = world.get(&cookie, "/overleg/nu").await;
    assert!(first.body.contains("1 van 2") && first.body.contains("Seringenlaan 14"));
    let form = format!("huishouden={SPOED}&versie=1&besluit=besproken&tekst=Karim+belt&volgende={LAAG}");
    let next = world.post(&cookie, "/overleg/besluit", &form).await;
    assert_eq!(next.location(), format!("/overleg/nu?huishouden={LAAG}"));
    let end = world.get(&cookie, "/overleg/nu?einde=ja").await;
    assert!(end.body.contains("1 besproken, 1 niet") && end.body.contains("de flat bij de sluis"));
    let closed = world.post(&cookie, "/overleg/sluit", "aanwezig=Marieke+en+Karim&wijk=Veel+over+energie").await;
    assert!(world.get(&cookie, closed.location()).await.body.contains("Het overleg is gesloten."));
    let back = world.get(&cookie, &format!("/casussen/{LAAG}")).await;
    assert!(back.body.contains("Niet besproken in het overleg; staat weer op de agenda"));
    assert!(world.get(&cookie, "/wachtrij?weergave=agenda").await.body.contains("de flat bij de sluis"));
    let id = world.store.text("SELECT id FROM meeting").await;
    let minutes = world.get(&cookie, &format!("/overleg/verslag/{id}")).await;
    for said in ["Karim belt", "Niet besproken, komt terug", "Marieke en Karim", "Veel over energie"] {
        assert!(minutes.body.contains(said), "{said}");
    }
}

#[tokio::test]
async fn decisions_are_done_as_spoken() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    world.post(&cookie, "/overleg/start", "").await;
    let form = format!("huishouden={LAAG}&versie=1&besluit=afgesloten&tekst=&volgende=");
    assert_eq!(world.post(&cookie, "/overleg/besluit", &form).await.location(), "/overleg/nu?einde=ja");
    assert_eq!(world.count("SELECT COUNT(*) FROM casus WHERE status = 'afgesloten'").await, 1);
    let agreed = "wat=Bellen&wie=teamlid&door=netwerk&dag=2026-11-25&terug=/overleg";
    let done = world.post(&cookie, &format!("/casussen/{SPOED}/afspraken"), agreed).await;
    assert!(done.location().starts_with(&format!("/overleg/nu?huishouden={SPOED}&gedaan=")));
    let stale = format!("huishouden={SPOED}&versie=1&besluit=afgesloten");
    assert_eq!(world.post(&cookie, "/overleg/besluit", &stale).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn there_is_one_overleg_at_a_time() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    world.post(&cookie, "/overleg/start", "").await;
    world.post(&cookie, "/overleg/start", "").await;
    assert_eq!(world.count("SELECT COUNT(*) FROM meeting").await, 1);
    assert!(world.get(&cookie, "/overleg").await.body.contains("Verder met het overleg"));
}
