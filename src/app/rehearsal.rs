//! What other rules would have made of signals of the past: counted and compared.
//!
//! **Invariant:** reads only; the same signals and rules give the same comparison, in whatever order the parts are added.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    sync::Arc,
};

use jiff::Timestamp;
use tokio::task::JoinSet;

use crate::{
    domain::Urgency,
    intake::rule_book::{Rehearsed, RehearsedChange},
    routing::{RouteTable, fact_sheet_of},
    store::{Past, PastRow, Store},
};

/// Rows that are read at once.
const PAGE: u32 = 2_000;

/// Pages that are worked on while the next is read: memory is bounded by them.
const AHEAD: usize = 3;

/// Kenmerken that a change shows.
const SHOWN: usize = 3;

/// Tries rules on all signals since then; `told` hears now and then how many were seen.
///
/// # Errors
///
/// When the store does not answer.
pub async fn rehearse(
    store: &Store,
    rules: Arc<RouteTable>,
    since: Timestamp,
    told: impl Fn(usize),
) -> anyhow::Result<Rehearsal> {
    let mut whole = Rehearsal::default();
    let mut parts: JoinSet<Rehearsal> = JoinSet::new();
    let mut last: Option<PastRow> = None;
    loop {
        let page = store.past(since, last.as_ref(), PAGE).await?;
        last = page.last().cloned();
        let ended = last.is_none();
        if !ended {
            let rules = Arc::clone(&rules);
            parts.spawn_blocking(move || part(page, &rules));
        }
        while parts.len() > if ended { 0 } else { AHEAD } {
            if let Some(part) = parts.join_next().await {
                whole.join(part?);
            }
            told(whole.seen);
        }
        if ended {
            return Ok(whole);
        }
    }
}

fn part(page: Vec<PastRow>, rules: &RouteTable) -> Rehearsal {
    let mut part = Rehearsal::default();
    for row in page {
        match row.read() {
            Ok(past) => part.add(past, rules),
            Err(_) => part.unreadable += 1,
        }
    }
    part
}

/// What changes for a signal: from what to what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pub old: Side,
    pub new: Side,
}

/// One decision, as far as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    pub queue: String,
    pub rule: String,
    pub urgency: Urgency,
    /// The addresses that get a copy.
    pub copies: BTreeSet<String>,
    /// Waits for a human first.
    pub held: bool,
}

/// `parkwijk (geldzaken), hoog`.
impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}), {}", self.queue, self.rule, self.urgency)?;
        if !self.copies.is_empty() {
            write!(f, ", kopieën: {}", self.copies.len())?;
        }
        if self.held { f.write_str(", wacht op een mens") } else { Ok(()) }
    }
}

/// The comparison so far.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rehearsal {
    pub seen: usize,
    /// Another rule won, and nothing else came of it.
    pub renamed: usize,
    /// By change, the signals' kenmerken.
    pub changes: BTreeMap<Change, Vec<String>>,
    /// Urgent signals that would be seen later than they were, with what sinks them.
    pub sinking: BTreeMap<String, &'static str>,
    /// Signals that could not be read back.
    pub unreadable: usize,
}

impl Rehearsal {
    /// Tries the rules on one signal.
    pub fn add(&mut self, past: Past, rules: &RouteTable) {
        let sheet = fact_sheet_of(&past.signal, past.route.standing.clone(), past.repetition);
        let decision = rules.route(&sheet);
        self.seen += 1;
        let new = Side {
            queue: decision.queue.0.clone(),
            rule: decision.rule.clone(),
            urgency: decision.urgency,
            copies: decision.copies.iter().map(|copy| copy.to.kept()).collect(),
            held: decision.follow_up.hold.is_some(),
        };
        // What was read from a file sent nothing: its copies say nothing about the rules.
        let sent = || past.route.copies.iter().cloned().collect();
        let old = Side {
            queue: past.route.queue.clone(),
            rule: past.route.rule.clone(),
            urgency: past.urgency,
            copies: if past.route.standing.quiet { new.copies.clone() } else { sent() },
            held: past.route.held,
        };
        if let Some(why) = sinks(&old, &new) {
            self.sinking.insert(past.kenmerk.clone(), why);
        }
        let same = old.queue == new.queue && old.urgency == new.urgency && old.held == new.held;
        let same = same && old.copies == new.copies;
        if !same {
            self.changes.entry(Change { old, new }).or_default().push(past.kenmerk);
        } else if old.rule != new.rule {
            self.renamed += 1;
        }
    }

    /// Adds another part of the signals.
    pub fn join(&mut self, other: Self) {
        self.seen += other.seen;
        self.renamed += other.renamed;
        self.unreadable += other.unreadable;
        self.sinking.extend(other.sinking);
        for (change, mut kenmerken) in other.changes {
            self.changes.entry(change).or_default().append(&mut kenmerken);
        }
    }

    /// How many signals come out otherwise.
    pub fn changed(&self) -> usize {
        self.changes.values().map(Vec::len).sum()
    }
}

impl From<Rehearsal> for Rehearsed {
    fn from(rehearsal: Rehearsal) -> Self {
        let mut changes: Vec<RehearsedChange> = rehearsal
            .changes
            .into_iter()
            .map(|(Change { old, new }, mut kenmerken)| {
                let count = kenmerken.len();
                kenmerken.truncate(SHOWN);
                RehearsedChange { old: old.to_string(), new: new.to_string(), count, some: kenmerken }
            })
            .collect();
        changes.sort_by_key(|change| std::cmp::Reverse(change.count));
        Self {
            seen: rehearsal.seen,
            renamed: rehearsal.renamed,
            unreadable: rehearsal.unreadable,
            changes,
            sinking: rehearsal.sinking.into_iter().collect(),
        }
    }
}

/// Why an urgent signal would be seen later than it was.
fn sinks(old: &Side, new: &Side) -> Option<&'static str> {
    if old.urgency < Urgency::Hoog {
        return None;
    }
    if new.urgency < old.urgency {
        return Some("minder dringend");
    }
    if new.held && !old.held {
        return Some("wacht op een mens");
    }
    if new.rule == "fallback" && old.rule != "fallback" {
        return Some("valt in het vangnet");
    }
    (old.urgency == Urgency::Spoed && !old.copies.is_subset(&new.copies)).then_some("een bericht vervalt")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(urgency: Urgency, rule: &str) -> Side {
        Side { queue: "parkwijk".to_owned(), rule: rule.to_owned(), urgency, copies: BTreeSet::new(), held: false }
    }

    #[test]
    fn only_what_was_urgent_can_sink() {
        let (high, low) = (side(Urgency::Hoog, "een"), side(Urgency::Normaal, "een"));
        assert_eq!(sinks(&high, &low), Some("minder dringend"));
        assert_eq!(sinks(&low, &side(Urgency::Laag, "een")), None);
        assert_eq!(sinks(&high, &side(Urgency::Spoed, "twee")), None);
        assert_eq!(sinks(&high, &side(Urgency::Hoog, "fallback")), Some("valt in het vangnet"));
        assert_eq!(sinks(&high, &Side { held: true, ..high.clone() }), Some("wacht op een mens"));
    }

    #[test]
    fn an_acute_signal_keeps_its_notices() {
        let told = Side { copies: BTreeSet::from(["a@b.example".to_owned()]), ..side(Urgency::Spoed, "een") };
        assert_eq!(sinks(&told, &side(Urgency::Spoed, "een")), Some("een bericht vervalt"));
        assert_eq!(sinks(&told, &told), None);
        assert_eq!(sinks(&side(Urgency::Spoed, "een"), &told), None);
    }

    #[test]
    fn parts_add_up() {
        let change = Change { old: side(Urgency::Hoog, "een"), new: side(Urgency::Normaal, "een") };
        let part = |kenmerk: &str| Rehearsal {
            seen: 10,
            changes: BTreeMap::from([(change.clone(), vec![kenmerk.to_owned()])]),
            ..Rehearsal::default()
        };
        let mut whole = part("VD-1");
        whole.join(part("VD-2"));
        assert_eq!((whole.seen, whole.changed()), (20, 2));
    }
}
