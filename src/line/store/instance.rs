//! Values that hold for the whole installation, made once.

use super::{Store, StoreError};

impl Store {
    /// The value under `name`; the first time, `fresh` becomes it. Nodes that ask at once get the same one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn instance_value(&self, name: &str, fresh: &str) -> Result<String, StoreError> {
        let mut transaction = self.begin().await?;
        sqlx::query("INSERT INTO instance (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(name)
            .bind(fresh)
            .execute(&mut *transaction)
            .await?;
        let value = sqlx::query_scalar("SELECT value FROM instance WHERE name = $1")
            .bind(name)
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(value)
    }
}
