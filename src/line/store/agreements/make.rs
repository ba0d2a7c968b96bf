//! Making and ending an agreement, and undoing either.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{Any, Row, Transaction};

use crate::{
    intake::{
        agreements::{NewAgreement, Outcome},
        people::{Colleague, Role},
    },
    store::{
        Store, StoreError,
        absence::for_them,
        deeds::{
            self, Done,
            state::{self, DeskState},
        },
        grouping::recount_agreed,
        people::id_at,
        sight,
    },
};

type Tx = Transaction<'static, Any>;

/// What making one changed.
#[derive(Serialize, Deserialize)]
struct Made {
    agreement: String,
    before: DeskState,
    after: DeskState,
}

pub(super) async fn agree(store: &Store, wish: NewAgreement, now: Timestamp) -> Result<Option<String>, StoreError> {
    let mut tx = store.begin().await?;
    let casus = wish.casus.to_string();
    let name: Option<String> = sqlx::query_scalar(
        "SELECT name FROM person WHERE id = $1 AND disabled_at IS NULL AND role IN ('projectleider', 'teamlid')",
    )
    .bind(wish.owner.clone())
    .fetch_optional(&mut *tx)
    .await?;
    let (Some(name), Some((before, version))) = (name, state::read(&mut tx, &casus).await?) else {
        return Ok(None);
    };
    let seen = sight::sees(store, &wish.by.id, &casus).await? && sight::sees(store, &wish.owner, &casus).await?;
    if before.status == "afgesloten" || !seen {
        return Ok(None);
    }
    let agreement = id_at(now).to_string();
    insert(&mut tx, &agreement, &wish, now).await?;
    let mut after = DeskState { later_at: None, later_until: None, ..before.clone() };
    if before.status != "toegewezen" {
        "toegewezen".clone_into(&mut after.status);
        after.assigned_to = Some(wish.owner.clone());
    }
    if !state::write(&mut tx, &casus, version, &after).await? {
        return Ok(None);
    }
    recount_agreed(&mut tx, &casus).await?;
    let bundle = deeds::new_bundle(now);
    let made = Made { agreement, before, after };
    let what = format!("Afspraak: {} ({name})", wish.what);
    let done = Done {
        bundle: &bundle,
        casus: &casus,
        kind: "afspraak",
        what: &what,
        before: serde_json::to_string(&made).unwrap_or_default(),
        after: "{}".to_owned(),
    };
    deeds::record(store, &mut tx, done, &wish.by, now).await?;
    tx.commit().await?;
    Ok(Some(bundle))
}

async fn insert(tx: &mut Tx, id: &str, wish: &NewAgreement, now: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO agreement (id, casus_id, what, owner, by_whom, due_at, made_at, made_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.to_owned())
    .bind(wish.casus.to_string())
    .bind(wish.what.clone())
    .bind(wish.owner.clone())
    .bind(wish.by_whom.as_str())
    .bind(wish.due_at.as_microsecond())
    .bind(now.as_microsecond())
    .bind(wish.by.id.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Undoes the making; `false`: it was ended meanwhile, or the household was given to somebody else.
pub(in crate::store) async fn unmake(tx: &mut Tx, casus: &str, before: &str) -> Result<bool, StoreError> {
    let made: Made = serde_json::from_str(before).map_err(|_| StoreError::Corrupt("deed"))?;
    let Some((now, version)) = state::read(tx, casus).await? else {
        return Ok(false);
    };
    let gone = sqlx::query("DELETE FROM agreement WHERE id = $1 AND done_at IS NULL")
        .bind(made.agreement)
        .execute(&mut **tx)
        .await?;
    let Some(back) = now.put_back(&made.before, &made.after).filter(|_| gone.rows_affected() > 0) else {
        return Ok(false);
    };
    let written = state::write(tx, casus, version, &back).await?;
    recount_agreed(tx, casus).await?;
    Ok(written)
}

pub(super) async fn settle(
    store: &Store,
    id: &str,
    (outcome, text): (Outcome, &str),
    by: &Colleague,
    now: Timestamp,
) -> Result<Option<(String, String)>, StoreError> {
    if !sight::sees_agreement(store, &by.id, id).await? {
        return Ok(None);
    }
    let mut tx = store.begin().await?;
    let row = sqlx::query(concat!(
        "UPDATE agreement SET outcome = $2, outcome_text = $3, done_at = $4, done_by = $5
         WHERE id = $1 AND done_at IS NULL AND ($6 = 1 OR ",
        for_them!("owner", "$5", "$4"),
        ") RETURNING casus_id, what",
    ))
    .bind(id.to_owned())
    .bind(outcome.as_str())
    .bind(text.to_owned())
    .bind(now.as_microsecond())
    .bind(by.id.as_str())
    .bind(i64::from(by.role == Role::Projectleider))
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let (casus, agreed): (String, String) = (row.try_get(0)?, row.try_get(1)?);
    let shown: String = sqlx::query_scalar("SELECT COALESCE(merged_into, id) FROM casus WHERE id = $1")
        .bind(casus)
        .fetch_one(&mut *tx)
        .await?;
    recount_agreed(&mut tx, &shown).await?;
    let bundle = deeds::new_bundle(now);
    let said = if text.is_empty() { String::new() } else { format!(". {text}") };
    let what = format!("Afspraak afgevinkt: {agreed}{said}");
    let done = Done {
        bundle: &bundle,
        casus: &shown,
        kind: "afspraak-gedaan",
        what: &what,
        before: id.to_owned(),
        after: "{}".to_owned(),
    };
    deeds::record(store, &mut tx, done, by, now).await?;
    tx.commit().await?;
    Ok(Some((bundle, shown)))
}

/// Undoes the ending of agreement `id`.
pub(in crate::store) async fn unsettle(tx: &mut Tx, casus: &str, id: &str) -> Result<bool, StoreError> {
    let open = sqlx::query(
        "UPDATE agreement SET outcome = NULL, outcome_text = NULL, done_at = NULL, done_by = NULL
         WHERE id = $1 AND done_at IS NOT NULL",
    )
    .bind(id.to_owned())
    .execute(&mut **tx)
    .await?;
    recount_agreed(tx, casus).await?;
    Ok(open.rows_affected() > 0)
}
