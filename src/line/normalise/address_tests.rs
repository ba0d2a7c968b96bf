//! Addresses as many hands write them.

use super::tests::{line, read};

#[test]
fn a_place_may_stand_between_the_number_and_the_postcode() {
    for text in [
        "De woning Dorpsstraat 32 Heeten 8111 DS is vuil.",
        "Plaats van de melding: Dorpsstraat 32 Heeten 8111DS.",
        "Het adres is Dorpsstraat 32 te Heeten 8111 DS. Mobiel 0609673553.",
    ] {
        assert_eq!(line(text), "Dorpsstraat 32, 8111 DS Heeten", "{text}");
    }
}

#[test]
fn a_place_may_stand_before_the_street_or_the_postcode() {
    for text in [
        "Bewoner van Twello, Smedenweg 10 is Diny Bos.",
        "Casus: Bo Smit | Twello, Smedenweg 10.",
        "Zij staat ingeschreven op Twello, Smedenweg 10.",
    ] {
        assert_eq!(line(text), "Smedenweg 10, Twello", "{text}");
    }
    // A surname could end so, but not behind "woonachtig".
    assert_eq!(line("Jan Bos, woonachtig Luttenberg, Dasweg 35."), "Dasweg 35, Luttenberg");
    assert_eq!(line("Bos staat ingeschreven op Lochem 7242AP, huisnummer 56 letter A."), "56-A, 7242 AP Lochem");
    assert_eq!(line("Bewoner van 8121CR / 34 te Olst is Koen Bos."), "34, 8121 CR Olst");
}

#[test]
fn a_place_may_be_all_that_is_known() {
    for text in [
        "Van het adres is alleen de plaats bekend: Lochem.",
        "Woonplaats volgens onze informatie: Lochem.",
        "Zou in Lochem wonen, straat onbekend.",
    ] {
        assert_eq!(line(text), "Lochem", "{text}");
    }
}

#[test]
fn a_street_may_be_said_without_a_number() {
    assert_eq!(line("Het zou ergens op Haverbrink te Raalte zijn."), "Haverbrink, Raalte");
    assert_eq!(line("Straat is Prof. Lorentzstraat, meer weten we niet."), "Prof. Lorentzstraat");
    assert_eq!(line("Straatnaam is Bramenkamp (Twello), nummer volgt nog."), "Bramenkamp, Twello");
}

#[test]
fn a_label_on_the_next_line_opens_another_address() {
    let text = "Melder: Guus Bos, Kerkstraat 31\nAdres: 7163 AH, Dorpsstraat 28\nHet stinkt er.";
    assert_eq!(line(text), "Dorpsstraat 28, 7163 AH");
}

#[test]
fn a_title_opens_a_street() {
    for (text, wanted) in [
        ("Zij woont op Meester Overmarsbrink 4.", "Meester Overmarsbrink 4"),
        ("Zij woont aan de Dokter Dammanteeg 1.", "Dokter Dammanteeg 1"),
        ("Zij is woonachtig dr Dammanhof 30.", "dr Dammanhof 30"),
        ("Zij woont op Baron v. Heukelstraat 20.", "Baron v. Heukelstraat 20"),
        ("Zij woont op Gen. v.d. Heijdenlaan 20.", "Gen. v.d. Heijdenlaan 20"),
        ("Zij woont op Pst. Lammerskamp 61A.", "Pst. Lammerskamp 61-A"),
    ] {
        assert_eq!(line(text), wanted, "{text}");
    }
}

#[test]
fn a_doctor_with_a_number_behind_his_name_is_no_street() {
    for text in ["Vorige week overlegd met dokter Nap (45 jaar in dienst).", "Meester Bos, groep 4, belde."] {
        assert_eq!(line(text), "", "{text}");
    }
}

#[test]
fn what_somebody_left_first_is_his_former_address() {
    let facts = read("Bos woont Gerstweg 13. Is verhuisd, was eerst Rijkeboerweg 55, 7433CB Schalkhaar.");
    assert_eq!(facts.address.line(), "Gerstweg 13");
    assert_eq!(
        facts.former_address.map(|former| former.line()).as_deref(),
        Some("Rijkeboerweg 55, 7433 CB Schalkhaar")
    );
}

#[test]
fn a_floor_and_a_room_are_toevoegingen() {
    for (text, wanted) in [
        ("Mevrouw op Dorpsstraat 22, 1e verdieping, valt.", "Dorpsstraat 22-1"),
        ("Dorpsstraat 22, begane grond: ruzie.", "Dorpsstraat 22-BG"),
        ("Dorpsstraat 22, 3 hoog: man schreeuwt.", "Dorpsstraat 22-3"),
        ("Dorpsstraat 22, app. 4, 9671 EC: man schreeuwt.", "Dorpsstraat 22-4, 9671 EC"),
        ("Dorpsstraat 22, appartement 4: man schreeuwt.", "Dorpsstraat 22-4"),
        ("Grachtkade 9, bovenwoning: ruzie.", "Grachtkade 9-BOVEN"),
        ("Houtkade 3-1 achter, 1013 BP Hoogeveen: ruzie.", "Houtkade 3-1ACHTER, 1013 BP Hoogeveen"),
        ("Bewoner van kamer 6, Molenweg 31 te Scheemda.", "Molenweg 31-6, Scheemda"),
    ] {
        assert_eq!(line(text), wanted, "{text}");
    }
}

#[test]
fn of_two_who_quarrel_neither_address_is_guessed() {
    assert_eq!(line("Mw. Groot (Dijkweg 1) en mw. Klein (Dijkweg 11) hebben ruzie."), "Dijkweg");
}
