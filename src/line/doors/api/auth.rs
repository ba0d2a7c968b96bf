//! Who asks: an API key in `Authorization: Bearer` (RFC 6750 §2.1), looked up by its hash.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use jiff::{SignedDuration, Timestamp};

use super::{ApiState, Shared, problem::Problem};
use crate::{
    domain::{Actor, PartnerName},
    doors::admission::sha256_hex,
    intake::{ApiKey, Register},
};

/// How long a key is known without asking again: so long may a revoked key still open.
const KNOWN_FOR: SignedDuration = SignedDuration::from_millis(50);
/// More keys than there are partners: who tries many wrong ones does not fill our memory.
const MOST_KNOWN: usize = 1_024;

/// What the books said of a key, and when.
type Known = (Timestamp, Option<Arc<ApiKey>>);

/// Keys looked up just now, by hash.
#[derive(Debug, Default)]
pub(super) struct KeyCache(Mutex<HashMap<String, Known>>);

impl KeyCache {
    fn get(&self, hash: &str, now: Timestamp) -> Option<Option<Arc<ApiKey>>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, key) = known.get(hash)?;
        (now.duration_since(*at).abs() < KNOWN_FOR).then(|| key.clone())
    }

    fn put(&self, hash: String, key: Option<Arc<ApiKey>>, now: Timestamp) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(hash, (now, key));
    }
}

impl<S: Register> ApiState<S> {
    /// The key that came along, in force and within its limit.
    async fn key(&self, headers: &HeaderMap) -> Result<Arc<ApiKey>, Problem> {
        let secret = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, secret)| secret.trim())
            .filter(|secret| secret.starts_with("vd_") && secret.len() < 100)
            .ok_or_else(Problem::unauthorised)?;
        let hash = sha256_hex(secret.as_bytes());
        let now = (self.now)();
        let key = match self.keys.get(&hash, now) {
            Some(known) => known,
            None => {
                let found = self.books.api_key(&hash).await?.map(Arc::new);
                self.keys.put(hash, found.clone(), now);
                found
            }
        };
        let key = key.ok_or_else(Problem::unauthorised)?;
        (self.limit)(&key.id).map_err(Problem::too_many)?;
        Ok(key)
    }

    /// The partner whose key came along.
    pub(super) async fn partner(&self, headers: &HeaderMap) -> Result<PartnerName, Problem> {
        let key = self.key(headers).await?;
        let refused = "Dit kan alleen met de sleutel van een partner.";
        key.partner.clone().ok_or_else(|| Problem::forbidden(refused))
    }

    /// The projectleider's key, as the one who acts.
    pub(super) async fn projectleider(&self, headers: &HeaderMap) -> Result<Actor, Problem> {
        let key = self.key(headers).await?;
        if key.role.as_deref() == Some("projectleider") {
            return Ok(Actor::Key(key.id.clone()));
        }
        Err(Problem::forbidden("Dit kan alleen met de sleutel van de projectleider."))
    }
}

/// The partner who sends. As an argument before the body: whoever has no key is not listened to further.
pub(super) struct Sender(pub PartnerName);

impl<S: Register> FromRequestParts<Shared<S>> for Sender {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Shared<S>) -> Result<Self, Problem> {
        state.partner(&parts.headers).await.map(Self)
    }
}

/// The projectleider's program, as the one who acts; likewise.
pub(super) struct Leader(pub Actor);

impl<S: Register> FromRequestParts<Shared<S>> for Leader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &Shared<S>) -> Result<Self, Problem> {
        state.projectleider(&parts.headers).await.map(Self)
    }
}
