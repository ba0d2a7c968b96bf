//! A writer's connection, and the transactions on it.
//!
//! **Invariant:** a connection on which something failed is dropped, and with it what it had not committed.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
};

use sqlx::AnyConnection;

use super::{
    BookRules,
    batch::{self, Means},
    last_hour::LastHour,
    names::Names,
};
use crate::{
    domain::{Receipt, Submission},
    intake::IntakeError,
    store::{Dialect, Store, StoreError, script::Connection},
};

/// The books keep connections of their own. On SQLite their statements run in the books' own thread, and whoever else
/// writes takes turns with them, see [`Store::begin`]. On PostgreSQL nobody asks a connection in use whether it still is
/// there: a transaction that cannot begin tells.
#[derive(Debug)]
pub(super) struct Session {
    store: Store,
    own: Option<Own>,
    last_hour: LastHour,
    names: Arc<Names>,
}

#[derive(Debug)]
enum Own {
    Sqlite(rusqlite::Connection),
    Postgres(AnyConnection),
}

impl Session {
    pub(super) fn new(store: &Store, names: &Arc<Names>) -> Self {
        Self { store: store.clone(), own: None, last_hour: LastHour::default(), names: Arc::clone(names) }
    }

    /// Commits `submissions`; the answers are in their order. How it went tells whether the store can be written.
    pub(super) async fn commit(
        &mut self,
        rules: &BookRules,
        submissions: &[Submission],
    ) -> Result<Vec<Result<Receipt, IntakeError>>, StoreError> {
        let answers = unpanicked(self.attempt(rules, submissions)).await;
        if matches!(answers, Err(StoreError::Panicked)) {
            (self.own, self.last_hour) = (None, LastHour::default());
        }
        match &answers {
            // What is known already writes nothing.
            Ok(answers) if answers.iter().flatten().all(|receipt| receipt.repeated) => {}
            Ok(_) => self.store.writing.succeeded(),
            Err(error) => self.store.writing.failed(error),
        }
        answers
    }

    async fn attempt(
        &mut self,
        rules: &BookRules,
        submissions: &[Submission],
    ) -> Result<Vec<Result<Receipt, IntakeError>>, StoreError> {
        self.names.count_stored(&self.store).await?;
        let means = Means { register: &self.store.register, names: &self.names };
        let dialect = self.store.dialect;
        let _turn = match dialect {
            Dialect::Sqlite => Some(self.store.turn.lock().await),
            Dialect::Postgres => None,
        };
        let mut own = match (self.own.take(), dialect) {
            (Some(own), _) => own,
            (None, Dialect::Sqlite) => Own::Sqlite(self.store.own_connection()?),
            (None, Dialect::Postgres) => Own::Postgres(self.store.write.acquire().await?.detach()),
        };
        let mut connection = match &mut own {
            Own::Sqlite(connection) => Connection::Own(connection),
            Own::Postgres(connection) => Connection::Shared(connection),
        };
        let answers = batch::book(&mut connection, dialect, (rules, means), submissions, &mut self.last_hour).await?;
        self.own = Some(own);
        Ok(answers)
    }
}

/// A fault of ours in one signal may not end the writer: with it nothing would be taken any more, and nobody told.
async fn unpanicked<T>(attempt: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    let mut attempt = pin!(attempt);
    poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| attempt.as_mut().poll(context)));
        polled.unwrap_or(Poll::Ready(Err(StoreError::Panicked)))
    })
    .await
}
