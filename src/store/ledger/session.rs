//! A writer's connection, and the transactions on it.
//!
//! **Invariant:** a connection on which something failed is dropped, and with it what it had not committed.

use std::sync::Arc;

use sqlx::AnyConnection;

use super::{
    BookRules,
    batch::{self, Means},
    names::Names,
};
use crate::{
    domain::{Receipt, Submission},
    intake::IntakeError,
    store::{Dialect, Store, StoreError},
};

/// On SQLite the books keep a connection of their own: taking one from a pool and giving it back costs as much as a
/// small commit. Whoever else writes takes turns with it, see [`Store::begin`].
#[derive(Debug)]
pub(super) struct Session {
    store: Store,
    own: Option<AnyConnection>,
    names: Arc<Names>,
}

impl Session {
    pub(super) fn new(store: &Store, names: &Arc<Names>) -> Self {
        Self { store: store.clone(), own: None, names: Arc::clone(names) }
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
            let answers = batch::book(&mut transaction, Dialect::Postgres, (rules, means), submissions).await?;
            transaction.commit().await?;
            return Ok(answers);
        }
        let _turn = self.store.turn.lock().await;
        let mut connection = match self.own.take() {
            Some(connection) => connection,
            None => self.store.write.acquire().await?.detach(),
        };
        let answers = batch::book(&mut connection, Dialect::Sqlite, (rules, means), submissions).await?;
        self.own = Some(connection);
        Ok(answers)
    }
}
