//! The schema and its versions.

use sqlx::{AnyPool, AssertSqlSafe};

use super::{Dialect, StoreError};

/// In order; a landed text is never changed, a new one is added below it.
const VERSIONS: [&str; 2] = [include_str!("schema/0001.sql"), include_str!("schema/0002.sql")];

/// The newest version that this program knows.
pub(super) fn known() -> i64 {
    i64::try_from(VERSIONS.len()).unwrap_or(i64::MAX)
}

/// Brings the database to the newest version, each version in a transaction of its own.
pub(super) async fn migrate(pool: &AnyPool, dialect: Dialect) -> Result<(), StoreError> {
    let mut transaction = pool.begin_with(dialect.begin()).await?;
    if dialect == Dialect::Postgres {
        // Two nodes that start at once take turns.
        sqlx::raw_sql("DO $$ BEGIN PERFORM pg_advisory_xact_lock(8601); END $$").execute(&mut *transaction).await?;
    }
    sqlx::raw_sql("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY)")
        .execute(&mut *transaction)
        .await?;
    let found: i64 =
        sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM schema_version").fetch_one(&mut *transaction).await?;
    let known = known();
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (version, text) in (1_i64..).zip(VERSIONS).filter(|(version, _)| *version > found) {
        let text = dialect.fill(text);
        sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut *transaction).await?;
        sqlx::query("INSERT INTO schema_version (version) VALUES ($1)")
            .bind(version)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::super::Store;

    #[tokio::test]
    async fn a_new_database_gets_the_schema_once() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/sub/voordeur.db", folder.path().display());
        Store::open(&url).await.unwrap().close().await;
        let store = Store::open(&url).await.unwrap();
        let signals: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM signal").fetch_one(&store.read).await.unwrap();
        assert_eq!(signals, 0);
    }

    #[tokio::test]
    async fn only_its_owner_reads_a_new_file_and_its_log() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap();
        store.run("DELETE FROM signal").await;
        for name in ["v.db", "v.db-wal"] {
            let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{name}");
        }
    }

    #[tokio::test]
    async fn a_file_is_named_as_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/wijk%20 #1?.db", folder.path().display());
        let store = Store::open(&url).await.unwrap();
        store.own_connection().unwrap().execute_batch("SELECT id FROM signal").unwrap();
        assert!(folder.path().join("wijk%20 #1?.db").exists());
    }
}
