//! All words that the rules look for, found in one pass over a text.

use std::collections::HashMap;

use crate::domain::{ByFirstWord, fold};

use super::inflect::forms;

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
    /// Of each word, folded, its place.
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
        forms.into_iter().map(|form| self.one(form)).collect()
    }

    fn one(&mut self, folded: String) -> WordId {
        let known = self.places.len();
        let place = *self.places.entry(folded).or_insert(known);
        WordId(place)
    }

    pub fn build(self) -> Lexicon {
        let size = self.places.len();
        let mut by_word = ByFirstWord::default();
        for (words, place) in self.places {
            let first = words.split(' ').next().unwrap_or_default().to_owned();
            by_word.push(&first, (words, WordId(place)));
        }
        Lexicon { by_word, size }
    }
}

/// The words by their first word: a text is read once, and only what starts with its words is compared.
#[derive(Debug)]
pub(super) struct Lexicon {
    by_word: ByFirstWord<(String, WordId)>,
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
        let mut start = 0;
        while let Some(length) = padded.as_bytes()[start..].iter().position(|byte| *byte == b' ') {
            let (word, rest) = (&padded[start..start + length], &padded[start..]);
            start += length + 1;
            for (words, id) in self.by_word.get(word) {
                if rest.strip_prefix(words.as_str()).is_some_and(|after| after.starts_with(' ')) {
                    found[id.0] = true;
                }
            }
        }
        WordsFound(found)
    }
}
