//! Identifiers: for machines (UUIDv7, RFC 9562 §5.7) and for people (the kenmerk).

use std::fmt;

use uuid::Uuid;

macro_rules! uuid_identifier {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub Uuid);

        impl $name {
            /// Reads the hyphenated form; `None` when it is not a UUID.
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::try_parse(text).ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }
    };
}

uuid_identifier!(
    /// One accepted signal.
    SignalId
);
uuid_identifier!(
    /// One household: the group that signals are linked to.
    HouseholdId
);
uuid_identifier!(
    /// The casus of a household: there is exactly one per household.
    CasusId
);

/// What people read to each other over the telephone, e.g. `VD-7K3M-Q2XF`.
///
/// Forty random bits in Crockford's base 32 (no I, L, O, U): short, unguessable, says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Kenmerk(String);

impl Kenmerk {
    const ALPHABET: &'static [u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// Builds a kenmerk of a signal (`VD-…`) from 40 bits of chance.
    pub fn of_signal(chance: u64) -> Self {
        Self::with_prefix("VD", chance)
    }

    /// Builds the kenmerk of a household (`H-…`), which only the team sees.
    pub fn of_household(chance: u64) -> Self {
        Self::with_prefix("H", chance)
    }

    fn with_prefix(prefix: &str, chance: u64) -> Self {
        let mut text = String::with_capacity(12);
        text.push_str(prefix);
        for position in 0..8_u32 {
            if position % 4 == 0 {
                text.push('-');
            }
            let index = (chance >> (position * 5)) & 31;
            text.push(char::from(Self::ALPHABET[index as usize]));
        }
        Self(text)
    }

    /// Takes a kenmerk as stored or as typed by a person (case is folded).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let mut groups = text.split('-');
        let prefix = groups.next()?;
        let well_formed = matches!(prefix, "VD" | "H")
            && (&mut groups)
                .take(2)
                .all(|group| group.len() == 4 && group.bytes().all(|byte| Self::ALPHABET.contains(&byte)))
            && groups.next().is_none()
            && text.len() == prefix.len() + 10;
        well_formed.then_some(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Kenmerk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A queue, as `teams.toml` names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QueueName(pub String);

impl fmt::Display for QueueName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who did a thing, for the audit: a reference, never a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The program itself.
    System,
    /// A partner's API key, form or mailbox, by partner name.
    Partner(String),
    /// A person at the desk, by user id.
    Person(String),
    /// An API key of a role, by key id.
    Key(String),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("systeem"),
            Self::Partner(name) => write!(f, "partner:{name}"),
            Self::Person(id) => write!(f, "persoon:{id}"),
            Self::Key(id) => write!(f, "sleutel:{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kenmerk_survives_being_read_back() {
        for chance in [0, 1, 0xFF_FFFF_FFFF, 0x12_3456_789A] {
            let kenmerk = Kenmerk::of_signal(chance);
            assert_eq!(Kenmerk::parse(&kenmerk.as_str().to_lowercase()), Some(kenmerk));
        }
    }

    #[test]
    fn what_is_not_a_kenmerk_is_refused() {
        for text in ["", "VD", "VD-7K3M", "VD-7K3M-Q2XF-1", "XX-7K3M-Q2XF", "VD-7K3I-Q2XF"] {
            assert_eq!(Kenmerk::parse(text), None, "{text}");
        }
    }
}
