//! The books: takes waiting signals in one commit, then answers them all (group commit).
//!
//! **Invariant:** nobody is answered before the commit that holds their signal has returned.

mod apart;
mod asked;
pub(super) mod batch;
mod begin;
mod bounce;
mod last_hour;
mod names;
mod outgoing;
mod read;
mod rows;
mod scene;
mod session;

pub(in crate::store) use scene::known_parts;

use std::{fmt, sync::Arc, time::Duration};

use rusqlite::ErrorCode;
use tokio::{
    runtime::Handle,
    sync::{Mutex, mpsc, oneshot},
};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::{Dialect, Store, StoreError, checkpoint};
use crate::{
    config::AckLimits,
    domain::{Decision, History, Receipt, Signal, Submission},
    household::Background,
    intake::{IntakeError, Ledger, Unavailable},
};
use names::Names;
use session::Session;

/// The most signals in one commit.
const LARGEST_BATCH: usize = 64;

/// The most raw bytes in one commit, beyond its first signal: bounds memory and the time a commit takes.
const LARGEST_BATCH_BYTES: usize = 4 << 20;

/// How many signals may wait for a writer before a door is made to wait.
const WAITING: usize = 512;

/// Decides on a signal, given what its household has had before and what is known of households. A pure function of
/// these and the rules in force.
pub type DecideFn = Arc<dyn Fn(&Signal, &History, Background<'_>) -> Decision + Send + Sync>;

/// What the books need besides the store.
#[derive(Clone)]
pub struct BookRules {
    pub decide: DecideFn,
    /// The limits in force: a reloaded configuration changes them.
    pub ack_limits: Arc<dyn Fn() -> AckLimits + Send + Sync>,
    /// New identifiers.
    pub ids: fn() -> Uuid,
    /// Right side of our Message-IDs.
    pub mail_host: String,
    /// Signs our Message-IDs.
    pub secret: Arc<[u8]>,
}

impl fmt::Debug for BookRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BookRules(…)")
    }
}

struct Waiting {
    submission: Submission,
    answer: oneshot::Sender<Result<Receipt, IntakeError>>,
}

/// The way to the writers. Cheap to clone; when the last clone is gone, the writers finish and stop.
#[derive(Debug, Clone)]
pub struct Books {
    queue: mpsc::Sender<Waiting>,
}

impl Books {
    /// Starts the writers: one on SQLite, four on PostgreSQL.
    pub fn open(store: &Store, rules: BookRules, tasks: &TaskTracker) -> Self {
        let (queue, waiting) = mpsc::channel(WAITING);
        let waiting = Arc::new(Mutex::new(waiting));
        let writers = match store.dialect {
            Dialect::Sqlite => 1,
            Dialect::Postgres => 4,
        };
        let names = Arc::<Names>::default();
        for _ in 0..writers {
            let writer = write(Session::new(store, &names), rules.clone(), Arc::clone(&waiting));
            match store.dialect {
                // A thread of its own, for there it waits for the disk.
                Dialect::Sqlite => {
                    let runtime = Handle::current();
                    tasks.spawn_blocking(move || runtime.block_on(writer));
                }
                Dialect::Postgres => {
                    tasks.spawn(writer);
                }
            }
        }
        if store.dialect == Dialect::Sqlite {
            let open = queue.downgrade();
            tasks.spawn(checkpoint::keep_short(store.clone(), move || open.upgrade().is_some()));
        }
        Self { queue }
    }
}

impl Ledger for Books {
    async fn take_in(&self, submission: Submission) -> Result<Receipt, IntakeError> {
        let (answer, answered) = oneshot::channel();
        let gone = || Unavailable::because("the writer has stopped");
        self.queue.send(Waiting { submission, answer }).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

async fn write(mut session: Session, rules: BookRules, waiting: Arc<Mutex<mpsc::Receiver<Waiting>>>) {
    loop {
        let batch = next_batch(&mut *waiting.lock().await).await;
        if batch.is_empty() {
            return;
        }
        let (submissions, answers): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|waiting| (waiting.submission, waiting.answer)).unzip();
        let results = commit(&mut session, &rules, &submissions).await;
        for (answer, result) in answers.into_iter().zip(results) {
            // Who asked may have gone; the signal is kept all the same.
            let _ = answer.send(result);
        }
    }
}

/// What waits, up to the bounds; empty when nobody will come any more.
async fn next_batch(waiting: &mut mpsc::Receiver<Waiting>) -> Vec<Waiting> {
    let mut batch = Vec::new();
    let Some(first) = waiting.recv().await else {
        return batch;
    };
    batch.push(first);
    let mut bytes = 0;
    while batch.len() < LARGEST_BATCH && bytes < LARGEST_BATCH_BYTES {
        let Ok(next) = waiting.try_recv() else {
            break;
        };
        bytes += next.submission.raw.bytes.len();
        batch.push(next);
    }
    batch
}

/// Commits all at once; when that fails, each by itself, so that one bad signal does not hold up the others.
async fn commit(
    session: &mut Session,
    rules: &BookRules,
    submissions: &[Submission],
) -> Vec<Result<Receipt, IntakeError>> {
    match session.commit(rules, submissions).await {
        Ok(receipts) => return receipts,
        Err(error) if submissions.len() == 1 && !worth_a_retry(&error) => return vec![Err(unavailable(error))],
        Err(error) => tracing::warn!(%error, signals = submissions.len(), "commit failed, trying one by one"),
    }
    let mut results = Vec::with_capacity(submissions.len());
    for submission in submissions {
        tokio::time::sleep(Duration::from_millis(5)).await;
        let one = session.commit(rules, std::slice::from_ref(submission)).await;
        results.push(match one {
            Ok(mut receipts) => receipts.pop().unwrap_or_else(|| Err(unavailable(StoreError::Corrupt("no receipt")))),
            Err(error) => Err(unavailable(error)),
        });
    }
    results
}

/// Two nodes in each other's way, a kenmerk drawn twice, or a connection that was cut while nobody wrote: the next try
/// has another outcome.
fn worth_a_retry(error: &StoreError) -> bool {
    match error {
        StoreError::NotBegun(_) => true,
        StoreError::Database(sqlx::Error::Database(error)) => {
            error.is_unique_violation() || matches!(error.code().as_deref(), Some("40001" | "40P01"))
        }
        StoreError::Sqlite(error) => matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::ConstraintViolation | ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
        ),
        _ => false,
    }
}

fn unavailable(error: StoreError) -> IntakeError {
    IntakeError::Unavailable(error.into())
}

#[cfg(test)]
mod tests;
