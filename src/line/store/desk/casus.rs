//! One casus with all that happened, its people behind an audit entry, and the bytes of its signals.

use std::collections::HashMap;

use jiff::Timestamp;
use sqlx::{Row, any::AnyRow};

use super::{
    json,
    rows::{self, HEAD_COLUMNS, both_seen, head_columns, head_from, select_proposals},
};
use crate::{
    domain::{CasusId, SignalId},
    intake::{
        desk::{AttachmentLine, CasusFile, Handout, Involved, Piece, Reading, Remark, SignalEntry},
        people::Colleague,
    },
    store::{
        Store, StoreError,
        people::{deed, instant},
        sight::{self, sight},
        veil::{self, Place, Veil, readable},
    },
};

pub(super) async fn file(
    store: &Store,
    id: CasusId,
    viewer: &str,
    now: Timestamp,
) -> Result<Option<CasusFile>, StoreError> {
    let id = id.to_string();
    let sql =
        concat!("SELECT ", head_columns!(), ", c.merged_into", head_from!(), "WHERE c.id = $1 AND ", sight!("$2"));
    let head = sqlx::query(sql).bind(id.as_str()).bind(viewer.to_owned()).fetch_optional(&store.read).await?;
    let Some(head) = head else {
        return Ok(None);
    };
    let merged_into = head.try_get(HEAD_COLUMNS)?;
    let mut head = rows::head(&head, now)?;
    let veil = Veil::over(store, viewer, std::slice::from_ref(&id)).await?;
    veil.draw(store, std::iter::once(&mut head)).await?;
    let place = veil::place(store, viewer).await?;
    let hidden = |actor: &str, at: i64| veil.hides(&id, actor, at);
    Ok(Some(CasusFile {
        merged_into,
        head,
        circle: veil::circle(store, &veil, &id).await?,
        signals: signals(store, &id, (place, &veil)).await?,
        notes: notes(store, &id, hidden).await?,
        events: events(store, &id, hidden).await?,
        partners: partners(store, &id, place).await?,
        proposals: proposals(store, &id, viewer).await?,
    }))
}

async fn signals(store: &Store, casus: &str, (place, veil): (Place, &Veil)) -> Result<Vec<SignalEntry>, StoreError> {
    let mut attachments: HashMap<String, Vec<AttachmentLine>> = HashMap::new();
    let files = sqlx::query(
        "SELECT a.signal_id, a.position, a.name, a.size FROM attachment a JOIN signal s ON s.id = a.signal_id
         WHERE s.casus_id = $1 ORDER BY a.signal_id, a.position LIMIT 1000",
    )
    .bind(casus.to_owned())
    .fetch_all(&store.read)
    .await?;
    for row in files {
        let line = AttachmentLine {
            position: row.try_get(1)?,
            name: row.try_get(2)?,
            size: row.try_get(3)?,
            kind: None,
            scanned: None,
        };
        attachments.entry(row.try_get(0)?).or_default().push(line);
    }
    let rows = sqlx::query(
        "SELECT id, kenmerk, partner, channel, received_at, subject, situation, facts_json, link_json, route_json,
           ack_json
         FROM signal WHERE casus_id = $1 ORDER BY received_at DESC, id DESC LIMIT 200",
    )
    .bind(casus.to_owned())
    .fetch_all(&store.read)
    .await?;
    rows.iter()
        .map(|row| {
            let mut entry = signal(row, place)?;
            if entry.reading == Reading::Withheld {
                return Ok(entry);
            }
            if veil.lies_on(casus) {
                // What weighs the household weighs what was withheld too.
                entry.link.clear();
                entry.trace.clear();
                entry.rule = None;
            }
            let seen = std::mem::take(&mut entry.attachments);
            entry.attachments = attachments.remove(&entry.id).unwrap_or_default();
            for (line, seen) in entry.attachments.iter_mut().zip(seen) {
                (line.kind, line.scanned) = (seen.kind, seen.scanned);
            }
            Ok(entry)
        })
        .collect()
}

fn signal(row: &AnyRow, place: Place) -> Result<SignalEntry, StoreError> {
    let reading = veil::reading(place, row.try_get::<&str, _>(7)?);
    if reading == Reading::Withheld {
        return Ok(SignalEntry::withheld(row.try_get(1)?, instant(row.try_get(4)?)?));
    }
    let facts = json::parsed(row.try_get::<&str, _>(7)?);
    let route = json::parsed(row.try_get::<&str, _>(9)?);
    let none = serde_json::Value::Null;
    let (partner, channel): (String, String) = (row.try_get(2)?, row.try_get(3)?);
    Ok(SignalEntry {
        reading,
        unproven: json::unproven(&partner, &channel, &facts),
        id: row.try_get(0)?,
        kenmerk: row.try_get(1)?,
        partner,
        channel,
        received_at: instant(row.try_get(4)?)?,
        subject: row.try_get(5)?,
        text: row.try_get(6)?,
        request: facts.get("verzoek").and_then(|request| request.as_str()).map(str::to_owned),
        address: json::address(facts.get("adres").unwrap_or(&none)),
        involved: json::involved(&facts),
        anonymous: json::anonymous(&facts),
        template: facts.get("sjabloon").and_then(|name| name.as_str()).map(str::to_owned),
        warnings: json::sentences(facts.get("waarschuwingen").unwrap_or(&none)),
        link: json::evidence(&json::parsed(row.try_get::<&str, _>(8)?)),
        rule: json::rule(&route),
        trace: json::trace(&route),
        acknowledgement: json::acknowledgement(&json::parsed(row.try_get::<&str, _>(10)?)),
        attachments: json::attachments(&facts),
    })
}

async fn partners(store: &Store, casus: &str, place: Place) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = sqlx::query(concat!(
        "SELECT s.partner, CAST(COUNT(*) AS BIGINT) FROM signal s WHERE s.casus_id = $1 AND ",
        readable!("$2"),
        " GROUP BY s.partner ORDER BY 2 DESC, 1",
    ))
    .bind(casus.to_owned())
    .bind(place.bound())
    .fetch_all(&store.read)
    .await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// Those that are not `hidden`, by who wrote them and when.
async fn notes(store: &Store, casus: &str, hidden: impl Fn(&str, i64) -> bool) -> Result<Vec<Remark>, StoreError> {
    let rows = sqlx::query(
        "SELECT n.written_at, n.author, n.text, p.name, n.id, NULL FROM note n
         LEFT JOIN person p ON p.id = n.author OR 'persoon:' || p.id = n.author
         WHERE n.casus_id = $1 OR n.casus_id IN (SELECT m.id FROM casus m WHERE m.merged_into = $1) ORDER BY n.written_at DESC, n.id DESC LIMIT 500",
    )
    .bind(casus.to_owned())
    .fetch_all(&store.read)
    .await?;
    remarks(&rows, hidden)
}

/// Those that are not `hidden`, by who did it and when.
async fn events(store: &Store, casus: &str, hidden: impl Fn(&str, i64) -> bool) -> Result<Vec<Remark>, StoreError> {
    let rows = sqlx::query(
        "SELECT e.at, e.actor, e.what, p.name, e.id, d.bundle FROM casus_event e
         LEFT JOIN person p ON 'persoon:' || p.id = e.actor
         LEFT JOIN deed d ON d.casus_id = e.casus_id AND d.at = e.at AND d.what = e.what AND d.undone_at IS NULL
         WHERE e.casus_id = $1 OR e.casus_id IN (SELECT m.id FROM casus m WHERE m.merged_into = $1)
         ORDER BY e.at DESC, e.id DESC LIMIT 500",
    )
    .bind(casus.to_owned())
    .fetch_all(&store.read)
    .await?;
    remarks(&rows, hidden)
}

fn remarks(rows: &[AnyRow], hidden: impl Fn(&str, i64) -> bool) -> Result<Vec<Remark>, StoreError> {
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        if !hidden(row.try_get(1)?, row.try_get(0)?) {
            shown.push(remark(row)?);
        }
    }
    Ok(shown)
}

/// Reads instant, actor, text, the actor's name if a person, the row's id, and its deed's bundle.
pub(super) fn remark(row: &AnyRow) -> Result<Remark, StoreError> {
    let actor: String = row.try_get(1)?;
    let name: Option<String> = row.try_get(3)?;
    let unnamed = match actor.split_once(':') {
        Some(("partner", partner)) => partner.to_owned(),
        Some(("sleutel", _)) => "een koppeling".to_owned(),
        _ => "Voordeur".to_owned(),
    };
    Ok(Remark {
        at: instant(row.try_get(0)?)?,
        by: name.unwrap_or(unnamed),
        text: row.try_get(2)?,
        id: row.try_get(4)?,
        bundle: row.try_get(5)?,
    })
}

async fn proposals(
    store: &Store,
    casus: &str,
    viewer: &str,
) -> Result<Vec<crate::intake::desk::OpenProposal>, StoreError> {
    let sql = concat!(select_proposals!(), "AND s.casus_id = $1", both_seen!("$2"), " ORDER BY p.made_at, p.position");
    let rows = sqlx::query(sql).bind(casus.to_owned()).bind(viewer.to_owned()).fetch_all(&store.read).await?;
    let proposals = rows.iter().map(rows::proposal).collect::<Result<_, _>>()?;
    veil::plain_proposals(store, viewer, proposals).await
}

pub(super) async fn reveal(
    store: &Store,
    id: CasusId,
    by: &Colleague,
    now: Timestamp,
) -> Result<Vec<Involved>, StoreError> {
    if !sight::sees(store, &by.id, &id.to_string()).await? {
        return Ok(Vec::new());
    }
    let place = veil::place(store, &by.id).await?;
    let mut tx = store.begin().await?;
    store.audited(&mut tx, now, deed(&by.id, "casus.namen-bekeken", format!("casus:{id}"))).await?;
    let rows = sqlx::query(concat!(
        "SELECT s.facts_json FROM signal s WHERE s.casus_id = $1 AND ",
        readable!("$2"),
        " ORDER BY s.received_at DESC, s.id DESC LIMIT 200"
    ))
    .bind(id.to_string())
    .bind(place.bound())
    .fetch_all(&mut *tx)
    .await?;
    let mut people: Vec<Involved> = Vec::new();
    for row in rows {
        for person in json::involved(&json::parsed(row.try_get::<&str, _>(0)?)) {
            if !people.contains(&person) {
                people.push(person);
            }
        }
    }
    tx.commit().await?;
    Ok(people)
}

pub(super) async fn hand_out(
    store: &Store,
    signal: SignalId,
    piece: Piece,
    by: &Colleague,
    now: Timestamp,
) -> Result<Option<Handout>, StoreError> {
    if !sight::sees_signal(store, &by.id, &signal.to_string()).await? {
        return Ok(None);
    }
    let query = match piece {
        Piece::Original => sqlx::query(
            "SELECT s.kenmerk, s.kenmerk || '.txt', r.body FROM raw_message r JOIN signal s ON s.id = r.signal_id
             WHERE r.signal_id = $1",
        )
        .bind(signal.to_string()),
        Piece::Attachment(position) => sqlx::query(
            "SELECT s.kenmerk, a.name, a.body FROM attachment a JOIN signal s ON s.id = a.signal_id
             WHERE a.signal_id = $1 AND a.position = $2",
        )
        .bind(signal.to_string())
        .bind(position),
    };
    let Some(row) = query.fetch_optional(&store.read).await? else {
        return Ok(None);
    };
    let action = match piece {
        Piece::Original => "signaal.origineel-bekeken",
        Piece::Attachment(_) => "signaal.bijlage-bekeken",
    };
    let mut tx = store.begin().await?;
    store.audited(&mut tx, now, deed(&by.id, action, format!("signaal:{signal}"))).await?;
    tx.commit().await?;
    Ok(Some(Handout { kenmerk: row.try_get(0)?, name: row.try_get(1)?, body: row.try_get(2)? }))
}
