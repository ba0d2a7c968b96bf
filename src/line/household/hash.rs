//! Hashes of names and keys that are made once and looked up often.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// By a hash, or by a few bytes that are their own.
pub(super) type Hashed<K, V> = HashMap<K, V, BuildHasherDefault<Mixed>>;

/// FNV-1a, 64 bits (Fowler, Noll, Vo): two texts of a million share one by chance in some ten million runs.
pub(super) fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// For keys that are hashes already, or numbers of eight bytes at most.
#[derive(Debug, Default, Clone)]
pub(super) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        // The table looks at the top bits, which FNV mixes least.
        let mixed = self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^ (mixed >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 << 8) | u64::from(*byte);
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0 << 32) | u64::from(number);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write_usize(&mut self, _length: usize) {
        // The keys of one table are of one length.
    }
}
