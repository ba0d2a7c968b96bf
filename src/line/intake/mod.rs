//! The signal's way in, and what people then do with it at the desk.

pub mod absence;
pub mod agreements;
pub mod alike;
mod chance;
pub mod deeds;
pub mod desk;
mod entry;
mod error;
mod explanation;
pub mod feedback;
pub mod figures;
pub mod grouping;
mod handout;
mod identity;
mod ledger;
pub mod looking;
mod mail_taker;
mod mailbox;
pub mod meetings;
pub mod office;
pub mod organisation;
mod outbox;
pub mod partners;
pub mod people;
mod register;
pub mod retention;
pub mod rule_book;
mod scan;
pub mod second_factor;
pub mod sight;
mod signal_taker;

pub use chance::{random, token};
pub use error::{IntakeError, Refusal, Unavailable};
pub use explanation::{Explanation, RuleStep};
pub use identity::IdentityCheck;
pub use ledger::Ledger;
pub use mail_taker::MailTaker;
pub use mailbox::{LeftMail, LeftWhy, MailboxClaim, MailboxPlace, Mailboxes};
pub use outbox::{Delivered, Due, Lane, Outbox, OutboxKind};
pub use register::{
    ApiKey, CasusFilter, CasusSeen, Cursor, Decided, HouseholdQuery, HouseholdSeen, OpenProposal, Page, PageAsked,
    PartnerSignal, PartnerStatus, Register, Settled, SignalLine, Verdict,
};
pub use scan::{Scan, VirusScan};
pub use signal_taker::{ReportOrigin, SignalTaker, UNREAD_ADDRESS};
