//! What is done with households, one or many, and undone again.

use axum::http::StatusCode;

use super::world::{HOOG, LAAG, SPOED, World, now};

/// Status, who has it, agenda, later, of all casussen.
async fn books(world: &World) -> String {
    let text = "SELECT COALESCE(SUM(LENGTH(status) + LENGTH(COALESCE(assigned_to, '')) * 100
        + CASE WHEN agenda_at IS NULL THEN 0 ELSE 10000 END + CASE WHEN later_until IS NULL THEN 0 ELSE 100000 END), 0)
        FROM casus";
    world.count(text).await.to_string()
}

async fn act(world: &World, cookie: &str, casus: &str, what: &str, form: &str) -> String {
    let done = world.post(cookie, &format!("/casussen/{casus}/doe/{what}"), form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{what}: {}", done.body);
    done.location().rsplit_once("gedaan=").unwrap().1.to_owned()
}

async fn signal(world: &World, casus: &str) {
    let at = now().as_microsecond() + 1;
    world.run(&format!("UPDATE casus SET last_signal_at = {at}, version = version + 1 WHERE id = '{casus}'")).await;
}

#[tokio::test]
async fn each_deed_can_be_undone_exactly() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let before = books(&world).await;
    let deeds = [
        ("toewijzen", "persoon=teamlid"),
        ("agenda", ""),
        ("later", "tot=week"),
        ("later", "tot=nieuws"),
        ("later", "tot=dag&dag=2026-12-01"),
        ("afsluiten", ""),
    ];
    for (number, (what, fields)) in (1..).step_by(2).zip(deeds) {
        let form = format!("versie={number}&terug=/wachtrij&{fields}");
        let bundle = act(&world, &cookie, HOOG, what, &form).await;
        assert_ne!(books(&world).await, before, "{what}");
        let undone = world.post(&cookie, "/ongedaan", &format!("bundel={bundle}&terug=/wachtrij")).await;
        assert_eq!(undone.location(), format!("/wachtrij?melding=ongedaan&kaart={HOOG}"), "{what}");
        assert_eq!(books(&world).await, before, "{what}");
    }
}

#[tokio::test]
async fn the_last_deed_is_undone_from_another_device() {
    let world = World::new().await;
    let laptop = world.as_role("projectleider").await;
    let before = books(&world).await;
    act(&world, &laptop, SPOED, "toewijzen", "versie=1&persoon=teamlid").await;
    world.run("UPDATE session SET token_hash = 'weg'").await;
    let phone = world.as_role("projectleider").await;
    assert!(world.post(&phone, "/ongedaan", "").await.location().contains("melding=ongedaan"));
    assert_eq!(books(&world).await, before);
    assert!(world.post(&phone, "/ongedaan", "").await.location().contains("melding=niets-ongedaan"));
}

#[tokio::test]
async fn undoing_never_overwrites_what_a_colleague_did_since() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let teamlid = world.as_role("teamlid").await;
    let bundle = act(&world, &leader, SPOED, "toewijzen", "versie=1&persoon=projectleider").await;
    world.post(&teamlid, &format!("/casussen/{SPOED}/pakken"), "versie=2").await;
    let undone = world.post(&leader, "/ongedaan", &format!("bundel={bundle}")).await;
    assert!(undone.location().contains("melding=daarna-veranderd"));
    assert_eq!(world.count("SELECT COUNT(*) FROM casus WHERE assigned_to = 'teamlid'").await, 1);
}

#[tokio::test]
async fn a_teamlid_does_not_take_up_what_is_closed() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let teamlid = world.as_role("teamlid").await;
    act(&world, &leader, SPOED, "afsluiten", "versie=1").await;
    let refused = world.post(&teamlid, &format!("/casussen/{SPOED}/pakken"), "versie=2").await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    assert_eq!(world.count("SELECT COUNT(*) FROM casus WHERE status = 'afgesloten'").await, 1);
}

#[tokio::test]
async fn a_teamlid_undoes_only_what_it_did_itself() {
    let world = World::new().await;
    let leader = world.as_role("projectleider").await;
    let teamlid = world.as_role("teamlid").await;
    let bundle = act(&world, &leader, SPOED, "agenda", "versie=1").await;
    let undone = world.post(&teamlid, "/ongedaan", &format!("bundel={bundle}")).await;
    assert!(undone.location().contains("melding=niet-van-u"));
}

#[tokio::test]
async fn what_is_put_off_comes_back_with_a_signal_or_with_its_day() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    act(&world, &cookie, HOOG, "later", "versie=1&tot=nieuws").await;
    act(&world, &cookie, LAAG, "later", "versie=1&tot=morgen").await;
    let queue = world.get(&cookie, "/wachtrij").await;
    assert!(!queue.body.contains("Beukenhof") && !queue.body.contains("de flat bij de sluis"));
    let later = world.get(&cookie, "/wachtrij?weergave=uitgesteld").await;
    assert!(later.body.contains("Uitgesteld tot er iets nieuws komt"));
    assert!(later.body.contains("Uitgesteld tot di 24 nov"));
    assert!(later.between("Uitgesteld <b>", "<").starts_with('2'));
    signal(&world, HOOG).await;
    assert!(world.get(&cookie, "/wachtrij").await.body.contains("Beukenhof"));
    world.run(&format!("UPDATE casus SET later_until = {} WHERE id = '{LAAG}'", now().as_microsecond() - 1)).await;
    assert!(world.get(&cookie, "/wachtrij").await.body.contains("de flat bij de sluis"));
}

#[tokio::test]
async fn later_asks_for_a_day_that_still_comes() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let path = format!("/casussen/{HOOG}/doe/later");
    for day in ["2026-11-01", "2126-11-24"] {
        let told = world.post(&cookie, &path, &format!("versie=1&tot=dag&dag={day}")).await;
        let said = told.body.contains("Kies een dag die nog komt, binnen twee jaar.");
        assert!(told.status == StatusCode::BAD_REQUEST && said, "{day}");
    }
    let page = world.get(&cookie, &format!("/casussen/{HOOG}")).await;
    assert!(page.body.contains(r#"min="2026-11-24" max="2028-11-22""#));
}

#[tokio::test]
async fn the_agenda_takes_a_household_out_of_today() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    act(&world, &cookie, HOOG, "agenda", "versie=1").await;
    let page = world.get(&cookie, "/wachtrij").await;
    assert!(page.between("id=\"groep-overleg", "</main>").contains("Beukenhof 3"));
    assert!(world.get(&cookie, "/wachtrij?weergave=agenda").await.body.contains("Beukenhof 3"));
}

#[tokio::test]
async fn many_are_changed_at_once_and_undone_at_once() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let before = books(&world).await;
    let form = format!("doe=agenda&casus={SPOED}.1&casus={HOOG}.1&casus={LAAG}.7&terug=/wachtrij");
    let done = world.post(&cookie, "/wachtrij/samen", &form).await;
    assert!(done.location().ends_with("overgeslagen=1"), "{}", done.location());
    let page = world.get(&cookie, done.location()).await;
    assert!(page.body.contains("Op de agenda van het overleg gezet (2 keer). Bij 1 huishouden was een collega u voor"));
    assert_eq!(world.count("SELECT COUNT(*) FROM casus WHERE agenda_at IS NOT NULL").await, 2);
    world.post(&cookie, "/ongedaan", "").await;
    assert_eq!(books(&world).await, before);
}

#[tokio::test]
async fn choosing_nothing_says_so() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let done = world.post(&cookie, "/wachtrij/samen", "doe=agenda&terug=/wachtrij").await;
    assert!(world.get(&cookie, done.location()).await.body.contains("Kies eerst een of meer huishoudens."));
}

#[tokio::test]
async fn a_filter_has_an_address_and_may_have_a_name() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let page = world.get(&cookie, "/wachtrij?urgentie=hoog&volgorde=nieuwste").await;
    assert!(page.body.contains("Beukenhof") && !page.body.contains("Seringenlaan"));
    let form = "naam=Alleen+hoog&voor=team&terug=/wachtrij?urgentie=hoog";
    world.post(&cookie, "/weergaven", form).await;
    let colleague = world.as_role("teamlid").await;
    let shared = world.get(&colleague, "/wachtrij").await;
    assert!(shared.body.contains("href=\"/wachtrij?urgentie=hoog\"") && shared.body.contains("Alleen hoog"));
}

#[tokio::test]
async fn who_knows_the_household_stands_first() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let teamlid = world.as_role("teamlid").await;
    world.post(&teamlid, &format!("/casussen/{SPOED}/notities"), "tekst=gebeld").await;
    let page = world.get(&cookie, "/wachtrij").await;
    let options = page.between(&format!("wie-{SPOED}\" name"), "</select>");
    assert!(
        options.trim_start_matches("=\"persoon\">").starts_with("<option value=\"teamlid\">Karim Bouali (0 open, kent")
    );
}

#[tokio::test]
async fn the_feed_counts_and_names_nobody() {
    let world = World::new().await;
    let cookie = world.as_role("teamlid").await;
    let leader = world.as_role("projectleider").await;
    let since = now().as_microsecond() - 5_400_000_000;
    act(&world, &leader, SPOED, "agenda", "versie=1").await;
    let first = world.first_event(&cookie, &format!("/wachtrij/live?sinds={since}")).await;
    assert_eq!(first, format!(r#"data: {{"bekeken":[],"nieuw":2,"veranderd":["{SPOED}"]}}"#));
}
