//! `voordeur serve`: runs until SIGTERM or Ctrl-C; SIGHUP reads rules, partners and templates again, as does a change of these files.

use std::{
    env, io,
    os::unix::process::CommandExt,
    process::{Command, ExitCode},
};

use tokio::signal::unix::{SignalKind, signal};

use super::{BAD_CONFIGURATION, Common, load};
use crate::{
    app::{self, Mode},
    gateway,
};

pub(super) async fn run(common: &Common) -> anyhow::Result<ExitCode> {
    let not_anew = start_with_steady_memory();
    let Some(loaded) = load(common) else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    gateway::start_logging();
    if let Some(error) = not_anew {
        tracing::warn!(%error, "memory that large mail took may be kept longer");
    }
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let running = app::start(&common.config, loaded, Mode::Serve).await?;
    let addresses = running.addresses;
    tracing::info!(
        http = ?addresses.http, smtp = ?addresses.smtp, lmtp = ?addresses.lmtp, metrics = ?addresses.metrics,
        "voordeur is open"
    );
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            _ = hang_up.recv() => running.gateway.rules.reload_and_tell(gateway::environment(), gateway::now()),
        }
    }
    tracing::info!("stopping");
    running.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// The names by which glibc's malloc(3) is told when to ask for memory and give it back, and octets from which it does.
/// Lower than these, a mail of 100 KB has its pages fetched anew each time; higher, what a large one took stays.
const MEMORY: [(&str, &str); 4] = [
    ("MALLOC_ARENA_MAX", "4"),
    ("MALLOC_MMAP_THRESHOLD_", "524288"),
    ("MALLOC_TRIM_THRESHOLD_", "8388608"),
    ("MALLOC_TOP_PAD_", "1048576"),
];

/// Starts this program anew, once, with thresholds that do not move: else glibc, having seen one large mail, keeps
/// tens of megabytes for every thread that ever held one. Comes back only if that failed, or was done.
#[expect(clippy::disallowed_methods, reason = "no setting of ours, but what the C library was started with")]
fn start_with_steady_memory() -> Option<io::Error> {
    if !cfg!(target_env = "gnu") || MEMORY.iter().any(|(name, _)| env::var_os(name).is_some()) {
        return None;
    }
    let program = env::current_exe().ok()?;
    Some(Command::new(program).args(env::args_os().skip(1)).envs(MEMORY).exec())
}
