//! Which of a batch's households a human kept apart.

use super::read::{APART, add_for_each};
use crate::{
    domain::HouseholdId,
    store::{
        Dialect, StoreError,
        insert::{Texts, values},
        row,
        script::{Found, Script},
    },
};

/// Whom a human kept apart, as they are now: what was said of a household holds for the one it was merged into.
pub(super) fn ask<'a>(script: &mut Script<'a>, ids: impl Iterator<Item = &'a str>) {
    static TEXTS: Texts<(Dialect, usize)> = Texts::new();
    let dialect = script.dialect();
    add_for_each(script, &TEXTS, ids, &[], |size| {
        format!(
            "SELECT {APART}, now.household_id, other.household_id FROM casus now \
             JOIN casus part ON part.id = now.id OR part.merged_into = now.id \
             JOIN verdict v ON v.first_household = part.household_id AND v.verdict = 'ander' \
             JOIN casus said ON said.household_id = v.second_household \
             JOIN casus other ON other.id = COALESCE(said.merged_into, said.id) \
             WHERE now.id <> other.id AND now.household_id IN {}",
            values(dialect, 1, size)
        )
    });
}

/// The two households of a row that [`ask`] brought.
pub(super) fn told(found: &Found) -> Result<(HouseholdId, HouseholdId), StoreError> {
    let household = |at| HouseholdId::parse(&row::text(found, at)?).ok_or(StoreError::Corrupt("household id"));
    Ok((household(1)?, household(2)?))
}
