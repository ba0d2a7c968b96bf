//! The signal's way in, and what people then do with it at the desk.

pub mod desk;
mod error;
mod ledger;
mod outbox;
pub mod people;

pub use error::{IntakeError, Refusal, Unavailable};
pub use ledger::Ledger;
pub use outbox::{Delivered, Due, Outbox, OutboxKind};
