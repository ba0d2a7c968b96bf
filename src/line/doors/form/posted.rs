//! What the form sends, and what it says as a report.

use axum::{
    body::to_bytes,
    extract::{FromRequest, Multipart, Request},
    http::header,
};
use serde_json::{Value, json};

use crate::{
    domain::{Attachment, Report, Scanned, bsn, cleaned},
    doors::admission::{BODY_LIMIT, sha256_hex},
    wire::{self, Limits},
};

/// Characters of one short field; more is cut, for it comes from no browser's form.
const SHORT: usize = 500;

/// The form's fields by their names in HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fields {
    /// The one-time token.
    pub bewijs: String,
    pub situatie: String,
    pub straat: String,
    pub huisnummer: String,
    pub toevoeging: String,
    pub postcode: String,
    pub woonplaats: String,
    pub plek: String,
    pub wie: String,
    /// `kan`, `eerder` or `weet`.
    pub spoed: String,
    pub naam: String,
    pub organisatie: String,
    pub email: String,
    pub telefoon: String,
    /// `ja`: the gemelde may know who reported.
    pub bekend: String,
}

/// What somebody must change, at which field (its `id`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldError {
    pub field: &'static str,
    pub text: String,
}

impl Fields {
    fn named(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "bewijs" => &mut self.bewijs,
            "situatie" => &mut self.situatie,
            "straat" => &mut self.straat,
            "huisnummer" => &mut self.huisnummer,
            "toevoeging" => &mut self.toevoeging,
            "postcode" => &mut self.postcode,
            "woonplaats" => &mut self.woonplaats,
            "plek" => &mut self.plek,
            "wie" => &mut self.wie,
            "spoed" => &mut self.spoed,
            "naam" => &mut self.naam,
            "organisatie" => &mut self.organisatie,
            "email" => &mut self.email,
            "telefoon" => &mut self.telefoon,
            "bekend" => &mut self.bekend,
            _ => return None,
        })
    }

    fn put(&mut self, name: &str, value: &str) {
        let limit = if name == "situatie" { usize::MAX } else { SHORT };
        if let Some(field) = self.named(name) {
            // Browsers send CR LF (WHATWG HTML §4.10.21.8).
            *field = crate::domain::bounded(&cleaned(&value.replace("\r\n", "\n")), limit).to_owned();
        }
    }

    /// Whether the page's token came back whole.
    pub fn has_token(&self) -> bool {
        (16..=64).contains(&self.bewijs.len())
            && self.bewijs.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    }

    /// All that was said, without the token.
    fn said(&self) -> [(&'static str, &str); 14] {
        [
            ("situatie", &self.situatie),
            ("straat", &self.straat),
            ("huisnummer", &self.huisnummer),
            ("toevoeging", &self.toevoeging),
            ("postcode", &self.postcode),
            ("woonplaats", &self.woonplaats),
            ("plek", &self.plek),
            ("wie", &self.wie),
            ("spoed", &self.spoed),
            ("naam", &self.naam),
            ("organisatie", &self.organisatie),
            ("email", &self.email),
            ("telefoon", &self.telefoon),
            ("bekend", &self.bekend),
        ]
    }
}

/// A form that came in, as far as it could be read.
#[derive(Debug, Default)]
pub(super) struct Posted {
    pub fields: Fields,
    files: Vec<Attachment>,
    /// The end was not reached: too large, or broken off.
    cut_off: bool,
}

impl Posted {
    /// Reads `application/x-www-form-urlencoded` or `multipart/form-data` (RFC 7578).
    pub async fn read(request: Request) -> Self {
        let mut posted = Self::default();
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data") {
            match Multipart::from_request(request, &()).await {
                Ok(parts) => posted.read_parts(parts).await,
                Err(_) => posted.cut_off = true,
            }
        } else {
            match to_bytes(request.into_body(), BODY_LIMIT).await {
                Ok(body) => posted.read_pairs(&String::from_utf8_lossy(&body)),
                Err(_) => posted.cut_off = true,
            }
        }
        posted
    }

    async fn read_parts(&mut self, mut parts: Multipart) {
        loop {
            let part = match parts.next_field().await {
                Ok(Some(part)) => part,
                Ok(None) => return,
                Err(_) => {
                    self.cut_off = true;
                    return;
                }
            };
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(|naam| {
                let mediatype = part.content_type().unwrap_or("application/octet-stream").to_owned();
                Attachment { naam: cleaned(naam), mediatype, inhoud: Vec::new(), scanned: Scanned::Nobody }
            });
            let Ok(bytes) = part.bytes().await else {
                self.cut_off = true;
                return;
            };
            match file {
                None => self.fields.put(&name, &String::from_utf8_lossy(&bytes)),
                // An empty file input is sent as a part without name or content.
                Some(file) if file.naam.is_empty() && bytes.is_empty() => {}
                Some(file) => self.files.push(Attachment { inhoud: bytes.to_vec(), ..file }),
            }
        }
    }

    fn read_pairs(&mut self, body: &str) {
        for pair in body.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.fields.put(&decoded(name), &decoded(value));
        }
    }

    /// What was said, as a report; or what must change first.
    pub fn report(&self) -> Result<Report, Vec<FieldError>> {
        let mut errors = self.errors();
        if !errors.is_empty() {
            return Err(errors);
        }
        match wire::read_report(self.request(), &[]) {
            Ok(mut report) => {
                report.bijlagen.clone_from(&self.files);
                report.melder.anoniem_tegenover_gemelde = self.fields.bekend != "ja";
                Ok(report)
            }
            Err(_) => {
                let text = "Wij kunnen dit niet lezen. Haal bijzondere tekens weg en verstuur opnieuw.".to_owned();
                errors.push(FieldError { field: "situatie", text });
                Err(errors)
            }
        }
    }

    fn errors(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut say = |field, text: &str| errors.push(FieldError { field, text: text.to_owned() });
        let fields = &self.fields;
        if self.cut_off {
            say("bijlagen", "De bestanden zijn samen te groot. Kies kleinere bestanden, samen hooguit 25 MB.");
        }
        if fields.situatie.trim().is_empty() {
            say("situatie", "Schrijf op wat er aan de hand is.");
        } else if fields.situatie.chars().count() > Limits::SITUATION {
            say("situatie", "Maak uw tekst korter. Er passen 10.000 tekens in, dat is ongeveer vier bladzijden.");
        }
        let email = fields.email.trim();
        let is_address = email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && domain.contains('.') && !email.contains(char::is_whitespace)
        });
        if !email.is_empty() && !is_address {
            say("email", "Vul een heel e-mailadres in, bijvoorbeeld naam@voorbeeld.nl. Of laat het leeg.");
        }
        if self.files.len() > Limits::ATTACHMENTS {
            say("bijlagen", "Kies hooguit 10 bestanden.");
        } else if self.files.iter().any(|file| file.inhoud.len() > Limits::ATTACHMENT_BYTES) {
            say("bijlagen", "Kies kleinere bestanden: elk hooguit 10 MB.");
        }
        errors
    }

    /// The fields as a request of CONTRACT §4.
    fn request(&self) -> Value {
        let fields = &self.fields;
        let mut contacts = Vec::new();
        if !fields.email.trim().is_empty() {
            contacts.push(json!({"soort": "email", "adres": fields.email.trim()}));
        }
        if !fields.telefoon.trim().is_empty() {
            contacts.push(json!({"soort": "telefoonnummer", "adres": fields.telefoon.trim()}));
        }
        let urgency = match fields.spoed.as_str() {
            "kan" => json!("normaal"),
            "eerder" => json!("hoog"),
            _ => Value::Null,
        };
        let person = json!({"rol": "betrokkene", "geslachtsnaam": fields.wie.trim()});
        json!({
            "situatieSchets": fields.situatie,
            "urgentie": urgency,
            "adres": {
                "straatnaam": fields.straat.trim(),
                "huisnummer": fields.huisnummer.trim(),
                "huisnummertoevoeging": fields.toevoeging.trim(),
                "postcode": fields.postcode.trim(),
                "woonplaats": fields.woonplaats.trim(),
                "omschrijving": fields.plek.trim(),
            },
            "betrokkenen": if fields.wie.trim().is_empty() { json!([]) } else { json!([person]) },
            "melder": {
                "naam": fields.naam.trim(),
                "organisatie": fields.organisatie.trim(),
                "digitaleAdressen": contacts,
            },
            "terugkoppelingGewenst": if fields.email.trim().is_empty() { Value::Null } else { json!(true) },
        })
    }

    /// Hash of all that was said at this door, files too.
    pub fn content_hash(&self, door: &str) -> String {
        let files: Vec<Value> = self.files.iter().map(|file| json!([file.naam, sha256_hex(&file.inhoud)])).collect();
        sha256_hex(json!([door, self.fields.said(), files]).to_string().as_bytes())
    }

    /// The fields as the form would send them; each BSN is masked here, for encoding would hide it.
    pub fn raw(&self) -> String {
        let pair = |(name, value): (&str, &str)| format!("{name}={}", encoded(&bsn::masked(value)));
        self.fields.said().into_iter().filter(|(_, value)| !value.is_empty()).map(pair).collect::<Vec<_>>().join("&")
    }
}

/// Percent-decoding of form data (WHATWG URL §5.1); what is no UTF-8 becomes U+FFFD.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |offset: usize| bytes.get(at + offset).and_then(|byte| char::from(*byte).to_digit(16));
        match (bytes[at], hex(1), hex(2)) {
            (b'+', ..) => out.push(b' '),
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or_default());
                at += 2;
            }
            (byte, ..) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        match byte {
            b' ' => out.push('+'),
            byte if byte.is_ascii_alphanumeric() || b"*-._".contains(&byte) => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}
