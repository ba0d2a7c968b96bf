//! What is done when a day is over, once for all nodes: figures are counted.
//!
//! **Invariant:** nothing depends on the hour: each look does what is still to be done, and doing it twice changes nothing.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::clock;
use crate::store::Store;

/// How often there is a look.
const LOOK: Duration = Duration::from_secs(600);

/// Days in one look: a store with years of signals is done in a few.
const DAYS: usize = 400;

/// Looks until `shutdown`, for the first time at once.
pub(super) async fn run(store: Store, shutdown: CancellationToken) {
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => return,
            _ = looks.tick() => {}
        }
        match store.count_days(clock::now(), DAYS).await {
            Ok(0) => {}
            Ok(days) => tracing::info!(days, "days were counted for the figures"),
            Err(error) => tracing::warn!(%error, "the figures wait: the store does not answer"),
        }
    }
}
