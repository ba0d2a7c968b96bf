//! The mailbox door: fetches mail from a mailbox elsewhere (IMAP, RFC 3501) and hands it in as the other doors do.
//!
//! **Invariant:** a message is marked, and the place in the mailbox moves, only after [`crate::intake::MailTaker`]
//! gave its receipt. A crash in between fetches it again, and the books recognise it.

mod connect;
mod door;
mod failure;
mod folder_name;
mod reading;
mod token;
mod trial;

pub use connect::{Roots, RootsError};
pub use door::{MailboxDoor, MailboxState, Trouble};
pub use failure::Failure;
pub use trial::try_mailbox;
