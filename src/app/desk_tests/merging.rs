//! Merging, splitting and taking back, exactly, also when signals came in between.

use axum::http::StatusCode;

use super::world::{HOOG, LAAG, SPOED, World, now};

/// Everything that a move may touch, but the versions.
async fn books(world: &World) -> String {
    let mut all = String::new();
    for rows in [
        "SELECT casus_id || id AS r FROM signal WHERE casus_id IS NOT NULL",
        "SELECT id || status || urgency || reasons_json || signals || last_signal_at || COALESCE(assigned_to, '')
           || COALESCE(merged_into, '') AS r FROM casus",
        "SELECT key || household_id AS r FROM blocking_key",
        "SELECT household_id || day || partner || signals AS r FROM household_activity",
        "SELECT id || address_json AS r FROM household",
        "SELECT id || household_id || COALESCE(verdict, '-') AS r FROM proposal",
        "SELECT first_household || second_household || verdict AS r FROM verdict",
        "SELECT id || casus_id AS r FROM note",
    ] {
        let sql = format!("SELECT COALESCE(GROUP_CONCAT(r, char(10)), '') FROM (SELECT r FROM ({rows}) ORDER BY r)");
        all.push_str(&world.store.text(&sql).await);
        all.push_str("\n--\n");
    }
    all
}

async fn version(world: &World, casus: &str) -> i64 {
    world.count(&format!("SELECT version FROM casus WHERE id = '{casus}'")).await
}

/// `one` goes into `other`; answers the bundle.
async fn merge(world: &World, cookie: &str, one: &str, other: &str) -> String {
    let form = format!(
        "besluit=ja&blijft={other}&versie_een={}&versie_ander={}",
        version(world, one).await,
        version(world, other).await
    );
    let done = world.post(cookie, &format!("/samenvoegen/{one}/{other}"), &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(done.location().starts_with(&format!("/casussen/{other}?gedaan=")));
    done.location().rsplit_once('=').unwrap().1.to_owned()
}

/// The seeded rows know no keys: merging and taking back once makes them as the books would.
async fn settled(world: &World, cookie: &str) {
    world
        .run(
            r#"INSERT INTO proposal (id, signal_id, household_id, position, evidence_json, made_at)
               VALUES ('voorstel-1', '01930000-0000-7000-8000-0000000051f1', 'h2', 0, '[]', 0);
               INSERT INTO proposal (id, signal_id, household_id, position, evidence_json, made_at)
               VALUES ('voorstel-2', '01930000-0000-7000-8000-0000000051f3', 'h1', 0, '[]', 0);"#,
        )
        .await;
    for (one, other) in [(SPOED, HOOG), (LAAG, HOOG)] {
        merge(world, cookie, one, other).await;
        world.post(cookie, "/ongedaan", "").await;
    }
}

/// A signal at this casus that names this address, after everything else.
async fn later_signal(world: &World, number: u8, casus: &str, address: &str) {
    let at = now().as_microsecond() + i64::from(number);
    world
        .run(&format!(
            r#"INSERT INTO signal VALUES ('01930000-0000-7000-8000-0000000052f{number}', 'VD-0000-01{number}0', '{casus}',
                 NULL, NULL, 'cjg', 'api', NULL, {at}, 'Later', 'Later', 3, 'herhaald', '{{"adres":{address}}}', '[]',
                 '{{"redenen":["later gevaar"]}}', '{{}}');
               UPDATE casus SET signals = signals + 1, last_signal_at = {at}, urgency = 3, version = version + 1
                 WHERE id = '{casus}'"#
        ))
        .await;
}

const AT_SERINGEN: &str =
    r#"{"straatnaam":"Seringenlaan","huisnummer":14,"postcode":"9675XA","woonplaats":"Winschoten"}"#;
const AT_BEUKENHOF: &str = r#"{"straatnaam":"Beukenhof","huisnummer":3,"postcode":"9675XB","woonplaats":"Winschoten"}"#;

#[tokio::test]
async fn a_merge_is_one_timeline_under_both_numbers_and_taken_back_exactly() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    settled(&world, &cookie).await;
    let before = books(&world).await;
    let bundle = merge(&world, &cookie, SPOED, HOOG).await;
    assert_eq!(world.get(&cookie, &format!("/casussen/{SPOED}")).await.location(), format!("/casussen/{HOOG}"));
    let page = world.get(&cookie, &format!("/casussen/{HOOG}")).await;
    assert!(page.body.contains("Derde maand huurachterstand") && page.body.contains("komt al twee weken niet eten"));
    assert!(page.body.contains("Spoed") && page.body.contains(&format!("/ongedaan/{bundle}")));
    assert_eq!(world.count("SELECT COUNT(*) FROM verdict WHERE verdict = 'zelfde'").await, 1);
    assert_eq!(world.count("SELECT COUNT(*) FROM blocking_key WHERE household_id = 'h1'").await, 0);
    world.post(&cookie, "/ongedaan", "").await;
    assert_eq!(books(&world).await, before);
}

#[tokio::test]
async fn a_deadline_goes_along_with_a_merge_and_comes_back() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let soon = now().as_microsecond() + 3_600_000_000;
    world
        .run(&format!(
            "INSERT INTO timer SELECT id, 1, 'termijn', 'rol:projectleider', '', {soon}, received_at, 'wacht', NULL
             FROM signal WHERE casus_id = '{SPOED}';
             UPDATE casus SET due_at = {soon} WHERE id = '{SPOED}'"
        ))
        .await;
    let due = format!("SELECT COUNT(*) FROM casus WHERE due_at = {soon} AND status <> 'samengevoegd' AND id = ");
    merge(&world, &cookie, SPOED, HOOG).await;
    assert_eq!(world.count(&format!("{due}'{HOOG}'")).await, 1);
    world.post(&cookie, "/ongedaan", "").await;
    assert_eq!(world.count(&format!("{due}'{HOOG}'")).await, 0);
    assert_eq!(world.count(&format!("{due}'{SPOED}'")).await, 1);
}

#[tokio::test]
async fn what_came_after_a_merge_goes_where_it_belongs() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    settled(&world, &cookie).await;
    let bundle = merge(&world, &cookie, SPOED, HOOG).await;
    later_signal(&world, 1, HOOG, AT_SERINGEN).await;
    later_signal(&world, 2, HOOG, AT_BEUKENHOF).await;
    let preview = world.get(&cookie, &format!("/ongedaan/{bundle}")).await;
    assert!(preview.body.contains("1 signaal gaat terug") && preview.body.contains("Dit noemt het andere adres."));
    let form = format!("bundel={bundle}&gekozen=ja&later=01930000-0000-7000-8000-0000000052f1&onthoud=ja");
    world.post(&cookie, "/ongedaan", &form).await;
    let stands = |number: u8, casus: &str| {
        format!(
            "SELECT COUNT(*) FROM signal WHERE id = '01930000-0000-7000-8000-0000000052f{number}' AND casus_id = '{casus}'"
        )
    };
    assert_eq!(world.count(&stands(1, SPOED)).await, 1);
    assert_eq!(world.count(&stands(2, HOOG)).await, 1);
    assert_eq!(world.count("SELECT COUNT(*) FROM casus WHERE signals = 2 AND urgency = 3").await, 2);
    assert_eq!(world.count("SELECT COUNT(*) FROM verdict WHERE verdict = 'ander'").await, 1);
    assert_eq!(world.count("SELECT COUNT(*) FROM casus WHERE status = 'samengevoegd'").await, 0);
}

#[tokio::test]
async fn two_merges_are_taken_back_in_turn() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    settled(&world, &cookie).await;
    let before = books(&world).await;
    let first = merge(&world, &cookie, SPOED, HOOG).await;
    let between = books(&world).await;
    merge(&world, &cookie, HOOG, LAAG).await;
    let early = world.post(&cookie, "/ongedaan", &format!("bundel={first}")).await;
    assert!(early.location().contains("daarna-veranderd"), "the later merge must go first");
    world.post(&cookie, "/ongedaan", "").await;
    assert_eq!(books(&world).await, between);
    world.post(&cookie, "/ongedaan", "").await;
    assert_eq!(books(&world).await, before);
}

#[tokio::test]
async fn a_split_makes_a_household_and_is_taken_back_exactly() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    settled(&world, &cookie).await;
    merge(&world, &cookie, SPOED, HOOG).await;
    world.post(&cookie, &format!("/casussen/{HOOG}/notities"), "tekst=over+de+ontruiming").await;
    let before = books(&world).await;
    let note = world.store.text("SELECT id FROM note").await;
    let form = format!(
        "versie={}&signaal=01930000-0000-7000-8000-0000000051f1&notitie={note}&naar=",
        version(&world, HOOG).await
    );
    let done = world.post(&cookie, &format!("/splitsen/{HOOG}"), &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = world.get(&cookie, done.location()).await;
    assert!(page.body.contains("Seringenlaan 14") && page.body.contains("over de ontruiming"));
    assert!(!world.get(&cookie, &format!("/casussen/{HOOG}")).await.body.contains("huurachterstand"));
    assert_eq!(world.count("SELECT COUNT(*) FROM verdict WHERE verdict = 'ander'").await, 1);
    world.post(&cookie, "/ongedaan", "").await;
    let after = books(&world).await;
    for line in before.lines() {
        assert!(after.contains(line), "{line} is gone");
    }
}

#[tokio::test]
async fn what_is_shielded_does_not_split_off_to_a_household_that_is_not() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    settled(&world, &cookie).await;
    merge(&world, &cookie, SPOED, HOOG).await;
    world.post(&cookie, &format!("/casussen/{HOOG}/afschermen"), "").await;
    let split = async |to: &str| {
        let form =
            format!("versie={}&signaal=01930000-0000-7000-8000-0000000051f1&naar={to}", version(&world, HOOG).await);
        world.post(&cookie, &format!("/splitsen/{HOOG}"), &form).await.status
    };
    assert_eq!(split("H-0000-0003").await, StatusCode::NOT_FOUND);
    assert_eq!(split("").await, StatusCode::SEE_OTHER, "a new one is shielded as this one");
    assert_eq!(
        world.count("SELECT COUNT(*) FROM casus WHERE shielded_at IS NULL AND status <> 'samengevoegd'").await,
        1
    );
}

#[tokio::test]
async fn a_split_is_not_taken_back_by_who_no_longer_sees_where_it_came_from() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    settled(&world, &cookie).await;
    merge(&world, &cookie, SPOED, HOOG).await;
    let form = format!("versie={}&signaal=01930000-0000-7000-8000-0000000051f1&naar=", version(&world, HOOG).await);
    let done = world.post(&cookie, &format!("/splitsen/{HOOG}"), &form).await;
    let bundle = done.location().rsplit_once('=').unwrap().1.to_owned();
    world
        .run(&format!(
            "INSERT INTO person (id, name, email, role, created_at)
               VALUES ('tweede', 'Wil Blok', 'wil@wijkteam.example', 'projectleider', 0);
             UPDATE casus SET shielded_at = 1 WHERE id = '{HOOG}'; INSERT INTO casus_sight VALUES ('{HOOG}', 'projectleider')"
        ))
        .await;
    let second = world.as_role("tweede").await;
    let before = books(&world).await;
    world.post(&second, "/ongedaan", &format!("bundel={bundle}")).await;
    assert_eq!(books(&world).await, before);
    world.post(&cookie, "/ongedaan", &format!("bundel={bundle}")).await;
    assert_ne!(books(&world).await, before);
}

#[tokio::test]
async fn splitting_says_what_to_choose() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let path = format!("/splitsen/{SPOED}");
    let nothing = world.post(&cookie, &path, "versie=1").await;
    assert!(nothing.status == StatusCode::BAD_REQUEST && nothing.body.contains("Kies welke signalen"));
    let all = world.post(&cookie, &path, "versie=1&signaal=01930000-0000-7000-8000-0000000051f1").await;
    assert!(all.body.contains("Laat minstens één signaal staan."));
}

#[tokio::test]
async fn a_merge_on_an_older_version_moves_nothing() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let form = format!("besluit=ja&blijft={HOOG}&versie_een=1&versie_ander=7");
    let told = world.post(&cookie, &format!("/samenvoegen/{SPOED}/{HOOG}"), &form).await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert_eq!(world.count("SELECT COUNT(*) FROM casus WHERE status = 'samengevoegd'").await, 0);
}

#[tokio::test]
async fn two_households_stand_beside_each_other_without_names() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let page = world.get(&cookie, &format!("/samenvoegen/{SPOED}/{HOOG}")).await;
    for said in ["Seringenlaan 14", "Beukenhof 3", "Past niet", "Achternaam", "Nee, verschillende mensen"] {
        assert!(page.body.contains(said), "{said}");
    }
    assert!(!page.body.contains("Verzonnen"));
}
