//! The second step of a login in the store.

use jiff::Timestamp;
use sqlx::{Any, Row, Transaction};

use super::{
    Store, StoreError,
    people::{deed, holder, holder_in},
    session::{end_all, insert_session},
};
use crate::{
    domain::Actor,
    intake::{
        Unavailable,
        people::{Colleague, NewSession},
        second_factor::{Confirmation, Factor, SecondFactors, Shown},
    },
};

type Tx = Transaction<'static, Any>;

fn of(person: &str) -> String {
    Actor::Person(person.to_owned()).to_string()
}

async fn replace_recovery(tx: &mut Tx, person: &str, hashes: &[String]) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM recovery_code WHERE person_id = $1").bind(person.to_owned()).execute(&mut **tx).await?;
    for hash in hashes {
        sqlx::query("INSERT INTO recovery_code (person_id, code_hash) VALUES ($1, $2)")
            .bind(person.to_owned())
            .bind(hash.clone())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

impl SecondFactors for Store {
    async fn factor(&self, person: &str) -> Result<Option<Factor>, Unavailable> {
        let row = sqlx::query(
            "SELECT f.sealed, f.confirmed_at, (SELECT CAST(COUNT(*) AS BIGINT) FROM recovery_code r
               WHERE r.person_id = f.person_id AND r.used_at IS NULL)
             FROM second_factor f WHERE f.person_id = $1",
        )
        .bind(person.to_owned())
        .fetch_optional(&self.read)
        .await?;
        row.map(|row| {
            Ok(Factor {
                sealed: row.try_get(0)?,
                confirmed: row.try_get::<Option<i64>, _>(1)?.is_some(),
                recovery_left: row.try_get(2)?,
            })
        })
        .transpose()
    }

    async fn with_factor(&self) -> Result<Vec<String>, Unavailable> {
        let people = sqlx::query_scalar("SELECT person_id FROM second_factor WHERE confirmed_at IS NOT NULL");
        Ok(people.fetch_all(&self.read).await?)
    }

    async fn half_login(&self, token_hash: &str, now: Timestamp) -> Result<Option<Colleague>, Unavailable> {
        Ok(holder(self, holder_in!("half_login"), token_hash, now).await?)
    }

    async fn offer_factor(&self, person: &str, sealed: &str) -> Result<bool, Unavailable> {
        let mut tx = self.begin().await?;
        let kept = sqlx::query(
            "INSERT INTO second_factor (person_id, sealed, last_step) VALUES ($1, $2, 0)
             ON CONFLICT (person_id) DO UPDATE SET sealed = excluded.sealed WHERE second_factor.confirmed_at IS NULL",
        )
        .bind(person.to_owned())
        .bind(sealed.to_owned())
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(kept.rows_affected() > 0)
    }

    async fn confirm_factor(&self, confirmation: Confirmation, now: Timestamp) -> Result<bool, Unavailable> {
        let mut tx = self.begin().await?;
        let confirmed = sqlx::query(
            "UPDATE second_factor SET confirmed_at = $2, last_step = $3 WHERE person_id = $1 AND confirmed_at IS NULL",
        )
        .bind(confirmation.person.as_str())
        .bind(now.as_microsecond())
        .bind(confirmation.step)
        .execute(&mut *tx)
        .await?;
        if confirmed.rows_affected() == 0 {
            return Ok(false);
        }
        replace_recovery(&mut tx, &confirmation.person, &confirmation.recovery_hashes).await?;
        let entry = deed(&confirmation.person, "tweede-stap.aangezet", of(&confirmation.person));
        self.audited(&mut tx, now, entry).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn use_code(&self, person: &str, shown: &Shown, now: Timestamp) -> Result<bool, Unavailable> {
        let mut tx = self.begin().await?;
        let used = match shown {
            Shown::Step(step) => sqlx::query(
                "UPDATE second_factor SET last_step = $2
                 WHERE person_id = $1 AND last_step < $2 AND confirmed_at IS NOT NULL",
            )
            .bind(person.to_owned())
            .bind(*step),
            Shown::Recovery(hash) => sqlx::query(
                "UPDATE recovery_code SET used_at = $2 WHERE person_id = $1 AND code_hash = $3 AND used_at IS NULL",
            )
            .bind(person.to_owned())
            .bind(now.as_microsecond())
            .bind(hash.clone()),
        };
        let used = used.execute(&mut *tx).await?.rows_affected() > 0;
        if used && matches!(shown, Shown::Recovery(_)) {
            self.audited(&mut tx, now, deed(person, "herstelcode.gebruikt", of(person))).await?;
        }
        tx.commit().await?;
        Ok(used)
    }

    async fn complete_login(&self, half: &str, session: NewSession, now: Timestamp) -> Result<(), Unavailable> {
        let mut tx = self.begin().await?;
        sqlx::query("DELETE FROM half_login WHERE token_hash = $1").bind(half.to_owned()).execute(&mut *tx).await?;
        insert_session(self, &mut tx, &session, now).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn renew_recovery(&self, person: &str, hashes: Vec<String>, now: Timestamp) -> Result<bool, Unavailable> {
        let mut tx = self.begin().await?;
        let known: Option<i64> = sqlx::query_scalar(
            "SELECT confirmed_at FROM second_factor WHERE person_id = $1 AND confirmed_at IS NOT NULL",
        )
        .bind(person.to_owned())
        .fetch_optional(&mut *tx)
        .await?;
        if known.is_none() {
            return Ok(false);
        }
        replace_recovery(&mut tx, person, &hashes).await?;
        self.audited(&mut tx, now, deed(person, "herstelcodes.vernieuwd", of(person))).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn remove_factor(&self, person: &str, by: &str, now: Timestamp) -> Result<bool, Unavailable> {
        let mut tx = self.begin().await?;
        let removed = sqlx::query("DELETE FROM second_factor WHERE person_id = $1")
            .bind(person.to_owned())
            .execute(&mut *tx)
            .await?;
        if removed.rows_affected() == 0 {
            return Ok(false);
        }
        replace_recovery(&mut tx, person, &[]).await?;
        if by != person {
            end_all(&mut tx, person).await?;
        }
        self.audited(&mut tx, now, deed(by, "tweede-stap.weggehaald", of(person))).await?;
        tx.commit().await?;
        Ok(true)
    }
}
