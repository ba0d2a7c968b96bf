//! `voordeur link train`: the chances of the model that a store's own signals can teach, without labels.
//!
//! Each signal is compared with the households that share a blocking key with it. What two share by the key they were
//! found by cannot be learnt from that pair; the other fields can. So there is one training pass for each way to be
//! found, each learns by expectation-maximisation with u held at what pairs at random show, and a chance is its share
//! among the expected matches of the passes that teach it (after Splink's documentation, "Training rationale").
//! **Invariant:** what fewer than [`LEAST_PAIRS`] pairs tell of stays as it was.

mod field;
mod written;

use std::collections::BTreeMap;

use self::field::{FIELDS, Field, Fields, LEVELS, compared};
use super::{
    birth::Agreement,
    book::Book,
    em::{Mixture, Pattern, Unmatched, learn},
    facts::{Facts, Individual},
    keys::Keyed,
    linker::Linker,
    model::Model,
    people::{GivenLikeness, TelephoneLikeness, compare},
    profile::Profile,
    spot::Nearness,
};
use crate::config::AddressPolicy;

pub use written::Lesson;

/// Expected matches with which a chance is learnt at least.
const LEAST_PAIRS: f64 = 200.0;
/// Households drawn at random for each signal, for what two have in common by chance.
const DRAWN: u64 = 2;

/// A way in which signal and household were found to be alike, and what it can teach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    Door,
    /// The household reached by one telephone number: father and son, perhaps.
    Line,
    /// Two people reached by it: whether they are one is what is looked at.
    Caller,
    Birthday,
    FullName,
}

const PASSES: [Pass; 5] = [Pass::Door, Pass::Line, Pass::Caller, Pass::Birthday, Pass::FullName];

impl Pass {
    /// Fields that are looked at: what the key says already, or follows from it, is not.
    fn sees(self) -> &'static [Field] {
        use Field::{Address, AddressOfFlat, Birth, Given, Initial, Surname, SurnameOfMore, Telephone, Years};
        match self {
            Self::Door => &[Surname, SurnameOfMore, Given, Initial, Birth, Years, Telephone],
            Self::Line => &[Address, AddressOfFlat, Surname, SurnameOfMore, Given, Initial, Birth, Years],
            Self::Caller => &[Given, Initial, Birth, Years],
            Self::Birthday => &[Address, AddressOfFlat, Surname, SurnameOfMore, Given, Initial, Telephone],
            Self::FullName => &[Address, AddressOfFlat, Birth, Years, Telephone],
        }
    }

    /// Fields whose chances are learnt from it.
    fn teaches(self) -> &'static [Field] {
        match self {
            Self::Door => &[Field::Surname, Field::SurnameOfMore],
            // Who the people behind one line are is told by the callers.
            Self::Line => &[Field::Address, Field::AddressOfFlat, Field::Surname, Field::SurnameOfMore],
            Self::Caller | Self::Birthday | Self::FullName => self.sees(),
        }
    }
}

/// Learns while signals go by, in their order.
#[derive(Debug)]
pub struct Learner {
    book: Book,
    model: Model,
    /// How often each pattern was seen, by pass.
    seen: [BTreeMap<Fields, u32>; PASSES.len()],
    /// Levels of pairs drawn at random.
    drawn: [[u32; LEVELS]; FIELDS],
    signals: u64,
}

impl Learner {
    /// Begins with `model`, which also says which households the signals make meanwhile.
    pub fn new(model: Model) -> Self {
        Self {
            book: Book::new(AddressPolicy::Adres, model.clone()),
            model,
            seen: Default::default(),
            drawn: Default::default(),
            signals: 0,
        }
    }

    /// Takes in the next signal.
    pub fn take(&mut self, signal: &Keyed) {
        let facts = &signal.facts;
        for draw in 0..DRAWN {
            let number = (self.signals * DRAWN + draw + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            self.draw(facts, number.rotate_left(29));
        }
        let (candidates, linker) = self.book.met(signal);
        for profile in candidates {
            for (pass, seen) in PASSES.into_iter().zip(&mut self.seen) {
                if let Some(fields) = met_by(pass, facts, profile, &linker) {
                    *seen.entry(fields).or_default() += 1;
                }
            }
        }
        self.book.link(signal);
        self.signals += 1;
    }

    /// Signals taken in.
    pub fn signals(&self) -> u64 {
        self.signals
    }

    fn draw(&mut self, facts: &Facts, number: u64) {
        let (Some(profile), linker) = self.book.drawn(number) else { return };
        let Some((person, member)) = facts.people.first().zip(profile.members.first()) else { return };
        let fields = compared(facts, profile, (person, &member.known), &linker);
        for (levels, level) in self.drawn.iter_mut().zip(fields) {
            if let Some(count) = level.and_then(|level| levels.get_mut(usize::from(level))) {
                *count += 1;
            }
        }
    }

    /// What was learnt, by parameter.
    pub fn lessons(&self) -> Vec<Lesson> {
        let u = self.by_chance();
        let mut matched = [[0.0; LEVELS]; FIELDS];
        for (pass, seen) in PASSES.into_iter().zip(&self.seen) {
            let patterns: Vec<Pattern> = seen.iter().map(|(fields, count)| pattern(pass, fields, *count)).collect();
            let start = Mixture { matches: 0.5, m: field::m(&self.model), u: u.clone() };
            let learnt = learn(&patterns, start, Unmatched::Held);
            for field in pass.teaches() {
                let at = *field as usize;
                let counts = learnt.matched.get(at).into_iter().flatten();
                matched[at].iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            }
        }
        written::lessons(&self.model, &matched)
    }

    /// u: counted where pairs at random show it; what is too rare for them comes from the model and the households.
    fn by_chance(&self) -> Vec<Vec<f64>> {
        let mut u = field::u(&self.model, self.book.size());
        for field in [Field::Surname, Field::SurnameOfMore, Field::Given, Field::Initial, Field::Years] {
            let at = field as usize;
            let all: f64 = self.drawn[at].iter().map(|count| f64::from(*count)).sum();
            for (level, chance) in u[at].iter_mut().enumerate() {
                *chance = (f64::from(self.drawn[at][level]) + 100.0 * *chance) / (all + 100.0);
            }
        }
        u
    }
}

fn pattern(pass: Pass, fields: &Fields, count: u32) -> Pattern {
    let mut levels = vec![None; FIELDS];
    for field in pass.sees() {
        levels[*field as usize] = fields[*field as usize];
    }
    Pattern { levels, count: f64::from(count) }
}

/// How signal and household compare, when this pass found them.
fn met_by(pass: Pass, facts: &Facts, profile: &Profile, linker: &Linker<'_>) -> Option<Fields> {
    let pairs = || {
        let people = facts.people.iter();
        people.flat_map(|person| profile.members.iter().map(move |member| (person, &member.known)))
    };
    let of = |pair| compared(facts, profile, pair, linker);
    if pass == Pass::Door {
        let there = field::nearness(facts, profile) == Nearness::Unit;
        let bits = |pair: &(&Individual, &Individual)| compare(pair.0, pair.1, linker).bits;
        let likeliest = pairs().max_by(|one, other| bits(one).total_cmp(&bits(other)));
        return likeliest.filter(|_| there).map(of);
    }
    pairs().find(|(person, member)| are_met(pass, person, member, linker)).map(of)
}

fn are_met(pass: Pass, person: &Individual, member: &Individual, linker: &Linker<'_>) -> bool {
    let pair = compare(person, member, linker);
    match pass {
        Pass::Door => false,
        Pass::Line | Pass::Caller => pair.telephone == TelephoneLikeness::Equal,
        Pass::Birthday => pair.birth == Some(Agreement::Day),
        Pass::FullName => {
            let surname = person.surnames.iter().any(|name| member.surnames.contains(name));
            surname && pair.given == GivenLikeness::Equal && !pair.swapped
        }
    }
}

#[cfg(test)]
mod tests;
