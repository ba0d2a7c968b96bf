//! Takes the fields of a JSON object one by one and remembers every complaint.

use std::borrow::Cow;

use super::{
    problem::{WireProblem, hint},
    said::Said,
};
use crate::domain::{bounded, bsn, cleaned};

/// What was wrong (refuses the message) and what was odd (does not).
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// Nobody will read what is said of keys that nobody knows.
    pub lenient: bool,
    pub problems: Vec<WireProblem>,
    pub warnings: Vec<String>,
}

/// Problems that are told of one request.
const MOST_PROBLEMS: usize = 100;

impl Findings {
    pub fn problem(&mut self, pointer: String, message: impl Into<String>) {
        match self.problems.len() {
            0..MOST_PROBLEMS => self.problems.push(WireProblem { pointer, message: message.into() }),
            MOST_PROBLEMS => {
                let message = format!("er is nog meer fout; dit zijn de eerste {MOST_PROBLEMS}");
                self.problems.push(WireProblem { pointer: String::new(), message });
            }
            _ => {}
        }
    }

    fn is_full(&self) -> bool {
        self.problems.len() > MOST_PROBLEMS
    }

    /// `pointer` is shown as people write it: `/adres/postcode` is `adres.postcode`. A warning is kept and told again:
    /// no BSN stands in it, whatever was quoted.
    pub fn warn(&mut self, pointer: &str, message: &str) {
        let field = pointer.trim_start_matches('/').replace('/', ".");
        self.warnings.push(format!("{field}: {}", bsn::masked(message)));
    }
}

/// Characters of a value that a warning quotes.
const QUOTED: usize = 60;

/// A value as a warning quotes it: enough to find it by, masked before it is cut.
pub(super) fn quoted(value: &str) -> String {
    let masked = bsn::masked(value);
    let short = bounded(&masked, QUOTED);
    format!("‘{short}{}’", if short.len() < masked.len() { "…" } else { "" })
}

/// One object, somewhere in the message. What is taken is gone; what is left in the end is unknown.
pub(super) struct Fields<'a, 's> {
    object: Vec<(Cow<'s, str>, Said<'s>)>,
    at: String,
    findings: &'a mut Findings,
}

impl<'a, 's> Fields<'a, 's> {
    /// `None`, with a complaint, when the value is no object.
    pub fn of(value: Said<'s>, at: String, findings: &'a mut Findings) -> Option<Self> {
        match value {
            Said::Object(object) => Some(Self { object, at, findings }),
            _ => {
                findings.problem(at, "dit moet een JSON-object zijn: { … }");
                None
            }
        }
    }

    pub fn pointer(&self, key: &str) -> String {
        format!("{}/{key}", self.at)
    }

    pub fn findings(&mut self) -> &mut Findings {
        self.findings
    }

    pub fn problem(&mut self, key: &str, message: impl Into<String>) {
        let pointer = self.pointer(key);
        self.findings.problem(pointer, message);
    }

    pub fn warn(&mut self, key: &str, message: &str) {
        let pointer = self.pointer(key);
        self.findings.warn(&pointer, message);
    }

    /// The value as it is; `null` is absent.
    pub fn take(&mut self, key: &str) -> Option<Said<'s>> {
        let at = self.object.iter().rposition(|(known, _)| known == key)?;
        let (_, value) = self.object.remove(at);
        Some(value).filter(|value| *value != Said::Null)
    }

    /// A text of at most `limit` characters, without control characters; blank is absent.
    pub fn text(&mut self, key: &str, limit: usize) -> Option<String> {
        match self.take(key)? {
            Said::Text(text) => self.within(key, &text, limit),
            _ => {
                self.problem(key, "dit moet tekst zijn, tussen aanhalingstekens");
                None
            }
        }
    }

    fn within(&mut self, key: &str, text: &str, limit: usize) -> Option<String> {
        // Bytes first: a short text needs no counting.
        if text.len() > limit && bounded(text, limit).len() < text.len() {
            self.problem(key, format!("de tekst is te lang: hooguit {limit} tekens"));
            return None;
        }
        if text.trim().is_empty() {
            return None;
        }
        Some(cleaned(text))
    }

    pub fn flag(&mut self, key: &str) -> Option<bool> {
        match self.take(key)? {
            Said::Bool(flag) => Some(flag),
            _ => {
                self.problem(key, "dit moet true of false zijn");
                None
            }
        }
    }

    /// One of the words that `known` has a meaning for.
    pub fn word<T: Copy>(&mut self, key: &str, known: &[(&str, T)]) -> Option<T> {
        let text = self.text(key, 200)?;
        let found = known.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            self.problem(key, format!("deze waarde kennen wij niet; {}", hint(&text, &words)));
        }
        found
    }

    /// A list of at most `limit` values; absent is empty.
    pub fn list(&mut self, key: &str, limit: usize) -> Vec<Said<'s>> {
        match self.take(key) {
            None => Vec::new(),
            Some(Said::List(list)) if list.len() <= limit => list,
            Some(Said::List(_)) => {
                self.problem(key, format!("de lijst is te lang: hooguit {limit}"));
                Vec::new()
            }
            Some(_) => {
                self.problem(key, "dit moet een lijst zijn: [ … ]");
                Vec::new()
            }
        }
    }

    /// Complains of everything that nobody took, and warns of what stood there twice.
    pub fn finish(self, known: &[&str]) {
        if self.findings.lenient {
            return;
        }
        let mut left: Vec<&str> = self.object.iter().map(|(key, _)| key.as_ref()).collect();
        left.sort_unstable();
        left.dedup();
        // Of what was taken only what stood there twice is left.
        for key in left.iter().filter(|key| known.contains(key)) {
            self.findings
                .warn(&format!("{}/{key}", self.at), "dit veld staat er meer dan eens; alleen het laatste telt");
        }
        for key in left.into_iter().filter(|key| !known.contains(key)) {
            if self.findings.is_full() {
                return;
            }
            let escaped = bounded(key, 100).replace('~', "~0").replace('/', "~1");
            let message = format!("dit veld kennen wij niet; {}", hint(key, known));
            self.findings.problem(format!("{}/{escaped}", self.at), message);
        }
    }
}
