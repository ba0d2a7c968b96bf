//! The courier's round: lease, send some at a time, settle, and look again when woken or after a second.
//!
//! **Invariant:** no attempt begins that could outlive its lease, so no other courier sends the same row meanwhile.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::{
    sync::{Notify, Semaphore},
    task::{JoinError, JoinSet},
    time::{MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;

use super::{
    carrier::{Carrier, CarryError},
    retry::delay_before,
    sender::{CONCURRENCY, SEND_TIMEOUT},
};
use crate::intake::{Delivered, Due, Outbox};

/// How often the outbox is looked at when nobody wakes the courier.
const POLL: Duration = Duration::from_secs(1);
/// How long a row is ours.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// Rows that are leased and not yet settled.
const BATCH: usize = 64;

/// All that the courier needs for its work.
pub struct Courier<O, C> {
    pub outbox: Arc<O>,
    pub carrier: C,
    /// Whoever rings has the outbox looked at before the next poll.
    pub wake: Arc<Notify>,
    pub clock: fn() -> Timestamp,
}

impl<O: Outbox, C: Carrier> Courier<O, C> {
    /// Sends until `shutdown`; then finishes what is under way (30 s at most) and settles it.
    pub async fn run(self, shutdown: CancellationToken) {
        let mut poll = interval(POLL);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut round = Round::new(self, shutdown.clone());
        loop {
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break,
                Some(attempt) = round.under_way.join_next() => {
                    round.collect(attempt);
                    if round.unsettled.len() >= BATCH / 4 || round.under_way.is_empty() {
                        round.settle().await;
                    }
                    if round.more && round.under_way.len() <= BATCH / 2 {
                        round.lease().await;
                    }
                }
                () = round.courier.wake.notified() => round.lease().await,
                _ = poll.tick() => {
                    round.settle().await;
                    round.lease().await;
                }
            }
        }
        while let Some(attempt) = round.under_way.join_next().await {
            round.collect(attempt);
        }
        round.settle().await;
    }

    async fn attempt(&self, due: &Due, lease_until: Timestamp, shutdown: &CancellationToken) -> Delivered {
        let now = (self.clock)();
        if shutdown.is_cancelled() {
            return Delivered::Later { at: now, error: "stopped before it was sent".to_owned() };
        }
        if now.duration_until(lease_until) < SignedDuration::try_from(SEND_TIMEOUT).unwrap_or(SignedDuration::ZERO) {
            return later(due, now, ("relay too slow".to_owned(), None));
        }
        match self.carrier.carry(due, now).await {
            Ok(()) => Delivered::Sent,
            Err(CarryError::Later { error, after }) => later(due, (self.clock)(), (error, after)),
            Err(CarryError::Never(error)) => Delivered::Dead { error },
            Err(CarryError::Gone(error)) => Delivered::Refused { error },
        }
    }
}

/// The next attempt by the table, no sooner than the other side asks, or the end of it.
fn later(due: &Due, now: Timestamp, (error, after): (String, Option<SignedDuration>)) -> Delivered {
    let next = delay_before(due.attempt.saturating_add(1), chance_of(due)).and_then(|delay| {
        let delay = SignedDuration::try_from(delay).ok()?;
        now.checked_add(after.map_or(delay, |after| after.max(delay))).ok()
    });
    match next {
        Some(at) => Delivered::Later { at, error },
        None => Delivered::Dead { error },
    }
}

/// From 0 to 1, spread over rows and attempts, and the same whenever it is asked.
fn chance_of(due: &Due) -> f64 {
    let mut hasher = DefaultHasher::new();
    (&due.id, due.attempt).hash(&mut hasher);
    f64::from((hasher.finish() >> 32) as u32) / f64::from(u32::MAX)
}

/// What is leased and not yet settled.
struct Round<O, C> {
    courier: Arc<Courier<O, C>>,
    permits: Arc<Semaphore>,
    under_way: JoinSet<(String, Delivered)>,
    unsettled: Vec<(String, Delivered)>,
    /// The last lease was full: there may be more than it took.
    more: bool,
    shutdown: CancellationToken,
}

impl<O: Outbox, C: Carrier> Round<O, C> {
    fn new(courier: Courier<O, C>, shutdown: CancellationToken) -> Self {
        Self {
            courier: Arc::new(courier),
            permits: Arc::new(Semaphore::new(CONCURRENCY)),
            under_way: JoinSet::new(),
            unsettled: Vec::new(),
            more: false,
            shutdown,
        }
    }

    async fn lease(&mut self) {
        let room = BATCH.saturating_sub(self.under_way.len() + self.unsettled.len());
        if room == 0 {
            self.more = true;
            return;
        }
        let now = (self.courier.clock)();
        let lease_until = now.saturating_add(LEASE).unwrap_or(now);
        let limit = u32::try_from(room).unwrap_or(u32::MAX);
        let leased = match self.courier.outbox.lease(C::LANE, now, lease_until, limit).await {
            Ok(leased) => leased,
            Err(_) => {
                tracing::warn!("the outbox does not answer; mail waits");
                Vec::new()
            }
        };
        self.more = leased.len() == room;
        for due in leased {
            let (courier, permits, shutdown) =
                (Arc::clone(&self.courier), Arc::clone(&self.permits), self.shutdown.clone());
            self.under_way.spawn(async move {
                let _permit = permits.acquire().await;
                let outcome = courier.attempt(&due, lease_until, &shutdown).await;
                told(&due, &outcome);
                (due.id, outcome)
            });
        }
    }

    /// Takes this outcome and all others that are there. A task that broke down leaves its row to its lease.
    fn collect(&mut self, first: Result<(String, Delivered), JoinError>) {
        let mut attempt = Some(first);
        while let Some(outcome) = attempt {
            self.unsettled.extend(outcome);
            attempt = self.under_way.try_join_next();
        }
    }

    /// Records the outcomes; while the store does not answer they are kept for the next time.
    async fn settle(&mut self) {
        if self.unsettled.is_empty() {
            return;
        }
        let now = (self.courier.clock)();
        match self.courier.outbox.settle(self.unsettled.clone(), now).await {
            Ok(()) => self.unsettled.clear(),
            Err(_) => tracing::warn!("the outbox does not answer; what was sent is recorded later"),
        }
    }
}

fn told(due: &Due, outcome: &Delivered) {
    let (kind, kenmerk) = (due.kind.as_str(), &due.kenmerk);
    let result = match outcome {
        Delivered::Sent => "sent",
        Delivered::Later { .. } => "later",
        Delivered::Dead { .. } => "dead",
        Delivered::Refused { .. } => "refused",
    };
    metrics::counter!("voordeur_courier_attempts_total", "kind" => kind, "result" => result).increment(1);
    match outcome {
        Delivered::Sent => tracing::debug!(%kenmerk, kind, "mail sent"),
        Delivered::Later { at, error } => tracing::info!(%kenmerk, kind, %at, error, "mail not sent yet"),
        Delivered::Dead { error } => tracing::warn!(%kenmerk, kind, error, "mail cannot be sent; a task is made"),
        Delivered::Refused { error } => tracing::warn!(%kenmerk, kind, error, "a webhook is off; a task is made"),
    }
}
