//! What can go wrong with the store.

use crate::intake::Unavailable;

/// Messages name no contents: sqlx reports constraint names and SQL, never bound values.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("store.url must start with sqlite: or postgres://")]
    UnknownScheme,
    #[error("cannot make or open the SQLite file: {0}")]
    Folder(std::io::Error),
    #[error("the database has schema version {found}, this program knows {known}: install the newer program")]
    Newer { found: i64, known: i64 },
    #[error("the store holds a value that this program did not write: {0}")]
    Corrupt(&'static str),
    #[error("the system gave no random numbers")]
    NoChance,
    #[error("the last write failed for want of room, and another is being tried")]
    Unwritable,
    /// Nothing was done yet.
    #[error("no transaction began: {0}")]
    NotBegun(sqlx::Error),
    /// Our own fault, in one of the signals that were to be written.
    #[error("writing a signal panicked")]
    Panicked,
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// On the books' own connection.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

impl From<StoreError> for Unavailable {
    fn from(error: StoreError) -> Self {
        Self::because(error)
    }
}

impl From<sqlx::Error> for Unavailable {
    fn from(error: sqlx::Error) -> Self {
        Self::because(error)
    }
}
