//! What is known of a household: its homes through time and its members.

use super::{
    birth::{Agreement, Birth, agreement},
    facts::{Facts, Few, Individual},
    name::Name,
    names::{Likeness, surname_likeness},
    people::same_person,
    spot::{Nearness, Spot},
};

/// A household as linkage knows it; grows with each signal.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    pub homes: Few<Home>,
    pub members: Few<Member>,
    pub signals: u32,
}

/// Where it lives, lived, or was once said to live.
#[derive(Debug, Clone, PartialEq)]
pub struct Home {
    pub spot: Spot,
    /// Seconds since 1970 UTC of the first and the last signal that placed it here.
    pub first: i64,
    pub last: i64,
    pub signals: u32,
    /// Only told as a former address.
    pub former: bool,
}

/// One of its people.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Member {
    pub known: Individual,
    pub signals: u32,
}

/// How an address was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Current,
    Former,
}

/// Seconds.
const DAY: i64 = 86_400;

/// Bounds of a profile: what comes beyond them tells little, and is left out.
const MOST_HOMES: usize = 12;
const MOST_MEMBERS: usize = 16;
const MOST_FACTS: usize = 4;

impl Profile {
    /// Takes in a signal of this household.
    pub fn absorb(&mut self, facts: &Facts) {
        self.signals += 1;
        self.settle(&facts.before, facts.at, Told::Former);
        self.settle(&facts.here, facts.at, Told::Current);
        for person in &facts.people {
            self.meet(person);
        }
    }

    /// Books the likeliest reading that agrees with a home already known, else the likeliest. A place alone is kept
    /// until more is told; one that was left says nothing of where they are.
    fn settle(&mut self, readings: &[Spot], at: i64, told: Told) {
        let known =
            readings.iter().find(|spot| self.homes.iter().any(|home| home.spot.nearness(spot) == Nearness::Unit));
        let Some(spot) = known.or(readings.first()) else { return };
        if spot.is_placed() {
            self.homes.retain(|home| home.spot.is_placed());
        } else if spot.place.is_empty() || !self.homes.is_empty() || told == Told::Former {
            return;
        }
        if let Some(home) = self.homes.iter_mut().find(|home| home.is_told_by(spot)) {
            home.first = home.first.min(at);
            home.last = home.last.max(at);
            home.signals += 1;
            home.former &= told == Told::Former;
            home.fill(spot);
        } else if self.homes.len() < MOST_HOMES {
            self.homes.push(Home { spot: spot.clone(), first: at, last: at, signals: 1, former: told == Told::Former });
        }
    }

    fn meet(&mut self, person: &Individual) {
        let room = self.members.len() < MOST_MEMBERS;
        let known = self.members.iter_mut().filter(|member| same_person(person, &member.known));
        if let Some(member) = known.max_by_key(|member| member.signals) {
            member.learn(person);
        } else if room {
            self.members.push(Member { known: person.clone(), signals: 1 });
        }
    }

    /// Takes in another household that turns out to be this one.
    pub fn merge(&mut self, other: &Self) {
        self.signals += other.signals;
        for home in &other.homes {
            let room = self.homes.len() < MOST_HOMES;
            if let Some(known) = self.homes.iter_mut().find(|known| known.is_told_by(&home.spot)) {
                known.first = known.first.min(home.first);
                known.last = known.last.max(home.last);
                known.signals += home.signals;
                known.former &= home.former;
                known.fill(&home.spot);
            } else if room {
                self.homes.push(home.clone());
            }
        }
        for member in &other.members {
            self.meet(&member.known);
        }
    }

    /// Reads a little of all its parts. Done for all candidates before the first is weighed, so that the memory of one
    /// comes while that of another is waited for.
    pub(super) fn glance(&self) -> usize {
        let known = self.members.first().map(|member| &member.known);
        let told = known.map(|known| known.surnames.len() + known.given.len() + known.births.len());
        self.homes.len() + told.unwrap_or_default()
    }

    /// The household as if one signal told all of it.
    pub(super) fn as_facts(&self) -> Facts {
        let home = self.homes.iter().filter(|home| !home.former && home.spot.is_placed()).max_by_key(|home| home.last);
        Facts {
            at: home.map_or(0, |home| home.last),
            here: home.map(|home| Spot { share: 1.0, ..home.spot.clone() }).into_iter().collect(),
            before: Vec::new(),
            people: self.members.iter().map(|member| member.known.clone()).collect(),
        }
    }

    /// Whether it cannot be one household: more than so many families, or somebody with more than so many surnames.
    pub(super) fn is_crowd(&self, families: f64, surnames: f64) -> bool {
        let named = || self.members.iter().map(|member| &member.known.surnames).filter(|names| !names.is_empty());
        if named().any(|names| names.len() as f64 > surnames && unlike(names) as f64 > surnames) {
            return true;
        }
        // Most households have no more people than that, whatever they are called.
        if self.members.len() as f64 <= families {
            return false;
        }
        let mut found: Vec<&Few<Name>> = Vec::new();
        for names in named() {
            if !found.iter().any(|known| known.iter().any(|one| names.iter().any(|other| alike(one, other)))) {
                found.push(names);
            }
        }
        found.len() as f64 > families
    }

    /// Whether it was seen elsewhere after it was last seen at `home`; on the same day it may well live at both.
    pub(super) fn has_left(&self, home: &Home) -> bool {
        self.homes.iter().any(|other| {
            !other.former
                && other.last > home.last + DAY
                && other.spot.number.is_some()
                && other.spot.nearness(&home.spot) < Nearness::NearNumber
        })
    }

    /// Whether one of its homes is in a street that is written so, or that nobody told.
    pub(super) fn spells_street(&self, spot: &Spot) -> bool {
        self.homes.iter().any(|home| home.spot.street.is_empty() || home.spot.street == spot.street)
    }

    pub(super) fn surnames(&self) -> impl Iterator<Item = &Name> {
        self.members.iter().flat_map(|member| &member.known.surnames)
    }

    pub(super) fn telephones(&self) -> impl Iterator<Item = u32> {
        self.members.iter().flat_map(|member| member.known.telephones.iter().copied())
    }

    /// Whole birth dates.
    pub(super) fn days(&self) -> impl Iterator<Item = Birth> {
        let births = self.members.iter().flat_map(|member| member.known.births.iter().copied());
        births.filter(|birth| matches!(birth, Birth::Day(_)))
    }
}

impl Home {
    fn is_told_by(&self, spot: &Spot) -> bool {
        match self.spot.nearness(spot) {
            Nearness::Unit => true,
            Nearness::Building => self.spot.suffix == spot.suffix || spot.suffix.is_none(),
            Nearness::Street => self.spot.number == spot.number,
            _ => false,
        }
    }

    fn fill(&mut self, spot: &Spot) {
        if self.spot.postcode.is_none() {
            self.spot.postcode = spot.postcode;
        }
        if self.spot.street.is_empty() {
            self.spot.street.clone_from(&spot.street);
        }
        if self.spot.place.is_empty() {
            self.spot.place.clone_from(&spot.place);
        }
        self.spot.units = self.spot.units.max(spot.units);
    }
}

impl Member {
    fn learn(&mut self, person: &Individual) {
        self.signals += 1;
        let mine = &mut self.known;
        add(&mut mine.surnames, &person.surnames);
        add(&mut mine.given, &person.given);
        add(&mut mine.telephones, &person.telephones);
        add(&mut mine.citizens, &person.citizens);
        if person.initials.len() > mine.initials.len() {
            mine.initials.clone_from(&person.initials);
        }
        for birth in &person.births {
            let vague = |known: &Birth| matches!((known, birth), (Birth::Years(..), Birth::Day(_)));
            mine.births.retain(|known| !(vague(&*known) && agreement(*known, *birth) != Agreement::None));
            let told = mine.births.iter().any(|known| match agreement(*known, *birth) {
                Agreement::Day => true,
                Agreement::Years(_) => matches!(birth, Birth::Years(..)),
                _ => false,
            });
            if !told && mine.births.len() < MOST_FACTS {
                mine.births.push(*birth);
            }
        }
    }
}

fn add<T: Clone + PartialEq>(known: &mut Few<T>, new: &[T]) {
    for fact in new {
        if known.len() < MOST_FACTS && !known.contains(fact) {
            known.push(fact.clone());
        }
    }
}

fn alike(one: &Name, other: &Name) -> bool {
    surname_likeness(one, other) > Likeness::None
}

/// How many of these names are not another one told differently.
fn unlike(names: &[Name]) -> usize {
    names.iter().enumerate().filter(|(at, name)| !names[..*at].iter().any(|known| alike(known, name))).count()
}
