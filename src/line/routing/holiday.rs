//! Dutch holidays, computed for any year.
//!
//! **Invariant:** no list of dates to keep up: what moves with Easter is counted from Easter.

use jiff::{
    ToSpan,
    civil::{Date, Weekday, date},
};

/// Which days are free besides the fixed ones: `[holidays]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Holidays {
    pub liberation: Liberation,
    pub good_friday: GoodFriday,
    /// Days that only this municipality is closed.
    pub own: Vec<Date>,
}

/// When 5 May is free.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Liberation {
    Always,
    /// Every five years: 2025, 2030.
    #[default]
    Lustrum,
    Never,
}

/// Whether Good Friday is free.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum GoodFriday {
    Free,
    #[default]
    Worked,
}

impl Holidays {
    /// The holiday's name, in Dutch.
    pub fn name_on(&self, day: Date) -> Option<&'static str> {
        if self.own.contains(&day) {
            return Some("eigen vrije dag");
        }
        let fixed = match (day.month(), day.day()) {
            (1, 1) => Some("Nieuwjaarsdag"),
            (5, 5) if self.liberation.is_free_in(day.year()) => Some("Bevrijdingsdag"),
            (12, 25) => Some("Eerste Kerstdag"),
            (12, 26) => Some("Tweede Kerstdag"),
            _ => None,
        };
        let kings = || (day == kings_day(day.year())).then_some("Koningsdag");
        fixed.or_else(kings).or_else(|| self.counted_from_easter(day))
    }

    fn counted_from_easter(&self, day: Date) -> Option<&'static str> {
        let days = easter(day.year()).until(day).ok()?.get_days();
        match days {
            -2 if self.good_friday == GoodFriday::Free => Some("Goede Vrijdag"),
            0 => Some("Eerste Paasdag"),
            1 => Some("Tweede Paasdag"),
            39 => Some("Hemelvaartsdag"),
            49 => Some("Eerste Pinksterdag"),
            50 => Some("Tweede Pinksterdag"),
            _ => None,
        }
    }
}

impl Liberation {
    fn is_free_in(self, year: i16) -> bool {
        match self {
            Self::Always => true,
            Self::Lustrum => year % 5 == 0,
            Self::Never => false,
        }
    }
}

/// 27 April, or the Saturday before when that is a Sunday.
fn kings_day(year: i16) -> Date {
    let day = date(year, 4, 27);
    if day.weekday() == Weekday::Sunday { day.saturating_sub(1.day()) } else { day }
}

/// Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher).
fn easter(year: i16) -> Date {
    let year_number = i32::from(year);
    let golden = year_number % 19;
    let (century, in_century) = (year_number / 100, year_number % 100);
    let correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - correction + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    let exception = (golden + 11 * epact + 22 * to_sunday) / 451;
    let days = epact + to_sunday - 7 * exception + 114;
    let month = i8::try_from(days / 31).unwrap_or(4);
    let day = i8::try_from(days % 31 + 1).unwrap_or(1);
    Date::new(year, month, day).unwrap_or(Date::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_is_where_the_church_has_it() {
        let known =
            [(2000, 4, 23), (2008, 3, 23), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)];
        for (year, month, day) in known {
            assert_eq!(easter(year), date(year, month, day));
        }
    }

    #[test]
    fn the_days_of_2026() {
        let free = Holidays::default();
        let names: Vec<String> = date(2026, 1, 1)
            .series(1.day())
            .take(365)
            .filter_map(|day| free.name_on(day).map(|name| format!("{day} {name}")))
            .collect();
        let expected = [
            "2026-01-01 Nieuwjaarsdag",
            "2026-04-05 Eerste Paasdag",
            "2026-04-06 Tweede Paasdag",
            "2026-04-27 Koningsdag",
            "2026-05-14 Hemelvaartsdag",
            "2026-05-24 Eerste Pinksterdag",
            "2026-05-25 Tweede Pinksterdag",
            "2026-12-25 Eerste Kerstdag",
            "2026-12-26 Tweede Kerstdag",
        ];
        assert_eq!(names, expected);
    }

    #[test]
    fn koningsdag_is_never_on_a_sunday() {
        assert_eq!(kings_day(2025), date(2025, 4, 26));
        assert_eq!(kings_day(2031), date(2031, 4, 26));
        assert_eq!(kings_day(2026), date(2026, 4, 27));
    }

    #[test]
    fn bevrijdingsdag_and_good_friday_are_as_the_municipality_says() {
        let on = |free: &Holidays, day| free.name_on(day).is_some();
        let (fifth_of_26, fifth_of_30) = (date(2026, 5, 5), date(2030, 5, 5));
        let plain = Holidays::default();
        assert!(!on(&plain, fifth_of_26) && on(&plain, fifth_of_30));
        let always = Holidays { liberation: Liberation::Always, ..Holidays::default() };
        assert!(on(&always, fifth_of_26));
        let never = Holidays { liberation: Liberation::Never, ..Holidays::default() };
        assert!(!on(&never, fifth_of_30));
        assert!(!on(&plain, date(2026, 4, 3)));
        assert!(on(&Holidays { good_friday: GoodFriday::Free, ..Holidays::default() }, date(2026, 4, 3)));
        assert!(on(&Holidays { own: vec![date(2026, 8, 28)], ..Holidays::default() }, date(2026, 8, 28)));
    }
}
