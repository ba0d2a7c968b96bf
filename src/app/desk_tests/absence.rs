//! Who is away: what colleagues see, and who takes over.

use axum::http::StatusCode;

use super::world::{SPOED, World};

const AWAY: &str = "van=2026-11-23&tot=2026-12-04&waarnemer=projectleider";

async fn agreed(world: &World) {
    let leader = world.as_role("projectleider").await;
    let form = "wat=Langsgaan+met+de+wijkagent&wie=teamlid&door=beroepskracht&dag=2026-11-30";
    let made = world.post(&leader, &format!("/casussen/{SPOED}/afspraken"), form).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn who_takes_over_has_the_agreements_of_who_is_away() {
    let world = World::new().await;
    agreed(&world).await;
    world.run("INSERT INTO person (id, name, email, role, created_at) VALUES ('fatma', 'Fatma Yildiz', 'fatma@wijkteam.example', 'teamlid', 0)").await;
    let (karim, fatma) = (world.as_role("teamlid").await, world.as_role("fatma").await);
    assert!(!world.get(&fatma, "/afspraken").await.body.contains("Langsgaan"));
    let told = world.post(&karim, "/afspraken/vrij", "van=2026-11-23&tot=2026-12-04&waarnemer=fatma").await;
    assert_eq!(told.location(), "/afspraken?melding=vrij");
    let page = world.get(&fatma, "/afspraken").await;
    assert!(page.body.contains("Langsgaan met de wijkagent") && page.body.contains("U neemt waar voor Karim Bouali"));
    assert!(world.get(&fatma, "/wachtrij?weergave=van-mij").await.body.contains("Seringenlaan"));
    let path = page.between("action=\"/afspraken/", "/antwoord").to_owned();
    assert_eq!(
        world.post(&fatma, &format!("/afspraken/{path}/antwoord"), "antwoord=ja").await.location(),
        "/afspraken"
    );
    let done = world.post(&fatma, &format!("/afspraken/{path}/klaar"), "uitkomst=gesproken").await;
    assert!(done.location().starts_with("/afspraken?gedaan="));
}

#[tokio::test]
async fn whoever_is_away_is_proposed_last_and_it_says_so() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let told = world.post(&leader, "/afspraken/vrij", &format!("wie=teamlid&{AWAY}")).await;
    assert_eq!(told.location(), "/afspraken?melding=vrij");
    let page = world.get(&leader, &format!("/casussen/{SPOED}")).await;
    let choices = page.between("name=\"persoon\"", "</select>");
    let karim = "Karim Bouali (vrij t/m vr 4 dec, Marieke de Jong neemt waar)";
    assert!(choices.contains(karim), "{choices}");
    assert!(choices.find("Marieke de Jong (0 open").unwrap() < choices.find(karim).unwrap());
}

#[tokio::test]
async fn an_absence_can_be_taken_back() {
    let world = World::new().await;
    let (leader, karim) = (world.as_role("projectleider").await, world.as_role("teamlid").await);
    world.post(&karim, "/afspraken/vrij", AWAY).await;
    let page = world.get(&leader, "/afspraken").await;
    assert!(page.body.contains("van ma 23 nov t/m vr 4 dec, Marieke de Jong neemt waar"));
    let path = page.between("action=\"/afspraken/vrij/", "/wissen").to_owned();
    let there = world.post(&leader, &format!("/afspraken/vrij/{path}/wissen"), "").await;
    assert_eq!(there.location(), "/afspraken?melding=weer-er");
    assert_eq!(world.count("SELECT COUNT(*) FROM absence").await, 0);
}

#[tokio::test]
async fn one_reports_oneself_only_with_days_that_fit() {
    let world = World::new().await;
    let karim = world.as_role("teamlid").await;
    for (form, wanted) in [
        ("van=2026-12-04&tot=2026-11-30", "De laatste dag ligt vóór de eerste."),
        ("van=2026-11-01&tot=2026-11-02", "Kies een laatste dag die nog komt."),
        ("van=&tot=2026-11-30", "Kies de eerste en de laatste dag."),
        ("van=2026-11-23&tot=2028-11-30", "Kies minder dan een jaar."),
        ("van=2126-11-23&tot=2126-11-30", "Kies een eerste dag binnen twee jaar."),
        ("van=2026-11-23&tot=2026-11-30&waarnemer=teamlid", "niet degene die vrij is"),
    ] {
        let told = world.post(&karim, "/afspraken/vrij", form).await;
        assert!(told.status == StatusCode::BAD_REQUEST && told.body.contains(wanted), "{form}");
    }
    let other = world.post(&karim, "/afspraken/vrij", &format!("wie=projectleider&{AWAY}")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}
