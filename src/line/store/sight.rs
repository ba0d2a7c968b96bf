//! Who sees which household: by role, by team, and by name where it is shielded.
//!
//! **Invariant:** every statement of the desk that reads or changes a casus goes through [`sight`] or [`sees`]; an
//! unknown person sees nothing.

use jiff::Timestamp;
use sqlx::{Any, Row, Transaction};

use super::{
    Store, StoreError, deeds, grouping,
    people::deed,
    veil::{self, Veil},
};
use crate::{
    domain::CasusId,
    intake::{
        Unavailable,
        people::Colleague,
        sight::{Shielded, Sight, TeamCounts},
    },
};

type Tx = Transaction<'static, Any>;

/// Whether the person bound at `$person` sees `casus c`.
///
/// Projectleiders and teamleden see their teams' households, the gebiedsregisseur what was escalated there; a shielded
/// one is for those named, or for the team's projectleiders when none of those named is left who works for the team.
macro_rules! sight {
    ($person:literal) => {
        concat!(
            "((EXISTS (SELECT 1 FROM person v WHERE v.id = ",
            $person,
            " AND v.role IN ('projectleider', 'teamlid')) OR (c.escalated_at IS NOT NULL AND EXISTS (SELECT 1 FROM \
             person v WHERE v.id = ",
            $person,
            " AND v.role = 'gebiedsregisseur'))) AND (EXISTS (SELECT 1 FROM person v WHERE v.id = ",
            $person,
            " AND v.every_team = 1) OR c.queue IN (SELECT t.queue FROM person_queue t WHERE t.person_id = ",
            $person,
            ")) AND (c.shielded_at IS NULL OR c.id IN (SELECT x.casus_id FROM casus_sight x WHERE x.person_id = ",
            $person,
            ") OR (EXISTS (SELECT 1 FROM person v WHERE v.id = ",
            $person,
            " AND v.role = 'projectleider') AND NOT EXISTS (SELECT 1 FROM casus_sight x JOIN person y \
             ON y.id = x.person_id WHERE x.casus_id = c.id AND y.role = 'projectleider' AND y.disabled_at IS NULL \
             AND (y.every_team = 1 OR c.queue IN (SELECT z.queue FROM person_queue z WHERE z.person_id = y.id))))))"
        )
    };
}
pub(super) use sight;

/// Whether `viewer` sees this casus.
pub(super) async fn sees(store: &Store, viewer: &str, casus: &str) -> Result<bool, StoreError> {
    let sql = concat!("SELECT 1 FROM casus c WHERE c.id = $2 AND ", sight!("$1"));
    let found = sqlx::query(sql).bind(viewer.to_owned()).bind(casus.to_owned()).fetch_optional(&store.read).await?;
    Ok(found.is_some())
}

/// Whether `viewer` sees the casus of this signal and may read it. What is in the wachtbak is of all teams: nobody placed
/// it yet.
pub(super) async fn sees_signal(store: &Store, viewer: &str, signal: &str) -> Result<bool, StoreError> {
    let sql = concat!(
        "SELECT 1 FROM signal s LEFT JOIN casus c ON c.id = s.casus_id WHERE s.id = $2 AND ((s.casus_id IS NULL
           AND EXISTS (SELECT 1 FROM person v WHERE v.id = $1 AND v.role IN ('projectleider', 'teamlid')))
         OR (s.casus_id IS NOT NULL AND ",
        sight!("$1"),
        "))"
    );
    let found = sqlx::query(sql).bind(viewer.to_owned()).bind(signal.to_owned()).fetch_optional(&store.read).await?;
    Ok(found.is_some() && veil::reads(store, viewer, signal).await?)
}

/// Whether `viewer` sees the casus of this agreement and may read what was agreed.
pub(super) async fn sees_agreement(store: &Store, viewer: &str, agreement: &str) -> Result<bool, StoreError> {
    let sql = concat!(
        "SELECT c.id, a.made_by, a.owner, a.made_at FROM agreement a JOIN casus b ON b.id = a.casus_id
         JOIN casus c ON c.id = COALESCE(b.merged_into, b.id) WHERE a.id = $2 AND ",
        sight!("$1")
    );
    let found = sqlx::query(sql).bind(viewer.to_owned()).bind(agreement.to_owned()).fetch_optional(&store.read).await?;
    let Some(found) = found else {
        return Ok(false);
    };
    let casus: [String; 1] = [found.try_get(0)?];
    let (made_by, owner, at): (String, String, i64) = (found.try_get(1)?, found.try_get(2)?, found.try_get(3)?);
    Ok(!Veil::over(store, viewer, &casus).await?.hides_agreement(&casus[0], (&made_by, &owner), at))
}

/// Whether `viewer` sees every casus that this bundle of deeds changed, and those that signals were moved from.
pub(super) async fn sees_bundle(store: &Store, viewer: &str, bundle: &str) -> Result<bool, StoreError> {
    let sql = concat!(
        "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN ",
        sight!("$1"),
        " THEN 1 ELSE 0 END), 0) AS BIGINT) FROM deed d JOIN casus c ON c.id = d.casus_id WHERE d.bundle = $2"
    );
    let row = sqlx::query(sql).bind(viewer.to_owned()).bind(bundle.to_owned()).fetch_one(&store.read).await?;
    let (all, seen): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    if all != seen || !reads_bundle(store, viewer, bundle).await? {
        return Ok(false);
    }
    let moves = sqlx::query_scalar(
        "SELECT before_json FROM deed WHERE bundle = $1 AND kind IN ('samenvoegen', 'splitsen', 'uit-elkaar')",
    );
    let moves: Vec<String> = moves.bind(bundle.to_owned()).fetch_all(&store.read).await?;
    for json in moves {
        let from = grouping::left(&json)?;
        if !was_merged_away(store, &from).await? && !sees(store, viewer, &from).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether nothing of this bundle is hidden from `viewer`: where a veil lies, only their own deeds, and no moved signals.
async fn reads_bundle(store: &Store, viewer: &str, bundle: &str) -> Result<bool, StoreError> {
    let deeds = sqlx::query("SELECT casus_id, person_id, kind FROM deed WHERE bundle = $1")
        .bind(bundle.to_owned())
        .fetch_all(&store.read)
        .await?;
    for deed in &deeds {
        let (by, kind): (String, String) = (deed.try_get(1)?, deed.try_get(2)?);
        let plain = by == viewer && !matches!(kind.as_str(), "samenvoegen" | "splitsen" | "uit-elkaar");
        if !plain && !veil::reads_all(store, viewer, deed.try_get(0)?).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What was merged into another is seen by whoever sees that one.
async fn was_merged_away(store: &Store, casus: &str) -> Result<bool, StoreError> {
    let merged = sqlx::query("SELECT 1 FROM casus WHERE id = $1 AND merged_into IS NOT NULL");
    Ok(merged.bind(casus.to_owned()).fetch_optional(&store.read).await?.is_some())
}

/// After a merge: what was shielded stays so, for nobody more than before, whichever of the two it was.
pub(super) async fn merged(tx: &mut Tx, from: &str, to: &str, by: &str) -> Result<(), StoreError> {
    let (one, other) = (named(tx, from).await?, named(tx, to).await?);
    let people = match (one, other) {
        (None, None) => return Ok(()),
        (Some(people), None) | (None, Some(people)) => people,
        (Some(one), Some(other)) => {
            let mut both: Vec<String> = one.into_iter().filter(|person| other.contains(person)).collect();
            if !both.iter().any(|person| person == by) {
                both.push(by.to_owned());
            }
            both
        }
    };
    write(tx, to, &people).await
}

/// A household that was split off is shielded as the one it came from.
pub(super) async fn split(tx: &mut Tx, from: &str, to: &str) -> Result<(), StoreError> {
    match named(tx, from).await? {
        Some(people) => write(tx, to, &people).await,
        None => Ok(()),
    }
}

pub(super) async fn shielded(tx: &mut Tx, casus: &str) -> Result<bool, StoreError> {
    let shielded = sqlx::query("SELECT 1 FROM casus WHERE id = $1 AND shielded_at IS NOT NULL");
    Ok(shielded.bind(casus.to_owned()).fetch_optional(&mut **tx).await?.is_some())
}

/// Who is named; `None`: it is not shielded.
async fn named(tx: &mut Tx, casus: &str) -> Result<Option<Vec<String>>, StoreError> {
    if !shielded(tx, casus).await? {
        return Ok(None);
    }
    let people = sqlx::query_scalar("SELECT person_id FROM casus_sight WHERE casus_id = $1 ORDER BY person_id");
    Ok(Some(people.bind(casus.to_owned()).fetch_all(&mut **tx).await?))
}

/// Shields a casus, and those that were merged into it, for these people.
async fn write(tx: &mut Tx, casus: &str, people: &[String]) -> Result<(), StoreError> {
    clear(tx, casus).await?;
    sqlx::query(
        "UPDATE casus SET shielded_at = COALESCE(shielded_at, last_signal_at) WHERE id = $1 OR merged_into = $1",
    )
    .bind(casus.to_owned())
    .execute(&mut **tx)
    .await?;
    for person in people {
        sqlx::query(
            "INSERT INTO casus_sight (casus_id, person_id) SELECT c.id, p.id FROM casus c JOIN person p ON p.id = $2
             WHERE c.id = $1 OR c.merged_into = $1",
        )
        .bind(casus.to_owned())
        .bind(person.clone())
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

async fn clear(tx: &mut Tx, casus: &str) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM casus_sight WHERE casus_id IN (SELECT c.id FROM casus c WHERE c.id = $1 OR c.merged_into = $1)",
    )
    .bind(casus.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl Sight for Store {
    async fn signals_seen(&self, kenmerken: &[String], viewer: &str) -> Result<Vec<String>, Unavailable> {
        let mut seen = Vec::new();
        for kenmerk in kenmerken {
            let id: Option<String> = sqlx::query_scalar("SELECT id FROM signal WHERE kenmerk = $1")
                .bind(kenmerk.clone())
                .fetch_optional(&self.read)
                .await?;
            if let Some(id) = id
                && sees_signal(self, viewer, &id).await?
            {
                seen.push(kenmerk.clone());
            }
        }
        Ok(seen)
    }

    async fn shielded(&self, casus: CasusId, viewer: &str) -> Result<Option<Shielded>, Unavailable> {
        if !sees(self, viewer, &casus.to_string()).await? {
            return Ok(None);
        }
        let since: Option<i64> = sqlx::query_scalar("SELECT shielded_at FROM casus WHERE id = $1")
            .bind(casus.to_string())
            .fetch_one(&self.read)
            .await?;
        let named = sqlx::query_scalar("SELECT person_id FROM casus_sight WHERE casus_id = $1")
            .bind(casus.to_string())
            .fetch_all(&self.read)
            .await?;
        Ok(Some(Shielded { on: since.is_some(), named }))
    }

    async fn shield(
        &self,
        casus: CasusId,
        people: Vec<String>,
        by: &Colleague,
        now: Timestamp,
    ) -> Result<bool, Unavailable> {
        let casus = casus.to_string();
        if !sees(self, &by.id, &casus).await? {
            return Ok(false);
        }
        let mut tx = self.begin().await?;
        write(&mut tx, &casus, &people).await?;
        let seen = people.len();
        let what = format!(
            "Afgeschermd: {seen} {} dit huishouden nog",
            if seen == 1 { "collega ziet" } else { "collega’s zien" }
        );
        deeds::add_sorting_event(&mut tx, &casus, by, &what, now).await?;
        let mut entry = deed(&by.id, "casus.afgeschermd", format!("casus:{casus}"));
        entry.detail = people.join(" ");
        self.audited(&mut tx, now, entry).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn unshield(&self, casus: CasusId, by: &Colleague, now: Timestamp) -> Result<bool, Unavailable> {
        let casus = casus.to_string();
        if !sees(self, &by.id, &casus).await? {
            return Ok(false);
        }
        let mut tx = self.begin().await?;
        clear(&mut tx, &casus).await?;
        sqlx::query("UPDATE casus SET shielded_at = NULL WHERE id = $1 OR merged_into = $1")
            .bind(casus.clone())
            .execute(&mut *tx)
            .await?;
        deeds::add_sorting_event(&mut tx, &casus, by, "Niet meer afgeschermd: het hele team ziet dit huishouden", now)
            .await?;
        let entry = deed(&by.id, "casus.afscherming-opgeheven", format!("casus:{casus}"));
        self.audited(&mut tx, now, entry).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn team_counts(&self, viewer: &str, now: Timestamp) -> Result<Vec<TeamCounts>, Unavailable> {
        let rows = sqlx::query(
            "SELECT c.queue, CAST(COUNT(*) AS BIGINT),
               CAST(SUM(CASE WHEN c.status IN ('nieuw', 'heropend') THEN 1 ELSE 0 END) AS BIGINT),
               CAST(SUM(CASE WHEN c.urgency = 3 THEN 1 ELSE 0 END) AS BIGINT),
               CAST(SUM(CASE WHEN COALESCE(c.due_at, $2) < $2 OR COALESCE(c.agreed_until, $2) < $2 THEN 1 ELSE 0 END)
                 AS BIGINT),
               CAST(SUM(CASE WHEN c.escalated_at IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT)
             FROM casus c WHERE c.status IN ('nieuw', 'heropend', 'toegewezen')
               AND (EXISTS (SELECT 1 FROM person v WHERE v.id = $1 AND v.every_team = 1)
                 OR c.queue IN (SELECT t.queue FROM person_queue t WHERE t.person_id = $1))
             GROUP BY c.queue ORDER BY c.queue",
        )
        .bind(viewer.to_owned())
        .bind(now.as_microsecond())
        .fetch_all(&self.read)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(TeamCounts {
                    queue: row.try_get(0)?,
                    open: row.try_get(1)?,
                    to_divide: row.try_get(2)?,
                    spoed: row.try_get(3)?,
                    late: row.try_get(4)?,
                    escalated: row.try_get(5)?,
                })
            })
            .collect()
    }
}
