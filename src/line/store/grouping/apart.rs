//! "Other people": the open questions between two households are answered, and the answer is remembered.

use jiff::Timestamp;

use super::{
    record::{self, Record, Said},
    shift,
};
use crate::{
    domain::{Actor, CasusId},
    intake::{grouping::Moved, people::Colleague},
    store::{Store, StoreError},
};

pub(super) async fn keep_apart(
    store: &Store,
    one: CasusId,
    other: CasusId,
    by: &Colleague,
    now: Timestamp,
) -> Result<Moved, StoreError> {
    let mut tx = store.begin().await?;
    let (one, other) = (one.min(other).to_string(), one.max(other).to_string());
    let from = record::place(&mut tx, &one).await?;
    let to = record::place(&mut tx, &other).await?;
    let (Some((from, _)), Some((to, _))) = (from, to) else {
        return Ok(Moved::NotFound);
    };
    let record = Record {
        signals: Vec::new(),
        notes: Vec::new(),
        answered: shift::open_between(&mut tx, &from.casus, &to.casus, (&from.household, &to.household)).await?,
        repointed: Vec::new(),
        children: Vec::new(),
        said: record::said(&mut tx, &from.household, &to.household).await?,
        dissolved: false,
        opened: false,
        from,
        to,
    };
    let who = Actor::Person(by.id.clone()).to_string();
    for id in &record.answered {
        sqlx::query("UPDATE proposal SET verdict = 'ander', decided_by = $2, decided_at = $3 WHERE id = $1")
            .bind(id.clone())
            .bind(who.clone())
            .bind(now.as_microsecond())
            .execute(&mut *tx)
            .await?;
    }
    let said = Said { verdict: "ander".to_owned(), by: who, at: now.as_microsecond() };
    record::say(&mut tx, (&record.from.household, &record.to.household), Some(&said)).await?;
    let kenmerken = shift::kenmerken(&mut tx, &record).await?;
    let what = format!("{} en {} zijn verschillende mensen", kenmerken.0, kenmerken.1);
    shift::finish(store, tx, &record, ("uit-elkaar", &what), (by, now)).await
}
