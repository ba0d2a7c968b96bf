//! Mail of partners' systems, and what becomes of it.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::{Postcode, Scanned, TemplateField, Urgency};

fn template(form: TemplateForm, fields: &[(&str, &str)]) -> Template {
    let fields =
        fields.iter().map(|(field, label)| TemplateField { field: (*field).to_owned(), label: (*label).to_owned() });
    Template {
        name: "melding".to_owned(),
        form,
        subject: None,
        fields: fields.collect(),
        needs: vec!["situatieSchets".to_owned()],
    }
}

fn lines() -> Template {
    template(
        TemplateForm::Regels,
        &[
            ("situatieSchets", "Omschrijving"),
            ("betrokkenen.geslachtsnaam", "Naam bewoner"),
            ("betrokkenen.geboortedatum", "Geboren"),
            ("adres.straatnaam", "Straat"),
            ("adres.huisnummer", "Huisnummer"),
            ("adres.postcode", "Postcode"),
            ("urgentie", "Spoed"),
            ("melder.naam", "Gemeld door"),
        ],
    )
}

fn letter(text: &str) -> Letter {
    Letter {
        subject: "Nieuwe melding".to_owned(),
        text: text.to_owned(),
        new_text: text.to_owned(),
        ..Letter::default()
    }
}

fn with_file(name: &str, content: &str) -> Letter {
    let file = Attachment {
        naam: name.to_owned(),
        mediatype: "application/octet-stream".to_owned(),
        inhoud: content.as_bytes().to_vec(),
        scanned: Scanned::Nobody,
    };
    Letter { attachments: vec![file], ..letter("Zie bijlage.") }
}

#[test]
fn labelled_lines_are_fields() {
    let text = "Gemeld door: J. Smit\nNaam bewoner: Bos\nGeboren: 01-02-1950\nStraat: Kikkerbeetlaan\nHuisnummer: 4\n\
                Postcode: 9675 XD\nSpoed: ja\nZaaknummer: 77\nOmschrijving: Al weken overlast.\n\nOok 's nachts.";
    let report = tried(&letter(text), &lines()).unwrap();
    assert_eq!(report.situatie_schets, "Al weken overlast.\n\nOok 's nachts.\n\nZaaknummer: 77");
    assert_eq!((report.adres.postcode, report.adres.huisnummer), (Postcode::parse("9675XD"), Some(4)));
    assert_eq!(report.betrokkenen[0].geslachtsnaam.as_deref(), Some("Bos"));
    assert_eq!(report.betrokkenen[0].geboortedatum, Some(date(1950, 2, 1)));
    assert_eq!((report.urgentie, report.melder.naam.as_deref()), (Some(Urgency::Hoog), Some("J. Smit")));
}

#[test]
fn a_value_that_is_none_stays_in_the_text() {
    let report = tried(&letter("Omschrijving: overlast\nSpoed: weet ik niet"), &lines()).unwrap();
    assert_eq!(report.urgentie, None);
    assert_eq!(report.situatie_schets, "overlast\n\nSpoed: weet ik niet");
}

#[test]
fn files_of_a_system_are_fields_by_path_or_head() {
    let tree = [
        ("situatieSchets", "melding.tekst"),
        ("adres.postcode", "melding.adres.pc"),
        ("betrokkenen.2.geslachtsnaam", "melding.persoon.2.naam"),
    ];
    let json =
        r#"{"melding": {"tekst": "overlast", "adres": {"pc": "9675XD"}, "persoon": [{"naam": "A"}, {"naam": "B"}]}}"#;
    let xml = "<r><melding><tekst>overlast</tekst><adres><pc>9675XD</pc></adres><persoon><naam>A</naam></persoon>\
               <persoon><naam>B</naam></persoon></melding></r>";
    for (form, letter) in
        [(TemplateForm::Json, with_file("melding.json", json)), (TemplateForm::Xml, with_file("melding.XML", xml))]
    {
        let report = tried(&letter, &template(form, &tree)).unwrap();
        assert_eq!(report.adres.postcode, Postcode::parse("9675XD"));
        assert_eq!(report.betrokkenen[1].geslachtsnaam.as_deref(), Some("B"));
        assert_eq!(report.situatie_schets, "overlast\n\nmelding.persoon.naam: A\n\nZie bijlage.");
    }
    let csv = template(TemplateForm::Csv, &[("situatieSchets", "tekst"), ("adres.postcode", "PC")]);
    let report = tried(&with_file("x.csv", "Tekst;pc\noverlast;9675 XD\n"), &csv).unwrap();
    assert_eq!(report.adres.postcode, Postcode::parse("9675XD"));
}

#[test]
fn what_does_not_fit_says_why() {
    let why = |letter: &Letter, template: &Template| tried(letter, template).unwrap_err();
    assert_eq!(why(&letter("Beste collega, er is overlast."), &lines()), "‘Omschrijving’ staat er niet in");
    let other = Template { subject: Some("Zorgmelding".to_owned()), ..lines() };
    assert_eq!(why(&letter("Omschrijving: x"), &other), "het onderwerp heeft niet ‘Zorgmelding’");
    let json = template(TemplateForm::Json, &[("situatieSchets", "tekst")]);
    assert_eq!(why(&letter("x"), &json), "er is geen json-bijlage");
    assert_eq!(why(&with_file("x.json", "{"), &json), "het bestand is geen geldige JSON");
    let loose = Template { needs: Vec::new(), ..lines() };
    assert_eq!(why(&letter("Naam bewoner: Bos"), &loose), "er staan te weinig van de velden in");
}

#[test]
fn the_first_that_fits_counts() {
    let templates = [
        template(TemplateForm::Json, &[("situatieSchets", "tekst")]),
        Template { name: "regels".to_owned(), ..lines() },
    ];
    assert_eq!(filled(&letter("Omschrijving: overlast"), &templates).unwrap().template, "regels");
    assert_eq!(filled(&letter("Overlast."), &templates).unwrap_err().len(), 2);
}

#[test]
fn an_address_or_a_name_in_one_field_is_read_as_words() {
    let whole = template(
        TemplateForm::Regels,
        &[("situatieSchets", "Omschrijving"), ("adres", "Waar"), ("betrokkenen", "Wie")],
    );
    let report =
        tried(&letter("Waar: Kikkerbeetlaan 4, 9675 XD\nWie: mevrouw Bos\nOmschrijving: overlast"), &whole).unwrap();
    assert_eq!(report.situatie_schets, "overlast\n\nAdres: Kikkerbeetlaan 4, 9675 XD\nBetreft: mevrouw Bos");
}

proptest! {
    #[test]
    fn whatever_a_partner_sends_reading_ends(
        text in "(\\PC|\n|\t|: |Omschrijving|Straat|Spoed|Postcode){0,60}",
        file in "(\\PC|\n|<a>|</a>|[{}\":,;]|tekst){0,60}",
    ) {
        let _ = tried(&letter(&text), &lines());
        for (form, name) in [(TemplateForm::Csv, "x.csv"), (TemplateForm::Json, "x.json"), (TemplateForm::Xml, "x.xml")] {
            let _ = tried(&with_file(name, &file), &template(form, &[("situatieSchets", "tekst")]));
        }
    }
}
