//! The store of a test, with SQL on its file beside it.

use std::{ops::Deref, path::Path};

use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

use crate::store::{InnerRing, Store};

pub(super) struct Probed {
    store: Store,
    url: String,
}

impl Probed {
    pub(super) async fn open(folder: &Path) -> Self {
        let url = format!("sqlite:{}/v.db", folder.display());
        let inner = InnerRing::new(|| Some(["parkwijk", "dorpen"].map(str::to_owned).to_vec()));
        Self { store: Store::open(&url).await.unwrap().with_inner_ring(inner), url }
    }

    /// Runs statements in one transaction.
    pub(super) async fn run(&self, sql: &str) {
        let mut connection = self.connection().await;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut *transaction).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// The one text that the query gives.
    pub(super) async fn text(&self, sql: &str) -> String {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&mut self.connection().await).await.unwrap()
    }

    /// The one number that the query gives.
    pub(super) async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&mut self.connection().await).await.unwrap()
    }

    async fn connection(&self) -> SqliteConnection {
        SqliteConnection::connect(&self.url).await.unwrap()
    }
}

impl Deref for Probed {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}
