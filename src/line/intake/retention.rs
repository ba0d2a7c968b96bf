//! The port to the terms: what is removed when, and what is asked to be kept longer.

use std::future::Future;

use jiff::{SignedDuration, Timestamp};

use super::{Unavailable, people::Colleague};
use crate::domain::CasusId;

/// How long things are kept; `None`: for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Days that a household is kept after it was closed and quiet.
    pub closed_days: Option<i64>,
    /// Days that a signal is kept after it was settled in the wachtbak.
    pub holding_days: Option<i64>,
    /// So long before, people are told.
    pub notice: SignedDuration,
}

/// A household that goes soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overdue {
    pub casus: String,
    pub kenmerk: String,
    pub last_signal_at: Timestamp,
    /// It was kept longer once, and cannot be again.
    pub kept_before: bool,
}

/// What the next look would remove, and what goes soon.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expiring {
    pub households: i64,
    /// Within the notice, besides those.
    pub households_soon: i64,
    pub holding: i64,
    /// Households that go now or soon, at most two hundred.
    pub list: Vec<Overdue>,
}

/// A wish to keep one household longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep {
    pub casus: CasusId,
    pub until: Timestamp,
    pub reason: String,
}

/// Every method fails with [`Unavailable`] when the store is silent; every change is audited.
pub trait Retention: Send + Sync + 'static {
    /// What is due, without removing anything; of households that `viewer` does not see, the count alone.
    fn expiring(
        &self,
        terms: Terms,
        viewer: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Expiring, Unavailable>> + Send;

    /// Until when a closed household is kept at the least; `None`: it is open, or kept for ever.
    fn kept_until(
        &self,
        casus: CasusId,
        terms: Terms,
    ) -> impl Future<Output = Result<Option<Timestamp>, Unavailable>> + Send;

    /// `false`: it is not closed, or was kept longer once before.
    fn keep_longer(
        &self,
        keep: Keep,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;
}
