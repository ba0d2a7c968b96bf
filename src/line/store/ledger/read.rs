//! Reads what bears on a batch: deliveries, households under its keys, acknowledgements of the last hour.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{
    apart,
    asked::{self, Asked, Question},
    batch::Prepared,
    last_hour::LastHour,
    scene::{Acknowledged, Claimed, Known, Scene},
};
use crate::{
    config::AckLimits,
    domain::{
        BlockingKey, CasusId, CasusStatus, DeliveryKey, HouseholdId, Kenmerk, PartnerName, QueueName, Receipt,
        SignalId, Urgency,
    },
    household::{MOST_PER_KEY, Profile, Register},
    store::{
        Dialect, StoreError, facts,
        insert::Texts,
        row,
        script::{Connection, Found, Script},
    },
    wire,
};

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

/// In microseconds.
const HOUR: i64 = 3_600_000_000;

/// When the latest signal came in.
pub(super) fn latest(prepared: &[Prepared<'_>]) -> Timestamp {
    prepared.iter().map(|prepared| prepared.submission.signal.received_at).max().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// What bears on the batch.
pub(super) async fn scene(
    connection: &mut Connection<'_>,
    dialect: Dialect,
    prepared: &[Prepared<'_>],
    (limits, last_hour, register): (AckLimits, &LastHour, &Register),
) -> Result<Scene, StoreError> {
    let mut scene = Scene::default();
    let mut script = Script::new(dialect);
    ask_by_key(&mut script, prepared);
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

/// Deliveries, the households under each key, and the acknowledgements that mails of this batch answer.
///
/// Of households one more than may share a key is enough to know that it says nothing. They come in one row per key:
/// what a row costs on its way here is many times what it costs to find.
fn ask_by_key<'a>(script: &mut Script<'a>, prepared: &'a [Prepared<'_>]) {
    static TEXTS: Texts<(Dialect, usize)> = Texts::new();
    let recognised: BTreeSet<&str> = prepared
        .iter()
        .map(|prepared| &prepared.submission.delivery)
        .flat_map(|delivery| delivery.recognised_by.iter().chain(&delivery.recognised_if_same))
        .map(|key| key.0.as_str())
        .collect();
    let keys: BTreeSet<&str> =
        prepared.iter().flat_map(|prepared| &prepared.lookup).map(|key| key.0.as_str()).collect();
    let answers: BTreeSet<&str> = prepared.iter().flat_map(|prepared| &prepared.answers).map(String::as_str).collect();
    let named = prepared.iter().flat_map(|prepared| &prepared.submission.signal.thread.kenmerken);
    let named: BTreeSet<&str> = named.map(Kenmerk::as_str).collect();
    let deliveries = |asked: Asked| {
        format!(
            "SELECT {DELIVERY}, d.key, d.content_hash, s.id, s.kenmerk, s.facts_json, s.received_at, '' \
             FROM delivery d JOIN signal s ON s.id = d.signal_id WHERE d.key {}",
            asked.among()
        )
    };
    let households = |asked: Asked| {
        let few = format!("SELECT key, household_id FROM blocking_key WHERE key = {{one}} LIMIT {}", MOST_PER_KEY + 1);
        let in_one = format!("SELECT key, string_agg(household_id, ',') AS ids FROM ({few}) AS few GROUP BY key");
        format!("SELECT {KEY}, told.key, told.ids, '', '', '', 0, '' FROM {}", asked.each(&in_one))
    };
    let acknowledged = format!(
        "SELECT {ANSWERED}, o.id, s.id, s.kenmerk, o.recipient, c.household_id, \
         CASE WHEN o.references_json LIKE '%<ack.%' THEN 1 ELSE 0 END, s.partner \
         FROM outbox o JOIN signal s ON s.id = o.signal_id LEFT JOIN casus c ON c.id = s.casus_id"
    );
    let answered = |asked: Asked| format!("{acknowledged} WHERE o.id {}", asked.among());
    let by_kenmerk = |asked: Asked| {
        let acknowledged = acknowledged.replace("s.id = o.signal_id", "o.id = 'ack.' || s.id");
        format!("{acknowledged} WHERE o.state <> 'ingehouden' AND s.kenmerk {}", asked.among())
    };
    let questions = [
        Question { about: recognised.into_iter().collect(), text: &deliveries },
        Question { about: keys.into_iter().collect(), text: &households },
        Question { about: answers.into_iter().collect(), text: &answered },
        Question { about: named.into_iter().collect(), text: &by_kenmerk },
    ];
    asked::add(script, &TEXTS, &questions, &[]);
}

fn claimed(found: &Found) -> Result<(DeliveryKey, Claimed), StoreError> {
    let facts = wire::facts_from_json(&row::text(found, 5)?).map_err(|_| StoreError::Corrupt("facts"))?;
    let receipt = Receipt {
        id: SignalId::parse(&row::text(found, 3)?).ok_or(StoreError::Corrupt("signal id"))?,
        kenmerk: Kenmerk::parse(&row::text(found, 4)?).ok_or(StoreError::Corrupt("kenmerk"))?,
        received_at: row::instant(found, 6)?,
        repeated: true,
        warnings: facts.warnings,
    };
    Ok((DeliveryKey(row::text(found, 1)?), Claimed { content_hash: row::text(found, 2)?, receipt }))
}

fn acknowledged(found: &Found) -> Result<(String, Acknowledged), StoreError> {
    let household = row::optional_text(found, 5)?;
    let household = household.map(|id| HouseholdId::parse(&id).ok_or(StoreError::Corrupt("household id")));
    let known = Acknowledged {
        signal: row::text(found, 2)?,
        kenmerk: Kenmerk::parse(&row::text(found, 3)?).ok_or(StoreError::Corrupt("kenmerk"))?,
        recipient: row::text(found, 4)?,
        household: household.transpose()?,
        first: row::number(found, 6)? == 0,
        partner: PartnerName(row::text(found, 7)?),
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
    let answered = scene.acknowledged.values().filter_map(|known| known.household);
    let looked_at = prepared.iter().flat_map(|prepared| scene.looked_at(&prepared.lookup));
    let ids: BTreeSet<String> = looked_at.chain(answered).map(|household| household.to_string()).collect();
    let mut script = Script::new(dialect);
    ask_households(&mut script, &ids.iter().map(String::as_str).collect::<Vec<_>>());
    let mut told = Vec::new();
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
            let at = row::instant(found, 3)?;
            told.push((at, household, facts::stored(&row::text(found, 2)?, at, register)?));
        } else {
            known.activity.insert((row::number(found, 3)?, row::text(found, 2)?), row::number(found, 4)?);
        }
    }
    // The earliest first, as they came in.
    told.sort_by_key(|(at, ..)| *at);
    for (_, household, facts) in told {
        if let Some(known) = scene.households.get_mut(&household) {
            known.profile.absorb(&facts);
        }
    }
    Ok(())
}

/// A casus is locked by a statement of its own: what the others find is then what stands there until the commit.
fn ask_households<'a>(script: &mut Script<'a>, ids: &[&'a str]) {
    static LOCKED: Texts<(Dialect, usize)> = Texts::new();
    static TEXTS: Texts<(Dialect, usize)> = Texts::new();
    let dialect = script.dialect();
    let households = |asked: Asked| {
        format!(
            "SELECT {HOUSEHOLD}, h.id, h.kenmerk, h.address_json, h.opened_at, c.id, c.status, c.queue, c.urgency, \
             c.reasons_json, c.assigned_to, c.signals, c.last_signal_at, c.due_at \
             FROM household h JOIN casus c ON c.household_id = h.id \
             WHERE c.status <> 'samengevoegd' AND h.id {}{}",
            asked.among(),
            dialect.lock_casus()
        )
    };
    asked::add(script, &LOCKED, &[Question { about: ids.to_vec(), text: &households }], &[]);
    let activity = |asked: Asked| {
        format!(
            "SELECT {ACTIVITY}, household_id, partner, day, signals FROM household_activity WHERE household_id {}",
            asked.among()
        )
    };
    let latest = |asked: Asked| {
        let latest = format!(
            "SELECT c.household_id, s.facts_json, s.received_at FROM casus c JOIN signal s ON s.casus_id = c.id \
             WHERE c.household_id = {{one}} ORDER BY s.received_at DESC LIMIT {MOST_TOLD}"
        );
        format!(
            "SELECT {TOLD_FACTS}, told.household_id, told.facts_json, told.received_at, 0 FROM {}",
            asked.each(&latest)
        )
    };
    // One is not apart from itself.
    let pairs = if ids.len() > 1 { ids.to_vec() } else { Vec::new() };
    let questions = [
        Question { about: ids.to_vec(), text: &activity },
        Question { about: ids.to_vec(), text: &latest },
        Question { about: pairs, text: &apart::text },
    ];
    asked::add(script, &TEXTS, &questions, &[]);
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
    static IN_ALL: Texts<Dialect> = Texts::new();
    static BY_ADDRESS: Texts<(Dialect, usize)> = Texts::new();
    const COUNTED: &str = "created_at > {since} AND kind = 'bevestiging' AND state <> 'ingehouden' LIMIT {limit}";
    let counted = |before: usize| {
        let [mut since, mut limit] = [String::new(), String::new()];
        dialect.placeholder(before + 1, &mut since);
        dialect.placeholder(before + 2, &mut limit);
        COUNTED.replace("{since}", &since).replace("{limit}", &limit)
    };
    let since = latest(prepared).as_microsecond().saturating_sub(HOUR);
    let mut script = Script::new(dialect);
    if limits.max_per_hour > 0 {
        let text = IN_ALL.get(dialect, || {
            format!("SELECT '', CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 FROM outbox WHERE {}) AS few", counted(0))
        });
        script.add(text, vec![since.into(), i64::from(limits.max_per_hour).into()]);
    }
    if limits.max_per_address_per_hour > 0 {
        let recipients: BTreeSet<&str> = prepared.iter().filter_map(|prepared| prepared.recipient()).collect();
        let last = [since, i64::from(limits.max_per_address_per_hour)];
        let by_address = |asked: Asked| {
            let few = format!("SELECT recipient FROM outbox WHERE recipient = {{one}} AND {}", counted(1));
            let count = format!("SELECT recipient, CAST(COUNT(*) AS BIGINT) AS many FROM ({few}) AS few GROUP BY 1");
            format!("SELECT told.recipient, told.many FROM {}", asked.each(&count))
        };
        let about = recipients.into_iter().collect();
        asked::add(&mut script, &BY_ADDRESS, &[Question { about, text: &by_address }], &last);
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
