//! Makes anew what follows from a household's signals: keys, activity, counts, the deadline, the earliest agreement.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sqlx::Row;

use super::record::Tx;
use crate::{
    domain::Address,
    household::{self, Facts, Register},
    store::{StoreError, timers},
    wire,
};

/// Microseconds in a day: activity is kept per day.
const DAY: i64 = 86_400_000_000;
/// How many reasons a casus shows.
const MOST_REASONS: usize = 12;

/// What a signal says that bears on its household.
pub(super) struct Told {
    pub id: String,
    pub urgency: i64,
    pub reasons: Vec<String>,
    pub address: Address,
    /// Microseconds since 1970 UTC.
    pub received_at: i64,
    partner: String,
    keys: BTreeSet<String>,
}

/// The signals of a casus, oldest first.
pub(super) async fn signals(tx: &mut Tx, casus: &str, register: &Register) -> Result<Vec<Told>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, urgency, route_json, facts_json, partner, received_at FROM signal WHERE casus_id = $1
         ORDER BY received_at, id",
    )
    .bind(casus.to_owned())
    .fetch_all(&mut **tx)
    .await?;
    rows.iter()
        .map(|row| {
            let facts = wire::facts_from_json(row.try_get::<&str, _>(3)?).unwrap_or_default();
            let addresses = (&facts.address, facts.former_address.as_ref());
            let compared = Facts::new(Timestamp::UNIX_EPOCH, addresses, &facts.persons, register);
            let route: serde_json::Value = serde_json::from_str(row.try_get::<&str, _>(2)?).unwrap_or_default();
            let reasons = route["redenen"].as_array().into_iter().flatten();
            Ok(Told {
                id: row.try_get(0)?,
                urgency: row.try_get(1)?,
                reasons: reasons.filter_map(|reason| reason.as_str().map(str::to_owned)).collect(),
                partner: row.try_get(4)?,
                received_at: row.try_get(5)?,
                keys: household::index_keys(&compared).into_iter().map(|key| key.0).collect(),
                address: facts.address,
            })
        })
        .collect()
}

/// First-seen reasons of both, as many as a casus shows.
pub(super) fn reasons<'a>(known: &str, added: impl Iterator<Item = &'a String>) -> String {
    let mut reasons: Vec<String> = serde_json::from_str(known).unwrap_or_default();
    for reason in added {
        if reasons.len() < MOST_REASONS && !reasons.contains(reason) {
            reasons.push(reason.clone());
        }
    }
    serde_json::to_string(&reasons).unwrap_or_default()
}

/// Keys, activity, counts and deadlines of one household from its signals; a household without signals is found under none.
pub(super) async fn rebuild(
    tx: &mut Tx,
    (casus, household): (&str, &str),
    (register, now): (&Register, Timestamp),
) -> Result<(), StoreError> {
    let signals = signals(tx, casus, register).await?;
    let mut keys: BTreeSet<String> = signals.iter().flat_map(|told| told.keys.iter().cloned()).collect();
    let address: String = sqlx::query_scalar("SELECT address_json FROM household WHERE id = $1")
        .bind(household.to_owned())
        .fetch_one(&mut **tx)
        .await?;
    if !signals.is_empty() {
        // An address that was typed in the wachtbak stands in no signal.
        let typed = wire::address_from_json(&address).unwrap_or_default();
        let compared = Facts::new(Timestamp::UNIX_EPOCH, (&typed, None), &[], register);
        keys.extend(household::index_keys(&compared).into_iter().map(|key| key.0));
    }
    for text in
        ["DELETE FROM blocking_key WHERE household_id = $1", "DELETE FROM household_activity WHERE household_id = $1"]
    {
        sqlx::query(text).bind(household.to_owned()).execute(&mut **tx).await?;
    }
    for key in keys {
        sqlx::query("INSERT INTO blocking_key (key, household_id) VALUES ($1, $2)")
            .bind(key)
            .bind(household.to_owned())
            .execute(&mut **tx)
            .await?;
    }
    let mut activity: BTreeMap<(i64, &str), i64> = BTreeMap::new();
    for told in &signals {
        *activity.entry((told.received_at / DAY, told.partner.as_str())).or_default() += 1;
    }
    for ((day, partner), count) in activity {
        sqlx::query("INSERT INTO household_activity (household_id, day, partner, signals) VALUES ($1, $2, $3, $4)")
            .bind(household.to_owned())
            .bind(day)
            .bind(partner.to_owned())
            .bind(count)
            .execute(&mut **tx)
            .await?;
    }
    timers::recount_due(tx, casus, now).await?;
    count(tx, casus).await
}

async fn count(tx: &mut Tx, casus: &str) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE casus SET
           signals = (SELECT COUNT(*) FROM signal s WHERE s.casus_id = $1),
           last_signal_at = (SELECT COALESCE(MAX(s.received_at), casus.last_signal_at) FROM signal s
             WHERE s.casus_id = $1)
         WHERE id = $1",
    )
    .bind(casus.to_owned())
    .execute(&mut **tx)
    .await?;
    recount_agreed(tx, casus).await
}

/// The earliest open agreement of a casus and of those merged into it.
pub(in crate::store) async fn recount_agreed(tx: &mut Tx, casus: &str) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE casus SET agreed_until = (SELECT MIN(a.due_at) FROM agreement a WHERE a.done_at IS NULL
           AND (a.casus_id = $1 OR a.casus_id IN (SELECT m.id FROM casus m WHERE m.merged_into = $1)))
         WHERE id = $1",
    )
    .bind(casus.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(())
}
