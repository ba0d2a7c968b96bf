//! The mail door: SMTP (RFC 5321) and LMTP (RFC 2033).
//!
//! **Invariant:** a message is answered with 250 only after [`crate::intake::MailTaker`] gave its receipt;
//! where the client and we could disagree on where a message ends, it is refused.

mod command;
mod data;
mod path;
mod rehearsal;
mod room;
mod server;
mod session;
#[cfg(test)]
mod tests;
mod tls;
mod verdict;

pub use rehearsal::rehearse;
pub use server::{Listener, MailDoor};
pub use session::{Dialect, Rules};
pub use tls::{Certificate, CertificateError, Validity};
