//! The outbox as the courier sees it: rows leased by moving them into the future, settled in one commit.

use jiff::Timestamp;
use sqlx::{Any, AssertSqlSafe, Transaction, any::AnyRow};

use super::{Store, StoreError, audit::Entry, insert::in_list, row};
use crate::{
    domain::{Actor, Exchange, Kenmerk, SignalId},
    intake::{Delivered, Due, Lane, Outbox, OutboxKind, Unavailable},
    wire,
};

/// Where a task stands that says a webhook is off.
const OFF: &str = "webhook-uit.";

/// Rows of a lane that may be sent. A webhook that is off waits for a human.
fn ready(lane: Lane) -> &'static str {
    match lane {
        Lane::Mail => "o.state = 'wacht' AND o.kind <> 'webhook'",
        Lane::Webhook => {
            "o.state = 'wacht' AND o.kind = 'webhook' AND NOT EXISTS \
             (SELECT 1 FROM task t WHERE t.id = 'webhook-uit.' || o.recipient AND t.done_at IS NULL)"
        }
    }
}

type Tx = Transaction<'static, Any>;

impl Outbox for Store {
    async fn lease(
        &self,
        lane: Lane,
        now: Timestamp,
        lease_until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Due>, Unavailable> {
        Ok(self.lease_due(lane, (now, lease_until), limit).await?)
    }

    async fn settle(&self, results: Vec<(String, Delivered)>, now: Timestamp) -> Result<(), Unavailable> {
        Ok(self.settle_due(results, now).await?)
    }
}

impl Store {
    async fn lease_due(
        &self,
        lane: Lane,
        (now, until): (Timestamp, Timestamp),
        limit: u32,
    ) -> Result<Vec<Due>, StoreError> {
        let ready = ready(lane);
        let due = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox o WHERE {ready} AND o.next_attempt_at <= $1");
        let waiting = sqlx::query_scalar(AssertSqlSafe(due)).bind(now.as_microsecond()).fetch_one(&self.read);
        let waiting: i64 = waiting.await?;
        if waiting == 0 {
            return Ok(Vec::new());
        }
        let mut transaction = self.begin().await?;
        let select = format!(
            "SELECT o.id, o.kind, s.kenmerk, s.received_at, o.recipient, o.template, o.message_id, o.in_reply_to, \
             o.references_json, o.attempt, o.signal_id, o.shared_json, \
             CASE WHEN o.shared_json IS NULL THEN NULL ELSE s.facts_json END \
             FROM outbox o JOIN signal s ON s.id = o.signal_id \
             WHERE {ready} AND o.next_attempt_at <= $1 ORDER BY o.next_attempt_at LIMIT $2{}",
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
        self.record_exchanges(&mut transaction, &sent, now).await?;
        for (id, delivered) in &results {
            match delivered {
                Delivered::Sent => {}
                Delivered::Later { at, error } => put_off(&mut transaction, id, *at, error).await?,
                Delivered::Dead { error } => bury(&mut transaction, id, error, now).await?,
                Delivered::Refused { error } => switch_off(&mut transaction, id, error, now).await?,
            }
        }
        transaction.commit().await?;
        Ok(())
    }

    /// One line in the audit for each time that a partner or another system was told of a signal.
    async fn record_exchanges(&self, tx: &mut Tx, sent: &[&str], now: Timestamp) -> Result<(), StoreError> {
        let ours = |id: &&&str| id.starts_with("kopie.") || id.starts_with("webhook.");
        for id in sent.iter().filter(ours) {
            let text = "SELECT signal_id, shared_json FROM outbox WHERE id = $1 AND shared_json IS NOT NULL";
            let Some(found) = sqlx::query(text).bind(*id).fetch_optional(&mut **tx).await? else { continue };
            let exchange = read_exchange(&row::text(&found, 1)?)?;
            let entry = Entry {
                actor: Actor::System.to_string(),
                action: "signaal.uitgewisseld",
                object: format!("signaal:{}", row::text(&found, 0)?),
                result: "verzonden",
                detail: format!("aan {}; mee ging: {}", exchange.with, exchange.names()),
            };
            self.audited(tx, now, entry).await?;
        }
        Ok(())
    }
}

fn read_exchange(json: &str) -> Result<Exchange, StoreError> {
    wire::exchange_from_json(json).map_err(|_| StoreError::Corrupt("shared_json"))
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
         SELECT id, CASE WHEN kind = 'webhook' THEN 'webhook-kwam-niet-aan' ELSE 'antwoord-kwam-niet-aan' END, signal_id, \
         CASE kind WHEN 'webhook' THEN 'Het bericht aan ' || recipient WHEN 'kopie' THEN 'De kopie aan ' || recipient \
         WHEN 'herinnering' THEN 'De herinnering of oproep aan ' || recipient \
         WHEN 'bevestiging' THEN 'De bevestiging aan de melder' ELSE 'Het antwoord' END || $1, $2 \
         FROM outbox WHERE id = $3 ON CONFLICT (id) DO NOTHING",
    )
    .bind(format!(" kon niet worden bezorgd: {error}"))
    .bind(now.as_microsecond())
    .bind(id)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// The other system is gone for good (410): nothing more goes there until a human settles this one task. The rows wait.
async fn switch_off(tx: &mut Tx, id: &str, error: &str, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE outbox SET next_attempt_at = $1, last_error = $2 WHERE id = $3")
        .bind(now.as_microsecond())
        .bind(error)
        .bind(id)
        .execute(&mut **tx)
        .await?;
    sqlx::query(
        "INSERT INTO task (id, kind, signal_id, reason, created_at) \
         SELECT $1 || recipient, 'webhook-uit', signal_id, recipient || $2, $3 FROM outbox WHERE id = $4 \
         ON CONFLICT (id) DO UPDATE SET done_at = NULL, done_by = NULL, created_at = excluded.created_at, \
         signal_id = excluded.signal_id",
    )
    .bind(OFF)
    .bind(format!(
        " wil geen berichten meer ({error}). Zij wachten hier. Herstel het adres in partners.toml en vink dit af: dan \
         gaan ze alsnog."
    ))
    .bind(now.as_microsecond())
    .bind(id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn due_of(found: &AnyRow) -> Result<Due, StoreError> {
    let references = row::text(found, 8)?;
    let exchange = row::optional_text(found, 11)?.map(|json| read_exchange(&json)).transpose()?;
    let facts = row::optional_text(found, 12)?.filter(|_| exchange.as_ref().is_some_and(Exchange::wants_address));
    let facts =
        facts.map(|json| wire::facts_from_json(&json).map_err(|_| StoreError::Corrupt("facts_json"))).transpose()?;
    let exchange = match (exchange, facts) {
        (Some(exchange), Some(facts)) => Some(exchange.with_address(&facts.address)),
        (exchange, _) => exchange,
    };
    Ok(Due {
        signal: SignalId::parse(&row::text(found, 10)?).ok_or(StoreError::Corrupt("outbox.signal_id"))?,
        exchange,
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
