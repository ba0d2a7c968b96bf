//! Blocking keys: under which a household is kept, and under which a signal looks for it.

use std::{collections::BTreeSet, fmt::Write};

use super::{
    birth::{Birth, digits},
    facts::{Facts, Individual},
    hash::fnv,
    name::Name,
    names::sound,
    spot::{Spot, Word},
};
use crate::domain::BlockingKey;

/// The most households that any key may have; what more share is left aside. A front door or a building may have as
/// many: who lives there is told by names.
pub const MOST_PER_KEY: usize = 16;
/// The same for what is made of a name alone: some of those who bear it are found by other keys only.
const MOST_PER_NAME: usize = 6;
/// The same for a birth date alone.
const MOST_PER_DAY: usize = 4;
/// The same for all others.
const MOST_PER_PAIR: usize = 8;
/// A household is found where its address was read with this share at least, and where it was likeliest.
const LIKELY: f64 = 0.2;

/// Under which the household of this signal will be found from now on.
pub fn index_keys(facts: &Facts) -> Vec<BlockingKey> {
    index(facts, Keys(Spelled::default())).0.sorted()
}

/// Under which this signal looks for its household.
pub fn lookup_keys(facts: &Facts) -> Vec<BlockingKey> {
    lookup(facts, Keys(Spelled::default())).0.sorted()
}

/// A signal's facts with their blocking keys, hashed, for households that are kept in memory: made beside the book, so
/// that the book only looks.
#[derive(Debug, Clone)]
pub struct Keyed {
    pub facts: Facts,
    /// [`lookup_keys`].
    pub(super) lookup: Vec<u64>,
    /// [`index_keys`], each with how many households may share it.
    pub(super) index: Vec<(u64, u8)>,
}

impl From<Facts> for Keyed {
    fn from(facts: Facts) -> Self {
        let lookup = lookup(&facts, Keys(Hashes::default())).0.0;
        let index = index(&facts, Keys(Hashes::default())).0.0;
        Self { lookup: lookup.into_iter().map(|(hash, _)| hash).collect(), index, facts }
    }
}

fn index<S: Sink>(facts: &Facts, mut keys: Keys<S>) -> Keys<S> {
    for spot in likely(&facts.here).chain(likely(&facts.before)) {
        keys.place(spot, road(spot));
        if let Some(number) = spot.number {
            keys.add(Kind::Gebouw, &[road(spot), Part::Number(number)]);
        }
        keys.names_along(road(spot), facts);
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

/// A home is booked where it was likeliest: of the other readings those that others may well tell it by.
fn likely(readings: &[Spot]) -> impl Iterator<Item = &Spot> {
    readings.iter().enumerate().filter(|(at, spot)| *at == 0 || spot.share >= LIKELY).map(|(_, spot)| spot)
}

fn lookup<S: Sink>(facts: &Facts, mut keys: Keys<S>) -> Keys<S> {
    for spot in facts.here.iter().chain(&facts.before) {
        let before = (S::OUTLIVES_REGISTER && spot.known).then_some(Part::Word(&spot.street));
        for road in [Some(road(spot)), before].into_iter().flatten() {
            keys.place(spot, road);
            if let Some(number) = spot.number.filter(|_| spot.suffix.is_none() || spot.odd || spot.units != 1) {
                keys.add(Kind::Gebouw, &[road, Part::Number(number)]);
            }
            keys.names_along(road, facts);
        }
    }
    keys.people(facts);
    for person in &facts.people {
        keys.crossed(person);
        for telephone in &person.telephones {
            for dialled in misdialled(telephone_digits(*telephone)) {
                keys.add(Kind::Tel, &[Part::Digits(&dialled)]);
            }
        }
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

/// What a key is made of.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Adres,
    Straat,
    Gebouw,
    Tel,
    Naamstraat,
    Naam,
    Naamletter,
    Naamletters,
    Achternaam,
    Geboren,
    Geborenletter,
    Geborennaam,
    Burger,
}

impl Kind {
    const ALL: [Self; 13] = [
        Self::Adres,
        Self::Straat,
        Self::Gebouw,
        Self::Tel,
        Self::Naamstraat,
        Self::Naam,
        Self::Naamletter,
        Self::Naamletters,
        Self::Achternaam,
        Self::Geboren,
        Self::Geborenletter,
        Self::Geborennaam,
        Self::Burger,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::Adres => "adres",
            Self::Straat => "straat",
            Self::Gebouw => "gebouw",
            Self::Tel => "tel",
            Self::Naamstraat => "naamstraat",
            Self::Naam => "naam",
            Self::Naamletter => "naamletter",
            Self::Naamletters => "naamletters",
            Self::Achternaam => "achternaam",
            Self::Geboren => "geboren",
            Self::Geborenletter => "geborenletter",
            Self::Geborennaam => "geborennaam",
            Self::Burger => "burger",
        }
    }

    fn most(self) -> usize {
        match self {
            Self::Adres | Self::Straat | Self::Gebouw => MOST_PER_KEY,
            Self::Naam | Self::Naamletter | Self::Naamletters => MOST_PER_NAME,
            Self::Geboren => MOST_PER_DAY,
            _ => MOST_PER_PAIR,
        }
    }
}

/// How many households may share `key` before it is left aside.
pub fn most_per_key(key: &BlockingKey) -> usize {
    let kind = key.0.split(':').next().unwrap_or_default();
    Kind::ALL.into_iter().find(|known| known.as_str() == kind).map_or(MOST_PER_PAIR, Kind::most)
}

/// One part of a key.
#[derive(Clone, Copy)]
enum Part<'a> {
    Text(&'a str),
    Word(&'a Word),
    /// A street and its place.
    StreetOf(&'a Word, &'a Word),
    Name(&'a Name),
    /// How it is said.
    Sound(&'a Name),
    Number(u32),
    Letter(char),
    /// A hash.
    Hash(u64),
    /// Digits, as numbers.
    Digits(&'a [u8]),
}

impl Part<'_> {
    fn is_empty(self) -> bool {
        matches!(self, Part::Text(""))
    }

    fn hash(self) -> u64 {
        match self {
            Part::Text(text) => fnv(text.bytes()),
            Part::Word(word) => word.hash(),
            Part::StreetOf(street, place) => street.hash().rotate_left(17) ^ place.hash(),
            Part::Name(name) => name.hash(),
            Part::Sound(name) => name.sound(),
            Part::Number(number) => u64::from(number),
            Part::Letter(letter) => u64::from(u32::from(letter)),
            Part::Hash(hash) => hash,
            Part::Digits(digits) => fnv(digits.iter().copied()),
        }
    }

    fn spell(self, key: &mut String) {
        // Writing to a text does not fail.
        match self {
            Part::Text(text) => key.push_str(text),
            Part::Word(word) => key.push_str(word),
            Part::StreetOf(street, place) => key.extend([street, ", ", place]),
            Part::Name(name) => key.push_str(name.as_str()),
            Part::Sound(name) => key.push_str(&sound(name.as_str())),
            Part::Number(number) => drop(write!(key, "{number}")),
            Part::Letter(letter) => key.push(letter),
            Part::Hash(hash) => drop(write!(key, "{hash:016x}")),
            Part::Digits(digits) => key.extend(digits.iter().map(|digit| char::from(b'0' + digit))),
        }
    }
}

/// Takes keys: their kind and their parts, none of which is empty.
trait Sink {
    /// Whether something may have been filed before the register knew its street: then without the street's place.
    const OUTLIVES_REGISTER: bool;

    fn take(&mut self, kind: Kind, parts: &[Part<'_>]);
}

/// For the store.
#[derive(Default)]
struct Spelled(BTreeSet<String>);

impl Sink for Spelled {
    const OUTLIVES_REGISTER: bool = true;

    fn take(&mut self, kind: Kind, parts: &[Part<'_>]) {
        let mut key = String::with_capacity(48);
        key.push_str(kind.as_str());
        for (at, part) in parts.iter().enumerate() {
            key.push(if at == 0 { ':' } else { '|' });
            part.spell(&mut key);
        }
        self.0.insert(key);
    }
}

impl Spelled {
    fn sorted(self) -> Vec<BlockingKey> {
        self.0.into_iter().map(BlockingKey).collect()
    }
}

#[derive(Default)]
struct Hashes(Vec<(u64, u8)>);

impl Sink for Hashes {
    const OUTLIVES_REGISTER: bool = false;

    fn take(&mut self, kind: Kind, parts: &[Part<'_>]) {
        let hash = parts.iter().fold(kind as u64, |hash, part| {
            let mixed = (hash ^ part.hash()).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            mixed ^ (mixed >> 29)
        });
        self.0.push((hash, u8::try_from(kind.most()).unwrap_or(u8::MAX)));
    }
}

struct Keys<S>(S);

impl<S: Sink> Keys<S> {
    fn add(&mut self, kind: Kind, parts: &[Part<'_>]) {
        if !parts.iter().any(|part| part.is_empty()) {
            self.0.take(kind, parts);
        }
    }

    fn place(&mut self, spot: &Spot, road: Part<'_>) {
        let (Some(number), Some(suffix)) = (spot.number, &spot.suffix) else { return };
        let door = |road| [road, Part::Number(number), Part::Text(suffix)];
        if let Some(postcode) = spot.postcode.as_ref().and_then(|postcode| std::str::from_utf8(postcode).ok()) {
            self.0.take(Kind::Adres, &door(Part::Text(postcode)));
        }
        if !spot.street.is_empty() {
            self.0.take(Kind::Straat, &door(road));
        }
    }

    fn people(&mut self, facts: &Facts) {
        for person in &facts.people {
            for citizen in &person.citizens {
                self.add(Kind::Burger, &[Part::Hash(*citizen)]);
            }
            for telephone in &person.telephones {
                self.add(Kind::Tel, &[Part::Digits(&telephone_digits(*telephone))]);
            }
            for surname in &person.surnames {
                self.surname(surname, person);
            }
        }
    }

    /// Who bears which name along a street.
    fn names_along(&mut self, road: Part<'_>, facts: &Facts) {
        for surname in facts.people.iter().flat_map(|person| &person.surnames) {
            self.add(Kind::Naamstraat, &[Part::Sound(surname), road]);
        }
    }

    fn surname(&mut self, surname: &Name, person: &Individual) {
        let sound = Part::Sound(surname);
        for given in &person.given {
            self.add(Kind::Naam, &[sound, Part::Name(given)]);
        }
        if person.initials.len() > 1 {
            self.add(Kind::Naamletters, &[sound, Part::Text(person.initials.as_str())]);
        }
        if let Some(initial) = person.first_initial() {
            self.add(Kind::Naamletter, &[sound, Part::Letter(initial)]);
        }
        self.add(Kind::Achternaam, &[sound]);
    }

    /// Given name and surname in each other's place.
    fn crossed(&mut self, person: &Individual) {
        for (surname, given) in
            person.surnames.iter().flat_map(|name| person.given.iter().map(move |given| (name, given)))
        {
            self.add(Kind::Naam, &[Part::Sound(given), Part::Name(surname)]);
        }
    }

    fn birth(&mut self, person: &Individual, day: [u8; 8]) {
        let day = Part::Digits(&day);
        self.add(Kind::Geboren, &[day]);
        if let Some(initial) = person.first_initial() {
            self.add(Kind::Geborenletter, &[day, Part::Letter(initial)]);
        }
        for surname in &person.surnames {
            self.add(Kind::Geborennaam, &[day, Part::Text(surname.as_str().get(..2).unwrap_or_default())]);
        }
    }
}

fn telephone_digits(mut number: u32) -> [u8; 9] {
    let mut digits = [0; 9];
    for digit in digits.iter_mut().rev() {
        *digit = u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
    }
    digits
}

/// The street; with its place where the register knows both, for many a village has a Kerkstraat.
fn road(spot: &Spot) -> Part<'_> {
    if spot.known {
        return Part::StreetOf(&spot.street, &spot.place);
    }
    if !spot.street.is_empty() {
        return Part::Word(&spot.street);
    }
    Part::Text(spot.postcode.as_ref().and_then(|postcode| std::str::from_utf8(postcode).ok()).unwrap_or_default())
}

/// The numbers that this one becomes when two neighbouring digits are swapped.
fn misdialled(digits: [u8; 9]) -> impl Iterator<Item = [u8; 9]> {
    let swapped = (1..digits.len()).filter(move |at| digits[at - 1] != digits[*at]);
    swapped.map(move |at| {
        let mut dialled = digits;
        dialled.swap(at - 1, at);
        dialled
    })
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
