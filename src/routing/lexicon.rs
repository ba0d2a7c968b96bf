//! All words that the rules look for, found in one pass over a text.

use std::collections::HashMap;

use crate::domain::{WordMap, fold};

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
        let mut lexicon = Lexicon { by_word: WordMap::default(), lengths: vec![0; OPENINGS], size: self.places.len() };
        for (words, place) in self.places {
            let first = words.split(' ').next().unwrap_or_default();
            lexicon.lengths[opening(first)] |= length_bit(first);
            lexicon.by_word.entry(first.to_owned()).or_default().push((words, WordId(place)));
        }
        lexicon
    }
}

/// The words by their first word: time is linear in the text, however many words there are.
#[derive(Debug)]
pub(super) struct Lexicon {
    by_word: WordMap<String, Vec<(String, WordId)>>,
    /// Per [`opening`], how long the first words are that have it: most words of a text are told by this alone.
    lengths: Vec<u64>,
    size: usize,
}

/// As many as pairs of letters fall into.
const OPENINGS: usize = 1024;

/// A number of the first two bytes.
fn opening(word: &str) -> usize {
    match *word.as_bytes() {
        [first, second, ..] => (usize::from(first) << 5 ^ usize::from(second)) % OPENINGS,
        [only] => usize::from(only),
        [] => 0,
    }
}

fn length_bit(word: &str) -> u64 {
    1 << word.len().min(63)
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
            for (words, id) in self.opened_by(word) {
                if rest.strip_prefix(words.as_str()).is_some_and(|after| after.starts_with(' ')) {
                    found[id.0] = true;
                }
            }
        }
        WordsFound(found)
    }

    /// The words and phrases that start with `word`.
    fn opened_by(&self, word: &str) -> &[(String, WordId)] {
        if self.lengths[opening(word)] & length_bit(word) == 0 {
            return &[];
        }
        self.by_word.get(word).map_or(&[], Vec::as_slice)
    }
}
