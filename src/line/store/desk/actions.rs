//! What people do at the desk, each in one transaction with its event and its audit line.

use jiff::Timestamp;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use super::{
    casus::remark,
    rows::{self, head_columns, head_from},
};
use crate::{
    domain::{Address, BlockingKey, CasusId, HouseholdId, Kenmerk, QueueName, SignalId},
    household::{self, Facts, Register},
    intake::{
        desk::{CasusHead, Holding, Remark},
        people::Colleague,
    },
    store::{
        Store, StoreError, deeds,
        people::{deed, id_at},
        sight::sight,
        timers,
        veil::{self, Veil, readable},
    },
    wire,
};

const MICROS_PER_DAY: i64 = 86_400_000_000;
/// Within a minute the same words of the same person are a second click, or a page that was slow and sent again.
const SAME_NOTE_MICROS: i64 = 60_000_000;

/// The head of a casus that was not merged away.
pub(in crate::store) async fn head(
    tx: &mut Transaction<'static, Any>,
    casus: &str,
    now: Timestamp,
) -> Result<Option<CasusHead>, StoreError> {
    let sql = concat!("SELECT ", head_columns!(), head_from!(), "WHERE c.id = $1 AND c.status <> 'samengevoegd'");
    let found = sqlx::query(sql).bind(casus.to_owned()).fetch_optional(&mut **tx).await?;
    found.map(|found| rows::head(&found, now)).transpose()
}

/// The newest line of its timeline that the veil lets through.
pub(in crate::store) async fn last_event(
    tx: &mut Transaction<'static, Any>,
    casus: &str,
    veil: &Veil,
) -> Result<Option<Remark>, StoreError> {
    let last = sqlx::query(
        "SELECT e.at, e.actor, e.what, p.name, e.id, NULL FROM casus_event e LEFT JOIN person p ON 'persoon:' || p.id = e.actor
         WHERE e.casus_id = $1 ORDER BY e.at DESC, e.id DESC LIMIT 1",
    )
    .bind(casus.to_owned())
    .fetch_optional(&mut **tx)
    .await?;
    let Some(last) = last else {
        return Ok(None);
    };
    if veil.hides(casus, last.try_get(1)?, last.try_get(0)?) {
        return Ok(None);
    }
    remark(&last).map(Some)
}

pub(super) async fn note(
    store: &Store,
    id: CasusId,
    text: &str,
    by: &Colleague,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut tx = store.begin().await?;
    // Locked by a statement of its own: the second click then sees what the first one wrote.
    let seen = concat!("SELECT c.id FROM casus c WHERE c.id = $1 AND ", sight!("$2"));
    let seen = sqlx::query(AssertSqlSafe(format!("{seen}{}", store.dialect().lock_casus())))
        .bind(id.to_string())
        .bind(by.id.as_str())
        .fetch_optional(&mut *tx)
        .await?;
    if seen.is_none() {
        return Ok(false);
    }
    let kept_already =
        sqlx::query("SELECT 1 FROM note WHERE casus_id = $1 AND written_at > $2 AND author = $3 AND text = $4 LIMIT 1")
            .bind(id.to_string())
            .bind(now.as_microsecond() - SAME_NOTE_MICROS)
            .bind(by.id.as_str())
            .bind(text.to_owned())
            .fetch_optional(&mut *tx)
            .await?;
    if kept_already.is_some() {
        return Ok(true);
    }
    sqlx::query("INSERT INTO note (id, casus_id, author, text, written_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(id_at(now).to_string())
        .bind(id.to_string())
        .bind(by.id.as_str())
        .bind(text.to_owned())
        .bind(now.as_microsecond())
        .execute(&mut *tx)
        .await?;
    store.audited(&mut tx, now, deed(&by.id, "casus.notitie-geschreven", format!("casus:{id}"))).await?;
    tx.commit().await?;
    Ok(true)
}

pub(super) async fn settle_holding(
    store: &Store,
    signal: SignalId,
    holding: Holding,
    by: &Colleague,
    now: Timestamp,
) -> Result<Option<Option<CasusId>>, StoreError> {
    if !veil::reads(store, &by.id, &signal.to_string()).await? {
        return Ok(None);
    }
    let mut tx = store.begin().await?;
    let settled = sqlx::query(
        "UPDATE signal SET holding_settled_at = $2
         WHERE id = $1 AND casus_id IS NULL AND holding_settled_at IS NULL",
    )
    .bind(signal.to_string())
    .bind(now.as_microsecond())
    .execute(&mut *tx)
    .await?;
    if settled.rows_affected() == 0 {
        return Ok(None);
    }
    let (casus, action) = match holding {
        Holding::OpenCasus { queue, address } => {
            let casus = open_casus(&mut tx, signal, (&queue, &address), (now, &store.register)).await?;
            let what = "Casus gemaakt van een signaal in de wachtbak";
            deeds::add_sorting_event(&mut tx, &casus.to_string(), by, what, now).await?;
            (Some(casus), "wachtbak.casus-gemaakt")
        }
        Holding::Settled => (None, "wachtbak.afgehandeld"),
    };
    store.audited(&mut tx, now, deed(&by.id, action, format!("signaal:{signal}"))).await?;
    tx.commit().await?;
    Ok(Some(casus))
}

async fn open_casus(
    tx: &mut Transaction<'static, Any>,
    signal: SignalId,
    (queue, address): (&QueueName, &Address),
    (now, register): (Timestamp, &Register),
) -> Result<CasusId, StoreError> {
    let row = sqlx::query("SELECT urgency, received_at, partner, facts_json, route_json FROM signal WHERE id = $1")
        .bind(signal.to_string())
        .fetch_one(&mut **tx)
        .await?;
    let (urgency, received_at, partner): (i64, i64, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    // What the facts say beside the address helps later signals to find this household; unreadable facts say nothing.
    let facts = wire::facts_from_json(row.try_get::<&str, _>(3)?);
    let persons = facts.map(|facts| facts.persons).unwrap_or_default();
    // Where the rules wanted it; what the rules never saw goes where the desk says.
    let wanted = wire::past_route_from_json(row.try_get::<&str, _>(4)?).map(|route| QueueName(route.queue));
    let queue = wanted.as_ref().unwrap_or(queue);
    let keys = household::index_keys(&Facts::new(now, (address, None), &persons, register));
    let household = open_household(tx, (address, &keys), now).await?;
    let casus = CasusId(id_at(now));
    sqlx::query(
        "INSERT INTO casus (id, household_id, queue, urgency, reasons_json, status, signals, last_signal_at, version)
         VALUES ($1, $2, $3, $4, '[]', 'nieuw', 1, $5, 1)",
    )
    .bind(casus.to_string())
    .bind(household.to_string())
    .bind(queue.0.as_str())
    .bind(urgency)
    .bind(received_at)
    .execute(&mut **tx)
    .await?;
    sqlx::query("UPDATE signal SET casus_id = $2 WHERE id = $1")
        .bind(signal.to_string())
        .bind(casus.to_string())
        .execute(&mut **tx)
        .await?;
    sqlx::query("INSERT INTO household_activity (household_id, day, partner, signals) VALUES ($1, $2, $3, 1)")
        .bind(household.to_string())
        .bind(received_at.div_euclid(MICROS_PER_DAY))
        .bind(partner)
        .execute(&mut **tx)
        .await?;
    timers::watch_anew(tx, &signal.to_string(), now).await?;
    timers::recount_due(tx, &casus.to_string(), now).await?;
    Ok(casus)
}

async fn open_household(
    tx: &mut Transaction<'static, Any>,
    (address, keys): (&Address, &[BlockingKey]),
    now: Timestamp,
) -> Result<HouseholdId, StoreError> {
    let id = HouseholdId(id_at(now));
    // The last 62 bits of a UUIDv7 are chance.
    let chance = id_at(now).as_u64_pair().1;
    sqlx::query("INSERT INTO household (id, kenmerk, address_json, opened_at) VALUES ($1, $2, $3, $4)")
        .bind(id.to_string())
        .bind(Kenmerk::of_household(chance).to_string())
        .bind(wire::address_to_json(address))
        .bind(now.as_microsecond())
        .execute(&mut **tx)
        .await?;
    for key in keys {
        sqlx::query("INSERT INTO blocking_key (key, household_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(key.0.as_str())
            .bind(id.to_string())
            .execute(&mut **tx)
            .await?;
    }
    Ok(id)
}

pub(super) async fn task_done(store: &Store, id: &str, by: &Colleague, now: Timestamp) -> Result<bool, StoreError> {
    let place = veil::place(store, &by.id).await?;
    let mut tx = store.begin().await?;
    let done = sqlx::query(concat!(
        "UPDATE task SET done_at = $2, done_by = $3 WHERE id = $1 AND done_at IS NULL AND EXISTS (SELECT 1
           FROM signal s LEFT JOIN casus c ON c.id = s.casus_id WHERE s.id = task.signal_id AND (s.casus_id IS NULL OR ",
        sight!("$3"),
        ") AND ",
        readable!("$4"),
        ")"
    ))
        .bind(id.to_owned())
        .bind(now.as_microsecond())
        .bind(by.id.as_str())
        .bind(place.bound())
        .execute(&mut *tx)
        .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    store.audited(&mut tx, now, deed(&by.id, "taak.gedaan", format!("taak:{id}"))).await?;
    tx.commit().await?;
    Ok(true)
}
