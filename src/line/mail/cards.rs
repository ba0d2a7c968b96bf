//! Invitations and business cards as lines a person can read (RFC 5545, RFC 6350).

use crate::domain::bounded;

/// Lines shown of one file.
const MAX_LINES: usize = 60;
/// Characters shown of one value.
const MAX_VALUE: usize = 4_000;

/// The properties that say something, and how they are called in Dutch.
const LABELS: [(&str, &str); 14] = [
    ("SUMMARY", "Afspraak"),
    ("DTSTART", "Begin"),
    ("DTEND", "Einde"),
    ("LOCATION", "Plaats"),
    ("DESCRIPTION", "Omschrijving"),
    ("FN", "Naam"),
    ("ORG", "Organisatie"),
    ("TITLE", "Functie"),
    ("TEL", "Telefoon"),
    ("EMAIL", "E-mail"),
    ("ADR", "Adres"),
    ("BDAY", "Geboortedatum"),
    ("NOTE", "Opmerking"),
    ("URL", "Website"),
];

/// What a calendar or vCard file says, one property a line; empty when it says nothing.
pub(super) fn lines(file: &str) -> String {
    let unfolded = file.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    let mut out = String::new();
    for (label, value) in unfolded.lines().filter_map(property).take(MAX_LINES) {
        out.push_str(label);
        out.push_str(": ");
        out.push_str(&value);
        out.push('\n');
    }
    out
}

/// `TEL;TYPE=cell:0612345678`, with a group before it or not.
fn property(line: &str) -> Option<(&'static str, String)> {
    let name_end = line.find([':', ';'])?;
    let name = line[..name_end].rsplit('.').next().unwrap_or_default();
    let (_, label) = LABELS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known))?;
    let value = &line[value_start(line)?..];
    let parted = matches!(*label, "Adres" | "Organisatie");
    let value = unescaped(bounded(value, MAX_VALUE), if parted { ' ' } else { ';' });
    let value = if matches!(*label, "Begin" | "Einde") { moment(&value) } else { value };
    (!value.is_empty()).then_some((*label, value))
}

/// Behind the first colon outside quotes.
fn value_start(line: &str) -> Option<usize> {
    let mut quoted = false;
    line.bytes()
        .position(|b| {
            quoted ^= b == b'"';
            b == b':' && !quoted
        })
        .map(|colon| colon + 1)
}

/// `\n`, `\,` and `\;` as what they stand for; a bare `;` becomes `parting`.
fn unescaped(value: &str, parting: char) -> String {
    let mut out = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            ';' if parting == ' ' && (out.is_empty() || out.ends_with(' ')) => {}
            ';' => out.push(parting),
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// `20261123T090000Z` as `23-11-2026 09:00 UTC`; anything else as it stands.
fn moment(value: &str) -> String {
    let digits = |from: usize, to: usize| value.get(from..to).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let (Some(year), Some(month), Some(day)) = (digits(0, 4), digits(4, 6), digits(6, 8)) else {
        return value.to_owned();
    };
    let zone = if value.ends_with('Z') { " UTC" } else { "" };
    match (digits(9, 11), digits(11, 13)) {
        (Some(hour), Some(minute)) => format!("{day}-{month}-{year} {hour}:{minute}{zone}"),
        _ => format!("{day}-{month}-{year}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_reads_as_an_appointment() {
        let file = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=nl:Overleg\\, gezin\r\nDTSTART:20261123T090000Z\r\n\
                    DESCRIPTION:Wij bespreken de\r\n  zorgen.\\nTot dan.\r\nUID:x\r\nEND:VEVENT\r\n";
        let said =
            "Afspraak: Overleg, gezin\nBegin: 23-11-2026 09:00 UTC\nOmschrijving: Wij bespreken de zorgen.\nTot dan.\n";
        assert_eq!(lines(file), said);
    }

    #[test]
    fn a_card_reads_as_a_card() {
        let file = "BEGIN:VCARD\nFN:Joke Hulzebos\nitem1.ADR;TYPE=work:;;Pijlkruidhof 7;Winschoten;;9675XA;\nTEL;TYPE=\"x:y\":0597-000000\nPHOTO:x\n";
        assert_eq!(
            lines(file),
            "Naam: Joke Hulzebos\nAdres: Pijlkruidhof 7 Winschoten 9675XA\nTelefoon: 0597-000000\n"
        );
    }
}
