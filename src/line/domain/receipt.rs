//! The receipt: proof of a commit.

use jiff::Timestamp;

use super::{Kenmerk, SignalId};

/// What a door may answer with. Only a store makes one, and only after its commit is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub id: SignalId,
    pub kenmerk: Kenmerk,
    pub received_at: Timestamp,
    /// This delivery was known already: nothing new was stored.
    pub repeated: bool,
    /// What was odd about the facts, for the one who sent them (as first stored).
    pub warnings: Vec<String>,
}
