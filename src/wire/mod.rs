//! The signal on the wire and in the store's JSON columns: CONTRACT §4's form, in Dutch camelCase.
//!
//! **Invariant:** reading a request names every complaint at once; a fact that is odd is kept and warned about,
//! only a wrong shape is refused.

mod address;
mod attachments;
mod decisions;
mod facts;
mod fields;
mod people;
mod problem;
mod report;

pub use address::{address_from_json, address_to_json};
pub use decisions::{
    PastRoute, ack_to_json, evidence_from_json, evidence_to_json, past_route_from_json, route_to_json,
};
pub use facts::{AttachmentName, StoredFacts, facts_from_json, facts_to_json};
pub use people::persons_to_json;
pub use problem::{BadColumn, WireProblem, closest};
pub use report::{Limits, parse_signal, read_report};

/// Writes a value that consists of texts, numbers, flags and lists: nothing in it can fail to be JSON.
fn written<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}
