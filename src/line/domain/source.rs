//! Where a signal comes from: the partner, its front door, its ring.

use std::fmt;

use super::Template;

/// A partner's name as `partners.toml` has it, e.g. `meldpunt`; `onbekend` for a sender nobody registered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartnerName(pub String);

impl PartnerName {
    /// The sender that no partner claims.
    pub const UNKNOWN: &'static str = "onbekend";

    pub fn unknown() -> Self {
        Self(Self::UNKNOWN.to_owned())
    }

    pub fn is_unknown(&self) -> bool {
        self.0 == Self::UNKNOWN
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PartnerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// By which door a signal came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    Email,
    Webformulier,
    Api,
    Telefoon,
    Wijkoverleg,
}

impl Channel {
    pub const ALL: [Self; 5] = [Self::Email, Self::Webformulier, Self::Api, Self::Telefoon, Self::Wijkoverleg];

    /// The word on the wire, in the store and in `routes.toml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Webformulier => "webformulier",
            Self::Api => "api",
            Self::Telefoon => "telefoon",
            Self::Wijkoverleg => "wijkoverleg",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == word)
    }
}

/// How near a partner stands to the team.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ring {
    Binnenring,
    #[default]
    Buitenring,
    Bewoner,
}

impl Ring {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Binnenring => "binnenring",
            Self::Buitenring => "buitenring",
            Self::Bewoner => "bewoner",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Binnenring, Self::Buitenring, Self::Bewoner].into_iter().find(|ring| ring.as_str() == word)
    }
}

/// Doorverstrekking: to whom a partner's content may go on (Wpg for police data, medical secrecy).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Onward {
    #[default]
    Vrij,
    AlleenBinnenring,
    NaToestemming,
    Niet,
}

impl Onward {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vrij => "vrij",
            Self::AlleenBinnenring => "alleen-binnenring",
            Self::NaToestemming => "na-toestemming",
            Self::Niet => "niet",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Vrij, Self::AlleenBinnenring, Self::NaToestemming, Self::Niet]
            .into_iter()
            .find(|onward| onward.as_str() == word)
    }
}

/// A registered partner (ketenpartner, signaalpartner): one `[[partner]]` of `partners.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    pub name: PartnerName,
    /// For people: `Meldpunt Zorg en Overlast`.
    pub label: String,
    /// Mail domains by which a sender is recognised, lower case; a subdomain counts.
    pub domains: Vec<String>,
    pub ring: Ring,
    pub onward: Onward,
    /// The mail address of who coordinates for it: copies for the partner go there.
    pub coordinator: Option<String>,
    /// After so many days without a signal somebody looks into it; `None`: learnt from the past.
    pub silent_after_days: Option<i64>,
    /// How its structured mail is read, tried in this order.
    pub templates: Vec<Template>,
}

/// Whether a sender is who it says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum IdentityVerdict {
    /// Proven: an API key, or an aligned SPF, DKIM or DMARC result. Never a From alone.
    Bevestigd,
    /// The domain that it claims says that such mail is not its own.
    Weersproken,
    /// Nothing proves it, or nobody looked.
    #[default]
    Onbekend,
}

/// What is known of a sender's identity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    pub verdict: IdentityVerdict,
    /// How we know, one sentence in plain Dutch that names domains and no people; empty where there is nothing to say.
    pub because: String,
}

impl Identity {
    pub fn of(verdict: IdentityVerdict, because: impl Into<String>) -> Self {
        Self { verdict, because: because.into() }
    }

    /// Proven by what needs no explanation: a key, or a colleague who wrote it down.
    pub fn proven() -> Self {
        Self::of(IdentityVerdict::Bevestigd, "")
    }

    pub fn is_proven(&self) -> bool {
        self.verdict == IdentityVerdict::Bevestigd
    }
}

/// The source of one signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub partner: PartnerName,
    pub ring: Ring,
    pub onward: Onward,
    pub identity: Identity,
}
