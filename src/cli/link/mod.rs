//! `voordeur link`: which signals of a file are of one household; and the steps beside it.

mod households;
mod records;
mod train;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Common;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    step: Option<Step>,
    #[command(flatten)]
    households: Option<households::Households>,
}

#[derive(Debug, Subcommand)]
enum Step {
    /// Learn the chances of the model from signals, without labels: from a file, or from the store of the configuration.
    Train(train::Training),
    /// Tell which records of a file, or of two, are of one person: flat records of any columns.
    Records(records::RecordFiles),
}

/// # Errors
///
/// A file that cannot be read or written, or what is wrong in it; a store that cannot be read.
pub(super) async fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match (&arguments.step, &arguments.households) {
        (Some(Step::Train(arguments)), _) => train::run(common, arguments).await,
        (Some(Step::Records(files)), _) => records::run(files),
        (None, Some(arguments)) => households::run(arguments),
        (None, None) => Ok(ExitCode::from(super::WRONG_USE)),
    }
}
