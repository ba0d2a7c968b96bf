//! The port to who is looking: which colleagues have a household open now.

use std::future::Future;

use jiff::{SignedDuration, Timestamp};

use super::{Unavailable, people::Colleague};
use crate::domain::CasusId;

/// A page that was not heard of for so long is closed.
pub const LOOKS: SignedDuration = SignedDuration::from_secs(20);

/// How a household stands: what a page shows, to be held against what there is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    pub signals: i64,
    pub version: i64,
}

/// Every method fails with [`Unavailable`] when the store is silent. Nothing of this is kept: it is no audit.
pub trait Looking: Send + Sync + 'static {
    /// This colleague has the household open; answers the names of the others who have.
    fn look_at(
        &self,
        casus: CasusId,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<String>, Unavailable>> + Send;

    /// This colleague closed it.
    fn look_away(&self, casus: CasusId, by: &Colleague) -> impl Future<Output = Result<(), Unavailable>> + Send;

    /// The others who have it open.
    fn who_looks(
        &self,
        casus: CasusId,
        by: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<String>, Unavailable>> + Send;

    /// How this household stands now; `None`: there is none that `viewer` sees.
    fn stand(&self, casus: CasusId, viewer: &str) -> impl Future<Output = Result<Option<Stand>, Unavailable>> + Send;

    /// Casussen that somebody else has open, at most a hundred.
    fn looked_at(&self, by: &str, now: Timestamp) -> impl Future<Output = Result<Vec<String>, Unavailable>> + Send;
}
