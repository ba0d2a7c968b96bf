//! Rows that more than one page reads.

use jiff::Timestamp;
use sqlx::{Row, any::AnyRow};

use super::json;
use crate::{
    domain::{CasusStatus, Urgency},
    intake::desk::{Assignee, CasusHead, OpenProposal},
    store::{StoreError, people::instant},
};

/// How many columns [`head_columns`] names.
pub(in crate::store) const HEAD_COLUMNS: usize = 18;

/// The columns that [`head`] reads, first in the row, of `casus c`, `household h` and `person p`.
macro_rules! head_columns {
    () => {
        "c.id, h.kenmerk, h.address_json, c.urgency, c.reasons_json, c.status, c.assigned_to, p.name, c.due_at,
         c.signals, c.last_signal_at, c.version, c.agenda_at, c.later_at, c.later_until, c.agreed_until,
         c.shielded_at, c.escalated_at"
    };
}
pub(super) use head_columns;

/// [`head_columns`] for a text that is put together.
pub(in crate::store) const HEAD_SELECT: &str = head_columns!();

/// A casus with its household and who has it.
macro_rules! head_from {
    () => {
        " FROM casus c JOIN household h ON h.id = c.household_id LEFT JOIN person p ON p.id = c.assigned_to "
    };
}
pub(super) use head_from;

/// The columns that [`proposal`] reads.
macro_rules! select_proposals {
    () => {
        "SELECT p.id, s.casus_id, s.kenmerk, h.kenmerk, h.address_json, p.evidence_json, p.made_at, o.id
         FROM proposal p JOIN signal s ON s.id = p.signal_id JOIN household h ON h.id = p.household_id
         JOIN casus o ON o.household_id = h.id
         WHERE p.verdict IS NULL AND s.casus_id IS NOT NULL "
    };
}
pub(super) use select_proposals;

/// To be put behind a condition on `proposal p` and `signal s`: the person bound at `$person` sees both households.
macro_rules! both_seen {
    ($person:literal) => {
        concat!(
            " AND EXISTS (SELECT 1 FROM casus c WHERE c.id = s.casus_id AND ",
            crate::store::sight::sight!($person),
            ") AND EXISTS (SELECT 1 FROM casus c WHERE c.household_id = p.household_id AND ",
            crate::store::sight::sight!($person),
            ")"
        )
    };
}
pub(super) use both_seen;

pub(in crate::store) fn head(row: &AnyRow, now: Timestamp) -> Result<CasusHead, StoreError> {
    let assigned: Option<String> = row.try_get(6)?;
    let name: Option<String> = row.try_get(7)?;
    Ok(CasusHead {
        id: row.try_get(0)?,
        kenmerk: row.try_get(1)?,
        address: json::address(&json::parsed(row.try_get::<&str, _>(2)?)),
        urgency: urgency(row.try_get(3)?)?,
        reasons: json::sentences(&json::parsed(row.try_get::<&str, _>(4)?)),
        status: status(row.try_get(5)?)?,
        assignee: assigned.map(|id| Assignee { name: name.unwrap_or_else(|| "onbekend".to_owned()), id }),
        due_at: row.try_get::<Option<i64>, _>(8)?.map(instant).transpose()?,
        signals: row.try_get(9)?,
        last_signal_at: instant(row.try_get(10)?)?,
        version: row.try_get(11)?,
        on_agenda: row.try_get::<Option<i64>, _>(12)?.is_some(),
        later_until: later_until(row, now)?,
        agreed_until: row.try_get::<Option<i64>, _>(15)?.map(instant).transpose()?,
        shielded: row.try_get::<Option<i64>, _>(16)?.is_some(),
        escalated_at: row.try_get::<Option<i64>, _>(17)?.map(instant).transpose()?,
    })
}

/// A signal since then, or the instant itself, wakes what was put off.
fn later_until(row: &AnyRow, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let (at, until): (Option<i64>, Option<i64>) = (row.try_get(13)?, row.try_get(14)?);
    let last: i64 = row.try_get(10)?;
    Ok(match (at, until) {
        (Some(at), Some(until)) if last <= at && until > now.as_microsecond() => {
            Some(Timestamp::from_microsecond(until).unwrap_or(Timestamp::MAX))
        }
        _ => None,
    })
}

pub(super) fn proposal(row: &AnyRow) -> Result<OpenProposal, StoreError> {
    Ok(OpenProposal {
        id: row.try_get(0)?,
        casus: row.try_get(1)?,
        signal_kenmerk: row.try_get(2)?,
        kenmerk: row.try_get(3)?,
        address: json::address(&json::parsed(row.try_get::<&str, _>(4)?)),
        reasons: json::evidence(&json::parsed(row.try_get::<&str, _>(5)?))
            .into_iter()
            .map(|weighed| weighed.reason)
            .collect(),
        made_at: instant(row.try_get(6)?)?,
        other: row.try_get(7)?,
    })
}

fn urgency(stored: i64) -> Result<Urgency, StoreError> {
    usize::try_from(stored)
        .ok()
        .and_then(|index| Urgency::ALL.get(index).copied())
        .ok_or(StoreError::Corrupt("casus.urgency"))
}

/// `samengevoegd` is closed, for whoever has its address.
fn status(stored: &str) -> Result<CasusStatus, StoreError> {
    if stored == "samengevoegd" {
        return Ok(CasusStatus::Afgesloten);
    }
    CasusStatus::parse(stored).ok_or(StoreError::Corrupt("casus.status"))
}
