//! What is remembered of a mailbox that mail is fetched from.
//!
//! **Invariant:** a place is written only by who holds the mailbox.

use jiff::{SignedDuration, Timestamp};
use sqlx::any::AnyRow;

use super::{Dialect, Store, StoreError, row};
use crate::intake::{LeftMail, LeftWhy, MailboxClaim, MailboxPlace, Mailboxes, Unavailable};

impl Mailboxes for Store {
    async fn hold_mailbox(
        &self,
        claim: &MailboxClaim,
        now: Timestamp,
        hold: SignedDuration,
    ) -> Result<Option<MailboxPlace>, Unavailable> {
        Ok(hold_mailbox(self, claim, (now, hold)).await?)
    }

    async fn release_mailbox(&self, claim: &MailboxClaim) -> Result<(), Unavailable> {
        Ok(release(self, claim).await?)
    }

    async fn note_place(&self, claim: &MailboxClaim, place: &MailboxPlace) -> Result<bool, Unavailable> {
        Ok(note(self, claim, place).await?)
    }

    async fn left_mails(&self) -> Result<usize, Unavailable> {
        Ok(left_mails(self).await?)
    }
}

async fn hold_mailbox(
    store: &Store,
    claim: &MailboxClaim,
    (now, hold): (Timestamp, SignedDuration),
) -> Result<Option<MailboxPlace>, StoreError> {
    let until = now.saturating_add(hold).unwrap_or(now);
    // A SQLite file has one node: who was killed need not wait for itself.
    let free_from = match store.dialect {
        Dialect::Sqlite => i64::MAX,
        Dialect::Postgres => now.as_microsecond(),
    };
    let mut transaction = store.begin().await?;
    let held = sqlx::query(
        "INSERT INTO mailbox (name, holder, held_until, validity, last_uid, since, left_json) \
         VALUES ($1, $2, $3, 0, 0, $4, '[]') \
         ON CONFLICT (name) DO UPDATE SET holder = $2, held_until = $3 \
         WHERE mailbox.holder = $2 OR mailbox.held_until < $5",
    )
    .bind(claim.mailbox.as_str())
    .bind(claim.holder.as_str())
    .bind(until.as_microsecond())
    .bind(now.as_microsecond())
    .bind(free_from)
    .execute(&mut *transaction)
    .await?;
    let place = match held.rows_affected() {
        0 => None,
        _ => {
            let select = "SELECT validity, last_uid, since, left_json FROM mailbox WHERE name = $1";
            let found = sqlx::query(select).bind(claim.mailbox.as_str()).fetch_one(&mut *transaction).await?;
            Some(place_of(&found)?)
        }
    };
    transaction.commit().await?;
    Ok(place)
}

async fn release(store: &Store, claim: &MailboxClaim) -> Result<(), StoreError> {
    let mut transaction = store.begin().await?;
    sqlx::query("UPDATE mailbox SET held_until = 0 WHERE name = $1 AND holder = $2")
        .bind(claim.mailbox.as_str())
        .bind(claim.holder.as_str())
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

async fn note(store: &Store, claim: &MailboxClaim, place: &MailboxPlace) -> Result<bool, StoreError> {
    let left: Vec<(u32, &str)> = place.left.iter().map(|left| (left.uid, left.why.as_str())).collect();
    let left = serde_json::to_string(&left).map_err(|_| StoreError::Corrupt("left_json"))?;
    let mut transaction = store.begin().await?;
    let noted =
        sqlx::query("UPDATE mailbox SET validity = $1, last_uid = $2, left_json = $3 WHERE name = $4 AND holder = $5")
            .bind(i64::from(place.validity))
            .bind(i64::from(place.last))
            .bind(left)
            .bind(claim.mailbox.as_str())
            .bind(claim.holder.as_str())
            .execute(&mut *transaction)
            .await?;
    transaction.commit().await?;
    Ok(noted.rows_affected() > 0)
}

async fn left_mails(store: &Store) -> Result<usize, StoreError> {
    let lists: Vec<String> = sqlx::query_scalar("SELECT left_json FROM mailbox").fetch_all(&store.read).await?;
    lists.iter().try_fold(0, |count, list| Ok(count + left_of(list)?.len()))
}

fn place_of(found: &AnyRow) -> Result<MailboxPlace, StoreError> {
    let number = |column| u32::try_from(row::number(found, column)?).map_err(|_| StoreError::Corrupt("uid"));
    Ok(MailboxPlace {
        validity: number(0)?,
        last: number(1)?,
        since: row::instant(found, 2)?,
        left: left_of(&row::text(found, 3)?)?,
    })
}

fn left_of(json: &str) -> Result<Vec<LeftMail>, StoreError> {
    let listed: Vec<(u32, String)> = serde_json::from_str(json).map_err(|_| StoreError::Corrupt("left_json"))?;
    let left = |(uid, why): (u32, String)| Some(LeftMail { uid, why: LeftWhy::parse(&why)? });
    listed.into_iter().map(left).collect::<Option<_>>().ok_or(StoreError::Corrupt("left_json"))
}
