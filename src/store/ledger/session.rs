//! A writer's connection, and the transactions on it.
//!
//! **Invariant:** a connection on which something failed is dropped, and with it what it had not committed.

use super::{BookRules, batch, read::LastHour};
use crate::{
    domain::{Receipt, Submission},
    intake::IntakeError,
    store::{Dialect, Store, StoreError, script::Connection},
};

/// On SQLite the books keep a connection of their own, whose statements run in their own thread. Whoever else writes
/// takes turns with it, see [`Store::begin`].
#[derive(Debug)]
pub(super) struct Session {
    store: Store,
    own: Option<rusqlite::Connection>,
    last_hour: LastHour,
}

impl Session {
    pub(super) fn new(store: &Store) -> Self {
        Self { store: store.clone(), own: None, last_hour: LastHour::default() }
    }

    /// Commits `submissions`; the answers are in their order.
    pub(super) async fn commit(
        &mut self,
        rules: &BookRules,
        submissions: &[Submission],
    ) -> Result<Vec<Result<Receipt, IntakeError>>, StoreError> {
        if self.store.dialect == Dialect::Postgres {
            let mut transaction = self.store.begin().await?;
            let mut connection = Connection::Shared(&mut transaction);
            let answers =
                batch::book(&mut connection, Dialect::Postgres, rules, submissions, &mut self.last_hour).await?;
            transaction.commit().await?;
            return Ok(answers);
        }
        let _turn = self.store.turn.lock().await;
        let mut own = match self.own.take() {
            Some(own) => own,
            None => self.store.own_connection()?,
        };
        let mut connection = Connection::Own(&mut own);
        let answers = batch::book(&mut connection, Dialect::Sqlite, rules, submissions, &mut self.last_hour).await?;
        self.own = Some(own);
        Ok(answers)
    }
}
