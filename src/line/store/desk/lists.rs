//! Counts, the wachtbak, the tasks, the proposals.

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Row};

use super::{
    is_unproven,
    rows::{self, both_seen, select_proposals},
    select,
};
use crate::{
    intake::desk::{Counts, DeskTask, HeldSignal, OpenProposal},
    store::{
        Store, StoreError,
        people::instant,
        sight::sight,
        veil::{self, Place, readable},
    },
};

pub(super) async fn counts(store: &Store, person: &str, now: Timestamp) -> Result<Counts, StoreError> {
    let row = sqlx::query(AssertSqlSafe(select::counts()))
        .bind(person.to_owned())
        .bind(now.as_microsecond())
        .fetch_one(&store.read)
        .await?;
    let place = veil::place(store, person).await?;
    let attention = sqlx::query(concat!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM signal s WHERE s.casus_id IS NULL AND s.holding_settled_at IS NULL AND ",
        readable!("$1"),
    ))
    .bind(place.bound())
    .fetch_one(&store.read)
    .await?;
    let tasks = tasks_by_kind(store, person, place).await?;
    let of_kind = |kind: &str| tasks.iter().find(|(known, _)| known == kind).map_or(0, |(_, count)| *count);
    Ok(Counts {
        to_divide: row.try_get(0)?,
        spoed: row.try_get(1)?,
        late: row.try_get(2)?,
        mine: row.try_get(3)?,
        later: row.try_get(4)?,
        agenda: row.try_get(5)?,
        open: row.try_get(6)?,
        closed: row.try_get(7)?,
        without_address: row.try_get(8)?,
        holding: attention.try_get(0)?,
        by_hand: of_kind("handmatig-bevestigen"),
        not_arrived: of_kind("antwoord-kwam-niet-aan"),
        proposals: proposals_seen(store, person).await?,
    })
}

async fn tasks_by_kind(store: &Store, viewer: &str, place: Place) -> Result<Vec<(String, i64)>, StoreError> {
    let sql = concat!(
        "SELECT t.kind, CAST(COUNT(*) AS BIGINT) FROM task t JOIN signal s ON s.id = t.signal_id
         LEFT JOIN casus c ON c.id = s.casus_id WHERE t.done_at IS NULL AND (s.casus_id IS NULL OR ",
        sight!("$1"),
        ") AND ",
        readable!("$2"),
        " GROUP BY t.kind"
    );
    let rows = sqlx::query(sql).bind(viewer.to_owned()).bind(place.bound()).fetch_all(&store.read).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

async fn proposals_seen(store: &Store, viewer: &str) -> Result<i64, StoreError> {
    if veil::place(store, viewer).await? == Place::Outside {
        return Ok(proposals(store, viewer).await?.len() as i64);
    }
    let sql = concat!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM proposal p JOIN signal s ON s.id = p.signal_id
         WHERE p.verdict IS NULL AND s.casus_id IS NOT NULL",
        both_seen!("$1")
    );
    Ok(sqlx::query_scalar(sql).bind(viewer.to_owned()).fetch_one(&store.read).await?)
}

pub(super) async fn signals_since(store: &Store, since: Timestamp, viewer: &str) -> Result<i64, StoreError> {
    let sql = concat!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM signal s LEFT JOIN casus c ON c.id = s.casus_id
         WHERE s.received_at > $1 AND (s.casus_id IS NULL OR ",
        sight!("$2"),
        ")"
    );
    let count =
        sqlx::query_scalar(sql).bind(since.as_microsecond()).bind(viewer.to_owned()).fetch_one(&store.read).await?;
    Ok(count)
}

pub(super) async fn holding(store: &Store, viewer: &str) -> Result<Vec<HeldSignal>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT s.id, s.kenmerk, s.partner, s.channel, s.received_at, s.subject, SUBSTR(s.situation, 1, 600),
           s.holding_reason, s.facts_json
         FROM signal s WHERE s.casus_id IS NULL AND s.holding_settled_at IS NULL AND ",
        readable!("$1"),
        " ORDER BY s.received_at, s.id LIMIT 201",
    ))
    .bind(veil::place(store, viewer).await?.bound())
    .fetch_all(&store.read)
    .await?;
    rows.iter()
        .map(|row| {
            let (partner, channel): (String, String) = (row.try_get(2)?, row.try_get(3)?);
            Ok(HeldSignal {
                unproven: is_unproven(&partner, &channel, row.try_get(8)?),
                id: row.try_get(0)?,
                kenmerk: row.try_get(1)?,
                partner,
                channel,
                received_at: instant(row.try_get(4)?)?,
                subject: row.try_get(5)?,
                text: row.try_get(6)?,
                reason: row.try_get::<Option<String>, _>(7)?.unwrap_or_default(),
            })
        })
        .collect()
}

pub(super) async fn tasks(store: &Store, viewer: &str) -> Result<Vec<DeskTask>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT t.id, t.kind, s.kenmerk, s.casus_id, s.partner, t.reason, t.created_at
         FROM task t JOIN signal s ON s.id = t.signal_id LEFT JOIN casus c ON c.id = s.casus_id
         WHERE t.done_at IS NULL AND (s.casus_id IS NULL OR ",
        sight!("$1"),
        ") AND ",
        readable!("$2"),
        " ORDER BY t.created_at, t.id LIMIT 201",
    ))
    .bind(viewer.to_owned())
    .bind(veil::place(store, viewer).await?.bound())
    .fetch_all(&store.read)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(DeskTask {
                id: row.try_get(0)?,
                kind: row.try_get(1)?,
                signal_kenmerk: row.try_get(2)?,
                casus: row.try_get(3)?,
                partner: row.try_get(4)?,
                reason: row.try_get(5)?,
                created_at: instant(row.try_get(6)?)?,
            })
        })
        .collect()
}

pub(super) async fn proposals(store: &Store, viewer: &str) -> Result<Vec<OpenProposal>, StoreError> {
    let sql = concat!(select_proposals!(), both_seen!("$1"), " ORDER BY p.made_at, p.position LIMIT 200");
    let rows = sqlx::query(sql).bind(viewer.to_owned()).fetch_all(&store.read).await?;
    let proposals = rows.iter().map(rows::proposal).collect::<Result<_, _>>()?;
    veil::plain_proposals(store, viewer, proposals).await
}
