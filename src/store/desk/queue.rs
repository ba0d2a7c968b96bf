//! The queue: a page of cards, and the search.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use sqlx::{Row, any::AnyRow};

use super::{
    json,
    rows::{self, head_columns, head_from, select_proposals},
};
use crate::{
    domain::{Kenmerk, fold},
    intake::desk::{Card, CasusHead, Cursor, Newest, OpenProposal, QueuePage, QueueQuery, View},
    store::{Store, StoreError, people::instant},
};

/// Cards on a page; the IN lists below have as many places.
const PAGE: usize = 50;
/// How far back the trail of dots goes.
const TRAIL: SignedDuration = SignedDuration::from_hours(60 * 24);

/// Fifty places, so that one prepared statement serves every page.
macro_rules! fifty {
    () => {
        "($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,
          $26,$27,$28,$29,$30,$31,$32,$33,$34,$35,$36,$37,$38,$39,$40,$41,$42,$43,$44,$45,$46,$47,$48,$49,$50)"
    };
}

macro_rules! page_of {
    ($which:literal) => {
        concat!(
            "SELECT ",
            head_columns!(),
            ", (SELECT s.id FROM signal s WHERE s.casus_id = c.id ORDER BY s.received_at DESC, s.id DESC LIMIT 1)",
            head_from!(),
            "WHERE ",
            $which,
            " AND ($1 = '' OR c.assigned_to = $1)
              AND ($2 = '' OR EXISTS (SELECT 1 FROM signal s WHERE s.casus_id = c.id AND s.partner = $2))
              AND (c.urgency < $3 OR (c.urgency = $3
                   AND (c.last_signal_at < $4 OR (c.last_signal_at = $4 AND c.id < $5))))
              ORDER BY c.urgency DESC, c.last_signal_at DESC, c.id DESC LIMIT 51"
        )
    };
}

fn statement(view: View) -> &'static str {
    match view {
        View::TeVerdelen => page_of!("c.status IN ('nieuw', 'heropend')"),
        View::Spoed => page_of!("c.status IN ('nieuw', 'heropend', 'toegewezen') AND c.urgency = 3"),
        View::VanMij | View::Alles => page_of!("c.status IN ('nieuw', 'heropend', 'toegewezen')"),
        View::Afgesloten => page_of!("c.status = 'afgesloten'"),
        View::ZonderAdres => page_of!(
            "c.status IN ('nieuw', 'heropend', 'toegewezen')
             AND h.address_json NOT LIKE '%\"straatnaam\":\"%' AND h.address_json NOT LIKE '%\"postcode\":\"%'"
        ),
    }
}

pub(super) async fn page(store: &Store, query: QueueQuery, now: Timestamp) -> Result<QueuePage, StoreError> {
    let after = query.after.unwrap_or(Cursor { urgency: i64::MAX, last_signal_at: 0, casus: String::new() });
    let mine = if query.view == View::VanMij { query.person.as_str() } else { "" };
    let mut found = sqlx::query(statement(query.view))
        .bind(mine)
        .bind(query.partner.as_deref().unwrap_or_default())
        .bind(after.urgency)
        .bind(after.last_signal_at)
        .bind(after.casus.as_str())
        .fetch_all(&store.read)
        .await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let mut cards = Vec::with_capacity(found.len());
    let mut newest = Vec::with_capacity(found.len());
    for row in &found {
        cards.push(Card {
            head: rows::head(row)?,
            newest: None,
            recent: Vec::new(),
            partners: Vec::new(),
            proposals: Vec::new(),
        });
        newest.push(row.try_get::<Option<String>, _>(12)?.unwrap_or_default());
    }
    dress(store, &mut cards, &newest, now).await?;
    let next = cards.last().filter(|_| more).map(|card| Cursor {
        urgency: card.head.urgency as i64,
        last_signal_at: card.head.last_signal_at.as_microsecond(),
        casus: card.head.id.clone(),
    });
    Ok(QueuePage { cards, next })
}

/// Gives the cards what their signals say.
async fn dress(store: &Store, cards: &mut [Card], newest: &[String], now: Timestamp) -> Result<(), StoreError> {
    if cards.is_empty() {
        return Ok(());
    }
    let ids: Vec<String> = cards.iter().map(|card| card.head.id.clone()).collect();
    let place: HashMap<&str, usize> = ids.iter().enumerate().map(|(at, id)| (id.as_str(), at)).collect();
    let at = |row: &AnyRow| -> Result<Option<usize>, StoreError> {
        Ok(place.get(row.try_get::<String, _>(0)?.as_str()).copied())
    };
    for row in newest_texts(store, newest).await? {
        if let Some(card) = at(&row)?.and_then(|at| cards.get_mut(at)) {
            card.newest = Some(Newest {
                partner: row.try_get(1)?,
                channel: row.try_get(2)?,
                received_at: instant(row.try_get(3)?)?,
                text: row.try_get(4)?,
            });
        }
    }
    for row in partners(store, &ids).await? {
        if let Some(card) = at(&row)?.and_then(|at| cards.get_mut(at)) {
            card.partners.push((row.try_get(1)?, row.try_get(2)?));
        }
    }
    let since = now.saturating_sub(TRAIL).unwrap_or(now);
    for row in recent(store, &ids, since).await? {
        if let Some(card) = at(&row)?.and_then(|at| cards.get_mut(at)) {
            card.recent.push(instant(row.try_get(1)?)?);
        }
    }
    for proposal in proposals(store, &ids).await? {
        if let Some(card) = place.get(proposal.casus.as_str()).and_then(|at| cards.get_mut(*at)) {
            card.proposals.push(proposal);
        }
    }
    Ok(())
}

/// Runs a statement with fifty places; those left over are given the empty string, which is nobody's id.
macro_rules! for_fifty {
    ($sql:expr, $ids:expr) => {{
        let mut query = sqlx::query($sql);
        for place in 0..PAGE {
            query = query.bind($ids.get(place).map(String::as_str).unwrap_or_default());
        }
        query
    }};
}

async fn newest_texts(store: &Store, signals: &[String]) -> Result<Vec<AnyRow>, StoreError> {
    let sql = concat!(
        "SELECT casus_id, partner, channel, received_at, SUBSTR(situation, 1, 400) FROM signal WHERE id IN ",
        fifty!()
    );
    Ok(for_fifty!(sql, signals).fetch_all(&store.read).await?)
}

async fn partners(store: &Store, casussen: &[String]) -> Result<Vec<AnyRow>, StoreError> {
    let sql = concat!(
        "SELECT casus_id, partner, CAST(COUNT(*) AS BIGINT) FROM signal WHERE casus_id IN ",
        fifty!(),
        " GROUP BY casus_id, partner ORDER BY 3 DESC, 2"
    );
    Ok(for_fifty!(sql, casussen).fetch_all(&store.read).await?)
}

async fn recent(store: &Store, casussen: &[String], since: Timestamp) -> Result<Vec<AnyRow>, StoreError> {
    let sql = concat!(
        "SELECT casus_id, received_at FROM signal WHERE casus_id IN ",
        fifty!(),
        " AND received_at >= $51 ORDER BY received_at DESC LIMIT 5000"
    );
    Ok(for_fifty!(sql, casussen).bind(since.as_microsecond()).fetch_all(&store.read).await?)
}

async fn proposals(store: &Store, casussen: &[String]) -> Result<Vec<OpenProposal>, StoreError> {
    let sql = concat!(select_proposals!(), "AND s.casus_id IN ", fifty!(), " ORDER BY p.made_at, p.position");
    let rows = for_fifty!(sql, casussen).fetch_all(&store.read).await?;
    rows.iter().map(rows::proposal).collect()
}

/// Words that may stand in a search; more do not narrow it.
const WORDS: usize = 4;

pub(super) async fn search(store: &Store, words: &str) -> Result<Vec<CasusHead>, StoreError> {
    let sought = fold(words);
    let tokens: Vec<&str> = sought.split(' ').filter(|token| !token.is_empty()).take(WORDS).collect();
    if tokens.is_empty() {
        return Ok(Vec::new());
    }
    let kenmerk = words.trim().to_ascii_uppercase();
    // Folding may have dropped an accent that the stored address has: such a word is compared below only.
    let pattern = |place: usize| {
        let token = tokens.get(place).filter(|token| words.is_ascii() && token.len() > 1);
        token.map_or_else(|| "%".to_owned(), |token| format!("%{token}%"))
    };
    let sql = concat!(
        "SELECT ",
        head_columns!(),
        head_from!(),
        "WHERE c.status <> 'samengevoegd'
           AND (h.kenmerk = $1 OR c.id IN (SELECT s.casus_id FROM signal s WHERE s.kenmerk = $1)
            OR (LOWER(h.address_json) LIKE $2 AND LOWER(h.address_json) LIKE $3
                AND LOWER(h.address_json) LIKE $4 AND LOWER(h.address_json) LIKE $5))
         ORDER BY c.last_signal_at DESC LIMIT 2000"
    );
    let mut query = sqlx::query(sql).bind(kenmerk.as_str());
    for place in 0..WORDS {
        query = query.bind(pattern(place));
    }
    let is_kenmerk = Kenmerk::parse(words).is_some();
    let mut heads = Vec::new();
    for row in query.fetch_all(&store.read).await? {
        let address = json::address(&json::parsed(row.try_get::<&str, _>(2)?));
        let postcode = address.postcode.as_ref().map(|postcode| postcode.as_str()).unwrap_or_default();
        let haystack = fold(&format!("{} {postcode}", address.line()));
        let fits = |token: &str| haystack.split(' ').any(|word| word.starts_with(token));
        if is_kenmerk || tokens.iter().all(|token| fits(token)) {
            heads.push(rows::head(&row)?);
        }
        if heads.len() == PAGE {
            break;
        }
    }
    Ok(heads)
}
