//! The port to the agreements: who does what for a household, and before which day.

use std::future::Future;

use jiff::Timestamp;

use super::{Unavailable, desk::CasusHead, people::Colleague};
use crate::domain::CasusId;

/// Who does it, in the order in which Welzijn Nieuwe Stijl asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ByWhom {
    Bewoner,
    Netwerk,
    Vrijwilliger,
    Beroepskracht,
}

impl ByWhom {
    pub const ALL: [Self; 4] = [Self::Bewoner, Self::Netwerk, Self::Vrijwilliger, Self::Beroepskracht];

    /// The word in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bewoner => "bewoner",
            Self::Netwerk => "netwerk",
            Self::Vrijwilliger => "vrijwilliger",
            Self::Beroepskracht => "beroepskracht",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == word)
    }
}

/// How an agreement ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Gesproken,
    NietThuis,
    GeenHulp,
    Geregeld,
    Vervallen,
}

impl Outcome {
    pub const ALL: [Self; 5] = [Self::Gesproken, Self::NietThuis, Self::GeenHulp, Self::Geregeld, Self::Vervallen];

    /// The word in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gesproken => "gesproken",
            Self::NietThuis => "niet-thuis",
            Self::GeenHulp => "geen-hulp",
            Self::Geregeld => "geregeld",
            Self::Vervallen => "vervallen",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

/// Something to agree.
#[derive(Debug, Clone)]
pub struct NewAgreement {
    pub casus: CasusId,
    pub what: String,
    /// Person id.
    pub owner: String,
    pub by_whom: ByWhom,
    /// The first instant after its day.
    pub due_at: Timestamp,
    pub by: Colleague,
}

/// Something agreed.
#[derive(Debug, Clone)]
pub struct Agreement {
    pub id: String,
    pub casus: CasusHead,
    pub what: String,
    pub owner: String,
    pub owner_name: String,
    pub by_whom: ByWhom,
    pub due_at: Timestamp,
    pub made_at: Timestamp,
    /// `ja`, `nee`; `None`: the owner said nothing yet.
    pub answer: Option<String>,
    pub reminded_at: Option<Timestamp>,
    pub outcome: Option<Outcome>,
    pub outcome_text: String,
    pub done_at: Option<Timestamp>,
}

/// Which agreements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Of this casus and those merged into it, all of them.
    Casus(String),
    /// Of this person, and of whom they replace now: open, and done since.
    Person(String, Timestamp),
    /// Of everybody: open, and done since.
    Team(Timestamp),
}

/// What a calendar shows: number and day, nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEntry {
    pub id: String,
    pub kenmerk: String,
    pub due_at: Timestamp,
}

/// Every method fails with [`Unavailable`] when the store is silent; every change is audited.
pub trait Agreements: Send + Sync + 'static {
    /// Who has nobody's household and agrees gets it. Answers the bundle under which it can be undone; `None`: no
    /// such open casus or person.
    fn agree(
        &self,
        agreement: NewAgreement,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<String>, Unavailable>> + Send;

    /// Open ones first, the earliest on top; at most five hundred.
    fn agreements(
        &self,
        whose: Whose,
        viewer: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Agreement>, Unavailable>> + Send;

    /// The owner, or who replaces them, says `ja` or `nee`; `false`: not theirs, or done.
    fn answer(
        &self,
        id: &str,
        yes_or_no: &'static str,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// How it ended; the bundle under which that can be undone, with its casus. `None`: no such open agreement, or
    /// neither theirs nor the projectleider's to end.
    fn settle_agreement(
        &self,
        id: &str,
        outcome: (Outcome, &str),
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<(String, String)>, Unavailable>> + Send;

    /// Puts it on top of the owner's page; `false`: it is done.
    fn remind(
        &self,
        id: &str,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// Replaces the secret of somebody's calendar; `token_hash` is SHA-256 in hex.
    fn renew_calendar(
        &self,
        token_hash: &str,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;

    /// Open agreements of whose secret this is, and of whom they replace; `None`: nobody's.
    fn calendar(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Vec<CalendarEntry>>, Unavailable>> + Send;
}
