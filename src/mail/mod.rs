//! Mail, bytes to what was said. Pure: no I/O, no clock.
//!
//! **Invariant:** reading never fails and never panics; what cannot be read says why.

mod authenticity;
mod automatic;
mod body;
mod cards;
mod decode;
mod delivery;
mod fields;
mod flowed;
mod html;
mod letter;
mod mask;
mod ours;
mod outlook;
mod read;
mod reply;
mod signed;
#[cfg(test)]
mod tests;

pub use delivery::delivery;
pub use letter::{Client, Envelope, Letter, Mailbox, OwnMail};
pub use mask::without_bsn;
pub use read::read;
