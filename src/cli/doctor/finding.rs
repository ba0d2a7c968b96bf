//! What a check found, and what to do about it.

use serde_json::{Value, json};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grade {
    Good,
    /// It works, but somebody should look.
    Warning,
    /// Something does not work.
    Wrong,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    subject: &'static str,
    pub grade: Grade,
    /// A sentence or two, plain Dutch; names nobody.
    text: String,
    /// What to do; empty when it is good.
    advice: String,
}

pub(super) fn good(subject: &'static str, text: impl Into<String>) -> Finding {
    Finding { subject, grade: Grade::Good, text: text.into(), advice: String::new() }
}

pub(super) fn warning(subject: &'static str, text: impl Into<String>, advice: impl Into<String>) -> Finding {
    Finding { subject, grade: Grade::Warning, text: text.into(), advice: advice.into() }
}

pub(super) fn wrong(subject: &'static str, text: impl Into<String>, advice: impl Into<String>) -> Finding {
    Finding { subject, grade: Grade::Wrong, text: text.into(), advice: advice.into() }
}

impl Finding {
    pub(super) fn line(&self) -> String {
        let mark = match self.grade {
            Grade::Good => '✓',
            Grade::Warning => '!',
            Grade::Wrong => '✗',
        };
        let advice = if self.advice.is_empty() { String::new() } else { format!(" → {}", self.advice) };
        format!("{mark} {}: {}{advice}", self.subject, self.text)
    }

    pub(super) fn as_json(&self) -> Value {
        let grade = match self.grade {
            Grade::Good => "goed",
            Grade::Warning => "let-op",
            Grade::Wrong => "fout",
        };
        json!({ "onderwerp": self.subject, "oordeel": grade, "tekst": self.text, "doen": self.advice })
    }
}
