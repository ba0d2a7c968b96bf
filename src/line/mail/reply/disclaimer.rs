//! The lawyer's paragraph at the end of a mail: for whom it is meant, and who is liable for nothing.
//!
//! **Invariant:** one phrase alone is no disclaimer: people ask for care in the same words.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, packed::Searcher};

use super::phrases::in_any_case;

/// Phrases of which a disclaimer has three or more; without one of the first ten it may be a person asking for care.
const DISCLAIMING: [&str; 26] = [
    "disclaimer",
    "uitsluitend bestemd",
    "geadresseerde",
    "de bedoelde ontvanger",
    "ten onrechte",
    "abusievelijk",
    "geen rechten",
    "aansprakelijk",
    "intended recipient",
    "addressee",
    "vertrouwelijk",
    "te verwijderen",
    "te vernietigen",
    "onmiddellijk",
    "openbaarmaking",
    "verveelvoudiging",
    "verspreiding",
    "virussen",
    "denk aan het milieu",
    "confidential",
    "unauthorized",
    "received this",
    "liability",
    "delete",
    "bestemd voor",
    "verwijder",
];
const DECISIVE: usize = 10;

/// Looks for the decisive phrases at many octets at a time; `None` where the processor cannot.
static DECIDING: LazyLock<Option<Searcher>> = LazyLock::new(|| Searcher::new(&DISCLAIMING[..DECISIVE]));

static PHRASES: LazyLock<AhoCorasick> = LazyLock::new(|| in_any_case(&DISCLAIMING));

/// Without paragraphs of which three phrases or more are a disclaimer's.
pub(super) fn without_disclaimers<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let mut kept: Vec<&str> = Vec::with_capacity(lines.len());
    for paragraph in lines.split_inclusive(|line| line.trim().is_empty()) {
        match disclaimer_start(paragraph) {
            Some(start) => kept.extend(&paragraph[..start]),
            None => kept.extend(paragraph),
        }
    }
    kept
}

/// The first line of a disclaimer in this paragraph; lines above it stay.
fn disclaimer_start(paragraph: &[&str]) -> Option<usize> {
    let length: usize = paragraph.iter().map(|line| line.len()).sum();
    if !(60..=4_000).contains(&length) {
        let alone = paragraph.iter().filter(|line| !line.trim().is_empty()).count() == 1;
        let word = paragraph.first().map(|line| line.trim().trim_matches(['*', '-', '_', ':', ' ']).to_lowercase());
        return (alone && word.as_deref() == Some("disclaimer")).then_some(0);
    }
    if !may_disclaim(paragraph) {
        return None;
    }
    let mut seen = [false; DISCLAIMING.len()];
    let mut first = None;
    for (at, line) in paragraph.iter().enumerate() {
        for phrase in PHRASES.find_iter(line) {
            seen[phrase.pattern().as_usize()] = true;
            first = first.or(Some(at));
        }
    }
    if seen.iter().filter(|seen| **seen).count() < 3 || !seen[..DECISIVE].contains(&true) {
        return None;
    }
    let first = first?;
    // "De informatie verzonden met dit e-mailbericht is" may stand on the line above.
    let opening = first.checked_sub(1).filter(|above| {
        ["deze e-mail", "dit e-mail", "dit bericht", "de informatie", "this e-mail", "this message", "the information"]
            .iter()
            .any(|start| paragraph[*above].trim_start().to_lowercase().starts_with(start))
    });
    Some(opening.unwrap_or(first))
}

/// Whether a decisive phrase stands in it; most paragraphs have none.
fn may_disclaim(paragraph: &[&str]) -> bool {
    let Some(deciding) = DECIDING.as_ref() else { return true };
    let mut text = paragraph.join("\n");
    text.make_ascii_lowercase();
    deciding.find(&text).is_some()
}
