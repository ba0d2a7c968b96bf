//! Maps of words that the program knows, looked up once for every word of a text.

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
