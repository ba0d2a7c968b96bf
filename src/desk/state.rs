//! What every page has at hand.

use std::{pin::Pin, sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{organisation::Organisation, password::Passwords, vault::Vault};
use crate::{
    config::{FigureSettings, SecondFactor},
    domain::{Delivery, QueueName, RawMessage, Receipt, Report},
    intake::{
        IntakeError, ReportOrigin,
        office::Office,
        retention::Terms,
        rule_book::{Eyes, RuleBench},
    },
};

/// A try to come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt<'a> {
    /// A password for this e-mail address, from this network address.
    Password { email: &'a str, from: &'a str },
    /// A code of this person id.
    Code { person: &'a str },
    /// Through the organisation, from this network address.
    Organisation { from: &'a str },
}

/// Counts an attempt; `Err`: too many, wait this long.
pub type LoginLimit = Arc<dyn Fn(Attempt<'_>) -> Result<(), Duration> + Send + Sync>;

/// Takes a signal in, as the doors do.
pub type TakeReport = Arc<
    dyn Fn(
            ReportOrigin,
            Report,
            RawMessage,
            Delivery,
        ) -> Pin<Box<dyn Future<Output = Result<Receipt, IntakeError>> + Send>>
        + Send
        + Sync,
>;

/// Subject and text of a template for a kenmerk and the instant its signal came; `None`: no such template.
pub type Wording = Arc<dyn Fn(&str, &str, Timestamp) -> Option<(String, String)> + Send + Sync>;

/// What everybody at the desk must see above every page, if anything.
pub type Trouble = Arc<dyn Fn() -> Option<String> + Send + Sync>;

/// What the pages must know of the configuration.
#[derive(Debug, Clone)]
pub struct DeskSettings {
    /// Without a final slash; `https://` makes the cookie `Secure`.
    pub public_url: String,
    /// `voordeur demo`: a one-time link needs no password.
    pub demo: bool,
    /// Under the program's name: `Wijkteam Parkwijk`.
    pub team: String,
    /// Where a casus from the wachtbak goes.
    pub queue: QueueName,
    /// Partner name and label.
    pub partners: Vec<(String, String)>,
    /// Streets of the team's area, as the BAG writes them.
    pub streets: Vec<String>,
    /// A municipality's CSS over ours: its text.
    pub theme: Option<String>,
    /// How long things are kept.
    pub terms: Terms,
    /// Whether who proposes rules may approve them.
    pub eyes: Eyes,
    /// What was agreed about the figures.
    pub figures: FigureSettings,
    /// Right side of our Message-IDs.
    pub mail_host: String,
    pub second_factor: SecondFactor,
    /// Queue and label of each team.
    pub teams: Vec<(String, String)>,
}

impl DeskSettings {
    /// What people read instead of a partner's name.
    pub fn label<'a>(&'a self, partner: &'a str) -> &'a str {
        self.partners.iter().find(|(name, _)| name == partner).map_or(partner, |(_, label)| label)
    }

    /// What people read instead of a queue's name.
    pub fn team_label<'a>(&'a self, queue: &'a str) -> &'a str {
        self.teams.iter().find(|(name, _)| name == queue).map_or(queue, |(_, label)| label)
    }

    pub(super) fn secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// The state of the desk's router.
pub struct DeskState<S> {
    pub store: S,
    pub settings: Arc<DeskSettings>,
    pub passwords: Arc<Passwords>,
    /// `None`: there is no key to seal secrets with, so nobody can begin a second step.
    pub vault: Option<Arc<Vault>>,
    /// Where people log in with their organisation's account; `None`: with a password only.
    pub organisation: Option<Arc<Organisation>>,
    pub login_limit: LoginLimit,
    pub take: TakeReport,
    pub wording: Wording,
    pub office: Arc<dyn Office>,
    /// Where rules are checked and tried.
    pub bench: Arc<dyn RuleBench>,
    pub trouble: Trouble,
    pub now: fn() -> Timestamp,
    /// Cancelled when the program stops: open feeds then end.
    pub stopping: CancellationToken,
}

impl<S: Clone> Clone for DeskState<S> {
    fn clone(&self) -> Self {
        Self {
            store: self.store.clone(),
            settings: Arc::clone(&self.settings),
            passwords: Arc::clone(&self.passwords),
            vault: self.vault.clone(),
            organisation: self.organisation.clone(),
            login_limit: Arc::clone(&self.login_limit),
            take: Arc::clone(&self.take),
            wording: Arc::clone(&self.wording),
            office: Arc::clone(&self.office),
            bench: Arc::clone(&self.bench),
            trouble: Arc::clone(&self.trouble),
            now: self.now,
            stopping: self.stopping.clone(),
        }
    }
}
