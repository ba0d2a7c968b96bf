//! Folds SQLite's write-ahead log into the database, beside the writer and not inside it.
//!
//! A checkpoint writes and syncs many pages: tens of milliseconds that no signal should wait for. So nearly all is
//! done while the books go on, and they wait only for the little that was written meanwhile. After that the log
//! begins anew, in the same blocks of the disk.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{Connection, Executor};

use super::{Store, StoreError, row};

/// How long the log may grow before it is folded: longer saves work, for a page that is written often is folded
/// once. Its file may be longer: what a burst added is kept and written over, for blocks that are there already cost
/// less than new ones, until [`Dialect::on_connect`](super::Dialect)'s limit, above which it is cut off.
pub(super) const LONGEST_LOG: u64 = 32 << 20;

/// Octets of a page in the log with its head: SQLite's file format, section 4.1, and its default page.
const FRAME: u64 = 24 + 4_096;

/// Pages that writers may add while the log is folded; more than these are still being read.
const LITTLE_LEFT: i64 = 2_048;

/// How often its length is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How long readers of old pages are waited for, writers standing still.
const PATIENCE: &str = "PRAGMA busy_timeout = 100";

/// Keeps the log short for as long as `wanted` says so.
pub(super) async fn keep_short(store: Store, wanted: impl Fn() -> bool) {
    let Some(log) = log(&store) else {
        return;
    };
    while wanted() {
        tokio::time::sleep(LOOK_EVERY).await;
        if length(&log).await > LONGEST_LOG
            && let Err(error) = fold_if_long(&store).await
        {
            tracing::warn!(%error, "cannot fold the write-ahead log into the database, trying again");
        }
    }
}

async fn fold_if_long(store: &Store) -> Result<(), StoreError> {
    if in_use(store).await? > LONGEST_LOG {
        fold(store).await?;
    }
    Ok(())
}

/// Octets of the log since it last began, however long its file is.
async fn in_use(store: &Store) -> Result<u64, StoreError> {
    let log = sqlx::query("PRAGMA wal_checkpoint(NOOP)").fetch_one(&store.write).await?;
    Ok(u64::try_from(row::number(&log, 1)?).unwrap_or_default() * FRAME)
}

async fn fold(store: &Store) -> Result<(), StoreError> {
    let mut connection = store.write.acquire().await?.detach();
    connection.execute(PATIENCE).await?;
    let folded = connection.fetch_one("PRAGMA wal_checkpoint(PASSIVE)").await?;
    // Who reads old pages for long, such as a backup, is not waited for: meanwhile the log grows.
    if row::number(&folded, 1)? - row::number(&folded, 2)? < LITTLE_LEFT {
        let turn = store.turn.lock().await;
        connection.execute("PRAGMA wal_checkpoint(RESTART)").await?;
        drop(turn);
    }
    Ok(connection.close().await?)
}

/// SQLite's write-ahead log stands beside its file.
pub(super) fn log(store: &Store) -> Option<PathBuf> {
    let mut name = store.file.clone()?.into_os_string();
    name.push("-wal");
    Some(name.into())
}

async fn length(log: &Path) -> u64 {
    tokio::fs::metadata(log).await.map_or(0, |file| file.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn writers_do_not_stand_still_for_who_reads_long() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap();
        let reader = store.own_connection().unwrap();
        reader.execute_batch("BEGIN; SELECT * FROM instance").unwrap();
        store.run("INSERT INTO instance (name, value) VALUES ('x', hex(zeroblob(24000000)))").await;
        let _turn = store.turn.lock().await;
        fold(&store).await.unwrap();
    }

    #[tokio::test]
    async fn the_log_begins_anew_when_it_has_grown_and_keeps_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap();
        let log = log(&store).unwrap();
        store.run("INSERT INTO instance (name, value) VALUES ('x', hex(zeroblob(24000000)))").await;
        assert!(in_use(&store).await.unwrap() > LONGEST_LOG);
        fold_if_long(&store).await.unwrap();
        store.run("UPDATE instance SET value = hex(zeroblob(8000000))").await;
        assert!(in_use(&store).await.unwrap() < LONGEST_LOG);
        assert!(length(&log).await > LONGEST_LOG, "it is written over");
    }

    #[tokio::test]
    async fn what_a_great_burst_made_of_it_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap();
        let log = log(&store).unwrap();
        store.run("INSERT INTO instance (name, value) VALUES ('x', hex(zeroblob(60000000)))").await;
        fold_if_long(&store).await.unwrap();
        store.run("UPDATE instance SET value = hex(zeroblob(8000000))").await;
        assert!(length(&log).await <= 3 * LONGEST_LOG);
    }
}
