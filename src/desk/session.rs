//! Who is logged in: a cookie with a token, a row with its hash.

use axum::http::{HeaderMap, header::COOKIE};
use jiff::{SignedDuration, Timestamp};

use super::{
    secret::{form_proof, sha256_hex},
    state::DeskSettings,
};
use crate::intake::{
    Unavailable,
    people::{Admission, NewSession},
    token,
};

/// A working day and some.
const LASTS: SignedDuration = SignedDuration::from_hours(12);
/// Long enough to find the telephone.
const HALF_LASTS: SignedDuration = SignedDuration::from_mins(15);

/// A session that was just made: what is kept, and what the browser gets.
pub(super) struct Fresh {
    pub session: NewSession,
    pub cookie: String,
}

/// Always with a new token: what the browser had before opens nothing that it did not open then.
pub(super) fn fresh(
    settings: &DeskSettings,
    person: &str,
    admission: Admission,
    now: Timestamp,
) -> Result<Fresh, Unavailable> {
    let token = token()?;
    let lasts = if admission == Admission::Half { HALF_LASTS } else { LASTS };
    let session = NewSession {
        token_hash: sha256_hex(&token),
        person: person.to_owned(),
        expires_at: now.saturating_add(lasts).unwrap_or(Timestamp::MAX),
        admission,
    };
    Ok(Fresh { cookie: cookie(name(settings), &token, lasts.as_secs(), settings), session })
}

/// The `Set-Cookie` that takes the token away.
pub(super) fn gone(settings: &DeskSettings) -> String {
    cookie(name(settings), "", 0, settings)
}

fn name(settings: &DeskSettings) -> &'static str {
    if settings.secure() { "__Host-voordeur" } else { "voordeur" }
}

/// A `Set-Cookie`. Lax: it comes along from links elsewhere, and from the organisation's login page.
pub(super) fn cookie(name: &str, value: &str, seconds: i64, settings: &DeskSettings) -> String {
    let secure = if settings.secure() { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// What the request's cookie of this name says.
pub(super) fn carried<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let values = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(own, value)| *own == name && !value.is_empty()).map(|(_, value)| value)
}

/// What a request's cookie says.
#[derive(Debug, Clone)]
pub(super) struct Presented {
    pub token_hash: String,
    /// For the hidden field of this session's forms.
    pub proof: String,
}

pub(super) fn presented(headers: &HeaderMap, settings: &DeskSettings) -> Option<Presented> {
    let token = carried(headers, name(settings))?;
    Some(Presented { token_hash: sha256_hex(token), proof: form_proof(token) })
}
