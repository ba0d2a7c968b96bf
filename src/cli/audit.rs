//! `voordeur audit`: the chain checked, and its lines for the auditor.

use std::{
    fs::OpenOptions,
    io::{self, BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::PathBuf,
    process::ExitCode,
};

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use serde_json::json;

use super::{BAD_CONFIGURATION, Common, open_store};
use crate::{
    gateway,
    store::{AuditRecord, Store, Verified, Window},
};

/// Names of an exported line's fields. The hash is over all but the second and itself.
const FIELDS: [&str; 10] =
    ["regel", "tijdstip", "micros", "actor", "actie", "object", "resultaat", "detail", "vorigeHash", "hash"];

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check the chain of hashes.
    Verify,
    /// Give every line with its hash, to be checked elsewhere.
    Export(Export),
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// First day, in the Netherlands.
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Last day.
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// `csv` unless --json asks for lines of JSON.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// A new file, for its owner alone to read; else standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Ndjson,
}

pub(super) async fn run(common: &Common, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Verify => verify(common).await,
        Command::Export(asked) => export(common, &asked).await,
    }
}

async fn verify(common: &Common) -> anyhow::Result<ExitCode> {
    let Some(store) = open_store(common).await? else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    let verified = store.verify_audit().await;
    store.close().await;
    match verified {
        Ok(verified) if common.json => {
            println!("{}", json!({ "regels": verified.lines, "laatsteHash": verified.last_hash }));
            Ok(ExitCode::SUCCESS)
        }
        Ok(verified) => {
            println!("Het logboek klopt: {} regels. Laatste hash: {}", verified.lines, verified.last_hash);
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            eprintln!("Het logboek klopt niet: {error}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// What went out.
#[derive(Debug, Default)]
struct Tally {
    lines: i64,
    /// The first line that does not fit the one before it.
    broken: Option<i64>,
    end: Verified,
}

async fn export(common: &Common, asked: &Export) -> anyhow::Result<ExitCode> {
    let window = window(asked)?;
    if window.since >= window.until {
        eprintln!("--until ligt voor --since: daartussen ligt geen dag.");
        return Ok(ExitCode::from(2));
    }
    let format = asked.format.unwrap_or(if common.json { Format::Ndjson } else { Format::Csv });
    let Some(store) = open_store(common).await? else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    let sink: Box<dyn Write> = match &asked.output {
        None => Box::new(io::stdout().lock()),
        Some(path) => match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
            Ok(file) => Box::new(file),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                eprintln!("{} bestaat al. Kies een andere naam.", path.display());
                return Ok(ExitCode::from(2));
            }
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        },
    };
    // Written down first, so that the export holds the line about itself.
    let day = |day: Option<Date>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
    let detail = format!("van {} tot en met {}", day(asked.since), day(asked.until));
    store.note_operation("logboek.uitgevoerd", detail, gateway::now()).await?;
    let written = write(&store, window, (format, sink)).await;
    store.close().await;
    let tally = match written {
        Err(error) if is_closed_pipe(&error) => return Ok(ExitCode::SUCCESS),
        written => written?,
    };
    if let (true, Some(path)) = (common.json, &asked.output) {
        let file = path.display().to_string();
        println!("{}", json!({ "bestand": file, "regels": tally.lines, "laatsteHash": tally.end.last_hash }));
    } else {
        eprintln!("{} regels. Laatste hash: {}", tally.lines, tally.end.last_hash);
    }
    let Some(line) = tally.broken else { return Ok(ExitCode::SUCCESS) };
    eprintln!("Het logboek klopt niet vanaf regel {line}: die mist of is veranderd.");
    Ok(ExitCode::FAILURE)
}

/// `| head` is no fault of ours.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let of_io = error.downcast_ref::<io::Error>().map(io::Error::kind);
    of_io == Some(io::ErrorKind::BrokenPipe)
}

/// Days as they are in the Netherlands.
fn window(asked: &Export) -> anyhow::Result<Window> {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
    let begin = |day: Date| day.to_zoned(zone.clone()).map(|begin| begin.timestamp());
    let since = asked.since.map(begin).transpose()?.unwrap_or(Timestamp::MIN);
    let until = asked.until.map(|day| day.checked_add(1.day()).and_then(begin)).transpose()?;
    Ok(Window { since, until: until.unwrap_or(Timestamp::MAX) })
}

async fn write(store: &Store, window: Window, (format, sink): (Format, Box<dyn Write>)) -> anyhow::Result<Tally> {
    let mut sink = BufWriter::new(sink);
    let mut tally = Tally::default();
    if format == Format::Csv {
        sink.write_all(&csv_line(&FIELDS)?)?;
    }
    let Some((first, last)) = store.audit_span(window).await? else {
        sink.flush()?;
        return Ok(tally);
    };
    tally.end.lines = first - 1;
    loop {
        let lines = store.audit_records(tally.end.lines, last).await?;
        let Some(first) = lines.first() else { break };
        if tally.lines == 0 {
            // Before the first line of a window stands what that line says of it.
            tally.end = first.before();
        }
        for line in &lines {
            if tally.broken.is_none() && !line.follows(&tally.end) {
                tally.broken = Some(tally.end.lines + 1);
            }
            tally.lines += 1;
            tally.end = line.end();
            match format {
                Format::Csv => {
                    let cells = cells(line);
                    sink.write_all(&csv_line(&cells.each_ref().map(String::as_str))?)?;
                }
                Format::Ndjson => writeln!(sink, "{}", as_json(line))?,
            }
        }
    }
    sink.flush()?;
    Ok(tally)
}

fn cells(line: &AuditRecord) -> [String; 10] {
    [
        line.seq.to_string(),
        line.at.to_string(),
        line.at.as_microsecond().to_string(),
        line.actor.clone(),
        line.action.clone(),
        line.object.clone(),
        line.result.clone(),
        line.detail.clone(),
        line.prev_hash.clone(),
        line.hash.clone(),
    ]
}

fn as_json(line: &AuditRecord) -> serde_json::Value {
    let mut object: serde_json::Map<_, _> =
        FIELDS.iter().map(|name| (*name).to_owned()).zip(cells(line).map(Into::into)).collect();
    object.insert("regel".to_owned(), line.seq.into());
    object.insert("micros".to_owned(), line.at.as_microsecond().into());
    object.into()
}

fn csv_line(cells: &[&str; 10]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells)?;
    Ok(writer.into_inner().map_err(|error| error.into_error())?)
}
