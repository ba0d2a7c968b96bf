//! The `voordeur` binary.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    voordeur::cli::main()
}
