//! Lists of agreements, each with its household.

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Row, any::AnyRow};

use crate::{
    intake::agreements::{Agreement, ByWhom, Outcome, Whose},
    store::{
        Store, StoreError,
        absence::for_them,
        desk::{HEAD_COLUMNS, HEAD_SELECT, head_of},
        people::instant,
        sight::sight,
        veil::Veil,
    },
};

/// The column of who made it; the next is who settled it.
const MADE_BY: usize = HEAD_COLUMNS + 12;

pub(super) async fn agreements(
    store: &Store,
    whose: Whose,
    viewer: &str,
    now: Timestamp,
) -> Result<Vec<Agreement>, StoreError> {
    let (condition, first, second) = match whose {
        Whose::Casus(casus) => (
            "(a.casus_id = $1 OR a.casus_id IN (SELECT m.id FROM casus m WHERE m.merged_into = $1))
             AND (a.done_at IS NULL OR a.done_at >= $2)",
            casus,
            0,
        ),
        Whose::Person(person, since) => {
            let theirs = concat!(for_them!("a.owner", "$1", "$4"), " AND (a.done_at IS NULL OR a.done_at >= $2)");
            (theirs, person, since.as_microsecond())
        }
        Whose::Team(since) => {
            ("$1 = '' AND (a.done_at IS NULL OR a.done_at >= $2)", String::new(), since.as_microsecond())
        }
    };
    // What was agreed on a household that was merged away shows the household it went to.
    let text = format!(
        "SELECT {HEAD_SELECT}, a.id, a.what, a.owner, o.name, a.by_whom, a.due_at, a.made_at, a.answer, a.reminded_at,
           a.outcome, a.outcome_text, a.done_at, a.made_by, a.done_by
         FROM agreement a JOIN casus b ON b.id = a.casus_id JOIN casus c ON c.id = COALESCE(b.merged_into, b.id)
         JOIN household h ON h.id = c.household_id LEFT JOIN person p ON p.id = c.assigned_to
         JOIN person o ON o.id = a.owner WHERE {condition} AND {} AND $4 = $4
         ORDER BY CASE WHEN a.done_at IS NULL THEN 0 ELSE 1 END, CASE WHEN a.done_at IS NULL THEN a.due_at ELSE 0 END,
           a.done_at DESC, a.id LIMIT 500",
        sight!("$3")
    );
    let rows = sqlx::query(AssertSqlSafe(text))
        .bind(first)
        .bind(second)
        .bind(viewer.to_owned())
        .bind(now.as_microsecond())
        .fetch_all(&store.read)
        .await?;
    let ids = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
    let veil = Veil::over(store, viewer, &ids).await?;
    let mut agreed = Vec::with_capacity(rows.len());
    for row in &rows {
        agreed.extend(readable(agreement(row, now)?, row, &veil)?);
    }
    veil.draw(store, agreed.iter_mut().map(|agreed| &mut agreed.casus)).await?;
    Ok(agreed)
}

/// The agreement as far as the veil lets through.
fn readable(agreed: Agreement, row: &AnyRow, veil: &Veil) -> Result<Option<Agreement>, StoreError> {
    let (made_by, done_by): (String, Option<String>) = (row.try_get(MADE_BY)?, row.try_get(MADE_BY + 1)?);
    let casus = &agreed.casus.id;
    if veil.hides_agreement(casus, (&made_by, &agreed.owner), agreed.made_at.as_microsecond()) {
        return Ok(None);
    }
    let done_by = done_by.as_deref().unwrap_or_default();
    let told = agreed.done_at.is_none_or(|at| !veil.hides(casus, done_by, at.as_microsecond()));
    let outcome_text = if told { agreed.outcome_text.clone() } else { String::new() };
    Ok(Some(Agreement { outcome_text, ..agreed }))
}

fn agreement(row: &AnyRow, now: Timestamp) -> Result<Agreement, StoreError> {
    let at = |column: usize| -> Result<Option<Timestamp>, StoreError> {
        row.try_get::<Option<i64>, _>(HEAD_COLUMNS + column)?.map(instant).transpose()
    };
    let by_whom: String = row.try_get(HEAD_COLUMNS + 4)?;
    let outcome: Option<String> = row.try_get(HEAD_COLUMNS + 9)?;
    Ok(Agreement {
        casus: head_of(row, now)?,
        id: row.try_get(HEAD_COLUMNS)?,
        what: row.try_get(HEAD_COLUMNS + 1)?,
        owner: row.try_get(HEAD_COLUMNS + 2)?,
        owner_name: row.try_get(HEAD_COLUMNS + 3)?,
        by_whom: ByWhom::parse(&by_whom).ok_or(StoreError::Corrupt("agreement.by_whom"))?,
        due_at: instant(row.try_get(HEAD_COLUMNS + 5)?)?,
        made_at: instant(row.try_get(HEAD_COLUMNS + 6)?)?,
        answer: row.try_get(HEAD_COLUMNS + 7)?,
        reminded_at: at(8)?,
        outcome: outcome.as_deref().and_then(Outcome::parse),
        outcome_text: row.try_get::<Option<String>, _>(HEAD_COLUMNS + 10)?.unwrap_or_default(),
        done_at: at(11)?,
    })
}
