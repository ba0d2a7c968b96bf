//! The port to the outbox: mail and events that a commit promised, leased so that one courier sends each once.

use std::future::Future;

use jiff::Timestamp;

use super::Unavailable;
use crate::domain::{Exchange, Kenmerk, SignalId};

/// What kind of mail waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutboxKind {
    /// The acknowledgement to the reporter.
    Bevestiging,
    /// A copy that a rule asked for: a notice with what the rule lets go along.
    Kopie,
    /// The same to another system.
    Webhook,
    /// What a human tells a reporter of what became of the signal; its word in the store names the sentence too.
    Terugkoppeling,
    /// What a timer sent: not taken up yet.
    Herinnering,
}

impl OutboxKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bevestiging => "bevestiging",
            Self::Kopie => "kopie",
            Self::Webhook => "webhook",
            Self::Terugkoppeling => "terugkoppeling",
            Self::Herinnering => "herinnering",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        let kind = word.split_once('-').map_or(word, |(kind, _)| kind);
        [Self::Bevestiging, Self::Kopie, Self::Webhook, Self::Terugkoppeling, Self::Herinnering]
            .into_iter()
            .find(|known| known.as_str() == kind)
    }
}

/// Who carries it: each is leased apart, so that a slow system holds up no mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    Mail,
    Webhook,
}

/// One leased row: nobody else sees it until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub id: String,
    pub kind: OutboxKind,
    pub signal: SignalId,
    pub kenmerk: Kenmerk,
    /// When the signal came in: the texts name the day.
    pub received_at: Timestamp,
    /// A mail address, or the name of a webhook.
    pub recipient: String,
    pub template: String,
    /// With brackets; the same at every attempt.
    pub message_id: String,
    pub in_reply_to: Option<String>,
    pub references: Vec<String>,
    /// What a partner or another system is told.
    pub exchange: Option<Exchange>,
    /// This attempt, from 1.
    pub attempt: u32,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    Sent,
    /// Try again then; the error is an SMTP reply class or an I/O kind, without addresses.
    Later {
        at: Timestamp,
        error: String,
    },
    /// Never: a dead letter and a task for a human.
    Dead {
        error: String,
    },
    /// The other system wants no more of it: the row waits, and all others to it, until a human settles the task.
    Refused {
        error: String,
    },
}

/// Where the courier takes its mail from.
pub trait Outbox: Send + Sync + 'static {
    /// Takes at most `limit` rows of one lane that are due and leases them until `lease_until`; the attempt is counted first.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] when the store does not answer.
    fn lease(
        &self,
        lane: Lane,
        now: Timestamp,
        lease_until: Timestamp,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Due>, Unavailable>> + Send;

    /// Records how the attempts ended, in one commit.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] when the store does not answer; the leases then end by themselves.
    fn settle(
        &self,
        results: Vec<(String, Delivered)>,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;
}
