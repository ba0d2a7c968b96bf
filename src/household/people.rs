//! Two individuals compared: name, birth, telephone.

use super::{
    birth::{Agreement, Birth, agreement},
    facts::Individual,
    linker::Linker,
    name::Name,
    names::{Likeness, surname_likeness},
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
    /// Whether both have one BSN, where both tell.
    pub citizen: Option<bool>,
    /// Bits of given name, birth and telephone; a surname counts once per household, not here.
    pub bits: f64,
}

/// Whether `person` is the household's `member`, for keeping its books: no surname is needed, but no contradiction.
pub(super) fn same_person(person: &Individual, member: &Individual) -> bool {
    let birth = best_birth(&person.births, &member.births);
    match same_citizen(person, member) {
        Some(same) => return same,
        None if birth == Some(Agreement::None) => return false,
        None => {}
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
    let bits = given_bits(person, given, linker)
        + further_initials_bits(person, member, linker)
        + birth_bits(birth, linker)
        + telephone_bits(telephone, linker);
    let citizen = same_citizen(person, member);
    let bits = match citizen {
        None => bits,
        Some(true) => bits + (linker.model.citizen_equal / linker.model.citizen_shared).log2(),
        // What agrees then is chance, or kin.
        Some(false) => bits.min(0.0) + linker.model.citizen_other.log2(),
    };
    Pair { surname, swapped, given, birth, telephone, citizen, bits }
}

fn same_citizen(person: &Individual, member: &Individual) -> Option<bool> {
    let told = !person.citizens.is_empty() && !member.citizens.is_empty();
    told.then(|| person.citizens.iter().any(|citizen| member.citizens.contains(citizen)))
}

impl Pair {
    /// Name and birth say that they are one, the BSN that they are not.
    pub(super) fn is_contradicted(&self) -> bool {
        let named = matches!(self.given, GivenLikeness::Equal | GivenLikeness::Variant) && self.surname;
        self.citizen == Some(false) && named && self.birth == Some(Agreement::Day)
    }
}

fn shares_surname(one: &[Name], other: &[Name]) -> bool {
    one.iter().any(|name| other.iter().any(|known| surname_likeness(name, known) > Likeness::None))
}

/// `Westerhuis Jan` for `Jan Westerhuis`.
fn is_swapped(person: &Individual, member: &Individual) -> bool {
    person.surnames.iter().any(|name| member.given.contains(name))
        && person.given.iter().any(|name| member.surnames.contains(name))
}

fn given_likeness(person: &Individual, member: &Individual) -> GivenLikeness {
    if !person.given.is_empty() && !member.given.is_empty() {
        let any = |alike: fn(&Name, &Name) -> bool| {
            person.given.iter().any(|one| member.given.iter().any(|other| alike(one, other)))
        };
        return if any(|one, other| one == other) {
            GivenLikeness::Equal
        } else if any(Name::is_variant_of) {
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
    let begins = |names: &[Name], initials: &str| {
        let first = initials.chars().next().filter(|_| !names.is_empty())?;
        Some(names.iter().any(|name| name.may_begin_with(first)))
    };
    match begins(&person.given, &member.initials).or_else(|| begins(&member.given, &person.initials)) {
        Some(true) => GivenLikeness::Initials(1),
        Some(false) => GivenLikeness::OtherInitial,
        None => GivenLikeness::Unknown,
    }
}

/// A writing error apart, or one the beginning of the other.
fn is_near(one: &Name, other: &Name) -> bool {
    let short = one.len().min(other.len());
    let begins = || one.as_str().starts_with(other.as_str()) || other.as_str().starts_with(one.as_str());
    short >= 3 && begins() || short >= 4 && one.within(other, if short >= 8 { 2 } else { 1 })
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

/// What the initials after the first add to a given name: `Jan J.H.` is no `Jan J.P.`
fn further_initials_bits(person: &Individual, member: &Individual, linker: &Linker<'_>) -> f64 {
    let both_named = !person.given.is_empty() && !member.given.is_empty();
    let mut pairs = person.initials.chars().zip(member.initials.chars());
    if !both_named || pairs.next().is_none_or(|(one, other)| one != other) {
        return 0.0;
    }
    let model = linker.model;
    match pairs.map(|(one, other)| one == other).reduce(|all, equal| all && equal) {
        Some(true) => (model.initial_equal / model.initial_shared).log2(),
        Some(false) => (model.initial_other / (1.0 - model.initial_shared)).log2(),
        None => 0.0,
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
        Some(Agreement::Day) => (model.birth_equal * model.birth_days).log2(),
        Some(Agreement::NearDay) => (model.birth_near * model.birth_days / model.birth_near_days).log2(),
        Some(Agreement::Years(span)) => {
            (model.birth_years * model.birth_span_years / f64::from(span.max(1))).log2().max(0.0)
        }
        Some(Agreement::None) => model.birth_other.log2(),
    }
}

fn telephone_likeness(one: &[u32], other: &[u32]) -> TelephoneLikeness {
    if one.is_empty() || other.is_empty() {
        return TelephoneLikeness::Unknown;
    }
    if one.iter().any(|number| other.contains(number)) {
        return TelephoneLikeness::Equal;
    }
    let near = one.iter().any(|number| other.iter().any(|known| is_near_number(*number, *known)));
    if near { TelephoneLikeness::Near } else { TelephoneLikeness::Other }
}

/// One digit other, or two neighbours swapped.
fn is_near_number(one: u32, other: u32) -> bool {
    let mut apart = one.abs_diff(other);
    while apart > 0 && apart.is_multiple_of(10) {
        apart /= 10;
    }
    // A digit differs by nine at most, two that are swapped by nine times nine.
    let (one, other) = (digits(one), digits(other));
    let mut differing = (0..9).filter(|at| one[*at] != other[*at]);
    apart <= 81
        && match (differing.next(), differing.next(), differing.next()) {
            (Some(_), None, _) => true,
            (Some(first), Some(second), None) => {
                second == first + 1 && one[first] == other[second] && one[second] == other[first]
            }
            _ => false,
        }
}

fn digits(mut number: u32) -> [u32; 9] {
    let mut digits = [0; 9];
    for digit in digits.iter_mut().rev() {
        *digit = number % 10;
        number /= 10;
    }
    digits
}

fn telephone_bits(telephone: TelephoneLikeness, linker: &Linker<'_>) -> f64 {
    let (model, size) = (linker.model, linker.size());
    match telephone {
        TelephoneLikeness::Unknown => 0.0,
        TelephoneLikeness::Equal => (model.telephone_equal * size).log2(),
        TelephoneLikeness::Near => (model.telephone_near * size / model.telephones_near).log2().max(0.0),
        TelephoneLikeness::Other => model.telephone_other.log2(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_number_with_one_slip_is_near() {
        for near in [612_345_679, 612_345_687, 621_345_678, 612_045_678] {
            assert!(is_near_number(612_345_678, near), "{near}");
        }
        for other in [612_345_699, 618_345_672, 612_345_666] {
            assert!(!is_near_number(612_345_678, other), "{other}");
        }
    }
}
