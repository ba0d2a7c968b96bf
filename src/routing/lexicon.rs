//! All words that the rules look for, found in one pass over a text.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::domain::fold;

/// Words up to which the automaton is a table: some hundred kilobytes.
const MOST_IN_TABLE: usize = 500;

/// A word or phrase of the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WordId(usize);

/// Collects words while the rules are read.
#[derive(Debug, Default)]
pub(super) struct LexiconBuilder {
    /// Folded, with a space before and after.
    padded: Vec<String>,
}

impl LexiconBuilder {
    /// `None` when nothing is left of the word after folding.
    pub fn add(&mut self, word: &str) -> Option<WordId> {
        let folded = fold(word);
        if folded.is_empty() {
            return None;
        }
        let padded = format!(" {folded} ");
        if let Some(place) = self.padded.iter().position(|known| *known == padded) {
            return Some(WordId(place));
        }
        self.padded.push(padded);
        Some(WordId(self.padded.len() - 1))
    }

    /// `None` when the words together are too many for one automaton.
    pub fn build(self) -> Option<Lexicon> {
        // All words start with a space, so a prefilter stops at each; a table of all transitions is fastest while small.
        let kind = (self.padded.len() <= MOST_IN_TABLE).then_some(AhoCorasickKind::DFA);
        let automaton = AhoCorasick::builder().kind(kind).prefilter(false).build(&self.padded).ok()?;
        Some(Lexicon { automaton, size: self.padded.len() })
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
