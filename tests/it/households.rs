//! Signals of one household meet in one casus, whatever door they come by and however they write the address.

use serde_json::json;

use super::{
    clients::{Mail, http},
    world::World,
};

/// A mail from a partner.
fn mail(from: &str, text: &str) -> Mail {
    Mail::from(from, text)
}

fn sorted(kenmerken: &[&String]) -> Vec<String> {
    let mut kenmerken: Vec<String> = kenmerken.iter().map(|kenmerk| (*kenmerk).clone()).collect();
    kenmerken.sort();
    kenmerken
}

#[tokio::test]
async fn mail_lmtp_api_and_form_meet_in_one_casus_with_one_answer_each() {
    let world = World::start().await;
    let by_mail =
        mail("joke@meldpunt.example", "Er staan vuilniszakken op de galerij bij Krabbenscheerstraat 12A, 9675XA.");
    let by_lmtp =
        mail("wijkagent@politie.example", "Geschreeuw gehoord. Krabbenscheerstraat 12-A te Winschoten, 9675 XA.");
    let by_mail = world.mailed(&by_mail).await;
    let by_lmtp = world.delivered(&by_lmtp).await;
    let by_api = world
        .reported(
            "acantus",
            json!({
                "situatieSchets": "Twee maanden huurachterstand, reageert niet op brieven.",
                "adres": {"postcode": "9675 XA", "huisnummer": 12, "huisnummertoevoeging": "A"},
                "melder": {"naam": "B. Tjaden", "digitaleAdressen": [{"soort": "email", "adres": "tjaden@acantus.example"}]},
            }),
        )
        .await;
    let form = [
        ("situatie", "De gordijnen zijn al dagen dicht en niemand doet open."),
        ("straat", "Krabbenscheerstraat"),
        ("huisnummer", "12"),
        ("toevoeging", "a"),
        ("postcode", "9675XA"),
        ("email", "buurvrouw@post.example"),
    ];
    let by_form = world.filled_in("bewoners", &form).await;
    assert_eq!(world.households().await, [sorted(&[&by_mail, &by_lmtp, &by_api, &by_form])]);
    let casus = world.casus_of(&by_mail).await;
    assert_eq!((&casus["wachtrij"], &casus["status"]), (&json!("parkwijk"), &json!("nieuw")));
    let channels: Vec<&str> =
        casus["signalen"].as_array().unwrap().iter().map(|line| line["kanaal"].as_str().unwrap()).collect();
    assert_eq!(channels, ["email", "email", "api", "webformulier"]);
    world.settled().await;
    let mut answered: Vec<(String, String)> =
        world.sink.taken().iter().map(|sent| (sent.to.clone(), sent.header("Subject"))).collect();
    answered.sort();
    let answer = |to: &str, kenmerk: &str| (to.to_owned(), format!("Auto: Ontvangstbevestiging {kenmerk}"));
    assert_eq!(
        answered,
        [
            answer("buurvrouw@post.example", &by_form),
            answer("joke@meldpunt.example", &by_mail),
            answer("tjaden@acantus.example", &by_api),
            answer("wijkagent@politie.example", &by_lmtp),
        ]
    );
}

#[tokio::test]
async fn an_addition_is_the_same_however_it_is_written_and_another_is_another_household() {
    let world = World::start().await;
    let mut same = Vec::new();
    for written in ["12a", "12 A", "12-A", "12 toev. A", "12A"] {
        let text = format!("Zorg om de bewoners van Krabbenscheerstraat {written}, 9675 XA Winschoten.");
        same.push(world.mailed(&mail("joke@meldpunt.example", &text)).await);
    }
    for addition in [json!({"huisletter": "A"}), json!({"huisnummertoevoeging": "a"})] {
        let mut adres = json!({"postcode": "9675xa", "huisnummer": "12"});
        adres.as_object_mut().unwrap().extend(addition.as_object().unwrap().clone());
        same.push(world.reported("acantus", json!({"situatieSchets": "Zorg.", "adres": adres})).await);
    }
    let other = world
        .reported(
            "cjg",
            json!({
                "situatieSchets": "Jonge moeder met tweeling, oververmoeid. Krabbenscheerstraat 12-B Winschoten.",
                "adres": {"postcode": "9675XA", "huisnummer": 12, "huisletter": "B"},
            }),
        )
        .await;
    let mut expected = vec![sorted(&same.iter().collect::<Vec<_>>()), vec![other]];
    expected.sort();
    assert_eq!(world.households().await, expected);
}

/// The three pairs of the domain study, in their order.
async fn three_pairs(world: &World) -> [String; 6] {
    let s1 = mail(
        "meldpunt@meldpunt.example",
        "Goedemiddag,\n\nBij het meldpunt kwam vanochtend een klacht binnen over Krabbenscheerstraat 12A, 9675XA \
         Winschoten. Er staan vuilniszakken op de galerij. Bewoonster is mevrouw Van der Meulen-Bos, rond de 45.\n\n\
         Met vriendelijke groet,\nJoke Hulzebos",
    );
    let s1 = world.mailed(&s1).await;
    let s2 = world
        .reported(
            "acantus",
            json!({
                "bronReferentie": "WC-88213",
                "situatieSchets": "Mw. A. Bos, Krabbenscheerstr. 12 toev. A te Winschoten, doet de deur niet open.",
                "adres": {"postcode": "9675 XA", "huisnummer": 12, "huisnummertoevoeging": "A"},
            }),
        )
        .await;
    let s3 = "Sem Drenthe uit groep 5 komt zonder brood op school. Pijlkruidhof 7, 9675 XC. Ouders weten ervan.";
    let s3 = world.filled_in("scholen", &[("situatie", s3)]).await;
    let s4 = mail(
        "wijkagent@politie.example",
        "Ter info voor het wijkteam. Geen strafbaar feit, wel zorg.\n\n-----Oorspronkelijk bericht-----\nVan: Meldkamer \
         <noreply@politie.example>\nVerzonden: zondag 08:10\nOnderwerp: nachtdienst zaterdag\n\nRond 02.15 uur ruzie bij \
         fam. Drente, Pijlkruidhof nr. 7 (9675xc). Man en vrouw onder invloed, jongen van ca. 8 jaar wakker.",
    );
    let s4 = world.mailed(&s4.about("FW: nachtdienst zaterdag")).await;
    let s5 = mail(
        "hilda@oosterlengte.example",
        "Hoi, ik kom nu twee maanden bij mijnheer Ploegsma op het Waterviolierpad 31 (9675 XE). Hij is vergeetachtig \
         aan het worden. Groet, Hilda Wubs",
    );
    let s5 = world.mailed(&s5).await;
    let s6 = "Die oude meneer Ploegsma van het Waterviolierpad, nummer weet ik niet, komt drie woensdagen niet eten.";
    let s6 = world.filled_in("wijkresto", &[("situatie", s6)]).await;
    [s1, s2, s3, s4, s5, s6]
}

/// The other six of the domain study: the first is a near miss of the first pair.
async fn six_alone(world: &World) -> [String; 6] {
    let s7 = world
        .reported(
            "cjg",
            json!({
                "situatieSchets": "Jonge moeder met tweeling vraagt om praktische steun. Krabbenscheerstraat 12-B.",
                "adres": {"postcode": "9675XA", "huisnummer": 12, "huisletter": "B"},
            }),
        )
        .await;
    let s8 = "Betreft dhr. K. Boelens, Kikkerbeetlaan 4, 9675 XD. Gordijnen sinds vorige week dicht.";
    let s8 = world.mailed(&mail("ria@oggz.example", s8)).await;
    let s9 = "Mw. Oldenhuis, Lisdoddeplein 18, wil graag weer onder de mensen. Klein netwerk.";
    let s9 = world.filled_in("wijkoverleg", &[("situatie", s9)]).await;
    let s10 = json!({
        "values": {"onderwerp": "Zoekt zinvolle dagbesteding", "toelichting": "Klant (29) wil iets voor de wijk doen.",
                   "postcode": "9675 XF", "huisnummer": "5", "huisletter": ""},
        "metadata": {"form": "signaal-wijkteam", "submission_id": "b3f1"},
        "values_schema": {}, "metadata_schema": {},
    });
    let key = world.key("wijkoverleg").await;
    let s10 = world.ask(&key, "POST /v1/formulieren/wijkoverleg", Some(&s10)).await.is(201);
    let s10 = s10.json()["kenmerk"].as_str().unwrap().to_owned();
    let s11 =
        "Op het Lisdoddeplein boven de buurtsuper brandt al vier nachten licht en ik ruik gas in het trappenhuis.";
    let s11 = world.filled_in("bewoners", &[("situatie", s11)]).await;
    let s12 = mail(
        "directie@school.example",
        "Noor (6) vertelde dat papa mama en haar heeft geslagen. Adres bij ons bekend: Kikkerbeetlaan 19, 9675 XD.",
    );
    let s12 = world.mailed(&s12.about("SPOED zorg om leerling")).await;
    [s7, s8, s9, s10, s11, s12]
}

#[tokio::test]
async fn of_twelve_signals_the_three_pairs_are_found() {
    let world = World::start().await;
    let [s1, s2, s3, s4, s5, s6] = three_pairs(&world).await;
    let [s7, s8, s9, s10, s11, s12] = six_alone(&world).await;
    let mut expected = vec![sorted(&[&s1, &s2]), sorted(&[&s3, &s4])];
    expected.extend([&s5, &s6, &s7, &s8, &s9, &s10, &s11, &s12].map(|alone| vec![alone.clone()]));
    expected.sort();
    assert_eq!(world.households().await, expected, "S5 and S6 share a name and a street: a human decides");

    let asked: Vec<(String, String)> = world
        .proposals()
        .await
        .iter()
        .map(|proposal| {
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            (text(&proposal["signaal"]["kenmerk"]), text(&proposal["kandidaat"]["id"]))
        })
        .collect();
    let of_s5 = world.casus_of(&s5).await["huishouden"]["id"].as_str().unwrap().to_owned();
    assert!(asked.contains(&(s6.clone(), of_s5)), "{asked:?}");
    for (kenmerk, urgency) in [(&s4, "hoog"), (&s10, "laag"), (&s11, "spoed"), (&s12, "spoed")] {
        assert_eq!(world.casus_of(kenmerk).await["urgentie"], urgency, "{kenmerk}");
    }
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_one_signal_and_with_other_words_it_is_another() {
    let world = World::start().await;
    let page = http(world.http_address(), "GET /melden", &[], b"").await.unwrap().is(200).body;
    let token = page.split("name=\"bewijs\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let send = async |text: &str| {
        let fields = [("bewijs", token), ("situatie", text), ("email", "buurvrouw@post.example")];
        world.filled_in("bewoners", &fields).await
    };
    let first = send("De gordijnen zijn dicht bij Pijlkruidhof 7, 9675 XC.").await;
    assert_eq!(send("De gordijnen zijn dicht bij Pijlkruidhof 7, 9675 XC.").await, first, "the button pressed twice");
    let second = send("Nu brandt er ook licht bij Pijlkruidhof 7, 9675 XC.").await;
    assert_eq!(world.households().await, [sorted(&[&first, &second])]);
    world.settled().await;
    assert_eq!(world.sink.attempts().len(), 2);
}

/// A household by full address, and a signal that only resembles it.
async fn resembling(world: &World) -> (String, String, serde_json::Value) {
    let known = "Ik kom bij mijnheer Ploegsma op het Waterviolierpad 31 (9675 XE). Hij wordt vergeetachtig.";
    let known = world.mailed(&mail("hilda@oosterlengte.example", known)).await;
    let vague = "Die oude meneer Ploegsma van het Waterviolierpad komt niet meer eten. Nummer weet ik niet.";
    let vague = world.mailed(&mail("truus@wijkresto.example", vague)).await;
    let mut proposals = world.proposals().await;
    assert_eq!(proposals.len(), 1, "{proposals:?}");
    (known, vague, proposals.remove(0))
}

#[tokio::test]
async fn weaker_evidence_is_a_question_and_a_yes_brings_the_two_together() {
    let world = World::start().await;
    let (known, vague, proposal) = resembling(&world).await;
    assert_eq!(world.households().await.len(), 2);
    assert!(!proposal["redenen"].as_array().unwrap().is_empty(), "{proposal}");
    world.decide(&proposal, "zelfde").await.is(201);
    assert_eq!(world.households().await, [sorted(&[&known, &vague])]);
    assert!(world.proposals().await.is_empty());
    let again = world.decide(&proposal, "zelfde").await.is(201);
    assert_eq!(again.header("idempotent-replayed"), "true");
    world.decide(&proposal, "ander").await.is(409);
    world.store.verify_audit().await.unwrap();
}

#[tokio::test]
async fn a_no_keeps_the_two_apart() {
    let world = World::start().await;
    let (_, _, proposal) = resembling(&world).await;
    world.decide(&proposal, "ander").await.is(201);
    assert_eq!(world.households().await.len(), 2);
    assert!(world.proposals().await.is_empty());
    world.decide(&proposal, "zelfde").await.is(409);
}

#[tokio::test]
async fn a_verdict_that_is_no_verdict_is_told_what_there_is() {
    let world = World::start().await;
    let (_, _, proposal) = resembling(&world).await;
    let answer = world.decide(&proposal, "misschien").await.is(400);
    assert_eq!(answer.json()["fouten"][0]["pointer"], "/besluit");
    let partner = world.key("cjg").await;
    let line = format!("POST /v1/matchvoorstellen/{}/besluiten", proposal["id"].as_str().unwrap());
    world.ask(&partner, &line, Some(&json!({"besluit": "zelfde"}))).await.is(403);
    assert_eq!(world.proposals().await.len(), 1);
}

#[tokio::test]
async fn under_the_strict_policy_an_address_alone_never_joins() {
    let world = World::with(super::world::Backend::Sqlite, &[("HOUSEHOLD__POLICY", "streng")]).await;
    for text in ["Klacht over Krabbenscheerstraat 12A, 9675XA.", "Zorg over Krabbenscheerstraat 12A, 9675XA."] {
        world.mailed(&mail("joke@meldpunt.example", text)).await;
    }
    assert_eq!(world.households().await.len(), 2);
    assert_eq!(world.proposals().await.len(), 1);
}

#[tokio::test]
async fn the_projectleider_finds_a_household_by_address_name_or_number() {
    let world = World::start().await;
    let (known, _, _) = resembling(&world).await;
    let id = world.casus_of(&known).await["huishouden"]["id"].clone();
    for question in [
        json!({"adres": {"postcode": "9675 XE", "huisnummer": 31}}),
        json!({"adres": {"straatnaam": "Waterviolierpad", "huisnummer": 31}}),
        json!({"kenmerk": known}),
        json!({"adres": {"straatnaam": "Waterviolierpad"}, "betrokkenen": [{"geslachtsnaam": "Ploegsma"}]}),
    ] {
        let found = world.ask(&world.leader, "POST /v1/huishoudens/_zoek", Some(&question)).await.is(200).json();
        let ids: Vec<_> = found["resultaten"].as_array().unwrap().iter().map(|household| &household["id"]).collect();
        assert!(ids.contains(&&id), "{question}: {found}");
    }
}
