//! Signals of the past with what was decided then, to explain a decision or to try other rules on it.
//!
//! **Invariant:** reads only.

use jiff::Timestamp;
use sqlx::any::AnyRow;

use super::{Store, StoreError, row};
use crate::{
    domain::{Attachment, CasusId, Channel, MailThread, PartnerName, Repetition, Signal, SignalId, Source, Urgency},
    wire,
};

const COLUMNS: &str = "id, kenmerk, partner, channel, received_at, subject, situation, urgency, repetition, \
     facts_json, route_json";

/// One signal as it is stored, not yet understood.
#[derive(Debug, Clone)]
pub struct PastRow {
    id: String,
    kenmerk: String,
    partner: String,
    channel: String,
    received_at: Timestamp,
    subject: String,
    situation: String,
    urgency: i64,
    repetition: String,
    facts_json: String,
    route_json: String,
}

/// A signal of the past. Its attachments are counted, not read.
#[derive(Debug)]
pub struct Past {
    pub kenmerk: String,
    pub signal: Signal,
    pub repetition: Repetition,
    /// As the rules of then decided.
    pub urgency: Urgency,
    pub route: wire::PastRoute,
}

/// What was decided about a signal, as it was written down.
#[derive(Debug, Clone)]
pub struct Told {
    pub kenmerk: String,
    pub received_at: Timestamp,
    /// As [`wire::route_to_json`] writes it.
    pub route_json: String,
    /// `None`: in the wachtbak.
    pub casus: Option<CasusId>,
    pub holding_reason: Option<String>,
}

impl Store {
    /// The next `limit` signals that came in at `since` or later, oldest first, after the row `after`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn past(
        &self,
        since: Timestamp,
        after: Option<&PastRow>,
        limit: u32,
    ) -> Result<Vec<PastRow>, StoreError> {
        let (at, id) = after.map_or((since, ""), |row| (row.received_at, row.id.as_str()));
        let text = format!(
            "SELECT {COLUMNS} FROM signal WHERE (received_at, id) > ($1, $2) ORDER BY received_at, id LIMIT $3"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .bind(at.as_microsecond())
            .bind(id)
            .bind(i64::from(limit))
            .fetch_all(&self.read)
            .await?;
        rows.iter().map(past_row).collect()
    }

    /// What was decided about the signal with this kenmerk; `None` when there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn told(&self, kenmerk: &str) -> Result<Option<Told>, StoreError> {
        let text = "SELECT kenmerk, received_at, route_json, casus_id, holding_reason FROM signal WHERE kenmerk = $1";
        let found = sqlx::query(text).bind(kenmerk).fetch_optional(&self.read).await?;
        found
            .map(|found| {
                Ok(Told {
                    kenmerk: row::text(&found, 0)?,
                    received_at: row::instant(&found, 1)?,
                    route_json: row::text(&found, 2)?,
                    casus: row::optional_text(&found, 3)?.and_then(|casus| CasusId::parse(&casus)),
                    holding_reason: row::optional_text(&found, 4)?,
                })
            })
            .transpose()
    }
}

fn past_row(found: &AnyRow) -> Result<PastRow, StoreError> {
    Ok(PastRow {
        id: row::text(found, 0)?,
        kenmerk: row::text(found, 1)?,
        partner: row::text(found, 2)?,
        channel: row::text(found, 3)?,
        received_at: row::instant(found, 4)?,
        subject: row::text(found, 5)?,
        situation: row::text(found, 6)?,
        urgency: row::number(found, 7)?,
        repetition: row::text(found, 8)?,
        facts_json: row::text(found, 9)?,
        route_json: row::text(found, 10)?,
    })
}

impl PastRow {
    /// Reads its columns.
    ///
    /// # Errors
    ///
    /// [`StoreError::Corrupt`] when a column holds what this program does not write.
    pub fn read(self) -> Result<Past, StoreError> {
        let facts = wire::facts_from_json(&self.facts_json).map_err(|_| StoreError::Corrupt("facts_json"))?;
        let route = wire::past_route_from_json(&self.route_json).map_err(|_| StoreError::Corrupt("route_json"))?;
        let attachment = |name: wire::AttachmentName| Attachment {
            scanned: name.scanned(),
            naam: name.naam,
            mediatype: name.mediatype,
            inhoud: Vec::new(),
        };
        let signal = Signal {
            id: SignalId::parse(&self.id).ok_or(StoreError::Corrupt("signal.id"))?,
            received_at: self.received_at,
            channel: Channel::parse(&self.channel).ok_or(StoreError::Corrupt("signal.channel"))?,
            source: Source {
                partner: PartnerName(self.partner),
                ring: facts.ring,
                onward: facts.onward,
                identity: facts.identity,
            },
            reference: None,
            subject: self.subject,
            situation: self.situation,
            request: facts.request,
            observed_on: facts.observed_on,
            kind: facts.kind,
            urgency: route.standing.stated,
            urgency_reasons: facts.urgency_reasons,
            crisis: facts.crisis,
            meldcode: facts.meldcode,
            feedback_wanted: facts.feedback_wanted,
            reporter: facts.reporter,
            address: facts.address,
            former_address: facts.former_address,
            persons: facts.persons,
            attachments: facts.attachments.into_iter().map(attachment).collect(),
            warnings: facts.warnings,
            unreadable: facts.unreadable,
            template: facts.template,
            automatic: facts.automatic,
            thread: MailThread::default(),
        };
        let urgency = usize::try_from(self.urgency).ok().and_then(|place| Urgency::ALL.get(place).copied());
        Ok(Past {
            kenmerk: self.kenmerk,
            signal,
            repetition: Repetition::parse(&self.repetition).ok_or(StoreError::Corrupt("signal.repetition"))?,
            urgency: urgency.ok_or(StoreError::Corrupt("signal.urgency"))?,
            route,
        })
    }
}
