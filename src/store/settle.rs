//! What a human says of a proposal: `zelfde` moves the signal to the household, `ander` keeps them apart for ever.
//!
//! **Invariant:** signal, keys, counts, verdict, timeline and audit change in one transaction or not at all.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sqlx::{Any, Transaction};

use super::{
    Store, StoreError,
    audit::{self, Entry},
    fresh, row,
    seen::signal_with,
};
use crate::{
    domain::{Actor, Address},
    household,
    intake::{Settled, Verdict},
    wire,
};

type Tx = Transaction<'static, Any>;

/// Microseconds in a day: activity is kept per day.
const DAY: i64 = 86_400_000_000;

/// A household with its casus, as rows name them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    household: String,
    casus: String,
}

/// The proposal that is decided, and what it is about.
#[derive(Debug)]
struct Question {
    id: String,
    signal: String,
    kenmerk: String,
    partner: String,
    received_at: i64,
    /// Where the signal stands; `None`: in the wachtbak.
    from: Option<Place>,
    to: Place,
}

/// Who says it and when.
#[derive(Debug, Clone, Copy)]
struct Said<'a> {
    verdict: Verdict,
    actor: &'a Actor,
    now: Timestamp,
}

pub(super) async fn decide(
    store: &Store,
    id: &str,
    verdict: Verdict,
    actor: &Actor,
    now: Timestamp,
) -> Result<Settled, StoreError> {
    let said = Said { verdict, actor, now };
    let mut transaction = store.begin().await?;
    // Written first, not read: two who decide at once then take turns, on both databases.
    let claimed = sqlx::query(
        "UPDATE proposal SET verdict = $1, decided_by = $2, decided_at = $3 WHERE id = $4 AND verdict IS NULL",
    )
    .bind(verdict.as_str())
    .bind(actor.to_string())
    .bind(now.as_microsecond())
    .bind(id)
    .execute(&mut *transaction)
    .await?;
    if claimed.rows_affected() == 0 {
        return decided_before(&mut transaction, id, verdict).await;
    }
    let question = question(&mut transaction, id).await?;
    lock(&mut transaction, &question).await?;
    match verdict {
        Verdict::Ander => record_verdict(&mut transaction, &question, said).await?,
        Verdict::Zelfde => move_signal(&mut transaction, &question, said).await?,
    }
    let entry = Entry {
        actor: actor.to_string(),
        action: "matchvoorstel.besloten",
        object: format!("matchvoorstel:{id}"),
        result: verdict.as_str(),
        detail: format!("signaal:{} huishouden:{}", question.signal, question.to.household),
    };
    audit::append(&mut transaction, store.dialect, now, &[entry]).await?;
    transaction.commit().await?;
    Ok(Settled::Done)
}

async fn decided_before(transaction: &mut Tx, id: &str, verdict: Verdict) -> Result<Settled, StoreError> {
    let known =
        sqlx::query("SELECT verdict FROM proposal WHERE id = $1").bind(id).fetch_optional(&mut **transaction).await?;
    Ok(match known {
        None => Settled::Unknown,
        Some(known) if row::optional_text(&known, 0)?.as_deref() == Some(verdict.as_str()) => Settled::Already,
        Some(_) => Settled::Contradicts,
    })
}

async fn question(transaction: &mut Tx, id: &str) -> Result<Question, StoreError> {
    let found = sqlx::query(
        "SELECT s.id, s.kenmerk, s.partner, s.received_at, c.household_id, c.id, k.household_id, k.id \
         FROM proposal p JOIN signal s ON s.id = p.signal_id LEFT JOIN casus c ON c.id = s.casus_id \
         JOIN casus k ON k.household_id = p.household_id WHERE p.id = $1",
    )
    .bind(id)
    .fetch_one(&mut **transaction)
    .await?;
    let from = match (row::optional_text(&found, 4)?, row::optional_text(&found, 5)?) {
        (Some(household), Some(casus)) => Some(Place { household, casus }),
        _ => None,
    };
    Ok(Question {
        id: id.to_owned(),
        signal: row::text(&found, 0)?,
        kenmerk: row::text(&found, 1)?,
        partner: row::text(&found, 2)?,
        received_at: row::number(&found, 3)?,
        from,
        to: Place { household: row::text(&found, 6)?, casus: row::text(&found, 7)? },
    })
}

/// Locks both casussen in one order, by counting their versions up.
async fn lock(transaction: &mut Tx, question: &Question) -> Result<(), StoreError> {
    let casussen: BTreeSet<&str> =
        question.from.iter().chain([&question.to]).map(|place| place.casus.as_str()).collect();
    for casus in casussen {
        sqlx::query("UPDATE casus SET version = version + 1 WHERE id = $1")
            .bind(casus)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

async fn record_verdict(transaction: &mut Tx, question: &Question, said: Said<'_>) -> Result<(), StoreError> {
    let Some(from) = question.from.as_ref().filter(|from| **from != question.to) else {
        return Ok(());
    };
    let mut pair = [from.household.as_str(), question.to.household.as_str()];
    pair.sort_unstable();
    sqlx::query(
        "INSERT INTO verdict (first_household, second_household, verdict, decided_by, decided_at) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (first_household, second_household) DO UPDATE \
         SET verdict = excluded.verdict, decided_by = excluded.decided_by, decided_at = excluded.decided_at",
    )
    .bind(pair[0])
    .bind(pair[1])
    .bind(said.verdict.as_str())
    .bind(said.actor.to_string())
    .bind(said.now.as_microsecond())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn move_signal(transaction: &mut Tx, question: &Question, said: Said<'_>) -> Result<(), StoreError> {
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
    move_activity(transaction, question, &from).await?;
    let left: i64 = sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM signal WHERE casus_id = $1")
        .bind(&from.casus)
        .fetch_one(&mut **transaction)
        .await?;
    add_keys(transaction, question).await?;
    if left == 0 {
        dissolve(transaction, &from, &question.to, said).await?;
    } else {
        drop_keys(transaction, question, &from).await?;
        recount(transaction, &from.casus).await?;
    }
    recount(transaction, &question.to.casus).await?;
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
    count_activity(transaction, question).await?;
    add_keys(transaction, question).await?;
    recount(transaction, &question.to.casus).await?;
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
fn keys_of(facts_json: &str) -> Result<BTreeSet<String>, StoreError> {
    let facts = wire::facts_from_json(facts_json).map_err(|_| StoreError::Corrupt("facts_json"))?;
    Ok(household::index_keys(&signal_with(facts.address, facts.persons)).into_iter().map(|key| key.0).collect())
}

async fn signal_keys(transaction: &mut Tx, question: &Question) -> Result<BTreeSet<String>, StoreError> {
    let facts: String = sqlx::query_scalar("SELECT facts_json FROM signal WHERE id = $1")
        .bind(&question.signal)
        .fetch_one(&mut **transaction)
        .await?;
    keys_of(&facts)
}

async fn add_keys(transaction: &mut Tx, question: &Question) -> Result<(), StoreError> {
    for key in signal_keys(transaction, question).await? {
        sqlx::query("INSERT INTO blocking_key (key, household_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(key)
            .bind(&question.to.household)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

/// Takes away from the old household what only this signal said.
async fn drop_keys(transaction: &mut Tx, question: &Question, from: &Place) -> Result<(), StoreError> {
    let rest: Vec<String> = sqlx::query_scalar("SELECT facts_json FROM signal WHERE casus_id = $1")
        .bind(&from.casus)
        .fetch_all(&mut **transaction)
        .await?;
    let mut gone = signal_keys(transaction, question).await?;
    for facts in rest {
        let kept = keys_of(&facts)?;
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
    sqlx::query("UPDATE casus SET status = 'samengevoegd', signals = 0 WHERE id = $1")
        .bind(&from.casus)
        .execute(&mut **transaction)
        .await?;
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

/// Count, last signal and urgency from the signals that are there; a closed casus that got one is open again.
async fn recount(transaction: &mut Tx, casus: &str) -> Result<(), StoreError> {
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
    Ok(())
}

async fn tell(transaction: &mut Tx, casus: &str, said: Said<'_>, what: String) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO casus_event (id, casus_id, at, actor, what) VALUES ($1, $2, $3, $4, $5)")
        .bind(fresh::id(said.now)?)
        .bind(casus)
        .bind(said.now.as_microsecond())
        .bind(said.actor.to_string())
        .bind(what)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
