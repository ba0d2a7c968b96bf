//! Where it is kept: SQLite or PostgreSQL, through one set of SQL texts.
//!
//! sqlx's `Any` driver speaks to both; `$1` binds in both. What differs is small and stands in [`Dialect`]:
//! how a write transaction begins, how rows are locked, what bytes are called. Only the books have, on SQLite, a
//! connection that is not sqlx's, for the same texts: see `script.rs`.
//!
//! **Invariant:** on SQLite one connection writes at a time, and a commit is on disk when it returns
//! (`synchronous=FULL`).

mod absence;
mod agreements;
mod alike;
mod audit;
mod checkpoint;
mod checkup;
mod copy;
mod deeds;
mod desk;
mod dialect;
mod error;
mod facts;
mod feedback;
mod figures;
mod fresh;
mod front_doors;
mod grouping;
mod insert;
mod instance;
mod keys;
mod ledger;
mod logbook;
mod looking;
mod mailbox;
mod meetings;
mod organisation;
mod outbox;
mod past;
mod people;
#[cfg(test)]
mod probe;
mod register;
mod retention;
mod row;
mod rule_book;
mod schema;
mod script;
mod second_factor;
mod seen;
mod session;
mod settle;
mod sight;
mod stated;
mod timers;
mod trail;
mod veil;
mod vitals;
mod writable;

use std::{path::PathBuf, sync::Arc, time::Duration};

use rusqlite::{OpenFlags, config::DbConfig};
use sqlx::{
    Any, AnyPool, Transaction,
    any::{AnyConnectOptions, AnyPoolOptions},
};
use tokio::sync::Mutex;

use crate::household::Register;
pub use checkup::{Backlog, Leaders, QueueCare, SchemaAge, Soundness, StrayQueue};
pub use copy::{Contents, CopyError, Existing, back_up, part_of, put_back};
use dialect::Access;
pub use dialect::{Dialect, sqlite_file};
pub use error::StoreError;
pub use keys::{KeyLine, KeyOwner, NewKey};
pub use ledger::{BookRules, Books, DecideFn};
pub use past::{Past, PastRow, Told};
pub use trail::{AuditError, AuditRecord, Verified, Window};
pub use veil::InnerRing;
use writable::Writing;

/// More statements than the books have.
const STATEMENTS_KEPT: usize = 64;

/// The open store: cheap to clone, shared by all.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) read: AnyPool,
    write: AnyPool,
    /// Held while a transaction begins on SQLite, and by the books for as long as theirs take: SQLite's own lock is
    /// not fair, and who polls it beside a busy writer would wait for ever.
    turn: Arc<Mutex<()>>,
    /// SQLite's file.
    file: Option<PathBuf>,
    pub(crate) dialect: Dialect,
    /// Reads addresses the same way wherever keys are made of them.
    register: Arc<Register>,
    inner_ring: InnerRing,
    writing: Arc<Writing>,
}

impl Store {
    /// Connects and brings the schema up to date; a SQLite file and its folder are made when absent.
    ///
    /// `url` is `sqlite:PATH` or `postgres://…` (libpq's form).
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database cannot be reached, or is newer than this program.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let store = Self::open_as_it_is(url).await?;
        schema::migrate(&store.write, store.dialect).await?;
        Ok(store)
    }

    /// Connects and leaves the schema alone, for who only looks.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database cannot be reached.
    pub async fn open_as_it_is(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let dialect = Dialect::of(url)?;
        let file = dialect.file(url);
        let url = dialect.connect_url(url)?;
        let options: AnyConnectOptions = url.parse()?;
        let write = pool(dialect, dialect.writers(), Access::Write).connect_with(options.clone()).await?;
        let read = pool(dialect, 4, Access::Read).connect_with(options).await?;
        Ok(Self {
            read,
            write,
            turn: Arc::default(),
            file,
            dialect,
            register: Arc::default(),
            inner_ring: InnerRing::default(),
            writing: Arc::default(),
        })
    }

    /// With an address register; without one, addresses are what they say.
    #[must_use]
    pub fn with_register(self, register: Register) -> Self {
        Self { register: Arc::new(register), ..self }
    }

    /// With teams outside the inner ring; without, every team reads what a sender keeps there.
    #[must_use]
    pub fn with_inner_ring(self, inner_ring: InnerRing) -> Self {
        Self { inner_ring, ..self }
    }

    /// Which database it is kept in.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Begins a transaction that will write; on SQLite it waits for its turn first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when no connection comes free or the database is gone.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Any>, StoreError> {
        let _turn = match self.dialect {
            Dialect::Sqlite => Some(self.turn.lock().await),
            Dialect::Postgres => None,
        };
        match self.write.begin_with(self.dialect.begin()).await {
            // A commit that failed for want of room was undone by SQLite itself; the driver's own undoing then fails, and
            // it would believe for ever that the transaction goes on. A new connection knows of none.
            Err(sqlx::Error::InvalidSavePointStatement | sqlx::Error::BeginFailed) => {
                self.write.acquire().await?.close().await?;
                Ok(self.write.begin_with(self.dialect.begin()).await?)
            }
            begun => Ok(begun?),
        }
    }

    /// A connection to SQLite whose statements run in the thread that calls, for the books alone.
    fn own_connection(&self) -> Result<rusqlite::Connection, StoreError> {
        let file = self.file.as_deref().ok_or(StoreError::UnknownScheme)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(file, flags)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        // Keeps each statement as it was compiled, whatever is bound in it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        for pragma in self.dialect.on_connect(Access::Write) {
            connection.execute_batch(pragma)?;
        }
        Ok(connection)
    }

    /// Closes all connections; on SQLite the write-ahead log is folded into the file.
    pub async fn close(&self) {
        self.read.close().await;
        if self.dialect == Dialect::Sqlite
            && let Err(error) = sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.write).await
        {
            tracing::warn!(%error, "the write-ahead log stays beside the database, the next start folds it in");
        }
        self.write.close().await;
    }
}

fn pool(dialect: Dialect, connections: u32, access: Access) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        // A connection to a server may have died in the pool, a file is always there.
        .test_before_acquire(dialect == Dialect::Postgres)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                for pragma in dialect.on_connect(access) {
                    sqlx::raw_sql(*pragma).execute(&mut *connection).await?;
                }
                Ok(())
            })
        })
}
