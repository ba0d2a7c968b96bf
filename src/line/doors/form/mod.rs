//! The web form for residents and professionals: plain HTML, no script needed.
//!
//! **Invariant:** what somebody wrote is never lost: every page that refuses shows it again, and no page says
//! whether a household is known.

mod pages;
mod posted;

use std::{fmt, net::SocketAddr, sync::Arc};

use axum::{
    Router,
    extract::{ConnectInfo, DefaultBodyLimit, Path, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
    routing::get,
};
use tower::util::MapResponseLayer;

use super::{
    admission::{BODY_LIMIT, Limit, retry_after},
    handing,
    limits::client_key,
};
use crate::{
    domain::{Channel, Delivery, DeliveryKey, PartnerName, RawMessage, Receipt, bsn},
    intake::{IntakeError, Refusal, ReportOrigin, SignalTaker, UNREAD_ADDRESS},
};
pub use pages::House;
use pages::{Notice, Pages, Reachable, Received};
use posted::{FieldError, Posted};

/// Where the form of the residents stands.
const PATH: &str = "/melden";
/// The front door of `/melden` itself.
const RESIDENTS: &str = "bewoners";

/// No script, no frame, nothing from elsewhere.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
];

/// What people read instead of a partner's name; `None` when there is no such front door.
pub type DoorLabel = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// What the form works with.
pub struct FormState<S> {
    pub taker: Arc<S>,
    /// Asked with the client's IP address.
    pub limit: Limit,
    pub label: DoorLabel,
    pub house: House,
    /// A new one-time token: 16 to 64 letters, digits, `-` or `_`.
    pub token: fn() -> String,
}

impl<S> fmt::Debug for FormState<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormState(…)")
    }
}

type Shared<S> = Arc<FormState<S>>;

/// `/melden` and `/melden/{voordeur}`, to be merged with the other pages.
pub fn router<S: SignalTaker>(state: FormState<S>) -> Router {
    Router::new()
        .route(PATH, get(show_residents::<S>).post(post_residents::<S>))
        .route("/melden/{voordeur}", get(show::<S>).post(post::<S>))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(MapResponseLayer::new(|mut response: Response| {
            for (name, value) in HEADERS {
                response.headers_mut().insert(name, HeaderValue::from_static(value));
            }
            response
        }))
        .with_state(Arc::new(state))
}

async fn show_residents<S: SignalTaker>(State(state): State<Shared<S>>) -> Response {
    state.pages(PATH.to_owned(), None).empty((state.token)())
}

async fn show<S: SignalTaker>(State(state): State<Shared<S>>, Path(door): Path<String>) -> Response {
    match (state.label)(&door) {
        Some(label) => state.pages(format!("{PATH}/{door}"), Some(label)).empty((state.token)()),
        None => state.no_such_door(),
    }
}

async fn post_residents<S: SignalTaker>(State(state): State<Shared<S>>, request: Request) -> Response {
    let pages = state.pages(PATH.to_owned(), None);
    take(&state, &pages, RESIDENTS, request).await
}

async fn post<S: SignalTaker>(State(state): State<Shared<S>>, Path(door): Path<String>, request: Request) -> Response {
    match (state.label)(&door) {
        Some(label) => {
            let pages = state.pages(format!("{PATH}/{door}"), Some(label));
            take(&state, &pages, &door, request).await
        }
        None => state.no_such_door(),
    }
}

impl<S> FormState<S> {
    fn pages(&self, path: String, label: Option<String>) -> Pages<'_> {
        Pages { house: &self.house, path, label }
    }

    fn no_such_door(&self) -> Response {
        let notice = Notice {
            title: "Dit formulier bestaat niet",
            text: "Kijk of het adres klopt. Of gebruik ons gewone formulier.",
        };
        self.pages(PATH.to_owned(), None).notice(StatusCode::NOT_FOUND, notice)
    }
}

/// Reads, checks, takes, and answers with a page.
async fn take<S: SignalTaker>(state: &FormState<S>, pages: &Pages<'_>, door: &str, request: Request) -> Response {
    let client = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or_else(|| "onbekend".to_owned(), |ConnectInfo(client)| client_key(client.ip()).to_string());
    let limited = (state.limit)(&client);
    let mut posted = Posted::read(request).await;
    if !posted.fields.has_token() {
        posted.fields.bewijs = (state.token)();
    }
    if let Err(wait) = limited {
        let notice = Notice {
            title: "Het is nu druk",
            text: "Wij hebben uw melding nog niet. Uw tekst staat hieronder. Wacht een minuut en verstuur opnieuw.",
        };
        return pages.again(StatusCode::TOO_MANY_REQUESTS, posted.fields, notice, retry_after(wait));
    }
    let report = match posted.report() {
        Ok(report) => report,
        Err(errors) => {
            handing::count_refused("form");
            return pages.errors(posted.fields, errors);
        }
    };
    let (has_bsn, has_email) = (!bsn::find(&report.situatie_schets).is_empty(), report.melder.email().is_some());
    let raw = posted.raw();
    let deliveries = deliveries(&posted.fields.bewijs, &posted.content_hash(door));
    let mut taken: Option<Result<Receipt, IntakeError>> = None;
    for delivery in deliveries {
        let from =
            ReportOrigin { channel: Channel::Webformulier, partner: PartnerName(door.to_owned()), verified: false };
        let raw = RawMessage { mediatype: "application/x-www-form-urlencoded", bytes: raw.clone().into_bytes() };
        let result = state.taker.take_report(from, report.clone(), raw, delivery).await;
        let other_content = matches!(result, Err(IntakeError::Refused(Refusal::KeyReused)));
        taken = Some(result);
        if !other_content {
            break;
        }
    }
    if let Some(outcome) = &taken {
        handing::count("form", outcome);
    }
    match taken {
        Some(Ok(receipt)) => {
            let unread = receipt.warnings.iter().any(|warning| warning == UNREAD_ADDRESS);
            let answer = match (has_email, unread) {
                (_, true) => Reachable::Unread,
                (true, false) => Reachable::ByMail,
                (false, false) => Reachable::NoAddress,
            };
            pages.received(Received { kenmerk: receipt.kenmerk.as_str(), has_bsn, answer })
        }
        Some(Err(IntakeError::Refused(Refusal::Infected))) => {
            let text = "In een bestand zit een virus. Wij hebben uw melding nog niet. Kies een ander bestand of geen, en \
                        verstuur opnieuw.";
            pages.errors(posted.fields, vec![FieldError { field: "bijlagen", text: text.to_owned() }])
        }
        Some(Err(error)) => {
            let source = std::error::Error::source(&error).map(ToString::to_string);
            tracing::error!(source, "a form could not be kept");
            let notice = Notice {
                title: "Het versturen lukt nu niet",
                text: "Dat ligt aan ons. Uw tekst staat hieronder. Wacht een minuut en verstuur opnieuw.",
            };
            pages.again(StatusCode::SERVICE_UNAVAILABLE, posted.fields, notice, 60)
        }
        None => state.no_such_door(),
    }
}

/// The page's token is the key. Sent again with other words it is a new report, under a key of both.
fn deliveries(token: &str, content_hash: &str) -> [Delivery; 2] {
    [format!("form:{token}"), format!("form:{token}:{content_hash}")].map(|key| {
        let keys = vec![DeliveryKey(key)];
        Delivery {
            recognised_by: keys.clone(),
            claims: keys,
            content_hash: content_hash.to_owned(),
            ..Delivery::default()
        }
    })
}

#[cfg(test)]
mod tests;
