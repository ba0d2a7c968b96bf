//! The canonical signal: what every door's bytes become.

use jiff::{Timestamp, civil::Date};

use super::{Address, Channel, Kenmerk, Person, Reporter, SignalId, Source, Urgency};

/// What a partner or resident reported in fields, as given (CONTRACT §4), before anything is concluded from it.
///
/// Every fact may be wrong or partial; what could not be read is named in `warnings` and kept in the text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    pub bron_referentie: Option<String>,
    pub onderwerp: Option<String>,
    pub situatie_schets: String,
    pub verzoek: Option<String>,
    pub signaaldatum: Option<Date>,
    pub soort: Option<String>,
    pub urgentie: Option<Urgency>,
    pub crisissignaal: Option<bool>,
    pub terugkoppeling_gewenst: Option<bool>,
    pub melder: Reporter,
    pub adres: Address,
    pub vorig_adres: Option<Address>,
    pub betrokkenen: Vec<Person>,
    pub bijlagen: Vec<Attachment>,
    /// Plain Dutch, each naming its field: "adres.postcode: ‘9675’ is geen hele postcode; zo bewaard".
    pub waarschuwingen: Vec<String>,
}

/// A file that came along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub naam: String,
    /// RFC 2046 media type, as declared.
    pub mediatype: String,
    pub inhoud: Vec<u8>,
    pub scanned: Scanned,
}

/// Whether a virus scanner looked at a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scanned {
    /// There is no scanner.
    #[default]
    Nobody,
    Clean,
    /// The scanner did not answer in time.
    Failed,
}

/// What kind of machine wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AutomaticKind {
    /// A delivery report or a null reverse path with a report inside.
    Bounce,
    /// An answer by a machine: out of office, another system's acknowledgement.
    AutoReply,
    /// List or bulk mail.
    List,
    /// Our own mail coming back.
    Loop,
    /// A partner's system that mails by itself: its content may be a real signal.
    Generated,
}

/// Evidence that no person awaits an answer (RFC 3834 §2; ROUTING.md H1–H9, S5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Automatic {
    pub kind: AutomaticKind,
    /// The rule and what it saw, in Dutch, without personal data: "H2: Auto-Submitted: auto-replied".
    pub reden: String,
}

/// What an answer must quote to stay in the sender's thread (RFC 5322 §3.6.4).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailThread {
    /// With its angle brackets; `None` when absent or malformed.
    pub message_id: Option<String>,
    /// The original's References, then its Message-ID, oldest first, with brackets.
    pub references: Vec<String>,
    /// Where an acknowledgement may go: the envelope sender when it aligns with From, else From. Never Reply-To.
    pub answer_to: Option<String>,
    /// Message-IDs that may be of an acknowledgement of ours: what this mail answers, or reports on. Not yet checked.
    pub answers: Vec<String>,
    /// Kenmerken of ours that stand in its subject or text, quotes included. Not yet checked.
    pub kenmerken: Vec<Kenmerk>,
    /// It reports that what it names did not arrive (RFC 3464 §2.3.3).
    pub bounced: bool,
}

/// A signal, normalised: text without BSN, and the facts read from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    pub id: SignalId,
    pub received_at: Timestamp,
    pub channel: Channel,
    pub source: Source,
    /// bronReferentie; for mail the Message-ID.
    pub reference: Option<String>,
    pub subject: String,
    /// situatieSchets: the sender's own words, BSN masked.
    pub situation: String,
    pub request: Option<String>,
    pub observed_on: Option<Date>,
    pub kind: Option<String>,
    /// As stated, or raised by what the text says.
    pub urgency: Urgency,
    /// Why, in plain Dutch: "het woord ‘ontruiming’".
    pub urgency_reasons: Vec<String>,
    pub crisis: bool,
    /// meldcodeVlag: the words that tripped it.
    pub meldcode: Option<String>,
    pub feedback_wanted: bool,
    pub reporter: Reporter,
    pub address: Address,
    pub former_address: Option<Address>,
    pub persons: Vec<Person>,
    pub attachments: Vec<Attachment>,
    pub warnings: Vec<String>,
    /// Why nobody could read it, in plain Dutch; such a signal goes to the wachtbak.
    pub unreadable: Option<String>,
    pub automatic: Option<Automatic>,
    /// Name of the template in `partners.toml` that its fields were read by.
    pub template: Option<String>,
    /// For mail only.
    pub thread: MailThread,
}
