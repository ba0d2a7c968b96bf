use jiff::{Timestamp, civil::date};

use super::*;
use crate::domain::{Address, Person, Postcode};
use crate::household::{Facts, Register};

fn facts(address: Address, person: Person) -> Keyed {
    let at = Timestamp::from_second(1_760_000_000).expect("a time");
    Facts::new(at, (&address, None), &[person], &Register::default()).into()
}

fn home() -> Address {
    Address {
        postcode: Postcode::parse("9675XA"),
        huisnummer: Some(3),
        straatnaam: Some("Lisdoddeplein".to_owned()),
        ..Address::default()
    }
}

fn karin() -> Person {
    Person {
        voornamen: Some("Karin".to_owned()),
        geslachtsnaam: Some("Ploegsma".to_owned()),
        geboortedatum: Some(date(1970, 2, 9)),
        ..Person::default()
    }
}

#[test]
fn a_signal_that_names_both_makes_two_households_one() {
    let mut book = Book::new(AddressPolicy::Streng, Model::built_in().expect("a model"));
    let by_person = book.link(&facts(Address::default(), karin())).household;
    let by_address =
        book.link(&facts(home(), Person { geslachtsnaam: Some("Ploegsma".to_owned()), ..Person::default() }));
    let both = book.link(&facts(home(), karin()));
    assert!(both.united);
    assert_eq!(book.now(by_person), book.now(by_address.household));
    assert_eq!(book.now(both.household), book.now(by_person));
}

/// An initial and a surname at the door say little while nobody else is known there, and much beside her whole name.
#[test]
fn what_was_doubtful_is_looked_at_again_when_more_is_known() {
    let mut book = Book::new(AddressPolicy::Streng, Model::built_in().expect("a model"));
    let elsewhere = |number| Address { huisnummer: Some(number), ..home() };
    let misnumbered = book.link(&facts(elsewhere(5), Person { geboortedatum: None, ..karin() })).household;
    let first = book.link(&facts(home(), karin()));
    assert_ne!(book.now(misnumbered), book.now(first.household), "one street, a common slip: kin, or the same one?");
    let told = Person { telefoonnummer: Some("0612345678".to_owned()), ..karin() };
    for _ in 0..8 {
        book.link(&facts(home(), told.clone()));
    }
    book.link(&facts(elsewhere(5), karin()));
    assert_eq!(book.now(misnumbered), book.now(first.household));
}

#[test]
fn the_same_file_gives_the_same_households() {
    let run = || {
        let mut book = Book::new(AddressPolicy::Adres, Model::built_in().expect("a model"));
        let signals = [facts(home(), karin()), facts(Address::default(), karin()), facts(home(), Person::default())];
        signals.iter().map(|facts| book.link(facts)).collect::<Vec<_>>()
    };
    assert_eq!(run(), run());
}
