//! The signal's way in: understand, decide, commit, answer.

mod error;
mod ledger;
mod outbox;

pub use error::{IntakeError, Refusal, Unavailable};
pub use ledger::Ledger;
pub use outbox::{Delivered, Due, Outbox, OutboxKind};
