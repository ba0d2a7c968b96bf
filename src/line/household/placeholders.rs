//! What stands in a mandatory field when nobody knows: "Onbekend", 1900-01-01, 06-00000000.
//!
//! **Invariant:** linkage takes it for nothing said; what was given stays in the signal as it came.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::domain::Person;

/// Names, lower case, without marks and spaces.
const NAMES: [&str; 19] = [
    "onbekend",
    "onbek",
    "onb",
    "unknown",
    "unbekannt",
    "anoniem",
    "anonymous",
    "nn",
    "nvt",
    "geen",
    "leeg",
    "nietbekend",
    "naamonbekend",
    "onbekendenaam",
    "nietingevuld",
    "x",
    "xx",
    "xxx",
    "xxxx",
];

/// What stands for the given name of a child that has none yet, or of whom nobody knows it.
const GIVEN: [&str; 8] = ["baby", "kind", "kindje", "jongen", "meisje", "zoon", "dochter", "ongeborene"];

/// First of January of the years in which databases and calendars start. The last is somebody's birthday too; he is
/// then known by the rest.
const FIRST_DAYS: [i16; 6] = [1, 1753, 1800, 1900, 1901, 1970];

/// The person without what only fills a field.
pub(super) fn without(person: &Person) -> Cow<'_, Person> {
    let surname = person.geslachtsnaam.as_deref().is_some_and(is_name);
    let given = person.voornamen.as_deref().is_some_and(|name| is_name(name) || is_one_of(&GIVEN, name));
    let named = person.geslachtsnaam.is_some() && !surname;
    let initials = !named && person.voorletters.as_deref().is_some_and(is_name);
    let birth = person.geboortedatum.is_some_and(is_birth);
    if !(surname || given || initials || birth) {
        return Cow::Borrowed(person);
    }
    let mut person = person.clone();
    if surname {
        (person.geslachtsnaam, person.voorvoegsel) = (None, None);
    }
    if given {
        person.voornamen = None;
    }
    if initials {
        person.voorletters = None;
    }
    if birth {
        (person.geboortedatum, person.geboortejaar) = (None, None);
    }
    Cow::Owned(person)
}

/// Whether nobody has this number: its last six digits are one and the same.
pub(super) fn is_telephone(national: &str) -> bool {
    let last = &national.as_bytes()[national.len().saturating_sub(6)..];
    last.iter().all(|digit| Some(digit) == last.first())
}

fn is_name(written: &str) -> bool {
    !written.contains(char::is_alphanumeric) || is_one_of(&NAMES, written)
}

fn is_one_of(words: &[&str], written: &str) -> bool {
    let letters = || written.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    written.len() <= 20 && words.iter().any(|word| letters().eq(word.chars()))
}

fn is_birth(date: Date) -> bool {
    date.month() == 1 && date.day() == 1 && FIRST_DAYS.contains(&date.year()) || date.year() == 9999
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn named(surname: &str) -> Person {
        Person { geslachtsnaam: Some(surname.to_owned()), ..Person::default() }
    }

    #[test]
    fn a_word_for_nobody_is_no_name() {
        for surname in ["Onbekend", "ANONIEM", "N.N.", "n.v.t.", "-", "?", "xxx", "Niet bekend"] {
            assert_eq!(*without(&named(surname)), Person::default(), "{surname}");
        }
        for surname in ["Onbekende", "Geenen", "Nn'tjes", "Xu", "Leeghwater"] {
            assert_eq!(*without(&named(surname)), named(surname), "{surname}");
        }
    }

    #[test]
    fn a_child_without_a_name_is_no_namesake_of_another() {
        let called = |given: &str| Person { voornamen: Some(given.to_owned()), ..named("Bos") };
        assert_eq!(*without(&called("Baby")), named("Bos"));
        assert_eq!(*without(&called("Babette")), called("Babette"));
    }

    #[test]
    fn the_first_day_of_a_calendar_is_nobodys_birthday() {
        let born = |day: Date| Person { geboortedatum: Some(day), ..named("Bos") };
        assert_eq!(without(&born(date(1900, 1, 1))).geboortedatum, None);
        assert_eq!(without(&born(date(1970, 1, 1))).geboortedatum, None);
        assert_eq!(without(&born(date(1980, 1, 1))).geboortedatum, Some(date(1980, 1, 1)));
    }

    #[test]
    fn nobody_has_a_number_of_one_digit() {
        assert!(is_telephone("600000000") && is_telephone("611111111"));
        assert!(!is_telephone("612345678") && !is_telephone("597111112"));
    }
}
