//! What people can change of a casus besides its signals, and how it is put back.

use serde::{Deserialize, Serialize};
use sqlx::Row;

use super::Tx;
use crate::store::StoreError;

/// The columns that a deed may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct DeskState {
    pub status: String,
    pub assigned_to: Option<String>,
    pub agenda_at: Option<i64>,
    pub later_at: Option<i64>,
    pub later_until: Option<i64>,
    #[serde(default)]
    pub escalated_at: Option<i64>,
}

impl DeskState {
    pub(in crate::store) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(in crate::store) fn from_json(text: &str) -> Result<Self, StoreError> {
        serde_json::from_str(text).map_err(|_| StoreError::Corrupt("deed"))
    }

    /// What stands now, with what changed from `before` to `after` put back; `None` when somebody changed one of
    /// those columns since. That a signal opened a closed casus again is no such change.
    pub(in crate::store) fn put_back(&self, before: &Self, after: &Self) -> Option<Self> {
        let reopened = after.status == "afgesloten" && self.status == "heropend";
        let status = if reopened { &after.status } else { &self.status };
        Some(Self {
            status: back(status, &before.status, &after.status)?,
            assigned_to: back(&self.assigned_to, &before.assigned_to, &after.assigned_to)?,
            agenda_at: back(&self.agenda_at, &before.agenda_at, &after.agenda_at)?,
            later_at: back(&self.later_at, &before.later_at, &after.later_at)?,
            later_until: back(&self.later_until, &before.later_until, &after.later_until)?,
            escalated_at: back(&self.escalated_at, &before.escalated_at, &after.escalated_at)?,
        })
    }
}

fn back<T: PartialEq + Clone>(now: &T, before: &T, after: &T) -> Option<T> {
    if before == after {
        return Some(now.clone());
    }
    (now == after).then(|| before.clone())
}

/// The casus with its version; `None`: there is none, or it was merged away.
pub(in crate::store) async fn read(tx: &mut Tx, casus: &str) -> Result<Option<(DeskState, i64)>, StoreError> {
    let row = sqlx::query(
        "SELECT status, assigned_to, agenda_at, later_at, later_until, version, escalated_at FROM casus
         WHERE id = $1 AND status <> 'samengevoegd'",
    )
    .bind(casus.to_owned())
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        let state = DeskState {
            status: row.try_get(0)?,
            assigned_to: row.try_get(1)?,
            agenda_at: row.try_get(2)?,
            later_at: row.try_get(3)?,
            later_until: row.try_get(4)?,
            escalated_at: row.try_get(6)?,
        };
        Ok((state, row.try_get(5)?))
    })
    .transpose()
}

/// Writes the state on this version; `false`: the casus has another version by now.
pub(in crate::store) async fn write(
    tx: &mut Tx,
    casus: &str,
    version: i64,
    state: &DeskState,
) -> Result<bool, StoreError> {
    let written = sqlx::query(
        "UPDATE casus SET status = $3, assigned_to = $4, agenda_at = $5, later_at = $6, later_until = $7,
           escalated_at = $8, version = version + 1
         WHERE id = $1 AND version = $2 AND status <> 'samengevoegd'",
    )
    .bind(casus.to_owned())
    .bind(version)
    .bind(state.status.clone())
    .bind(state.assigned_to.clone())
    .bind(state.agenda_at)
    .bind(state.later_at)
    .bind(state.later_until)
    .bind(state.escalated_at)
    .execute(&mut **tx)
    .await?;
    Ok(written.rows_affected() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(status: &str, assigned_to: Option<&str>) -> DeskState {
        DeskState {
            status: status.to_owned(),
            assigned_to: assigned_to.map(str::to_owned),
            agenda_at: None,
            later_at: None,
            later_until: None,
            escalated_at: None,
        }
    }

    #[test]
    fn only_what_the_deed_changed_is_put_back() {
        let (before, after) = (state("nieuw", None), state("toegewezen", Some("karim")));
        let now = DeskState { agenda_at: Some(7), ..after.clone() };
        assert_eq!(now.put_back(&before, &after).unwrap(), DeskState { agenda_at: Some(7), ..before });
    }

    #[test]
    fn what_somebody_changed_since_stays() {
        let (before, after) = (state("nieuw", None), state("toegewezen", Some("karim")));
        assert_eq!(state("toegewezen", Some("fatma")).put_back(&before, &after), None);
    }

    #[test]
    fn closing_can_be_undone_after_a_signal_reopened_it() {
        let (before, after) = (state("toegewezen", Some("karim")), state("afgesloten", Some("karim")));
        assert_eq!(state("heropend", Some("karim")).put_back(&before, &after).unwrap(), before);
    }
}
