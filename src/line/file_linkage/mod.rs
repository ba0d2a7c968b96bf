//! Household linkage of a file of signals, without the store (CONTRACT §6).
//!
//! Reading and understanding run beside deciding; decisions are made one by one, in the order of the file. Should a
//! later signal show two households to be one, or answer what a human was asked, the file gets its final names at the end.

mod reading;

use std::{
    fmt::{self, Display, Formatter},
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    path::Path,
    thread,
};

use anyhow::{Context, anyhow};
pub use reading::{Reading, Telling, Understood, Within, Without, counter};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    config::AddressPolicy,
    gateway::{self, CitizenKey},
    household::{Book, Entry, Model},
    normalise::Gazetteer,
};

/// What is linked, by what, and where it goes. Each file is as CONTRACT §6 has it.
#[derive(Debug)]
pub struct FileLinkage<'a> {
    pub input: &'a Path,
    pub output: &'a Path,
    /// An address register: NDJSON, or CSV with a first line of names.
    pub register: Option<&'a Path>,
    pub policy: AddressPolicy,
    /// `None`: the built-in model.
    pub model: Option<&'a Path>,
    /// Makes BSNs comparable; `None`: they take no part.
    pub bsn_key: Option<&'a Path>,
    /// Where goes what was understood of each signal.
    pub facts: Option<&'a Path>,
    /// Signals whose decision is printed with its weights.
    pub explain: &'a [String],
}

/// Links all signals of a file.
///
/// # Errors
///
/// A file that cannot be read or written, or a line that is no JSON object, named by its number.
pub fn link(run: &FileLinkage<'_>) -> anyhow::Result<()> {
    let register = run.register.map(gateway::read_register).transpose()?.unwrap_or_default();
    let gazetteer = Gazetteer::default().with_register(register.names());
    let model = gateway::model(run.model)?;
    let citizens = run.bsn_key.map(CitizenKey::read).transpose()?;
    let input = File::open(run.input).with_context(|| cannot("gelezen", run.input))?;
    let telling = if run.facts.is_some() { Telling::Yes } else { Telling::No };
    let (within, without) = counter();
    thread::scope(|scope| {
        let reading = Reading { register: &register, gazetteer: &gazetteer, telling, citizens: citizens.as_ref() };
        let reader = scope.spawn(move || reading.all(input, &within));
        let decided = decide(run, model, without);
        let read = reader.join().map_err(|_| anyhow!("het lezen brak af"))?;
        read.and(decided)
    })
}

/// What a file is told by that cannot be read or written.
pub fn cannot(what: &str, path: &Path) -> String {
    format!("{} kan niet worden {what}", path.display())
}

/// One line of the output: who it is of, [`Placed`], and why.
#[derive(Serialize)]
struct Line<'a> {
    signal_id: &'a str,
    household_id: Name,
    review: bool,
    candidates: Vec<Name>,
    redenen: Vec<&'a str>,
}

/// What of a line may change until the last signal is read.
#[derive(Serialize, Deserialize)]
struct Placed {
    household_id: Name,
    review: bool,
    candidates: Vec<Name>,
}

/// A household's number as it is told: `H12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Name(u32);

impl Display for Name {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "H{}", self.0)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let told = <&str>::deserialize(deserializer)?;
        told.trim_start_matches('H').parse().map(Name).map_err(serde::de::Error::custom)
    }
}

fn decide(run: &FileLinkage<'_>, model: Model, signals: Without) -> anyhow::Result<()> {
    let output = run.output;
    let mut out = BufWriter::new(File::create(output).with_context(|| cannot("geschreven", output))?);
    let facts = run.facts.map(|path| File::create(path).with_context(|| cannot("geschreven", path))).transpose()?;
    let mut facts = facts.map(BufWriter::new);
    let mut book = Book::new(run.policy, model);
    let mut settle = false;
    signals.each(|understood| {
        if let (Some(facts), Some(told)) = (&mut facts, &understood.told) {
            writeln!(facts, "{told}").context("de feiten kunnen niet worden geschreven")?;
        }
        let entry = book.link(&understood.signal);
        settle |= entry.united | entry.review;
        if run.explain.contains(&understood.id) {
            explain(understood, &entry);
        }
        let line = line(&understood.id, &entry);
        serde_json::to_writer(&mut out, &line).with_context(|| cannot("geschreven", output))?;
        out.write_all(b"\n").with_context(|| cannot("geschreven", output))
    })?;
    out.flush().with_context(|| cannot("geschreven", output))?;
    facts.map_or(Ok(()), |mut facts| facts.flush()).context("de feiten kunnen niet worden geschreven")?;
    if settle { rename(&book, output) } else { Ok(()) }
}

fn line<'a>(signal_id: &'a str, entry: &'a Entry) -> Line<'a> {
    Line {
        signal_id,
        household_id: Name(entry.household),
        review: entry.review,
        candidates: entry.candidates.iter().copied().map(Name).collect(),
        redenen: entry.evidence.iter().map(|evidence| evidence.reden.as_str()).collect(),
    }
}

/// Gives each line the household that its own turned out to be. A signal that was left to a human, and that later ones
/// joined or showed to be of another household, is answered by these.
fn rename(book: &Book, output: &Path) -> anyhow::Result<()> {
    let renamed = output.with_extension("hernoemd");
    let mut out = BufWriter::new(File::create(&renamed).with_context(|| cannot("geschreven", &renamed))?);
    let now = |name: &Name| Name(book.now(name.0));
    for line in BufReader::new(File::open(output).with_context(|| cannot("gelezen", output))?).lines() {
        let line = line?;
        let (head, placed, tail) = parted(&line).context("de uitvoer is onder ons werk veranderd")?;
        let mut placed: Placed = serde_json::from_str(&format!("{{{placed}}}"))?;
        let household = placed.household_id.0;
        placed.household_id = Name(book.now(household));
        placed.candidates = placed.candidates.iter().map(now).collect();
        placed.candidates.dedup();
        placed.candidates.retain(|candidate| *candidate != placed.household_id);
        placed.review &= !book.has_company(household);
        let placed = serde_json::to_string(&placed)?;
        let placed = placed.trim_start_matches('{').trim_end_matches('}');
        writeln!(out, "{head}{placed}{tail}")?;
    }
    out.flush()?;
    std::fs::rename(&renamed, output).with_context(|| cannot("geschreven", output))
}

/// A line before, in and after what [`Placed`] says. A quote in a text is escaped, so these words stand there once.
fn parted(line: &str) -> Option<(&str, &str, &str)> {
    let (head, rest) = line.split_at(line.find("\"household_id\":")?);
    let (placed, tail) = rest.split_at(rest.find(",\"redenen\":")?);
    Some((head, placed, tail))
}

fn explain(understood: &Understood, entry: &Entry) {
    let decision = match (entry.review, entry.candidates.as_slice()) {
        (true, _) => "een mens beslist".to_owned(),
        (false, []) => format!("hoort bij {}", Name(entry.household)),
        (false, _) => format!("een eigen huishouden, {}; misschien hetzelfde als een ander", Name(entry.household)),
    };
    println!("{}: {decision}", understood.id);
    for candidate in &entry.candidates {
        println!("  kandidaat {}", Name(*candidate));
    }
    for evidence in &entry.evidence {
        println!("  {:+6.1} bit  {}", evidence.weight, evidence.reden);
    }
}
