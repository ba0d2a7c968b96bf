//! The header section: every field in order, with its value as it stands.
//!
//! mail-parser returns the last of duplicated fields and reads `Fr om:` as From; whom we believe hangs on neither.

use std::borrow::Cow;

use super::decode;

/// One header field (RFC 5322 §2.2).
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    /// As written, without the colon.
    pub name: &'a str,
    /// As it stands, folds included, without the last line end.
    pub value: &'a [u8],
    /// Where `value` starts in the message.
    pub offset: usize,
}

/// Fields kept of one message: what follows them is read over, so that a header section takes no more than its octets.
const MAX_FIELDS: usize = 20_000;

/// The fields of one message and where its body starts.
#[derive(Debug, Default)]
pub(super) struct Fields<'a> {
    list: Vec<Field<'a>>,
    pub body: &'a [u8],
    /// Where the first field stands that was one too many to keep.
    pub beyond: Option<usize>,
}

impl<'a> Fields<'a> {
    /// Reads up to the first empty line; a line that is no field is skipped.
    pub fn of(raw: &'a [u8]) -> Self {
        let mut list: Vec<Field<'a>> = Vec::with_capacity(24);
        let (mut at, mut beyond) = (0, None);
        while at < raw.len() {
            let end = raw[at..].iter().position(|b| *b == b'\n').map_or(raw.len(), |length| at + length + 1);
            let line = trimmed_end(&raw[at..end]);
            if line.is_empty() {
                return Self { list, body: &raw[end..], beyond };
            }
            if line[0] == b' ' || line[0] == b'\t' {
                if let Some(last) = list.last_mut().filter(|_| beyond.is_none()) {
                    last.value = &raw[last.offset..at + line.len()];
                }
            } else if let Some(field) = field(line, at) {
                if list.len() < MAX_FIELDS {
                    list.push(field);
                } else {
                    beyond = beyond.or(Some(at));
                }
            }
            at = end;
        }
        Self { list, body: &[], beyond }
    }

    /// All fields of that name, any case, in order.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = Field<'a>> + 's {
        self.list.iter().filter(move |field| field.name.eq_ignore_ascii_case(name)).copied()
    }

    /// The first field of that name as text: unfolded, encoded words decoded, bytes in whatever charset read.
    pub fn text(&self, name: &str) -> Option<String> {
        self.all(name).next().map(|field| decoded(field.value))
    }

    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Field<'a>> {
        self.list.iter()
    }
}

fn field(line: &[u8], at: usize) -> Option<Field<'_>> {
    let name = field_name(line)?;
    let colon = line.iter().position(|b| *b == b':')?;
    Some(Field { name, value: &line[colon + 1..], offset: at + colon + 1 })
}

/// RFC 5322 §2.2: printable US-ASCII but colon and space; blanks before the colon are obsolete and taken.
pub(super) fn field_name(line: &[u8]) -> Option<&str> {
    let colon = line.iter().position(|b| *b == b':')?;
    let name = line[..colon].trim_ascii_end();
    let sound = !name.is_empty() && name.len() <= 128 && name.iter().all(u8::is_ascii_graphic);
    std::str::from_utf8(name).ok().filter(|_| sound)
}

fn trimmed_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// A field's value as people read it (RFC 2047), on one line.
pub(super) fn decoded(value: &[u8]) -> String {
    let text: Cow<'_, str> = match std::str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(decode::text(value, None)),
    };
    let mut out = String::with_capacity(text.len());
    let mut rest: &str = text.trim();
    let mut words = EncodedWords::default();
    while let Some(start) = rest.find("=?") {
        let (before, from) = rest.split_at(start);
        match encoded_word(from) {
            Next::Word { charset, bytes, length } => {
                // White space between two encoded words is none (RFC 2047 §6.2).
                if words.is_empty() || !before.trim().is_empty() {
                    words.flush(&mut out);
                    out.push_str(before);
                }
                words.add(charset, bytes, &mut out);
                rest = &from[length..];
            }
            Next::Literal => {
                words.flush(&mut out);
                out.push_str(before);
                out.push_str("=?");
                rest = &from[2..];
            }
            Next::NoMore => break,
        }
    }
    words.flush(&mut out);
    out.push_str(rest);
    one_line(&out)
}

/// Runs of encoded words in one charset are decoded together: senders split characters over two words.
#[derive(Default)]
struct EncodedWords<'a> {
    charset: &'a str,
    bytes: Vec<u8>,
}

impl<'a> EncodedWords<'a> {
    fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    fn add(&mut self, charset: &'a str, bytes: Vec<u8>, out: &mut String) {
        if !self.charset.eq_ignore_ascii_case(charset) {
            self.flush(out);
            self.charset = charset;
        }
        self.bytes.extend(bytes);
    }

    fn flush(&mut self, out: &mut String) {
        if !self.bytes.is_empty() {
            out.push_str(&decode::text(&self.bytes, Some(self.charset)));
            self.bytes.clear();
        }
    }
}

enum Next<'a> {
    Word {
        charset: &'a str,
        bytes: Vec<u8>,
        length: usize,
    },
    Literal,
    /// No closing `?=` in what is left: nothing more to look for.
    NoMore,
}

/// Reads `=?charset?Q?text?=` at the start of `from` (RFC 2047 §2); the language of RFC 2231 §5 is dropped.
fn encoded_word(from: &str) -> Next<'_> {
    let inner = &from[2..];
    let Some(charset_end) = inner.bytes().take(60).position(|b| b == b'?') else { return Next::Literal };
    let charset = inner[..charset_end].split('*').next().unwrap_or_default();
    let after = &inner[charset_end + 1..];
    let encoding = after.as_bytes().first().map(u8::to_ascii_lowercase);
    if charset.is_empty() || !matches!(encoding, Some(b'q' | b'b')) || after.as_bytes().get(1) != Some(&b'?') {
        return Next::Literal;
    }
    let payload = &after[2..];
    let Some(payload_end) = payload.find("?=") else { return Next::NoMore };
    let payload_text = &payload[..payload_end];
    let bytes = if encoding == Some(b'b') {
        decode::base64(payload_text.as_bytes())
    } else {
        decode::quoted_printable(payload_text.replace('_', " ").as_bytes())
    };
    Next::Word { charset, bytes, length: 2 + charset_end + 1 + 2 + payload_end + 2 }
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split(['\r', '\n', '\t', ' ']).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A value without comments and parameters, lower case: `No (typed by a human)` is `no` (RFC 5322 §3.2.2).
pub(super) fn keyword(value: &[u8]) -> String {
    let mut depth = 0_usize;
    let mut word = String::new();
    for byte in value {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b';' if depth == 0 => break,
            _ if depth == 0 && byte.is_ascii_graphic() => word.push(char::from(byte.to_ascii_lowercase())),
            _ => {}
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order_and_folds() {
        let fields = Fields::of(b"From: a@b.example\r\nSubject: een\r\n twee\r\nFr om: x@y.example\r\n\r\nhallo");
        assert_eq!(fields.all("from").count(), 1);
        assert_eq!(fields.text("subject").as_deref(), Some("een twee"));
        assert_eq!(fields.body, b"hallo");
    }

    #[test]
    fn a_character_split_over_two_encoded_words_is_whole() {
        assert_eq!(decoded(b"=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9_nu?="), "café nu");
        assert_eq!(decoded(b"Re: =?iso-8859-1?Q?gezin_=EB?= ok"), "Re: gezin ë ok");
        assert_eq!(decoded(b" =?utf-8?B?w6luw6luIHR3ZWU=?="), "énén twee");
    }

    #[test]
    fn broken_encoded_words_stay_as_they_are() {
        assert_eq!(decoded(b"a =?x?y b =?utf-8?Q?open"), "a =?x?y b =?utf-8?Q?open");
        assert_eq!(decoded("caf\u{e9}".as_bytes()), "café");
        assert_eq!(decoded(b"caf\xe9"), "café");
    }

    #[test]
    fn a_comment_is_no_keyword() {
        assert_eq!(keyword(b" No (typed (really) by a human)"), "no");
        assert_eq!(keyword(b"auto-notified; owner-email=x"), "auto-notified");
    }
}
