//! Facts of texts as other hands wrote them: who is beside the household, signatures, forwards, forms.

use super::{
    tests::{line, read, surnames},
    *,
};

fn names_of(text: &str) -> Vec<String> {
    let name = |person: Person| {
        let parts = [person.voornamen, person.voorletters, person.voorvoegsel, person.geslachtsnaam];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    read(text).persons.into_iter().map(name).collect()
}

#[test]
fn who_is_spoken_with_or_confirms_it_is_nobody_of_the_household() {
    for beside in [
        "Telefonisch overleg gehad met Joke Nap (18-6, 7.40 uur).",
        "Zie de mail van drs. L. Nap van 18-7.",
        "Overdracht van drs. S. Nap (tst. 973).",
        "Ik begreep van Joke van Nap dat er eerder iets speelde.",
        "Mede ter plaatse: brig. F. Nap, dienstnr. 45217.",
        "De familie Nap verderop, op 39, slaapt slecht.",
        "De mensen van nummer 43, de familie Nap, kunnen het bevestigen.",
        "Op nummer 66B (fam. Nap) is hier ook over geklaagd.",
        "Mijn vriendin mevrouw Nap (06-03040088) heeft het ook gezien.",
        "Merel Nap van Garnalenstraat 52 hield mij aan op straat, 06-06644700 is daar het nummer.",
        "Een familielid, Rachel Nap, haalt soms op; het nummer daarvan is 06-01586054.",
        "1e contact: familielid Anna Nap, Kwelderweg 26, tel 06-04712783.",
        "De mantelzorger, Amina Nap, woont zelf aan het Tinnegieterspad 38.",
        "Oma Nap past vaak op en woont op Kwelderweg 44.",
        "De ex van moeder, Ron Nap, woont in de Kwelderweg 22.",
        "Andere ouder: Bert Nap, Kwelderweg 12, geen gezag.",
        "Klagers: fam. Nap (Kwelderweg 8).",
        "Als u wilt bellen: 06-02429652, vraag naar Dave Nap.",
        "GGZ-crisisdienst gebeld (doorkiesnr. 0590-999921), geen indicatie.",
        "De ex, Ron Nap, is door ons weggestuurd en staat ingeschreven op Kwelderweg 22.",
        "Medehuurder van het portiek, Ron Nap, tel. 06-03040088, wil als getuige optreden.",
        "Waarborg destijds door Ron Nap, telefoon 06-03001718.",
        "Opvang van de kinderen is bij Ron Nap, Kwelderweg 22.",
        "De sleutel ligt bij Ron Nap, 06-07408136.",
        "Mantelzorger Ron Nap woont op Kwelderweg 22.",
        "Ook bewoner Ron Nap van Kwelderweg 22 heeft al gemaild.",
        "Klachten komen van Ron Nap, Kwelderweg 22.",
        "De bovenbuur heet Ron Nap, Kwelderweg 22.",
        "Zus Roos Nap woont op Kwelderweg 22 en wil er niets meer mee te maken hebben.",
        "Er is een neef in de buurt, Bert Nap, Kwelderweg 22 (0590999900); hij springt af en toe bij.",
        "Kennis Karin Nap (Kwelderweg 22) kwam mee naar het gesprek.",
        "Melding kwam via Rein Nap, Kwelderweg 22, tel. 06-08642549.",
        "Sleutel voor onderhoud ligt bij kennis Bilal Nap, Kwelderweg 22.",
        "Eerste contactpersoon is een familielid dat elders woont: Toon Nap, Kwelderweg 22, 06-06193899.",
        "Noodcontact (familie, woont elders): Toon Nap, Kwelderweg 22, 06-06193899",
        "Noodnummer: (06) 08387980 (Joost Nap, kennis van het gezin)",
        "Collega van Jongerenhuis De Loods belt hier nog over (0590-999982).",
        "POH Anja Nap (0590-999953) weet hier meer van.",
        "Afgestemd met POH Anja Nap.",
        "Vorige week overlegd met dokter Nap.",
        "Ambulant begeleider Dennis Nap is ook betrokken.",
        "Kopie van deze mail gaat naar mevrouw Nap van het sociaal team.",
        "De oppas, Mientje Nap, woont zelf Kwelderweg 22.",
        "Oppas is Zak Nap, Kwelderweg 22.",
        "Een bekende, Anna Nap (06-09811781), belde ons hierover.",
        "Een kennis, Anna Nap (06-09811781), kwam mee naar het gesprek.",
        "1e contactpersoon (buurt): Anna Nap, tel. 06-06952891.",
        "Medicatie via apotheek De Nap (0590-999922).",
        "Onze EVV is Anna Nap.",
        "Weekendoppas: fam. Nap, Kwelderweg 22, 0606871227.",
        "Melder betreft Mieke Nap, Kwelderweg 22, tel. 06 0745 4372.",
        "Buurtonderzoek: bewoner 31-IV (fam. Nap) heeft niets gezien.",
        "De gastouder (Maarten Nap, Kwelderweg 22) deelt de zorgen.",
        "cc: mw. Nap van de schuldhulp",
        "Aanwezig: H.J. Nap, Anna Nap van het sociaal team",
        "Ook Ron Nap van Kwelderweg 22 heeft er last van.",
        "Verb. R. Nap en Zand",
        "Familie: Neef Gerard Nap, Heuvelstraat 37, Goes, 06-09989625.",
        "Mantelzorger: Gerda Nap (Kwelderweg 22), 06-05240595. Woont dus niet in.",
        "Aangenomen door Ilona Nap, 20.35 uur",
        "Joyce Nap is bewindvoerder/contactpersoon, 06-09938438.",
        "Besproken in casusoverleg dd 9/3 met Joyce Nap.",
        "Noodnummer op school is een kennis van de familie: Bram Nap, 06-04717707.",
        "Op nummer 20 (Tilly Nap) is ook aangebeld.",
        "Fam. Nap op nr. 56 klaagt hier ook over.",
        "TN 23-10 / Joke Nap",
        "Door: Rania Nap (kennis), 06-03561265",
        "Notitie Nap",
    ] {
        let facts = read(&format!("Melding\n\nDag team,\n\nHet gaat om Anna Wit, Dorpsstraat 4.\n{beside}\nDank!"));
        assert_eq!(surnames(&facts), ["Wit"], "{beside}");
        assert!(facts.persons.iter().all(|person| person.telefoonnummer.is_none()), "{beside}");
    }
}

#[test]
fn who_tells_of_another_is_not_the_one_it_is_about() {
    for text in [
        "Een bewoner van het portiek, Piet Nap (Dorpsstraat 6), meldt overlast van mevrouw Wit, Dorpsstraat 4.",
        "Bewoner Piet Nap van Dorpsstraat 6 klaagt over de familie Wit op Dorpsstraat 4.",
        "Mevrouw Nap (Dorpsstraat 6) belde over haar buurman, de heer Wit van Dorpsstraat 4.",
        "Dhr. Nap van Dorpsstraat 6 maakt zich zorgen over mevrouw Wit, Dorpsstraat 4.",
        "Omwonende mw. Nap, Dorpsstraat 6, geeft aan dat mevrouw Wit (Dorpsstraat 4) hulp nodig heeft.",
        "Mw. Nap uit de flat (Dorpsstraat 6) heeft verteld dat mevrouw Wit van Dorpsstraat 4 de hond slaat.",
    ] {
        let facts = read(&format!("Melding\n\nDag team,\n\n{text}\n"));
        assert_eq!(surnames(&facts), ["Wit"], "{text}");
        assert_eq!(facts.address.line(), "Dorpsstraat 4", "{text}");
    }
}

#[test]
fn who_tells_of_himself_is_the_one_it_is_about() {
    for text in [
        "Mevrouw Wit van Dorpsstraat 4 belde over haar huurschuld.",
        "Mevrouw Wit, Dorpsstraat 4, meldt dat zij gaat verhuizen naar Kwelderweg 22.",
        "De heer Wit, Dorpsstraat 4, klaagt over geluid bij de buren van Dorpsstraat 6.",
        "Mevrouw Wit, Dorpsstraat 4, is gezien bij de winkel aan de Kwelderweg 22.",
        "Mevrouw Wit, Dorpsstraat 4, vertelde dat Tim verhuist naar Kwelderweg 22.",
        "Moeder, Anna Wit, meldt dat Tim niet slaapt. Zij wonen op Dorpsstraat 4.",
    ] {
        let facts = read(&format!("Melding\n\nDag team,\n\n{text}\n"));
        assert!(surnames(&facts).contains(&"Wit"), "{text}");
    }
}

#[test]
fn a_name_with_its_address_below_the_text_is_the_writers() {
    let text = "Buurt\n\nDag,\n\nOp Dorpsstraat 4 gaat het niet goed met mevrouw Wit. Graag kijken.\n\n\
                Succes ermee.\nPiet Nap, Dorpsstraat 6";
    assert_eq!(surnames(&read(text)), ["Wit"]);
    assert_eq!(line(text), "Dorpsstraat 4");
}

#[test]
fn who_tells_it_or_was_seen_may_be_the_one_it_is_about() {
    for text in [
        "Mevrouw Wit vertelde mij dat zij schulden heeft.",
        "Mevrouw Wit bevestigt dat zij schulden heeft.",
        "Mevrouw Wit is ook gezien door de huisarts.",
        "Mevrouw Wit springt soms van het balkon.",
        "Mevrouw Wit weet er niet meer mee om te gaan.",
        "Mevrouw Wit heeft een kopie van haar paspoort aan ons gegeven.",
        "Mevrouw Wit wil niets met de buren te maken hebben.",
        "Ik heb gisteren gebeld met mevrouw Wit.",
        "Mevrouw Wit past op de hond.",
        "In overleg met mevrouw Wit is niets besloten.",
    ] {
        assert_eq!(names_of(&format!("Melding\n\nDag team,\n\n{text}\nDank!")), ["Wit"], "{text}");
    }
}

#[test]
fn a_signature_of_any_kind_is_the_writers() {
    for signature in [
        "w.g. R. Nap",
        "Tkn. drs. S. Nap",
        "par. Joke Nap",
        "R. Nap | Jeugd & Gezin | 0590-999912",
        "Joke Nap, bemoeizorger, 0590.999927 (ma/di/do)",
        "Joke Nap van het CJG",
        "Joke Nap (0601067610)",
        "MOZ / Joke Nap",
        "Afd. Woonfraude, drs. S. Nap",
        "R. Nap, wvk niv. 5\nStichting Zorg\nVoorbeeldlaan 44, 9999 WC Voorbeeldstad",
        "Graag oppakken. R. Nap\nincassoconsulent\nWoonstichting Model, Postbus 31, 9999 AC Voorbeeldstad",
        "Veel liefs, Joke Nap",
    ] {
        let facts = read(&format!("Melding\n\nHet gaat om Anna Wit, Dorpsstraat 4. Zij mijdt zorg.\n\n{signature}"));
        assert_eq!(surnames(&facts), ["Wit"], "{signature}");
        assert_eq!(facts.persons[0].telefoonnummer, None, "{signature}");
    }
}

#[test]
fn what_is_passed_on_below_a_greeting_is_read() {
    let forwards = [
        "Hieronder een bericht.\n\nJoke Nap\n\n> Van: Piet Bos\n> Aan: Joke Nap\n>\n> Het gaat om Anna Wit, Dorpsstraat 4.",
        "Ik stuur de mail door. Lieve groetjes,\n\nOp 27 juli om 10.50 schreef Piet Bos:\n\n  Het gaat om Anna Wit, Dorpsstraat 4.",
    ];
    for forward in forwards {
        assert_eq!(names_of(&format!("Fwd: zorg\n\nDag team,\n\n{forward}")), ["Anna Wit"], "{forward}");
    }
    let reply =
        "Re: zorg\n\nDank.\n\nOp 4 maart schreef Wijkteam:\n\n> Dank voor het signaal over Anna Wit, Dorpsstraat 4.";
    assert_eq!(names_of(reply), [] as [&str; 0]);
}

#[test]
fn names_of_forms_are_read_as_their_clerks_write_them() {
    for (text, name) in [
        ("NAAM: dhr. J BUINENBROEK", "J. BUINENBROEK"),
        ("Contractant V Ait Taleb, gehuurde: Dorpsstraat 4.", "V. Ait Taleb"),
        ("Cliënt: dhr J B J van Aalderen, Dorpsstraat 4.", "J.B.J. van Aalderen"),
        ("Huurder: Echten, O B van, Dorpsstraat 4.", "O.B. van Echten"),
        ("NAAM: Fieten, Feven", "Feven Fieten"),
        ("Betrokkene: Roefien de Jonge Poerink, Dorpsstraat 4.", "Roefien de Jonge Poerink"),
        ("Hoe heet de persoon? Maikel Wemelman\nWanneer geboren? geen idee", "Maikel Wemelman"),
        ("Achternaam >> Ouddijke\nVoornaam >> onbekend\nVoorl. >> J.\nGeboren op >> 6 jul. 1975", "J. Ouddijke"),
        ("Het gezin van Inge Ellegem woont aan de Dorpsstraat 4.", "Inge Ellegem"),
        ("Gezin van Oleksandr Wissmate, Dorpsstraat 4.", "Oleksandr Wissmate"),
        ("Achternaam en roepnaam: meneer O. Bouwman", "O. Bouwman"),
        ("Achternaam en roepnaam = E.T. van den Hout", "E.T. van den Hout"),
        ("Ouder/verzorger: Ben van Gelder, geb. 17 november 1962", "Ben van Gelder"),
        ("Betrokkene: fam. Uit den Bogaard", "uit den Bogaard"),
        ("Wij maken ons zorgen om Mirjam (M) Reinders, geb. 01-10-1974.", "Mirjam M. Reinders"),
    ] {
        assert_eq!(names_of(&format!("Melding\n\nGoedemorgen,\n\n{text}\n")), [name], "{text}");
    }
}

#[test]
fn the_name_in_a_subject_is_whoever_the_text_calls_so() {
    assert_eq!(
        names_of("Aanmelding inzake Wagenaar\n\nVraag om hulp bij mw. Selma Wagenaar.\nZij is ziek."),
        ["Selma Wagenaar"]
    );
}

#[test]
fn a_number_of_a_case_is_no_house() {
    for subject in ["Intake 9374/CB", "Dagrapportage 12-12", "Mutatie 8841/DE", "Zorgmelding 6757/CA"] {
        assert_eq!(line(&format!("{subject}\n\nHet gaat om mevrouw Wit.")), "", "{subject}");
    }
}

#[test]
fn a_former_address_is_known_in_many_words() {
    for former in [
        "Eerder ingeschreven op Agaatwal 28.",
        "Vóór de verhuizing: Agaatwal 28.",
        "Voorheen Agaatwal 28.",
        "V.h. Agaatwal 28.",
        "\nAdres voor verhuizing: Agaatwal 28",
        "\nVorige huurwoning: Agaatwal 28",
    ] {
        let facts = read(&format!("Zorg\n\nAnna Wit woont aan de Dorpsstraat 4 in Beerta. {former}"));
        assert_eq!(facts.address.line(), "Dorpsstraat 4, Beerta", "{former}");
        assert_eq!(facts.former_address.map(|former| former.line()).as_deref(), Some("Agaatwal 28"), "{former}");
    }
}

#[test]
fn a_place_is_told_in_a_sentence_of_its_own() {
    let house = line("Zorg\n\nHet speelt aan het Kornoeljepad 34. Woonplaats is Oude Pekela.");
    assert_eq!(house, "Kornoeljepad 34, Oude Pekela");
}

#[test]
fn an_age_is_told_by_a_sign_too() {
    for age in ["(± 46 jaar)", "(ca. 46 jaar)"] {
        let facts = read(&format!("Zorg\n\nAnna Wit {age} woont aan de Dorpsstraat 4."));
        assert_eq!(facts.persons[0].leeftijd, Some(46), "{age}");
    }
}

#[test]
fn points_of_a_list_and_of_a_doctors_note_are_text() {
    let points =
        "Zorg\n\nAantekening 25-3\n> Betrokkene = Wim Wit\n> Woonadres = Dorpsstraat 4, Beerta\n> Graag oppakken";
    assert_eq!((names_of(points), line(points)), (vec!["Wim Wit".to_owned()], "Dorpsstraat 4, Beerta".to_owned()));
    let soep = "Zorg\n\nPt: Wim Wit\nAdres - Dorpsstraat 4\n\n\
                S Somber, slaapt slecht.\nO Drie keer gevallen.\nE overbelast\nP overleg";
    assert_eq!((names_of(soep), line(soep)), (vec!["Wim Wit".to_owned()], "Dorpsstraat 4".to_owned()));
}

#[test]
fn who_calls_about_another_says_where_he_is() {
    let call = "Gesprek\n\nA: met de gemeente\nB: goeiedag, Jan Nap hier van Kwelderweg 22, ik wil wat melden\n\
                A: om welk adres gaat het?\nB: Dorpsstraat 4\nA: dank u";
    assert_eq!((names_of(call), line(call)), (vec![], "Dorpsstraat 4".to_owned()));
    assert_eq!(
        names_of("Gesprek\n\nB: met Jos Nap, ik wil wat melden over de buurt\nA: ja\nB: Dorpsstraat 4"),
        [""; 0]
    );
}

#[test]
fn the_place_of_a_form_may_stand_before_the_street() {
    assert_eq!(line("Zorg\n\nAdres: Bramdorp, Helmplein 45\nBetreft: Anna Wit"), "Helmplein 45, Bramdorp");
}

#[test]
fn a_house_with_who_lives_there_is_no_heading_of_a_note() {
    let text = "Zorg\n\nGraag oppakken:\nDorpsstraat 4 / Anna Wit\nZij valt vaak.";
    assert_eq!((names_of(text), line(text)), (vec!["Anna Wit".to_owned()], "Dorpsstraat 4".to_owned()));
}

#[test]
fn letters_with_a_number_are_no_street() {
    for text in ["TN 23-11", "MMSE 21/30", "Zaaknr 46088", "Aantekening 24-9"] {
        assert_eq!(line(&format!("Zorg\n\nHet gaat om mevrouw Wit.\n{text}")), "", "{text}");
    }
}

#[test]
fn whoever_has_a_childminder_is_of_the_household() {
    assert_eq!(names_of("De oppas van Jan Bos komt niet meer."), ["Jan Bos"]);
}

#[test]
fn initials_in_brackets_go_with_a_first_name_or_a_surname() {
    assert_eq!(names_of("Naam: Raymond (R.H.)."), ["Raymond R.H."]);
    assert_eq!(names_of("Naam: Bakker (J.)."), ["J. Bakker"]);
}

#[test]
fn whoever_signs_with_his_home_is_not_whom_it_is_about() {
    for signed in ["Leida de Wit, Bramenstraat 36", "fam. van Wit-Nap (Bramenstraat 36)"] {
        let text = format!("Hoi,\n\nHet gaat om Bramenstraat 30.\n\nIk hoor graag wie dit oppakt.\n{signed}");
        assert_eq!((line(&text), names_of(&text)), ("Bramenstraat 30".to_owned(), Vec::new()), "{signed}");
    }
}

#[test]
fn who_dares_not_go_there_himself_asks_for_somebody_else() {
    let text = "Het gaat om Bramenstraat 55. Ik durf er zelf niet op af te stappen. Neem contact op met mij. Ik ben Jan \
                Nap en woon op nummer 57.";
    assert_eq!((line(text), names_of(text)), ("Bramenstraat 55".to_owned(), Vec::new()));
    assert_eq!(names_of("Ik ben Jan Bos en woon op Dijk 4. Ik durf niet meer naar buiten."), ["Jan Bos"]);
}

#[test]
fn who_tells_of_his_neighbours_does_not_ask_for_himself() {
    for (text, address) in [
        ("Ik ben Piet Nap, Dorpsweg 10. Bij mijn buren op Dorpsweg 12 is veel geschreeuw.", "Dorpsweg 12"),
        ("Mijn naam is Piet Nap en ik woon op Dorpsweg 10. Ik maak me zorgen over mijn bovenbuurman.", ""),
        ("Vader Jan Nap, Dorpsweg 10, belt: zijn ex Anna Wit, Dijk 12, verwaarloost de kinderen.", "Dijk 12"),
    ] {
        assert_eq!(line(text), address, "{text}");
        assert!(!surnames(&read(text)).contains(&"Nap"), "{text}");
    }
    let asks = "Ik ben Piet Wit, Dorpsweg 10. Ik heb hulp nodig. Mijn buren op 12 helpen soms.";
    assert_eq!((line(asks), names_of(asks)), ("Dorpsweg 10".to_owned(), vec!["Piet Wit".to_owned()]));
}

#[test]
fn who_looks_after_somebodys_money_is_beside_the_household() {
    let text = "J. Wit staat onder bewind bij A. Nap, Singel 3 in Goorn. Hij woont Kerkstraat 12 in Goorn.";
    assert_eq!((line(text), names_of(text)), ("Kerkstraat 12, Goorn".to_owned(), vec!["J. Wit".to_owned()]));
}

#[test]
fn who_calls_about_the_neighbours_or_about_kin_elsewhere_is_beside_the_household() {
    for (text, address) in [
        ("Mevrouw Nap (Dorpsweg 12) klaagt over de buren op nr. 10, familie Bos.", ""),
        ("mevr Nap van Dorpsweg 12 belt: haar buren op 10 slaan hun kind", ""),
        ("Mevrouw Nap (Dorpsweg 12) belde over haar kleindochter Bo Wit, Zandweg 5.", "Zandweg 5"),
        ("Onze buren van Dorpsweg 30 maken ruzie. Fam. Nap, Dorpsweg 32.", "Dorpsweg 30"),
        (
            "Het gaat NIET om de familie Nap op Dorpsweg 5 maar om de onderburen, familie Wit, Dorpsweg 5a.",
            "Dorpsweg 5-A",
        ),
        (
            "De melding gaat niet over mw. Nap (Dorpsweg 2) zelf, maar over haar zoon Rob Wit, Dorpsweg 90.",
            "Dorpsweg 90",
        ),
    ] {
        assert_eq!(line(text), address, "{text}");
        assert!(!surnames(&read(text)).contains(&"Nap"), "{text}");
    }
    let own = "Ik ben Karin en mijn zus Petra Wit, Dijk 2, wordt mishandeld. Ik woon op Dorpsweg 9, Karin Nap.";
    assert_ne!(line(own), "Dorpsweg 9");
}

#[test]
fn who_calls_about_herself_stays_the_one_it_is_about() {
    for text in ["Mevrouw Wit (Dorpsweg 12) belt over haar huur.", "Mevrouw Wit, Dorpsweg 12, klaagt over pijn."] {
        assert_eq!((line(text).as_str(), surnames(&read(text))), ("Dorpsweg 12", vec!["Wit"]), "{text}");
    }
}

#[test]
fn a_signature_needs_no_greeting_above_it() {
    for signed in [
        "H. Nap\nMeldpunt Zorg en Overlast\nT 0590-99 01 10 | ma-vr 9-17 uur\n\nWerkdagen: ma, di en do.",
        "S. el Nap\nhuisarts, Gezondheidscentrum De Sluis\nVoorbeeldlaan 88 | spoedlijn 0590-999171",
        "C. Nap\nconsulent Wonen\nTel. 0590-999150\n\nAan dit bericht kunnen geen rechten worden ontleend.",
    ] {
        for last in ["Kunnen jullie hier achteraan?", "Bewoner: K. Wit"] {
            let facts = read(&format!("Goedemorgen,\n\nHet gaat om K. Wit, Dorpsweg 3.\n{last}\n{signed}"));
            assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Dorpsweg 3", vec!["Wit"]), "{signed}");
            assert!(facts.persons.iter().all(|person| person.telefoonnummer.is_none()), "{signed}");
        }
    }
}

#[test]
fn who_only_reaches_or_gets_a_copy_is_not_the_household() {
    for (text, names) in [
        ("Kopie aan: dhr. L. Nap, Singel 3. Huurder: mw. Olga Wit, Dorpsweg 14.", vec!["Wit"]),
        ("Mw. Wit, Dorpsweg 14, vergeet haar insuline. Contact: P. de Nap 06-44332211", vec!["Wit"]),
    ] {
        let facts = read(text);
        assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Dorpsweg 14", names), "{text}");
        assert!(facts.persons.iter().all(|person| person.telefoonnummer.is_none()), "{text}");
    }
    assert_eq!(line("Dhr. Bron, Dorpsweg 14: vervuild."), "Dorpsweg 14");
    let contact = "Contactpersoon voor mw. G. Wit, Dorpsweg 14: zoon Bas Nap 06-15151515.";
    assert!(!surnames(&read(contact)).contains(&"Nap"));
    for office in [
        "Onze telefonische bereikbaarheid: 0597-121212, ma-vr 9-17 uur.",
        "\n\nDisclaimer: uitsluitend voor de geadresseerde. Stichting De Sluis, Singel 3, KvK 01122334, 0597-121212.",
    ] {
        let facts = read(&format!("Mw. Wit, Dorpsweg 14, valt. {office}"));
        assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Dorpsweg 14", vec!["Wit"]), "{office}");
        assert!(facts.persons.iter().all(|person| person.telefoonnummer.is_none()), "{office}");
    }
}

#[test]
fn who_says_where_he_lives_and_tells_of_others_tells_of_them() {
    for text in [
        "Mijn naam is Peter Nap, Singel 3. Onze oppas Nina Wit (Dorpsweg 14) heeft blauwe plekken.",
        "Overbuurman op nummer 7, meneer Wit. Ik ben Wilma Nap, Singel 3, 0622334455.",
        "Ik ben Sjaak Nap van Singel 3. De man hiernaast laat zijn hond verhongeren.",
        "Ik ben Anja Nap, Singel 3. Mijn nichtje Joy Wit is zwanger, ze woont bij haar vader aan de Dorpsweg 14.",
    ] {
        let facts = read(text);
        assert_ne!(facts.address.line(), "Singel 3", "{text}");
        assert!(!surnames(&facts).contains(&"Nap"), "{text}");
    }
}

#[test]
fn who_acts_or_complains_or_helps_is_not_the_household() {
    for said in [
        "Telefoonnotitie, opgenomen door D. Nap.",
        "Meerdere klachten, o.a. van Jurre Nap (Singel 3, 010-0999000).",
        "Zij is eerder in behandeling geweest bij Ilse Nap.",
        "Borgsteller zou Huib Nap zijn, Singel 3.",
        "Actie: Wendy Nap neemt contact op.",
        "Zoals besproken met mw. Nap.",
        "Ook op nr. 9 (fam. Nap) heeft men last.",
        "Melder bij de meldkamer: Tobias Nap, 06 03 89 30 54.",
        "Klasgenoot woont bij Danny Nap op Singel 3.",
        "Ouder van een vriendje, Ravi Nap, 06 01 89 47 25, vangt soms op.",
    ] {
        let facts = read(&format!("Het gaat om mw. A. Wit, Dorpsweg 14. {said}"));
        assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Dorpsweg 14", vec!["Wit"]), "{said}");
        assert!(facts.persons.iter().all(|person| person.telefoonnummer.is_none()), "{said}");
    }
}

#[test]
fn an_action_at_an_address_and_a_parent_of_a_child_are_of_the_household() {
    assert_eq!(line("Actie: Dorpsweg 14, langsgaan."), "Dorpsweg 14");
    assert_eq!(surnames(&read("Zorg om de ouder van een leerling, mw. Wit, Dorpsweg 14.")), ["Wit"]);
}

#[test]
fn one_who_is_named_twice_by_the_same_letters_is_one() {
    let facts = read("dreigende ontruiming - N.J. Wit\n\nHuurder: N. J. Wit\nGeboren: 20-03-1989\nAdres: Dorpsweg 14");
    assert_eq!(facts.persons.len(), 1);
    assert!(facts.persons[0].geboortedatum.is_some());
}

#[test]
fn a_paper_or_a_number_of_it_is_nobody_and_nowhere() {
    for said in
        ["[Zaak 12]", "Voicemail 12", "Actie 3: bellen", "Unit 12", "Verslag van Huisbezoek", "Foto van WhatsApp"]
    {
        let facts = read(&format!("{said}\n\nEen man dwaalt verward over straat."));
        assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("", vec![]), "{said}");
    }
}
