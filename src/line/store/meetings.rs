//! The overleg in the store.

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Row, any::AnyRow};

use super::{
    Store, StoreError, deeds,
    desk::{HEAD_COLUMNS, HEAD_SELECT, head_of},
    people::{deed, id_at, instant},
    sight::sight,
    veil::Veil,
};
use crate::{
    domain::CasusId,
    intake::{
        Unavailable,
        meetings::{Closing, Decision, Meeting, MeetingItem, Meetings},
        people::Colleague,
    },
};

/// Whether `meeting m` is one of the teams of the person bound at `$person`: of who began it, or of one of theirs.
macro_rules! held_with {
    ($person:literal) => {
        concat!(
            "(m.started_by = ",
            $person,
            " OR EXISTS (SELECT 1 FROM person v JOIN person s ON s.id = m.started_by WHERE v.id = ",
            $person,
            " AND (v.every_team = 1 OR s.every_team = 1 OR EXISTS (SELECT 1 FROM person_queue a JOIN person_queue b \
             ON b.queue = a.queue WHERE a.person_id = v.id AND b.person_id = s.id))))"
        )
    };
}

impl Meetings for Store {
    async fn meetings(&self, viewer: &str) -> Result<Vec<Meeting>, Unavailable> {
        let rows = sqlx::query(concat!(
            "SELECT m.id, m.started_at, m.closed_at, m.present, m.remarks FROM meeting m WHERE ",
            held_with!("$1"),
            " ORDER BY m.started_at DESC, m.id DESC LIMIT 20",
        ))
        .bind(viewer.to_owned())
        .fetch_all(&self.read)
        .await?;
        Ok(rows.iter().map(meeting).collect::<Result<_, _>>()?)
    }

    async fn meeting_items(
        &self,
        meeting: &str,
        viewer: &str,
        now: Timestamp,
    ) -> Result<Vec<MeetingItem>, Unavailable> {
        Ok(items(self, meeting, viewer, now).await?)
    }

    async fn start_meeting(
        &self,
        casussen: Vec<CasusId>,
        by: &Colleague,
        now: Timestamp,
    ) -> Result<String, Unavailable> {
        Ok(start(self, &casussen, by, now).await?)
    }

    async fn decide_item(
        &self,
        (meeting, casus): (&str, CasusId),
        (decision, text): (Decision, &str),
        by: &Colleague,
        now: Timestamp,
    ) -> Result<bool, Unavailable> {
        let mut tx = self.begin().await?;
        let changed = sqlx::query(concat!(
            "UPDATE meeting_item SET decision = $3, text = $4, decided_at = $5, decided_by = $6
             WHERE meeting_id = $1 AND casus_id = $2
               AND EXISTS (SELECT 1 FROM meeting m WHERE m.id = $1 AND m.closed_at IS NULL AND ",
            held_with!("$6"),
            ") AND EXISTS (SELECT 1 FROM casus b JOIN casus c ON c.id = COALESCE(b.merged_into, b.id)
               WHERE b.id = $2 AND ",
            sight!("$6"),
            ")",
        ))
        .bind(meeting.to_owned())
        .bind(casus.to_string())
        .bind(decision.as_str())
        .bind(text.to_owned())
        .bind(now.as_microsecond())
        .bind(by.id.as_str())
        .execute(&mut *tx)
        .await?;
        if changed.rows_affected() == 0 {
            return Ok(false);
        }
        if !text.is_empty() {
            deeds::add_event(&mut tx, &casus.to_string(), by, &format!("In het overleg: {text}"), now).await?;
        }
        self.audited(&mut tx, now, deed(&by.id, "overleg.besloten", format!("casus:{casus}"))).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn close_meeting(
        &self,
        meeting: &str,
        closing: Closing,
        by: &Colleague,
        now: Timestamp,
    ) -> Result<bool, Unavailable> {
        Ok(close(self, meeting, closing, by, now).await?)
    }
}

fn meeting(row: &AnyRow) -> Result<Meeting, StoreError> {
    Ok(Meeting {
        id: row.try_get(0)?,
        started_at: instant(row.try_get(1)?)?,
        closed_at: row.try_get::<Option<i64>, _>(2)?.map(instant).transpose()?,
        present: row.try_get(3)?,
        remarks: row.try_get(4)?,
    })
}

async fn items(store: &Store, meeting: &str, viewer: &str, now: Timestamp) -> Result<Vec<MeetingItem>, StoreError> {
    let text = format!(
        "SELECT {HEAD_SELECT}, i.decision, i.text, i.decided_by, i.decided_at FROM meeting_item i JOIN casus b ON b.id = i.casus_id
         JOIN casus c ON c.id = COALESCE(b.merged_into, b.id) JOIN household h ON h.id = c.household_id
         LEFT JOIN person p ON p.id = c.assigned_to WHERE i.meeting_id = $1 AND {} ORDER BY i.position",
        sight!("$2")
    );
    let rows = sqlx::query(AssertSqlSafe(text))
        .bind(meeting.to_owned())
        .bind(viewer.to_owned())
        .fetch_all(&store.read)
        .await?;
    let ids = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
    let veil = Veil::over(store, viewer, &ids).await?;
    let mut items = rows.iter().map(|row| item(row, &veil, now)).collect::<Result<Vec<_>, _>>()?;
    veil.draw(store, items.iter_mut().map(|item| &mut item.casus)).await?;
    Ok(items)
}

fn item(row: &AnyRow, veil: &Veil, now: Timestamp) -> Result<MeetingItem, StoreError> {
    let casus = head_of(row, now)?;
    let decision: Option<String> = row.try_get(HEAD_COLUMNS)?;
    let text: Option<String> = row.try_get(HEAD_COLUMNS + 1)?;
    let (by, at): (Option<String>, Option<i64>) = (row.try_get(HEAD_COLUMNS + 2)?, row.try_get(HEAD_COLUMNS + 3)?);
    let hidden = veil.hides(&casus.id, by.as_deref().unwrap_or_default(), at.unwrap_or(i64::MAX));
    Ok(MeetingItem {
        casus,
        decision: decision.as_deref().and_then(Decision::parse),
        text: text.filter(|_| !hidden).unwrap_or_default(),
    })
}

async fn start(store: &Store, casussen: &[CasusId], by: &Colleague, now: Timestamp) -> Result<String, StoreError> {
    let mut tx = store.begin().await?;
    let going: Option<String> = sqlx::query_scalar(concat!(
        "SELECT m.id FROM meeting m WHERE m.closed_at IS NULL AND ",
        held_with!("$1"),
        " ORDER BY m.started_at LIMIT 1"
    ))
    .bind(by.id.clone())
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(going) = going {
        return Ok(going);
    }
    let id = id_at(now).to_string();
    sqlx::query("INSERT INTO meeting (id, started_at, started_by, present, remarks) VALUES ($1, $2, $3, '', '')")
        .bind(id.clone())
        .bind(now.as_microsecond())
        .bind(by.id.as_str())
        .execute(&mut *tx)
        .await?;
    for (position, casus) in (0_i64..).zip(casussen) {
        sqlx::query(concat!(
            "INSERT INTO meeting_item (meeting_id, casus_id, position)
                 SELECT $1, c.id, $3 FROM casus c WHERE c.id = $2 AND ",
            sight!("$4"),
            " ON CONFLICT DO NOTHING",
        ))
        .bind(id.clone())
        .bind(casus.to_string())
        .bind(position)
        .bind(by.id.clone())
        .execute(&mut *tx)
        .await?;
    }
    store.audited(&mut tx, now, deed(&by.id, "overleg.begonnen", format!("overleg:{id}"))).await?;
    tx.commit().await?;
    Ok(id)
}

async fn close(
    store: &Store,
    meeting: &str,
    closing: Closing,
    by: &Colleague,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut tx = store.begin().await?;
    let closed = sqlx::query(concat!(
        "UPDATE meeting SET closed_at = $2, present = $3, remarks = $4 WHERE id = $1 AND closed_at IS NULL
           AND EXISTS (SELECT 1 FROM meeting m WHERE m.id = $1 AND ",
        held_with!("$5"),
        ")"
    ))
    .bind(meeting.to_owned())
    .bind(now.as_microsecond())
    .bind(closing.present)
    .bind(closing.remarks)
    .bind(by.id.clone())
    .execute(&mut *tx)
    .await?;
    if closed.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query(
        "UPDATE casus SET agenda_at = NULL, version = version + 1 WHERE agenda_at IS NOT NULL AND id IN
           (SELECT i.casus_id FROM meeting_item i WHERE i.meeting_id = $1
             AND i.decision IN ('besproken', 'later', 'afgesloten'))",
    )
    .bind(meeting.to_owned())
    .execute(&mut *tx)
    .await?;
    let open: Vec<String> = sqlx::query_scalar(
        "SELECT i.casus_id FROM meeting_item i JOIN casus c ON c.id = i.casus_id WHERE i.meeting_id = $1
         AND (i.decision IS NULL OR i.decision = 'volgende-keer') AND c.status NOT IN ('afgesloten', 'samengevoegd')",
    )
    .bind(meeting.to_owned())
    .fetch_all(&mut *tx)
    .await?;
    for casus in open {
        sqlx::query("UPDATE casus SET agenda_at = COALESCE(agenda_at, $2), version = version + 1 WHERE id = $1")
            .bind(casus.clone())
            .bind(now.as_microsecond())
            .execute(&mut *tx)
            .await?;
        deeds::add_sorting_event(&mut tx, &casus, by, "Niet besproken in het overleg; staat weer op de agenda", now)
            .await?;
    }
    store.audited(&mut tx, now, deed(&by.id, "overleg.gesloten", format!("overleg:{meeting}"))).await?;
    tx.commit().await?;
    Ok(true)
}
