//! Timers: what the rules asked for when nobody has taken a signal up.
//!
//! **Invariant:** what a timer does and that it did it are one transaction. Killed in between, it did nothing and does
//! it again; done, it is never done again, whatever the clock says afterwards and however many nodes look.

use jiff::Timestamp;
use sqlx::{Any, AssertSqlSafe, Transaction, any::AnyRow};

use super::{BookRules, Store, StoreError, audit::Entry, insert::Insert, ledger::batch::message_id, row, script::Cell};
use crate::{
    domain::{Actor, Signal, SignalId, Step, StepKind, StepTo},
    intake::OutboxKind,
};

pub(super) const TIMER: Insert = Insert {
    head: "INSERT INTO timer (signal_id, position, kind, target, reason, fire_at, made_at, state)",
    columns: 8,
    tail: "",
};

type Tx = Transaction<'static, Any>;

/// The template of what a timer sends.
fn template(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Piket => "piket",
        StepKind::Termijn | StepKind::Herinnering | StepKind::Escalatie => "herinnering",
    }
}

/// Who hears it when nobody has the role that was meant.
const KEEPER: &str = "projectleider";

/// One timer that is due, and the signal it is about.
#[derive(Debug)]
struct Timer {
    signal: SignalId,
    position: i64,
    kind: StepKind,
    to: StepTo,
    reason: String,
    made_at: i64,
    casus: Option<String>,
    /// The casus is closed, or the wachtbak is settled.
    closed: bool,
    assigned_to: Option<String>,
}

impl Timer {
    /// Of the event and the task that it leaves: each comes once.
    fn key(&self) -> String {
        format!("timer.{}.{}", self.signal, self.position)
    }
}

/// The row of a step that a signal's rules ask for; `position` is its place among them, from 1.
pub(super) fn cells<'a>(signal: &Signal, position: i64, step: &Step) -> [Cell<'a>; 8] {
    [
        signal.id.0.into(),
        position.into(),
        step.kind.as_str().into(),
        step.to.written().into(),
        step.when.because.clone().into(),
        step.when.at.as_microsecond().into(),
        signal.received_at.as_microsecond().into(),
        "wacht".into(),
    ]
}

impl Store {
    /// Runs at most `limit` timers whose time has come; answers how many did something or fell away.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer; then none of them ran.
    pub async fn run_timers(&self, now: Timestamp, limit: u32, rules: &BookRules) -> Result<usize, StoreError> {
        let due = "SELECT CAST(COUNT(*) AS BIGINT) FROM timer WHERE state = 'wacht' AND fire_at <= $1";
        let waiting: i64 = sqlx::query_scalar(due).bind(now.as_microsecond()).fetch_one(&self.read).await?;
        if waiting == 0 {
            return Ok(0);
        }
        let mut transaction = self.begin().await?;
        let timers = self.due_timers(&mut transaction, now, limit).await?;
        for timer in &timers {
            self.run_timer(&mut transaction, timer, now, rules).await?;
        }
        transaction.commit().await?;
        Ok(timers.len())
    }

    async fn due_timers(&self, tx: &mut Tx, now: Timestamp, limit: u32) -> Result<Vec<Timer>, StoreError> {
        let select = format!(
            "SELECT t.signal_id, t.position, t.kind, t.target, t.reason, t.made_at, s.casus_id, \
             CAST((CASE WHEN s.casus_id IS NULL AND s.holding_settled_at IS NULL THEN 0 WHEN s.casus_id IS NULL THEN 1 \
             ELSE (SELECT COUNT(*) FROM casus c WHERE c.id = s.casus_id AND c.status IN ('afgesloten', 'samengevoegd')) \
             END) AS BIGINT), \
             (SELECT c.assigned_to FROM casus c WHERE c.id = s.casus_id) \
             FROM timer t JOIN signal s ON s.id = t.signal_id \
             WHERE t.state = 'wacht' AND t.fire_at <= $1 ORDER BY t.fire_at, t.signal_id, t.position LIMIT $2{}",
            self.dialect.lock_timer()
        );
        let rows = sqlx::query(AssertSqlSafe(select))
            .bind(now.as_microsecond())
            .bind(i64::from(limit))
            .fetch_all(&mut **tx)
            .await?;
        rows.iter().map(timer).collect()
    }

    async fn run_timer(&self, tx: &mut Tx, timer: &Timer, now: Timestamp, rules: &BookRules) -> Result<(), StoreError> {
        let taken_up = timer.closed || is_taken_up(tx, timer).await?;
        let state = if taken_up { "vervallen" } else { "gedaan" };
        sqlx::query("UPDATE timer SET state = $1, settled_at = $2 WHERE signal_id = $3 AND position = $4")
            .bind(state)
            .bind(now.as_microsecond())
            .bind(timer.signal.to_string())
            .bind(timer.position)
            .execute(&mut **tx)
            .await?;
        if taken_up {
            return Ok(());
        }
        let told = tell(tx, timer, now, rules).await?;
        let what = sentence(timer, told);
        if let Some(casus) = &timer.casus {
            leave_trace(tx, timer, casus, &what, now).await?;
        }
        let entry = Entry {
            actor: Actor::System.to_string(),
            action: "signaal.termijn-verlopen",
            object: format!("signaal:{}", timer.signal),
            result: timer.kind.as_str(),
            detail: timer.reason.clone(),
        };
        self.audited(tx, now, entry).await
    }
}

fn timer(found: &AnyRow) -> Result<Timer, StoreError> {
    Ok(Timer {
        signal: SignalId::parse(&row::text(found, 0)?).ok_or(StoreError::Corrupt("timer.signal_id"))?,
        position: row::number(found, 1)?,
        kind: StepKind::parse(&row::text(found, 2)?).ok_or(StoreError::Corrupt("timer.kind"))?,
        to: StepTo::parse(&row::text(found, 3)?).ok_or(StoreError::Corrupt("timer.target"))?,
        reason: row::text(found, 4)?,
        made_at: row::number(found, 5)?,
        casus: row::optional_text(found, 6)?,
        closed: row::number(found, 7)? > 0,
        assigned_to: row::optional_text(found, 8)?,
    })
}

/// Begins anew for a signal that goes to another casus: what people did there before was not about it.
pub(super) async fn watch_anew(tx: &mut Tx, signal: &str, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE timer SET made_at = $2 WHERE signal_id = $1 AND state = 'wacht'")
        .bind(signal.to_owned())
        .bind(now.as_microsecond())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The deadline of a casus from those of its signals: the earliest that has not passed; if all have, the last.
pub(super) async fn recount_due(tx: &mut Tx, casus: &str, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE casus SET due_at = (SELECT COALESCE(MIN(CASE WHEN t.fire_at > $2 THEN t.fire_at END), MAX(t.fire_at))
           FROM timer t JOIN signal s ON s.id = t.signal_id WHERE s.casus_id = $1 AND t.kind = $3)
         WHERE id = $1",
    )
    .bind(casus.to_owned())
    .bind(now.as_microsecond())
    .bind(StepKind::Termijn.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Somebody of the team did something with the casus after the signal came there, and did not take it back. To say
/// which signals belong together is not that.
async fn is_taken_up(tx: &mut Tx, timer: &Timer) -> Result<bool, StoreError> {
    let Some(casus) = &timer.casus else { return Ok(false) };
    let text = "SELECT CAST((SELECT COUNT(*) FROM casus_event e WHERE e.casus_id = $1 AND e.at >= $2 AND e.actor <> $3 \
         AND e.takes_up <> 0 AND NOT EXISTS (SELECT 1 FROM deed d WHERE d.casus_id = e.casus_id AND d.at = e.at \
         AND d.undone_at IS NOT NULL)) \
         + (SELECT COUNT(*) FROM note WHERE casus_id = $1 AND written_at >= $2) AS BIGINT)";
    let deeds: i64 = sqlx::query_scalar(text)
        .bind(casus.as_str())
        .bind(timer.made_at)
        .bind(Actor::System.to_string())
        .fetch_one(&mut **tx)
        .await?;
    Ok(deeds > 0)
}

/// Puts mail in the outbox for everybody who must hear it; answers how many that are.
async fn tell(tx: &mut Tx, timer: &Timer, now: Timestamp, rules: &BookRules) -> Result<usize, StoreError> {
    let recipients = recipients(tx, timer).await?;
    for (number, recipient) in (1..).zip(&recipients) {
        let id = format!("herinnering.{}.{}.{number}", timer.signal, timer.position);
        sqlx::query(
            "INSERT INTO outbox (id, kind, signal_id, recipient, template, message_id, references_json, state, attempt, \
             next_attempt_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, '[]', 'wacht', 0, $8, $7) \
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(id.as_str())
        .bind(OutboxKind::Herinnering.as_str())
        .bind(timer.signal.to_string())
        .bind(recipient.as_str())
        .bind(template(timer.kind))
        .bind(message_id(&id, rules))
        .bind(now.as_microsecond())
        // Due at once, also for a node whose clock is behind the one that ran the timer.
        .bind(timer.made_at)
        .execute(&mut **tx)
        .await?;
    }
    let is_for_people = !matches!(timer.to, StepTo::Queue(_));
    if recipients.is_empty() && is_for_people {
        sqlx::query(
            "INSERT INTO task (id, kind, signal_id, reason, created_at) VALUES ($1, 'niemand-bereikt', $2, $3, $4) \
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(timer.key())
        .bind(timer.signal.to_string())
        .bind(format!("Nog niet opgepakt, en niemand kreeg bericht: {}", timer.reason))
        .bind(now.as_microsecond())
        .execute(&mut **tx)
        .await?;
    }
    Ok(recipients.len())
}

/// Whoever has the casus is reminded; an escalation goes past them.
async fn recipients(tx: &mut Tx, timer: &Timer) -> Result<Vec<String>, StoreError> {
    if let (Some(person), StepKind::Herinnering | StepKind::Termijn) = (&timer.assigned_to, timer.kind) {
        let text = "SELECT email FROM person WHERE id = $1 AND disabled_at IS NULL";
        let own = emails(tx, text, person).await?;
        if !own.is_empty() {
            return Ok(own);
        }
    }
    let with_role = "SELECT email FROM person WHERE role = $1 AND disabled_at IS NULL ORDER BY email";
    match &timer.to {
        StepTo::Mail(address) => Ok(vec![address.clone()]),
        StepTo::Queue(_) => Ok(Vec::new()),
        StepTo::Role(role) => {
            let people = emails(tx, with_role, role).await?;
            if people.is_empty() { emails(tx, with_role, KEEPER).await } else { Ok(people) }
        }
    }
}

async fn emails(tx: &mut Tx, text: &'static str, of: &str) -> Result<Vec<String>, StoreError> {
    let rows = sqlx::query(text).bind(of).fetch_all(&mut **tx).await?;
    rows.iter().map(|found| row::text(found, 0)).collect()
}

/// The event on the timeline, and for an escalation the reason on the card and the other queue.
async fn leave_trace(tx: &mut Tx, timer: &Timer, casus: &str, what: &str, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO casus_event (id, casus_id, at, actor, what) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind(timer.key())
    .bind(casus)
    .bind(now.as_microsecond())
    .bind(Actor::System.to_string())
    .bind(what)
    .execute(&mut **tx)
    .await?;
    // Locks the row before it is read: on PostgreSQL a colleague may be moving it.
    let found = sqlx::query("UPDATE casus SET version = version + 1 WHERE id = $1 RETURNING reasons_json, queue")
        .bind(casus)
        .fetch_one(&mut **tx)
        .await?;
    let mut reasons: Vec<String> =
        serde_json::from_str(&row::text(&found, 0)?).map_err(|_| StoreError::Corrupt("reasons"))?;
    let mut queue = row::text(&found, 1)?;
    if let StepTo::Queue(other) = &timer.to {
        queue.clone_from(&other.0);
    }
    let tells = matches!(timer.kind, StepKind::Termijn | StepKind::Escalatie);
    if tells && !reasons.iter().any(|reason| reason == what) {
        reasons.insert(0, what.to_owned());
    }
    sqlx::query("UPDATE casus SET reasons_json = $1, queue = $2 WHERE id = $3")
        .bind(serde_json::to_string(&reasons).unwrap_or_default())
        .bind(queue)
        .bind(casus)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// For the timeline, in plain Dutch.
fn sentence(timer: &Timer, told: usize) -> String {
    let to = match &timer.to {
        StepTo::Role(role) => role.clone(),
        StepTo::Queue(queue) => format!("wachtrij {queue}"),
        StepTo::Mail(_) => "het team".to_owned(),
    };
    let mails = match (&timer.to, told) {
        (StepTo::Queue(_), _) => String::new(),
        (_, 0) => "; niemand kreeg bericht".to_owned(),
        (_, 1) => "; één bericht verstuurd".to_owned(),
        (_, told) => format!("; {told} berichten verstuurd"),
    };
    match timer.kind {
        StepKind::Termijn => format!("De termijn is voorbij: {}{mails}", timer.reason),
        StepKind::Herinnering => format!("Herinnering: {}{mails}", timer.reason),
        StepKind::Piket => format!("Piket, {}{mails}", timer.reason),
        StepKind::Escalatie => format!("Nog niet opgepakt, daarom naar {to}: {}{mails}", timer.reason),
    }
}

#[cfg(test)]
mod tests;
