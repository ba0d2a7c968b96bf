//! `voordeur routes`: checking, testing, explaining and rehearsing the rules.

mod explain;
mod junit;
mod replay;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;

use super::{BAD_CONFIGURATION, Common, check, load};
use crate::{
    config::{self, Complaints, Settings},
    domain::PartnerName,
    gateway,
    routing::{FACTS, RouteTable, TestFailure},
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Every complaint about a rules file, and advice; without FILE the rules in use.
    Check { file: Option<PathBuf> },
    /// Run the tests that stand beside the rules; without FILE the rules in use.
    Test {
        file: Option<PathBuf>,
        /// Write a report that CI servers read.
        #[arg(long, value_name = "FILE")]
        junit: Option<PathBuf>,
        /// Only tests whose name contains this.
        #[arg(long)]
        name: Option<String>,
    },
    /// Which rule a signal meets, and why: a mail (.eml), a signal as the API takes it (.json), or a kenmerk.
    Explain {
        signal: String,
        /// As if this partner had sent it.
        #[arg(long)]
        partner: Option<String>,
        /// As if it had come in then: 2026-11-13T16:00:00+01:00.
        #[arg(long)]
        at: Option<jiff::Timestamp>,
    },
    /// What would have gone elsewhere under other rules. Nothing is changed and nothing is sent.
    Replay {
        file: PathBuf,
        /// How far back, as 90d, 12w or 2026-09-01; without it all there is.
        #[arg(long)]
        since: Option<String>,
    },
    /// Who has duty in the days to come.
    Duty {
        #[arg(long, default_value_t = 56)]
        days: u16,
    },
    /// The facts that rules may ask about.
    Facts,
}

pub(super) async fn run(common: &Common, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Check { file } => Ok(checked(common, file.as_deref())),
        Command::Test { file, junit, name } => {
            tested(common, file.as_deref(), junit.as_deref(), name.as_deref().unwrap_or_default())
        }
        Command::Explain { signal, partner, at } => {
            explain::run(common, &signal, explain::AsIf { partner: partner.map(PartnerName), at }).await
        }
        Command::Replay { file, since } => replay::run(common, &file, since.as_deref()).await,
        Command::Duty { days } => Ok(duty(common, days)),
        Command::Facts => {
            facts(common);
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// A rules file with its text, or the complaints about it printed.
struct Sheet {
    path: PathBuf,
    text: String,
    table: RouteTable,
}

type ReadOther = fn(&Path, &Settings) -> Result<(String, RouteTable), Complaints>;

fn sheet(common: &Common, loaded: (Settings, RouteTable), file: Option<&Path>, read: ReadOther) -> Option<Sheet> {
    let (settings, table) = loaded;
    let Some(path) = file else {
        return Some(Sheet { path: settings.routes_path, text: settings.routes_text, table });
    };
    match read(path, &settings) {
        Ok((text, table)) => Some(Sheet { path: path.to_owned(), text, table }),
        Err(complaints) => {
            check::print(common, &complaints);
            None
        }
    }
}

fn checked(common: &Common, file: Option<&Path>) -> ExitCode {
    let sheet = load(common).and_then(|loaded| sheet(common, loaded, file, config::load_rules));
    let Some(Sheet { path, text, table }) = sheet else { return ExitCode::from(BAD_CONFIGURATION) };
    let advice = Complaints::advice(&path, &text, table.advice());
    let tests = table.test_names().count();
    if common.json {
        let told = serde_json::json!({
            "klachten": [], "adviezen": advice.lines(), "tests": tests, "regels": table.version(),
        });
        println!("{told}");
        return ExitCode::SUCCESS;
    }
    check::print_advice(&advice);
    println!("In orde: regels versie {}, {tests} tests geslaagd.", table.version());
    ExitCode::SUCCESS
}

fn tested(common: &Common, file: Option<&Path>, junit: Option<&Path>, name: &str) -> anyhow::Result<ExitCode> {
    let loaded = match config::load_untested(&common.config, gateway::environment()) {
        Ok(loaded) => loaded,
        Err(complaints) => {
            check::print(common, &complaints);
            return Ok(ExitCode::from(BAD_CONFIGURATION));
        }
    };
    let Some(Sheet { path, text, table }) = sheet(common, loaded, file, config::load_rules_untested) else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    let names: Vec<&str> = table.test_names().filter(|test| test.contains(name)).collect();
    let failures: Vec<TestFailure> =
        table.run_tests().into_iter().filter(|failure| names.contains(&failure.name.as_str())).collect();
    let failed = |test: &&str| failures.iter().any(|failure| failure.name == *test);
    if let Some(report) = junit {
        fs::write(report, junit::report(&names, &failures, &text))?;
    }
    let (bad, good): (Vec<&str>, Vec<&str>) = names.iter().partition(|test| failed(test));
    if common.json {
        println!("{}", serde_json::json!({ "geslaagd": good, "mislukt": bad }));
    } else {
        for name in &good {
            println!("✓ {name}");
        }
        if !failures.is_empty() {
            let mut complaints = Complaints::default();
            complaints.add(&path, &text, failures.iter().cloned().map(TestFailure::into_complaint).collect());
            check::print(common, &complaints);
        }
        println!("{} geslaagd, {} mislukt", good.len(), bad.len());
    }
    Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn duty(common: &Common, days: u16) -> ExitCode {
    let Some((_, table)) = load(common) else { return ExitCode::from(BAD_CONFIGURATION) };
    let turns = table.roster(gateway::now(), days.into());
    if common.json {
        let told: Vec<_> = turns
            .iter()
            .map(|turn| serde_json::json!({ "rooster": turn.duty, "vanaf": turn.from.to_string(), "wie": turn.who }))
            .collect();
        println!("{}", serde_json::json!(told));
        return ExitCode::SUCCESS;
    }
    if turns.is_empty() {
        println!("Er is geen rooster: routes.toml heeft geen [[duty]].");
    }
    for turn in turns {
        println!("{:12} vanaf {}  {}", turn.duty, turn.from.strftime("%Y-%m-%d %H:%M"), turn.who);
    }
    ExitCode::SUCCESS
}

fn facts(common: &Common) {
    if common.json {
        let facts: Vec<_> = FACTS
            .iter()
            .map(|entry| {
                serde_json::json!({
                    "feit": entry.name, "soort": entry.kind.label(), "waarden": entry.kind.words(),
                    "betekenis": entry.meaning,
                })
            })
            .collect();
        println!("{}", serde_json::json!(facts));
        return;
    }
    for entry in &FACTS {
        println!("{:28} {:10} {}", entry.name, entry.kind.label(), entry.meaning.replace('`', "\""));
        if !entry.kind.words().is_empty() {
            println!("{:39} {}", "", entry.kind.words().join(", "));
        }
    }
}
