//! Reads what bears on a batch: deliveries, households under its keys, acknowledgements of the last hour.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;
use sqlx::{Any, AssertSqlSafe, Transaction, any::AnyRow};

use super::{
    batch::Prepared,
    scene::{Claimed, Known, Scene},
};
use crate::{
    config::AckLimits,
    domain::{
        BlockingKey, CasusId, CasusStatus, DeliveryKey, HouseholdId, Kenmerk, QueueName, Receipt, SignalId, Urgency,
    },
    household::MOST_PER_KEY,
    store::{Dialect, StoreError, insert::in_list, row},
    wire,
};

/// Each key is a sub-select of one statement; SQLite compiles at most 500 of them.
const KEYS_PER_STATEMENT: usize = 64;

type Tx = Transaction<'static, Any>;

/// Two nodes that would open two households for one family take turns: each key is locked until the commit.
///
/// Sorted, so that they never wait for each other in a circle.
pub(super) async fn lock(transaction: &mut Tx, prepared: &[Prepared<'_>]) -> Result<(), StoreError> {
    let numbers: BTreeSet<i64> = prepared
        .iter()
        .flat_map(|prepared| {
            let deliveries = prepared.submission.delivery.claims.iter().map(|key| key.0.as_str());
            prepared.lookup.iter().map(|key| key.0.as_str()).chain(deliveries)
        })
        .map(lock_number)
        .collect();
    if numbers.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = numbers.iter().map(i64::to_string).collect();
    // A DO block, for the Any driver has no type for the function's void.
    let text = format!(
        "DO $$ BEGIN PERFORM pg_advisory_xact_lock(number) FROM unnest(ARRAY[{}]::bigint[]) AS number; END $$",
        list.join(",")
    );
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut **transaction).await?;
    Ok(())
}

fn lock_number(key: &str) -> i64 {
    let hash = digest(&SHA256, key.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_ref()[..8]);
    i64::from_be_bytes(first)
}

pub(super) async fn scene(
    transaction: &mut Tx,
    dialect: Dialect,
    prepared: &[Prepared<'_>],
    limits: AckLimits,
) -> Result<Scene, StoreError> {
    let mut scene = Scene { deliveries: deliveries(transaction, prepared).await?, ..Scene::default() };
    households(transaction, dialect, prepared, &mut scene).await?;
    activity(transaction, &mut scene).await?;
    acknowledgements(transaction, prepared, limits, &mut scene).await?;
    Ok(scene)
}

async fn deliveries(
    transaction: &mut Tx,
    prepared: &[Prepared<'_>],
) -> Result<HashMap<DeliveryKey, Claimed>, StoreError> {
    let keys: BTreeSet<&str> = prepared
        .iter()
        .flat_map(|prepared| &prepared.submission.delivery.recognised_by)
        .map(|key| key.0.as_str())
        .collect();
    let rows = select_in(
        transaction,
        "SELECT d.key, d.content_hash, s.id, s.kenmerk, s.received_at, s.facts_json \
         FROM delivery d JOIN signal s ON s.id = d.signal_id WHERE d.key IN ",
        keys,
        "",
    )
    .await?;
    rows.iter()
        .map(|found| {
            let facts = wire::facts_from_json(&row::text(found, 5)?).map_err(|_| StoreError::Corrupt("facts"))?;
            let receipt = Receipt {
                id: SignalId::parse(&row::text(found, 2)?).ok_or(StoreError::Corrupt("signal id"))?,
                kenmerk: Kenmerk::parse(&row::text(found, 3)?).ok_or(StoreError::Corrupt("kenmerk"))?,
                received_at: row::instant(found, 4)?,
                repeated: true,
                warnings: facts.warnings,
            };
            let claimed = Claimed { content_hash: row::text(found, 1)?, receipt };
            Ok((DeliveryKey(row::text(found, 0)?), claimed))
        })
        .collect()
}

async fn households(
    transaction: &mut Tx,
    dialect: Dialect,
    prepared: &[Prepared<'_>],
    scene: &mut Scene,
) -> Result<(), StoreError> {
    let keys: BTreeSet<&BlockingKey> = prepared.iter().flat_map(|prepared| &prepared.lookup).collect();
    let keys: Vec<&BlockingKey> = keys.into_iter().collect();
    for piece in keys.chunks(KEYS_PER_STATEMENT) {
        under_keys(transaction, piece, scene).await?;
    }
    let found: BTreeSet<String> = scene.by_key.values().flatten().map(HouseholdId::to_string).collect();
    let rows = select_in(
        transaction,
        "SELECT h.id, h.kenmerk, h.address_json, h.opened_at, c.id, c.status, c.queue, c.urgency, \
         c.reasons_json, c.assigned_to, c.signals, c.last_signal_at \
         FROM household h JOIN casus c ON c.household_id = h.id WHERE c.status <> 'samengevoegd' AND h.id IN ",
        found.iter().map(String::as_str).collect(),
        dialect.lock_casus(),
    )
    .await?;
    for found in &rows {
        scene.open(known(found)?);
    }
    Ok(())
}

/// The households under each key; a key that says nothing, for too many share it, gives none.
///
/// One row per key: what a row costs on its way here is many times what it costs to find.
async fn under_keys(transaction: &mut Tx, keys: &[&BlockingKey], scene: &mut Scene) -> Result<(), StoreError> {
    let size = keys.len().next_power_of_two();
    let selects: Vec<String> = (1..=size)
        .map(|position| {
            format!(
                "SELECT key, string_agg(household_id, ',') FROM \
                 (SELECT key, household_id FROM blocking_key WHERE key = ${position} LIMIT {}) AS k{position} \
                 GROUP BY key HAVING COUNT(*) <= {MOST_PER_KEY}",
                MOST_PER_KEY + 1
            )
        })
        .collect();
    let mut query = sqlx::query(AssertSqlSafe(selects.join(" UNION ALL ")));
    for key in keys.iter().map(|key| key.0.as_str()).chain(std::iter::repeat("")).take(size) {
        query = query.bind(key);
    }
    for found in query.fetch_all(&mut **transaction).await? {
        let households = row::text(&found, 1)?
            .split(',')
            .map(HouseholdId::parse)
            .collect::<Option<_>>()
            .ok_or(StoreError::Corrupt("household id"))?;
        scene.by_key.insert(BlockingKey(row::text(&found, 0)?), households);
    }
    Ok(())
}

fn known(found: &AnyRow) -> Result<Known, StoreError> {
    let urgency = usize::try_from(row::number(found, 7)?).ok().and_then(|index| Urgency::ALL.get(index).copied());
    Ok(Known {
        household: HouseholdId::parse(&row::text(found, 0)?).ok_or(StoreError::Corrupt("household id"))?,
        casus: CasusId::parse(&row::text(found, 4)?).ok_or(StoreError::Corrupt("casus id"))?,
        kenmerk: Kenmerk::parse(&row::text(found, 1)?).ok_or(StoreError::Corrupt("kenmerk"))?,
        address: wire::address_from_json(&row::text(found, 2)?).map_err(|_| StoreError::Corrupt("address"))?,
        status: CasusStatus::parse(&row::text(found, 5)?).ok_or(StoreError::Corrupt("casus status"))?,
        queue: QueueName(row::text(found, 6)?),
        urgency: urgency.ok_or(StoreError::Corrupt("urgency"))?,
        reasons: serde_json::from_str(&row::text(found, 8)?).map_err(|_| StoreError::Corrupt("reasons"))?,
        assigned_to: row::optional_text(found, 9)?,
        signals: row::number(found, 10)?,
        opened_at: row::instant(found, 3)?,
        last_signal_at: row::instant(found, 11)?,
        activity: BTreeMap::new(),
        new_keys: BTreeSet::new(),
        new_activity: BTreeMap::new(),
        reopened_by: None,
        is_new: false,
        changed: false,
    })
}

async fn activity(transaction: &mut Tx, scene: &mut Scene) -> Result<(), StoreError> {
    let households: Vec<String> = scene.households.keys().map(HouseholdId::to_string).collect();
    let rows = select_in(
        transaction,
        "SELECT household_id, day, partner, signals FROM household_activity WHERE household_id IN ",
        households.iter().map(String::as_str).collect(),
        "",
    )
    .await?;
    for found in &rows {
        let household = HouseholdId::parse(&row::text(found, 0)?).ok_or(StoreError::Corrupt("household id"))?;
        if let Some(known) = scene.households.get_mut(&household) {
            known.activity.insert((row::number(found, 1)?, row::text(found, 2)?), row::number(found, 3)?);
        }
    }
    Ok(())
}

/// Counted only where a limit is set.
async fn acknowledgements(
    transaction: &mut Tx,
    prepared: &[Prepared<'_>],
    limits: AckLimits,
    scene: &mut Scene,
) -> Result<(), StoreError> {
    let latest = prepared.iter().map(|prepared| prepared.submission.signal.received_at).max();
    let since = latest.map_or(Timestamp::UNIX_EPOCH, |latest| latest - jiff::SignedDuration::from_hours(1));
    if limits.max_per_hour > 0 {
        let all: i64 = sqlx::query_scalar(
            "SELECT CAST(COUNT(*) AS BIGINT) FROM outbox \
             WHERE created_at > $1 AND kind = 'bevestiging' AND state <> 'ingehouden'",
        )
        .bind(since.as_microsecond())
        .fetch_one(&mut **transaction)
        .await?;
        scene.acks_in_all = u32::try_from(all).unwrap_or(u32::MAX);
    }
    if limits.max_per_address_per_hour > 0 {
        let recipients: BTreeSet<&str> = prepared.iter().filter_map(|prepared| prepared.recipient()).collect();
        for recipient in recipients {
            let count: i64 = sqlx::query_scalar(
                "SELECT CAST(COUNT(*) AS BIGINT) FROM outbox \
                 WHERE recipient = $1 AND created_at > $2 AND kind = 'bevestiging' AND state <> 'ingehouden'",
            )
            .bind(recipient)
            .bind(since.as_microsecond())
            .fetch_one(&mut **transaction)
            .await?;
            scene.acks_by_address.insert(recipient.to_owned(), u32::try_from(count).unwrap_or(u32::MAX));
        }
    }
    Ok(())
}

/// `head (list) tail`, in pieces of at most 256 values.
async fn select_in(
    transaction: &mut Tx,
    head: &str,
    values: BTreeSet<&str>,
    tail: &str,
) -> Result<Vec<AnyRow>, StoreError> {
    let values: Vec<&str> = values.into_iter().collect();
    let mut rows = Vec::new();
    for piece in values.chunks(256) {
        let (list, size) = in_list(piece.len());
        let mut query = sqlx::query(AssertSqlSafe(format!("{head}{list}{tail}")));
        let last = piece.last().copied().unwrap_or_default();
        for value in piece.iter().copied().chain(std::iter::repeat(last)).take(size) {
            query = query.bind(value);
        }
        rows.extend(query.fetch_all(&mut **transaction).await?);
    }
    Ok(rows)
}
