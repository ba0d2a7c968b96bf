//! Short lists and short texts kept in place: a household's facts lie together in memory, and most take no allocation.

use std::ops::Deref;

/// A list that mostly has one entry, or none.
#[derive(Debug, Clone)]
pub struct Few<T>(Kept<T>);

#[derive(Debug, Clone)]
enum Kept<T> {
    None,
    One(T),
    More(Vec<T>),
}

impl<T> Few<T> {
    /// Adds one at the end.
    pub fn push(&mut self, new: T) {
        self.0 = match std::mem::replace(&mut self.0, Kept::None) {
            Kept::None => Kept::One(new),
            Kept::One(first) => Kept::More(vec![first, new]),
            Kept::More(mut list) => {
                list.push(new);
                Kept::More(list)
            }
        };
    }

    pub(super) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        match &mut self.0 {
            Kept::One(only) if !keep(only) => self.0 = Kept::None,
            Kept::None | Kept::One(_) => {}
            Kept::More(list) => list.retain(keep),
        }
    }

    pub(super) fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        match &mut self.0 {
            Kept::None => [].iter_mut(),
            Kept::One(only) => std::slice::from_mut(only).iter_mut(),
            Kept::More(list) => list.iter_mut(),
        }
    }
}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(Kept::None)
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Kept::None => &[],
            Kept::One(only) => std::slice::from_ref(only),
            Kept::More(list) => list,
        }
    }
}

impl<T: PartialEq> PartialEq for Few<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T> FromIterator<T> for Few<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut few = Self::default();
        items.into_iter().for_each(|item| few.push(item));
        few
    }
}

impl<'a, T> IntoIterator for &'a Few<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A text that is mostly a word.
#[derive(Clone)]
pub struct Letters(Spelt);

/// Bytes that fit beside their length in what a boxed text takes with its mark.
const IN_PLACE: usize = 22;

#[derive(Clone)]
enum Spelt {
    Short(u8, [u8; IN_PLACE]),
    Long(Box<str>),
}

impl Letters {
    pub(super) fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Spelt::Short(length, bytes) => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Spelt::Long(text) => text.as_bytes(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.as_bytes().len()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl From<&str> for Letters {
    fn from(text: &str) -> Self {
        let mut bytes = [0; IN_PLACE];
        let room = bytes.get_mut(..text.len()).zip(u8::try_from(text.len()).ok());
        Self(match room {
            Some((room, length)) => {
                room.copy_from_slice(text.as_bytes());
                Spelt::Short(length, bytes)
            }
            None => Spelt::Long(text.into()),
        })
    }
}

impl Default for Letters {
    fn default() -> Self {
        Self::from("")
    }
}

impl PartialEq for Letters {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl std::fmt::Debug for Letters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.as_str().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_grows_from_none_to_several_in_order() {
        let mut few = Few::default();
        assert!(few.is_empty());
        for number in 1..=3 {
            few.push(number);
        }
        assert_eq!(&*few, [1, 2, 3]);
        few.retain(|number| *number != 2);
        assert_eq!(few, [1, 3].into_iter().collect());
    }

    #[test]
    fn a_text_is_the_same_however_long() {
        for text in ["", "berg", "wöhrmann", "abcdefghijklmnopqrstuv", "abcdefghijklmnopqrstuvw", "àààààààààààà"]
        {
            assert_eq!(Letters::from(text).as_str(), text);
        }
        assert_eq!(size_of::<Letters>(), size_of::<Box<str>>() + 8);
    }
}
