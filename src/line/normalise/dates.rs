//! Dates of birth as people write them: `12-03-1975`, `12.3.'75`, `1975-03-12`, `drie maart 1980`, `19750312`.

use jiff::civil::{Date, date};

use super::{
    lexicon::month,
    tokens::{Gap, Tokens},
};

/// Up to this year two digits are of this century: `15` is a child of 2015, `31` somebody of 1931.
const YOUNGEST: i16 = 26;

/// A date and the token after it.
pub(super) fn read(tokens: &Tokens<'_>, at: usize) -> Option<(Date, usize)> {
    if tokens.is_word(at) {
        return spelled(tokens, at);
    }
    if let Some(date) = run(tokens, at) {
        return Some((date, at + 1));
    }
    let first = tokens.value(at).filter(|_| tokens.text(at).len() <= 4)?;
    // `9de november 1993`.
    let ordinal = usize::from(tokens.glued(at + 1) && matches!(tokens.fold(at + 1), "e" | "de" | "ste"));
    if let Some(found) = with_month(tokens, at + 1 + ordinal, first) {
        return Some(found);
    }
    if let Some(found) = spaced(tokens, at, first) {
        return Some(found);
    }
    let mark = tokens.kind(at + 1);
    if !tokens.is_one_of(at + 1, "-/.–") || tokens.gap(at + 1) > Gap::Space || tokens.gap(at + 2) > Gap::Space {
        return None;
    }
    if let Some(found) = with_month(tokens, at + 2, first) {
        return Some(found);
    }
    let spaced = !tokens.glued(at + 1);
    let even = (at + 1..at + 5)
        .all(|part| tokens.gap(part) <= Gap::Space && (spaced || tokens.glued(part) || tokens.is_one_of(at + 1, ".")));
    if !even || tokens.kind(at + 3) != mark {
        return None;
    }
    let month = i16::try_from(tokens.value(at + 2)?).ok()?;
    if tokens.text(at).len() == 4 {
        let day = tokens.value(at + 4)?;
        return valid(i16::try_from(first).ok()?, month, day).map(|date| (date, at + 5));
    }
    let (year, end) = year(tokens, at + 4)?;
    valid(year, month, first).map(|date| (date, end))
}

/// `12 03 1975`: two numbers of two digits and a whole year.
fn spaced(tokens: &Tokens<'_>, at: usize, day: u32) -> Option<(Date, usize)> {
    let parts = (at + 1..at + 3).all(|part| tokens.is_number(part) && tokens.gap(part) == Gap::Space);
    let digits = [at, at + 1, at + 2].map(|part| tokens.text(part).len());
    let month = i16::try_from(tokens.value(at + 1).filter(|_| parts && digits == [2, 2, 4])?).ok()?;
    valid(i16::try_from(tokens.value(at + 2)?).ok()?, month, day).map(|date| (date, at + 3))
}

/// The `maart 1980` after a day.
fn with_month(tokens: &Tokens<'_>, at: usize, day: u32) -> Option<(Date, usize)> {
    let month = month(tokens.fold(at)).filter(|_| tokens.gap(at) <= Gap::Space)?;
    let mut next = at + 1;
    while next < at + 3 && (tokens.is_one_of(next, ".-/,") || matches!(tokens.fold(next), "van" | "in")) {
        next += 1;
    }
    let (year, end) = year(tokens, next)?;
    valid(year, i16::from(month), day).map(|date| (date, end))
}

/// `1980`, `80` or `'80`.
fn year(tokens: &Tokens<'_>, at: usize) -> Option<(i16, usize)> {
    let at = at + usize::from(tokens.is_one_of(at, "'’‘`"));
    if tokens.gap(at) > Gap::Space {
        return None;
    }
    let year = i16::try_from(tokens.value(at)?).ok()?;
    // `4 september, 11.05 uur`: an hour.
    let timed = tokens.is_one_of(at + 1, ".:") && tokens.glued(at + 2) && tokens.is_number(at + 2)
        || matches!(tokens.fold(at + 1), "uur" | "u" | "h");
    if timed && tokens.text(at).len() == 2 {
        return None;
    }
    let year = match tokens.text(at).len() {
        4 => year,
        2 if year <= YOUNGEST => 2000 + year,
        2 => 1900 + year,
        _ => return None,
    };
    Some((year, at + 1))
}

/// `19750312` or `12031975`.
fn run(tokens: &Tokens<'_>, at: usize) -> Option<Date> {
    let digits = tokens.text(at);
    if digits.len() != 8 || !tokens.is_number(at) {
        return None;
    }
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let short = |value: Option<u32>| i16::try_from(value?).ok();
    let forward = valid(short(part(0, 4))?, short(part(4, 6))?, part(6, 8)?);
    forward.or_else(|| valid(short(part(4, 8))?, short(part(2, 4))?, part(0, 2)?))
}

/// `drie maart 1980`.
fn spelled(tokens: &Tokens<'_>, at: usize) -> Option<(Date, usize)> {
    const DAYS: [&str; 31] = [
        "een",
        "twee",
        "drie",
        "vier",
        "vijf",
        "zes",
        "zeven",
        "acht",
        "negen",
        "tien",
        "elf",
        "twaalf",
        "dertien",
        "veertien",
        "vijftien",
        "zestien",
        "zeventien",
        "achttien",
        "negentien",
        "twintig",
        "eenentwintig",
        "tweeentwintig",
        "drieentwintig",
        "vierentwintig",
        "vijfentwintig",
        "zesentwintig",
        "zevenentwintig",
        "achtentwintig",
        "negenentwintig",
        "dertig",
        "eenendertig",
    ];
    month(tokens.fold(at + 1))?;
    let day = DAYS.iter().position(|word| *word == tokens.fold(at) || tokens.fold(at) == "eerste" && *word == "een")?;
    with_month(tokens, at + 1, u32::try_from(day).ok()? + 1)
}

fn valid(year: i16, month: i16, day: u32) -> Option<Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let first = (1900..2100).contains(&year) && (1..=12).contains(&month);
    let fits = first && day >= 1 && day <= date(year, month, 1).days_in_month();
    fits.then(|| date(year, month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_notations_are_one_date() {
        let notations = [
            "12-03-1975",
            "12-3-1975",
            "12/3/1975",
            "12.03.1975",
            "12 - 3 - 1975",
            "1975-03-12",
            "12 maart 1975",
            "12 mrt. 1975",
            "12-mrt-1975",
            "12 mrt '75",
            "12e maart 1975",
            "12de mrt. '75",
            "12 maart van 1975",
            "12-03-75",
            "12-03-'75",
            "12031975",
            "19750312",
            "twaalf maart 1975",
            "12 03 1975",
        ];
        for text in notations {
            assert_eq!(read(&Tokens::of(text), 0).map(|found| found.0), Some(date(1975, 3, 12)), "{text}");
        }
        assert_eq!(read(&Tokens::of("12-03-15"), 0).map(|found| found.0), Some(date(2015, 3, 12)));
    }

    #[test]
    fn what_is_no_date_is_left() {
        for text in [
            "31-02-1975",
            "12-13-1975",
            "12-03",
            "2026-0419",
            "0-1-1975",
            "12345678",
            "maart 1975",
            "12 3 1975",
            "12 13 1975",
            "4 september, 11.05 uur",
            "4 september 11:05",
            "4 september 11 uur",
        ] {
            assert_eq!(read(&Tokens::of(text), 0), None, "{text}");
        }
    }
}
