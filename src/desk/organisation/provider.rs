//! The organisation's login server: what it tells of itself, and a code exchanged for whom it names.
//!
//! **Invariant:** the client's secret goes only to the token endpoint that the configured issuer names, over TLS.

use std::{fs, path::PathBuf, time::Duration};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::jwk::JwkSet;
use reqwest::{Client, RequestBuilder, header, redirect};
use serde::{Deserialize, de::DeserializeOwned};
use tokio::{sync::Mutex, time::Instant};
use url::{
    Url,
    form_urlencoded::{Serializer, byte_serialize},
};

use super::{
    BACK,
    errand::Errand,
    token::{self, Expected, Identity, TokenError},
};
use crate::config::{OidcSettings, is_secure_url};

/// For one answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// What the server tells of itself is asked again after.
const FRESH: Duration = Duration::from_secs(3_600);
/// Sooner only for a key that we do not know, and then not more often than.
const SOONEST: Duration = Duration::from_secs(30);
/// After a failure the server is left alone for.
const REST: Duration = Duration::from_secs(5);
/// Octets of an answer.
const LONGEST: usize = 256 * 1024;

/// Why the organisation could not say who somebody is. Names no people.
#[derive(Debug, thiserror::Error)]
pub enum OrganisationError {
    #[error("{0} cannot be reached; look at oidc.issuer and at the network")]
    Unreachable(&'static str),
    #[error("{0} answered with HTTP {1}; look at oidc.client_id and oidc.secret_file")]
    Refused(&'static str, u16),
    #[error("{0} gave an answer that we cannot use")]
    Answer(&'static str),
    #[error("oidc.secret_file cannot be read: {}", .0.display())]
    Secret(PathBuf),
    #[error(transparent)]
    Token(#[from] BelievedNot),
    #[error("this machine has no usable TLS")]
    Tls,
}

/// An ID token that is not believed.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct BelievedNot(#[from] TokenError);

/// OpenID Connect Discovery 1.0 §3, as far as it matters here.
#[derive(Debug, Clone, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
}

#[derive(Default)]
struct Knowledge {
    known: Option<Known>,
    /// When the server could last not be asked.
    failed: Option<Instant>,
}

struct Known {
    metadata: Metadata,
    keys: JwkSet,
    learnt: Instant,
}

/// Where people of the organisation log in.
pub struct Organisation {
    settings: OidcSettings,
    /// Our address to come back to, registered there.
    back: String,
    client: Client,
    known: Mutex<Knowledge>,
}

#[derive(Deserialize)]
struct Granted {
    id_token: String,
}

impl Organisation {
    /// `public_url` is where people see us, without a final slash. Asks the server nothing yet.
    ///
    /// # Errors
    ///
    /// When this machine has no usable TLS.
    pub fn new(settings: OidcSettings, public_url: &str) -> Result<Self, OrganisationError> {
        // A server that leads elsewhere would lead the secret elsewhere.
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(TIMEOUT)
            .user_agent(concat!("voordeur/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|_| OrganisationError::Tls)?;
        Ok(Self { settings, back: format!("{public_url}{BACK}"), client, known: Mutex::default() })
    }

    pub(in crate::desk) fn name(&self) -> &str {
        &self.settings.name
    }

    pub(in crate::desk) fn lets_passwords(&self) -> bool {
        self.settings.passwords
    }

    pub(super) fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    pub(super) fn trusts_email(&self) -> bool {
        self.settings.trust_email
    }

    /// The organisation's login page for this errand (OpenID Connect Core §3.1.2.1, RFC 7636 §4.3).
    pub(super) async fn login_page(&self, errand: &Errand) -> Result<String, OrganisationError> {
        let endpoint = self.metadata().await?.authorization_endpoint;
        let mut url = Url::parse(&endpoint).map_err(|_| OrganisationError::Answer(DISCOVERY))?;
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, errand.verifier.as_bytes()));
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("scope", "openid email")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.back)
            .append_pair("state", errand.state())
            .append_pair("nonce", &errand.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        Ok(url.into())
    }

    /// Whom the code stands for.
    pub(super) async fn identity(
        &self,
        code: &str,
        errand: &Errand,
        now: Timestamp,
    ) -> Result<Identity, OrganisationError> {
        let granted = self.exchange(code, errand).await?;
        let expected = Expected { issuer: self.issuer(), client_id: &self.settings.client_id, nonce: &errand.nonce };
        let judged = token::identity(&granted.id_token, &self.keys(FRESH).await?, expected, now);
        // Keys are changed now and then, and the newest may be newer than what we know.
        let judged = match judged {
            Err(TokenError::UnknownKey) => {
                token::identity(&granted.id_token, &self.keys(SOONEST).await?, expected, now)
            }
            judged => judged,
        };
        Ok(judged.map_err(BelievedNot)?)
    }

    async fn metadata(&self) -> Result<Metadata, OrganisationError> {
        let mut known = self.known.lock().await;
        Ok(self.learnt(&mut known, FRESH).await?.metadata.clone())
    }

    async fn keys(&self, not_older: Duration) -> Result<JwkSet, OrganisationError> {
        let mut known = self.known.lock().await;
        Ok(self.learnt(&mut known, not_older).await?.keys.clone())
    }

    /// What the server tells of itself, asked again when it is older than this.
    async fn learnt<'a>(
        &self,
        knowledge: &'a mut Knowledge,
        not_older: Duration,
    ) -> Result<&'a Known, OrganisationError> {
        let fresh = knowledge.known.take().filter(|known| known.learnt.elapsed() < not_older);
        let newest = match fresh {
            Some(fresh) => fresh,
            // Who waited for somebody else's failure does not wait once more.
            None if knowledge.failed.is_some_and(|failed| failed.elapsed() < REST) => {
                return Err(OrganisationError::Unreachable(DISCOVERY));
            }
            None => self.learn().await.inspect_err(|_| knowledge.failed = Some(Instant::now()))?,
        };
        Ok(knowledge.known.insert(newest))
    }

    async fn learn(&self) -> Result<Known, OrganisationError> {
        let place = format!("{}/.well-known/openid-configuration", self.issuer().trim_end_matches('/'));
        let metadata: Metadata = answer(self.client.get(place), DISCOVERY).await?;
        let endpoints = [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri];
        // Discovery §4.3: another issuer's answer is not for us.
        if metadata.issuer != self.issuer() || !endpoints.into_iter().all(|url| is_secure_url(url)) {
            return Err(OrganisationError::Answer(DISCOVERY));
        }
        let keys = answer(self.client.get(&metadata.jwks_uri), KEYS).await?;
        Ok(Known { metadata, keys, learnt: Instant::now() })
    }

    /// RFC 6749 §4.1.3, with the client's secret as the server takes it (§2.3.1), if there is one.
    async fn exchange(&self, code: &str, errand: &Errand) -> Result<Granted, OrganisationError> {
        let metadata = self.metadata().await?;
        let id = self.settings.client_id.as_str();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", self.back.as_str()),
            ("code_verifier", errand.verifier.as_str()),
        ];
        let secret = self.secret()?;
        let methods = &metadata.token_endpoint_auth_methods_supported;
        // Where nothing is said, it is basic (Discovery §3).
        let basic = methods.is_empty() || methods.iter().any(|method| method == "client_secret_basic");
        let mut request = self.client.post(&metadata.token_endpoint);
        match &secret {
            Some(secret) if basic => {
                let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
                request = request.basic_auth(encoded(id), Some(encoded(secret)));
            }
            Some(secret) => form.extend([("client_id", id), ("client_secret", secret)]),
            None => form.push(("client_id", id)),
        }
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        let request = request
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .body(body);
        answer(request, TOKENS).await
    }

    fn secret(&self) -> Result<Option<String>, OrganisationError> {
        let Some(file) = &self.settings.secret_file else {
            return Ok(None);
        };
        let text = fs::read_to_string(file).map_err(|_| OrganisationError::Secret(file.clone()))?;
        Ok(Some(text.trim().to_owned()))
    }
}

const DISCOVERY: &str = "the organisation's login server";
const KEYS: &str = "the place of the organisation's keys";
const TOKENS: &str = "the organisation's token endpoint";

/// The JSON that a request is answered with. `whom` stands in for the address, which may hold a tenant's name.
async fn answer<T: DeserializeOwned>(request: RequestBuilder, whom: &'static str) -> Result<T, OrganisationError> {
    let mut answer = request.send().await.map_err(|_| OrganisationError::Unreachable(whom))?;
    if !answer.status().is_success() {
        return Err(OrganisationError::Refused(whom, answer.status().as_u16()));
    }
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|_| OrganisationError::Unreachable(whom))? {
        body.extend_from_slice(&piece);
        if body.len() > LONGEST {
            return Err(OrganisationError::Answer(whom));
        }
    }
    serde_json::from_slice(&body).map_err(|_| OrganisationError::Answer(whom))
}
