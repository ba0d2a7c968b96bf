//! What of two households fits, does not fit, or cannot be said. Names stay behind their button: only whether they
//! agree is told.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{cards::excerpt, state::DeskSettings, words};
use crate::{
    domain::{Address, Person, fold},
    intake::grouping::{Comparison, Side},
};

/// One row of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub what: &'static str,
    pub one: String,
    pub other: String,
    /// Empty: there is nothing to compare.
    pub fit: &'static str,
    pub class: &'static str,
}

fn line(what: &'static str, one: String, other: String, fit: Option<Fit>) -> Line {
    let (word, class) = match fit {
        Some(Fit::Well) => ("Past goed", "tag--groen"),
        Some(Fit::Yes) => ("Past", "tag--groen"),
        Some(Fit::No) => ("Past niet", "tag--oranje"),
        Some(Fit::Unknown) => ("Niet te zeggen", "tag--blauw"),
        None => ("", ""),
    };
    let known = |text: String| if text.is_empty() { "onbekend".to_owned() } else { text };
    Line { what, one: known(one), other: known(other), fit: word, class }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// Hardly chance.
    Well,
    Yes,
    No,
    Unknown,
}

fn equal(one: &str, other: &str, when_equal: Fit) -> Fit {
    match (one.is_empty(), other.is_empty()) {
        (false, false) if fold(one) == fold(other) => when_equal,
        (false, false) => Fit::No,
        _ => Fit::Unknown,
    }
}

/// Some of one are some of the other.
fn shared(one: &BTreeSet<String>, other: &BTreeSet<String>, when_shared: Fit) -> Fit {
    match (one.is_empty(), other.is_empty()) {
        (false, false) if one.intersection(other).next().is_some() => when_shared,
        (false, false) => Fit::No,
        _ => Fit::Unknown,
    }
}

pub(super) fn lines(settings: &DeskSettings, found: &Comparison, now: Timestamp) -> Vec<Line> {
    let (one, other) = (&found.one, &found.other);
    let mut lines = about_addresses(&one.head.address, &other.head.address);
    lines.extend(about_people(&one.persons, &other.persons));
    let both = |what, of: &dyn Fn(&Side) -> String| line(what, of(one), of(other), None);
    lines.push(both("Signalen", &|side: &Side| {
        format!("{}, laatste {}", words::signals(side.head.signals), words::when(side.head.last_signal_at, now))
    }));
    lines.push(both("Voordeuren", &|side: &Side| {
        let partners = side.partners.iter().map(|(name, count)| format!("{} {count}", settings.label(name)));
        partners.collect::<Vec<_>>().join(", ")
    }));
    lines.push(both("Laatste signaal", &|side: &Side| {
        side.newest.as_ref().map(|newest| format!("“{}”", excerpt(&newest.text))).unwrap_or_default()
    }));
    lines.push(both("Wie", &|side: &Side| {
        side.head.assignee.as_ref().map_or_else(|| "nog van niemand".to_owned(), |who| who.name.clone())
    }));
    lines
}

fn about_addresses(one: &Address, other: &Address) -> Vec<Line> {
    let street = |address: &Address| address.straatnaam.clone().unwrap_or_default();
    let number = |address: &Address| address.huisnummer.map(|number| number.to_string()).unwrap_or_default();
    let suffix = |address: &Address| {
        let suffix = address.suffix();
        if suffix.is_empty() && address.huisnummer.is_some() { "geen".to_owned() } else { suffix }
    };
    let postcode = |address: &Address| address.postcode.as_ref().map(|code| code.spaced()).unwrap_or_default();
    let town = |address: &Address| address.woonplaats.clone().unwrap_or_default();
    let row = |what, of: &dyn Fn(&Address) -> String, when_equal| {
        let (one, other) = (of(one), of(other));
        let fit = equal(&one, &other, when_equal);
        line(what, one, other, Some(fit))
    };
    vec![
        row("Straat", &street, Fit::Yes),
        row("Huisnummer", &number, Fit::Yes),
        row("Toevoeging", &suffix, Fit::Yes),
        row("Postcode", &postcode, Fit::Yes),
        row("Plaats", &town, Fit::Yes),
    ]
}

fn about_people(one: &[Person], other: &[Person]) -> Vec<Line> {
    let set = |people: &[Person], of: &dyn Fn(&Person) -> Option<String>| -> BTreeSet<String> {
        people.iter().filter_map(of).filter(|text| !text.is_empty()).collect()
    };
    let phone = |person: &Person| person.telefoonnummer.as_deref().map(|text| last_digits(text, 9));
    let name = |person: &Person| person.geslachtsnaam.as_deref().map(fold);
    let born = |person: &Person| person.geboortedatum.map(|date| date.to_string());
    let ends = |numbers: &BTreeSet<String>| {
        let ends: Vec<String> = numbers.iter().map(|number| format!("eindigt op {}", last_digits(number, 3))).collect();
        ends.join(", ")
    };
    let named = |set: &BTreeSet<String>| if set.is_empty() { String::new() } else { "bekend".to_owned() };
    let (phones, others) = (set(one, &phone), set(other, &phone));
    let (names, other_names) = (set(one, &name), set(other, &name));
    let (births, other_births) = (set(one, &born), set(other, &born));
    let ages = |people: &[Person]| {
        let ages: Vec<String> = people.iter().filter_map(|person| person.leeftijd).map(|age| age.to_string()).collect();
        let count = match people.len() {
            0 => String::new(),
            1 => "1 persoon".to_owned(),
            count => format!("{count} personen"),
        };
        if ages.is_empty() { count } else { format!("{count}, {} jaar", ages.join(" en ")) }
    };
    vec![
        line("Telefoon", ends(&phones), ends(&others), Some(shared(&phones, &others, Fit::Well))),
        line("Achternaam", named(&names), named(&other_names), Some(shared(&names, &other_names, Fit::Yes))),
        line("Geboortedatum", named(&births), named(&other_births), Some(shared(&births, &other_births, Fit::Well))),
        line("Bewoners", ages(one), ages(other), None),
    ]
}

fn last_digits(text: &str, count: usize) -> String {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(count)..].iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, phone: &str) -> Person {
        Person { geslachtsnaam: Some(name.to_owned()), telefoonnummer: Some(phone.to_owned()), ..Person::default() }
    }

    #[test]
    fn a_shared_telephone_fits_well_and_shows_three_digits() {
        let lines = about_people(&[person("Visser", "06-12345418")], &[person("Bakker", "+31 6 12345418")]);
        assert_eq!((lines[0].one.as_str(), lines[0].fit), ("eindigt op 418", "Past goed"));
        assert_eq!((lines[1].one.as_str(), lines[1].fit), ("bekend", "Past niet"));
        assert_eq!(lines[2].fit, "Niet te zeggen");
    }

    #[test]
    fn a_suffix_on_one_side_does_not_fit() {
        let plain = Address { huisnummer: Some(101), ..Address::default() };
        let suffixed = Address { huisletter: Some("A".to_owned()), ..plain.clone() };
        let suffix = &about_addresses(&plain, &suffixed)[2];
        assert_eq!((suffix.one.as_str(), suffix.other.as_str(), suffix.fit), ("geen", "A", "Past niet"));
    }
}
