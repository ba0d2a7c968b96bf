//! Takes a move back: the signals return, and of those that came since, each goes where it belongs.

use jiff::Timestamp;
use sqlx::Row;

use super::{
    rebuild::{self, Told, rebuild},
    record::{self, Place, Record, Said, Tx},
};
use crate::{
    domain::{Actor, Address},
    household::Register,
    intake::{
        grouping::{LaterSignal, UndoChoice, UndoPreview},
        people::Colleague,
    },
    store::{Store, StoreError, people::instant, timers},
    wire,
};

/// Whether a signal names the address that `from` had, and not that of `to`.
fn belongs_to_from(record: &Record, address: &Address) -> bool {
    let of = |json: &str| wire::address_from_json(json).unwrap_or_default();
    let (from, to) = (of(&record.from.address_json), of(&record.to.address_json));
    let same = |one: &Address, other: &Address| {
        let keys = one.key().is_some() && one.key() == other.key();
        keys || (one.street_key().is_some() && one.street_key() == other.street_key())
    };
    record.opened || (same(address, &from) && !same(address, &to))
}

pub(super) async fn preview(store: &Store, bundle: &str) -> Result<Option<UndoPreview>, StoreError> {
    let row = sqlx::query(
        "SELECT what, before_json, at FROM deed WHERE bundle = $1 AND undone_at IS NULL
         AND kind IN ('samenvoegen', 'splitsen')",
    )
    .bind(bundle.to_owned())
    .fetch_optional(&store.read)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let mut tx = store.begin().await?;
    let record = Record::from_json(row.try_get::<&str, _>(1)?)?;
    let at: i64 = row.try_get(2)?;
    let signals = i64::try_from(record.signals.len()).unwrap_or(i64::MAX);
    let mut later = Vec::new();
    for told in rebuild::signals(&mut tx, &record.to.casus, &store.register)
        .await?
        .iter()
        .filter(|told| came_since(&record, told, at))
    {
        let row = sqlx::query("SELECT kenmerk, partner, received_at FROM signal WHERE id = $1")
            .bind(told.id.clone())
            .fetch_one(&mut *tx)
            .await?;
        later.push(LaterSignal {
            id: told.id.clone(),
            kenmerk: row.try_get(0)?,
            partner: row.try_get(1)?,
            received_at: instant(row.try_get(2)?)?,
            goes_back: belongs_to_from(&record, &told.address),
        });
    }
    Ok(Some(UndoPreview { what: row.try_get(0)?, signals, later }))
}

/// Puts a move back; `false`: somebody moved its signals or merged its households since.
pub(in crate::store) async fn put_back(
    (tx, register): (&mut Tx, &Register),
    (before, at): (&str, i64),
    choice: &UndoChoice,
    (by, now): (&Colleague, Timestamp),
) -> Result<bool, StoreError> {
    let record = Record::from_json(before)?;
    let Some((to, _)) = record::place(tx, &record.to.casus).await? else {
        return Ok(false);
    };
    let from = if record.dissolved { Some(record.from.clone()) } else { other_place(tx, &record).await? };
    let Some(from) = from else {
        return Ok(false);
    };
    if record.signals.is_empty() {
        reopen_questions(tx, &record).await?;
        record::say(tx, (&record.from.household, &record.to.household), record.said.as_ref()).await?;
        return Ok(true);
    }
    let there = rebuild::signals(tx, &record.to.casus, register).await?;
    if !record.signals.iter().all(|id| there.iter().any(|told| told.id == *id)) {
        return Ok(false);
    }
    let goes = |told: &Told| match &choice.later {
        _ if !came_since(&record, told, at) => false,
        _ if record.opened => true,
        Some(chosen) => chosen.contains(&told.id),
        None => belongs_to_from(&record, &told.address),
    };
    let others = there.iter().filter(|told| !record.signals.contains(&told.id));
    let (mut going, staying): (Vec<&Told>, Vec<&Told>) = others.partition(|told| goes(told));
    return_signals(tx, &record, &going, now).await?;
    reopen_questions(tx, &record).await?;
    let stayed_behind =
        if record.dissolved { Vec::new() } else { rebuild::signals(tx, &record.from.casus, register).await? };
    going.extend(&stayed_behind);
    record::write(tx, &from_again(&record, &from, &going)).await?;
    record::write(tx, &to_again(&record, &to, &staying)).await?;
    if record.dissolved {
        for child in &record.children {
            sqlx::query("UPDATE casus SET merged_into = $2 WHERE id = $1")
                .bind(child.clone())
                .bind(record.from.casus.clone())
                .execute(&mut **tx)
                .await?;
        }
    }
    rebuild(tx, (&record.from.casus, &record.from.household), (register, now)).await?;
    if record.opened {
        close_opened(tx, &record).await?;
    }
    rebuild(tx, (&record.to.casus, &record.to.household), (register, now)).await?;
    let ander =
        Said { verdict: "ander".to_owned(), by: Actor::Person(by.id.clone()).to_string(), at: now.as_microsecond() };
    let said = if choice.keep_apart { Some(&ander) } else { record.said.as_ref() };
    record::say(tx, (&record.from.household, &record.to.household), said).await?;
    Ok(true)
}

/// It came in after the move, and is none of what was moved.
fn came_since(record: &Record, told: &Told, at: i64) -> bool {
    told.received_at > at && !record.signals.contains(&told.id)
}

async fn other_place(tx: &mut Tx, record: &Record) -> Result<Option<Place>, StoreError> {
    Ok(record::place(tx, &record.from.casus).await?.map(|(place, _)| place))
}

async fn return_signals(tx: &mut Tx, record: &Record, going: &[&Told], now: Timestamp) -> Result<(), StoreError> {
    for id in record.signals.iter().chain(going.iter().map(|told| &told.id)) {
        sqlx::query("UPDATE signal SET casus_id = $1 WHERE id = $2 AND casus_id = $3")
            .bind(record.from.casus.clone())
            .bind(id.clone())
            .bind(record.to.casus.clone())
            .execute(&mut **tx)
            .await?;
        timers::watch_anew(tx, id, now).await?;
    }
    for id in &record.notes {
        sqlx::query("UPDATE note SET casus_id = $1 WHERE id = $2")
            .bind(record.from.casus.clone())
            .bind(id.clone())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

async fn reopen_questions(tx: &mut Tx, record: &Record) -> Result<(), StoreError> {
    for id in &record.repointed {
        sqlx::query("UPDATE proposal SET household_id = $2 WHERE id = $1")
            .bind(id.clone())
            .bind(record.from.household.clone())
            .execute(&mut **tx)
            .await?;
    }
    for id in &record.answered {
        sqlx::query("UPDATE proposal SET verdict = NULL, decided_by = NULL, decided_at = NULL WHERE id = $1")
            .bind(id.clone())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// `from` as it was, with what went along.
fn from_again(record: &Record, now: &Place, going: &[&Told]) -> Place {
    let urgency = going.iter().map(|told| told.urgency).max().unwrap_or_default();
    let state = if record.dissolved { record.from.state.clone() } else { now.state.clone() };
    Place {
        state,
        urgency: record.from.urgency.max(urgency),
        reasons_json: rebuild::reasons(&record.from.reasons_json, going.iter().flat_map(|told| &told.reasons)),
        address_json: if record.dissolved { record.from.address_json.clone() } else { now.address_json.clone() },
        ..record.from.clone()
    }
}

/// `to` as it was, with what stays; what people did with it since stays too.
fn to_again(record: &Record, now: &Place, staying: &[&Told]) -> Place {
    let urgency = staying.iter().map(|told| told.urgency).max().unwrap_or_default();
    let reopened = record.to.state.status == "afgesloten" && now.state.status == "heropend" && staying.is_empty();
    let mut state = now.state.clone();
    if record.dissolved && state.escalated_at == record.from.state.escalated_at {
        state.escalated_at = record.to.state.escalated_at;
    }
    if reopened {
        state.status.clone_from(&record.to.state.status);
    }
    Place {
        state,
        urgency: record.to.urgency.max(urgency),
        reasons_json: rebuild::reasons(&record.to.reasons_json, staying.iter().flat_map(|told| &told.reasons)),
        address_json: record.to.address_json.clone(),
        ..record.to.clone()
    }
}

/// A household that a split opened has nothing left: its address leads to where its signals went.
async fn close_opened(tx: &mut Tx, record: &Record) -> Result<(), StoreError> {
    sqlx::query("UPDATE casus SET status = 'samengevoegd', merged_into = $2 WHERE id = $1")
        .bind(record.to.casus.clone())
        .bind(record.from.casus.clone())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
