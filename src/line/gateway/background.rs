//! What runs beside the doors: timers whose time has come, and files that changed.
//!
//! **Invariant:** nothing sleeps until an instant: both look at the clock or the disk now and then, so a machine that
//! slept, or whose clock was set, finds at its next look what there is to do.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::{clock, process::environment, rules::Rules};
use crate::store::{BookRules, Store};

/// How often timers are looked at.
const TIMERS: Duration = Duration::from_secs(1);

/// How often files are looked at; a change takes effect when it has been still for one look.
pub(super) const FILES: Duration = Duration::from_secs(2);

/// Timers in one commit.
const BATCH: u32 = 50;

/// Runs timers until `shutdown`.
pub(super) async fn run_timers(store: Store, rules: Arc<BookRules>, shutdown: CancellationToken) {
    let mut ticks = interval(TIMERS);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while still_open(&shutdown, &mut ticks).await {
        loop {
            match store.run_timers(clock::now(), BATCH, &rules).await {
                Ok(0) => break,
                Ok(ran) => {
                    metrics::counter!("voordeur_timers_total").increment(ran as u64);
                    tracing::info!(timers = ran, "timers ran");
                }
                Err(error) => {
                    tracing::warn!(%error, "timers wait: the store does not answer");
                    break;
                }
            }
        }
    }
}

/// Reads the configuration again when one of its files changed, until `shutdown`.
pub(super) async fn watch_files(rules: Arc<Rules>, shutdown: CancellationToken) {
    let mut ticks = interval(FILES);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    metrics::gauge!("voordeur_config_last_reload_successful").set(1.0);
    let mut in_force = seen(&rules).await;
    let mut last = in_force;
    let mut readings = rules.readings();
    while still_open(&shutdown, &mut ticks).await {
        let now = seen(&rules).await;
        // Whoever else read them may have read another text than this look saw.
        let stale = now != in_force || rules.readings() != readings;
        if stale && now == last {
            // What is read may be newer than what was seen: then the next look reads it once more.
            in_force = now;
            rules.reload_and_tell(environment(), clock::now());
            readings = rules.readings();
        }
        last = now;
    }
}

pub(super) async fn still_open(shutdown: &CancellationToken, ticks: &mut tokio::time::Interval) -> bool {
    tokio::select! {
        biased;
        () = shutdown.cancelled() => false,
        _ = ticks.tick() => true,
    }
}

/// A number for what the files hold now. They are small, and reading them is surer than their times.
async fn seen(rules: &Rules) -> u64 {
    let paths = rules.watched();
    tokio::task::spawn_blocking(move || contents(&paths)).await.unwrap_or_default()
}

fn contents(paths: &[PathBuf]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        fs::read(path).ok().hash(&mut hasher);
    }
    hasher.finish()
}
