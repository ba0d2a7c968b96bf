//! The header block that a mail program puts above an earlier message: `Van:`, `Verzonden:`, `Aan:`.
//!
//! **Invariant:** one such line alone is never a block: people write "Van: de buurvrouw gehoord dat …".

use super::super::html::RULE;
use super::marks::{MAX_LINE, is_dashed, unquoted};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Sender,
    Date,
    Other,
}

/// `Van:`, `*Verzonden:*`, `Onderwerp :` and the like at the line's start, with the value.
fn header_line(line: &str) -> Option<(Known, &str)> {
    let line = unquoted(line).trim_start_matches('*');
    let colon = line.bytes().take(24).position(|b| b == b':')?;
    let known = known(line[..colon].trim().trim_end_matches('*').trim_end())?;
    Some((known, line[colon + 1..].trim_start_matches(['*', ' ', '\t'])))
}

/// The labels of mail programs; a partner's program may speak another language than the partner.
fn known(label: &str) -> Option<Known> {
    Some(match label.to_lowercase().as_str() {
        "van" | "from" | "afzender" | "von" | "de" | "da" | "från" | "fra" | "od" | "от" | "lähettäjä" | "kimden"
        | "差出人" => Known::Sender,
        "verzonden"
        | "sent"
        | "datum"
        | "date"
        | "verzonden op"
        | "verstuurd"
        | "gesendet"
        | "envoyé"
        | "envoyé le"
        | "enviado"
        | "enviado el"
        | "enviada em"
        | "inviato"
        | "data"
        | "fecha"
        | "skickat"
        | "sendt"
        | "dato"
        | "wysłano"
        | "message du"
        | "отправлено"
        | "дата"
        | "lähetetty"
        | "odesláno"
        | "gönderildi"
        | "tarih"
        | "送信日時" => Known::Date,
        "aan" | "to" | "cc" | "bcc" | "onderwerp" | "subject" | "antwoord aan" | "reply-to" | "an" | "betreff"
        | "à" | "objet" | "para" | "asunto" | "assunto" | "a" | "oggetto" | "till" | "ämne" | "til" | "emne" | "do"
        | "temat" | "kopie" | "kopi" | "importance" | "urgentie" | "sujet" | "copie à" | "кому" | "тема" | "копия"
        | "vastaanottaja" | "aihe" | "komu" | "předmět" | "kime" | "konu" | "宛先" | "件名" => Known::Other,
        _ => return None,
    })
}

/// `Van:` with a date or another field within the next lines; a rule of underscores may stand above it.
///
/// One such line alone is running text ("Van: de buurvrouw gehoord dat …").
pub(super) fn header_block(lines: &[&str]) -> bool {
    let mut lines = lines.iter().filter(|line| !unquoted(line).is_empty()).take(7).copied();
    let Some(mut first) = lines.next() else { return false };
    // Outlook on the web leaves a rule and a ruled box.
    for _ in 0..2 {
        if is_rule(unquoted(first)) {
            let Some(next) = lines.next() else { return false };
            first = next;
        }
    }
    // Gmail and Outlook for Mac put the date first now and then; a block always has its sender.
    let Some((opening, value)) = header_line(first) else { return false };
    if value.is_empty() || first.len() > MAX_LINE {
        return false;
    }
    let mut sender = opening == Known::Sender;
    let (mut in_row, mut in_all, mut wrapped) = (1, 1, false);
    for line in lines {
        match header_line(line) {
            Some((known, _)) => {
                sender |= known == Known::Sender;
                in_all += 1;
                in_row += usize::from(!wrapped);
            }
            None if !wrapped && line.len() < 120 => wrapped = true,
            None => break,
        }
    }
    // Hotmail puts the subject first, and quotes the block.
    let opens = opening != Known::Other || first.trim_start().starts_with('>');
    sender && opens && (in_row >= 2 || in_all >= 3)
}

fn is_rule(line: &str) -> bool {
    line.len() >= RULE.len() - 12 && line.bytes().all(|b| b == b'_' || b == b'-')
}

/// Who wrote the inner message, from its `Van:` line; on one line with the rest, up to the next field.
pub(super) fn sender_shown(line: &str) -> Option<&str> {
    let line = match line.find("Van:").or_else(|| line.find("From:")) {
        Some(at) if at > 0 && is_dashed(line) => &line[at..],
        _ => line,
    };
    let (known, value) = header_line(line)?;
    if known != Known::Sender {
        return None;
    }
    let end = ["Verzonden:", "Sent:", "Datum:", "Date:", "Aan:", "To:", "Onderwerp:"]
        .iter()
        .filter_map(|next| value.find(next))
        .min()
        .unwrap_or(value.len());
    let name = value[..end].trim().trim_matches('*').trim();
    (!name.is_empty()).then_some(name)
}
