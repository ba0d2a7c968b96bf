//! Signals of a file, one JSON object a line (CONTRACT §6), understood as the API understands them.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
};

use anyhow::Context;
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    domain::{
        Address, Channel, Citizen, Identity, Onward, PartnerName, Person, Ring, Signal, SignalId, Source, bsn::Bsn,
    },
    gateway::CitizenKey,
    household::{Facts, Keyed, Register},
    normalise::{self, Arrival, Gazetteer},
    wire::{self, Said},
};

/// Signals that are handed over at once.
const BATCH: usize = 256;

/// Batches that wait to be decided on, at most.
const AHEAD: usize = 16;

/// The reader's side of the counter: batches go over it, and come back when they are decided on.
///
/// So memory is given back by the thread that took it; else both would wait for each other there.
#[derive(Debug)]
pub struct Within {
    over: SyncSender<Vec<Understood>>,
    back: Receiver<Vec<Understood>>,
}

/// The other side, where decisions are made.
#[derive(Debug)]
pub struct Without {
    over: Receiver<Vec<Understood>>,
    back: Sender<Vec<Understood>>,
}

/// Both sides of a counter.
pub fn counter() -> (Within, Without) {
    let (over, taken) = sync_channel(AHEAD);
    let (decided, back) = channel();
    (Within { over, back }, Without { over: taken, back: decided })
}

impl Without {
    /// Takes the signals in the order of the file.
    ///
    /// # Errors
    ///
    /// The first that `take` has; nothing is taken after it.
    pub fn each(self, mut take: impl FnMut(&Understood) -> anyhow::Result<()>) -> anyhow::Result<()> {
        for batch in self.over {
            batch.iter().try_for_each(&mut take)?;
            // The reader may have read its last.
            self.back.send(batch).ok();
        }
        Ok(())
    }
}

/// A signal, understood.
#[derive(Debug)]
pub struct Understood {
    pub id: String,
    pub signal: Keyed,
    /// The line for `--facts`.
    pub told: Option<String>,
}

/// Whether what was understood is written down too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    Yes,
    No,
}

/// How signals are understood.
#[derive(Debug)]
pub struct Reading<'a> {
    pub register: &'a Register,
    pub gazetteer: &'a Gazetteer,
    pub telling: Telling,
    /// Makes of a BSN what may be compared; `None`: it takes no part.
    pub citizens: Option<&'a CitizenKey>,
}

impl Reading<'_> {
    /// Hands all signals of `lines` to whoever listens, in their order.
    ///
    /// # Errors
    ///
    /// A line that is no JSON object with a `signal_id`, named by its number.
    pub fn all(&self, lines: File, counter: &Within) -> anyhow::Result<()> {
        let mut lines = BufReader::with_capacity(1 << 20, lines);
        let mut batch = Vec::with_capacity(BATCH);
        let mut line = String::new();
        for number in 1.. {
            line.clear();
            if lines.read_line(&mut line).with_context(|| format!("regel {number} is geen tekst in UTF-8"))? == 0 {
                break;
            }
            if line.trim().is_empty() {
                continue;
            }
            batch.push(self.one(&line).with_context(|| format!("regel {number} van de invoer"))?);
            if batch.len() == BATCH {
                let mut empty = counter.back.try_iter().last().unwrap_or_else(|| Vec::with_capacity(BATCH));
                empty.clear();
                // Whoever no longer listens has told why.
                if counter.over.send(std::mem::replace(&mut batch, empty)).is_err() {
                    return Ok(());
                }
            }
        }
        counter.over.send(batch).ok();
        Ok(())
    }

    fn one(&self, line: &str) -> anyhow::Result<Understood> {
        let said: Said<'_> = serde_json::from_str(line).context("dit is geen geldige JSON")?;
        anyhow::ensure!(matches!(said, Said::Object(_)), "dit is geen JSON-object");
        let text = |key: &str| said.get(key).and_then(Said::as_str);
        let id = text("signal_id").context("signal_id ontbreekt")?.to_owned();
        let received_at = text("ontvangenOp").and_then(|at| at.parse().ok()).unwrap_or(Timestamp::UNIX_EPOCH);
        let partner = PartnerName(text("bron").unwrap_or_default().to_owned());
        let (ring, onward) = (Ring::default(), Onward::default());
        let source = Source { partner, ring, onward, identity: Identity::proven() };
        let arrival = Arrival { id: SignalId(uuid::Uuid::nil()), received_at, channel: Channel::Api, source };
        let citizens = self.citizens.map(|key| citizens(&said, key)).unwrap_or_default();
        let report = wire::read_leniently(said);
        let written = self.citizens.map(|key| (key, report.situatie_schets.clone()));
        let mut signal = normalise::from_report(arrival, report, self.gazetteer);
        if signal.persons.len() == citizens.len() {
            signal.persons.iter_mut().zip(citizens).for_each(|(person, citizen)| person.burger = citizen);
        }
        if let Some((key, written)) = written {
            normalise::tell_citizens(&mut signal, &written, self.gazetteer, |bsn| key.citizen(bsn));
        }
        let told = (self.telling == Telling::Yes).then(|| told(&id, &signal));
        Ok(Understood { id, signal: Facts::of(&signal, self.register).into(), told })
    }
}

/// Of the people in the fields, in their order.
fn citizens(said: &Said<'_>, key: &CitizenKey) -> Vec<Option<Citizen>> {
    let people = said.get("betrokkenen").map(Said::items).unwrap_or_default();
    let citizen = |person: &Said<'_>| Some(key.citizen(&Bsn::parse(person.get("bsn")?.as_str()?.trim())?));
    people.iter().map(citizen).collect()
}

/// What `--facts` shows of a signal, in the request form of CONTRACT §4.
fn told(id: &str, signal: &Signal) -> String {
    let parsed = |json: String| serde_json::from_str::<Value>(&json).unwrap_or(Value::Null);
    let address = |address: &Address| parsed(wire::address_to_json(address));
    let persons = |persons: &[Person]| parsed(wire::persons_to_json(persons));
    serde_json::json!({
        "signal_id": id,
        "adres": address(&signal.address),
        "vorigAdres": signal.former_address.as_ref().map(address),
        "betrokkenen": persons(&signal.persons),
    })
    .to_string()
}
