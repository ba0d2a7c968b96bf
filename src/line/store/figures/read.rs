//! What was counted in a period: kept days from their counts, the rest counted now.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sqlx::Row;

use super::{bounds, count};
use crate::{
    intake::figures::{AGES, Figure, Period, Sums, day_number, day_numbered, day_of},
    store::{Store, StoreError, row},
};

/// The last days are counted while somebody waits; what lies before is left to the timer.
const COUNTED_NOW: i64 = 7;

const DAY: i64 = 86_400_000_000;

pub(super) async fn sums(store: &Store, period: Period, now: Timestamp) -> Result<Sums, StoreError> {
    let (first, last) = (day_number(period.first), day_number(period.last));
    let mut sums = Sums::default();
    kept(store, (first, last), &mut sums).await?;
    let today = day_number(day_of(now));
    let uncounted = store.first_uncounted().await?.unwrap_or(today + 1);
    let mut labels = BTreeSet::new();
    let end = today.min(last);
    for day in uncounted.max(first).max(end - COUNTED_NOW + 1)..=end {
        let counted = count::count(store, day, std::mem::take(&mut labels)).await?;
        labels = counted.labels;
        for ((figure, key), number) in counted.counts {
            // Today is not over: what is due today may still be done.
            if figure == Figure::Afspraak && day == today {
                continue;
            }
            if matches!(figure, Figure::Signaal | Figure::Afspraak) {
                sums.days.push((day_numbered(day), figure, key.clone(), number));
            }
            *sums.counts.entry((figure, key)).or_default() += number;
        }
    }
    let told = "SELECT CAST(COUNT(DISTINCT signal_id) AS BIGINT) FROM feedback \
                WHERE received_at >= $1 AND received_at < $2 AND door <> 'zelf'";
    sums.told = sqlx::query_scalar(told).bind(bounds(first).0).bind(bounds(last).1).fetch_one(&store.read).await?;
    let removed = "SELECT CAST(COALESCE(SUM(number), 0) AS BIGINT) FROM figure \
                   WHERE day >= $1 AND day <= $2 AND name = 'verteld'";
    sums.told += sqlx::query_scalar::<_, i64>(removed).bind(first).bind(last).fetch_one(&store.read).await?;
    Ok(sums)
}

async fn kept(store: &Store, (first, last): (i64, i64), sums: &mut Sums) -> Result<(), StoreError> {
    let rows = sqlx::query(
        "SELECT name, key, CAST(SUM(number) AS BIGINT) FROM figure WHERE day >= $1 AND day <= $2 GROUP BY name, key",
    )
    .bind(first)
    .bind(last)
    .fetch_all(&store.read)
    .await?;
    for row in &rows {
        if let Some(figure) = Figure::parse(row.try_get::<&str, _>(0)?) {
            sums.counts.insert((figure, row::text(row, 1)?), row::number(row, 2)?);
        }
    }
    let rows = sqlx::query(
        "SELECT day, name, key, number FROM figure
         WHERE day >= $1 AND day <= $2 AND name IN ('signaal', 'afspraak') ORDER BY day, name, key",
    )
    .bind(first)
    .bind(last)
    .fetch_all(&store.read)
    .await?;
    for row in &rows {
        if let Some(figure) = Figure::parse(row.try_get::<&str, _>(1)?) {
            sums.days.push((day_numbered(row::number(row, 0)?), figure, row::text(row, 2)?, row::number(row, 3)?));
        }
    }
    Ok(())
}

/// How long the households that are open now have been so.
pub(super) async fn open_by_age(store: &Store, now: Timestamp) -> Result<Vec<i64>, StoreError> {
    let [week, two, four, eight] = AGES.map(|days| now.as_microsecond() - days * DAY);
    let row = sqlx::query(
        "SELECT CAST(COALESCE(SUM(CASE WHEN h.opened_at >= $1 THEN 1 ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN h.opened_at < $1 AND h.opened_at >= $2 THEN 1 ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN h.opened_at < $2 AND h.opened_at >= $3 THEN 1 ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN h.opened_at < $3 AND h.opened_at >= $4 THEN 1 ELSE 0 END), 0) AS BIGINT),
           CAST(COALESCE(SUM(CASE WHEN h.opened_at < $4 THEN 1 ELSE 0 END), 0) AS BIGINT)
         FROM casus c JOIN household h ON h.id = c.household_id
         WHERE c.status IN ('nieuw', 'toegewezen', 'heropend')",
    )
    .bind(week)
    .bind(two)
    .bind(four)
    .bind(eight)
    .fetch_one(&store.read)
    .await?;
    (0..=AGES.len()).map(|column| row::number(&row, column)).collect()
}
