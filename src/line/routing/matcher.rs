//! Conditions on facts: whether they hold, and if not, why not.
//!
//! **Invariant:** an absent fact matches nothing but `{ present = false }`; what somebody wrote is never repeated.

use std::cell::{Cell, OnceCell};

use jiff::civil::DateTime;
use regex::Regex;

use super::{
    area::Area,
    calendar::Calendar,
    clock::Clock,
    fact::{Fact, Kind},
    lexicon::{Lexicon, WordId, WordsFound},
    sheet::{FactSheet, FactValue},
};

/// What a condition is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    Fact(Fact),
    Label(String),
    /// `during`, `outside`: the calendar's place.
    Calendar(usize),
}

/// One comparison.
#[derive(Debug)]
pub(super) enum Test {
    Present(bool),
    /// Equal to any of these.
    AnyOf(Vec<FactValue>),
    /// At this place of the list of words or above it.
    AtLeast(usize),
    Gte(i64),
    Lte(i64),
    Words(Vec<WordId>),
    Pattern(Regex),
    /// In the area of one of these teams: places in the list of areas.
    InArea(Vec<usize>),
    /// The calendar is open.
    During,
    /// The calendar is closed.
    Outside,
}

/// A subject and what must hold of it, all together.
#[derive(Debug)]
pub(super) struct Condition {
    pub subject: Subject,
    pub tests: Vec<Test>,
}

/// A rule's `match`.
#[derive(Debug, Default)]
pub(super) struct Match {
    pub all: Vec<Condition>,
    /// Not empty: at least one group must hold.
    pub any: Vec<Vec<Condition>>,
    /// No group may hold.
    pub none: Vec<Vec<Condition>>,
}

/// What rules look things up in.
#[derive(Debug)]
pub(super) struct World {
    pub lexicon: Lexicon,
    pub clock: Clock,
    pub areas: Vec<Area>,
}

/// A fact sheet with the labels set so far and the words found in its texts.
pub(super) struct View<'a> {
    pub sheet: &'a FactSheet,
    pub world: &'a World,
    pub labels: Vec<String>,
    /// A calendar was asked for, and nobody knows when it was: only in a test.
    pub lacks_time: Cell<bool>,
    wall: OnceCell<Option<DateTime>>,
    text: OnceCell<WordsFound>,
    subject: OnceCell<WordsFound>,
    kind: OnceCell<WordsFound>,
}

impl<'a> View<'a> {
    pub fn new(sheet: &'a FactSheet, world: &'a World) -> Self {
        let [text, subject, kind] = [const { OnceCell::new() }; 3];
        let (labels, lacks_time, wall) = (Vec::new(), Cell::new(false), OnceCell::new());
        Self { sheet, world, labels, lacks_time, wall, text, subject, kind }
    }

    /// The clock on the wall when the signal came in.
    fn wall(&self) -> Option<DateTime> {
        let wall = *self.wall.get_or_init(|| self.sheet.at.map(|at| self.world.clock.wall(at)));
        if wall.is_none() {
            self.lacks_time.set(true);
        }
        wall
    }

    fn calendar(&self, place: usize) -> Option<(&'a Calendar, DateTime)> {
        Some((self.world.clock.calendars.get(place)?, self.wall()?))
    }

    fn is_in(&self, areas: &[usize]) -> bool {
        areas.iter().filter_map(|place| self.world.areas.get(*place)).any(|area| area.holds(self.sheet))
    }

    /// The team in whose area it is, for the trace.
    fn area(&self) -> Option<&'a str> {
        self.world.areas.iter().find(|area| area.holds(self.sheet)).map(|area| area.team.as_str())
    }

    fn has_word(&self, fact: Fact, words: &[WordId]) -> bool {
        let Some(prose) = self.sheet.text(fact) else { return false };
        let found = match fact {
            Fact::Onderwerp => &self.subject,
            Fact::Soort => &self.kind,
            _ => &self.text,
        };
        let found = found.get_or_init(|| self.world.lexicon.find_in(&prose.padded));
        words.iter().any(|word| found.has(*word))
    }
}

impl Match {
    /// `None`: it holds. Otherwise what failed first, with the actual value, in Dutch.
    pub fn first_failure(&self, view: &View<'_>) -> Option<String> {
        if let Some(failure) = self.all.iter().find_map(|condition| condition.failure(view)) {
            return Some(failure);
        }
        if !self.any.is_empty() && !self.any.iter().any(|group| holds(group, view)) {
            return Some("geen van de mogelijkheden (any) past".to_owned());
        }
        let excluded = self.none.iter().position(|group| holds(group, view))?;
        Some(format!("uitgesloten: mogelijkheid {} van none past", excluded + 1))
    }

    /// What its calendars said, for the trace of a rule that holds.
    pub fn clock_notes(&self, view: &View<'_>) -> Vec<String> {
        let groups = self.any.iter().flatten();
        self.all.iter().chain(groups).filter_map(|condition| condition.clock_note(view)).collect()
    }

    /// Every condition, however nested.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.all.iter().chain(self.any.iter().flatten()).chain(self.none.iter().flatten())
    }

    /// Whether it asks what only the team may know: whether the household is known, and what came before.
    pub fn asks_about_household(&self, telling_labels: &[String]) -> bool {
        self.conditions().any(|condition| match &condition.subject {
            Subject::Fact(fact) => fact.is_about_household(),
            Subject::Label(label) => telling_labels.contains(label),
            Subject::Calendar(_) => false,
        })
    }

    /// Whether it holds for every signal there can be: no rule after it is ever reached.
    pub fn always_holds(&self) -> bool {
        let always = |group: &[Condition]| group.iter().all(Condition::always_holds);
        self.none.is_empty() && always(&self.all) && (self.any.is_empty() || self.any.iter().any(|group| always(group)))
    }
}

fn holds(group: &[Condition], view: &View<'_>) -> bool {
    group.iter().all(|condition| condition.holds(view))
}

impl Condition {
    /// Why it does not hold; `None` when it does.
    fn failure(&self, view: &View<'_>) -> Option<String> {
        (!self.holds(view)).then(|| self.refusal(view))
    }

    fn holds(&self, view: &View<'_>) -> bool {
        match &self.subject {
            Subject::Label(label) => view.labels.contains(label) == self.wants_label(),
            Subject::Calendar(place) => view.calendar(*place).is_some_and(|(calendar, wall)| {
                calendar.is_open(wall, &view.world.clock.holidays) == self.wants_open()
            }),
            Subject::Fact(Fact::AdresGebied) => self.tests.iter().all(|test| match test {
                Test::InArea(areas) => view.is_in(areas),
                Test::Present(wanted) => view.area().is_some() == *wanted,
                _ => false,
            }),
            Subject::Fact(fact) => self.tests.iter().all(|test| test.holds(*fact, view)),
        }
    }

    fn wants_label(&self) -> bool {
        !matches!(self.tests.first(), Some(Test::Present(false)))
    }

    fn wants_open(&self) -> bool {
        !matches!(self.tests.first(), Some(Test::Outside))
    }

    fn refusal(&self, view: &View<'_>) -> String {
        match &self.subject {
            Subject::Label(label) => {
                format!("label.{label} is {} gezet", if self.wants_label() { "niet" } else { "wel" })
            }
            Subject::Calendar(place) => match view.calendar(*place) {
                Some((calendar, wall)) => calendar.described(wall, &view.world.clock.holidays),
                None => "het tijdstip is onbekend".to_owned(),
            },
            Subject::Fact(Fact::AdresGebied) => match view.area() {
                Some(team) => format!("adres.gebied is {team}"),
                None => "adres.gebied is onbekend".to_owned(),
            },
            Subject::Fact(fact) => {
                let failed = self.tests.iter().find(|test| !test.holds(*fact, view));
                failed.map(|test| test.refusal(*fact, view)).unwrap_or_default()
            }
        }
    }

    fn clock_note(&self, view: &View<'_>) -> Option<String> {
        let Subject::Calendar(place) = self.subject else { return None };
        let (calendar, wall) = view.calendar(place)?;
        Some(calendar.described(wall, &view.world.clock.holidays))
    }
}

impl Test {
    fn holds(&self, fact: Fact, view: &View<'_>) -> bool {
        let actual = view.sheet.get(fact);
        match (self, actual) {
            (Self::Present(wanted), _) => actual.is_some() == *wanted,
            (Self::AnyOf(wanted), Some(FactValue::Text(prose))) => {
                wanted.iter().any(|one| matches!(one, FactValue::Text(text) if text.padded == prose.padded))
            }
            (Self::AnyOf(wanted), Some(actual)) => wanted.contains(actual),
            (Self::AtLeast(least), Some(FactValue::Word(place))) => place >= least,
            (Self::Gte(least), Some(FactValue::Number(number))) => number >= least,
            (Self::Lte(most), Some(FactValue::Number(number))) => number <= most,
            (Self::Words(words), Some(FactValue::Text(_))) => view.has_word(fact, words),
            (Self::Pattern(pattern), Some(FactValue::Text(prose))) => pattern.is_match(&prose.written),
            _ => false,
        }
    }

    /// Why it does not hold: the actual value where that may be shown.
    fn refusal(&self, fact: Fact, view: &View<'_>) -> String {
        let name = fact.entry().name;
        let Some(actual) = view.sheet.get(fact) else { return format!("{name} is onbekend") };
        let shown = shown(fact, actual);
        match self {
            Self::Present(_) => format!("{name} is bekend"),
            Self::AnyOf(_) if !fact.entry().kind.may_be_shown() => format!("{name} is een andere"),
            Self::AnyOf(_) => format!("{name} is {shown}"),
            Self::AtLeast(least) => format!("{name} is {shown}, niet minstens {}", word(fact, *least)),
            Self::Gte(least) => format!("{name} is {shown}, minder dan {least}"),
            Self::Lte(most) => format!("{name} is {shown}, meer dan {most}"),
            Self::Words(_) => format!("{name}: geen van de woorden"),
            Self::Pattern(_) => format!("{name}: het patroon (regex) past niet"),
            Self::InArea(_) | Self::During | Self::Outside => format!("{name} is {shown}"),
        }
    }
}

fn shown(fact: Fact, value: &FactValue) -> String {
    match value {
        FactValue::Flag(flag) => flag.to_string(),
        FactValue::Number(number) => number.to_string(),
        FactValue::Word(place) => word(fact, *place).to_owned(),
        FactValue::Name(name) if fact.entry().kind.may_be_shown() => name.clone(),
        FactValue::Name(_) | FactValue::Text(_) => String::new(),
    }
}

fn word(fact: Fact, place: usize) -> &'static str {
    match fact.entry().kind {
        Kind::Choice(words) | Kind::Level(words) => words.get(place).copied().unwrap_or_default(),
        _ => "",
    }
}
