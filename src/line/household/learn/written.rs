//! What was learnt, as parameters, and as a model file that says so.

use super::{
    LEAST_PAIRS,
    field::{FIELDS, Field, LEVELS},
};
use crate::household::model::Model;

/// One parameter that was learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    pub parameter: &'static str,
    pub before: f64,
    pub after: f64,
    /// Matching pairs that it was learnt from, expected.
    pub pairs: f64,
}

/// The parameters that `matched` tells: expected matches by field and level.
pub(super) fn lessons(model: &Model, matched: &[[f64; LEVELS]; FIELDS]) -> Vec<Lesson> {
    use Field::{Address, AddressOfFlat, Birth, Given, Initial, Surname, SurnameOfMore, Telephone, Years};
    let both = |one: Field, other: Field| -> Vec<f64> {
        matched[one as usize].iter().zip(&matched[other as usize]).map(|(one, other)| one + other).collect()
    };
    let (surname, address) = (both(Surname, SurnameOfMore), both(Address, AddressOfFlat));
    let of = |field: Field, level: usize| share(&matched[field as usize], level);
    let given = [
        ("at_home", model.at_home, share(&address, 0)),
        ("suffix_missing", model.suffix_missing, of(AddressOfFlat, 1)),
        ("other_unit", model.other_unit, of(AddressOfFlat, 2)),
        ("near_number", model.near_number, share(&address, 3)),
        ("same_street", model.same_street, share(&address, 4)),
        ("elsewhere", model.elsewhere, share(&address, 5)),
        ("surname_equal", model.surname_equal, share(&surname, 0)),
        ("surname_sound", model.surname_sound, share(&surname, 1)),
        ("surname_other", model.surname_other, of(Surname, 3)),
        ("surname_other_known", model.surname_other_known, of(SurnameOfMore, 3)),
        ("given_equal", model.given_equal, of(Given, 0)),
        ("given_variant", model.given_variant, of(Given, 1)),
        ("given_near", model.given_near, of(Given, 2)),
        ("given_other", model.given_other, of(Given, 3)),
        ("initial_equal", model.initial_equal, of(Initial, 0)),
        ("initial_other", model.initial_other, of(Initial, 1)),
        ("birth_equal", model.birth_equal, of(Birth, 0)),
        ("birth_near", model.birth_near, of(Birth, 1)),
        ("birth_other", model.birth_other, of(Birth, 2)),
        ("birth_years", model.birth_years, of(Years, 0)),
        ("telephone_equal", model.telephone_equal, of(Telephone, 0)),
        ("telephone_near", model.telephone_near, of(Telephone, 1)),
        ("telephone_other", model.telephone_other, of(Telephone, 2)),
    ];
    let learnt = given.into_iter().filter(|(_, _, (_, pairs))| *pairs >= LEAST_PAIRS);
    learnt.map(|(parameter, before, (after, pairs))| Lesson { parameter, before, after, pairs }).collect()
}

/// The chance of a level, and of how many pairs. What was never seen may be.
fn share(counts: &[f64], level: usize) -> (f64, f64) {
    let pairs: f64 = counts.iter().sum();
    let seen = counts.get(level).copied().unwrap_or_default();
    ((seen + 0.5) / (pairs + 1.0), pairs)
}

impl Model {
    /// `text`, a whole model, with what was learnt in its place; its comments stay.
    pub fn taught(text: &str, lessons: &[Lesson]) -> String {
        let mut told = String::with_capacity(text.len() + 64 * lessons.len());
        for line in text.lines() {
            let name = line.split(['=', '#']).next().unwrap_or_default().trim();
            match lessons.iter().find(|lesson| lesson.parameter == name) {
                Some(lesson) => told.push_str(&format!(
                    "{name} = {:.5} # learnt, from {:.0} pairs; before: {}",
                    lesson.after, lesson.pairs, lesson.before
                )),
                None => told.push_str(line),
            }
            told.push('\n');
        }
        told
    }
}
