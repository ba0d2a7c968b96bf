//! What linkage looks at in a signal: readings of its address, and people in comparable form.

use jiff::{Timestamp, tz::TimeZone};
use smallvec::SmallVec;

use super::{birth::Birth, letters::Letters, name::Name, names, placeholders, register::Register, spot::Spot};
use crate::domain::{Address, Citizen, Person, Signal, fold};

/// A list that mostly has one entry, kept in place: facts lie together in memory, and most take no allocation.
pub type Few<T> = SmallVec<[T; 1]>;

/// One signal's facts, comparable.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Seconds since 1970 UTC.
    pub at: i64,
    /// Ways to read the address, likeliest first.
    pub here: Vec<Spot>,
    /// Ways to read the former address.
    pub before: Vec<Spot>,
    pub people: Vec<Individual>,
}

/// One person, as far as a signal tells, or a household's member, as far as its signals told.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Individual {
    /// Cores, own and partner's.
    pub surnames: Few<Name>,
    /// Folded, the name somebody is called by first.
    pub given: Few<Name>,
    /// Lower case, in order.
    pub initials: Letters,
    pub births: Few<Birth>,
    /// The nine digits of the national number.
    pub telephones: Few<u32>,
    /// Keyed hashes of BSNs, where a lawful basis is configured.
    pub citizens: Few<u64>,
}

impl Individual {
    pub(super) fn first_initial(&self) -> Option<char> {
        self.initials.as_str().chars().next().or_else(|| self.given.first().and_then(Name::first))
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Facts {
    /// The facts of one signal.
    pub fn new(
        at: Timestamp,
        (address, former): (&Address, Option<&Address>),
        persons: &[Person],
        register: &Register,
    ) -> Self {
        let year = at.to_zoned(TimeZone::UTC).year();
        Self {
            at: at.as_second(),
            here: register.read(address),
            before: former.map(|former| register.read(former)).unwrap_or_default(),
            people: persons
                .iter()
                .filter(|person| !is_beside(person))
                .map(|person| individual(person, year))
                .filter(|known| !known.is_empty())
                .collect(),
        }
    }

    /// The facts of `signal`.
    pub fn of(signal: &Signal, register: &Register) -> Self {
        let addresses = (&signal.address, signal.former_address.as_ref());
        Self::new(signal.received_at, addresses, &signal.persons, register)
    }

    /// A name of any kind is given.
    pub(super) fn names_somebody(&self) -> bool {
        !self.people.is_empty()
    }
}

/// Whose `rol` says that he is none of the household: he is kept with the signal, and finds no household.
fn is_beside(person: &Person) -> bool {
    const BESIDE: [&str; 26] = [
        "melder",
        "meldster",
        "aanmelder",
        "huisarts",
        "arts",
        "begeleider",
        "hulpverlener",
        "wijkagent",
        "agent",
        "verhuurder",
        "buurman",
        "buurvrouw",
        "buren",
        "buur",
        "ex",
        "expartner",
        "mentor",
        "bewindvoerder",
        "curator",
        "leerkracht",
        "docent",
        "voogd",
        "gezinsvoogd",
        "contactpersoon",
        "getuige",
        "casemanager",
    ];
    let rol = person.rol.as_deref().map(|rol| fold(rol).replace(' ', ""));
    rol.is_some_and(|rol| BESIDE.contains(&rol.as_str()))
}

fn individual(person: &Person, year: i16) -> Individual {
    let person = placeholders::without(person);
    let person = person.as_ref();
    Individual {
        surnames: names::surnames(person),
        given: names::given(person),
        initials: names::initials(person).as_str().into(),
        births: Birth::of(person, year).into_iter().collect(),
        telephones: person.telefoonnummer.as_deref().and_then(telephone).into_iter().collect(),
        citizens: person.burger.map(Citizen::number).into_iter().collect(),
    }
}

/// Dutch numbers to their nine significant digits; `None` for what is no full number.
fn telephone(text: &str) -> Option<u32> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let national = digits
        .strip_prefix("0031")
        .or_else(|| digits.strip_prefix("31").filter(|rest| rest.len() >= 9))
        .unwrap_or(&digits);
    let national = national.strip_prefix('0').unwrap_or(national);
    let plausible = national.len() == 9 && !placeholders::is_telephone(national);
    national.parse().ok().filter(|_| plausible)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_telephone_number_in_five_spellings() {
        for text in ["06-12345678", "0612345678", "+31 6 1234 5678", "0031612345678", "+31 (0)6 12345678"] {
            assert_eq!(telephone(text), Some(612_345_678), "{text}");
        }
        assert_eq!(telephone("06-00000000"), None);
        assert_eq!(telephone("112"), None);
    }
}
