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

/// As [`instant`]; absent when the cell is.
pub(crate) fn optional_instant(row: &AnyRow, column: usize) -> Result<Option<Timestamp>, StoreError> {
    let micros: Option<i64> = row.try_get(column)?;
    let instant = |micros| Timestamp::from_microsecond(micros).map_err(|_| StoreError::Corrupt("instant"));
    micros.map(instant).transpose()
}
