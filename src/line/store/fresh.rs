//! New identifiers: UUIDv7 (RFC 9562 §5.7) from a given instant and the system's chance.

use aws_lc_rs::rand;
use jiff::Timestamp;
use uuid::Builder;

use super::StoreError;

pub(super) fn id(now: Timestamp) -> Result<String, StoreError> {
    let mut chance = [0_u8; 10];
    rand::fill(&mut chance).map_err(|_| StoreError::NoChance)?;
    let millis = u64::try_from(now.as_millisecond()).unwrap_or_default();
    Ok(Builder::from_unix_timestamp_millis(millis, &chance).into_uuid().to_string())
}
