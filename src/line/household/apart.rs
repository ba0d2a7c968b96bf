//! Households that a human kept apart: they are rivals for ever, and what fits one only as the other does is not its.
//!
//! **Invariant:** of two that were kept apart no signal makes one; one that fits both is asked about.

use super::{
    facts::Facts,
    linker::{Linker, Scored},
    people::same_person,
    profile::{Member, Profile},
    score::Case,
    spot::Nearness,
};

/// Which of the candidates a human kept apart: pairs of their places.
#[derive(Debug, Clone, Copy, Default)]
pub struct Apart<'a>(pub &'a [(usize, usize)]);

impl Apart<'_> {
    /// Whether a human said that these two are not one.
    pub(super) fn parts(self, one: usize, other: usize) -> bool {
        self.0.iter().any(|pair| *pair == (one, other) || *pair == (other, one))
    }

    /// Whether any of `others` was kept apart from `one`.
    pub(super) fn parts_any(self, one: usize, mut others: impl Iterator<Item = usize>) -> bool {
        !self.0.is_empty() && others.any(|other| self.parts(one, other))
    }
}

impl Linker<'_> {
    /// Leaves out who is answered already: a household that the signal fits no better than another one does, of which
    /// a human said that it is not this one. Where that holds of both, the one that told just what this signal tells
    /// stays; where it holds of neither, or of both alike, a human is asked again.
    pub(super) fn heed(&self, case: &Case<'_>, candidates: &[&Profile], apart: Apart<'_>, scored: &mut Vec<Scored>) {
        let place = |scored: &[Scored], candidate| scored.iter().position(|scored| scored.candidate == candidate);
        for (one, other) in apart.0 {
            let Some((at, beside)) = place(scored, *one).zip(place(scored, *other)) else { continue };
            let fits_no_better = |of: &Scored, than: &Profile| {
                let known = Case::new(&than.as_facts(), self).score(candidates[of.candidate], of.strangers);
                of.score.bits <= known.bits + self.model.kept_apart_bits
            };
            let answered = (
                fits_no_better(&scored[at], candidates[*other]),
                fits_no_better(&scored[beside], candidates[*one]),
                repeats(case.facts, candidates[*one]),
                repeats(case.facts, candidates[*other]),
            );
            let (gone, stays) = match answered {
                (true, false, ..) | (true, true, false, true) => (at, beside),
                (false, true, ..) | (true, true, true, false) => (beside, at),
                _ => continue,
            };
            // Who is answered is no stranger at the door either.
            if let Some(kept) = scored.get_mut(stays) {
                kept.strangers = kept.strangers.saturating_sub(1);
                self.weigh_again(case, candidates[kept.candidate], kept);
            }
            scored.remove(gone);
        }
    }
}

/// Whether the signal tells all that is known of the household.
fn repeats(facts: &Facts, profile: &Profile) -> bool {
    let told = |member: &Member| {
        facts.people.iter().any(|person| {
            let surnamed = member.known.surnames.iter().all(|name| person.surnames.contains(name));
            surnamed && (same_person(person, &member.known) || *person == member.known)
        })
    };
    let placed = |spot| facts.here.iter().any(|here| here.nearness(spot) == Nearness::Unit);
    profile.members.iter().all(told) && profile.homes.iter().all(|home| placed(&home.spot))
}
