//! Linkage as the gateway asks for it: a signal with its history in, a decision with reasons out.

use super::{
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
}

/// Decides to which household the signal belongs, among those that share a blocking key with it.
pub fn link(
    candidates: &[Candidate],
    background: Background<'_>,
    (model, policy): (&Model, AddressPolicy),
) -> LinkDecision {
    let linker = Linker { population: background.population, model, policy };
    let profiles: Vec<&Profile> = background.profiles.iter().collect();
    let verdict = linker.decide(background.facts, &profiles);
    let keys = index_keys(background.facts);
    let household = |at: usize| candidates.get(at).map(|candidate| candidate.household);
    if let Some(household) = verdict.joins.and_then(household) {
        return LinkDecision { link: Link::Join(household), evidence: verdict.evidence, proposals: Vec::new(), keys };
    }
    let proposal = |asked: Asked| Some(Proposal { household: household(asked.candidate)?, evidence: asked.evidence });
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
