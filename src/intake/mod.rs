//! The signal's way in: understand, decide, commit, answer.

mod error;
mod ledger;
mod mail_taker;
mod outbox;

pub use error::{IntakeError, Refusal, Unavailable};
pub use ledger::Ledger;
pub use mail_taker::MailTaker;
pub use outbox::{Delivered, Due, Outbox, OutboxKind};
