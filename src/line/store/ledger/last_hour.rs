//! How many acknowledgements the last hour had, as one writer remembers it.

use jiff::Timestamp;

/// How many acknowledgements the last hour had, as one writer remembers it.
///
/// Only with a single writer: then what is remembered is never less than what a count would give.
#[derive(Debug, Default)]
pub(super) struct LastHour {
    /// When it was counted, and how many there were then and since.
    counted: Option<(Timestamp, u32)>,
}

impl LastHour {
    /// Counting walks over all of them: a count serves for a second.
    const KEPT: jiff::SignedDuration = jiff::SignedDuration::from_secs(1);

    pub(super) fn known(&self, now: Timestamp) -> Option<u32> {
        let (at, count) = self.counted?;
        (now >= at && now.duration_since(at) < Self::KEPT).then_some(count)
    }

    /// Takes over what a commit left; `now` is its latest signal's.
    pub(super) fn remember(&mut self, now: Timestamp, count: u32) {
        let at = match self.counted {
            Some((at, _)) if self.known(now).is_some() => at,
            _ => now,
        };
        self.counted = Some((at, count));
    }
}
