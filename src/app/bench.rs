//! The bench at which the desk looks at rules before they take effect.
//!
//! **Invariant:** changes nothing and sends nothing: a text is parsed, tested and tried, and then forgotten.

use std::{path::Path, pin::Pin, sync::Arc};

use jiff::Timestamp;
use tokio::sync::Semaphore;

use super::rehearsal::rehearse;
use crate::{
    config::{self, Complaints},
    gateway::Rules,
    intake::rule_book::{NotRehearsed, Rehearsed, RuleBench, RulesChecked},
    store::Store,
};

/// The file's name in complaints: where it lies is nobody's business at the desk.
const NAME: &str = "routes.toml";

/// Rules in force and the store to try others on.
pub struct Bench {
    rules: Arc<Rules>,
    store: Store,
    /// One rehearsal at a time: it reads all of the past weeks, and signals go first.
    turn: Semaphore,
}

impl Bench {
    pub fn new(rules: Arc<Rules>, store: Store) -> Self {
        Self { rules, store, turn: Semaphore::new(1) }
    }
}

impl RuleBench for Bench {
    fn in_force(&self) -> (String, String) {
        let in_force = self.rules.current();
        (in_force.routes.version().to_owned(), in_force.settings.routes_text.clone())
    }

    fn check(&self, text: &str) -> RulesChecked {
        let in_force = self.rules.current();
        let name = Path::new(NAME);
        match config::parse_rules(name, text, &in_force.settings) {
            Ok(table) => {
                let advice = Complaints::advice(name, text, table.advice());
                RulesChecked {
                    version: table.version().to_owned(),
                    tests: table.test_names().count(),
                    advice: if advice.is_empty() { String::new() } else { advice.to_string() },
                    ..RulesChecked::default()
                }
            }
            Err(complaints) => RulesChecked {
                wrong: complaints.count(),
                complaints: complaints.to_string(),
                ..RulesChecked::default()
            },
        }
    }

    fn rehearse<'a>(
        &'a self,
        text: &'a str,
        since: Timestamp,
    ) -> Pin<Box<dyn Future<Output = Result<Rehearsed, NotRehearsed>> + Send + 'a>> {
        Box::pin(async move {
            let _turn = self.turn.try_acquire().map_err(|_| NotRehearsed::Busy)?;
            let in_force = self.rules.current();
            let table = config::parse_rules(Path::new(NAME), text, &in_force.settings);
            let table = Arc::new(table.map_err(|_| NotRehearsed::Wrong)?);
            let rehearsed = rehearse(&self.store, table, since, |_| ()).await;
            let rehearsed = rehearsed.map_err(|error| {
                tracing::error!(%error, "a rehearsal of rules could not read the past");
                NotRehearsed::Unavailable
            })?;
            Ok(rehearsed.into())
        })
    }
}
