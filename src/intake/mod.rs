//! The signal's way in: understand, decide, commit, answer.

mod error;
mod ledger;

pub use error::{IntakeError, Refusal, Unavailable};
pub use ledger::Ledger;
