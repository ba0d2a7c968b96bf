//! What every answer carries: the API's version, the security headers, and problem details for what went wrong.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::problem::Problem;

/// The version of the API, as `info.version` in its description.
pub(super) const VERSION: &str = "1.0.0";
const API_VERSION: HeaderName = HeaderName::from_static("api-version");

/// ADR, module transport security, rule security-headers.
const HEADERS: [(HeaderName, &str); 8] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("feature-policy"), "'none'"),
    (API_VERSION, VERSION),
];

/// The one origin whose pages may read answers.
#[derive(Debug, Clone)]
pub(super) struct Origin(HeaderValue);

impl Origin {
    pub fn new(public_url: &str) -> Self {
        Self(HeaderValue::from_str(public_url).unwrap_or_else(|_| HeaderValue::from_static("null")))
    }
}

pub(super) async fn finish(State(Origin(origin)): State<Origin>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let acceptable = accepts_json(request.headers());
    let mut response = if acceptable { next.run(request).await } else { Problem::not_acceptable().into_response() };
    if response.status().as_u16() >= 400 {
        response = written(response, &path);
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::ACCESS_CONTROL_ALLOW_ORIGIN).or_insert(origin);
    response
}

/// The problem as JSON; headers such as `Allow` stay.
fn written(mut response: Response, path: &str) -> Response {
    let status = response.status();
    let problem = response.extensions_mut().remove::<Problem>().unwrap_or_else(|| Problem::of_status(status));
    let body = problem.body(path).to_string();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    *response.body_mut() = Body::from(body);
    response
}

/// RFC 9110 §12.5.1, as far as it matters here: any range that JSON falls in, unless its weight is 0.
fn accepts_json(headers: &HeaderMap) -> bool {
    let mut asked = false;
    for value in headers.get_all(header::ACCEPT) {
        for range in value.to_str().unwrap_or("*/*").split(',') {
            let mut parts = range.split(';').map(str::trim);
            let range = parts.next().unwrap_or_default().to_ascii_lowercase();
            let refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
            asked |= !range.is_empty();
            let fits = matches!(range.as_str(), "*/*" | "application/*" | "application/x-ndjson")
                || (range.starts_with("application/") && range.ends_with("json"));
            if fits && !refused {
                return true;
            }
        }
    }
    !asked
}
