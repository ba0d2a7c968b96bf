//! How soon somebody must look.

use std::fmt;

/// Ordered: `Spoed` is the most urgent. A signal states at most `Hoog`; rules may raise it to `Spoed`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    Laag,
    #[default]
    Normaal,
    Hoog,
    Spoed,
}

impl Urgency {
    pub const ALL: [Self; 4] = [Self::Laag, Self::Normaal, Self::Hoog, Self::Spoed];

    /// The word on the wire and in `routes.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Laag => "laag",
            Self::Normaal => "normaal",
            Self::Hoog => "hoog",
            Self::Spoed => "spoed",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|urgency| urgency.as_str() == word)
    }
}

impl fmt::Display for Urgency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
