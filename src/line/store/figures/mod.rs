//! Figures in the store: days that are over are counted once and kept, the rest is counted when it is asked.
//!
//! **Invariant:** a day and its counts are one transaction; killed in between, the day is counted anew.

mod count;
mod read;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{Store, StoreError, people::deed, row};
use crate::intake::{
    Unavailable,
    figures::{Figure, Figures, Period, Sums, day_number, day_numbered, day_of, start_of},
    people::Colleague,
};

/// A day is counted so long after it ended: what was under way is in the books by then.
const REST: SignedDuration = SignedDuration::from_mins(10);

impl Figures for Store {
    async fn figures(&self, period: Period, now: Timestamp) -> Result<Sums, Unavailable> {
        Ok(read::sums(self, period, now).await?)
    }

    async fn open_by_age(&self, now: Timestamp) -> Result<Vec<i64>, Unavailable> {
        Ok(read::open_by_age(self, now).await?)
    }

    async fn figures_taken(&self, what: &str, by: &Colleague, now: Timestamp) -> Result<(), Unavailable> {
        let mut tx = self.begin().await?;
        self.audited(&mut tx, now, deed(&by.id, "cijfers.uitgevoerd", what.to_owned())).await?;
        tx.commit().await?;
        Ok(())
    }
}

impl Store {
    /// Counts the days that are over and were not counted yet, oldest first, at most `limit`; answers how many.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer; the days before stay counted.
    pub async fn count_days(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let Some(first) = self.first_uncounted().await? else { return Ok(0) };
        let end = day_number(day_of(now.saturating_sub(REST).unwrap_or(now)));
        let mut counted = 0;
        for day in (first..end).take(limit) {
            count::keep(self, day, now).await?;
            counted += 1;
        }
        Ok(counted)
    }

    /// Keeps what `voordeur demo` invents of a day before its signals; a day that was counted stays as it is.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn invent_day(&self, day: Date, counts: BTreeMap<(Figure, String), i64>) -> Result<(), StoreError> {
        let invented = count::Day { counts, ..count::Day::default() };
        count::write(self, day_number(day), invented, start_of(day)).await
    }

    /// The day after the last that was counted, else that of the first signal; `None`: there is nothing to count.
    pub(super) async fn first_uncounted(&self) -> Result<Option<i64>, StoreError> {
        let last = sqlx::query("SELECT MAX(day) FROM figure_day").fetch_one(&self.read).await?;
        if let Some(last) = row::Cells::number(&last, 0)? {
            return Ok(Some(last + 1));
        }
        let first = sqlx::query("SELECT MIN(received_at) FROM signal").fetch_one(&self.read).await?;
        Ok(row::optional_instant(&first, 0)?.map(|first| day_number(day_of(first))))
    }
}

/// The instants at which a day begins and the next one does, in microseconds.
fn bounds(day: i64) -> (i64, i64) {
    let start = |day| start_of(day_numbered(day)).as_microsecond();
    (start(day), start(day + 1))
}

#[cfg(test)]
mod tests;
