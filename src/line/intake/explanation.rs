//! A routing decision as the desk explains it.

use jiff::Timestamp;

use crate::domain::Urgency;

/// How a signal was routed, as it was written down then. Nothing in it was written by or about anybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explanation {
    pub kenmerk: String,
    pub received_at: Timestamp,
    /// `None`: in the wachtbak.
    pub casus: Option<String>,
    pub holding_reason: Option<String>,
    pub queue: String,
    /// The rule that won.
    pub rule: String,
    pub urgency: Urgency,
    /// Why this urgent.
    pub reasons: Vec<String>,
    /// How the deadline was counted.
    pub due: Option<String>,
    /// What would happen if nobody took it up, with its moment.
    pub steps: Vec<String>,
    /// Who was told besides the queue, and what went along by name.
    pub copies: Vec<String>,
    /// Every rule in order.
    pub lines: Vec<RuleStep>,
    pub rules_version: String,
}

/// One rule, as it was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleStep {
    /// `enrich`, `route`, `copy` or `ack`.
    pub phase: String,
    pub rule: String,
    pub matched: bool,
    /// Why it is there, or the first condition that failed with the actual value.
    pub because: String,
}
