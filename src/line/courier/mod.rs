//! Takes mail and events from the outbox, sends them, retries by table, and gives up to a human.
//!
//! **Invariant:** every attempt of one row carries the same Message-ID or `webhook-id`, and only an accepted message settles as sent.

mod carrier;
mod compose;
mod maildir;
mod relay;
mod retry;
mod round;
mod sender;
#[cfg(test)]
mod tests;
mod webhook;

pub use carrier::{Carrier, CarryError, MailCarrier};
pub use compose::{ComposeError, Letterhead, LetterheadError, Outgoing, Wording, compose};
pub use relay::RelayError;
pub use retry::{ATTEMPTS, DELAYS, delay_before};
pub use round::Courier;
pub use sender::{SendError, Sender};
pub use webhook::{Event, WebhookCarrier};
