//! Compressed RTF to text ([MS-OXRTFCP]; HTML wrapped in RTF: [MS-OXRTFEX]).
//!
//! **Invariant:** linear in its input; no more than [`MAX_OUTPUT`] octets come out.

use super::mapi::Reader;
use crate::mail::{decode, html};

/// Octets of RTF that are unpacked.
const MAX_OUTPUT: usize = 4 * 1024 * 1024;
const COMPRESSED: u32 = 0x7546_5A4C;
const STORED: u32 = 0x414C_454D;
const WINDOW: usize = 4096;

/// What the dictionary holds before the first octet ([MS-OXRTFCP] §2.2.2).
const PRELOADED: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \
\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// The text of a PR_RTF_COMPRESSED; `None` when it is none.
pub(super) fn to_text(octets: &[u8]) -> Option<String> {
    Some(read(&unpacked(octets)?))
}

fn unpacked(octets: &[u8]) -> Option<Vec<u8>> {
    let mut reader = Reader(octets);
    reader.u32()?;
    let size = usize::try_from(reader.u32()?).ok()?.min(MAX_OUTPUT);
    let kind = reader.u32()?;
    reader.u32()?;
    match kind {
        STORED => Some(reader.0[..size.min(reader.0.len())].to_vec()),
        COMPRESSED => Some(expanded(reader.0, size)),
        _ => None,
    }
}

/// Eight tokens a control octet: a literal, or a reference into the last 4,096 octets.
fn expanded(input: &[u8], size: usize) -> Vec<u8> {
    let mut out: Vec<u8> = PRELOADED.to_vec();
    let wanted = size + PRELOADED.len();
    let mut input = input.iter().copied();
    'tokens: while let Some(control) = input.next() {
        for bit in 0..8 {
            let Some(first) = input.next() else { break 'tokens };
            if control >> bit & 1 == 0 {
                out.push(first);
                continue;
            }
            let Some(second) = input.next() else { break 'tokens };
            let at = usize::from(first) << 4 | usize::from(second >> 4);
            let length = usize::from(second & 0x0F) + 2;
            // The window wraps: its write position is where the output stands.
            let back = (out.len() % WINDOW + WINDOW - at) % WINDOW;
            if back == 0 || back > out.len() || out.len() >= wanted {
                break 'tokens;
            }
            for _ in 0..length {
                let octet = out[out.len() - back];
                out.push(octet);
            }
        }
    }
    out.truncate(wanted);
    out.split_off(PRELOADED.len())
}

/// Destinations whose text nobody is meant to read.
const HIDDEN: [&str; 12] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "footer",
    "listtable",
    "themedata",
    "datastore",
    "generator",
];

/// What holds for a group and those inside it.
#[derive(Clone, Copy, Default)]
struct Group {
    hidden: bool,
    /// Inside `\*\htmltag`: the text is markup.
    tag: bool,
    /// Between `\htmlrtf` and `\htmlrtf0`: there for RTF readers only.
    rtf_only: bool,
    /// Characters to skip behind `\u` ([RTF] `\ucN`).
    skip: usize,
}

/// RTF as it is read.
struct Page<'a> {
    rest: &'a [u8],
    out: String,
    /// 8-bit characters not yet decoded.
    octets: Vec<u8>,
    groups: Vec<Group>,
    now: Group,
    codepage: String,
    wraps_html: bool,
    skipping: usize,
}

/// Groups inside groups that are kept apart.
const MAX_GROUPS: usize = 500;

fn read(rtf: &[u8]) -> String {
    let mut page = Page {
        rest: rtf,
        out: String::with_capacity(rtf.len() / 4),
        octets: Vec::new(),
        groups: Vec::new(),
        now: Group { skip: 1, ..Group::default() },
        codepage: "windows-1252".to_owned(),
        wraps_html: false,
        skipping: 0,
    };
    while let Some((&first, rest)) = page.rest.split_first() {
        page.rest = rest;
        match first {
            b'{' if page.groups.len() < MAX_GROUPS => page.groups.push(page.now),
            b'}' => {
                page.flush();
                page.skipping = 0;
                page.now = page.groups.pop().unwrap_or(page.now);
            }
            b'\\' => page.control(),
            b'{' | b'\r' | b'\n' | 0 => {}
            octet => page.octet(octet),
        }
    }
    page.flush();
    if page.wraps_html { html::to_text(&page.out) } else { page.out.trim().to_owned() }
}

impl Page<'_> {
    fn shows(&self) -> bool {
        !self.now.hidden && !self.now.rtf_only
    }

    fn octet(&mut self, octet: u8) {
        if self.skipping > 0 {
            self.skipping -= 1;
        } else if self.shows() {
            self.octets.push(octet);
        }
    }

    fn flush(&mut self) {
        if !self.octets.is_empty() {
            let text = decode::text(&std::mem::take(&mut self.octets), Some(&self.codepage));
            self.text(&text);
        }
    }

    fn text(&mut self, text: &str) {
        if self.wraps_html && !self.now.tag {
            for c in text.chars() {
                match c {
                    '<' => self.out.push_str("&lt;"),
                    '&' => self.out.push_str("&amp;"),
                    _ => self.out.push(c),
                }
            }
        } else {
            self.out.push_str(text);
        }
    }

    fn control(&mut self) {
        let Some((&first, rest)) = self.rest.split_first() else { return };
        if first.is_ascii_alphabetic() {
            return self.word();
        }
        self.rest = rest;
        match first {
            b'\'' => {
                let digit = |at: usize| rest.get(at).and_then(|b| char::from(*b).to_digit(16));
                if let (Some(high), Some(low)) = (digit(0), digit(1)) {
                    self.rest = &rest[2..];
                    self.octet(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                }
            }
            b'*' => self.now.hidden = !rest.starts_with(b"\\htmltag"),
            b'~' => self.octet(b' '),
            b'\\' | b'{' | b'}' => self.octet(first),
            _ => {}
        }
    }

    fn word(&mut self) {
        let end = self.rest.iter().position(|b| !b.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest[sign..].iter().take(9).take_while(|b| b.is_ascii_digit()).count();
        let number = std::str::from_utf8(&rest[..sign + digits]).ok().and_then(|number| number.parse::<i32>().ok());
        let rest = &rest[if digits > 0 { sign + digits } else { 0 }..];
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        self.obey(std::str::from_utf8(word).unwrap_or_default(), number);
    }

    fn obey(&mut self, word: &str, number: Option<i32>) {
        match word {
            "htmlrtf" => {
                self.flush();
                self.now.rtf_only = number != Some(0);
            }
            "fromhtml" => self.wraps_html = true,
            "htmltag" => {
                self.flush();
                self.now.tag = true;
            }
            "ansicpg" => {
                self.codepage = number
                    .filter(|page| *page > 0 && *page != 65_001)
                    .map_or_else(|| "utf-8".to_owned(), |page| format!("windows-{page}"));
            }
            "uc" => self.now.skip = number.and_then(|skip| usize::try_from(skip).ok()).unwrap_or(1).min(8),
            "u" => self.unicode(number.unwrap_or_default()),
            "par" | "line" | "row" | "sect" | "page" => self.mark("\n"),
            "tab" | "cell" => self.mark("\t"),
            "lquote" => self.mark("‘"),
            "rquote" => self.mark("’"),
            "ldblquote" => self.mark("“"),
            "rdblquote" => self.mark("”"),
            "endash" => self.mark("–"),
            "emdash" => self.mark("—"),
            "bullet" => self.mark("•"),
            hidden if HIDDEN.contains(&hidden) => self.now.hidden = true,
            _ => {}
        }
    }

    fn mark(&mut self, mark: &str) {
        self.flush();
        if self.shows() {
            self.out.push_str(mark);
        }
    }

    /// `\u8364?`: a UTF-16 unit, negative above 32,767, and what readers without Unicode show for it.
    fn unicode(&mut self, unit: i32) {
        let unit = u32::try_from(if unit < 0 { unit + 65_536 } else { unit }).unwrap_or_default();
        self.flush();
        if self.shows() {
            let character = char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER);
            self.text(character.encode_utf8(&mut [0; 4]));
        }
        self.skipping = self.now.skip;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_marks_and_codes_are_text() {
        let rtf =
            br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\pard Caf\'e9 \u8364?5\par {\*\x weg}Twee \{haken\}\tab z}";
        assert_eq!(read(rtf), "Café €5\nTwee {haken}\tz");
    }

    #[test]
    fn html_inside_rtf_is_read_as_html() {
        let rtf = br"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf \par\htmlrtf0 Een &{\*\htmltag84 <br>}twee{\*\htmltag72 </p>}}";
        assert_eq!(read(rtf), "Een &\ntwee");
    }

    #[test]
    fn the_example_of_the_specification_unpacks() {
        // [MS-OXRTFCP] §3.1 and §3.2.
        let simple = b"\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125B2\x0a\xf3 hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0";
        assert_eq!(unpacked(simple).unwrap(), b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        assert_eq!(to_text(simple).unwrap(), "hello world");
        let across = b"\x1a\0\0\0\x1c\0\0\0LZFu\xe2\xd4\x4bQA\0\x04\x20WXYZ\x0d\x6e\x7d\x01\x0e\xb0";
        assert_eq!(unpacked(across).unwrap(), b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
    }

    #[test]
    fn what_is_broken_costs_no_more_than_its_size() {
        for hostile in
            [&b"\\"[..], b"{\\u-99999 \\'z\\uc9999}", &b"{".repeat(100_000), &b"}".repeat(1_000), b"\\bin999999 x"]
        {
            assert!(read(hostile).len() < 100);
        }
        assert!(to_text(&[0xFF; 60]).is_none());
    }
}
