//! For tests above this layer: SQL on the open store, so that sqlx stays at home here.

use sqlx::AssertSqlSafe;

use super::Store;

impl Store {
    /// Runs statements in one transaction.
    pub(crate) async fn run(&self, sql: &str) {
        let mut transaction = self.begin().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut *transaction).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// The one text that the query gives.
    pub(crate) async fn text(&self, sql: &str) -> String {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&self.read).await.unwrap()
    }

    /// The one number that the query gives.
    pub(crate) async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&self.read).await.unwrap()
    }
}
