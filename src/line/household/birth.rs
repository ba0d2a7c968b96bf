//! Births as they are compared: a day, a span of years, or nothing.

use jiff::civil::Date;

use crate::domain::Person;

/// What is known of when somebody was born.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Birth {
    Day(Date),
    /// Year of birth from and to, both included.
    Years(i16, i16),
}

/// How far an age is off in practice: it is counted, guessed, or copied from an older file.
const AGE_SLACK: i16 = 1;

impl Birth {
    /// What `person` tells, with ages counted in the year `year`.
    ///
    /// The first of January tells the year alone: who comes from where births are not written down is registered with
    /// it, and in one reception centre many share it.
    pub(super) fn of(person: &Person, year: i16) -> Option<Self> {
        if let Some(day) = person.geboortedatum {
            let stands_for_year = (day.month(), day.day()) == (1, 1);
            return Some(if stands_for_year { Self::Years(day.year(), day.year()) } else { Self::Day(day) });
        }
        if let Some(born) = person.geboortejaar {
            return Some(Self::Years(born, born));
        }
        let age = i16::try_from(person.leeftijd?).ok()?;
        Some(Self::Years(year - age - 1 - AGE_SLACK, year - age + AGE_SLACK))
    }

    fn years(self) -> (i16, i16) {
        match self {
            Self::Day(day) => (day.year(), day.year()),
            Self::Years(from, to) => (from, to),
        }
    }
}

/// How two births agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agreement {
    /// The same day.
    Day,
    /// One writing error apart: day and month swapped, two digits swapped, one digit or the year one off.
    NearDay,
    /// The years can be the same; the number of years it can be.
    Years(i16),
    /// Neither.
    None,
}

pub(super) fn agreement(one: Birth, other: Birth) -> Agreement {
    if let (Birth::Day(one), Birth::Day(other)) = (one, other) {
        return if one == other {
            Agreement::Day
        } else if is_near(one, other) {
            Agreement::NearDay
        } else {
            Agreement::None
        };
    }
    let ((from, to), (other_from, other_to)) = (one.years(), other.years());
    if from <= other_to && other_from <= to {
        Agreement::Years((to - from + 1).max(other_to - other_from + 1))
    } else {
        Agreement::None
    }
}

fn is_near(one: Date, other: Date) -> bool {
    // Most dates part here: no slip touches all three.
    if one.year() != other.year() && one.month() != other.month() && one.day() != other.day() {
        return false;
    }
    let swapped = one.year() == other.year() && one.month() == other.day() && one.day() == other.month();
    let (a, b) = (digits(one), digits(other));
    let apart: Vec<usize> = (0..8).filter(|at| a[*at] != b[*at]).collect();
    let digit = match apart.as_slice() {
        [_] => true,
        // Neighbours swapped, within year, month or day.
        [first, second] => *second == first + 1 && a[*first] == b[*second] && a[*second] == b[*first],
        _ => false,
    };
    let year_off = one.year().abs_diff(other.year()) == 1 && one.month() == other.month() && one.day() == other.day();
    swapped || digit || year_off
}

/// `yyyymmdd`.
pub(super) fn digits(day: Date) -> [u8; 8] {
    let mut number = u32::from(day.year().unsigned_abs()) * 10_000
        + u32::from(day.month().unsigned_abs()) * 100
        + u32::from(day.day().unsigned_abs());
    let mut digits = [0; 8];
    for digit in digits.iter_mut().rev() {
        *digit = u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn one_writing_error_is_near() {
        let day = date(1975, 3, 12);
        for near in [date(1975, 12, 3), date(1957, 3, 12), date(1975, 3, 21), date(1974, 3, 12), date(1975, 3, 13)] {
            assert_eq!(agreement(Birth::Day(day), Birth::Day(near)), Agreement::NearDay, "{near}");
        }
        assert_eq!(agreement(Birth::Day(day), Birth::Day(date(1980, 6, 12))), Agreement::None);
    }

    #[test]
    fn the_first_of_january_tells_a_year() {
        let born = |day| Birth::of(&Person { geboortedatum: Some(day), ..Person::default() }, 2026);
        assert_eq!(born(date(1985, 1, 1)), Some(Birth::Years(1985, 1985)));
        assert_eq!(born(date(1985, 1, 2)), Some(Birth::Day(date(1985, 1, 2))));
    }

    #[test]
    fn an_age_is_a_span_of_years() {
        let person = Person { leeftijd: Some(50), ..Person::default() };
        let born = Birth::of(&person, 2026);
        assert_eq!(born, Some(Birth::Years(1974, 1977)));
        assert_eq!(born.map(|born| agreement(born, Birth::Day(date(1975, 3, 12)))), Some(Agreement::Years(4)));
        assert_eq!(born.map(|born| agreement(born, Birth::Years(1990, 1990))), Some(Agreement::None));
    }
}
