//! Two individuals compared: name, birth, telephone.

use super::{
    birth::{Agreement, Birth, agreement},
    facts::Individual,
    letters::Letters,
    linker::Linker,
    name::Name,
    names::{Likeness, surname_likeness},
    weights::Weights,
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

/// One person of a signal, with what an agreement of the given name says: worked out once for all members compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Somebody<'a> {
    pub known: &'a Individual,
    /// Bits of the given name: equal, call name and official name, a writing error apart.
    given: [f64; 3],
}

impl<'a> Somebody<'a> {
    pub(super) fn new(known: &'a Individual, linker: &Linker<'_>) -> Self {
        let model = linker.model;
        let share = known.given.first().map_or(0.01, |name| linker.population.given(name));
        let of = |m: f64, u: f64| (m / u).log2();
        let given =
            [of(model.given_equal, share), of(model.given_variant, share + 0.01), of(model.given_near, share + 0.005)];
        Self { known, given }
    }
}

/// [`compare_with`], of one pair only.
pub(super) fn compare(person: &Individual, member: &Individual, linker: &Linker<'_>) -> Pair {
    compare_with(&Somebody::new(person, linker), member, linker)
}

pub(super) fn compare_with(somebody: &Somebody<'_>, member: &Individual, linker: &Linker<'_>) -> Pair {
    let (person, weights) = (somebody.known, &linker.weights);
    let surname = shares_surname(&person.surnames, &member.surnames);
    let swapped = !surname && is_swapped(person, member);
    let given = if swapped { GivenLikeness::Equal } else { given_likeness(person, member) };
    let birth = best_birth(&person.births, &member.births);
    let telephone = telephone_likeness(&person.telephones, &member.telephones);
    let bits = given_bits(somebody, given, weights)
        + further_initials_bits(person, member, weights)
        + birth_bits(birth, linker)
        + telephone_bits(telephone, weights);
    let citizen = same_citizen(person, member);
    let bits = match citizen {
        None => bits,
        Some(true) => bits + weights.citizen_equal,
        // What agrees then is chance, or kin.
        Some(false) => bits.min(0.0) + weights.citizen_other,
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
        let (one, other) = (person.initials.as_str(), member.initials.as_str());
        let equal = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
        let all = one.len().min(other.len());
        return if equal == all { GivenLikeness::Initials(equal) } else { GivenLikeness::OtherInitial };
    }
    let begins = |names: &[Name], initials: &Letters| {
        let first = initials.as_str().chars().next().filter(|_| !names.is_empty())?;
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
    let begins = || {
        let (one, other) = (one.as_bytes(), other.as_bytes());
        one.starts_with(other) || other.starts_with(one)
    };
    short >= 3 && one.first() == other.first() && begins()
        || short >= 4 && one.within(other, if short >= 8 { 2 } else { 1 })
}

fn given_bits(somebody: &Somebody<'_>, given: GivenLikeness, weights: &Weights) -> f64 {
    let [equal, variant, near] = somebody.given;
    match given {
        GivenLikeness::Unknown => 0.0,
        GivenLikeness::Equal => equal,
        GivenLikeness::Variant => variant,
        GivenLikeness::Near => near,
        GivenLikeness::Other => weights.given_other,
        GivenLikeness::Initials(count) => weights.initials[count.clamp(1, weights.initials.len()) - 1],
        GivenLikeness::OtherInitial => weights.initial_other,
    }
}

/// What the initials after the first add to a given name: `Jan J.H.` is no `Jan J.P.`
fn further_initials_bits(person: &Individual, member: &Individual, weights: &Weights) -> f64 {
    let both_named = !person.given.is_empty() && !member.given.is_empty();
    if !both_named || person.initials.is_empty() || member.initials.is_empty() {
        return 0.0;
    }
    let mut pairs = person.initials.as_str().chars().zip(member.initials.as_str().chars());
    if pairs.next().is_none_or(|(one, other)| one != other) {
        return 0.0;
    }
    match pairs.map(|(one, other)| one == other).reduce(|all, equal| all && equal) {
        Some(true) => weights.initials[0],
        Some(false) => weights.initial_other,
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
    let (model, weights) = (linker.model, &linker.weights);
    match birth {
        None => 0.0,
        Some(Agreement::Day) => weights.birth_day,
        Some(Agreement::NearDay) => weights.birth_near,
        Some(Agreement::Years(span)) => {
            (model.birth_years * model.birth_span_years / f64::from(span.max(1))).log2().max(0.0)
        }
        Some(Agreement::None) => weights.birth_other,
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

fn telephone_bits(telephone: TelephoneLikeness, weights: &Weights) -> f64 {
    match telephone {
        TelephoneLikeness::Unknown => 0.0,
        TelephoneLikeness::Equal => weights.telephone_equal,
        TelephoneLikeness::Near => weights.telephone_near,
        TelephoneLikeness::Other => weights.telephone_other,
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
