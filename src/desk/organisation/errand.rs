//! What we remember of somebody who is at the organisation's login page: sealed in a cookie of their own browser.

use axum::http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::super::{session, state::DeskSettings, vault::Vault};
use crate::intake::{Unavailable, token};

/// Long enough to find the telephone for the organisation's own second step.
const LASTS: SignedDuration = SignedDuration::from_mins(15);
/// Whom the cookie is sealed for: no secret of a person opens as one.
const OWNER: &str = "inloggen/organisatie";

/// One way there and back.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Errand {
    /// Comes back as it went (RFC 6749 §10.12).
    state: String,
    /// Comes back in the ID token (OpenID Connect Core §3.1.2.1).
    pub nonce: String,
    /// RFC 7636 §4.1.
    pub verifier: String,
    /// Seconds since 1970 UTC.
    until: i64,
    /// SHA-256 in hex of the one-time link they came with.
    link: Option<String>,
}

impl Errand {
    pub fn new(link: Option<String>, now: Timestamp) -> Result<Self, Unavailable> {
        let until = now.as_second().saturating_add(LASTS.as_secs());
        Ok(Self { state: token()?, nonce: token()?, verifier: token()?, until, link })
    }

    pub fn state(&self) -> &str {
        &self.state
    }

    pub fn into_link(self) -> Option<String> {
        self.link
    }

    /// The `Set-Cookie` that the browser carries it in.
    pub fn cookie(&self, vault: &Vault, settings: &DeskSettings) -> Result<String, Unavailable> {
        let bytes = serde_json::to_vec(self).map_err(|_| Unavailable::because("een cookie kon niet worden gemaakt"))?;
        Ok(session::cookie(name(settings), &vault.seal(OWNER, &bytes)?, LASTS.as_secs(), settings))
    }

    /// `None`: there is none, it is not ours, or it is too old.
    pub fn carried(headers: &HeaderMap, vault: &Vault, settings: &DeskSettings, now: Timestamp) -> Option<Self> {
        let sealed = session::carried(headers, name(settings))?;
        let errand: Self = serde_json::from_slice(&vault.open(OWNER, sealed)?).ok()?;
        (errand.until > now.as_second()).then_some(errand)
    }
}

/// The `Set-Cookie` that takes it away.
pub(super) fn gone(settings: &DeskSettings) -> String {
    session::cookie(name(settings), "", 0, settings)
}

fn name(settings: &DeskSettings) -> &'static str {
    if settings.secure() { "__Host-voordeur-heen" } else { "voordeur-heen" }
}
