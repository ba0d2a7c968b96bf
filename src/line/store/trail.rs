//! The audit read line by line, its chain checked on the way.

use jiff::Timestamp;

use super::{
    Dialect, Store, StoreError,
    audit::{self, Entry, seal},
    row::{self, Cells},
    script::{Connection, Script},
};
use crate::domain::Actor;

/// Lines read at once.
const STEP: i64 = 1_000;

const LINES: &str = "SELECT seq, at, actor, action, object, result, detail, prev_hash, hash FROM audit \
     WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3";

/// The first line of a window and its last: all between belong to it, whatever the clock did.
const SPAN: &str = "SELECT MIN(seq), MAX(seq) FROM audit WHERE at >= $1 AND at < $2";

/// From one instant until just before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub since: Timestamp,
    pub until: Timestamp,
}

/// One line of the audit, as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// From 1, without gaps.
    pub seq: i64,
    pub at: Timestamp,
    pub actor: String,
    pub action: String,
    pub object: String,
    pub result: String,
    pub detail: String,
    /// The hash of the line before; empty before the first.
    pub prev_hash: String,
    pub hash: String,
}

impl AuditRecord {
    /// Whether the line is as it was sealed, and is the next one after `before`.
    pub fn follows(&self, before: &Verified) -> bool {
        let texts = [&self.actor, &self.action, &self.object, &self.result, &self.detail].map(String::as_str);
        self.seq == before.lines + 1
            && self.prev_hash == before.last_hash
            && self.hash == seal(&self.prev_hash, self.seq, self.at.as_microsecond(), texts)
    }

    /// The chain that ends with this line.
    pub fn end(&self) -> Verified {
        Verified { lines: self.seq, last_hash: self.hash.clone() }
    }

    /// The chain that this line says it continues.
    pub fn before(&self) -> Verified {
        Verified { lines: self.seq - 1, last_hash: self.prev_hash.clone() }
    }
}

/// The chain is whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    pub lines: i64,
    /// Hash of the last line; to be kept elsewhere, it proves later that nothing was cut off.
    pub last_hash: String,
}

/// What is wrong with the audit.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    #[error("the audit was changed: line {0} is missing or does not fit its hash")]
    Broken(i64),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The next lines behind line `after`, up to line `last`.
async fn lines(
    connection: &mut Connection<'_>,
    dialect: Dialect,
    (after, last): (i64, i64),
) -> Result<Vec<AuditRecord>, StoreError> {
    let mut script = Script::new(dialect);
    script.add(LINES, [after, last, STEP].map(Into::into).to_vec());
    let record = |found: &_| -> Result<AuditRecord, StoreError> {
        Ok(AuditRecord {
            seq: row::number(found, 0)?,
            at: row::instant(found, 1)?,
            actor: row::text(found, 2)?,
            action: row::text(found, 3)?,
            object: row::text(found, 4)?,
            result: row::text(found, 5)?,
            detail: row::text(found, 6)?,
            prev_hash: row::text(found, 7)?,
            hash: row::text(found, 8)?,
        })
    };
    script.run(connection).await?.iter().map(record).collect()
}

/// Walks the whole chain, some lines at a time.
pub(super) async fn verify(connection: &mut Connection<'_>, dialect: Dialect) -> Result<Verified, AuditError> {
    let mut end = Verified::default();
    loop {
        let lines = lines(connection, dialect, (end.lines, i64::MAX)).await?;
        if lines.is_empty() {
            return Ok(end);
        }
        for line in &lines {
            if !line.follows(&end) {
                return Err(AuditError::Broken(end.lines + 1));
            }
            end = line.end();
        }
    }
}

impl Store {
    /// Walks the whole chain, some lines at a time.
    ///
    /// # Errors
    ///
    /// [`AuditError::Broken`] names the first line that is missing or was changed.
    pub async fn verify_audit(&self) -> Result<Verified, AuditError> {
        let mut connection = self.read.acquire().await.map_err(StoreError::from)?;
        verify(&mut Connection::Shared(&mut connection), self.dialect).await
    }

    /// The first line of the window and its last; `None`: there are none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn audit_span(&self, window: Window) -> Result<Option<(i64, i64)>, StoreError> {
        let span = sqlx::query(SPAN)
            .bind(window.since.as_microsecond())
            .bind(window.until.as_microsecond())
            .fetch_one(&self.read)
            .await?;
        Ok(span.number(0)?.zip(span.number(1)?))
    }

    /// The next lines behind line `after` up to line `last`, some at a time; none: that was all.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn audit_records(&self, after: i64, last: i64) -> Result<Vec<AuditRecord>, StoreError> {
        let mut connection = self.read.acquire().await?;
        lines(&mut Connection::Shared(&mut connection), self.dialect, (after, last)).await
    }

    /// Writes down what an operator did with the store as a whole.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn note_operation(&self, action: &'static str, detail: String, now: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let entry =
            Entry { actor: Actor::System.to_string(), action, object: "opslag".to_owned(), result: "gelukt", detail };
        audit::append(&mut transaction, self.dialect, now, &[entry]).await?;
        Ok(transaction.commit().await?)
    }
}
