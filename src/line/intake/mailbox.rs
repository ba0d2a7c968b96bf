//! The port to what is remembered of a mailbox that mail is fetched from: how far it was read, by whom, what stays in it.
//!
//! **Invariant:** one node at a time holds a mailbox; the place moves only after what lies before it was taken.

use std::future::Future;

use jiff::{SignedDuration, Timestamp};

use super::Unavailable;

/// How far a mailbox was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailboxPlace {
    /// UIDVALIDITY of the numbers below (RFC 3501 §2.3.1.1); 0: never read.
    pub validity: u32,
    /// The last UID that was looked at: what comes has higher ones.
    pub last: u32,
    /// When this mailbox was first read.
    pub since: Timestamp,
    /// Messages that could not be taken and stay where they are.
    pub left: Vec<LeftMail>,
}

/// A message that stays in the mailbox, for a human to read there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftMail {
    pub uid: u32,
    pub why: LeftWhy,
}

/// Why a message stays in the mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftWhy {
    /// Larger than `smtp.max_message_bytes`.
    TooLarge,
    /// The mail server lists it and does not give it.
    NotGiven,
    /// The books refused it.
    Refused,
}

impl LeftWhy {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooLarge => "te-groot",
            Self::NotGiven => "niet-gegeven",
            Self::Refused => "geweigerd",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::TooLarge, Self::NotGiven, Self::Refused].into_iter().find(|why| why.as_str() == word)
    }
}

/// Who asks for a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxClaim {
    /// The mailbox: user, host and folder.
    pub mailbox: String,
    /// The node: its own as long as it runs.
    pub holder: String,
}

/// What is remembered of mailboxes.
pub trait Mailboxes: Send + Sync + 'static {
    /// Takes the mailbox, or goes on holding it, until `now` + `hold`.
    ///
    /// `None`: another node holds it.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] when the store does not answer.
    fn hold_mailbox(
        &self,
        claim: &MailboxClaim,
        now: Timestamp,
        hold: SignedDuration,
    ) -> impl Future<Output = Result<Option<MailboxPlace>, Unavailable>> + Send;

    /// Lets go of it, so that another node need not wait.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] when the store does not answer.
    fn release_mailbox(&self, claim: &MailboxClaim) -> impl Future<Output = Result<(), Unavailable>> + Send;

    /// Remembers how far it was read; `false` when another node holds it by now, and nothing was changed.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] when the store does not answer.
    fn note_place(
        &self,
        claim: &MailboxClaim,
        place: &MailboxPlace,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// How many messages stay in their mailboxes.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] when the store does not answer.
    fn left_mails(&self) -> impl Future<Output = Result<usize, Unavailable>> + Send;
}
