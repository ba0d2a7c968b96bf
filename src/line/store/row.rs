//! Cells of a row, read by position.

use jiff::Timestamp;
use sqlx::{Row, any::AnyRow};

use super::StoreError;

/// A row, of whichever driver. A cell is `None` when it is NULL; any other type than asked for is an error.
pub(crate) trait Cells {
    fn text(&self, column: usize) -> Result<Option<String>, StoreError>;
    fn number(&self, column: usize) -> Result<Option<i64>, StoreError>;
}

impl Cells for AnyRow {
    fn text(&self, column: usize) -> Result<Option<String>, StoreError> {
        Ok(self.try_get(column)?)
    }

    fn number(&self, column: usize) -> Result<Option<i64>, StoreError> {
        Ok(self.try_get(column)?)
    }
}

pub(crate) fn text(row: &impl Cells, column: usize) -> Result<String, StoreError> {
    optional_text(row, column)?.ok_or(StoreError::Corrupt("text"))
}

pub(crate) fn optional_text(row: &impl Cells, column: usize) -> Result<Option<String>, StoreError> {
    row.text(column)
}

pub(crate) fn number(row: &impl Cells, column: usize) -> Result<i64, StoreError> {
    row.number(column)?.ok_or(StoreError::Corrupt("number"))
}

/// Microseconds since 1970 UTC.
pub(crate) fn instant(row: &impl Cells, column: usize) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(number(row, column)?).map_err(|_| StoreError::Corrupt("instant"))
}

/// As [`instant`]; absent when the cell is.
pub(crate) fn optional_instant(row: &impl Cells, column: usize) -> Result<Option<Timestamp>, StoreError> {
    let instant = |micros| Timestamp::from_microsecond(micros).map_err(|_| StoreError::Corrupt("instant"));
    row.number(column)?.map(instant).transpose()
}
