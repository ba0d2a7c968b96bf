//! A place on the map as far as a signal tells it, and how two of them agree.

use std::{
    ops::Deref,
    sync::{Arc, LazyLock},
};

use super::{hash::fnv, names::within, near_postcodes::near_postcode, street_names::is_alike};

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
    /// One postcode and number, which make an address, and streets that have nothing in common: one of these is wrong.
    OtherStreet,
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
            let two_towns = !self.place.is_empty() && !other.place.is_empty() && self.place != other.place;
            return if two_towns { Nearness::Elsewhere } else { Nearness::Unknown };
        }
        match self.road(other) {
            Road::Same => {}
            Road::Disputed => return Nearness::OtherStreet,
            Road::Other => return Nearness::Elsewhere,
            Road::Untold => return Nearness::Unknown,
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
    fn road(&self, other: &Self) -> Road {
        let one_postcode = self.has_postcode_of(other);
        if self.street.is_empty() || other.street.is_empty() {
            let postcodes = self.postcode.is_some() && other.postcode.is_some();
            return match () {
                () if one_postcode => Road::Same,
                () if postcodes => Road::Other,
                () => Road::Untold,
            };
        }
        if self.street == other.street {
            return if self.may_be_near(other) { Road::Same } else { Road::Other };
        }
        // What the register knows it has corrected.
        if self.known && other.known || self.number.is_none() || self.number != other.number {
            return Road::Other;
        }
        // Postcode and number make an address in the Netherlands.
        let (here, there) = (&*self.street, &*other.street);
        match () {
            () if one_postcode && (is_alike(here, there) || here.ends_with(there)) => Road::Same,
            () if one_postcode => Road::Disputed,
            () if is_misspelt(here, there) && self.may_be_near(other) => Road::Same,
            () => Road::Other,
        }
    }

    fn has_postcode_of(&self, other: &Self) -> bool {
        self.postcode.is_some() && self.postcode == other.postcode
    }

    /// Whether a street of one name may be one street: many a town has a Kerkstraat.
    fn may_be_near(&self, other: &Self) -> bool {
        if !self.place.is_empty() && !other.place.is_empty() {
            return self.place == other.place || self.has_postcode_of(other);
        }
        match (self.postcode, other.postcode) {
            (Some(here), Some(there)) => here[..4] == there[..4] || near_postcode(here, there),
            _ => true,
        }
    }
}

/// Whether one street is the other with a slip of the pen; digits are no slip: `1e` and `2e Dwarsstraat`.
fn is_misspelt(one: &str, other: &str) -> bool {
    let edits = match one.len().min(other.len()) {
        0..=6 => return false,
        7..=11 => 1,
        _ => 2,
    };
    let numbered = |street: &str| street.bytes().any(|byte| byte.is_ascii_digit());
    within(one.as_bytes(), other.as_bytes(), edits) && !numbered(one) && !numbered(other)
}

/// How the streets of two addresses agree.
enum Road {
    Same,
    /// One address by postcode and number, another by street.
    Disputed,
    Other,
    Untold,
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
        let only = |place: &str| Spot { place: place.into(), ..Spot::default() };
        assert_eq!(only("beerta").nearness(&at("westerlee")), Nearness::Elsewhere);
        assert_eq!(only("beerta").nearness(&only("beerta")), Nearness::Unknown);
    }

    #[test]
    fn one_street_name_under_two_postcodes_is_two_streets_where_no_place_is_told() {
        let at = |postcode: &[u8; 6]| Spot { postcode: Some(*postcode), ..spot("kerkstraat", 12, Some("")) };
        assert_eq!(at(b"9711AA").nearness(&at(b"1017GC")), Nearness::Elsewhere);
        assert_eq!(at(b"9711AA").nearness(&at(b"9711AB")), Nearness::Unit, "a street has several postcodes");
        assert_eq!(at(b"9711AA").nearness(&at(b"9771AA")), Nearness::Unit, "a slip of the pen");
    }

    #[test]
    fn postcode_and_number_are_an_address_however_its_street_is_spelt() {
        let at = |street: &str, number: u32| Spot { postcode: Some(*b"9673AM"), ..spot(street, number, Some("")) };
        assert_eq!(at("zuiderven", 20).nearness(&at("zuiderveen", 20)), Nearness::Unit);
        assert_eq!(at("jfkennedylaan", 20).nearness(&at("kennedylaan", 20)), Nearness::Unit);
        assert_eq!(at("kennedylaan", 20).nearness(&at("jfkennedylaan", 20)), Nearness::Unit);
        assert_eq!(at("noorderstraat", 20).nearness(&at("venne", 20)), Nearness::OtherStreet);
        assert_eq!(at("noorderstraat", 20).nearness(&at("venne", 31)), Nearness::Elsewhere);
    }
}
