//! What is kept of a token: its SHA-256, and proofs made with it.

use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac,
};

/// What is kept of a token: 64 hex digits.
pub fn sha256_hex(token: &str) -> String {
    hex(digest(&SHA256, token.as_bytes()).as_ref())
}

/// The proof that a form came from this session's page: only who holds the session's token can make it.
pub(super) fn form_proof(session_token: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, session_token.as_bytes());
    hex(hmac::sign(&key, b"voordeur formulier").as_ref())
}

/// Compares in a time that does not depend on the contents.
pub(super) fn equal(one: &str, other: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}
