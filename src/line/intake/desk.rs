//! The port to the desk's books: what the pages show, and what people do there.

use std::future::Future;

use jiff::Timestamp;

use super::{Explanation, Unavailable, people::Colleague};
pub use super::{
    entry::{AttachmentLine, Circle, Involved, Reading, RuleLine, SignalEntry, Weighed},
    handout::{Handout, Piece},
};
use crate::domain::{Address, CasusId, CasusStatus, QueueName, SignalId, Urgency};

/// Which households.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// Nobody has it yet.
    #[default]
    TeVerdelen,
    Spoed,
    /// An agreement or the time for a decision is over.
    TeLaat,
    /// Who looks has it, or somebody that they replace.
    VanMij,
    /// Put off, and nothing new came in since.
    Uitgesteld,
    /// On the agenda of the overleg.
    Agenda,
    Alles,
    Afgesloten,
    /// Open, and neither street nor postcode is known.
    ZonderAdres,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Nu, vandaag, voor het overleg; within each the most urgent, then the newest.
    #[default]
    WatEerstMoet,
    Nieuwste,
    MeesteSignalen,
}

/// Where the next page begins: after this card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub first: i64,
    pub second: i64,
    pub casus: String,
}

/// One page of the queue.
#[derive(Debug, Clone, Default)]
pub struct QueueQuery {
    pub view: View,
    pub order: Order,
    /// Only households that this partner reported.
    pub partner: Option<String>,
    pub urgency: Option<Urgency>,
    /// Only what this person id has.
    pub assignee: Option<String>,
    /// Who looks, person id: whose "van mij" it is.
    pub person: String,
    pub after: Option<Cursor>,
    /// When today ends for the team: what is due before then is for today.
    pub tonight: Timestamp,
}

/// Cards, most urgent first, then newest first.
#[derive(Debug, Clone, Default)]
pub struct QueuePage {
    pub cards: Vec<Card>,
    pub next: Option<Cursor>,
}

/// Who has a casus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignee {
    pub id: String,
    pub name: String,
}

/// What is known of a casus and its household, without its signals.
#[derive(Debug, Clone)]
pub struct CasusHead {
    pub id: String,
    pub kenmerk: String,
    pub address: Address,
    pub urgency: Urgency,
    /// Why this urgent, in plain Dutch.
    pub reasons: Vec<String>,
    pub status: CasusStatus,
    pub assignee: Option<Assignee>,
    pub due_at: Option<Timestamp>,
    pub signals: i64,
    pub last_signal_at: Timestamp,
    pub version: i64,
    pub on_agenda: bool,
    /// Only some people see it.
    pub shielded: bool,
    /// With the gebiedsregisseur since.
    pub escalated_at: Option<Timestamp>,
    /// Put off until then; [`Timestamp::MAX`]: until something new comes in. Past or woken: `None`.
    pub later_until: Option<Timestamp>,
    /// The earliest of its open agreements.
    pub agreed_until: Option<Timestamp>,
}

/// By when somebody must decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    Overleg,
    Vandaag,
    Nu,
}

/// The beginning of the newest signal.
#[derive(Debug, Clone)]
pub struct Newest {
    pub partner: String,
    pub channel: String,
    pub received_at: Timestamp,
    /// At most 400 characters.
    pub text: String,
    /// Whom it names: roles and ages count.
    pub involved: Vec<Involved>,
    /// By mail, and whoever looked found no proof that the partner wrote it.
    pub unproven: bool,
}

/// "Is this the same household?"
#[derive(Debug, Clone)]
pub struct OpenProposal {
    pub id: String,
    /// The casus of the signal in question.
    pub casus: String,
    /// The other household's casus.
    pub other: String,
    pub signal_kenmerk: String,
    /// The other household.
    pub kenmerk: String,
    pub address: Address,
    pub reasons: Vec<String>,
    pub made_at: Timestamp,
}

/// One household in the queue.
#[derive(Debug, Clone)]
pub struct Card {
    pub head: CasusHead,
    pub moment: Moment,
    pub newest: Option<Newest>,
    /// Signals of the last sixty days, newest first.
    pub recent: Vec<Timestamp>,
    /// Partner and how many signals, most first.
    pub partners: Vec<(String, i64)>,
    pub proposals: Vec<OpenProposal>,
    /// Person ids of colleagues who know this household: they had it, agreed something or wrote a note.
    pub known_by: Vec<String>,
}

/// What stands in tabs and side column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub to_divide: i64,
    pub spoed: i64,
    pub late: i64,
    pub mine: i64,
    pub later: i64,
    pub agenda: i64,
    pub open: i64,
    pub closed: i64,
    pub without_address: i64,
    pub holding: i64,
    pub by_hand: i64,
    pub not_arrived: i64,
    pub proposals: i64,
}

/// A note or an event.
#[derive(Debug, Clone)]
pub struct Remark {
    pub at: Timestamp,
    /// A name, or `Voordeur` for the program itself.
    pub by: String,
    pub text: String,
    pub id: String,
    /// The deed behind an event, while it can be undone.
    pub bundle: Option<String>,
}

/// Everything of one casus.
#[derive(Debug, Clone)]
pub struct CasusFile {
    pub head: CasusHead,
    pub circle: Circle,
    /// Its signals went to this casus.
    pub merged_into: Option<String>,
    /// The newest two hundred, newest first.
    pub signals: Vec<SignalEntry>,
    pub notes: Vec<Remark>,
    pub events: Vec<Remark>,
    pub partners: Vec<(String, i64)>,
    pub proposals: Vec<OpenProposal>,
}

/// Rows of a list that a page shows.
pub const LISTED: usize = 200;

/// A signal that could not be understood or placed.
#[derive(Debug, Clone)]
pub struct HeldSignal {
    pub id: String,
    pub kenmerk: String,
    pub partner: String,
    pub channel: String,
    pub received_at: Timestamp,
    pub subject: String,
    pub text: String,
    pub reason: String,
    /// By mail, and whoever looked found no proof that the partner wrote it.
    pub unproven: bool,
}

/// What is done with a signal in the wachtbak.
#[derive(Debug, Clone)]
pub enum Holding {
    /// A household and casus of its own, with this address.
    OpenCasus {
        queue: QueueName,
        address: Box<Address>,
    },
    Settled,
}

/// Something a human must do besides the queue.
#[derive(Debug, Clone)]
pub struct DeskTask {
    pub id: String,
    /// `handmatig-bevestigen` or `antwoord-kwam-niet-aan`.
    pub kind: String,
    pub signal_kenmerk: String,
    pub casus: Option<String>,
    pub partner: String,
    pub reason: String,
    pub created_at: Timestamp,
}

/// The desk's books. Every method fails with [`Unavailable`] when the store is silent; every change is audited.
///
/// `viewer` is a person id: what this person may not see is not there.
pub trait Desk: Send + Sync + 'static {
    /// At most fifty cards.
    fn queue(&self, query: QueueQuery, now: Timestamp) -> impl Future<Output = Result<QueuePage, Unavailable>> + Send;

    fn counts(&self, person: &str, now: Timestamp) -> impl Future<Output = Result<Counts, Unavailable>> + Send;

    /// How many signals that `viewer` sees came in after `since`.
    fn signals_since(&self, since: Timestamp, viewer: &str) -> impl Future<Output = Result<i64, Unavailable>> + Send;

    /// Households whose address or kenmerk fits the words; at most fifty.
    fn search(
        &self,
        words: &str,
        viewer: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<CasusHead>, Unavailable>> + Send;

    /// `None`: no such casus, or none that `viewer` sees.
    fn casus(
        &self,
        id: CasusId,
        viewer: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<CasusFile>, Unavailable>> + Send;

    /// The people of a household, after an entry in the audit.
    fn reveal(
        &self,
        id: CasusId,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Involved>, Unavailable>> + Send;

    /// `false`: no such casus.
    fn note(
        &self,
        id: CasusId,
        text: &str,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// Those that `viewer` may read, oldest first: at most [`LISTED`], and one more where there are more.
    fn holding(&self, viewer: &str) -> impl Future<Output = Result<Vec<HeldSignal>, Unavailable>> + Send;

    /// `None`: it is not in the wachtbak (any more). Else the casus that was opened, if any.
    fn settle_holding(
        &self,
        signal: SignalId,
        holding: Holding,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Option<CasusId>>, Unavailable>> + Send;

    /// Open tasks that `viewer` sees, oldest first: at most [`LISTED`], and one more where there are more.
    fn tasks(&self, viewer: &str) -> impl Future<Output = Result<Vec<DeskTask>, Unavailable>> + Send;

    /// `false`: no such open task.
    fn task_done(
        &self,
        id: &str,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// Open proposals between households that `viewer` sees, oldest first, at most two hundred.
    fn proposals(&self, viewer: &str) -> impl Future<Output = Result<Vec<OpenProposal>, Unavailable>> + Send;

    /// How a signal was routed; `None`: no such signal.
    fn explanation(
        &self,
        signal: SignalId,
        viewer: &str,
    ) -> impl Future<Output = Result<Option<Explanation>, Unavailable>> + Send;

    /// Bytes of a signal, after an entry in the audit.
    fn hand_out(
        &self,
        signal: SignalId,
        piece: Piece,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Handout>, Unavailable>> + Send;
}
