//! A writer's connection, and the transactions on it.
//!
//! **Invariant:** a connection on which something failed is dropped, and with it what it had not committed.

use std::sync::Arc;

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

/// On SQLite the books keep a connection of their own, whose statements run in their own thread. Whoever else writes
/// takes turns with it, see [`Store::begin`].
#[derive(Debug)]
pub(super) struct Session {
    store: Store,
    own: Option<rusqlite::Connection>,
    last_hour: LastHour,
    names: Arc<Names>,
}

impl Session {
    pub(super) fn new(store: &Store, names: &Arc<Names>) -> Self {
        Self { store: store.clone(), own: None, last_hour: LastHour::default(), names: Arc::clone(names) }
    }

    /// Commits `submissions`; the answers are in their order.
    pub(super) async fn commit(
        &mut self,
        rules: &BookRules,
        submissions: &[Submission],
    ) -> Result<Vec<Result<Receipt, IntakeError>>, StoreError> {
        self.names.count_stored(&self.store).await?;
        let means = Means { register: &self.store.register, names: &self.names };
        if self.store.dialect == Dialect::Postgres {
            let mut transaction = self.store.begin().await?;
            let mut connection = Connection::Shared(&mut transaction);
            let answers =
                batch::book(&mut connection, Dialect::Postgres, (rules, means), submissions, &mut self.last_hour)
                    .await?;
            transaction.commit().await?;
            return Ok(answers);
        }
        let _turn = self.store.turn.lock().await;
        let mut own = match self.own.take() {
            Some(own) => own,
            None => self.store.own_connection()?,
        };
        let mut connection = Connection::Own(&mut own);
        let answers =
            batch::book(&mut connection, Dialect::Sqlite, (rules, means), submissions, &mut self.last_hour).await?;
        self.own = Some(own);
        Ok(answers)
    }
}
