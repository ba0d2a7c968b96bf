//! The process around the program: its environment and its threads.

use std::{env, future::Future, process::ExitCode};

/// The environment as it was given; what is no UTF-8 is no setting.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

/// Whether the user wants no colour (no-color.org).
pub fn no_colour() -> bool {
    environment().any(|(name, value)| name == "NO_COLOR" && !value.is_empty())
}

/// What `RUST_LOG` says.
pub(super) fn log_directives() -> Option<String> {
    environment().find(|(name, _)| name == "RUST_LOG").map(|(_, value)| value)
}

/// Runs `program` on a runtime with a thread per core, TLS ready.
pub fn run_to_completion(program: impl Future<Output = ExitCode>) -> ExitCode {
    // A second installation, in a test, keeps the first.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(program),
        Err(error) => {
            eprintln!("voordeur: cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
