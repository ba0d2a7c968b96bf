//! An archive of mails in one file, one after the other (RFC 4155).

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use super::files::{Content, FileError, Filed};

/// Whether a file begins as an archive does.
pub(super) fn begins_as_mbox(path: &Path) -> io::Result<bool> {
    let mut start = Vec::with_capacity(5);
    File::open(path)?.take(5).read_to_end(&mut start)?;
    Ok(start == b"From ")
}

/// Octets of an archive that are read as one line.
const LONGEST_PIECE: u64 = 1 << 20;

/// An mbox (RFC 4155), read line by line; `>From ` becomes `From ` again (mboxrd).
pub(super) struct Mbox {
    pub label: String,
    reader: BufReader<File>,
    /// Messages that were given.
    pub count: usize,
    line: Vec<u8>,
}

impl Mbox {
    pub fn new(label: String, reader: BufReader<File>) -> Self {
        Self { label, reader, count: 0, line: Vec::new() }
    }

    /// The next message, of at most `limit` octets; what is larger is an error that names its place.
    pub fn next_message(&mut self, limit: usize) -> io::Result<Option<Result<Filed, FileError>>> {
        if self.count == 0 {
            self.read_line()?;
        }
        // `self.line` holds the From_ line that opens this message; at the end of the file it is empty.
        if self.line.is_empty() {
            return Ok(None);
        }
        self.count += 1;
        let mut raw = Vec::new();
        let mut after_empty_line = false;
        while self.read_line()? {
            if after_empty_line && opens_message(&self.line) {
                break;
            }
            after_empty_line = is_empty_line(&self.line);
            // Of what is too large only its end is looked for.
            if raw.len() <= limit {
                raw.extend_from_slice(unescaped(&self.line));
            }
        }
        if after_empty_line {
            // The empty line before the next From_ line belongs to the archive, not to the mail.
            let end = raw.strip_suffix(b"\r\n").or_else(|| raw.strip_suffix(b"\n")).map_or(0, <[u8]>::len);
            raw.truncate(end);
        }
        let label = format!("{}#{}", self.label, self.count);
        let fits = raw.len() <= limit;
        Ok(Some(if fits {
            Ok(Filed { label, content: Content::Mail(raw) })
        } else {
            Err(FileError::TooLarge { place: label, limit })
        }))
    }

    /// Whether there was one more.
    fn read_line(&mut self) -> io::Result<bool> {
        self.line.clear();
        // A line without end comes in pieces, which are put together again.
        Ok(self.reader.by_ref().take(LONGEST_PIECE).read_until(b'\n', &mut self.line)? > 0)
    }
}

fn is_empty_line(line: &[u8]) -> bool {
    matches!(line, b"\n" | b"\r\n")
}

/// `From an@x.example Mon Nov  9 08:15:00 2026`: with a time, so that a sentence beginning with From is none.
fn opens_message(line: &[u8]) -> bool {
    let is_time = |window: &[u8]| {
        window.iter().enumerate().all(|(at, octet)| if at == 2 { *octet == b':' } else { octet.is_ascii_digit() })
    };
    line.starts_with(b"From ") && line.windows(5).any(is_time)
}

fn unescaped(line: &[u8]) -> &[u8] {
    let quotes = line.iter().take_while(|octet| **octet == b'>').count();
    if quotes > 0 && line[quotes..].starts_with(b"From ") { &line[1..] } else { line }
}
