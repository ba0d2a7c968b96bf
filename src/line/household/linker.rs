//! The decision: join, ask, or new.
//!
//! Each candidate has odds: its match weight times the prior that a signal is of this one household. The chance of
//! the best is its odds against all rivals and against a household nobody knew.

use super::{
    apart::Apart,
    facts::Facts,
    model::Model,
    names::Likeness,
    population::Population,
    profile::Profile,
    score::{Case, Personal, Score},
    spot::{Nearness, Spot},
    weights::Weights,
};
use crate::{config::AddressPolicy, domain::Evidence};

/// What decisions are made with.
#[derive(Debug, Clone, Copy)]
pub struct Linker<'a> {
    pub population: &'a Population,
    pub model: &'a Model,
    pub policy: AddressPolicy,
    pub(super) weights: Weights,
    size: f64,
}

/// What was decided; households by their place in the list of candidates.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// The household that the signal joins; `None`: one of its own.
    pub joins: Option<usize>,
    /// Other households that the signal shows to be the same one.
    pub bridges: Vec<Asked>,
    /// That the likeliest candidate is the one, against its rivals and against a household nobody knew.
    pub chance: f64,
    /// Why it joins.
    pub evidence: Vec<Evidence>,
    /// To be asked of a human, likeliest first.
    pub proposals: Vec<Asked>,
    /// Whether the signal, where it joins none, is a household that later ones may join; else it waits for the human.
    pub founds: bool,
}

/// A household that may be the one, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub candidate: usize,
    pub evidence: Vec<Evidence>,
}

/// A candidate with its score.
pub(super) struct Scored {
    pub candidate: usize,
    pub score: Score,
    /// Other households known at its front door.
    pub strangers: usize,
    odds: f64,
}

/// How many households a human is asked to compare at most.
const MOST_PROPOSALS: usize = 5;
/// Candidates that are looked at for being one household with the best.
const MOST_BRIDGES: usize = 5;
/// Why nothing joins a crowd by itself.
const CROWD: &str =
    "hier zijn meer families gemeld dan in één huishouden wonen: een kantoor, een instelling of een fout?";
/// Odds below these change no decision.
const NO_ODDS: f64 = 0.002;

impl<'a> Linker<'a> {
    /// A linker for one decision: `population` stands still meanwhile.
    pub fn new(population: &'a Population, model: &'a Model, policy: AddressPolicy) -> Self {
        let size = f64::from(population.households()) + model.least_households;
        Self { population, model, policy, weights: Weights::of(model, size), size }
    }

    /// Decides to which of `candidates` the signal belongs. Equal inputs give equal decisions.
    pub fn decide(&self, facts: &Facts, candidates: &[&Profile], apart: Apart<'_>) -> Verdict {
        let case = Case::new(facts, self);
        let door = Door::of(facts, candidates, apart);
        let mut scored = self.scored(&case, &door);
        self.heed(&case, candidates, apart, &mut scored);
        self.sort(facts, candidates, &mut scored);
        let Some(first) = scored.first() else {
            return Verdict { founds: true, ..Verdict::default() };
        };
        let best = candidates[first.candidate];
        let (bridged, odds) = self.bridges(&case, &door, &scored);
        let rivals: f64 = scored
            .iter()
            .enumerate()
            .skip(1)
            .filter(|(at, rival)| {
                let related = || {
                    rival.odds > NO_ODDS
                        && !apart.parts(first.candidate, rival.candidate)
                        && are_related(best, candidates[rival.candidate])
                };
                !bridged.contains(at) && !related()
            })
            .map(|(_, rival)| rival.odds)
            .sum();
        let chance = odds / (odds + rivals + self.model.new);
        let plausible = !self.is_crowd(best) && (is_known_by_name(&first.score) || !self.crowded(candidates, &scored));
        if plausible && self.may_join(&first.score) && chance >= self.needed(&first.score) {
            return Verdict {
                joins: Some(first.candidate),
                bridges: bridged.iter().map(|at| self.asked(&case, candidates, &scored[*at])).collect(),
                chance,
                evidence: case.reasons(best, first.strangers),
                ..Verdict::default()
            };
        }
        let all = scored.iter().map(|scored| scored.odds).sum::<f64>() + self.model.new;
        let likeliest: f64 = scored.iter().take(3).map(|scored| scored.odds).sum();
        let placed = facts.here.iter().any(|spot| spot.number.is_some());
        let founds = likeliest / all < self.ask()
            || facts.names_somebody() && (!plausible || placed && first.odds < self.model.fair_odds);
        let worth = scored.iter().filter(|scored| scored.odds / all >= self.model.worth_asking).take(MOST_PROPOSALS);
        let proposals = worth.map(|scored| self.asked(&case, candidates, scored)).collect();
        Verdict { chance, proposals, founds, ..Verdict::default() }
    }

    /// Whether a household that one signal told of could join `profile` at its next look, had it no rivals.
    pub(super) fn may_turn_out(&self, facts: &Facts, profile: &Profile) -> bool {
        if self.is_crowd(profile) {
            return false;
        }
        let score = Case::new(facts, self).score(profile, 0);
        let odds = score.bits.exp2() * self.prior();
        let needed = self.needed(&score).max(self.needed_again());
        self.may_join(&score) && odds / (odds + self.model.new) >= needed
    }

    /// The chance from which a household of one signal, looked at again, is another one.
    pub(super) fn needed_again(&self) -> f64 {
        match self.policy {
            AddressPolicy::Adres => self.model.again_adres,
            AddressPolicy::Streng => self.model.again_streng,
        }
    }

    /// Households to choose from.
    pub(super) fn size(&self) -> f64 {
        self.size
    }

    /// Whether what the signal tells of a door or a telephone is what a crowd has in common.
    fn crowded(&self, candidates: &[&Profile], scored: &[Scored]) -> bool {
        let shares = |score: &Score| score.nearness == Nearness::Unit || score.person == Personal::Sure;
        scored.iter().any(|scored| shares(&scored.score) && self.is_crowd(candidates[scored.candidate]))
    }

    fn is_crowd(&self, profile: &Profile) -> bool {
        profile.is_crowd(self.model.most_families, self.model.most_surnames)
    }

    fn prior(&self) -> f64 {
        (1.0 - self.model.new) / self.size()
    }

    fn scored(&self, case: &Case<'_>, door: &Door<'_>) -> Vec<Scored> {
        let prior = self.prior();
        let score = |(candidate, profile): (usize, &&Profile)| {
            // Elsewhere nobody asks how many live at the door.
            let strangers = if door.matters(case.facts, profile) { door.strangers(candidate) } else { 0 };
            let score = case.score(profile, strangers);
            Scored { candidate, strangers, odds: score.bits.exp2() * prior, score }
        };
        door.candidates.iter().enumerate().map(score).collect()
    }

    /// The same candidate with other strangers at its door.
    pub(super) fn weigh_again(&self, case: &Case<'_>, profile: &Profile, scored: &mut Scored) {
        scored.score = case.score(profile, scored.strangers);
        scored.odds = scored.score.bits.exp2() * self.prior();
    }

    /// Likeliest first.
    fn sort(&self, facts: &Facts, candidates: &[&Profile], scored: &mut [Scored]) {
        scored.sort_by(|one, other| other.odds.total_cmp(&one.odds).then(one.candidate.cmp(&other.candidate)));
        if self.policy == AddressPolicy::Streng && facts.names_somebody() {
            // What may not be joined does not stand before what may: an address and nobody.
            scored.sort_by_key(|scored| candidates[scored.candidate].members.is_empty());
        }
    }

    fn may_join(&self, score: &Score) -> bool {
        let firm = match self.policy {
            AddressPolicy::Adres => true,
            AddressPolicy::Streng => is_firm(score),
        };
        firm && score.doubt.is_none()
    }

    fn needed(&self, score: &Score) -> f64 {
        match self.policy {
            AddressPolicy::Adres => self.model.join_adres,
            AddressPolicy::Streng if score.person == Personal::Nobody => self.model.join_streng_by_surname,
            AddressPolicy::Streng => self.model.join_streng,
        }
    }

    /// Which of the next best are one household with the best, and the odds of all these together.
    ///
    /// The signal explains more of itself with both than with either, and the two agree with each other: together
    /// that must outweigh the chance that two households of the area are one.
    fn bridges(&self, case: &Case<'_>, door: &Door<'_>, scored: &[Scored]) -> (Vec<usize>, f64) {
        let Some(first) = scored.first() else { return (Vec::new(), 0.0) };
        let (candidates, apart) = (door.candidates, door.apart);
        let mut bridged = Vec::new();
        let mut union: Option<Profile> = None;
        let mut odds = first.odds;
        for (at, rival) in scored.iter().enumerate().skip(1).take(MOST_BRIDGES) {
            if rival.odds < self.model.new / 20.0 {
                break;
            }
            let with = bridged.iter().map(|at: &usize| scored[*at].candidate).chain([first.candidate]);
            if apart.parts_any(rival.candidate, with) {
                continue;
            }
            let one = union.as_ref().unwrap_or(candidates[first.candidate]);
            let other = candidates[rival.candidate];
            let direct = Case::new(&other.as_facts(), self).score(one, 0);
            if !self.may_join(&rival.score) || !agree(&direct) {
                continue;
            }
            let mut both = one.clone();
            both.merge(other);
            if self.is_crowd(&both) {
                continue;
            }
            let strangers = if apart.0.is_empty() { door.strangers(first.candidate) } else { first.strangers };
            let strangers = strangers.saturating_sub(usize::from(rival.score.nearness == Nearness::Unit));
            let joint = case.score(&both, strangers);
            let alone = case.score(one, strangers).bits.max(case.score(other, strangers).bits);
            let gain = joint.bits - alone + direct.bits - self.size().log2();
            if self.may_join(&joint) && gain >= self.bridge_needed(&direct) {
                odds = joint.bits.exp2() * self.prior();
                bridged.push(at);
                union = Some(both);
            }
        }
        (bridged, odds)
    }

    fn bridge_needed(&self, direct: &Score) -> f64 {
        let by_surname = self.policy == AddressPolicy::Streng && direct.person == Personal::Nobody;
        self.model.bridge_bits + if by_surname { self.model.bridge_by_surname_bits } else { 0.0 }
    }

    fn asked(&self, case: &Case<'_>, candidates: &[&Profile], scored: &Scored) -> Asked {
        let profile = candidates[scored.candidate];
        let mut evidence = case.reasons(profile, scored.strangers);
        if let Some(doubt) = scored.score.doubt {
            evidence.push(Evidence { reden: doubt.reden().to_owned(), weight: 0.0 });
        }
        if self.is_crowd(profile) {
            evidence.push(Evidence { reden: CROWD.to_owned(), weight: 0.0 });
        }
        Asked { candidate: scored.candidate, evidence }
    }

    fn ask(&self) -> f64 {
        match self.policy {
            AddressPolicy::Adres => self.model.ask_adres,
            AddressPolicy::Streng => self.model.ask_streng,
        }
    }
}

/// The front door that a signal names, and who of the candidates lives there.
struct Door<'a> {
    candidates: &'a [&'a Profile],
    apart: Apart<'a>,
    /// Candidates of whom people are known, by their place.
    there: Vec<usize>,
}

impl<'a> Door<'a> {
    fn of(facts: &Facts, candidates: &'a [&'a Profile], apart: Apart<'a>) -> Self {
        let lives_at = |spot: &Spot, profile: &Profile| {
            !profile.members.is_empty() && profile.homes.iter().any(|home| home.spot.nearness(spot) == Nearness::Unit)
        };
        let there = facts.here.first().map(|spot| (0..candidates.len()).filter(|at| lives_at(spot, candidates[*at])));
        Self { candidates, apart, there: there.into_iter().flatten().collect() }
    }

    /// Whether what the signal tells of a home depends on who lives at the door.
    fn matters(&self, facts: &Facts, profile: &Profile) -> bool {
        let near = |spot: &Spot| profile.homes.iter().any(|home| home.spot.nearness(spot) >= Nearness::Building);
        !self.there.is_empty() && (!self.apart.0.is_empty() || facts.here.iter().chain(&facts.before).any(near))
    }

    /// How many households that live there are others than this one.
    fn strangers(&self, candidate: usize) -> usize {
        let profile = self.candidates[candidate];
        let other = |at: &&usize| {
            **at != candidate && (self.apart.parts(**at, candidate) || !are_related(profile, self.candidates[**at]))
        };
        self.there.iter().filter(other).count()
    }
}

/// Enough for policy `streng`: somebody is recognised, and not by a bare name alone.
fn is_firm(score: &Score) -> bool {
    let placed = score.told_former || score.nearness >= Nearness::Street;
    let surnamed = placed && score.surname > Likeness::None;
    match score.person {
        Personal::Sure => true,
        Personal::FullName => placed,
        Personal::Name => surnamed || score.nearness == Nearness::Unit,
        Personal::Nobody => surnamed,
    }
}

/// Somebody is recognised by more than a telephone number.
fn is_known_by_name(score: &Score) -> bool {
    score.person >= Personal::FullName && score.surname > Likeness::None
}

/// Two households that nothing keeps apart, and that have something in common themselves.
fn agree(direct: &Score) -> bool {
    let near = matches!(direct.nearness, Nearness::Unknown | Nearness::Building | Nearness::Unit);
    direct.bits >= 0.0 && !direct.namesake && (near || direct.person >= Personal::FullName)
}

/// Two households that may be one, and so are no rivals: of one front door and name, one telephone, or one birth date
/// and name.
fn are_related(one: &Profile, other: &Profile) -> bool {
    let nameless = one.members.is_empty() || other.members.is_empty();
    let shares_name = one.surnames().any(|name| other.surnames().any(|known| known == name));
    if shares_name || nameless {
        let shares_home = one
            .homes
            .iter()
            .any(|home| other.homes.iter().any(|there| home.spot.nearness(&there.spot) == Nearness::Unit));
        if shares_home || shares_name && one.days().any(|day| other.days().any(|known| known == day)) {
            return true;
        }
    }
    one.telephones().any(|line| other.telephones().any(|known| known == line))
}
