//! Says when the books hold queues that no team has: whoever renames one takes new signals out of its people's sight.

use std::sync::Arc;

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::{
    background::{FILES, still_open},
    rules::Rules,
};
use crate::store::Store;

/// Looks at the start, and each time that the files were read again, until `shutdown`.
pub(super) async fn watch(store: Store, rules: Arc<Rules>, shutdown: CancellationToken) {
    let mut ticks = interval(FILES);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut looked = None;
    while still_open(&shutdown, &mut ticks).await {
        let reading = Some(rules.readings());
        if looked != reading && look(&store, &rules).await {
            looked = reading;
        }
    }
}

/// `false`: the store does not answer, so the next look tries again.
async fn look(store: &Store, rules: &Rules) -> bool {
    let Ok(care) = store.queue_care(&rules.current().settings.queues()).await else {
        return false;
    };
    for queue in &care.unseen {
        tracing::warn!(queue, "nobody at the desk sees this queue");
    }
    for stray in &care.stray {
        let (queue, people, casussen) = (&stray.queue, stray.people, stray.casussen);
        tracing::warn!(queue, people, casussen, "no team has this queue any more: voordeur doctor says what to do");
    }
    true
}
