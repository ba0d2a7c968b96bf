//! Attachments of a request: base64, bounded in number and size.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{
    fields::{Fields, Findings, quoted},
    report::Limits,
    said::Said,
};
use crate::domain::{Attachment, Scanned};

const KEYS: [&str; 3] = ["naam", "mediatype", "inhoud"];
/// RFC 4648 §4; senders that leave the padding out are understood.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

pub(super) fn read(list: Vec<Said<'_>>, findings: &mut Findings) -> Vec<Attachment> {
    let numbered = list.into_iter().enumerate();
    numbered.filter_map(|(index, value)| read_one(value, format!("/bijlagen/{index}"), findings)).collect()
}

fn read_one(value: Said<'_>, at: String, findings: &mut Findings) -> Option<Attachment> {
    let mut fields = Fields::of(value, at, findings)?;
    let naam = fields.text("naam", 1_000).unwrap_or_else(|| "bijlage".to_owned());
    let mediatype = fields.text("mediatype", 200).unwrap_or_else(|| "application/octet-stream".to_owned());
    let inhoud = match fields.take("inhoud") {
        Some(Said::Text(text)) => decoded(&mut fields, &text),
        Some(_) => {
            fields.problem("inhoud", "dit moet tekst zijn, tussen aanhalingstekens");
            None
        }
        None => {
            fields.warn("inhoud", &format!("de bijlage {} is leeg; overgeslagen", quoted(&naam)));
            None
        }
    };
    fields.finish(&KEYS);
    Some(Attachment { naam, mediatype, inhoud: inhoud?, scanned: Scanned::Nobody })
}

fn decoded(fields: &mut Fields<'_, '_>, text: &str) -> Option<Vec<u8>> {
    let limit = Limits::ATTACHMENT_BYTES;
    let too_large = format!("de bijlage is te groot: hooguit {} MB", limit / 1_000_000);
    // Four characters carry three bytes; line breaks within are allowed for a little.
    if text.len() > limit / 3 * 4 + limit / 10 {
        fields.problem("inhoud", too_large);
        return None;
    }
    let bytes = if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        let compact: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        BASE64.decode(compact)
    } else {
        BASE64.decode(text)
    };
    match bytes {
        Ok(bytes) if bytes.len() <= limit => Some(bytes),
        Ok(_) => {
            fields.problem("inhoud", too_large);
            None
        }
        Err(_) => {
            fields.problem("inhoud", "dit is geen geldige base64");
            None
        }
    }
}
