//! What a copy holds.

use crate::store::{
    Dialect,
    row::{self, Cells},
    schema,
    script::{Connection, Script},
    trail::{self, AuditError, Verified},
};

use super::CopyError;

/// Counted in the copy, or in the database at the instant of the copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Version of the schema.
    pub schema: i64,
    pub signals: i64,
    pub households: i64,
    /// The end of the audit; an error names its first line that does not fit.
    pub audit: Result<Verified, i64>,
}

impl Contents {
    /// # Errors
    ///
    /// [`CopyError::Newer`] when this program does not know the schema.
    pub(super) async fn of(connection: &mut Connection<'_>, dialect: Dialect) -> Result<Self, CopyError> {
        let schema = number(connection, dialect, "SELECT MAX(version) FROM schema_version").await?;
        known(schema)?;
        let audit = match trail::verify(connection, dialect).await {
            Ok(verified) => Ok(verified),
            Err(AuditError::Broken(line)) => Err(line),
            Err(AuditError::Store(error)) => return Err(error.into()),
        };
        Ok(Self {
            schema,
            signals: number(connection, dialect, "SELECT COUNT(*) FROM signal").await?,
            households: number(connection, dialect, "SELECT COUNT(*) FROM household").await?,
            audit,
        })
    }
}

/// Refuses a schema that this program does not know.
pub(super) fn known(found: i64) -> Result<(), CopyError> {
    let known = schema::known();
    if found > known { Err(CopyError::Newer { found, known }) } else { Ok(()) }
}

/// The one number that the query gives.
async fn number(connection: &mut Connection<'_>, dialect: Dialect, text: &'static str) -> Result<i64, CopyError> {
    let mut script = Script::new(dialect);
    script.add(text, Vec::new());
    let found = script.run(connection).await?;
    let number = found.first().map(|row| row.number(0)).transpose()?.flatten();
    number.ok_or(CopyError::NotOurs)
}

/// Whether anybody's work is in the store: signals, people, keys.
pub(super) async fn is_empty(connection: &mut Connection<'_>, dialect: Dialect) -> Result<bool, CopyError> {
    let mut script = Script::new(dialect);
    script.add(
        match dialect {
            Dialect::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE name = 'signal'",
            Dialect::Postgres => {
                "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'signal'"
            }
        },
        Vec::new(),
    );
    let found = script.run(connection).await?;
    if found.first().map(|row| row::number(row, 0)).transpose()?.unwrap_or_default() == 0 {
        return Ok(true);
    }
    let all = "SELECT (SELECT COUNT(*) FROM signal) + (SELECT COUNT(*) FROM person) + (SELECT COUNT(*) FROM api_key)";
    Ok(number(connection, dialect, all).await? == 0)
}
