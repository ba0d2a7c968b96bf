//! Huisnummers with letter and toevoeging, in all spellings: `12a`, `12-A`, `12 toev. A`, `12 hs`, `12-2`, `12 bis`.
//!
//! **Invariant:** dates, times, amounts, ages, counts, telephone numbers and ranges are none; where the letter or
//! toevoeging cannot be told, there is no huisnummer: `12` for `12-?` would be the neighbour.

use super::{
    lexicon::{Trait, month, traits},
    tokens::{Gap, Tokens},
};

/// A huisnummer as read, and the token after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HouseNumber {
    pub number: u32,
    pub letter: Option<String>,
    pub toevoeging: Option<String>,
    pub start: usize,
    pub end: usize,
}

/// What made us look for a number here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// `nr.`, `nummer`, `huisnummer`.
    Named,
    /// It only follows a street or postcode.
    Bare,
}

#[derive(Default)]
struct Suffix {
    letter: Option<String>,
    toevoeging: Option<String>,
    end: usize,
}

/// Reads the huisnummer that starts at this token, if it surely is one.
pub(super) fn read(tokens: &Tokens<'_>, at: usize, lead: Lead) -> Option<HouseNumber> {
    let written = tokens.text(at);
    let number = tokens.value(at).filter(|value| (1..=99_999).contains(value) && !written.starts_with('0'))?;
    if is_part_of_more(tokens, at) {
        return None;
    }
    let suffix = suffix(tokens, at + 1, number)?;
    let year = (1900..2100).contains(&number) && suffix.end == at + 1;
    if counts_something(tokens, suffix.end, lead) && !has_people(tokens, at)
        || is_series(tokens, suffix.end)
        || (year && lead == Lead::Bare)
    {
        return None;
    }
    Some(HouseNumber { number, letter: suffix.letter, toevoeging: suffix.toevoeging, start: at, end: suffix.end })
}

/// The `2` of `19bis2`, `12-2`, `12 2` or `€2`.
fn is_part_of_more(tokens: &Tokens<'_>, at: usize) -> bool {
    let before = at.wrapping_sub(1);
    let paid = tokens.is_one_of(before, "€+$");
    let glued = tokens.glued(at) && (tokens.is_one_of(before, "-–/.,:_") || tokens.text(before).len() <= 4);
    let head = if tokens.is_one_of(before, "-–/") { before.wrapping_sub(1) } else { before };
    let second = tokens.is_number(head) && tokens.gap(at) <= Gap::Space;
    paid || second || (glued && (tokens.is_word(before) || tokens.is_one_of(before, "-–/.,:_")))
}

/// Letter and toevoeging after a number; `None` when what follows shows that it is no huisnummer, or not which.
fn suffix(tokens: &Tokens<'_>, at: usize, number: u32) -> Option<Suffix> {
    let none = Suffix { end: at, ..Suffix::default() };
    if let Some(floor) = floor(tokens, at) {
        return Some(floor);
    }
    if tokens.is_word(at) && tokens.glued(at) {
        return glued_word(tokens, at);
    }
    if tokens.is_one_of(at, ".,:") && tokens.glued(at) && tokens.glued(at + 1) && tokens.is_number(at + 1) {
        return None;
    }
    if tokens.is_one_of(at, "-–/") && tokens.gap(at) <= Gap::Space {
        return parted(tokens, at, number);
    }
    if tokens.gap(at) != Gap::Space {
        return Some(none);
    }
    if tokens.is_number(at) {
        let hoog = tokens.fold(at + 1) == "hoog";
        let floor = Suffix { toevoeging: Some(tokens.text(at).to_owned()), end: at + 2, letter: None };
        if hoog {
            return Some(floor);
        }
        if tokens.text(at).len() <= 2 && ends_address(tokens, at + 1) {
            return Some(Suffix { end: at + 1, ..floor });
        }
        // `5 2 …` may be anything: only four digits are surely something else, a postcode.
        return (tokens.text(at).len() > 3).then_some(none);
    }
    if let Some(announced) = announced(tokens, at) {
        return Some(announced);
    }
    if tokens.is_letter(at) {
        return spaced_letter(tokens, at);
    }
    if tokens.has(at, Trait::Toevoeging) || is_roman(tokens.text(at)) {
        return Some(worded(tokens, at));
    }
    Some(none)
}

/// `22, 1e verdieping`, `22 begane grond`, `22, 3 hoog`, `22, app. 4`, `22, bovenwoning`.
fn floor(tokens: &Tokens<'_>, at: usize) -> Option<Suffix> {
    let comma = usize::from(tokens.is_mark(at, ','));
    let at = at + comma;
    if tokens.gap(at) != Gap::Space {
        return None;
    }
    let side = match tokens.fold(at) {
        "bovenwoning" | "bovenhuis" => Some("boven"),
        "benedenwoning" | "benedenhuis" => Some("beneden"),
        _ => None,
    };
    if let Some(side) = side {
        return Some(Suffix { toevoeging: Some(side.to_owned()), end: at + 1, letter: None });
    }
    if comma > 0 && tokens.is_number(at) && tokens.text(at).len() <= 2 && tokens.fold(at + 1) == "hoog" {
        return Some(Suffix { toevoeging: Some(tokens.text(at).to_owned()), end: at + 2, letter: None });
    }
    let unit = ["app", "appartement", "appt", "unit", "kamer", "kmr", "wooneenheid", "studio"];
    if comma > 0 && unit.contains(&tokens.fold(at)) {
        return announced(tokens, at);
    }
    if tokens.fold(at) == "begane" && tokens.fold(at + 1) == "grond" {
        return Some(Suffix { toevoeging: Some("bg".to_owned()), end: at + 2, letter: None });
    }
    let ordinal = tokens.is_number(at)
        && tokens.text(at).len() <= 2
        && tokens.glued(at + 1)
        && matches!(tokens.fold(at + 1), "e" | "ste" | "de");
    let floor = ordinal && matches!(tokens.fold(at + 2), "verdieping" | "etage" | "verd");
    floor.then(|| Suffix { toevoeging: Some(tokens.text(at).to_owned()), end: at + 3, letter: None })
}

/// The unit of `5 2, 9671 AA` ends the line of an address.
fn ends_address(tokens: &Tokens<'_>, at: usize) -> bool {
    let postcode = tokens.is_number(at) && tokens.text(at).len() == 4 && tokens.gap(at) == Gap::Space;
    let marked = tokens.is_one_of(at, "(,;|)")
        || tokens.is_one_of(at, "-/") && !tokens.glued(at)
        || tokens.is_mark(at, '.') && !tokens.glued(at + 1);
    postcode
        || marked
        || tokens.gap(at) >= Gap::Line
        || matches!(tokens.fold(at), "te" | "in") && tokens.is_capital(at + 1)
        || matches!(tokens.fold(at), "in" | "aan" | "van" | "op") && matches!(tokens.fold(at + 1), "de" | "het")
        || tokens.fold(at) == "hier" && matches!(tokens.fold(at + 1), "in" | "te")
}

/// A toevoeging in capitals that is no word: `BIS`, `HS`.
fn is_toevoeging(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.has(at, Trait::Toevoeging) && tokens.text(at).chars().all(char::is_uppercase)
}

fn is_roman(written: &str) -> bool {
    (2..=4).contains(&written.len()) && written.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
}

/// The toevoeging at this token with a digit glued to it: `bis`, `bis2`.
fn worded(tokens: &Tokens<'_>, at: usize) -> Suffix {
    let digits = tokens.is_number(at + 1) && tokens.glued(at + 1) && tokens.text(at + 1).len() <= 2;
    let end = at + 1 + usize::from(digits);
    Suffix { toevoeging: Some(tokens.span(at, end)), end, letter: None }
}

/// `12a`, `12bis`, `12abis`; not `12e`, `3x` or `2u` before another word.
fn glued_word(tokens: &Tokens<'_>, at: usize) -> Option<Suffix> {
    let (word, written) = (tokens.fold(at), tokens.text(at));
    if word.len() == 1 {
        let runs_on = tokens.gap(at + 1) == Gap::Space && tokens.is_word(at + 1) && !tokens.is_capital(at + 1);
        let ambiguous = matches!(word, "e" | "x" | "u" | "h" | "m" | "k") && !written.starts_with(char::is_uppercase);
        if ambiguous && runs_on && !tokens.has(at + 1, Trait::AnnouncesSuffix) {
            return None;
        }
        return Some(after_letter(tokens, at));
    }
    if tokens.has(at, Trait::Toevoeging) || (written.len() <= 4 && written.bytes().all(|b| b.is_ascii_uppercase())) {
        return Some(worded(tokens, at));
    }
    let (letter, rest) = written.split_at_checked(1)?;
    let double = traits(&word[1..]).has(Trait::Toevoeging) && letter.is_ascii();
    let digits = tokens.span(at + 1, worded(tokens, at).end);
    double.then(|| Suffix {
        letter: Some(letter.to_owned()),
        toevoeging: Some(format!("{rest}{digits}")),
        end: worded(tokens, at).end,
    })
}

/// The letter at this token, and a toevoeging after it: `12A bis`, `12A-2`, `12A2`.
fn after_letter(tokens: &Tokens<'_>, at: usize) -> Suffix {
    let letter = Some(tokens.text(at).to_owned());
    let hyphen = usize::from(tokens.is_one_of(at + 1, "-/") && tokens.glued(at + 1) && tokens.glued(at + 2));
    let next = at + 1 + hyphen;
    let short = tokens.text(next).len() <= 4;
    let number = tokens.is_number(next) && tokens.glued(next) && short && !tokens.glued(next + 1);
    let number_ends = tokens.is_number(next) && tokens.glued(next) && short && !tokens.is_one_of(next + 1, "-/:");
    let word = (tokens.has(next, Trait::Toevoeging) && !tokens.is_capital(next) || is_toevoeging(tokens, next))
        && tokens.gap(next) <= Gap::Space;
    if word {
        return Suffix { letter, ..worded(tokens, next) };
    }
    if number || number_ends {
        return Suffix { letter, toevoeging: Some(tokens.text(next).to_owned()), end: next + 1 };
    }
    Suffix { letter, toevoeging: None, end: at + 1 }
}

/// `12-A`, `12/A`, `12-2`, `12 - A`; a range, a date or a word after the mark makes it none.
fn parted(tokens: &Tokens<'_>, mark: usize, number: u32) -> Option<Suffix> {
    let at = mark + 1;
    let none = Suffix { end: mark, ..Suffix::default() };
    if !(tokens.glued(mark) && tokens.glued(at)) {
        if tokens.is_number(at) && tokens.text(at).len() == 4 {
            return Some(none);
        }
        if tokens.is_number(at) {
            // `Molenweg 61 / 15-8-1977`
            let dated = tokens.is_one_of(at + 1, "-/.") && tokens.glued(at + 2) && tokens.is_number(at + 2);
            return if dated { Some(none) } else { unit(tokens, at, number) };
        }
        let lone_capital = tokens.gap(mark) == tokens.gap(at) && tokens.is_letter(at) && tokens.is_capital(at);
        let shut = !tokens.is_mark(at + 1, '.') && !tokens.glued(at + 1);
        return Some(if lone_capital && shut { after_letter(tokens, at) } else { none });
    }
    let written = tokens.text(at);
    if tokens.is_letter(at) {
        let toevoeging = tokens.has(at + 2, Trait::Toevoeging);
        return (!tokens.is_mark(at + 1, '/') || toevoeging).then(|| after_letter(tokens, at));
    }
    if tokens.is_number(at) {
        return unit(tokens, at, number);
    }
    let short = !written.is_empty() && written.len() <= 4 && written.bytes().all(|b| b.is_ascii_uppercase());
    let known = tokens.is_word(at) && (tokens.has(at, Trait::Toevoeging) || short);
    known.then(|| worded(tokens, at))
}

/// The `2` of `12-2`. `2-4` may be two houses on one side of the street: then it is none.
fn unit(tokens: &Tokens<'_>, at: usize, number: u32) -> Option<Suffix> {
    let written = tokens.text(at);
    let value = tokens.value(at)?;
    let runs_on = tokens.is_one_of(at + 1, "-/.,:") && tokens.is_number(at + 2) && tokens.glued(at + 2);
    let padded = written.starts_with('0') && written.len() == 2 && value > 0;
    let range = value > number && value % 2 == number % 2 && !padded && (value - number == 2 || value > 12);
    if written.len() > 4 || written.starts_with('0') && !padded || runs_on || range {
        return None;
    }
    let lettered = tokens.is_word(at + 1) && tokens.glued(at + 1);
    if lettered && tokens.text(at + 1).len() + written.len() > 4 {
        return None;
    }
    let end = at + 1 + usize::from(lettered);
    // `3-1 achter, 1013 BP`
    let side = matches!(tokens.fold(end), "voor" | "achter") && tokens.gap(end) == Gap::Space;
    let end = end + usize::from(side && (ends_address(tokens, end + 1) || tokens.is_one_of(end + 1, ":.")));
    Some(Suffix { toevoeging: Some(tokens.span(at, end)), end, letter: None })
}

/// `12 toev. A`, `12 toevoeging A`, `12 app. 3`, `12 k3`.
fn announced(tokens: &Tokens<'_>, at: usize) -> Option<Suffix> {
    if !tokens.has(at, Trait::AnnouncesSuffix) {
        return None;
    }
    let marks = (at + 1..at + 3).take_while(|mark| tokens.is_one_of(*mark, ".:")).count();
    let value = at + 1 + marks;
    let written = tokens.text(value);
    if tokens.gap(value) > Gap::Space || written.len() > 4 {
        return None;
    }
    if tokens.is_number(value) {
        return Some(Suffix { toevoeging: Some(written.to_owned()), end: value + 1, letter: None });
    }
    let lone = tokens.is_letter(value) && !matches!(tokens.fold(value), "u" | "s" | "t");
    if lone {
        return Some(after_letter(tokens, value));
    }
    let capitals = tokens.is_word(value) && written.bytes().all(|b| b.is_ascii_uppercase());
    let known = tokens.has(value, Trait::Toevoeging) || capitals;
    known.then(|| Suffix { toevoeging: Some(written.to_owned()), end: value + 1, letter: None })
}

/// `12 A`, `12 a`; `12 A. Bos` may be a letter or an initial: then it is none.
fn spaced_letter(tokens: &Tokens<'_>, at: usize) -> Option<Suffix> {
    let none = Suffix { end: at, ..Suffix::default() };
    if tokens.is_number(at + 1) && tokens.gap(at + 1) == Gap::Space && tokens.text(at + 1).len() != 4 {
        return None;
    }
    let capital = tokens.is_capital(at);
    let word_follows = tokens.is_word(at + 1) && tokens.gap(at + 1) == Gap::Space;
    match tokens.fold(at) {
        "u" if word_follows => return Some(none),
        "e" | "h"
            if !capital
                && word_follows
                && !(matches!(tokens.fold(at + 1), "te" | "in") && tokens.is_capital(at + 2)) =>
        {
            return None;
        }
        "x" | "u" | "m" | "s" | "t" if !capital => return None,
        "k" if tokens.glued(at + 1) => return None,
        _ => {}
    }
    if tokens.glued(at + 1) && tokens.is_one_of(at + 1, "'’") {
        return Some(none);
    }
    let initial = capital && tokens.is_mark(at + 1, '.') && tokens.is_word(at + 2) && tokens.gap(at + 2) < Gap::Line;
    if initial && !tokens.has(at + 2, Trait::NoName) {
        return None;
    }
    Some(after_letter(tokens, at))
}

/// Whether the number before this token counts or dates something: `7 jaar`, `12 maart`, `3 honden`, `40%`.
fn counts_something(tokens: &Tokens<'_>, end: usize, lead: Lead) -> bool {
    if tokens.is_one_of(end, "%€°") {
        return true;
    }
    if !tokens.is_word(end) || tokens.gap(end) > Gap::Space {
        return false;
    }
    let word = tokens.fold(end);
    if tokens.has(end, Trait::Unit) {
        return lead == Lead::Bare || month(word).is_some();
    }
    let plural = !tokens.is_capital(end)
        && (word.ends_with("en") || word.ends_with('s'))
        && !tokens.has(end, Trait::FollowsNumber);
    lead == Lead::Bare && plural
}

/// Whether those who live at this number do what the word behind it says: "bewoners van Kerkstraat 12 geven overlast",
/// "op Kerkstraat 12 schreeuwen ze".
fn has_people(tokens: &Tokens<'_>, number: usize) -> bool {
    let verb = (number + 1..number + 4).find(|at| tokens.fold(*at).ends_with("en") && !tokens.has(*at, Trait::Unit));
    let Some(verb) = verb.filter(|verb| !tokens.is_capital(*verb)) else { return false };
    let they = matches!(tokens.fold(verb + 1), "ze" | "zij" | "de" | "mensen" | "bewoners" | "kinderen" | "elkaar");
    let several = (number.saturating_sub(7)..number).any(|at| {
        matches!(tokens.fold(at), "bewoners" | "mensen" | "huurders" | "buren" | "jongeren" | "ouders" | "kinderen")
            && matches!(tokens.fold(at + 1), "van" | "op" | "aan" | "in" | "uit")
    });
    they || several
}

/// Whether a second number follows that makes it more than one house: `12 en 14`, `12 t/m 18`, `2, 4 en 6`.
fn is_series(tokens: &Tokens<'_>, end: usize) -> bool {
    if tokens.gap(end) > Gap::Space {
        return false;
    }
    match tokens.fold(end) {
        "en" | "of" | "a" | "tot" | "tm" => tokens.is_number(end + 1) || tokens.fold(end + 1) == "met",
        "t" => tokens.is_mark(end + 1, '/'),
        "," => {
            let listed = tokens.is_number(end + 1) && tokens.text(end + 1).len() <= 3;
            listed && matches!(tokens.fold(end + 2), "en" | "of" | ",") && tokens.is_number(end + 3)
        }
        _ => tokens.is_mark(end, '&') && tokens.is_number(end + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Address;

    fn read_text(text: &str) -> Option<String> {
        read(&Tokens::of(text), 0, Lead::Bare).map(|found| {
            let suffix =
                Address { huisletter: found.letter, huisnummertoevoeging: found.toevoeging, ..Address::default() }
                    .suffix();
            format!("{} {suffix}", found.number).trim_end().to_owned()
        })
    }

    #[test]
    fn one_house_in_all_spellings() {
        let spellings = [
            "12a",
            "12A",
            "12 A",
            "12 a",
            "12-A",
            "12-a",
            "12/A",
            "12 - A",
            "12 toev. A",
            "12 toev A",
            "12 toevoeging A",
            "12 toev.: a",
            "12 huisletter A",
            "12 A, 9675 XA",
            "12-A Winschoten",
            "12 A. De bewoner",
        ];
        for text in spellings {
            assert_eq!(read_text(text).as_deref(), Some("12 A"), "{text}");
        }
    }

    #[test]
    fn toevoegingen_are_kept() {
        let cases = [
            ("12 hs", "12 HS"),
            ("12hs", "12 HS"),
            ("12-hs", "12 HS"),
            ("12 III", "12 III"),
            ("12-III", "12 III"),
            ("12-2", "12 2"),
            ("29/9", "29 9"),
            ("24 - 7", "24 7"),
            ("3-1, 9671 CA", "3 1"),
            ("12 bis", "12 BIS"),
            ("13 A bis", "13 ABIS"),
            ("13Abis", "13 ABIS"),
            ("12A-2", "12 A2"),
            ("12 app. 3", "12 3"),
            ("12 k3", "12 3"),
            ("12 2 hoog", "12 2"),
            ("12BG", "12 BG"),
            ("19bis2", "19 BIS2"),
            ("40B bis5", "40 BBIS5"),
            ("46abis5", "46 ABIS5"),
            ("31 h:", "31 H"),
            ("12", "12"),
            ("12.", "12"),
            ("12, hij", "12"),
            ("12 Winschoten", "12"),
            ("12 is", "12"),
        ];
        for (text, wanted) in cases {
            assert_eq!(read_text(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_counts_dates_or_pays_is_no_huisnummer() {
        let others = [
            "12-03-1975",
            "12/3/1975",
            "12 maart",
            "1.184",
            "02.15 uur",
            "12:30",
            "12,50",
            "45 jaar",
            "45-jarige",
            "0597-000000",
            "0612345678",
            "2026-0419",
            "2026",
            "3x gebeld",
            "3e verdieping",
            "12 t/m 18",
            "12 en 14",
            "12 of 14",
            "2-4",
            "12-18",
            "2, 4 en 6",
            "3 honden",
            "40%",
            "100000",
            "0",
            "12 A. Bos",
            "12-tal",
            "12 à 14",
        ];
        for text in others {
            assert_eq!(read_text(text), None, "{text}");
        }
    }
}
