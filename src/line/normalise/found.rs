//! Where in a text each fact stands, so that a reader can be shown it.
//!
//! **Invariant:** a range lies on character borders, and what stands there normalises to the fact's value.

use std::ops::Range;

/// Which fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Straatnaam,
    /// With letter and toevoeging.
    Huisnummer,
    Postcode,
    Woonplaats,
    Voornamen,
    Voorletters,
    Voorvoegsel,
    Geslachtsnaam,
    Partnernaam,
    Geboortedatum,
    Geboortejaar,
    Leeftijd,
    Telefoonnummer,
}

/// Of whom or what it is a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    Address,
    FormerAddress,
    /// By place in [`super::Facts::persons`].
    Person(usize),
}

/// One fact as it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    pub field: Field,
    pub owner: Owner,
    /// In bytes of the text that was read.
    pub range: Range<usize>,
    /// In percent: how often a fact read in this way was right (see docs/facts.md).
    pub confidence: u8,
}

/// The tokens that say a fact, from the first up to the last.
pub(super) type Place = (Field, usize, usize);
