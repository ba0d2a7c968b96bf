//! What a human says of a proposal: `zelfde` moves the signal to the household, `ander` keeps them apart for ever.
//!
//! **Invariant:** signal, keys, counts, verdict, timeline and audit change in one transaction or not at all.

mod moving;

use std::collections::BTreeSet;

use jiff::Timestamp;
use sqlx::{Any, Transaction};

use super::{
    Store, StoreError,
    audit::{self, Entry},
    row,
};
use crate::{
    domain::Actor,
    household::Register,
    intake::{Settled, Verdict},
};

type Tx = Transaction<'static, Any>;

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
    register: &'a Register,
}

pub(super) async fn decide(
    store: &Store,
    id: &str,
    verdict: Verdict,
    actor: &Actor,
    now: Timestamp,
) -> Result<Settled, StoreError> {
    let said = Said { verdict, actor, now, register: &store.register };
    let mut transaction = store.begin().await?;
    // Written first, not read: two who decide at once then take turns, on both databases.
    let claimed = sqlx::query(
        "UPDATE proposal SET verdict = $1, decided_by = $2, decided_at = $3 WHERE id = $4 AND verdict IS NULL
         AND NOT EXISTS (SELECT 1 FROM casus c WHERE c.shielded_at IS NOT NULL AND (c.household_id = proposal.household_id
           OR c.id = (SELECT s.casus_id FROM signal s WHERE s.id = proposal.signal_id)))",
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
        Verdict::Zelfde => moving::move_signal(&mut transaction, &question, said).await?,
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
        // Not claimed and not decided: one of the two is shielded, and then it is not there.
        Some(known) if row::optional_text(&known, 0)?.is_none() => Settled::Unknown,
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
