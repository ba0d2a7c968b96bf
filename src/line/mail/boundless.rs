//! A message that says it has parts, and does not say how to tell them, or says it wrongly.
//!
//! **Invariant:** what stands in it is read: in its parts where lines part it, else as one text.

use std::collections::BTreeMap;

use mail_parser::{Message, MimeHeaders};

use super::fields::Fields;

/// Lines that are looked at for a boundary.
const MAX_LINES: usize = 20_000;

/// The message with a head that fits its body; `None` where the head it has will do.
pub(super) fn put_right(message: &Message<'_>) -> Option<Vec<u8>> {
    let root = message.parts.first()?;
    let declared = root.content_type().filter(|declared| declared.ctype().eq_ignore_ascii_case("multipart"))?;
    let given = declared.attribute("boundary").filter(|given| !given.is_empty());
    let fields = Fields::of(&message.raw_message);
    let body = fields.body;
    if given.is_some_and(|given| memchr::memmem::find(body, format!("--{given}").as_bytes()).is_some()) {
        return None;
    }
    let head = match boundary(body) {
        Some(found) => format!("Content-Type: multipart/mixed; boundary=\"{found}\"\n\n"),
        // What a text is written in, it says itself; a page begins with a tag.
        None if body.trim_ascii_start().starts_with(b"<") => "Content-Type: text/html\n\n".to_owned(),
        None => "Content-Type: text/plain\n\n".to_owned(),
    };
    Some([b"MIME-Version: 1.0\n", head.as_bytes(), body].concat())
}

/// What a line that begins with two hyphens says, where another one closes it or begins the next part (RFC 2046 §5.1.1).
fn boundary(body: &[u8]) -> Option<&str> {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    let lines =
        body.split(|b| *b == b'\n').take(MAX_LINES).filter_map(|line| line.trim_ascii_end().strip_prefix(b"--"));
    let mut first = None;
    for line in
        lines.filter(|line| !line.is_empty() && line.len() <= 72 && line.iter().all(|b| (b' '..=b'~').contains(b)))
    {
        let line = std::str::from_utf8(line).ok()?;
        let bare = line.strip_suffix("--").filter(|bare| seen.contains_key(bare)).unwrap_or(line);
        *seen.entry(bare).or_default() += 1;
        first = first.or(Some(bare));
        if seen.get(bare).is_some_and(|times| *times > 1) && !bare.contains(['"', '\\']) {
            return first.filter(|first| *first == bare);
        }
    }
    None
}
