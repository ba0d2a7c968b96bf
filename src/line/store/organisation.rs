//! The accounts by which people log in through their organisation, in the store.

use jiff::Timestamp;
use sqlx::{Any, Transaction};

use super::{
    Store, StoreError,
    people::{colleague, deed, person_columns, use_up},
    session::insert_session,
};
use crate::{
    domain::Actor,
    intake::{
        Unavailable,
        organisation::{Account, Accounts, Tie},
        people::{Colleague, NewSession},
    },
};

type Tx = Transaction<'static, Any>;

/// Ties the account to the person unless either is tied otherwise.
async fn tie_once(tx: &mut Tx, account: &Account, person: &str) -> Result<bool, StoreError> {
    let tied = sqlx::query(
        "INSERT INTO organisation_account (person_id, issuer, subject)
         SELECT p.id, $2, $3 FROM person p WHERE p.id = $1 AND p.disabled_at IS NULL
         ON CONFLICT DO NOTHING",
    )
    .bind(person.to_owned())
    .bind(account.issuer.clone())
    .bind(account.subject.clone())
    .execute(&mut **tx)
    .await?;
    Ok(tied.rows_affected() > 0)
}

async fn holds(tx: &mut Tx, account: &Account, person: &str) -> Result<bool, StoreError> {
    let held: i64 = sqlx::query_scalar(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM organisation_account a JOIN person p ON p.id = a.person_id
         WHERE a.person_id = $1 AND a.issuer = $2 AND a.subject = $3 AND p.disabled_at IS NULL",
    )
    .bind(person.to_owned())
    .bind(account.issuer.clone())
    .bind(account.subject.clone())
    .fetch_one(&mut **tx)
    .await?;
    Ok(held > 0)
}

impl Accounts for Store {
    async fn holder_of(&self, account: &Account) -> Result<Option<Colleague>, Unavailable> {
        let row = sqlx::query(concat!(
            "SELECT ",
            person_columns!(),
            " FROM organisation_account a JOIN person p ON p.id = a.person_id
             WHERE a.issuer = $1 AND a.subject = $2 AND p.disabled_at IS NULL",
        ))
        .bind(account.issuer.clone())
        .bind(account.subject.clone())
        .fetch_optional(&self.read)
        .await?;
        Ok(row.as_ref().map(colleague).transpose()?)
    }

    async fn with_account(&self) -> Result<Vec<String>, Unavailable> {
        Ok(sqlx::query_scalar("SELECT person_id FROM organisation_account").fetch_all(&self.read).await?)
    }

    async fn come_in(
        &self,
        account: Account,
        tie: Tie,
        session: NewSession,
        now: Timestamp,
    ) -> Result<bool, Unavailable> {
        let person = session.person.as_str();
        let mut tx = self.begin().await?;
        let holds = match &tie {
            Tie::Known => holds(&mut tx, &account, person).await?,
            Tie::Email => tie_once(&mut tx, &account, person).await?,
            Tie::Link(link_hash) => {
                if !use_up(&mut tx, link_hash, person, now).await? {
                    return Ok(false);
                }
                sqlx::query("DELETE FROM organisation_account WHERE person_id = $1")
                    .bind(person.to_owned())
                    .execute(&mut *tx)
                    .await?;
                tie_once(&mut tx, &account, person).await?
            }
        };
        if !holds {
            return Ok(false);
        }
        if tie != Tie::Known {
            let who = Actor::Person(person.to_owned()).to_string();
            self.audited(&mut tx, now, deed(person, "medewerker.gekoppeld", who)).await?;
        }
        insert_session(self, &mut tx, &session, now).await?;
        tx.commit().await?;
        Ok(true)
    }
}
