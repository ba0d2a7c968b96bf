//! Many rows in one statement: what makes a group commit cheap.
//!
//! Rows go in chunks whose sizes are powers of two, so that few texts are prepared and all are reused.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use sqlx::{Any, AssertSqlSafe, Transaction};

use super::StoreError;

/// The most rows in one statement: 32 rows of 16 columns stay far below SQLite's 32,766 parameters.
const LARGEST_CHUNK: usize = 32;

/// One value of a row.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Text(String),
    OptionalText(Option<String>),
    Int(i64),
    Bytes(Vec<u8>),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Self::OptionalText(text)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<Vec<u8>> for Cell {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// What is inserted where: `head` up to `VALUES`, `tail` behind the rows (a conflict clause).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Insert {
    pub head: &'static str,
    pub columns: usize,
    pub tail: &'static str,
}

impl Insert {
    /// Inserts all `rows`, each of `columns` cells.
    pub(crate) async fn run(
        self,
        transaction: &mut Transaction<'static, Any>,
        rows: Vec<Vec<Cell>>,
    ) -> Result<(), StoreError> {
        let mut left = rows.len();
        let mut rows = rows.into_iter();
        while left > 0 {
            let chunk = LARGEST_CHUNK.min(previous_power_of_two(left));
            let mut query = sqlx::query(AssertSqlSafe(self.text(chunk)));
            for cell in rows.by_ref().take(chunk).flatten() {
                query = match cell {
                    Cell::Text(text) => query.bind(text),
                    Cell::OptionalText(text) => query.bind(text),
                    Cell::Int(number) => query.bind(number),
                    Cell::Bytes(bytes) => query.bind(bytes),
                };
            }
            query.execute(&mut **transaction).await?;
            left -= chunk;
        }
        Ok(())
    }

    /// `head VALUES ($1,$2),($3,$4) tail`, made once per size.
    fn text(self, rows: usize) -> Arc<str> {
        static TEXTS: LazyLock<Mutex<HashMap<(Insert, usize), Arc<str>>>> = LazyLock::new(Mutex::default);
        let mut texts = TEXTS.lock().unwrap_or_else(PoisonError::into_inner);
        let text = texts.entry((self, rows)).or_insert_with(|| {
            let mut text = format!("{} VALUES ", self.head);
            for row in 0..rows {
                text.push_str(if row == 0 { "(" } else { ",(" });
                for column in 1..=self.columns {
                    let comma = if column == 1 { "" } else { "," };
                    let _ = write!(text, "{comma}${}", row * self.columns + column);
                }
                text.push(')');
            }
            let _ = write!(text, " {}", self.tail);
            Arc::from(text)
        });
        Arc::clone(text)
    }
}

/// `($1,…,$n)` for an `IN` list, and how often the last value is repeated to fill it.
///
/// List sizes are powers of two, for the same reason as above.
pub(crate) fn in_list(values: usize) -> (String, usize) {
    let size = values.max(1).next_power_of_two();
    let list: Vec<String> = (1..=size).map(|position| format!("${position}")).collect();
    (format!("({})", list.join(",")), size)
}

fn previous_power_of_two(number: usize) -> usize {
    if number.is_power_of_two() { number } else { number.next_power_of_two() / 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_through() {
        let insert = Insert { head: "INSERT INTO note (a, b)", columns: 2, tail: "" };
        assert_eq!(&*insert.text(2), "INSERT INTO note (a, b) VALUES ($1,$2),($3,$4) ");
    }

    #[test]
    fn chunks_shrink_by_halves() {
        assert_eq!([1, 2, 3, 31, 32].map(previous_power_of_two), [1, 2, 2, 16, 32]);
    }
}
