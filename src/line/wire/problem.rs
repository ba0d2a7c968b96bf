//! What is wrong with a message, and where.

/// One complaint about a request: the field and what to do, in plain Dutch for the partner's developer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireProblem {
    /// RFC 6901 JSON Pointer; empty for the whole message.
    pub pointer: String,
    pub message: String,
}

/// A JSON column holds something that this program did not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the JSON column {0} cannot be read: it was not written by this program")]
pub struct BadColumn(pub &'static str);

/// The known word nearest to what was written, when it is near enough to be meant.
pub fn closest<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    if written.len() > 64 {
        return None;
    }
    let lower = written.to_lowercase().replace(['_', '-', ' '], "");
    known
        .iter()
        .map(|word| (strsim::damerau_levenshtein(&lower, &word.to_lowercase()), *word))
        .filter(|(distance, word)| *distance <= word.len().div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// `bedoelt u …?`, or which words there are.
pub(super) fn hint(written: &str, known: &[&str]) -> String {
    match closest(written, known) {
        Some(word) => format!("bedoelt u ‘{word}’?"),
        None => format!("mogelijk zijn: {}", known.join(", ")),
    }
}
