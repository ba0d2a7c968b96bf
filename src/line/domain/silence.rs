//! When a partner's silence is odd: learnt from the days on which it used to send.

/// Distinct days with a signal before we dare to speak of a habit.
const LEAST_DAYS: usize = 6;

/// A silence shorter than this is never odd, days.
const LEAST_SILENCE: i64 = 7;

/// What a partner used to do, and what it does now. All in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// Since the last signal.
    pub quiet: i64,
    /// So long it was quiet at most, nine times of ten.
    pub usual: i64,
    /// From so long on it is odd.
    pub odd_after: i64,
}

impl Silence {
    pub fn is_odd(self) -> bool {
        self.quiet > self.odd_after
    }
}

/// Judges by the days (since 1970) on which signals came, `set` by the configuration or else learnt.
///
/// `None`: too few signals to know a habit, and nothing was set; or none at all.
pub fn silence(days: &[i64], today: i64, set: Option<i64>) -> Option<Silence> {
    let mut days = days.to_vec();
    days.sort_unstable();
    days.dedup();
    let quiet = today - days.last()?;
    let mut gaps: Vec<i64> = days.iter().zip(days.iter().skip(1)).map(|(one, next)| next - one).collect();
    gaps.sort_unstable();
    let usual = gaps.get(gaps.len().saturating_sub(1) * 9 / 10).copied();
    match set {
        Some(odd_after) => Some(Silence { quiet, usual: usual.unwrap_or(odd_after), odd_after }),
        None if days.len() < LEAST_DAYS => None,
        None => usual.map(|usual| Silence { quiet, usual, odd_after: (usual * 2).max(LEAST_SILENCE) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partner_that_sent_weekly_and_stopped_is_odd_after_two_weeks() {
        let weekly: Vec<i64> = (0..10).map(|week| week * 7).collect();
        let after = |days: i64| silence(&weekly, 63 + days, None).unwrap();
        assert!(!after(14).is_odd());
        assert!(after(15).is_odd());
        assert_eq!(after(15), Silence { quiet: 15, usual: 7, odd_after: 14 });
    }

    #[test]
    fn a_weekend_or_one_long_holiday_is_not_odd_and_does_not_blunt_the_ear() {
        let daily = [0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18];
        assert!(!silence(&daily, 24, None).unwrap().is_odd());
        assert!(silence(&daily, 27, None).unwrap().is_odd());
        let holiday: Vec<i64> = daily.iter().copied().chain((40..60).collect::<Vec<_>>()).collect();
        assert_eq!(silence(&holiday, 70, None).unwrap().usual, 1);
    }

    #[test]
    fn of_a_few_signals_no_habit_is_learnt_but_what_was_set_counts() {
        assert_eq!(silence(&[1, 8, 15], 90, None), None);
        assert!(silence(&[1, 8, 15], 90, Some(30)).unwrap().is_odd());
        assert!(!silence(&[1, 8, 15], 40, Some(30)).unwrap().is_odd());
        assert_eq!(silence(&[], 90, Some(30)), None);
    }
}
