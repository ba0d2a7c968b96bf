//! What every page has at hand.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;

use super::password::Passwords;
use crate::domain::QueueName;

/// Counts a login attempt under a key; `Err`: too many, wait this long.
pub type LoginLimit = Arc<dyn Fn(&str) -> Result<(), Duration> + Send + Sync>;

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
    pub trouble: Trouble,
    pub now: fn() -> Timestamp,
}

impl<S: Clone> Clone for DeskState<S> {
    fn clone(&self) -> Self {
        Self {
            store: self.store.clone(),
            settings: Arc::clone(&self.settings),
            passwords: Arc::clone(&self.passwords),
            login_limit: Arc::clone(&self.login_limit),
            trouble: Arc::clone(&self.trouble),
            now: self.now,
        }
    }
}
