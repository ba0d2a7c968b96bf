//! What a move changed, as a deed keeps it.

use serde::{Deserialize, Serialize};
use sqlx::{Any, Row, Transaction};

use crate::store::{StoreError, deeds::state::DeskState};

pub(super) type Tx = Transaction<'static, Any>;

/// A casus and its household, with what a move may change besides the signals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Place {
    pub casus: String,
    pub household: String,
    pub state: DeskState,
    pub urgency: i64,
    pub reasons_json: String,
    pub address_json: String,
}

/// What was said of the two before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Said {
    pub verdict: String,
    pub by: String,
    pub at: i64,
}

/// One move, as it was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::store) struct Record {
    pub from: Place,
    pub to: Place,
    pub signals: Vec<String>,
    pub notes: Vec<String>,
    /// Proposals that this answered.
    pub answered: Vec<String>,
    /// Proposals that named `from` and name `to` now.
    pub repointed: Vec<String>,
    /// Casussen that had been merged into `from`.
    pub children: Vec<String>,
    pub said: Option<Said>,
    /// Nothing was left in `from`.
    pub dissolved: bool,
    /// `to` was opened for this.
    pub opened: bool,
}

impl Record {
    pub(in crate::store) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub(in crate::store) fn from_json(text: &str) -> Result<Self, StoreError> {
        serde_json::from_str(text).map_err(|_| StoreError::Corrupt("deed"))
    }
}

/// The place as it is; `None`: no such casus, or it was merged away. Locks its row by counting its version up.
pub(super) async fn place(tx: &mut Tx, casus: &str) -> Result<Option<(Place, i64)>, StoreError> {
    sqlx::query("UPDATE casus SET version = version + 1 WHERE id = $1 AND status <> 'samengevoegd'")
        .bind(casus.to_owned())
        .execute(&mut **tx)
        .await?;
    let row = sqlx::query(
        "SELECT c.household_id, c.status, c.assigned_to, c.agenda_at, c.later_at, c.later_until, c.urgency,
           c.reasons_json, h.address_json, c.version - 1, c.escalated_at
         FROM casus c JOIN household h ON h.id = c.household_id WHERE c.id = $1 AND c.status <> 'samengevoegd'",
    )
    .bind(casus.to_owned())
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        let place = Place {
            casus: casus.to_owned(),
            household: row.try_get(0)?,
            state: DeskState {
                status: row.try_get(1)?,
                assigned_to: row.try_get(2)?,
                agenda_at: row.try_get(3)?,
                later_at: row.try_get(4)?,
                later_until: row.try_get(5)?,
                escalated_at: row.try_get(10)?,
            },
            urgency: row.try_get(6)?,
            reasons_json: row.try_get(7)?,
            address_json: row.try_get(8)?,
        };
        Ok((place, row.try_get(9)?))
    })
    .transpose()
}

/// Writes everything of a place but its signals, keys and counts.
pub(super) async fn write(tx: &mut Tx, place: &Place) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE casus SET status = $2, assigned_to = $3, agenda_at = $4, later_at = $5, later_until = $6,
           urgency = $7, reasons_json = $8, escalated_at = $9, merged_into = NULL WHERE id = $1",
    )
    .bind(place.casus.clone())
    .bind(place.state.status.clone())
    .bind(place.state.assigned_to.clone())
    .bind(place.state.agenda_at)
    .bind(place.state.later_at)
    .bind(place.state.later_until)
    .bind(place.urgency)
    .bind(place.reasons_json.clone())
    .bind(place.state.escalated_at)
    .execute(&mut **tx)
    .await?;
    sqlx::query("UPDATE household SET address_json = $2 WHERE id = $1")
        .bind(place.household.clone())
        .bind(place.address_json.clone())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The two households' ids in the verdict's order.
pub(super) fn pair<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str) {
    if one < other { (one, other) } else { (other, one) }
}

pub(super) async fn said(tx: &mut Tx, one: &str, other: &str) -> Result<Option<Said>, StoreError> {
    let (first, second) = pair(one, other);
    let row = sqlx::query(
        "SELECT verdict, decided_by, decided_at FROM verdict WHERE first_household = $1 AND second_household = $2",
    )
    .bind(first.to_owned())
    .bind(second.to_owned())
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| Ok(Said { verdict: row.try_get(0)?, by: row.try_get(1)?, at: row.try_get(2)? })).transpose()
}

/// Writes what is said of two households; `None`: nothing is.
pub(super) async fn say(tx: &mut Tx, (one, other): (&str, &str), said: Option<&Said>) -> Result<(), StoreError> {
    let (first, second) = pair(one, other);
    sqlx::query("DELETE FROM verdict WHERE first_household = $1 AND second_household = $2")
        .bind(first.to_owned())
        .bind(second.to_owned())
        .execute(&mut **tx)
        .await?;
    if let Some(said) = said {
        sqlx::query(
            "INSERT INTO verdict (first_household, second_household, verdict, decided_by, decided_at)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(first.to_owned())
        .bind(second.to_owned())
        .bind(said.verdict.clone())
        .bind(said.by.clone())
        .bind(said.at)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}
