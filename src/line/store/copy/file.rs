//! SQLite: copied by SQLite itself, page by page or row by row, never as a file.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::ErrorKind,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
    pin::pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use rusqlite::{
    Connection, ErrorCode, OpenFlags,
    backup::{Backup, StepResult},
};

use super::{
    CopyError,
    contents::{self, Contents},
    sync_folder,
};
use crate::store::{Dialect, script};

/// How long another's lock is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a gateway gets to close a store that should be nobody's.
const SHORT: Duration = Duration::from_secs(1);
/// Pages copied at once.
const PAGES: i32 = 4_096;

/// Copies the store into the empty file `to`. Readers of a write-ahead log stand in no writer's way.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), CopyError> {
    if !from.exists() {
        return Err(CopyError::NoStore(from.to_owned()));
    }
    let name = to.to_str().ok_or_else(|| CopyError::File(to.to_owned(), ErrorKind::InvalidFilename.into()))?;
    let store = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    store.busy_timeout(PATIENCE)?;
    store.execute("VACUUM INTO ?1", [name])?;
    Ok(())
}

/// Looks a copy through: every page, every index, the audit.
pub(super) fn examine(copy: &Path) -> Result<Contents, CopyError> {
    let mut copy = read_only(copy)?;
    let table = "SELECT COUNT(*) FROM sqlite_master WHERE name IN ('schema_version', 'audit', 'signal')";
    let tables: i64 = copy.query_row(table, [], |row| row.get(0)).map_err(damaged)?;
    if tables != 3 {
        return Err(CopyError::NotOurs);
    }
    let said: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(damaged)?;
    if said != "ok" {
        return Err(CopyError::Damaged(said));
    }
    at_once(Contents::of(&mut script::Connection::Own(&mut copy), Dialect::Sqlite))
}

/// Copies `copy` into the store, which stays locked from the look whether it is empty until the last page is written.
pub(super) fn put_back(copy: &Path, store: &Path) -> Result<(), CopyError> {
    let of_store = |error| CopyError::File(store.to_owned(), error);
    if let Some(folder) = store.parent() {
        fs::create_dir_all(folder).map_err(of_store)?;
    }
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(store).is_ok();
    let copied = alone(store).and_then(|mut target| {
        if !at_once(contents::is_empty(&mut script::Connection::Own(&mut target), Dialect::Sqlite))? {
            return Err(CopyError::NotEmpty);
        }
        let source = read_only(copy)?;
        let copying = Backup::new(&source, &mut target)?;
        loop {
            match copying.step(PAGES)? {
                StepResult::Done => return Ok(()),
                StepResult::More => {}
                _ => return Err(CopyError::InUse),
            }
        }
    });
    if copied.is_err() && made {
        // An empty file that nobody else has seen.
        let _ = fs::remove_file(store);
    }
    copied?;
    fs::set_permissions(store, Permissions::from_mode(0o600))
        .and_then(|()| File::open(store)?.sync_all())
        .and_then(|()| sync_folder(store))
        .map_err(of_store)
}

/// A connection that keeps all others out until it is closed.
fn alone(store: &Path) -> Result<Connection, CopyError> {
    let target =
        Connection::open_with_flags(store, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    target.busy_timeout(SHORT)?;
    let locked = target
        .execute_batch("PRAGMA locking_mode = EXCLUSIVE")
        .and_then(|()| target.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0)))
        .and_then(|mode| target.execute_batch("BEGIN EXCLUSIVE; COMMIT").map(|()| mode));
    match locked {
        Ok(mode) if mode == "delete" => Ok(target),
        Ok(_) => Err(CopyError::InUse),
        Err(error)
            if matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) =>
        {
            Err(CopyError::InUse)
        }
        Err(error) => Err(error.into()),
    }
}

fn read_only(copy: &Path) -> Result<Connection, CopyError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(copy, flags).map_err(damaged)
}

fn damaged(error: rusqlite::Error) -> CopyError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => CopyError::Damaged(error.to_string()),
        _ => error.into(),
    }
}

/// The outcome of what never waits: a connection of our own answers in the thread that calls.
fn at_once<T>(doing: impl Future<Output = Result<T, CopyError>>) -> Result<T, CopyError> {
    match pin!(doing).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => Err(CopyError::InUse),
    }
}
