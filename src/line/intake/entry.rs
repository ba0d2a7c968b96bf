//! One signal as the timeline of its casus shows it, and who reads it.

use jiff::Timestamp;

use crate::domain::Address;

/// Somebody the signal is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Involved {
    pub role: Option<String>,
    pub age: Option<u16>,
    /// Names and telephone numbers, shown only after an entry in the audit.
    pub name: String,
    pub phone: Option<String>,
}

/// A reason, with its weight where there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    pub reason: String,
    /// Bits; positive speaks for.
    pub weight: Option<f64>,
}

/// One evaluated rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    pub rule: String,
    pub matched: bool,
    pub because: String,
}

/// A file that came along, without its contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentLine {
    pub position: i64,
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// What its first bytes say that it is, in a Dutch word.
    pub kind: Option<String>,
    /// A scanner found nothing in it, or could not look; `None`: there was no scanner.
    pub scanned: Option<bool>,
}

/// Who reads a signal, by what its sender said of passing it on (`doorverstrekking`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Everybody who sees its household.
    Free,
    /// The inner ring only, and who looks stands inside.
    Inner,
    /// The inner ring only, and who looks does not: of the entry only kenmerk and instant are filled.
    Withheld,
}

/// Who reads what stands on the page of a casus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circle {
    /// Everybody who sees it reads all of it.
    Everybody,
    /// A team outside the inner ring works on it and does not read what the inner ring writes from now on.
    Inner,
    /// Who looks stands outside, and part of it is kept from them.
    Withheld,
}

/// One signal in the timeline.
#[derive(Debug, Clone)]
pub struct SignalEntry {
    pub reading: Reading,
    /// Empty when it is withheld.
    pub id: String,
    pub kenmerk: String,
    pub partner: String,
    pub channel: String,
    pub received_at: Timestamp,
    pub subject: String,
    pub text: String,
    pub request: Option<String>,
    pub address: Address,
    pub involved: Vec<Involved>,
    /// Whom it is about must not learn who reported it.
    pub anonymous: bool,
    /// Name of the template that its fields were read by.
    pub template: Option<String>,
    pub warnings: Vec<String>,
    pub link: Vec<Weighed>,
    pub rule: Option<String>,
    pub trace: Vec<RuleLine>,
    pub acknowledgement: String,
    pub attachments: Vec<AttachmentLine>,
    /// Why nothing proves that the partner wrote this mail, empty when nobody looked; `None` where that is no question.
    pub unproven: Option<String>,
}

impl SignalEntry {
    /// All that somebody outside the inner ring learns of a signal that stays within it.
    pub fn withheld(kenmerk: String, received_at: Timestamp) -> Self {
        Self {
            reading: Reading::Withheld,
            kenmerk,
            received_at,
            id: String::new(),
            partner: String::new(),
            channel: String::new(),
            subject: String::new(),
            text: String::new(),
            request: None,
            address: Address::default(),
            involved: Vec::new(),
            anonymous: false,
            template: None,
            warnings: Vec::new(),
            link: Vec::new(),
            rule: None,
            trace: Vec::new(),
            acknowledgement: String::new(),
            attachments: Vec::new(),
            unproven: None,
        }
    }
}
