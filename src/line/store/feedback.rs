//! The terugkoppeling in the store: who reported, what they heard, and the mails that tell more.

use std::collections::HashMap;

use jiff::Timestamp;
use sqlx::Row;

use super::{
    Store, StoreError, deeds,
    people::{deed, id_at, instant},
    sight,
    veil::{self, readable},
};
use crate::{
    domain::{CasusId, SignalId},
    intake::{
        Unavailable,
        feedback::{Feedback, FeedbackDoor, FeedbackWish, Given, Informant},
    },
    wire,
};

impl Feedback for Store {
    async fn informants(&self, casus: CasusId, viewer: &str) -> Result<Vec<Informant>, Unavailable> {
        Ok(informants(self, casus, viewer).await?)
    }

    async fn tell(&self, wish: FeedbackWish, now: Timestamp) -> Result<usize, Unavailable> {
        Ok(tell(self, wish, now).await?)
    }
}

async fn informants(store: &Store, casus: CasusId, viewer: &str) -> Result<Vec<Informant>, StoreError> {
    if !sight::sees(store, viewer, &casus.to_string()).await? {
        return Ok(Vec::new());
    }
    let mut given = given(store, casus).await?;
    let rows = sqlx::query(concat!(
        "SELECT s.id, s.kenmerk, s.partner, s.channel, s.received_at, s.facts_json,
           (SELECT MIN(o.recipient) FROM outbox o WHERE o.signal_id = s.id AND o.kind = 'bevestiging')
         FROM signal s WHERE s.casus_id = $1 AND ",
        readable!("$2"),
        " ORDER BY s.received_at DESC, s.id DESC LIMIT 200",
    ))
    .bind(casus.to_string())
    .bind(veil::place(store, viewer).await?.bound())
    .fetch_all(&store.read)
    .await?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get(0)?;
            let channel: String = row.try_get(3)?;
            Ok(Informant {
                door: door(&channel, row.try_get::<&str, _>(5)?, row.try_get(6)?),
                given: given.remove(&id).unwrap_or_default(),
                signal: SignalId::parse(&id).ok_or(StoreError::Corrupt("signal.id"))?,
                kenmerk: row.try_get(1)?,
                partner: row.try_get(2)?,
                received_at: instant(row.try_get(4)?)?,
                channel,
            })
        })
        .collect()
}

/// Where the acknowledgement went, else the address given; a machine is never written to.
pub(super) fn door(channel: &str, facts: &str, acknowledged: Option<String>) -> FeedbackDoor {
    let facts = wire::facts_from_json(facts).unwrap_or_default();
    let given = facts.reporter.email().map(str::to_owned);
    match acknowledged.or(given) {
        Some(address) if facts.automatic.is_none() => FeedbackDoor::Mail(address),
        _ if channel == "api" => FeedbackDoor::Api,
        _ => FeedbackDoor::Zelf,
    }
}

async fn given(store: &Store, casus: CasusId) -> Result<HashMap<String, Vec<Given>>, StoreError> {
    let rows = sqlx::query(
        "SELECT f.signal_id, f.sentence, f.given_at, f.door,
           (SELECT MIN(o.state) FROM outbox o WHERE o.signal_id = f.signal_id
             AND o.kind = 'terugkoppeling-' || f.sentence)
         FROM feedback f JOIN signal s ON s.id = f.signal_id WHERE s.casus_id = $1 ORDER BY f.given_at DESC, f.id DESC",
    )
    .bind(casus.to_string())
    .fetch_all(&store.read)
    .await?;
    let mut given: HashMap<String, Vec<Given>> = HashMap::new();
    for row in &rows {
        given.entry(row.try_get(0)?).or_default().push(Given {
            sentence: row.try_get(1)?,
            at: instant(row.try_get(2)?)?,
            door: row.try_get(3)?,
            state: row.try_get::<Option<String>, _>(4)?.unwrap_or_default(),
        });
    }
    Ok(given)
}

async fn tell(store: &Store, wish: FeedbackWish, now: Timestamp) -> Result<usize, StoreError> {
    let informants = informants(store, wish.casus, &wish.by.id).await?;
    let mut tx = store.begin().await?;
    let mut told = 0;
    for informant in informants.iter().filter(|informant| wish.signals.contains(&informant.signal)) {
        let new = sqlx::query(
            "INSERT INTO feedback (id, signal_id, sentence, door, given_at, given_by, received_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (signal_id, sentence) DO NOTHING",
        )
        .bind(id_at(now).to_string())
        .bind(informant.signal.to_string())
        .bind(wish.sentence)
        .bind(informant.door.as_str())
        .bind(now.as_microsecond())
        .bind(wish.by.id.as_str())
        .bind(informant.received_at.as_microsecond())
        .execute(&mut *tx)
        .await?;
        if new.rows_affected() == 0 {
            continue;
        }
        told += 1;
        if let FeedbackDoor::Mail(recipient) = &informant.door {
            let id = id_at(now).to_string();
            sqlx::query(
                "INSERT INTO outbox (id, kind, signal_id, recipient, template, message_id, references_json, state,
                   attempt, next_attempt_at, created_at)
                 VALUES ($1, $2, $3, $4, $2, $5, '[]', 'wacht', 0, $6, $6)",
            )
            .bind(id.clone())
            .bind(format!("terugkoppeling-{}", wish.sentence))
            .bind(informant.signal.to_string())
            .bind(recipient.clone())
            .bind(format!("<tk.{id}@{}>", wish.mail_host))
            .bind(now.as_microsecond())
            .execute(&mut *tx)
            .await?;
        }
        let what = format!("signaal:{}", informant.signal);
        store.audited(&mut tx, now, deed(&wish.by.id, "signaal.teruggekoppeld", what)).await?;
    }
    if told > 0 {
        let who = if told == 1 { "1 melder".to_owned() } else { format!("{told} melders") };
        let what = format!("Terugkoppeling aan {who}: “{}”", wish.said);
        deeds::add_event(&mut tx, &wish.casus.to_string(), &wish.by, &what, now).await?;
        tx.commit().await?;
    }
    Ok(told)
}
