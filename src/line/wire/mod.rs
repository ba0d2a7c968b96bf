//! The signal on the wire and in the store's JSON columns: CONTRACT §4's form, in Dutch camelCase.
//!
//! **Invariant:** reading a request names every complaint at once; a fact that is odd is kept and warned about,
//! only a wrong shape is refused.

mod address;
mod attachments;
mod decisions;
mod exchange;
mod facts;
mod fields;
mod leaves;
mod people;
mod problem;
mod register;
mod report;
mod said;
mod trace;

pub use address::{address_from_json, address_to_json};
pub use decisions::{
    PastRoute, ack_to_json, evidence_from_json, evidence_to_json, labels_from_json, past_route_from_json, route_to_json,
};
pub use exchange::{SignalEvent, event_to_json, exchange_from_json, exchange_to_json};
pub use facts::{AttachmentName, StoredFacts, facts_from_json, facts_to_json};
pub use leaves::{Leaf, csv_leaves, json_leaves, xml_leaves};
pub use people::persons_to_json;
pub use problem::{BadColumn, WireProblem, closest};
pub use register::{RegisterError, register_rows};
pub use report::{Limits, parse_signal, read_leniently, read_report};
pub use said::Said;
pub use trace::{TraceSeen, route_seen, trace_of};

/// Writes a value that consists of texts, numbers, flags and lists: nothing in it can fail to be JSON.
fn written<T: serde::Serialize>(value: &T) -> String {
    // Room for most: a text that grows is copied each time.
    let mut json = Vec::with_capacity(1024);
    let whole = serde_json::to_writer(&mut json, value).is_ok();
    String::from_utf8(json).ok().filter(|_| whole).unwrap_or_else(|| "null".to_owned())
}
