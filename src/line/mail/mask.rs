//! The burgerservicenummer masked in the message as it came in, so that the original can be kept.
//!
//! **Invariant:** a message without a BSN is returned untouched, byte for byte; masking never changes its structure.

use std::{borrow::Cow, ops::Range};

use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};

use super::{
    body, decode,
    fields::{Fields, decoded},
    tree::parsed,
};
use crate::domain::bsn;

/// Encoded messages inside encoded messages that are opened.
const MAX_DEPTH: usize = 3;

/// A replacement in the message.
type Edit = (Range<usize>, Vec<u8>);

/// Fields that machines read; digits in them are ids and times, and changing them breaks threads and structure.
const MACHINE_FIELDS: [&str; 14] = [
    "Message-ID",
    "In-Reply-To",
    "References",
    "Received",
    "Return-Path",
    "Date",
    "DKIM-Signature",
    "MIME-Version",
    "Authentication-Results",
    "Content-Transfer-Encoding",
    "Content-ID",
    "Thread-Index",
    "ARC-Seal",
    "ARC-Message-Signature",
];

/// The message with every BSN in its text masked: in place where it stands literally or in quoted-printable,
/// by re-encoding where a text part is base64 or a field has encoded words.
pub fn without_bsn(raw: Vec<u8>) -> Vec<u8> {
    masked(&raw, 0).unwrap_or(raw)
}

/// A decoded text file, masked in place.
pub(super) fn without_bsn_in_text(text: Vec<u8>) -> Vec<u8> {
    masked_text(&text).unwrap_or(text)
}

/// `None`: nothing to mask.
fn masked(raw: &[u8], depth: usize) -> Option<Vec<u8>> {
    if !worth_looking(raw) {
        return None;
    }
    let mut edits: Vec<Edit> = Vec::new();
    match parsed(raw) {
        Some(message) => {
            let mut covered = 0;
            message_edits(&message, depth, &mut covered, &mut edits);
            literal(raw, covered.min(raw.len())..raw.len(), &mut edits);
        }
        None => literal(raw, 0..raw.len(), &mut edits),
    }
    (!edits.is_empty()).then(|| applied(raw, edits))
}

/// Eight digits with single separators between, or an encoding that may hide them.
fn worth_looking(raw: &[u8]) -> bool {
    memchr::memmem::find(raw, b"=?").is_some() || says_base64(raw) || may_hold_bsn(raw)
}

/// Eight digits anywhere but in a field that is left alone; nearly every Message-ID has as many.
fn may_hold_bsn(raw: &[u8]) -> bool {
    let fields = Fields::of(raw);
    let mut from = 0;
    for field in fields.iter().filter(|field| is_for_machines(field.name)) {
        if has_eight_digits(&raw[from..field.offset]) {
            return true;
        }
        from = field.offset + field.value.len();
    }
    has_eight_digits(&raw[from..])
}

fn is_for_machines(name: &str) -> bool {
    MACHINE_FIELDS.iter().any(|field| field.eq_ignore_ascii_case(name))
}

fn says_base64(raw: &[u8]) -> bool {
    memchr::memmem::find_iter(raw, b"64").any(|at| at >= 4 && raw[at - 4..at].eq_ignore_ascii_case(b"base"))
}

/// Eight digits stand in eight bytes or more of a written number, so one of every eight bytes is of it.
fn has_eight_digits(raw: &[u8]) -> bool {
    let mut from = 0;
    while let Some(probe) = raw.get(from + 7) {
        if !may_be_of_number(probe) {
            from += 8;
            continue;
        }
        let before = raw[from..from + 7].iter().rev().take_while(|byte| may_be_of_number(byte)).count();
        let run = &raw[from + 7 - before..];
        let run = &run[..run.iter().position(|byte| !may_be_of_number(byte)).unwrap_or(run.len())];
        if eight_digits_stand_in(run) {
            return true;
        }
        from += 8 - before + run.len();
    }
    false
}

/// A digit, or what parts the digits of one number; `=` covers soft breaks and escapes, which may stand inside it.
fn may_be_of_number(byte: &u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'=' | b'.' | b' ' | b'-' | b'\r' | b'\n')
}

fn eight_digits_stand_in(run: &[u8]) -> bool {
    let (mut digits, mut gap) = (0_u32, 0_u32);
    run.iter().any(|byte| {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                gap = 0;
            }
            b'=' => gap = 0,
            _ if gap < 3 => gap += 1,
            _ => digits = 0,
        }
        digits >= 8
    })
}

/// Walks the parts in the order they stand; what lies between them (preambles) is literal text.
fn message_edits(message: &Message<'_>, depth: usize, covered: &mut usize, edits: &mut Vec<Edit>) {
    let raw: &[u8] = &message.raw_message;
    for part in &message.parts {
        let (head, body, end) = (part.offset_header as usize, part.offset_body as usize, part.offset_end as usize);
        if head < *covered || body < head || body > raw.len() {
            continue;
        }
        literal(raw, *covered..head, edits);
        field_edits(raw, head..body, edits);
        *covered = body;
        match &part.body {
            PartType::Multipart(_) => {}
            PartType::Message(inner) if part.encoding == Encoding::None => {
                message_edits(inner, depth, covered, edits);
            }
            _ if end >= body && end <= raw.len() => {
                part_edits(message, part, depth, edits);
                *covered = end;
            }
            _ => {}
        }
    }
}

fn part_edits(message: &Message<'_>, part: &MessagePart<'_>, depth: usize, edits: &mut Vec<Edit>) {
    let raw: &[u8] = &message.raw_message;
    let range = part.offset_body as usize..part.offset_end as usize;
    let kind = part.content_type().map_or("text", |declared| declared.ctype()).to_ascii_lowercase();
    // What `body` opens is read, and so kept without a BSN.
    let kind = if called_mail(part) { "message".to_owned() } else { kind };
    let texts = kind == "text" || kind == "message" || matches!(part.body, PartType::Text(_) | PartType::Html(_));
    if !texts {
        return;
    }
    match body::encoding_of(raw.get(range.clone()).unwrap_or_default(), part) {
        Encoding::None => literal(raw, range, edits),
        Encoding::QuotedPrintable => quoted_printable(raw, range, edits),
        Encoding::Base64 => {
            let inner = decode::base64(&raw[range.clone()]);
            let masked = match kind.as_str() {
                "message" if depth < MAX_DEPTH => masked(&inner, depth + 1),
                _ => masked_text(&inner),
            };
            if let Some(masked) = masked {
                let encoded = raw[range.clone()].trim_ascii_end();
                let line_end: &[u8] = if encoded.contains(&b'\r') { b"\r\n" } else { b"\n" };
                edits.push((range.start..range.start + encoded.len(), base64_lines(&masked, line_end)));
            }
        }
    }
}

/// Whether a program that gives files no type of their own attached it under the name of a mail.
pub(super) fn called_mail(part: &MessagePart<'_>) -> bool {
    let declared = part.content_type().map(|declared| (declared.ctype(), declared.subtype().unwrap_or_default()));
    let any_file = declared.is_some_and(|(main, sub)| {
        main.eq_ignore_ascii_case("application")
            && ["octet-stream", "eml", "x-eml"].iter().any(|known| sub.eq_ignore_ascii_case(known))
    });
    any_file && part.attachment_name().is_some_and(|name| name.trim().to_ascii_lowercase().ends_with(".eml"))
}

/// Digits replaced where they stand.
fn literal(raw: &[u8], range: Range<usize>, edits: &mut Vec<Edit>) {
    let Some(bytes) = raw.get(range.clone()).filter(|bytes| !bytes.is_empty()) else { return };
    for found in bsn::find(&same_length(bytes)) {
        let stars = starred(&bytes[found.clone()]);
        edits.push((range.start + found.start..range.start + found.end, stars));
    }
}

/// A view with the same offsets: bytes of other charsets become `~`.
fn same_length(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => bytes.iter().map(|b| if b.is_ascii() { char::from(*b) } else { '~' }).collect::<String>().into(),
    }
}

fn starred(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|b| if b.is_ascii_digit() { b'*' } else { *b }).collect()
}

fn masked_text(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut edits = Vec::new();
    literal(bytes, 0..bytes.len(), &mut edits);
    (!edits.is_empty()).then(|| applied(bytes, edits))
}

/// A number may be cut by a soft line break or hold escapes (`=20`, `=31`): found in the decoded text, masked in place.
fn quoted_printable(raw: &[u8], range: Range<usize>, edits: &mut Vec<Edit>) {
    let Some(encoded) = raw.get(range.clone()) else { return };
    let mut text = Vec::with_capacity(encoded.len());
    let mut origin = Vec::with_capacity(encoded.len());
    let mut at = 0;
    while at < encoded.len() {
        let length = if encoded[at] != b'=' {
            text.push(encoded[at]);
            1
        } else if let Some(byte) = decode::escaped(&encoded[at..]) {
            text.push(byte);
            3
        } else if let Some(length) = decode::soft_break(&encoded[at..]) {
            at += length;
            continue;
        } else {
            text.push(b'=');
            1
        };
        origin.push(at);
        at += length;
    }
    for found in bsn::find(&same_length(&text)) {
        for position in found.filter(|position| text[*position].is_ascii_digit()) {
            let from = range.start + origin[position];
            let escaped = encoded[origin[position]] == b'=';
            edits.push(if escaped { (from..from + 3, b"=2A".to_vec()) } else { (from..from + 1, b"*".to_vec()) });
        }
    }
}

/// Subject, names, file names: in place, or as new encoded words where they were encoded.
fn field_edits(raw: &[u8], range: Range<usize>, edits: &mut Vec<Edit>) {
    let Some(head) = raw.get(range.clone()) else { return };
    let fields = Fields::of(head);
    for field in fields.iter() {
        if is_for_machines(field.name) {
            continue;
        }
        let start = range.start + field.offset;
        let before = edits.len();
        literal(raw, start..start + field.value.len(), edits);
        if edits.len() == before && field.value.windows(2).any(|pair| pair == b"=?") {
            let text = decoded(field.value);
            let found = bsn::find(&text);
            if !found.is_empty() {
                edits.push((start..start + field.value.len(), encoded_words(&bsn::masked(&text))));
            }
        }
    }
    if let Some(beyond) = fields.beyond {
        literal(raw, range.start + beyond..range.end, edits);
    }
}

/// RFC 2047 §2: words of at most 75 characters, one a line.
fn encoded_words(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) =
            rest.split_at(rest.floor_char_boundary(42).max(rest.chars().next().map_or(1, char::len_utf8)));
        if !out.is_empty() {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b" =?utf-8?B?");
        out.extend(base64_text(word.as_bytes()).into_bytes());
        out.extend_from_slice(b"?=");
        rest = after;
    }
    out
}

fn base64_text(bytes: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode(bytes)
}

fn base64_lines(bytes: &[u8], line_end: &[u8]) -> Vec<u8> {
    let text = base64_text(bytes);
    let lines: Vec<&[u8]> = text.as_bytes().chunks(76).collect();
    lines.join(line_end)
}

fn applied(raw: &[u8], mut edits: Vec<Edit>) -> Vec<u8> {
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = Vec::with_capacity(raw.len() + 64);
    let mut from = 0;
    for (range, new) in edits {
        if range.start < from {
            continue;
        }
        out.extend_from_slice(&raw[from..range.start]);
        out.extend_from_slice(&new);
        from = range.end;
    }
    out.extend_from_slice(&raw[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(mail: &str) -> String {
        String::from_utf8(without_bsn(mail.as_bytes().to_vec())).unwrap()
    }

    #[test]
    fn a_literal_bsn_is_starred_in_place() {
        let mail = "From: a@b.example\r\nSubject: BSN 111222333\r\nMessage-ID: <123456782@b.example>\r\n\r\nBSN 111.222.333.\r\n";
        assert_eq!(
            mask(mail),
            "From: a@b.example\r\nSubject: BSN *********\r\nMessage-ID: <123456782@b.example>\r\n\r\nBSN ***.***.***.\r\n"
        );
    }

    #[test]
    fn a_number_cut_by_quoted_printable_is_found() {
        let mail =
            "From: a@b.example\nContent-Transfer-Encoding: quoted-printable\n\nBSN=20111=\n222=333=33 gezien =C3=AB\n";
        let masked = mask(mail);
        assert_eq!(masked.len(), mail.len());
        assert!(masked.contains("BSN=20***=\n***=2A*=2A"), "{masked}");
    }

    #[test]
    fn a_number_is_seen_wherever_it_stands_and_however_it_is_parted() {
        for written in ["12345678", "1234.56.78", "12 34 56 78 9", "1=\n2=\n345=\n678", "1 - 2 - 3 - 4 - 5 - 6 - 7 - 8"]
        {
            for before in 0..20 {
                assert!(
                    has_eight_digits(format!("{}{written}van", "x".repeat(before)).as_bytes()),
                    "{before} {written}"
                );
            }
        }
        for written in ["1234567", "1234-x-5678", "1234    5678", "la 1. de 2. da 3. 4. 5. 6. 7."] {
            for before in 0..20 {
                assert!(
                    !has_eight_digits(format!("{}{written}van", "x".repeat(before)).as_bytes()),
                    "{before} {written}"
                );
            }
        }
    }

    #[test]
    fn base64_text_is_opened_and_files_are_left() {
        let text = base64_text("Betreft BSN 111222333, café".as_bytes());
        let mail = format!(
            "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; charset=utf-8\n\
             Content-Transfer-Encoding: base64\n\n{text}\n--x\nContent-Type: application/pdf\n\
             Content-Transfer-Encoding: base64\n\n{text}\n--x--\n"
        );
        let masked = mask(&mail);
        assert_eq!(masked.matches(&text).count(), 1);
        let letter = crate::mail::read(masked.as_bytes(), None, &crate::mail::OwnMail::default());
        assert_eq!(letter.text, "Betreft BSN *********, café");
    }

    #[test]
    fn an_encoded_subject_is_encoded_again() {
        let mail = format!("Subject: =?utf-8?B?{}?=\n\nhallo\n", base64_text("zorg, bsn 111222333".as_bytes()));
        let masked = mask(&mail);
        assert_eq!(Fields::of(masked.as_bytes()).text("subject").as_deref(), Some("zorg, bsn ****"));
        assert!(masked.ends_with("\n\nhallo\n"));
    }

    #[test]
    fn mail_without_a_bsn_is_untouched() {
        for mail in ["", "Subject: tel 0597-000000\n\nbel 0612345678, zaaknummer 123456782\n", "\u{0}\u{1}=?"] {
            assert_eq!(mask(mail), mail);
        }
    }
}
