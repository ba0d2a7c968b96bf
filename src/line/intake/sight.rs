//! The port to who sees which household: teams, shielding, and what the gebiedsregisseur sees of several teams.
//!
//! **Invariant:** to whoever may not see a household it does not exist; the answer is that of an unknown id.

use std::future::Future;

use jiff::Timestamp;

use super::{Unavailable, people::Colleague};
use crate::domain::CasusId;

/// Whether a household is shielded, and for whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shielded {
    pub on: bool,
    /// Person ids.
    pub named: Vec<String>,
}

/// How much a team has; no household of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamCounts {
    pub queue: String,
    pub open: i64,
    pub to_divide: i64,
    pub spoed: i64,
    pub late: i64,
    pub escalated: i64,
}

/// Every method fails with [`Unavailable`] when the store is silent; every change is audited.
pub trait Sight: Send + Sync + 'static {
    /// Those of the signals with these kenmerken that `viewer` sees.
    fn signals_seen(
        &self,
        kenmerken: &[String],
        viewer: &str,
    ) -> impl Future<Output = Result<Vec<String>, Unavailable>> + Send;

    /// `None`: the viewer does not see it.
    fn shielded(
        &self,
        casus: CasusId,
        viewer: &str,
    ) -> impl Future<Output = Result<Option<Shielded>, Unavailable>> + Send;

    /// From now on only these people see it; `false`: `by` does not.
    fn shield(
        &self,
        casus: CasusId,
        people: Vec<String>,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// The whole team sees it again; `false`: `by` does not.
    fn unshield(
        &self,
        casus: CasusId,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// The teams of this person id, with how much each has.
    fn team_counts(
        &self,
        viewer: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<TeamCounts>, Unavailable>> + Send;
}
