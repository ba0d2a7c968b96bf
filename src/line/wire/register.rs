//! Rows of an address register: a BAG extract as NDJSON or CSV.

use std::io::BufRead;

use serde::{Deserialize, Deserializer, de};

use crate::domain::{Address, HouseNumber, Postcode};

/// Why a register cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    #[error("regel {line} van het adressenregister: {reason}")]
    Row { line: u64, reason: String },
}

/// One row, by the BAG's names (Catalogus BAG 2018: openbare ruimte, nummeraanduiding, woonplaats).
#[derive(Deserialize)]
struct Row {
    straat: String,
    #[serde(deserialize_with = "number")]
    huisnummer: String,
    #[serde(default)]
    huisletter: Option<String>,
    #[serde(default)]
    huisnummertoevoeging: Option<String>,
    postcode: Option<String>,
    #[serde(default)]
    woonplaats: Option<String>,
}

/// A number or its text.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u32),
        Text(String),
    }
    match Written::deserialize(deserializer) {
        Ok(Written::Number(number)) => Ok(number.to_string()),
        Ok(Written::Text(text)) => Ok(text),
        Err(_) => Err(de::Error::custom("huisnummer is geen getal")),
    }
}

/// Reads the rows: NDJSON when the first line begins with a brace, else CSV whose first line names the columns, parted
/// by commas or semicolons.
///
/// # Errors
///
/// [`RegisterError`] at the first row that lacks a street or a number.
pub fn register_rows(mut text: impl BufRead) -> Result<Vec<Address>, RegisterError> {
    let start = text.fill_buf().map_err(|error| RegisterError::Row { line: 1, reason: error.to_string() })?;
    let first: &[u8] = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if first.trim_ascii_start().starts_with(b"{") {
        return json_rows(text);
    }
    let delimiter = if first.contains(&b';') { b';' } else { b',' };
    csv_rows(text, delimiter)
}

fn json_rows(text: impl BufRead) -> Result<Vec<Address>, RegisterError> {
    let mut rows = Vec::new();
    for (line, written) in (1..).zip(text.lines()) {
        let told = |reason: String| RegisterError::Row { line, reason };
        let written = written.map_err(|error| told(error.to_string()))?;
        if !written.trim().is_empty() {
            rows.push(address(serde_json::from_str(&written).map_err(|error| told(error.to_string()))?));
        }
    }
    Ok(rows)
}

fn csv_rows(text: impl BufRead, delimiter: u8) -> Result<Vec<Address>, RegisterError> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(text);
    let told = |line: u64, error: csv::Error| RegisterError::Row { line, reason: error.to_string() };
    let rows = (2..).zip(reader.deserialize::<Row>());
    rows.map(|(line, row)| row.map(address).map_err(|error| told(line, error))).collect()
}

fn address(row: Row) -> Address {
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let mut address = Address {
        straatnaam: Some(row.straat),
        huisletter: given(row.huisletter),
        huisnummertoevoeging: given(row.huisnummertoevoeging),
        postcode: row.postcode.as_deref().and_then(Postcode::parse),
        woonplaats: given(row.woonplaats),
        ..Address::default()
    };
    if let Some(number) = HouseNumber::parse(&row.huisnummer) {
        address.huisnummer = Some(number.number);
        if address.suffix().is_empty() {
            address.huisletter = number.letter;
            address.huisnummertoevoeging = number.addition;
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_notations_give_the_same_rows() {
        let json =
            r#"{"straat":"Kerkstraat","huisnummer":12,"huisletter":"A","postcode":"9675 XA","woonplaats":"Beerta"}"#;
        let csv =
            "straat;huisnummer;huisletter;huisnummertoevoeging;postcode;woonplaats\nKerkstraat;12;A;;9675XA;Beerta\n";
        let read = |text: &str| register_rows(text.as_bytes()).expect("rows");
        assert_eq!(read(json), read(csv));
        assert_eq!(read(csv)[0].line(), "Kerkstraat 12-A, 9675 XA Beerta");
    }

    #[test]
    fn a_bad_row_is_named_by_its_line() {
        let text = "straat,huisnummer,postcode\nKerkstraat,1,9675XA\nKerkstraat\n";
        let error = register_rows(text.as_bytes()).expect_err("a column is missing");
        assert!(error.to_string().starts_with("regel 3 van het adressenregister"), "{error}");
    }
}
