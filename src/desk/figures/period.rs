//! Which days a page of figures is about.
//!
//! **Invariant:** people choose among fixed periods: of two that differ in a few days the difference would tell.

use jiff::{
    Span,
    civil::{Date, date},
};

use crate::{
    domain::{month_name, short_month_name},
    intake::figures::Period,
};

/// Quarters that can be chosen, this one among them.
const QUARTERS: usize = 9;

/// A period that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chosen {
    /// Twelve weeks from Monday, this week among them.
    TwelveWeeks,
    /// Year and quarter from 1.
    Quarter(i16, i8),
}

impl Chosen {
    /// `12-weken` or `2026-k3`; anything else is the former.
    pub(super) fn parse(word: &str) -> Self {
        let quarter =
            word.split_once("-k").and_then(|(year, quarter)| Some((year.parse().ok()?, quarter.parse().ok()?)));
        match quarter {
            Some((year @ 2000..=2100, quarter @ 1..=4)) => Self::Quarter(year, quarter),
            _ => Self::TwelveWeeks,
        }
    }

    pub(super) fn word(self) -> String {
        match self {
            Self::TwelveWeeks => "12-weken".to_owned(),
            Self::Quarter(year, quarter) => format!("{year}-k{quarter}"),
        }
    }

    /// `Laatste 12 weken`, `3e kwartaal 2026`
    pub(super) fn label(self) -> String {
        match self {
            Self::TwelveWeeks => "Laatste 12 weken".to_owned(),
            Self::Quarter(year, quarter) => format!("{quarter}e kwartaal {year}"),
        }
    }

    /// What the period before is called in a sentence.
    pub(super) fn before(self) -> &'static str {
        match self {
            Self::TwelveWeeks => "de 12 weken ervoor",
            Self::Quarter(..) => "het kwartaal ervoor",
        }
    }

    /// Its days until today; `None`: it is still to come.
    pub(super) fn days(self, today: Date) -> Option<Period> {
        let (first, end) = match self {
            Self::TwelveWeeks => {
                let monday = today.saturating_sub(Span::new().days(i64::from(today.weekday().to_monday_zero_offset())));
                (monday.saturating_sub(Span::new().weeks(11)), today)
            }
            Self::Quarter(year, quarter) => {
                let first = date(year, quarter * 3 - 2, 1);
                let last = first.saturating_add(Span::new().months(3)).yesterday().unwrap_or(first);
                (first, last.min(today))
            }
        };
        (first <= end).then_some(Period { first, last: end })
    }

    /// As many days of the period before.
    pub(super) fn days_before(self, period: Period) -> Period {
        let back = match self {
            Self::TwelveWeeks => Span::new().weeks(12),
            Self::Quarter(..) => Span::new().months(3),
        };
        let first = period.first.saturating_sub(back);
        let length = period.first.until(period.last).map(|span| span.get_days()).unwrap_or_default();
        let last = first.saturating_add(Span::new().days(length));
        Period { first, last: last.min(period.first.yesterday().unwrap_or(last)) }
    }
}

/// What can be chosen today: the weeks, then quarters, newest first.
pub(super) fn choices(today: Date) -> Vec<Chosen> {
    let (mut year, mut quarter) = (today.year(), (today.month() - 1) / 3 + 1);
    let mut chosen = vec![Chosen::TwelveWeeks];
    for _ in 0..QUARTERS {
        chosen.push(Chosen::Quarter(year, quarter));
        (year, quarter) = if quarter == 1 { (year - 1, 4) } else { (year, quarter - 1) };
    }
    chosen
}

/// The last quarter that is over.
pub(super) fn last_quarter(today: Date) -> Chosen {
    choices(today).get(2).copied().unwrap_or(Chosen::TwelveWeeks)
}

/// `31 augustus tot en met 22 november 2026`
pub(super) fn said(period: Period) -> String {
    let (first, last) = (period.first, period.last);
    let year = if first.year() == last.year() { String::new() } else { format!(" {}", first.year()) };
    format!("{}{year} tot en met {} {}", day(first), day(last), last.year())
}

fn day(date: Date) -> String {
    format!("{} {}", date.day(), month_name(date))
}

/// `31 aug`
pub(super) fn short(date: Date) -> String {
    format!("{} {}", date.day(), short_month_name(date))
}

/// The Mondays of a period, the week of its first day first.
pub(super) fn weeks(period: Period) -> Vec<Date> {
    let back = i64::from(period.first.weekday().to_monday_zero_offset());
    let monday = period.first.saturating_sub(Span::new().days(back));
    (0..60)
        .map(|week| monday.saturating_add(Span::new().weeks(week)))
        .take_while(|monday| *monday <= period.last)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = date(2026, 11, 24);

    #[test]
    fn twelve_weeks_begin_on_a_monday_and_end_today() {
        let days = Chosen::parse("12-weken").days(TODAY).unwrap();
        assert_eq!(said(days), "7 september tot en met 24 november 2026");
        assert_eq!(weeks(days).len(), 12);
        assert_eq!(said(Chosen::TwelveWeeks.days_before(days)), "15 juni tot en met 1 september 2026");
    }

    #[test]
    fn a_quarter_is_compared_with_as_many_days_of_the_one_before() {
        let third = Chosen::parse("2026-k3");
        let days = third.days(TODAY).unwrap();
        assert_eq!(said(days), "1 juli tot en met 30 september 2026");
        assert_eq!(said(third.days_before(days)), "1 april tot en met 30 juni 2026");
        let now = Chosen::Quarter(2026, 4);
        assert_eq!(said(now.days_before(now.days(TODAY).unwrap())), "1 juli tot en met 24 augustus 2026");
        assert_eq!(Chosen::Quarter(2027, 1).days(TODAY), None);
    }

    #[test]
    fn a_word_is_read_back_and_nonsense_is_twelve_weeks() {
        for chosen in choices(TODAY) {
            assert_eq!(Chosen::parse(&chosen.word()), chosen);
        }
        assert_eq!(Chosen::parse("2026-k9"), Chosen::TwelveWeeks);
        assert_eq!(last_quarter(TODAY).label(), "3e kwartaal 2026");
        assert_eq!(short(date(2026, 3, 2)), "2 mrt");
    }
}
