//! The desk: the pages on which the team sees its queue and decides.
//!
//! Plain HTML from the server, which works without script; a small module adds keys and a bar for what is new.
//!
//! **Invariant:** every route but the login asks for a right in its signature ([`guard::May`]); no personal data
//! stands in a URL.

mod assets;
mod cards;
mod casus;
mod explain;
mod files;
mod frame;
mod guard;
mod headers;
mod holding;
mod icons;
mod logbook;
mod login;
mod password;
mod people;
mod queue;
mod secret;
mod session;
mod state;
mod timeline;
mod words;

use axum::{
    Router, middleware,
    response::Redirect,
    routing::{get, post},
};
use tower_http::csrf::CsrfLayer;

pub use password::{Cost, Passwords};
pub use secret::{sha256_hex, token};
pub use state::{DeskSettings, DeskState, LoginLimit, Trouble};

use crate::intake::{Register, desk::Desk, people::People};

/// What the desk asks of a store.
pub trait Books: Desk + People + Register + Clone {}
impl<S: Desk + People + Register + Clone> Books for S {}

/// All pages of the desk.
pub fn router<S: Books>(state: DeskState<S>) -> Router {
    // Behind a proxy that rewrites Host only the configured address tells our own forms from others'.
    let csrf = CsrfLayer::new().add_trusted_origin(&state.settings.public_url).unwrap_or_default();
    let pages = Router::new()
        .route("/", get(|| async { Redirect::to("/wachtrij") }))
        .route("/inloggen", get(login::form::<S>).post(login::enter::<S>))
        .route("/uitloggen", post(login::leave::<S>))
        .route("/eenmalig/{token}", get(login::link::<S>).post(login::use_link::<S>))
        .route("/wachtrij", get(queue::page::<S>))
        .route("/wachtrij/telling", get(queue::news::<S>))
        .route("/zoeken", get(queue::search_form::<S>).post(queue::search::<S>))
        .route("/casussen/{id}", get(casus::page::<S>))
        .route("/casussen/{id}/toewijzen", post(casus::assign::<S>))
        .route("/casussen/{id}/pakken", post(casus::take::<S>))
        .route("/casussen/{id}/notities", post(casus::note::<S>))
        .route("/casussen/{id}/afsluiten", post(casus::close::<S>))
        .route("/casussen/{id}/heropenen", post(casus::reopen::<S>))
        .route("/casussen/{id}/namen", post(casus::names::<S>))
        .route("/signalen/{id}/uitleg", get(explain::page::<S>))
        .route("/signalen/{id}/origineel", get(files::original::<S>))
        .route("/signalen/{id}/bijlagen/{position}", get(files::attachment::<S>))
        .route("/wachtbak", get(holding::page::<S>))
        .route("/wachtbak/{id}/casus", post(holding::open_casus::<S>))
        .route("/wachtbak/{id}/afgehandeld", post(holding::settle::<S>))
        .route("/taken", get(holding::tasks::<S>))
        .route("/taken/{id}", post(holding::task_done::<S>))
        .route("/voorstellen", get(holding::proposals::<S>))
        .route("/voorstellen/{id}", post(holding::decide::<S>))
        .route("/beheer", get(people::page::<S>).post(people::add::<S>))
        .route("/beheer/{id}/uitzetten", post(people::disable::<S>))
        .route("/logboek", get(logbook::page::<S>))
        .route("/toegankelijkheid", get(login::accessibility::<S>))
        .layer(csrf)
        .layer(middleware::from_fn(headers::no_store));
    pages.merge(assets::router()).layer(middleware::from_fn(headers::strict)).with_state(state)
}
