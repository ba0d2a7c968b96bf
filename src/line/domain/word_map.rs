//! Words and phrases that the program knows, looked up once for every word of a text.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// A map whose keys are ours: nobody outside chooses them, so hashing need not withstand an enemy.
pub type WordMap<K, V> = HashMap<K, V, BuildHasherDefault<WordHasher>>;

/// Multiplies and rotates eight bytes at a time, as rustc's FxHasher does.
#[derive(Debug, Clone, Copy, Default)]
pub struct WordHasher(u64);

impl WordHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517C_C1B7_2722_0A95);
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        let length = bytes.len() as u64;
        if let Some(last) = bytes.last_chunk::<8>() {
            let (whole, _) = bytes.as_chunks::<8>();
            whole.iter().for_each(|eight| self.add(u64::from_le_bytes(*eight)));
            self.add(u64::from_le_bytes(*last) ^ length);
        } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
            self.add((u64::from(first) << 32 | u64::from(last)) ^ length);
        } else {
            self.add(bytes.iter().fold(length, |word, byte| word << 8 | u64::from(*byte)));
        }
    }

    /// What ends a text in a hash; the length is in already.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// What is known of phrases, listed under their first word.
#[derive(Debug, Clone)]
pub struct ByFirstWord<T> {
    lists: WordMap<String, Vec<T>>,
    /// Per [`opening`] the lengths of first words, as bits: most words of a text are told by this alone.
    lengths: Vec<u64>,
}

impl<T> Default for ByFirstWord<T> {
    fn default() -> Self {
        Self { lists: WordMap::default(), lengths: Vec::new() }
    }
}

impl<T> ByFirstWord<T> {
    /// Lists `entry` under `first`, behind what is there.
    pub fn push(&mut self, first: &str, entry: T) {
        self.lengths.resize(OPENINGS, 0);
        self.lengths[opening(first)] |= length_bit(first);
        self.lists.entry(first.to_owned()).or_default().push(entry);
    }

    /// What is listed under `word`.
    pub fn get(&self, word: &str) -> &[T] {
        let lengths = self.lengths.get(opening(word)).copied().unwrap_or_default();
        if lengths & length_bit(word) == 0 {
            return &[];
        }
        self.lists.get(word).map_or(&[], Vec::as_slice)
    }

    /// All lists, in no order.
    pub fn lists_mut(&mut self) -> impl Iterator<Item = &mut Vec<T>> {
        self.lists.values_mut()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_by_their_first_word_however_long_it_is() {
        let mut known = ByFirstWord::default();
        let long = "a".repeat(70);
        for (first, phrase) in [("oude", 1), ("oude", 2), ("a", 3), (long.as_str(), 4), ("één", 5)] {
            known.push(first, phrase);
        }
        assert_eq!(known.get("oude"), [1, 2]);
        assert_eq!([known.get("a"), known.get(&long), known.get("één")], [[3], [4], [5]]);
        assert!(["", "oud", "ouder", "eude", "aaa"].iter().all(|word| known.get(word).is_empty()));
        assert!(ByFirstWord::<u8>::default().get("oude").is_empty());
    }
}
