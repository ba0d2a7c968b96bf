//! The facts of one signal, as the rules see them.
//!
//! **Invariant:** facts never change; rules only add labels.

use jiff::{Timestamp, Unit, civil::Date, tz::TimeZone};

use crate::domain::{
    Address, Candidate, CasusStatus, Lately, Link, LinkDecision, OpenCasus, Person, Postcode, QueueName, Repetition,
    Signal, Standing, Urgency, fold,
};

use super::fact::{COUNT, FACTS, Fact, Presence};

/// The value of a fact.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum FactValue {
    Flag(bool),
    Number(i64),
    /// A choice or level: the place in its list of words.
    Word(usize),
    /// A partner, postcode or street in its comparable form.
    Name(String),
    Text(Prose),
}

impl From<bool> for FactValue {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<u32> for FactValue {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

/// Free text, as written and as compared.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Prose {
    pub written: String,
    /// Folded, with a space before and after, so that a whole word is a word between spaces.
    pub padded: String,
}

impl Prose {
    pub fn new(written: String) -> Self {
        let mut padded = fold(&written);
        padded.insert(0, ' ');
        padded.push(' ');
        Self { written, padded }
    }
}

/// What is known of one signal when the rules are asked.
#[derive(Debug, Clone, PartialEq)]
pub struct FactSheet {
    values: [Option<FactValue>; COUNT],
    /// When it came in; only a test may leave it out.
    pub(super) at: Option<Timestamp>,
    /// Why the signal is as urgent as it is, in Dutch.
    pub(super) reasons: Vec<String>,
    pub(super) standing: Standing,
}

impl Default for FactSheet {
    fn default() -> Self {
        Self { values: [const { None }; COUNT], at: None, reasons: Vec::new(), standing: Standing::default() }
    }
}

impl FactSheet {
    pub(super) fn get(&self, fact: Fact) -> Option<&FactValue> {
        self.values[fact as usize].as_ref()
    }

    pub(super) fn set(&mut self, fact: Fact, value: impl Into<FactValue>) {
        self.values[fact as usize] = Some(value.into());
    }

    pub(super) fn text(&self, fact: Fact) -> Option<&Prose> {
        match self.get(fact) {
            Some(FactValue::Text(prose)) => Some(prose),
            _ => None,
        }
    }

    pub(super) fn is_set(&self, flag: Fact) -> bool {
        self.get(flag) == Some(&FactValue::Flag(true))
    }

    /// As stated or read; `normaal` when a test says nothing.
    pub(super) fn urgency(&self) -> Urgency {
        match self.get(Fact::Urgentie) {
            Some(FactValue::Word(place)) => Urgency::ALL.get(*place).copied().unwrap_or_default(),
            _ => Urgency::default(),
        }
    }

    /// The queue of the household's open casus.
    pub(super) fn household_queue(&self) -> Option<QueueName> {
        match self.get(Fact::HuishoudenWachtrij) {
            Some(FactValue::Name(queue)) => Some(QueueName(queue.clone())),
            _ => None,
        }
    }

    /// What a signal about an unknown household would have: for tests, which name only what matters.
    pub(super) fn of_a_first_signal() -> Self {
        let mut sheet = Self::default();
        for entry in FACTS.iter().filter(|entry| entry.presence == Presence::Always) {
            match entry.kind {
                super::fact::Kind::Flag => sheet.set(entry.fact, false),
                super::fact::Kind::Number => sheet.set(entry.fact, 0_u32),
                _ => {}
            }
        }
        for (signals, partners) in Fact::LATELY {
            sheet.set(signals, 1_u32);
            sheet.set(partners, 1_u32);
        }
        sheet.word(Fact::Urgentie, Urgency::default().as_str());
        sheet.word(Fact::Herhaling, Repetition::Eerste.as_str());
        sheet
    }

    pub(super) fn word(&mut self, fact: Fact, word: &str) {
        if let Some(place) = fact.entry().kind.words().iter().position(|known| *known == word) {
            self.set(fact, FactValue::Word(place));
        }
    }

    fn prose(&mut self, fact: Fact, written: String) {
        self.set(fact, FactValue::Text(Prose::new(written)));
    }
}

/// Lays out what is known of a signal and of the household it was linked to.
pub fn fact_sheet(signal: &Signal, link: &LinkDecision, candidates: &[Candidate], repetition: Repetition) -> FactSheet {
    fact_sheet_of(signal, standing(signal, link, candidates), repetition)
}

/// The same, with how things stood: for a signal of the past.
pub fn fact_sheet_of(signal: &Signal, standing: Standing, repetition: Repetition) -> FactSheet {
    let mut sheet =
        FactSheet { at: Some(signal.received_at), reasons: signal.urgency_reasons.clone(), ..FactSheet::default() };
    origin(&mut sheet, signal);
    content(&mut sheet, signal);
    place(&mut sheet, &signal.address);
    household(&mut sheet, &standing);
    sheet.word(Fact::Urgentie, standing.stated.as_str());
    sheet.word(Fact::Herhaling, repetition.as_str());
    sheet.standing = standing;
    sheet
}

fn standing(signal: &Signal, link: &LinkDecision, candidates: &[Candidate]) -> Standing {
    let joined = match link.link {
        Link::Join(household) => candidates.iter().find(|candidate| candidate.household == household),
        Link::New => None,
    };
    let open = joined.filter(|household| household.status != CasusStatus::Afgesloten);
    Standing {
        stated: signal.urgency,
        known: matches!(link.link, Link::Join(_)),
        casus: open.map(|household| OpenCasus {
            queue: household.queue.clone(),
            urgency: household.urgency,
            assigned: household.assigned_to.is_some(),
        }),
        lately: joined.map_or_else(Lately::default, |household| household.lately),
        quiet: false,
    }
}

fn origin(sheet: &mut FactSheet, signal: &Signal) {
    sheet.word(Fact::Kanaal, signal.channel.as_str());
    sheet.set(Fact::Bron, FactValue::Name(signal.source.partner.as_str().to_owned()));
    sheet.word(Fact::Ring, signal.source.ring.as_str());
    sheet.set(Fact::Geverifieerd, signal.source.identity.is_proven());
    sheet.word(Fact::Doorverstrekking, signal.source.onward.as_str());
    sheet.set(Fact::Automatisch, signal.automatic.is_some());
}

fn content(sheet: &mut FactSheet, signal: &Signal) {
    sheet.set(Fact::Crisissignaal, signal.crisis);
    sheet.set(Fact::MeldcodeVlag, signal.meldcode.is_some());
    let request = signal.request.as_deref().unwrap_or_default();
    sheet.prose(Fact::Tekst, [signal.subject.as_str(), &signal.situation, request].join("\n"));
    sheet.prose(Fact::Onderwerp, signal.subject.clone());
    if let Some(kind) = &signal.kind {
        sheet.prose(Fact::Soort, kind.clone());
    }
    sheet.set(Fact::TerugkoppelingGewenst, signal.feedback_wanted);
    sheet.set(Fact::Bijlagen, count(signal.attachments.len()));
    sheet.set(Fact::Betrokkenen, count(signal.persons.len()));
    let today = signal.received_at.to_zoned(TimeZone::UTC).date();
    let minors = signal.persons.iter().filter(|person| is_minor(person, today));
    sheet.set(Fact::Minderjarigen, count(minors.count()));
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn is_minor(person: &Person, today: Date) -> bool {
    let born = person.geboortedatum.and_then(|born| born.until((Unit::Year, today)).ok());
    let age = born.map(|lived| i64::from(lived.get_years())).or(person.leeftijd.map(i64::from));
    age.is_some_and(|age| age < 18)
}

fn place(sheet: &mut FactSheet, address: &Address) {
    sheet.set(Fact::AdresBekend, address.key().is_some());
    if let Some(postcode) = &address.postcode {
        sheet.set(Fact::AdresPostcode, FactValue::Name(Postcode::as_str(postcode).to_owned()));
        sheet.set(Fact::AdresPc4, u32::from(postcode.pc4()));
    }
    if let Some(street) = address.folded_street() {
        sheet.set(Fact::AdresStraatnaam, FactValue::Name(street));
    }
    if let Some(place) = address.woonplaats.as_deref().map(fold).filter(|place| !place.is_empty()) {
        sheet.set(Fact::AdresWoonplaats, FactValue::Name(place));
    }
}

/// This signal and its partner count too: a first signal makes one signal from one partner.
fn household(sheet: &mut FactSheet, standing: &Standing) {
    sheet.set(Fact::HuishoudenBekend, standing.known);
    sheet.set(Fact::HuishoudenOpen, standing.casus.is_some());
    sheet.set(Fact::HuishoudenToegewezen, standing.casus.as_ref().is_some_and(|casus| casus.assigned));
    if let Some(casus) = &standing.casus {
        sheet.set(Fact::HuishoudenWachtrij, FactValue::Name(casus.queue.0.clone()));
        sheet.word(Fact::HuishoudenUrgentie, casus.urgency.as_str());
    }
    for (place, (signals, partners)) in Fact::LATELY.into_iter().enumerate() {
        sheet.set(signals, standing.lately.signals[place].saturating_add(1));
        sheet.set(partners, standing.lately.other_partners[place].saturating_add(1));
    }
}
