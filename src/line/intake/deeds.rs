//! The port to what people do with households: each deed is kept, so that it can be undone from any device.
//!
//! **Invariant:** a deed changes a casus only on the version its maker saw, and undoing puts back only what nobody
//! changed since.

use std::future::Future;

use jiff::Timestamp;

use super::{
    Unavailable,
    desk::{CasusHead, Remark},
    people::Colleague,
};
use crate::domain::CasusId;

/// How long a casus is put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Later {
    Until(Timestamp),
    /// Until a new signal comes in.
    News,
}

/// What somebody wants of a casus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// To this person id.
    Assign(String),
    Close,
    Reopen,
    /// On the agenda of the overleg.
    Agenda,
    OffAgenda,
    Later(Later),
    /// No longer put off.
    Wake,
    /// To the gebiedsregisseur, and why.
    Escalate(String),
    /// The gebiedsregisseur is done with it, and what was said.
    GiveBack(String),
}

/// A change on the version that its maker saw.
#[derive(Debug, Clone)]
pub struct ChangeRequest {
    pub casus: CasusId,
    pub version: i64,
    pub change: Change,
    pub by: Colleague,
}

/// How a change ended.
#[derive(Debug, Clone)]
pub enum Changed {
    /// Under this bundle it can be undone.
    Done { bundle: String },
    /// Somebody was earlier: the casus as it is now and its last event. Nothing was changed.
    Newer { head: Box<CasusHead>, last: Option<Remark> },
    /// No such casus, or no such person.
    NotFound,
    /// Whom it would be given to may not see it.
    Unseen,
}

/// One change of many households.
#[derive(Debug, Clone)]
pub struct ManyRequest {
    /// With the versions their maker saw.
    pub casussen: Vec<(CasusId, i64)>,
    pub change: Change,
    pub by: Colleague,
}

/// How a change of many ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManyChanged {
    /// Under this bundle what was done can be undone; `None`: nothing was done.
    pub bundle: Option<String>,
    pub done: usize,
    /// Kenmerken of households that somebody else changed meanwhile: they were left alone.
    pub newer: Vec<String>,
    /// Households that whom they would be given to may not see.
    pub unseen: usize,
}

/// Which deed to undo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The newest of this person that still can be, of the last twelve hours.
    Last,
    Bundle(String),
}

/// How undoing ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    /// What was undone, and one of its casussen.
    Done { what: String, casus: String },
    /// Somebody changed it since: nothing was put back.
    Changed { what: String, casus: String },
    /// There is nothing (any more) to undo.
    Nothing,
    /// Only its maker or the projectleider may.
    NotYours,
}

/// A deed, for the bar that offers to undo it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeedSeen {
    pub bundle: String,
    pub what: String,
    /// How many households.
    pub casussen: i64,
    pub undone: bool,
}

/// A filter of the queue under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    pub id: String,
    pub name: String,
    pub query: String,
    /// For the whole team.
    pub shared: bool,
}

/// Every method fails with [`Unavailable`] when the store is silent; every change is audited.
pub trait Deeds: Send + Sync + 'static {
    fn change(
        &self,
        request: ChangeRequest,
        now: Timestamp,
    ) -> impl Future<Output = Result<Changed, Unavailable>> + Send;

    /// All in one transaction and one bundle; those with a newer version are left alone.
    fn change_many(
        &self,
        request: ManyRequest,
        now: Timestamp,
    ) -> impl Future<Output = Result<ManyChanged, Unavailable>> + Send;

    fn undo(
        &self,
        which: Which,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<Undone, Unavailable>> + Send;

    /// `None`: no such bundle, or it touches a household that `viewer` does not see.
    fn deed(&self, bundle: &str, viewer: &str) -> impl Future<Output = Result<Option<DeedSeen>, Unavailable>> + Send;

    /// How many open households each person id has, without those that are shielded.
    fn workload(&self) -> impl Future<Output = Result<Vec<(String, i64)>, Unavailable>> + Send;

    /// Casussen that somebody changed after `since`, on whichever device, at most a hundred.
    fn changed_since(
        &self,
        since: Timestamp,
        viewer: &str,
    ) -> impl Future<Output = Result<Vec<String>, Unavailable>> + Send;

    /// The team's and the person's own, by name.
    fn views(&self, person: &str) -> impl Future<Output = Result<Vec<SavedView>, Unavailable>> + Send;

    fn save_view(
        &self,
        view: SavedView,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;

    /// Forgets a view of the person's own or of the team.
    fn drop_view(
        &self,
        id: &str,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;
}
