//! The port to the versions of the rules: what somebody proposes, who approves, what was in force when; and the bench on
//! which a text is checked and tried before anybody approves it.
//!
//! **Invariant:** a text that is approved is kept for ever, for decisions name the version that made them.

use std::{future::Future, pin::Pin};

use jiff::Timestamp;

use super::{Unavailable, people::Colleague};

/// What became of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RulesState {
    /// Waits for the projectleider.
    Voorgesteld,
    /// Approved: from then on in force.
    Aangenomen,
    Afgewezen,
    /// Taken back by who proposed it.
    Ingetrokken,
    /// Changed in the file itself, past the desk.
    Bestand,
}

impl RulesState {
    pub const ALL: [Self; 5] = [Self::Voorgesteld, Self::Aangenomen, Self::Afgewezen, Self::Ingetrokken, Self::Bestand];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Voorgesteld => "voorgesteld",
            Self::Aangenomen => "aangenomen",
            Self::Afgewezen => "afgewezen",
            Self::Ingetrokken => "ingetrokken",
            Self::Bestand => "bestand",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether it was in force at some time.
    pub fn was_in_force(self) -> bool {
        matches!(self, Self::Aangenomen | Self::Bestand)
    }
}

/// One text of the rules, with its story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesVersion {
    pub id: String,
    /// First twelve hex digits of the text's SHA-256, as decisions name it.
    pub version: String,
    /// The version in force when it was made.
    pub based_on: String,
    pub text: String,
    /// Why, in the author's words.
    pub reason: String,
    /// Person id; empty when it was changed in the file.
    pub author: String,
    pub author_name: String,
    pub made_at: Timestamp,
    pub state: RulesState,
    pub decided_by: Option<String>,
    pub decided_at: Option<Timestamp>,
    /// Order of coming into force; 0: never.
    pub seq: i64,
}

/// A text to propose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRules {
    pub version: String,
    pub based_on: String,
    pub text: String,
    pub reason: String,
}

/// Whether who proposes may approve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eyes {
    /// A team of one.
    Two,
    Four,
}

/// What came of a decision on a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approved {
    Done,
    /// There is no such open proposal (any more).
    NotOpen,
    /// Another pair of eyes is needed.
    OwnProposal,
    /// Other rules came into force since it was made.
    Overtaken,
}

/// How an open proposal ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// `in_force`: the version that it must be based on.
    Approve {
        eyes: Eyes,
        in_force: &'a str,
    },
    Reject,
    /// By its author.
    Withdraw,
}

/// Where versions are kept. Every method fails with [`Unavailable`] when the store is silent; every change is audited.
pub trait RuleBook: Send + Sync + 'static {
    /// Notes that somebody tried rules on what came in.
    fn rules_tried(&self, by: &str, now: Timestamp) -> impl Future<Output = Result<(), Unavailable>> + Send;

    /// Answers the id of the proposal.
    fn propose_rules(
        &self,
        rules: NewRules,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<String, Unavailable>> + Send;

    /// Newest first, at most a hundred; without their texts.
    fn rules_versions(&self) -> impl Future<Output = Result<Vec<RulesVersion>, Unavailable>> + Send;

    fn rules_version(&self, id: &str) -> impl Future<Output = Result<Option<RulesVersion>, Unavailable>> + Send;

    fn end_proposal(
        &self,
        id: &str,
        verdict: Verdict<'_>,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<Approved, Unavailable>> + Send;

    /// Puts a text that was in force before in force again.
    fn put_back(
        &self,
        rules: NewRules,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<String, Unavailable>> + Send;
}

/// What a check of a text gives, as `voordeur check` prints it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RulesChecked {
    pub version: String,
    /// With file, line, column and caret; empty: it may take effect.
    pub complaints: String,
    /// How many complaints there are.
    pub wrong: usize,
    pub advice: String,
    /// Tests that passed.
    pub tests: usize,
}

/// What would have become of the signals of the past.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rehearsed {
    pub seen: usize,
    /// Another rule won, and nothing else came of it.
    pub renamed: usize,
    pub unreadable: usize,
    pub changes: Vec<RehearsedChange>,
    /// Kenmerken of urgent signals that would be seen later, and why.
    pub sinking: Vec<(String, &'static str)>,
}

/// Signals that come out otherwise in one way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RehearsedChange {
    /// `parkwijk (geldzaken), normaal`
    pub old: String,
    pub new: String,
    pub count: usize,
    /// The first few kenmerken.
    pub some: Vec<String>,
}

/// Why a rehearsal gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRehearsed {
    /// The text is wrong: check it.
    Wrong,
    /// Another one is going on.
    Busy,
    Unavailable,
}

type Rehearsing<'a> = Pin<Box<dyn Future<Output = Result<Rehearsed, NotRehearsed>> + Send + 'a>>;

/// Where a text is looked at before it takes effect. Nothing here changes or sends anything.
pub trait RuleBench: Send + Sync {
    /// Version and text in force.
    fn in_force(&self) -> (String, String);

    fn check(&self, text: &str) -> RulesChecked;

    /// Tries the text on what came in since then.
    fn rehearse<'a>(&'a self, text: &'a str, since: Timestamp) -> Rehearsing<'a>;
}
