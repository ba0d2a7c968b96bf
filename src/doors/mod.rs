//! How signals come in: SMTP, LMTP, the API, the web form and files.

pub mod files;
pub mod limits;
pub mod smtp;
