//! How long the writer waits for company: a commit costs one flush, whoever shares it.
//!
//! Where a flush takes milliseconds, half of one is enough for those who were just answered to come again, and the next
//! commit carries them all. Where it takes less, or one sender is alone, nobody waits.

use std::time::Duration;

/// A shorter flush costs less than waiting for company, and no timer is finer than a millisecond.
const SHORTEST_FLUSH: Duration = Duration::from_millis(2);

/// However slow the disk: no signal waits longer for others.
const LONGEST_WAIT: Duration = Duration::from_millis(5);

/// What the latest commits tell of the disk and of the senders.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// A moving average.
    flush: Duration,
    senders: usize,
}

impl Pace {
    /// A commit carried so many signals, so many came meanwhile, and it stood still for `idle` while the disk worked.
    pub(super) fn committed(&mut self, carried: usize, came: usize, idle: Duration) {
        self.flush = (self.flush * 7 + idle) / 8;
        self.senders = carried + came;
    }

    /// How many signals to wait for once the first is there, and how long; `None`: for none.
    pub(super) fn company(&self) -> Option<(usize, Duration)> {
        let worth_it = self.senders > 1 && self.flush >= SHORTEST_FLUSH;
        worth_it.then(|| (self.senders, LONGEST_WAIT.min(self.flush / 2)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(carried: usize, came: usize, flush: Duration) -> Option<(usize, Duration)> {
        let mut pace = Pace::default();
        (0..50).for_each(|_| pace.committed(carried, came, flush));
        pace.company()
    }

    #[test]
    fn on_a_slow_disk_the_writer_waits_half_a_flush_for_all_who_send() {
        let (senders, wait) = after(4, 6, Duration::from_millis(6)).unwrap();
        assert_eq!(senders, 10);
        assert!((Duration::from_micros(2_900)..=Duration::from_millis(3)).contains(&wait), "{wait:?}");
        assert_eq!(after(4, 6, Duration::from_secs(1)).unwrap().1, LONGEST_WAIT);
    }

    #[test]
    fn nobody_waits_on_a_fast_disk_or_for_nobody() {
        assert_eq!(after(4, 6, Duration::from_micros(300)), None);
        assert_eq!(after(1, 0, Duration::from_millis(6)), None);
    }
}
