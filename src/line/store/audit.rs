//! The audit trail: append-only, each line sealed with the hash of the one before it.
//!
//! A line is Actor, Actie, Object, Resultaat, Tijdstempel and detail (BIO2 8.15.01); ids only, no people.

use aws_lc_rs::digest::{Context, SHA256, digest};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{
    Dialect, StoreError,
    insert::{Insert, Table},
    row,
    script::{Cell, Connection, Script},
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
    /// Thing and what was done to it, in Dutch: `signaal.ontvangen`, `casus.toegewezen`, …
    pub action: &'static str,
    /// `signaal:<id>`, `casus:<id>`, …
    pub object: String,
    pub result: &'static str,
    pub detail: String,
}

/// The text that reads the end of the chain: number and hash of its last line.
const LAST: &str = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";

/// Where the chain ends: number and hash of its last line.
pub(crate) type End = (i64, String);

/// Appends `entries` in order, in the caller's transaction.
///
/// On PostgreSQL nodes take turns from here to their commit, so call it last.
pub(crate) async fn append(
    connection: &mut AnyConnection,
    dialect: Dialect,
    now: Timestamp,
    entries: &[Entry],
) -> Result<(), StoreError> {
    let mut connection = Connection::Shared(connection);
    let end = end(&mut connection, dialect).await?;
    let mut script = Script::new(dialect);
    add(&mut script, end, now, entries);
    script.run(&mut connection).await?;
    Ok(())
}

/// Reads the end of the chain; on PostgreSQL it is ours from here to the commit.
pub(crate) async fn end(connection: &mut Connection<'_>, dialect: Dialect) -> Result<End, StoreError> {
    let mut script = Script::new(dialect);
    script.add(
        match dialect {
            Dialect::Sqlite => LAST.to_owned(),
            // What is read behind the lock is what stands there now that it is ours.
            Dialect::Postgres => format!("DO $$ BEGIN PERFORM pg_advisory_xact_lock(8602); END $$; {LAST}"),
        },
        Vec::new(),
    );
    match script.run(connection).await?.first() {
        Some(last) => Ok((row::number(last, 0)?, row::text(last, 1)?)),
        None => Ok(End::default()),
    }
}

/// Puts the statements that write `entries` behind `end` into `script`.
pub(crate) fn add<'a>(script: &mut Script<'a>, end: End, now: Timestamp, entries: &'a [Entry]) {
    let (mut seq, mut hash) = end;
    let at = now.as_microsecond();
    let mut lines = Table::default();
    for entry in entries {
        debug_assert!(
            entry.action.contains('.'),
            "{}: an action is thing.done, such as casus.toegewezen",
            entry.action
        );
        seq += 1;
        let sealed = seal(&hash, seq, at, [&entry.actor, entry.action, &entry.object, entry.result, &entry.detail]);
        lines.push([
            Cell::Int(seq),
            at.into(),
            entry.actor.as_str().into(),
            entry.action.into(),
            entry.object.as_str().into(),
            entry.result.into(),
            entry.detail.as_str().into(),
            hash.into(),
            sealed.clone().into(),
        ]);
        hash = sealed;
    }
    AUDIT.all(lines, script);
}

/// SHA-256 over the line before and this line's fields, each ended by a unit separator.
pub(super) fn seal(previous: &str, seq: i64, at: i64, texts: [&str; 5]) -> String {
    let mut context = Context::new(&SHA256);
    let numbers = [seq.to_string(), at.to_string()];
    for field in [previous, &numbers[0], &numbers[1]].into_iter().chain(texts) {
        context.update(field.as_bytes());
        context.update(b"\x1f");
    }
    hex(context.finish().as_ref())
}

/// Lower-case hex of the SHA-256 of `bytes`.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

/// Lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{
        super::{AuditError, Store, Verified},
        *,
    };

    async fn store_with(lines: usize) -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap();
        let entry = |number: usize| Entry {
            actor: "systeem".to_owned(),
            action: "signaal.ontvangen",
            object: format!("signaal:{number}"),
            result: "casus",
            detail: "a|b".to_owned(),
        };
        let entries: Vec<Entry> = (0..lines).map(entry).collect();
        let mut transaction = store.begin().await.unwrap();
        append(&mut transaction, store.dialect, Timestamp::UNIX_EPOCH, &entries[..1]).await.unwrap();
        append(&mut transaction, store.dialect, Timestamp::UNIX_EPOCH, &entries[1..]).await.unwrap();
        transaction.commit().await.unwrap();
        (folder, store)
    }

    async fn tampered(sql: &'static str) -> Result<Verified, AuditError> {
        let (_folder, store) = store_with(3).await;
        let mut transaction = store.begin().await.unwrap();
        sqlx::query(sql).execute(&mut *transaction).await.unwrap();
        transaction.commit().await.unwrap();
        store.verify_audit().await
    }

    #[tokio::test]
    async fn a_whole_chain_is_verified() {
        let (_folder, store) = store_with(1_200).await;
        assert_eq!(store.verify_audit().await.unwrap().lines, 1_200);
    }

    #[tokio::test]
    async fn a_changed_or_missing_line_is_named() {
        let changed = tampered("UPDATE audit SET object = 'signaal:9' WHERE seq = 2").await;
        assert!(matches!(changed, Err(AuditError::Broken(2))));
        let missing = tampered("DELETE FROM audit WHERE seq = 2").await;
        assert!(matches!(missing, Err(AuditError::Broken(2))));
    }
}
