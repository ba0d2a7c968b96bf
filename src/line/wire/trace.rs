//! The trace of a route: what became of every rule, for each signal.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::TraceLine;

/// A line as the store keeps it: `[phase, rule, matched, because]`. There is one per rule and signal: with names for
/// these four a trace would be nearly twice as long, and longer than most signals.
#[derive(Debug, Serialize)]
pub(super) struct KeptLine<'a>(&'a str, &'a str, bool, &'a str);

/// A line as people and programs read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(String, String, bool, String)")]
pub struct TraceSeen {
    /// `enrich`, `route`, `copy` or `ack`.
    pub fase: String,
    pub regel: String,
    pub geldt: bool,
    /// The first matcher that failed with the actual value, or why the rule exists.
    pub omdat: String,
}

impl From<(String, String, bool, String)> for TraceSeen {
    fn from((fase, regel, geldt, omdat): (String, String, bool, String)) -> Self {
        Self { fase, regel, geldt, omdat }
    }
}

pub(super) fn kept(trace: &[TraceLine]) -> Vec<KeptLine<'_>> {
    trace.iter().map(|line| KeptLine(line.phase, &line.rule, line.matched, &line.because)).collect()
}

/// The trace in what [`route_to_json`](super::route_to_json) wrote; what is no line is left out.
pub fn trace_of(route: &Value) -> Vec<TraceSeen> {
    let lines = route["spoor"].as_array().into_iter().flatten();
    lines.filter_map(|line| TraceSeen::deserialize(line).ok()).collect()
}

/// What [`route_to_json`](super::route_to_json) wrote, each line of its trace with names; `null` when it was written
/// by something else.
pub fn route_seen(kept: &str) -> Value {
    let mut route: Value = serde_json::from_str(kept).unwrap_or_default();
    let trace = trace_of(&route);
    if let Some(spoor) = route.get_mut("spoor") {
        *spoor = serde_json::to_value(trace).unwrap_or_default();
    }
    route
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_trace_is_kept_in_short_and_read_with_names() {
        let line =
            TraceLine { phase: "route", rule: "spoed".to_owned(), matched: true, because: "ontruiming".to_owned() };
        let stored = json!({"regel": "spoed", "spoor": kept(&[line])}).to_string();
        assert_eq!(stored, r#"{"regel":"spoed","spoor":[["route","spoed",true,"ontruiming"]]}"#);
        let seen = json!({"fase": "route", "regel": "spoed", "geldt": true, "omdat": "ontruiming"});
        assert_eq!(route_seen(&stored), json!({"regel": "spoed", "spoor": [seen]}));
    }

    #[test]
    fn what_is_no_trace_is_none() {
        assert!(trace_of(&Value::Null).is_empty());
        assert!(trace_of(&json!({"spoor": [["route", "spoed"], 7]})).is_empty());
        assert_eq!(route_seen("no json"), Value::Null);
    }
}
