//! Short texts kept in place: the names of a household lie together in memory, and most take no allocation.

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
    fn a_text_is_the_same_however_long() {
        for text in ["", "berg", "wöhrmann", "abcdefghijklmnopqrstuv", "abcdefghijklmnopqrstuvw", "àààààààààààà"]
        {
            assert_eq!(Letters::from(text).as_str(), text);
        }
        assert_eq!(size_of::<Letters>(), size_of::<Box<str>>() + 8);
    }
}
