//! How signals come in: SMTP, LMTP, a mailbox (IMAP), the API, the web form and files.

pub mod admission;
pub mod api;
pub mod clamd;
pub mod files;
pub mod form;
pub mod handing;
pub mod identity;
pub mod imap;
mod known_again;
pub mod limits;
mod mbox;
pub mod rows;
pub mod smtp;
