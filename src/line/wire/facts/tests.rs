//! What is written to a row is what is read from it.

use jiff::Timestamp;
use proptest::{option, prelude::*, string::string_regex};

use super::*;
use crate::domain::{
    Attachment, Channel, ContactKind, ContactPoint, MailThread, PartnerName, Postcode, Scanned, SignalId, Source,
    Urgency,
};

fn text() -> impl Strategy<Value = String> {
    string_regex("[\\PC\"\\\\\n]{0,12}").unwrap()
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    option::of(text())
}

fn address() -> impl Strategy<Value = Address> {
    (option::of("[1-9][0-9]{3}[A-Z]{2}"), option::of(1..99_999_u32), maybe(), maybe(), maybe(), maybe(), maybe())
        .prop_map(|(postcode, huisnummer, letter, toevoeging, straat, plaats, omschrijving)| Address {
            postcode: postcode.and_then(|text| Postcode::parse(&text)),
            huisnummer,
            huisletter: letter,
            huisnummertoevoeging: toevoeging,
            straatnaam: straat,
            woonplaats: plaats,
            omschrijving,
        })
}

fn date() -> impl Strategy<Value = Option<Date>> {
    option::of(
        (1900..2100_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| jiff::civil::date(year, month, day)),
    )
}

fn person() -> impl Strategy<Value = Person> {
    (maybe(), maybe(), maybe(), date(), option::of(0..130_u16), maybe(), option::of(any::<[u8; 16]>())).prop_map(
        |(rol, voornamen, naam, geboortedatum, leeftijd, telefoonnummer, hash)| Person {
            rol,
            voornamen,
            geslachtsnaam: naam,
            geboortedatum,
            leeftijd,
            telefoonnummer,
            burger: hash.map(Citizen::of_hash),
            ..Person::default()
        },
    )
}

fn reporter() -> impl Strategy<Value = Reporter> {
    let kind = prop_oneof![Just(ContactKind::Email), Just(ContactKind::Telefoonnummer), Just(ContactKind::Overig)];
    let point = (kind, text()).prop_map(|(soort, adres)| ContactPoint { soort, adres });
    (maybe(), maybe(), prop::collection::vec(point, 0..3), any::<bool>()).prop_map(
        |(naam, organisatie, digitale_adressen, anoniem)| Reporter {
            naam,
            organisatie,
            digitale_adressen,
            anoniem_tegenover_gemelde: anoniem,
            ..Reporter::default()
        },
    )
}

fn signal(
    reporter: Reporter,
    address: Address,
    former: Option<Address>,
    persons: Vec<Person>,
    words: Vec<String>,
) -> Signal {
    Signal {
        id: SignalId(uuid::Uuid::nil()),
        received_at: Timestamp::UNIX_EPOCH,
        channel: Channel::Api,
        source: Source {
            partner: PartnerName("cjg".to_owned()),
            ring: Ring::Binnenring,
            onward: Onward::NaToestemming,
            identity: Identity::of(IdentityVerdict::Weersproken, "politie.example zegt van niet."),
        },
        reference: None,
        subject: String::new(),
        situation: String::new(),
        request: words.first().cloned(),
        observed_on: None,
        kind: words.last().cloned(),
        urgency: Urgency::Normaal,
        urgency_reasons: words.clone(),
        crisis: words.len() > 1,
        meldcode: words.get(1).cloned(),
        feedback_wanted: words.is_empty(),
        reporter,
        address,
        former_address: former,
        persons,
        attachments: vec![Attachment {
            naam: "foto.jpg".to_owned(),
            mediatype: "image/jpeg".to_owned(),
            inhoud: b"\xFF\xD8\xFFfoto".to_vec(),
            scanned: Scanned::Failed,
        }],
        warnings: words,
        unreadable: None,
        automatic: Some(Automatic { kind: AutomaticKind::List, reden: "H4: List-Id".to_owned() }),
        template: Some("overlastformulier".to_owned()),
        thread: MailThread::default(),
    }
}

proptest! {
    #[test]
    fn facts_survive_the_store(
        reporter in reporter(),
        address in address(),
        former in option::of(address()),
        persons in prop::collection::vec(person(), 0..3),
        words in prop::collection::vec(text(), 0..3),
    ) {
        let signal = signal(reporter, address, former, persons, words);
        let facts = facts_from_json(&facts_to_json(&signal)).unwrap();
        prop_assert_eq!(facts, StoredFacts {
            request: signal.request,
            observed_on: signal.observed_on,
            kind: signal.kind,
            urgency_reasons: signal.urgency_reasons,
            crisis: signal.crisis,
            meldcode: signal.meldcode,
            feedback_wanted: signal.feedback_wanted,
            reporter: signal.reporter,
            address: signal.address,
            former_address: signal.former_address,
            persons: signal.persons,
            attachments: vec![AttachmentName {
                naam: "foto.jpg".to_owned(),
                mediatype: "image/jpeg".to_owned(),
                grootte: 7,
                soort: Some("afbeelding".to_owned()),
                gescand: Some(false),
            }],
            warnings: signal.warnings,
            unreadable: signal.unreadable,
            automatic: signal.automatic,
            template: signal.template,
            identity: signal.source.identity,
            ring: Ring::Binnenring,
            onward: Onward::NaToestemming,
        });
    }

    #[test]
    fn an_address_survives_the_store(address in address()) {
        let json = super::super::address_to_json(&address);
        prop_assert_eq!(super::super::address_from_json(&json), Ok(address));
    }
}

#[test]
fn a_column_of_another_hand_is_an_error() {
    assert_eq!(facts_from_json("[1"), Err(BadColumn("facts_json")));
}
