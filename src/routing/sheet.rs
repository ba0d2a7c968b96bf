//! The facts of one signal, as the rules see them.
//!
//! **Invariant:** facts never change; rules only add labels.

use crate::domain::{Address, Candidate, CasusStatus, Link, LinkDecision, Postcode, Repetition, Signal, Urgency, fold};

use super::fact::{FACTS, Fact, Kind};

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
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FactSheet {
    values: [Option<FactValue>; FACTS.len()],
    /// Why the signal is as urgent as it is, in Dutch.
    pub(super) reasons: Vec<String>,
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

    fn word(&mut self, fact: Fact, word: &str) {
        if let Kind::Choice(words) | Kind::Level(words) = fact.entry().kind
            && let Some(place) = words.iter().position(|known| *known == word)
        {
            self.set(fact, FactValue::Word(place));
        }
    }

    fn prose(&mut self, fact: Fact, written: String) {
        self.set(fact, FactValue::Text(Prose::new(written)));
    }
}

/// Lays out what is known of a signal and of the household it was linked to.
pub fn fact_sheet(signal: &Signal, link: &LinkDecision, candidates: &[Candidate], repetition: Repetition) -> FactSheet {
    let mut sheet = FactSheet { reasons: signal.urgency_reasons.clone(), ..FactSheet::default() };
    origin(&mut sheet, signal);
    content(&mut sheet, signal);
    place(&mut sheet, &signal.address);
    household(&mut sheet, link, candidates);
    sheet.word(Fact::Herhaling, repetition.as_str());
    sheet
}

fn origin(sheet: &mut FactSheet, signal: &Signal) {
    sheet.word(Fact::Kanaal, signal.channel.as_str());
    sheet.set(Fact::Bron, FactValue::Name(signal.source.partner.as_str().to_owned()));
    sheet.word(Fact::Ring, signal.source.ring.as_str());
    sheet.set(Fact::Geverifieerd, signal.source.verified);
    sheet.set(Fact::Automatisch, signal.automatic.is_some());
}

fn content(sheet: &mut FactSheet, signal: &Signal) {
    sheet.word(Fact::Urgentie, signal.urgency.as_str());
    sheet.set(Fact::Crisissignaal, signal.crisis);
    sheet.set(Fact::MeldcodeVlag, signal.meldcode.is_some());
    let request = signal.request.as_deref().unwrap_or_default();
    sheet.prose(Fact::Tekst, [signal.subject.as_str(), &signal.situation, request].join("\n"));
    sheet.prose(Fact::Onderwerp, signal.subject.clone());
    if let Some(kind) = &signal.kind {
        sheet.prose(Fact::Soort, kind.clone());
    }
    sheet.set(Fact::Bijlagen, u32::try_from(signal.attachments.len()).unwrap_or(u32::MAX));
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
}

/// This signal and its partner count too: a first signal makes one signal from one partner.
fn household(sheet: &mut FactSheet, link: &LinkDecision, candidates: &[Candidate]) {
    let joined = match link.link {
        Link::Join(household) => candidates.iter().find(|candidate| candidate.household == household),
        Link::New => None,
    };
    let open = joined.is_some_and(|household| household.status != CasusStatus::Afgesloten);
    sheet.set(Fact::HuishoudenBekend, matches!(link.link, Link::Join(_)));
    sheet.set(Fact::HuishoudenOpen, open);
    sheet.set(Fact::HuishoudenToegewezen, open && joined.is_some_and(|household| household.assigned_to.is_some()));
    let signals = joined.map_or(0, |household| household.signals_14d);
    let other_partners = joined.map_or(0, |household| household.other_partners_14d);
    sheet.set(Fact::HuishoudenSignalen, signals.saturating_add(1));
    sheet.set(Fact::HuishoudenVoordeuren, other_partners.saturating_add(1));
}
