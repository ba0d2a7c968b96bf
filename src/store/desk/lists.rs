//! Counts, the wachtbak, the tasks, the proposals.

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Row};

use super::{
    is_unproven,
    rows::{self, select_proposals},
    select,
};
use crate::{
    intake::desk::{Counts, DeskTask, HeldSignal, OpenProposal},
    store::{Store, StoreError, people::instant},
};

pub(super) async fn counts(store: &Store, person: &str, now: Timestamp) -> Result<Counts, StoreError> {
    let row = sqlx::query(AssertSqlSafe(select::counts()))
        .bind(person.to_owned())
        .bind(now.as_microsecond())
        .fetch_one(&store.read)
        .await?;
    let attention = sqlx::query(
        "SELECT
           (SELECT CAST(COUNT(*) AS BIGINT) FROM signal WHERE casus_id IS NULL AND holding_settled_at IS NULL),
           (SELECT CAST(COUNT(*) AS BIGINT) FROM task WHERE done_at IS NULL AND kind = 'handmatig-bevestigen'),
           (SELECT CAST(COUNT(*) AS BIGINT) FROM task WHERE done_at IS NULL AND kind = 'antwoord-kwam-niet-aan'),
           (SELECT CAST(COUNT(*) AS BIGINT) FROM proposal p JOIN signal s ON s.id = p.signal_id
             WHERE p.verdict IS NULL AND s.casus_id IS NOT NULL)",
    )
    .fetch_one(&store.read)
    .await?;
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
        by_hand: attention.try_get(1)?,
        not_arrived: attention.try_get(2)?,
        proposals: attention.try_get(3)?,
    })
}

pub(super) async fn signals_since(store: &Store, since: Timestamp) -> Result<i64, StoreError> {
    let count = sqlx::query_scalar("SELECT CAST(COUNT(*) AS BIGINT) FROM signal WHERE received_at > $1")
        .bind(since.as_microsecond())
        .fetch_one(&store.read)
        .await?;
    Ok(count)
}

pub(super) async fn holding(store: &Store) -> Result<Vec<HeldSignal>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, kenmerk, partner, channel, received_at, subject, SUBSTR(situation, 1, 600), holding_reason,
           facts_json
         FROM signal WHERE casus_id IS NULL AND holding_settled_at IS NULL ORDER BY received_at, id LIMIT 200",
    )
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

pub(super) async fn tasks(store: &Store) -> Result<Vec<DeskTask>, StoreError> {
    let rows = sqlx::query(
        "SELECT t.id, t.kind, s.kenmerk, s.casus_id, s.partner, t.reason, t.created_at
         FROM task t JOIN signal s ON s.id = t.signal_id
         WHERE t.done_at IS NULL ORDER BY t.created_at, t.id LIMIT 200",
    )
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

pub(super) async fn proposals(store: &Store) -> Result<Vec<OpenProposal>, StoreError> {
    let sql = concat!(select_proposals!(), "ORDER BY p.made_at, p.position LIMIT 200");
    let rows = sqlx::query(sql).fetch_all(&store.read).await?;
    rows.iter().map(rows::proposal).collect()
}
