//! The audit: append-only, each line's hash covers the line before it.
//!
//! **Invariant:** a line is written in the transaction of what it tells.

use std::fmt::Write as _;

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use sqlx::{Any, Row, Transaction};

use super::{Dialect, StoreError};

/// One line: ids only, no people and no texts (BIO2 8.15.01).
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// As [`crate::domain::Actor`] writes it.
    pub actor: String,
    pub action: &'static str,
    pub object: String,
    pub result: &'static str,
    pub detail: String,
}

/// Appends the entries, in order.
pub(crate) async fn append(
    tx: &mut Transaction<'_, Any>,
    dialect: Dialect,
    now: Timestamp,
    entries: &[Entry],
) -> Result<(), StoreError> {
    if dialect == Dialect::Postgres {
        sqlx::query("SELECT pg_advisory_xact_lock(8602)").execute(&mut **tx).await?;
    }
    let last = sqlx::query("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetch_optional(&mut **tx).await?;
    let (mut seq, mut previous) = match last {
        Some(row) => (row.try_get::<i64, _>(0)?, row.try_get::<String, _>(1)?),
        None => (0, String::new()),
    };
    for entry in entries {
        seq += 1;
        let hash = chained(&previous, seq, now, entry);
        sqlx::query(
            "INSERT INTO audit (seq, at, actor, action, object, result, detail, prev_hash, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(seq)
        .bind(now.as_microsecond())
        .bind(entry.actor.as_str())
        .bind(entry.action)
        .bind(entry.object.as_str())
        .bind(entry.result)
        .bind(entry.detail.as_str())
        .bind(previous.as_str())
        .bind(hash.as_str())
        .execute(&mut **tx)
        .await?;
        previous = hash;
    }
    Ok(())
}

fn chained(previous: &str, seq: i64, now: Timestamp, entry: &Entry) -> String {
    let line = format!(
        "{previous}\n{seq}\n{}\n{}\n{}\n{}\n{}\n{}",
        now.as_microsecond(),
        entry.actor,
        entry.action,
        entry.object,
        entry.result,
        entry.detail
    );
    digest(&SHA256, line.as_bytes()).as_ref().iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
