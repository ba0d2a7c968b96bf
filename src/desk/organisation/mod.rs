//! `/inloggen/organisatie`: login with an account of the organisation (OpenID Connect Core 1.0, code flow with PKCE).
//!
//! **Invariant:** the organisation says who somebody is, we say what they may: an account opens the desk only for
//! somebody whom the administrator added.

mod errand;
mod provider;
mod token;

use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use serde::Deserialize;

use self::{errand::Errand, token::Identity};
pub use provider::{Organisation, OrganisationError};

use super::{
    Books, frame, guard,
    login::{Caller, over_limit, with_cookie},
    secret::{equal, sha256_hex},
    session,
    state::{Attempt, DeskState},
    vault::Vault,
};
use crate::intake::{
    organisation::{Account, Tie},
    people::{Admission, Colleague, Credentials},
};

/// Where the organisation sends people back to; the administrator registers it there.
pub(super) const BACK: &str = "/inloggen/organisatie/terug";

const AGAIN: &str = "Het inloggen is niet gelukt. Ga terug naar de inlogpagina en probeer het opnieuw.";
const STRANGER: &str = "Uw organisatie kent u, maar u heeft hier nog geen toegang. Vraag de beheerder van Voordeur om \
                        een link, en kies daar voor inloggen via uw organisatie.";

/// `None`: people log in with a password only.
fn parts<S>(state: &DeskState<S>) -> Option<(&Organisation, &Vault)> {
    state.organisation.as_deref().zip(state.vault.as_deref())
}

/// Somebody who set out.
#[derive(Deserialize)]
pub(super) struct Leaving {
    /// A one-time link's token, whose owner the account is to be tied to.
    koppel: Option<String>,
}

/// `GET /inloggen/organisatie`: to the organisation's own login page.
pub(super) async fn leave_for<S: Books>(
    State(state): State<DeskState<S>>,
    caller: Caller,
    headers: HeaderMap,
    Query(leaving): Query<Leaving>,
) -> Result<Response, Response> {
    let (organisation, vault) = parts(&state).ok_or_else(frame::not_found)?;
    if let Some(refusal) = over_limit(&state, Attempt::Organisation { from: caller.address() }) {
        return Err(refusal);
    }
    // Tying begins on the link's own page, which says whose it is: nobody is led past it.
    if let Some(token) = leaving.koppel.as_deref().filter(|_| comes_from_elsewhere(&headers)) {
        let safe: String = token.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
        return Ok(Redirect::to(&format!("/eenmalig/{safe}")).into_response());
    }
    let link = leaving.koppel.map(|token| sha256_hex(&token));
    let errand = Errand::new(link, (state.now)()).map_err(frame::unavailable)?;
    let url = organisation.login_page(&errand).await.map_err(|error| away(&error))?;
    let cookie = errand.cookie(vault, &state.settings).map_err(frame::unavailable)?;
    Ok(with_cookie(Redirect::to(&url).into_response(), &cookie))
}

/// What the organisation sends back (RFC 6749 §4.1.2, RFC 9207).
#[derive(Deserialize)]
pub(super) struct Back {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
}

/// `GET /inloggen/organisatie/terug`: the answer, which counts once and only in the browser that asked.
pub(super) async fn come_back<S: Books>(
    State(state): State<DeskState<S>>,
    caller: Caller,
    headers: HeaderMap,
    Query(back): Query<Back>,
) -> Result<Response, Response> {
    let (organisation, vault) = parts(&state).ok_or_else(frame::not_found)?;
    if let Some(refusal) = over_limit(&state, Attempt::Organisation { from: caller.address() }) {
        return Err(refusal);
    }
    let (now, settings) = ((state.now)(), &*state.settings);
    let errand = Errand::carried(&headers, vault, settings, now).ok_or_else(again)?;
    let ours = back.state.as_deref().is_some_and(|state| equal(state, errand.state()));
    let theirs = back.iss.as_deref().is_none_or(|issuer| issuer == organisation.issuer());
    let (Some(code), true, true) = (back.code, ours, theirs) else {
        return Err(with_cookie(again(), &errand::gone(settings)));
    };
    let answer = async {
        let identity = organisation.identity(&code, &errand, now).await.map_err(|error| away(&error))?;
        enter(&state, organisation, identity, errand.into_link(), now).await
    };
    let response = answer.await.unwrap_or_else(|refusal| refusal);
    Ok(with_cookie(response, &errand::gone(settings)))
}

/// Fetch Metadata: another site, or a link outside any page, led here. Browsers from before it are let through.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site.as_bytes() != b"same-origin")
}

fn again() -> Response {
    frame::plain(StatusCode::BAD_REQUEST, AGAIN)
}

fn away(error: &OrganisationError) -> Response {
    tracing::warn!(%error, "login through the organisation failed");
    let text = "Inloggen via uw organisatie lukt nu niet. Probeer het zo opnieuw, of vraag de beheerder.";
    frame::plain(StatusCode::BAD_GATEWAY, text)
}

async fn enter<S: Books>(
    state: &DeskState<S>,
    organisation: &Organisation,
    identity: Identity,
    link: Option<String>,
    now: Timestamp,
) -> Result<Response, Response> {
    let account = Account { issuer: organisation.issuer().to_owned(), subject: identity.subject };
    let email = identity.email.filter(|_| identity.email_verified || organisation.trusts_email());
    let known = whose(state, &account, email, link, now).await?;
    let Some((person, tie)) = known else {
        state.store.login_failed("onbekend", now).await.map_err(frame::unavailable)?;
        return Err(frame::plain(StatusCode::FORBIDDEN, STRANGER));
    };
    let fresh = session::fresh(&state.settings, &person.id, Admission::Whole, now).map_err(frame::unavailable)?;
    if !state.store.come_in(account, tie, fresh.session, now).await.map_err(frame::unavailable)? {
        state.store.login_failed(&person.id, now).await.map_err(frame::unavailable)?;
        return Err(frame::plain(StatusCode::FORBIDDEN, STRANGER));
    }
    Ok(with_cookie(Redirect::to(guard::home(person.role)).into_response(), &fresh.cookie))
}

/// The person the account opens for: of the link they came with, else who has it already, else who has its address.
async fn whose<S: Books>(
    state: &DeskState<S>,
    account: &Account,
    email: Option<String>,
    link: Option<String>,
    now: Timestamp,
) -> Result<Option<(Colleague, Tie)>, Response> {
    if let Some(link) = link {
        let owner = state.store.link_owner(&link, now).await.map_err(frame::unavailable)?;
        return Ok(owner.map(|owner| (owner, Tie::Link(link))));
    }
    if let Some(holder) = state.store.holder_of(account).await.map_err(frame::unavailable)? {
        return Ok(Some((holder, Tie::Known)));
    }
    let Some(email) = email else {
        return Ok(None);
    };
    let known = state.store.credentials(&email).await.map_err(frame::unavailable)?;
    Ok(known.map(|Credentials { person, .. }| (person, Tie::Email)))
}
