//! The streets and places that are known beforehand; they sharpen what is read, nothing needs them.

use std::collections::HashSet;

use super::{
    street_index::StreetIndex,
    tokens::{Kind, Tokens},
};
use crate::domain::ByFirstWord;

/// Known streets and places, found by their folded words. The empty one knows nothing.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    streets: Names,
    places: Names,
    /// The streets of a register, for those that are written nearly so.
    register: StreetIndex,
}

/// Per first word the names that start with it, longest first.
type Names = ByFirstWord<Name>;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    words: Vec<String>,
}

/// A known name that stands in a text.
pub(super) struct Found {
    /// The token after it.
    pub end: usize,
}

impl Gazetteer {
    /// Builds it from names as people write them, e.g. of the areas in `teams.toml`.
    pub fn new(streets: &[String], places: &[String]) -> Self {
        Self { streets: index(streets), places: index(places), register: StreetIndex::default() }
    }

    /// Adds the streets and places of an address register, one pair an address; each is kept once.
    pub fn with_register<'r>(mut self, addresses: impl Iterator<Item = (&'r str, &'r str)>) -> Self {
        let (mut streets, mut places) = (HashSet::new(), HashSet::new());
        for (street, place) in addresses {
            streets.insert(street);
            places.insert(place);
        }
        add(&mut self.streets, streets.iter().copied());
        add(&mut self.places, places.into_iter());
        self.register = StreetIndex::of(streets.into_iter().filter(|street| !street.is_empty()));
        self
    }

    /// Whether the register has a street that is written so, or nearly so.
    pub(super) fn has_street_like(&self, written: &str) -> bool {
        self.register.has_like(written)
    }

    /// The longest known street that starts at this token.
    pub(super) fn street_at(&self, tokens: &Tokens<'_>, at: usize) -> Option<Found> {
        longest(&self.streets, tokens, at)
    }

    /// The longest known place that starts at this token.
    pub(super) fn place_at(&self, tokens: &Tokens<'_>, at: usize) -> Option<Found> {
        longest(&self.places, tokens, at)
    }
}

fn index(names: &[String]) -> Names {
    let mut index = Names::default();
    add(&mut index, names.iter().map(String::as_str));
    index
}

fn add<'n>(index: &mut Names, names: impl Iterator<Item = &'n str>) {
    for written in names {
        let tokens = Tokens::of(written);
        let spelled = (0..tokens.len()).filter(|at| !matches!(tokens.kind(*at), Kind::Mark(_)));
        let words: Vec<String> = spelled.map(|at| tokens.fold(at).to_owned()).collect();
        if let Some(first) = words.first().cloned() {
            index.push(&first, Name { words });
        }
    }
    for alike in index.lists_mut() {
        alike.sort_unstable_by(|one, other| {
            other.words.len().cmp(&one.words.len()).then_with(|| one.words.cmp(&other.words))
        });
        alike.dedup();
    }
}

fn longest(names: &Names, tokens: &Tokens<'_>, at: usize) -> Option<Found> {
    names.get(tokens.fold(at)).iter().find_map(|name| {
        let end = matched(&name.words, tokens, at)?;
        Some(Found { end })
    })
}

/// The token after these words, when they stand here; quotes, dots and hyphens between them do not count.
fn matched(words: &[String], tokens: &Tokens<'_>, start: usize) -> Option<usize> {
    let mut at = start;
    for word in words {
        while at > start && matches!(tokens.kind(at), Kind::Mark('.' | '-' | '\'' | '’' | '‘')) {
            at += 1;
        }
        if tokens.fold(at) != word {
            return None;
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_known_name_is_taken() {
        let streets = ["Burg. van Dijklaan".to_owned(), "Burg".to_owned()];
        let gazetteer = Gazetteer::new(&streets, &[]);
        let tokens = Tokens::of("burg. van dijklaan 3");
        let found = gazetteer.street_at(&tokens, 0).expect("known");
        assert_eq!(found.end, 4);
        assert!(Gazetteer::default().street_at(&tokens, 0).is_none());
    }
}
