//! Whether one `match` is wider than another: then a rule below it is never reached.
//!
//! **Invariant:** says "wider" only where that is certain; a rule that might be reached is never complained about.

use super::{
    fact::{Fact, Kind, Presence},
    matcher::{Condition, Match, Subject, Test},
    sheet::FactValue,
};

impl Match {
    /// Whether this holds wherever `narrower` does.
    pub fn covers(&self, narrower: &Self) -> bool {
        let implied = |wanted: &Condition| narrower.all.iter().any(|given| given.implies(wanted));
        let all = self.all.iter().all(|wanted| wanted.always_holds() || implied(wanted));
        let any = self.any.is_empty()
            || self.any.iter().any(|group| group.iter().all(implied))
            || (!narrower.any.is_empty() && narrower.any.iter().all(|group| self.has_wider_group(group)));
        let none = self.none.iter().all(|excluded| {
            narrower
                .none
                .iter()
                .any(|also| also.iter().all(|wanted| excluded.iter().any(|given| given.implies(wanted))))
        });
        all && any && none
    }

    fn has_wider_group(&self, group: &[Condition]) -> bool {
        self.any.iter().any(|wide| wide.iter().all(|wanted| group.iter().any(|given| given.implies(wanted))))
    }

    /// Why no signal can ever meet it, in Dutch.
    pub fn contradiction(&self) -> Option<String> {
        if let Some(condition) = self.all.iter().find(|condition| condition.is_impossible()) {
            return Some(format!("wat bij {} staat, kan niet tegelijk", condition.subject.name()));
        }
        let excluded = self.none.iter().position(|group| {
            group.iter().all(|wanted| wanted.always_holds() || self.all.iter().any(|given| given.implies(wanted)))
        });
        if let Some(place) = excluded {
            return Some(format!("mogelijkheid {} van none sluit uit wat match eist", place + 1));
        }
        self.never_set()
    }

    /// A fact that none of the channels it asks for ever sets.
    fn never_set(&self) -> Option<String> {
        let channels = self.all.iter().find_map(|condition| condition.channels())?;
        let unset = self.all.iter().find_map(|condition| {
            let Subject::Fact(fact) = condition.subject else { return None };
            let entry = fact.entry();
            let asks_absence = condition.tests.iter().any(|test| matches!(test, Test::Present(false)));
            let sets = |channel: &&str| entry.channels.is_empty() || entry.channels.contains(channel);
            (!asks_absence && !channels.iter().any(sets)).then_some(entry.name)
        })?;
        Some(format!("\"{unset}\" wordt nooit gezet bij kanaal {}", channels.join(", ")))
    }
}

impl Condition {
    /// Whether `wanted` holds wherever this does.
    fn implies(&self, wanted: &Self) -> bool {
        let Subject::Fact(fact) = self.subject else {
            return self.subject == wanted.subject && self.asks_the_same(wanted);
        };
        self.subject == wanted.subject
            && wanted.tests.iter().all(|asked| self.tests.iter().any(|given| given.implies(asked, fact)))
    }

    fn asks_the_same(&self, wanted: &Self) -> bool {
        match (self.tests.first(), wanted.tests.first()) {
            (Some(Test::Present(one)), Some(Test::Present(other))) => one == other,
            (Some(Test::During), Some(Test::During)) | (Some(Test::Outside), Some(Test::Outside)) => true,
            _ => false,
        }
    }

    pub(super) fn always_holds(&self) -> bool {
        let Subject::Fact(fact) = self.subject else { return false };
        fact.entry().presence == Presence::Always && self.tests.iter().all(|test| test.always_holds(fact))
    }

    fn is_impossible(&self) -> bool {
        let absent = self.tests.iter().any(|test| matches!(test, Test::Present(false)));
        if absent && self.tests.len() > 1 && matches!(self.subject, Subject::Fact(_)) {
            return true;
        }
        let Subject::Fact(fact) = self.subject else { return false };
        if absent && fact.entry().presence == Presence::Always {
            return true;
        }
        let least = self.tests.iter().filter_map(|test| if let Test::Gte(least) = test { Some(*least) } else { None });
        let most = self.tests.iter().filter_map(|test| if let Test::Lte(most) = test { Some(*most) } else { None });
        matches!((least.max(), most.min()), (Some(least), Some(most)) if least > most)
    }

    /// The channels it allows, where it is about the channel.
    fn channels(&self) -> Option<Vec<&'static str>> {
        let (Subject::Fact(Fact::Kanaal), [Test::AnyOf(values)]) = (&self.subject, self.tests.as_slice()) else {
            return None;
        };
        let words = Fact::Kanaal.entry().kind.words();
        let named = |value: &FactValue| match value {
            FactValue::Word(place) => words.get(*place).copied(),
            _ => None,
        };
        Some(values.iter().filter_map(named).collect())
    }
}

impl Subject {
    /// As written in the file.
    pub fn name(&self) -> String {
        match self {
            Self::Fact(fact) => format!("\"{}\"", fact.entry().name),
            Self::Label(label) => format!("\"label.{label}\""),
            Self::Calendar(_) => "de kalender".to_owned(),
        }
    }
}

impl Test {
    fn implies(&self, wanted: &Self, fact: Fact) -> bool {
        match (self, wanted) {
            (Self::Present(one), Self::Present(other)) => one == other,
            (Self::Present(_), _) => false,
            (_, Self::Present(present)) => *present,
            (Self::AnyOf(some), Self::AnyOf(more)) => some.iter().all(|value| more.contains(value)),
            (Self::AnyOf(some), Self::AtLeast(least)) => {
                some.iter().all(|value| matches!(value, FactValue::Word(place) if place >= least))
            }
            (Self::AnyOf(some), Self::Gte(least)) => {
                some.iter().all(|value| matches!(value, FactValue::Number(number) if number >= least))
            }
            (Self::AnyOf(some), Self::Lte(most)) => {
                some.iter().all(|value| matches!(value, FactValue::Number(number) if number <= most))
            }
            (Self::AtLeast(one), Self::AtLeast(other)) => one >= other,
            (Self::AtLeast(least), Self::AnyOf(values)) => {
                (*least..fact.entry().kind.words().len()).all(|place| values.contains(&FactValue::Word(place)))
            }
            (Self::Gte(one), Self::Gte(other)) => one >= other,
            (Self::Lte(one), Self::Lte(other)) => one <= other,
            (Self::Words(some), Self::Words(more)) => some.iter().all(|word| more.contains(word)),
            (Self::Pattern(one), Self::Pattern(other)) => one.as_str() == other.as_str(),
            (Self::InArea(some), Self::InArea(more)) => some.iter().all(|area| more.contains(area)),
            _ => false,
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
