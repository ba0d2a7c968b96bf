//! The MIME tree walked once: its text in reading order, its files, and what could not be opened.

use std::borrow::Cow;

use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};

use super::{
    boundless, cards, decode,
    fields::Fields,
    flowed::{self, DelSp},
    html, mask, outlook,
    read::{is_mail, mended},
    signed,
    tree::parsed,
};
use crate::domain::{Attachment, Scanned, bounded, clean, cleaned};

/// Characters of text taken from one mail; the message as it came in is kept whole.
const MAX_TEXT: usize = 200_000;
/// Files listed of one mail.
const MAX_FILES: usize = 250;
/// Forwards inside forwards that are opened.
const MAX_NESTING: usize = 8;

/// What a message holds.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub text: String,
    pub attachments: Vec<Attachment>,
    /// S/MIME or PGP: only the addressee's key opens it.
    pub encrypted: bool,
    /// A delivery, disposition or abuse report (RFC 6522, RFC 8098, RFC 5965).
    pub report: bool,
}

impl Body {
    pub fn of(message: &Message<'_>) -> Self {
        let mut body = Self::default();
        if let Some(whole) = boundless::put_right(message).as_deref().and_then(parsed) {
            body.take(&whole, 0);
            // What it says to be it says in the head that was put right.
            let kind = message.parts.first().map(Kind::of);
            body.report |= kind.as_ref().is_some_and(Kind::report);
            body.encrypted |= kind.as_ref().is_some_and(Kind::encrypted);
        }
        if body.text.trim().is_empty() && body.attachments.is_empty() {
            body.take(message, 0);
        }
        body.text = bounded(&clean(&body.text), MAX_TEXT).trim_matches(['\n', ' ', '\t']).to_owned();
        body
    }

    fn take(&mut self, message: &Message<'_>, depth: usize) {
        let text = own_text(message);
        if !text.trim().is_empty() {
            if self.text.is_empty() {
                self.text = text;
            } else {
                self.text.push_str("\n\n");
                self.text.push_str(&text);
            }
        }
        for (position, part) in message.parts.iter().enumerate() {
            let kind = Kind::of(part);
            self.encrypted |= kind.encrypted();
            self.report |= depth == 0 && kind.report();
            let is_file = u32::try_from(position).is_ok_and(|id| message.attachments.binary_search(&id).is_ok());
            if is_file {
                self.file(message, part, &kind, depth);
            }
        }
    }

    fn file(&mut self, message: &Message<'_>, part: &MessagePart<'_>, kind: &Kind, depth: usize) {
        if kind.is_signature() || self.unwrapped(message, part, kind, depth) || self.mail_by_name(message, part, depth)
        {
            return;
        }
        if depth == 0 || !matches!(part.body, PartType::Message(_)) {
            self.keep(file_name(part), kind, content(message, part));
        }
        if let PartType::Message(inner) = &part.body
            && depth < MAX_NESTING
            && self.text.len() < MAX_TEXT * 4
        {
            self.open(inner, depth);
        }
    }

    /// Opens a mail that its sender's program only called a file: it has the name of one, and the fields.
    fn mail_by_name(&mut self, message: &Message<'_>, part: &MessagePart<'_>, depth: usize) -> bool {
        if !mask::called_mail(part) {
            return false;
        }
        let whole = content(message, part);
        let bytes = mended(&whole);
        let Some(inner) = parsed(&bytes).filter(|_| is_mail(&Fields::of(&bytes))) else { return false };
        if depth == 0 {
            self.keep(file_name(part), &Kind::declared("message/rfc822"), whole.clone());
        }
        if depth < MAX_NESTING && self.text.len() < MAX_TEXT * 4 {
            self.open(&inner, depth);
        }
        true
    }

    /// Opens what only wraps the mail's own text and files: winmail.dat and opaque S/MIME. Says whether it could.
    fn unwrapped(&mut self, message: &Message<'_>, part: &MessagePart<'_>, kind: &Kind, depth: usize) -> bool {
        let named_winmail = || part.attachment_name().is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"));
        if kind.is_smime() {
            let Some(inner) = signed::content(&content(message, part)).filter(|_| depth < MAX_NESTING) else {
                self.encrypted |= kind.may_be_sealed(part);
                return false;
            };
            let Some(inner) = parsed(&inner) else { return false };
            self.take(&inner, depth + 1);
            return true;
        }
        if !kind.as_str().ends_with("/ms-tnef") && !named_winmail() {
            if self.text.is_empty() && matches!(kind.as_str(), "text/calendar" | "text/vcard" | "text/x-vcard") {
                self.text = cards::lines(&part_text(message, part));
            }
            return false;
        }
        let inner = outlook::read(&content(message, part));
        let holds = |inner: &outlook::Inner| !inner.text.trim().is_empty() || !inner.files.is_empty();
        let Some(inner) = inner.filter(holds) else { return false };
        if self.text.trim().is_empty() {
            self.text = inner.text;
        }
        for file in inner.files {
            let kind = Kind::declared(file.mediatype.as_deref().unwrap_or("application/octet-stream"));
            self.keep(sound_name(&file.name), &kind, file.octets);
        }
        true
    }

    fn keep(&mut self, name: Option<String>, kind: &Kind, content: Vec<u8>) {
        if self.attachments.len() == MAX_FILES {
            return;
        }
        let number = self.attachments.len() + 1;
        let naam = name.unwrap_or_else(|| match kind.as_str() {
            "message/rfc822" => "bericht.eml".to_owned(),
            "text/calendar" => "uitnodiging.ics".to_owned(),
            "application/vnd.ms-outlook" => "bericht.msg".to_owned(),
            _ => format!("bijlage-{number}"),
        });
        self.attachments.push(Attachment {
            naam,
            mediatype: kind.0.clone(),
            inhoud: kept(kind, content),
            scanned: Scanned::Nobody,
        });
    }

    /// A forward as attachment reads as one in the text: its head, then what it says.
    fn open(&mut self, inner: &Message<'_>, depth: usize) {
        let whole = inner.parts.first().and_then(|root| {
            inner.raw_message.get(root.offset_header as usize..root.offset_body.max(root.offset_header) as usize)
        });
        let fields = Fields::of(whole.unwrap_or_default());
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str("-------- Doorgestuurd bericht --------\n");
        for (label, name) in [("Van", "from"), ("Datum", "date"), ("Onderwerp", "subject")] {
            if let Some(value) = fields.text(name) {
                self.text.push_str(&format!("{label}: {}\n", bounded(&value, 500)));
            }
        }
        self.take(inner, depth + 1);
    }
}

/// A part's media type, lower case.
struct Kind(String);

impl Kind {
    fn of(part: &MessagePart<'_>) -> Self {
        let Some(declared) = part.content_type() else {
            let implied = match part.body {
                PartType::Message(_) => "message/rfc822",
                PartType::Multipart(_) => "multipart/mixed",
                _ => "text/plain",
            };
            return Self(implied.to_owned());
        };
        Self::declared(&format!("{}/{}", declared.ctype(), declared.subtype().unwrap_or("plain")))
    }

    fn declared(kind: &str) -> Self {
        let kind = kind.to_ascii_lowercase();
        let sound = kind.len() <= 127 && kind.contains('/') && kind.bytes().all(|b| b.is_ascii_graphic());
        Self(if sound { kind } else { "application/octet-stream".to_owned() })
    }

    fn as_str(&self) -> &str {
        &self.0
    }

    /// RFC 3156 §4.
    fn encrypted(&self) -> bool {
        matches!(self.as_str(), "multipart/encrypted" | "application/pgp-encrypted")
    }

    /// RFC 8551 §3.2: sealed, or signed in a form that only S/MIME programs read.
    fn is_smime(&self) -> bool {
        matches!(self.as_str(), "application/pkcs7-mime" | "application/x-pkcs7-mime")
    }

    /// Anything but a set of certificates.
    fn may_be_sealed(&self, part: &MessagePart<'_>) -> bool {
        let declared = part.content_type().and_then(|declared| declared.attribute("smime-type"));
        !declared.is_some_and(|kind| kind.eq_ignore_ascii_case("certs-only"))
    }

    /// The signature beside a signed message (RFC 8551 §3.5.3, RFC 3156 §5) is no file of its sender.
    fn is_signature(&self) -> bool {
        matches!(
            self.as_str(),
            "application/pkcs7-signature" | "application/x-pkcs7-signature" | "application/pgp-signature"
        )
    }

    fn report(&self) -> bool {
        matches!(
            self.as_str(),
            "multipart/report"
                | "message/delivery-status"
                | "message/global-delivery-status"
                | "message/disposition-notification"
                | "message/feedback-report"
        )
    }
}

/// The body's text: the plain form where it says anything, else the HTML, else any text part at all.
fn own_text(message: &Message<'_>) -> String {
    let plain = joined(message, &message.text_body);
    if message.html_body != message.text_body && (plain.trim().is_empty() || stands_for_html(&plain)) {
        let html = joined(message, &message.html_body);
        if !html.trim().is_empty() {
            return html;
        }
    }
    if !plain.trim().is_empty() {
        return plain;
    }
    let texts: Vec<u32> = (0..message.parts.len())
        .filter(|id| matches!(message.parts[*id].body, PartType::Text(_) | PartType::Html(_)))
        .filter(|id| matches!(Kind::of(&message.parts[*id]).as_str(), "text/plain" | "text/html"))
        .filter_map(|id| u32::try_from(id).ok())
        .collect();
    joined(message, &texts)
}

/// "Your mail program shows no HTML": a plain form that only says where the text is.
fn stands_for_html(plain: &str) -> bool {
    let plain = plain.trim();
    plain.len() < 300 && plain.to_ascii_lowercase().contains("html")
}

fn joined(message: &Message<'_>, ids: &[u32]) -> String {
    let mut text = String::new();
    for part in ids.iter().filter_map(|id| message.parts.get(*id as usize)) {
        let piece = match &part.body {
            PartType::Html(_) => html::to_text(&part_text(message, part)),
            PartType::Text(_) => match Kind::of(part).as_str() {
                "text/html" => html::to_text(&part_text(message, part)),
                "text/calendar" | "text/vcard" | "text/x-vcard" => cards::lines(&part_text(message, part)),
                _ => unix_lines(part_text(message, part)),
            },
            _ => continue,
        };
        if text.is_empty() {
            text = piece;
            continue;
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&piece);
    }
    text
}

/// CRLF as LF.
fn unix_lines(text: String) -> String {
    let mut lines = String::new();
    let mut from = 0;
    for at in memchr::memchr_iter(b'\r', text.as_bytes()).filter(|at| text.as_bytes().get(at + 1) == Some(&b'\n')) {
        if from == 0 {
            lines.reserve(text.len());
        }
        lines.push_str(&text[from..at]);
        from = at + 1;
    }
    if from == 0 {
        return text;
    }
    lines.push_str(&text[from..]);
    lines
}

/// Encoded octets of a text part that are read: more than [`MAX_TEXT`] characters of plain text ever take.
const MAX_TEXT_OCTETS: usize = 3 << 20;
/// The same of HTML, whose tags and pictures take room and say nothing.
const MAX_HTML_OCTETS: usize = 8 << 20;

/// A text part decoded anew from its bytes: mail-parser leaves a part with one bad escape undecoded.
fn part_text(message: &Message<'_>, part: &MessagePart<'_>) -> String {
    let limit = if matches!(part.body, PartType::Html(_)) { MAX_HTML_OCTETS } else { MAX_TEXT_OCTETS };
    let raw = raw_body(message, part);
    let bytes = decoded(&raw[..raw.len().min(limit)], part);
    let attribute = |name: &str| part.content_type().and_then(|declared| declared.attribute(name));
    let text = decode::text(&bytes, attribute("charset"));
    let is = |name: &str, value: &str| attribute(name).is_some_and(|given| given.eq_ignore_ascii_case(value));
    if is("format", "flowed") && !matches!(part.body, PartType::Html(_)) {
        return flowed::unflowed(&text, if is("delsp", "yes") { DelSp::Yes } else { DelSp::No });
    }
    text
}

fn decoded_bytes<'m>(message: &'m Message<'_>, part: &MessagePart<'_>) -> Cow<'m, [u8]> {
    decoded(raw_body(message, part), part)
}

fn decoded<'m>(raw: &'m [u8], part: &MessagePart<'_>) -> Cow<'m, [u8]> {
    match encoding_of(raw, part) {
        Encoding::None => Cow::Borrowed(raw),
        Encoding::QuotedPrintable => Cow::Owned(decode::quoted_printable(raw)),
        Encoding::Base64 => Cow::Owned(decode::base64(raw)),
    }
}

pub(super) fn raw_body<'m>(message: &'m Message<'_>, part: &MessagePart<'_>) -> &'m [u8] {
    message.raw_message.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default()
}

/// The encoding that `raw`, the body of `part`, has: a label of base64 on text that is none is a program's mistake.
pub(super) fn encoding_of(raw: &[u8], part: &MessagePart<'_>) -> Encoding {
    let text = || matches!(Kind::of(part).as_str(), "text/plain" | "text/html");
    match encoding(part) {
        Encoding::Base64 if text() && !decode::is_base64(raw) => Encoding::None,
        declared => declared,
    }
}

/// Content-Transfer-Encoding as declared (RFC 2045 §6), also where the parser failed on it.
fn encoding(part: &MessagePart<'_>) -> Encoding {
    match part.content_transfer_encoding().map(str::trim) {
        Some(word) if word.eq_ignore_ascii_case("base64") => Encoding::Base64,
        Some(word) if word.eq_ignore_ascii_case("quoted-printable") => Encoding::QuotedPrintable,
        _ => Encoding::None,
    }
}

/// A file's bytes. Whole: mail-parser drops the last bytes of base64 without padding.
fn content(message: &Message<'_>, part: &MessagePart<'_>) -> Vec<u8> {
    match &part.body {
        PartType::Multipart(_) => Vec::new(),
        PartType::Message(inner) if part.encoding == Encoding::None => {
            inner.parts.first().map_or_else(Vec::new, |root| {
                message
                    .raw_message
                    .get(root.offset_header as usize..part.offset_end as usize)
                    .unwrap_or_default()
                    .to_vec()
            })
        }
        _ => decoded_bytes(message, part).into_owned(),
    }
}

/// A file as it may be stored: text and mail without a BSN.
fn kept(kind: &Kind, content: Vec<u8>) -> Vec<u8> {
    match kind.as_str() {
        "message/rfc822" | "message/global" => mask::without_bsn(content),
        text if text.starts_with("text/") => mask::without_bsn_in_text(content),
        _ => content,
    }
}

/// The file's own name, without folders or controls; RFC 2231 and RFC 2047 forms are both met.
fn file_name(part: &MessagePart<'_>) -> Option<String> {
    sound_name(&super::fields::decoded(part.attachment_name()?.as_bytes()))
}

fn sound_name(given: &str) -> Option<String> {
    let name = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = cleaned(name).chars().filter(|c| !c.is_control()).collect();
    let name = bounded(name.trim(), 200);
    (!name.is_empty() && name != "." && name != "..").then(|| name.to_owned())
}
