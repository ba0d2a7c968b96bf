//! Linkage as the gateway asks for it: a signal with its history in, a decision with reasons out.

use super::{
    apart::Apart,
    facts::Facts,
    keys::index_keys,
    linker::{Asked, Linker},
    model::Model,
    population::Population,
    profile::Profile,
};
use crate::config::AddressPolicy;
use crate::domain::{Candidate, Evidence, Link, LinkDecision, Proposal};

/// What linkage knows besides the history: the signal's facts, the candidates' profiles in their order, and all names.
#[derive(Debug, Clone, Copy)]
pub struct Background<'a> {
    pub facts: &'a Facts,
    pub profiles: &'a [Profile],
    pub population: &'a Population,
    /// What a human kept apart.
    pub apart: Apart<'a>,
    /// Of the household whose acknowledgement the signal answers.
    pub answered: Option<&'a Profile>,
}

/// Decides to which household the signal belongs, among those that share a blocking key with it.
pub fn link(
    candidates: &[Candidate],
    background: Background<'_>,
    (model, policy): (&Model, AddressPolicy),
) -> LinkDecision {
    let linker = Linker::new(background.population, model, policy);
    let profiles: Vec<&Profile> = background.profiles.iter().collect();
    let verdict = linker.decide(background.facts, &profiles, background.apart);
    let keys = index_keys(background.facts);
    let household = |at: usize| candidates.get(at).map(|candidate| candidate.household);
    let told = |candidate: usize, mut evidence: Vec<Evidence>| {
        if background.apart.parts_any(candidate, 0..candidates.len()) {
            let reden = "een mens hield dit huishouden apart van een ander dat erop lijkt".to_owned();
            evidence.push(Evidence { reden, weight: 0.0 });
        }
        evidence
    };
    if let Some((household, candidate)) = verdict.joins.and_then(|at| household(at).zip(Some(at))) {
        let evidence = told(candidate, verdict.evidence);
        return LinkDecision { link: Link::Join(household), evidence, proposals: Vec::new(), keys };
    }
    let proposal = |asked: Asked| {
        let evidence = told(asked.candidate, asked.evidence);
        Some(Proposal { household: household(asked.candidate)?, evidence })
    };
    let proposals: Vec<Proposal> = verdict.proposals.into_iter().filter_map(proposal).collect();
    let reden = if proposals.is_empty() {
        "geen bekend huishouden past hierbij"
    } else {
        "lijkt op een bekend huishouden, maar niet zeker genoeg; een mens beslist"
    };
    let evidence = vec![Evidence { reden: reden.to_owned(), weight: 0.0 }];
    LinkDecision { link: Link::New, evidence, proposals, keys }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
