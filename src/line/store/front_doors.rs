//! The front doors in the store: when each was heard, silences that were looked into, keys.

use jiff::Timestamp;
use sqlx::Row;

use super::{KeyOwner, Store, StoreError, audit::Entry, keys, people::deed, row};
use crate::{
    domain::{Actor, PartnerName},
    intake::{
        Unavailable,
        figures::{day_number, day_numbered, day_of, start_of},
        partners::{FrontDoors, Heard, MadeKey, PartnerKey},
        people::Colleague,
    },
};

/// Days from which habits are learnt.
const LEARNT: i64 = 182;

impl FrontDoors for Store {
    async fn heard(&self, now: Timestamp) -> Result<Heard, Unavailable> {
        Ok(heard(self, now).await?)
    }

    async fn settle_silence(
        &self,
        partner: &str,
        last_day: i64,
        by: &Colleague,
        now: Timestamp,
    ) -> Result<(), Unavailable> {
        let mut tx = self.begin().await?;
        sqlx::query(
            "INSERT INTO silence (partner, last_day, settled_at, settled_by) VALUES ($1, $2, $3, $4)
             ON CONFLICT (partner) DO UPDATE SET last_day = excluded.last_day, settled_at = excluded.settled_at,
               settled_by = excluded.settled_by",
        )
        .bind(partner.to_owned())
        .bind(last_day)
        .bind(now.as_microsecond())
        .bind(by.id.as_str())
        .execute(&mut *tx)
        .await?;
        self.audited(&mut tx, now, deed(&by.id, "partner.stilte-bekeken", format!("partner:{partner}"))).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn partner_keys(&self, partner: &str) -> Result<Vec<PartnerKey>, Unavailable> {
        let rows = sqlx::query("SELECT id, created_at, revoked_at FROM api_key WHERE partner = $1 ORDER BY id DESC")
            .bind(partner.to_owned())
            .fetch_all(&self.read)
            .await?;
        let key = |row| -> Result<PartnerKey, StoreError> {
            Ok(PartnerKey {
                id: row::text(row, 0)?,
                made_at: row::instant(row, 1)?,
                revoked_at: row::optional_instant(row, 2)?,
            })
        };
        Ok(rows.iter().map(key).collect::<Result<_, _>>()?)
    }

    async fn make_partner_key(&self, partner: &str, by: &Colleague, now: Timestamp) -> Result<MadeKey, Unavailable> {
        let owner = KeyOwner::Partner(PartnerName(partner.to_owned()));
        let key = keys::create(self, &owner, &Actor::Person(by.id.clone()), now).await?;
        Ok(MadeKey { id: key.id, secret: key.secret })
    }

    async fn revoke_partner_key(
        &self,
        partner: &str,
        id: &str,
        by: &Colleague,
        now: Timestamp,
    ) -> Result<bool, Unavailable> {
        let known: i64 =
            sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM api_key WHERE id = $1 AND partner = $2")
                .bind(id.to_owned())
                .bind(partner.to_owned())
                .fetch_one(&self.read)
                .await?;
        Ok(known > 0 && keys::revoke(self, id, &Actor::Person(by.id.clone()), now).await?)
    }

    async fn office_done(
        &self,
        (action, result): (&'static str, &'static str),
        partner: &str,
        by: &Colleague,
        now: Timestamp,
    ) -> Result<(), Unavailable> {
        let mut tx = self.begin().await?;
        let entry = Entry { result, ..deed(&by.id, action, format!("partner:{partner}")) };
        self.audited(&mut tx, now, entry).await?;
        tx.commit().await?;
        Ok(())
    }
}

async fn heard(store: &Store, now: Timestamp) -> Result<Heard, StoreError> {
    let mut heard = Heard::default();
    let since = day_number(day_of(now)) - LEARNT;
    let rows = sqlx::query("SELECT key, day FROM figure WHERE day >= $1 AND name = 'voordeur' ORDER BY day")
        .bind(since)
        .fetch_all(&store.read)
        .await?;
    for row in &rows {
        heard.days.entry(row::text(row, 0)?).or_default().push(row::number(row, 1)?);
    }
    // Days that were not counted yet: mostly today.
    let uncounted = store.first_uncounted().await?.unwrap_or(since).max(since);
    let rows = sqlx::query("SELECT partner, MAX(received_at) FROM signal WHERE received_at >= $1 GROUP BY partner")
        .bind(start_of(day_numbered(uncounted)).as_microsecond())
        .fetch_all(&store.read)
        .await?;
    for row in &rows {
        heard.days.entry(row::text(row, 0)?).or_default().push(day_number(day_of(row::instant(row, 1)?)));
    }
    let rows = sqlx::query("SELECT partner, last_day FROM silence").fetch_all(&store.read).await?;
    for row in &rows {
        heard.settled.insert(row.try_get(0)?, row.try_get(1)?);
    }
    Ok(heard)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::intake::figures::Figure;

    #[tokio::test]
    async fn a_partner_was_heard_on_the_days_that_were_counted_and_on_those_since() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap();
        let now: Timestamp = "2026-11-23T08:15:00Z".parse().unwrap();
        let yesterday = day_of(now).yesterday().unwrap();
        let counts = BTreeMap::from([((Figure::Voordeur, "cjg".to_owned()), 3)]);
        store.invent_day(yesterday, counts).await.unwrap();
        store
            .run(&format!(
                "INSERT INTO signal VALUES ('s', 'VD-1', NULL, 'x', NULL, 'cjg', 'email', NULL, {}, '', '', 1, 'eerste', '{{}}', '[]', '{{}}', '{{}}')",
                now.as_microsecond()
            ))
            .await;
        let heard = store.heard(now).await.unwrap();
        let today = day_number(day_of(now));
        assert_eq!(heard.days, BTreeMap::from([("cjg".to_owned(), vec![today - 1, today])]));
    }
}
