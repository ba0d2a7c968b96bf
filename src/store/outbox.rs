//! The outbox as the courier sees it: rows leased by moving them into the future, settled in one commit.

use jiff::Timestamp;
use sqlx::{Any, AssertSqlSafe, Transaction, any::AnyRow};

use super::{Store, StoreError, insert::in_list, row};
use crate::{
    domain::Kenmerk,
    intake::{Delivered, Due, Outbox, OutboxKind, Unavailable},
};

impl Outbox for Store {
    async fn lease(&self, now: Timestamp, lease_until: Timestamp, limit: u32) -> Result<Vec<Due>, Unavailable> {
        Ok(self.lease_due(now, lease_until, limit).await?)
    }

    async fn settle(&self, results: Vec<(String, Delivered)>, now: Timestamp) -> Result<(), Unavailable> {
        Ok(self.settle_due(results, now).await?)
    }
}

impl Store {
    async fn lease_due(&self, now: Timestamp, until: Timestamp, limit: u32) -> Result<Vec<Due>, StoreError> {
        let due = "SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE state = 'wacht' AND next_attempt_at <= $1";
        let waiting: i64 = sqlx::query_scalar(due).bind(now.as_microsecond()).fetch_one(&self.read).await?;
        if waiting == 0 {
            return Ok(Vec::new());
        }
        let mut transaction = self.begin().await?;
        let select = format!(
            "SELECT o.id, o.kind, s.kenmerk, s.received_at, o.recipient, o.template, o.message_id, o.in_reply_to, \
             o.references_json, o.attempt FROM outbox o JOIN signal s ON s.id = o.signal_id \
             WHERE o.state = 'wacht' AND o.next_attempt_at <= $1 ORDER BY o.next_attempt_at LIMIT $2{}",
            self.dialect.lock_outbox()
        );
        let rows = sqlx::query(AssertSqlSafe(select))
            .bind(now.as_microsecond())
            .bind(i64::from(limit))
            .fetch_all(&mut *transaction)
            .await?;
        let leased = rows.iter().map(due_of).collect::<Result<Vec<Due>, StoreError>>()?;
        let ids: Vec<&str> = leased.iter().map(|due| due.id.as_str()).collect();
        update_all(&mut transaction, "attempt = attempt + 1, next_attempt_at =", until.as_microsecond(), &ids).await?;
        transaction.commit().await?;
        Ok(leased)
    }

    async fn settle_due(&self, results: Vec<(String, Delivered)>, now: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let sent: Vec<&str> =
            results.iter().filter(|(_, how)| *how == Delivered::Sent).map(|(id, _)| id.as_str()).collect();
        let as_sent = "state = 'verzonden', last_error = NULL, sent_at =";
        update_all(&mut transaction, as_sent, now.as_microsecond(), &sent).await?;
        for (id, delivered) in &results {
            match delivered {
                Delivered::Sent => {}
                Delivered::Later { at, error } => put_off(&mut transaction, id, *at, error).await?,
                Delivered::Dead { error } => bury(&mut transaction, id, error, now).await?,
            }
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// Sets what `assignment` ends with to `instant` in all rows with these ids, in one statement for many.
async fn update_all(
    transaction: &mut Transaction<'static, Any>,
    assignment: &str,
    instant: i64,
    ids: &[&str],
) -> Result<(), StoreError> {
    for piece in ids.chunks(64) {
        let (list, size) = in_list(piece.len());
        let text = format!("UPDATE outbox SET {assignment} ${} WHERE id IN {list}", size + 1);
        let mut query = sqlx::query(AssertSqlSafe(text));
        let last = piece.last().copied().unwrap_or_default();
        for id in piece.iter().copied().chain(std::iter::repeat(last)).take(size) {
            query = query.bind(id);
        }
        query.bind(instant).execute(&mut **transaction).await?;
    }
    Ok(())
}

async fn put_off(
    transaction: &mut Transaction<'static, Any>,
    id: &str,
    at: Timestamp,
    error: &str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE outbox SET next_attempt_at = $1, last_error = $2 WHERE id = $3")
        .bind(at.as_microsecond())
        .bind(error)
        .bind(id)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// A dead letter, and the task for a human. The task takes the row's own id: settled twice, it is still one task.
async fn bury(
    transaction: &mut Transaction<'static, Any>,
    id: &str,
    error: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE outbox SET state = 'dood', last_error = $1 WHERE id = $2")
        .bind(error)
        .bind(id)
        .execute(&mut **transaction)
        .await?;
    sqlx::query(
        "INSERT INTO task (id, kind, signal_id, reason, created_at) \
         SELECT id, 'antwoord-kwam-niet-aan', signal_id, $1, $2 FROM outbox WHERE id = $3 \
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(format!("Het antwoord kon niet worden bezorgd: {error}"))
    .bind(now.as_microsecond())
    .bind(id)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

fn due_of(found: &AnyRow) -> Result<Due, StoreError> {
    let references = row::text(found, 8)?;
    Ok(Due {
        id: row::text(found, 0)?,
        kind: OutboxKind::parse(&row::text(found, 1)?).ok_or(StoreError::Corrupt("outbox kind"))?,
        kenmerk: Kenmerk::parse(&row::text(found, 2)?).ok_or(StoreError::Corrupt("kenmerk"))?,
        received_at: row::instant(found, 3)?,
        recipient: row::text(found, 4)?,
        template: row::text(found, 5)?,
        message_id: row::text(found, 6)?,
        in_reply_to: row::optional_text(found, 7)?,
        references: serde_json::from_str(&references).map_err(|_| StoreError::Corrupt("references"))?,
        attempt: u32::try_from(row::number(found, 9)?).unwrap_or(u32::MAX - 1) + 1,
    })
}
