//! The port to the figures: how often something happened, counted by the day, without people.
//!
//! **Invariant:** what is counted of a day that is over never changes, also when what it was counted from is removed.

use std::{collections::BTreeMap, future::Future};

use jiff::{
    Timestamp,
    civil::{Date, date},
    tz::TimeZone,
};

use super::{Unavailable, people::Colleague};

/// What is counted. The key that goes with each stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure {
    /// A signal came in. Key: its channel.
    Signaal,
    /// A signal came in. Key: the partner.
    Voordeur,
    /// A household was reported for the first time. No key.
    Huishouden,
    /// A household became known to a second partner. No key.
    Meervoudig,
    /// A signal had this label. Key: the label; a signal may have several.
    Thema,
    /// A household had a label for the first time. Key: its street, a tab, the label.
    Straat,
    /// A signal came in from somebody who can be told something. No key.
    Bereikbaar,
    /// The team did something with a household for the first time. Key: days since its first signal.
    Reactie,
    /// Somebody of the team spoke with a household for the first time. Key: days since its first signal.
    Contact,
    /// An agreement was due. Key: [`ON_TIME`] or [`LATE`].
    Afspraak,
    /// An acknowledgement was promised. Key: one of [`ANSWERED`].
    Bevestiging,
    /// The overleg decided about a household. No key.
    Besproken,
    /// A household was closed. No key.
    Afgesloten,
}

/// Done on its day or before.
pub const ON_TIME: &str = "op-tijd";
/// Done later, or not at all.
pub const LATE: &str = "te-laat";
/// How soon an acknowledgement went, soonest first; the last: it did not.
pub const ANSWERED: [&str; 4] = ["minuut", "uur", "later", "niet"];
/// Days after which we stop counting: that many or more.
pub const LONGEST: i64 = 60;
/// Upper bounds, in whole days, of the ages of open households; the last group is older.
pub const AGES: [i64; 4] = [7, 14, 28, 56];

impl Figure {
    pub const ALL: [Self; 13] = [
        Self::Signaal,
        Self::Voordeur,
        Self::Huishouden,
        Self::Meervoudig,
        Self::Thema,
        Self::Straat,
        Self::Bereikbaar,
        Self::Reactie,
        Self::Contact,
        Self::Afspraak,
        Self::Bevestiging,
        Self::Besproken,
        Self::Afgesloten,
    ];

    /// The word in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Signaal => "signaal",
            Self::Voordeur => "voordeur",
            Self::Huishouden => "huishouden",
            Self::Meervoudig => "meervoudig",
            Self::Thema => "thema",
            Self::Straat => "straat",
            Self::Bereikbaar => "bereikbaar",
            Self::Reactie => "reactie",
            Self::Contact => "contact",
            Self::Afspraak => "afspraak",
            Self::Bevestiging => "bevestiging",
            Self::Besproken => "besproken",
            Self::Afgesloten => "afgesloten",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.as_str() == word)
    }
}

/// Whole days in the Netherlands, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub first: Date,
    pub last: Date,
}

/// The day of an instant in the Netherlands.
pub fn day_of(at: Timestamp) -> Date {
    at.to_zoned(amsterdam()).date()
}

/// Its first instant there.
pub fn start_of(day: Date) -> Timestamp {
    day.to_zoned(amsterdam()).map_or(Timestamp::MAX, |start| start.timestamp())
}

/// Days since 1970, as the store keeps a day.
pub fn day_number(day: Date) -> i64 {
    date(1970, 1, 1).until(day).map(|span| i64::from(span.get_days())).unwrap_or_default()
}

/// The day of such a number.
pub fn day_numbered(number: i64) -> Date {
    date(1970, 1, 1).saturating_add(jiff::Span::new().days(number.clamp(0, 2_000_000)))
}

fn amsterdam() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC)
}

/// What was counted in a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    pub counts: BTreeMap<(Figure, String), i64>,
    /// [`Figure::Signaal`] and [`Figure::Afspraak`] day by day, in order of time; the key of the latter.
    pub days: Vec<(Date, Figure, String, i64)>,
    /// Signals of the period whose reporter was told something by mail or over the API, until now.
    pub told: i64,
}

impl Sums {
    /// Everything counted under a figure.
    pub fn total(&self, figure: Figure) -> i64 {
        self.of(figure).map(|(_, count)| count).sum()
    }

    /// The keys of a figure with their counts.
    pub fn of(&self, figure: Figure) -> impl Iterator<Item = (&str, i64)> {
        self.counts.iter().filter(move |((of, _), _)| *of == figure).map(|((_, key), count)| (key.as_str(), *count))
    }

    pub fn count(&self, figure: Figure, key: &str) -> i64 {
        self.counts.get(&(figure, key.to_owned())).copied().unwrap_or_default()
    }
}

/// Where figures come from. Every method fails with [`Unavailable`] when the store is silent.
pub trait Figures: Send + Sync + 'static {
    fn figures(&self, period: Period, now: Timestamp) -> impl Future<Output = Result<Sums, Unavailable>> + Send;

    /// Households that are open now, by the groups of [`AGES`].
    fn open_by_age(&self, now: Timestamp) -> impl Future<Output = Result<Vec<i64>, Unavailable>> + Send;

    /// Writes in the audit that somebody took figures along; `what` names period and form.
    fn figures_taken(
        &self,
        what: &str,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_of_the_netherlands() {
        let late: Timestamp = "2026-11-22T23:30:00Z".parse().unwrap();
        assert_eq!(day_of(late), date(2026, 11, 23));
        assert_eq!(start_of(date(2026, 7, 1)).to_string(), "2026-06-30T22:00:00Z");
        assert_eq!(day_numbered(day_number(date(2026, 11, 23))), date(2026, 11, 23));
        assert_eq!(day_number(date(1970, 1, 2)), 1);
    }

    #[test]
    fn every_figure_has_a_word() {
        for figure in Figure::ALL {
            assert_eq!(Figure::parse(figure.as_str()), Some(figure));
        }
    }
}
