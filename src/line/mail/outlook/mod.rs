//! What only Outlook and Exchange write: winmail.dat ([MS-OXTNEF]) and the compressed RTF inside it ([MS-OXRTFCP]).
//!
//! **Invariant:** every length is held against the octets there are; what does not fit ends the reading, not the mail.

mod mapi;
mod rtf;
mod tnef;

pub(super) use tnef::{Inner, read};
