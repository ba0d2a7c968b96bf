//! A place on the map as far as a signal tells it, and how two of them agree.

use std::{
    ops::Deref,
    sync::{Arc, LazyLock},
};

use super::{hash::fnv, names::within};

/// One way to read an address.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spot {
    /// Folded, abbreviations written out, no spaces: `burgemeesterengelkensstraat`. Empty: not known.
    pub street: Word,
    /// Folded. Empty: not known.
    pub place: Word,
    pub postcode: Option<[u8; 6]>,
    pub number: Option<u32>,
    /// Letter and toevoeging as one. `None`: the number has units, and nobody said which.
    pub suffix: Option<String>,
    /// Homes that share postcode and number, this one among them; 0 where no register tells.
    pub units: u16,
    /// The register has this street.
    pub known: bool,
    /// The register has no such number.
    pub odd: bool,
    /// How likely this reading is, of all readings of the address; they add up to 1.
    pub share: f64,
}

/// A name of the map, shared by all who tell it, with its hash.
#[derive(Debug, Clone)]
pub struct Word {
    text: Arc<str>,
    hash: u64,
}

impl Word {
    pub(super) fn hash(&self) -> u64 {
        self.hash
    }
}

impl<T: Into<Arc<str>>> From<T> for Word {
    fn from(text: T) -> Self {
        let text = text.into();
        Self { hash: fnv(text.bytes()), text }
    }
}

impl Default for Word {
    fn default() -> Self {
        static EMPTY: LazyLock<Word> = LazyLock::new(|| Word::from(""));
        EMPTY.clone()
    }
}

impl Deref for Word {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        // The register's own names are shared.
        self.hash == other.hash && (Arc::ptr_eq(&self.text, &other.text) || self.text == other.text)
    }
}

/// From nothing in common to one front door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    /// One of the two says too little to tell.
    Unknown,
    Elsewhere,
    /// One street, another number.
    Street,
    /// One street, and numbers one writing error apart.
    NearNumber,
    /// One building, and units that differ.
    OtherUnit,
    /// One building; which unit is known of one side at most.
    Building,
    /// One front door.
    Unit,
}

impl Spot {
    /// Whether at least a street or postcode is known.
    pub(super) fn is_placed(&self) -> bool {
        !self.street.is_empty() || self.postcode.is_some()
    }

    pub(super) fn nearness(&self, other: &Self) -> Nearness {
        if !self.is_placed() || !other.is_placed() {
            return Nearness::Unknown;
        }
        match self.same_road(other) {
            Some(true) => {}
            Some(false) => return Nearness::Elsewhere,
            None => return Nearness::Unknown,
        }
        let (Some(here), Some(there)) = (self.number, other.number) else {
            return Nearness::Street;
        };
        if here != there {
            return if is_near(here, there) { Nearness::NearNumber } else { Nearness::Street };
        }
        match (&self.suffix, &other.suffix) {
            (Some(here), Some(there)) if here == there => Nearness::Unit,
            (Some(here), Some(there)) if self.units.max(other.units) == 0 && (here.is_empty() || there.is_empty()) => {
                Nearness::Building
            }
            (Some(_), Some(_)) => Nearness::OtherUnit,
            _ => Nearness::Building,
        }
    }

    /// Whether both lie along one street. Two postcodes that differ may: a street has several.
    fn same_road(&self, other: &Self) -> Option<bool> {
        let streets = !self.street.is_empty() && !other.street.is_empty();
        if streets && self.street != other.street {
            return Some(false);
        }
        let places = !self.place.is_empty() && !other.place.is_empty();
        if streets {
            return Some(
                !places || self.place == other.place || self.postcode.is_some() && self.postcode == other.postcode,
            );
        }
        match (self.postcode, other.postcode) {
            (Some(here), Some(there)) => Some(here == there),
            _ => None,
        }
    }
}

/// Whether one number is the other, mistyped: digits swapped, one more, less or other, or the neighbour's.
pub(super) fn is_near(one: u32, other: u32) -> bool {
    if one.abs_diff(other) <= 2 {
        return true;
    }
    let ((one, from), (other, of)) = (digits(one), digits(other));
    within(one.get(from..).unwrap_or_default(), other.get(of..).unwrap_or_default(), 1)
}

/// The digits of a number, and where they begin.
fn digits(mut number: u32) -> ([u8; 10], usize) {
    let mut digits = [0; 10];
    let mut from = digits.len();
    for (at, digit) in digits.iter_mut().enumerate().rev() {
        *digit = u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
        from = at;
        if number == 0 {
            break;
        }
    }
    (digits, from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(street: &str, number: u32, suffix: Option<&str>) -> Spot {
        let suffix = suffix.map(str::to_owned);
        Spot { street: street.into(), number: Some(number), suffix, share: 1.0, ..Spot::default() }
    }

    #[test]
    fn nearness_goes_from_elsewhere_to_one_front_door() {
        let home = spot("kerkstraat", 12, Some("A"));
        assert_eq!(home.nearness(&spot("kerkstraat", 12, Some("A"))), Nearness::Unit);
        assert_eq!(home.nearness(&spot("kerkstraat", 12, None)), Nearness::Building);
        assert_eq!(home.nearness(&spot("kerkstraat", 12, Some("B"))), Nearness::OtherUnit);
        assert_eq!(home.nearness(&spot("kerkstraat", 21, None)), Nearness::NearNumber);
        assert_eq!(home.nearness(&spot("kerkstraat", 57, None)), Nearness::Street);
        assert_eq!(home.nearness(&spot("parklaan", 12, Some("A"))), Nearness::Elsewhere);
        assert_eq!(home.nearness(&Spot::default()), Nearness::Unknown);
    }

    #[test]
    fn one_street_name_in_two_villages_is_two_streets() {
        let at = |place: &str| Spot { place: place.into(), ..spot("kerkstraat", 12, Some("")) };
        assert_eq!(at("beerta").nearness(&at("westerlee")), Nearness::Elsewhere);
        assert_eq!(at("beerta").nearness(&at("")), Nearness::Unit);
    }
}
