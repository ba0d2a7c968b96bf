//! `voordeur serve`: runs until SIGTERM or Ctrl-C; SIGHUP reads rules, partners and templates again, as does a change of these files.

use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};

use super::{BAD_CONFIGURATION, Common, load};
use crate::app::{self, Mode};

pub(super) async fn run(common: &Common) -> anyhow::Result<ExitCode> {
    let Some(loaded) = load(common) else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    app::start_logging();
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
            _ = hang_up.recv() => running.gateway.rules.reload_and_tell(app::environment(), app::now()),
        }
    }
    tracing::info!("stopping");
    running.stop().await;
    Ok(ExitCode::SUCCESS)
}
