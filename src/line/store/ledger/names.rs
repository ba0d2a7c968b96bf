//! How common names are among the signals of this store, for the linkage's term frequencies.
//!
//! Counted from the latest signals when the first one comes, and on from there by each node for itself: a frequency
//! needs a fair sample, not every signal there ever was.

use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use tokio::sync::OnceCell;

use crate::{
    household::{Facts, Founded, Population},
    store::{Store, StoreError, facts, row},
};

/// As many of the latest signals are counted.
const SAMPLE: i64 = 20_000;

#[derive(Debug, Default)]
pub(super) struct Names {
    counted: OnceCell<()>,
    population: RwLock<Population>,
}

impl Names {
    /// Counts what is stored, once.
    pub(super) async fn count_stored(&self, store: &Store) -> Result<(), StoreError> {
        self.counted
            .get_or_try_init(|| async {
                let population = stored(store).await?;
                *self.population.write().unwrap_or_else(PoisonError::into_inner) = population;
                Ok::<(), StoreError>(())
            })
            .await?;
        Ok(())
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, Population> {
        self.population.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts what a commit brought.
    pub(super) fn count(&self, taken: impl Iterator<Item = (Facts, Founded)>) {
        let mut population = self.population.write().unwrap_or_else(PoisonError::into_inner);
        taken.for_each(|(facts, founded)| population.count(&facts, founded));
    }
}

async fn stored(store: &Store) -> Result<Population, StoreError> {
    let households: i64 =
        sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM household").fetch_one(&store.read).await?;
    let mut population = Population::of_households(u32::try_from(households).unwrap_or(u32::MAX));
    let found = sqlx::query("SELECT facts_json, received_at FROM signal ORDER BY received_at DESC LIMIT $1")
        .bind(SAMPLE)
        .fetch_all(&store.read)
        .await?;
    for line in &found {
        // A row that cannot be read must not keep others out: it tells no names.
        if let Ok(facts) = facts::stored(&row::text(line, 0)?, row::instant(line, 1)?, &store.register) {
            population.count(&facts, Founded::No);
        }
    }
    Ok(population)
}
