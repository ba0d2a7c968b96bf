//! A name with what comparing asks of it, worked out once: names are compared some ten times for each that is told.

use super::{
    hash::fnv,
    names::{sound_of, within},
    nicknames,
};

/// One folded name: a surname's core, or a given name.
#[derive(Debug, Clone)]
pub struct Name {
    text: Box<str>,
    hash: u64,
    /// Of its sound.
    sound: u64,
    /// Which letters it has, one bit each.
    letters: u32,
    /// As a given name: the groups of names it is one of.
    groups: &'static [u16],
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
        Self { text: text.into(), hash: fnv(text.bytes()), sound, letters, groups: &[] }
    }

    pub(super) fn given(text: &str) -> Self {
        Self { groups: nicknames::groups(text), ..Self::surname(text) }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Bytes.
    pub(super) fn len(&self) -> usize {
        self.text.len()
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
        self.groups.iter().any(|group| other.groups.contains(group))
    }

    /// Whether somebody called so may sign with this initial.
    pub(super) fn may_begin_with(&self, initial: char) -> bool {
        self.text.starts_with(initial) || nicknames::may_begin_with(self.groups, initial)
    }

    /// Whether they are at most `allowed` edits apart.
    pub(super) fn within(&self, other: &Self, allowed: usize) -> bool {
        // Each edit puts one letter in another's place at most.
        (self.letters ^ other.letters).count_ones() as usize <= 2 * allowed && within(&self.text, &other.text, allowed)
    }
}

fn fnv_step(hash: u64, unit: char) -> u64 {
    (hash ^ u64::from(u32::from(unit))).wrapping_mul(0x100_0000_01b3)
}
