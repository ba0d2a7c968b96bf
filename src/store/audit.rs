//! The audit trail: append-only, each line sealed with the hash of the one before it.
//!
//! A line is Actor, Actie, Object, Resultaat, Tijdstempel and detail (BIO2 8.15.01); ids only, no people.

use std::fmt::Write;

use aws_lc_rs::digest::{Context, SHA256, digest};
use jiff::Timestamp;
use sqlx::{Any, Transaction};

use super::{
    Dialect, StoreError,
    insert::{Cell, Insert},
};

const AUDIT: Insert = Insert {
    head: "INSERT INTO audit (seq, at, actor, action, object, result, detail, prev_hash, hash)",
    columns: 9,
    tail: "",
};

/// One thing that happened.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub actor: String,
    /// `signaal.ontvangen`, `casus.toegewezen`, …
    pub action: &'static str,
    /// `signaal:<id>`, `casus:<id>`, …
    pub object: String,
    pub result: &'static str,
    pub detail: String,
}

/// Appends `entries` in order, in the caller's transaction.
///
/// On PostgreSQL nodes take turns from here to their commit, so call it last.
pub(crate) async fn append(
    transaction: &mut Transaction<'static, Any>,
    dialect: Dialect,
    now: Timestamp,
    entries: &[Entry],
) -> Result<(), StoreError> {
    if dialect == Dialect::Postgres {
        sqlx::raw_sql("DO $$ BEGIN PERFORM pg_advisory_xact_lock(8602); END $$").execute(&mut **transaction).await?;
    }
    let last: Option<(i64, String)> = sqlx::query_as("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
        .fetch_optional(&mut **transaction)
        .await?;
    let (mut seq, mut hash) = last.unwrap_or_default();
    let at = now.as_microsecond();
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        seq += 1;
        let sealed = seal(&hash, seq, at, entry);
        rows.push(vec![
            Cell::Int(seq),
            at.into(),
            entry.actor.as_str().into(),
            entry.action.into(),
            entry.object.as_str().into(),
            entry.result.into(),
            entry.detail.as_str().into(),
            hash.into(),
            sealed.as_str().into(),
        ]);
        hash = sealed;
    }
    AUDIT.run(transaction, rows).await
}

/// SHA-256 over the line before and this line's fields, each ended by a unit separator.
fn seal(previous: &str, seq: i64, at: i64, entry: &Entry) -> String {
    let mut context = Context::new(&SHA256);
    let numbers = [seq.to_string(), at.to_string()];
    let fields =
        [previous, &numbers[0], &numbers[1], &entry.actor, entry.action, &entry.object, entry.result, &entry.detail];
    for field in fields {
        context.update(field.as_bytes());
        context.update(b"\x1f");
    }
    hex(context.finish().as_ref())
}

/// Lower-case hex of the SHA-256 of `bytes`.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
