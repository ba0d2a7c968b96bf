//! What happened on one day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sqlx::{Row, any::AnyRow};

use super::bounds;
use crate::{
    intake::{
        feedback::FeedbackDoor,
        figures::{ANSWERED, Figure, LATE, LONGEST, ON_TIME, day_number, day_of},
    },
    store::{Store, StoreError, feedback::door, row},
    wire,
};

/// Signals that are read at once.
const CHUNK: i64 = 500;

/// The counts of a day, and the labels that households got on it.
#[derive(Debug, Default)]
pub(super) struct Day {
    pub counts: BTreeMap<(Figure, String), i64>,
    pub labels: BTreeSet<(String, String)>,
    /// The partners of today, a casus.
    pub partners: BTreeMap<String, BTreeSet<String>>,
}

impl Day {
    fn add(&mut self, figure: Figure, key: impl Into<String>) {
        *self.counts.entry((figure, key.into())).or_default() += 1;
    }
}

/// Counts a day that is over and keeps it; another node may have been earlier.
pub(super) async fn keep(store: &Store, day: i64, now: Timestamp) -> Result<(), StoreError> {
    let counted = count(store, day, BTreeSet::new()).await?;
    write(store, day, counted, now).await
}

pub(super) async fn write(store: &Store, day: i64, counted: Day, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    let new = sqlx::query("INSERT INTO figure_day (day, counted_at) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING")
        .bind(day)
        .bind(now.as_microsecond())
        .execute(&mut *tx)
        .await?;
    if new.rows_affected() == 0 {
        return Ok(());
    }
    for ((figure, key), number) in counted.counts {
        sqlx::query("INSERT INTO figure (day, name, key, number) VALUES ($1, $2, $3, $4)")
            .bind(day)
            .bind(figure.as_str())
            .bind(key)
            .bind(number)
            .execute(&mut *tx)
            .await?;
    }
    for (household, label) in counted.labels {
        let text = "INSERT INTO household_label (household_id, label) VALUES ($1, $2) \
                    ON CONFLICT (household_id, label) DO NOTHING";
        sqlx::query(text).bind(household).bind(label).execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// `labels` are those that households got on days before it that were not kept yet.
pub(super) async fn count(store: &Store, day: i64, labels: BTreeSet<(String, String)>) -> Result<Day, StoreError> {
    let mut counted = Day { labels, ..Day::default() };
    signals(store, day, &mut counted).await?;
    several(store, day, &mut counted).await?;
    firsts(store, day, &mut counted).await?;
    agreements(store, day, &mut counted).await?;
    answers(store, day, &mut counted).await?;
    for (figure, text) in [
        (
            Figure::Besproken,
            "SELECT CAST(COUNT(*) AS BIGINT) FROM meeting_item WHERE decided_at >= $1 AND decided_at < $2 \
             AND decision <> 'volgende-keer'",
        ),
        (
            Figure::Afgesloten,
            "SELECT CAST(COUNT(*) AS BIGINT) FROM deed WHERE kind = 'afsluiten' AND at >= $1 AND at < $2 \
             AND undone_at IS NULL",
        ),
    ] {
        let number: i64 =
            sqlx::query_scalar(text).bind(bounds(day).0).bind(bounds(day).1).fetch_one(&store.read).await?;
        if number > 0 {
            counted.counts.insert((figure, String::new()), number);
        }
    }
    Ok(counted)
}

/// Each signal by its channel, its partner and its labels.
async fn signals(store: &Store, day: i64, counted: &mut Day) -> Result<(), StoreError> {
    let (start, end) = bounds(day);
    let (mut at, mut id) = (start, String::new());
    loop {
        let rows = sqlx::query(
            "SELECT s.received_at, s.id, s.partner, s.channel, s.facts_json, s.route_json, c.household_id,
               h.address_json, c.id, h.opened_at
             FROM signal s LEFT JOIN casus c ON c.id = s.casus_id LEFT JOIN household h ON h.id = c.household_id
             WHERE s.received_at < $3 AND (s.received_at > $1 OR (s.received_at = $1 AND s.id > $2))
             ORDER BY s.received_at, s.id LIMIT $4",
        )
        .bind(at)
        .bind(id.as_str())
        .bind(end)
        .bind(CHUNK)
        .fetch_all(&store.read)
        .await?;
        for row in &rows {
            (at, id) = (row::number(row, 0)?, row::text(row, 1)?);
            signal(store, row, counted).await?;
            let (casus, partner) = (row::optional_text(row, 8)?, row::text(row, 2)?);
            if let Some(casus) = casus {
                let partners = counted.partners.entry(casus).or_default();
                let opened = row::number(row, 9)?;
                let is_new = partners.is_empty() && (start..end).contains(&opened);
                partners.insert(partner);
                if is_new {
                    counted.add(Figure::Huishouden, "");
                }
            }
        }
        if rows.len() < usize::try_from(CHUNK).unwrap_or(usize::MAX) {
            return Ok(());
        }
    }
}

async fn signal(store: &Store, row: &AnyRow, counted: &mut Day) -> Result<(), StoreError> {
    let channel: String = row.try_get(3)?;
    if !matches!(door(&channel, row.try_get::<&str, _>(4)?, None), FeedbackDoor::Zelf) {
        counted.add(Figure::Bereikbaar, "");
    }
    counted.add(Figure::Signaal, channel);
    counted.add(Figure::Voordeur, row::text(row, 2)?);
    let labels = wire::labels_from_json(row.try_get::<&str, _>(5)?);
    let household = row::optional_text(row, 6)?;
    let address = row::optional_text(row, 7)?.and_then(|json| wire::address_from_json(&json).ok());
    let street = address.and_then(|address| address.straatnaam);
    for label in labels {
        if let (Some(household), Some(street)) = (&household, &street)
            && counted.labels.insert((household.clone(), label.clone()))
            && !is_known(store, household, &label).await?
        {
            counted.add(Figure::Straat, format!("{street}\t{label}"));
        }
        counted.add(Figure::Thema, label);
    }
    Ok(())
}

/// Households that two partners know now, and one or none the day before.
async fn several(store: &Store, day: i64, counted: &mut Day) -> Result<(), StoreError> {
    for (casus, partners) in std::mem::take(&mut counted.partners) {
        let text = "SELECT DISTINCT partner FROM signal WHERE casus_id = $1 AND received_at < $2 LIMIT 2";
        let rows = sqlx::query(text).bind(casus).bind(bounds(day).0).fetch_all(&store.read).await?;
        let earlier: BTreeSet<String> = rows.iter().map(|row| row::text(row, 0)).collect::<Result<_, _>>()?;
        if earlier.len() < 2 && earlier.union(&partners).count() > 1 {
            counted.add(Figure::Meervoudig, "");
        }
    }
    Ok(())
}

/// The household had this label on an earlier day.
async fn is_known(store: &Store, household: &str, label: &str) -> Result<bool, StoreError> {
    let text = "SELECT CAST(COUNT(*) AS BIGINT) FROM household_label WHERE household_id = $1 AND label = $2";
    let known: i64 =
        sqlx::query_scalar(text).bind(household.to_owned()).bind(label.to_owned()).fetch_one(&store.read).await?;
    Ok(known > 0)
}

/// How many days a household waited: for the team's first deed, and for the first contact.
async fn firsts(store: &Store, day: i64, counted: &mut Day) -> Result<(), StoreError> {
    let reaction = "SELECT MIN(d.at), h.opened_at FROM deed d JOIN casus c ON c.id = d.casus_id \
         JOIN household h ON h.id = c.household_id WHERE d.at >= $1 AND d.at < $2 \
         AND NOT EXISTS (SELECT 1 FROM deed e WHERE e.casus_id = d.casus_id AND e.at < $1) \
         GROUP BY d.casus_id, h.opened_at";
    let contact = "SELECT MIN(a.done_at), h.opened_at FROM agreement a JOIN casus c ON c.id = a.casus_id \
         JOIN household h ON h.id = c.household_id WHERE a.done_at >= $1 AND a.done_at < $2 \
         AND a.outcome IN ('gesproken', 'geregeld', 'geen-hulp') \
         AND NOT EXISTS (SELECT 1 FROM agreement e WHERE e.casus_id = a.casus_id AND e.done_at < $1 \
         AND e.outcome IN ('gesproken', 'geregeld', 'geen-hulp')) GROUP BY a.casus_id, h.opened_at";
    for (figure, text) in [(Figure::Reactie, reaction), (Figure::Contact, contact)] {
        let (start, end) = bounds(day);
        let rows = sqlx::query(text).bind(start).bind(end).fetch_all(&store.read).await?;
        for row in &rows {
            let number = |at: Timestamp| day_number(day_of(at));
            let days = number(row::instant(row, 0)?) - number(row::instant(row, 1)?);
            counted.add(figure, days.clamp(0, LONGEST).to_string());
        }
    }
    Ok(())
}

/// Agreements whose day this was; what fell away is not counted.
async fn agreements(store: &Store, day: i64, counted: &mut Day) -> Result<(), StoreError> {
    let (start, end) = bounds(day);
    // The end of a day is the first instant of the next.
    let rows = sqlx::query(
        "SELECT CAST(CASE WHEN done_at <= due_at THEN 1 ELSE 0 END AS BIGINT) FROM agreement
         WHERE due_at > $1 AND due_at <= $2 AND COALESCE(outcome, '') <> 'vervallen'",
    )
    .bind(start)
    .bind(end)
    .fetch_all(&store.read)
    .await?;
    for row in &rows {
        let on_time = row::number(row, 0)? == 1;
        counted.add(Figure::Afspraak, if on_time { ON_TIME } else { LATE });
    }
    Ok(())
}

/// How soon acknowledgements went.
async fn answers(store: &Store, day: i64, counted: &mut Day) -> Result<(), StoreError> {
    let (start, end) = bounds(day);
    let rows = sqlx::query(
        "SELECT created_at, sent_at FROM outbox WHERE kind = 'bevestiging' AND state <> 'ingehouden'
         AND created_at >= $1 AND created_at < $2",
    )
    .bind(start)
    .bind(end)
    .fetch_all(&store.read)
    .await?;
    for row in &rows {
        let made = row::number(row, 0)?;
        let [minute, hour, later, never] = ANSWERED;
        let word = match row::Cells::number(row, 1)?.map(|sent| (sent - made) / 1_000_000) {
            None => never,
            Some(seconds) if seconds <= 60 => minute,
            Some(seconds) if seconds <= 3_600 => hour,
            Some(_) => later,
        };
        counted.add(Figure::Bevestiging, word);
    }
    Ok(())
}
