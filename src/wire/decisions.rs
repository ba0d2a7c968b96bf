//! Decisions as the store keeps them, for the desk to explain.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{BadColumn, written};
use crate::domain::{Acknowledgement, Evidence, Notice, RouteDecision, TraceLine};

#[derive(Debug, Serialize, Deserialize)]
struct EvidenceJson<'a> {
    #[serde(borrow)]
    reden: Cow<'a, str>,
    gewicht: f64,
}

/// `[{reden, gewicht}]`; the weight is in bits.
pub fn evidence_to_json(evidence: &[Evidence]) -> String {
    written(&evidence.iter().map(evidence_line).collect::<Vec<_>>())
}

fn evidence_line(evidence: &Evidence) -> EvidenceJson<'_> {
    // JSON has no infinity.
    EvidenceJson { reden: Cow::Borrowed(&evidence.reden), gewicht: evidence.weight.clamp(-1e6, 1e6) }
}

/// Reads what [`evidence_to_json`] wrote.
///
/// # Errors
///
/// [`BadColumn`] when it was written by something else.
pub fn evidence_from_json(json: &str) -> Result<Vec<Evidence>, BadColumn> {
    let lines: Vec<EvidenceJson<'_>> = serde_json::from_str(json).map_err(|_| BadColumn("evidence_json"))?;
    let evidence = |line: EvidenceJson<'_>| Evidence { reden: line.reden.into_owned(), weight: line.gewicht };
    Ok(lines.into_iter().map(evidence).collect())
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RouteJson<'a> {
    wachtrij: &'a str,
    regel: &'a str,
    urgentie: &'static str,
    redenen: &'a [String],
    labels: &'a [String],
    kopieen: Vec<CopyJson<'a>>,
    bevestiging: Option<&'a str>,
    spoor: Vec<TraceJson<'a>>,
    regelversie: &'a str,
}

#[derive(Debug, Serialize)]
struct CopyJson<'a> {
    regel: &'a str,
    naar: &'a str,
}

#[derive(Debug, Serialize)]
struct TraceJson<'a> {
    fase: &'static str,
    regel: &'a str,
    geldt: bool,
    omdat: &'a str,
}

/// `{wachtrij, regel, urgentie, redenen, labels, kopieen, bevestiging, spoor, regelversie}`.
pub fn route_to_json(route: &RouteDecision) -> String {
    written(&RouteJson {
        wachtrij: &route.queue.0,
        regel: &route.rule,
        urgentie: route.urgency.as_str(),
        redenen: &route.reasons,
        labels: &route.labels,
        kopieen: route.copies.iter().map(copy).collect(),
        bevestiging: route.ack_template.as_deref(),
        spoor: route.trace.iter().map(trace).collect(),
        regelversie: &route.rules_version,
    })
}

fn copy(notice: &Notice) -> CopyJson<'_> {
    CopyJson { regel: &notice.rule, naar: &notice.to }
}

fn trace(line: &TraceLine) -> TraceJson<'_> {
    TraceJson { fase: line.phase, regel: &line.rule, geldt: line.matched, omdat: &line.because }
}

#[derive(Debug, Serialize)]
struct AckJson<'a> {
    soort: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sjabloon: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reden: Option<&'a str>,
}

/// `{soort: mail|ingehouden|handmatig|geen, sjabloon?, reden?}`; never the address.
pub fn ack_to_json(acknowledgement: &Acknowledgement) -> String {
    let (soort, sjabloon, reden) = match acknowledgement {
        Acknowledgement::Mail { template, .. } => ("mail", Some(template.as_str()), None),
        Acknowledgement::Held { template, reden, .. } => ("ingehouden", Some(template.as_str()), Some(reden.as_str())),
        Acknowledgement::ByHand { reden } => ("handmatig", None, Some(reden.as_str())),
        Acknowledgement::None { reden } => ("geen", None, Some(reden.as_str())),
    };
    written(&AckJson { soort, sjabloon, reden })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{QueueName, Urgency};

    #[test]
    fn evidence_is_read_back_as_written() {
        let evidence = vec![Evidence { reden: "zelfde \"adres\"".to_owned(), weight: -3.25 }];
        assert_eq!(evidence_from_json(&evidence_to_json(&evidence)), Ok(evidence));
    }

    #[test]
    fn an_acknowledgement_is_kept_without_its_address() {
        let ack = Acknowledgement::Mail { to: "melder@school.example".to_owned(), template: "ontvangst".to_owned() };
        assert_eq!(ack_to_json(&ack), r#"{"soort":"mail","sjabloon":"ontvangst"}"#);
    }

    #[test]
    fn a_route_keeps_its_trace() {
        let route = RouteDecision {
            queue: QueueName("parkwijk".to_owned()),
            rule: "fallback".to_owned(),
            urgency: Urgency::Normaal,
            reasons: vec!["gewoon".to_owned()],
            labels: Vec::new(),
            copies: vec![Notice { rule: "kopie".to_owned(), to: "team@wijkteam.example".to_owned() }],
            ack_template: None,
            trace: vec![TraceLine {
                phase: "route",
                rule: "spoed".to_owned(),
                matched: false,
                because: "geen spoed".to_owned(),
            }],
            rules_version: "0123456789ab".to_owned(),
        };
        let json: serde_json::Value = serde_json::from_str(&route_to_json(&route)).unwrap();
        assert_eq!(json["spoor"][0]["omdat"], "geen spoed");
        assert_eq!(json["kopieen"][0]["regel"], "kopie");
    }
}
