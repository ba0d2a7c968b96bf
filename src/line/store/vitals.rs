//! The figures by which the night shift sees that all is well.

use jiff::Timestamp;

use super::{Store, StoreError};

/// Read at each scrape.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Vitals {
    pub casussen_open: i64,
    pub wachtbak: i64,
    pub tasks_open: i64,
    pub outbox_waiting: i64,
    pub outbox_dead: i64,
    /// Seconds that the mail which is due longest has waited.
    pub outbox_oldest_s: i64,
    /// Signals that stand neither in a casus nor in the wachtbak, or in both: must be 0.
    pub conservation_gap: i64,
}

impl Store {
    /// Whether the store answers.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.read).await?;
        Ok(())
    }

    /// Counts for the metrics page.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn vitals(&self, now: Timestamp) -> Result<Vitals, StoreError> {
        let oldest: Option<i64> = sqlx::query_scalar("SELECT MIN(created_at) FROM outbox WHERE state = 'wacht'")
            .fetch_one(&self.read)
            .await?;
        Ok(Vitals {
            casussen_open: self
                .count_of("SELECT COUNT(*) FROM casus WHERE status NOT IN ('afgesloten', 'samengevoegd')")
                .await?,
            wachtbak: self
                .count_of("SELECT COUNT(*) FROM signal WHERE casus_id IS NULL AND holding_settled_at IS NULL")
                .await?,
            tasks_open: self.count_of("SELECT COUNT(*) FROM task WHERE done_at IS NULL").await?,
            outbox_waiting: self.count_of("SELECT COUNT(*) FROM outbox WHERE state = 'wacht'").await?,
            outbox_dead: self.count_of("SELECT COUNT(*) FROM outbox WHERE state = 'dood'").await?,
            outbox_oldest_s: oldest.map_or(0, |oldest| (now.as_microsecond() - oldest).max(0) / 1_000_000),
            conservation_gap: self
                .count_of("SELECT COUNT(*) FROM signal WHERE casus_id IS NULL AND holding_reason IS NULL")
                .await?,
        })
    }

    async fn count_of(&self, text: &'static str) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar(text).fetch_one(&self.read).await?)
    }
}
