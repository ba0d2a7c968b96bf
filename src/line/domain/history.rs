//! What the store knows that bears on a decision, read in the same transaction that will hold it.

use std::fmt;

use super::{Address, CasusId, HouseholdId, Kenmerk, QueueName, Urgency};

/// A key under which possible same households are found; its text starts with its kind: `adres:9675XA|12|A`.
///
/// Its `Debug` says nothing, for it must not reach a log.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlockingKey(pub String);

impl fmt::Debug for BlockingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlockingKey(…)")
    }
}

/// Where a casus stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CasusStatus {
    Nieuw,
    Toegewezen,
    Afgesloten,
    Heropend,
}

impl CasusStatus {
    pub const ALL: [Self; 4] = [Self::Nieuw, Self::Toegewezen, Self::Afgesloten, Self::Heropend];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nieuw => "nieuw",
            Self::Toegewezen => "toegewezen",
            Self::Afgesloten => "afgesloten",
            Self::Heropend => "heropend",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// What came in about a household in the days before a signal, for each of [`Lately::DAYS`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lately {
    pub signals: [u32; 4],
    /// Partners besides this signal's.
    pub other_partners: [u32; 4],
}

impl Lately {
    /// How many days each count looks back.
    pub const DAYS: [i64; 4] = [7, 14, 30, 90];
}

/// A household that shares a blocking key with the signal.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub household: HouseholdId,
    pub casus: CasusId,
    /// The keys of the signal under which it was found.
    pub shared_keys: Vec<BlockingKey>,
    /// The fullest address seen for it.
    pub address: Address,
    pub status: CasusStatus,
    pub queue: QueueName,
    pub urgency: Urgency,
    /// User id of who has it.
    pub assigned_to: Option<String>,
    pub lately: Lately,
    /// The same partner reported this household before, however long ago.
    pub same_partner_before: bool,
}

/// Acknowledgements already on their way in the hour before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AckLoad {
    pub to_this_address: u32,
    pub in_all: u32,
}

/// How many acknowledgements an hour are sent by themselves. 0: no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AckLimits {
    pub max_per_address_per_hour: u32,
    pub max_per_hour: u32,
}

/// An acknowledgement of ours that came back in some form.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// Of the signal that was acknowledged.
    pub kenmerk: Kenmerk,
    /// Its household; `None` while it is in the wachtbak.
    pub household: Option<Candidate>,
    /// The answer comes from the mail domain that the acknowledgement went to, or names its kenmerk and comes from the
    /// address or partner that it went to.
    pub from_reporter: bool,
    /// What we acknowledged was itself no answer to an acknowledgement of ours, and our Message-ID says what is answered.
    pub first: bool,
}

/// Everything a decision may look at besides the signal and the rules.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    pub candidates: Vec<Candidate>,
    /// Which acknowledgement of ours the mail answers or reports on; its token was ours.
    pub answered: Option<Answered>,
    pub acknowledgements: AckLoad,
}
