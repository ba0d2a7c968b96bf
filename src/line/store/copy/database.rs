//! PostgreSQL: by its own `pg_dump` and `pg_restore`, which know their server best.
//!
//! **Invariant:** a password goes by the environment, never by a command line that others can read.

use std::{
    io::ErrorKind,
    path::Path,
    process::{Command, Output, Stdio},
};

use sqlx::{AnyConnection, Connection as _};

use super::{
    CopyError, aside,
    contents::{self, Contents},
};
use crate::store::{Dialect, script::Connection};

/// At one instant for all who name it: what we count is what `pg_dump` copies.
const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// Gateways and commands of ours.
const OTHERS: &str = "SELECT COUNT(*) FROM pg_stat_activity \
     WHERE datname = current_database() AND application_name = 'voordeur' AND pid <> pg_backend_pid()";
/// Nobody waits behind our lock for longer than this, and we behind nobody's.
const SHORT_LOCKS: &str = "-c lock_timeout=5s";

/// Where a server is, as libpq's programs take it.
struct Address {
    /// Without password.
    uri: String,
    password: Option<String>,
}

pub(super) async fn copy(url: &str, to: &Path) -> Result<Contents, CopyError> {
    let mut connection = connect(url).await?;
    sqlx::raw_sql(SNAPSHOT).execute(&mut connection).await?;
    let snapshot: String = sqlx::query_scalar("SELECT pg_export_snapshot()").fetch_one(&mut connection).await?;
    let address = Address::of(url);
    let mut dump = address.command("pg_dump");
    dump.args(["--format=custom", "--no-password", "--no-owner", "--no-privileges"]).arg("--dbname").arg(&address.uri);
    let by_hand = format!("pg_dump --format=custom --dbname='{}' --file={}", address.uri, to.display());
    dump.arg("--snapshot").arg(snapshot).arg("--file").arg(to);
    run("pg_dump", dump, by_hand).await?;
    let contents = Contents::of(&mut Connection::Shared(&mut connection), Dialect::Postgres).await?;
    connection.close().await?;
    // Reads all of it, and writes nothing.
    let mut read = Command::new("pg_restore");
    read.arg("--file=/dev/null").arg(to);
    run("pg_restore", read, format!("pg_restore --list {}", to.display())).await?;
    Ok(contents)
}

pub(super) async fn put_back(url: &str, copy: &Path) -> Result<Contents, CopyError> {
    contents::known(schema_in(copy).await?)?;
    let mut connection = connect(url).await?;
    let others: i64 = sqlx::query_scalar(OTHERS).fetch_one(&mut connection).await?;
    if others > 0 {
        return Err(CopyError::InUse);
    }
    if !contents::is_empty(&mut Connection::Shared(&mut connection), Dialect::Postgres).await? {
        return Err(CopyError::NotEmpty);
    }
    let address = Address::of(url);
    let mut restore = address.command("pg_restore");
    restore.args(["--clean", "--if-exists", "--no-owner", "--no-privileges", "--no-password"]);
    restore.args(["--exit-on-error", "--single-transaction"]).arg("--dbname").arg(&address.uri).arg(copy);
    restore.env("PGOPTIONS", SHORT_LOCKS);
    let by_hand = format!("pg_restore --clean --if-exists --dbname='{}' {}", address.uri, copy.display());
    run("pg_restore", restore, by_hand).await?;
    let contents = Contents::of(&mut Connection::Shared(&mut connection), Dialect::Postgres).await?;
    connection.close().await?;
    Ok(contents)
}

async fn connect(url: &str) -> Result<AnyConnection, CopyError> {
    sqlx::any::install_default_drivers();
    Ok(AnyConnection::connect(url).await?)
}

/// The version of the schema in a copy, read without a database.
async fn schema_in(copy: &Path) -> Result<i64, CopyError> {
    let mut read = Command::new("pg_restore");
    read.args(["--data-only", "--table=schema_version", "--file=-"]).arg(copy);
    let by_hand = format!("pg_restore --list {}", copy.display());
    let said = run("pg_restore", read, by_hand).await.map_err(|error| match error {
        CopyError::Program { said, .. } => CopyError::Damaged(said),
        other => other,
    })?;
    let said = String::from_utf8_lossy(&said.stdout);
    let rows = said.lines().skip_while(|line| !line.starts_with("COPY ")).skip(1).take_while(|line| *line != "\\.");
    rows.filter_map(|line| line.trim().parse().ok()).max().ok_or(CopyError::NotOurs)
}

/// Runs the program to its end; what it says on standard error is an error's text when it failed.
async fn run(program: &'static str, mut command: Command, by_hand: String) -> Result<Output, CopyError> {
    aside(move || {
        let output = command.stdin(Stdio::null()).output().map_err(|error| match error.kind() {
            ErrorKind::NotFound => CopyError::NoProgram { program, command: by_hand },
            _ => CopyError::Program { program, said: error.to_string() },
        })?;
        if output.status.success() {
            return Ok(output);
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(CopyError::Program { program, said })
    })
    .await
}

impl Address {
    /// Of a URL that sqlx understands; what only sqlx knows is left out or called as libpq calls it.
    fn of(url: &str) -> Self {
        let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = place.split_once('/').unwrap_or((place, ""));
        let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
        let (user, mut password) = match user.map(|user| user.split_once(':').unwrap_or((user, ""))) {
            Some((user, password)) => (format!("{user}@"), Some(password).filter(|password| !password.is_empty())),
            None => (String::new(), None),
        };
        let mut kept = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match name {
                "password" => password = Some(value),
                "statement-cache-capacity" => {}
                "ssl-mode" => kept.push(format!("sslmode={value}")),
                "ssl-root-cert" | "ssl-ca" => kept.push(format!("sslrootcert={value}")),
                "ssl-cert" => kept.push(format!("sslcert={value}")),
                "ssl-key" => kept.push(format!("sslkey={value}")),
                _ => kept.push(pair.to_owned()),
            }
        }
        let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
        Self { uri: format!("{scheme}://{user}{host}/{database}{query}"), password: password.map(decoded) }
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password);
        }
        command
    }
}

/// Percent-decoded.
fn decoded(text: &str) -> String {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((octet, behind)) = rest.split_first() {
        let hex = behind.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *octet == b'%') {
            Some(value) => {
                octets.push(value);
                rest = behind.get(2..).unwrap_or_default();
            }
            None => {
                octets.push(*octet);
                rest = behind;
            }
        }
    }
    String::from_utf8_lossy(&octets).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_never_stands_on_a_command_line() {
        let address = Address::of("postgres://wijk:ge%3Aheim%21@db.example:5433/voordeur?ssl-mode=require");
        assert_eq!(address.uri, "postgres://wijk@db.example:5433/voordeur?sslmode=require");
        assert_eq!(address.password.as_deref(), Some("ge:heim!"));
        let address = Address::of("postgres://db.example/v?host=/run/pg&password=x&statement-cache-capacity=0");
        assert_eq!(
            (address.uri.as_str(), address.password.as_deref()),
            ("postgres://db.example/v?host=/run/pg", Some("x"))
        );
        assert_eq!(Address::of("postgresql:///v").uri, "postgresql:///v");
    }
}
