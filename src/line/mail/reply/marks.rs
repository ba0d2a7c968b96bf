//! How mail programs mark an earlier message, in Dutch, English and the languages around.
//!
//! **Invariant:** looks at no more than a few short lines at a time, so hostile text costs no more than other text.

use super::{
    attribution::{attribution, between_dashes},
    headers::header_block,
};

/// The start of an earlier message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// `Op ma 2 mrt 2026 om 10:00 schreef Jan <jan@…>:`, over so many lines.
    Attribution { lines: usize },
    /// `-----Oorspronkelijk bericht-----`, or a block of `Van:` `Verzonden:` `Aan:`.
    Original,
    /// `---------- Doorgestuurd bericht ---------`.
    Forward,
}

/// Longer lines are running text.
pub(super) const MAX_LINE: usize = 400;

/// The mark at the first of these lines.
pub(super) fn mark(lines: &[&str]) -> Option<Mark> {
    let line = unquoted(lines.first()?);
    if line.is_empty() || line.len() > MAX_LINE {
        return None;
    }
    dashed(line)
        .or_else(|| header_block(lines).then_some(Mark::Original))
        .or_else(|| attribution(lines).map(|lines| Mark::Attribution { lines }))
}

/// The line without its `> ` marks.
pub(super) fn unquoted(line: &str) -> &str {
    line.trim_start_matches(['>', ' ', '\t'])
}

const FORWARD_WORDS: [&str; 17] = [
    "doorgestuurd bericht",
    "doorgestuurd door",
    "doorgestuurde e-mail",
    "forwarded message",
    "forwarded by",
    "begin doorgestuurd bericht",
    "begin forwarded message",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten",
    "message transféré",
    "début du message",
    "mensaje reenviado",
    "messaggio inoltrato",
    "mensagem encaminhada",
    "vidarebefordrat meddelande",
    "videresendt besked",
    "videresendt meddelelse",
];
const ORIGINAL_WORDS: [&str; 18] = [
    "oorspronkelijk bericht",
    "oorspronkelijke bericht",
    "origineel bericht",
    "oorspronkelijke e-mail",
    "original message",
    "original email",
    "original appointment",
    "reply message",
    "ursprüngliche nachricht",
    "originalnachricht",
    "message d'origine",
    "message original",
    "mensaje original",
    "messaggio originale",
    "mensagem original",
    "ursprungligt meddelande",
    "oprindelig meddelelse",
    "oprindelig besked",
];

/// `-----Oorspronkelijk bericht-----`; Apple's `Begin doorgestuurd bericht:` has a colon for its dashes.
fn dashed(line: &str) -> Option<Mark> {
    let dashes = line.bytes().take_while(|b| matches!(b, b'-' | b'_' | b'=' | b'*')).count();
    let words = line[dashes..].trim_start();
    let starts = |list: &[&str]| {
        list.iter().any(|word| {
            words.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
                && words[word.len()..].trim_start().starts_with(if dashes >= 2 {
                    &['-', '_', '=', ' ', '<', '"'][..]
                } else {
                    &[':']
                })
                || dashes >= 2 && words.eq_ignore_ascii_case(word)
        })
    };
    if dashes >= 2 && starts(&ORIGINAL_WORDS) {
        return Some(Mark::Original);
    }
    if dashes >= 2 && between_dashes(words) {
        return Some(Mark::Original);
    }
    let begins = words.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("begin"));
    // "Doorgestuurd door" stands between dashes, with a name after it.
    let by = dashes >= 2 && FORWARD_WORDS.iter().any(|word| words.to_ascii_lowercase().starts_with(word));
    ((dashes >= 2 || begins) && (starts(&FORWARD_WORDS) || by)).then_some(Mark::Forward)
}

/// Whether the line alone marks an earlier message.
pub(super) fn is_dashed(line: &str) -> bool {
    dashed(line).is_some()
}
