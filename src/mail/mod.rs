//! Mail, bytes to what was said. Pure: no I/O, no clock.
//!
//! **Invariant:** reading never fails and never panics; what cannot be read says why.

mod letter;

pub use letter::{Envelope, Letter, Mailbox, OwnMail};
