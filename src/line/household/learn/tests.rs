//! What signals teach, and what they do not.

use jiff::{Timestamp, ToSpan, civil::date};

use super::*;
use crate::{
    domain::{Address, Person},
    household::{BUILT_IN, Register},
};

/// A household of one, told of twice; in one of `slips` the birth date is a day off the second time.
fn told(number: i16, slips: i16) -> [Keyed; 2] {
    let home = Address {
        straatnaam: Some(format!("Zand{}straat", number % 60)),
        huisnummer: Some(u32::from(number.unsigned_abs()) + 1),
        woonplaats: Some("Zandwoude".to_owned()),
        ..Address::default()
    };
    let born = date(1940 + number % 60, 1 + i8::try_from(number % 12).unwrap(), 1 + i8::try_from(number % 27).unwrap());
    let someone = |born| Person {
        voornamen: Some(format!("Naam{}a", number % 90)),
        geslachtsnaam: Some(format!("Veld{}huis", number * 7 % 1_000)),
        geboortedatum: Some(born),
        telefoonnummer: Some(format!("06{:08}", i64::from(number) * 190_711 % 100_000_000)),
        ..Person::default()
    };
    let slip = if number % slips == 0 { 1.day() } else { 0.days() };
    let at = Timestamp::from_second(1_760_000_000 + i64::from(number)).unwrap();
    let facts = |person| Keyed::from(Facts::new(at, (&home, None), &[person], &Register::default()));
    [facts(someone(born)), facts(someone(born.checked_add(slip).unwrap()))]
}

fn taught(households: i16, slips: i16) -> Vec<Lesson> {
    let mut learner = Learner::new(Model::built_in().unwrap());
    let signals: Vec<[Keyed; 2]> = (0..households).map(|number| told(number, slips)).collect();
    signals.iter().for_each(|[first, _]| learner.take(first));
    signals.iter().for_each(|[_, second]| learner.take(second));
    learner.lessons()
}

fn lesson<'a>(lessons: &'a [Lesson], parameter: &str) -> &'a Lesson {
    lessons.iter().find(|lesson| lesson.parameter == parameter).unwrap()
}

#[test]
fn signals_teach_how_often_a_birth_date_is_miswritten() {
    let lessons = taught(500, 4);
    let near = lesson(&lessons, "birth_near");
    assert!((near.after - 0.25).abs() < 0.03 && near.pairs > 400.0, "{near:?}");
    let equal = lesson(&lessons, "birth_equal");
    assert!((equal.after - 0.75).abs() < 0.03, "{equal:?}");
    assert!(lesson(&lessons, "at_home").after > 0.95, "nobody moved");
}

#[test]
fn what_is_never_seen_is_rare_but_can_be() {
    let lessons = taught(500, 4);
    let other = lesson(&lessons, "telephone_other").after;
    assert!(other > 0.0 && other < 0.05, "{other}");
}

#[test]
fn a_few_signals_teach_nothing() {
    assert!(taught(20, 4).is_empty());
}

#[test]
fn what_was_learnt_is_a_whole_model_that_says_so() {
    let lessons = taught(500, 4);
    let text = Model::taught(BUILT_IN, &lessons);
    let model = Model::parse(&text).unwrap();
    assert!((model.birth_near - lesson(&lessons, "birth_near").after).abs() < 1e-4);
    assert!((model.join_adres - Model::built_in().unwrap().join_adres).abs() < f64::EPSILON);
    assert!(text.lines().any(|line| line.starts_with("birth_near = ") && line.contains("# learnt, from ")));
    assert!(text.contains("# m of a birth date: equal"), "comments stay");
}

#[test]
fn the_same_signals_teach_the_same() {
    assert_eq!(taught(300, 3), taught(300, 3));
}
