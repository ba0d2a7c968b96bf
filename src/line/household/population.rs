//! How common a name is among the households that are known: rare agreement says more (term frequency adjustment,
//! after Winkler 1989 and Splink's documentation).

use std::sync::LazyLock;

use super::{
    facts::Facts,
    hash::{Hashed, fnv},
    name::Name,
};

/// Counts over the households of one store.
#[derive(Debug, Clone, Default)]
pub struct Population {
    households: u32,
    people: u32,
    /// By the name's hash.
    surnames: Hashed<u64, u32>,
    given: Hashed<u64, u32>,
}

/// The share of a name that nobody has met.
const UNSEEN: f64 = 0.000_15;
const UNSEEN_GIVEN: f64 = 0.002;
/// The prior weighs as many mentions.
const PRIOR_COUNT: f64 = 500.0;

/// The commonest Dutch surnames with their share of the population in thousandths; CBS and Meertens Instituut,
/// Nederlandse Familienamenbank 2007, rounded.
const COMMON: [(&str, f64); 40] = [
    ("jong", 5.2),
    ("jansen", 4.5),
    ("vries", 4.4),
    ("berg", 3.9),
    ("dijk", 3.5),
    ("bakker", 3.4),
    ("janssen", 3.3),
    ("visser", 3.1),
    ("smit", 2.7),
    ("meijer", 2.6),
    ("boer", 2.5),
    ("mulder", 2.3),
    ("groot", 2.2),
    ("bos", 2.2),
    ("vos", 1.9),
    ("peters", 1.9),
    ("hendriks", 1.8),
    ("leeuwen", 1.8),
    ("dekker", 1.7),
    ("brouwer", 1.6),
    ("wit", 1.5),
    ("dijkstra", 1.5),
    ("smits", 1.4),
    ("graaf", 1.3),
    ("meer", 1.3),
    ("kok", 1.2),
    ("linden", 1.2),
    ("jacobs", 1.2),
    ("haan", 1.1),
    ("vermeulen", 1.1),
    ("heuvel", 1.1),
    ("veen", 1.0),
    ("broek", 1.0),
    ("bruijn", 0.9),
    ("bruin", 0.9),
    ("heijden", 0.9),
    ("schouten", 0.9),
    ("beek", 0.9),
    ("willems", 0.8),
    ("hoekstra", 0.7),
];

static PRIOR: LazyLock<Hashed<u64, f64>> =
    LazyLock::new(|| COMMON.iter().map(|(name, thousandths)| (fnv(name.bytes()), thousandths / 1_000.0)).collect());

impl Population {
    /// No names yet, of so many households.
    pub fn of_households(households: u32) -> Self {
        Self { households, ..Self::default() }
    }

    /// Counts a signal's people, and a household when the signal founded one.
    pub fn count(&mut self, facts: &Facts, founded: Founded) {
        self.households += u32::from(founded == Founded::Yes);
        for person in &facts.people {
            self.people += 1;
            for surname in &person.surnames {
                *self.surnames.entry(surname.hash()).or_default() += 1;
            }
            if let Some(given) = person.given.first() {
                *self.given.entry(given.hash()).or_default() += 1;
            }
        }
    }

    /// Households known.
    pub fn households(&self) -> u32 {
        self.households
    }

    /// The share of mentions that have this surname.
    pub(super) fn surname(&self, core: &Name) -> f64 {
        let prior = PRIOR.get(&core.hash()).copied().unwrap_or(UNSEEN);
        share(self.surnames.get(&core.hash()), self.people, prior)
    }

    pub(super) fn given(&self, name: &Name) -> f64 {
        share(self.given.get(&name.hash()), self.people, UNSEEN_GIVEN)
    }
}

/// Whether a signal founded its household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Founded {
    Yes,
    No,
}

fn share(count: Option<&u32>, of: u32, prior: f64) -> f64 {
    (f64::from(count.copied().unwrap_or_default()) + PRIOR_COUNT * prior) / (f64::from(of) + PRIOR_COUNT)
}
