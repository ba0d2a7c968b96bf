//! Bytes to a MIME tree, for which a parser of others is asked.
//!
//! **Invariant:** what was made to hurt it, by depth or by number, is not given to it.

use std::{
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::LazyLock,
};

use aho_corasick::AhoCorasick;
use mail_parser::{Message, MessageParser, PartType};

static PARSER: LazyLock<MessageParser> = LazyLock::new(|| MessageParser::new().with_mime_headers());

/// Words without which no message stands inside another. The parser's tree of nested messages is freed
/// recursively: a hostile mail with a hundred thousand levels would overflow the stack.
static NESTING_WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = AhoCorasick::builder().ascii_case_insensitive(true).build(["rfc822", "global", "digest"]);
    #[expect(clippy::expect_used, reason = "three constant words")]
    words.expect("an automaton of three words")
});
const MAX_NESTING_WORDS: usize = 1_000;
/// Lines that may part a message: each part takes far more memory than the three octets that make one.
const MAX_PARTS: usize = 20_000;

/// The MIME tree of a message; `None` when there is none, or when the parser gave up on it.
pub(super) fn parsed(raw: &[u8]) -> Option<Message<'_>> {
    // Each level has a Content-Type, and so a slash: they are counted faster than words.
    let slashes = memchr::memchr_iter(b'/', raw).count();
    if slashes > MAX_NESTING_WORDS && NESTING_WORDS.find_iter(raw).nth(MAX_NESTING_WORDS).is_some() {
        return None;
    }
    if memchr::memmem::find_iter(raw, b"\n--").nth(MAX_PARTS).is_some() && has_parts(raw) {
        return None;
    }
    // A parser's fault in one message may not stop a door: it is read as a message without parts.
    let mut message = catch_unwind(AssertUnwindSafe(|| PARSER.parse(raw))).ok().flatten()?;
    lighten(&mut message);
    Some(message)
}

/// Whether any of it says that it has parts; a patch or a dump may have as many lines that begin so.
fn has_parts(raw: &[u8]) -> bool {
    static BOUNDARY: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(["boundary"]).ok());
    BOUNDARY.as_ref().is_none_or(|word| word.is_match(raw))
}

/// Files as the parser decoded them are not needed, for they are decoded from the mail itself: large mail weighs less.
fn lighten(message: &mut Message<'_>) {
    for part in &mut message.parts {
        match &mut part.body {
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => *bytes = Cow::Borrowed(&[]),
            PartType::Message(inner) => lighten(inner),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_parts(head: &str, count: usize) -> bool {
        let mail = format!("From: a@x.example\n{head}\n\n{}", "--b\n\nx\n".repeat(count));
        parsed(mail.as_bytes()).is_some()
    }

    #[test]
    fn twenty_thousand_parts_are_a_message_and_more_are_not() {
        let multipart = "Content-Type: multipart/mixed; boundary=b";
        assert!(with_parts(multipart, MAX_PARTS) && !with_parts(multipart, MAX_PARTS + 1));
        assert!(with_parts("Content-Type: text/plain", MAX_PARTS + 1), "a text with as many lines of dashes");
    }
}
