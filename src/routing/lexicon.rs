//! All words that the rules look for, found in one pass over a text.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::domain::fold;

use super::inflect::forms;

/// Words up to which the automaton is a table: a megabyte or two.
const MOST_IN_TABLE: usize = 1500;

/// A word or phrase of the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WordId(usize);

/// Whether a word stands for its other forms too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inflection {
    Simple,
    None,
}

/// Collects words while the rules are read.
#[derive(Debug, Default)]
pub(super) struct LexiconBuilder {
    /// Of each word, folded and with a space before and after, its place.
    places: HashMap<String, usize>,
}

impl LexiconBuilder {
    /// The word and its forms; empty when nothing is left of it after folding.
    pub fn add(&mut self, word: &str, inflection: Inflection) -> Vec<WordId> {
        let folded = fold(word);
        if folded.is_empty() {
            return Vec::new();
        }
        let forms = match inflection {
            Inflection::Simple => forms(&folded),
            Inflection::None => vec![folded],
        };
        forms.iter().map(|form| self.one(format!(" {form} "))).collect()
    }

    fn one(&mut self, padded: String) -> WordId {
        let known = self.places.len();
        let place = *self.places.entry(padded).or_insert(known);
        WordId(place)
    }

    /// `None` when the words together are too many for one automaton.
    pub fn build(self) -> Option<Lexicon> {
        let mut padded: Vec<(usize, String)> = self.places.into_iter().map(|(word, place)| (place, word)).collect();
        padded.sort_unstable();
        let padded: Vec<String> = padded.into_iter().map(|(_, word)| word).collect();
        // All words start with a space, so a prefilter stops at each; a table of all transitions is fastest while small.
        let kind = (padded.len() <= MOST_IN_TABLE).then_some(AhoCorasickKind::DFA);
        let automaton = AhoCorasick::builder().kind(kind).prefilter(false).build(&padded).ok()?;
        Some(Lexicon { automaton, size: padded.len() })
    }
}

/// The words as one automaton: time is linear in the text, however many words there are.
#[derive(Debug)]
pub(super) struct Lexicon {
    automaton: AhoCorasick,
    size: usize,
}

/// Which words stand in a text.
#[derive(Debug)]
pub(super) struct WordsFound(Vec<bool>);

impl WordsFound {
    pub fn has(&self, word: WordId) -> bool {
        self.0.get(word.0).copied().unwrap_or_default()
    }
}

impl Lexicon {
    /// Looks in a folded text with a space before and after it.
    pub fn find_in(&self, padded: &str) -> WordsFound {
        let mut found = vec![false; self.size];
        for hit in self.automaton.find_overlapping_iter(padded) {
            found[hit.pattern().as_usize()] = true;
        }
        WordsFound(found)
    }
}
