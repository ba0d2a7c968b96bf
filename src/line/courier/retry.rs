//! When a mail is tried again: a table, not a formula (ROUTING.md §2.6).

use std::time::Duration;

/// How often a mail is tried before a human must look.
pub const ATTEMPTS: u32 = 11;

/// The wait before each attempt, in all about 52 hours.
pub const DELAYS: [Duration; ATTEMPTS as usize] = [
    Duration::ZERO,
    Duration::from_mins(1),
    Duration::from_mins(5),
    Duration::from_mins(15),
    Duration::from_mins(30),
    Duration::from_hours(1),
    Duration::from_hours(2),
    Duration::from_hours(4),
    Duration::from_hours(8),
    Duration::from_hours(12),
    Duration::from_hours(24),
];

/// A tenth, either way: what failed together shall not come back together.
const JITTER: f64 = 0.1;

/// The wait before `attempt` (from 1), or `None` when there is no such attempt.
///
/// `chance`, from 0 to 1, places it between nine and eleven tenths of the table's value.
pub fn delay_before(attempt: u32, chance: f64) -> Option<Duration> {
    let index = usize::try_from(attempt.checked_sub(1)?).ok()?;
    let factor = 1.0 - JITTER + 2.0 * JITTER * chance.clamp(0.0, 1.0);
    DELAYS.get(index).map(|delay| delay.mul_f64(factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_one_that_was_agreed() {
        let minutes = DELAYS.map(|delay| delay.as_secs() / 60);
        assert_eq!(minutes, [0, 1, 5, 15, 30, 60, 120, 240, 480, 720, 1440]);
        assert_eq!(ATTEMPTS, 11);
    }

    #[test]
    fn chance_moves_a_wait_by_a_tenth_at_most() {
        for (attempt, delay) in (1..).zip(DELAYS) {
            let at = |chance| delay_before(attempt, chance).unwrap().as_secs_f64();
            let middle = delay.as_secs_f64();
            assert!((at(0.0) - 0.9 * middle).abs() < 0.001);
            assert!((at(0.5) - middle).abs() < 0.001);
            assert!((at(1.0) - 1.1 * middle).abs() < 0.001);
        }
    }

    #[test]
    fn there_is_no_twelfth_attempt_and_no_zeroth() {
        assert_eq!(delay_before(12, 0.5), None);
        assert_eq!(delay_before(0, 0.5), None);
    }
}
