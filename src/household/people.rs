//! Two individuals compared: name, birth, telephone.

use super::{
    birth::{Agreement, Birth, agreement},
    facts::Individual,
    linker::Linker,
    names::{Likeness, surname_likeness, within},
    nicknames,
};

/// How two given names, or a given name and initials, agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GivenLikeness {
    /// Of one of both nothing is known.
    Unknown,
    Other,
    OtherInitial,
    /// Initials that agree, so many of them.
    Initials(usize),
    /// A writing error apart.
    Near,
    /// Call name and official name.
    Variant,
    Equal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TelephoneLikeness {
    Unknown,
    Other,
    Near,
    Equal,
}

/// One person of a signal beside one member of a household.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    /// They share a surname, or one said or spelt alike.
    pub surname: bool,
    /// Given name and surname stand in each other's place.
    pub swapped: bool,
    pub given: GivenLikeness,
    pub birth: Option<Agreement>,
    pub telephone: TelephoneLikeness,
    /// Bits of given name, birth and telephone; a surname counts once per household, not here.
    pub bits: f64,
}

/// Days on which people are born, as far as they can be told apart: some eighty years.
const BIRTH_DAYS: f64 = 25_000.0;
/// Birth dates that are one writing error from a given one.
const NEAR_DAYS: f64 = 40.0;
const BIRTH_YEARS: f64 = 70.0;
/// Telephone numbers one writing error from a given one that somebody has, for each that exists.
const NEAR_NUMBERS: f64 = 2.0;

/// Whether `person` is the household's `member`, for keeping its books: no surname is needed, but no contradiction.
pub(super) fn same_person(person: &Individual, member: &Individual) -> bool {
    let birth = best_birth(&person.births, &member.births);
    if birth == Some(Agreement::None) {
        return false;
    }
    match given_likeness(person, member) {
        GivenLikeness::Equal | GivenLikeness::Variant | GivenLikeness::Near | GivenLikeness::Initials(_) => true,
        GivenLikeness::Unknown => {
            let born = matches!(birth, Some(Agreement::Day | Agreement::NearDay));
            let only_number = person.births.is_empty() && person.given.is_empty();
            let same_number = person.telephones.iter().any(|number| member.telephones.contains(number));
            born || only_number && same_number || is_swapped(person, member)
        }
        GivenLikeness::Other | GivenLikeness::OtherInitial => {
            birth == Some(Agreement::Day) && is_swapped(person, member)
        }
    }
}

pub(super) fn compare(person: &Individual, member: &Individual, linker: &Linker<'_>) -> Pair {
    let surname = shares_surname(&person.surnames, &member.surnames);
    let swapped = !surname && is_swapped(person, member);
    let given = if swapped { GivenLikeness::Equal } else { given_likeness(person, member) };
    let birth = best_birth(&person.births, &member.births);
    let telephone = telephone_likeness(&person.telephones, &member.telephones);
    let bits = given_bits(person, given, linker) + birth_bits(birth, linker) + telephone_bits(telephone, linker);
    Pair { surname, swapped, given, birth, telephone, bits }
}

fn shares_surname(one: &[String], other: &[String]) -> bool {
    one.iter().any(|name| other.iter().any(|known| surname_likeness(name, known) > Likeness::None))
}

/// `Westerhuis Jan` for `Jan Westerhuis`.
fn is_swapped(person: &Individual, member: &Individual) -> bool {
    person.surnames.iter().any(|name| member.given.contains(name))
        && person.given.iter().any(|name| member.surnames.contains(name))
}

fn given_likeness(person: &Individual, member: &Individual) -> GivenLikeness {
    if !person.given.is_empty() && !member.given.is_empty() {
        let any = |alike: fn(&str, &str) -> bool| {
            person.given.iter().any(|one| member.given.iter().any(|other| alike(one, other)))
        };
        return if any(|one, other| one == other) {
            GivenLikeness::Equal
        } else if any(nicknames::same_name) {
            GivenLikeness::Variant
        } else if any(is_near) {
            GivenLikeness::Near
        } else {
            GivenLikeness::Other
        };
    }
    if !person.initials.is_empty() && !member.initials.is_empty() {
        let equal = person.initials.chars().zip(member.initials.chars()).take_while(|(a, b)| a == b).count();
        let all = person.initials.len().min(member.initials.len());
        return if equal == all { GivenLikeness::Initials(equal) } else { GivenLikeness::OtherInitial };
    }
    let begins = |names: &[String], initials: &str| {
        let first = initials.chars().next().filter(|_| !names.is_empty())?;
        Some(names.iter().any(|name| nicknames::may_begin_with(name, first)))
    };
    match begins(&person.given, &member.initials).or_else(|| begins(&member.given, &person.initials)) {
        Some(true) => GivenLikeness::Initials(1),
        Some(false) => GivenLikeness::OtherInitial,
        None => GivenLikeness::Unknown,
    }
}

/// A writing error apart, or one the beginning of the other.
fn is_near(one: &str, other: &str) -> bool {
    let short = one.len().min(other.len());
    let begins = short >= 3 && (one.starts_with(other) || other.starts_with(one));
    begins || short >= 4 && within(one, other, if short >= 8 { 2 } else { 1 })
}

fn given_bits(person: &Individual, given: GivenLikeness, linker: &Linker<'_>) -> f64 {
    let model = linker.model;
    let share = || person.given.first().map_or(0.01, |name| linker.population.given(name));
    match given {
        GivenLikeness::Unknown => 0.0,
        GivenLikeness::Equal => (model.given_equal / share()).log2(),
        GivenLikeness::Variant => (model.given_variant / (share() + 0.01)).log2(),
        GivenLikeness::Near => (model.given_near / (share() + 0.005)).log2(),
        GivenLikeness::Other => (model.given_other / 0.95).log2(),
        GivenLikeness::Initials(count) => {
            let shared = model.initial_shared.powi(i32::try_from(count.clamp(1, 3)).unwrap_or(1));
            (model.initial_equal / shared).log2()
        }
        GivenLikeness::OtherInitial => (model.initial_other / (1.0 - model.initial_shared)).log2(),
    }
}

fn best_birth(one: &[Birth], other: &[Birth]) -> Option<Agreement> {
    let pairs = one.iter().flat_map(|one| other.iter().map(|other| agreement(*one, *other)));
    pairs.max_by_key(|agreement| match agreement {
        Agreement::Day => 3,
        Agreement::NearDay => 2,
        Agreement::Years(_) => 1,
        Agreement::None => 0,
    })
}

fn birth_bits(birth: Option<Agreement>, linker: &Linker<'_>) -> f64 {
    let model = linker.model;
    match birth {
        None => 0.0,
        Some(Agreement::Day) => (model.birth_equal * BIRTH_DAYS).log2(),
        Some(Agreement::NearDay) => (model.birth_near * BIRTH_DAYS / NEAR_DAYS).log2(),
        Some(Agreement::Years(span)) => (model.birth_years * BIRTH_YEARS / f64::from(span.max(1))).log2().max(0.0),
        Some(Agreement::None) => model.birth_other.log2(),
    }
}

fn telephone_likeness(one: &[String], other: &[String]) -> TelephoneLikeness {
    if one.is_empty() || other.is_empty() {
        return TelephoneLikeness::Unknown;
    }
    if one.iter().any(|number| other.contains(number)) {
        return TelephoneLikeness::Equal;
    }
    let near = one.iter().any(|number| other.iter().any(|known| within(number, known, 1)));
    if near { TelephoneLikeness::Near } else { TelephoneLikeness::Other }
}

fn telephone_bits(telephone: TelephoneLikeness, linker: &Linker<'_>) -> f64 {
    let (model, size) = (linker.model, linker.size());
    match telephone {
        TelephoneLikeness::Unknown => 0.0,
        TelephoneLikeness::Equal => (model.telephone_equal * size).log2(),
        TelephoneLikeness::Near => (model.telephone_near * size / NEAR_NUMBERS).log2().max(0.0),
        TelephoneLikeness::Other => model.telephone_other.log2(),
    }
}
