//! `voordeur link` itself: what it is asked.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};

use crate::{
    config::AddressPolicy,
    file_linkage::{FileLinkage, link},
};

#[derive(Debug, Args)]
pub(super) struct Households {
    /// Signals, one JSON object a line.
    #[arg(long)]
    input: PathBuf,
    /// Where the decisions go, one a line, in the same order.
    #[arg(long)]
    output: PathBuf,
    /// An address register (BAG extract): NDJSON, or CSV with a first line of names.
    #[arg(long)]
    register: Option<PathBuf>,
    /// When signals join by themselves.
    #[arg(long, value_enum, default_value_t = Policy::Adres)]
    policy: Policy,
    /// Parameters of the linkage (docs/linkage.md); without it, the built-in ones.
    #[arg(long)]
    model: Option<PathBuf>,
    /// A key (32 bytes as base64) that makes BSNs comparable; only with a lawful basis. Without it they take no part.
    #[arg(long, value_name = "FILE")]
    bsn_key: Option<PathBuf>,
    /// Also write what was understood of each signal.
    #[arg(long)]
    facts: Option<PathBuf>,
    /// Print why this signal was decided as it was; may be given more than once.
    #[arg(long, value_name = "SIGNAL_ID")]
    explain: Vec<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Policy {
    /// An equal full address groups by itself, unless persons contradict.
    Adres,
    /// An address or a bare name alone never links.
    Streng,
}

impl From<Policy> for AddressPolicy {
    fn from(policy: Policy) -> Self {
        match policy {
            Policy::Adres => Self::Adres,
            Policy::Streng => Self::Streng,
        }
    }
}

/// # Errors
///
/// A file that cannot be read or written, or a line that is no JSON object, named by its number.
pub(super) fn run(arguments: &Households) -> anyhow::Result<ExitCode> {
    link(&FileLinkage {
        input: &arguments.input,
        output: &arguments.output,
        register: arguments.register.as_deref(),
        policy: arguments.policy.into(),
        model: arguments.model.as_deref(),
        bsn_key: arguments.bsn_key.as_deref(),
        facts: arguments.facts.as_deref(),
        explain: &arguments.explain,
    })?;
    Ok(ExitCode::SUCCESS)
}
