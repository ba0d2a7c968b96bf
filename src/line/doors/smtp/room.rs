//! The memory that all messages under way may hold together, whatever clients send.
//!
//! **Invariant:** what was granted comes back when the share is dropped.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

/// So many octets for all.
#[derive(Debug)]
pub(super) struct Room {
    free: AtomicUsize,
}

impl Room {
    pub fn of(octets: usize) -> Arc<Self> {
        Arc::new(Self { free: AtomicUsize::new(octets) })
    }
}

/// What one message holds of it, from its first octets until its answer.
#[derive(Debug)]
pub(super) struct Share {
    room: Arc<Room>,
    held: usize,
}

impl Share {
    pub fn of(room: Arc<Room>) -> Self {
        Self { room, held: 0 }
    }

    /// Asks for so many octets in all; `false`: there are not so many left, and nothing changed.
    pub fn grow_to(&mut self, octets: usize) -> bool {
        let more = octets.saturating_sub(self.held);
        let taken =
            self.room.free.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |free| free.checked_sub(more)).is_ok();
        self.held += if taken { more } else { 0 };
        taken
    }

    pub fn release(&mut self) {
        self.room.free.fetch_add(std::mem::take(&mut self.held), Ordering::Relaxed);
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.release();
    }
}
