//! Signals and households as lists show them.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, any::AnyRow};

use super::{Store, StoreError, insert::in_list, row};
use crate::{
    domain::{CasusId, CasusStatus, Channel, HouseholdId, Kenmerk, PartnerName, Person, SignalId},
    household::{self, Facts},
    intake::{Decided, HouseholdQuery, HouseholdSeen, SignalLine},
    wire,
};

const SIGNAL: &str = "s.id, s.kenmerk, s.partner, s.channel, s.received_at, s.subject, s.reference, {status}";
/// How many columns `{signal}` stands for.
pub(super) const SIGNAL_COLUMNS: usize = 8;
const HOUSEHOLD: &str = "h.id, h.kenmerk, h.address_json, k.id, k.queue, k.status";
/// How many columns `{household}` stands for.
pub(super) const HOUSEHOLD_COLUMNS: usize = 6;
const STATUS: &str = "CASE WHEN s.casus_id IS NOT NULL THEN c.status WHEN s.holding_settled_at IS NULL \
     THEN 'wachtbak' ELSE 'afgesloten' END";
/// The most households that a search answers.
const MOST_FOUND: i64 = 50;

/// An SQL text with its column lists filled in; nothing from outside comes into it.
pub(super) fn text(template: &'static str) -> AssertSqlSafe<String> {
    let text = template.replace("{signal}", SIGNAL).replace("{household}", HOUSEHOLD).replace("{status}", STATUS);
    AssertSqlSafe(text)
}

pub(super) fn kenmerk(line: &AnyRow, column: usize) -> Result<Kenmerk, StoreError> {
    Kenmerk::parse(&row::text(line, column)?).ok_or(StoreError::Corrupt("kenmerk"))
}

/// Reads [`SIGNAL_COLUMNS`] from column `from` on.
pub(super) fn signal_line(line: &AnyRow, from: usize) -> Result<SignalLine, StoreError> {
    Ok(SignalLine {
        id: SignalId::parse(&row::text(line, from)?).ok_or(StoreError::Corrupt("signal.id"))?,
        kenmerk: kenmerk(line, from + 1)?,
        partner: PartnerName(row::text(line, from + 2)?),
        channel: Channel::parse(&row::text(line, from + 3)?).ok_or(StoreError::Corrupt("signal.channel"))?,
        received_at: row::instant(line, from + 4)?,
        subject: row::text(line, from + 5)?,
        reference: row::optional_text(line, from + 6)?,
        status: row::text(line, from + 7)?,
    })
}

/// Reads [`HOUSEHOLD_COLUMNS`] from column `from` on; the persons are added later.
pub(super) fn household(line: &AnyRow, from: usize) -> Result<HouseholdSeen, StoreError> {
    let address = wire::address_from_json(&row::text(line, from + 2)?);
    Ok(HouseholdSeen {
        id: HouseholdId::parse(&row::text(line, from)?).ok_or(StoreError::Corrupt("household.id"))?,
        kenmerk: kenmerk(line, from + 1)?,
        address: address.map_err(|_| StoreError::Corrupt("address_json"))?,
        persons: Vec::new(),
        casus: CasusId::parse(&row::text(line, from + 3)?).ok_or(StoreError::Corrupt("casus.id"))?,
        queue: row::text(line, from + 4)?,
        status: CasusStatus::parse(&row::text(line, from + 5)?).ok_or(StoreError::Corrupt("casus.status"))?,
    })
}

/// Signals by casus, oldest first, and everybody they name, once.
pub(super) async fn signals_of(
    store: &Store,
    casussen: &[String],
) -> Result<HashMap<String, (Vec<SignalLine>, Vec<Person>)>, StoreError> {
    let mut found: HashMap<String, (Vec<SignalLine>, Vec<Person>)> = HashMap::new();
    let Some(last) = casussen.last() else {
        return Ok(found);
    };
    let (list, size) = in_list(casussen.len());
    let AssertSqlSafe(select) = text(
        "SELECT {signal}, s.casus_id, s.facts_json FROM signal s JOIN casus c ON c.id = s.casus_id \
         WHERE s.casus_id IN ",
    );
    let select = format!("{select}{list} ORDER BY s.received_at, s.id");
    let mut query = sqlx::query(AssertSqlSafe(select));
    for position in 0..size {
        query = query.bind(casussen.get(position).unwrap_or(last).as_str());
    }
    for line in &query.fetch_all(&store.read).await? {
        let facts = wire::facts_from_json(&row::text(line, SIGNAL_COLUMNS + 1)?);
        let (lines, persons) = found.entry(row::text(line, SIGNAL_COLUMNS)?).or_default();
        lines.push(signal_line(line, 0)?);
        for person in facts.map_err(|_| StoreError::Corrupt("facts_json"))?.persons {
            if !persons.contains(&person) {
                persons.push(person);
            }
        }
    }
    Ok(found)
}

/// What was decided of the signals of these casussen, by signal.
pub(super) async fn decided(store: &Store, casussen: &[String]) -> Result<HashMap<SignalId, Decided>, StoreError> {
    let Some(last) = casussen.last() else {
        return Ok(HashMap::new());
    };
    let (list, size) = in_list(casussen.len());
    let select = format!("SELECT s.id, s.route_json, s.link_json FROM signal s WHERE s.casus_id IN {list}");
    let mut query = sqlx::query(AssertSqlSafe(select));
    for position in 0..size {
        query = query.bind(casussen.get(position).unwrap_or(last).as_str());
    }
    let mut found = HashMap::new();
    for line in &query.fetch_all(&store.read).await? {
        let id = SignalId::parse(&row::text(line, 0)?).ok_or(StoreError::Corrupt("signal.id"))?;
        let rule = wire::past_route_from_json(&row::text(line, 1)?).map(|route| route.rule).unwrap_or_default();
        let link = wire::evidence_from_json(&row::text(line, 2)?).map_err(|_| StoreError::Corrupt("link_json"))?;
        found.insert(id, Decided { rule, link });
    }
    Ok(found)
}

/// Fills in whom the signals of each household name.
pub(super) async fn add_persons<'a>(
    store: &Store,
    households: impl Iterator<Item = &'a mut HouseholdSeen>,
) -> Result<(), StoreError> {
    let households: Vec<&mut HouseholdSeen> = households.collect();
    let ids: BTreeSet<String> = households.iter().map(|household| household.casus.to_string()).collect();
    let ids: Vec<String> = ids.into_iter().collect();
    let found = signals_of(store, &ids).await?;
    for household in households {
        if let Some((_, persons)) = found.get(&household.casus.to_string()) {
            household.persons.clone_from(persons);
        }
    }
    Ok(())
}

pub(super) async fn find_households(store: &Store, wanted: HouseholdQuery) -> Result<Vec<HouseholdSeen>, StoreError> {
    let rows = match &wanted.kenmerk {
        Some(kenmerk) => {
            let query = text(
                "SELECT {household} FROM household h JOIN casus k ON k.household_id = h.id \
                 WHERE k.status <> 'samengevoegd' AND k.shielded_at IS NULL AND (h.kenmerk = $1 \
                 OR k.id IN (SELECT s.casus_id FROM signal s WHERE s.kenmerk = $1))",
            );
            sqlx::query(query).bind(kenmerk.as_str()).fetch_all(&store.read).await?
        }
        None => by_keys(store, wanted).await?,
    };
    let mut households = rows.iter().map(|line| household(line, 0)).collect::<Result<Vec<_>, _>>()?;
    add_persons(store, households.iter_mut()).await?;
    Ok(households)
}

async fn by_keys(store: &Store, wanted: HouseholdQuery) -> Result<Vec<AnyRow>, StoreError> {
    let asked = Facts::new(Timestamp::UNIX_EPOCH, (&wanted.address, None), &[wanted.person], &store.register);
    let mut keys: Vec<String> =
        [household::index_keys(&asked), household::lookup_keys(&asked)].concat().into_iter().map(|key| key.0).collect();
    keys.sort_unstable();
    keys.dedup();
    let Some(last) = keys.last() else {
        return Ok(Vec::new());
    };
    let (list, size) = in_list(keys.len());
    let AssertSqlSafe(select) = text(
        "SELECT {household} FROM household h JOIN casus k ON k.household_id = h.id \
         WHERE k.status <> 'samengevoegd' AND k.shielded_at IS NULL AND h.id IN (SELECT b.household_id FROM blocking_key b WHERE b.key IN ",
    );
    let select = format!("{select}{list}) ORDER BY h.opened_at DESC, h.id LIMIT {MOST_FOUND}");
    let mut query = sqlx::query(AssertSqlSafe(select));
    for position in 0..size {
        query = query.bind(keys.get(position).unwrap_or(last).as_str());
    }
    Ok(query.fetch_all(&store.read).await?)
}
