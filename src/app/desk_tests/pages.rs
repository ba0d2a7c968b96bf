//! What the pages show, and what their forms do.

use axum::http::{StatusCode, header};

use super::world::{HELD, HOOG, LAAG, SPOED, World, now};

#[tokio::test]
async fn the_queue_is_grouped_by_when_to_decide() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let page = world.get(&cookie, "/wachtrij").await;
    assert!(page.between("groep-nu", "groep-vandaag").contains("Seringenlaan 14"));
    assert!(page.between("groep-vandaag", "groep-overleg").contains("Beukenhof 3"));
    assert!(page.between("id=\"groep-overleg", "</main>").contains("Zonder adres: de flat bij de sluis"));
    assert!(page.body.contains("<b>Spoed, want:</b> ontruiming over 15 dagen · kinderen in huis"));
    assert!(page.body.contains("Meldpunt Zorg en Overlast · e-mail"));
    assert!(page.body.contains("vandaag 8.20 uur"));
    assert!(page.body.contains("3 huishoudens wachten op een besluit"));
}

#[tokio::test]
async fn a_signal_that_was_read_by_a_template_says_which() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let path = format!("/casussen/{SPOED}");
    assert!(!world.get(&cookie, &path).await.body.contains("Gelezen met sjabloon"));
    world
        .run(&format!(r#"UPDATE signal SET facts_json = '{{"sjabloon":"formulier"}}' WHERE casus_id = '{SPOED}'"#))
        .await;
    assert!(world.get(&cookie, &path).await.body.contains("Gelezen met sjabloon ‘formulier’ van deze partner."));
}

#[tokio::test]
async fn a_reporter_who_wants_to_stay_unknown_is_shown_as_such() {
    let world = World::new().await;
    let cookie = world.as_role("teamlid").await;
    let path = format!("/casussen/{SPOED}");
    assert!(!world.get(&cookie, &path).await.body.contains("Melder wil onbekend blijven"));
    world
        .run(&format!(
            r#"UPDATE signal SET facts_json = '{{"melder":{{"anoniemTegenoverGemelde":true}}}}' WHERE casus_id = '{SPOED}'"#
        ))
        .await;
    assert!(world.get(&cookie, &path).await.body.contains("Melder wil onbekend blijven: zeg niet wie dit meldde"));
}

#[tokio::test]
async fn hostile_text_is_shown_as_text() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    for path in ["/wachtrij".to_owned(), format!("/casussen/{SPOED}")] {
        let page = world.get(&cookie, &path).await;
        assert!(!page.body.contains("<script>alert") && page.body.contains("&#60;script&#62;"), "{path}");
    }
}

#[tokio::test]
async fn every_answer_forbids_what_it_does_not_need() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    for path in ["/wachtrij", "/inloggen", "/static/voordeur.css", "/bestaat-niet/echt"] {
        let answer = world.get(&cookie, path).await;
        let policy = answer.headers.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}");
        assert!(!answer.body.contains(" style=") && !answer.body.contains(" onclick="), "{path}");
    }
    assert_eq!(world.get(&cookie, "/wachtrij").await.headers.get(header::CACHE_CONTROL).unwrap(), "no-store");
}

#[tokio::test]
async fn the_style_is_kept_for_ever_under_its_version_only() {
    let world = World::new().await;
    let login = world.get("", "/inloggen").await;
    let href = format!("/static/voordeur.css{}", login.between("/static/voordeur.css", "\""));
    let kept = |answer: &super::world::Answer| answer.headers.get(header::CACHE_CONTROL).unwrap().clone();
    assert_eq!(kept(&world.get("", &href).await), "public, max-age=31536000, immutable");
    assert_eq!(kept(&world.get("", "/static/voordeur.css").await), "no-cache");
}

#[tokio::test]
async fn only_a_closed_casus_can_be_reopened() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    world.post(&cookie, &format!("/casussen/{LAAG}/pakken"), "versie=1").await;
    let told = world.post(&cookie, &format!("/casussen/{LAAG}/doe/heropenen"), "versie=2").await;
    assert_eq!(told.status, StatusCode::NOT_FOUND);
    assert_eq!(world.count("SELECT COUNT(*) FROM casus WHERE status = 'toegewezen'").await, 1);
}

#[tokio::test]
async fn assigning_moves_a_household_out_of_te_verdelen() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let done = world
        .post(&cookie, &format!("/casussen/{SPOED}/doe/toewijzen"), "persoon=teamlid&versie=1&terug=/wachtrij")
        .await;
    assert!(done.location().starts_with("/wachtrij?gedaan="));
    assert!(!world.get(&cookie, "/wachtrij").await.body.contains("Seringenlaan"));
    let all = world.get(&cookie, "/wachtrij?weergave=alles").await;
    assert!(all.between("Seringenlaan", "</article>").contains("Karim Bouali"));
    let teamlid = world.as_role("teamlid").await;
    assert!(world.get(&teamlid, "/wachtrij?weergave=van-mij").await.body.contains("Seringenlaan"));
    assert_eq!(world.count("SELECT COUNT(*) FROM audit WHERE action = 'casus.toegewezen'").await, 1);
}

#[tokio::test]
async fn who_saves_over_a_newer_version_is_told_and_changes_nothing() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let teamlid = world.as_role("teamlid").await;
    world.post(&teamlid, &format!("/casussen/{SPOED}/pakken"), "versie=1").await;
    let told = world.post(&cookie, &format!("/casussen/{SPOED}/doe/afsluiten"), "versie=1").await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.body.contains("Karim Bouali: Toegewezen aan Karim Bouali") && told.body.contains("Toch afsluiten"));
    assert_eq!(world.count("SELECT COUNT(*) FROM casus WHERE status = 'afgesloten'").await, 0);
    let again = world.post(&cookie, &format!("/casussen/{SPOED}/doe/afsluiten"), "versie=2").await;
    assert!(again.location().starts_with(&format!("/casussen/{SPOED}?gedaan=")));
    assert!(world.get(&cookie, "/wachtrij?weergave=afgesloten").await.body.contains("Seringenlaan"));
}

#[tokio::test]
async fn a_closed_casus_is_reopened_for_nobody_in_particular() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    world.post(&cookie, &format!("/casussen/{LAAG}/doe/afsluiten"), "versie=1").await;
    world.post(&cookie, &format!("/casussen/{LAAG}/doe/heropenen"), "versie=2").await;
    assert!(world.get(&cookie, "/wachtrij").await.body.contains("de flat bij de sluis"));
}

#[tokio::test]
async fn names_stand_behind_a_logged_button() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let page = world.get(&cookie, &format!("/casussen/{HOOG}")).await;
    assert!(!page.body.contains("Verzonnen") && page.body.contains("bewoner, 82 jaar"));
    let shown = world.post(&cookie, &format!("/casussen/{HOOG}/namen"), "").await;
    assert!(shown.body.contains("Wil Verzonnen"));
    let line = format!("SELECT COUNT(*) FROM audit WHERE action = 'casus.namen-bekeken' AND object = 'casus:{HOOG}'");
    assert_eq!(world.count(&line).await, 1);
}

#[tokio::test]
async fn a_casus_shows_why_a_signal_is_here() {
    let world = World::new().await;
    let cookie = world.as_role("teamlid").await;
    let page = world.get(&cookie, &format!("/casussen/{SPOED}")).await;
    for said in
        ["zelfde adres (pleit ervoor, 9,5)", "<b>ontruiming</b>: raak, het woord", "Ontvangstbevestiging per e-mail"]
    {
        assert!(page.body.contains(said), "{said}");
    }
}

#[tokio::test]
async fn what_was_read_from_a_text_is_marked_in_it_and_listed() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let text = "Mevrouw De Wit (82) van Rietlaan 7-B <b>eet</b> niet.";
    world.run(&format!("UPDATE signal SET situation = '{text}' WHERE casus_id = '{SPOED}'")).await;
    let page = world.get(&cookie, &format!("/casussen/{SPOED}")).await.body;
    let mark = |fact: &str, said: &str| format!(r#"<mark class="feit" title="Gelezen als {fact}">{said}</mark>"#);
    let [name, age, address] = [mark("naam", "De Wit"), mark("leeftijd", "82"), mark("adres", "Rietlaan 7-B")];
    assert!(page.contains(&format!("Mevrouw {name} ({age}) van {address} &#60;b&#62;eet")), "{page}");
    assert!(page.contains("<li>adres: Rietlaan 7-B</li>"), "{page}");
}

#[tokio::test]
async fn what_was_read_from_a_subject_is_marked_there() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let set = "subject = 'Zorgen over Rietlaan 7-B', situation = 'Mevrouw eet niet.'";
    world.run(&format!("UPDATE signal SET {set} WHERE casus_id = '{SPOED}'")).await;
    let page = world.get(&cookie, &format!("/casussen/{SPOED}")).await.body;
    let marked = r#"Zorgen over <mark class="feit" title="Gelezen als adres">Rietlaan 7-B</mark></p>"#;
    assert!(page.contains(marked) && page.contains(">Mevrouw eet niet.</p>"), "{page}");
}

#[tokio::test]
async fn a_note_is_kept_without_bsn() {
    let world = World::new().await;
    let cookie = world.as_role("teamlid").await;
    world.post(&cookie, &format!("/casussen/{HOOG}/notities"), "tekst=BSN+111222333+gebeld").await;
    let page = world.get(&cookie, &format!("/casussen/{HOOG}")).await;
    assert!(page.body.contains("BSN **** gebeld") && page.body.contains("Karim Bouali"));
    let empty = world.post(&cookie, &format!("/casussen/{HOOG}/notities"), "tekst=+").await;
    assert!(empty.status == StatusCode::BAD_REQUEST && empty.body.contains("Schrijf eerst een notitie."));
}

#[tokio::test]
async fn a_household_is_found_by_address_and_kenmerk() {
    let world = World::new().await;
    let cookie = world.as_role("teamlid").await;
    for words in ["beukenhof+3", "9675xb", "9675+XB", "h-0000-0002", "VD-0000-0002", "Beuk"] {
        let page = world.post(&cookie, "/zoeken", &format!("q={words}")).await;
        assert!(page.body.contains("Beukenhof 3") && !page.body.contains("Seringenlaan"), "{words}");
    }
    assert!(world.post(&cookie, "/zoeken", "q=Eikenlaan").await.body.contains("Niets gevonden"));
}

#[tokio::test]
async fn accents_matter_to_nobody_who_searches() {
    let world = World::new().await;
    let cookie = world.as_role("teamlid").await;
    world
        .run(r#"UPDATE household SET address_json = '{"straatnaam":"Elandweg-Noord","huisnummer":7}' WHERE id = 'h1'"#)
        .await;
    world
        .run(r#"UPDATE household SET address_json = '{"straatnaam":"Élandweg","huisnummer":9}' WHERE id = 'h2'"#)
        .await;
    for words in ["elandweg", "%C3%89landweg", "ELANDWEG"] {
        let page = world.post(&cookie, "/zoeken", &format!("q={words}")).await;
        assert!(page.body.contains("Élandweg 9") && page.body.contains("Elandweg-Noord 7"), "{words}");
    }
}

#[tokio::test]
async fn a_signal_in_the_wachtbak_becomes_a_casus_once() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    assert!(world.get(&cookie, "/wachtbak").await.body.contains("De mail heeft geen leesbare tekst"));
    let path = format!("/wachtbak/{HELD}/casus");
    let form = "straatnaam=Lindeplein&huisnummer=8&postcode=9675XC&woonplaats=Winschoten&omschrijving=";
    let opened = world.post(&cookie, &path, form).await;
    assert!(world.get(&cookie, opened.location()).await.body.contains("Lindeplein 8"));
    assert_eq!(world.post(&cookie, &path, form).await.status, StatusCode::NOT_FOUND);
    assert!(world.get(&cookie, "/wachtbak").await.body.contains("De wachtbak is leeg."));
    assert_eq!(world.count("SELECT COUNT(*) FROM blocking_key WHERE key = 'adres:9675XC|8|'").await, 1);
}

#[tokio::test]
async fn an_original_is_a_download_only() {
    let world = World::new().await;
    let cookie = world.as_role("teamlid").await;
    let answer = world.get(&cookie, &format!("/signalen/{HELD}/origineel")).await;
    assert_eq!(answer.body, "From:");
    assert!(answer.headers.get(header::CONTENT_DISPOSITION).unwrap().to_str().unwrap().starts_with("attachment"));
    assert_eq!(answer.headers.get("x-content-type-options").unwrap(), "nosniff");
}

#[tokio::test]
async fn a_task_is_done_once() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    assert!(world.get(&cookie, "/taken").await.body.contains("Melder zonder e-mailadres"));
    assert_eq!(world.post(&cookie, "/taken/taak-1", "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(world.post(&cookie, "/taken/taak-1", "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_proposal_is_asked_on_the_card() {
    let world = World::new().await;
    world
        .run(
            r#"INSERT INTO proposal VALUES ('voorstel-1', '01930000-0000-7000-8000-0000000051f1', 'h2', 0,
               '[{"reden":"zelfde telefoonnummer","weight":6.1}]', 0, NULL, NULL, NULL)"#,
        )
        .await;
    let cookie = world.as_role("projectleider").await;
    let page = world.get(&cookie, "/wachtrij").await;
    let said = "Lijkt op <b>Beukenhof 3</b> (H-0000-0002): zelfde telefoonnummer.";
    assert!(page.between("Seringenlaan", "</article>").contains(said));
    let done = world.post(&cookie, &format!("/samenvoegen/{SPOED}/{HOOG}"), "besluit=nee").await;
    assert!(done.location().starts_with("/wachtrij?gedaan="), "{}", done.location());
    assert!(!world.get(&cookie, "/wachtrij").await.body.contains("Lijkt op"));
    world.post(&cookie, "/ongedaan", "").await;
    assert!(world.get(&cookie, "/wachtrij").await.body.contains("Lijkt op"));
    assert_eq!(world.count("SELECT COUNT(*) FROM verdict").await, 0);
}

#[tokio::test]
async fn a_long_queue_comes_in_pages_without_gaps() {
    let world = World::new().await;
    let mut sql = String::new();
    for number in 100..220 {
        let at = now().as_microsecond() - number;
        sql.push_str(&format!(
            "INSERT INTO household VALUES ('x{number}', 'H-X{number}', '{{\"straatnaam\":\"Parkweg\",\"huisnummer\":{number}}}', 0);
             INSERT INTO casus (id, household_id, queue, urgency, reasons_json, status, assigned_to, due_at, signals, last_signal_at, version) VALUES ('01930000-0000-7000-8000-0000000aa{number}', 'x{number}', 'parkwijk', 1, '[]', 'nieuw', NULL, NULL, 1, {at}, 1);"
        ));
    }
    world.run(&sql).await;
    let cookie = world.as_role("projectleider").await;
    let (mut path, mut cards, mut pages) = ("/wachtrij".to_owned(), 0, 0);
    loop {
        let page = world.get(&cookie, &path).await;
        cards += page.body.matches("<article").count();
        pages += 1;
        let Some((before, _)) = page.body.split_once("\">Toon meer") else { break };
        path = before.rsplit_once("href=\"").unwrap().1.replace("&#38;", "&").replace("&amp;", "&");
    }
    assert_eq!((cards, pages), (123, 3));
}

#[tokio::test]
async fn a_signal_is_explained_rule_by_rule() {
    let world = World::new().await;
    world
        .run(&format!(
            r#"UPDATE signal SET route_json = '{{"wachtrij":"parkwijk","regel":"piket","urgentie":"spoed",
               "redenen":["Gevaar (regel piket)"],"termijn":{{"op":"x","omdat":"4 werkuren vanaf vr 13 nov 16.00 = ma 16 nov 11.00"}},
               "spoor":[["route","dag",false,"vr 13 nov 18.00 valt buiten kantooruren"],
                        ["route","piket",true,"<b>Gevaar</b>"]],
               "regelversie":"0123456789ab"}}' WHERE id = '{HELD}'"#
        ))
        .await;
    let cookie = world.as_role("projectleider").await;
    let page = world.get(&cookie, &format!("/signalen/{HELD}/uitleg")).await;
    for told in [
        "0123456789ab",
        "4 werkuren vanaf vr 13 nov 16.00",
        "valt buiten kantooruren",
        "Welke wachtrij?",
        "&#60;b&#62;",
    ] {
        assert!(page.body.contains(told), "{told}");
    }
    assert!(!page.body.contains("niet te lezen"), "the text itself is not part of the explanation");
    let unknown = world.get(&cookie, "/signalen/01930000-0000-7000-8000-00000000ffff/uitleg").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let nobody = world.get("", &format!("/signalen/{HELD}/uitleg")).await;
    assert_ne!(nobody.status, StatusCode::OK);
}

#[tokio::test]
async fn where_there_is_no_page_a_page_says_so() {
    let world = World::new().await;
    let nowhere = world.get("", "/geen-pagina").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    assert!(nowhere.body.contains("Hier is geen pagina."));
    assert!(nowhere.headers.contains_key(header::CONTENT_SECURITY_POLICY));
}

#[tokio::test]
async fn a_long_wachtbak_says_that_there_is_more() {
    let world = World::new().await;
    let cookie = world.as_role("projectleider").await;
    let at = now().as_microsecond();
    let rows: Vec<String> = (0..230)
        .map(|number| {
            format!(
                "('held-{number}', 'VD-HELD-{number}', NULL, 'onleesbaar', NULL, 'onbekend', 'email', NULL, {at}, 'Proef',
                  'tekst', 1, 'eerste', '{{}}', '[]', '{{}}', '{{}}')"
            )
        })
        .collect();
    world.run(&format!("INSERT INTO signal VALUES {}", rows.join(", "))).await;
    let page = world.get(&cookie, "/wachtbak").await.body;
    assert!(page.contains("U ziet de oudste 200. Er zijn er meer"), "{page}");
    assert_eq!(page.matches("<article").count(), 200);
}
