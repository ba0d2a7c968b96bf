//! Whether the store can be written, for the readiness page.
//!
//! While signals come in, their commits tell. Without them a small write is tried now and then; after one that failed
//! for want of room, at each look until one succeeds: a node that gets no signals because it is not ready would
//! otherwise never be so again.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use jiff::Timestamp;
use tokio::sync::Mutex;

use super::{Store, StoreError};

/// A write is believed for so long, microseconds: five minutes.
const BELIEVED: i64 = 300_000_000;

/// Octets that are tried: a mail of some length. Less might fit where no signal does.
const TRIED: usize = 32 << 10;

/// The name under which they stand until they are deleted again.
const NAME: &str = "proef";

/// What the last writes told.
#[derive(Debug, Default)]
pub(super) struct Writing {
    /// The last one failed for want of room.
    failed: AtomicBool,
    /// One succeeded since somebody looked.
    wrote: AtomicBool,
    /// When one was last known to have succeeded, microseconds since 1970 UTC.
    proven_at: AtomicI64,
    /// One try at a time.
    trying: Mutex<()>,
}

impl Writing {
    /// Something was committed.
    pub(super) fn succeeded(&self) {
        self.failed.store(false, Ordering::Relaxed);
        self.wrote.store(true, Ordering::Relaxed);
    }

    /// Nothing was; other causes than the disk say nothing here.
    pub(super) fn failed(&self, error: &StoreError) {
        if error.is_want_of_room() {
            self.failed.store(true, Ordering::Relaxed);
        }
    }

    fn proven(&self, now: Timestamp) {
        self.failed.store(false, Ordering::Relaxed);
        self.proven_at.store(now.as_microsecond(), Ordering::Relaxed);
    }

    fn believed(&self, now: Timestamp) -> bool {
        if self.failed.load(Ordering::Relaxed) {
            return false;
        }
        if self.wrote.swap(false, Ordering::Relaxed) {
            self.proven_at.store(now.as_microsecond(), Ordering::Relaxed);
        }
        now.as_microsecond().saturating_sub(self.proven_at.load(Ordering::Relaxed)) < BELIEVED
    }
}

impl StoreError {
    /// The disk is full, broken or read-only: no sender can help it, and waiting does not by itself.
    pub fn is_want_of_room(&self) -> bool {
        use rusqlite::ErrorCode::{CannotOpen, DiskFull, ReadOnly, SystemIoFailure};
        match self {
            Self::Database(error) | Self::NotBegun(error) => {
                let code = error.as_database_error().and_then(|error| error.code());
                code.is_some_and(|code| tells_of_the_disk(&code))
            }
            Self::Sqlite(error) => {
                matches!(error.sqlite_error_code(), Some(CannotOpen | DiskFull | ReadOnly | SystemIoFailure))
            }
            Self::Unwritable => true,
            _ => false,
        }
    }
}

/// PostgreSQL: SQLSTATE disk_full, io_error and read_only_sql_transaction, which a standby says. SQLite: an extended
/// result code, of which the last octet is SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL or SQLITE_CANTOPEN.
fn tells_of_the_disk(code: &str) -> bool {
    matches!(code, "53100" | "58030" | "25006")
        || (code.len() < 5 && code.parse().is_ok_and(|code: u16| matches!(code & 0xff, 8 | 10 | 13 | 14)))
}

impl Store {
    /// Whether the store answers and can be written.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it does not, or cannot.
    pub async fn ready(&self, now: Timestamp) -> Result<(), StoreError> {
        self.ping().await?;
        if self.writing.believed(now) {
            return Ok(());
        }
        let Ok(_trying) = self.writing.trying.try_lock() else {
            // Somebody tries already: until then the last answer holds.
            return if self.writing.failed.load(Ordering::Relaxed) { Err(StoreError::Unwritable) } else { Ok(()) };
        };
        match self.try_to_write().await {
            Ok(()) => {
                self.writing.proven(now);
                Ok(())
            }
            Err(error) => {
                self.writing.failed(&error);
                Err(error)
            }
        }
    }

    async fn try_to_write(&self) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("INSERT INTO instance (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2")
            .bind(NAME)
            .bind("x".repeat(TRIED))
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        let mut transaction = self.begin().await?;
        sqlx::query("DELETE FROM instance WHERE name = $1").bind(NAME).execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: &str = "2026-11-23T11:00:00Z";

    fn at(minutes: i64) -> Timestamp {
        let noon: Timestamp = NOON.parse().unwrap();
        noon + jiff::SignedDuration::from_mins(minutes)
    }

    async fn store() -> (Store, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        (Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap(), folder)
    }

    /// On the one connection that writes beside the books.
    async fn pragma(store: &Store, text: &'static str) {
        sqlx::raw_sql(text).execute(&store.write).await.unwrap();
    }

    #[tokio::test]
    async fn a_full_file_is_noticed_without_a_signal_and_so_is_room_again() {
        let (store, _folder) = store().await;
        store.ready(at(0)).await.unwrap();
        // Fills what the first try left free: SQLite lowers the limit to the pages that there are, no further.
        store.run("INSERT INTO instance (name, value) VALUES ('vol', hex(zeroblob(100000)))").await;
        pragma(&store, "PRAGMA max_page_count = 1").await;
        store.ready(at(4)).await.unwrap();
        let full = store.ready(at(5)).await.unwrap_err();
        assert!(full.is_want_of_room(), "{full}");
        // Asked again at once. The limit was its connection's: the next is a new one, for SQLite undid the transaction.
        store.ready(at(5)).await.unwrap();
        assert_eq!(store.count("SELECT COUNT(*) FROM instance WHERE name = 'proef'").await, 0);
    }

    #[tokio::test]
    async fn a_file_that_may_not_be_written_is_noticed() {
        let (store, _folder) = store().await;
        pragma(&store, "PRAGMA query_only = 1").await;
        assert!(store.ready(at(0)).await.unwrap_err().is_want_of_room());
        pragma(&store, "PRAGMA query_only = 0").await;
        store.ready(at(0)).await.unwrap();
    }

    #[tokio::test]
    async fn who_writes_is_believed_and_nothing_is_tried() {
        let (store, _folder) = store().await;
        pragma(&store, "PRAGMA query_only = 1").await;
        store.writing.succeeded();
        store.ready(at(0)).await.unwrap();
        store.ready(at(4)).await.unwrap();
        store.writing.failed(&StoreError::Corrupt("a column"));
        store.ready(at(4)).await.unwrap();
        store.writing.failed(&StoreError::Unwritable);
        assert!(store.ready(at(4)).await.is_err(), "a commit that failed counts at once");
    }

    #[test]
    fn codes_of_the_disk_are_told_from_others() {
        for code in ["13", "8", "778", "1032", "14", "53100", "25006"] {
            assert!(tells_of_the_disk(code), "{code}");
        }
        for code in ["5", "6", "19", "2067", "23505", "40001", "53300", ""] {
            assert!(!tells_of_the_disk(code), "{code}");
        }
    }
}
