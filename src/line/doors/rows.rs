//! Signals from files with one in each row: NDJSON in the form of the API, or CSV whose first line names its fields.
//!
//! **Invariant:** one row is in memory, however long the file; a row that nobody can read is handed on whole.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use serde_json::Value;

use super::{
    admission::sha256_hex,
    files::{Content, FileError, Filed},
    known_again::{self, Mark},
};
use crate::{
    domain::{Delivery, DeliveryKey, PartnerName},
    mail,
};

/// Octets of a CSV row; a quote that nobody closes ends there.
const LONGEST_CSV_ROW: usize = 1 << 20;
/// Octets that are read as one line.
const PIECE: u64 = 1 << 20;

/// One row as it lay in its file.
#[derive(Debug, Clone, PartialEq)]
pub struct FiledRow {
    /// Its octets; of CSV with the line of names above them.
    pub raw: Vec<u8>,
    pub mediatype: &'static str,
    pub said: Said,
}

/// What a row says.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// A JSON object: a request of the API, and `ontvangenOp`, `bron`, `kanaal`.
    Request(Value),
    /// Cells that are not empty under the names of their columns.
    Columns(Vec<(String, String)>),
    /// Nobody can read it; why, in plain Dutch.
    Nothing(&'static str),
}

impl FiledRow {
    /// How this row is known again: as the same signal through the API would be, by `reference`; else by all it says.
    /// `content` is what it says to the gateway, without whence and when it came.
    pub fn delivery(&self, partner: &PartnerName, reference: Option<&str>, content: &str) -> Delivery {
        let content_hash = sha256_hex(content.as_bytes());
        if let Some(reference) = reference {
            return known_again::delivery(partner, &[Mark::Reference(reference)], content_hash);
        }
        let keys = vec![DeliveryKey(format!("rij:{}", sha256_hex(&self.raw)))];
        Delivery { recognised_by: keys.clone(), claims: keys, content_hash, ..Delivery::default() }
    }
}

/// Whether a file has rows, by its ending.
pub(super) fn has_rows(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    matches!(ending.as_deref(), Some("ndjson" | "jsonl" | "csv"))
}

/// A file with rows, read one by one.
pub(super) struct Rows {
    pub label: String,
    reader: BufReader<File>,
    /// Lines read so far.
    pub line: usize,
    columns: Option<Columns>,
}

/// What the first line of a CSV file says of the others.
struct Columns {
    delimiter: u8,
    names: Vec<String>,
    /// That line as it lies there.
    head: Vec<u8>,
}

impl Rows {
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut rows = Self {
            label: path.display().to_string(),
            reader: BufReader::new(File::open(path)?),
            line: 0,
            columns: None,
        };
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
            rows.columns = Some(rows.head()?);
        }
        Ok(rows)
    }

    /// The names; Excel puts `sep=;` above them.
    fn head(&mut self) -> io::Result<Columns> {
        let mut head = self.record(None, LONGEST_CSV_ROW)?.map_or_else(Vec::new, |(_, head)| head);
        let mut delimiter = None;
        if head.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"sep=")) {
            delimiter = head.get(4).copied();
            head = self.record(None, LONGEST_CSV_ROW)?.map_or_else(Vec::new, |(_, head)| head);
        }
        let count = |mark: &u8| head.iter().filter(|octet| *octet == mark).count();
        let delimiter = delimiter.or_else(|| [b',', b';', b'\t'].into_iter().max_by_key(count)).unwrap_or(b';');
        let text = mail::plain(&head);
        let names = cells(text.trim_start_matches('\u{feff}'), delimiter).unwrap_or_default();
        Ok(Columns { delimiter, names, head })
    }

    /// The next row; blank ones are passed over.
    pub fn next_row(&mut self, limit: usize) -> io::Result<Option<Result<Filed, FileError>>> {
        loop {
            let delimiter = self.columns.as_ref().map(|columns| columns.delimiter);
            let limit = if delimiter.is_some() { limit.min(LONGEST_CSV_ROW) } else { limit };
            let Some((line, raw)) = self.record(delimiter, limit)? else { return Ok(None) };
            let label = format!("{}:{line}", self.label);
            if raw.len() > limit {
                return Ok(Some(Err(FileError::TooLarge { place: label, limit })));
            }
            let row = match &self.columns {
                _ if raw.trim_ascii().is_empty() => None,
                None => Some(request(raw)),
                Some(columns) => columns.row(raw),
            };
            if let Some(row) = row {
                return Ok(Some(Ok(Filed { label, content: Content::Row(row) })));
            }
        }
    }

    /// One line, or more where a quote stays open; with the number of the first. Octets far beyond `limit` are read over.
    fn record(&mut self, delimiter: Option<u8>, limit: usize) -> io::Result<Option<(usize, Vec<u8>)>> {
        let first = self.line + 1;
        let (mut record, mut cell) = (Vec::new(), Cell::Start);
        loop {
            let mut piece = Vec::new();
            if self.reader.by_ref().take(PIECE).read_until(b'\n', &mut piece)? == 0 {
                break;
            }
            if let Some(delimiter) = delimiter {
                cell = piece.iter().fold(cell, |cell, octet| cell.after(*octet, delimiter));
            }
            let ended = piece.ends_with(b"\n");
            self.line += usize::from(ended);
            if record.len() <= limit {
                record.append(&mut piece);
            }
            if ended && cell != Cell::Quoted {
                break;
            }
        }
        Ok((!record.is_empty()).then_some((first, record)))
    }
}

/// Where in a CSV row the next octet stands (RFC 4180 §2): a quote inside a cell that did not open with one is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Start,
    Plain,
    Quoted,
    /// Behind a quote inside a quoted cell.
    Closing,
}

impl Cell {
    fn after(self, octet: u8, delimiter: u8) -> Self {
        match (self, octet) {
            (Self::Start | Self::Closing, b'"') => Self::Quoted,
            (Self::Quoted, b'"') => Self::Closing,
            (Self::Quoted, _) => Self::Quoted,
            (_, b'\n') => Self::Start,
            (_, octet) if octet == delimiter => Self::Start,
            _ => Self::Plain,
        }
    }
}

fn request(raw: Vec<u8>) -> FiledRow {
    let text = raw.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&raw);
    let said = match serde_json::from_slice(text) {
        Ok(value @ Value::Object(_)) => Said::Request(value),
        Ok(_) => Said::Nothing("de regel is geen JSON-object: { … }"),
        Err(_) => Said::Nothing("de regel is geen geldige JSON"),
    };
    FiledRow { raw, mediatype: "application/json", said }
}

impl Columns {
    /// `None`: all its cells are empty.
    fn row(&self, raw: Vec<u8>) -> Option<FiledRow> {
        let said = match cells(&mail::plain(&raw), self.delimiter) {
            None => Said::Nothing("de regel is geen geldige CSV"),
            Some(cells) => {
                let named = (1..).zip(cells).map(|(place, cell)| (self.name(place), cell));
                let filled: Vec<_> = named.filter(|(_, cell)| !cell.is_empty()).collect();
                if filled.is_empty() {
                    return None;
                }
                Said::Columns(filled)
            }
        };
        Some(FiledRow { raw: [&self.head, raw.as_slice()].concat(), mediatype: "text/csv", said })
    }

    fn name(&self, place: usize) -> String {
        let name = self.names.get(place - 1).filter(|name| !name.is_empty());
        name.cloned().unwrap_or_else(|| format!("kolom {place}"))
    }
}

fn cells(record: &str, delimiter: u8) -> Option<Vec<String>> {
    let reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(record.as_bytes());
    let record = reader.into_records().next()?.ok()?;
    Some(record.iter().map(|cell| cell.trim().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn rows(name: &str, text: &[u8]) -> Vec<(usize, Said)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let mut rows = Rows::open(&path).unwrap();
        let mut found = Vec::new();
        while let Some(row) = rows.next_row(10_000).unwrap() {
            let row = row.unwrap();
            let line = row.label.rsplit_once(':').unwrap().1.parse().unwrap();
            let Content::Row(row) = row.content else { panic!("{row:?}") };
            found.push((line, row.said));
        }
        found
    }

    fn columns(cells: &[(&str, &str)]) -> Said {
        Said::Columns(cells.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect())
    }

    #[test]
    fn each_line_of_ndjson_is_a_row_and_one_that_is_no_json_is_one_too() {
        let found = rows("oud.ndjson", b"\xef\xbb\xbf{\"a\":1}\n\n[1]\r\n{\"a\":\n{\"a\":2}");
        let lines: Vec<usize> = found.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 3, 4, 5]);
        assert!(matches!(found[0].1, Said::Request(_)) && matches!(found[3].1, Said::Request(_)));
        assert!(matches!(found[1].1, Said::Nothing(_)) && matches!(found[2].1, Said::Nothing(_)));
    }

    #[test]
    fn csv_is_read_however_it_is_parted_quoted_and_encoded() {
        let expected = [
            (2, columns(&[("naam", "Zoë"), ("tekst", "een \"twee\"\ndrie; vier")])),
            (4, columns(&[("naam", "5\" buis"), ("tekst", "x")])),
        ];
        for text in [
            "naam;tekst\n\"Zoë\";\"een \"\"twee\"\"\ndrie; vier\"\n5\" buis;x\n".to_owned(),
            "\u{feff}naam,tekst\r\nZoë,\"een \"\"twee\"\"\ndrie; vier\"\r\n5\" buis,x\r\n".to_owned(),
        ] {
            assert_eq!(rows("oud.csv", text.as_bytes()), expected, "{text}");
        }
        let excel = rows("oud.csv", b"sep=;\r\nnaam;tekst\r\nZo\xeb;x\r\n;\r\n;;los\r\n");
        assert_eq!(excel, [(3, columns(&[("naam", "Zoë"), ("tekst", "x")])), (5, columns(&[("kolom 3", "los")]))]);
    }

    #[test]
    fn a_row_that_is_too_large_is_named_and_the_next_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("oud.jsonl");
        fs::write(&path, format!("{{\"a\":\"{}\"}}\n{{\"a\":2}}\n", "x".repeat(3_000_000))).unwrap();
        let mut rows = Rows::open(&path).unwrap();
        let error = rows.next_row(1_000).unwrap().unwrap().unwrap_err();
        assert!(error.to_string().contains("oud.jsonl:1: "), "{error}");
        assert!(rows.next_row(1_000).unwrap().unwrap().unwrap().label.ends_with(":2"));
    }

    #[test]
    fn a_row_is_known_again_by_its_reference_else_by_all_it_says() {
        let partner = PartnerName("cjg".to_owned());
        let row = |text: &str| request(text.as_bytes().to_vec());
        let (one, other) = (row("{\"a\":1}"), row("{\"a\":2}"));
        let by_reference = one.delivery(&partner, Some("Z-1"), "x");
        assert_eq!(by_reference, other.delivery(&partner, Some("Z-1"), "x"));
        assert_ne!(one.delivery(&partner, None, "x"), other.delivery(&partner, None, "x"));
    }
}
