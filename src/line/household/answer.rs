//! A mail that answers our acknowledgement belongs with what was acknowledged, unless its own words say otherwise.
//!
//! **Invariant:** joins only on a token of ours, from the domain it was sent to, and never against a named address.

use crate::domain::{Answered, Evidence, Link, LinkDecision, Proposal, Signal};

/// What a signed token is worth, in bits: its sixty-four, and some.
const TOKEN_BITS: f64 = 64.0;
/// Proposals a human is shown at most.
const MOST_PROPOSALS: usize = 5;

/// `by_facts`, or what the answer says over it.
pub fn of_answer(signal: &Signal, answered: Option<&Answered>, by_facts: LinkDecision) -> LinkDecision {
    let Some(answered) = answered.filter(|_| signal.automatic.is_none()) else { return by_facts };
    let Some(household) = &answered.household else { return by_facts };
    if by_facts.link == Link::Join(household.household) {
        return by_facts;
    }
    let evidence = Evidence {
        reden: format!("antwoord op onze ontvangstbevestiging van {}", answered.kenmerk),
        weight: TOKEN_BITS,
    };
    // An answer may be about others: then whom or where it names has the say, and a human is asked.
    let names_others = by_facts.proposals.iter().any(|other| other.household != household.household);
    if answered.same_domain && by_facts.link == Link::New && signal.address.is_empty() && !names_others {
        return LinkDecision {
            link: Link::Join(household.household),
            evidence: vec![evidence],
            proposals: Vec::new(),
            keys: Vec::new(),
        };
    }
    let mut decided = by_facts;
    if decided.link == Link::New && !decided.proposals.iter().any(|known| known.household == household.household) {
        decided.proposals.insert(0, Proposal { household: household.household, evidence: vec![evidence] });
        decided.proposals.truncate(MOST_PROPOSALS);
    }
    decided
}
