//! Why a mailbox could not be read. The library's own words may quote mail, so only their kind is kept.

use std::io;

use async_imap::error::Error;

/// What went wrong between us and the mailbox.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("the connection failed: {0}")]
    Connection(io::ErrorKind),
    #[error("TLS failed: {0}")]
    Tls(io::ErrorKind),
    #[error("the mail server took too long")]
    Slow,
    #[error("the mail server refused {0}")]
    Refused(&'static str),
    #[error("the mail server said what is no IMAP")]
    Protocol,
    #[error("{0} cannot be read: {1}")]
    File(&'static str, io::ErrorKind),
    #[error("no access token: {0}")]
    Token(&'static str),
    #[error("the store does not answer")]
    Store,
    #[error("another node reads it now")]
    Held,
}

impl Failure {
    /// What a library error comes to, while `doing` something.
    pub fn of(error: &Error, doing: &'static str) -> Self {
        match error {
            Error::Io(error) => Self::Connection(error.kind()),
            Error::Bad(_) | Error::No(_) => Self::Refused(doing),
            Error::ConnectionLost => Self::Connection(io::ErrorKind::ConnectionReset),
            _ => Self::Protocol,
        }
    }

    /// Whether only a human can mend it: trying at once would lock an account or flood a log.
    pub fn needs_a_human(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::File(..) | Self::Token(_) | Self::Tls(_))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Connection(error.kind())
    }
}
