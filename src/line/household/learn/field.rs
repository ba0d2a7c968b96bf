//! The fields that teach, and how a signal and a household compare in each.

use crate::household::{
    birth::{Agreement, Birth},
    facts::{Facts, Individual},
    linker::Linker,
    model::Model,
    names::{Likeness, surname_likeness},
    people::{GivenLikeness, TelephoneLikeness, compare},
    profile::Profile,
    spot::Nearness,
};

/// A field, and its place in a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Front door, building, another unit, a near number, the street, elsewhere; of houses, and of flats.
    Address,
    AddressOfFlat,
    /// Equal, by sound, near, other; where one member of the household is known by surname, and where more are.
    Surname,
    SurnameOfMore,
    /// Equal, call name and official form, near, other.
    Given,
    /// Agree, other.
    Initial,
    /// The day, near it, another.
    Birth,
    /// Years that can be the same, or cannot.
    Years,
    /// Equal, near, other.
    Telephone,
}

pub(super) const FIELDS: usize = 9;
/// Levels of a field, at most.
pub(super) const LEVELS: usize = 6;

/// By field: the level of agreement, where both tell.
pub(super) type Fields = [Option<u8>; FIELDS];

/// A signal beside a household, of whose members one is compared with one of the signal's people.
pub(super) fn compared(
    facts: &Facts,
    profile: &Profile,
    (person, member): (&Individual, &Individual),
    linker: &Linker<'_>,
) -> Fields {
    let pair = compare(person, member, linker);
    let named = profile.members.iter().filter(|member| !member.known.surnames.is_empty()).count();
    let surname = surname(facts, profile);
    let dated = |one: &Individual| one.births.iter().any(|birth| matches!(birth, Birth::Day(_)));
    let days = dated(person) && dated(member);
    let mut fields = [None; FIELDS];
    let address = address(facts, profile);
    let flat = is_flat(facts, profile);
    fields[Field::Address as usize] = address.filter(|_| !flat);
    fields[Field::AddressOfFlat as usize] = address.filter(|_| flat);
    fields[Field::Surname as usize] = surname.filter(|_| named == 1);
    fields[Field::SurnameOfMore as usize] = surname.filter(|_| named > 1);
    fields[Field::Given as usize] = match pair.given {
        GivenLikeness::Equal if !pair.swapped => Some(0),
        GivenLikeness::Variant => Some(1),
        GivenLikeness::Near => Some(2),
        GivenLikeness::Other => Some(3),
        _ => None,
    };
    fields[Field::Initial as usize] = match pair.given {
        GivenLikeness::Initials(_) => Some(0),
        GivenLikeness::OtherInitial => Some(1),
        _ => None,
    };
    fields[Field::Birth as usize] = match pair.birth {
        Some(Agreement::Day) => Some(0),
        Some(Agreement::NearDay) => Some(1),
        Some(Agreement::None) if days => Some(2),
        _ => None,
    };
    fields[Field::Years as usize] = match pair.birth {
        Some(Agreement::Years(_)) => Some(0),
        Some(Agreement::None) if !days => Some(1),
        _ => None,
    };
    fields[Field::Telephone as usize] = match pair.telephone {
        TelephoneLikeness::Equal => Some(0),
        TelephoneLikeness::Near => Some(1),
        TelephoneLikeness::Other => Some(2),
        TelephoneLikeness::Unknown => None,
    };
    fields
}

/// How near the signal's address is to the nearest home of the household.
pub(super) fn nearness(facts: &Facts, profile: &Profile) -> Nearness {
    let Some(spot) = facts.here.first() else { return Nearness::Unknown };
    profile.homes.iter().map(|home| home.spot.nearness(spot)).max().unwrap_or(Nearness::Unknown)
}

fn address(facts: &Facts, profile: &Profile) -> Option<u8> {
    // Who tells a former address has moved: that teaches nothing of those that stay. A street without a number is no
    // other number.
    let whole = facts.before.is_empty() && facts.here.first().is_some_and(|spot| spot.number.is_some());
    let numbered = profile.homes.iter().all(|home| home.spot.number.is_some());
    match nearness(facts, profile) {
        _ if !whole || !numbered => None,
        Nearness::Unit => Some(0),
        Nearness::Building => Some(1),
        Nearness::OtherUnit => Some(2),
        Nearness::NearNumber => Some(3),
        Nearness::Street => Some(4),
        Nearness::Elsewhere => Some(5),
        Nearness::Unknown | Nearness::OtherStreet => None,
    }
}

/// Whether either lives in a building of several homes, as far as is told.
fn is_flat(facts: &Facts, profile: &Profile) -> bool {
    let mut spots = facts.here.iter().take(1).chain(profile.homes.iter().map(|home| &home.spot));
    spots.any(|spot| spot.units > 1 || spot.suffix.as_ref().is_some_and(|suffix| !suffix.is_empty()))
}

fn surname(facts: &Facts, profile: &Profile) -> Option<u8> {
    let told = facts.people.iter().flat_map(|person| &person.surnames);
    let likeness = told.flat_map(|name| profile.surnames().map(|known| surname_likeness(name, known))).max()?;
    Some(match likeness {
        Likeness::Equal => 0,
        Likeness::Sound => 1,
        Likeness::Near => 2,
        Likeness::None => 3,
    })
}

/// Where learning begins: m by field and level, as the model has it.
pub(super) fn m(model: &Model) -> Vec<Vec<f64>> {
    let surname = |other: f64| vec![model.surname_equal, model.surname_sound, 0.04, other];
    let address = vec![
        model.at_home,
        model.suffix_missing,
        model.other_unit,
        model.near_number,
        model.same_street,
        model.elsewhere,
    ];
    [
        address.clone(),
        address,
        surname(model.surname_other),
        surname(model.surname_other_known),
        vec![model.given_equal, model.given_variant, model.given_near, model.given_other],
        vec![model.initial_equal, model.initial_other],
        vec![model.birth_equal, model.birth_near, model.birth_other],
        vec![model.birth_years, 1.0 - model.birth_years],
        vec![model.telephone_equal, model.telephone_near, model.telephone_other],
    ]
    .map(whole)
    .to_vec()
}

/// What two of `size` households have in common by chance, where pairs at random say too little.
pub(super) fn u(model: &Model, size: f64) -> Vec<Vec<f64>> {
    let rest = |rare: &[f64]| {
        let rest = 1.0 - rare.iter().sum::<f64>();
        rare.iter().copied().chain([rest.max(1e-6)]).collect::<Vec<f64>>()
    };
    let surname = || rest(&[0.003, 0.001, 0.004]);
    let address = rest(&[
        1.0 / size,
        model.units_untold / size,
        model.units_untold / size,
        model.numbers_near / size,
        model.homes_in_street / size,
    ]);
    [
        address.clone(),
        address,
        surname(),
        surname(),
        rest(&[0.01, 0.01, 0.02]),
        rest(&[model.initial_shared]),
        rest(&[1.0 / model.birth_days, model.birth_near_days / model.birth_days]),
        rest(&[0.1]),
        rest(&[1.0 / size, model.telephones_near / size]),
    ]
    .map(whole)
    .to_vec()
}

fn whole(chances: Vec<f64>) -> Vec<f64> {
    let sum: f64 = chances.iter().sum();
    chances.into_iter().map(|chance| chance / sum).collect()
}
