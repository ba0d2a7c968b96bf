//! The port to the overleg: what was on its agenda, what was said of each household, and what was not discussed.

use std::future::Future;

use jiff::Timestamp;

use super::{Unavailable, desk::CasusHead, people::Colleague};
use crate::domain::CasusId;

/// What was decided on a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Besproken,
    Later,
    Afgesloten,
    VolgendeKeer,
}

impl Decision {
    pub const ALL: [Self; 4] = [Self::Besproken, Self::Later, Self::Afgesloten, Self::VolgendeKeer];

    /// The word in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Besproken => "besproken",
            Self::Later => "later",
            Self::Afgesloten => "afgesloten",
            Self::VolgendeKeer => "volgende-keer",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.as_str() == word)
    }
}

/// One overleg.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    pub id: String,
    pub started_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    /// Who was there, as written.
    pub present: String,
    /// What stood out in the neighbourhood.
    pub remarks: String,
}

/// A household on the agenda of an overleg.
#[derive(Debug, Clone)]
pub struct MeetingItem {
    pub casus: CasusHead,
    /// `None`: not discussed (yet).
    pub decision: Option<Decision>,
    pub text: String,
}

/// What is written when an overleg ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Closing {
    pub present: String,
    pub remarks: String,
}

/// Every method fails with [`Unavailable`] when the store is silent; every change is audited.
pub trait Meetings: Send + Sync + 'static {
    /// The newest twenty of the viewer's teams.
    fn meetings(&self, viewer: &str) -> impl Future<Output = Result<Vec<Meeting>, Unavailable>> + Send;

    /// Its households in the order of the agenda.
    fn meeting_items(
        &self,
        meeting: &str,
        viewer: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<MeetingItem>, Unavailable>> + Send;

    /// Begins with these households; answers the one that is going on when there is one.
    fn start_meeting(
        &self,
        casussen: Vec<CasusId>,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<String, Unavailable>> + Send;

    /// Writes down what was decided on a household in a meeting; `false`: the overleg is over, or the household is not on its agenda.
    fn decide_item(
        &self,
        item: (&str, CasusId),
        decision: (Decision, &str),
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// Ends it: what was not discussed stays on the agenda and says so. `false`: it was over already.
    fn close_meeting(
        &self,
        meeting: &str,
        closing: Closing,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;
}
