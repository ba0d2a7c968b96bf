//! The whole policy on one screen: what a signal and its history mean under the rules in force.
//!
//! **Invariant:** total and pure. Every signal gets exactly one place, one queue and one answer (or a reason for none).

use std::borrow::Cow;

use crate::{
    acknowledge::{self, Turn},
    config::{AckLimits, AddressPolicy},
    domain::{
        Acknowledgement, AutomaticKind, Candidate, Decision, History, Link, LinkDecision, Placement, Repetition, Signal,
    },
    household::{self, Background, Model},
    routing::{RouteTable, fact_sheet},
};

/// What decisions depend on besides the signal and its history.
#[derive(Debug, Clone, Copy)]
pub struct Policy<'a> {
    pub routes: &'a RouteTable,
    pub household: AddressPolicy,
    pub model: &'a Model,
    pub acknowledge: &'a AckLimits,
}

/// Decides on `signal`, given what the store knows of its household and of all households.
pub fn decide(signal: &Signal, history: &History, background: Background<'_>, policy: Policy<'_>) -> Decision {
    let linkage = (policy.model, policy.household);
    let by_facts = household::link(&history.candidates, background, linkage);
    let link = household::of_answer(signal, history.answered.as_ref(), by_facts, background, linkage);
    let known = seen(history);
    let repetition = repetition(signal, joined(&link, &known));
    let facts = fact_sheet(signal, &link, &known, repetition);
    let route = policy.routes.route(&facts);
    let load = (history.acknowledgements, turn(signal, history, &link));
    let acknowledgement = acknowledge::decide(signal, route.ack_template.as_deref(), load, policy.acknowledge);
    let placement = match holding_reason(signal, history).or_else(|| route.follow_up.hold.clone()) {
        Some(reden) => Placement::Wachtbak { reden },
        None => Placement::Casus(link),
    };
    Decision { placement, repetition, route, acknowledgement }
}

/// What stands when deciding itself failed: the signal is kept whole, and a human looks at it.
pub fn undecided(signal: &Signal, policy: Policy<'_>) -> Decision {
    let link = LinkDecision { link: Link::New, evidence: Vec::new(), proposals: Vec::new(), keys: Vec::new() };
    let facts = fact_sheet(signal, &link, &[], Repetition::Eerste);
    Decision {
        placement: Placement::Wachtbak {
            reden: "Voordeur kon dit signaal niet verwerken; bekijk het origineel".to_owned(),
        },
        repetition: Repetition::Eerste,
        route: policy.routes.route(&facts),
        acknowledgement: Acknowledgement::ByHand { reden: "niet verwerkt; bevestig zelf".to_owned() },
    }
}

/// An answer gets none in turn, unless it tells of another household than the one we wrote about; once, so that who
/// answers everything is not written to for ever (RFC 3834 §2).
fn turn(signal: &Signal, history: &History, link: &LinkDecision) -> Turn {
    let Some(answered) = &history.answered else {
        // An id that we did not make is one that somebody made up.
        return if signal.thread.answers.is_empty() { Turn::First } else { Turn::Answer };
    };
    let about = answered.household.as_ref().map(|known| known.household);
    let same = |about| matches!(link.link, Link::Join(household) if household == about);
    // Known or not: who names an address in an answer must not learn from ours whether we know it.
    if answered.first && about.is_some_and(|about| !same(about)) { Turn::First } else { Turn::Answer }
}

/// The candidates, and the household whose acknowledgement was answered.
fn seen(history: &History) -> Cow<'_, [Candidate]> {
    let answered = history.answered.as_ref().and_then(|answered| answered.household.as_ref());
    let new = answered.filter(|it| !history.candidates.iter().any(|known| known.household == it.household));
    match new {
        Some(household) => [history.candidates.as_slice(), std::slice::from_ref(household)].concat().into(),
        None => history.candidates.as_slice().into(),
    }
}

fn joined<'a>(link: &LinkDecision, candidates: &'a [Candidate]) -> Option<&'a Candidate> {
    let Link::Join(household) = link.link else {
        return None;
    };
    candidates.iter().find(|candidate| candidate.household == household)
}

/// A signal that is more urgent than its household was, is worse, whoever sends it; else the same partner repeats.
fn repetition(signal: &Signal, household: Option<&Candidate>) -> Repetition {
    match household {
        Some(household) if signal.urgency > household.urgency => Repetition::Verergerd,
        Some(household) if household.same_partner_before => Repetition::Herhaald,
        _ => Repetition::Eerste,
    }
}

/// Why no casus can be made of it.
fn holding_reason(signal: &Signal, history: &History) -> Option<String> {
    if let Some((_, answered)) = signal.automatic.as_ref().zip(history.answered.as_ref()) {
        let kenmerk = &answered.kenmerk;
        return Some(match signal.thread.bounced {
            true => format!("bezorgrapport: onze ontvangstbevestiging van {kenmerk} kwam niet aan"),
            false => format!("automatisch antwoord op onze ontvangstbevestiging van {kenmerk}"),
        });
    }
    if let Some(unreadable) = &signal.unreadable {
        return Some(format!("onleesbaar: {unreadable}"));
    }
    let automatic = signal.automatic.as_ref()?;
    let places_itself = !signal.address.is_empty() || !signal.persons.is_empty();
    match automatic.kind {
        // A partner's own system may report a family; a stranger's machine does not.
        AutomaticKind::Generated if places_itself && !signal.source.partner.is_unknown() => None,
        _ => Some(format!("automatisch bericht: {}", automatic.reden)),
    }
}
