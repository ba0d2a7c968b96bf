//! What the doors over HTTP share: the limit as they ask it, and hashes of what was said.

use std::{sync::Arc, time::Duration};

use aws_lc_rs::digest::{SHA256, digest};

/// Counts one request of a client; an error says after how long it may try again.
pub type Limit = Arc<dyn Fn(&str) -> Result<(), Duration> + Send + Sync>;

/// The most bytes that one request may have: as one mail.
pub const BODY_LIMIT: usize = 25 << 20;

/// Lower-case hex of the SHA-256.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let nibbles = |byte: &u8| [byte >> 4, byte & 15].map(|nibble| char::from(DIGITS[usize::from(nibble)]));
    digest(&SHA256, bytes).as_ref().iter().fold(String::with_capacity(64), |mut hex, byte| {
        hex.extend(nibbles(byte));
        hex
    })
}

/// Whole seconds for `Retry-After` (RFC 9110 §10.2.3), at least one.
pub(super) fn retry_after(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0).max(u64::from(wait.as_secs() == 0))
}
