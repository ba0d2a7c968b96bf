//! Settings from the environment, laid over the tree of `voordeur.toml` before it is checked.
//!
//! **Invariant:** an overriding value is never shown: it may be a secret.

use std::ops::Range;

use crate::routing::{
    Complaint, Findings,
    file::{Entry, Node, Value},
};

const PREFIX: &str = "VOORDEUR__";

/// Lays `VOORDEUR__SECTION__KEY` over the tree of a text of `text_length` bytes; returns the variables' names.
///
/// The n-th variable's place is the n-th byte after the end of the text: see [`place_of`].
pub(super) fn lay_over(
    entries: &mut Vec<Entry>,
    text_length: usize,
    environment: impl Iterator<Item = (String, String)>,
    findings: &mut Findings,
) -> Vec<String> {
    let mut variables: Vec<(String, String)> = environment.filter(|(name, _)| name.starts_with(PREFIX)).collect();
    variables.sort();
    for (number, (name, value)) in variables.iter().enumerate() {
        let place = place_of(number, text_length);
        match name.strip_prefix(PREFIX).and_then(|rest| rest.split_once("__")) {
            Some((section, key)) => {
                let value = Node { span: place.clone(), value: Value::Override(value.clone()) };
                set(
                    entries,
                    [section, key].map(str::to_lowercase),
                    Entry { key: String::new(), key_span: place, node: value },
                );
            }
            None => findings.add(
                Complaint::new(&place, "deze variabele is geen instelling")
                    .hinting("schrijf VOORDEUR__SECTIE__SLEUTEL, bijvoorbeeld VOORDEUR__HTTP__LISTEN"),
            ),
        }
    }
    variables.into_iter().map(|(name, _)| name).collect()
}

fn place_of(variable: usize, text_length: usize) -> Range<usize> {
    let start = text_length + 1 + variable;
    start..start
}

/// Which variable a place means; `None` for a place in the text.
pub(super) fn variable_at(span: &Range<usize>, text_length: usize) -> Option<usize> {
    span.start.checked_sub(text_length + 1)
}

/// Replaces or adds the key in its section; what stands there besides a table is left for the reader to refuse.
fn set(entries: &mut Vec<Entry>, [section, key]: [String; 2], value: Entry) {
    let place = entries.iter().position(|entry| entry.key == section).unwrap_or_else(|| {
        let span = value.key_span.clone();
        let table = Node { span: span.clone(), value: Value::Table(Vec::new()) };
        entries.push(Entry { key: section, key_span: span, node: table });
        entries.len() - 1
    });
    if let Value::Table(inner) = &mut entries[place].node.value {
        inner.retain(|entry| entry.key != key);
        inner.push(Entry { key, ..value });
    }
}
