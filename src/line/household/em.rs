//! Expectation-maximisation for the model of Fellegi and Sunter: m, u and the share of matches, learnt without labels.
//!
//! After W.E. Winkler, "Using the EM Algorithm for Weight Computation in the Fellegi-Sunter Model of Record Linkage"
//! (1988), and Splink's documentation, "Estimating model parameters": fields are independent within matches and within
//! the rest, and what is missing carries no evidence.
//! **Invariant:** equal input gives equal output, within [`MOST_ROUNDS`].

/// Two things compared, field by field, and how often that was seen.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pattern {
    /// Per field its level of agreement; `None`: one of the two lacks it.
    pub levels: Vec<Option<u8>>,
    pub count: f64,
}

/// What is learnt: chances per field and level.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mixture {
    /// The share of pairs that match.
    pub matches: f64,
    /// Chance of a level between two that match, and between two that do not.
    pub m: Vec<Vec<f64>>,
    pub u: Vec<Vec<f64>>,
}

/// Match weights, in bits, by field and level; and what the share of matches says beforehand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Weights {
    prior: f64,
    bits: Vec<Vec<f64>>,
}

/// What becomes of the chances among pairs that do not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unmatched {
    /// They are known, from counts or from pairs drawn at random, and stay.
    Held,
    Learnt,
}

/// What came out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Learnt {
    pub mixture: Mixture,
    /// Matches, expected, by field and level.
    pub matched: Vec<Vec<f64>>,
    /// Neither changed any more.
    pub converged: bool,
}

/// Rounds at the most: what has not settled by then hardly changes a weight.
const MOST_ROUNDS: usize = 300;
/// Chances that change less have settled.
const SETTLED: f64 = 1e-7;
/// The start weighs as many pairs, so that no level becomes impossible.
const START_COUNT: f64 = 1.0;
/// Nothing is rarer.
const LEAST_CHANCE: f64 = 1e-9;

impl Mixture {
    /// The match weights: what a level of a field adds for a match.
    pub(super) fn weights(&self) -> Weights {
        let bits = |(m, u): (&f64, &f64)| (m.max(LEAST_CHANCE) / u.max(LEAST_CHANCE)).log2();
        let field = |(m, u): (&Vec<f64>, &Vec<f64>)| m.iter().zip(u).map(bits).collect();
        let odds = self.matches / (1.0 - self.matches).max(f64::MIN_POSITIVE);
        Weights { prior: odds.log2(), bits: self.m.iter().zip(&self.u).map(field).collect() }
    }
}

impl Weights {
    /// Bits for a match that `levels` give, the share of matches left out.
    pub(super) fn bits(&self, levels: &[Option<u8>]) -> f64 {
        let weight = |(level, field): (&Option<u8>, &Vec<f64>)| field.get(usize::from((*level)?)).copied();
        levels.iter().zip(&self.bits).filter_map(weight).sum()
    }

    /// That two with `levels` match.
    pub(super) fn probability(&self, levels: &[Option<u8>]) -> f64 {
        1.0 / (1.0 + (-(self.bits(levels) + self.prior)).exp2())
    }
}

/// Learns from `patterns`, beginning with `start`.
pub(super) fn learn(patterns: &[Pattern], start: Mixture, unmatched: Unmatched) -> Learnt {
    let mut mixture = start.clone();
    let mut converged = false;
    for _ in 0..MOST_ROUNDS {
        let (matched, other, share) = expect(patterns, &mixture);
        let next = Mixture {
            matches: share.clamp(1e-9, 1.0 - 1e-9),
            m: maximise(&matched, &start.m),
            u: if unmatched == Unmatched::Learnt { maximise(&other, &start.u) } else { start.u.clone() },
        };
        converged = apart(&mixture, &next) < SETTLED;
        mixture = next;
        if converged {
            break;
        }
    }
    let (matched, ..) = expect(patterns, &mixture);
    Learnt { mixture, matched, converged }
}

type Counts = Vec<Vec<f64>>;

/// Expected counts by field and level, of matches and of the rest, and the share of matches.
fn expect(patterns: &[Pattern], mixture: &Mixture) -> (Counts, Counts, f64) {
    let zero = |like: &Counts| like.iter().map(|field| vec![0.0; field.len()]).collect::<Counts>();
    let (mut matched, mut other) = (zero(&mixture.m), zero(&mixture.u));
    let (mut matches, mut all) = (0.0, 0.0);
    let weights = mixture.weights();
    for pattern in patterns {
        let probability = weights.probability(&pattern.levels);
        matches += probability * pattern.count;
        all += pattern.count;
        for (field, level) in pattern.levels.iter().enumerate() {
            let Some(level) = level.map(usize::from) else { continue };
            for (counts, share) in [(&mut matched, probability), (&mut other, 1.0 - probability)] {
                if let Some(count) = counts.get_mut(field).and_then(|levels| levels.get_mut(level)) {
                    *count += share * pattern.count;
                }
            }
        }
    }
    (matched, other, if all > 0.0 { matches / all } else { mixture.matches })
}

fn maximise(counts: &Counts, start: &Counts) -> Counts {
    let field = |(counts, start): (&Vec<f64>, &Vec<f64>)| {
        let all: f64 = counts.iter().sum::<f64>() + START_COUNT * start.iter().sum::<f64>();
        counts.iter().zip(start).map(|(count, start)| (count + START_COUNT * start) / all).collect()
    };
    counts.iter().zip(start).map(field).collect()
}

fn apart(one: &Mixture, other: &Mixture) -> f64 {
    let all = |mixture: &Mixture| {
        let chances = mixture.m.iter().chain(&mixture.u).flatten().copied();
        chances.chain([mixture.matches]).collect::<Vec<f64>>()
    };
    all(one).into_iter().zip(all(other)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three fields of two levels, of which the second is disagreement.
    fn world() -> Mixture {
        let two = |agree: [f64; 3]| agree.map(|agree| vec![agree, 1.0 - agree]).to_vec();
        Mixture { matches: 0.2, m: two([0.9, 0.8, 0.95]), u: two([0.1, 0.05, 0.02]) }
    }

    /// What a hundred thousand pairs of this world show, without their labels.
    fn seen(world: &Mixture) -> Vec<Pattern> {
        (0_u8..8)
            .map(|bits| {
                let levels: Vec<Option<u8>> = (0..3).map(|field| Some((bits >> field) & 1)).collect();
                let of = |chances: &[Vec<f64>]| -> f64 {
                    levels.iter().zip(chances).map(|(level, field)| field[usize::from(level.unwrap())]).product()
                };
                let count = 1e5 * (world.matches * of(&world.m) + (1.0 - world.matches) * of(&world.u));
                Pattern { levels, count }
            })
            .collect()
    }

    fn blind() -> Mixture {
        let two = |agree: f64| vec![vec![agree, 1.0 - agree]; 3];
        Mixture { matches: 0.05, m: two(0.7), u: two(0.3) }
    }

    #[track_caller]
    fn assert_near(one: &Mixture, other: &Mixture) {
        assert!(apart(one, other) < 0.01, "{one:?} is not {other:?}");
    }

    #[test]
    fn the_world_is_found_again_without_labels() {
        let learnt = learn(&seen(&world()), blind(), Unmatched::Learnt);
        assert!(learnt.converged);
        assert_near(&learnt.mixture, &world());
    }

    #[test]
    fn what_is_held_stays() {
        let start = Mixture { u: world().u, ..blind() };
        let learnt = learn(&seen(&world()), start.clone(), Unmatched::Held);
        assert_eq!(learnt.mixture.u, start.u);
        assert_near(&learnt.mixture, &world());
    }

    #[test]
    fn what_is_missing_carries_no_evidence() {
        let mut patterns = seen(&world());
        let hidden = patterns.clone().into_iter().map(|mut pattern| {
            pattern.levels[1] = None;
            pattern
        });
        patterns.extend(hidden);
        assert_near(&learn(&patterns, blind(), Unmatched::Learnt).mixture, &world());
        assert!(world().weights().bits(&[None, None, None]).abs() < f64::EPSILON);
        assert!((world().weights().probability(&[None, None, None]) - 0.2).abs() < 1e-12);
    }

    #[test]
    fn nothing_to_learn_from_leaves_the_start() {
        let learnt = learn(&[], blind(), Unmatched::Learnt);
        assert!(learnt.converged && apart(&learnt.mixture, &blind()) < 1e-12);
    }

    #[test]
    fn the_same_patterns_give_the_same_chances() {
        let run = || learn(&seen(&world()), blind(), Unmatched::Learnt);
        assert_eq!(run(), run());
    }
}
