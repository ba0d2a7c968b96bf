//! The audit as the privacy officer reads it: by kenmerk, person, action and day.

use jiff::Timestamp;
use sqlx::Row;

use super::{
    Store, StoreError,
    people::{deed, instant},
    sight::sight,
    veil::{self, free},
};
use crate::intake::people::{AuditAsked, AuditLine};

/// Newest first. `$1` seq, `$2` actor, `$3` action ('' is all), `$4` and `$5` instants, `$6` kenmerk ('' is all), `$7` rows,
/// `$8` who reads: the fg all, a projectleider what is about no household, or one they see; `$9` where they stand.
const LINES: &str = concat!(
    "SELECT a.seq, a.at, a.actor, a.action, a.object, a.result,
       (SELECT h.kenmerk FROM casus c JOIN household h ON h.id = c.household_id
         WHERE a.object LIKE 'casus:%' AND c.id = SUBSTR(a.object, 7)),
       (SELECT s.kenmerk FROM signal s WHERE a.object LIKE 'signaal:%' AND s.id = SUBSTR(a.object, 9))
     FROM audit a WHERE a.seq < $1 AND ($2 = '' OR a.actor = $2) AND ($3 = '' OR a.action = $3)
       AND a.at >= $4 AND a.at < $5 AND ($6 = '' OR a.object IN (
         SELECT 'casus:' || c.id FROM casus c JOIN household h ON h.id = c.household_id WHERE h.kenmerk = $6
         UNION SELECT 'signaal:' || s.id FROM signal s WHERE s.kenmerk = $6
         UNION SELECT 'signaal:' || s.id FROM signal s JOIN casus c ON c.id = s.casus_id
           JOIN household h ON h.id = c.household_id WHERE h.kenmerk = $6
         UNION SELECT 'afspraak:' || g.id FROM agreement g JOIN casus c ON c.id = g.casus_id
           JOIN household h ON h.id = c.household_id WHERE h.kenmerk = $6))
       AND (EXISTS (SELECT 1 FROM person p WHERE p.id = $8 AND p.role = 'fg')
         OR (a.object NOT LIKE 'casus:%' AND a.object NOT LIKE 'signaal:%' AND a.object NOT LIKE 'afspraak:%')
         OR EXISTS (SELECT 1 FROM casus b JOIN casus c ON c.id = COALESCE(b.merged_into, b.id)
           WHERE b.id = COALESCE((SELECT s.casus_id FROM signal s WHERE a.object LIKE 'signaal:%'
               AND s.id = SUBSTR(a.object, 9)),
             (SELECT g.casus_id FROM agreement g WHERE a.object LIKE 'afspraak:%' AND g.id = SUBSTR(a.object, 10)),
             SUBSTR(a.object, 7)) AND ",
    sight!("$8"),
    ")
         OR EXISTS (SELECT 1 FROM signal s WHERE a.object LIKE 'signaal:%' AND s.id = SUBSTR(a.object, 9)
           AND s.casus_id IS NULL)
         OR (a.object LIKE 'casus:%' AND NOT EXISTS (SELECT 1 FROM casus b WHERE b.id = SUBSTR(a.object, 7))))
       AND (a.object NOT LIKE 'signaal:%' OR $9 = 0 OR EXISTS (SELECT 1 FROM signal s
         WHERE s.id = SUBSTR(a.object, 9) AND ",
    free!(),
    "))
     ORDER BY a.seq DESC LIMIT $7"
);

pub(super) async fn lines(
    store: &Store,
    asked: AuditAsked,
    by: &str,
    now: Timestamp,
) -> Result<Vec<AuditLine>, StoreError> {
    let place = veil::place(store, by).await?;
    let mut tx = store.begin().await?;
    let mut entry = deed(by, if asked.export { "logboek.uitgevoerd" } else { "logboek.bekeken" }, "audit".to_owned());
    entry.detail.clone_from(&asked.kenmerk);
    store.audited(&mut tx, now, entry).await?;
    tx.commit().await?;
    let rows = sqlx::query(LINES)
        .bind(asked.before.unwrap_or(i64::MAX))
        .bind(asked.actor)
        .bind(asked.action)
        .bind(asked.from.as_microsecond())
        .bind(asked.until.as_microsecond())
        .bind(asked.kenmerk)
        .bind(asked.rows)
        .bind(by.to_owned())
        .bind(place.bound())
        .fetch_all(&store.read)
        .await?;
    rows.iter()
        .map(|row| {
            let (household, signal): (Option<String>, Option<String>) = (row.try_get(6)?, row.try_get(7)?);
            Ok(AuditLine {
                seq: row.try_get(0)?,
                at: instant(row.try_get(1)?)?,
                actor: row.try_get(2)?,
                action: row.try_get(3)?,
                object: row.try_get(4)?,
                result: row.try_get(5)?,
                kenmerk: household.or(signal),
            })
        })
        .collect()
}
