//! Which signals form one household, as people say: merged, split, kept apart, and taken back.
//!
//! **Invariant:** a move changes signals' casus and the verdict; keys, activity and counts are made anew from the
//! signals that are there, so that moving back makes them what they were.

mod apart;
mod back;
mod compare;
mod rebuild;
mod record;
mod shift;

use jiff::Timestamp;

use super::{Store, StoreError, row, sight, veil};
use crate::{
    domain::CasusId,
    intake::{
        Unavailable,
        deeds::Undone,
        grouping::{Comparison, Grouping, MergeRequest, Moved, SplitRequest, UndoChoice, UndoPreview},
        people::Colleague,
    },
};
pub(super) use back::put_back;
pub(super) use rebuild::recount_agreed;

/// Whether `viewer` sees both and reads all of them.
async fn sees_both(store: &Store, viewer: &str, casussen: [CasusId; 2]) -> Result<bool, StoreError> {
    for casus in casussen.map(|casus| casus.to_string()) {
        if !sight::sees(store, viewer, &casus).await? || !veil::reads_all(store, viewer, &casus).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Takes what a removed household was out of the moves that others keep: such a move cannot be taken back any more.
pub(super) async fn forget(tx: &mut record::Tx, household: &str) -> Result<(), StoreError> {
    let moves = sqlx::query(
        "SELECT id, before_json FROM deed WHERE kind IN ('samenvoegen', 'splitsen', 'uit-elkaar')
         AND before_json LIKE $1",
    )
    .bind(format!("%{household}%"))
    .fetch_all(&mut **tx)
    .await?;
    for found in &moves {
        let mut record = record::Record::from_json(&row::text(found, 1)?)?;
        for place in [&mut record.from, &mut record.to] {
            if place.household == household {
                place.address_json = "{}".to_owned();
                place.reasons_json = "[]".to_owned();
            }
        }
        sqlx::query("UPDATE deed SET before_json = $2 WHERE id = $1")
            .bind(row::text(found, 0)?)
            .bind(record.to_json())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// The casus that a kept move took its signals from.
pub(super) fn left(before_json: &str) -> Result<String, StoreError> {
    Ok(record::Record::from_json(before_json)?.from.casus)
}

impl Grouping for Store {
    async fn compare(
        &self,
        one: CasusId,
        other: CasusId,
        viewer: &str,
        now: Timestamp,
    ) -> Result<Option<Comparison>, Unavailable> {
        if !sees_both(self, viewer, [one, other]).await? {
            return Ok(None);
        }
        Ok(compare::compare(self, one, other, now).await?)
    }

    async fn merge(&self, request: MergeRequest, now: Timestamp) -> Result<Moved, Unavailable> {
        if !sees_both(self, &request.by.id, [request.from.0, request.into.0]).await? {
            return Ok(Moved::NotFound);
        }
        Ok(shift::merge(self, request, now).await?)
    }

    async fn split(&self, request: SplitRequest, now: Timestamp) -> Result<Moved, Unavailable> {
        if !sees_both(self, &request.by.id, [request.from.0, request.to.unwrap_or(request.from.0)]).await? {
            return Ok(Moved::NotFound);
        }
        Ok(shift::split(self, request, now).await?)
    }

    async fn keep_apart(
        &self,
        one: CasusId,
        other: CasusId,
        by: &Colleague,
        now: Timestamp,
    ) -> Result<Moved, Unavailable> {
        if !sees_both(self, &by.id, [one, other]).await? {
            return Ok(Moved::NotFound);
        }
        Ok(apart::keep_apart(self, one, other, by, now).await?)
    }

    async fn undo_preview(&self, bundle: &str, viewer: &str) -> Result<Option<UndoPreview>, Unavailable> {
        if !sight::sees_bundle(self, viewer, bundle).await? {
            return Ok(None);
        }
        Ok(back::preview(self, bundle).await?)
    }

    async fn take_back(
        &self,
        bundle: &str,
        choice: UndoChoice,
        by: &Colleague,
        now: Timestamp,
    ) -> Result<Undone, Unavailable> {
        Ok(super::deeds::take_back(self, bundle, &choice, by, now).await?)
    }
}
