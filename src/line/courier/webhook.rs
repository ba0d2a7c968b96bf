//! Tells another system of a signal: one signed POST (Standard Webhooks 1.0, CloudEvents 1.0 in structured mode).
//!
//! **Invariant:** every attempt has the same `webhook-id` and the same body; nothing is followed, and nothing of the
//! answer but its status is read, so the other side can neither lead us elsewhere nor fill our memory.

use std::{error::Error, path::PathBuf, time::Duration};

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::{SignedDuration, Timestamp};
use reqwest::{Client, StatusCode, header, redirect};

use super::carrier::{Carrier, CarryError};
use crate::{
    config::webhook_keys,
    intake::{Due, Lane},
};

/// For one event, from connecting to the status line.
const TIMEOUT: Duration = Duration::from_secs(20);

/// For connecting alone.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The longest wait that another system may ask of us (Retry-After).
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(24);

/// An event ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub url: String,
    /// Keys, one a line, newest first.
    pub secret_file: PathBuf,
    /// JSON.
    pub body: String,
}

/// Events by HTTP.
pub struct WebhookCarrier<E> {
    client: Client,
    event: E,
}

impl<E> WebhookCarrier<E>
where
    E: Fn(&Due) -> Result<Event, String> + Send + Sync + 'static,
{
    /// `event` makes the event of a row; an error there is for good and becomes a task.
    ///
    /// # Errors
    ///
    /// When this machine has no usable TLS.
    pub fn new(event: E) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .user_agent(concat!("voordeur/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, event })
    }
}

impl<E> Carrier for WebhookCarrier<E>
where
    E: Fn(&Due) -> Result<Event, String> + Send + Sync + 'static,
{
    const LANE: Lane = Lane::Webhook;

    async fn carry(&self, due: &Due, now: Timestamp) -> Result<(), CarryError> {
        let event = (self.event)(due).map_err(CarryError::Never)?;
        let keys = tokio::fs::read_to_string(&event.secret_file).await.ok();
        let keys = keys.as_deref().and_then(webhook_keys);
        let keys = keys.ok_or_else(|| put_off("the key of this webhook cannot be read"))?;
        let timestamp = now.as_second();
        let sent = self
            .client
            .post(&event.url)
            .header(header::CONTENT_TYPE, "application/cloudevents+json; charset=UTF-8")
            .header("webhook-id", &due.id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signatures(&keys, &due.id, timestamp, &event.body))
            .body(event.body)
            .send()
            .await
            .map_err(|error| put_off(kind_of(&error)))?;
        let wait = sent.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        outcome(sent.status(), wait.and_then(|wait| asked_to_wait(wait, now)))
    }
}

fn put_off(error: &str) -> CarryError {
    CarryError::Later { error: error.to_owned(), after: None }
}

/// Only 2xx is taken, and only 410 is for good: what is wrong today another may repair (Standard Webhooks).
fn outcome(status: StatusCode, after: Option<SignedDuration>) -> Result<(), CarryError> {
    match status {
        _ if status.is_success() => Ok(()),
        StatusCode::GONE => Err(CarryError::Gone("HTTP 410".to_owned())),
        _ => Err(CarryError::Later { error: format!("HTTP {}", status.as_u16()), after }),
    }
}

/// RFC 9110 §10.2.3: seconds, or a date.
fn asked_to_wait(value: &str, now: Timestamp) -> Option<SignedDuration> {
    let seconds = value.trim().parse::<u32>().ok().map(|seconds| SignedDuration::from_secs(seconds.into()));
    let until = || jiff::fmt::rfc2822::parse(value.trim()).ok().map(|at| now.duration_until(at.timestamp()));
    Some(seconds.or_else(until)?.clamp(SignedDuration::ZERO, LONGEST_WAIT))
}

/// `v1,…` for each key, with spaces between: the receiver believes any of them (Standard Webhooks).
fn signatures(keys: &[Vec<u8>], id: &str, timestamp: i64, body: &str) -> String {
    let signed = format!("{id}.{timestamp}.{body}");
    let signature = |key: &Vec<u8>| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, key);
        format!("v1,{}", BASE64_STANDARD.encode(hmac::sign(&key, signed.as_bytes())))
    };
    keys.iter().map(signature).collect::<Vec<_>>().join(" ")
}

/// The library's own words hold the address.
fn kind_of(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        return "timeout";
    }
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            return match io.kind() {
                std::io::ErrorKind::ConnectionRefused => "connection refused",
                std::io::ErrorKind::InvalidData => "no encrypted connection",
                _ => "connection lost",
            };
        }
        source = cause.source();
    }
    if error.is_connect() { "cannot connect" } else { "answer not understood" }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    #[test]
    fn signatures_are_those_of_standard_webhooks() {
        let keys = webhook_keys("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signature = signatures(&keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        let two = [keys[0].clone(), vec![1; 24]];
        let both = signatures(&two, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
        assert!(both.starts_with(&format!("{signature} v1,")) && both.split(' ').count() == 2);
    }

    #[test]
    fn only_success_is_taken_and_only_gone_is_for_good() {
        let later = |status: u16| match outcome(StatusCode::from_u16(status).unwrap(), None) {
            Err(CarryError::Later { error, .. }) => error,
            other => panic!("{status}: {other:?}"),
        };
        assert!([200, 201, 202, 204].iter().all(|code| outcome(StatusCode::from_u16(*code).unwrap(), None).is_ok()));
        assert_eq!([301, 307, 400, 404, 429, 503].map(later).last().unwrap(), "HTTP 503");
        assert_eq!(outcome(StatusCode::GONE, None), Err(CarryError::Gone("HTTP 410".to_owned())));
    }

    #[test]
    fn a_wait_is_seconds_or_a_date_and_a_day_at_most() {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        assert_eq!(asked_to_wait("90", now), Some(SignedDuration::from_secs(90)));
        assert_eq!(asked_to_wait("Sun, 22 Nov 2026 10:05:00 GMT", now), Some(SignedDuration::from_mins(5)));
        assert_eq!(asked_to_wait("Sun, 22 Nov 2026 09:00:00 GMT", now), Some(SignedDuration::ZERO));
        assert_eq!(asked_to_wait("999999999", now), Some(LONGEST_WAIT));
        assert_eq!(asked_to_wait("gauw", now), None);
    }
}
