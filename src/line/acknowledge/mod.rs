//! Whether the reporter is answered, and with which words.
//!
//! **Invariant:** nothing here can see a household: the answer is the same for a known and an unknown one.

mod decide;
mod duty;
mod exchange;
mod feedback;
mod texts;

pub use decide::{Turn, UNREADABLE_TEMPLATE, decide};
pub use duty::{DUTY, with_duty};
pub use exchange::{EXCHANGE, with_exchange};
pub use feedback::{FEEDBACK, feedback_template, with_feedback};
pub use texts::{AckFacts, TextError, TextFault, Texts, Wording, text_fault};
