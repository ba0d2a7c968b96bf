//! What every page has at hand.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use jiff::Timestamp;

use super::password::Passwords;
use crate::{
    domain::QueueName,
    intake::{Unavailable, people::Colleague},
};

/// Counts a login attempt under a key; `Err`: too many, wait this long.
pub type LoginLimit = Arc<dyn Fn(&str) -> Result<(), Duration> + Send + Sync>;

/// Decides on a proposal; `Ok(false)`: there is no such open proposal.
pub type Decide =
    Arc<dyn Fn(Decision) -> Pin<Box<dyn Future<Output = Result<bool, Unavailable>> + Send>> + Send + Sync>;

/// What a human says of two households.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Same,
    Different,
}

/// A human's decision on a proposal.
#[derive(Debug, Clone)]
pub struct Decision {
    pub proposal: String,
    pub verdict: Verdict,
    pub by: Colleague,
    pub now: Timestamp,
}

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
}

impl DeskSettings {
    /// What people read instead of a partner's name.
    pub fn label<'a>(&'a self, partner: &'a str) -> &'a str {
        self.partners.iter().find(|(name, _)| name == partner).map_or(partner, |(_, label)| label)
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
    pub login_limit: LoginLimit,
    pub decide: Decide,
    pub now: fn() -> Timestamp,
}

impl<S: Clone> Clone for DeskState<S> {
    fn clone(&self) -> Self {
        Self {
            store: self.store.clone(),
            settings: Arc::clone(&self.settings),
            passwords: Arc::clone(&self.passwords),
            login_limit: Arc::clone(&self.login_limit),
            decide: Arc::clone(&self.decide),
            now: self.now,
        }
    }
}
