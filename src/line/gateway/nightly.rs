//! What is done when a day is over, once for all nodes: figures are counted, and what was kept
//! long enough goes.
//!
//! **Invariant:** nothing depends on the hour: each look does what is still to be done, and doing it twice changes nothing.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::clock;
use crate::{intake::retention::Terms, store::Store};

/// How often there is a look.
const LOOK: Duration = Duration::from_secs(600);

/// Days in one look: a store with years of signals is done in a few.
const DAYS: usize = 400;

/// Households in one go.
const BATCH: i64 = 50;

/// Looks until `shutdown`, for the first time at once.
pub(super) async fn run(store: Store, terms: Terms, shutdown: CancellationToken) {
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
            Err(error) => {
                tracing::warn!(%error, "the figures wait: the store does not answer");
                continue;
            }
        }
        remove(&store, terms, &shutdown).await;
    }
}

/// Days are counted first: what goes then was counted.
async fn remove(store: &Store, terms: Terms, shutdown: &CancellationToken) {
    while !shutdown.is_cancelled() {
        match store.remove_expired(terms, clock::now(), BATCH).await {
            Ok(0) => return,
            Ok(removed) => tracing::info!(removed, "kept long enough: removed"),
            Err(error) => {
                tracing::error!(%error, "what was kept long enough could not be removed");
                return;
            }
        }
    }
}

/// How often new signals are compared with earlier ones.
const COMPARE: Duration = Duration::from_secs(15);

/// A signal of another node may be committed a little after its neighbours: it is looked at again.
const OVERLAP: SignedDuration = SignedDuration::from_secs(30);

/// Compares new signals with earlier ones until `shutdown`: beside the intake, which it does not delay.
pub(super) async fn find_alike(store: Store, shutdown: CancellationToken) {
    let mut looks = interval(COMPARE);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // What came in while nobody compared: of a day at most.
    let mut since = clock::now().saturating_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::UNIX_EPOCH);
    loop {
        tokio::select! {
            biased;
            () = shutdown.cancelled() => return,
            _ = looks.tick() => {}
        }
        let mut from = since.saturating_sub(OVERLAP).unwrap_or(since);
        loop {
            match store.find_alike(from, clock::now()).await {
                Ok(last) if last > since => (from, since) = (last, last),
                Ok(_) => break,
                Err(error) => {
                    tracing::warn!(%error, "signals were not compared: the store does not answer");
                    break;
                }
            }
        }
    }
}
