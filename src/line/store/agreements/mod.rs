//! Agreements in the store; making and ending one are deeds.

mod make;
mod read;

use jiff::Timestamp;
use sqlx::Row;

pub(super) use make::{unmake, unsettle};

use super::{
    Store,
    absence::for_them,
    people::{deed, instant},
    sight::{self, sight},
};
use crate::intake::{
    Unavailable,
    agreements::{Agreement, Agreements, CalendarEntry, NewAgreement, Outcome, Whose},
    people::Colleague,
};

impl Agreements for Store {
    async fn agree(&self, agreement: NewAgreement, now: Timestamp) -> Result<Option<String>, Unavailable> {
        Ok(make::agree(self, agreement, now).await?)
    }

    async fn agreements(&self, whose: Whose, viewer: &str, now: Timestamp) -> Result<Vec<Agreement>, Unavailable> {
        Ok(read::agreements(self, whose, viewer, now).await?)
    }

    async fn answer(
        &self,
        id: &str,
        yes_or_no: &'static str,
        by: &Colleague,
        now: Timestamp,
    ) -> Result<bool, Unavailable> {
        if !sight::sees_agreement(self, &by.id, id).await? {
            return Ok(false);
        }
        let mut tx = self.begin().await?;
        let changed = sqlx::query(concat!(
            "UPDATE agreement SET answer = $3 WHERE id = $1 AND done_at IS NULL AND ",
            for_them!("owner", "$2", "$4")
        ))
        .bind(id.to_owned())
        .bind(by.id.as_str())
        .bind(yes_or_no)
        .bind(now.as_microsecond())
        .execute(&mut *tx)
        .await?;
        if changed.rows_affected() == 0 {
            return Ok(false);
        }
        self.audited(&mut tx, now, deed(&by.id, "afspraak.beantwoord", format!("afspraak:{id}"))).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn settle_agreement(
        &self,
        id: &str,
        outcome: (Outcome, &str),
        by: &Colleague,
        now: Timestamp,
    ) -> Result<Option<(String, String)>, Unavailable> {
        Ok(make::settle(self, id, outcome, by, now).await?)
    }

    async fn remind(&self, id: &str, by: &Colleague, now: Timestamp) -> Result<bool, Unavailable> {
        if !sight::sees_agreement(self, &by.id, id).await? {
            return Ok(false);
        }
        let mut tx = self.begin().await?;
        let changed = sqlx::query("UPDATE agreement SET reminded_at = $2 WHERE id = $1 AND done_at IS NULL")
            .bind(id.to_owned())
            .bind(now.as_microsecond())
            .execute(&mut *tx)
            .await?;
        if changed.rows_affected() == 0 {
            return Ok(false);
        }
        self.audited(&mut tx, now, deed(&by.id, "afspraak.herinnerd", format!("afspraak:{id}"))).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn renew_calendar(&self, token_hash: &str, by: &Colleague, now: Timestamp) -> Result<(), Unavailable> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "INSERT INTO calendar_link (person_id, token_hash, made_at) VALUES ($1, $2, $3)
             ON CONFLICT (person_id) DO UPDATE SET token_hash = excluded.token_hash, made_at = excluded.made_at",
        )
        .bind(by.id.as_str())
        .bind(token_hash.to_owned())
        .bind(now.as_microsecond())
        .execute(&mut *tx)
        .await?;
        self.audited(&mut tx, now, deed(&by.id, "medewerker.agendalink-vernieuwd", format!("persoon:{}", by.id)))
            .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn calendar(&self, token_hash: &str, now: Timestamp) -> Result<Option<Vec<CalendarEntry>>, Unavailable> {
        let owner: Option<String> = sqlx::query_scalar(
            "SELECT l.person_id FROM calendar_link l JOIN person p ON p.id = l.person_id
             WHERE l.token_hash = $1 AND p.disabled_at IS NULL",
        )
        .bind(token_hash.to_owned())
        .fetch_optional(&self.read)
        .await?;
        let Some(owner) = owner else {
            return Ok(None);
        };
        let rows = sqlx::query(concat!(
            "SELECT a.id, h.kenmerk, a.due_at FROM agreement a JOIN casus c ON c.id = a.casus_id
             JOIN household h ON h.id = c.household_id WHERE a.done_at IS NULL AND ",
            for_them!("a.owner", "$1", "$2"),
            " AND ",
            sight!("$1"),
            " ORDER BY a.due_at LIMIT 500",
        ))
        .bind(owner)
        .bind(now.as_microsecond())
        .fetch_all(&self.read)
        .await?;
        let entry = |row: &sqlx::any::AnyRow| -> Result<CalendarEntry, super::StoreError> {
            Ok(CalendarEntry { id: row.try_get(0)?, kenmerk: row.try_get(1)?, due_at: instant(row.try_get(2)?)? })
        };
        Ok(Some(rows.iter().map(entry).collect::<Result<_, _>>()?))
    }
}
