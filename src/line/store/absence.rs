//! Who is away, in the store.

use jiff::Timestamp;
use sqlx::Row;

use super::{
    Store,
    people::{deed, id_at, instant},
};
use crate::{
    domain::Actor,
    intake::{
        Unavailable,
        absence::{Absence, Absences, NewAbsence},
        people::{Colleague, Role},
    },
};

/// Whether the person id in `$column` is that bound at `$person`, or is away now (bound at `$now`) with that one in
/// the place.
macro_rules! for_them {
    ($column:literal, $person:literal, $now:literal) => {
        concat!(
            "(",
            $column,
            " = ",
            $person,
            " OR ",
            $column,
            " IN (SELECT w.person_id FROM absence w WHERE w.replacement = ",
            $person,
            " AND w.from_at <= ",
            $now,
            " AND w.until_at > ",
            $now,
            "))"
        )
    };
}
pub(super) use for_them;

impl Absences for Store {
    async fn absences(&self, now: Timestamp) -> Result<Vec<Absence>, Unavailable> {
        let rows = sqlx::query(
            "SELECT w.id, w.person_id, p.name, w.from_at, w.until_at, w.replacement, r.name
             FROM absence w JOIN person p ON p.id = w.person_id LEFT JOIN person r ON r.id = w.replacement
             WHERE w.until_at > $1 AND p.disabled_at IS NULL ORDER BY w.from_at, w.id LIMIT 500",
        )
        .bind(now.as_microsecond())
        .fetch_all(&self.read)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Absence {
                    id: row.try_get(0)?,
                    person: row.try_get(1)?,
                    name: row.try_get(2)?,
                    from: instant(row.try_get(3)?)?,
                    until: instant(row.try_get(4)?)?,
                    replacement: row.try_get(5)?,
                    replacement_name: row.try_get::<Option<String>, _>(6)?.unwrap_or_default(),
                })
            })
            .collect()
    }

    async fn set_absence(&self, absence: NewAbsence, by: &Colleague, now: Timestamp) -> Result<bool, Unavailable> {
        let mut tx = self.begin().await?;
        let set = sqlx::query(
            "INSERT INTO absence (id, person_id, from_at, until_at, replacement, made_by, made_at)
             SELECT $1, p.id, $3, $4, $5, $6, $7 FROM person p WHERE p.id = $2 AND p.disabled_at IS NULL
               AND ($5 IS NULL OR EXISTS (SELECT 1 FROM person r WHERE r.id = $5 AND r.id <> p.id
                 AND r.disabled_at IS NULL AND r.role IN ('projectleider', 'teamlid')))",
        )
        .bind(id_at(now).to_string())
        .bind(absence.person.clone())
        .bind(absence.from.as_microsecond())
        .bind(absence.until.as_microsecond())
        .bind(absence.replacement)
        .bind(by.id.clone())
        .bind(now.as_microsecond())
        .execute(&mut *tx)
        .await?;
        if set.rows_affected() == 0 {
            return Ok(false);
        }
        let entry = deed(&by.id, "medewerker.afwezig-gemeld", Actor::Person(absence.person).to_string());
        self.audited(&mut tx, now, entry).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn drop_absence(&self, id: &str, by: &Colleague, now: Timestamp) -> Result<bool, Unavailable> {
        let mut tx = self.begin().await?;
        let person: Option<String> = sqlx::query_scalar(
            "DELETE FROM absence WHERE id = $1 AND (person_id = $2 OR ($3 = 1 AND EXISTS (SELECT 1
               FROM person v JOIN person p ON p.id = absence.person_id WHERE v.id = $2 AND (v.every_team = 1
                 OR p.every_team = 1 OR EXISTS (SELECT 1 FROM person_queue a JOIN person_queue b ON b.queue = a.queue
                   WHERE a.person_id = v.id AND b.person_id = p.id))))) RETURNING person_id",
        )
        .bind(id.to_owned())
        .bind(by.id.clone())
        .bind(i64::from(by.role == Role::Projectleider))
        .fetch_optional(&mut *tx)
        .await?;
        let Some(person) = person else {
            return Ok(false);
        };
        self.audited(&mut tx, now, deed(&by.id, "medewerker.weer-aanwezig", Actor::Person(person).to_string())).await?;
        tx.commit().await?;
        Ok(true)
    }
}
