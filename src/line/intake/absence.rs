//! The port to who is away and who takes over.

use std::future::Future;

use jiff::Timestamp;

use super::{Unavailable, people::Colleague};

/// Somebody to be away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAbsence {
    pub person: String,
    pub from: Timestamp,
    /// The first instant after the last day.
    pub until: Timestamp,
    /// Person id; `None`: the projectleider decides.
    pub replacement: Option<String>,
}

/// Somebody who is away, now or soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    pub id: String,
    pub person: String,
    pub name: String,
    pub from: Timestamp,
    pub until: Timestamp,
    pub replacement: Option<String>,
    /// Empty: the projectleider decides.
    pub replacement_name: String,
}

/// Every method fails with [`Unavailable`] when the store is silent; every change is audited.
pub trait Absences: Send + Sync + 'static {
    /// Of everybody, those that are not over, the earliest first.
    fn absences(&self, now: Timestamp) -> impl Future<Output = Result<Vec<Absence>, Unavailable>> + Send;

    /// `false`: no such person, or no such replacement.
    fn set_absence(
        &self,
        absence: NewAbsence,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// Somebody is there after all; `false`: no such absence of one's own, or `by` is no projectleider.
    fn drop_absence(
        &self,
        id: &str,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;
}
