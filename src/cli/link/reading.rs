//! Signals of a file, one JSON object a line (CONTRACT §6), understood as the API understands them.

use std::{io::BufRead, sync::mpsc::SyncSender};

use anyhow::Context;
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    app::CitizenKey,
    domain::{
        Address, Channel, Citizen, Identity, Onward, PartnerName, Person, Ring, Signal, SignalId, Source, bsn::Bsn,
    },
    household::{Facts, Keyed, Register},
    normalise::{self, Arrival, Gazetteer},
    wire,
};

/// Signals that are handed over at once.
const BATCH: usize = 256;

/// A signal, understood.
pub(super) struct Understood {
    pub id: String,
    pub signal: Keyed,
    /// The line for `--facts`.
    pub told: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Telling {
    Yes,
    No,
}

pub(super) struct Reading<'a> {
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
    pub(super) fn all(&self, lines: impl BufRead, sender: &SyncSender<Vec<Understood>>) -> anyhow::Result<()> {
        let mut batch = Vec::with_capacity(BATCH);
        for (number, line) in (1..).zip(lines.lines()) {
            let line = line.with_context(|| format!("regel {number} is geen tekst in UTF-8"))?;
            if line.trim().is_empty() {
                continue;
            }
            batch.push(self.one(&line).with_context(|| format!("regel {number} van de invoer"))?);
            if batch.len() == BATCH && sender.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH))).is_err() {
                return Ok(());
            }
        }
        // Whoever no longer listens has told why.
        sender.send(batch).ok();
        Ok(())
    }

    fn one(&self, line: &str) -> anyhow::Result<Understood> {
        let mut value: Value = serde_json::from_str(line).context("dit is geen geldige JSON")?;
        let fields = value.as_object_mut().context("dit is geen JSON-object")?;
        let mut text = |key: &str| fields.remove(key).and_then(|value| value.as_str().map(str::to_owned));
        let id = text("signal_id").context("signal_id ontbreekt")?;
        let received_at = text("ontvangenOp").and_then(|at| at.parse().ok()).unwrap_or(Timestamp::UNIX_EPOCH);
        let partner = PartnerName(text("bron").unwrap_or_default());
        let (ring, onward) = (Ring::default(), Onward::default());
        let source = Source { partner, ring, onward, identity: Identity::proven() };
        let arrival = Arrival { id: SignalId(uuid::Uuid::nil()), received_at, channel: Channel::Api, source };
        let citizens = self.citizens.map(|key| citizens(&value, key)).unwrap_or_default();
        let report = wire::read_leniently(value);
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
fn citizens(value: &Value, key: &CitizenKey) -> Vec<Option<Citizen>> {
    let people = value.get("betrokkenen").and_then(Value::as_array).into_iter().flatten();
    let citizen = |person: &Value| Some(key.citizen(&Bsn::parse(person.get("bsn")?.as_str()?.trim())?));
    people.map(citizen).collect()
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
