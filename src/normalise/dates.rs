//! Dates of birth as people write them: `12-03-1975`, `12.3.1975`, `1975-03-12`, `12 maart 1975`.

use jiff::civil::{Date, date};

use super::{lexicon::month, tokens::Tokens};

/// A date and the token after it. Two digits for a year are read only from 30 up (`75` is 1975): below that it
/// is a child or somebody of a hundred, and nobody can tell.
pub(super) fn read(tokens: &Tokens<'_>, at: usize) -> Option<(Date, usize)> {
    let first = tokens.value(at)?;
    if let Some(month) = month(tokens.fold(at + 1)) {
        let dot = usize::from(tokens.is_mark(at + 2, '.'));
        return born(tokens, at + 2 + dot, i16::from(month), first).map(|date| (date, at + 3 + dot));
    }
    let (second, third) = (tokens.value(at + 2)?, tokens.value(at + 4)?);
    let mark = tokens.kind(at + 1);
    let parted = tokens.is_one_of(at + 1, "-/.") && tokens.kind(at + 3) == mark;
    if !parted || !(at + 1..at + 5).all(|part| tokens.glued(part)) {
        return None;
    }
    let month = i16::try_from(second).ok()?;
    let date = if tokens.text(at).len() == 4 {
        valid(i16::try_from(first).ok()?, month, third)
    } else {
        born(tokens, at + 4, month, first)
    };
    date.map(|date| (date, at + 5))
}

fn born(tokens: &Tokens<'_>, year_at: usize, month: i16, day: u32) -> Option<Date> {
    let year = i16::try_from(tokens.value(year_at)?).ok()?;
    match tokens.text(year_at).len() {
        4 => valid(year, month, day),
        2 if year >= 30 => valid(1900 + year, month, day),
        _ => None,
    }
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
            "1975-03-12",
            "12 maart 1975",
            "12 mrt. 1975",
            "12-03-75",
        ];
        for text in notations {
            assert_eq!(read(&Tokens::of(text), 0).map(|found| found.0), Some(date(1975, 3, 12)), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_left() {
        for text in ["31-02-1975", "12-13-1975", "12-03", "12-03-15", "2026-0419", "12 - 3 - 1975", "0-1-1975"] {
            assert_eq!(read(&Tokens::of(text), 0), None, "{text}");
        }
    }
}
