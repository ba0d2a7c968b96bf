//! What the field talks about: signals, households, people, addresses, front doors.
//!
//! **Invariant:** names nothing else of this crate, and no wire, row or socket.

mod addr_spec;
mod address;
pub mod bsn;
mod decision;
mod dutch_calendar;
mod exchange;
mod file_kind;
mod history;
mod house_number;
mod identity;
mod inbound;
mod mail_address;
mod network;
mod person;
mod receipt;
mod signal;
mod silence;
mod source;
mod template;
mod text;
mod urgency;
mod word_map;

pub use addr_spec::{LONGEST_ADDRESS, addr_spec};
pub use address::{Address, AddressKey, Postcode};
pub use decision::{
    Acknowledgement, Deadline, Decision, Evidence, FollowUp, Link, LinkDecision, Notice, NoticeTo, OpenCasus,
    Placement, Proposal, Repetition, RouteDecision, Standing, Step, StepKind, StepTo, TraceLine,
};
pub use dutch_calendar::{DAYS, SHORT_DAYS, SHORT_MONTHS, day_name, month_name, short_day_name, short_month_name};
pub use exchange::{Exchange, Shared, SharedFact};
pub use file_kind::{FileKind, file_doubt};
pub use history::{AckLimits, AckLoad, Answered, BlockingKey, Candidate, CasusStatus, History, Lately};
pub use house_number::HouseNumber;
pub use identity::{Actor, CasusId, HouseholdId, Kenmerk, QueueName, SignalId};
pub use inbound::{Delivery, DeliveryKey, RawMessage, Submission};
pub use mail_address::{is_mail_address, is_mail_domain};
pub use network::Network;
pub use person::{Citizen, ContactKind, ContactPoint, Person, Reporter};
pub use receipt::Receipt;
pub use signal::{Attachment, Automatic, AutomaticKind, MailThread, Report, Scanned, Signal};
pub use silence::{Silence, silence};
pub use source::{Channel, Identity, IdentityVerdict, Onward, Partner, PartnerName, Ring, Source};
pub use template::{TEMPLATE_FIELDS, Template, TemplateField, TemplateForm, unnumbered};
pub use text::{bounded, clean, cleaned, fold};
pub use urgency::Urgency;
pub use word_map::{ByFirstWord, WordMap};
