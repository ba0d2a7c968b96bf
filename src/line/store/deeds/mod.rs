//! What people did, kept with what it changed: one transaction for the change, its event, its deed and its audit line.

mod change;
pub(in crate::store) mod state;
mod undo;
mod views;

use jiff::{SignedDuration, Timestamp};
use sqlx::{Any, Row, Transaction};

use super::{
    Store, StoreError,
    people::{deed, id_at},
    sight::{self, sight},
};
use crate::{
    domain::Actor,
    intake::{
        Unavailable,
        deeds::{ChangeRequest, Changed, DeedSeen, Deeds, ManyChanged, ManyRequest, SavedView, Undone, Which},
        people::Colleague,
    },
};

pub(super) use undo::take_back;

type Tx = Transaction<'static, Any>;

/// How far back `z` reaches.
const LAST: SignedDuration = SignedDuration::from_hours(12);

/// One deed on one casus.
pub(super) struct Done<'a> {
    pub bundle: &'a str,
    pub casus: &'a str,
    /// See [`action`].
    pub kind: &'static str,
    /// Plain Dutch.
    pub what: &'a str,
    pub before: String,
    pub after: String,
}

impl Deeds for Store {
    async fn change(&self, request: ChangeRequest, now: Timestamp) -> Result<Changed, Unavailable> {
        Ok(change::one(self, request, now).await?)
    }

    async fn change_many(&self, request: ManyRequest, now: Timestamp) -> Result<ManyChanged, Unavailable> {
        Ok(change::many(self, request, now).await?)
    }

    async fn undo(&self, which: Which, by: &Colleague, now: Timestamp) -> Result<Undone, Unavailable> {
        Ok(undo::undo(self, which, by, now).await?)
    }

    async fn deed(&self, bundle: &str, viewer: &str) -> Result<Option<DeedSeen>, Unavailable> {
        if !sight::sees_bundle(self, viewer, bundle).await? {
            return Ok(None);
        }
        let row = sqlx::query(
            "SELECT MIN(what), CAST(COUNT(*) AS BIGINT), CAST(COUNT(undone_at) AS BIGINT) FROM deed WHERE bundle = $1",
        )
        .bind(bundle.to_owned())
        .fetch_one(&self.read)
        .await?;
        let what: Option<String> = row.try_get(0)?;
        let (casussen, undone): (i64, i64) = (row.try_get(1)?, row.try_get(2)?);
        Ok(what.map(|what| DeedSeen { bundle: bundle.to_owned(), what, casussen, undone: undone > 0 }))
    }

    async fn workload(&self) -> Result<Vec<(String, i64)>, Unavailable> {
        let rows = sqlx::query(
            "SELECT assigned_to, CAST(COUNT(*) AS BIGINT) FROM casus
             WHERE (status || '') = 'toegewezen' AND assigned_to IS NOT NULL AND shielded_at IS NULL
             GROUP BY assigned_to",
        )
        .fetch_all(&self.read)
        .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    async fn changed_since(&self, since: Timestamp, viewer: &str) -> Result<Vec<String>, Unavailable> {
        let casussen = sqlx::query_scalar(concat!(
            "SELECT c.id FROM casus c WHERE c.id IN (SELECT casus_id FROM deed WHERE at > $1
               UNION SELECT casus_id FROM deed WHERE undone_at > $1) AND ",
            sight!("$2"),
            " ORDER BY c.id LIMIT 100"
        ))
        .bind(since.as_microsecond())
        .bind(viewer.to_owned())
        .fetch_all(&self.read)
        .await?;
        Ok(casussen)
    }

    async fn views(&self, person: &str) -> Result<Vec<SavedView>, Unavailable> {
        Ok(views::all(self, person).await?)
    }

    async fn save_view(&self, view: SavedView, by: &Colleague, now: Timestamp) -> Result<(), Unavailable> {
        Ok(views::save(self, view, by, now).await?)
    }

    async fn drop_view(&self, id: &str, by: &Colleague, now: Timestamp) -> Result<(), Unavailable> {
        Ok(views::forget(self, id, by, now).await?)
    }
}

/// A new bundle: one press of a button.
pub(super) fn new_bundle(now: Timestamp) -> String {
    id_at(now).to_string()
}

/// What the audit calls a deed: thing and what was done, as everywhere in the audit.
fn action(kind: &str) -> &'static str {
    match kind {
        "toewijzen" => "casus.toegewezen",
        "afsluiten" => "casus.afgesloten",
        "heropenen" => "casus.heropend",
        "agenda" => "casus.op-agenda-gezet",
        "van-agenda" => "casus.van-agenda-gehaald",
        "later" => "casus.uitgesteld",
        "wakker" => "casus.niet-meer-uitgesteld",
        "opschalen" => "casus.opgeschaald",
        "teruggeven" => "casus.teruggegeven",
        "samenvoegen" => "casus.samengevoegd",
        "splitsen" => "casus.gesplitst",
        "uit-elkaar" => "casus.uit-elkaar-gehouden",
        "afspraak" => "afspraak.gemaakt",
        "afspraak-gedaan" => "afspraak.afgevinkt",
        _ => "casus.veranderd",
    }
}

/// Writes the deed, its event on the timeline and its audit line.
pub(super) async fn record(
    store: &Store,
    tx: &mut Tx,
    done: Done<'_>,
    by: &Colleague,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO deed (id, bundle, casus_id, person_id, kind, what, at, before_json, after_json, seq)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, COALESCE(MAX(d.seq), 0) + 1 FROM deed d",
    )
    .bind(id_at(now).to_string())
    .bind(done.bundle.to_owned())
    .bind(done.casus.to_owned())
    .bind(by.id.as_str())
    .bind(done.kind)
    .bind(done.what.to_owned())
    .bind(now.as_microsecond())
    .bind(done.before)
    .bind(done.after)
    .execute(&mut **tx)
    .await?;
    match done.kind {
        "samenvoegen" | "splitsen" | "uit-elkaar" => add_sorting_event(tx, done.casus, by, done.what, now).await?,
        _ => add_event(tx, done.casus, by, done.what, now).await?,
    }
    store.audited(tx, now, deed(&by.id, action(done.kind), format!("casus:{}", done.casus))).await
}

/// Writes a line of the timeline: somebody took the case up.
pub(super) async fn add_event(
    tx: &mut Tx,
    casus: &str,
    by: &Colleague,
    what: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    write_event(tx, casus, (&Actor::Person(by.id.clone()), TakesUp::Yes), what, now).await
}

/// Writes a line of the timeline that leaves reminders and the on-call chain as they are: which signals belong
/// together, and who may see them.
pub(super) async fn add_sorting_event(
    tx: &mut Tx,
    casus: &str,
    by: &Colleague,
    what: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    write_event(tx, casus, (&Actor::Person(by.id.clone()), TakesUp::No), what, now).await
}

/// Whether a line of the timeline means that somebody took the case up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TakesUp {
    No = 0,
    Yes = 1,
}

pub(super) async fn write_event(
    tx: &mut Tx,
    casus: &str,
    (actor, takes_up): (&Actor, TakesUp),
    what: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO casus_event (id, casus_id, at, actor, what, takes_up) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id_at(now).to_string())
        .bind(casus.to_owned())
        .bind(now.as_microsecond())
        .bind(actor.to_string())
        .bind(what.to_owned())
        .bind(takes_up as i64)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
