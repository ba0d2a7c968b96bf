//! `voordeur link records`: which records of a file, or of two, are of one person.

use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail};
use clap::Args;

use crate::{
    file_linkage::cannot,
    household::{Column, Kind, Records, columns},
};

#[derive(Debug, Args)]
pub(super) struct RecordFiles {
    /// Records, CSV with a first line of headings.
    #[arg(long)]
    input: PathBuf,
    /// A second file with the same headings: pairs then go between the two; without it, within the one.
    #[arg(long)]
    with: Option<PathBuf>,
    /// Where the pairs go, CSV.
    #[arg(long)]
    output: PathBuf,
    /// How a column is compared, where its heading does not tell; may be given more than once.
    /// Kinds: id, name, text, date, digits, exact, ignored.
    #[arg(long, value_name = "HEADING=KIND", value_parser = column)]
    column: Vec<(String, Kind)>,
}

fn column(told: &str) -> Result<(String, Kind), String> {
    let (heading, kind) = told.split_once('=').ok_or("write HEADING=KIND")?;
    let kind = Kind::parse(kind).ok_or("kinds are id, name, text, date, digits, exact and ignored")?;
    Ok((heading.trim().to_lowercase(), kind))
}

pub(super) fn run(files: &RecordFiles) -> anyhow::Result<ExitCode> {
    let mut records = Records::default();
    read(&mut records, &files.input)?;
    if let Some(with) = &files.with {
        records.second = Some(records.rows.len());
        read(&mut records, with)?;
    }
    for (heading, kind) in &files.column {
        let known = records.columns.iter_mut().find(|column| column.name == *heading);
        known.with_context(|| format!("een kolom ‘{heading}’ is er niet"))?.kind = *kind;
    }
    let same = records.same();
    let id = records.columns.iter().position(|column| column.kind == Kind::Id);
    let name = |record: usize| match id.and_then(|at| records.rows.get(record)?.get(at)) {
        Some(id) => id.clone(),
        None => (record + 1).to_string(),
    };
    let mut out = csv::Writer::from_path(&files.output).with_context(|| cannot("geschreven", &files.output))?;
    out.write_record(["record", "same_as", "probability", "by"])?;
    for pair in &same {
        let by = if pair.by_others { "others" } else { "itself" };
        out.write_record([name(pair.one), name(pair.other), format!("{:.6}", pair.probability), by.to_owned()])?;
    }
    out.flush()?;
    let most = Records::MOST_COLUMNS;
    if records.compared_columns() > most {
        eprintln!("Alleen de eerste {most} kolommen zijn vergeleken; geef de andere --column KOLOM=ignored.");
    }
    println!("{} records; {} paren", records.rows.len(), same.len());
    Ok(ExitCode::SUCCESS)
}

fn read(records: &mut Records, path: &Path) -> anyhow::Result<()> {
    let file = File::open(path).with_context(|| cannot("gelezen", path))?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(BufReader::new(file));
    let headings: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    let found: Vec<Column> = columns(&headings);
    if records.columns.is_empty() {
        records.columns = found;
    } else if records.columns != found {
        bail!("{} heeft andere kolommen", path.display());
    }
    for row in reader.into_records() {
        let row = row.with_context(|| cannot("gelezen", path))?;
        records.rows.push(row.iter().map(str::to_lowercase).collect());
    }
    Ok(())
}
