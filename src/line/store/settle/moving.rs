//! Moves a signal to the household that a human named, with all that counts it or leads to it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Place, Question, Said, Tx, record_verdict};
use crate::{
    domain::Address,
    household::{self, Register},
    store::{
        StoreError,
        deeds::{self, TakesUp},
        facts,
        grouping::recount_agreed,
        timers,
    },
    wire,
};

/// Microseconds in a day: activity is kept per day.
const DAY: i64 = 86_400_000_000;
/// How many reasons a casus shows.
const MOST_REASONS: usize = 12;

/// Puts the signal where the proposal points, and answers what that answers.
pub(super) async fn move_signal(transaction: &mut Tx, question: &Question, said: Said<'_>) -> Result<(), StoreError> {
    record_verdict(transaction, question, said).await?;
    close_others(transaction, question, said).await?;
    let Some(from) = question.from.clone().filter(|from| *from != question.to) else {
        return match question.from {
            Some(_) => Ok(()),
            None => adopt(transaction, question, said).await,
        };
    };
    sqlx::query("UPDATE signal SET casus_id = $1 WHERE id = $2")
        .bind(&question.to.casus)
        .bind(&question.signal)
        .execute(&mut **transaction)
        .await?;
    timers::watch_anew(transaction, &question.signal, said.now).await?;
    move_activity(transaction, question, &from).await?;
    let left: i64 = sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM signal WHERE casus_id = $1")
        .bind(&from.casus)
        .fetch_one(&mut **transaction)
        .await?;
    add_keys(transaction, question, said).await?;
    if left == 0 {
        dissolve(transaction, &from, &question.to, said).await?;
    } else {
        drop_keys(transaction, question, &from, said).await?;
        recount(transaction, &from.casus, said.now).await?;
    }
    add_reasons(transaction, question).await?;
    recount(transaction, &question.to.casus, said.now).await?;
    let away = format!("Signaal {} verplaatst naar een ander huishouden", question.kenmerk);
    tell(transaction, &from.casus, said, away).await?;
    tell(transaction, &question.to.casus, said, format!("Signaal {} hierbij gevoegd", question.kenmerk)).await
}

/// A signal of the wachtbak finds its household.
async fn adopt(transaction: &mut Tx, question: &Question, said: Said<'_>) -> Result<(), StoreError> {
    sqlx::query("UPDATE signal SET casus_id = $1, holding_settled_at = $2 WHERE id = $3")
        .bind(&question.to.casus)
        .bind(said.now.as_microsecond())
        .bind(&question.signal)
        .execute(&mut **transaction)
        .await?;
    timers::watch_anew(transaction, &question.signal, said.now).await?;
    count_activity(transaction, question).await?;
    add_keys(transaction, question, said).await?;
    add_reasons(transaction, question).await?;
    recount(transaction, &question.to.casus, said.now).await?;
    tell(transaction, &question.to.casus, said, format!("Signaal {} hierbij gevoegd", question.kenmerk)).await
}

/// The signal has its household: its other open questions are answered with it.
async fn close_others(transaction: &mut Tx, question: &Question, said: Said<'_>) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE proposal SET verdict = CASE WHEN household_id = $1 THEN 'zelfde' ELSE 'ander' END, \
         decided_by = $2, decided_at = $3 WHERE signal_id = $4 AND verdict IS NULL AND id <> $5",
    )
    .bind(&question.to.household)
    .bind(said.actor.to_string())
    .bind(said.now.as_microsecond())
    .bind(&question.signal)
    .bind(&question.id)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn count_activity(transaction: &mut Tx, question: &Question) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO household_activity (household_id, day, partner, signals) VALUES ($1, $2, $3, 1) \
         ON CONFLICT (household_id, day, partner) DO UPDATE SET signals = household_activity.signals + 1",
    )
    .bind(&question.to.household)
    .bind(question.received_at / DAY)
    .bind(&question.partner)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn move_activity(transaction: &mut Tx, question: &Question, from: &Place) -> Result<(), StoreError> {
    count_activity(transaction, question).await?;
    for text in [
        "UPDATE household_activity SET signals = signals - 1 WHERE household_id = $1 AND day = $2 AND partner = $3",
        "DELETE FROM household_activity WHERE household_id = $1 AND day = $2 AND partner = $3 AND signals < 1",
    ] {
        sqlx::query(text)
            .bind(&from.household)
            .bind(question.received_at / DAY)
            .bind(&question.partner)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// The keys under which the facts of one stored signal are found.
fn keys_of(facts_json: &str, register: &Register) -> Result<BTreeSet<String>, StoreError> {
    let facts = facts::stored(facts_json, Timestamp::UNIX_EPOCH, register)?;
    Ok(household::index_keys(&facts).into_iter().map(|key| key.0).collect())
}

async fn signal_keys(
    transaction: &mut Tx,
    question: &Question,
    register: &Register,
) -> Result<BTreeSet<String>, StoreError> {
    let facts: String = sqlx::query_scalar("SELECT facts_json FROM signal WHERE id = $1")
        .bind(&question.signal)
        .fetch_one(&mut **transaction)
        .await?;
    keys_of(&facts, register)
}

async fn add_keys(transaction: &mut Tx, question: &Question, said: Said<'_>) -> Result<(), StoreError> {
    for key in signal_keys(transaction, question, said.register).await? {
        sqlx::query("INSERT INTO blocking_key (key, household_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(key)
            .bind(&question.to.household)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// Takes away from the old household what only this signal said.
async fn drop_keys(transaction: &mut Tx, question: &Question, from: &Place, said: Said<'_>) -> Result<(), StoreError> {
    let rest: Vec<String> = sqlx::query_scalar("SELECT facts_json FROM signal WHERE casus_id = $1")
        .bind(&from.casus)
        .fetch_all(&mut **transaction)
        .await?;
    let mut gone = signal_keys(transaction, question, said.register).await?;
    for facts in rest {
        let kept = keys_of(&facts, said.register)?;
        gone.retain(|key| !kept.contains(key));
    }
    for key in gone {
        sqlx::query("DELETE FROM blocking_key WHERE key = $1 AND household_id = $2")
            .bind(key)
            .bind(&from.household)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// Nothing is left in the old household: whatever led to it leads to the new one from now on.
async fn dissolve(transaction: &mut Tx, from: &Place, to: &Place, said: Said<'_>) -> Result<(), StoreError> {
    for text in [
        "INSERT INTO blocking_key (key, household_id) SELECT key, $2 FROM blocking_key WHERE household_id = $1 \
         ON CONFLICT DO NOTHING",
        "UPDATE proposal SET household_id = $2 WHERE household_id = $1 AND verdict IS NULL",
    ] {
        sqlx::query(text).bind(&from.household).bind(&to.household).execute(&mut **transaction).await?;
    }
    close_answered(transaction, to, said).await?;
    sqlx::query("DELETE FROM blocking_key WHERE household_id = $1")
        .bind(&from.household)
        .execute(&mut **transaction)
        .await?;
    // What was said of it, and of what was merged into it before, holds for where its signals went.
    sqlx::query(
        "UPDATE casus SET status = 'samengevoegd', signals = 0, merged_into = $2 WHERE id = $1 OR merged_into = $1",
    )
    .bind(&from.casus)
    .bind(&to.casus)
    .execute(&mut **transaction)
    .await?;
    // That somebody called for help, and what was agreed, goes along.
    sqlx::query(
        "UPDATE casus SET escalated_at = COALESCE(escalated_at, (SELECT f.escalated_at FROM casus f WHERE f.id = $1)) \
         WHERE id = $2",
    )
    .bind(&from.casus)
    .bind(&to.casus)
    .execute(&mut **transaction)
    .await?;
    recount_agreed(transaction, &to.casus).await?;
    keep_fuller_address(transaction, from, to).await
}

/// Whether a signal belongs to the household it is in already needs no answer any more.
async fn close_answered(transaction: &mut Tx, to: &Place, said: Said<'_>) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE proposal SET verdict = 'zelfde', decided_by = $1, decided_at = $2 WHERE household_id = $3 \
         AND verdict IS NULL AND signal_id IN (SELECT s.id FROM signal s WHERE s.casus_id = $4)",
    )
    .bind(said.actor.to_string())
    .bind(said.now.as_microsecond())
    .bind(&to.household)
    .bind(&to.casus)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn keep_fuller_address(transaction: &mut Tx, from: &Place, to: &Place) -> Result<(), StoreError> {
    let (theirs, ours) = (address(transaction, from).await?, address(transaction, to).await?);
    if theirs.key().is_some() && ours.key().is_none() {
        sqlx::query("UPDATE household SET address_json = $1 WHERE id = $2")
            .bind(wire::address_to_json(&theirs))
            .bind(&to.household)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

async fn address(transaction: &mut Tx, place: &Place) -> Result<Address, StoreError> {
    let json: String = sqlx::query_scalar("SELECT address_json FROM household WHERE id = $1")
        .bind(&place.household)
        .fetch_one(&mut **transaction)
        .await?;
    wire::address_from_json(&json).map_err(|_| StoreError::Corrupt("address_json"))
}

/// Why the signal is urgent becomes why the casus is.
async fn add_reasons(transaction: &mut Tx, question: &Question) -> Result<(), StoreError> {
    let corrupt = |_| StoreError::Corrupt("reasons");
    let route: String = sqlx::query_scalar("SELECT route_json FROM signal WHERE id = $1")
        .bind(&question.signal)
        .fetch_one(&mut **transaction)
        .await?;
    let known: String = sqlx::query_scalar("SELECT reasons_json FROM casus WHERE id = $1")
        .bind(&question.to.casus)
        .fetch_one(&mut **transaction)
        .await?;
    let mut reasons: Vec<String> = serde_json::from_str(&known).map_err(corrupt)?;
    let route: serde_json::Value = serde_json::from_str(&route).map_err(corrupt)?;
    let added = route["redenen"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
    for reason in added {
        if reasons.len() < MOST_REASONS && !reasons.iter().any(|known| known == reason) {
            reasons.push(reason.to_owned());
        }
    }
    sqlx::query("UPDATE casus SET reasons_json = $1 WHERE id = $2")
        .bind(serde_json::to_string(&reasons).map_err(corrupt)?)
        .bind(&question.to.casus)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

/// Count, last signal, urgency and deadline from the signals that are there; a closed casus that got one is open again.
async fn recount(transaction: &mut Tx, casus: &str, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE casus SET \
         status = CASE WHEN status = 'afgesloten' AND signals < (SELECT COUNT(*) FROM signal s WHERE s.casus_id = $1) \
         THEN 'heropend' ELSE status END, \
         signals = (SELECT COUNT(*) FROM signal s WHERE s.casus_id = $1), \
         urgency = (SELECT COALESCE(MAX(s.urgency), 1) FROM signal s WHERE s.casus_id = $1), \
         last_signal_at = (SELECT COALESCE(MAX(s.received_at), 0) FROM signal s WHERE s.casus_id = $1) \
         WHERE id = $1",
    )
    .bind(casus)
    .execute(&mut **transaction)
    .await?;
    timers::recount_due(transaction, casus, now).await
}

async fn tell(transaction: &mut Tx, casus: &str, said: Said<'_>, what: String) -> Result<(), StoreError> {
    deeds::write_event(transaction, casus, (said.actor, TakesUp::No), &what, said.now).await
}
