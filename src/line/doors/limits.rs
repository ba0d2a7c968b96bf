//! How often one client may knock: a limit per key and minute, the same for mail, API and form.
//!
//! **Invariant:** memory is bounded by the keys of the last minute; older ones are forgotten.

use std::{
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::DashMapStateStore,
};

/// After so many checks the keys that are back at their full quota are forgotten.
const SWEEP_EVERY: u32 = 4096;

/// At most so many a minute for each `K`: as many at once, then evenly spread (GCRA).
pub struct RateLimit<K: Hash + Eq + Clone> {
    /// `None`: no limit.
    limiter: Option<RateLimiter<K, DashMapStateStore<K>, DefaultClock>>,
    clock: DefaultClock,
    checks: AtomicU32,
}

impl<K: Hash + Eq + Clone> RateLimit<K> {
    /// 0: no limit.
    pub fn per_minute(times: u32) -> Self {
        let limiter = NonZeroU32::new(times).map(|times| RateLimiter::dashmap(Quota::per_minute(times)));
        Self { limiter, clock: DefaultClock::default(), checks: AtomicU32::new(0) }
    }

    /// At most so many in `period`: as many at once, then evenly spread.
    pub fn within(times: NonZeroU32, period: Duration) -> Self {
        let quota = Quota::with_period(period / times.get()).map(|quota| quota.allow_burst(times));
        Self { limiter: quota.map(RateLimiter::dashmap), clock: DefaultClock::default(), checks: AtomicU32::new(0) }
    }

    /// Counts one more for `key`.
    ///
    /// # Errors
    ///
    /// Over the limit: how long until the next one is let through. What is refused does not count.
    pub fn check(&self, key: &K) -> Result<(), Duration> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        limiter.check_key(key).map_err(|refusal| refusal.wait_time_from(self.clock.now()))
    }
}

/// A wait as `Retry-After` and replies give it: whole seconds, at least 1 (RFC 9110 §10.2.3).
pub fn whole_seconds(wait: Duration) -> u64 {
    (wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(1)
}

/// The key of a client: an IPv4 address, or an IPv6 network of 64 bits, which is one customer's.
pub fn client_key(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_too_many_must_wait_and_another_client_need_not() {
        let limit = RateLimit::per_minute(2);
        assert_eq!(limit.check(&"a"), Ok(()));
        assert_eq!(limit.check(&"a"), Ok(()));
        let wait = limit.check(&"a").unwrap_err();
        assert!(wait > Duration::from_secs(20) && wait <= Duration::from_secs(30), "{wait:?}");
        assert_eq!(limit.check(&"b"), Ok(()));
    }

    #[test]
    fn zero_is_no_limit() {
        let limit = RateLimit::per_minute(0);
        assert!((0..10_000).all(|_| limit.check(&1).is_ok()));
    }

    #[test]
    fn keys_that_are_quiet_again_are_forgotten() {
        // 60,000 a minute: each key is back at its full quota after a millisecond.
        let limit = RateLimit::per_minute(60_000);
        for key in 0..SWEEP_EVERY - 1 {
            limit.check(&key).unwrap();
        }
        std::thread::sleep(Duration::from_millis(5));
        limit.check(&SWEEP_EVERY).unwrap();
        assert_eq!(limit.limiter.as_ref().unwrap().len(), 1);
    }

    #[test]
    fn an_ipv6_customer_is_one_client() {
        let key = |address: &str| client_key(address.parse().unwrap());
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds() {
        assert_eq!(whole_seconds(Duration::ZERO), 1);
        assert_eq!(whole_seconds(Duration::from_millis(1200)), 2);
        assert_eq!(whole_seconds(Duration::from_secs(30)), 30);
    }
}
