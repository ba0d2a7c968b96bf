//! Households in memory: what `voordeur link` keeps between the signals of a file.
//!
//! **Invariant:** signals are taken in the order given, each with what came before it only.

use std::hint::black_box;

use super::{
    apart::Apart,
    candidates::rarest,
    hash::Hashed,
    keys::Keyed,
    linker::{Linker, Verdict},
    model::Model,
    population::{Founded, Population},
    profile::Profile,
};
use crate::{config::AddressPolicy, domain::Evidence};

/// All households met so far, found by their blocking keys.
#[derive(Debug)]
pub struct Book {
    policy: AddressPolicy,
    model: Model,
    population: Population,
    profiles: Vec<Profile>,
    /// Per household the one that it turned out to be; itself, mostly.
    same_as: Vec<u32>,
    index: Index,
    found: Vec<u32>,
}

/// Households by key. Most keys have one: that is all a place in the table has room for.
#[derive(Debug, Default)]
struct Index {
    /// A household, or [`SEVERAL`] with the place of a list, or [`TOO_MANY`].
    filed: Hashed<u64, u32>,
    lists: Vec<Vec<u32>>,
}

const SEVERAL: u32 = 1 << 31;
/// More than a key may have.
const TOO_MANY: u32 = u32::MAX;

impl Index {
    /// The households under `key`; none, where they are too many.
    fn under(&self, key: u64) -> &[u32] {
        match self.filed.get(&key) {
            None | Some(&TOO_MANY) => &[],
            Some(list) if list & SEVERAL != 0 => self.lists.get((list & !SEVERAL) as usize).map_or(&[], Vec::as_slice),
            Some(household) => std::slice::from_ref(household),
        }
    }

    fn file(&mut self, (key, most): (u64, u8), household: u32) {
        let filed = self.filed.entry(key).or_insert(household);
        if *filed == household || *filed == TOO_MANY {
            return;
        }
        if *filed & SEVERAL == 0 {
            let list = u32::try_from(self.lists.len()).unwrap_or(u32::MAX);
            self.lists.push(vec![*filed, household]);
            *filed = SEVERAL | list;
        } else if let Some(list) = self.lists.get_mut((*filed & !SEVERAL) as usize) {
            if list.contains(&household) {
                return;
            }
            if list.len() < usize::from(most) {
                list.push(household);
            } else {
                *list = Vec::new();
                *filed = TOO_MANY;
            }
        }
    }
}

/// What became of a signal; households by their number.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub household: u32,
    /// Other households turned out to be this one: [`Book::now`] tells their number.
    pub united: bool,
    /// Nobody knows yet: a human is asked, and `candidates` are what is asked about.
    pub review: bool,
    /// Likeliest first.
    pub candidates: Vec<u32>,
    /// Why it joined, or why the likeliest candidate is asked about.
    pub evidence: Vec<Evidence>,
}

impl Book {
    pub fn new(policy: AddressPolicy, model: Model) -> Self {
        Self {
            policy,
            model,
            population: Population::default(),
            profiles: Vec::new(),
            same_as: Vec::new(),
            index: Index::default(),
            found: Vec::new(),
        }
    }

    /// Decides on the next signal, and remembers it.
    pub fn link(&mut self, signal: &Keyed) -> Entry {
        let facts = &signal.facts;
        self.find(signal);
        let candidates: Vec<&Profile> =
            self.found.iter().filter_map(|household| self.profiles.get(*household as usize)).collect();
        // Said to be used, or it would not be read.
        black_box(candidates.iter().map(|profile| profile.glance()).sum::<usize>());
        let linker = Linker::new(&self.population, &self.model, self.policy);
        let verdict = linker.decide(facts, &candidates, Apart::default());
        let mut entry = self.entered(&verdict);
        for bridge in &verdict.bridges {
            self.unite(self.found[bridge.candidate], entry.household);
        }
        let founded = if verdict.joins.is_some() { Founded::No } else { Founded::Yes };
        self.population.count(facts, founded);
        if let Some(profile) = self.profiles.get_mut(entry.household as usize) {
            profile.absorb(facts);
        }
        for key in &signal.index {
            self.index.file(*key, entry.household);
        }
        if verdict.joins.is_some() {
            entry.united |= self.look_again(entry.household);
        }
        entry
    }

    /// Decides again on each household of one signal that was weighed just now, since `grown` is better known by then:
    /// by the same rules, and against rivals of its own. Answers whether any turned out to be `grown`.
    fn look_again(&mut self, grown: u32) -> bool {
        let lone = |other: &u32| {
            let profile = self.profiles.get(*other as usize);
            *other != grown && profile.is_some_and(|profile| profile.signals == 1 && !profile.members.is_empty())
        };
        let lone: Vec<u32> = self.found.iter().copied().filter(lone).collect();
        let mut united = false;
        for other in lone {
            if self.turns_out(other, grown) {
                self.unite(other, grown);
                united = true;
            }
        }
        united
    }

    fn turns_out(&mut self, other: u32, grown: u32) -> bool {
        let profile = |household: u32| self.profiles.get(household as usize);
        let (Some(lone), Some(known)) = (profile(other), profile(grown)) else { return false };
        let facts = lone.as_facts();
        // Most do not even without rivals, and need not be looked up.
        if !Linker::new(&self.population, &self.model, self.policy).may_turn_out(&facts, known) {
            return false;
        }
        let keyed = Keyed::from(facts);
        self.find(&keyed);
        self.found.retain(|found| *found != other);
        let candidates: Vec<&Profile> =
            self.found.iter().filter_map(|household| self.profiles.get(*household as usize)).collect();
        let linker = Linker::new(&self.population, &self.model, self.policy);
        let verdict = linker.decide(&keyed.facts, &candidates, Apart::default());
        verdict.chance >= linker.needed_again() && verdict.joins.map(|at| self.found[at]) == Some(grown)
    }

    /// The households that share a key with a signal that is still to come, and what decides on it.
    pub(super) fn met(&mut self, signal: &Keyed) -> (impl Iterator<Item = &Profile>, Linker<'_>) {
        self.find(signal);
        let profiles = self.found.iter().filter_map(|household| self.profiles.get(*household as usize));
        (profiles, Linker::new(&self.population, &self.model, self.policy))
    }

    /// A household that `number` draws.
    pub(super) fn drawn(&self, number: u64) -> (Option<&Profile>, Linker<'_>) {
        let households = self.profiles.len() as u64;
        let drawn = number.checked_rem(households).and_then(|at| self.profiles.get(usize::try_from(at).ok()?));
        (drawn, Linker::new(&self.population, &self.model, self.policy))
    }

    /// Households to choose from.
    pub(super) fn size(&self) -> f64 {
        Linker::new(&self.population, &self.model, self.policy).size()
    }

    /// Whether more than one signal tells of this household by now.
    pub fn has_company(&self, household: u32) -> bool {
        self.profiles.get(self.now(household) as usize).is_some_and(|profile| profile.signals > 1)
    }

    /// The household that this one turned out to be.
    pub fn now(&self, household: u32) -> u32 {
        let mut at = household;
        while let Some(same) = self.same_as.get(at as usize).filter(|same| **same != at) {
            at = *same;
        }
        at
    }

    fn find(&mut self, signal: &Keyed) {
        let lists = signal.lookup.iter().map(|key| self.index.under(*key)).filter(|list| !list.is_empty());
        self.found = rarest(lists.collect());
        for at in 0..self.found.len() {
            self.found[at] = self.now(self.found[at]);
        }
        self.found.sort_unstable();
        self.found.dedup();
    }

    fn entered(&mut self, verdict: &Verdict) -> Entry {
        let Some(joined) = verdict.joins else {
            let household = u32::try_from(self.profiles.len()).unwrap_or(u32::MAX);
            self.profiles.push(Profile::default());
            self.same_as.push(household);
            let candidates = verdict.proposals.iter().map(|asked| self.found[asked.candidate]).collect();
            let evidence = verdict.proposals.first().map(|asked| asked.evidence.clone()).unwrap_or_default();
            return Entry { household, united: false, review: !verdict.founds, candidates, evidence };
        };
        Entry {
            household: self.found[joined],
            united: !verdict.bridges.is_empty(),
            review: false,
            candidates: Vec::new(),
            evidence: verdict.evidence.clone(),
        }
    }

    fn unite(&mut self, gone: u32, into: u32) {
        let profile = self.profiles.get_mut(gone as usize).map(std::mem::take).unwrap_or_default();
        if let Some(known) = self.profiles.get_mut(into as usize) {
            known.merge(&profile);
        }
        if let Some(same) = self.same_as.get_mut(gone as usize) {
            *same = into;
        }
    }
}

#[cfg(test)]
#[path = "book_tests.rs"]
mod tests;
