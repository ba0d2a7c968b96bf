//! A copy of the whole store in one file: made beside a running gateway, and put back into an empty store.
//!
//! **Invariant:** under its own name a copy is whole and was looked through; only an empty store is ever overwritten.

mod contents;
mod database;
mod file;

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use tokio::sync::oneshot;

use super::{Dialect, StoreError, sqlite_file};
pub use contents::Contents;

/// What is done with a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    Refuse,
    Replace,
}

/// Why there is no copy, or why it was not put back.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error("{0} is there already")]
    Exists(PathBuf),
    #[error("{0} is the store itself")]
    Itself(PathBuf),
    #[error("there is no database at {0}")]
    NoStore(PathBuf),
    #[error("{0}: {1}")]
    File(PathBuf, #[source] io::Error),
    #[error("the store is not empty")]
    NotEmpty,
    #[error("the store is in use")]
    InUse,
    #[error("this is no copy of a store")]
    NotOurs,
    #[error("this is a copy of another kind of database")]
    OtherKind,
    #[error("the copy is damaged: {0}")]
    Damaged(String),
    #[error("the copy has schema version {found}, this program knows {known}")]
    Newer { found: i64, known: i64 },
    /// `command` does the same by hand; it holds no password.
    #[error("{program} is not installed; the command would be: {command}")]
    NoProgram { program: &'static str, command: String },
    #[error("{program} failed: {said}")]
    Program { program: &'static str, said: String },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for CopyError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<rusqlite::Error> for CopyError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Copies the store at `url` into `file`, for its owner alone to read, and looks the copy through.
///
/// Signals may come in meanwhile: the copy is the store as it was at one instant.
///
/// # Errors
///
/// [`CopyError`]; then nothing new stands under `file`.
pub async fn back_up(url: &str, file: &Path, existing: Existing) -> Result<Contents, CopyError> {
    let refuse = |file: &Path| existing == Existing::Refuse && file.symlink_metadata().is_ok();
    if refuse(file) {
        return Err(CopyError::Exists(file.to_owned()));
    }
    if is_of_store(url, file) {
        return Err(CopyError::Itself(file.to_owned()));
    }
    let part = part_of(file);
    let of_part = |error| CopyError::File(part.clone(), error);
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part).map_err(of_part)?;
    let copied = copied(url, &part).await.and_then(|contents| {
        File::open(&part).and_then(|part| part.sync_all()).map_err(of_part)?;
        if refuse(file) {
            return Err(CopyError::Exists(file.to_owned()));
        }
        fs::rename(&part, file).and_then(|()| sync_folder(file)).map_err(of_part)?;
        Ok(contents)
    });
    if copied.is_err() {
        // What it failed on is told; a rest that stays is in nobody's way.
        let _ = fs::remove_file(&part);
    }
    copied
}

/// Whether `file` is the store or its write-ahead log: whoever put a copy in its place would lose what comes in.
fn is_of_store(url: &str, file: &Path) -> bool {
    let store = sqlite_file(url);
    let same = |name: PathBuf| {
        fs::canonicalize(name).ok().is_some_and(|name| fs::canonicalize(file).is_ok_and(|file| file == name))
    };
    ["", "-wal", "-shm"].into_iter().any(|end| {
        let mut name = store.clone().into_os_string();
        name.push(end);
        same(name.into())
    })
}

async fn copied(url: &str, part: &Path) -> Result<Contents, CopyError> {
    match Dialect::of(url)? {
        Dialect::Sqlite => {
            let (store, part) = (sqlite_file(url), part.to_owned());
            aside(move || file::copy(&store, &part).and_then(|()| file::examine(&part))).await
        }
        Dialect::Postgres => database::copy(url, part).await,
    }
}

/// Where the copy is while it is being made: beside `file`.
pub fn part_of(file: &Path) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!(".{name}.{}.deel", std::process::id()))
}

/// Puts the copy in `file` into the store at `url`, which must be empty and nobody's.
///
/// # Errors
///
/// [`CopyError`]; then the store is as empty as it was.
pub async fn put_back(url: &str, file: &Path) -> Result<Contents, CopyError> {
    let dialect = Dialect::of(url)?;
    if kind_of(file).map_err(|error| CopyError::File(file.to_owned(), error))?.ok_or(CopyError::NotOurs)? != dialect {
        return Err(CopyError::OtherKind);
    }
    match dialect {
        Dialect::Sqlite => {
            let (copy, store) = (file.to_owned(), sqlite_file(url));
            aside(move || {
                let contents = file::examine(&copy)?;
                file::put_back(&copy, &store)?;
                Ok(contents)
            })
            .await
        }
        Dialect::Postgres => database::put_back(url, file).await,
    }
}

/// Of which database this is a copy, by its first octets.
fn kind_of(file: &Path) -> io::Result<Option<Dialect>> {
    let mut first = Vec::new();
    File::open(file)?.take(16).read_to_end(&mut first)?;
    Ok(if first == b"SQLite format 3\0" {
        Some(Dialect::Sqlite)
    } else {
        first.starts_with(b"PGDMP").then_some(Dialect::Postgres)
    })
}

/// Makes the name of `file` as durable as what is in it.
fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// Runs what takes long on a thread that an impatient operator can leave behind.
async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, CopyError> + Send + 'static,
) -> Result<T, CopyError> {
    let (tell, told) = oneshot::channel();
    std::thread::spawn(move || tell.send(work()));
    told.await.unwrap_or_else(|_| Err(CopyError::Damaged("the thread that copied ended early".to_owned())))
}
