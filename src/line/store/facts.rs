//! The facts of signals that are stored, as linkage compares them, and the profile of a household made of them.
//!
//! A profile is made anew from the signals that are there: what a human moved or split is exact at once.

use jiff::Timestamp;

use super::StoreError;
use crate::{
    household::{Facts, Register},
    wire,
};

/// The facts in a `facts_json`, of a signal that came in at `received_at`.
///
/// # Errors
///
/// [`StoreError::Corrupt`] when it is none.
pub(super) fn stored(facts_json: &str, received_at: Timestamp, register: &Register) -> Result<Facts, StoreError> {
    let facts = wire::facts_from_json(facts_json).map_err(|_| StoreError::Corrupt("facts_json"))?;
    let addresses = (&facts.address, facts.former_address.as_ref());
    Ok(Facts::new(received_at, addresses, &facts.persons, register))
}
