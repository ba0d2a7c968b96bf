//! Decisions as the store keeps them, for the desk to explain.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    BadColumn,
    exchange::{self, FactJson},
    trace::{self, KeptLine},
    written,
};
use crate::domain::{
    Acknowledgement, Deadline, Evidence, Lately, Notice, OpenCasus, QueueName, RouteDecision, Standing, Urgency,
};

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
    #[serde(skip_serializing_if = "Option::is_none")]
    termijn: Option<DeadlineJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stappen: Vec<StepJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wacht: Option<&'a str>,
    stand: StandingJson<'a>,
    spoor: Vec<KeptLine<'a>>,
    regelversie: &'a str,
}

#[derive(Debug, Serialize)]
struct CopyJson<'a> {
    regel: &'a str,
    naar: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mee: Vec<FactJson<'a>>,
}

#[derive(Debug, Serialize)]
struct DeadlineJson<'a> {
    op: String,
    omdat: &'a str,
}

#[derive(Debug, Serialize)]
struct StepJson<'a> {
    soort: &'static str,
    naar: String,
    op: String,
    omdat: &'a str,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct StandingJson<'a> {
    #[serde(borrow)]
    urgentie: Cow<'a, str>,
    bekend: bool,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    casus: Option<CasusJson<'a>>,
    #[serde(skip_serializing_if = "is_empty")]
    signalen: [u32; 4],
    #[serde(skip_serializing_if = "is_empty")]
    voordeuren: [u32; 4],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    stil: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct CasusJson<'a> {
    #[serde(borrow)]
    wachtrij: Cow<'a, str>,
    #[serde(borrow)]
    urgentie: Cow<'a, str>,
    toegewezen: bool,
}

fn is_empty(counts: &[u32; 4]) -> bool {
    counts.iter().all(|count| *count == 0)
}

/// `{wachtrij, regel, urgentie, redenen, labels, kopieen, bevestiging, termijn?, stappen?, wacht?, stand, spoor,
/// regelversie}`; [`trace_of`](super::trace_of) reads the `spoor`.
pub fn route_to_json(route: &RouteDecision) -> String {
    written(&RouteJson {
        wachtrij: &route.queue.0,
        regel: &route.rule,
        urgentie: route.urgency.as_str(),
        redenen: &route.reasons,
        labels: &route.labels,
        kopieen: route.copies.iter().map(copy).collect(),
        bevestiging: route.ack_template.as_deref(),
        termijn: route.follow_up.due.as_ref().map(deadline),
        stappen: route.follow_up.steps.iter().map(step).collect(),
        wacht: route.follow_up.hold.as_deref(),
        stand: standing(&route.standing),
        spoor: trace::kept(&route.trace),
        regelversie: &route.rules_version,
    })
}

fn copy(notice: &Notice) -> CopyJson<'_> {
    let mee = notice.exchange.as_ref().map(exchange::facts).unwrap_or_default();
    CopyJson { regel: &notice.rule, naar: notice.to.kept(), mee }
}

fn deadline(deadline: &Deadline) -> DeadlineJson<'_> {
    DeadlineJson { op: deadline.at.to_string(), omdat: &deadline.because }
}

fn step(step: &crate::domain::Step) -> StepJson<'_> {
    StepJson {
        soort: step.kind.as_str(),
        naar: step.to.written(),
        op: step.when.at.to_string(),
        omdat: &step.when.because,
    }
}

fn standing(standing: &Standing) -> StandingJson<'_> {
    StandingJson {
        urgentie: Cow::Borrowed(standing.stated.as_str()),
        bekend: standing.known,
        casus: standing.casus.as_ref().map(|casus| CasusJson {
            wachtrij: Cow::Borrowed(&casus.queue.0),
            urgentie: Cow::Borrowed(casus.urgency.as_str()),
            toegewezen: casus.assigned,
        }),
        signalen: standing.lately.signals,
        voordeuren: standing.lately.other_partners,
        stil: standing.quiet,
    }
}

/// What was decided about a signal of the past, as far as other rules are compared with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRoute {
    pub queue: String,
    pub rule: String,
    /// The addresses that got a copy.
    pub copies: Vec<String>,
    /// It waited for a human first.
    pub held: bool,
    pub standing: Standing,
}

#[derive(Debug, Deserialize)]
struct PastRouteJson<'a> {
    #[serde(borrow)]
    wachtrij: Cow<'a, str>,
    #[serde(borrow)]
    regel: Cow<'a, str>,
    #[serde(borrow, default)]
    kopieen: Vec<PastCopyJson<'a>>,
    #[serde(borrow, default)]
    wacht: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    stand: StandingJson<'a>,
}

#[derive(Debug, Deserialize)]
struct PastCopyJson<'a> {
    #[serde(borrow)]
    naar: Cow<'a, str>,
}

/// Reads what [`route_to_json`] wrote, without its trace.
///
/// # Errors
///
/// [`BadColumn`] when it was written by something else.
pub fn past_route_from_json(json: &str) -> Result<PastRoute, BadColumn> {
    let json: PastRouteJson<'_> = serde_json::from_str(json).map_err(|_| BadColumn("route_json"))?;
    let stand = json.stand;
    Ok(PastRoute {
        queue: json.wachtrij.into_owned(),
        rule: json.regel.into_owned(),
        copies: json.kopieen.into_iter().map(|copy| copy.naar.into_owned()).collect(),
        held: json.wacht.is_some(),
        standing: Standing {
            stated: Urgency::parse(&stand.urgentie).unwrap_or_default(),
            known: stand.bekend,
            casus: stand.casus.map(|casus| OpenCasus {
                queue: QueueName(casus.wachtrij.into_owned()),
                urgency: Urgency::parse(&casus.urgentie).unwrap_or_default(),
                assigned: casus.toegewezen,
            }),
            lately: Lately { signals: stand.signalen, other_partners: stand.voordeuren },
            quiet: stand.stil,
        },
    })
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

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LabelsJson {
    labels: Vec<String>,
}

/// The labels that the rules set, of what [`route_to_json`] wrote; none when it was written by something else.
pub fn labels_from_json(json: &str) -> Vec<String> {
    serde_json::from_str::<LabelsJson>(json).unwrap_or_default().labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{QueueName, TraceLine, Urgency};

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
            labels: vec!["geld".to_owned()],
            copies: vec![Notice {
                rule: "kopie".to_owned(),
                to: crate::domain::NoticeTo::Mail("team@wijkteam.example".to_owned()),
                template: "melding-team",
                exchange: None,
            }],
            ack_template: None,
            follow_up: crate::domain::FollowUp::default(),
            standing: crate::domain::Standing::default(),
            trace: vec![TraceLine {
                phase: "route",
                rule: "spoed".to_owned(),
                matched: false,
                because: "geen spoed".to_owned(),
            }],
            rules_version: "0123456789ab".to_owned(),
        };
        let json: serde_json::Value = serde_json::from_str(&route_to_json(&route)).unwrap();
        assert_eq!(json["spoor"][0][3], "geen spoed");
        assert_eq!(json["kopieen"][0]["regel"], "kopie");
        assert_eq!(labels_from_json(&route_to_json(&route)), ["geld"]);
        let past = past_route_from_json(&route_to_json(&route)).unwrap();
        assert_eq!((past.queue.as_str(), past.rule.as_str()), ("parkwijk", "fallback"));
        assert_eq!((past.copies, past.standing), (vec!["team@wijkteam.example".to_owned()], route.standing));
    }
}
