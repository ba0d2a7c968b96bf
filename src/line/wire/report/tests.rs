//! What a partner may send, and what is said when it is wrong.

use super::*;
use crate::domain::{ContactKind, Postcode};

fn read(json: &str) -> Report {
    parse_signal(json.as_bytes()).unwrap()
}

fn complaints(json: &str) -> Vec<(String, String)> {
    parse_signal(json.as_bytes()).unwrap_err().into_iter().map(|p| (p.pointer, p.message)).collect()
}

fn with_address(adres: &str) -> Report {
    read(&format!(r#"{{"situatieSchets":"zorg","adres":{adres}}}"#))
}

#[test]
fn a_text_alone_is_a_signal() {
    let report = read(r#"{"situatieSchets":"Mevrouw doet niet open."}"#);
    assert_eq!(report, Report { situatie_schets: "Mevrouw doet niet open.".to_owned(), ..Report::default() });
}

#[test]
fn a_hundred_faults_are_told_and_that_there_are_more() {
    let keys: String = (0..5_000).map(|number| format!(r#""k{number}":1,"#)).collect();
    let told = complaints(&format!(r#"{{{keys}"situatieSchets":"zorg"}}"#));
    assert_eq!(told.len(), 101);
    assert_eq!(told[100].1, "er is nog meer fout; dit zijn de eerste 100");
}

#[test]
fn the_example_of_the_housing_corporation_is_understood() {
    let report = read(
        r#"{"bronReferentie":"WC-88213","onderwerp":"Huurachterstand 2 maanden","situatieSchets":"Mw. A. Bos",
            "adres":{"postcode":"9675 XA","huisnummer":12,"huisnummertoevoeging":"A"},
            "melder":{"naam":"B. Tjaden","digitaleAdressen":[{"soort":"email","adres":"b@acantus.example"}]},
            "betrokkenen":[{"geslachtsnaam":"Bos","geboortedatum":"1980-02-29","leeftijd":46}],
            "terugkoppelingGewenst":true,"urgentie":"hoog"}"#,
    );
    assert_eq!(report.adres.key().unwrap().as_str(), "9675XA|12|A");
    assert_eq!(report.melder.digitale_adressen[0].soort, ContactKind::Email);
    assert_eq!(report.betrokkenen[0].leeftijd, Some(46));
    assert_eq!(report.urgentie, Some(Urgency::Hoog));
    assert!(report.waarschuwingen.is_empty());
}

#[test]
fn all_complaints_come_at_once() {
    let found = complaints(
        r#"{"situatieschets":"x","urgentie":"spoed","betrokkenen":{},"melder":{"naam":1},"crisissignaal":"ja",
            "adres":{"postcod":"9675XA"},"bijlagen":[{"naam":"a","inhoud":"***"}]}"#,
    );
    let pointers: Vec<&str> = found.iter().map(|(pointer, _)| pointer.as_str()).collect();
    for pointer in [
        "/situatieSchets",
        "/situatieschets",
        "/urgentie",
        "/betrokkenen",
        "/melder/naam",
        "/crisissignaal",
        "/adres/postcod",
        "/bijlagen/0/inhoud",
    ] {
        assert!(pointers.contains(&pointer), "{pointer} in {pointers:?}");
    }
    assert!(found.iter().any(|(_, message)| message.contains("bedoelt u ‘situatieSchets’?")));
    assert!(found.iter().any(|(_, message)| message.contains("bedoelt u ‘postcode’?")));
}

#[test]
fn a_blank_situation_is_no_signal() {
    assert_eq!(complaints(r#"{"situatieSchets":"  "}"#)[0].0, "/situatieSchets");
    assert_eq!(complaints(r#"{"situatieSchets":null}"#)[0].0, "/situatieSchets");
    assert_eq!(complaints("[]")[0].0, "");
    assert_eq!(complaints("{")[0].0, "");
}

#[test]
fn a_text_over_the_limit_is_refused_and_one_at_the_limit_taken() {
    let text = |length: usize| format!(r#"{{"situatieSchets":"{}"}}"#, "é".repeat(length));
    assert_eq!(complaints(&text(10_001)).len(), 1);
    assert_eq!(read(&text(10_000)).situatie_schets.chars().count(), 10_000);
}

#[test]
fn an_odd_fact_is_kept_and_warned_about() {
    let report = with_address(r#"{"postcode":"9675","huisnummer":"naast de kerk"}"#);
    assert_eq!(report.adres.omschrijving.as_deref(), Some("postcode: 9675; huisnummer: naast de kerk"));
    assert_eq!(report.waarschuwingen.len(), 2);
    assert!(report.waarschuwingen[0].starts_with("adres.postcode: ‘9675’"));
}

#[test]
fn a_house_number_may_be_a_number_or_a_text() {
    for json in [r#"{"huisnummer":12}"#, r#"{"huisnummer":"12"}"#, r#"{"huisnummer":" 12 "}"#] {
        let report = with_address(json);
        assert_eq!(report.adres.huisnummer, Some(12), "{json}");
        assert!(report.waarschuwingen.is_empty(), "{json}");
    }
    for (json, suffix) in [
        (r#"{"huisnummer":"12a"}"#, "A"),
        (r#"{"huisnummer":"12-A"}"#, "A"),
        (r#"{"huisnummer":"12 bis"}"#, "BIS"),
        (r#"{"huisnummer":"12a","huisletter":"A"}"#, "A"),
    ] {
        let address = with_address(json).adres;
        assert_eq!((address.huisnummer, address.suffix().as_str()), (Some(12), suffix), "{json}");
    }
    for json in [r#"{"huisnummer":-3}"#, r#"{"huisnummer":0}"#, r#"{"huisnummer":12.5}"#, r#"{"huisnummer":1e99}"#] {
        let report = with_address(json);
        assert_eq!(report.adres.huisnummer, None, "{json}");
        assert!(report.adres.omschrijving.is_some() && report.waarschuwingen.len() == 1, "{json}");
    }
}

#[test]
fn an_empty_letter_is_no_letter() {
    let report = with_address(r#"{"postcode":"9675 xf","huisnummer":"5","huisletter":""}"#);
    assert_eq!(report.adres.huisletter, None);
    assert_eq!(report.adres.postcode, Postcode::parse("9675XF"));
    assert!(report.waarschuwingen.is_empty());
}

#[test]
fn dates_are_read_in_the_ways_people_write_them() {
    let date = |text: &str| read(&format!(r#"{{"situatieSchets":"x","signaaldatum":"{text}"}}"#));
    assert!(date("2026-11-05").waarschuwingen.is_empty());
    for text in ["5-11-2026", "05/11/2026", "2026-11-05T23:00:00+01:00"] {
        let report = date(text);
        assert_eq!(report.signaaldatum.map(|date| date.to_string()).as_deref(), Some("2026-11-05"), "{text}");
        assert_eq!(report.waarschuwingen.len(), 1);
    }
    for text in ["gisteren", "2026-13-01", "05-11-26", "2026-11"] {
        let report = date(text);
        assert_eq!(report.signaaldatum, None, "{text}");
        assert!(report.waarschuwingen[0].contains(text));
    }
}

#[test]
fn an_attachment_is_decoded_and_bounded() {
    let report =
        read(r#"{"situatieSchets":"x","bijlagen":[{"naam":"a.txt","mediatype":"text/plain","inhoud":"aG9p"}]}"#);
    assert_eq!(report.bijlagen[0].inhoud, b"hoi");
    let many = [r#"{"inhoud":"aG9p"}"#; 11].join(",");
    assert_eq!(complaints(&format!(r#"{{"situatieSchets":"x","bijlagen":[{many}]}}"#))[0].0, "/bijlagen");
    let large = "A".repeat(13_400_000);
    let found = complaints(&format!(r#"{{"situatieSchets":"x","bijlagen":[{{"inhoud":"{large}"}}]}}"#));
    assert!(found[0].1.contains("te groot"));
}

#[test]
fn keys_of_the_caller_are_let_through() {
    let value = serde_json::json!({"situatieSchets": "x", "signal_id": "1"});
    assert!(read_report(value.clone(), &["signal_id"]).is_ok());
    assert!(read_report(value, &[]).is_err());
}

#[test]
fn whatever_comes_is_answered() {
    proptest::proptest!(|(bytes: Vec<u8>)| {
        let _ = parse_signal(&bytes);
    });
    proptest::proptest!(|(house: String, postcode: String, born: String)| {
        let value = serde_json::json!({"situatieSchets": "x",
            "adres": {"huisnummer": house, "postcode": postcode, "huisletter": born.clone()},
            "betrokkenen": [{"geboortedatum": born, "leeftijd": house}]});
        proptest::prop_assert!(read_report(value, &[]).is_ok());
    });
}
