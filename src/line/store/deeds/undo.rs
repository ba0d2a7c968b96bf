//! Undoing: puts back what a deed changed, all of a bundle or nothing.

use jiff::Timestamp;
use sqlx::Row;

use super::{
    LAST, Tx, add_sorting_event,
    state::{self, DeskState},
};
use crate::{
    intake::{
        deeds::{Undone, Which},
        grouping::UndoChoice,
        people::{Colleague, Role},
    },
    store::{Store, StoreError, agreements, grouping, people::deed, sight},
};

/// A deed as it is kept.
struct Kept {
    id: String,
    casus: String,
    person: String,
    kind: String,
    what: String,
    at: i64,
    before: String,
    after: String,
}

pub(super) async fn undo(store: &Store, which: Which, by: &Colleague, now: Timestamp) -> Result<Undone, StoreError> {
    let bundle = match which {
        Which::Bundle(bundle) => Some(bundle),
        Which::Last => last(store, by, now).await?,
    };
    match bundle {
        Some(bundle) => take_back(store, &bundle, &UndoChoice::default(), by, now).await,
        None => Ok(Undone::Nothing),
    }
}

/// Undoes one bundle; `choice` says what goes along where signals were moved.
pub(in crate::store) async fn take_back(
    store: &Store,
    bundle: &str,
    choice: &UndoChoice,
    by: &Colleague,
    now: Timestamp,
) -> Result<Undone, StoreError> {
    let mut tx = store.begin().await?;
    let deeds = of_bundle(&mut tx, bundle).await?;
    let Some(first) = deeds.first() else {
        return Ok(Undone::Nothing);
    };
    if !sight::sees_bundle(store, &by.id, bundle).await? {
        return Ok(Undone::Nothing);
    }
    if first.person != by.id && by.role != Role::Projectleider {
        return Ok(Undone::NotYours);
    }
    let (what, casus) = (first.what.clone(), first.casus.clone());
    for kept in &deeds {
        let back = match kept.kind.as_str() {
            "samenvoegen" | "splitsen" | "uit-elkaar" => {
                grouping::put_back((&mut tx, &store.register), (&kept.before, kept.at), choice, (by, now)).await?
            }
            "afspraak" => agreements::unmake(&mut tx, &kept.casus, &kept.before).await?,
            "afspraak-gedaan" => agreements::unsettle(&mut tx, &kept.casus, &kept.before).await?,
            _ => put_back(&mut tx, kept).await?,
        };
        if !back {
            return Ok(Undone::Changed { what, casus });
        }
        sqlx::query("UPDATE deed SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL")
            .bind(kept.id.as_str())
            .bind(now.as_microsecond())
            .execute(&mut *tx)
            .await?;
        add_sorting_event(&mut tx, &kept.casus, by, &format!("Ongedaan gemaakt: {}", kept.what), now).await?;
        let mut entry = deed(&by.id, "casus.ongedaan-gemaakt", format!("casus:{}", kept.casus));
        entry.detail = kept.kind.clone();
        store.audited(&mut tx, now, entry).await?;
    }
    tx.commit().await?;
    Ok(Undone::Done { what, casus })
}

async fn last(store: &Store, by: &Colleague, now: Timestamp) -> Result<Option<String>, StoreError> {
    let since = now.saturating_sub(LAST).unwrap_or(now);
    let bundle = sqlx::query_scalar(
        "SELECT bundle FROM deed WHERE person_id = $1 AND at >= $2 AND undone_at IS NULL
         ORDER BY seq DESC LIMIT 1",
    )
    .bind(by.id.as_str())
    .bind(since.as_microsecond())
    .fetch_optional(&store.read)
    .await?;
    Ok(bundle)
}

async fn of_bundle(tx: &mut Tx, bundle: &str) -> Result<Vec<Kept>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, casus_id, person_id, kind, what, before_json, after_json, at FROM deed
         WHERE bundle = $1 AND undone_at IS NULL ORDER BY casus_id, seq DESC",
    )
    .bind(bundle.to_owned())
    .fetch_all(&mut **tx)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(Kept {
                id: row.try_get(0)?,
                casus: row.try_get(1)?,
                person: row.try_get(2)?,
                kind: row.try_get(3)?,
                what: row.try_get(4)?,
                before: row.try_get(5)?,
                after: row.try_get(6)?,
                at: row.try_get(7)?,
            })
        })
        .collect()
}

/// `false`: somebody changed since what this deed changed.
async fn put_back(tx: &mut Tx, kept: &Kept) -> Result<bool, StoreError> {
    let (before, after) = (DeskState::from_json(&kept.before)?, DeskState::from_json(&kept.after)?);
    let Some((now, version)) = state::read(tx, &kept.casus).await? else {
        return Ok(false);
    };
    let Some(back) = now.put_back(&before, &after) else {
        return Ok(false);
    };
    state::write(tx, &kept.casus, version, &back).await
}
