//! A mail as understood, before facts are drawn from its text.

use core::net::IpAddr;

use jiff::Timestamp;

use crate::domain::{Attachment, Automatic, Identity, MailThread, Network};

/// RFC 5321 §2.3.1: what the client said around the message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Envelope {
    /// MAIL FROM. `Some("")` is the null reverse path `<>`; `None` when there was no envelope (a file).
    pub reverse_path: Option<String>,
    pub recipients: Vec<String>,
    /// Who handed it over; `None` behind a mail server of our own that speaks LMTP, or for a file.
    pub client: Option<Client>,
}

/// The host that handed a message over (RFC 7208 §2.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    pub address: IpAddr,
    /// What it called itself; anybody can say anything.
    pub helo: String,
}

/// A display name and an address, lower-cased in its domain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mailbox {
    pub name: Option<String>,
    pub address: String,
}

/// By what our own mail is known, so that we never answer ourselves (RFC 3834 §2; ROUTING.md H7).
#[derive(Debug, Clone, Default)]
pub struct OwnMail {
    /// Our addresses, lower case, without plus-tags.
    pub addresses: Vec<String>,
    /// Value of our `X-Voordeur-Loop` header.
    pub instance: String,
    /// The name under which our own mail server writes what it found of a sender (RFC 8601); `None`: nobody is believed.
    pub authserv_id: Option<String>,
    /// Where our own mail servers are; empty: whoever can reach the door is one.
    pub relays: Vec<Network>,
}

/// What could be understood of a mail.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Letter {
    /// RFC 5322 From; `None` when absent or when there is more than one (then nobody is believed).
    pub from: Option<Mailbox>,
    pub subject: String,
    pub date: Option<Timestamp>,
    /// The whole decoded text.
    pub text: String,
    /// What this sender wrote: without quotes, signature and disclaimer; of a forward, the forwarded part stays.
    pub new_text: String,
    pub forwarded: bool,
    /// The writer inside a forward, as shown there. Never believed as the reporter.
    pub inner_sender: Option<String>,
    pub attachments: Vec<Attachment>,
    pub automatic: Option<Automatic>,
    /// Why it could not be read, in plain Dutch.
    pub unreadable: Option<String>,
    pub thread: MailThread,
    /// What our own mail server found of who sent it.
    pub identity: Identity,
    /// The Message-ID without brackets, as first given (RFC 7352: the first field counts).
    pub message_id: Option<String>,
}
