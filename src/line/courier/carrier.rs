//! What a courier has in its hands: one way out of the house, and how an attempt can fail there.

use std::future::Future;

use jiff::{SignedDuration, Timestamp};

use super::{
    compose::{Letterhead, Wording, compose},
    sender::{SendError, Sender},
};
use crate::intake::{Due, Lane};

/// One way by which rows of the outbox leave.
pub trait Carrier: Send + Sync + 'static {
    /// Which rows.
    const LANE: Lane;

    /// Makes one attempt; returns when it is the other side's, after half a minute at most.
    ///
    /// # Errors
    ///
    /// [`CarryError`] says whether another attempt makes sense.
    fn carry(&self, due: &Due, now: Timestamp) -> impl Future<Output = Result<(), CarryError>> + Send;
}

/// How an attempt failed: a reply class or a kind of I/O error, never an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CarryError {
    /// May succeed later; not before `after`, where the other side says so.
    #[error("{error}")]
    Later { error: String, after: Option<SignedDuration> },
    /// Will not.
    #[error("{0}")]
    Never(String),
    /// The other side is gone for good.
    #[error("{0}")]
    Gone(String),
}

/// Mail through the relay.
pub struct MailCarrier<W> {
    pub sender: Sender,
    /// The words for a row, from its template; an error is for good and becomes a task.
    pub wording: W,
    pub letterhead: Letterhead,
}

impl<W> Carrier for MailCarrier<W>
where
    W: Fn(&Due) -> Result<Wording, String> + Send + Sync + 'static,
{
    const LANE: Lane = Lane::Mail;

    async fn carry(&self, due: &Due, now: Timestamp) -> Result<(), CarryError> {
        let wording = (self.wording)(due).map_err(CarryError::Never)?;
        let mail =
            compose(due, &wording, &self.letterhead, now).map_err(|error| CarryError::Never(error.to_string()))?;
        self.sender.send(&mail).await.map_err(|error| match error {
            SendError::Later(error) => CarryError::Later { error, after: None },
            SendError::Never(error) => CarryError::Never(error),
        })
    }
}
