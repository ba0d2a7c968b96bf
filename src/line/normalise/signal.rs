//! A letter or a report becomes the canonical signal: bounded, without BSN, with the facts of its text.
//!
//! **Invariant:** what was stated in fields wins over what the text says; no BSN leaves here in any text.

use jiff::Timestamp;

use super::{
    Facts, Gazetteer, Mention,
    address::{agree, fill},
    facts,
    scrub::Scrub,
};
use crate::{
    domain::{
        Address, Attachment, Channel, ContactKind, ContactPoint, MailThread, Report, Reporter, Signal, SignalId,
        Source, Urgency, file_doubt,
    },
    mail::Letter,
};

/// Characters of a subject.
const SUBJECT: usize = 200;
/// Characters of a situatieSchets.
const SITUATION: usize = 10_000;

/// Doubtful files that are told of one signal.
const DOUBTS: usize = 10;

/// What the door knows of a signal before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    pub id: SignalId,
    pub received_at: Timestamp,
    pub channel: Channel,
    pub source: Source,
}

/// Between a subject and the text below it, so that no sentence runs on.
const PARTED: &str = "\n\n";

/// A subject and its text are read as one: what the one tells is not asked of the other.
fn together(subject: &str, text: &str) -> String {
    [subject, PARTED, text].concat()
}

/// Where the facts of a signal stand: in its subject, and in its text.
pub fn mentions(subject: &str, text: &str, gazetteer: &Gazetteer) -> [Vec<Mention>; 2] {
    let below = subject.len() + PARTED.len();
    let read = facts(&together(subject, text), gazetteer).mentions;
    let (above, mut under): (Vec<_>, Vec<_>) = read.into_iter().partition(|mention| mention.range.start < below);
    for mention in &mut under {
        mention.range = mention.range.start - below..mention.range.end - below;
    }
    [above, under]
}

/// The signal of a mail: facts from its subject and what this sender wrote; the sender is the reporter.
pub fn from_letter(arrival: Arrival, letter: Letter, gazetteer: &Gazetteer) -> Signal {
    let mut scrub = Scrub::default();
    let nothing = letter.new_text.trim().is_empty() && letter.attachments.is_empty();
    let unreadable = letter.unreadable.or_else(|| nothing.then(|| "het bericht heeft geen tekst".to_owned()));
    let subject = scrub.text(&letter.subject, usize::MAX, "het onderwerp");
    let text = scrub.text(&letter.new_text, usize::MAX, "de tekst");
    let read = facts(&together(&subject, &text), gazetteer);
    let mut signal = empty(arrival);
    signal.subject = scrub.short(&subject, SUBJECT, "het onderwerp");
    signal.situation = scrub.short(&text, SITUATION, "de tekst");
    signal.reporter = letter.from.map(|from| reporter(from.name, from.address)).unwrap_or_default();
    scrub.reporter(&mut signal.reporter);
    signal.reporter.anoniem_tegenover_gemelde = read.anonymous_wish;
    signal.attachments = letter.attachments;
    scrub.attachments(&mut signal.attachments);
    signal.warnings.extend(doubts(&signal.attachments));
    signal.reference = letter.message_id;
    signal.automatic = letter.automatic;
    signal.thread = letter.thread;
    signal.unreadable = unreadable;
    signal.address = read.address.clone();
    signal.former_address.clone_from(&read.former_address);
    signal.persons.clone_from(&read.persons);
    alarm(&mut signal, &read);
    scrub.finish(&mut signal);
    signal
}

/// The signal of a mail that a partner's system wrote in fields: they win, and the mail says who sent it.
pub fn from_structured(arrival: Arrival, letter: Letter, report: Report, gazetteer: &Gazetteer) -> Signal {
    let Letter { from, subject, attachments, message_id, automatic, thread, .. } = letter;
    let mut report = Report { bijlagen: attachments, ..report };
    report.onderwerp = report.onderwerp.filter(|given| !given.trim().is_empty()).or(Some(subject));
    if let Some(from) = from {
        let sender = reporter(from.name, from.address);
        report.melder.naam = report.melder.naam.or(sender.naam);
        report.melder.digitale_adressen.extend(sender.digitale_adressen);
    }
    let mut signal = from_report(arrival, report, gazetteer);
    signal.reference = message_id;
    signal.automatic = automatic;
    signal.thread = thread;
    signal
}

/// The signal of a report in fields: they win, the text fills what they leave open.
pub fn from_report(arrival: Arrival, report: Report, gazetteer: &Gazetteer) -> Signal {
    let mut scrub = Scrub::default();
    let subject = report.onderwerp.as_deref().map(|subject| scrub.text(subject, usize::MAX, "het onderwerp"));
    let text = scrub.text(&report.situatie_schets, usize::MAX, "de tekst");
    let read = facts(&together(subject.as_deref().unwrap_or_default(), &text), gazetteer);
    let mut signal = empty(arrival);
    signal.warnings = report.waarschuwingen;
    let by_channel = || format!("Melding via {}", signal.channel.as_str());
    signal.subject = subject.filter(|subject| !subject.trim().is_empty()).unwrap_or_else(by_channel);
    signal.subject = scrub.text(&signal.subject, SUBJECT, "het onderwerp");
    signal.situation = scrub.short(&text, SITUATION, "de tekst");
    signal.request = report.verzoek.map(|request| scrub.text(&request, SITUATION, "het verzoek"));
    signal.kind = report.soort.map(|kind| scrub.text(&kind, SUBJECT, "de soort"));
    // Known again by a hash of it as it was sent: nothing needs the number itself.
    signal.reference = report.bron_referentie.map(|reference| scrub.text(&reference, usize::MAX, "de bronReferentie"));
    signal.observed_on = report.signaaldatum;
    signal.feedback_wanted = report.terugkoppeling_gewenst.unwrap_or(true);
    signal.reporter = report.melder;
    scrub.reporter(&mut signal.reporter);
    signal.reporter.anoniem_tegenover_gemelde |= read.anonymous_wish;
    signal.attachments = report.bijlagen;
    scrub.attachments(&mut signal.attachments);
    signal.warnings.extend(doubts(&signal.attachments));
    signal.address = report.adres;
    scrub.address(&mut signal.address);
    signal.warnings.extend(completed(&mut signal.address, &read.address));
    signal.former_address = report.vorig_adres.filter(|former| !former.is_empty());
    signal.former_address.iter_mut().for_each(|former| scrub.address(former));
    signal.former_address = signal.former_address.or_else(|| read.former_address.clone());
    signal.persons = report.betrokkenen;
    signal.persons.iter_mut().for_each(|person| scrub.person(person));
    if signal.persons.is_empty() {
        signal.persons.clone_from(&read.persons);
    }
    state(&mut signal, report.urgentie, report.crisissignaal);
    alarm(&mut signal, &read);
    scrub.finish(&mut signal);
    signal
}

/// Files that are not what they say, the first of them, by their place.
fn doubts(files: &[Attachment]) -> impl Iterator<Item = String> {
    let doubt = |(place, file)| file_doubt(file).map(|doubt| format!("Bijlage {place} {doubt}"));
    (1..).zip(files).filter_map(doubt).take(DOUBTS)
}

fn empty(arrival: Arrival) -> Signal {
    Signal {
        id: arrival.id,
        received_at: arrival.received_at,
        channel: arrival.channel,
        source: arrival.source,
        reference: None,
        subject: String::new(),
        situation: String::new(),
        request: None,
        observed_on: None,
        kind: None,
        urgency: Urgency::Normaal,
        urgency_reasons: Vec::new(),
        crisis: false,
        meldcode: None,
        feedback_wanted: true,
        reporter: Reporter::default(),
        address: Address::default(),
        former_address: None,
        persons: Vec::new(),
        attachments: Vec::new(),
        warnings: Vec::new(),
        unreadable: None,
        template: None,
        automatic: None,
        thread: MailThread::default(),
    }
}

fn reporter(naam: Option<String>, address: String) -> Reporter {
    let digitale_adressen = vec![ContactPoint { soort: ContactKind::Email, adres: address }];
    Reporter { naam, digitale_adressen, ..Reporter::default() }
}

/// What the reporter stated himself. A crisis is urgent even where he did not say so.
fn state(signal: &mut Signal, urgency: Option<Urgency>, crisis: Option<bool>) {
    signal.urgency = urgency.unwrap_or_default();
    signal.crisis = crisis.unwrap_or(false);
    if urgency.is_some_and(|urgency| urgency >= Urgency::Hoog) {
        signal.urgency_reasons.push(format!("de melder gaf urgentie {} op", signal.urgency));
    }
    if signal.crisis {
        signal.urgency = signal.urgency.max(Urgency::Hoog);
        signal.urgency_reasons.push("de melder gaf een crisissignaal op".to_owned());
    }
}

/// Raises the signal to what its words say; words never lower what was stated.
fn alarm(signal: &mut Signal, read: &Facts) {
    if read.urgency > Urgency::Normaal {
        signal.urgency = signal.urgency.max(read.urgency);
    }
    signal.urgency_reasons.extend(read.urgency_reasons.iter().cloned());
    signal.crisis |= read.crisis;
    signal.meldcode.clone_from(&read.meldcode);
}

/// Completes a stated address with what the text says of the same one; answers a warning when it says another.
///
/// The text counts when the fields give no postcode, number or street, when both agree on the postcode, or when both
/// have the same number and letter and nothing contradicts.
fn completed(stated: &mut Address, read: &Address) -> Option<String> {
    let open = stated.postcode.is_none() && stated.huisnummer.is_none() && stated.straatnaam.is_none();
    if open {
        fill(stated, read);
        return None;
    }
    if read.is_empty() {
        return None;
    }
    let same_house =
        stated.huisnummer.is_some() && stated.huisnummer == read.huisnummer && stated.suffix() == read.suffix();
    let mut probe = read.clone();
    if same_house && probe.postcode.is_none() {
        probe.postcode.clone_from(&stated.postcode);
    }
    if same_house && probe.straatnaam.is_none() {
        probe.straatnaam.clone_from(&stated.straatnaam);
    }
    if agree(stated, &probe) {
        fill(stated, &probe);
        return None;
    }
    let differs = stated.huisnummer.is_some() && read.huisnummer.is_some() && !same_house
        || matches!((&stated.postcode, &read.postcode), (Some(a), Some(b)) if a != b);
    differs.then(|| "In de tekst staat een ander adres dan in de velden. Wij gaan uit van de velden.".to_owned())
}

#[cfg(test)]
mod tests;
