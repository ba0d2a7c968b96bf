//! The tests that belong to a rules file: facts, and what the rules must make of them.

use std::ops::Range;

use jiff::Timestamp;

use crate::domain::{RouteDecision, StepKind, StepTo};

use super::{Complaint, RouteTable, sheet::FactSheet};

/// One `[[test]]`.
#[derive(Debug)]
pub(super) struct Proof {
    pub name: String,
    /// The whole test, in the file.
    pub span: Range<usize>,
    pub given: FactSheet,
    pub expectations: Vec<Expectation>,
}

/// One key of `expect`, and its place in the file.
#[derive(Debug)]
pub(super) struct Expectation {
    pub span: Range<usize>,
    pub wanted: Wanted,
}

/// What must come out.
#[derive(Debug)]
pub(super) enum Wanted {
    Route(String),
    Queue(String),
    Urgency(String),
    /// All of them, in any order, as `mail:…` or `webhook:…`.
    Copies(Vec<String>),
    /// All that goes along, in any order, as `cjg: thema = kind, geld`.
    Sent(Vec<String>),
    Ack(String),
    Due(Timestamp),
    /// Who on duty hears it and when, in order: `2026-11-14T02:15:00+01:00 piket@wijkteam.example`.
    Duty(Vec<String>),
    /// Whether it waits for a human first.
    Hold(bool),
    /// The label is, or is not, set.
    Label(String, LabelState),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelState {
    Set,
    Unset,
}

/// A test that came out otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestFailure {
    /// The test.
    pub name: String,
    /// Of the expectation, in the file.
    pub span: Range<usize>,
    /// What was expected and what came, in Dutch.
    pub message: String,
    /// Why the expected rule did not hold, where a rule was expected.
    pub because: Option<String>,
}

impl TestFailure {
    /// As a complaint about its line.
    pub fn into_complaint(self) -> Complaint {
        Complaint { span: self.span, message: self.message, hint: self.because }
    }
}

impl RouteTable {
    /// The names of the file's own tests.
    pub fn test_names(&self) -> impl Iterator<Item = &str> {
        self.proofs.iter().map(|proof| proof.name.as_str())
    }

    /// Runs the file's own tests; a table that [`super::parse`] handed out has no failures.
    pub fn run_tests(&self) -> Vec<TestFailure> {
        self.proofs.iter().flat_map(|proof| self.run(proof)).collect()
    }

    fn run(&self, proof: &Proof) -> Vec<TestFailure> {
        let (decision, lacks_time) = self.evaluated(&proof.given);
        if lacks_time {
            return vec![TestFailure {
                name: proof.name.clone(),
                span: proof.span.clone(),
                message: format!("test \"{}\" heeft een tijdstip nodig: een regel kijkt op de kalender", proof.name),
                because: Some("schrijf erbij: at = \"2026-11-12T10:00:00+01:00\"".to_owned()),
            }];
        }
        let failure = |expectation: &Expectation| expectation.failure(&proof.name, &decision, self);
        proof.expectations.iter().filter_map(failure).collect()
    }
}

impl Expectation {
    fn failure(&self, test: &str, decision: &RouteDecision, table: &RouteTable) -> Option<TestFailure> {
        let (what, wanted, got) = match &self.wanted {
            Wanted::Route(rule) => ("route", rule.clone(), decision.rule.clone()),
            Wanted::Queue(queue) => ("queue", queue.clone(), decision.queue.0.clone()),
            Wanted::Urgency(urgency) => ("urgency", urgency.clone(), decision.urgency.to_string()),
            Wanted::Copies(copies) => {
                let sent = decision.copies.iter().map(|copy| copy.to.written());
                ("copies", listed(copies.clone()), listed(sent.collect()))
            }
            Wanted::Sent(facts) => ("send", listed(facts.clone()), listed(sent(decision))),
            Wanted::Ack(rule) => ("ack", rule.clone(), ack_rule(decision).to_owned()),
            Wanted::Due(at) => {
                let shown = |at: Timestamp| shown(at, table);
                let due = decision.follow_up.due.as_ref();
                ("due", shown(*at), due.map_or_else(|| "geen termijn".to_owned(), |due| shown(due.at)))
            }
            Wanted::Duty(wanted) => ("duty", wanted.join(", "), on_duty(decision, table).join(", ")),
            Wanted::Hold(wanted) => ("hold", wanted.to_string(), decision.follow_up.hold.is_some().to_string()),
            Wanted::Label(label, presence) => {
                let got = if decision.labels.contains(label) { LabelState::Set } else { LabelState::Unset };
                ("label", presence.about(label), got.about(label))
            }
        };
        (wanted != got).then(|| TestFailure {
            name: test.to_owned(),
            span: self.span.clone(),
            message: format!("test \"{test}\" klopt niet: verwacht {what} \"{wanted}\", gekregen \"{got}\""),
            because: Some(self.wanted.refusal(decision).unwrap_or_else(|| found(decision))),
        })
    }
}

impl Wanted {
    /// Why the expected rule did not hold, from the trace.
    fn refusal(&self, decision: &RouteDecision) -> Option<String> {
        let (Self::Route(rule) | Self::Ack(rule)) = self else { return None };
        let line = decision.trace.iter().find(|line| line.rule == *rule && !line.matched)?;
        Some(format!("regel {rule} past niet: {}", line.because))
    }
}

impl LabelState {
    fn about(self, label: &str) -> String {
        match self {
            Self::Set => format!("{label} gezet"),
            Self::Unset => format!("{label} niet gezet"),
        }
    }
}

/// What did decide: where to look.
fn found(decision: &RouteDecision) -> String {
    let due = decision.follow_up.due.as_ref().map(|due| format!("; {}", due.because)).unwrap_or_default();
    let why =
        decision.trace.iter().find(|line| line.phase == "route" && line.matched).map(|line| line.because.as_str());
    format!("regel {} won: {}{due}", decision.rule, why.unwrap_or_default())
}

fn listed(mut copies: Vec<String>) -> String {
    copies.sort();
    copies.join(", ")
}

/// `cjg: thema = kind, geld`; the address is that of the signal, so only `cjg: adres`.
fn sent(decision: &RouteDecision) -> Vec<String> {
    let exchanges = decision.copies.iter().filter_map(|copy| copy.exchange.as_ref());
    let facts = exchanges.flat_map(|exchange| exchange.facts.iter().map(move |fact| (&exchange.with, fact)));
    facts
        .map(|(with, fact)| match fact.text.as_str() {
            "" => format!("{with}: {}", fact.what.as_str()),
            text => format!("{with}: {} = {text}", fact.what.as_str()),
        })
        .collect()
}

/// RFC 3339 in the file's own time zone.
fn shown(at: Timestamp, table: &RouteTable) -> String {
    at.to_zoned(table.timezone().clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn on_duty(decision: &RouteDecision, table: &RouteTable) -> Vec<String> {
    let steps = decision.follow_up.steps.iter().filter(|step| step.kind == StepKind::Piket);
    let told = |to: &StepTo| match to {
        StepTo::Mail(address) => address.clone(),
        StepTo::Role(role) => role.clone(),
        StepTo::Queue(queue) => queue.0.clone(),
    };
    steps.map(|step| format!("{} {}", shown(step.when.at, table), told(&step.to))).collect()
}

fn ack_rule(decision: &RouteDecision) -> &str {
    decision
        .trace
        .iter()
        .find(|line| line.phase == "ack" && line.matched)
        .map(|line| line.rule.as_str())
        .unwrap_or_default()
}
