//! The rules in force, and how others take their place while the program runs.

use std::{
    fs::File,
    io::BufReader,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::Context;
use arc_swap::{ArcSwap, ArcSwapOption};
use jiff::Timestamp;

use super::citizens::CitizenKey;
use crate::{
    acknowledge::{TextError, Texts, with_duty, with_exchange, with_feedback},
    config::{self, Complaints, Settings, Team},
    decide::{Policy, decide, undecided},
    domain::{Acknowledgement, Decision, History, Signal},
    household::{Background, Model, ModelError, Register},
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
    /// `None`: a BSN takes part in nothing.
    pub citizens: Option<CitizenKey>,
}

/// Why new rules did not take effect.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    #[error("{0}")]
    Config(Complaints),
    #[error("config/templates: {0}")]
    Text(#[from] TextError),
    #[error("household.model: {0}")]
    Model(#[from] ModelError),
    #[error("household.bsn_key_file: {0:#}")]
    CitizenKey(anyhow::Error),
    #[error("addresses.register: {0:#}")]
    Register(anyhow::Error),
}

impl InForce {
    /// # Errors
    ///
    /// A template that cannot be filled in, or a model, key or register that cannot be read.
    pub fn new(settings: Settings, routes: RouteTable) -> Result<Self, RulesError> {
        let gazetteer = gazetteer(&settings)?;
        let texts = Texts::compile(&with_duty(with_exchange(with_feedback(&settings.templates))))?;
        let model = model(settings.household_model.as_deref())?;
        let key = settings.household_bsn.as_ref().map(|bsn| CitizenKey::read(&bsn.key_file));
        let citizens = key.transpose().map_err(RulesError::CitizenKey)?;
        Ok(Self { settings, routes, gazetteer, model, texts, citizens })
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

/// The model of the linkage in this file; without one, the built-in one.
///
/// # Errors
///
/// A file that cannot be read, or lacks a parameter.
pub fn model(path: Option<&Path>) -> Result<Model, ModelError> {
    let Some(path) = path else { return Model::built_in() };
    let text = std::fs::read_to_string(path).map_err(|error| ModelError::Unreadable(error.to_string()))?;
    Model::parse(&text)
}

/// The streets and places that the teams and the address register know.
///
/// # Errors
///
/// A register that cannot be read.
pub fn gazetteer(settings: &Settings) -> Result<Gazetteer, RulesError> {
    let of_teams =
        |lists: fn(&Team) -> &Vec<String>| -> Vec<String> { settings.teams.iter().flat_map(lists).cloned().collect() };
    let gazetteer = Gazetteer::new(&of_teams(|team| &team.streets), &of_teams(|team| &team.places));
    let Some(path) = &settings.address_register else { return Ok(gazetteer) };
    let register = read_register(path).map_err(RulesError::Register)?;
    Ok(gazetteer.with_register(register.names()))
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
    /// What was wrong with the newest files, when they did not take effect.
    trouble: ArcSwapOption<Trouble>,
    /// How often the files were read since the start.
    readings: AtomicU64,
}

/// Rules or settings that should be in force and are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub since: Timestamp,
    pub cause: Cause,
}

/// Why they are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The files have so many complaints.
    Complaints(usize),
    /// What was approved at the desk cannot be put in the file.
    Unwritable,
}

impl Trouble {
    /// For the desk, in plain Dutch.
    pub fn sentence(&self) -> String {
        match self.cause {
            Cause::Unwritable => {
                "De aangenomen regels kunnen niet in het bestand worden gezet. De oude blijven gelden. De \
                 beheerder moet Voordeur het recht geven om het bestand met de regels te schrijven."
                    .to_owned()
            }
            Cause::Complaints(number) => {
                let errors = if number == 1 { "één fout".to_owned() } else { format!("{number} fouten") };
                format!(
                    "De nieuwe regels of instellingen hebben {errors}. De oude blijven gelden. De beheerder ziet met \
                     ‘voordeur check’ wat er mis is."
                )
            }
        }
    }
}

impl Rules {
    pub fn new(path: &Path, in_force: InForce) -> Self {
        Self {
            in_force: ArcSwap::from_pointee(in_force),
            path: path.to_owned(),
            trouble: ArcSwapOption::empty(),
            readings: AtomicU64::new(0),
        }
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
        self.count_from_zero();
        Ok(())
    }

    /// Every rule has its counter from the start: one that stays at zero is a rule that nothing meets.
    pub fn count_from_zero(&self) {
        for rule in self.current().routes.route_ids() {
            metrics::counter!("voordeur_route_decisions_total", "rule" => rule.to_owned()).increment(0);
        }
    }

    /// [`reload`](Self::reload), and says loudly how it went: log, metric, and what the desk shows.
    pub fn reload_and_tell(&self, environment: impl Iterator<Item = (String, String)>, now: Timestamp) {
        let gauge = metrics::gauge!("voordeur_config_last_reload_successful");
        self.readings.fetch_add(1, Ordering::Relaxed);
        match self.reload(environment) {
            Ok(()) => {
                gauge.set(1.0);
                self.trouble.store(None);
                tracing::info!(rules = self.current().routes.version(), "configuration read again");
            }
            Err(error) => {
                gauge.set(0.0);
                let complaints = match &error {
                    RulesError::Config(complaints) => complaints.count(),
                    RulesError::Text(_)
                    | RulesError::Model(_)
                    | RulesError::CitizenKey(_)
                    | RulesError::Register(_) => 1,
                };
                self.trouble.store(Some(Arc::new(Trouble { since: now, cause: Cause::Complaints(complaints) })));
                let rules = self.current();
                let rules = rules.routes.version();
                tracing::error!(rules, complaints, "the new configuration is wrong; the rules in force stay");
                eprintln!("{error}");
            }
        }
    }

    /// Counts every reading of the files after the first.
    pub fn readings(&self) -> u64 {
        self.readings.load(Ordering::Relaxed)
    }

    /// Says loudly that approved rules cannot be written down; answers whether that is news.
    pub fn note_unwritable(&self, now: Timestamp) -> bool {
        let known = self.trouble().is_some_and(|trouble| trouble.cause == Cause::Unwritable);
        if !known {
            metrics::gauge!("voordeur_config_last_reload_successful").set(0.0);
            self.trouble.store(Some(Arc::new(Trouble { since: now, cause: Cause::Unwritable })));
        }
        !known
    }

    /// What is wrong with the newest files; `None`: they are in force.
    pub fn trouble(&self) -> Option<Arc<Trouble>> {
        self.trouble.load_full()
    }

    /// A file that lies beside `voordeur.toml`.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.path.parent().unwrap_or(Path::new("")).join(name)
    }

    /// All files that take effect when they change: with the path of the rules in force.
    pub fn watched(&self) -> Vec<PathBuf> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let mut paths = vec![self.path.clone(), folder.join("partners.toml"), folder.join("teams.toml")];
        let in_force = self.current();
        paths.push(in_force.settings.routes_path.clone());
        paths.extend(in_force.settings.household_model.clone());
        paths.extend(in_force.settings.household_bsn.as_ref().map(|bsn| bsn.key_file.clone()));
        let templates = in_force.settings.templates.iter();
        paths.extend(templates.map(|(name, _)| folder.join("templates").join(format!("{name}.txt"))));
        paths
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
        metrics::counter!("voordeur_route_decisions_total", "rule" => decision.route.rule.clone()).increment(1);
        if answering == Answering::No {
            decision.route.copies.clear();
            decision.route.standing.quiet = true;
            // What came in long ago has no deadline now, and nobody is reminded of it.
            decision.route.follow_up.due = None;
            decision.route.follow_up.steps.clear();
            decision.acknowledgement =
                Acknowledgement::None { reden: "ingelezen uit een bestand; er is niets verstuurd".to_owned() };
        }
        decision
    }
}
