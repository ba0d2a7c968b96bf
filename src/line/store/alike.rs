//! Signals that are nearly the same as an earlier one, found after they were taken in.
//!
//! **Invariant:** finding changes neither signal: a row says that they are alike, and a line on the timeline why. Two
//! that no longer share a household are not asked about: who may see the one need not see the other.

use jiff::{SignedDuration, Timestamp};
use sqlx::{Row, any::AnyRow};

use super::{
    Store, StoreError, deeds,
    people::deed,
    row,
    sight::{self, sight},
    veil::{self, readable},
};
use crate::{
    domain::{Actor, SignalId},
    intake::{
        Unavailable,
        alike::{Alike, AlikePair, AlikeSignal, Sameness},
        people::Colleague,
    },
    normalise::{ALIKE, Runs},
};

/// How far back a report may be repeated.
const BACK: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Earlier signals that one is compared with.
const COMPARED: i64 = 10;
/// Signals in one look.
const LOOKED_AT: i64 = 200;

impl Alike for Store {
    async fn alike(&self, viewer: &str) -> Result<Vec<AlikePair>, Unavailable> {
        let rows = sqlx::query(concat!(
            "SELECT l.signal_id, s.casus_id, s.partner, l.reason, s.kenmerk, s.received_at, SUBSTR(s.situation, 1, 600),
               e.kenmerk, e.received_at, SUBSTR(e.situation, 1, 600)
             FROM likeness l JOIN signal s ON s.id = l.signal_id JOIN signal e ON e.id = l.earlier_id
             JOIN casus c ON c.id = s.casus_id WHERE l.verdict IS NULL AND e.casus_id = s.casus_id AND ",
            sight!("$1"),
            " AND ",
            readable!("$2"),
            " AND ",
            readable!("$2", "e"),
            " ORDER BY l.found_at, l.signal_id LIMIT 50",
        ))
        .bind(viewer.to_owned())
        .bind(veil::place(self, viewer).await?.bound())
        .fetch_all(&self.read)
        .await?;
        Ok(rows.iter().map(pair).collect::<Result<_, _>>()?)
    }

    async fn alike_count(&self, viewer: &str) -> Result<i64, Unavailable> {
        let text = concat!(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM likeness l JOIN signal s ON s.id = l.signal_id
             JOIN signal e ON e.id = l.earlier_id JOIN casus c ON c.id = s.casus_id
             WHERE l.verdict IS NULL AND e.casus_id = s.casus_id AND ",
            sight!("$1"),
            " AND ",
            readable!("$2"),
            " AND ",
            readable!("$2", "e"),
        );
        let place = veil::place(self, viewer).await?.bound();
        Ok(sqlx::query_scalar(text).bind(viewer.to_owned()).bind(place).fetch_one(&self.read).await?)
    }

    async fn judge_alike(
        &self,
        later: SignalId,
        sameness: Sameness,
        by: &Colleague,
        now: Timestamp,
    ) -> Result<bool, Unavailable> {
        if !sight::sees_signal(self, &by.id, &later.to_string()).await? {
            return Ok(false);
        }
        let mut tx = self.begin().await?;
        let judged = sqlx::query(
            "UPDATE likeness SET verdict = $2, decided_by = $3, decided_at = $4
             WHERE signal_id = $1 AND verdict IS NULL AND (SELECT s.casus_id FROM signal s WHERE s.id = signal_id)
               = (SELECT e.casus_id FROM signal e WHERE e.id = earlier_id)",
        )
        .bind(later.to_string())
        .bind(sameness.as_str())
        .bind(by.id.as_str())
        .bind(now.as_microsecond())
        .execute(&mut *tx)
        .await?;
        if judged.rows_affected() == 0 {
            return Ok(false);
        }
        let found = sqlx::query(
            "SELECT s.casus_id, s.kenmerk, e.kenmerk FROM likeness l JOIN signal s ON s.id = l.signal_id
             JOIN signal e ON e.id = l.earlier_id WHERE l.signal_id = $1",
        )
        .bind(later.to_string())
        .fetch_one(&mut *tx)
        .await?;
        if let Some(casus) = row::optional_text(&found, 0)? {
            let (one, other) = (row::text(&found, 1)?, row::text(&found, 2)?);
            let what = match sameness {
                Sameness::Dubbel => format!("{one} is hetzelfde bericht als {other}"),
                Sameness::NietDubbel => format!("{one} is een ander bericht dan {other}"),
            };
            deeds::add_sorting_event(&mut tx, &casus, by, &what, now).await?;
        }
        self.audited(&mut tx, now, deed(&by.id, judged_as(sameness), format!("signaal:{later}"))).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// What the audit calls it.
fn judged_as(sameness: Sameness) -> &'static str {
    match sameness {
        Sameness::Dubbel => "signaal.dubbel-genoemd",
        Sameness::NietDubbel => "signaal.niet-dubbel-genoemd",
    }
}

fn pair(found: &AnyRow) -> Result<AlikePair, StoreError> {
    let signal = |from: usize| -> Result<AlikeSignal, StoreError> {
        Ok(AlikeSignal {
            kenmerk: row::text(found, from)?,
            received_at: row::instant(found, from + 1)?,
            text: row::text(found, from + 2)?,
        })
    };
    Ok(AlikePair {
        id: row::text(found, 0)?,
        casus: row::text(found, 1)?,
        partner: row::text(found, 2)?,
        reason: row::text(found, 3)?,
        later: signal(4)?,
        earlier: signal(7)?,
    })
}

impl Store {
    /// Compares signals that came in after `since` with earlier ones of their partner in their household.
    ///
    /// Answers when the last of them came in, else `since`: from there the next look goes on. A signal looked at twice
    /// is found once.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn find_alike(&self, since: Timestamp, now: Timestamp) -> Result<Timestamp, StoreError> {
        let rows = sqlx::query(
            "SELECT s.id, s.kenmerk, s.casus_id, s.partner, s.received_at, s.situation FROM signal s
             WHERE s.received_at > $1 AND EXISTS (SELECT 1 FROM signal e WHERE e.casus_id = s.casus_id
               AND e.received_at >= s.received_at - $3 AND e.received_at < s.received_at AND e.partner = s.partner)
             ORDER BY s.received_at, s.id LIMIT $2",
        )
        .bind(since.as_microsecond())
        .bind(LOOKED_AT)
        .bind(i64::try_from(BACK.as_micros()).unwrap_or(i64::MAX))
        .fetch_all(&self.read)
        .await?;
        let mut last = since;
        for found in &rows {
            last = row::instant(found, 4)?;
            if let Some(runs) = Runs::of(found.try_get::<&str, _>(5)?) {
                self.compare(found, &runs, (last, now)).await?;
            }
        }
        Ok(last)
    }

    async fn compare(&self, later: &AnyRow, runs: &Runs, (at, now): (Timestamp, Timestamp)) -> Result<(), StoreError> {
        let earlier = sqlx::query(
            "SELECT id, kenmerk, situation FROM signal WHERE casus_id = $1 AND partner = $2
             AND received_at >= $3 AND received_at < $4 ORDER BY received_at DESC, id DESC LIMIT $5",
        )
        .bind(row::text(later, 2)?)
        .bind(row::text(later, 3)?)
        .bind(at.saturating_sub(BACK).unwrap_or(at).as_microsecond())
        .bind(at.as_microsecond())
        .bind(COMPARED)
        .fetch_all(&self.read)
        .await?;
        let mut best: Option<(f64, &AnyRow)> = None;
        for found in &earlier {
            let likeness = Runs::of(found.try_get::<&str, _>(2)?).map_or(0.0, |other| runs.likeness(&other));
            if likeness >= ALIKE && best.is_none_or(|(most, _)| likeness > most) {
                best = Some((likeness, found));
            }
        }
        match best {
            Some((likeness, found)) => self.remember_alike(later, found, (likeness, now)).await,
            None => Ok(()),
        }
    }

    async fn remember_alike(
        &self,
        later: &AnyRow,
        earlier: &AnyRow,
        (likeness, now): (f64, Timestamp),
    ) -> Result<(), StoreError> {
        let (id, kenmerk) = (row::text(later, 0)?, row::text(later, 1)?);
        let percent = (likeness * 100.0).round();
        let other = row::text(earlier, 1)?;
        let reason = format!("{kenmerk} en {other} zijn van dezelfde voordeur en voor {percent}% gelijk van tekst");
        let mut tx = self.begin().await?;
        let new = sqlx::query(
            "INSERT INTO likeness (signal_id, earlier_id, reason, found_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (signal_id) DO NOTHING",
        )
        .bind(id)
        .bind(row::text(earlier, 0)?)
        .bind(reason.as_str())
        .bind(now.as_microsecond())
        .execute(&mut *tx)
        .await?;
        if new.rows_affected() == 0 {
            return Ok(());
        }
        sqlx::query("INSERT INTO casus_event (id, casus_id, at, actor, what) VALUES ($1, $2, $3, $4, $5)")
            .bind(super::people::id_at(now).to_string())
            .bind(row::text(later, 2)?)
            .bind(now.as_microsecond())
            .bind(Actor::System.to_string())
            .bind(format!("Mogelijk dubbel: {reason}"))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "Al een paar weken staan er vuilniszakken op de galerij en er is veel geschreeuw 's avonds laat.";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    async fn signal(store: &Store, number: i64, partner: &str, day: &str, text: &str) {
        let micros = at(day).as_microsecond();
        let text = text.replace('\'', "''");
        store
            .run(&format!(
                "INSERT INTO signal VALUES ('01930000-0000-7000-8000-00000000005{number}', 'VD-{number}', 'c1', NULL, NULL, '{partner}', 'email', NULL, {micros},
                   '', '{text}', 1, 'eerste', '{{}}', '[]', '{{}}', '{{}}')"
            ))
            .await;
    }

    async fn store() -> (Store, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap();
        store
            .run(
                "INSERT INTO person (id, name, email, role, created_at)
                   VALUES ('marieke', 'Marieke', 'm@wijkteam.example', 'projectleider', 0);
                 INSERT INTO household VALUES ('h1', 'H-1', '{}', 0);
                 INSERT INTO casus (id, household_id, queue, urgency, reasons_json, status, signals, last_signal_at, version)
                   VALUES ('c1', 'h1', 'parkwijk', 1, '[]', 'nieuw', 1, 0, 1)",
            )
            .await;
        (store, folder)
    }

    #[tokio::test]
    async fn a_repeat_of_the_same_partner_is_asked_about_once_and_both_stay() {
        let (store, _folder) = store().await;
        signal(&store, 1, "meldpunt", "2026-11-20T10:00:00Z", TEXT).await;
        signal(&store, 2, "meldpunt", "2026-11-22T10:00:00Z", &format!("Goedemorgen! {TEXT}")).await;
        for _ in 0..2 {
            store.find_alike(at("2026-11-01T00:00:00Z"), at("2026-11-22T10:01:00Z")).await.unwrap();
        }
        let pairs = store.alike("marieke").await.unwrap();
        assert_eq!(pairs.len(), 1);
        assert_eq!((pairs[0].later.kenmerk.as_str(), pairs[0].earlier.kenmerk.as_str()), ("VD-2", "VD-1"));
        assert!(pairs[0].reason.contains("van dezelfde voordeur en voor 9"), "{}", pairs[0].reason);
        assert_eq!(store.count("SELECT COUNT(*) FROM signal").await, 2);
        assert_eq!(store.count("SELECT COUNT(*) FROM casus_event WHERE what LIKE 'Mogelijk dubbel%'").await, 1);
    }

    #[tokio::test]
    async fn two_that_were_parted_are_not_shown_beside_each_other() {
        let (store, _folder) = store().await;
        signal(&store, 1, "meldpunt", "2026-11-20T10:00:00Z", TEXT).await;
        signal(&store, 2, "meldpunt", "2026-11-22T10:00:00Z", TEXT).await;
        store.find_alike(at("2026-11-01T00:00:00Z"), at("2026-11-22T10:01:00Z")).await.unwrap();
        assert_eq!(store.alike_count("marieke").await.unwrap(), 1);
        store
            .run(
                "INSERT INTO household VALUES ('h2', 'H-2', '{}', 0);
                 INSERT INTO casus (id, household_id, queue, urgency, reasons_json, status, signals, last_signal_at,
                   version, shielded_at) VALUES ('c2', 'h2', 'parkwijk', 1, '[]', 'nieuw', 1, 0, 1, 1);
                 UPDATE signal SET casus_id = 'c2' WHERE kenmerk = 'VD-1'",
            )
            .await;
        assert!(store.alike("marieke").await.unwrap().is_empty());
        assert_eq!(store.alike_count("marieke").await.unwrap(), 0);
    }

    #[tokio::test]
    async fn another_partner_another_story_or_long_ago_is_not_asked_about() {
        let (store, _folder) = store().await;
        signal(&store, 1, "cjg", "2026-11-20T10:00:00Z", TEXT).await;
        signal(&store, 2, "meldpunt", "2026-09-20T10:00:00Z", TEXT).await;
        signal(
            &store,
            3,
            "meldpunt",
            "2026-11-21T10:00:00Z",
            "Mevrouw is gevallen op de trap en wil niet naar de huisarts.",
        )
        .await;
        signal(&store, 4, "meldpunt", "2026-11-22T10:00:00Z", TEXT).await;
        store.find_alike(at("2026-09-01T00:00:00Z"), at("2026-11-22T10:01:00Z")).await.unwrap();
        assert_eq!(store.alike_count("marieke").await.unwrap(), 0);
    }
}
