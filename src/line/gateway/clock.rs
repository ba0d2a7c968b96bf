//! The only place that asks what time it is, and draws identifiers.

use std::cell::RefCell;

use aws_lc_rs::rand;
use jiff::Timestamp;
use uuid::{Builder, Uuid};

/// Now, in UTC.
#[expect(clippy::disallowed_methods, reason = "this is where all the others get their time from")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// A new identifier: its first bits are the time, so that rows lie in the order in which they came.
///
/// UUIDv7 with the fraction of the millisecond in the twelve bits behind it (RFC 9562 §6.2, method 3).
pub fn new_id() -> Uuid {
    let now = now();
    let fraction = now.subsec_nanosecond().unsigned_abs() % 1_000_000 * 4_096 / 1_000_000;
    let Some(chance) = CHANCE.with_borrow_mut(Chance::draw) else {
        return by_the_system();
    };
    let mut behind = [0; 10];
    behind[..2].copy_from_slice(&(fraction as u16).to_be_bytes());
    behind[2..].copy_from_slice(&chance);
    Builder::from_unix_timestamp_millis(now.as_millisecond().unsigned_abs(), &behind).into_uuid()
}

#[expect(clippy::disallowed_methods, reason = "this is where all the others get their identifiers from")]
fn by_the_system() -> Uuid {
    Uuid::now_v7()
}

thread_local! {
    static CHANCE: RefCell<Chance> = const { RefCell::new(Chance { drawn: [0; 512], used: 512 }) };
}

/// Chance drawn for many identifiers at once, each part of it used for one.
struct Chance {
    drawn: [u8; 512],
    used: usize,
}

impl Chance {
    /// `None` when the system gives none.
    fn draw(&mut self) -> Option<[u8; 8]> {
        if self.used >= self.drawn.len() {
            rand::fill(&mut self.drawn).ok()?;
            self.used = 0;
        }
        let part = self.drawn.get(self.used..)?.first_chunk().copied();
        self.used += 8;
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_lie_in_the_order_in_which_they_were_drawn() {
        let drawn: Vec<Uuid> = (0..50)
            .map(|_| {
                std::thread::sleep(std::time::Duration::from_micros(2));
                new_id()
            })
            .collect();
        assert!(drawn.is_sorted() && drawn.iter().all(|id| id.get_version_num() == 7));
    }
}
