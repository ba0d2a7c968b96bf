//! The only place that asks what time it is, and draws identifiers.

use jiff::Timestamp;
use uuid::Uuid;

/// Now, in UTC.
#[expect(clippy::disallowed_methods, reason = "this is where all the others get their time from")]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// A new identifier: its first bits are the time, so that rows lie in the order in which they came.
#[expect(clippy::disallowed_methods, reason = "this is where all the others get their identifiers from")]
pub fn new_id() -> Uuid {
    Uuid::now_v7()
}
