//! Keeps the rules file of this node in step with what was approved at the desk, and writes down what was changed in the
//! file itself.
//!
//! **Invariant:** the file is replaced whole or not at all, and never over a text that nobody wrote down: a version that
//! is in no list yet is listed first.

use std::{sync::Arc, time::Duration};

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::{background::still_open, clock, process::environment, rules::Rules, whole_file::replace};
use crate::{
    intake::rule_book::{NewRules, RulesState, RulesVersion},
    store::{Store, StoreError},
};

/// How often the list is looked at.
const LOOK: Duration = Duration::from_secs(2);

/// What this node did last.
struct Follower {
    store: Store,
    rules: Arc<Rules>,
    /// The number of the version that was followed last.
    seq: i64,
    /// The version that was in force at the last look.
    version: String,
}

/// Follows until `shutdown`.
pub(super) async fn follow(store: Store, rules: Arc<Rules>, shutdown: CancellationToken) {
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut follower = Follower { store, rules, seq: 0, version: String::new() };
    while still_open(&shutdown, &mut ticks).await {
        if let Err(error) = follower.look().await {
            tracing::warn!(%error, "the versions of the rules wait: the store does not answer");
        }
    }
}

impl Follower {
    async fn look(&mut self) -> Result<(), StoreError> {
        let newest = self.store.newest_rules().await?;
        let current = self.rules.current().routes.version().to_owned();
        if let Some(approved) = newest.as_ref().filter(|newest| newest.seq > self.seq) {
            let behind = approved.version != current && approved.state == RulesState::Aangenomen;
            // At the start: a file that stands in no list was changed while nobody looked, and wins.
            let follows = behind && (self.seq > 0 || self.store.knows_rules(&current).await?);
            // A file that cannot be written is tried again at the next look.
            if follows && !self.take(approved).await {
                return Ok(());
            }
            self.seq = approved.seq;
            if follows {
                self.version = self.rules.current().routes.version().to_owned();
                return Ok(());
            }
        }
        if current != self.version {
            let listed = newest.as_ref().is_some_and(|newest| newest.version == current);
            if !listed {
                self.record(newest.map(|newest| newest.version).unwrap_or_default()).await?;
            }
            self.version = current;
        }
        Ok(())
    }

    /// Puts an approved text in the file and in force; answers whether it stands in the file.
    async fn take(&self, approved: &RulesVersion) -> bool {
        let path = self.rules.current().settings.routes_path.clone();
        let text = approved.text.clone();
        let written = tokio::task::spawn_blocking(move || replace(&path, text.as_bytes())).await;
        match written {
            Ok(Ok(())) => {
                tracing::info!(rules = approved.version, "rules approved at the desk stand in the file");
                self.rules.reload_and_tell(environment(), clock::now());
                return true;
            }
            Ok(Err(error)) if self.rules.note_unwritable(clock::now()) => {
                tracing::error!(rules = approved.version, kind = %error.kind(), "the rules file cannot be written");
            }
            Ok(Err(_)) | Err(_) => {}
        }
        false
    }

    async fn record(&self, based_on: String) -> Result<(), StoreError> {
        let in_force = self.rules.current();
        let reason = if based_on.is_empty() { "de regels bij het begin" } else { "veranderd in het bestand zelf" };
        let rules = NewRules {
            version: in_force.routes.version().to_owned(),
            based_on,
            text: in_force.settings.routes_text.clone(),
            reason: reason.to_owned(),
        };
        self.store.record_rules_of_file(rules, clock::now()).await
    }
}
