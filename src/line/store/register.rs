//! The books as the API reads them. A key is nobody, so what is shielded is not there for it.

use jiff::Timestamp;
use sqlx::any::AnyRow;

use super::{
    Store, StoreError, row,
    seen::{self, HOUSEHOLD_COLUMNS, SIGNAL_COLUMNS},
    settle,
};
use crate::{
    acknowledge::FEEDBACK,
    domain::{Actor, HouseholdId, PartnerName, SignalId, Urgency},
    intake::{
        ApiKey, CasusFilter, CasusSeen, Cursor, HouseholdQuery, HouseholdSeen, OpenProposal, Page, PageAsked,
        PartnerSignal, PartnerStatus, Register, Settled, SignalLine, Unavailable, Verdict,
    },
    wire,
};

/// Most urgent first, then the latest. `$1` queue, `$2` status ('' is all), `$3` to `$5` the cursor, `$6` rows.
const CASUSSEN: &str = "SELECT h.id, h.kenmerk, h.address_json, c.id, c.queue, c.status, c.urgency, c.reasons_json, \
     c.due_at, c.assigned_to, c.last_signal_at FROM casus c JOIN household h ON h.id = c.household_id \
     WHERE c.status <> 'samengevoegd' AND c.shielded_at IS NULL AND ($1 = '' OR c.queue = $1) AND ($2 = '' OR c.status = $2) \
     AND (c.urgency < $3 OR (c.urgency = $3 AND (c.last_signal_at < $4 OR (c.last_signal_at = $4 AND c.id < $5)))) \
     ORDER BY c.urgency DESC, c.last_signal_at DESC, c.id DESC LIMIT $6";

/// Latest first. `$1` status ('' is all), `$2` and `$3` the cursor, `$4` rows.
const SIGNALEN: &str = "SELECT {signal} FROM signal s LEFT JOIN casus c ON c.id = s.casus_id \
     WHERE c.shielded_at IS NULL AND ($1 = '' OR {status} = $1) AND (s.received_at < $2 OR (s.received_at = $2 AND s.id < $3)) \
     ORDER BY s.received_at DESC, s.id DESC LIMIT $4";

/// Oldest first. `$1` and `$2` the cursor, `$3` rows.
const PROPOSALS: &str = "SELECT {signal}, {household}, p.id, p.evidence_json, p.made_at, c.household_id \
     FROM proposal p JOIN signal s ON s.id = p.signal_id LEFT JOIN casus c ON c.id = s.casus_id \
     JOIN household h ON h.id = p.household_id JOIN casus k ON k.household_id = h.id \
     WHERE p.verdict IS NULL AND c.shielded_at IS NULL AND k.shielded_at IS NULL AND (p.made_at > $1 OR (p.made_at = $1 AND p.id > $2)) \
     ORDER BY p.made_at, p.id LIMIT $3";

/// A partner learns of nothing that happened before its own signal came: that would tell it the household was known.
/// Nor of another's signal that reopened the casus: what people did for its own stays done, until people undo it.
const OF_PARTNER: &str = "SELECT s.kenmerk, s.received_at, COALESCE(c.status, ''), \
     CAST((SELECT COUNT(*) FROM casus_event e WHERE e.casus_id = c.id AND e.at >= s.received_at \
     AND e.actor <> 'systeem' AND e.actor NOT LIKE 'partner:%' AND e.actor NOT LIKE 'sleutel:%') AS BIGINT), \
     s.holding_settled_at, \
     CAST((SELECT COUNT(*) FROM deed d WHERE d.casus_id = c.id AND d.kind = 'toewijzen' AND d.undone_at IS NULL \
     AND d.at >= s.received_at) AS BIGINT), \
     CAST((SELECT COUNT(*) FROM deed d WHERE d.casus_id = c.id AND d.kind = 'afsluiten' AND d.undone_at IS NULL \
     AND d.at >= s.received_at AND NOT EXISTS (SELECT 1 FROM deed r WHERE r.casus_id = c.id AND r.kind = 'heropenen' \
     AND r.undone_at IS NULL AND r.at > d.at)) AS BIGINT) FROM signal s LEFT JOIN casus c ON c.id = s.casus_id WHERE s.id = $1 AND s.partner = $2";

impl Register for Store {
    async fn api_key(&self, secret_hash: &str) -> Result<Option<ApiKey>, Unavailable> {
        Ok(api_key(self, secret_hash).await?)
    }

    async fn signal_of_partner(
        &self,
        id: SignalId,
        partner: &PartnerName,
    ) -> Result<Option<PartnerSignal>, Unavailable> {
        Ok(signal_of_partner(self, id, partner).await?)
    }

    async fn casussen(&self, filter: CasusFilter, page: PageAsked) -> Result<Page<CasusSeen>, Unavailable> {
        Ok(casussen(self, filter, page).await?)
    }

    async fn signalen(&self, status: Option<String>, page: PageAsked) -> Result<Page<SignalLine>, Unavailable> {
        Ok(signalen(self, status, page).await?)
    }

    async fn proposals(&self, page: PageAsked) -> Result<Page<OpenProposal>, Unavailable> {
        Ok(proposals(self, page).await?)
    }

    async fn decide_proposal(
        &self,
        id: &str,
        verdict: Verdict,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Settled, Unavailable> {
        Ok(settle::decide(self, id, verdict, actor, now).await?)
    }

    async fn find_households(&self, wanted: HouseholdQuery) -> Result<Vec<HouseholdSeen>, Unavailable> {
        Ok(seen::find_households(self, wanted).await?)
    }
}

async fn api_key(store: &Store, secret_hash: &str) -> Result<Option<ApiKey>, StoreError> {
    let found = sqlx::query("SELECT id, partner, role FROM api_key WHERE secret_hash = $1 AND revoked_at IS NULL")
        .bind(secret_hash)
        .fetch_optional(&store.read)
        .await?;
    found
        .map(|found| {
            let partner = row::optional_text(&found, 1)?.map(PartnerName);
            Ok(ApiKey { id: row::text(&found, 0)?, partner, role: row::optional_text(&found, 2)? })
        })
        .transpose()
}

async fn signal_of_partner(
    store: &Store,
    id: SignalId,
    partner: &PartnerName,
) -> Result<Option<PartnerSignal>, StoreError> {
    let found = sqlx::query(OF_PARTNER).bind(id.to_string()).bind(partner.as_str()).fetch_optional(&store.read).await?;
    let told = sqlx::query("SELECT given_at, sentence FROM feedback WHERE signal_id = $1 ORDER BY given_at, id")
        .bind(id.to_string())
        .fetch_all(&store.read)
        .await?;
    let feedback = told
        .iter()
        .map(|told| Ok((row::instant(told, 0)?, sentence(&row::text(told, 1)?))))
        .collect::<Result<Vec<_>, StoreError>>()?;
    found
        .map(|found| {
            let taken_up = row::number(&found, 3)? > 0;
            let settled = row::optional_instant(&found, 4)?.is_some();
            let (assigned, closed) = (row::number(&found, 5)? > 0, row::number(&found, 6)? > 0);
            let status = match row::text(&found, 2)?.as_str() {
                _ if closed => PartnerStatus::Afgesloten,
                "afgesloten" if taken_up => PartnerStatus::Afgesloten,
                "" if settled => PartnerStatus::Afgesloten,
                "toegewezen" if taken_up => PartnerStatus::Opgepakt,
                _ if assigned => PartnerStatus::Opgepakt,
                _ => PartnerStatus::Ontvangen,
            };
            Ok(PartnerSignal {
                id,
                kenmerk: seen::kenmerk(&found, 0)?,
                received_at: row::instant(&found, 1)?,
                status,
                feedback,
            })
        })
        .transpose()
}

/// The words of a sentence that was given by its name.
fn sentence(name: &str) -> String {
    FEEDBACK.iter().find(|(known, _)| *known == name).map_or_else(String::new, |(_, text)| (*text).to_owned())
}

async fn casussen(store: &Store, filter: CasusFilter, page: PageAsked) -> Result<Page<CasusSeen>, StoreError> {
    let after = page.after.unwrap_or(Cursor { first: i64::MAX, second: i64::MAX, id: String::new() });
    let rows = sqlx::query(CASUSSEN)
        .bind(filter.queue.unwrap_or_default())
        .bind(filter.status.map_or("", |status| status.as_str()))
        .bind(after.first)
        .bind(after.second)
        .bind(after.id)
        .bind(i64::from(page.size) + 1)
        .fetch_all(&store.read)
        .await?;
    let (rows, more) = cut(rows, page.size);
    let ids = rows.iter().map(|line| row::text(line, 3)).collect::<Result<Vec<_>, _>>()?;
    let mut signals = seen::signals_of(store, &ids).await?;
    let mut decided = seen::decided(store, &ids).await?;
    let mut casussen = Vec::with_capacity(rows.len());
    let mut next = None;
    for line in &rows {
        let mut household = seen::household(line, 0)?;
        let (lines, persons) = signals.remove(&household.casus.to_string()).unwrap_or_default();
        household.persons = persons;
        let explained = lines.into_iter().map(|line| {
            let decided = decided.remove(&line.id).unwrap_or_default();
            (line, decided)
        });
        let urgency = row::number(line, 6)?;
        next = Some(Cursor { first: urgency, second: row::number(line, 10)?, id: household.casus.to_string() });
        casussen.push(CasusSeen {
            household,
            urgency: urgency_of(urgency)?,
            reasons: serde_json::from_str(&row::text(line, 7)?).map_err(|_| StoreError::Corrupt("reasons_json"))?,
            due_at: row::optional_instant(line, 8)?,
            assigned_to: row::optional_text(line, 9)?,
            signals: explained.collect(),
        });
    }
    Ok(Page { rows: casussen, next: next.filter(|_| more) })
}

async fn signalen(store: &Store, status: Option<String>, page: PageAsked) -> Result<Page<SignalLine>, StoreError> {
    let after = page.after.unwrap_or(Cursor { first: i64::MAX, second: 0, id: String::new() });
    let rows = sqlx::query(seen::text(SIGNALEN))
        .bind(status.unwrap_or_default())
        .bind(after.first)
        .bind(after.id)
        .bind(i64::from(page.size) + 1)
        .fetch_all(&store.read)
        .await?;
    let (rows, more) = cut(rows, page.size);
    let lines = rows.iter().map(|line| seen::signal_line(line, 0)).collect::<Result<Vec<_>, _>>()?;
    let next = lines.last().filter(|_| more).map(|line| Cursor {
        first: line.received_at.as_microsecond(),
        second: 0,
        id: line.id.to_string(),
    });
    Ok(Page { rows: lines, next })
}

async fn proposals(store: &Store, page: PageAsked) -> Result<Page<OpenProposal>, StoreError> {
    let after = page.after.unwrap_or(Cursor { first: i64::MIN, second: 0, id: String::new() });
    let rows = sqlx::query(seen::text(PROPOSALS))
        .bind(after.first)
        .bind(after.id)
        .bind(i64::from(page.size) + 1)
        .fetch_all(&store.read)
        .await?;
    let (rows, more) = cut(rows, page.size);
    let mut proposals = rows.iter().map(proposal).collect::<Result<Vec<_>, _>>()?;
    seen::add_persons(store, proposals.iter_mut().map(|proposal| &mut proposal.candidate)).await?;
    let next = proposals.last().filter(|_| more).map(|proposal| Cursor {
        first: proposal.made_at.as_microsecond(),
        second: 0,
        id: proposal.id.clone(),
    });
    Ok(Page { rows: proposals, next })
}

fn proposal(line: &AnyRow) -> Result<OpenProposal, StoreError> {
    let rest = SIGNAL_COLUMNS + HOUSEHOLD_COLUMNS;
    let evidence = wire::evidence_from_json(&row::text(line, rest + 1)?);
    Ok(OpenProposal {
        id: row::text(line, rest)?,
        signal: seen::signal_line(line, 0)?,
        own_household: row::optional_text(line, rest + 3)?.as_deref().and_then(HouseholdId::parse),
        candidate: seen::household(line, SIGNAL_COLUMNS)?,
        evidence: evidence.map_err(|_| StoreError::Corrupt("evidence_json"))?,
        made_at: row::instant(line, rest + 2)?,
    })
}

/// One row more than asked was read: its presence says that there is a next page.
fn cut(mut rows: Vec<AnyRow>, size: u32) -> (Vec<AnyRow>, bool) {
    let more = rows.len() > size as usize;
    rows.truncate(size as usize);
    (rows, more)
}

fn urgency_of(number: i64) -> Result<Urgency, StoreError> {
    let index = usize::try_from(number).map_err(|_| StoreError::Corrupt("urgency"))?;
    Urgency::ALL.get(index).copied().ok_or(StoreError::Corrupt("urgency"))
}

#[cfg(test)]
mod tests;
