//! Coming in and going out: password, one-time link, and the page that needs no login; the organisation's own login
//! stands in [`super::organisation`].

use std::net::SocketAddr;

use askama::Template;
use axum::{
    extract::{ConnectInfo, FromRequestParts, Path, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{RETRY_AFTER, SET_COOKIE},
        request::Parts,
    },
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Books,
    frame::{self, Frame, render, render_as},
    guard::{self, Posted},
    organisation::Organisation,
    password::{LONGEST, SHORTEST},
    secret::sha256_hex,
    session,
    state::{Attempt, DeskState},
};
use crate::{
    config::SecondFactor,
    domain::LONGEST_ADDRESS,
    intake::people::{Admission, Colleague, Credentials, LinkUse},
};

#[derive(Template)]
#[template(path = "desk/inloggen.html")]
struct LoginPage {
    frame: Frame,
    email: String,
    /// What the organisation is called that people may log in at; empty: none.
    organisation: String,
    passwords: bool,
    error: &'static str,
}

/// Where a request comes from, as far as the server told; for the limit only.
pub(super) struct Caller(String);

impl Caller {
    pub(super) fn address(&self) -> &str {
        &self.0
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(address.map(|ConnectInfo(address)| address.ip().to_string()).unwrap_or_default()))
    }
}

pub(super) async fn form<S: Books>(State(state): State<DeskState<S>>) -> Response {
    render(&login_page(&state, String::new(), ""))
}

fn login_page<S: Books>(state: &DeskState<S>, email: String, error: &'static str) -> LoginPage {
    let title = if error.is_empty() { "Inloggen" } else { "Fout: inloggen" };
    let (organisation, passwords) = ways(state);
    LoginPage { frame: Frame::outside(state, title), email, organisation, passwords, error }
}

/// The organisation's name, or nothing; and whether passwords open the desk.
fn ways<S: Books>(state: &DeskState<S>) -> (String, bool) {
    let organisation = state.organisation.as_deref();
    let name = organisation.map(|organisation| organisation.name().to_owned()).unwrap_or_default();
    (name, organisation.is_none_or(Organisation::lets_passwords))
}

#[derive(Deserialize)]
pub(super) struct Login {
    #[serde(default)]
    email: String,
    #[serde(default)]
    wachtwoord: String,
}

const WRONG: &str = "Het e-mailadres of het wachtwoord klopt niet. Kijk of u een typefout heeft gemaakt.";

pub(super) async fn enter<S: Books>(
    State(state): State<DeskState<S>>,
    caller: Caller,
    Posted(login): Posted<Login>,
) -> Result<Response, Response> {
    let email = login.email.trim().to_lowercase();
    if !ways(&state).1 {
        let error = "Hier logt u in via uw organisatie.";
        return Err(render_as(StatusCode::FORBIDDEN, &login_page(&state, email, error)));
    }
    // The limits remember the addresses that they count.
    if email.len() > LONGEST_ADDRESS {
        return Err(render_as(StatusCode::UNAUTHORIZED, &login_page(&state, String::new(), WRONG)));
    }
    if let Some(refusal) = over_limit(&state, Attempt::Password { email: &email, from: &caller.0 }) {
        return Err(refusal);
    }
    let known = state.store.credentials(&email).await.map_err(frame::unavailable)?;
    let (person, hash) = match known {
        Some(Credentials { person, password_hash }) => (Some(person), password_hash),
        None => (None, None),
    };
    let password = if login.wachtwoord.len() > LONGEST { String::new() } else { login.wachtwoord };
    let fits = state.passwords.fits(password, hash).await.map_err(frame::unavailable)?;
    let now = (state.now)();
    match person {
        Some(person) if fits => {
            let admission = admission(&state, &person).await?;
            let fresh = session::fresh(&state.settings, &person.id, admission, now).map_err(frame::unavailable)?;
            state.store.begin_session(fresh.session, now).await.map_err(frame::unavailable)?;
            Ok(inside(&person, admission, &fresh.cookie))
        }
        person => {
            let id = person.map_or_else(|| "onbekend".to_owned(), |person| person.id);
            state.store.login_failed(&id, now).await.map_err(frame::unavailable)?;
            Ok(render_as(StatusCode::UNAUTHORIZED, &login_page(&state, email, WRONG)))
        }
    }
}

/// The answer to whoever tried too often.
pub(super) fn over_limit<S: Books>(state: &DeskState<S>, attempt: Attempt<'_>) -> Option<Response> {
    let wait = (state.login_limit)(attempt).err()?;
    let text = "U heeft het te vaak geprobeerd. Wacht een kwartier en probeer het dan opnieuw.";
    let mut response = frame::plain(StatusCode::TOO_MANY_REQUESTS, text);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    Some(response)
}

/// How far the first step lets in: all the way only where no second one is asked.
async fn admission<S: Books>(state: &DeskState<S>, person: &Colleague) -> Result<Admission, Response> {
    let factor = state.store.factor(&person.id).await.map_err(frame::unavailable)?;
    let asked = factor.is_some_and(|factor| factor.confirmed)
        || (state.settings.second_factor == SecondFactor::Verplicht && !state.settings.demo);
    Ok(if asked { Admission::Half } else { Admission::Whole })
}

fn inside(person: &Colleague, admission: Admission, cookie: &str) -> Response {
    let place = if admission == Admission::Half { "/inloggen/code" } else { guard::home(person.role) };
    with_cookie(Redirect::to(place).into_response(), cookie)
}

pub(super) fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

#[derive(Deserialize)]
pub(super) struct Leaving {
    /// `ja`: on every device.
    #[serde(default)]
    overal: String,
}

pub(super) async fn leave<S: Books>(
    State(state): State<DeskState<S>>,
    headers: HeaderMap,
    Posted(leaving): Posted<Leaving>,
) -> Result<Response, Response> {
    if let Some(presented) = session::presented(&headers, &state.settings) {
        let now = (state.now)();
        let whole = state.store.session(&presented.token_hash, now).await.map_err(frame::unavailable)?;
        let half = state.store.half_login(&presented.token_hash, now).await.map_err(frame::unavailable)?;
        if let Some(person) = whole.or(half) {
            let ended = if leaving.overal == "ja" {
                state.store.end_sessions(&person.id, &person.id, now).await
            } else {
                state.store.end_session(&presented.token_hash, &person.id, now).await
            };
            ended.map_err(frame::unavailable)?;
        }
    }
    Ok(with_cookie(Redirect::to("/inloggen").into_response(), &session::gone(&state.settings)))
}

#[derive(Template)]
#[template(path = "desk/eenmalig.html")]
struct LinkPage {
    frame: Frame,
    name: String,
    email: String,
    /// No password is asked.
    straight: bool,
    /// What the organisation is called whose account may be tied; empty: none.
    organisation: String,
    passwords: bool,
    token: String,
    shortest: usize,
    error: &'static str,
}

/// Shows the page and changes nothing: link scanners open it too.
pub(super) async fn link<S: Books>(
    State(state): State<DeskState<S>>,
    Path(token): Path<String>,
) -> Result<Response, Response> {
    let owner = owner(&state, &token).await?;
    Ok(render(&link_page(&state, (&owner, token), "")))
}

async fn owner<S: Books>(state: &DeskState<S>, token: &str) -> Result<Colleague, Response> {
    let found = state.store.link_owner(&sha256_hex(token), (state.now)()).await.map_err(frame::unavailable)?;
    found.ok_or_else(|| {
        let text = "Deze link werkt niet meer. Hij is al gebruikt of te oud. Vraag de beheerder om een nieuwe link.";
        frame::plain(StatusCode::GONE, text)
    })
}

fn link_page<S: Books>(state: &DeskState<S>, (owner, token): (&Colleague, String), error: &'static str) -> LinkPage {
    let straight = goes_straight(state, owner);
    let (organisation, passwords) = ways(state);
    let title = match (straight, passwords) {
        (true, _) => "Naar de wachtrij",
        (false, true) => "Kies een wachtwoord",
        (false, false) => "Koppel uw account",
    };
    LinkPage {
        frame: Frame::outside(state, title),
        name: owner.name.clone(),
        email: owner.email.clone(),
        straight,
        organisation,
        passwords,
        token,
        shortest: SHORTEST,
        error,
    }
}

fn goes_straight<S: Books>(state: &DeskState<S>, owner: &Colleague) -> bool {
    state.settings.demo || (owner.settled && ways(state).1)
}

#[derive(Deserialize)]
pub(super) struct NewPassword {
    #[serde(default)]
    wachtwoord: String,
}

pub(super) async fn use_link<S: Books>(
    State(state): State<DeskState<S>>,
    Path(token): Path<String>,
    Posted(new): Posted<NewPassword>,
) -> Result<Response, Response> {
    let owner = owner(&state, &token).await?;
    let password = new.wachtwoord;
    if !ways(&state).1 {
        let complaint = "Hier logt u in via uw organisatie.";
        return Ok(render_as(StatusCode::FORBIDDEN, &link_page(&state, (&owner, token), complaint)));
    }
    let complaint = match password.chars().count() {
        0 if goes_straight(&state, &owner) => "",
        length if length < SHORTEST => "Kies een wachtwoord van 12 tekens of meer.",
        _ if password.len() > LONGEST => "Kies een wachtwoord van 200 tekens of minder.",
        _ => "",
    };
    if !complaint.is_empty() {
        return Ok(render_as(StatusCode::BAD_REQUEST, &link_page(&state, (&owner, token), complaint)));
    }
    let password_hash = if password.is_empty() {
        None
    } else {
        Some(state.passwords.hash(password).await.map_err(frame::unavailable)?)
    };
    let now = (state.now)();
    let admission = admission(&state, &owner).await?;
    let fresh = session::fresh(&state.settings, &owner.id, admission, now).map_err(frame::unavailable)?;
    let used = LinkUse { link_hash: sha256_hex(&token), password_hash, session: fresh.session };
    if !state.store.use_link(used, now).await.map_err(frame::unavailable)? {
        return Err(frame::plain(StatusCode::GONE, "Deze link is net gebruikt. Log in met uw wachtwoord."));
    }
    Ok(inside(&owner, admission, &fresh.cookie))
}

#[derive(Template)]
#[template(path = "desk/toegankelijkheid.html")]
struct AccessibilityPage {
    frame: Frame,
}

pub(super) async fn accessibility<S: Books>(State(state): State<DeskState<S>>) -> Response {
    render(&AccessibilityPage { frame: Frame::outside(&state, "Toegankelijkheid") })
}
