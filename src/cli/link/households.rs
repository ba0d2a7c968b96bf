//! `voordeur link` itself: household linkage of a file of signals, without the store (CONTRACT §6).
//!
//! Reading and understanding run beside deciding; decisions are made one by one, in the order of the file. Should a
//! later signal show two households to be one, or answer what a human was asked, the file gets its final names at the end.

use std::{
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::mpsc::{Receiver, sync_channel},
    thread,
};

use anyhow::{Context, anyhow};
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use super::{
    cannot,
    reading::{Reading, Telling, Understood},
};
use crate::{
    app,
    config::AddressPolicy,
    household::{Book, Entry, Model},
    normalise::Gazetteer,
};

#[derive(Debug, Args)]
pub(super) struct Households {
    /// Signals, one JSON object a line.
    #[arg(long)]
    input: PathBuf,
    /// Where the decisions go, one a line, in the same order.
    #[arg(long)]
    output: PathBuf,
    /// An address register (BAG extract): NDJSON, or CSV with a first line of names.
    #[arg(long)]
    register: Option<PathBuf>,
    /// When signals join by themselves.
    #[arg(long, value_enum, default_value_t = Policy::Adres)]
    policy: Policy,
    /// Parameters of the linkage (docs/linkage.md); without it, the built-in ones.
    #[arg(long)]
    model: Option<PathBuf>,
    /// A key (32 bytes as base64) that makes BSNs comparable; only with a lawful basis. Without it they take no part.
    #[arg(long, value_name = "FILE")]
    bsn_key: Option<PathBuf>,
    /// Also write what was understood of each signal.
    #[arg(long)]
    facts: Option<PathBuf>,
    /// Print why this signal was decided as it was; may be given more than once.
    #[arg(long, value_name = "SIGNAL_ID")]
    explain: Vec<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Policy {
    /// An equal full address groups by itself, unless persons contradict.
    Adres,
    /// An address or a bare name alone never links.
    Streng,
}

impl From<Policy> for AddressPolicy {
    fn from(policy: Policy) -> Self {
        match policy {
            Policy::Adres => Self::Adres,
            Policy::Streng => Self::Streng,
        }
    }
}

/// # Errors
///
/// A file that cannot be read or written, or a line that is no JSON object, named by its number.
pub(super) fn run(arguments: &Households) -> anyhow::Result<ExitCode> {
    let register = arguments.register.as_deref().map(app::read_register).transpose()?.unwrap_or_default();
    let gazetteer = Gazetteer::default();
    let model = app::model(arguments.model.as_deref())?;
    let citizens = arguments.bsn_key.as_deref().map(app::CitizenKey::read).transpose()?;
    let input = File::open(&arguments.input).with_context(|| cannot("gelezen", &arguments.input))?;
    let telling = if arguments.facts.is_some() { Telling::Yes } else { Telling::No };
    let (sender, receiver) = sync_channel(16);
    thread::scope(|scope| {
        let reading = Reading { register: &register, gazetteer: &gazetteer, telling, citizens: citizens.as_ref() };
        let reader = scope.spawn(move || reading.all(BufReader::with_capacity(1 << 20, input), &sender));
        let decided = decide(arguments, model, receiver);
        let read = reader.join().map_err(|_| anyhow!("het lezen brak af"))?;
        read.and(decided)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// One line of the output.
#[derive(Serialize, Deserialize)]
struct Line {
    signal_id: String,
    household_id: String,
    review: bool,
    candidates: Vec<String>,
    redenen: Vec<String>,
}

fn decide(arguments: &Households, model: Model, receiver: Receiver<Vec<Understood>>) -> anyhow::Result<()> {
    let output = &arguments.output;
    let mut out = BufWriter::new(File::create(output).with_context(|| cannot("geschreven", output))?);
    let facts = arguments.facts.as_deref();
    let facts = facts.map(|path| File::create(path).with_context(|| cannot("geschreven", path))).transpose()?;
    let mut facts = facts.map(BufWriter::new);
    let mut book = Book::new(arguments.policy.into(), model);
    let mut settle = false;
    for understood in receiver.into_iter().flatten() {
        if let (Some(facts), Some(told)) = (&mut facts, &understood.told) {
            writeln!(facts, "{told}").context("de feiten kunnen niet worden geschreven")?;
        }
        let entry = book.link(&understood.facts);
        settle |= entry.united | entry.review;
        if arguments.explain.contains(&understood.id) {
            explain(&understood, &entry);
        }
        let line = line(understood.id, &entry);
        serde_json::to_writer(&mut out, &line).with_context(|| cannot("geschreven", output))?;
        out.write_all(b"\n").with_context(|| cannot("geschreven", output))?;
    }
    out.flush().with_context(|| cannot("geschreven", output))?;
    facts.map_or(Ok(()), |mut facts| facts.flush()).context("de feiten kunnen niet worden geschreven")?;
    if settle { rename(&book, output) } else { Ok(()) }
}

fn line(signal_id: String, entry: &Entry) -> Line {
    Line {
        signal_id,
        household_id: name(entry.household),
        review: entry.review,
        candidates: entry.candidates.iter().copied().map(name).collect(),
        redenen: entry.evidence.iter().map(|evidence| evidence.reden.clone()).collect(),
    }
}

fn name(household: u32) -> String {
    format!("H{household}")
}

/// Gives each line the household that its own turned out to be. A signal that was left to a human, and that later ones
/// joined or showed to be of another household, is answered by these.
fn rename(book: &Book, output: &Path) -> anyhow::Result<()> {
    let renamed = output.with_extension("hernoemd");
    let mut out = BufWriter::new(File::create(&renamed).with_context(|| cannot("geschreven", &renamed))?);
    let number = |name: &String| name.trim_start_matches('H').parse().unwrap_or_default();
    let now = |name: &String| self::name(book.now(number(name)));
    for line in BufReader::new(File::open(output).with_context(|| cannot("gelezen", output))?).lines() {
        let mut line: Line = serde_json::from_str(&line?)?;
        let household = number(&line.household_id);
        line.household_id = name(book.now(household));
        line.candidates = line.candidates.iter().map(now).collect();
        line.candidates.dedup();
        line.candidates.retain(|candidate| *candidate != line.household_id);
        line.review &= !book.has_company(household);
        serde_json::to_writer(&mut out, &line)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    std::fs::rename(&renamed, output).with_context(|| cannot("geschreven", output))
}

fn explain(understood: &Understood, entry: &Entry) {
    let decision = match (entry.review, entry.candidates.as_slice()) {
        (true, _) => "een mens beslist".to_owned(),
        (false, []) => format!("hoort bij {}", name(entry.household)),
        (false, _) => format!("een eigen huishouden, {}; misschien hetzelfde als een ander", name(entry.household)),
    };
    println!("{}: {decision}", understood.id);
    for candidate in &entry.candidates {
        println!("  kandidaat {}", name(*candidate));
    }
    for evidence in &entry.evidence {
        println!("  {:+6.1} bit  {}", evidence.weight, evidence.reden);
    }
}
