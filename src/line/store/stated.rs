//! What the signals of this store state, for whoever learns from them.

use super::{Store, StoreError, facts, row};
use crate::household::Facts;

/// As many of the latest signals are read: more teach hardly more.
const MOST: i64 = 200_000;

impl Store {
    /// The facts of the latest signals, in order of arrival. A row that cannot be read is left out.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database is gone.
    pub async fn stated_facts(&self) -> Result<Vec<Facts>, StoreError> {
        let found = sqlx::query(
            "SELECT facts_json, received_at FROM \
             (SELECT id, facts_json, received_at FROM signal ORDER BY received_at DESC, id DESC LIMIT $1) latest \
             ORDER BY received_at, id",
        )
        .bind(MOST)
        .fetch_all(&self.read)
        .await?;
        let mut stated = Vec::with_capacity(found.len());
        for line in &found {
            stated.extend(facts::stored(&row::text(line, 0)?, row::instant(line, 1)?, &self.register));
        }
        Ok(stated)
    }
}
