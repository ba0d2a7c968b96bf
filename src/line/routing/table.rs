//! The checked rules, and what they decide about one signal.
//!
//! **Invariant:** total: every fact sheet gets exactly one queue; nothing is dropped.

use std::ops::Range;

use jiff::{Timestamp, tz::TimeZone};

use crate::domain::{FollowUp, QueueName, Ring, RouteDecision, Shared, TraceLine, Urgency};

use super::{
    Complaint,
    area::District,
    clock::Meeting,
    duty::{Duty, Turn, turns},
    fact::Fact,
    follow_up::Plan,
    matcher::{Match, View, World},
    proof::Proof,
    sheet::FactSheet,
};

/// The rule that no rule won: `[fallback]`.
pub(super) const FALLBACK: &str = "fallback";

/// What every rule has.
#[derive(Debug)]
pub(super) struct Rule {
    pub id: String,
    /// The place of its id in the text, for advice about it.
    pub span: Range<usize>,
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

/// Where a route leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    Queue(QueueName),
    /// `@huishouden.wachtrij`: where the household's casus is; without one the rule does not hold.
    WhereItIs,
}

/// `[[route]]`.
#[derive(Debug)]
pub(super) struct Route {
    pub rule: Rule,
    pub to: Destination,
    pub urgency: Option<Urgency>,
    pub plan: Plan,
}

/// `[fallback]`.
#[derive(Debug)]
pub(super) struct Fallback {
    pub queue: QueueName,
    pub plan: Plan,
}

/// To whom a copy goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CopyTo {
    /// A colleague, or a team: nothing leaves the house but a kenmerk.
    Mail(String),
    /// The coordinator of a partner: only where the sender's `doorverstrekking` allows it.
    Partner(Coordinator),
    /// Another system.
    Webhook(Webhook),
}

/// Who speaks for a partner, and how near that partner stands to the team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coordinator {
    pub partner: String,
    pub ring: Ring,
    pub mail: String,
}

/// Another system that is told of signals, as `partners.toml` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    pub name: String,
    /// Whose it is, with that partner's ring; `None`: our own organisation's.
    pub partner: Option<(String, Ring)>,
}

/// `[[copy]]`.
#[derive(Debug)]
pub(super) struct CopyRule {
    pub rule: Rule,
    pub to: Vec<CopyTo>,
    /// What goes along to partners and other systems besides the kenmerk.
    pub send: Vec<Shared>,
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
    pub(super) world: World,
    pub(super) districts: Vec<District>,
    pub(super) duties: Vec<Duty>,
    pub(super) fallback: Fallback,
    pub(super) enriches: Vec<Enrich>,
    pub(super) routes: Vec<Route>,
    pub(super) copies: Vec<CopyRule>,
    pub(super) acks: Vec<Ack>,
    /// Labels that tell something of the household: they stay here.
    pub(super) telling_labels: Vec<String>,
    pub(super) proofs: Vec<Proof>,
    pub(super) advice: Vec<Complaint>,
}

/// One signal on its way through the rules; every evaluation is written down.
pub(super) struct Evaluation<'a> {
    pub facts: &'a FactSheet,
    pub view: View<'a>,
    pub urgency: Urgency,
    reasons: Vec<String>,
    pub trace: Vec<TraceLine>,
}

impl RouteTable {
    /// First twelve hex digits of the file's SHA-256: which rules decided.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The first meeting after `from`, holidays passed over.
    pub fn next_meeting(&self, meeting: Meeting, from: Timestamp) -> Option<Timestamp> {
        self.world.clock.next_meeting(meeting, from).map(|found| found.at)
    }

    /// The zone in which the rules read the clock.
    pub fn timezone(&self) -> &TimeZone {
        &self.world.clock.timezone
    }

    /// Who has duty from then on, for so many days: roster by roster, turn by turn.
    pub fn roster(&self, from: Timestamp, days: i64) -> Vec<Turn> {
        let wall = self.world.clock.wall(from);
        self.duties.iter().flat_map(|duty| turns(duty, wall, days)).collect()
    }

    /// The ids of all routes, `fallback` last.
    pub fn route_ids(&self) -> impl Iterator<Item = &str> {
        self.routes.iter().map(|route| route.rule.id.as_str()).chain([FALLBACK])
    }

    /// What is not wrong but may not be meant, in the order of the text.
    pub fn advice(&self) -> &[Complaint] {
        &self.advice
    }

    /// Decides, whatever the facts.
    pub fn route(&self, facts: &FactSheet) -> RouteDecision {
        self.evaluated(facts).0
    }

    /// As [`route`](Self::route), and whether a calendar was asked for that needed the time and had none.
    pub(super) fn evaluated(&self, facts: &FactSheet) -> (RouteDecision, bool) {
        let mut evaluation = Evaluation::of(facts, &self.world);
        evaluation.enrich(&self.enriches);
        let won = evaluation.first_route(&self.routes);
        let copies = evaluation.copies(self);
        let ack = self.acks.iter().find(|ack| evaluation.holds("ack", &ack.rule));
        let own_queue = || facts.household_queue();
        let queue = match won.map(|route| &route.to) {
            Some(Destination::Queue(queue)) => queue.clone(),
            Some(Destination::WhereItIs) => own_queue().unwrap_or_else(|| self.fallback.queue.clone()),
            None => self.fallback.queue.clone(),
        };
        let plan = won.map_or(&self.fallback.plan, |route| &route.plan);
        let follow_up = facts.at.map(|at| plan.follow_up(&queue, &self.districts, &self.world.clock, at));
        let hold = plan.holds_up(evaluation.urgency);
        let lacks_time = evaluation.view.lacks_time.get();
        let decision = RouteDecision {
            queue,
            rule: won.map_or(FALLBACK, |route| &route.rule.id).to_owned(),
            urgency: evaluation.urgency,
            reasons: evaluation.reasons,
            labels: evaluation.view.labels,
            copies,
            ack_template: ack.and_then(|ack| ack.template.clone()),
            follow_up: FollowUp { hold, ..follow_up.unwrap_or_default() },
            standing: facts.standing.clone(),
            trace: evaluation.trace,
            rules_version: self.version.clone(),
        };
        (decision, lacks_time)
    }
}

impl<'a> Evaluation<'a> {
    fn of(facts: &'a FactSheet, world: &'a World) -> Self {
        Self {
            facts,
            view: View::new(facts, world),
            urgency: facts.urgency(),
            reasons: facts.reasons.clone(),
            trace: Vec::with_capacity(32),
        }
    }

    pub fn holds(&mut self, phase: &'static str, rule: &Rule) -> bool {
        let failure = rule.when.first_failure(&self.view);
        self.noted(phase, rule, failure)
    }

    fn noted(&mut self, phase: &'static str, rule: &Rule, failure: Option<String>) -> bool {
        let matched = failure.is_none();
        let because = failure.unwrap_or_else(|| {
            let notes = rule.when.clock_notes(&self.view);
            if notes.is_empty() { rule.why.clone() } else { format!("{}; {}", rule.why, notes.join("; ")) }
        });
        self.trace.push(TraceLine { phase, rule: rule.id.clone(), matched, because });
        matched
    }

    fn route_holds(&mut self, route: &Route) -> bool {
        let homeless = route.to == Destination::WhereItIs && self.facts.household_queue().is_none();
        let unknown = || homeless.then(|| "huishouden.wachtrij is onbekend".to_owned());
        let failure = route.rule.when.first_failure(&self.view).or_else(unknown);
        self.noted("route", &route.rule, failure)
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
        let won = routes.iter().find(|route| self.route_holds(route));
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

    /// How urgent the signal is by itself: by its own facts, and by no rule that asks about its household.
    pub fn own_urgency(&self, table: &RouteTable) -> Urgency {
        let own = |rule: &Rule| {
            !rule.when.asks_about_household(&table.telling_labels) && rule.when.first_failure(&self.view).is_none()
        };
        let raised = table.enriches.iter().filter(|enrich| own(&enrich.rule)).filter_map(|enrich| enrich.raise);
        let urgency = raised.fold(self.facts.urgency(), Urgency::max);
        let route = table.routes.iter().find(|route| route.to != Destination::WhereItIs && own(&route.rule));
        match route.and_then(|route| route.urgency) {
            Some(asked) if asked > urgency || urgency == Urgency::Normaal && !self.is_alarming() => asked,
            _ => urgency,
        }
    }

    fn is_alarming(&self) -> bool {
        self.facts.is_set(Fact::Crisissignaal) || self.facts.is_set(Fact::MeldcodeVlag)
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
        if to < self.urgency && unstated && !self.is_alarming() {
            self.urgency = to;
            self.reasons.push(reason(rule));
        }
    }
}

fn reason(rule: &Rule) -> String {
    format!("{} (regel {})", rule.why, rule.id)
}
