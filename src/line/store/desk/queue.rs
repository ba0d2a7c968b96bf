//! The queue: a page of cards, and the search.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use sqlx::{Row, any::AnyRow};

use super::{
    json,
    rows::{self, HEAD_COLUMNS, both_seen, head_columns, head_from, select_proposals},
    select,
};
use crate::{
    domain::{Address, Kenmerk, fold},
    intake::desk::{Card, CasusHead, Cursor, Moment, Newest, OpenProposal, QueuePage, QueueQuery},
    store::{
        Store, StoreError,
        people::instant,
        sight::sight,
        veil::{self, Place, readable},
    },
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

pub(super) async fn page(store: &Store, query: QueueQuery, now: Timestamp) -> Result<QueuePage, StoreError> {
    let place = veil::place(store, &query.person).await?;
    let mut found = select::run(store, &query, (place, now), PAGE + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let mut cards = Vec::with_capacity(found.len());
    let mut newest = Vec::with_capacity(found.len());
    let mut next = None;
    for row in &found {
        let head = rows::head(row, now)?;
        next = Some(Cursor {
            first: row.try_get(HEAD_COLUMNS + 2)?,
            second: row.try_get(HEAD_COLUMNS + 3)?,
            casus: head.id.clone(),
        });
        cards.push(Card {
            head,
            moment: moment(row.try_get(HEAD_COLUMNS + 1)?),
            newest: None,
            recent: Vec::new(),
            partners: Vec::new(),
            proposals: Vec::new(),
            known_by: Vec::new(),
        });
        newest.push(row.try_get::<Option<String>, _>(HEAD_COLUMNS)?.unwrap_or_default());
    }
    veil::over_heads(store, &query.person, cards.iter_mut().map(|card| &mut card.head)).await?;
    dress(store, (&mut cards, &newest), (&query.person, place), now).await?;
    Ok(QueuePage { cards, next: next.filter(|_| more) })
}

fn moment(stored: i64) -> Moment {
    match stored {
        2 => Moment::Nu,
        1 => Moment::Vandaag,
        _ => Moment::Overleg,
    }
}

/// Gives the cards what their signals say.
async fn dress(
    store: &Store,
    (cards, newest): (&mut [Card], &[String]),
    (viewer, standing): (&str, Place),
    now: Timestamp,
) -> Result<(), StoreError> {
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
            let facts = json::parsed(row.try_get::<&str, _>(5)?);
            let (partner, channel): (String, String) = (row.try_get(1)?, row.try_get(2)?);
            card.newest = Some(Newest {
                unproven: json::unproven(&partner, &channel, &facts).is_some_and(|because| !because.is_empty()),
                partner,
                channel,
                received_at: instant(row.try_get(3)?)?,
                text: row.try_get(4)?,
                involved: json::involved(&facts),
            });
        }
    }
    for row in partners(store, &ids, standing).await? {
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
    for row in known_by(store, &ids).await? {
        if let Some(card) = at(&row)?.and_then(|at| cards.get_mut(at)) {
            card.known_by.push(row.try_get(1)?);
        }
    }
    for proposal in proposals(store, &ids, viewer).await? {
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
        "SELECT casus_id, partner, channel, received_at, SUBSTR(situation, 1, 400), facts_json FROM signal WHERE id IN ",
        fifty!()
    );
    Ok(for_fifty!(sql, signals).fetch_all(&store.read).await?)
}

async fn partners(store: &Store, casussen: &[String], standing: Place) -> Result<Vec<AnyRow>, StoreError> {
    let sql = concat!(
        "SELECT s.casus_id, s.partner, CAST(COUNT(*) AS BIGINT) FROM signal s WHERE s.casus_id IN ",
        fifty!(),
        " AND ",
        readable!("$51"),
        " GROUP BY s.casus_id, s.partner ORDER BY 3 DESC, 2"
    );
    Ok(for_fifty!(sql, casussen).bind(standing.bound()).fetch_all(&store.read).await?)
}

async fn recent(store: &Store, casussen: &[String], since: Timestamp) -> Result<Vec<AnyRow>, StoreError> {
    let sql = concat!(
        "SELECT casus_id, received_at FROM signal WHERE casus_id IN ",
        fifty!(),
        " AND received_at >= $51 ORDER BY received_at DESC LIMIT 5000"
    );
    Ok(for_fifty!(sql, casussen).bind(since.as_microsecond()).fetch_all(&store.read).await?)
}

/// Colleagues who had the casus, agreed something on it or wrote about it.
async fn known_by(store: &Store, casussen: &[String]) -> Result<Vec<AnyRow>, StoreError> {
    let sql = concat!(
        "SELECT casus_id, owner FROM agreement WHERE casus_id IN ",
        fifty!(),
        " UNION SELECT casus_id, author FROM note WHERE casus_id IN ",
        fifty!(),
        " UNION SELECT id, assigned_to FROM casus WHERE assigned_to IS NOT NULL AND id IN ",
        fifty!()
    );
    Ok(for_fifty!(sql, casussen).fetch_all(&store.read).await?)
}

async fn proposals(store: &Store, casussen: &[String], viewer: &str) -> Result<Vec<OpenProposal>, StoreError> {
    let sql = concat!(
        select_proposals!(),
        "AND s.casus_id IN ",
        fifty!(),
        both_seen!("$51"),
        " ORDER BY p.made_at, p.position"
    );
    let rows = for_fifty!(sql, casussen).bind(viewer.to_owned()).fetch_all(&store.read).await?;
    let proposals = rows.iter().map(rows::proposal).collect::<Result<_, _>>()?;
    veil::plain_proposals(store, viewer, proposals).await
}

/// Words that may stand in a search; more do not narrow it.
const WORDS: usize = 4;

pub(super) async fn search(
    store: &Store,
    words: &str,
    viewer: &str,
    now: Timestamp,
) -> Result<Vec<CasusHead>, StoreError> {
    let sought = fold(words);
    let tokens: Vec<&str> = sought.split(' ').filter(|token| !token.is_empty()).take(WORDS).collect();
    if tokens.is_empty() {
        return Ok(Vec::new());
    }
    let kenmerk = words.trim().to_ascii_uppercase();
    // A word with an accent is compared below only, and so is an address with one: its bytes outnumber its letters.
    let pattern = |place: usize| {
        let token = tokens.get(place).filter(|token| words.is_ascii() && token.len() > 1);
        token.map_or_else(|| "%".to_owned(), |token| format!("%{token}%"))
    };
    let sql = concat!(
        "SELECT ",
        head_columns!(),
        head_from!(),
        "WHERE c.status <> 'samengevoegd' AND ",
        sight!("$6"),
        " AND (h.kenmerk = $1 OR c.id IN (SELECT s.casus_id FROM signal s WHERE s.kenmerk = $1)
            OR (LOWER(h.address_json) LIKE $2 AND LOWER(h.address_json) LIKE $3
                AND LOWER(h.address_json) LIKE $4 AND LOWER(h.address_json) LIKE $5)
            OR OCTET_LENGTH(h.address_json) <> LENGTH(h.address_json))
         ORDER BY c.last_signal_at DESC LIMIT 5000"
    );
    let mut query = sqlx::query(sql).bind(kenmerk.as_str());
    for place in 0..WORDS {
        query = query.bind(pattern(place));
    }
    query = query.bind(viewer.to_owned());
    let is_kenmerk = Kenmerk::parse(words).is_some();
    let mut heads = Vec::new();
    for row in query.fetch_all(&store.read).await? {
        if is_kenmerk || fits(&json::address(&json::parsed(row.try_get::<&str, _>(2)?)), &tokens) {
            heads.push(rows::head(&row, now)?);
        }
        if heads.len() == PAGE {
            break;
        }
    }
    veil::over_heads(store, viewer, heads.iter_mut()).await?;
    // Found by what they may not read is not found.
    heads.retain(|head| is_kenmerk || fits(&head.address, &tokens));
    Ok(heads)
}

/// Whether a word of the address begins with each of these.
fn fits(address: &Address, tokens: &[&str]) -> bool {
    let postcode = address.postcode.as_ref().map(|postcode| postcode.as_str()).unwrap_or_default();
    let haystack = fold(&format!("{} {postcode}", address.line()));
    tokens.iter().all(|token| haystack.split(' ').any(|word| word.starts_with(token)))
}
