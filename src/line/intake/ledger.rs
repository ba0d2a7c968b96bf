//! The port to the store: where a decision is made on history and committed with all it promises.

use std::future::Future;

use super::IntakeError;
use crate::domain::{Receipt, Submission};

/// Takes a submission into the books.
pub trait Ledger: Send + Sync + 'static {
    /// Reads the history, decides, and commits signal, raw message, casus, queue, acknowledgement and audit at once.
    ///
    /// # Errors
    ///
    /// [`IntakeError::Refused`] when the delivery key was used for other content,
    /// [`IntakeError::Unavailable`] when the commit failed; then nothing was stored.
    fn take_in(&self, submission: Submission) -> impl Future<Output = Result<Receipt, IntakeError>> + Send;
}
