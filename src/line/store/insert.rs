//! Many rows for one table, or for several.
//!
//! To PostgreSQL they go in one statement, each column as one array: however many rows, the text is the same and is
//! prepared once. On SQLite one text takes them row by row: a call costs less there than a longer text.

use std::{
    borrow::Cow,
    collections::HashMap,
    fmt::Write,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use uuid::Uuid;

use super::{
    Dialect,
    script::{Cell, Script},
};

/// A table with more octets than this goes by itself: while one is sent, it is in memory several times.
const LARGE: usize = 1 << 20;

/// The rows for one table, their cells in one flat list.
#[derive(Debug, Default)]
pub(crate) struct Table<'a> {
    cells: Vec<Cell<'a>>,
}

impl<'a> Table<'a> {
    pub(crate) fn push<const COLUMNS: usize>(&mut self, row: [Cell<'a>; COLUMNS]) {
        self.cells.extend(row);
    }

    fn octets(&self) -> usize {
        self.cells.iter().map(|cell| if let Cell::Bytes(bytes) = cell { bytes.len() } else { 0 }).sum()
    }
}

/// What is inserted where: `head` up to the rows, `tail` behind them (a conflict clause).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Insert {
    pub head: &'static str,
    pub columns: usize,
    pub tail: &'static str,
}

impl Insert {
    /// Puts the statement that inserts all of `table` into `script`.
    pub(crate) fn all<'a>(self, table: Table<'a>, script: &mut Script<'a>) {
        all([(self, table)], script);
    }
}

/// Puts what inserts all rows of all `tables` into `script`. A table stands behind those that it refers to, and none
/// refers to a table of octets.
pub(crate) fn all<'a>(tables: impl IntoIterator<Item = (Insert, Table<'a>)>, script: &mut Script<'a>) {
    let tables = tables.into_iter().filter(|(_, table)| !table.cells.is_empty());
    match script.dialect() {
        Dialect::Sqlite => row_by_row(tables, script),
        Dialect::Postgres => {
            let (large, small): (Vec<_>, Vec<_>) = tables.partition(|(_, table)| table.octets() > LARGE);
            at_once(&small, script);
            large.into_iter().for_each(|table| at_once(&[table], script));
        }
    }
}

fn row_by_row<'a>(tables: impl Iterator<Item = (Insert, Table<'a>)>, script: &mut Script<'a>) {
    static TEXTS: Texts<Insert> = Texts::new();
    for (insert, table) in tables {
        let text = TEXTS.get(insert, || {
            let places = vec!["?"; insert.columns].join(",");
            format!("{} VALUES ({places}) {}", insert.head, insert.tail)
        });
        script.add_each(text, table.cells, insert.columns);
    }
}

/// `WITH t1 AS (INSERT …), t2 AS (INSERT …) INSERT …`. References are checked when all of it is done.
fn at_once<'a>(tables: &[(Insert, Table<'a>)], script: &mut Script<'a>) {
    static TEXTS: Texts<Vec<Insert>> = Texts::new();
    let Some(((last, rows), earlier)) = tables.split_last() else { return };
    let text = TEXTS.get(tables.iter().map(|(insert, _)| *insert).collect(), || {
        let mut bound = 0;
        let mut with = String::new();
        for (number, (insert, table)) in (1..).zip(earlier) {
            with.push_str(if number == 1 { "WITH " } else { ", " });
            let _ = write!(with, "t{number} AS ({})", insert.text(table, &mut bound));
        }
        format!("{with} {}", last.text(rows, &mut bound))
    });
    let mut cells = Vec::new();
    tables.iter().for_each(|(insert, table)| insert.bind(table, &mut cells));
    script.add(text, cells);
}

impl Insert {
    /// The statement that takes its rows from arrays; `bound`: so many values are bound before it, and then with it.
    fn text(self, table: &Table<'_>, bound: &mut usize) -> String {
        let (mut taken, mut names, mut arrays) = (Vec::new(), Vec::new(), Vec::new());
        let mut array = |name: String, kind: &str| {
            *bound += 1;
            arrays.push(format!("${bound}::{kind}[]"));
            names.push(name);
        };
        for (column, first) in table.cells.iter().take(self.columns).enumerate() {
            match first {
                Cell::Bytes(_) => {
                    array(format!("from{column}"), "int");
                    array(format!("for{column}"), "int");
                }
                Cell::Int(_) | Cell::OptionalInt(_) => array(format!("c{column}"), "bigint"),
                Cell::Text(_) | Cell::Id(_) | Cell::Null => array(format!("c{column}"), "text"),
            }
        }
        for (column, first) in table.cells.iter().take(self.columns).enumerate() {
            taken.push(if matches!(first, Cell::Bytes(_)) {
                *bound += 1;
                format!("substring(${bound} FROM from{column} FOR for{column})")
            } else {
                format!("c{column}")
            });
        }
        let (taken, names, arrays) = (taken.join(", "), names.join(", "), arrays.join(", "));
        format!("{} SELECT {taken} FROM unnest({arrays}) AS told ({names}) {}", self.head, self.tail)
    }

    /// Binds the columns as [`Insert::text`] numbers them.
    ///
    /// Octets go in one piece, of which each row cuts its own: in an array they would have to be written in hex.
    fn bind<'a>(self, table: &Table<'a>, cells: &mut Vec<Cell<'a>>) {
        let mut pieces = Vec::new();
        for column in 0..self.columns {
            let column = || table.cells.iter().skip(column).step_by(self.columns);
            if let Some(Cell::Bytes(_)) = column().next() {
                let (whole, begins, lengths) = joined(column());
                cells.extend([begins.into(), lengths.into()]);
                pieces.push(Cell::Bytes(whole));
            } else {
                cells.push(array(column()).into());
            }
        }
        cells.extend(pieces);
    }
}

/// The octets of `cells` behind each other, where each begins (from 1), and their lengths. Those of one are not copied.
fn joined<'c, 'a: 'c>(cells: impl Iterator<Item = &'c Cell<'a>>) -> (Cow<'a, [u8]>, String, String) {
    let number = |octets| Cell::Int(i64::try_from(octets).unwrap_or(i64::MAX));
    let (mut whole, mut begins, mut lengths) = (Cow::Borrowed(&[][..]), Vec::new(), Vec::new());
    for cell in cells {
        let Cell::Bytes(bytes) = cell else {
            begins.push(Cell::Null);
            lengths.push(Cell::Null);
            continue;
        };
        begins.push(number(whole.len() + 1));
        lengths.push(number(bytes.len()));
        if whole.is_empty() {
            whole = bytes.clone();
        } else {
            whole.to_mut().extend_from_slice(bytes);
        }
    }
    (whole, array(begins.iter()), array(lengths.iter()))
}

/// `{"one","other",NULL,3}`: an array as PostgreSQL reads it from a text.
fn array<'c, 'a: 'c>(cells: impl Iterator<Item = &'c Cell<'a>>) -> String {
    let mut text = String::from("{");
    for cell in cells {
        if text.len() > 1 {
            text.push(',');
        }
        match cell {
            Cell::Text(value) => quote(value, &mut text),
            Cell::Id(id) => quote(id.hyphenated().encode_lower(&mut Uuid::encode_buffer()), &mut text),
            Cell::Int(number) | Cell::OptionalInt(Some(number)) => {
                let _ = write!(text, "{number}");
            }
            Cell::Null | Cell::OptionalInt(None) | Cell::Bytes(_) => text.push_str("NULL"),
        }
    }
    text.push('}');
    text
}

/// As [`array`], of texts: what a statement asks for, in one value.
pub(crate) fn array_of<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let cells: Vec<Cell<'t>> = texts.into_iter().map(Cell::from).collect();
    array(cells.iter())
}

fn quote(value: &str, text: &mut String) {
    text.push('"');
    for letter in value.chars() {
        if matches!(letter, '"' | '\\') {
            text.push('\\');
        }
        text.push(letter);
    }
    text.push('"');
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

/// `($1,…,$n)` for an `IN` list, and how often the last value is repeated to fill it.
///
/// List sizes are powers of two, so that few texts are prepared and all are reused.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn script<'a>(dialect: Dialect, rows: [[Cell<'a>; 3]; 2]) -> Script<'a> {
        let note = Insert { head: "INSERT INTO note (a, b, c)", columns: 3, tail: "ON CONFLICT DO NOTHING" };
        let task = Insert { head: "INSERT INTO task (a)", columns: 1, tail: "" };
        let (mut notes, mut tasks) = (Table::default(), Table::default());
        rows.into_iter().for_each(|row| notes.push(row));
        tasks.push(["one".into()]);
        let mut script = Script::new(dialect);
        all([(note, notes), (task, Table::default()), (task, tasks)], &mut script);
        script
    }

    #[test]
    fn all_tables_go_to_postgresql_in_one_statement() {
        let rows: [[Cell<'_>; 3]; 2] = [
            ["say \"a\\b\"".into(), Cell::OptionalInt(None), (&b"first"[..]).into()],
            [Cell::Null, 7_i64.into(), (&b"next"[..]).into()],
        ];
        let shown = format!("{:?}", script(Dialect::Postgres, rows));
        let text = "WITH t1 AS (INSERT INTO note (a, b, c) SELECT c0, c1, substring($5 FROM from2 FOR for2) FROM \
                    unnest($1::text[], $2::bigint[], $3::int[], $4::int[]) AS told (c0, c1, from2, for2) \
                    ON CONFLICT DO NOTHING) INSERT INTO task (a) SELECT c0 FROM unnest($6::text[]) AS told (c0) ";
        assert!(shown.contains(&format!("{text:?}")), "{shown}");
        let arrays = [r#"{"say \"a\\b\"",NULL}"#, "{NULL,7}", "{1,6}", "{5,4}", r#"{"one"}"#];
        for array in arrays {
            assert!(shown.contains(&format!("Text({array:?})")), "{array} in {shown}");
        }
    }

    #[test]
    fn what_is_large_goes_by_itself_behind_the_rest() {
        let large = vec![b'x'; LARGE + 1];
        let row = || ["a".into(), 1_i64.into(), large.as_slice().into()];
        let sent = script(Dialect::Postgres, [row(), row()]);
        let shown = format!("{sent:?}");
        let places: Vec<_> = ["INSERT INTO task", "INSERT INTO note"].map(|text| shown.find(text)).into();
        assert!(!shown.contains("WITH") && places[0].is_some() && places[0] < places[1], "{places:?}");
    }

    #[test]
    fn a_text_without_rows_is_not_sent() {
        let rows = [["a".into(), 1_i64.into(), Cell::Null], ["b".into(), 2_i64.into(), Cell::Null]];
        let shown = format!("{:?}", script(Dialect::Sqlite, rows));
        assert_eq!(shown.matches("INSERT INTO").count(), 2, "{shown}");
        assert!(shown.contains("INSERT INTO note (a, b, c) VALUES (?,?,?) ON CONFLICT DO NOTHING"), "{shown}");
    }
}
