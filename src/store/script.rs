//! Statements on their way to the database, together with what is bound in them.
//!
//! Each call of sqlx's SQLite driver is a hop to another thread and back, dearer than most statements. That driver
//! takes several statements in one text and hands out the values in order, so a script goes there in one hop.
//! PostgreSQL takes no values with more than one statement: there each goes by itself.

use std::sync::Arc;

use sqlx::{AnyConnection, AssertSqlSafe, any::AnyRow};

use super::{Dialect, StoreError};

/// One value.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Text(String),
    OptionalText(Option<String>),
    Int(i64),
    OptionalInt(Option<i64>),
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

impl From<Option<i64>> for Cell {
    fn from(number: Option<i64>) -> Self {
        Self::OptionalInt(number)
    }
}

impl From<Vec<u8>> for Cell {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

/// Statements in order. Their placeholders are the dialect's, see [`Dialect::placeholder`].
#[derive(Debug)]
pub(crate) struct Script {
    dialect: Dialect,
    statements: Vec<(Arc<str>, Vec<Cell>)>,
}

impl Script {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { dialect, statements: Vec::new() }
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(crate) fn add(&mut self, text: impl Into<Arc<str>>, cells: Vec<Cell>) {
        self.statements.push((text.into(), cells));
    }

    /// Runs all in as few hops as the database allows; gives the rows of all, in order.
    ///
    /// For scripts that come back in the same shape: their text is compiled once and kept.
    pub(crate) async fn run(self, connection: &mut AnyConnection) -> Result<Vec<AnyRow>, StoreError> {
        if self.dialect == Dialect::Postgres || self.statements.len() < 2 {
            return self.run_one_by_one(connection).await;
        }
        let texts: Vec<&str> = self.statements.iter().map(|(text, _)| &**text).collect();
        let text = texts.join(";");
        send(connection, text.into(), self.statements.into_iter().flat_map(|(_, cells)| cells)).await
    }

    /// Runs each by itself: for scripts of so many shapes that no cache would hold their texts.
    pub(crate) async fn run_one_by_one(self, connection: &mut AnyConnection) -> Result<Vec<AnyRow>, StoreError> {
        let mut rows = Vec::new();
        for (text, cells) in self.statements {
            rows.extend(send(connection, text, cells).await?);
        }
        Ok(rows)
    }
}

async fn send(
    connection: &mut AnyConnection,
    text: Arc<str>,
    cells: impl IntoIterator<Item = Cell>,
) -> Result<Vec<AnyRow>, StoreError> {
    let mut query = sqlx::query(AssertSqlSafe(text));
    for cell in cells {
        query = match cell {
            Cell::Text(text) => query.bind(text),
            Cell::OptionalText(text) => query.bind(text),
            Cell::OptionalInt(number) => query.bind(number),
            Cell::Int(number) => query.bind(number),
            Cell::Bytes(bytes) => query.bind(bytes),
        };
    }
    Ok(query.fetch_all(connection).await?)
}
