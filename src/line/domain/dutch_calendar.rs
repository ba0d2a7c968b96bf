//! Days and months as the Dutch write them.

use jiff::civil::{Date, Weekday};

/// From Monday.
pub const DAYS: [&str; 7] = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];
/// From Monday, their first two letters.
pub const SHORT_DAYS: [&str; 7] = ["ma", "di", "wo", "do", "vr", "za", "zo"];
/// From January.
pub const SHORT_MONTHS: [&str; 12] =
    ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// `maandag`
pub fn day_name(day: Weekday) -> &'static str {
    at(&DAYS, day.to_monday_one_offset())
}

/// `ma`
pub fn short_day_name(day: Weekday) -> &'static str {
    at(&SHORT_DAYS, day.to_monday_one_offset())
}

/// `november`
pub fn month_name(date: Date) -> &'static str {
    at(&MONTHS, date.month())
}

/// `nov`
pub fn short_month_name(date: Date) -> &'static str {
    at(&SHORT_MONTHS, date.month())
}

fn at(names: &[&'static str], from_one: i8) -> &'static str {
    usize::try_from(from_one).ok().and_then(|place| names.get(place.checked_sub(1)?)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_ends_of_the_week_and_of_the_year_have_their_names() {
        let (first, last) = (date(2026, 1, 5), date(2026, 12, 27));
        assert_eq!((day_name(first.weekday()), short_day_name(last.weekday())), ("maandag", "zo"));
        assert_eq!((month_name(first), short_month_name(last)), ("januari", "dec"));
    }
}
