//! What `doctor` asks of the store, whether a gateway has it open or not.
//!
//! **Invariant:** nothing is changed; and what is found out counts, and names nobody.

use std::{path::PathBuf, time::Duration};

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;

use super::{Dialect, Store, StoreError, checkpoint, schema};

/// A timer or a mail that is due for longer than this is late, not under way.
const LATE: SignedDuration = SignedDuration::from_mins(15);

/// Which schema the store has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaAge {
    Current(i64),
    /// `migrate` brings it up to date.
    Older(i64),
    /// This program is too old for it.
    Newer(i64),
    Absent,
}

/// What a look through the pages found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Soundness {
    Whole,
    Damaged(String),
    /// The time was over first.
    Unfinished,
}

/// What waits, and for how long already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Mail that should have gone out a while ago, and since when the oldest of it is due.
    pub late: i64,
    pub late_since: Option<Timestamp>,
    /// Tasks that nobody did yet for mail that could not be delivered.
    pub undelivered: i64,
    pub holding: i64,
    pub holding_since: Option<Timestamp>,
    pub late_timers: i64,
}

/// Who can do the work at the desk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Leaders {
    /// Projectleiders who were not disabled.
    pub all: i64,
    /// Of these, those who have neither a password nor an account of the organisation.
    pub unsettled: i64,
    /// Of those who did, those without a second step.
    pub one_step: i64,
}

/// A queue in the books that no team has: it was renamed, or its team went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrayQueue {
    pub queue: String,
    /// Who works for it, and so sees nothing of the queue that came in its place.
    pub people: i64,
    /// Casussen not closed, which only those see who work for all teams.
    pub casussen: i64,
}

/// Whether every queue has its people, and all work its queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueCare {
    /// By name.
    pub stray: Vec<StrayQueue>,
    /// Queues of teams that nobody sees, in the order asked.
    pub unseen: Vec<String>,
}

impl Store {
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn schema_age(&self) -> Result<SchemaAge, StoreError> {
        let there = match self.dialect {
            Dialect::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_version'",
            Dialect::Postgres => {
                "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_version'"
            }
        };
        if self.number(there).await?.unwrap_or_default() == 0 {
            return Ok(SchemaAge::Absent);
        }
        let known = schema::known();
        Ok(match self.number("SELECT MAX(version) FROM schema_version").await? {
            None => SchemaAge::Absent,
            Some(found) if found == known => SchemaAge::Current(found),
            Some(found) if found < known => SchemaAge::Older(found),
            Some(found) => SchemaAge::Newer(found),
        })
    }

    /// Writes, and takes it back.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be written.
    pub async fn try_writing(&self) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("INSERT INTO instance (name, value) VALUES ('doctor', '') ON CONFLICT (name) DO NOTHING")
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.rollback().await?)
    }

    /// Looks through SQLite's pages for at most `limit`; PostgreSQL looks after its own.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be opened.
    pub async fn look_through(&self, limit: Duration) -> Result<Soundness, StoreError> {
        if self.dialect == Dialect::Postgres {
            return Ok(Soundness::Whole);
        }
        let connection = self.own_connection()?;
        let interrupt = connection.get_interrupt_handle();
        let looking = tokio::task::spawn_blocking(move || {
            connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))
        });
        let clock = tokio::spawn(async move {
            tokio::time::sleep(limit).await;
            interrupt.interrupt();
        });
        let looked = looking.await;
        clock.abort();
        match looked {
            Ok(Ok(said)) if said == "ok" => Ok(Soundness::Whole),
            Ok(Ok(said)) => Ok(Soundness::Damaged(said)),
            Ok(Err(error)) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted) => {
                Ok(Soundness::Unfinished)
            }
            Ok(Err(error)) => Err(error.into()),
            Err(_) => Ok(Soundness::Unfinished),
        }
    }

    /// SQLite's file and its write-ahead log.
    pub fn files(&self) -> Option<(PathBuf, PathBuf)> {
        self.file.clone().zip(checkpoint::log(self))
    }

    /// The time of the last line of the audit, and of the database's own clock if it has one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn clocks(&self) -> Result<(Option<Timestamp>, Option<Timestamp>), StoreError> {
        let last = self.number("SELECT MAX(at) FROM (SELECT at FROM audit ORDER BY seq DESC LIMIT 1) AS last").await?;
        let own = match self.dialect {
            Dialect::Sqlite => None,
            Dialect::Postgres => {
                self.number("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)").await?
            }
        };
        Ok((instant(last)?, instant(own)?))
    }

    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn backlog(&self, now: Timestamp) -> Result<Backlog, StoreError> {
        let late = now.saturating_sub(LATE).unwrap_or(now).as_microsecond();
        let row = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM outbox WHERE state = 'wacht' AND next_attempt_at < $1), \
             (SELECT MIN(next_attempt_at) FROM outbox WHERE state = 'wacht' AND next_attempt_at < $1), \
             (SELECT COUNT(*) FROM task WHERE done_at IS NULL AND \
              kind IN ('antwoord-kwam-niet-aan', 'webhook-kwam-niet-aan', 'webhook-uit')), \
             (SELECT COUNT(*) FROM signal WHERE casus_id IS NULL AND holding_settled_at IS NULL), \
             (SELECT MIN(received_at) FROM signal WHERE casus_id IS NULL AND holding_settled_at IS NULL), \
             (SELECT COUNT(*) FROM timer WHERE state = 'wacht' AND fire_at < $1)",
        )
        .bind(late)
        .fetch_one(&self.read)
        .await?;
        Ok(Backlog {
            late: row.try_get(0)?,
            late_since: instant(row.try_get(1)?)?,
            undelivered: row.try_get(2)?,
            holding: row.try_get(3)?,
            holding_since: instant(row.try_get(4)?)?,
            late_timers: row.try_get(5)?,
        })
    }

    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn leaders(&self) -> Result<Leaders, StoreError> {
        let row = sqlx::query(
            "SELECT COUNT(*), COUNT(CASE WHEN p.password_hash IS NULL AND NOT EXISTS (SELECT 1 \
              FROM organisation_account a WHERE a.person_id = p.id) THEN 1 END), \
             COUNT(CASE WHEN p.password_hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM second_factor f \
              WHERE f.person_id = p.id AND f.confirmed_at IS NOT NULL) THEN 1 END) \
             FROM person p WHERE p.disabled_at IS NULL AND p.role = 'projectleider'",
        )
        .fetch_one(&self.read)
        .await?;
        Ok(Leaders { all: row.try_get(0)?, unsettled: row.try_get(1)?, one_step: row.try_get(2)? })
    }

    /// How the books fit these queues of teams. Where nobody works at the desk at all, no queue is said to be unseen.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn queue_care(&self, queues: &[String]) -> Result<QueueCare, StoreError> {
        let rows = sqlx::query(
            "SELECT q.queue, CAST(SUM(q.people) AS BIGINT), CAST(SUM(q.seers) AS BIGINT), CAST(SUM(q.casussen) AS BIGINT) \
             FROM (SELECT t.queue, 1 AS people, \
               CASE WHEN p.role IN ('projectleider', 'teamlid') THEN 1 ELSE 0 END AS seers, 0 AS casussen \
               FROM person_queue t JOIN person p ON p.id = t.person_id \
               WHERE p.disabled_at IS NULL AND p.every_team = 0 \
             UNION ALL SELECT c.queue, 0, 0, 1 FROM casus c \
               WHERE c.status IN ('nieuw', 'heropend', 'toegewezen')) q GROUP BY q.queue ORDER BY q.queue",
        )
        .fetch_all(&self.read)
        .await?;
        let row = sqlx::query(
            "SELECT COUNT(*), COUNT(CASE WHEN every_team = 1 THEN 1 END) FROM person \
             WHERE disabled_at IS NULL AND role IN ('projectleider', 'teamlid')",
        )
        .fetch_one(&self.read)
        .await?;
        let (desk, everywhere): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        let mut care = QueueCare::default();
        if desk > 0 && everywhere == 0 {
            care.unseen = queues.to_vec();
        }
        for row in &rows {
            let queue: String = row.try_get(0)?;
            if !queues.contains(&queue) {
                care.stray.push(StrayQueue { queue, people: row.try_get(1)?, casussen: row.try_get(3)? });
            } else if row.try_get::<i64, _>(2)? > 0 {
                care.unseen.retain(|unseen| *unseen != queue);
            }
        }
        Ok(care)
    }

    /// When `backup` last made a copy.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn last_copy(&self) -> Result<Option<Timestamp>, StoreError> {
        instant(self.number("SELECT MAX(at) FROM audit WHERE action = 'opslag.gekopieerd'").await?)
    }

    async fn number(&self, text: &'static str) -> Result<Option<i64>, StoreError> {
        Ok(sqlx::query_scalar(text).fetch_one(&self.read).await?)
    }
}

fn instant(micros: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
    let instant = |micros| Timestamp::from_microsecond(micros).map_err(|_| StoreError::Corrupt("instant"));
    micros.map(instant).transpose()
}
