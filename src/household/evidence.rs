//! What speaks for and against one candidate, in plain Dutch, with its weight.

use strsim::jaro_winkler;

use super::{
    keys::KeyKind,
    weights::{self, Weight},
};
use crate::domain::{Address, Candidate, Evidence, Signal};

/// How near two folded street names must be to be one, misspelt.
const SAME_STREET: f64 = 0.85;

/// A candidate with everything that bears on it.
#[derive(Debug)]
pub(super) struct Weighed<'a> {
    pub candidate: &'a Candidate,
    pub evidence: Vec<Evidence>,
    /// The full address is equal.
    pub same_address: bool,
    /// And a surname with it.
    pub same_name_there: bool,
    /// Something known on both sides contradicts.
    pub contradicted: bool,
}

impl Weighed<'_> {
    pub(super) fn bits(&self) -> f64 {
        self.evidence.iter().map(|evidence| evidence.weight).sum()
    }
}

pub(super) fn weigh<'a>(signal: &Signal, candidate: &'a Candidate) -> Weighed<'a> {
    let kinds: u32 = candidate.shared_keys.iter().filter_map(KeyKind::of).fold(0, |kinds, kind| kinds | kind.bit());
    let has = |kind: KeyKind| kinds & kind.bit() != 0;
    let mut evidence = Vec::new();
    let mut add = |reden: &str, weight: Weight| {
        evidence.push(Evidence { reden: reden.to_owned(), weight: weight.bits() });
    };
    let namesake_there = has(KeyKind::NaamStraat) || has(KeyKind::NaamStraatZonder);
    let same_address = has(KeyKind::Adres) || has(KeyKind::Straat);
    if has(KeyKind::Adres) {
        add("zelfde postcode, huisnummer en toevoeging", weights::FULL_ADDRESS);
    } else if has(KeyKind::Straat) {
        add("zelfde straat, huisnummer, toevoeging en plaats", weights::FULL_ADDRESS);
    } else if has(KeyKind::Huis) || has(KeyKind::HuisZonder) {
        add("zelfde postcode en huisnummer; de toevoeging staat maar in één van beide", weights::HOUSE);
    } else if has(KeyKind::StraatNummer) || has(KeyKind::StraatNummerZonder) {
        add("zelfde straat en huisnummer; de plaats of de postcode is niet van beide bekend", weights::HOUSE);
    } else if namesake_there {
        add("zelfde straat", weights::STREET);
    }
    let same_name_there = has(KeyKind::NaamAdres);
    if has(KeyKind::NaamGeboorte) {
        add("zelfde achternaam en geboortedatum", weights::SURNAME_BIRTH_DATE);
    } else if same_name_there || has(KeyKind::NaamHuis) || namesake_there {
        add("zelfde achternaam", weights::SURNAME);
    }
    if has(KeyKind::Telefoon) {
        add("zelfde telefoonnummer", weights::TELEPHONE);
    }
    let against = contradictions(&signal.address, &candidate.address);
    let contradicted = !against.is_empty();
    evidence.extend(against);
    Weighed { candidate, evidence, same_address, same_name_there, contradicted }
}

/// What is known of both addresses and differs.
fn contradictions(one: &Address, other: &Address) -> Vec<Evidence> {
    let mut against = Vec::new();
    let mut add = |reden: &str, weight: Weight| {
        against.push(Evidence { reden: reden.to_owned(), weight: weight.bits() });
    };
    if one.straatnaam != other.straatnaam
        && let (Some(one), Some(other)) = (one.folded_street(), other.folded_street())
        && jaro_winkler(&one, &other) < SAME_STREET
    {
        add("de straatnamen verschillen", weights::OTHER_STREET);
    }
    if let (Some(here), Some(there)) = (one.huisnummer, other.huisnummer) {
        if here != there {
            add("de huisnummers verschillen", weights::OTHER_NUMBER);
        } else if !one.suffix().is_empty() && !other.suffix().is_empty() && one.suffix() != other.suffix() {
            add("de toevoegingen verschillen", weights::OTHER_SUFFIX);
        }
    }
    against
}
