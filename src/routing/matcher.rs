//! Conditions on facts: whether they hold, and if not, why not.
//!
//! **Invariant:** an absent fact matches nothing but `{ present = false }`; what somebody wrote is never repeated.

use std::cell::OnceCell;

use regex::Regex;

use super::{
    fact::{Fact, Kind, Presence},
    lexicon::{Lexicon, WordId, WordsFound},
    sheet::{FactSheet, FactValue},
};

/// What a condition is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Subject {
    Fact(Fact),
    Label(String),
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

/// A fact sheet with the labels set so far and the words found in its texts.
pub(super) struct View<'a> {
    sheet: &'a FactSheet,
    lexicon: &'a Lexicon,
    pub labels: Vec<String>,
    text: OnceCell<WordsFound>,
    subject: OnceCell<WordsFound>,
    kind: OnceCell<WordsFound>,
}

impl<'a> View<'a> {
    pub fn new(sheet: &'a FactSheet, lexicon: &'a Lexicon) -> Self {
        let [text, subject, kind] = [const { OnceCell::new() }; 3];
        Self { sheet, lexicon, labels: Vec::new(), text, subject, kind }
    }

    fn has_word(&self, fact: Fact, words: &[WordId]) -> bool {
        let Some(prose) = self.sheet.text(fact) else { return false };
        let found = match fact {
            Fact::Onderwerp => &self.subject,
            Fact::Soort => &self.kind,
            _ => &self.text,
        };
        let found = found.get_or_init(|| self.lexicon.find_in(&prose.padded));
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

    /// Whether it asks what only the team may know: whether the household is known, and what came before.
    pub fn asks_about_household(&self, telling_labels: &[String]) -> bool {
        let groups = self.any.iter().chain(&self.none);
        self.all.iter().chain(groups.flatten()).any(|condition| match &condition.subject {
            Subject::Fact(fact) => fact.is_about_household(),
            Subject::Label(label) => telling_labels.contains(label),
        })
    }

    /// Whether it holds for every signal there can be: no rule after it is ever reached.
    pub fn always_holds(&self) -> bool {
        let always = |group: &[Condition]| group.iter().all(Condition::always_holds);
        self.none.is_empty() && always(&self.all) && (self.any.is_empty() || self.any.iter().any(|group| always(group)))
    }
}

fn holds(group: &[Condition], view: &View<'_>) -> bool {
    group.iter().all(|condition| condition.failure(view).is_none())
}

impl Condition {
    fn failure(&self, view: &View<'_>) -> Option<String> {
        match &self.subject {
            Subject::Label(label) => {
                let set = view.labels.contains(label);
                let wanted = !matches!(self.tests.first(), Some(Test::Present(false)));
                let state = if set { "wel" } else { "niet" };
                (set != wanted).then(|| format!("label.{label} is {state} gezet"))
            }
            Subject::Fact(fact) => {
                self.tests.iter().find_map(|test| (!test.holds(*fact, view)).then(|| test.refusal(*fact, view)))
            }
        }
    }

    fn always_holds(&self) -> bool {
        let Subject::Fact(fact) = self.subject else { return false };
        fact.entry().presence == Presence::Always && self.tests.iter().all(|test| test.always_holds(fact))
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
        }
    }

    fn always_holds(&self, fact: Fact) -> bool {
        match (self, fact.entry().kind) {
            (Self::Present(wanted), _) => *wanted,
            (Self::AtLeast(least), _) => *least == 0,
            (Self::AnyOf(wanted), Kind::Flag) => {
                [true, false].iter().all(|flag| wanted.contains(&FactValue::Flag(*flag)))
            }
            (Self::AnyOf(wanted), Kind::Choice(words) | Kind::Level(words)) => {
                (0..words.len()).all(|place| wanted.contains(&FactValue::Word(place)))
            }
            _ => false,
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
