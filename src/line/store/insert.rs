//! Many rows for one table.
//!
//! To PostgreSQL they go in few statements, in chunks whose sizes are powers of two, so that few texts are prepared
//! and all are reused. On SQLite one text takes them row by row: a call costs less there than a longer text.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use super::{
    Dialect,
    script::{Cell, Script},
};

/// The most rows in one statement: 64 rows of 16 columns stay far below PostgreSQL's 65,535 parameters.
const LARGEST_CHUNK: usize = 64;

/// The rows for one table, their cells in one flat list.
#[derive(Debug, Default)]
pub(crate) struct Table<'a> {
    cells: Vec<Cell<'a>>,
}

impl<'a> Table<'a> {
    pub(crate) fn push<const COLUMNS: usize>(&mut self, row: [Cell<'a>; COLUMNS]) {
        self.cells.extend(row);
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
    /// Puts the statements that insert all of `table` into `script`.
    pub(crate) fn all<'a>(self, table: Table<'a>, script: &mut Script<'a>) {
        if table.cells.is_empty() {
            return;
        }
        if script.dialect() == Dialect::Sqlite {
            script.add_each(self.text(Dialect::Sqlite, 1), table.cells, self.columns);
            return;
        }
        let mut left = table.cells.len() / self.columns;
        let mut cells = table.cells;
        while left > 0 {
            let chunk = LARGEST_CHUNK.min(previous_power_of_two(left));
            let rest = cells.split_off(chunk * self.columns);
            script.add(self.text(script.dialect(), chunk), cells);
            cells = rest;
            left -= chunk;
        }
    }

    /// `head VALUES ($1,$2),($3,$4) tail`, made once per size.
    fn text(self, dialect: Dialect, rows: usize) -> Arc<str> {
        static TEXTS: Texts<(Insert, Dialect, usize)> = Texts::new();
        TEXTS.get((self, dialect, rows), || {
            let values = values(dialect, rows, self.columns);
            format!("{} VALUES {values} {}", self.head, self.tail)
        })
    }
}

/// Texts that are made once and then shared: neither built nor compiled again.
pub(crate) struct Texts<K>(LazyLock<Mutex<HashMap<K, Arc<str>>>>);

impl<K: std::hash::Hash + Eq> Texts<K> {
    pub(crate) const fn new() -> Self {
        Self(LazyLock::new(Mutex::default))
    }

    pub(crate) fn get(&self, key: K, make: impl FnOnce() -> String) -> Arc<str> {
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(texts.entry(key).or_insert_with(|| Arc::from(make())))
    }
}

/// `($1,$2),($3,$4)`: placeholders for `rows` of `columns`, numbered through.
pub(crate) fn values(dialect: Dialect, rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * (columns * 3 + 3));
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ",(" });
        for column in 1..=columns {
            text.push_str(if column == 1 { "" } else { "," });
            dialect.placeholder(row * columns + column, &mut text);
        }
        text.push(')');
    }
    text
}

/// `($1,…,$n)` for an `IN` list, and how often the last value is repeated to fill it.
///
/// List sizes are powers of two, for the same reason as above.
pub(crate) fn in_list(values: usize) -> (String, usize) {
    let size = values.max(1).next_power_of_two();
    let mut list = String::from("(");
    for position in 1..=size {
        let comma = if position == 1 { "" } else { "," };
        let _ = write!(list, "{comma}${position}");
    }
    list.push(')');
    (list, size)
}

/// The largest power of two that is not larger than `number`, which is not 0.
fn previous_power_of_two(number: usize) -> usize {
    if number.is_power_of_two() { number } else { number.next_power_of_two() / 2 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_through_where_placeholders_have_numbers() {
        let insert = Insert { head: "INSERT INTO note (a, b)", columns: 2, tail: "" };
        assert_eq!(&*insert.text(Dialect::Postgres, 2), "INSERT INTO note (a, b) VALUES ($1,$2),($3,$4) ");
        assert_eq!(&*insert.text(Dialect::Sqlite, 1), "INSERT INTO note (a, b) VALUES (?,?) ");
    }

    #[test]
    fn chunks_shrink_by_halves() {
        assert_eq!([1, 2, 3, 31, 32].map(previous_power_of_two), [1, 2, 2, 16, 32]);
    }
}
