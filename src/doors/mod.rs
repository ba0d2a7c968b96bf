//! How signals come in: SMTP, LMTP, the API and the web form.

pub mod admission;
pub mod api;
pub mod form;
