//! The port to what is on the books: what partners and the projectleider may ask over the API.

use std::future::Future;

use jiff::Timestamp;

use super::Unavailable;
use crate::domain::{
    Actor, Address, CasusId, CasusStatus, Channel, Evidence, HouseholdId, Kenmerk, PartnerName, Person, SignalId,
    Urgency,
};

/// An API key that is in force: a partner's or a role's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub id: String,
    pub partner: Option<PartnerName>,
    pub role: Option<String>,
}

/// All that a partner may learn of what became of its signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerStatus {
    Ontvangen,
    /// Somebody of the team took it up after it came in.
    Opgepakt,
    Afgesloten,
}

impl PartnerStatus {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ontvangen => "ontvangen",
            Self::Opgepakt => "opgepakt",
            Self::Afgesloten => "afgesloten",
        }
    }
}

/// A signal as the partner that sent it sees it: never household, match or route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerSignal {
    pub id: SignalId,
    pub kenmerk: Kenmerk,
    pub received_at: Timestamp,
    pub status: PartnerStatus,
    /// What the team told: when, and the sentence; oldest first.
    pub feedback: Vec<(Timestamp, String)>,
}

/// Where a page begins: behind the row with these values. Opaque to callers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub first: i64,
    pub second: i64,
    pub id: String,
}

/// Which page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageAsked {
    /// `None`: the first.
    pub after: Option<Cursor>,
    /// Rows, 1 to 200.
    pub size: u32,
}

/// Some rows, and where the next ones begin when there are more.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    pub rows: Vec<T>,
    pub next: Option<Cursor>,
}

/// Which casussen; `None` is all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CasusFilter {
    pub queue: Option<String>,
    pub status: Option<CasusStatus>,
}

/// A household as the team sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct HouseholdSeen {
    pub id: HouseholdId,
    pub kenmerk: Kenmerk,
    pub address: Address,
    /// Everybody its signals name, once.
    pub persons: Vec<Person>,
    pub casus: CasusId,
    pub queue: String,
    pub status: CasusStatus,
}

/// A signal in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalLine {
    pub id: SignalId,
    pub kenmerk: Kenmerk,
    pub partner: PartnerName,
    pub channel: Channel,
    pub received_at: Timestamp,
    pub subject: String,
    /// bronReferentie; for mail the Message-ID.
    pub reference: Option<String>,
    /// `wachtbak`, or the status of its casus.
    pub status: String,
}

/// A casus in the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct CasusSeen {
    pub household: HouseholdSeen,
    pub urgency: Urgency,
    /// Why this urgent, in plain Dutch.
    pub reasons: Vec<String>,
    pub due_at: Option<Timestamp>,
    /// Person id.
    pub assigned_to: Option<String>,
    /// Oldest first.
    pub signals: Vec<(SignalLine, Decided)>,
}

/// What was decided of a signal when it came in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decided {
    /// The rule that chose the queue; empty: none, a human placed it.
    pub rule: String,
    /// Why it is in this household, or opened one.
    pub link: Vec<Evidence>,
}

/// "Is this the same household?", still open.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenProposal {
    pub id: String,
    pub signal: SignalLine,
    /// The household the signal stands in now.
    pub own_household: Option<HouseholdId>,
    pub candidate: HouseholdSeen,
    pub evidence: Vec<Evidence>,
    pub made_at: Timestamp,
}

/// What a human says of two households.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Zelfde,
    Ander,
}

impl Verdict {
    /// The word on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Zelfde => "zelfde",
            Self::Ander => "ander",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Zelfde, Self::Ander].into_iter().find(|verdict| verdict.as_str() == word)
    }
}

/// What a verdict did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    Done,
    /// The same was said before; nothing changed.
    Already,
    /// Something else was said before; nothing changed.
    Contradicts,
    Unknown,
}

/// Whom to look for. An address needs a number, and a postcode or street; a street may come with a name instead.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HouseholdQuery {
    /// Of the household or of one of its signals.
    pub kenmerk: Option<Kenmerk>,
    pub address: Address,
    /// Surname, birth date and telephone number count.
    pub person: Person,
}

/// Answers from the books. Every method fails with [`Unavailable`] when the store does not answer.
pub trait Register: Send + Sync + 'static {
    /// The key with this SHA-256 (hex) of its secret, when it is in force.
    fn api_key(&self, secret_hash: &str) -> impl Future<Output = Result<Option<ApiKey>, Unavailable>> + Send;

    /// A signal, when this partner sent it.
    fn signal_of_partner(
        &self,
        id: SignalId,
        partner: &PartnerName,
    ) -> impl Future<Output = Result<Option<PartnerSignal>, Unavailable>> + Send;

    /// The queue: most urgent first, then the latest.
    fn casussen(
        &self,
        filter: CasusFilter,
        page: PageAsked,
    ) -> impl Future<Output = Result<Page<CasusSeen>, Unavailable>> + Send;

    /// Every signal, latest first; `status` is `wachtbak` or that of a casus.
    fn signalen(
        &self,
        status: Option<String>,
        page: PageAsked,
    ) -> impl Future<Output = Result<Page<SignalLine>, Unavailable>> + Send;

    /// Open proposals, oldest first.
    fn proposals(&self, page: PageAsked) -> impl Future<Output = Result<Page<OpenProposal>, Unavailable>> + Send;

    /// Records what a human says; `zelfde` moves the signal to the proposed household.
    fn decide_proposal(
        &self,
        id: &str,
        verdict: Verdict,
        actor: &Actor,
        now: Timestamp,
    ) -> impl Future<Output = Result<Settled, Unavailable>> + Send;

    /// At most fifty households that fit.
    fn find_households(
        &self,
        wanted: HouseholdQuery,
    ) -> impl Future<Output = Result<Vec<HouseholdSeen>, Unavailable>> + Send;
}
