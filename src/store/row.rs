//! Cells of a row, read by position.

use jiff::Timestamp;
use sqlx::{Row, any::AnyRow};

use super::StoreError;

pub(crate) fn text(row: &AnyRow, column: usize) -> Result<String, StoreError> {
    Ok(row.try_get(column)?)
}

pub(crate) fn optional_text(row: &AnyRow, column: usize) -> Result<Option<String>, StoreError> {
    Ok(row.try_get(column)?)
}

pub(crate) fn number(row: &AnyRow, column: usize) -> Result<i64, StoreError> {
    Ok(row.try_get(column)?)
}

/// Microseconds since 1970 UTC.
pub(crate) fn instant(row: &AnyRow, column: usize) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(number(row, column)?).map_err(|_| StoreError::Corrupt("instant"))
}
