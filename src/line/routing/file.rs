//! TOML as people wrote it: a tree in which every key and value knows its place.
//!
//! **Invariant:** the only file of this crate that names the `toml` crate.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Complaint, Findings, toml_words};

/// A value and its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub span: Range<usize>,
    pub value: Value,
}

/// What can stand behind a key.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string; a date or time too, as written.
    Text(String),
    Number(i64),
    Flag(bool),
    List(Vec<Node>),
    Table(Vec<Entry>),
    /// From the environment: text whose type is what the reader asks for.
    Override(String),
    /// A fraction: nothing here takes one.
    Fraction,
}

/// A key with its value, in the order of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Range<usize>,
    pub node: Node,
}

/// Reads all that can be read; what is not TOML is a finding.
pub fn read(text: &str, findings: &mut Findings) -> Vec<Entry> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let told = errors.iter().map(|error| {
        let end = text.len();
        (error.span().unwrap_or(end..end), error.message().to_owned())
    });
    findings.extend(toml_words::complaints(text, told));
    entries(table.get_ref())
}

/// Reads a single value, as an override of a list may be written: `["a", "b"]`.
pub fn read_list(text: &str) -> Option<Vec<Node>> {
    let value = DeValue::parse(text).ok()?;
    match node(&value).value {
        Value::List(items) => Some(items),
        _ => None,
    }
}

fn entries(table: &DeTable<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry { key: key.get_ref().to_string(), key_span: key.span(), node: node(value) })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    entries
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let read = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Datetime(instant) => Value::Text(instant.to_string()),
        DeValue::Integer(number) => {
            let digits = number.as_str().replace('_', "");
            i64::from_str_radix(&digits, number.radix()).map_or(Value::Fraction, Value::Number)
        }
        DeValue::Float(_) => Value::Fraction,
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Array(items) => Value::List(items.iter().map(node).collect()),
        DeValue::Table(table) => Value::Table(entries(table)),
    };
    Node { span: value.span(), value: read }
}

impl Node {
    /// # Errors
    ///
    /// A complaint when it is no text.
    pub fn text(&self) -> Result<&str, Complaint> {
        match &self.value {
            Value::Text(text) | Value::Override(text) => Ok(text),
            _ => Err(self.expected("tekst tussen aanhalingstekens")),
        }
    }

    /// A text with something in it.
    ///
    /// # Errors
    ///
    /// A complaint when it is no text, or blank.
    pub fn filled_text(&self) -> Result<&str, Complaint> {
        let text = self.text()?.trim();
        if text.is_empty() { Err(Complaint::new(&self.span, "dit mag niet leeg zijn")) } else { Ok(text) }
    }

    /// # Errors
    ///
    /// A complaint when it is no whole number.
    pub fn number(&self) -> Result<i64, Complaint> {
        match &self.value {
            Value::Number(number) => Ok(*number),
            Value::Override(text) => text.trim().parse().map_err(|_| self.expected("een heel getal")),
            _ => Err(self.expected("een heel getal")),
        }
    }

    /// # Errors
    ///
    /// A complaint when it is neither `true` nor `false`.
    pub fn flag(&self) -> Result<bool, Complaint> {
        match self.value {
            Value::Flag(flag) => Ok(flag),
            _ => Err(self.expected("true of false")),
        }
    }

    /// # Errors
    ///
    /// A complaint when it is no list.
    pub fn list(&self) -> Result<&[Node], Complaint> {
        match &self.value {
            Value::List(items) => Ok(items),
            _ => Err(self.expected("een lijst: [ … ]")),
        }
    }

    /// # Errors
    ///
    /// A complaint when it is no table.
    pub fn table(&self) -> Result<&[Entry], Complaint> {
        match &self.value {
            Value::Table(entries) => Ok(entries),
            _ => Err(self.expected("een tabel: { … }")),
        }
    }

    /// A list, or one value that stands for a list of one.
    pub fn one_or_more(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The complaint that something else was wanted here.
    pub fn expected(&self, wanted: &str) -> Complaint {
        let found = match self.value {
            Value::Text(_) | Value::Override(_) => "tekst",
            Value::Number(_) => "een getal",
            Value::Flag(_) => "true of false",
            Value::List(_) => "een lijst",
            Value::Table(_) => "een tabel",
            Value::Fraction => "een getal dat niet past",
        };
        let hint = match wanted.split(' ').next() {
            Some("tekst") => "zet er aanhalingstekens omheen: \"…\"",
            Some("true") => "schrijf true (ja) of false (nee), zonder aanhalingstekens",
            Some("een") if wanted.contains("getal") => "schrijf alleen cijfers, zonder aanhalingstekens",
            Some("een") if wanted.contains("lijst") => "zet er haken omheen: [ … ], met komma's ertussen",
            Some("een") if wanted.contains("tabel") => "schrijf: { sleutel = waarde }",
            _ => "docs/routes.md heeft van elke sleutel een voorbeeld",
        };
        Complaint::new(&self.span, format!("hier hoort {wanted}, maar er staat {found}")).hinting(hint)
    }
}
