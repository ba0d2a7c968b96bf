//! The port to the running configuration: front doors and texts, how a door is added, and a mail to try one.

use std::pin::Pin;

use jiff::Timestamp;

use crate::{domain::Partner, normalise::Mention};

/// What is asked of outside the store, answered later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A front door to add.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPartner {
    pub name: String,
    pub label: String,
    pub domains: Vec<String>,
    pub ring: String,
    pub onward: String,
    pub coordinator: String,
}

/// What the desk may ask of the configuration.
pub trait Office: Send + Sync {
    /// The front doors in force.
    fn partners(&self) -> Vec<Partner>;

    /// Names of the texts in force, those that go to reporters first.
    fn texts(&self) -> Vec<String>;

    /// When the team meets next, holidays passed over; `None`: it has no meeting.
    fn next_meeting(&self, now: Timestamp) -> Option<Timestamp>;

    /// Where the facts about its household stand in a signal's subject and in its text, as they are read now.
    fn mentions(&self, subject: &str, text: &str) -> [Vec<Mention>; 2];

    /// Writes a front door into `partners.toml` when the file is right with it; it takes effect within seconds.
    ///
    /// # Errors
    ///
    /// What is wrong, in plain Dutch; then nothing was written.
    fn add_partner(&self, partner: NewPartner) -> Answer<'_, Result<(), Vec<String>>>;

    /// Sends the acknowledgement as a reporter gets it, with an invented kenmerk, once.
    ///
    /// # Errors
    ///
    /// Why it did not go, in plain Dutch without the address.
    fn send_test(&self, to: String) -> Answer<'_, Result<(), String>>;
}
