//! Every route, for every role.

use axum::http::StatusCode;

use super::world::{HELD, HOOG, LAAG, SPOED, World};

const ROLES: [&str; 5] = ["projectleider", "teamlid", "gebiedsregisseur", "beheerder", "fg"];
const READERS: &[&str] = &["projectleider", "teamlid", "gebiedsregisseur"];
const WORKERS: &[&str] = &["projectleider", "teamlid"];
const LEADER: &[&str] = &["projectleider"];

#[tokio::test]
async fn each_page_is_shown_to_its_roles_only() {
    let pages: [(&str, &[&str]); 18] = [
        ("/wachtrij", READERS),
        ("/wachtrij?weergave=uitgesteld", READERS),
        ("/zoeken", READERS),
        (&format!("/casussen/{SPOED}"), READERS),
        (&format!("/samenvoegen/{SPOED}/{HOOG}"), LEADER),
        (&format!("/samenvoegen/{SPOED}"), LEADER),
        (&format!("/splitsen/{SPOED}"), LEADER),
        ("/invoeren", WORKERS),
        ("/afspraken", READERS),
        (&format!("/casussen/{SPOED}/terugkoppelen"), WORKERS),
        ("/overleg", READERS),
        ("/afspraken?van=team", READERS),
        ("/wachtbak", WORKERS),
        ("/taken", READERS),
        ("/voorstellen", READERS),
        (&format!("/signalen/{HELD}/origineel"), WORKERS),
        ("/beheer", &["projectleider", "beheerder"]),
        ("/logboek", &["projectleider", "fg"]),
    ];
    let world = World::new().await;
    world.run(&format!("UPDATE casus SET escalated_at = 1 WHERE id = '{SPOED}'")).await;
    for role in ROLES {
        let cookie = world.as_role(role).await;
        for (path, allowed) in pages {
            let wanted = if allowed.contains(&role) { StatusCode::OK } else { StatusCode::FORBIDDEN };
            assert_eq!(world.get(&cookie, path).await.status, wanted, "{role} {path}");
        }
    }
    for (path, _) in pages {
        assert_eq!(world.get("", path).await.location(), "/inloggen", "{path}");
    }
}

#[tokio::test]
async fn each_action_is_refused_to_other_roles() {
    let actions: [(String, &str, &[&str]); 25] = [
        (format!("/casussen/{SPOED}/notities"), "tekst=hoi", WORKERS),
        (format!("/casussen/{SPOED}/namen"), "", WORKERS),
        (format!("/casussen/{HOOG}/pakken"), "versie=1", WORKERS),
        (format!("/casussen/{SPOED}/doe/toewijzen"), "persoon=teamlid&versie=1", LEADER),
        (format!("/casussen/{LAAG}/doe/afsluiten"), "versie=1", LEADER),
        (format!("/casussen/{LAAG}/doe/heropenen"), "versie=2", LEADER),
        (format!("/casussen/{LAAG}/doe/later"), "versie=9&tot=morgen", LEADER),
        ("/wachtrij/samen".to_owned(), "doe=agenda&casus=x", LEADER),
        ("/ongedaan".to_owned(), "bundel=x", WORKERS),
        (format!("/wachtbak/{HELD}/afgehandeld"), "", LEADER),
        ("/taken/taak-1".to_owned(), "", LEADER),
        (format!("/samenvoegen/{SPOED}/{LAAG}"), "besluit=ja&versie_een=0", LEADER),
        (format!("/splitsen/{SPOED}"), "versie=1", LEADER),
        ("/invoeren".to_owned(), "wat=", WORKERS),
        (format!("/casussen/{SPOED}/afspraken"), "wat=", WORKERS),
        ("/afspraken/x/klaar".to_owned(), "uitkomst=gesproken", WORKERS),
        ("/afspraken/x/antwoord".to_owned(), "antwoord=ja", WORKERS),
        ("/afspraken/x/herinneren".to_owned(), "", LEADER),
        ("/afspraken/agendalink".to_owned(), "", WORKERS),
        ("/overleg/start".to_owned(), "", LEADER),
        (format!("/casussen/{SPOED}/terugkoppelen"), "zin=besproken", WORKERS),
        ("/overleg/besluit".to_owned(), "huishouden=x&versie=1", LEADER),
        ("/overleg/sluit".to_owned(), "", LEADER),
        ("/beheer".to_owned(), "naam=Piet+Plas&email=piet%40wijkteam.example&rol=fg", &["projectleider", "beheerder"]),
        ("/zoeken".to_owned(), "q=Beukenhof", READERS),
    ];
    let world = World::new().await;
    for role in ["gebiedsregisseur", "beheerder", "fg", "teamlid", "projectleider"] {
        let cookie = world.as_role(role).await;
        for (path, form, allowed) in &actions {
            let status = world.post(&cookie, path, form).await.status;
            assert_eq!(status == StatusCode::FORBIDDEN, !allowed.contains(&role), "{role} {path} {status}");
        }
    }
}

#[tokio::test]
async fn a_disabled_person_is_out_at_once() {
    let world = World::new().await;
    let teamlid = world.as_role("teamlid").await;
    let beheerder = world.as_role("beheerder").await;
    world.post(&beheerder, "/beheer/teamlid/uitzetten", "").await;
    assert_eq!(world.get(&teamlid, "/wachtrij").await.location(), "/inloggen");
}

#[tokio::test]
async fn a_new_colleague_gets_a_link_that_works() {
    let world = World::new().await;
    let cookie = world.as_role("beheerder").await;
    let form = "naam=Piet+Plas&email=Piet%40wijkteam.example&rol=teamlid";
    let page = world.post(&cookie, "/beheer", form).await;
    let path = page.between("http://127.0.0.1:8080", "<").to_owned();
    assert!(path.starts_with("/eenmalig/"));
    assert!(world.get("", &path).await.body.contains("Welkom, Piet Plas"));
    let again = world.post(&cookie, "/beheer", form).await;
    assert!(again.body.contains("Iemand heeft dit e-mailadres al."));
}
