//! Letters and reports as signals.

use uuid::Uuid;

use super::*;
use crate::{
    domain::{Attachment, Identity, Onward, PartnerName, Person, Postcode, Ring, Scanned},
    mail::Mailbox,
};

fn arrival(channel: Channel) -> Arrival {
    Arrival {
        id: SignalId(Uuid::nil()),
        received_at: Timestamp::UNIX_EPOCH,
        channel,
        source: Source {
            partner: PartnerName("cjg".to_owned()),
            ring: Ring::Buitenring,
            onward: Onward::Vrij,
            identity: Identity::default(),
        },
    }
}

fn letter(subject: &str, text: &str) -> Letter {
    Letter {
        from: Some(Mailbox { name: Some("Ria Nap".to_owned()), address: "ria@oggz.example".to_owned() }),
        subject: subject.to_owned(),
        text: text.to_owned(),
        new_text: text.to_owned(),
        message_id: Some("een@oggz.example".to_owned()),
        ..Letter::default()
    }
}

fn of_letter(letter: Letter) -> Signal {
    from_letter(arrival(Channel::Email), letter, &Gazetteer::default())
}

fn of_report(report: Report) -> Signal {
    from_report(arrival(Channel::Api), report, &Gazetteer::default())
}

fn report(text: &str) -> Report {
    Report { situatie_schets: text.to_owned(), ..Report::default() }
}

fn stated(number: u32, toevoeging: &str) -> Address {
    Address {
        postcode: Postcode::parse("9675 XA"),
        huisnummer: Some(number),
        huisnummertoevoeging: Some(toevoeging.to_owned()),
        ..Address::default()
    }
}

#[test]
fn a_file_that_is_not_what_it_says_is_told_by_its_place_never_by_its_name() {
    let file = |naam: &str, inhoud: &[u8]| Attachment {
        naam: naam.to_owned(),
        mediatype: "application/pdf".to_owned(),
        inhoud: inhoud.to_vec(),
        scanned: Scanned::Nobody,
    };
    let bijlagen = vec![file("brief.pdf", b"%PDF-1.7"), file("mw-boelens.pdf", b"MZ\x90\0")];
    let signal = of_report(Report { bijlagen, ..report("Zie de bijlagen.") });
    assert_eq!(signal.warnings, ["Bijlage 2 zegt pdf te zijn, maar is een programma. Open hem niet."]);
}

#[test]
fn what_the_subject_tells_is_marked_there_and_not_in_the_text() {
    let (subject, text) = ("Zorg om Kikkerbeetlaan 4, 9675 XD", "Mevrouw De Wit (78) eet niet.");
    let [above, below] = mentions(subject, text, &Gazetteer::default());
    let said = |from: &str, mentions: &[Mention]| -> Vec<String> {
        mentions.iter().map(|mention| from[mention.range.clone()].to_owned()).collect()
    };
    assert_eq!(said(subject, &above), ["Kikkerbeetlaan", "4", "9675 XD"]);
    let below = said(text, &below);
    assert!(below.contains(&"78".to_owned()) && below.contains(&"Wit".to_owned()), "{below:?}");
    let address = of_letter(letter(subject, text)).address;
    assert_eq!(address.straatnaam.as_deref(), Some("Kikkerbeetlaan"));
}

#[test]
fn a_bsn_is_masked_wherever_it_stands_and_the_sender_is_told() {
    let mut letter = letter("BSN 111222333", "Betreft dhr. K. Boelens, BSN 111222333, Kikkerbeetlaan 4, 9675 XD.");
    letter.attachments = vec![Attachment {
        naam: "111222333.pdf".to_owned(),
        mediatype: String::new(),
        inhoud: vec![1],
        scanned: Scanned::Nobody,
    }];
    let signal = of_letter(letter);
    let all = format!("{signal:?}");
    assert!(!all.contains("111222333"), "{all}");
    assert_eq!(signal.warnings, ["Er stond een burgerservicenummer in de tekst. Wij hebben het weggehaald."]);
    assert_eq!(signal.address.line(), "Kikkerbeetlaan 4, 9675 XD");
    assert_eq!(signal.reporter.email(), Some("ria@oggz.example"));
}

#[test]
fn a_letter_without_text_is_unreadable() {
    assert_eq!(of_letter(letter("Zorg", " \n")).unreadable.as_deref(), Some("het bericht heeft geen tekst"));
    let mut other = letter("Zorg", "");
    other.unreadable = Some("de versleuteling is onbekend".to_owned());
    assert_eq!(of_letter(other).unreadable.as_deref(), Some("de versleuteling is onbekend"));
}

#[test]
fn a_long_text_is_cut_and_said_to_be() {
    let signal = of_letter(letter(&"o".repeat(300), &"tekst ".repeat(3000)));
    assert_eq!(signal.subject.chars().count(), 200);
    assert!(signal.situation.chars().count() <= 10_000);
    assert_eq!(signal.warnings, ["Te lang, daarom ingekort: het onderwerp.", "Te lang, daarom ingekort: de tekst."]);
}

#[test]
fn the_text_completes_the_fields_of_the_same_house() {
    let text = "Mw. A. Bos, Krabbenscheerstr. 12 toev. A te Winschoten, reageert niet op brieven.";
    let signal = of_report(Report { adres: stated(12, "A"), ..report(text) });
    assert_eq!(signal.address.line(), "Krabbenscheerstr. 12-A, 9675 XA Winschoten");
    assert_eq!(signal.persons.len(), 1);
    assert_eq!(signal.warnings, [] as [&str; 0]);
    assert_eq!(signal.subject, "Melding via api");
}

#[test]
fn the_fields_win_when_the_text_says_another_house() {
    let signal = of_report(Report { adres: stated(12, "B"), ..report("Zorg op Krabbenscheerstraat 12A, 9675XA.") });
    assert_eq!(signal.address, stated(12, "B"));
    assert_eq!(signal.warnings.len(), 1);
}

#[test]
fn stated_people_are_the_people() {
    let person = Person { geslachtsnaam: Some("Wubs 111222333".to_owned()), ..Person::default() };
    let signal = of_report(Report { betrokkenen: vec![person], ..report("Betreft mevrouw Bos.") });
    assert_eq!(signal.persons.len(), 1);
    assert_eq!(signal.persons[0].geslachtsnaam.as_deref(), Some("Wubs BSN ****"));
}

#[test]
fn words_raise_what_was_stated_and_never_lower_it() {
    let urgency = |stated, text| of_report(Report { urgentie: stated, ..report(text) }).urgency;
    assert_eq!(urgency(Some(Urgency::Laag), "Koffie."), Urgency::Laag);
    assert_eq!(urgency(Some(Urgency::Laag), "Dreigende ontruiming."), Urgency::Hoog);
    assert_eq!(urgency(Some(Urgency::Hoog), "Koffie."), Urgency::Hoog);
    assert_eq!(urgency(None, "Koffie."), Urgency::Normaal);
    let crisis = of_report(Report { crisissignaal: Some(true), ..report("Kom.") });
    assert!(crisis.crisis && crisis.urgency == Urgency::Hoog && crisis.urgency_reasons.len() == 1);
}

#[test]
fn a_wish_for_anonymity_holds_towards_the_gemelde() {
    let signal = of_report(report("Ik wil niet dat bekend wordt dat ik dit meld."));
    assert!(signal.reporter.anoniem_tegenover_gemelde);
}
