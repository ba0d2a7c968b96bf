//! Signals from a file with one in each row, taken as they would have been when they came.
//!
//! **Invariant:** every row is kept whole; what cannot be understood waits for a human, and is told by its place alone.

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde_json::{Map, Value, json};

use super::{
    clock,
    rules::InForce,
    structured,
    taking::{Gateway, plainly_spelt, source, without_bsn},
};
use crate::{
    domain::{Channel, Identity, PartnerName, RawMessage, Receipt, Report, SignalId, Submission, bounded},
    doors::rows::{FiledRow, Said},
    intake::IntakeError,
    mail,
    normalise::{self, Arrival},
    wire::{self, Limits},
};

/// What a row says of itself beside the fields of the API.
const ABOUT: [&str; 4] = ["ontvangenOp", "bron", "kanaal", "signal_id"];

/// A row that was taken, and what a human should know of it, without what it says.
#[derive(Debug, Clone)]
pub struct TakenRow {
    pub receipt: Receipt,
    pub remarks: Vec<String>,
}

impl Gateway {
    /// Takes one row: strictly where it can, leniently where it must, whole in any case.
    ///
    /// # Errors
    ///
    /// [`IntakeError::Refused`] when its `bronReferentie` was used for other content,
    /// [`IntakeError::Unavailable`] when nothing was stored.
    pub async fn take_row(&self, row: FiledRow) -> Result<TakenRow, IntakeError> {
        let (submission, remarks) = understood(row, &self.rules.current(), clock::now());
        Ok(TakenRow { receipt: self.commit(submission).await?, remarks })
    }
}

/// When, whence and by which door a row came.
struct Origin {
    received_at: Timestamp,
    partner: PartnerName,
    channel: Channel,
}

fn understood(row: FiledRow, in_force: &InForce, now: Timestamp) -> (Submission, Vec<String>) {
    let mut remarks = Vec::new();
    let (mut report, about, unreadable) = match &row.said {
        Said::Request(value) => {
            let (about, value) = parted(value.clone());
            (request(value, &mut remarks), about, None)
        }
        Said::Columns(cells) => columns(cells),
        Said::Nothing(because) => {
            let text = mail::plain(&row.raw);
            let report = Report { situatie_schets: bounded(&text, Limits::SITUATION).to_owned(), ..Report::default() };
            (report, Map::new(), Some((*because).to_owned()))
        }
    };
    let nothing = report.situatie_schets.trim().is_empty().then(|| "de regel heeft geen situatieSchets".to_owned());
    let unreadable = unreadable.or(nothing);
    let Origin { received_at, partner, channel } = origin(&about, in_force, now, &mut remarks);
    let said = |name: &str| about.get(name).and_then(Value::as_str).map(str::to_owned);
    report.bron_referentie = report.bron_referentie.or_else(|| said("signal_id"));
    // Of a request as the API hashes it, so that what came in there is known here.
    let content = match &row.said {
        Said::Request(value) => parted(value.clone()).1.to_string(),
        Said::Columns(cells) => json!(cells).to_string(),
        Said::Nothing(_) => mail::plain(&row.raw),
    };
    let delivery = row.delivery(&partner, report.bron_referentie.as_deref(), &content);
    // Whoever reads a file in has said by that whence it is.
    let source = source(&partner, Identity::proven(), in_force);
    let arrival = Arrival { id: SignalId(clock::new_id()), received_at, channel, source };
    let mut signal = normalise::from_report(arrival, report, &in_force.gazetteer);
    remarks.extend(unreadable.iter().map(|because| format!("{because}; het signaal staat in de wachtbak")));
    signal.unreadable = unreadable;
    let raw = RawMessage { mediatype: row.mediatype, bytes: without_bsn(plainly_spelt(row.raw)) };
    (Submission { signal, raw, delivery }, remarks)
}

type About = Map<String, Value>;

/// What a row says of itself, and the rest of it.
fn parted(mut value: Value) -> (About, Value) {
    let mut about = Map::new();
    if let Some(fields) = value.as_object_mut() {
        about.extend(ABOUT.iter().filter_map(|name| fields.remove(*name).map(|said| ((*name).to_owned(), said))));
    }
    (about, value)
}

/// As the API would read it; what that would refuse is left out, told, and stays in the original.
fn request(value: Value, remarks: &mut Vec<String>) -> Report {
    wire::read_report(value.clone(), &[]).unwrap_or_else(|problems| {
        remarks.extend(problems.into_iter().map(|problem| {
            let field = problem.pointer.trim_start_matches('/').replace('/', ".");
            format!("{field}: {}; alleen in het origineel bewaard", problem.message)
        }));
        wire::read_leniently(value)
    })
}

fn columns(cells: &[(String, String)]) -> (Report, About, Option<String>) {
    let (about, fields): (Vec<_>, Vec<_>) = cells.iter().cloned().partition(|(name, _)| ABOUT.contains(&name.as_str()));
    let about = about.into_iter().map(|(name, said)| (name, Value::String(said))).collect();
    (structured::of_columns(fields), about, None)
}

fn origin(about: &About, in_force: &InForce, now: Timestamp, remarks: &mut Vec<String>) -> Origin {
    let said = |name: &str| about.get(name).and_then(Value::as_str).map(str::trim).filter(|said| !said.is_empty());
    let received_at = said("ontvangenOp").map(instant);
    if received_at == Some(None) {
        remarks.push("ontvangenOp: dit is geen tijdstip als 2024-03-05T10:00:00Z; het is nu ontvangen".to_owned());
    }
    let partner = said("bron").map(|name| in_force.settings.partner(&PartnerName(name.to_owned())));
    if partner == Some(None) {
        remarks.push("bron: deze naam staat niet in partners.toml; de bron is onbekend".to_owned());
    }
    let channel = said("kanaal").map(Channel::parse);
    if channel == Some(None) {
        remarks.push("kanaal: dit is geen email, webformulier, api, telefoon of wijkoverleg; het is nu api".to_owned());
    }
    Origin {
        received_at: received_at.flatten().unwrap_or(now).min(now),
        partner: partner.flatten().map_or_else(PartnerName::unknown, |partner| partner.name.clone()),
        channel: channel.flatten().unwrap_or(Channel::Api),
    }
}

/// An instant, or a date and time in the Netherlands, or a day there.
fn instant(said: &str) -> Option<Timestamp> {
    let local = || said.parse::<DateTime>().ok()?.to_zoned(TimeZone::get("Europe/Amsterdam").ok()?).ok();
    said.parse().ok().or_else(|| local().map(|zoned| zoned.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_as_programs_and_spreadsheets_write_them() {
        for said in ["2024-03-05T09:00:00Z", "2024-03-05T10:00:00+01:00", "2024-03-05 10:00", "2024-03-05T10:00:00"] {
            assert_eq!(instant(said), Some("2024-03-05T09:00:00Z".parse().unwrap()), "{said}");
        }
        assert_eq!(instant("2024-03-05"), Some("2024-03-04T23:00:00Z".parse().unwrap()));
        assert_eq!(instant("gisteren"), None);
    }
}
