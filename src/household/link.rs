//! The decision: join, ask, or new.

use super::{
    evidence::{Weighed, weigh},
    keys::index_keys,
};
use crate::{
    config::AddressPolicy,
    domain::{Candidate, Evidence, Link, LinkDecision, Proposal, Signal},
};

/// How many households a human is asked to compare at most.
const MOST_PROPOSALS: usize = 5;

/// Below this many bits a candidate is chance, not evidence, and nobody is asked.
const WORTH_ASKING: f64 = 6.0;

/// Decides to which household `signal` belongs, among those that share a key with it.
///
/// Joins only where the full address is equal, nothing contradicts, and one candidate alone fits; under
/// [`AddressPolicy::Streng`] a surname must agree as well. All else is a proposal, likeliest first.
pub fn link(signal: &Signal, candidates: &[Candidate], policy: AddressPolicy) -> LinkDecision {
    let mut weighed: Vec<Weighed<'_>> = candidates.iter().map(|candidate| weigh(signal, candidate)).collect();
    weighed.sort_by(|one, other| {
        other.bits().total_cmp(&one.bits()).then_with(|| one.candidate.household.cmp(&other.candidate.household))
    });
    let keys = index_keys(signal);
    let sure: Vec<&Weighed<'_>> = weighed.iter().filter(|weighed| joins(weighed, policy)).collect();
    if let [only] = sure.as_slice() {
        let household = only.candidate.household;
        let evidence = only.evidence.clone();
        return LinkDecision { link: Link::Join(household), evidence, proposals: Vec::new(), keys };
    }
    let proposals: Vec<Proposal> = weighed
        .iter()
        .filter(|weighed| weighed.bits() >= WORTH_ASKING)
        .take(MOST_PROPOSALS)
        .map(|weighed| Proposal { household: weighed.candidate.household, evidence: weighed.evidence.clone() })
        .collect();
    LinkDecision { link: Link::New, evidence: vec![why_new(&sure, &proposals)], proposals, keys }
}

fn joins(weighed: &Weighed<'_>, policy: AddressPolicy) -> bool {
    let enough = match policy {
        AddressPolicy::Adres => weighed.same_address,
        AddressPolicy::Streng => weighed.same_name_there,
    };
    enough && !weighed.contradicted
}

fn why_new(sure: &[&Weighed<'_>], proposals: &[Proposal]) -> Evidence {
    let reden = if sure.len() > 1 {
        "meer dan één huishouden past even goed; een mens beslist"
    } else if proposals.is_empty() {
        "geen bekend huishouden past hierbij"
    } else {
        "lijkt op een bekend huishouden, maar niet zeker genoeg; een mens beslist"
    };
    Evidence { reden: reden.to_owned(), weight: 0.0 }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
