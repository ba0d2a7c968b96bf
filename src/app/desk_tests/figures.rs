//! The figures: no small number, one function behind page, report and files.

use axum::http::{StatusCode, header};

use super::world::World;
use crate::intake::figures::{Figure, day_of};

/// Today's counts for many signals of some, and few of others.
async fn counted(world: &World) {
    let today = day_of(super::world::now());
    for (back, many) in [(7, 12), (14, 9)] {
        let day = today.saturating_sub(jiff::Span::new().days(back));
        let counts = [
            ((Figure::Signaal, "email"), many),
            ((Figure::Voordeur, "meldpunt"), many - 4),
            ((Figure::Voordeur, "cjg"), 3),
            ((Figure::Voordeur, "acantus"), 1),
            ((Figure::Thema, "geld"), many - 2),
            ((Figure::Thema, "eenzaam"), 1),
            ((Figure::Straat, "Seringenlaan\tgeld"), 3),
            ((Figure::Straat, "Beukenhof\tgeld"), 2),
            ((Figure::Contact, "2"), 4),
            ((Figure::Contact, "9"), 1),
        ];
        let counts = counts.into_iter().map(|((figure, key), count)| ((figure, key.to_owned()), count)).collect();
        world.store.invent_day(day, counts).await.unwrap();
    }
}

#[tokio::test]
async fn the_finding_is_the_title_and_small_groups_stand_together() {
    let world = World::new().await;
    counted(&world).await;
    let cookie = world.as_role("projectleider").await;
    let page = world.get(&cookie, "/cijfers").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Meldpunt Zorg en Overlast klopt het vaakst aan"), "{}", page.body);
    assert!(page.body.contains("Geld en schulden komt het meest voor: 17 signalen"));
    assert!(page.body.contains("Seringenlaan: 6 huishoudens met geld en schulden"));
    assert!(!page.body.contains("Beukenhof") && !page.body.contains("Eenzaamheid"), "fewer than five are not told");
    assert!(page.body.contains("<dd class=\"w\">2 <small>dagen</small></dd>") && page.body.contains("Doel gehaald"));
    assert!(page.body.contains("role=\"img\"") && page.body.contains("Bekijk als tabel"));
}

#[tokio::test]
async fn report_and_files_hold_the_same_numbers_and_are_in_the_audit() {
    let world = World::new().await;
    counted(&world).await;
    let cookie = world.as_role("gebiedsregisseur").await;
    let report = world.get(&cookie, "/cijfers/rapport?periode=2026-k4").await;
    assert!(report.body.contains("Rapport 4e kwartaal 2026") && report.body.contains("17 signalen"));
    let csv = world.get(&cookie, "/cijfers/2026-k4.csv").await;
    assert!(csv.body.contains("themas;Geld en schulden;Signalen;17"), "{}", csv.body);
    let sheet = world.get(&cookie, "/cijfers/2026-k4.xlsx").await;
    assert!(sheet.body.starts_with("PK"));
    let name = sheet.headers.get(header::CONTENT_DISPOSITION).unwrap().to_str().unwrap();
    assert_eq!(name, "attachment; filename=\"cijfers-2026-k4.xlsx\"");
    assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'cijfers-uitvoeren'").await, 3);
    assert_eq!(world.get(&cookie, "/cijfers/2026-k4.exe").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_desk_without_figures_says_so_on_every_period() {
    let world = World::new().await;
    let cookie = world.as_role("fg").await;
    for period in ["", "?periode=2026-k4", "?periode=2027-k1", "?periode=onzin"] {
        let page = world.get(&cookie, &format!("/cijfers{period}")).await;
        assert!(page.status == StatusCode::OK && page.body.contains("minder dan 5"), "{period}");
    }
    let keeper = world.as_role("beheerder").await;
    assert_eq!(world.get(&keeper, "/cijfers").await.status, StatusCode::FORBIDDEN);
}
