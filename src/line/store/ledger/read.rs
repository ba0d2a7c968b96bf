//! Reads what bears on a batch: deliveries, households under its keys, acknowledgements of the last hour.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
};

use aws_lc_rs::digest::{SHA256, digest};
use jiff::Timestamp;

use super::{
    apart,
    batch::Prepared,
    last_hour::LastHour,
    scene::{Acknowledged, Claimed, Known, Scene},
};
use crate::{
    config::AckLimits,
    domain::{
        BlockingKey, CasusId, CasusStatus, DeliveryKey, HouseholdId, Kenmerk, QueueName, Receipt, SignalId, Urgency,
    },
    household::{MOST_PER_KEY, Profile, Register},
    store::{
        Dialect, StoreError, facts,
        insert::{Texts, values},
        row,
        script::{Cell, Connection, Found, Script},
    },
    wire,
};

/// The most values asked for in one statement.
const MOST_PER_STATEMENT: usize = 256;

/// Two nodes that would open two households for one family take turns: each key is locked until the commit.
///
/// So do two that count the answers to one address, where these have a limit.
/// Sorted, so that they never wait for each other in a circle.
///
/// All that is asked until the commit is asked by a key. Of tables that grew since their last ANALYZE the planner thinks
/// too little, and would rather read them whole: it may not.
async fn lock(connection: &mut Connection<'_>, prepared: &[Prepared<'_>], limits: AckLimits) -> Result<(), StoreError> {
    let numbers: BTreeSet<i64> = prepared
        .iter()
        .flat_map(|prepared| {
            let deliveries = prepared.submission.delivery.claims.iter().map(|key| key.0.as_str());
            let counted = prepared.recipient().filter(|_| limits.max_per_address_per_hour > 0);
            prepared.lookup.iter().map(|key| key.0.as_str()).chain(deliveries).chain(counted)
        })
        .map(lock_number)
        .collect();
    if numbers.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = numbers.iter().map(i64::to_string).collect();
    // A DO block, for the Any driver has no type for the function's void.
    let text = format!(
        "DO $$ BEGIN PERFORM set_config('enable_seqscan', 'off', true); \
         PERFORM pg_advisory_xact_lock(number) FROM unnest(ARRAY[{}]::bigint[]) AS number; END $$",
        list.join(",")
    );
    connection.tell(text).await
}

fn lock_number(key: &str) -> i64 {
    let hash = digest(&SHA256, key.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_ref()[..8]);
    i64::from_be_bytes(first)
}

/// Marks the rows of a script, whose statements' rows come in one row of rows.
const DELIVERY: i64 = 0;
const KEY: i64 = 1;
const HOUSEHOLD: i64 = 2;
const ACTIVITY: i64 = 3;
const TOLD_FACTS: i64 = 4;
const ANSWERED: i64 = 5;
pub(super) const APART: i64 = 6;

/// A household is known by as many of its latest signals.
const MOST_TOLD: u32 = 24;

/// When the latest signal came in.
pub(super) fn latest(prepared: &[Prepared<'_>]) -> Timestamp {
    prepared.iter().map(|prepared| prepared.submission.signal.received_at).max().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// What bears on the batch. On SQLite the transaction begins here.
pub(super) async fn scene(
    connection: &mut Connection<'_>,
    dialect: Dialect,
    prepared: &[Prepared<'_>],
    (limits, last_hour, register): (AckLimits, &LastHour, &Register),
) -> Result<Scene, StoreError> {
    let mut scene = Scene::default();
    let mut script = Script::new(dialect);
    match dialect {
        Dialect::Postgres => lock(connection, prepared, limits).await?,
        Dialect::Sqlite => script.add(dialect.begin(), Vec::new()),
    }
    deliveries(&mut script, prepared);
    under_keys(&mut script, prepared);
    answered(&mut script, prepared);
    for found in script.run(connection).await? {
        match row::number(&found, 0)? {
            DELIVERY => {
                let (key, claimed) = claimed(&found)?;
                scene.deliveries.insert(key, claimed);
            }
            KEY => {
                let (key, households) = key(&found)?;
                scene.by_key.insert(key, households);
            }
            ANSWERED => {
                let (outbox, known) = acknowledged(&found)?;
                scene.acknowledged.insert(outbox, known);
            }
            _ => return Err(StoreError::Corrupt("kind of row")),
        }
    }
    households(connection, dialect, (prepared, register), &mut scene).await?;
    let known = last_hour.known(latest(prepared)).filter(|_| dialect == Dialect::Sqlite);
    // 0: not counted.
    let max_per_hour = if known.is_some() { 0 } else { limits.max_per_hour };
    scene.acks_in_all = known.unwrap_or_default();
    acknowledgements(connection, dialect, prepared, AckLimits { max_per_hour, ..limits }, &mut scene).await?;
    Ok(scene)
}

fn deliveries<'a>(script: &mut Script<'a>, prepared: &'a [Prepared<'_>]) {
    static TEXTS: Texts<(Dialect, usize)> = Texts::new();
    let dialect = script.dialect();
    let keys: BTreeSet<&str> = prepared
        .iter()
        .flat_map(|prepared| &prepared.submission.delivery.recognised_by)
        .map(|key| key.0.as_str())
        .collect();
    add_for_each(script, &TEXTS, keys, &[], |size| {
        format!(
            "SELECT {DELIVERY}, d.key, d.content_hash, s.id, s.kenmerk, s.received_at, s.facts_json \
             FROM delivery d JOIN signal s ON s.id = d.signal_id WHERE d.key IN {}",
            values(dialect, 1, size)
        )
    });
}

fn claimed(found: &Found) -> Result<(DeliveryKey, Claimed), StoreError> {
    let facts = wire::facts_from_json(&row::text(found, 6)?).map_err(|_| StoreError::Corrupt("facts"))?;
    let receipt = Receipt {
        id: SignalId::parse(&row::text(found, 3)?).ok_or(StoreError::Corrupt("signal id"))?,
        kenmerk: Kenmerk::parse(&row::text(found, 4)?).ok_or(StoreError::Corrupt("kenmerk"))?,
        received_at: row::instant(found, 5)?,
        repeated: true,
        warnings: facts.warnings,
    };
    Ok((DeliveryKey(row::text(found, 1)?), Claimed { content_hash: row::text(found, 2)?, receipt }))
}

/// The households under each key. One more than may share a key is enough to know that it says nothing.
///
/// One row per key: what a row costs on its way here is many times what it costs to find.
fn under_keys<'a>(script: &mut Script<'a>, prepared: &'a [Prepared<'_>]) {
    static TEXTS: Texts<(Dialect, usize)> = Texts::new();
    let dialect = script.dialect();
    let keys: BTreeSet<&str> =
        prepared.iter().flat_map(|prepared| &prepared.lookup).map(|key| key.0.as_str()).collect();
    add_for_each(script, &TEXTS, keys, &[], |size| {
        format!(
            "SELECT {KEY}, asked.column1, (SELECT string_agg(few.household_id, ',') FROM \
             (SELECT household_id FROM blocking_key WHERE key = asked.column1 LIMIT {}) AS few) \
             FROM (VALUES {}) AS asked \
             WHERE EXISTS (SELECT 1 FROM blocking_key WHERE key = asked.column1)",
            MOST_PER_KEY + 1,
            values(dialect, size, 1)
        )
    });
}

/// The acknowledgements that mails of this batch answer.
fn answered<'a>(script: &mut Script<'a>, prepared: &'a [Prepared<'_>]) {
    static TEXTS: Texts<(Dialect, usize)> = Texts::new();
    let dialect = script.dialect();
    let ids: BTreeSet<&str> = prepared.iter().flat_map(|prepared| &prepared.answers).map(String::as_str).collect();
    add_for_each(script, &TEXTS, ids, &[], |size| {
        format!(
            "SELECT {ANSWERED}, o.id, s.id, s.kenmerk, o.recipient, c.household_id \
             FROM outbox o JOIN signal s ON s.id = o.signal_id LEFT JOIN casus c ON c.id = s.casus_id \
             WHERE o.id IN {}",
            values(dialect, 1, size)
        )
    });
}

fn acknowledged(found: &Found) -> Result<(String, Acknowledged), StoreError> {
    let household = row::optional_text(found, 5)?;
    let household = household.map(|id| HouseholdId::parse(&id).ok_or(StoreError::Corrupt("household id")));
    let known = Acknowledged {
        signal: row::text(found, 2)?,
        kenmerk: Kenmerk::parse(&row::text(found, 3)?).ok_or(StoreError::Corrupt("kenmerk"))?,
        recipient: row::text(found, 4)?,
        household: household.transpose()?,
    };
    Ok((row::text(found, 1)?, known))
}

fn key(found: &Found) -> Result<(BlockingKey, Vec<HouseholdId>), StoreError> {
    let households = row::text(found, 2)?.split(',').map(HouseholdId::parse).collect::<Option<_>>();
    Ok((BlockingKey(row::text(found, 1)?), households.ok_or(StoreError::Corrupt("household id"))?))
}

/// Reads the households that the signals are weighed against, and what happened to them lately.
async fn households(
    connection: &mut Connection<'_>,
    dialect: Dialect,
    (prepared, register): (&[Prepared<'_>], &Register),
    scene: &mut Scene,
) -> Result<(), StoreError> {
    static HOUSEHOLDS: Texts<(Dialect, usize)> = Texts::new();
    static ACTIVITIES: Texts<(Dialect, usize)> = Texts::new();
    static TOLD: Texts<(Dialect, usize)> = Texts::new();
    let answered = scene.acknowledged.values().filter_map(|known| known.household);
    let looked_at = prepared.iter().flat_map(|prepared| scene.looked_at(&prepared.lookup));
    let ids: BTreeSet<String> = looked_at.chain(answered).map(|household| household.to_string()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let ids = || ids.iter().map(String::as_str);
    let mut script = Script::new(dialect);
    add_for_each(&mut script, &HOUSEHOLDS, ids(), &[], |size| {
        format!(
            "SELECT {HOUSEHOLD}, h.id, h.kenmerk, h.address_json, h.opened_at, c.id, c.status, c.queue, c.urgency, \
             c.reasons_json, c.assigned_to, c.signals, c.last_signal_at, c.due_at \
             FROM household h JOIN casus c ON c.household_id = h.id \
             WHERE c.status <> 'samengevoegd' AND h.id IN {}{}",
            values(dialect, 1, size),
            dialect.lock_casus()
        )
    });
    add_for_each(&mut script, &ACTIVITIES, ids(), &[], |size| {
        format!(
            "SELECT {ACTIVITY}, household_id, day, partner, signals FROM household_activity \
             WHERE household_id IN {}",
            values(dialect, 1, size)
        )
    });
    add_for_each(&mut script, &TOLD, ids(), &[], |size| {
        format!(
            "SELECT {TOLD_FACTS}, c.household_id, s.facts_json, s.received_at FROM casus c \
             JOIN signal s ON s.casus_id = c.id AND s.received_at >= COALESCE((SELECT latest.received_at \
             FROM signal latest WHERE latest.casus_id = c.id ORDER BY latest.received_at DESC LIMIT 1 OFFSET {}), 0) \
             WHERE c.household_id IN {} ORDER BY s.received_at",
            MOST_TOLD - 1,
            values(dialect, 1, size)
        )
    });
    if ids().nth(1).is_some() {
        apart::ask(&mut script, ids());
    }
    for found in &script.run(connection).await? {
        let kind = row::number(found, 0)?;
        if kind == HOUSEHOLD {
            scene.open(known(found)?);
            continue;
        }
        if kind == APART {
            let (one, other) = apart::told(found)?;
            scene.apart.extend([(one, other), (other, one)]);
            continue;
        }
        let household = HouseholdId::parse(&row::text(found, 1)?).ok_or(StoreError::Corrupt("household id"))?;
        let Some(known) = scene.households.get_mut(&household) else { continue };
        if kind == TOLD_FACTS {
            known.profile.absorb(&facts::stored(&row::text(found, 2)?, row::instant(found, 3)?, register)?);
        } else {
            known.activity.insert((row::number(found, 2)?, row::text(found, 3)?), row::number(found, 4)?);
        }
    }
    Ok(())
}

fn known(found: &Found) -> Result<Known, StoreError> {
    let urgency = usize::try_from(row::number(found, 8)?).ok().and_then(|index| Urgency::ALL.get(index).copied());
    Ok(Known {
        household: HouseholdId::parse(&row::text(found, 1)?).ok_or(StoreError::Corrupt("household id"))?,
        casus: CasusId::parse(&row::text(found, 5)?).ok_or(StoreError::Corrupt("casus id"))?,
        kenmerk: Kenmerk::parse(&row::text(found, 2)?).ok_or(StoreError::Corrupt("kenmerk"))?,
        address: wire::address_from_json(&row::text(found, 3)?).map_err(|_| StoreError::Corrupt("address"))?,
        status: CasusStatus::parse(&row::text(found, 6)?).ok_or(StoreError::Corrupt("casus status"))?,
        queue: QueueName(row::text(found, 7)?),
        urgency: urgency.ok_or(StoreError::Corrupt("urgency"))?,
        reasons: serde_json::from_str(&row::text(found, 9)?).map_err(|_| StoreError::Corrupt("reasons"))?,
        assigned_to: row::optional_text(found, 10)?,
        due_at: row::optional_instant(found, 13)?,
        moved: false,
        signals: row::number(found, 11)?,
        opened_at: row::instant(found, 4)?,
        last_signal_at: row::instant(found, 12)?,
        profile: Profile::default(),
        activity: BTreeMap::new(),
        new_keys: BTreeSet::new(),
        new_activity: BTreeMap::new(),
        reopened_by: None,
        is_new: false,
        changed: false,
    })
}

/// Counted only where a limit is set, and no further than the limit.
async fn acknowledgements(
    connection: &mut Connection<'_>,
    dialect: Dialect,
    prepared: &[Prepared<'_>],
    limits: AckLimits,
    scene: &mut Scene,
) -> Result<(), StoreError> {
    static IN_ALL: Texts<(Dialect, usize)> = Texts::new();
    static BY_ADDRESS: Texts<(Dialect, usize)> = Texts::new();
    const COUNTED: &str = "created_at > {since} AND kind = 'bevestiging' AND state <> 'ingehouden' LIMIT {limit}";
    let counted = |size: usize| {
        let [mut since, mut limit] = [String::new(), String::new()];
        dialect.placeholder(size + 1, &mut since);
        dialect.placeholder(size + 2, &mut limit);
        COUNTED.replace("{since}", &since).replace("{limit}", &limit)
    };
    let since = (latest(prepared) - jiff::SignedDuration::from_hours(1)).as_microsecond();
    let mut script = Script::new(dialect);
    if limits.max_per_hour > 0 {
        let text = IN_ALL.get((dialect, 0), || {
            format!("SELECT '', CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 FROM outbox WHERE {}) AS few", counted(0))
        });
        script.add(text, vec![since.into(), i64::from(limits.max_per_hour).into()]);
    }
    if limits.max_per_address_per_hour > 0 {
        let recipients: BTreeSet<&str> = prepared.iter().filter_map(|prepared| prepared.recipient()).collect();
        let last = [since, i64::from(limits.max_per_address_per_hour)];
        add_for_each(&mut script, &BY_ADDRESS, recipients, &last, |size| {
            format!(
                "WITH asked (address) AS (VALUES {}) SELECT asked.address, (SELECT CAST(COUNT(*) AS BIGINT) FROM \
                 (SELECT 1 FROM outbox WHERE recipient = asked.address AND {}) AS few) FROM asked",
                values(dialect, size, 1),
                counted(size)
            )
        });
    }
    for found in script.run(connection).await? {
        let count = u32::try_from(row::number(&found, 1)?).unwrap_or(u32::MAX);
        match row::text(&found, 0)? {
            all if all.is_empty() => scene.acks_in_all = count,
            recipient => {
                scene.acks_by_address.insert(recipient, count);
            }
        }
    }
    Ok(())
}

/// A statement for each piece of `asked`, which is filled up to a power of two with its last value; `last` is bound
/// behind it. On SQLite one statement, that runs for each.
pub(super) fn add_for_each<'a>(
    script: &mut Script<'a>,
    texts: &Texts<(Dialect, usize)>,
    asked: impl IntoIterator<Item = &'a str>,
    last: &[i64],
    make: impl Fn(usize) -> String,
) {
    let asked: Vec<&str> = asked.into_iter().collect();
    if script.dialect() == Dialect::Sqlite {
        let with_last = |value| iter::once(Cell::from(value)).chain(last.iter().copied().map(Cell::from));
        let cells: Vec<Cell<'_>> = asked.into_iter().flat_map(with_last).collect();
        if !cells.is_empty() {
            let text = texts.get((Dialect::Sqlite, 1), || make(1));
            script.add_each(text, cells, 1 + last.len());
        }
        return;
    }
    for piece in asked.chunks(MOST_PER_STATEMENT) {
        let size = piece.len().next_power_of_two();
        let text = texts.get((script.dialect(), size), || make(size));
        let filler = iter::repeat(piece.last().copied().unwrap_or_default());
        let cells = piece.iter().copied().chain(filler).take(size).map(Cell::from);
        script.add(text, cells.chain(last.iter().copied().map(Cell::from)).collect());
    }
}
