//! `POST /v1/signalen` and what the sender may read back.

use axum::{
    body::Bytes,
    extract::{Path, State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::Value;

use super::{
    ApiState, Shared,
    answers::{self, Taken},
    auth::Sender,
    problem::Problem,
};
use crate::{
    domain::{Channel, Delivery, PartnerName, RawMessage, Receipt, Report, SignalId},
    doors::{
        admission::sha256_hex,
        handing,
        known_again::{Mark, delivery},
    },
    intake::{Register, ReportOrigin, SignalTaker},
    wire::{self, Said, WireProblem},
};

pub(super) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// A report, ready to be taken.
pub(super) struct Reported {
    pub report: Report,
    pub raw: Vec<u8>,
    pub delivery: Delivery,
}

pub(super) async fn create<S: SignalTaker + Register>(
    State(state): State<Shared<S>>,
    Sender(partner): Sender,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    expect_json(&headers)?;
    let body = body.map_err(|rejection| Problem::of_status(rejection.status()))?;
    let key = idempotency_key(&headers)?;
    let reported = read_signal(&body, &partner, key.as_deref().map(Mark::Key)).inspect_err(refused)?;
    take(&state, partner, reported).await
}

pub(super) async fn read<S: Register>(
    State(state): State<Shared<S>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let partner = state.partner(&headers).await?;
    let id = SignalId::parse(&id).ok_or_else(Problem::not_found)?;
    let signal = state.books.signal_of_partner(id, &partner).await?.ok_or_else(Problem::not_found)?;
    Ok(axum::Json(answers::partner_signal(&signal)).into_response())
}

/// Takes the report and answers as CONTRACT §4 has it.
pub(super) async fn take<S: SignalTaker>(
    state: &ApiState<S>,
    partner: PartnerName,
    reported: Reported,
) -> Result<Response, Problem> {
    let receipt = take_report(state, partner, reported).await?;
    let body = serde_json::to_string(&Taken::from(&receipt)).map_err(|_| Problem::internal())?;
    let headers = [(header::CONTENT_TYPE, "application/json")];
    let mut response = (StatusCode::CREATED, headers, body).into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("/v1/signalen/{}", receipt.id)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    if receipt.repeated {
        response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    }
    Ok(response)
}

pub(super) async fn take_report<S: SignalTaker>(
    state: &ApiState<S>,
    partner: PartnerName,
    reported: Reported,
) -> Result<Receipt, Problem> {
    let from = ReportOrigin { channel: Channel::Api, partner, verified: true };
    let raw = RawMessage { mediatype: "application/json", bytes: reported.raw };
    let outcome = state.books.take_report(from, reported.report, raw, reported.delivery).await;
    handing::count("api", &outcome);
    Ok(outcome?)
}

/// A signal that cannot be read is counted too.
pub(super) fn refused(_: &Problem) {
    handing::count_refused("api");
}

/// Reads one signal; it is known again by its Idempotency-Key, `key`, and by its bronReferentie.
pub(super) fn read_signal(body: &[u8], partner: &PartnerName, key: Option<Mark<'_>>) -> Result<Reported, Problem> {
    let said: Said<'_> = json_of(body)?;
    let content_hash = content_hash(&Value::from(&said));
    let report = wire::read_report(said, &[]).map_err(Problem::invalid)?;
    let marks: Vec<Mark<'_>> = key.into_iter().chain(report.bron_referentie.as_deref().map(Mark::Reference)).collect();
    let delivery = delivery(partner, &marks, content_hash);
    Ok(Reported { report, raw: body.to_vec(), delivery })
}

/// Hash of what was said, whatever the order and spacing of its keys: serde_json keeps them sorted.
pub(super) fn content_hash(value: &Value) -> String {
    sha256_hex(value.to_string().as_bytes())
}

/// The Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header), as it stands.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or_default().trim();
    if key.is_empty() || key.len() > 255 {
        return Err(Problem::invalid_at("", "de Idempotency-Key-header moet 1 tot 255 leesbare tekens hebben"));
    }
    Ok(Some(key.to_owned()))
}

pub(super) fn expect_json(headers: &HeaderMap) -> Result<(), Problem> {
    expect(headers, &["application/json"])
}

/// 415 unless the content type is one of `wanted`, whatever its parameters.
pub(super) fn expect(headers: &HeaderMap, wanted: &[&str]) -> Result<(), Problem> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let given = given.split(';').next().unwrap_or_default().trim();
    if wanted.iter().any(|wanted| given.eq_ignore_ascii_case(wanted)) {
        return Ok(());
    }
    Err(Problem::media_type(wanted.first().copied().unwrap_or_default()))
}

pub(super) fn json_of<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        let message = format!("dit is geen geldige JSON: regel {}, kolom {}", error.line(), error.column());
        Problem::invalid(vec![WireProblem { pointer: String::new(), message }])
    })
}
