//! What is kept no longer than its term: households that were closed, signals that were settled in the wachtbak.
//!
//! **Invariant:** a household goes whole or not at all, in one transaction with the audit line that says so; the audit
//! and the figures stay.

use jiff::{SignedDuration, Timestamp};
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use super::{Store, StoreError, audit::Entry, grouping, people::deed, row, sight::sight};
use crate::{
    domain::{Actor, CasusId},
    intake::{
        Unavailable,
        figures::{day_number, day_of},
        people::Colleague,
        retention::{Expiring, Keep, Overdue, Retention, Terms},
    },
};

type Tx = Transaction<'static, Any>;

/// Rows in the list of what goes soon.
const LISTED: i64 = 200;

/// `$1`: closed and quiet since before then; `$2`: not asked to be kept longer than then. What was agreed about a
/// household that was merged into it, and who wanted that one kept, counts as well.
const DUE: &str = "c.status = 'afgesloten' AND c.last_signal_at < $1 \
     AND c.id NOT IN (SELECT COALESCE(m.merged_into, m.id) FROM kept e JOIN casus m ON m.id = e.casus_id \
       WHERE e.keep_until >= $2) \
     AND NOT EXISTS (SELECT 1 FROM deed d WHERE d.casus_id = c.id AND (d.at >= $1 OR d.undone_at >= $1)) \
     AND c.id NOT IN (SELECT COALESCE(m.merged_into, m.id) FROM agreement a JOIN casus m ON m.id = a.casus_id \
       WHERE a.done_at IS NULL)";

/// What hangs on a signal, in the order in which it may go. `$1` is the signal.
pub(super) const OF_SIGNAL: [&str; 10] = [
    "DELETE FROM likeness WHERE signal_id = $1 OR earlier_id = $1",
    "DELETE FROM raw_message WHERE signal_id = $1",
    "DELETE FROM attachment WHERE signal_id = $1",
    "DELETE FROM delivery WHERE signal_id = $1",
    "DELETE FROM proposal WHERE signal_id = $1",
    "DELETE FROM outbox WHERE signal_id = $1",
    "DELETE FROM timer WHERE signal_id = $1",
    "DELETE FROM task WHERE signal_id = $1",
    "DELETE FROM feedback WHERE signal_id = $1",
    "DELETE FROM signal WHERE id = $1",
];

/// What hangs on a casus. `$1` is the casus.
pub(super) const OF_CASUS: [&str; 9] = [
    "DELETE FROM note WHERE casus_id = $1",
    "DELETE FROM casus_event WHERE casus_id = $1",
    "DELETE FROM deed WHERE casus_id = $1",
    "DELETE FROM agreement WHERE casus_id = $1",
    "DELETE FROM meeting_item WHERE casus_id = $1",
    "DELETE FROM kept WHERE casus_id = $1",
    "DELETE FROM looking WHERE casus_id = $1",
    "DELETE FROM casus_sight WHERE casus_id = $1",
    "DELETE FROM casus WHERE id = $1",
];

/// What hangs on a household. `$1` is the household.
pub(super) const OF_HOUSEHOLD: [&str; 6] = [
    "DELETE FROM blocking_key WHERE household_id = $1",
    "DELETE FROM household_activity WHERE household_id = $1",
    "DELETE FROM household_label WHERE household_id = $1",
    "DELETE FROM proposal WHERE household_id = $1",
    "DELETE FROM verdict WHERE first_household = $1 OR second_household = $1",
    "DELETE FROM household WHERE id = $1",
];

impl Retention for Store {
    async fn expiring(&self, terms: Terms, viewer: &str, now: Timestamp) -> Result<Expiring, Unavailable> {
        Ok(expiring(self, terms, viewer, now).await?)
    }

    async fn kept_until(&self, casus: CasusId, terms: Terms) -> Result<Option<Timestamp>, Unavailable> {
        Ok(match terms.closed_days {
            Some(days) => kept_until(self, casus, days).await?,
            None => None,
        })
    }

    async fn keep_longer(&self, keep: Keep, by: &Colleague, now: Timestamp) -> Result<bool, Unavailable> {
        let mut tx = self.begin().await?;
        let new = sqlx::query(concat!(
            "INSERT INTO kept (casus_id, keep_until, reason, kept_at, kept_by) SELECT c.id, $2, $3, $4, $5 FROM casus c
             WHERE c.id = $1 AND c.status = 'afgesloten' AND ",
            sight!("$5"),
            " ON CONFLICT (casus_id) DO NOTHING"
        ))
        .bind(keep.casus.to_string())
        .bind(keep.until.as_microsecond())
        .bind(keep.reason)
        .bind(now.as_microsecond())
        .bind(by.id.as_str())
        .execute(&mut *tx)
        .await?;
        if new.rows_affected() == 0 {
            return Ok(false);
        }
        self.audited(&mut tx, now, deed(&by.id, "casus.langer-bewaard", format!("casus:{}", keep.casus))).await?;
        tx.commit().await?;
        Ok(true)
    }
}

fn before(now: Timestamp, days: i64) -> i64 {
    now.saturating_sub(SignedDuration::from_hours(days * 24)).unwrap_or(now).as_microsecond()
}

async fn expiring(store: &Store, terms: Terms, viewer: &str, now: Timestamp) -> Result<Expiring, StoreError> {
    let mut expiring = Expiring::default();
    if let Some(days) = terms.closed_days {
        let soon = now.saturating_add(terms.notice).unwrap_or(now);
        expiring.households = counted(store, days, now).await?;
        expiring.households_soon = counted(store, days, soon).await? - expiring.households;
        let text = format!(
            "SELECT c.id, h.kenmerk, c.last_signal_at, CASE WHEN k.keep_until IS NULL THEN 0 ELSE 1 END FROM casus c
             JOIN household h ON h.id = c.household_id LEFT JOIN kept k ON k.casus_id = c.id
             WHERE {DUE} AND {} ORDER BY c.last_signal_at, c.id LIMIT {LISTED}",
            sight!("$3")
        );
        let rows = sqlx::query(AssertSqlSafe(text))
            .bind(before(soon, days))
            .bind(soon.as_microsecond())
            .bind(viewer.to_owned())
            .fetch_all(&store.read)
            .await?;
        for found in &rows {
            expiring.list.push(Overdue {
                casus: row::text(found, 0)?,
                kenmerk: row::text(found, 1)?,
                last_signal_at: row::instant(found, 2)?,
                kept_before: found.try_get::<i64, _>(3).or_else(|_| found.try_get::<i32, _>(3).map(i64::from))? == 1,
            });
        }
    }
    if let Some(days) = terms.holding_days {
        let text = "SELECT CAST(COUNT(*) AS BIGINT) FROM signal WHERE casus_id IS NULL AND holding_settled_at < $1";
        expiring.holding = sqlx::query_scalar(text).bind(before(now, days)).fetch_one(&store.read).await?;
    }
    Ok(expiring)
}

/// The instant from which [`DUE`] holds, if nothing happens before.
async fn kept_until(store: &Store, casus: CasusId, days: i64) -> Result<Option<Timestamp>, StoreError> {
    let row = sqlx::query(
        "SELECT c.last_signal_at, COALESCE((SELECT MAX(d.at) FROM deed d WHERE d.casus_id = c.id), 0),
           COALESCE((SELECT MAX(d.undone_at) FROM deed d WHERE d.casus_id = c.id), 0),
           COALESCE((SELECT MAX(e.keep_until) FROM kept e JOIN casus m ON m.id = e.casus_id
             WHERE m.id = c.id OR m.merged_into = c.id), 0)
         FROM casus c WHERE c.id = $1 AND c.status = 'afgesloten'
           AND NOT EXISTS (SELECT 1 FROM agreement a JOIN casus m ON m.id = a.casus_id
             WHERE a.done_at IS NULL AND (m.id = c.id OR m.merged_into = c.id))",
    );
    let Some(found) = row.bind(casus.to_string()).fetch_optional(&store.read).await? else {
        return Ok(None);
    };
    let last = (0..3).map(|column| row::instant(&found, column)).collect::<Result<Vec<_>, _>>()?.into_iter().max();
    let term = last.and_then(|last| last.saturating_add(SignedDuration::from_hours(days * 24)).ok());
    Ok(term.max(Some(row::instant(&found, 3)?)))
}

async fn counted(store: &Store, days: i64, now: Timestamp) -> Result<i64, StoreError> {
    let text = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM casus c WHERE {DUE}");
    Ok(sqlx::query_scalar(AssertSqlSafe(text))
        .bind(before(now, days))
        .bind(now.as_microsecond())
        .fetch_one(&store.read)
        .await?)
}

impl Store {
    /// Removes at most `limit` households and as many settled signals whose term is over; answers how many went.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer; what went before stays gone.
    pub async fn remove_expired(&self, terms: Terms, now: Timestamp, limit: i64) -> Result<usize, StoreError> {
        let mut removed = 0;
        if let Some(days) = terms.closed_days {
            let text = format!("SELECT c.id FROM casus c WHERE {DUE} ORDER BY c.id LIMIT $3");
            let due = sqlx::query(AssertSqlSafe(text))
                .bind(before(now, days))
                .bind(now.as_microsecond())
                .bind(limit)
                .fetch_all(&self.read)
                .await?;
            for found in &due {
                removed += usize::from(self.remove_household(&row::text(found, 0)?, (days, now)).await?);
            }
        }
        if let Some(days) = terms.holding_days {
            let settled = sqlx::query(
                "SELECT id FROM signal WHERE casus_id IS NULL AND holding_settled_at < $1 ORDER BY id LIMIT $2",
            )
            .bind(before(now, days))
            .bind(limit)
            .fetch_all(&self.read)
            .await?;
            for found in &settled {
                let signal = row::text(found, 0)?;
                let mut tx = self.begin().await?;
                // It may have been given a household since it was looked up.
                let still = "SELECT CAST(COUNT(*) AS BIGINT) FROM signal \
                             WHERE id = $1 AND casus_id IS NULL AND holding_settled_at < $2";
                let still = sqlx::query_scalar(still).bind(signal.clone()).bind(before(now, days));
                let still: i64 = still.fetch_one(&mut *tx).await?;
                if still == 0 {
                    continue;
                }
                remove_signal(&mut tx, &signal).await?;
                self.audited(&mut tx, now, gone(format!("signaal:{signal}"), "wachtbak")).await?;
                tx.commit().await?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// `false`: something happened to it since it was looked up.
    async fn remove_household(&self, casus: &str, (days, now): (i64, Timestamp)) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        // Locks it as the books do: what PostgreSQL commits to it in between must be seen by the count.
        let lock = format!("SELECT c.id FROM casus c WHERE c.id = $1{}", self.dialect().lock_casus());
        sqlx::query(AssertSqlSafe(lock)).bind(casus.to_owned()).execute(&mut *tx).await?;
        let text = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM casus c WHERE {DUE} AND c.id = $3");
        let still: i64 = sqlx::query_scalar(AssertSqlSafe(text))
            .bind(before(now, days))
            .bind(now.as_microsecond())
            .bind(casus.to_owned())
            .fetch_one(&mut *tx)
            .await?;
        if still == 0 {
            return Ok(false);
        }
        // What was merged into it goes along; a merge of a merge too.
        let mut casussen = vec![casus.to_owned()];
        let mut place = 0;
        while let Some(into) = casussen.get(place).cloned() {
            let merged =
                sqlx::query("SELECT id FROM casus WHERE merged_into = $1").bind(into).fetch_all(&mut *tx).await?;
            for found in &merged {
                casussen.push(row::text(found, 0)?);
            }
            place += 1;
        }
        let mut signals = 0_i64;
        for casus in casussen.iter().rev() {
            signals += remove_casus(&mut tx, casus).await?;
        }
        let detail = format!("{signals} signalen; termijn {days} dagen");
        self.audited(&mut tx, now, Entry { detail, ..gone(format!("casus:{casus}"), "gewist") }).await?;
        tx.commit().await?;
        Ok(true)
    }
}

fn gone(object: String, result: &'static str) -> Entry {
    Entry { actor: Actor::System.to_string(), action: "bewaartermijn.verlopen", object, result, detail: String::new() }
}

async fn remove_casus(tx: &mut Tx, casus: &str) -> Result<i64, StoreError> {
    let rows =
        sqlx::query("SELECT id FROM signal WHERE casus_id = $1").bind(casus.to_owned()).fetch_all(&mut **tx).await?;
    for found in &rows {
        remove_signal(tx, &row::text(found, 0)?).await?;
    }
    let household: String = sqlx::query_scalar("SELECT household_id FROM casus WHERE id = $1")
        .bind(casus.to_owned())
        .fetch_one(&mut **tx)
        .await?;
    for text in OF_CASUS {
        sqlx::query(text).bind(casus.to_owned()).execute(&mut **tx).await?;
    }
    for text in OF_HOUSEHOLD {
        sqlx::query(text).bind(household.clone()).execute(&mut **tx).await?;
    }
    grouping::forget(tx, &household).await?;
    Ok(i64::try_from(rows.len()).unwrap_or(i64::MAX))
}

/// The figures keep that its reporter was told something.
async fn remove_signal(tx: &mut Tx, signal: &str) -> Result<(), StoreError> {
    let told = sqlx::query("SELECT MAX(received_at) FROM feedback WHERE signal_id = $1 AND door <> 'zelf'")
        .bind(signal.to_owned())
        .fetch_one(&mut **tx)
        .await?;
    if let Some(received) = row::optional_instant(&told, 0)? {
        sqlx::query(
            "INSERT INTO figure (day, name, key, number) VALUES ($1, 'verteld', '', 1)
             ON CONFLICT (day, name, key) DO UPDATE SET number = figure.number + 1",
        )
        .bind(day_number(day_of(received)))
        .execute(&mut **tx)
        .await?;
    }
    for text in OF_SIGNAL {
        sqlx::query(text).bind(signal.to_owned()).execute(&mut **tx).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
