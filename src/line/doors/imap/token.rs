//! Access tokens for XOAUTH2: from a file, or from a token endpoint (RFC 6749), kept until shortly before they end.

use std::{fs, io::Write, path::Path, time::Duration};

use serde::Deserialize;
use tokio::time::{Instant, timeout};
use url::form_urlencoded::Serializer;

use super::failure::Failure;
use crate::config::OAuthSettings;

/// How long the endpoint may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// A token is not used in the last part of its life.
const MARGIN: Duration = Duration::from_secs(120);
/// Where the endpoint does not say how long a token lives (RFC 6749 §5.1).
const USUAL_LIFE: u64 = 600;
/// Octets of an answer: tokens are some thousands.
const MAX_ANSWER: usize = 64 * 1024;

/// Tokens of one endpoint.
pub(super) struct Tokens {
    settings: OAuthSettings,
    client: reqwest::Client,
    current: Option<(String, Instant)>,
}

/// RFC 6749 §5.1, as far as it matters here.
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: Option<u64>,
    refresh_token: Option<String>,
}

impl Tokens {
    /// `None` when no client for HTTP can be made, which then is said at every login.
    pub fn of(settings: &OAuthSettings) -> Option<Self> {
        // A token endpoint that leads elsewhere would lead the secret elsewhere.
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).build();
        Some(Self { settings: settings.clone(), client: client.ok()?, current: None })
    }

    /// A token that lives for a while yet.
    pub async fn token(&mut self) -> Result<String, Failure> {
        if let Some((token, until)) = &self.current
            && Instant::now() < *until
        {
            return Ok(token.clone());
        }
        let granted = self.ask().await?;
        let life = Duration::from_secs(granted.expires_in.unwrap_or(USUAL_LIFE).min(86_400));
        self.current = Some((granted.access_token.clone(), Instant::now() + life.saturating_sub(MARGIN)));
        if let (Some(newer), Some(file)) = (&granted.refresh_token, &self.settings.refresh_token_file) {
            keep(file, newer);
        }
        Ok(granted.access_token)
    }

    /// The server did not want the token: the next one is asked for.
    pub fn forget(&mut self) {
        self.current = None;
    }

    async fn ask(&self) -> Result<Granted, Failure> {
        let mut form = vec![("client_id", self.settings.client_id.clone())];
        if let Some(file) = &self.settings.secret_file {
            form.push(("client_secret", secret(file, "imap.oauth_secret_file")?));
        }
        match &self.settings.refresh_token_file {
            Some(file) => {
                form.push(("grant_type", "refresh_token".to_owned()));
                form.push(("refresh_token", secret(file, "imap.oauth_refresh_token_file")?));
            }
            None => form.push(("grant_type", "client_credentials".to_owned())),
        }
        if let Some(scope) = &self.settings.scope {
            form.push(("scope", scope.clone()));
        }
        let request = self
            .client
            .post(&self.settings.token_url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json")
            .body(Serializer::new(String::new()).extend_pairs(form).finish());
        let answered = timeout(PATIENCE, async {
            let mut answer = request.send().await.map_err(|_| Failure::Connection(std::io::ErrorKind::NotConnected))?;
            let granted = answer.status().is_success();
            let mut body = Vec::new();
            while let Some(piece) = answer.chunk().await.map_err(|_| Failure::Token("the answer was cut off"))? {
                body.extend_from_slice(&piece);
                if body.len() > MAX_ANSWER {
                    return Err(Failure::Token("the answer is too long"));
                }
            }
            Ok((granted, body))
        });
        let (granted, body) = answered.await.map_err(|_| Failure::Slow)??;
        if !granted {
            return Err(Failure::Token(refusal(&body)));
        }
        serde_json::from_slice(&body).map_err(|_| Failure::Token("the answer holds none"))
    }
}

/// RFC 6749 §5.2: the codes are a fixed few; what else stands there may hold a name.
fn refusal(body: &[u8]) -> &'static str {
    #[derive(Deserialize)]
    struct Refused {
        error: String,
    }
    const CODES: [&str; 6] = [
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    ];
    let refused: Option<Refused> = serde_json::from_slice(body).ok();
    refused.and_then(|refused| CODES.into_iter().find(|code| *code == refused.error)).unwrap_or("the endpoint refused")
}

/// A secret from its file, without the line end that editors add.
pub(super) fn secret(file: &Path, setting: &'static str) -> Result<String, Failure> {
    let text = fs::read_to_string(file).map_err(|error| Failure::File(setting, error.kind()))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Puts a newer refresh token in the place of the old one, whole or not at all.
fn keep(file: &Path, token: &str) {
    if secret(file, "").is_ok_and(|known| known == token) {
        return;
    }
    let beside = file.with_extension("new");
    let written = private(&beside).and_then(|mut new| {
        new.write_all(token.as_bytes())?;
        new.sync_all()?;
        fs::rename(&beside, file)
    });
    if let Err(error) = written {
        tracing::error!(
            kind = ?error.kind(),
            "the newer refresh token could not be written to imap.oauth_refresh_token_file; the old one ends one day"
        );
    }
}

/// A new file that only its owner reads.
fn private(path: &Path) -> std::io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_refusal_only_the_code_is_told() {
        let body = br#"{"error":"invalid_grant","error_description":"AADSTS50034: joke@wijkteam.example"}"#;
        assert_eq!(refusal(body), "invalid_grant");
        assert_eq!(refusal(br#"{"error":"joke@wijkteam.example"}"#), "the endpoint refused");
        assert_eq!(refusal(b"<html>"), "the endpoint refused");
    }

    #[test]
    fn a_newer_refresh_token_takes_the_old_one_s_place_and_only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token");
        fs::write(&file, "old\n").unwrap();
        keep(&file, "new");
        assert_eq!(secret(&file, "").unwrap(), "new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
