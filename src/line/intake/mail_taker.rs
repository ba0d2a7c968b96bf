//! The port behind the mail doors: what takes a received message into the books.

use std::future::Future;

use super::IntakeError;
use crate::{domain::Receipt, mail::Envelope};

/// Reads, decides and commits one mail; whoever calls it may answer the client with the receipt.
pub trait MailTaker: Send + Sync + 'static {
    /// Takes the message exactly as it came: `raw` is without dot-stuffing, and nothing was put before it.
    ///
    /// # Errors
    ///
    /// [`IntakeError::Refused`] when the sender must change something,
    /// [`IntakeError::Unavailable`] when the same message may succeed later; then nothing was stored.
    fn take_mail(&self, envelope: Envelope, raw: Vec<u8>) -> impl Future<Output = Result<Receipt, IntakeError>> + Send;
}
