//! What must be one household, what must not, and what a human is asked.

use jiff::{Timestamp, ToSpan, civil::date};
use uuid::Uuid;

use super::super::{Apart, Founded, lookup_keys};
use super::*;
use crate::{
    domain::{Address, CasusId, CasusStatus, Citizen, HouseholdId, Lately, Person, Postcode, QueueName, Urgency},
    household::Register,
};

fn home(suffix: &str) -> Address {
    Address {
        postcode: Postcode::parse("9675XA"),
        huisnummer: Some(12),
        huisletter: (!suffix.is_empty()).then(|| suffix.to_owned()),
        straatnaam: Some("Krabbenscheerstraat".to_owned()),
        woonplaats: Some("Winschoten".to_owned()),
        ..Address::default()
    }
}

fn lisdoddeplein() -> Address {
    Address { straatnaam: Some("Lisdoddeplein".to_owned()), postcode: None, ..home("") }
}

fn named(given: &str, surname: &str) -> Person {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Person { voornamen: some(given), geslachtsnaam: some(surname), ..Person::default() }
}

/// A signal on day `day`.
fn told(day: i64, address: Address, persons: &[Person]) -> Facts {
    let at = Timestamp::from_second(1_760_000_000).expect("a time") + (day * 24).hours();
    Facts::new(at, (&address, None), persons, &Register::default())
}

/// The store of a district: names as common as there.
fn district() -> Population {
    let mut population = Population::of_households(9_000);
    for number in 0..2_000 {
        let surname = match number % 40 {
            0 => "Jansen".to_owned(),
            1 => "Visser".to_owned(),
            2 => "Smit".to_owned(),
            _ => format!("Zand{number}huis"),
        };
        population.count(&told(0, home(""), &[named(&format!("Naam{}", number % 90), &surname)]), Founded::No);
    }
    population
}

/// Decides on the last of `signals`, where the others are each a household of its own but found by shared keys.
#[track_caller]
fn after(known: &[&[Facts]], signal: &Facts, policy: AddressPolicy) -> LinkDecision {
    decided(known, signal, policy, &[])
}

/// The same, where a human kept the first two apart.
#[track_caller]
fn kept_apart(known: &[&[Facts]; 2], signal: &Facts, policy: AddressPolicy) -> LinkDecision {
    decided(known, signal, policy, &[(0, 1)])
}

#[track_caller]
fn decided(known: &[&[Facts]], signal: &Facts, policy: AddressPolicy, apart: &[(usize, usize)]) -> LinkDecision {
    let looked_up = lookup_keys(signal);
    let mut candidates = Vec::new();
    let mut profiles = Vec::new();
    for (number, signals) in (1..).zip(known) {
        let keys: Vec<_> = signals.iter().flat_map(index_keys).collect();
        let shared_keys: Vec<_> = looked_up.iter().filter(|key| keys.contains(key)).cloned().collect();
        if shared_keys.is_empty() {
            continue;
        }
        let mut profile = Profile::default();
        signals.iter().for_each(|facts| profile.absorb(facts));
        profiles.push(profile);
        candidates.push(Candidate {
            household: HouseholdId(Uuid::from_u128(number)),
            casus: CasusId(Uuid::from_u128(number)),
            shared_keys,
            address: Address::default(),
            status: CasusStatus::Nieuw,
            queue: QueueName("parkwijk".to_owned()),
            urgency: Urgency::Normaal,
            assigned_to: None,
            lately: Lately::default(),
            same_partner_before: false,
        });
    }
    let background =
        Background { facts: signal, profiles: &profiles, population: &district(), apart: Apart(apart), answered: None };
    link(&candidates, background, (&Model::built_in().expect("a model"), policy))
}

fn joined(decision: &LinkDecision) -> bool {
    matches!(decision.link, Link::Join(_))
}

fn says(evidence: &[Evidence], reden: &str) -> bool {
    evidence.iter().any(|evidence| evidence.reden == reden)
}

/// A human is asked, and reads a doubt that ends so.
fn doubts(decision: &LinkDecision, end: &str) -> bool {
    decision.proposals.first().is_some_and(|asked| asked.evidence.iter().any(|evidence| evidence.reden.ends_with(end)))
}

#[test]
fn a_house_number_that_nobody_told_is_not_said_to_differ() {
    let street = Address { huisnummer: None, postcode: None, ..home("") };
    let decision = after(
        &[&[told(0, home(""), &[named("", "Ploegsma")])]],
        &told(1, street, &[named("", "Ploegsma")]),
        AddressPolicy::Streng,
    );
    let said = decision.proposals.first().map_or(&decision.evidence, |asked| &asked.evidence);
    assert!(says(said, "zelfde straat; het huisnummer is niet van beide bekend"), "{decision:?}");
}

#[test]
fn an_equal_full_address_joins_and_says_why() {
    let decision = after(&[&[told(0, home("A"), &[])]], &told(3, home("a"), &[]), AddressPolicy::Adres);
    assert!(joined(&decision));
    assert!(says(&decision.evidence, "zelfde adres"));
}

#[test]
fn the_flat_next_door_is_another_household() {
    let next_door = told(0, home("A"), &[named("Piet", "Bakker")]);
    let decision = after(&[&[next_door]], &told(3, home("B"), &[]), AddressPolicy::Adres);
    assert!(!joined(&decision) && decision.proposals.is_empty());
}

#[test]
fn a_missing_suffix_asks_a_human() {
    let flat = told(0, home("A"), &[named("", "Ploegsma")]);
    let decision = after(&[&[flat]], &told(3, home(""), &[]), AddressPolicy::Adres);
    assert!(!joined(&decision));
    assert_eq!(decision.proposals.len(), 1);
}

#[test]
fn another_family_at_the_address_is_asked_about_not_joined() {
    let jansen = told(0, home("A"), &[named("Piet", "Jansen")]);
    let smit = told(9, home("A"), &[named("Karin", "Smit")]);
    let decision = after(&[&[jansen]], &smit, AddressPolicy::Adres);
    assert!(!joined(&decision));
    assert!(says(&decision.proposals[0].evidence, "andere achternaam"));
}

#[test]
fn a_child_that_a_known_signal_named_with_its_mother_belongs_to_her() {
    let mother = Person { geboortedatum: Some(date(1990, 4, 2)), ..named("Karin", "Ploegsma") };
    let known = told(0, home("A"), &[mother, named("Levi", "Oudezand")]);
    let child = told(5, home("A"), &[named("Levi", "Oudezand")]);
    assert!(joined(&after(&[&[known]], &child, AddressPolicy::Streng)));
}

#[test]
fn a_name_that_sounds_alike_at_the_same_address_joins_and_says_so() {
    let known = told(0, home("A"), &[named("", "Drente")]);
    let decision = after(&[&[known]], &told(2, home("A"), &[named("", "Drenthe")]), AddressPolicy::Streng);
    assert!(joined(&decision), "{decision:?}");
    assert!(says(&decision.evidence, "achternaam klinkt gelijk"));
}

#[test]
fn streng_does_not_join_on_an_address_alone_nor_on_a_bare_name() {
    let known = told(0, home("A"), &[]);
    let by_address = after(&[&[known]], &told(1, home("A"), &[]), AddressPolicy::Streng);
    assert!(!joined(&by_address));
    assert_eq!(by_address.proposals.len(), 1);
    let nowhere = || told(0, Address::default(), &[named("Piet", "Ploegsma")]);
    assert!(!joined(&after(&[&[nowhere()]], &nowhere(), AddressPolicy::Streng)));
}

#[test]
fn a_household_that_moved_is_known_by_its_people() {
    let person = || Person { geboortedatum: Some(date(1961, 7, 30)), ..named("Hendrik", "Ploegsma") };
    let elsewhere = lisdoddeplein();
    let known = [told(0, home("A"), &[person()]), told(5, home("A"), &[person()])];
    let called = Person { voornamen: Some("Henk".to_owned()), ..person() };
    let decision = after(&[&known], &told(200, elsewhere, &[called]), AddressPolicy::Streng);
    assert!(joined(&decision), "{decision:?}");
    assert!(says(&decision.evidence, "de adressen verschillen"));
}

#[test]
fn a_town_that_was_left_does_not_speak_against_the_one_they_are_in() {
    let in_town = |name: &str| Address { woonplaats: Some(name.to_owned()), ..Address::default() };
    let person = [named("Marieke", "Ploegsma")];
    let mut moved = told(1, in_town("Beerta"), &person);
    moved.before = told(1, in_town("Assen"), &[]).here;
    let again = after(&[&[moved]], &told(2, in_town("Beerta"), &person), AddressPolicy::Adres);
    let reasons: Vec<&Evidence> =
        again.evidence.iter().chain(again.proposals.iter().flat_map(|p| &p.evidence)).collect();
    assert!(!reasons.iter().any(|reason| reason.reden == "de adressen verschillen"), "{reasons:?}");
}

#[test]
fn somebody_whom_two_homes_share_is_asked_about() {
    let sem = || Person { geboortedatum: Some(date(2018, 5, 4)), ..named("Sem", "Kuipstra") };
    let mother = [told(0, home(""), &[sem(), named("Anna", "Kuipstra")])];
    let father = told(3, lisdoddeplein(), &[sem(), named("Jan", "Kuipstra")]);
    let decision = after(&[&mother], &father, AddressPolicy::Adres);
    assert!(!joined(&decision) && doubts(&decision, "twee huishoudens?"));
}

#[test]
fn who_only_reports_or_helps_finds_no_household() {
    for rol in ["melder", "Huisarts", "ex-partner", "buurvrouw"] {
        let helper = || Person {
            rol: Some(rol.to_owned()),
            telefoonnummer: Some("0612345678".to_owned()),
            ..named("Karel", "Ploegsma")
        };
        let known = [told(0, home(""), &[named("Anna", "Kuipstra"), helper()])];
        let decision =
            after(&[&known], &told(3, lisdoddeplein(), &[named("Jan", "Zandhuis"), helper()]), AddressPolicy::Adres);
        assert!(!joined(&decision) && decision.proposals.is_empty(), "{rol}: {decision:?}");
    }
}

#[test]
fn a_namesake_elsewhere_with_nearly_the_birth_date_is_asked_about() {
    let born = |year: i16| [Person { geboortedatum: Some(date(year, 3, 3)), ..named("Gerrit", "Kuipstra") }];
    let son = [told(0, home(""), &born(1973))];
    let decision = after(&[&son], &told(3, lisdoddeplein(), &born(1937)), AddressPolicy::Adres);
    assert!(!joined(&decision) && doubts(&decision, "een naamgenoot?"));
}

#[test]
fn a_household_told_of_at_two_addresses_on_one_day_is_known_at_both() {
    let second = || Address { straatnaam: Some("Lisdoddeplein".to_owned()), postcode: None, ..home("") };
    let later = |day| {
        after(&[&[told(0, home("A"), &[]), told(day, second(), &[])]], &told(9, home("A"), &[]), AddressPolicy::Adres)
    };
    assert!(joined(&later(0)), "merged by a human the same day");
    assert!(!joined(&later(7)), "it moved");
}

#[test]
fn a_namesake_born_on_another_day_is_not_joined() {
    let born = |day| Person { geboortedatum: Some(day), ..named("Jan", "Visser") };
    let known = told(0, Address::default(), &[born(date(1950, 1, 4))]);
    let decision = after(&[&[known]], &told(2, home(""), &[born(date(1988, 6, 19))]), AddressPolicy::Adres);
    assert!(!joined(&decision));
}

#[test]
fn two_households_at_one_door_are_told_apart_by_their_people() {
    let jansen = told(0, home("A"), &[named("Piet", "Jansen")]);
    let ploegsma = told(1, home("A"), &[named("Karin", "Ploegsma")]);
    let decision =
        after(&[&[jansen], &[ploegsma]], &told(2, home("A"), &[named("Karin", "Ploegsma")]), AddressPolicy::Adres);
    assert_eq!(decision.link, Link::Join(HouseholdId(Uuid::from_u128(2))));
}

#[test]
fn what_six_families_have_in_common_is_no_household() {
    let people = ["Wil Ploegsma", "Karin Drenthe", "Piet Wiersma", "Noor Bouali", "Tessa Hoekstra", "Jan Zandhuis"];
    let person = |name: &str| name.split_once(' ').map(|(given, surname)| named(given, surname)).unwrap();
    let signals = |of: usize| people[..of].iter().map(|name| told(0, home("A"), &[person(name)])).collect();
    let (five, six): (Vec<Facts>, Vec<Facts>) = (signals(5), signals(6));
    let next = told(1, home("A"), &[named("Wil", "Ploegsma")]);
    assert!(joined(&after(&[&five], &next, AddressPolicy::Adres)));
    let asked = after(&[&six], &next, AddressPolicy::Adres);
    assert!(!joined(&asked));
    let reason = "hier zijn meer families gemeld dan in één huishouden wonen: een kantoor, een instelling of een fout?";
    assert!(says(&asked.proposals[0].evidence, reason), "{asked:?}");
}

#[test]
fn a_telephone_of_many_surnames_is_nobody_s() {
    let with_phone = |surname: &str| Person { telefoonnummer: Some("0597123456".to_owned()), ..named("", surname) };
    let signal = |surname: &str| told(0, Address::default(), &[with_phone(surname)]);
    let known: Vec<Facts> = ["Ploegsma", "Drenthe", "Wiersma", "Bouali"].map(signal).to_vec();
    assert!(!joined(&after(&[&known], &signal("Hoekstra"), AddressPolicy::Adres)));
}

#[test]
fn no_address_and_no_name_match_nothing() {
    let nobody = told(0, Address::default(), &[]);
    assert!(index_keys(&nobody).is_empty() && lookup_keys(&nobody).is_empty());
}

fn household(number: u128) -> Link {
    Link::Join(HouseholdId(Uuid::from_u128(number)))
}

#[test]
fn a_signal_that_fits_two_whom_a_human_kept_apart_is_asked() {
    let jan = told(0, home("A"), &[named("Jan", "Ploegsma")]);
    let piet = told(1, home("A"), &[named("Piet", "Ploegsma")]);
    let both = told(2, home("A"), &[named("Jan", "Ploegsma"), named("Piet", "Ploegsma")]);
    let known: [&[Facts]; 2] = [&[jan], &[piet]];
    assert!(joined(&after(&known, &both, AddressPolicy::Adres)), "nobody said that they are two");
    let decision = kept_apart(&known, &both, AddressPolicy::Adres);
    assert!(!joined(&decision));
    assert_eq!(decision.proposals.len(), 2);
    assert!(says(&decision.proposals[0].evidence, "een mens hield dit huishouden apart van een ander dat erop lijkt"));
}

#[test]
fn what_a_human_said_of_a_signal_holds_when_it_is_repeated() {
    let smit = told(0, home("A"), &[named("Karin", "Smit")]);
    let jansen = || told(9, home("A"), &[named("Piet", "Jansen")]);
    assert!(!joined(&after(&[std::slice::from_ref(&smit)], &jansen(), AddressPolicy::Adres)), "asked, the first time");
    let known: [&[Facts]; 2] = [&[smit.clone(), smit.clone()], &[jansen()]];
    assert_eq!(kept_apart(&known, &jansen(), AddressPolicy::Adres).link, household(2));
    assert_eq!(kept_apart(&known, &smit, AddressPolicy::Adres).link, household(1), "the other one keeps its own");
}

#[test]
fn an_address_that_a_human_gave_to_another_household_is_not_asked_about_again() {
    let smit = told(0, home("A"), &[named("Karin", "Smit")]);
    let bare = || told(5, home("A"), &[]);
    let known: [&[Facts]; 2] = [&[smit.clone(), smit], &[bare()]];
    assert_eq!(kept_apart(&known, &bare(), AddressPolicy::Adres).link, household(2));
    let strict = kept_apart(&known, &bare(), AddressPolicy::Streng);
    assert!(!joined(&strict), "an address alone never links");
    assert_eq!(strict.proposals.len(), 1, "{strict:?}");
}

#[test]
fn a_signal_that_says_no_more_than_both_is_asked() {
    let bare = |day| told(day, home("A"), &[]);
    let known: [&[Facts]; 2] = [&[bare(0)], &[bare(3)]];
    let decision = kept_apart(&known, &bare(5), AddressPolicy::Adres);
    assert!(!joined(&decision) && decision.proposals.len() == 2, "{decision:?}");
}

fn with_number(person: Person, number: u8) -> Person {
    Person { burger: Some(Citizen::of_hash([number; 16])), ..person }
}

#[test]
fn one_bsn_finds_its_person_under_another_name_and_address_and_says_so_without_digits() {
    let known = told(0, home("A"), &[with_number(named("Karin", "Ploegsma"), 7)]);
    let moved = Address { straatnaam: Some("Lisdoddeplein".to_owned()), postcode: None, ..home("") };
    let decision =
        after(&[&[known]], &told(9, moved, &[with_number(named("K", "Oudezand"), 7)]), AddressPolicy::Streng);
    assert!(joined(&decision), "{decision:?}");
    assert!(decision.evidence.iter().any(|evidence| evidence.reden.starts_with("zelfde BSN")));
}

#[test]
fn another_bsn_outweighs_one_name_and_birth_date() {
    let jan = || Person { geboortedatum: Some(date(1961, 7, 30)), ..named("Jan", "Ploegsma") };
    let known = || told(0, home("A"), &[with_number(jan(), 7)]);
    let same = told(9, Address::default(), &[jan()]);
    assert!(joined(&after(&[&[known()]], &same, AddressPolicy::Streng)), "without a number they are one");
    let other = told(9, Address::default(), &[with_number(jan(), 8)]);
    let decision = after(&[&[known()]], &other, AddressPolicy::Streng);
    assert!(!joined(&decision) && decision.proposals.is_empty(), "{decision:?}");
}
