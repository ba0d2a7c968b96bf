//! A writer's connection, and the transactions on it.
//!
//! **Invariant:** a connection on which something failed is dropped, and with it what it had not committed.

use super::{BookRules, batch};
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
}

impl Session {
    pub(super) fn new(store: &Store) -> Self {
        Self { store: store.clone(), own: None }
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
            let answers = batch::book(&mut connection, Dialect::Postgres, rules, submissions).await?;
            transaction.commit().await?;
            return Ok(answers);
        }
        let _turn = self.store.turn.lock().await;
        let mut own = match self.own.take() {
            Some(own) => own,
            None => self.store.own_connection()?,
        };
        let answers = batch::book(&mut Connection::Own(&mut own), Dialect::Sqlite, rules, submissions).await?;
        self.own = Some(own);
        Ok(answers)
    }
}
