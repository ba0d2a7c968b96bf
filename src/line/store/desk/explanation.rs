//! How a signal was routed, from the column that the decision left.

use serde_json::Value;
use sqlx::Row;

use super::json;
use crate::{
    domain::{SignalId, Urgency},
    intake::{Explanation, RuleStep},
    store::{Store, StoreError, people::instant},
    wire,
};

pub(super) async fn read(store: &Store, signal: SignalId) -> Result<Option<Explanation>, StoreError> {
    let text = "SELECT kenmerk, received_at, casus_id, holding_reason, route_json FROM signal WHERE id = $1";
    let Some(row) = sqlx::query(text).bind(signal.to_string()).fetch_optional(&store.read).await? else {
        return Ok(None);
    };
    let route = json::parsed(row.try_get::<&str, _>(4)?);
    let word = |key: &str| route[key].as_str().unwrap_or_default().to_owned();
    Ok(Some(Explanation {
        kenmerk: row.try_get(0)?,
        received_at: instant(row.try_get(1)?)?,
        casus: row.try_get(2)?,
        holding_reason: row.try_get(3)?,
        queue: word("wachtrij"),
        rule: word("regel"),
        urgency: Urgency::parse(&word("urgentie")).unwrap_or_default(),
        reasons: json::sentences(&route["redenen"]),
        due: route["termijn"]["omdat"].as_str().map(str::to_owned),
        steps: list(&route["stappen"], |step| {
            let (kind, to) = (text_of(step, "soort"), text_of(step, "naar"));
            format!("{kind} naar {to}: {}", text_of(step, "omdat"))
        }),
        copies: list(&route["kopieen"], told),
        lines: wire::trace_of(&route)
            .into_iter()
            .map(|line| RuleStep { phase: line.fase, rule: line.regel, matched: line.geldt, because: line.omdat })
            .collect(),
        rules_version: word("regelversie"),
    }))
}

/// `webhook:zaaksysteem: kenmerk, thema (kind, geld)`; an address that goes along is not repeated here.
fn told(copy: &Value) -> String {
    let fact = |fact: &Value| match text_of(fact, "tekst").as_str() {
        "" => text_of(fact, "wat"),
        text => format!("{} ({text})", text_of(fact, "wat")),
    };
    let facts = std::iter::once("kenmerk".to_owned()).chain(list(&copy["mee"], fact));
    format!("{}: {}", text_of(copy, "naar"), facts.collect::<Vec<_>>().join(", "))
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    value.as_array().into_iter().flatten().map(read).collect()
}

fn text_of(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}
