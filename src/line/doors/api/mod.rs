//! The API of CONTRACT §4, after the NL API Design Rules.
//!
//! **Invariant:** an answer to a partner says nothing of household, match or route; errors are problem details.

mod answers;
mod auth;
mod bulk;
mod finish;
mod open_forms;
mod paging;
mod problem;
mod queue;
mod signals;

use std::{fmt, sync::Arc};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::header,
    middleware,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, post},
};
use jiff::Timestamp;
use tower_http::catch_panic::CatchPanicLayer;

use super::admission::{BODY_LIMIT, Limit};
use crate::intake::{Register, SignalTaker};
use auth::KeyCache;
use problem::Problem;

/// The description of the API (OpenAPI 3.1), as served.
pub const OPENAPI: &str = include_str!("openapi.json");

/// What the API works with.
pub struct ApiState<S> {
    books: Arc<S>,
    limit: Limit,
    now: fn() -> Timestamp,
    /// `http` or `https`, then `://` and the host; used where a request names no host.
    public_url: String,
    keys: KeyCache,
}

impl<S> ApiState<S> {
    /// `limit` is asked with the id of the API key.
    pub fn new(books: Arc<S>, limit: Limit, now: fn() -> Timestamp, public_url: impl Into<String>) -> Self {
        Self { books, limit, now, public_url: public_url.into(), keys: KeyCache::default() }
    }
}

impl<S> fmt::Debug for ApiState<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiState(…)")
    }
}

type Shared<S> = Arc<ApiState<S>>;

/// All paths below `/v1`, to be merged with the other pages.
pub fn router<S: SignalTaker + Register>(state: ApiState<S>) -> Router {
    let origin = state.public_url.clone();
    let mut router = Router::new();
    for (path, methods) in routes::<S>() {
        router = router.route(path, methods);
    }
    for path in ["/v1", "/v1/", "/v1/{*rest}"] {
        router = router.route(path, axum::routing::any(|| async { Problem::not_found() }));
    }
    router
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::custom(|_| Problem::internal().into_response()))
        .layer(middleware::from_fn_with_state(finish::Origin::new(&origin), finish::finish))
        .with_state(Arc::new(state))
}

fn routes<S: SignalTaker + Register>() -> Vec<(&'static str, MethodRouter<Shared<S>>)> {
    vec![
        ("/v1/openapi.json", get(openapi)),
        ("/v1/signalen", post(signals::create::<S>).get(queue::signalen::<S>)),
        ("/v1/signalen/_bulk", post(bulk::create::<S>)),
        ("/v1/signalen/{id}", get(signals::read::<S>)),
        ("/v1/formulieren/{voordeur}", post(open_forms::create::<S>)),
        ("/v1/casussen", get(queue::casussen::<S>)),
        ("/v1/matchvoorstellen", get(queue::proposals::<S>)),
        ("/v1/matchvoorstellen/{id}/besluiten", post(queue::decide::<S>)),
        ("/v1/huishoudens/_zoek", post(queue::search::<S>)),
    ]
}

async fn openapi() -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    (headers, OPENAPI).into_response()
}

#[cfg(test)]
mod tests;
