//! Mail, bytes to what was said. Pure: no I/O, no clock.
//!
//! **Invariant:** reading never fails and never panics; what cannot be read says why.

mod automatic;
mod body;
mod decode;
mod delivery;
mod fields;
mod html;
mod letter;
mod mask;
mod read;
mod reply;
#[cfg(test)]
mod tests;

pub use delivery::delivery;
pub use letter::{Envelope, Letter, Mailbox, OwnMail};
pub use mask::without_bsn;
pub use read::read;
