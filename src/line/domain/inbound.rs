//! What a door hands in, next to the signal itself: the bytes as they came, and how to know them again.

use super::Signal;

/// The message as it came in, kept whole (BSN masked in place).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawMessage {
    /// `message/rfc822`, `application/json` or `application/x-www-form-urlencoded`.
    pub mediatype: &'static str,
    pub bytes: Vec<u8>,
}

/// A key that one delivery claims, in the transaction that stores its signal (RFC 7352 §3: never before).
///
/// Scoped and opaque, e.g. `mail:<sha256>` or `sleutel:cjg:<sha256 of the Idempotency-Key>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeliveryKey(pub String);

/// How a delivery is recognised when it comes again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Looked up: any hit makes this a repeat, of the first that hits. Empty for a door that has no key: then nothing
    /// is ever a repeat.
    pub recognised_by: Vec<DeliveryKey>,
    /// Looked up after those: a hit makes this a repeat only where the same was said. What else was said under it is
    /// another signal, such as news under a sender's own number that came with a key of its own.
    pub recognised_if_same: Vec<DeliveryKey>,
    /// Claimed: what later deliveries may be recognised by. A repeat claims those it was looked up by that are still
    /// free for the signal that it repeats.
    pub claims: Vec<DeliveryKey>,
    /// Hash of what was said. The same key with another hash is a conflict (409), never a repeat.
    pub content_hash: String,
}

/// One signal on its way to the store.
#[derive(Debug, Clone)]
pub struct Submission {
    pub signal: Signal,
    pub raw: RawMessage,
    pub delivery: Delivery,
}
