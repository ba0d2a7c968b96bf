//! How signals come in: SMTP, LMTP, the API, the web form and files.

pub mod admission;
pub mod api;
pub mod clamd;
pub mod files;
pub mod form;
pub mod identity;
pub mod limits;
pub mod smtp;
