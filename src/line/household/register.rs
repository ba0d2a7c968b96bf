//! The address register (a BAG extract): what an address, as written, can be.
//!
//! **Invariant:** works without one; then an address is what it says, spelled out.

use std::collections::BTreeMap;

use super::{
    hash::{Hashed, fnv},
    names::{sound, within},
    near_postcodes::{near_postcode, near_postcodes},
    spot::{Spot, Word},
    street_names::{abbreviates, deletions, forms, is_alike, titles_written_out, written_out},
    suffix::{canonical_suffix, same_suffix},
};
use crate::domain::{Address, fold};

/// One home in the register.
#[derive(Debug, Clone)]
struct Unit {
    street: u32,
    number: u32,
    suffix: Box<str>,
    postcode: [u8; 6],
}

#[derive(Debug, Clone)]
struct Street {
    /// Folded, no spaces.
    name: Word,
    /// Folded words, for abbreviations.
    words: Box<str>,
    /// Folded.
    place: Word,
}

/// Streets, numbers, units and postcodes of the area that the gateway serves.
#[derive(Debug, Clone, Default)]
pub struct Register {
    streets: Vec<Street>,
    /// Sorted by street and number.
    units: Vec<Unit>,
    /// By street and number: where its units start, and how many they are.
    numbers: Hashed<(u32, u32), (u32, u32)>,
    by_postcode: Hashed<[u8; 6], Vec<u32>>,
    /// By a street's name, whole or without its first words, hashed.
    by_form: Hashed<u64, (Box<str>, Vec<u32>)>,
    /// By a form with one letter left out, or two, hashed: a spelling error away (deletion neighbourhood, after
    /// Garbe's SymSpell).
    by_deletion: Hashed<u64, Vec<u64>>,
}

/// Bits that a reading loses by what is odd in it; from how often people write so.
mod cost {
    pub const SOUND: f64 = 2.0;
    pub const ONE_EDIT: f64 = 3.0;
    pub const TWO_EDITS: f64 = 6.0;
    pub const SHORTENED: f64 = 0.5;
    pub const FIRST_WORDS_LEFT_OUT: f64 = 1.5;
    pub const OTHER_PLACE: f64 = 3.0;
    pub const NEAR_POSTCODE: f64 = 4.0;
    pub const OTHER_POSTCODE: f64 = 7.0;
    pub const NO_SUCH_NUMBER: f64 = 5.0;
    /// A reading that is this much worse than the best is left.
    pub const HOPELESS: f64 = 7.0;
}
/// Where a number has units besides a home without suffix: who leaves the suffix out means that home, so often.
const MEANS_BARE: f64 = 0.75;
/// Most readings of one address.
const MOST_READINGS: usize = 6;

impl Register {
    /// Builds it from the rows of an extract; rows without street or number are left.
    pub fn new(rows: impl IntoIterator<Item = Address>) -> Self {
        let mut register = Self::default();
        let mut streets: BTreeMap<(String, String), u32> = BTreeMap::new();
        let mut places: BTreeMap<String, Word> = BTreeMap::new();
        for row in rows {
            let (Some(written), Some(number), Some(postcode)) = (&row.straatnaam, row.huisnummer, bytes(&row)) else {
                continue;
            };
            let words = fold(written);
            let place = row.woonplaats.as_deref().map(fold).unwrap_or_default();
            let next = u32::try_from(streets.len()).unwrap_or(u32::MAX);
            let street = *streets.entry((words, place)).or_insert_with_key(|(words, place)| {
                let place = places.entry(place.clone()).or_insert_with(|| place.as_str().into()).clone();
                let name = words.replace(' ', "").as_str().into();
                register.streets.push(Street { name, words: words.as_str().into(), place });
                next
            });
            let suffix = canonical_suffix(&row.suffix()).into();
            register.units.push(Unit { street, number, suffix, postcode });
        }
        register.index();
        register
    }

    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// Every street and the place it is in, folded.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.streets.iter().map(|street| (&*street.words, &*street.place))
    }

    fn index(&mut self) {
        self.units.sort_by(|a, b| (a.street, a.number, &a.suffix).cmp(&(b.street, b.number, &b.suffix)));
        for (at, unit) in self.units.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            self.numbers.entry((unit.street, unit.number)).or_insert((at, 0)).1 += 1;
            let streets = self.by_postcode.entry(unit.postcode).or_default();
            if !streets.contains(&unit.street) {
                streets.push(unit.street);
            }
        }
        for (at, street) in self.streets.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            for form in forms(&street.words) {
                let (_, streets) = self.by_form.entry(fnv(form.bytes())).or_insert_with(|| (form.into(), Vec::new()));
                if !streets.contains(&at) {
                    streets.push(at);
                }
            }
        }
        for (hash, (form, _)) in &self.by_form {
            for deletion in deletions(form) {
                self.by_deletion.entry(deletion).or_default().push(*hash);
            }
        }
        for forms in self.by_deletion.values_mut() {
            forms.sort_unstable();
        }
    }

    /// The streets that a form names.
    fn named(&self, form: &str) -> &[u32] {
        self.by_form.get(&fnv(form.bytes())).filter(|(known, _)| **known == *form).map_or(&[], |(_, streets)| streets)
    }

    fn units_at(&self, street: u32, number: u32) -> &[Unit] {
        let Some((start, count)) = self.numbers.get(&(street, number)) else { return &[] };
        self.units.get(*start as usize..(*start + *count) as usize).unwrap_or_default()
    }

    /// What `address` can be, likeliest first.
    pub fn read(&self, address: &Address) -> Vec<Spot> {
        let plain = spelled(address);
        if self.is_empty() || (!plain.is_placed()) {
            return if plain == Spot::default() { Vec::new() } else { vec![Spot { share: 1.0, ..plain }] };
        }
        let mut readings = self.by_street(address, &plain);
        if readings.is_empty() {
            readings = self.by_postcode(&plain);
        }
        if readings.is_empty() {
            return vec![Spot { share: 1.0, ..plain }];
        }
        weighed(readings)
    }

    fn by_street(&self, address: &Address, plain: &Spot) -> Vec<(f64, Spot)> {
        let Some(written) = &address.straatnaam else { return Vec::new() };
        let mut readings = Vec::new();
        for (street, spelling) in self.streets_like(&fold(written), plain.postcode) {
            let Some(known) = self.streets.get(street as usize) else { continue };
            let mut lost = spelling;
            if !plain.place.is_empty() && plain.place != known.place {
                lost += cost::OTHER_PLACE;
            }
            if is_hopeless(lost, &readings) {
                continue;
            }
            let Some(number) = plain.number else {
                lost += self.postcode_cost(street, None, plain.postcode);
                let spot = Spot {
                    known: true,
                    postcode: None,
                    street: known.name.clone(),
                    place: known.place.clone(),
                    ..plain.clone()
                };
                readings.push((lost, spot));
                continue;
            };
            lost += self.postcode_cost(street, Some(number), plain.postcode);
            if is_hopeless(lost, &readings) {
                continue;
            }
            self.with_units(street, (number, plain), lost, &mut readings);
        }
        readings
    }

    fn by_postcode(&self, plain: &Spot) -> Vec<(f64, Spot)> {
        let (Some(postcode), Some(number)) = (plain.postcode, plain.number) else { return Vec::new() };
        let mut readings = Vec::new();
        let mut take = |postcode: [u8; 6], lost: f64| {
            for street in self.by_postcode.get(&postcode).into_iter().flatten() {
                if self.units_at(*street, number).iter().any(|unit| unit.postcode == postcode) {
                    self.with_units(*street, (number, plain), lost, &mut readings);
                }
            }
        };
        take(postcode, 0.0);
        if readings.is_empty() {
            let mut take = |postcode: [u8; 6], lost: f64| {
                for street in self.by_postcode.get(&postcode).into_iter().flatten() {
                    if self.units_at(*street, number).iter().any(|unit| unit.postcode == postcode) {
                        self.with_units(*street, (number, plain), lost, &mut readings);
                    }
                }
            };
            for near in near_postcodes(postcode) {
                take(near, cost::NEAR_POSTCODE);
            }
        }
        readings
    }

    /// The homes at one number of one street, as far as the written suffix tells.
    fn with_units(&self, street: u32, (number, plain): (u32, &Spot), lost: f64, readings: &mut Vec<(f64, Spot)>) {
        let Some(known) = self.streets.get(street as usize) else { return };
        let units = self.units_at(street, number);
        let count = u16::try_from(units.len()).unwrap_or(u16::MAX);
        let spot = |suffix: Option<&str>, postcode: Option<[u8; 6]>| Spot {
            street: known.name.clone(),
            place: known.place.clone(),
            postcode,
            number: Some(number),
            suffix: suffix.map(str::to_owned),
            units: count,
            known: true,
            odd: false,
            share: 0.0,
        };
        let Some(first) = units.first() else {
            readings.push((
                lost + cost::NO_SUCH_NUMBER,
                Spot { odd: true, units: 0, ..spot(plain.suffix.as_deref(), None) },
            ));
            return;
        };
        let written = plain.suffix.as_deref().unwrap_or_default();
        let exact = units.iter().find(|unit| same_suffix(&unit.suffix, written));
        match exact {
            Some(unit) if written.is_empty() && units.len() > 1 => {
                readings.push((lost - MEANS_BARE.log2(), spot(Some(""), Some(unit.postcode))));
                readings.push((lost - (1.0 - MEANS_BARE).log2(), spot(None, Some(unit.postcode))));
            }
            Some(unit) => readings.push((lost, spot(Some(&unit.suffix), Some(unit.postcode)))),
            None if written.is_empty() && units.len() == 1 => {
                readings.push((lost, spot(Some(&first.suffix), Some(first.postcode))));
            }
            None if written.is_empty() => readings.push((lost, spot(None, Some(first.postcode)))),
            None => readings.push((lost + 1.0, Spot { odd: true, ..spot(Some(written), Some(first.postcode)) })),
        }
    }

    /// Streets that `folded` can name, with the bits that its spelling costs.
    fn streets_like(&self, folded: &str, postcode: Option<[u8; 6]>) -> Vec<(u32, f64)> {
        let words = written_out(folded);
        let written = words.replace(' ', "");
        let mut found = Streets::default();
        for street in self.named(&written) {
            let whole = self.streets.get(*street as usize).is_some_and(|known| *known.name == *written);
            found.add(*street, if whole { 0.0 } else { cost::FIRST_WORDS_LEFT_OUT });
        }
        self.shortened(&words, &mut found);
        if found.0.is_empty() {
            self.misspelt(&words, &written, &mut found);
        }
        if found.0.is_empty() {
            // The postcode vouches for a spelling that is further off.
            for street in postcode.and_then(|postcode| self.by_postcode.get(&postcode)).into_iter().flatten() {
                let near = self.streets.get(*street as usize).is_some_and(|known| is_alike(&known.name, &written));
                if near {
                    found.add(*street, cost::TWO_EDITS);
                }
            }
        }
        found.0
    }

    /// `burg engelkensstraat`: the last word is whole, those before it are shortened.
    fn shortened(&self, words: &str, found: &mut Streets) {
        let Some((first, last)) = words.rsplit_once(' ') else { return };
        for street in self.named(last) {
            let Some(known) = self.streets.get(*street as usize) else { continue };
            if known.words.rsplit_once(' ').is_some_and(|(full, _)| abbreviates(first, full)) {
                found.add(*street, cost::SHORTENED);
            }
        }
    }

    fn misspelt(&self, words: &str, written: &str, found: &mut Streets) {
        let last = words.rsplit(' ').next().unwrap_or_default();
        let tail = (last != written && last.len() > 5).then_some(last);
        for written in std::iter::once(written).chain(tail) {
            let said = sound(written);
            let mut seen = Vec::new();
            for deletion in deletions(written) {
                let forms = self.by_deletion.get(&deletion).into_iter().flatten();
                for hash in forms {
                    // What is near shares many of its deletions.
                    if seen.contains(hash) {
                        continue;
                    }
                    seen.push(*hash);
                    let Some((form, streets)) = self.by_form.get(hash) else { continue };
                    if let Some(lost) = spelling_cost(form, (written, &said)) {
                        streets.iter().for_each(|street| found.add(*street, lost));
                    }
                }
            }
        }
    }

    fn postcode_cost(&self, street: u32, number: Option<u32>, postcode: Option<[u8; 6]>) -> f64 {
        let Some(postcode) = postcode else { return 0.0 };
        let runs_there = self.by_postcode.get(&postcode).is_some_and(|streets| streets.contains(&street));
        let Some(number) = number else {
            return if runs_there { 0.0 } else { cost::NEAR_POSTCODE };
        };
        let units = self.units_at(street, number);
        if units.iter().any(|unit| unit.postcode == postcode) || units.is_empty() && runs_there {
            0.0
        } else if runs_there || units.iter().any(|unit| near_postcode(unit.postcode, postcode)) {
            cost::NEAR_POSTCODE
        } else {
            cost::OTHER_POSTCODE
        }
    }
}

/// What it costs to write `form` as this, said so; `None`: too far off.
fn spelling_cost(form: &str, (written, said): (&str, &str)) -> Option<f64> {
    let within = |edits| within(form.as_bytes(), written.as_bytes(), edits);
    match () {
        () if within(1) => Some(cost::ONE_EDIT),
        () if written.len() > 5 && sound(form) == said => Some(cost::SOUND),
        () if written.len() > 7 && within(2) => Some(cost::TWO_EDITS),
        () => None,
    }
}

/// Streets that a spelling can mean, with the bits that it costs.
#[derive(Default)]
struct Streets(Vec<(u32, f64)>);

impl Streets {
    fn add(&mut self, street: u32, lost: f64) {
        match self.0.iter_mut().find(|(known, _)| *known == street) {
            Some((_, before)) => *before = before.min(lost),
            None => self.0.push((street, lost)),
        }
    }
}

/// Whether a reading that loses this much at least is left anyway, beside those that were found.
fn is_hopeless(lost: f64, readings: &[(f64, Spot)]) -> bool {
    readings.iter().any(|(known, _)| lost - known > cost::HOPELESS)
}

/// The likeliest readings, their shares adding up to 1.
fn weighed(mut readings: Vec<(f64, Spot)>) -> Vec<Spot> {
    readings.sort_by(|one, other| one.0.total_cmp(&other.0));
    let best = readings.first().map_or(0.0, |reading| reading.0);
    readings.retain(|reading| reading.0 - best <= cost::HOPELESS);
    readings.truncate(MOST_READINGS);
    let sum: f64 = readings.iter().map(|reading| (best - reading.0).exp2()).sum();
    readings.into_iter().map(|(lost, spot)| Spot { share: (best - lost).exp2() / sum, ..spot }).collect()
}

/// The address as it says, nothing looked up.
fn spelled(address: &Address) -> Spot {
    Spot {
        street: address
            .straatnaam
            .as_deref()
            .map(|street| written_out(&titles_written_out(&fold(street))).replace(' ', "").as_str().into())
            .unwrap_or_default(),
        place: address.woonplaats.as_deref().map(|place| fold(place).as_str().into()).unwrap_or_default(),
        postcode: bytes(address),
        number: address.huisnummer,
        suffix: address.huisnummer.map(|_| canonical_suffix(&address.suffix())),
        ..Spot::default()
    }
}

fn bytes(address: &Address) -> Option<[u8; 6]> {
    address.postcode.as_ref().and_then(|postcode| postcode.as_str().as_bytes().try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{HouseNumber, Postcode};

    fn at(street: &str, number: &str, postcode: &str, place: &str) -> Address {
        let number = HouseNumber::parse(number);
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Address {
            straatnaam: some(street),
            huisnummer: number.as_ref().map(|number| number.number),
            huisletter: number.as_ref().and_then(|number| number.letter.clone()),
            huisnummertoevoeging: number.and_then(|number| number.addition),
            postcode: Postcode::parse(postcode),
            woonplaats: some(place),
            ..Address::default()
        }
    }

    fn register() -> Register {
        Register::new([
            at("Burgemeester Engelkensstraat", "4", "9671AB", "Winschoten"),
            at("Kerkstraat", "12", "9672AA", "Winschoten"),
            at("Kerkstraat", "14-1", "9672AB", "Winschoten"),
            at("Kerkstraat", "14-2", "9672AB", "Winschoten"),
            at("Kerkstraat", "12", "9686BC", "Beerta"),
        ])
    }

    /// The likeliest reading: postcode, suffix.
    fn likeliest(address: &Address) -> (Option<String>, Option<String>) {
        let first = register().read(address).into_iter().next().unwrap_or_default();
        (first.postcode.map(|postcode| String::from_utf8_lossy(&postcode).into_owned()), first.suffix)
    }

    #[test]
    fn a_street_is_known_abbreviated_misspelt_and_by_its_last_word() {
        for street in ["Burg. Engelkensstr.", "Bgm Engelkensstraat", "Engelkensstraat", "Burgemeester Engelkenstraat"] {
            assert_eq!(likeliest(&at(street, "4", "", "")).0.as_deref(), Some("9671AB"), "{street}");
        }
    }

    #[test]
    fn the_place_tells_two_streets_of_one_name_apart() {
        assert_eq!(likeliest(&at("Kerkstr", "12", "", "Beerta")).0.as_deref(), Some("9686BC"));
        assert_eq!(register().read(&at("Kerkstr", "12", "", "")).len(), 2);
    }

    #[test]
    fn a_postcode_with_swapped_letters_is_still_the_street() {
        assert_eq!(likeliest(&at("Kerkstraat", "12", "9686CB", "")).0.as_deref(), Some("9686BC"));
        assert_eq!(likeliest(&at("", "12", "9686CB", "")).0.as_deref(), Some("9686BC"));
    }

    #[test]
    fn a_number_with_units_and_no_suffix_is_no_unit() {
        assert_eq!(likeliest(&at("Kerkstraat", "14", "", "Winschoten")).1, None);
        assert_eq!(likeliest(&at("Kerkstraat", "14 app. 2", "", "Winschoten")).1.as_deref(), Some("2"));
        assert_eq!(likeliest(&at("Kerkstraat", "14-II", "", "Winschoten")).1.as_deref(), Some("2"));
    }

    #[test]
    fn without_a_register_an_address_is_what_it_says() {
        let read = Register::default().read(&at("Kerkstr.", "12", "", ""));
        assert_eq!(read.len(), 1);
        assert_eq!(&*read[0].street, "kerkstraat");
        assert!(Register::default().read(&Address::default()).is_empty());
    }
}
