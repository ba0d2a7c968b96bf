//! The clock of one rules file: which calendars are open, and when a deadline falls, each with its explanation.
//!
//! **Invariant:** wall times become instants through the file's time zone, so a change to summer time moves nothing
//! that people agreed on.

use jiff::{
    SignedDuration, Timestamp, ToSpan, Zoned,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};

use super::{
    calendar::{Calendar, moment},
    holiday::Holidays,
};

/// How far ahead an open hour is looked for.
const MOST_DAYS: usize = 800;

/// Days between two meetings at most: a year.
pub(super) const MOST_DAYS_BETWEEN: i64 = 366;

/// When a team meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meeting {
    /// One of the meetings; the others are counted from it.
    pub first: Date,
    pub at: Time,
    /// From one to the next.
    pub every_days: i64,
}

/// How long something may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    Minutes(i64),
    /// Days on the calendar, at the same time of the day.
    Days(i64),
    /// Hours in which the working calendar is open.
    WorkHours(i64),
    /// Until the end of that working day; the day itself does not count.
    WorkDays(i64),
}

/// An instant, and how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub at: Timestamp,
    pub because: String,
}

/// Time zone, holidays and calendars of a file.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    pub timezone: TimeZone,
    pub holidays: Holidays,
    pub calendars: Vec<Calendar>,
    /// In [`calendars`](Self::calendars): when work is done.
    pub working: Option<usize>,
}

impl Clock {
    /// The clock on the wall.
    pub fn wall(&self, at: Timestamp) -> DateTime {
        at.to_zoned(self.timezone.clone()).datetime()
    }

    /// When `within` is over, counted from `from`; `None` when the working calendar never opens again.
    pub fn after(&self, within: Within, from: Timestamp) -> Option<Found> {
        let start = from.to_zoned(self.timezone.clone());
        let at = match within {
            Within::Minutes(minutes) => from.checked_add(SignedDuration::from_mins(minutes)).ok()?,
            Within::Days(days) => start.checked_add(days.days()).ok()?.timestamp(),
            Within::WorkHours(hours) => self.work_hours(SignedDuration::from_hours(hours), &start)?,
            Within::WorkDays(days) => self.work_days(days, start.date())?,
        };
        Some(self.found(at, &within.label(), from))
    }

    /// The first meeting after `from`; one that falls on a holiday is held on the next working day.
    pub fn next_meeting(&self, meeting: Meeting, from: Timestamp) -> Option<Found> {
        let every = meeting.every_days.clamp(1, MOST_DAYS_BETWEEN);
        let today = self.wall(from).date();
        let since = i64::from(meeting.first.until(today).ok()?.get_days());
        let passed = since.div_euclid(every) - 1;
        (passed..passed + 4).find_map(|number| {
            let planned = meeting.first.checked_add((number * every).days()).ok()?;
            let at = self.instant(self.working_day_from(planned).to_datetime(meeting.at))?;
            (at > from).then(|| self.found(at, "het eerstvolgende overleg", from))
        })
    }

    fn found(&self, at: Timestamp, label: &str, from: Timestamp) -> Found {
        let because = format!("{label} vanaf {} = {}", moment(self.wall(from)), moment(self.wall(at)));
        Found { at, because }
    }

    fn working_day_from(&self, planned: Date) -> Date {
        let is_free = |day: &Date| match self.working.and_then(|place| self.calendars.get(place)) {
            Some(calendar) => calendar.openings(*day, &self.holidays).is_empty(),
            None => self.holidays.name_on(*day).is_some(),
        };
        planned.series(1.day()).take(14).find(|day| !is_free(day)).unwrap_or(planned)
    }

    fn openings(&self, day: Date) -> Vec<(Timestamp, Timestamp)> {
        let Some(calendar) = self.working.and_then(|place| self.calendars.get(place)) else { return Vec::new() };
        let openings = calendar.openings(day, &self.holidays);
        openings.into_iter().filter_map(|(from, to)| Some((self.instant(from)?, self.instant(to)?))).collect()
    }

    fn instant(&self, wall: DateTime) -> Option<Timestamp> {
        Some(wall.to_zoned(self.timezone.clone()).ok()?.timestamp())
    }

    fn work_hours(&self, wanted: SignedDuration, from: &Zoned) -> Option<Timestamp> {
        let mut left = wanted;
        let mut counted_to = from.timestamp();
        let yesterday = from.date().saturating_sub(1.day());
        for day in yesterday.series(1.day()).take(MOST_DAYS) {
            for (opens, closes) in self.openings(day) {
                let begins = opens.max(counted_to);
                let open = begins.duration_until(closes);
                if open >= left {
                    return begins.checked_add(left).ok();
                }
                if open > SignedDuration::ZERO {
                    left -= open;
                    counted_to = closes;
                }
            }
        }
        None
    }

    fn work_days(&self, days: i64, from: Date) -> Option<Timestamp> {
        let nth = usize::try_from(days.max(1)).ok()? - 1;
        let closings = from.series(1.day()).skip(1).take(MOST_DAYS).filter_map(|day| self.openings(day).pop());
        closings.map(|(_, closes)| closes).nth(nth)
    }
}

impl Within {
    /// Whether it is counted on the working calendar.
    pub fn is_work(self) -> bool {
        matches!(self, Self::WorkHours(_) | Self::WorkDays(_))
    }

    /// `4 werkuren`, `30 minuten`, `2 weken`.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, unit) = text.trim().split_once(' ')?;
        let number: i64 = number.parse().ok().filter(|number| (1..=1000).contains(number))?;
        Some(match unit.trim() {
            "minuut" | "minuten" => Self::Minutes(number),
            "uur" | "uren" => Self::Minutes(number * 60),
            "dag" | "dagen" => Self::Days(number),
            "week" | "weken" => Self::Days(number * 7),
            "werkuur" | "werkuren" => Self::WorkHours(number),
            "werkdag" | "werkdagen" => Self::WorkDays(number),
            _ => return None,
        })
    }

    fn label(self) -> String {
        let counted = |number: i64, one: &str, more: &str| format!("{number} {}", if number == 1 { one } else { more });
        match self {
            Self::Minutes(minutes) if minutes % 60 == 0 => counted(minutes / 60, "uur", "uur"),
            Self::Minutes(minutes) => counted(minutes, "minuut", "minuten"),
            Self::Days(days) => counted(days, "dag", "dagen"),
            Self::WorkHours(hours) => counted(hours, "werkuur", "werkuren"),
            Self::WorkDays(days) => counted(days, "werkdag", "werkdagen"),
        }
    }
}
