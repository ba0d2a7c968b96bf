//! The rules in force, and how others take their place while the program runs.

use std::{
    fs::File,
    io::BufReader,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context;
use arc_swap::ArcSwap;

use crate::{
    acknowledge::{TextError, Texts, with_feedback},
    config::{self, Complaints, Settings, Team},
    decide::{Policy, decide, undecided},
    domain::{Acknowledgement, Decision, History, Signal},
    household::{Background, Model, Register},
    normalise::Gazetteer,
    routing::RouteTable,
    wire,
};

/// Everything a signal is judged by, as one consistent whole.
#[derive(Debug)]
pub struct InForce {
    pub settings: Settings,
    pub routes: RouteTable,
    pub gazetteer: Gazetteer,
    pub model: Model,
    pub texts: Texts,
}

/// Why new rules did not take effect.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    #[error("{0}")]
    Config(Complaints),
    #[error("config/templates: {0}")]
    Text(#[from] TextError),
}

impl InForce {
    /// # Errors
    ///
    /// [`TextError`] when a template cannot be filled in.
    pub fn new(settings: Settings, routes: RouteTable) -> Result<Self, TextError> {
        let gazetteer = gazetteer(&settings);
        let texts = Texts::compile(&with_feedback(&settings.templates))?;
        Ok(Self { settings, routes, gazetteer, model: Model::default(), texts })
    }

    fn policy(&self) -> Policy<'_> {
        Policy {
            routes: &self.routes,
            household: self.settings.household_policy,
            model: &self.model,
            acknowledge: &self.settings.acknowledge,
        }
    }
}

/// The streets and places that the teams know.
pub fn gazetteer(settings: &Settings) -> Gazetteer {
    let of_teams =
        |lists: fn(&Team) -> &Vec<String>| -> Vec<String> { settings.teams.iter().flat_map(lists).cloned().collect() };
    Gazetteer::new(&of_teams(|team| &team.streets), &of_teams(|team| &team.places))
}

/// The address register in this file.
///
/// # Errors
///
/// A file that cannot be opened, or its first bad row.
pub fn read_register(path: &Path) -> anyhow::Result<Register> {
    let file = File::open(path).with_context(|| format!("{} kan niet worden gelezen", path.display()))?;
    let rows = wire::register_rows(BufReader::with_capacity(1 << 20, file));
    Ok(Register::new(rows.with_context(|| path.display().to_string())?))
}

/// Whether signals are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answering {
    Yes,
    /// `voordeur import`: what came in long ago is not answered now.
    No,
}

/// The rules in force; a reload replaces them at once and whole.
#[derive(Debug)]
pub struct Rules {
    in_force: ArcSwap<InForce>,
    /// `voordeur.toml`.
    path: PathBuf,
}

impl Rules {
    pub fn new(path: &Path, in_force: InForce) -> Self {
        Self { in_force: ArcSwap::from_pointee(in_force), path: path.to_owned() }
    }

    pub fn current(&self) -> Arc<InForce> {
        self.in_force.load_full()
    }

    /// Reads all files again. Partners, teams, rules and templates take effect; addresses of doors do not.
    ///
    /// # Errors
    ///
    /// All complaints; then the rules in force stay.
    pub fn reload(&self, environment: impl Iterator<Item = (String, String)>) -> Result<(), RulesError> {
        let (settings, routes) = config::load(&self.path, environment).map_err(RulesError::Config)?;
        self.in_force.store(Arc::new(InForce::new(settings, routes)?));
        Ok(())
    }

    /// Decides by the rules in force. Should deciding itself fail, the signal goes to a human.
    pub fn decide(
        &self,
        signal: &Signal,
        history: &History,
        background: Background<'_>,
        answering: Answering,
    ) -> Decision {
        let in_force = self.in_force.load();
        let policy = in_force.policy();
        let decided = catch_unwind(AssertUnwindSafe(|| decide(signal, history, background, policy)));
        let mut decision = decided.unwrap_or_else(|_| {
            tracing::error!(signal = %signal.id, "deciding failed; the signal is in the wachtbak");
            undecided(signal, policy)
        });
        if answering == Answering::No {
            decision.route.copies.clear();
            decision.acknowledgement =
                Acknowledgement::None { reden: "ingelezen uit een bestand; er is niets verstuurd".to_owned() };
        }
        decision
    }
}
