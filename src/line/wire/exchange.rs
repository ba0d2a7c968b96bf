//! What goes along to others: as the store keeps it until it is sent, and as the event that another system gets.
//!
//! **Invariant:** neither holds an address, a name or a word of the text.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{BadColumn, written};
use crate::domain::{Exchange, Shared, SharedFact};

/// What our events are about: the reverse of a domain name, with its version (NL GOV profile for CloudEvents, `type`).
const EVENT_TYPE: &str = "nl.voordeur.signaal.ontvangen.v1";

#[derive(Debug, Serialize, Deserialize)]
struct ExchangeJson<'a> {
    #[serde(borrow)]
    met: Cow<'a, str>,
    #[serde(borrow)]
    mee: Vec<FactJson<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FactJson<'a> {
    #[serde(borrow)]
    wat: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    tekst: Cow<'a, str>,
}

pub(super) fn facts(exchange: &Exchange) -> Vec<FactJson<'_>> {
    let fact = |fact: &'_ SharedFact| (fact.what.as_str(), fact.what.is_personal());
    let lines = exchange.facts.iter().map(|known| {
        let (wat, personal) = fact(known);
        let tekst = if personal { "" } else { known.text.as_str() };
        FactJson { wat: Cow::Borrowed(wat), tekst: Cow::Borrowed(tekst) }
    });
    lines.collect()
}

/// `{met, mee: [{wat, tekst?}]}`.
pub fn exchange_to_json(exchange: &Exchange) -> String {
    written(&ExchangeJson { met: Cow::Borrowed(&exchange.with), mee: facts(exchange) })
}

/// Reads what [`exchange_to_json`] wrote; the address is still to be filled in.
///
/// # Errors
///
/// [`BadColumn`] when it was written by something else.
pub fn exchange_from_json(json: &str) -> Result<Exchange, BadColumn> {
    let bad = || BadColumn("shared_json");
    let read: ExchangeJson<'_> = serde_json::from_str(json).map_err(|_| bad())?;
    let fact = |fact: FactJson<'_>| {
        Ok(SharedFact { what: Shared::parse(&fact.wat).ok_or_else(bad)?, text: fact.tekst.into_owned() })
    };
    let facts = read.mee.into_iter().map(fact).collect::<Result<_, BadColumn>>()?;
    Ok(Exchange { with: read.met.into_owned(), facts })
}

/// A signal of which another system is told.
#[derive(Debug, Clone, Copy)]
pub struct SignalEvent<'a> {
    /// The event's own id, the same at every attempt.
    pub id: &'a str,
    /// Who speaks: `urn:nld:oin:…`.
    pub source: &'a str,
    pub kenmerk: &'a str,
    /// When the signal was booked.
    pub time: jiff::Timestamp,
    /// Where whoever may log in finds out more.
    pub dataref: &'a str,
    pub exchange: &'a Exchange,
}

#[derive(Debug, Serialize)]
struct EventJson<'a> {
    specversion: &'static str,
    id: &'a str,
    source: &'a str,
    r#type: &'static str,
    subject: &'a str,
    time: String,
    dataref: &'a str,
    datacontenttype: &'static str,
    data: EventFacts<'a>,
}

#[derive(Debug, Serialize)]
struct EventFacts<'a> {
    kenmerk: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    voordeur: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    urgentie: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thema: Option<Vec<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pc4: Option<&'a str>,
}

/// The event in the structured mode of CloudEvents 1.0, by the NL GOV profile.
pub fn event_to_json(event: SignalEvent<'_>) -> String {
    let value = |what| event.exchange.value(what);
    written(&EventJson {
        specversion: "1.0",
        id: event.id,
        source: event.source,
        r#type: EVENT_TYPE,
        subject: event.kenmerk,
        time: event.time.to_string(),
        dataref: event.dataref,
        datacontenttype: "application/json",
        data: EventFacts {
            kenmerk: event.kenmerk,
            voordeur: value(Shared::Voordeur),
            urgentie: value(Shared::Urgentie),
            thema: value(Shared::Thema).map(|themes| themes.split(", ").collect()),
            pc4: value(Shared::Pc4),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exchange() -> Exchange {
        let fact = |what, text: &str| SharedFact { what, text: text.to_owned() };
        Exchange {
            with: "zaaksysteem".to_owned(),
            facts: vec![fact(Shared::Thema, "kind, geld"), fact(Shared::Adres, "Lindestraat 1")],
        }
    }

    #[test]
    fn what_goes_along_is_kept_without_the_address() {
        let json = exchange_to_json(&exchange());
        assert_eq!(json, r#"{"met":"zaaksysteem","mee":[{"wat":"thema","tekst":"kind, geld"},{"wat":"adres"}]}"#);
        let read = exchange_from_json(&json).unwrap();
        assert!(read.wants_address() && read.value(Shared::Adres) == Some("") && read.with == "zaaksysteem");
        assert_eq!(exchange_from_json("{}"), Err(BadColumn("shared_json")));
    }

    #[test]
    fn an_event_has_the_profiles_attributes_and_nobodys_address() {
        let event = SignalEvent {
            id: "0190163d-8694-739b-aea5-966c26f8ad91",
            source: "urn:nld:oin:00000001823288444000:systeem:voordeur",
            kenmerk: "VD-7K3M-Q2XF",
            time: "2026-11-22T10:00:00Z".parse().unwrap(),
            dataref: "https://voordeur.example/signalen/1/uitleg",
            exchange: &exchange(),
        };
        let json: serde_json::Value = serde_json::from_str(&event_to_json(event)).unwrap();
        let wanted = serde_json::json!({
            "specversion": "1.0",
            "id": "0190163d-8694-739b-aea5-966c26f8ad91",
            "source": "urn:nld:oin:00000001823288444000:systeem:voordeur",
            "type": "nl.voordeur.signaal.ontvangen.v1",
            "subject": "VD-7K3M-Q2XF",
            "time": "2026-11-22T10:00:00Z",
            "dataref": "https://voordeur.example/signalen/1/uitleg",
            "datacontenttype": "application/json",
            "data": {"kenmerk": "VD-7K3M-Q2XF", "thema": ["kind", "geld"]}
        });
        assert_eq!(json, wanted);
    }
}
