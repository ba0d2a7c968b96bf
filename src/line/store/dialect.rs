//! The few things in which SQLite and PostgreSQL differ.

use std::{
    fmt::Write,
    fs::{self, OpenOptions},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use super::StoreError;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

impl Dialect {
    pub(super) fn of(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") {
            Ok(Self::Sqlite)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Self::Postgres)
        } else {
            Err(StoreError::UnknownScheme)
        }
    }

    /// The driver's form of `url`; makes a SQLite file, with its folder, where there is none.
    pub(super) fn connect_url(self, url: &str) -> Result<String, StoreError> {
        if self == Self::Postgres {
            return Ok(url.to_owned());
        }
        let path = sqlite_path(url);
        if let Some(folder) = Path::new(path).parent()
            && !folder.as_os_str().is_empty()
        {
            fs::create_dir_all(folder).map_err(StoreError::Folder)?;
        }
        // People's data: for us alone to read; the log beside it gets the same mode from SQLite.
        if !path.starts_with(':') {
            OpenOptions::new().append(true).create(true).mode(0o600).open(path).map_err(StoreError::Folder)?;
        }
        // The driver takes the name for part of a URL; it is a name as it stands.
        let path = path.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
        Ok(format!("sqlite:{path}?mode=rwc"))
    }

    /// The file of the database at `url`.
    pub(super) fn file(self, url: &str) -> Option<PathBuf> {
        (self == Self::Sqlite).then(|| sqlite_file(url))
    }

    /// Connections that may write at once, beside the books: SQLite has one writer by nature.
    pub(super) fn writers(self) -> u32 {
        match self {
            Self::Sqlite => 1,
            Self::Postgres => 8,
        }
    }

    /// SQLite takes its write lock first: a transaction that read and then wants to write could not wait.
    pub(super) fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// Writes the placeholder of the `position`-th value (from 1) to `text`.
    ///
    /// SQLite would take `$1` too, but finds each name by walking a list: slow where there are hundreds.
    pub(super) fn placeholder(self, position: usize, text: &mut String) {
        match self {
            Self::Sqlite => text.push('?'),
            Self::Postgres => {
                let _ = write!(text, "${position}");
            }
        }
    }

    /// A text of the schema in this dialect.
    pub(super) fn fill(self, schema: &str) -> String {
        let (bytes, number, clustered) = match self {
            Self::Sqlite => ("BLOB", "INTEGER", " WITHOUT ROWID"),
            Self::Postgres => ("BYTEA", "BIGINT", ""),
        };
        schema.replace("{bytes}", bytes).replace("{number}", number).replace("{clustered}", clustered)
    }

    /// Ends the `SELECT` that leases mail: rows another courier holds are passed over.
    pub(super) fn lock_outbox(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE OF o SKIP LOCKED",
        }
    }

    /// Ends the `SELECT` of timers that are due: those of another node are passed over.
    pub(super) fn lock_timer(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE OF t SKIP LOCKED",
        }
    }

    /// Ends the `SELECT` of the households under a batch's keys: their casussen are ours until the commit.
    pub(super) fn lock_casus(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " ORDER BY c.id FOR UPDATE OF c",
        }
    }

    /// Run once on each new connection.
    pub(super) fn on_connect(self, access: Access) -> &'static [&'static str] {
        match (self, access) {
            // The checkpoint runs beside the writer, not inside it: see `checkpoint.rs`.
            (Self::Sqlite, Access::Write) => &[
                "PRAGMA busy_timeout = 10000",
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL",
                "PRAGMA foreign_keys = ON",
                "PRAGMA cache_size = -16000",
                "PRAGMA temp_store = MEMORY",
                "PRAGMA wal_autocheckpoint = 0",
                // Three times `checkpoint::LONGEST_LOG`: what a great burst made longer is cut off when the log begins anew.
                "PRAGMA journal_size_limit = 100663296",
            ],
            (Self::Sqlite, Access::Read) => {
                &["PRAGMA busy_timeout = 10000", "PRAGMA cache_size = -4000", "PRAGMA query_only = ON"]
            }
            // By this name `restore` knows that a gateway is there.
            (Self::Postgres, Access::Write) => &["SET application_name = 'voordeur'", "SET synchronous_commit = on"],
            (Self::Postgres, Access::Read) => {
                &["SET application_name = 'voordeur'", "SET default_transaction_read_only = on"]
            }
        }
    }
}

/// The file of the SQLite database at `url`.
pub fn sqlite_file(url: &str) -> PathBuf {
    sqlite_path(url).into()
}

fn sqlite_path(url: &str) -> &str {
    url.trim_start_matches("sqlite:").trim_start_matches("//")
}
