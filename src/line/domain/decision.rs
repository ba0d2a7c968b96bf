//! What was decided about a signal, with everything that explains it.

use jiff::Timestamp;

use super::{BlockingKey, Exchange, HouseholdId, Lately, QueueName, Urgency};

/// One fact that linked, or spoke against linking.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Plain Dutch: "zelfde postcode, huisnummer en toevoeging".
    pub reden: String,
    /// Match weight in bits (Fellegi–Sunter): positive speaks for, negative against.
    pub weight: f64,
}

/// A household the signal may belong to, for a human to decide.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    pub household: HouseholdId,
    pub evidence: Vec<Evidence>,
}

/// To which household.
#[derive(Debug, Clone, PartialEq)]
pub enum Link {
    /// Joined by itself; the evidence says on what.
    Join(HouseholdId),
    /// A household of its own.
    New,
}

/// The outcome of record linkage for one signal.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkDecision {
    pub link: Link,
    /// Why it joined, or why it stands alone.
    pub evidence: Vec<Evidence>,
    /// Likeliest first, at most five. Not empty: a human is asked.
    pub proposals: Vec<Proposal>,
    /// Under which the household will be found from now on.
    pub keys: Vec<BlockingKey>,
}

/// First, again, or again and worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repetition {
    Eerste,
    Herhaald,
    Verergerd,
}

impl Repetition {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Eerste => "eerste",
            Self::Herhaald => "herhaald",
            Self::Verergerd => "verergerd",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Eerste, Self::Herhaald, Self::Verergerd].into_iter().find(|repetition| repetition.as_str() == word)
    }
}

/// One step of the routing, as it was evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceLine {
    /// `enrich`, `route`, `copy` or `ack`.
    pub phase: &'static str,
    pub rule: String,
    pub matched: bool,
    /// The first matcher that failed with the actual value, or why the rule exists.
    pub because: String,
}

/// A copy to somebody besides the queue: a kenmerk, and what its rule lets go along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The rule that asked for it.
    pub rule: String,
    pub to: NoticeTo,
    /// Template of its text; a webhook has none.
    pub template: &'static str,
    /// What a partner or another system is told; `None`: a colleague, who looks at the desk.
    pub exchange: Option<Exchange>,
}

/// Where a copy goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoticeTo {
    /// An e-mail address.
    Mail(String),
    /// The name of another system in `partners.toml`.
    Webhook(String),
}

impl NoticeTo {
    /// As `routes.toml` writes it: `mail:…`, `webhook:…`.
    pub fn written(&self) -> String {
        match self {
            Self::Mail(address) => format!("mail:{address}"),
            Self::Webhook(name) => format!("webhook:{name}"),
        }
    }

    /// As the store keeps it: the address alone, or `webhook:…`.
    pub fn kept(&self) -> String {
        match self {
            Self::Mail(address) => address.clone(),
            Self::Webhook(_) => self.written(),
        }
    }
}

/// A moment that rules set, and how it was found: "4 werkuren vanaf vr 13 nov 16.00 = ma 16 nov 11.00".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    pub at: Timestamp,
    pub because: String,
}

/// To whom a step goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepTo {
    /// All who have this role at the desk: `gebiedsregisseur`.
    Role(String),
    /// Another team takes over.
    Queue(QueueName),
    /// Somebody with a mail address.
    Mail(String),
}

/// Something that happens by itself when nobody has taken the casus up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub kind: StepKind,
    pub when: Deadline,
    pub to: StepTo,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// The deadline itself passed.
    Termijn,
    Herinnering,
    Escalatie,
    /// Somebody on duty must confirm.
    Piket,
}

impl StepKind {
    pub const ALL: [Self; 4] = [Self::Termijn, Self::Herinnering, Self::Escalatie, Self::Piket];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Termijn => "termijn",
            Self::Herinnering => "herinnering",
            Self::Escalatie => "escalatie",
            Self::Piket => "piket",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl StepTo {
    /// As the store keeps it: `rol:gebiedsregisseur`, `wachtrij:ulft`, `mail:…`.
    pub fn written(&self) -> String {
        match self {
            Self::Role(role) => format!("rol:{role}"),
            Self::Queue(queue) => format!("wachtrij:{queue}"),
            Self::Mail(address) => format!("mail:{address}"),
        }
    }

    /// Reads what [`written`](Self::written) wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(':')?;
        match kind {
            "rol" => Some(Self::Role(rest.to_owned())),
            "wachtrij" => Some(Self::Queue(QueueName(rest.to_owned()))),
            "mail" => Some(Self::Mail(rest.to_owned())),
            _ => None,
        }
    }
}

/// What the rules ask for afterwards.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FollowUp {
    /// By then somebody must have taken it up.
    pub due: Option<Deadline>,
    /// Earliest first.
    pub steps: Vec<Step>,
    /// A human must look before it becomes a casus: why.
    pub hold: Option<String>,
}

/// How things stood when a signal was routed: what the rules were told besides the signal itself.
///
/// Kept with the decision, so that other rules can be tried on it later.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// As the reporter said or the text showed, before any rule.
    pub stated: Urgency,
    /// Whether the household was known.
    pub known: bool,
    /// Its open casus, if there was one.
    pub casus: Option<OpenCasus>,
    pub lately: Lately,
    /// Read from a file: nothing was sent on account of it.
    pub quiet: bool,
}

/// A casus that was open when a signal came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenCasus {
    pub queue: QueueName,
    pub urgency: Urgency,
    pub assigned: bool,
}

/// The outcome of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteDecision {
    pub queue: QueueName,
    /// The rule that won; `fallback` when none did.
    pub rule: String,
    pub urgency: Urgency,
    /// Why this urgent, in plain Dutch.
    pub reasons: Vec<String>,
    pub labels: Vec<String>,
    pub copies: Vec<Notice>,
    /// The template of the acknowledgement; `None`: the rules want none.
    pub ack_template: Option<String>,
    pub follow_up: FollowUp,
    pub standing: Standing,
    pub trace: Vec<TraceLine>,
    /// First twelve hex digits of the rules file's SHA-256.
    pub rules_version: String,
}

/// Where a signal is put before people. Exactly one of these.
#[derive(Debug, Clone, PartialEq)]
pub enum Placement {
    Casus(LinkDecision),
    /// Could not be understood or placed: why, in plain Dutch.
    Wachtbak {
        reden: String,
    },
}

/// Whether and how the reporter is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acknowledgement {
    /// By mail, with this template.
    Mail { to: String, template: String },
    /// By mail, but the limit of this hour is reached: kept, and a task for a human.
    Held { to: String, template: String, reden: String },
    /// Not by mail, and a human must know: a task to confirm by hand.
    ByHand { reden: String },
    /// Nothing to send: the door's own answer is the acknowledgement, or nobody waits for one.
    None { reden: String },
}

/// All that is decided about one signal.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub placement: Placement,
    pub repetition: Repetition,
    pub route: RouteDecision,
    pub acknowledgement: Acknowledgement,
}
