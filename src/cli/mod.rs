//! The command line.
//!
//! Exit codes: 0 ok, 1 found something wrong, 2 wrong use, 78 bad configuration (sysexits.h),
//! 141 nobody reads what is printed any more.

mod audit;
mod backup;
mod check;
mod closed_pipe;
mod deliver;
mod demo;
mod doctor;
mod import;
mod keys;
mod link;
mod people;
mod read;
mod restore;
mod routes;
mod serve;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::{
    config::{self, Settings},
    doors::api::OPENAPI,
    gateway,
    routing::RouteTable,
    store::Store,
};

/// EX_CONFIG of sysexits.h.
const BAD_CONFIGURATION: u8 = 78;
/// As clap says it.
const WRONG_USE: u8 = 2;

/// Signalen over mensen in nood: één voordeur, één wachtrij, elke melder antwoord.
#[derive(Debug, Parser)]
#[command(name = "voordeur", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Args)]
struct Common {
    /// The configuration.
    #[arg(long, global = true, env = "VOORDEUR_CONFIG", default_value = "config/voordeur.toml")]
    config: PathBuf,
    /// Print the result as JSON.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run all doors that are on, the desk and the courier.
    Serve,
    /// Show the whole gateway with invented signals.
    Demo {
        /// Stop after the story: 0 if every signal arrived where the story says.
        #[arg(long)]
        exit: bool,
    },
    /// Check configuration, partners, templates, and the rules with their tests.
    Check,
    /// The rules.
    #[command(subcommand)]
    Routes(routes::Command),
    /// Show what is understood of a mail; nothing is stored.
    Read {
        file: PathBuf,
        /// As if this partner sent it: to try its templates.
        #[arg(long)]
        partner: Option<String>,
    },
    /// Take in .eml files, mbox files and Maildirs. What is known already is passed over.
    Import(import::Arguments),
    /// Take one mail from standard input, for a mail server's pipe: 0 when it is stored, 75 to try again, 65 never.
    Deliver(deliver::Arguments),
    /// Tell which signals of a file are of one household; nothing is stored.
    Link(link::Arguments),
    /// API keys.
    #[command(subcommand)]
    Key(keys::Command),
    /// People at the desk.
    #[command(subcommand)]
    User(people::Command),
    /// The audit trail.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Examine the installation: store, disk, clock, relay, DNS, certificates, backlog; one line each.
    Doctor(doctor::Arguments),
    /// Copy the whole store into one file, while Voordeur runs or not.
    Backup(backup::Arguments),
    /// Put a backup back into an empty store, while Voordeur does not run.
    Restore(restore::Arguments),
    /// Bring the store's schema up to date.
    Migrate,
    /// Print the description of the API (OpenAPI 3.1).
    Openapi,
    /// Print completions for a shell.
    Completions { shell: Shell },
}

/// Runs the command that the process was started with.
///
/// No future leaves here: what is awaited is then compiled once, in the library.
pub fn main() -> ExitCode {
    closed_pipe::ends_quietly(|| gateway::run_to_completion(run()))
}

async fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // A mail server would take 2 for a refusal, and send the mail back.
        Err(wrong) if wrong.use_stderr() && std::env::args_os().any(|word| word == "deliver") => {
            let _ = wrong.print();
            return ExitCode::from(deliver::TRY_AGAIN);
        }
        Err(wrong) => wrong.exit(),
    };
    match dispatch(cli).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("voordeur: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn dispatch(cli: Cli) -> anyhow::Result<ExitCode> {
    let common = &cli.common;
    match cli.command {
        Command::Serve => serve::run(common).await,
        Command::Demo { exit } => demo::run(if exit { demo::Ending::AfterStory } else { demo::Ending::StayOpen }).await,
        Command::Check => Ok(check::run(common)),
        Command::Routes(command) => routes::run(common, command).await,
        Command::Read { file, partner } => read::run(common, &file, partner.as_deref()),
        Command::Import(arguments) => import::run(common, &arguments).await,
        Command::Deliver(arguments) => Ok(deliver::run(common, &arguments).await),
        Command::Link(arguments) => link::run(common, &arguments).await,
        Command::Key(command) => keys::run(common, command).await,
        Command::User(command) => people::run(common, command).await,
        Command::Audit(command) => audit::run(common, command).await,
        Command::Doctor(arguments) => doctor::run(common, arguments).await,
        Command::Backup(arguments) => backup::run(common, &arguments).await,
        Command::Restore(arguments) => restore::run(common, &arguments).await,
        Command::Migrate => {
            let Some(store) = open_store(common).await? else { return Ok(ExitCode::from(BAD_CONFIGURATION)) };
            store.close().await;
            println!("De database is bij de tijd.");
            Ok(ExitCode::SUCCESS)
        }
        Command::Openapi => {
            print!("{OPENAPI}");
            Ok(ExitCode::SUCCESS)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "voordeur", &mut script);
            print!("{}", String::from_utf8_lossy(&script));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The checked configuration; `None` when there were complaints, which are then printed.
fn load(common: &Common) -> Option<(Settings, RouteTable)> {
    match config::load(&common.config, gateway::environment()) {
        Ok(loaded) => Some(loaded),
        Err(complaints) => {
            check::print(common, &complaints);
            None
        }
    }
}

async fn open_store(common: &Common) -> anyhow::Result<Option<Store>> {
    let Some((settings, _)) = load(common) else {
        return Ok(None);
    };
    Ok(Some(Store::open(&settings.store_url).await?))
}
