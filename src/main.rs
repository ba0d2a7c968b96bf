//! The `voordeur` binary.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    voordeur::app::run_to_completion(voordeur::cli::run())
}
