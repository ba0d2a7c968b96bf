//! A name with what comparing asks of it, worked out once: names are compared some ten times for each that is told.

use super::{
    hash::fnv,
    letters::Letters,
    names::{sound_of, within},
    nicknames,
};

/// One folded name: a surname's core, or a given name.
#[derive(Debug, Clone)]
pub struct Name {
    text: Letters,
    hash: u64,
    /// Of its sound.
    sound: u64,
    /// Which letters it has, one bit each.
    letters: u32,
    first: Option<char>,
    /// As a given name: the groups of names it is one of.
    groups: Option<&'static Vec<u16>>,
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && self.text == other.text
    }
}

impl Name {
    pub(super) fn surname(text: &str) -> Self {
        let mut sound = 0xcbf2_9ce4_8422_2325;
        sound_of(text, |unit| sound = fnv_step(sound, unit));
        let letters = text.bytes().fold(0, |letters, byte| letters | 1 << (byte & 31));
        Self { text: text.into(), hash: fnv(text.bytes()), sound, letters, first: text.chars().next(), groups: None }
    }

    pub(super) fn given(text: &str) -> Self {
        Self { groups: nicknames::groups(text), ..Self::surname(text) }
    }

    pub(super) fn as_str(&self) -> &str {
        self.text.as_str()
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// Bytes.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn first(&self) -> Option<char> {
        self.first
    }

    pub(super) fn hash(&self) -> u64 {
        self.hash
    }

    /// The sound, hashed.
    pub(super) fn sound(&self) -> u64 {
        self.sound
    }

    /// Whether both may be the given name of one person.
    pub(super) fn is_variant_of(&self, other: &Self) -> bool {
        let groups = self.groups.zip(other.groups);
        groups.is_some_and(|(groups, others)| groups.iter().any(|group| others.contains(group)))
    }

    /// Whether somebody called so may sign with this initial.
    pub(super) fn may_begin_with(&self, initial: char) -> bool {
        self.first == Some(initial) || self.groups.is_some_and(|groups| nicknames::may_begin_with(groups, initial))
    }

    /// Whether they are at most `allowed` edits apart.
    pub(super) fn within(&self, other: &Self, allowed: usize) -> bool {
        // Each edit puts one letter in another's place at most.
        (self.letters ^ other.letters).count_ones() as usize <= 2 * allowed
            && within(self.as_bytes(), other.as_bytes(), allowed)
    }

    /// Whether this one may stand in the other: it has no letter that the other lacks.
    pub(super) fn may_be_in(&self, other: &Self) -> bool {
        self.letters & !other.letters == 0
    }
}

fn fnv_step(hash: u64, unit: char) -> u64 {
    (hash ^ u64::from(u32::from(unit))).wrapping_mul(0x100_0000_01b3)
}
