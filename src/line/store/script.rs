//! Statements on their way to the database, together with what is bound in them.
//!
//! Each call of sqlx's SQLite driver is a hop to another thread and back, dearer than most statements. So the books,
//! who write nearly all there is, have a connection of their own, whose statements run in the thread that calls.

use std::{borrow::Cow, sync::Arc};

use rusqlite::types::{Value, ValueRef};
use sqlx::{AnyConnection, AssertSqlSafe, any::AnyRow};
use uuid::Uuid;

use super::{Dialect, StoreError, row::Cells};

/// One value. What lives as long as the script is borrowed.
#[derive(Debug, Clone)]
pub(crate) enum Cell<'a> {
    Text(Cow<'a, str>),
    /// An identifier, as its hyphenated text.
    Id(Uuid),
    Int(i64),
    /// PostgreSQL wants to know of what kind it is that is missing.
    OptionalInt(Option<i64>),
    Bytes(Cow<'a, [u8]>),
    /// No text.
    Null,
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<Uuid> for Cell<'_> {
    fn from(id: Uuid) -> Self {
        Self::Id(id)
    }
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl<'a> From<&'a [u8]> for Cell<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(Cow::Borrowed(bytes))
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Where statements run.
#[derive(Debug)]
pub(crate) enum Connection<'a> {
    /// Here and now, in this thread.
    Own(&'a mut rusqlite::Connection),
    Shared(&'a mut AnyConnection),
}

/// A row that a script gave.
pub(crate) enum Found {
    Own(Vec<Value>),
    Shared(AnyRow),
}

impl Cells for Found {
    fn text(&self, column: usize) -> Result<Option<String>, StoreError> {
        match self {
            Self::Shared(row) => Cells::text(row, column),
            Self::Own(values) => match values.get(column) {
                Some(Value::Text(text)) => Ok(Some(text.clone())),
                Some(Value::Null) => Ok(None),
                _ => Err(StoreError::Corrupt("text")),
            },
        }
    }

    fn number(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self {
            Self::Shared(row) => Cells::number(row, column),
            Self::Own(values) => match values.get(column) {
                Some(Value::Integer(number)) => Ok(Some(*number)),
                Some(Value::Null) => Ok(None),
                _ => Err(StoreError::Corrupt("number")),
            },
        }
    }
}

/// A text and its values: it runs once for every `columns` of them.
#[derive(Debug)]
struct Statement<'a> {
    text: Arc<str>,
    cells: Vec<Cell<'a>>,
    columns: usize,
}

/// Statements in order. Their placeholders are the dialect's, see [`Dialect::placeholder`].
#[derive(Debug)]
pub(crate) struct Script<'a> {
    dialect: Dialect,
    statements: Vec<Statement<'a>>,
}

impl<'a> Script<'a> {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { dialect, statements: Vec::new() }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(crate) fn add(&mut self, text: impl Into<Arc<str>>, cells: Vec<Cell<'a>>) {
        let columns = cells.len();
        self.statements.push(Statement { text: text.into(), cells, columns });
    }

    /// Adds a statement that runs once for every `columns` of `cells`.
    pub(crate) fn add_each(&mut self, text: impl Into<Arc<str>>, cells: Vec<Cell<'a>>, columns: usize) {
        self.statements.push(Statement { text: text.into(), cells, columns });
    }

    /// Runs all; gives the rows of all, in order.
    pub(crate) async fn run(self, connection: &mut Connection<'_>) -> Result<Vec<Found>, StoreError> {
        let mut found = Vec::new();
        for statement in self.statements {
            match connection {
                Connection::Own(connection) => run_here(connection, &statement, &mut found)?,
                Connection::Shared(connection) => send(connection, statement, &mut found).await?,
            }
        }
        Ok(found)
    }
}

/// Compiles the text once for as long as the connection lives.
fn run_here(
    connection: &rusqlite::Connection,
    statement: &Statement<'_>,
    found: &mut Vec<Found>,
) -> Result<(), StoreError> {
    let mut prepared = connection.prepare_cached(&statement.text)?;
    let columns = prepared.column_count();
    let mut cells = statement.cells.as_slice();
    loop {
        let (now, later) = cells.split_at(statement.columns.min(cells.len()));
        for (position, cell) in (1..).zip(now) {
            let room = large(&statement.text, now, position - 1).map(|room| room.bytes.len());
            bind(&mut prepared, position, cell, room)?;
        }
        if columns == 0 {
            prepared.raw_execute()?;
            fill(connection, &statement.text, now)?;
        } else {
            let mut rows = prepared.raw_query();
            while let Some(row) = rows.next()? {
                let values: rusqlite::Result<_> = (0..columns).map(|column| row.get(column)).collect();
                found.push(Found::Own(values?));
            }
        }
        if later.is_empty() {
            return Ok(());
        }
        cells = later;
    }
}

/// Above this SQLite is not given octets to copy, twice, but room that they are written into.
const LARGE: usize = 1 << 20;

/// Octets that get room first, and where it is.
struct Large<'s> {
    table: &'s str,
    column: &'s str,
    bytes: &'s [u8],
}

/// The cell at `position` when it is large and goes into a row of its own: `text` inserts one, whatever is there.
fn large<'s>(text: &'s str, cells: &'s [Cell<'_>], position: usize) -> Option<Large<'s>> {
    let Cell::Bytes(bytes) = cells.get(position).filter(|cell| is_large(cell))? else { return None };
    let (table, rest) = text.strip_prefix("INSERT INTO ")?.split_once(" (")?;
    let (columns, rest) = rest.split_once(')')?;
    let one_row = columns.split(',').count() == cells.len() && !rest.contains("ON CONFLICT");
    let column = columns.split(',').nth(position)?.trim();
    one_row.then_some(Large { table, column, bytes })
}

fn is_large(cell: &Cell<'_>) -> bool {
    matches!(cell, Cell::Bytes(bytes) if bytes.len() > LARGE)
}

/// Writes large octets into the room that the row just inserted has for them.
fn fill(connection: &rusqlite::Connection, text: &str, cells: &[Cell<'_>]) -> rusqlite::Result<()> {
    for room in (0..cells.len()).filter_map(|position| large(text, cells, position)) {
        let row = connection.last_insert_rowid();
        connection.blob_open("main", room.table, room.column, row, false)?.write_at(room.bytes, 0)?;
    }
    Ok(())
}

/// `room`: so many octets of room instead of the cell.
fn bind(
    statement: &mut rusqlite::Statement<'_>,
    position: usize,
    cell: &Cell<'_>,
    room: Option<usize>,
) -> rusqlite::Result<()> {
    let mut buffer = Uuid::encode_buffer();
    if let Some(length) = room.and_then(|length| i32::try_from(length).ok()) {
        return statement.raw_bind_parameter(position, rusqlite::types::ToSqlOutput::ZeroBlob(length));
    }
    let value = match cell {
        Cell::Text(text) => ValueRef::Text(text.as_bytes()),
        Cell::Id(id) => ValueRef::Text(id.hyphenated().encode_lower(&mut buffer).as_bytes()),
        Cell::Int(number) | Cell::OptionalInt(Some(number)) => ValueRef::Integer(*number),
        Cell::Bytes(bytes) => ValueRef::Blob(bytes),
        Cell::Null | Cell::OptionalInt(None) => ValueRef::Null,
    };
    statement.raw_bind_parameter(position, rusqlite::types::ToSqlOutput::Borrowed(value))
}

/// A text without values may be several statements, which PostgreSQL then takes at once.
async fn send(
    connection: &mut AnyConnection,
    statement: Statement<'_>,
    found: &mut Vec<Found>,
) -> Result<(), StoreError> {
    let Statement { text, cells, columns } = statement;
    if cells.is_empty() {
        found.extend(sqlx::raw_sql(AssertSqlSafe(text)).fetch_all(connection).await?.into_iter().map(Found::Shared));
        return Ok(());
    }
    let mut cells = cells.into_iter();
    loop {
        let mut query = sqlx::query(AssertSqlSafe(Arc::clone(&text)));
        for cell in cells.by_ref().take(columns) {
            query = match cell {
                Cell::Text(text) => query.bind(text.into_owned()),
                Cell::Id(id) => query.bind(id.to_string()),
                Cell::Int(number) => query.bind(number),
                Cell::OptionalInt(number) => query.bind(number),
                Cell::Bytes(bytes) => query.bind(bytes.into_owned()),
                Cell::Null => query.bind(None::<String>),
            };
        }
        found.extend(query.fetch_all(&mut *connection).await?.into_iter().map(Found::Shared));
        if cells.len() == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_octets_are_written_into_their_own_row_and_column() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE raw (id TEXT PRIMARY KEY, body BLOB NOT NULL, tail BLOB)").unwrap();
        let (small, large) =
            (vec![1_u8; 10], (0..3 * LARGE).map(|n| u8::try_from(n % 251).unwrap()).collect::<Vec<u8>>());
        let mut script = Script::new(Dialect::Sqlite);
        let rows: [(&str, &[u8], &[u8]); 3] = [("a", &small, &large), ("b", &large, &small), ("c", &small, &small)];
        let cells = rows.iter().flat_map(|(id, body, tail)| [(*id).into(), (*body).into(), (*tail).into()]).collect();
        script.add_each("INSERT INTO raw (id, body, tail) VALUES (?, ?, ?)", cells, 3);
        run_here(&connection, &script.statements[0], &mut Vec::new()).unwrap();
        let mut script = Script::new(Dialect::Sqlite);
        let again = vec!["a".into(), large.as_slice().into(), large.as_slice().into()];
        script.add("INSERT INTO raw (id, body, tail) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING", again);
        run_here(&connection, &script.statements[0], &mut Vec::new()).unwrap();
        for (id, body, tail) in rows {
            let found: (Vec<u8>, Vec<u8>) = connection
                .query_row("SELECT body, tail FROM raw WHERE id = ?", [id], |row| Ok((row.get(0)?, row.get(1)?)))
                .unwrap();
            assert!(found.0 == body && found.1 == tail, "{id}");
        }
    }
}
