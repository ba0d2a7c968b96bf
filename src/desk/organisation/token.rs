//! Whom an ID token names (OpenID Connect Core 1.0 §2, §3.1.3.7), and whether to believe it.

use jiff::Timestamp;
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, decode, decode_header,
    jwk::{Jwk, JwkSet, PublicKeyUse},
};
use serde::Deserialize;

/// What the two clocks may differ: seconds.
const LEEWAY: i64 = 60;
/// OpenID Connect Core §2: a subject has at most so many characters.
const LONGEST_SUBJECT: usize = 255;
/// Signatures that only who holds the private key can make.
const TRUSTED: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Whoever logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub subject: String,
    pub email: Option<String>,
    /// The organisation says that the address is theirs.
    pub email_verified: bool,
}

/// What the token must say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a str,
}

/// Why an ID token is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum TokenError {
    #[error("the ID token is no JWT with a signature that we trust")]
    Form,
    #[error("the key of the ID token is not among the organisation's")]
    UnknownKey,
    #[error("the signature of the ID token is wrong")]
    Signature,
    #[error("the ID token is of another issuer (oidc.issuer)")]
    Issuer,
    #[error("the ID token is for another client (oidc.client_id)")]
    Audience,
    #[error("the ID token is too old, or of the future: look at both clocks")]
    Time,
    #[error("the ID token answers another question (nonce)")]
    Nonce,
    #[error("the ID token names nobody (sub)")]
    Subject,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: OneOrMore,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nonce: Option<String>,
    email: Option<String>,
    #[serde(default)]
    email_verified: Flag,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// Some providers write it as a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Flag {
    Truth(bool),
    Text(String),
}

impl Default for Flag {
    fn default() -> Self {
        Self::Truth(false)
    }
}

/// Judges an ID token by the organisation's keys and by what was asked.
pub(super) fn identity(
    token: &str,
    keys: &JwkSet,
    expected: Expected<'_>,
    now: Timestamp,
) -> Result<Identity, TokenError> {
    let header = decode_header(token).map_err(|_| TokenError::Form)?;
    if !TRUSTED.contains(&header.alg) {
        return Err(TokenError::Form);
    }
    let key = key_of(keys, header.kid.as_deref()).ok_or(TokenError::UnknownKey)?;
    let key = DecodingKey::from_jwk(key).map_err(|_| TokenError::UnknownKey)?;
    let mut signature_only = Validation::new(header.alg);
    signature_only.validate_exp = false;
    signature_only.validate_aud = false;
    signature_only.required_spec_claims.clear();
    let claims = decode::<Claims>(token, &key, &signature_only).map_err(|_| TokenError::Signature)?.claims;
    judge(claims, expected, now.as_second())
}

/// The key that the token names; of a set with one key it need not name it.
fn key_of<'a>(keys: &'a JwkSet, kid: Option<&str>) -> Option<&'a Jwk> {
    let signs = |key: &&Jwk| !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption));
    match kid {
        Some(kid) => keys.keys.iter().filter(signs).find(|key| key.common.key_id.as_deref() == Some(kid)),
        None => keys.keys.iter().find(signs).filter(|_| keys.keys.iter().filter(signs).count() == 1),
    }
}

fn judge(claims: Claims, expected: Expected<'_>, now: i64) -> Result<Identity, TokenError> {
    let for_us = match &claims.aud {
        OneOrMore::One(one) => one == expected.client_id,
        OneOrMore::More(more) => {
            more.iter().any(|one| one == expected.client_id) && (more.len() == 1 || claims.azp.is_some())
        }
    };
    if claims.iss != expected.issuer {
        return Err(TokenError::Issuer);
    }
    if !for_us || claims.azp.as_deref().is_some_and(|party| party != expected.client_id) {
        return Err(TokenError::Audience);
    }
    if claims.exp.saturating_add(LEEWAY) <= now || claims.iat.saturating_sub(LEEWAY) > now {
        return Err(TokenError::Time);
    }
    if claims.nonce.as_deref() != Some(expected.nonce) {
        return Err(TokenError::Nonce);
    }
    if claims.sub.is_empty() || claims.sub.len() > LONGEST_SUBJECT {
        return Err(TokenError::Subject);
    }
    let email_verified = match &claims.email_verified {
        Flag::Truth(verified) => *verified,
        Flag::Text(text) => text == "true",
    };
    Ok(Identity { subject: claims.sub, email: claims.email, email_verified })
}
