//! The port to which signals form one household: merging, splitting, keeping apart, and taking that back.
//!
//! **Invariant:** signals keep their own rows; what a human said of two households is kept as a verdict.

use std::future::Future;

use jiff::Timestamp;

use super::{
    Unavailable,
    desk::{CasusHead, Newest},
    people::Colleague,
};
use crate::domain::{CasusId, Person, SignalId};

/// One of two households that are compared.
#[derive(Debug, Clone)]
pub struct Side {
    pub head: CasusHead,
    /// Everybody its signals name, once.
    pub persons: Vec<Person>,
    pub partners: Vec<(String, i64)>,
    pub newest: Option<Newest>,
}

/// Two households beside each other.
#[derive(Debug, Clone)]
pub struct Comparison {
    pub one: Side,
    pub other: Side,
    /// What a human said of them before: `zelfde` or `ander`.
    pub said: Option<String>,
}

/// All signals of `from` go to `into`.
#[derive(Debug, Clone)]
pub struct MergeRequest {
    /// With the versions their maker saw.
    pub from: (CasusId, i64),
    pub into: (CasusId, i64),
    pub by: Colleague,
}

/// Some signals go to another household.
#[derive(Debug, Clone)]
pub struct SplitRequest {
    pub from: (CasusId, i64),
    pub signals: Vec<SignalId>,
    /// Note ids that go along.
    pub notes: Vec<String>,
    /// `None`: to a new household.
    pub to: Option<CasusId>,
    pub by: Colleague,
}

/// How moving signals ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moved {
    /// They stand in this casus now; under the bundle it can be undone.
    Done { bundle: String, casus: String },
    /// Somebody changed one of the two meanwhile: nothing was moved.
    Newer,
    /// No such casus, nothing chosen, or all of it.
    NotFound,
}

/// A signal that came after a merge, and where it would go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterSignal {
    pub id: String,
    pub kenmerk: String,
    pub partner: String,
    pub received_at: Timestamp,
    /// It names the address of the household that was merged away.
    pub goes_back: bool,
}

/// What taking a merge or split back would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoPreview {
    pub what: String,
    /// Signals that go back.
    pub signals: i64,
    pub later: Vec<LaterSignal>,
}

/// What goes along when a merge is taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UndoChoice {
    /// Which later signals go back too; `None`: those that name the address there.
    pub later: Option<Vec<String>>,
    /// Remember that these are other people.
    pub keep_apart: bool,
}

/// Every method fails with [`Unavailable`] when the store is silent; every change is a deed, and audited.
pub trait Grouping: Send + Sync + 'static {
    fn compare(
        &self,
        one: CasusId,
        other: CasusId,
        viewer: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Comparison>, Unavailable>> + Send;

    fn merge(&self, request: MergeRequest, now: Timestamp) -> impl Future<Output = Result<Moved, Unavailable>> + Send;

    fn split(&self, request: SplitRequest, now: Timestamp) -> impl Future<Output = Result<Moved, Unavailable>> + Send;

    /// "Other people": answers the open questions between the two and remembers it.
    fn keep_apart(
        &self,
        one: CasusId,
        other: CasusId,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<Moved, Unavailable>> + Send;

    /// `None`: this bundle moved no signals, or was undone.
    fn undo_preview(
        &self,
        bundle: &str,
        viewer: &str,
    ) -> impl Future<Output = Result<Option<UndoPreview>, Unavailable>> + Send;

    /// Takes a merge, split or verdict back as chosen; see [`super::deeds::Deeds::undo`] for the plain way.
    fn take_back(
        &self,
        bundle: &str,
        choice: UndoChoice,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<super::deeds::Undone, Unavailable>> + Send;
}
