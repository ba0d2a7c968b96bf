//! The port to signals that are nearly the same as an earlier one of the same partner: asked, never merged.

use std::future::Future;

use jiff::Timestamp;

use super::{Unavailable, people::Colleague};
use crate::domain::SignalId;

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikeSignal {
    pub kenmerk: String,
    pub received_at: Timestamp,
    /// At most 600 characters.
    pub text: String,
}

/// Two signals that may be one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikePair {
    /// The later signal's id.
    pub id: String,
    pub casus: String,
    pub partner: String,
    pub later: AlikeSignal,
    pub earlier: AlikeSignal,
    /// Why they are asked about, in plain Dutch.
    pub reason: String,
}

/// What a human says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    /// One report that came twice.
    Dubbel,
    /// Two reports.
    NietDubbel,
}

impl Sameness {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dubbel => "dubbel",
            Self::NietDubbel => "niet-dubbel",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Dubbel, Self::NietDubbel].into_iter().find(|sameness| sameness.as_str() == word)
    }
}

/// Every method fails with [`Unavailable`] when the store is silent; every change is audited.
pub trait Alike: Send + Sync + 'static {
    /// Pairs that `viewer` sees and nobody judged yet, oldest first, at most fifty.
    fn alike(&self, viewer: &str) -> impl Future<Output = Result<Vec<AlikePair>, Unavailable>> + Send;

    /// How many those are.
    fn alike_count(&self, viewer: &str) -> impl Future<Output = Result<i64, Unavailable>> + Send;

    /// `false`: it was judged already, or there is no such pair. Both signals stay as they are.
    fn judge_alike(
        &self,
        later: SignalId,
        sameness: Sameness,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;
}
