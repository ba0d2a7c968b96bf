//! The facts of whole texts: the twelve example signals, the notations, the traps.

use std::time::Instant;

use proptest::prelude::*;

use super::*;
use crate::domain::AddressKey;

pub(super) fn read(text: &str) -> Facts {
    facts(text, &Gazetteer::default())
}

fn key(text: &str) -> Option<AddressKey> {
    read(text).address.key()
}

pub(super) fn line(text: &str) -> String {
    read(text).address.line()
}

pub(super) fn surnames(facts: &Facts) -> Vec<&str> {
    facts.persons.iter().filter_map(|person| person.geslachtsnaam.as_deref()).collect()
}

const S1: &str = "Overlastmelding 2026-0419 Krabbenscheerstraat\n\nGoedemiddag,\nBij het meldpunt kwam vanochtend een klacht binnen over Krabbenscheerstraat 12A, 9675XA Winschoten. Al een paar weken staan er vuilniszakken op de galerij en er is veel geschreeuw 's avonds laat. Bewoonster is mevrouw Van der Meulen-Bos, rond de 45. Buren durven niet meer aan te bellen. Kunnen jullie kijken of hier meer speelt? Graag een berichtje terug.\nMet vriendelijke groet, Joke Hulzebos, Meldpunt Zorg en Overlast";
const S2: &str = "Mw. A. Bos, Krabbenscheerstr. 12 toev. A te Winschoten, reageert niet op brieven en doet de deur niet open. Twee maanden huurachterstand (€ 1.184). Woning maakt vervuilde indruk.";
const S3: &str = "Sem Drenthe uit groep 5 is de laatste weken vaak moe, komt zonder brood op school en is drie keer te laat. Moeder zegt dat het thuis \"een beetje onrustig\" is. Pijlkruidhof 7, 9675 XC. Ouders weten dat ik dit doorgeef. Ik hoor graag of iemand langsgaat. (Intern begeleider, obs De Waterlelie)";
const S4: &str = "FW: nachtdienst zaterdag\n\nTer info voor het wijkteam. Geen strafbaar feit, wel zorg.\n-----Oorspronkelijk bericht----- Van: Meldkamer <noreply@politie.example> Verzonden: zondag 08:10 Onderwerp: nachtdienst zaterdag\nRond 02.15 uur melding van ruzie bij fam. Drente, Pijlkruidhof nr. 7 (9675xc). Man en vrouw onder invloed, jongen van ca. 8 jaar wakker. Rust hersteld.";
const S5: &str = "Hoi, ik kom nu twee maanden bij mijnheer Ploegsma op het Waterviolierpad 31 (9675 XE). Hij is vergeetachtig aan het worden, pan op het vuur laten staan en de koelkast is steeds leeg. Dochter woont in Assen en komt weinig. Ik heb hem verteld dat ik met het wijkteam overleg, dat vond hij goed. Wie kan eens meekijken? Groet, Hilda Wubs";
const S6: &str = "Die oude meneer Ploegsma van het Waterviolierpad, nummer weet ik niet, hoekhuis naast de trap, komt nu al drie woensdagen niet eten. Laatste keer had hij twee verschillende schoenen aan en wist hij niet welke dag het was. Ik maak me zorgen. Mijn naam mag u weten maar liever niet tegen hem zeggen. Truus E., 06-00000000";
const S7: &str = "Jonge moeder met tweeling van 4 maanden, oververmoeid, vraagt om praktische steun. Krabbenscheerstraat 12-B Winschoten.";
const S8: &str = "Betreft dhr. K. Boelens, BSN ****, Kikkerbeetlaan 4, 9675 XD. Bekend met eerdere opname, medicatie gestopt, gordijnen sinds vorige week dicht. Buurvrouw hoort hem 's nachts praten. Kan het team aansluiten bij een huisbezoek? Tel. 0597-000000. Ria Nap, OGGZ-netwerk.";
const S9: &str = "Mw. Oldenhuis, Lisdoddeplein 18, heeft in het gesprek zelf aangegeven dat ze graag weer onder de mensen wil. Klein netwerk, schulden in regeling. Afspraak uit het teamoverleg: de opbouwwerker belt haar deze week over de koffieochtend.";
const S10: &str =
    "Klant (29) met bijstand wil iets voor de wijk doen, handig met gereedschap, durft niet alleen naar activiteiten.";
const S11: &str = "Op het Lisdoddeplein boven de buurtsuper brandt al vier nachten licht en ruik ik gas in het trappenhuis. Volgens mij woont daar iemand alleen. Ik wil niet dat bekend wordt dat ik dit meld.";
const S12: &str = "SPOED zorg om leerling\n\nNoor (6) vertelde vanmorgen dat papa mama en haar heeft geslagen en liet blauwe plekken op haar arm zien. Ze wil niet naar huis. Adres bij ons bekend: Kikkerbeetlaan 19, 9675 XD. We hebben nog niet met ouders gesproken. Wat moeten we doen?";

#[test]
fn the_twelve_signals_have_their_addresses() {
    let lines = [S1, S2, S3, S4, S5, S6, S7, S8, S9, S10, S11, S12].map(line);
    assert_eq!(
        lines,
        [
            "Krabbenscheerstraat 12-A, 9675 XA Winschoten",
            "Krabbenscheerstr. 12-A, Winschoten",
            "Pijlkruidhof 7, 9675 XC",
            "Pijlkruidhof 7, 9675 XC",
            "Waterviolierpad 31, 9675 XE",
            "Waterviolierpad",
            "Krabbenscheerstraat 12-B, Winschoten",
            "Kikkerbeetlaan 4, 9675 XD",
            "Lisdoddeplein 18",
            "",
            "Lisdoddeplein",
            "Kikkerbeetlaan 19, 9675 XD",
        ]
    );
    assert_eq!(read(S6).address.omschrijving.as_deref(), Some("hoekhuis naast de trap"));
    assert_eq!(read(S11).address.omschrijving.as_deref(), Some("boven de buurtsuper"));
}

#[test]
fn the_twelve_signals_have_their_people() {
    let people = [S1, S2, S3, S4, S5, S6, S7, S8, S9, S10, S11, S12].map(|text| {
        let persons = read(text).persons.into_iter().map(|person| {
            let name = [person.voornamen, person.voorletters, person.voorvoegsel, person.geslachtsnaam].into_iter();
            let age = person.leeftijd.map(|years| format!("({years})"));
            name.chain([person.partnernaam, age]).flatten().collect::<Vec<_>>().join(" ")
        });
        persons.collect::<Vec<_>>().join("; ")
    });
    assert_eq!(
        people,
        [
            "Bos van der Meulen (45)",
            "A. Bos",
            "Sem Drenthe",
            "Drente; (8)",
            "Ploegsma",
            "Ploegsma",
            "",
            "K. Boelens",
            "Oldenhuis",
            "(29)",
            "",
            "Noor (6)",
        ]
    );
}

#[test]
fn the_twelve_signals_alarm_where_they_should() {
    let loud = |test: fn(&Facts) -> bool| {
        let texts = [S1, S2, S3, S4, S5, S6, S7, S8, S9, S10, S11, S12];
        (1..).zip(texts).filter(|(_, text)| test(&read(text))).map(|(number, _)| number).collect::<Vec<i32>>()
    };
    assert_eq!(loud(|facts| facts.crisis), [11]);
    assert_eq!(loud(|facts| facts.urgency == Urgency::Hoog), [11, 12]);
    assert_eq!(loud(|facts| facts.meldcode.is_some()), [4, 12]);
    assert_eq!(loud(|facts| facts.anonymous_wish), [6, 11]);
    assert_eq!(read(S12).meldcode.as_deref(), Some("geslagen, blauwe plekken"));
    assert_eq!(read(S11).urgency_reasons, ["het woord ‘ruik gas’"]);
}

#[test]
fn one_address_in_every_notation_is_one_key() {
    let wanted = key("Krabbenscheerstraat 12A, 9675XA Winschoten");
    assert!(wanted.is_some());
    for text in [
        "Krabbenscheerstraat 12a, 9675 xa",
        "Krabbenscheerstr. 12 A (9675XA Winschoten)",
        "krabbenscheerstraat 12-a te Winschoten (9675-XA)",
        "9675 XA Winschoten, Krabbenscheerstraat 12/A",
        "op Krabbenscheerstraat nr. 12 toev. A, 9675XA woont een man",
        "Straat: Krabbenscheerstraat\nHuisnummer: 12A\nPostcode: 9675 XA\nWoonplaats: Winschoten",
        "Adres: Krabbenscheerstraat 12-A\nPostcode/plaats: 9675XA Winschoten",
        "postcode 9675XA, huisnummer 12 A",
        "9675XA 12a",
        "Krabbenscheerstraat nummer 12 toevoeging A, 9675 XA",
        "Meentedorp 12 A, 9675XA",
    ] {
        assert_eq!(key(text), wanted, "{text}");
    }
    for other in
        ["Krabbenscheerstraat 12, 9675XA", "Krabbenscheerstraat 12-B, 9675XA", "Krabbenscheerstraat 12A, 9675XB"]
    {
        assert_ne!(key(other), wanted, "{other}");
    }
}

/// Name, address and telephone, as a row each.
fn told(text: &str) -> Vec<String> {
    let facts = read(text);
    let names = facts.persons.iter().map(|person| {
        let parts = [&person.voorletters, &person.voornamen, &person.voorvoegsel, &person.geslachtsnaam];
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ")
    });
    names.chain([facts.address.line()]).collect()
}

#[test]
fn the_head_of_a_letter_is_its_senders() {
    let head = "Woonstichting De Sluis\nKade 7\n9999 ZB Verweg\n\nAan: Gemeente Ver, wijkteam\nPostbus 1\n9999 AD Verweg\n\n\
                Datum: 3 mei 2024\nBetreft: zorgen\n\nGeacht team,\n\n";
    let body = "Wij schrijven u over mw. J. Bos. Het adres luidt Pijlkruidhof 7, 9675 XC.";
    assert_eq!(told(&format!("Zorg\n\n{head}{body}")), ["J. Bos", "Pijlkruidhof 7, 9675 XC"]);
    assert_eq!(told(&format!("Zorg\n\n{head}Zijn huis is vervuild.")), [""]);
    let passed_on = "Zorg\n\nDe heer J. Bos\nPijlkruidhof 7\n9675 XC Winschoten\n\nGeachte heer Bos,\n\nU bent achter.";
    assert_eq!(told(passed_on).last().unwrap(), "Pijlkruidhof 7, 9675 XC Winschoten");
}

#[test]
fn whoever_fills_in_or_calls_is_not_whom_it_is_about() {
    let form = "Formulier\n\n1. Gegevens inwoner\nAchternaam: Bos\nVoorletter(s): J.\nAdres: Pijlkruidhof 7\n\n\
                2. Gegevens aanmelder\nNaam: Ineke Tuin\nTelefoon: 0597-000000\n\n3. Reden\nSchulden.";
    assert_eq!(told(form), ["J. Bos", "Pijlkruidhof 7"]);
    assert_eq!(read(form).persons[0].telefoonnummer, None);
    let note = "Notitie\n\nBeller: Ineke Tuin, nr. 0597-000000\nOver: J. Bos, Pijlkruidhof 7";
    assert_eq!(told(note), ["J. Bos", "Pijlkruidhof 7"]);
    assert_eq!(read(note).persons[0].telefoonnummer, None);
    let police = "Rapport\n\nBetrokkene is J. Bos. Melder: Ineke Tuin, tel: 0597-000000.";
    assert_eq!(read(police).persons[0].telefoonnummer, None);
    let meeting = "Casus\n\nInbrenger: G. Tuin (Jeugdteam Zuid)\nWie: J. Bos\nWaar: Pijlkruidhof 7";
    assert_eq!(told(meeting), ["J. Bos", "Pijlkruidhof 7"]);
    let call =
        "Zorg\n\nHet gaat slecht met J. Bos. Aanleiding is een telefoontje van Ineke Tuin van nummer 9 (0597-000000).";
    assert_eq!((told(call)[0].as_str(), &read(call).persons[0].telefoonnummer), ("J. Bos", &None));
    for text in [
        "Zorg\n\nMelding van mevrouw Tuin (Kade 4). Zij hoort geschreeuw bij J. Bos, Pijlkruidhof 7.",
        "Zorg\n\nHallo, met Ineke Tuin. Bij J. Bos op Pijlkruidhof 7 is het weer mis. Mijn nr is 06-00000000",
        "Zorg\n\nIk, Ineke Tuin, wonende Kade 4, wil melden dat J. Bos van Pijlkruidhof 7 hulp nodig heeft.",
        "Zorg\n\nJ. Bos, Pijlkruidhof 7\nIngestuurd door: Ineke Tuin\nTel: 06-00000000",
        "Zorg\n\nGraag terugbellen naar Ineke Tuin, 06-00000000, over J. Bos van Pijlkruidhof 7.",
        "Zorg\n\nJ. Bos, Pijlkruidhof 7, wordt begeleid door Ineke Tuin van Cosis (06-00000000).",
    ] {
        assert_eq!(told(text), ["J. Bos", "Pijlkruidhof 7"], "{text}");
        assert_eq!(read(text).persons[0].telefoonnummer, None, "{text}");
    }
    let origin = "Zorg\n\nJ. Bos, Pijlkruidhof 7. Het signaal is afkomstig van Ineke Tuin (Pijlkruidhof 9).";
    assert_eq!((told(origin), read(origin).former_address), (vec!["J. Bos".into(), "Pijlkruidhof 7".into()], None));
}

#[test]
fn a_table_is_a_form() {
    let table =
        "Overzicht\n\nNaam | mevrouw Bea Bos\nGeboren | 14-07-1942\nAdres | Pijlkruidhof 7\nMelder | Ineke Tuin";
    assert_eq!(told(table), ["Bea Bos", "Pijlkruidhof 7"]);
    assert_eq!(read(table).persons[0].geboortedatum.map(|date| date.to_string()).as_deref(), Some("1942-07-14"));
    assert_eq!(told("Lijst\n\n1) naam: J. Bos\n1) adres: 9675 XC 7").last().unwrap(), "7, 9675 XC");
}

#[test]
fn a_line_that_a_mail_program_broke_reads_on() {
    let wrapped = "Zorg\n\nHierbij vraag ik uw aandacht voor mevrouw Hanna van den\nBerg, die sinds kort alleen woont aan de Burgemeester\n\
                   Venemastraat 12 te Winschoten. Zij komt nauwelijks nog\nbuiten.";
    assert_eq!(told(wrapped), ["Hanna van den Berg", "Burgemeester Venemastraat 12, Winschoten"]);
    let ended = "Zorg\n\nBewoner: J. Bos\nStraat: Pijlkruidhof 7\n12 honden";
    assert_eq!(told(ended), ["J. Bos", "Pijlkruidhof 7"]);
}

#[test]
fn the_police_write_the_surname_first_and_in_capitals() {
    for (text, name) in [
        ("Mutatie\n\nBetrokkene: WIT, Selam de (S.T.), geb. 12-03-1961", "S.T. Selam de WIT"),
        ("Mutatie\n\nBetrokkene: BOS, Bea, g.d. 12 03 1961", "Bea BOS"),
        ("Mutatie\n\nBetrokken persoon: MEER, Carla van der\nRuzie.", "Carla van der MEER"),
    ] {
        assert_eq!(told(text)[0], name, "{text}");
    }
    assert!(read("Mutatie\n\nBetrokkene: BOS, Bea, g.d. 12 03 1961").persons[0].geboortedatum.is_some());
}

#[test]
fn what_is_typed_without_capitals_is_read() {
    let app = "app\n\nhoi kun je even kijken bij dhr j h bos pijlkruidhof 7 9675xc het gaat niet goed mvg ineke";
    assert_eq!(told(app), ["j.h. bos", "pijlkruidhof 7, 9675 XC"]);
    let under_a_signature =
        "app\n\nhoi het gaat niet goed met anna bos op pijlkruidhof 7 wie kijkt er\n\nGroet,\nIneke Tuin";
    assert_eq!(told(under_a_signature), ["anna bos", "pijlkruidhof 7"]);
    assert_eq!(
        told("app\n\nhoi er is brandgevaar op pijlkruidhof 7 en het is een kabaal van jewelste"),
        ["pijlkruidhof 7"]
    );
}

#[test]
fn what_is_not_sure_has_no_huisnummer() {
    for text in [
        "Kerkstraat 2, 4 en 6",
        "in de Kerkstraat 12 t/m 18",
        "Kerkstraat 3 honden gezien",
        "Kerkstraat 2026",
        "Ruzie tussen Kerkstraat 3 en Molenweg 5.",
        "mevrouw Hogendijk 45 jaar",
        "Molenweg 0597-000000",
        "De buren op Molenweg 3 klagen",
        "Ik woon zelf op Molenweg 3.",
        "Gebeld door Theo Bos (Molenweg 3).",
        "Zorgen.\nMet vriendelijke groet,\nT. Bos\nMolenweg 3, 9675 XA",
    ] {
        assert_eq!(read(text).address.huisnummer, None, "{text}");
    }
}

#[test]
fn the_former_address_stands_apart() {
    let facts = read("Mw. Bos woont op Molenweg 5, 9675 XB. Voorheen woonachtig op Kerkstraat 2, 9675 XA.");
    assert_eq!(facts.address.line(), "Molenweg 5, 9675 XB");
    assert_eq!(facts.former_address.map(|former| former.line()).as_deref(), Some("Kerkstraat 2, 9675 XA"));
    let facts = read("Zij is verhuisd van Kerkstraat 2 naar Molenweg 5.");
    assert_eq!(facts.address.line(), "Molenweg 5");
    assert_eq!(facts.former_address.map(|former| former.line()).as_deref(), Some("Kerkstraat 2"));
}

#[test]
fn the_gazetteer_adds_places_and_streets() {
    let gazetteer = Gazetteer::new(&["Meentedorp".to_owned()], &["Winschoten".to_owned()]);
    let address = facts("Op Meentedorp 12-B Winschoten.", &gazetteer).address;
    assert_eq!(address.line(), "Meentedorp 12-B, Winschoten");
}

#[test]
fn every_night_is_nobody() {
    for text in ["Vraag: Elke nacht harde muziek.", "- Elke nacht tot vier uur.\n- Door de buren gemeld."] {
        assert!(read(text).persons.is_empty(), "{text}");
    }
    assert_eq!(surnames(&read("Het gaat om Elke Bos.")), ["Bos"]);
}

#[test]
fn writers_and_neighbours_are_nobody() {
    for text in [
        "Geachte mevrouw Jansen, er is zorg.",
        "Zorg.\nGroet, Hilda Wubs",
        "Melder is mevrouw Jansen.",
        "De buren (fam. Jansen) klagen.",
        "Huisarts dokter dhr. Jansen belde.",
        "Mijn naam is Anna Jansen (45).",
    ] {
        assert_eq!(read(text).persons, [], "{text}");
    }
}

#[test]
fn dates_of_birth_and_telephones_go_to_their_owner() {
    let facts =
        read("Betreft Jan de Vries, geb. 12-03-1975, tel. 06-00000001. Partner is Anna Bos (geboren op 1 mei 1980).");
    assert_eq!(surnames(&facts), ["Vries", "Bos"]);
    assert_eq!(facts.persons[0].geboortedatum, Some(jiff::civil::date(1975, 3, 12)));
    assert_eq!(facts.persons[0].telefoonnummer.as_deref(), Some("06-00000001"));
    assert_eq!(facts.persons[1].geboortedatum, Some(jiff::civil::date(1980, 5, 1)));
}

#[test]
fn hostile_texts_take_no_longer_than_their_length() {
    let length = 200_000;
    for unit in [
        "7",
        "a",
        "A",
        "9675XA ",
        "Kerkstraat 12 ",
        "van ",
        "A. ",
        "mevrouw ",
        "(",
        "Kerkstraat 1, 9675XA ",
        "ik woon op ",
        "geb. ",
        "Groet,\n",
        "1-",
        "é",
        "\n\n",
    ] {
        let text = unit.repeat(length / unit.len());
        let start = Instant::now();
        let _ = read(&text);
        assert!(start.elapsed().as_secs() < 5, "{unit:?} took {:?}", start.elapsed());
    }
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in "\\PC{0,200}") {
        let _ = read(&text);
    }

    #[test]
    fn every_huisnummer_stands_in_the_text(text in "((Kerkstraat|op|nr\\.|Bos|woont|voorheen|en|A|toev\\.|Pad|mw\\.|geb\\.) ?|[0-9]{1,4}|[0-9]{4} ?[A-Z]{2}|[-/.,:;()€\n ]){0,25}") {
        let facts = read(&text);
        let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
        for address in [Some(facts.address), facts.former_address].into_iter().flatten() {
            if let Some(number) = address.huisnummer {
                prop_assert!(numbers.contains(&number.to_string().as_str()), "{number}");
            }
        }
    }
}

#[test]
fn of_a_very_long_text_the_first_pages_and_the_last_are_read() {
    let filler = "Regel uit een lang dossier zonder belang. ".repeat(1_000);
    let top = format!("Pijlkruidhof 7, 9675 XC Winschoten.\n{filler}{filler}");
    let foot = format!("{filler}{filler}\n\nHet gaat om Pijlkruidhof 7, 9675 XC Winschoten.");
    let middle = format!("{filler}\nPijlkruidhof 7, 9675 XC Winschoten.\n{filler}");
    assert_eq!([key(&top), key(&middle)], [key("Pijlkruidhof 7, 9675 XC"), None]);
    assert_eq!(key(&foot), key(&top));
}

/// Each place of a fact holds what the fact says.
fn holds(text: &str, facts: &Facts) -> Result<(), String> {
    for mention in &facts.mentions {
        let written = text.get(mention.range.clone()).ok_or_else(|| format!("{mention:?} cuts a letter"))?;
        let value = match mention.owner {
            Owner::Address => of_address(&facts.address, mention.field),
            Owner::FormerAddress => facts.former_address.as_ref().and_then(|former| of_address(former, mention.field)),
            Owner::Person(index) => facts.persons.get(index).and_then(|person| of_person(person, mention.field)),
        };
        let value = value.ok_or_else(|| format!("{mention:?} has no fact"))?;
        let (written, value) = (bare(written), bare(&value));
        if mention.field != Field::Geboortedatum && !written.starts_with(&value) {
            return Err(format!("{written} is not {value}: {mention:?}"));
        }
    }
    Ok(())
}

/// Letters and digits only, folded.
fn bare(text: &str) -> String {
    crate::domain::fold(text).replace(' ', "")
}

fn of_address(address: &Address, field: Field) -> Option<String> {
    match field {
        Field::Straatnaam => address.straatnaam.clone(),
        Field::Huisnummer => address.huisnummer.map(|number| number.to_string()),
        Field::Postcode => address.postcode.as_ref().map(|postcode| postcode.as_str().to_owned()),
        _ => address.woonplaats.clone(),
    }
}

fn of_person(person: &Person, field: Field) -> Option<String> {
    match field {
        Field::Voornamen => person.voornamen.clone(),
        Field::Voorletters => person.voorletters.clone(),
        Field::Voorvoegsel => person.voorvoegsel.clone(),
        Field::Geslachtsnaam => person.geslachtsnaam.clone(),
        Field::Partnernaam => person.partnernaam.clone(),
        Field::Geboortedatum => person.geboortedatum.map(|date| date.to_string()),
        Field::Geboortejaar => person.geboortejaar.map(|year| year.to_string()),
        Field::Leeftijd => person.leeftijd.map(|years| years.to_string()),
        _ => person.telefoonnummer.clone(),
    }
}

#[test]
fn every_fact_of_the_twelve_signals_is_shown_where_it_stands() {
    for text in [S1, S2, S3, S4, S5, S6, S7, S8, S9, S10, S11, S12] {
        holds(text, &read(text)).expect("shown where it stands");
    }
    let facts = read(S2);
    let street = facts.mentions.iter().find(|mention| mention.field == Field::Straatnaam).expect("has a street");
    assert_eq!(&S2[street.range.clone()], "Krabbenscheerstr.");
    assert!(street.confidence > 90);
}

#[test]
fn facts_at_the_foot_of_a_very_long_text_are_shown_there() {
    let text = format!("{}\n\nHet gaat om Pijlkruidhof 7, 9675 XC.", "Een lang dossier. ".repeat(4_000));
    let facts = read(&text);
    holds(&text, &facts).expect("shown where it stands");
    assert_eq!(facts.mentions.len(), 3);
}

#[test]
fn words_of_alarm_are_heard_in_the_middle_of_a_very_long_text() {
    let filler = "Regel uit een lang dossier zonder belang. ".repeat(1_500);
    let loud = read(&format!("{filler}Het kind is geslagen, er dreigt ontruiming.{filler}"));
    assert_eq!((loud.urgency, loud.meldcode.as_deref()), (Urgency::Hoog, Some("geslagen")));
    let calm = read(&format!("{filler}Er is geen sprake van mishandeling.{filler}"));
    assert_eq!(calm.urgency, Urgency::Normaal);
}

#[test]
fn people_are_told_apart_by_their_part() {
    for (text, who) in [
        ("betreft: Jansen, P., 3-2-1980, Kerkstr 12a", "P. Jansen"),
        ("Volgens wijkagent Kramer woont Anna van den Berg op Stationsweg 8.", "Anna Berg"),
        ("De buurvrouw van nr 14 belde over meneer Ploegsma.", "Ploegsma"),
        ("Ik sprak met mevrouw A. de Wit van Humanitas. Zij maakt zich zorgen om Jan Bos.", "Jan Bos"),
        ("Melder is Jo Tuin, Molenweg 3, tel 06-00000002. Het gaat om Sanne Vos.", "Sanne Vos"),
        ("Ik ben Eppo Koster. Ik woon op Molenweg 3. Ik heb hulp nodig met mijn post.", "Eppo Koster"),
        ("K. Bakker (wijkagent) en mevrouw Wit waren erbij.", "Wit"),
    ] {
        let names: Vec<String> = read(text)
            .persons
            .iter()
            .map(|person| {
                let parts = [&person.voornamen, &person.voorletters, &person.geslachtsnaam];
                parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ")
            })
            .collect();
        assert_eq!(names, [who], "{text}");
    }
}

#[test]
fn a_street_named_after_somebody_is_nobody() {
    let facts = read("Zorgmelding Jan Steenhof\n\nOp Jan Steenhof 13 te Beerta woont Tess de Poelker.");
    assert_eq!(surnames(&facts), ["Poelker"]);
    assert_eq!(facts.address.straatnaam.as_deref(), Some("Jan Steenhof"));
}

#[test]
fn a_telephone_number_alone_is_somebody() {
    let facts = read("Het betreft 06-00000001, meneer belde verward op.");
    assert_eq!(facts.persons.len(), 1);
    assert_eq!(facts.persons[0].telefoonnummer.as_deref(), Some("06-00000001"));
}

#[test]
fn a_register_knows_streets_that_are_written_nearly_so() {
    let rows = [("Achterom", "Beerta"), ("Turfsingel", "Winschoten")];
    let gazetteer = Gazetteer::default().with_register(rows.into_iter());
    let street = |text: &str| facts(text, &gazetteer).address.straatnaam;
    assert_eq!(street("Overlast turfsingle 12.").as_deref(), Some("turfsingle"));
    assert_eq!(street("Er is iets met het Achterom.").as_deref(), Some("Achterom"));
}

#[test]
fn texts_that_once_showed_a_fact_in_the_wrong_place_do_not_any_more() {
    for text in ["Kerkstraatop", "Sem (6)"] {
        assert_eq!(holds(text, &read(text)), Ok(()), "{text}");
    }
}

/// The first person's date of birth, or age.
fn born(text: &str) -> Option<String> {
    let facts = read(text);
    let person = facts.persons.first()?;
    person.geboortedatum.map(|date| date.to_string()).or_else(|| person.leeftijd.map(|years| years.to_string()))
}

#[test]
fn birthdays_are_told_in_many_ways() {
    for told in [
        "De heer J. Bos, verjaardag 9de november 1993, woont hier.",
        "De heer J. Bos (van 9 november '93).",
        "Het gaat om de heer J. Bos. Hij is van 9 november 1993.",
        "Het gaat om de heer J. Bos. Geboren is hij op 9-11-93.",
        "Het gaat om de heer J. Bos. De geboortedatum van hem is 9-11-1993.",
        "Naam: de heer J. Bos\nGeboren op >> 9 nov. 1993",
        "Naam: de heer J. Bos\nWanneer geboren? 9 november 1993",
        "Betreft de heer J. Bos / 09.11.1993, thuiswonend.",
        "Betreft de heer J. Bos gb 09111993.",
        "Betreft de heer J. Bos (gd 09-11-1993).",
        "NAW : de heer J. Bos\nGD : 09.11.1993",
    ] {
        assert_eq!(born(told).as_deref(), Some("1993-11-09"), "{told}");
    }
    for none in [
        "Ik sprak de heer J. Bos (4 september, 11.05 uur).",
        "De heer J. Bos is 9 november langs geweest.",
        "De heer J. Bos is hier. Hij is 34 jaar getrouwd.",
    ] {
        assert_eq!(born(none), None, "{none}");
    }
}

#[test]
fn ages_are_told_in_many_ways() {
    for told in [
        "Het gaat om de heer J. Bos. Hij is 34 jaar oud.",
        "Het gaat om de heer J. Bos. Hij is 34.",
        "Het gaat om de heer J. Bos. Hij zal een jaar of 34 zijn.",
        "Naam: de heer J. Bos\nLft : 34",
        "Naam: de heer J. Bos\nHoe oud (ongeveer)? 34 jaar",
    ] {
        assert_eq!(born(told).as_deref(), Some("34"), "{told}");
    }
}

/// Street, huisnummer, postcode and place of a text.
fn house(text: &str) -> String {
    let address = read(text).address;
    let number = address.huisnummer.map(|number| format!("{number}{}", address.suffix()));
    let postcode = address.postcode.map(|postcode| postcode.as_str().to_owned());
    let parts = [address.straatnaam, number, postcode, address.woonplaats];
    parts.into_iter().map(|part| part.unwrap_or_else(|| "-".to_owned())).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_house_is_told_in_parts() {
    for (text, wanted) in [
        ("Zij woont aan de Kokkeldijk, op nummer 32, te Goes.", "Kokkeldijk 32 - Goes"),
        ("Hij woont aan het Appelpad op 51 te Goes, 4461AJ.", "Appelpad 51 4461AJ Goes"),
        ("Het adres is Kerkstraat 8 hier in Goes.", "Kerkstraat 8 - Goes"),
        ("Het adres is Kerkstraat 8. Dat is dus in Kwadendamme.", "Kerkstraat 8 - Kwadendamme"),
        ("Het adres is Kerkstraat 8. Postcode daar: 4461 AJ.", "Kerkstraat 8 4461AJ -"),
        ("Hij woont op Kerkstraat 8 te 's-Heer Arendskerke.", "Kerkstraat 8 - 's-Heer Arendskerke"),
        ("Straat >> Kerkstraat\nHuisnr >> 2A\nPostcode >> ?\nDorp/stad >> Goes", "Kerkstraat 2A - Goes"),
        ("Straat : Kerkstraat\nHnr+toev : 43A\nPC : 4461aj\nWpl : Goes", "Kerkstraat 43A 4461AJ Goes"),
        ("Hij woont op 4461AJ 52, Kerkstraat, Goes.", "Kerkstraat 52 4461AJ Goes"),
        ("Hij woont op Kanaalweg NZ 10, Goes.", "Kanaalweg NZ 10 - Goes"),
        ("Hij woont in de Anthony Fokkerstraat 39.", "Anthony Fokkerstraat 39 - -"),
    ] {
        assert_eq!(house(text), wanted, "{text}");
    }
    for text in ["Zij zat aan de Kerkstraat op 12 mei.", "Er was lawaai in de Kerkstraat op 12-3 om tien uur."] {
        assert_eq!(read(text).address.huisnummer, None, "{text}");
    }
}

#[test]
fn what_comes_from_a_house_is_no_removal() {
    assert_eq!(read("De overlast komt van de woning aan de Kerkstraat 12.").former_address, None);
    for text in [
        "Jan Bos woont op Dijkweg 3. Uitgeschreven van Kerkstraat 12 te Goes.",
        "Jan Bos woont op Dijkweg 3. Eerst was het adres Kerkstraat 12 te Goes.",
    ] {
        let former = read(text).former_address.and_then(|address| address.straatnaam);
        assert_eq!(former.as_deref(), Some("Kerkstraat"), "{text}");
    }
}

proptest! {
    #[test]
    fn every_fact_is_shown_where_it_stands(text in "((Kerkstraat|mw\\.|dhr\\.|Jan|J\\.H\\.|de Vries|Bos|van den Berg|e\\.v\\.|geb\\.|12-03-1975|\\(|\\)|,|06-12345678|12a|9675 XA|te Beerta|voorheen|woont op|naam:|é|\n|Sem \\(6\\)|buurman|jaar|45|-) ?){0,20}") {
        let facts = read(&text);
        prop_assert_eq!(holds(&text, &facts), Ok(()));
    }
}
