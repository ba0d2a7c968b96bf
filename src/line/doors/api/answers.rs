//! The shapes of answers (CONTRACT §4).

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    domain::{Address, Evidence, Person, Receipt},
    intake::{CasusSeen, Decided, HouseholdSeen, OpenProposal, PartnerSignal, PartnerStatus, SignalLine},
    wire,
};

/// RFC 3339 in UTC to the microsecond, as the store keeps it: a repeated answer is the same answer.
pub(super) fn instant(at: Timestamp) -> String {
    format!("{at:.6}")
}

/// What a partner is told of a signal just taken; the same for a known and an unknown household.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Taken<'a> {
    id: String,
    kenmerk: &'a str,
    ontvangen_op: String,
    partnerstatus: &'static str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    waarschuwingen: &'a [String],
}

impl<'a> From<&'a Receipt> for Taken<'a> {
    fn from(receipt: &'a Receipt) -> Self {
        Self {
            id: receipt.id.to_string(),
            kenmerk: receipt.kenmerk.as_str(),
            ontvangen_op: instant(receipt.received_at),
            partnerstatus: PartnerStatus::Ontvangen.as_str(),
            waarschuwingen: &receipt.warnings,
        }
    }
}

pub(super) fn partner_signal(signal: &PartnerSignal) -> Value {
    json!({
        "id": signal.id.to_string(),
        "kenmerk": signal.kenmerk.as_str(),
        "ontvangenOp": instant(signal.received_at),
        "partnerstatus": signal.status.as_str(),
        "terugkoppelingen": signal.feedback.iter().map(|(at, said)| json!({"op": instant(*at), "bericht": said})).collect::<Vec<_>>(),
    })
}

pub(super) fn signal_line(line: &SignalLine) -> Value {
    json!({
        "id": line.id.to_string(),
        "kenmerk": line.kenmerk.as_str(),
        "bron": line.partner.as_str(),
        "kanaal": line.channel.as_str(),
        "ontvangenOp": instant(line.received_at),
        "status": line.status,
        "onderwerp": line.subject,
        "bronReferentie": line.reference,
    })
}

pub(super) fn casus(casus: &CasusSeen) -> Value {
    let household = &casus.household;
    let signal = |(line, decided): &(SignalLine, Decided)| {
        json!({
            "id": line.id.to_string(),
            "kenmerk": line.kenmerk.as_str(),
            "bron": line.partner.as_str(),
            "kanaal": line.channel.as_str(),
            "ontvangenOp": instant(line.received_at),
            "onderwerp": line.subject,
            "regel": Some(&decided.rule).filter(|rule| !rule.is_empty()),
            "koppelredenen": reasons(&decided.link),
        })
    };
    json!({
        "id": household.casus.to_string(),
        "kenmerk": household.kenmerk.as_str(),
        "wachtrij": household.queue,
        "urgentie": casus.urgency.as_str(),
        "status": household.status.as_str(),
        "redenen": casus.reasons,
        "uiterlijkOp": casus.due_at.map(instant),
        "toegewezenAan": casus.assigned_to,
        "huishouden": {
            "id": household.id.to_string(),
            "adres": address(&household.address),
            "betrokkenen": persons(&household.persons),
        },
        "signalen": casus.signals.iter().map(signal).collect::<Vec<_>>(),
    })
}

pub(super) fn household(household: &HouseholdSeen) -> Value {
    json!({
        "id": household.id.to_string(),
        "kenmerk": household.kenmerk.as_str(),
        "adres": address(&household.address),
        "betrokkenen": persons(&household.persons),
        "casus": {
            "id": household.casus.to_string(),
            "wachtrij": household.queue,
            "status": household.status.as_str(),
        },
    })
}

pub(super) fn proposal(proposal: &OpenProposal) -> Value {
    json!({
        "id": proposal.id,
        "signaal": signal_line(&proposal.signal),
        "huishouden": proposal.own_household.map(|household| household.to_string()),
        "kandidaat": household(&proposal.candidate),
        "redenen": reasons(&proposal.evidence),
        "voorgesteldOp": instant(proposal.made_at),
    })
}

fn reasons(evidence: &[Evidence]) -> Vec<Value> {
    evidence.iter().map(|evidence| json!({"reden": evidence.reden, "gewicht": evidence.weight})).collect()
}

fn address(address: &Address) -> Value {
    reread(&wire::address_to_json(address))
}

fn persons(persons: &[Person]) -> Value {
    reread(&wire::persons_to_json(persons))
}

/// Lists are read by people: a second pass over their JSON costs less than a second set of shapes.
fn reread(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}
