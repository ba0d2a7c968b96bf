//! Filters of the queue under a name.

use jiff::Timestamp;
use sqlx::Row;

use crate::{
    intake::{deeds::SavedView, people::Colleague},
    store::{
        Store, StoreError,
        people::{deed, id_at},
    },
};

pub(super) async fn all(store: &Store, person: &str) -> Result<Vec<SavedView>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, name, query, person_id FROM saved_view WHERE person_id IS NULL OR person_id = $1
         ORDER BY name, id LIMIT 20",
    )
    .bind(person.to_owned())
    .fetch_all(&store.read)
    .await?;
    rows.iter()
        .map(|row| {
            Ok(SavedView {
                id: row.try_get(0)?,
                name: row.try_get(1)?,
                query: row.try_get(2)?,
                shared: row.try_get::<Option<String>, _>(3)?.is_none(),
            })
        })
        .collect()
}

pub(super) async fn save(store: &Store, view: SavedView, by: &Colleague, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    let id = id_at(now).to_string();
    sqlx::query("INSERT INTO saved_view (id, person_id, name, query, made_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(id.as_str())
        .bind((!view.shared).then(|| by.id.clone()))
        .bind(view.name)
        .bind(view.query)
        .bind(now.as_microsecond())
        .execute(&mut *tx)
        .await?;
    store.audited(&mut tx, now, deed(&by.id, "weergave.bewaard", format!("weergave:{id}"))).await?;
    tx.commit().await?;
    Ok(())
}

pub(super) async fn forget(store: &Store, id: &str, by: &Colleague, now: Timestamp) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    sqlx::query(
        "DELETE FROM saved_view WHERE id = $1 AND (person_id = $2 OR (person_id IS NULL AND EXISTS (SELECT 1
           FROM person v WHERE v.id = $2 AND v.role = 'projectleider')))",
    )
    .bind(id.to_owned())
    .bind(by.id.as_str())
    .execute(&mut *tx)
    .await?;
    store.audited(&mut tx, now, deed(&by.id, "weergave.gewist", format!("weergave:{id}"))).await?;
    tx.commit().await?;
    Ok(())
}
