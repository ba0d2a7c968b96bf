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
    index(facts, Keys(Spelled::default())).0.sorted()
}

/// Under which this signal looks for its household.
pub fn lookup_keys(facts: &Facts) -> Vec<BlockingKey> {
    lookup(facts, Keys(Spelled::default())).0.sorted()
}

/// [`index_keys`], hashed, for households that are kept in memory.
pub(super) fn index_hashes(facts: &Facts) -> Vec<u64> {
    index(facts, Keys(Hashed::default())).0.0
}

/// [`lookup_keys`], hashed.
pub(super) fn lookup_hashes(facts: &Facts) -> Vec<u64> {
    lookup(facts, Keys(Hashed::default())).0.0
}

fn index<S: Sink>(facts: &Facts, mut keys: Keys<S>) -> Keys<S> {
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
    keys
}

fn lookup<S: Sink>(facts: &Facts, mut keys: Keys<S>) -> Keys<S> {
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
    keys
}

/// Takes keys: their kind and their parts, none of which is empty.
trait Sink {
    fn take(&mut self, kind: &str, parts: &[&str]);
}

/// For the store.
#[derive(Default)]
struct Spelled(BTreeSet<String>);

impl Sink for Spelled {
    fn take(&mut self, kind: &str, parts: &[&str]) {
        self.0.insert(format!("{kind}:{}", parts.join("|")));
    }
}

impl Spelled {
    fn sorted(self) -> Vec<BlockingKey> {
        self.0.into_iter().map(BlockingKey).collect()
    }
}

/// FNV-1a, 64 bits: two keys of a million share one by chance in some ten million runs.
#[derive(Default)]
struct Hashed(Vec<u64>);

impl Sink for Hashed {
    fn take(&mut self, kind: &str, parts: &[&str]) {
        let bytes = parts.iter().flat_map(|part| part.bytes().chain([b'|']));
        let hash = kind
            .bytes()
            .chain([b':'])
            .chain(bytes)
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        if !self.0.contains(&hash) {
            self.0.push(hash);
        }
    }
}

struct Keys<S>(S);

impl<S: Sink> Keys<S> {
    fn add(&mut self, kind: &str, parts: &[&str]) {
        if parts.iter().all(|part| !part.is_empty()) {
            self.0.take(kind, parts);
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
