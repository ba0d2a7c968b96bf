//! Which of a batch's households a human kept apart.

use super::{asked::Asked, read::APART};
use crate::{
    domain::HouseholdId,
    store::{StoreError, row, script::Found},
};

/// Asks whom a human kept apart, as they are now: what was said of a household holds for the one it was merged into.
pub(super) fn text(asked: Asked) -> String {
    format!(
        "SELECT {APART}, now.household_id, other.household_id, 0, 0 FROM casus now \
         JOIN casus part ON part.id = now.id OR part.merged_into = now.id \
         JOIN verdict v ON v.first_household = part.household_id AND v.verdict = 'ander' \
         JOIN casus said ON said.household_id = v.second_household \
         JOIN casus other ON other.id = COALESCE(said.merged_into, said.id) \
         WHERE now.id <> other.id AND now.household_id {}",
        asked.among()
    )
}

/// The two households of a row that [`text`] brought.
pub(super) fn told(found: &Found) -> Result<(HouseholdId, HouseholdId), StoreError> {
    let household = |at| HouseholdId::parse(&row::text(found, at)?).ok_or(StoreError::Corrupt("household id"));
    Ok((household(1)?, household(2)?))
}
