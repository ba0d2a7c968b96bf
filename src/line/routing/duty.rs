//! Who has duty when the office is closed, and who hears of a signal next when nobody confirms it.
//!
//! **Invariant:** turns are counted on the clock on the wall, so a change to summer time moves no handover.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime},
};

use crate::domain::{Deadline, Step, StepKind, StepTo};

use super::{
    calendar::moment,
    clock::{Clock, Within},
};

/// At which side of its calendar a roster holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    During,
    Outside,
}

/// Somebody on the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OnDuty {
    /// As the file names them.
    pub name: String,
    pub mail: String,
}

/// Somebody stands in on these days, both included; a day begins when a turn does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Swap {
    pub from: Date,
    pub to: Date,
    /// In the roster's turns.
    pub who: usize,
}

/// `[[duty]]`: a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Duty {
    pub id: String,
    /// Of its id in the text, for advice about it.
    pub span: std::ops::Range<usize>,
    pub side: Side,
    /// The calendar's place.
    pub calendar: usize,
    /// When the first turn began; at this time of the day they change.
    pub first: DateTime,
    pub every_days: i64,
    /// Never empty.
    pub turns: Vec<OnDuty>,
    pub swaps: Vec<Swap>,
    pub confirm: Within,
    /// Who hears it when nobody on the roster confirmed.
    pub last: StepTo,
}

impl Duty {
    /// Whether there is duty at this instant.
    pub fn holds(&self, clock: &Clock, at: Timestamp) -> bool {
        let open = clock
            .calendars
            .get(self.calendar)
            .is_some_and(|calendar| calendar.is_open(clock.wall(at), &clock.holidays));
        open == (self.side == Side::During)
    }

    /// The place of who has the turn then; swaps count.
    pub fn turn(&self, wall: DateTime) -> usize {
        let early = wall.time() < self.first.time();
        let day = if early { wall.date().saturating_sub(1.day()) } else { wall.date() };
        if let Some(swap) = self.swaps.iter().find(|swap| (swap.from..=swap.to).contains(&day)) {
            return swap.who;
        }
        let days = self.first.date().until(day).map(|span| i64::from(span.get_days())).unwrap_or_default();
        let turns = i64::try_from(self.turns.len()).unwrap_or(1).max(1);
        let turn = days.div_euclid(self.every_days.max(1)).rem_euclid(turns);
        usize::try_from(turn).unwrap_or_default()
    }

    /// One after the other, each after another wait without confirmation; none when there is no duty then.
    pub fn steps(&self, clock: &Clock, from: Timestamp) -> Vec<Step> {
        if !self.holds(clock, from) {
            return Vec::new();
        }
        let first = self.turn(clock.wall(from));
        let people = self.turns.iter().cycle().skip(first).take(self.turns.len());
        let mut mails: Vec<&str> = Vec::new();
        let mut steps: Vec<Step> = Vec::new();
        let mut at = Some(from);
        for person in people {
            if mails.contains(&person.mail.as_str()) {
                continue;
            }
            let Some(when) = at else { break };
            let because = match mails.len() {
                0 => format!("{}: {} heeft dienst, {}", self.id, person.name, moment(clock.wall(when))),
                _ => format!("{}: niet bevestigd, nu {}, {}", self.id, person.name, moment(clock.wall(when))),
            };
            let to = StepTo::Mail(person.mail.clone());
            steps.push(Step { kind: StepKind::Piket, when: Deadline { at: when, because }, to });
            mails.push(&person.mail);
            at = clock.after(self.confirm, when).map(|found| found.at);
        }
        if let Some(when) = at {
            let because = format!("{}: niemand bevestigde, {}", self.id, moment(clock.wall(when)));
            let to = self.last.clone();
            steps.push(Step { kind: StepKind::Piket, when: Deadline { at: when, because }, to });
        }
        steps
    }
}

/// One turn of a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The roster.
    pub duty: String,
    pub from: DateTime,
    pub who: String,
}

/// The turns of one roster that begin in these days, from the one that is going on; a swap is a turn of its own.
pub(super) fn turns(duty: &Duty, from: DateTime, days: i64) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    let early = from.time() < duty.first.time();
    let start = if early { from.date().saturating_sub(1.day()) } else { from.date() };
    for day in start.series(1.day()).take(usize::try_from(days).unwrap_or_default().saturating_add(1)) {
        let at = day.to_datetime(duty.first.time());
        let who = duty.turns.get(duty.turn(at)).map(|person| person.name.clone()).unwrap_or_default();
        if turns.last().is_none_or(|last| last.who != who) {
            turns.push(Turn { duty: duty.id.clone(), from: at, who });
        }
    }
    turns
}
