//! Facts of what residents tell of their neighbours, their kin and their own home.

use super::tests::{line, read, surnames};

#[test]
fn whom_a_neighbour_is_worried_about_is_the_one_it_is_about() {
    for text in [
        "Ik bel over mijn buurvrouw, mevrouw Tromp van de Vlinderlaan 42. Zij eet niet meer.",
        "Ik maak me zorgen om mijn buurman Henk Tromp (81), Vlinderlaan 42.",
        "Het gaat om mijn bovenbuurvrouw mw. Tromp, Vlinderlaan 42.",
        "Wij maken ons zorgen over onze buren, familie Tromp, Vlinderlaan 42.",
        "Ik heb veel overlast van mijn buurman Henk Tromp, Vlinderlaan 42.",
        "Mijn buurvrouw Anna Tromp (83) van nummer 42 Vlinderlaan dwaalt over straat.",
    ] {
        let facts = read(text);
        assert_eq!(facts.address.line(), "Vlinderlaan 42", "{text}");
        assert_eq!(surnames(&facts), ["Tromp"], "{text}");
    }
    for text in [
        "Mijn buurman Jan Nap, Vlinderlaan 40, hoorde dat de man op nummer 42 zijn vrouw slaat.",
        "Mijn buurvrouw mevrouw Nap, Vlinderlaan 40, vertelde dat de zoon op 42 drinkt.",
        "Mijn buurman Jan Nap, Vlinderlaan 40, heeft het ook gehoord.",
    ] {
        let facts = read(text);
        assert_eq!((facts.address.line().as_str(), surnames(&facts).len()), ("", 0), "{text}");
    }
}

#[test]
fn parents_who_tell_of_their_child_tell_of_their_own_home() {
    let facts = read("Onze dochter Lot (15) loopt steeds weg. Wij wonen aan de Rozenhof 5.");
    assert_eq!(facts.address.line(), "Rozenhof 5");
    let beside = read("Mijn buren slaan hun kind. Onze zoon Bram hoorde het. Wij wonen aan de Rozenhof 5.");
    assert_eq!(beside.address.line(), "");
}

#[test]
fn who_writes_for_kin_is_not_the_one_it_is_about() {
    let facts = read(
        "Ik schrijf namens mijn zus, Petra Tromp, die aan de Eikenlaan 77 woont. Zij durft zelf niet.\n\nKarin Nap\nBeuklaan 2",
    );
    assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Eikenlaan 77", vec!["Tromp"]));
}

#[test]
fn the_telephone_of_those_who_write_is_not_the_households() {
    for text in [
        "Onze huurder P. Tromp, Havenstraat 5, doet niet open. Wij zijn bereikbaar op 0592-334455.",
        "Cliënt is P. Tromp, Havenstraat 5. Bel ons op 0592-334455.",
    ] {
        assert!(read(text).persons.iter().all(|person| person.telefoonnummer.is_none()), "{text}");
    }
}

#[test]
fn of_a_flat_that_the_writer_shares_the_number_behind_it_is_the_home() {
    let facts = read("Bij ons in de flat, Tuinlaan 100, woont op nr 114 een oude man, dhr. Tromp.");
    assert_eq!(facts.address.line(), "Tuinlaan 114");
}

#[test]
fn what_those_of_a_house_do_does_not_count_them() {
    for text in [
        "Bewoners van Kerkstraat 12 geven overlast.",
        "De mensen van de Kerkstraat 12 drinken.",
        "Op Kerkstraat 12 schreeuwen ze elke nacht.",
    ] {
        assert_eq!(line(text), "Kerkstraat 12", "{text}");
    }
    assert_eq!(line("In de Kerkstraat 12 flessen opgeruimd."), "Kerkstraat");
}

#[test]
fn a_name_in_brackets_behind_a_house_is_its_tenants_and_no_place() {
    let facts = read("Wij krijgen klachten over de huurder van Kade 18 (Tromp).");
    assert_eq!(facts.address.woonplaats, None);
}

#[test]
fn a_title_may_stand_between_a_surname_and_its_initials() {
    let facts = read("Pat.: Tromp, mw. A.M. / geb. 04-04-1955 / Kade 18");
    assert_eq!(surnames(&facts), ["Tromp"]);
    assert_eq!(facts.persons[0].voorletters.as_deref(), Some("A.M."));
}

#[test]
fn of_a_carer_beside_them_neither_name_nor_telephone_is_the_households() {
    let facts = read("Hr. Okkema, tel 0597-654321, mantelzorger mevr. Nap 06-55555555.");
    assert_eq!(surnames(&facts), ["Okkema"]);
    assert!(facts.persons.iter().all(|person| person.telefoonnummer.as_deref() != Some("06-55555555")));
}

#[test]
fn whom_a_professional_or_a_neighbour_finds_is_the_one_it_is_about() {
    for text in [
        "Wijkverpleegkundige Anja trof mevrouw Okkema (Turfkade 8) in vervuilde toestand.",
        "Buurman Jan Nap zag mevrouw Okkema, Turfkade 8, vallen.",
    ] {
        let facts = read(text);
        assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Turfkade 8", vec!["Okkema"]), "{text}");
    }
}

#[test]
fn a_word_of_trouble_is_no_first_name() {
    assert!(read("Burenruzie Smit, Turfkade 8.").persons.iter().all(|person| person.voornamen.is_none()));
}

#[test]
fn of_parents_who_live_apart_neither_home_is_guessed() {
    let apart = "Moeder (Inge Mulder) woont Dorpsstraat 5, vader (Kees Postma) Molenweg 61.";
    assert_eq!(read(apart).address.huisnummer, None);
    let said = "Vader: Kees Postma, Molenweg 61. Moeder: Inge Mulder, Dorpsstraat 5. Noa woont bij haar vader.";
    assert_eq!(line(said), "Molenweg 61");
}

#[test]
fn for_whom_an_ambulance_was_called_it_is_about() {
    let facts = read("Ambulance gebeld voor mevr. Postma, Molenweg 61. Meegegaan naar het ziekenhuis.");
    assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Molenweg 61", vec!["Postma"]));
}

#[test]
fn a_date_behind_a_bar_is_no_suffix_of_the_house() {
    assert_eq!(line("Cliënt: K. Postma / Molenweg 61 / 15-8-1977 / tel onbekend"), "Molenweg 61");
}

#[test]
fn without_capitals_what_somebody_wants_is_no_name() {
    let facts = read("hoi wil ff doorgeven dat het niet goed gaat bij fam postma van de molenweg 61, gr sjaak");
    assert_eq!(surnames(&facts), ["postma"]);
}

#[test]
fn a_double_surname_without_a_hyphen_has_no_first_name() {
    let facts = read("Thuiszorg stopt bij mevr G Postma de Haan, Molenweg 61.");
    let person = &facts.persons[0];
    assert_eq!((person.partnernaam.as_deref(), person.geslachtsnaam.as_deref()), (Some("Postma"), Some("Haan")));
    assert_eq!(person.voornamen, None);
}

#[test]
fn who_spoke_with_us_about_it_or_will_witness_is_beside_the_household() {
    for text in [
        "Levi Nap van Torenstraat 29 belde ons hierover.",
        "Ik sprak er laatst Mustafa Nap over, die woont op Nassaustraat 36.",
        "Kevin Nap van Torenstraat 32 wil ook wel getuigen.",
    ] {
        let facts = read(text);
        assert_eq!((facts.address.line().as_str(), facts.persons.len()), ("", 0), "{text}");
    }
}

#[test]
fn a_household_on_an_address_is_not_called_so() {
    let facts = read("Het gaat om het huishouden op Dahlialan 18 in Winschoten.");
    assert_eq!((facts.address.huisnummer, surnames(&facts)), (Some(18), vec![]));
}

#[test]
fn a_tenant_whose_name_is_no_first_name_is_called_by_the_surname() {
    assert_eq!(surnames(&read("Zorgen om bewoner Tromp.")), ["Tromp"]);
    assert_eq!(surnames(&read("Bewoner heet Tromp.")), ["Tromp"]);
}

#[test]
fn whom_somebody_found_at_home_is_a_person() {
    let facts = read("Trof Martin Okkema aan in eigen woning, Turfkade 8.");
    assert_eq!((facts.persons[0].voornamen.as_deref(), surnames(&facts)), (Some("Martin"), vec!["Okkema"]));
}

#[test]
fn who_says_to_be_here_is_the_writer() {
    let facts = read("Trijntje Okkema hier. Ik woon op Turfkade 8. Zo kan het niet langer.");
    assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Turfkade 8", vec!["Okkema"]));
}

#[test]
fn somewhere_in_a_place_is_that_place() {
    let facts = read("Het gaat om mevrouw Tromp. Adres onbekend, wel in Scheemda.");
    assert_eq!(facts.address.woonplaats.as_deref(), Some("Scheemda"));
}

#[test]
fn for_whom_help_is_asked_it_is_about() {
    assert_eq!(surnames(&read("Graag jullie hulp bij Bert Okkema.")), ["Okkema"]);
}

#[test]
fn where_the_police_went_is_the_home() {
    assert_eq!(line("Gingen ter plaatse: Vermeerlaan 1."), "Vermeerlaan 1");
    let facts = read("Turfkade 8. In de woning ook aanwezig: Jan Okkema.");
    assert_eq!(surnames(&facts), ["Okkema"]);
}

#[test]
fn a_subject_is_no_label_of_the_header_below_it() {
    let facts = read("Nieuwe aanmelding\n\nVan: J.M. Nap\nAan: wijkteam\n\nWij hebben zorgen om mw Kim Okkema.");
    assert_eq!(surnames(&facts), ["Okkema"]);
}

#[test]
fn a_form_with_words_of_its_own_is_read() {
    let facts = read(
        "Formulier\n\nRoepnaam: Sjeng\nTussenv.: van\nFamilienaam: Jalving\nWoonstraat: Brinkdreef\nDeur: 57\nContact buiten het huishouden: Harm Nap, Brinkdreef 55, 0606112715\nInvuller: T. Nap",
    );
    assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Brinkdreef 57", vec!["Jalving"]));
    assert_eq!(facts.persons[0].voorvoegsel.as_deref(), Some("van"));
    assert!(facts.persons.iter().all(|person| person.telefoonnummer.is_none()));
}

#[test]
fn who_is_on_duty_is_nobody_and_who_calls_for_himself_is() {
    let facts = read("Beller zelf is Dhr. Sjeng Okkema. Zou wonen op Geulweg 20.\n\nDienstdoende: T. Nap");
    assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Geulweg 20", vec!["Okkema"]));
}

#[test]
fn one_word_of_a_subject_is_a_surname() {
    assert_eq!(surnames(&read("Overdracht inzake Sikkens\n\nGraag oppakken.")), ["Sikkens"]);
}

#[test]
fn a_neighbour_in_haste_is_nobody() {
    for text in ["de buuv (Floris Nap, nr 13) heeft t ook gezien", "Ik ben de buur van Jeneverbespark 23."] {
        let facts = read(text);
        assert_eq!((facts.address.line().as_str(), facts.persons.len()), ("", 0), "{text}");
    }
}

#[test]
fn who_thinks_that_another_needs_help_does_not_ask_for_himself() {
    let facts = read(
        "Maud (Trekschuitsingel 70) heeft volgens mij hulp nodig. Mij kunt u bellen op 0607031822, naam Jorrit Nap.",
    );
    assert!(facts.persons.iter().all(|person| person.telefoonnummer.is_none()), "{:?}", facts.persons);
    assert_eq!(surnames(&facts), Vec::<&str>::new());
}

#[test]
fn a_salutation_is_no_initials() {
    let facts = read("L.S.\n\nEven voorstellen, mw. Okkema. Wonende Fivelstraat 9. Ik kom er niet meer uit.");
    assert_eq!(surnames(&facts), ["Okkema"]);
}

#[test]
fn a_mother_on_a_street_is_no_part_of_its_name_and_a_father_elsewhere_gives_no_place() {
    let facts = read("Milan woont met zijn moeder Wendy op de Zandweg 9. Zijn vader, Rob Nap, woont in Assen.");
    assert_eq!(facts.address.line(), "Zandweg 9");
}

#[test]
fn where_a_child_stays_is_the_home_and_not_the_other_parents() {
    let form = "Jeugdige: Milan Terpstra\nGezaghebbende ouder: Wendy Terpstra\nNiet-gezaghebbende ouder: Rob Nap, Dam 3, Assen\nVerblijfplaats jeugdige: Zandweg 9";
    let facts = read(form);
    assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Zandweg 9", vec!["Terpstra", "Terpstra"]));
}

#[test]
fn who_calls_for_a_neighbour_says_of_herself_who_she_is() {
    let facts =
        read("Mevrouw belt namens haar buurvrouw Riet Okkema van Turfkade 8. Zelf heet ze Ans Nap en woont ze op 10.");
    assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Turfkade 8", vec!["Okkema"]));
}

#[test]
fn an_ex_in_brackets_is_nobody_of_the_household() {
    let facts = read(
        "Cliënt geeft aan dat ex (Rob Nap, Dam 3 te Assen) haar lastigvalt. Het gaat om Wendy Terpstra, Zandweg 9.",
    );
    assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Zandweg 9", vec!["Terpstra"]));
}

#[test]
fn who_was_hurt_before_witnesses_is_the_one_it_is_about() {
    let facts = read("Mevrouw Okkema, Turfkade 8, is geslagen en er zijn ook getuigen.");
    assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Turfkade 8", vec!["Okkema"]));
    assert_eq!(surnames(&read("Zelf is mevrouw Okkema bang om te bellen.")), ["Okkema"]);
}
