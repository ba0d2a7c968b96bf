//! A `[[calendar]]`: when it is open, on the clock on the wall.
//!
//! **Invariant:** a window is half-open: at its first minute it is open, at its last it is not any more.

use jiff::{
    ToSpan,
    civil::{Date, DateTime, Time},
};

use super::holiday::Holidays;
use crate::domain::{SHORT_MONTHS, short_day_name, short_month_name};

/// What a holiday does to a calendar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum OnHolidays {
    #[default]
    Closed,
    /// As any other day.
    Open,
    /// Open on holidays only.
    Only,
}

/// One line of `weekly`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Window {
    /// From Monday.
    pub days: [bool; 7],
    /// Empty: every month. From 1.
    pub months: Vec<i8>,
    /// Empty: every day of the month. From 1; -1 is the last.
    pub month_days: Vec<i8>,
    pub hours: Hours,
}

/// From a time of the day until another; until an earlier or equal one means: of the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hours {
    pub from: Time,
    pub to: Time,
}

impl Hours {
    fn on(self, day: Date) -> (DateTime, DateTime) {
        let last_day = if self.to > self.from { day } else { day.saturating_add(1.day()) };
        (day.to_datetime(self.from), last_day.to_datetime(self.to))
    }
}

/// A named part of the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Calendar {
    pub id: String,
    pub weekly: Vec<Window>,
    pub on_holidays: OnHolidays,
    /// Closed, whatever the week says.
    pub except: Vec<Date>,
    /// These hours instead of the week's.
    pub instead: Vec<(Date, Hours)>,
}

impl Calendar {
    /// When it opens and closes, for the windows that begin on `day`; in order.
    pub fn openings(&self, day: Date, holidays: &Holidays) -> Vec<(DateTime, DateTime)> {
        let mut openings: Vec<_> = if self.instead.iter().any(|(date, _)| *date == day) {
            self.instead.iter().filter(|(date, _)| *date == day).map(|(_, hours)| hours.on(day)).collect()
        } else if self.except.contains(&day) || self.holiday_closes(day, holidays) {
            Vec::new()
        } else {
            self.weekly.iter().filter(|window| window.is_on(day)).map(|window| window.hours.on(day)).collect()
        };
        openings.sort_unstable();
        openings
    }

    fn holiday_closes(&self, day: Date, holidays: &Holidays) -> bool {
        match self.on_holidays {
            OnHolidays::Open => false,
            OnHolidays::Closed => holidays.name_on(day).is_some(),
            OnHolidays::Only => holidays.name_on(day).is_none(),
        }
    }

    /// Whether it is open at this moment on the wall; a night's window began the day before.
    pub fn is_open(&self, at: DateTime, holidays: &Holidays) -> bool {
        let yesterday = at.date().saturating_sub(1.day());
        [yesterday, at.date()]
            .into_iter()
            .flat_map(|day| self.openings(day, holidays))
            .any(|(from, to)| from <= at && at < to)
    }

    /// `vr 13 nov 12.30 valt buiten kantooruren (open 08.30–12.30)`.
    pub fn described(&self, at: DateTime, holidays: &Holidays) -> String {
        let side = if self.is_open(at, holidays) { "binnen" } else { "buiten" };
        format!("{} valt {side} {} ({})", moment(at), self.id, self.day_described(at.date(), holidays))
    }

    fn day_described(&self, day: Date, holidays: &Holidays) -> String {
        let openings = self.openings(day, holidays);
        if openings.is_empty() {
            return match holidays.name_on(day) {
                Some(name) if self.on_holidays == OnHolidays::Closed => format!("{name}: dicht"),
                _ => "die dag dicht".to_owned(),
            };
        }
        let hours: Vec<String> =
            openings.iter().map(|(from, to)| format!("{}–{}", clock(from.time()), closing(day, *to))).collect();
        format!("open {}", hours.join(" en "))
    }
}

impl Window {
    fn is_on(&self, day: Date) -> bool {
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or_default();
        let from_end = day.day() - day.days_in_month() - 1;
        self.days.get(weekday).copied().unwrap_or_default()
            && (self.months.is_empty() || self.months.contains(&day.month()))
            && (self.month_days.is_empty()
                || self.month_days.iter().any(|wanted| *wanted == day.day() || *wanted == from_end))
    }
}

/// `vr 13 nov 12.30`.
pub(super) fn moment(at: DateTime) -> String {
    let day = at.date();
    format!("{} {} {} {}", short_day_name(day.weekday()), day.day(), short_month_name(day), clock(at.time()))
}

fn clock(time: Time) -> String {
    format!("{:02}.{:02}", time.hour(), time.minute())
}

fn closing(day: Date, at: DateTime) -> String {
    if at.date() > day && at.time() == Time::midnight() { "24.00".to_owned() } else { clock(at.time()) }
}

/// `jan` or its number's place from 1.
pub(super) fn month_named(name: &str) -> Option<i8> {
    let place = SHORT_MONTHS.iter().position(|month| *month == name)?;
    i8::try_from(place + 1).ok()
}
