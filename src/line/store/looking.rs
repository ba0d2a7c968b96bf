//! Who is looking, in the store: one row a colleague and household, which ends by itself; so all nodes know.

use jiff::Timestamp;
use sqlx::Row;

use super::{Store, sight::sight};
use crate::{
    domain::CasusId,
    intake::{
        Unavailable,
        looking::{LOOKS, Looking, Stand},
        people::Colleague,
    },
};

impl Looking for Store {
    async fn look_at(&self, casus: CasusId, by: &Colleague, now: Timestamp) -> Result<Vec<String>, Unavailable> {
        let until = now.saturating_add(LOOKS).unwrap_or(now).as_microsecond();
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM looking WHERE until <= $1").bind(now.as_microsecond()).execute(&mut *tx).await?;
        sqlx::query(concat!(
            "INSERT INTO looking (casus_id, person_id, until) SELECT c.id, $2, $3 FROM casus c WHERE c.id = $1 AND ",
            sight!("$2"),
            " ON CONFLICT (casus_id, person_id) DO UPDATE SET until = excluded.until",
        ))
        .bind(casus.to_string())
        .bind(by.id.as_str())
        .bind(until)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        self.who_looks(casus, &by.id, now).await
    }

    async fn look_away(&self, casus: CasusId, by: &Colleague) -> Result<(), Unavailable> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM looking WHERE casus_id = $1 AND person_id = $2")
            .bind(casus.to_string())
            .bind(by.id.as_str())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn who_looks(&self, casus: CasusId, by: &str, now: Timestamp) -> Result<Vec<String>, Unavailable> {
        let rows = sqlx::query(concat!(
            "SELECT p.name FROM looking l JOIN person p ON p.id = l.person_id JOIN casus c ON c.id = l.casus_id
                 WHERE l.casus_id = $1 AND l.person_id <> $2 AND l.until > $3 AND ",
            sight!("$2"),
            " ORDER BY p.name LIMIT 20",
        ))
        .bind(casus.to_string())
        .bind(by.to_owned())
        .bind(now.as_microsecond())
        .fetch_all(&self.read)
        .await?;
        Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
    }

    async fn stand(&self, casus: CasusId, viewer: &str) -> Result<Option<Stand>, Unavailable> {
        let found = sqlx::query(concat!("SELECT c.signals, c.version FROM casus c WHERE c.id = $1 AND ", sight!("$2")))
            .bind(casus.to_string())
            .bind(viewer.to_owned())
            .fetch_optional(&self.read)
            .await?;
        Ok(found
            .map(|row| Ok::<_, sqlx::Error>(Stand { signals: row.try_get(0)?, version: row.try_get(1)? }))
            .transpose()?)
    }

    async fn looked_at(&self, by: &str, now: Timestamp) -> Result<Vec<String>, Unavailable> {
        let rows = sqlx::query(concat!(
            "SELECT DISTINCT l.casus_id FROM looking l JOIN casus c ON c.id = l.casus_id
             WHERE l.person_id <> $1 AND l.until > $2 AND ",
            sight!("$1"),
            " ORDER BY l.casus_id LIMIT 100"
        ))
        .bind(by.to_owned())
        .bind(now.as_microsecond())
        .fetch_all(&self.read)
        .await?;
        Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
    }
}
