//! Blocking keys: under which a household is kept, and under which a signal looks for it.

use std::collections::BTreeSet;

use super::{
    birth::{Birth, digits},
    facts::{Facts, Individual},
    names::sound,
    spot::Spot,
};
use crate::domain::BlockingKey;

/// A key that more households share says nothing of one of them, and is left aside.
pub const MOST_PER_KEY: usize = 48;

/// Under which the household of this signal will be found from now on.
pub fn index_keys(facts: &Facts) -> Vec<BlockingKey> {
    let mut keys = Keys::default();
    for spot in facts.here.iter().chain(&facts.before) {
        keys.place(spot);
        if let Some(number) = spot.number {
            keys.add("gebouw", &[&road(spot), &number.to_string()]);
        }
    }
    keys.people(facts);
    for person in &facts.people {
        for birth in &person.births {
            if let Birth::Day(day) = birth {
                keys.birth(person, digits(*day));
            }
        }
    }
    keys.sorted()
}

/// Under which this signal looks for its household.
pub fn lookup_keys(facts: &Facts) -> Vec<BlockingKey> {
    let mut keys = Keys::default();
    for spot in facts.here.iter().chain(&facts.before) {
        keys.place(spot);
        if let Some(number) = spot.number.filter(|_| spot.suffix.is_none() || spot.odd || spot.units != 1) {
            keys.add("gebouw", &[&road(spot), &number.to_string()]);
        }
    }
    keys.people(facts);
    for person in &facts.people {
        for birth in &person.births {
            if let Birth::Day(day) = birth {
                for written in misdated(digits(*day)) {
                    keys.birth(person, written);
                }
            }
        }
    }
    keys.sorted()
}

#[derive(Default)]
struct Keys(BTreeSet<String>);

impl Keys {
    fn add(&mut self, kind: &str, parts: &[&str]) {
        if parts.iter().all(|part| !part.is_empty()) {
            self.0.insert(format!("{kind}:{}", parts.join("|")));
        }
    }

    fn place(&mut self, spot: &Spot) {
        let (Some(number), Some(suffix)) = (spot.number, &spot.suffix) else { return };
        let door = format!("{number}|{suffix}");
        if let Some(postcode) = spot.postcode.as_ref().and_then(|postcode| std::str::from_utf8(postcode).ok()) {
            self.add("adres", &[postcode, &door]);
        }
        self.add("straat", &[&spot.street, &door]);
    }

    fn people(&mut self, facts: &Facts) {
        for person in &facts.people {
            for telephone in &person.telephones {
                self.add("tel", &[telephone]);
                let mut sorted: Vec<u8> = telephone.bytes().collect();
                sorted.sort_unstable();
                self.add("telcijfers", &[&String::from_utf8(sorted).unwrap_or_default()]);
            }
            for surname in &person.surnames {
                let sounds = sound(surname);
                for spot in facts.here.iter().chain(&facts.before) {
                    self.add("naamstraat", &[&sounds, &road(spot)]);
                }
                for given in &person.given {
                    self.add("naam", &[&sounds, given]);
                    // Given name and surname in each other's place.
                    self.add("naam", &[&sound(given), surname]);
                }
                if let Some(initial) = person.first_initial() {
                    self.add("naamletter", &[&sounds, &initial.to_string()]);
                }
                self.add("achternaam", &[&sounds]);
            }
        }
    }

    fn birth(&mut self, person: &Individual, day: [u8; 8]) {
        let day: String = day.iter().map(|digit| char::from(b'0' + digit)).collect();
        self.add("geboren", &[&day]);
        if let Some(initial) = person.first_initial() {
            self.add("geborenletter", &[&day, &initial.to_string()]);
        }
        for surname in &person.surnames {
            self.add("geborennaam", &[&day, surname.get(..2).unwrap_or_default()]);
        }
    }

    fn sorted(self) -> Vec<BlockingKey> {
        self.0.into_iter().map(BlockingKey).collect()
    }
}

fn road(spot: &Spot) -> String {
    if spot.street.is_empty() {
        return spot
            .postcode
            .as_ref()
            .and_then(|postcode| std::str::from_utf8(postcode).ok())
            .unwrap_or_default()
            .to_owned();
    }
    spot.street.clone()
}

/// A date as written, and the dates of which it may be a slip: day and month swapped, neighbouring digits swapped.
fn misdated(day: [u8; 8]) -> Vec<[u8; 8]> {
    let [c, d, y, z, m, n, a, b] = day;
    let mut days = vec![
        day,
        [c, d, y, z, a, b, m, n],
        [c, d, z, y, m, n, a, b],
        [c, d, y, z, m, n, b, a],
        [c, d, y, z, n, m, a, b],
    ];
    days.dedup();
    days
}
