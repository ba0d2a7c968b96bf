//! What stays with the inner ring: who reads a signal that its sender keeps there, and what others see of its household.
//!
//! **Invariant:** somebody outside the inner ring is told of such a signal only that it came: not its words, not what was
//! first known by it, not what anybody inside wrote since. What does not say that it may go on is kept.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::Arc,
};

use sqlx::{AssertSqlSafe, Row, any::AnyRow};

use super::{Store, StoreError, desk::address_of, insert::in_list, ledger::known_parts};
use crate::{
    domain::Address,
    intake::{
        desk::{CasusHead, Circle, OpenProposal, Reading},
        people::Role,
    },
};

/// What somebody outside reads instead of why a household is urgent.
const WITHHELD: &str = "Er is een signaal dat alleen de binnenring leest. Vraag de projectleider van het wijkteam.";

/// In the facts of a signal that may go on to everybody, as [`crate::wire::facts_to_json`] writes it.
const FREE: &str = "\"doorverstrekking\":\"vrij\"";

/// `signal s` may go on to everybody. In JSON no text of a reporter can hold these quotes unescaped.
macro_rules! free {
    () => {
        crate::store::veil::free!("s")
    };
    ($signal:literal) => {
        concat!($signal, ".facts_json LIKE '%\"doorverstrekking\":\"vrij\"%'")
    };
}
pub(super) use free;

/// `signal s` is for whoever stands where the number bound at `$place` says ([`Place::bound`]).
macro_rules! readable {
    ($place:literal) => {
        crate::store::veil::readable!($place, "s")
    };
    ($place:literal, $signal:literal) => {
        concat!("(", $place, " = 0 OR ", crate::store::veil::free!($signal), ")")
    };
}
pub(super) use readable;

type Queues = dyn Fn() -> Option<Vec<String>> + Send + Sync;

/// The queues of the teams inside the inner ring, as configured now; `None`: of every team.
#[derive(Clone)]
pub struct InnerRing(Arc<Queues>);

impl InnerRing {
    pub fn new(queues: impl Fn() -> Option<Vec<String>> + Send + Sync + 'static) -> Self {
        Self(Arc::new(queues))
    }
}

impl Default for InnerRing {
    fn default() -> Self {
        Self::new(|| None)
    }
}

impl fmt::Debug for InnerRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("InnerRing").field(&(self.0)()).finish()
    }
}

/// Where somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Inside,
    /// Works only for teams outside the inner ring.
    Outside,
}

impl Place {
    /// As [`readable`] wants it.
    pub(super) fn bound(self) -> i64 {
        i64::from(self == Self::Outside)
    }
}

/// The columns that [`places`] reads.
macro_rules! places {
    () => {
        "SELECT p.id, p.every_team, t.queue, p.role FROM person p LEFT JOIN person_queue t ON t.person_id = p.id"
    };
}

/// Where this person stands; somebody unknown stands outside.
pub(super) async fn place(store: &Store, person: &str) -> Result<Place, StoreError> {
    let Some(inner) = (store.inner_ring.0)() else {
        return Ok(Place::Inside);
    };
    let rows =
        sqlx::query(concat!(places!(), " WHERE p.id = $1")).bind(person.to_owned()).fetch_all(&store.read).await?;
    Ok(places(&rows, &inner)?.remove(person).unwrap_or(Place::Outside))
}

fn places(rows: &[AnyRow], inner: &[String]) -> Result<HashMap<String, Place>, StoreError> {
    let mut places = HashMap::new();
    for row in rows {
        let (every, queue): (i64, Option<String>) = (row.try_get(1)?, row.try_get(2)?);
        // Who looks after privacy reads no signals, and of the audit all of it.
        let fg = row.try_get::<&str, _>(3)? == Role::Fg.as_str();
        let place = places.entry(row.try_get(0)?).or_insert(Place::Outside);
        if fg || every == 1 || queue.is_some_and(|queue| inner.contains(&queue)) {
            *place = Place::Inside;
        }
    }
    Ok(places)
}

/// What one viewer does not see of some casussen.
#[derive(Debug, Default)]
pub(super) struct Veil {
    /// Since when each has a signal that is kept, microseconds; empty for who stands inside.
    since: HashMap<String, i64>,
    places: HashMap<String, Place>,
}

impl Veil {
    pub(super) async fn over(store: &Store, viewer: &str, casussen: &[String]) -> Result<Self, StoreError> {
        if casussen.is_empty() || place(store, viewer).await? == Place::Inside {
            return Ok(Self::default());
        }
        let since = kept_since(store, casussen).await?;
        let inner = (store.inner_ring.0)().unwrap_or_default();
        let everybody = sqlx::query(places!()).fetch_all(&store.read).await?;
        Ok(Self { since, places: places(&everybody, &inner)? })
    }

    /// Whether it hides anything of this casus.
    pub(super) fn lies_on(&self, casus: &str) -> bool {
        self.since.contains_key(casus)
    }

    /// Whether what `author` (a person id, or an actor) wrote at `at` about this casus is hidden.
    pub(super) fn hides(&self, casus: &str, author: &str, at: i64) -> bool {
        let outside = || self.places.get(author.trim_start_matches("persoon:")) == Some(&Place::Outside);
        self.since.get(casus).is_some_and(|since| at >= *since) && !outside()
    }

    /// Whether what was agreed at `at` is hidden: what somebody outside agreed, or keeps, is theirs to read.
    pub(super) fn hides_agreement(&self, casus: &str, (made_by, owner): (&str, &str), at: i64) -> bool {
        self.hides(casus, made_by, at) && self.hides(casus, owner, at)
    }

    /// Without what may tell of a kept signal: the address as others told it, and no reasons.
    pub(super) async fn draw<'a>(
        &self,
        store: &Store,
        heads: impl Iterator<Item = &'a mut CasusHead>,
    ) -> Result<(), StoreError> {
        for head in heads.filter(|head| self.lies_on(&head.id)) {
            head.address = told_by_others(store, &head.id).await?;
            head.reasons = vec![WITHHELD.to_owned()];
        }
        Ok(())
    }
}

/// When the first kept signal of each of these casussen came; those without one are not there.
async fn kept_since(store: &Store, casussen: &[String]) -> Result<HashMap<String, i64>, StoreError> {
    let (list, size) = in_list(casussen.len());
    let text = format!(
        "SELECT s.casus_id, MIN(s.received_at) FROM signal s WHERE s.casus_id IN {list} AND NOT ({}) GROUP BY s.casus_id",
        free!()
    );
    let mut query = sqlx::query(AssertSqlSafe(text));
    for place in 0..size {
        query = query.bind(casussen.get(place).map(String::as_str).unwrap_or_default());
    }
    let rows = query.fetch_all(&store.read).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// The fullest address among the signals that may go on.
async fn told_by_others(store: &Store, casus: &str) -> Result<Address, StoreError> {
    let sql = concat!(
        "SELECT s.facts_json FROM signal s WHERE s.casus_id = $1 AND ",
        free!(),
        " ORDER BY s.received_at, s.id LIMIT 200"
    );
    let rows = sqlx::query(sql).bind(casus.to_owned()).fetch_all(&store.read).await?;
    let mut fullest = Address::default();
    for row in &rows {
        let told = address_of(row.try_get::<&str, _>(0)?);
        if known_parts(&told) > known_parts(&fullest) {
            fullest = told;
        }
    }
    Ok(fullest)
}

/// Draws the veil over heads from anywhere.
pub(super) async fn over_heads<'a>(
    store: &Store,
    viewer: &str,
    heads: impl Iterator<Item = &'a mut CasusHead>,
) -> Result<(), StoreError> {
    let heads: Vec<&mut CasusHead> = heads.collect();
    let ids: Vec<String> = heads.iter().map(|head| head.id.clone()).collect();
    Veil::over(store, viewer, &ids).await?.draw(store, heads.into_iter()).await
}

/// Whether `viewer` reads all of this casus. Who does not may not move its signals: comparing shows what they say.
pub(super) async fn reads_all(store: &Store, viewer: &str, casus: &str) -> Result<bool, StoreError> {
    Ok(!Veil::over(store, viewer, &[casus.to_owned()]).await?.lies_on(casus))
}

/// Whether `viewer` may read this signal as far as its sender goes.
pub(super) async fn reads(store: &Store, viewer: &str, signal: &str) -> Result<bool, StoreError> {
    if place(store, viewer).await? == Place::Inside {
        return Ok(true);
    }
    let sql = concat!("SELECT 1 FROM signal s WHERE s.id = $1 AND ", free!());
    Ok(sqlx::query(sql).bind(signal.to_owned()).fetch_optional(&store.read).await?.is_some())
}

/// Proposals between households of which `viewer` reads all: their reasons weigh what every signal said.
pub(super) async fn plain_proposals(
    store: &Store,
    viewer: &str,
    proposals: Vec<OpenProposal>,
) -> Result<Vec<OpenProposal>, StoreError> {
    let ids: HashSet<String> =
        proposals.iter().flat_map(|proposal| [proposal.casus.clone(), proposal.other.clone()]).collect();
    let veil = Veil::over(store, viewer, &ids.into_iter().collect::<Vec<_>>()).await?;
    let plain = |proposal: &OpenProposal| !veil.lies_on(&proposal.casus) && !veil.lies_on(&proposal.other);
    Ok(proposals.into_iter().filter(plain).collect())
}

/// How the page of a casus stands to the inner ring, for `viewer` with this veil.
pub(super) async fn circle(store: &Store, veil: &Veil, casus: &str) -> Result<Circle, StoreError> {
    if veil.lies_on(casus) {
        return Ok(Circle::Withheld);
    }
    let Some(inner) = (store.inner_ring.0)() else {
        return Ok(Circle::Everybody);
    };
    let queue: String = sqlx::query_scalar("SELECT queue FROM casus WHERE id = $1")
        .bind(casus.to_owned())
        .fetch_one(&store.read)
        .await?;
    let kept = !inner.contains(&queue) && kept_since(store, &[casus.to_owned()]).await?.contains_key(casus);
    Ok(if kept { Circle::Inner } else { Circle::Everybody })
}

/// How `place` reads the signal with these facts; what does not say how far it goes is kept from who stands outside.
pub(super) fn reading(place: Place, facts: &str) -> Reading {
    match (place, facts.contains(FREE)) {
        (_, true) => Reading::Free,
        (Place::Outside, false) => Reading::Withheld,
        (Place::Inside, false) => Reading::Inner,
    }
}
