//! Blocking keys: under which a household is kept, and under which a signal looks for it.
//!
//! The two differ on purpose. A signal with a toevoeging asks only for households without one at that number,
//! so that a tower of two hundred flats is not two hundred candidates for each of its signals; with a number,
//! only for namesakes in its street whose number nobody gave.

use std::collections::BTreeSet;

use crate::domain::{Address, BlockingKey, Person, Signal, fold};

/// A key that more households share says nothing of one of them, and is left aside.
pub const MOST_PER_KEY: usize = 32;

/// What a key says; its text starts with this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyKind {
    /// Postcode, number and suffix: a full address.
    Adres,
    /// Street, number, suffix and place: a full address too.
    Straat,
    /// Postcode and number of a household with whatever suffix.
    Huis,
    /// Postcode and number of a household without a suffix.
    HuisZonder,
    /// Street and number, whatever the place.
    StraatNummer,
    /// Street and number of a household whose place or postcode nobody gave.
    StraatNummerZonder,
    /// Surname and full address: what policy `streng` asks for.
    NaamAdres,
    /// Surname and postcode with number, whatever the suffix.
    NaamHuis,
    /// Surname and street of a household with whatever number.
    NaamStraat,
    /// Surname and street of a household whose number nobody gave.
    NaamStraatZonder,
    /// Surname and birth date.
    NaamGeboorte,
    /// Telephone number of somebody concerned.
    Telefoon,
}

impl KeyKind {
    const ALL: [(Self, &'static str); 12] = [
        (Self::Adres, "adres:"),
        (Self::Straat, "straat:"),
        (Self::Huis, "huis:"),
        (Self::HuisZonder, "huis0:"),
        (Self::StraatNummer, "straatnr:"),
        (Self::StraatNummerZonder, "straatnr0:"),
        (Self::NaamAdres, "naamadres:"),
        (Self::NaamHuis, "naamhuis:"),
        (Self::NaamStraat, "naamstraat:"),
        (Self::NaamStraatZonder, "naamstraat0:"),
        (Self::NaamGeboorte, "naamgeb:"),
        (Self::Telefoon, "tel:"),
    ];

    /// For sets of kinds.
    pub(super) const fn bit(self) -> u32 {
        1 << self as u32
    }

    fn key(self, rest: &str) -> BlockingKey {
        let prefix = Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, prefix)| prefix);
        BlockingKey(format!("{prefix}{rest}"))
    }

    pub(super) fn of(key: &BlockingKey) -> Option<Self> {
        let name = &key.0.as_bytes()[..=memchr::memchr(b':', key.0.as_bytes())?];
        Self::ALL.iter().find(|(_, prefix)| prefix.as_bytes() == name).map(|(kind, _)| *kind)
    }
}

/// Under which the household of this signal will be found from now on.
pub fn index_keys(signal: &Signal) -> Vec<BlockingKey> {
    let mut keys = common_keys(signal);
    if let Some(house) = house(&signal.address) {
        keys.insert(KeyKind::Huis.key(&house));
        if signal.address.suffix().is_empty() {
            keys.insert(KeyKind::HuisZonder.key(&house));
        }
    }
    if let Some(front) = front_door(&signal.address) {
        keys.insert(KeyKind::StraatNummer.key(&front));
        if !is_placed(&signal.address) {
            keys.insert(KeyKind::StraatNummerZonder.key(&front));
        }
    }
    for named in named_streets(signal) {
        keys.insert(KeyKind::NaamStraat.key(&named));
        if signal.address.huisnummer.is_none() {
            keys.insert(KeyKind::NaamStraatZonder.key(&named));
        }
    }
    keys.into_iter().collect()
}

/// Under which this signal looks for its household.
pub fn lookup_keys(signal: &Signal) -> Vec<BlockingKey> {
    let mut keys = common_keys(signal);
    if let Some(house) = house(&signal.address) {
        let kind = if signal.address.suffix().is_empty() { KeyKind::Huis } else { KeyKind::HuisZonder };
        keys.insert(kind.key(&house));
    }
    if let Some(front) = front_door(&signal.address) {
        let kind = if is_placed(&signal.address) { KeyKind::StraatNummerZonder } else { KeyKind::StraatNummer };
        keys.insert(kind.key(&front));
    }
    let kind = if signal.address.huisnummer.is_none() { KeyKind::NaamStraat } else { KeyKind::NaamStraatZonder };
    keys.extend(named_streets(signal).iter().map(|named| kind.key(named)));
    keys.into_iter().collect()
}

/// Keys that work the same in both directions. An empty part makes no key: no key matches nothing.
fn common_keys(signal: &Signal) -> BTreeSet<BlockingKey> {
    let mut keys = BTreeSet::new();
    let address = &signal.address;
    let full = address.key();
    if let Some(full) = &full {
        keys.insert(KeyKind::Adres.key(full.as_str()));
    }
    if let Some(street_key) = address.street_key() {
        keys.insert(KeyKind::Straat.key(&street_key));
    }
    for name in signal.persons.iter().flat_map(surnames) {
        if let Some(full) = &full {
            keys.insert(KeyKind::NaamAdres.key(&format!("{name}|{}", full.as_str())));
        }
        if let Some(house) = house(address) {
            keys.insert(KeyKind::NaamHuis.key(&format!("{name}|{house}")));
        }
    }
    for person in &signal.persons {
        if let Some(born) = person.geboortedatum {
            keys.extend(surnames(person).into_iter().map(|name| KeyKind::NaamGeboorte.key(&format!("{name}|{born}"))));
        }
        if let Some(number) = person.telefoonnummer.as_deref().and_then(telephone) {
            keys.insert(KeyKind::Telefoon.key(&number));
        }
    }
    keys
}

/// Street, number and suffix.
fn front_door(address: &Address) -> Option<String> {
    Some(format!("{}|{}|{}", address.folded_street()?, address.huisnummer?, address.suffix()))
}

/// Whether both postcode and place are known: then the fuller keys find what is to be found.
fn is_placed(address: &Address) -> bool {
    address.postcode.is_some() && address.woonplaats.is_some()
}

fn named_streets(signal: &Signal) -> Vec<String> {
    let Some(street) = signal.address.folded_street() else {
        return Vec::new();
    };
    signal.persons.iter().flat_map(surnames).map(|name| format!("{name}|{street}")).collect()
}

fn house(address: &Address) -> Option<String> {
    Some(format!("{}|{}", address.postcode.as_ref()?.as_str(), address.huisnummer?))
}

/// Own and partner's surname, folded, without tussenvoegsel: `de Vries` and `Vries, de` are one.
fn surnames(person: &Person) -> BTreeSet<String> {
    [&person.geslachtsnaam, &person.partnernaam]
        .into_iter()
        .flatten()
        .map(|name| fold(name))
        .map(|name| name.split(' ').filter(|word| !TUSSENVOEGSELS.contains(word)).collect::<Vec<_>>().join(" "))
        .filter(|name| name.len() > 1)
        .collect()
}

const TUSSENVOEGSELS: [&str; 15] =
    ["van", "de", "der", "den", "het", "t", "ter", "ten", "te", "op", "in", "aan", "von", "la", "el"];

/// Dutch numbers to their nine significant digits; `None` for what is no full number.
fn telephone(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = digits
        .strip_prefix("0031")
        .or_else(|| digits.strip_prefix("31").filter(|rest| rest.len() == 9))
        .or_else(|| digits.strip_prefix('0'))
        .unwrap_or(&digits);
    // 0597-000000 and its like stand for "no number".
    let plausible = national.len() == 9 && !national.ends_with("000000");
    plausible.then(|| national.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_telephone_number_in_four_spellings() {
        for text in ["06-12345678", "0612345678", "+31 6 1234 5678", "0031612345678"] {
            assert_eq!(telephone(text).as_deref(), Some("612345678"), "{text}");
        }
        assert_eq!(telephone("06-00000000"), None);
        assert_eq!(telephone("112"), None);
    }

    #[test]
    fn a_tussenvoegsel_does_not_part_a_name() {
        let named = |name: &str| surnames(&Person { geslachtsnaam: Some(name.to_owned()), ..Person::default() });
        assert_eq!(named("van der Meulen"), named("Meulen"));
        assert!(named("van").is_empty());
    }
}
