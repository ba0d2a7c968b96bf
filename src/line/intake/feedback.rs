//! The port to the terugkoppeling: what each reporter of a household was told, by its own door, without any content.

use std::future::Future;

use jiff::Timestamp;

use super::{Unavailable, people::Colleague};
use crate::domain::{CasusId, SignalId};

/// How a reporter can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedbackDoor {
    /// By mail to this address.
    Mail(String),
    /// The partner's system asks for it.
    Api,
    /// No address was given: somebody tells them, or nobody can.
    Zelf,
}

impl FeedbackDoor {
    /// The word in the store.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Mail(_) => "mail",
            Self::Api => "api",
            Self::Zelf => "zelf",
        }
    }
}

/// What a reporter was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// One of [`crate::acknowledge::FEEDBACK`] by its name.
    pub sentence: String,
    pub at: Timestamp,
    pub door: String,
    /// Of its mail: `wacht`, `verzonden`, `dood`; empty without one.
    pub state: String,
}

/// Somebody who reported this household.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Informant {
    pub signal: SignalId,
    pub kenmerk: String,
    pub partner: String,
    pub channel: String,
    pub received_at: Timestamp,
    pub door: FeedbackDoor,
    /// Newest first.
    pub given: Vec<Given>,
}

/// One sentence to some reporters.
#[derive(Debug, Clone)]
pub struct FeedbackWish {
    pub casus: CasusId,
    pub signals: Vec<SignalId>,
    /// The name of a sentence; also of its template.
    pub sentence: &'static str,
    /// What stands on the timeline.
    pub said: String,
    /// Right side of our Message-IDs.
    pub mail_host: String,
    pub by: Colleague,
}

/// Every method fails with [`Unavailable`] when the store is silent.
pub trait Feedback: Send + Sync + 'static {
    /// Everybody who reported the household, newest first; at most two hundred.
    fn informants(
        &self,
        casus: CasusId,
        viewer: &str,
    ) -> impl Future<Output = Result<Vec<Informant>, Unavailable>> + Send;

    /// Promises the mails and writes down what was told, in one commit with its audit lines. Who heard this sentence
    /// before hears it no second time. Answers how many were told.
    fn tell(&self, wish: FeedbackWish, now: Timestamp) -> impl Future<Output = Result<usize, Unavailable>> + Send;
}
