//! The checked rules, and what they decide about one signal.
//!
//! **Invariant:** total: every fact sheet gets exactly one queue; nothing is dropped.

use jiff::tz::TimeZone;

use crate::domain::{Notice, QueueName, RouteDecision, TraceLine, Urgency};

use super::{
    fact::Fact,
    lexicon::Lexicon,
    matcher::{Match, View},
    proof::Proof,
    sheet::FactSheet,
};

/// The rule that no rule won: `[fallback]`.
pub(super) const FALLBACK: &str = "fallback";

/// What every rule has.
#[derive(Debug)]
pub(super) struct Rule {
    pub id: String,
    /// For people; empty where it is not mandatory and not given.
    pub why: String,
    pub when: Match,
}

/// `[[enrich]]`: labels, and how urgent it at least is.
#[derive(Debug)]
pub(super) struct Enrich {
    pub rule: Rule,
    pub labels: Vec<String>,
    pub raise: Option<Urgency>,
}

/// `[[route]]`.
#[derive(Debug)]
pub(super) struct Route {
    pub rule: Rule,
    pub queue: QueueName,
    pub urgency: Option<Urgency>,
}

/// `[[copy]]`: e-mail addresses.
#[derive(Debug)]
pub(super) struct CopyRule {
    pub rule: Rule,
    pub to: Vec<String>,
}

/// `[[ack]]`; no template: none is sent.
#[derive(Debug)]
pub(super) struct Ack {
    pub rule: Rule,
    pub template: Option<String>,
}

/// The rules of one `routes.toml`, checked. Made only by [`super::parse`].
#[derive(Debug)]
pub struct RouteTable {
    pub(super) version: String,
    pub(super) timezone: TimeZone,
    pub(super) fallback: QueueName,
    pub(super) enriches: Vec<Enrich>,
    pub(super) routes: Vec<Route>,
    pub(super) copies: Vec<CopyRule>,
    pub(super) acks: Vec<Ack>,
    pub(super) lexicon: Lexicon,
    pub(super) proofs: Vec<Proof>,
}

/// One signal on its way through the rules; every evaluation is written down.
struct Evaluation<'a> {
    facts: &'a FactSheet,
    view: View<'a>,
    urgency: Urgency,
    reasons: Vec<String>,
    trace: Vec<TraceLine>,
}

impl RouteTable {
    /// First twelve hex digits of the file's SHA-256: which rules decided.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The zone in which the rules read the clock.
    pub fn timezone(&self) -> &TimeZone {
        &self.timezone
    }

    /// Decides, whatever the facts.
    pub fn route(&self, facts: &FactSheet) -> RouteDecision {
        let mut evaluation = Evaluation::of(facts, &self.lexicon);
        evaluation.enrich(&self.enriches);
        let won = evaluation.first_route(&self.routes);
        let copies = evaluation.copies(&self.copies);
        let ack = self.acks.iter().find(|ack| evaluation.holds("ack", &ack.rule));
        RouteDecision {
            queue: won.map_or(&self.fallback, |route| &route.queue).clone(),
            rule: won.map_or(FALLBACK, |route| &route.rule.id).to_owned(),
            urgency: evaluation.urgency,
            reasons: evaluation.reasons,
            labels: evaluation.view.labels,
            copies,
            ack_template: ack.and_then(|ack| ack.template.clone()),
            trace: evaluation.trace,
            rules_version: self.version.clone(),
        }
    }
}

impl<'a> Evaluation<'a> {
    fn of(facts: &'a FactSheet, lexicon: &'a Lexicon) -> Self {
        Self {
            facts,
            view: View::new(facts, lexicon),
            urgency: facts.urgency(),
            reasons: facts.reasons.clone(),
            trace: Vec::with_capacity(32),
        }
    }

    fn holds(&mut self, phase: &'static str, rule: &Rule) -> bool {
        let failure = rule.when.first_failure(&self.view);
        let matched = failure.is_none();
        let because = failure.unwrap_or_else(|| rule.why.clone());
        self.trace.push(TraceLine { phase, rule: rule.id.clone(), matched, because });
        matched
    }

    /// All that hold, in order; a later one sees the labels of an earlier one.
    fn enrich(&mut self, enriches: &[Enrich]) {
        for enrich in enriches {
            if !self.holds("enrich", &enrich.rule) {
                continue;
            }
            for label in &enrich.labels {
                if !self.view.labels.contains(label) {
                    self.view.labels.push(label.clone());
                }
            }
            if let Some(urgency) = enrich.raise {
                self.raise(urgency, &enrich.rule);
            }
        }
    }

    fn first_route<'r>(&mut self, routes: &'r [Route]) -> Option<&'r Route> {
        let won = routes.iter().find(|route| self.holds("route", &route.rule));
        match won {
            Some(Route { rule, urgency: Some(urgency), .. }) => {
                self.raise(*urgency, rule);
                self.lower(*urgency, rule);
            }
            Some(_) => {}
            None => self.trace.push(TraceLine {
                phase: "route",
                rule: FALLBACK.to_owned(),
                matched: true,
                because: "geen enkele regel past".to_owned(),
            }),
        }
        won
    }

    /// All that hold; one notice per address, however many rules ask for it.
    fn copies(&mut self, rules: &[CopyRule]) -> Vec<Notice> {
        let mut copies: Vec<Notice> = Vec::new();
        for copy in rules {
            if !self.holds("copy", &copy.rule) {
                continue;
            }
            for to in &copy.to {
                if !copies.iter().any(|notice| notice.to == *to) {
                    copies.push(Notice { rule: copy.rule.id.clone(), to: to.clone() });
                }
            }
        }
        copies
    }

    /// Every rule that wants it more urgent than the signal itself was is a reason.
    fn raise(&mut self, to: Urgency, rule: &Rule) {
        if to > self.facts.urgency() {
            self.reasons.push(reason(rule));
        }
        self.urgency = self.urgency.max(to);
    }

    /// A rule may call `laag` what nobody gave a reason to look at sooner; nothing else is ever lowered.
    fn lower(&mut self, to: Urgency, rule: &Rule) {
        let unstated = self.urgency == Urgency::Normaal && self.reasons.is_empty();
        let alarming = self.facts.is_set(Fact::Crisissignaal) || self.facts.is_set(Fact::MeldcodeVlag);
        if to < self.urgency && unstated && !alarming {
            self.urgency = to;
            self.reasons.push(reason(rule));
        }
    }
}

fn reason(rule: &Rule) -> String {
    format!("{} (regel {})", rule.why, rule.id)
}
