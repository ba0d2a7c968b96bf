//! The same figures to take along: CSV for any program, XLSX for a spreadsheet.

use axum::http::{
    HeaderValue,
    header::{CONTENT_DISPOSITION, CONTENT_TYPE},
};
use axum::response::{IntoResponse, Response};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::findings::{Finding, Headline};

/// One line for each cell: `onderdeel;regel;kolom;waarde`, as Dutch spreadsheets read it, with a byte order mark.
pub(super) fn csv(headlines: &[Headline], findings: &[Finding]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(["onderdeel", "regel", "kolom", "waarde"])?;
    for headline in headlines {
        writer.write_record(["kerncijfers", headline.label, headline.unit, &headline.value])?;
    }
    for finding in findings {
        for row in &finding.rows {
            let Some((name, cells)) = row.split_first() else { continue };
            for (column, cell) in finding.head.iter().skip(1).zip(cells) {
                writer.write_record([finding.id, &inert(name), column, &inert(cell)])?;
            }
        }
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// A spreadsheet takes these for the beginning of a formula.
fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// A sheet for each finding, the first with the key figures.
pub(super) fn xlsx(title: &str, headlines: &[Headline], findings: &[Finding]) -> Result<Vec<u8>, XlsxError> {
    let (mut book, bold) = (Workbook::new(), Format::new().set_bold());
    let sheet = book.add_worksheet().set_name("kerncijfers")?;
    sheet.set_column_width(0, 34)?.set_column_width(2, 40)?;
    sheet.write_string_with_format(0, 0, title, &bold)?;
    for (line, headline) in (2..).zip(headlines) {
        sheet.write_string(line, 0, headline.label)?;
        sheet.write_string(line, 1, format!("{} {}", headline.value, headline.unit).trim())?;
        sheet.write_string(line, 2, headline.beside.as_str())?;
    }
    for finding in findings {
        let sheet = book.add_worksheet().set_name(finding.id)?;
        sheet.set_column_width(0, 44)?.set_column_width(1, 28)?;
        sheet.write_string_with_format(0, 0, finding.title.as_str(), &bold)?;
        sheet.write_string(1, 0, finding.sub.as_str())?;
        for (column, name) in (0..).zip(&finding.head) {
            sheet.write_string_with_format(3, column, name.as_str(), &bold)?;
        }
        for (line, row) in (4..).zip(&finding.rows) {
            for (column, cell) in (0..).zip(row) {
                match cell.replace('.', "").parse::<i32>() {
                    Ok(number) if column > 0 => sheet.write_number(line, column, number)?,
                    _ => sheet.write_string(line, column, cell.as_str())?,
                };
            }
        }
    }
    book.save_to_buffer()
}

/// A download under this name.
pub(super) fn download(name: &str, mediatype: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .unwrap_or(HeaderValue::from_static("attachment"));
    ([(CONTENT_TYPE, HeaderValue::from_static(mediatype)), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding() -> Finding {
        Finding {
            id: "straten",
            title: "Pijlkruidhof".to_owned(),
            head: vec!["Straat".to_owned(), "Huishoudens".to_owned()],
            rows: vec![
                vec!["=cmd|'/c'!A1".to_owned(), "1.204".to_owned()],
                vec!["Lisdoddeplein".to_owned(), "+3".to_owned()],
            ],
            ..Finding::default()
        }
    }

    #[test]
    fn a_cell_cannot_become_a_formula() {
        let text = String::from_utf8(csv(&[], &[finding()]).unwrap()).unwrap();
        assert!(text.starts_with('\u{feff}'));
        assert!(text.contains("straten;'=cmd|'/c'!A1;Huishoudens;1.204"), "{text}");
        assert!(text.contains("straten;Lisdoddeplein;Huishoudens;'+3"));
    }

    #[test]
    fn a_sheet_is_a_zip_with_a_sheet_for_each_finding() {
        let bytes = xlsx("Cijfers", &[], &[finding()]).unwrap();
        assert!(bytes.starts_with(b"PK"));
    }
}
