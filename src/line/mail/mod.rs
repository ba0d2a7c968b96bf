//! Mail, bytes to what was said. Pure: no I/O, no clock.
//!
//! **Invariant:** reading never fails and never panics; what cannot be read says why.

mod authenticity;
mod automatic;
mod body;
mod boundless;
mod cards;
mod carriage;
mod decode;
mod delivery;
mod fields;
mod flowed;
mod html;
mod labelled;
mod letter;
mod mask;
mod ours;
mod outlook;
mod proof;
mod read;
mod reply;
mod signed;
#[cfg(test)]
mod tests;
mod tree;
mod unread;

pub use authenticity::proven_at_sealer;
pub use decode::plain;
pub use delivery::delivery;
pub use labelled::{Extent, Label, Labelled, labelled};
pub use letter::{Client, Envelope, Letter, Mailbox, OwnMail};
pub use mask::without_bsn;
pub use proof::{Check, Evidence, aligned, from_own_relay, judged};
pub use read::{NO_SOLE_SENDER, claimed_domain, read};
