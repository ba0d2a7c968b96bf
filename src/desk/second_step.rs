//! `/inloggen/code` and `/tweede-stap`: the second step of a login, set up, asked, and taken away again.
//!
//! **Invariant:** halfway a login only these pages open; whoever has a confirmed second step cannot set up another
//! one without a code of it.

use askama::Template;
use axum::{
    extract::{FromRequestParts, State},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use qrcode::{Color, EcLevel, QrCode};
use serde::Deserialize;

use super::{
    Books,
    frame::{self, Frame, render, render_as},
    guard::{self, Posted, Visitor},
    login::{over_limit, with_cookie},
    secret::sha256_hex,
    session::{self, Presented},
    state::{Attempt, DeskState},
    totp,
};
use crate::{
    config::SecondFactor,
    intake::{
        Unavailable,
        people::{Admission, Colleague},
        random,
        second_factor::{Confirmation, Factor, Shown},
    },
};

/// Bytes of a secret: as long as the hash (RFC 4226 §4).
const SECRET: usize = 20;
/// Recovery codes that somebody gets.
const CODES: usize = 8;
/// Bytes of a recovery code: no table of hashes helps against so much chance.
const CODE: usize = 10;
const WRONG: &str = "Deze code klopt niet of is al gebruikt. Wacht op de volgende code in uw app.";

/// Somebody whose first step was right, or who is inside already.
pub(super) struct Known {
    person: Colleague,
    presented: Presented,
    admission: Admission,
}

impl<S: Books> FromRequestParts<DeskState<S>> for Known {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &DeskState<S>) -> Result<Self, Response> {
        let outside = || Redirect::to("/inloggen").into_response();
        let presented = session::presented(&parts.headers, &state.settings).ok_or_else(outside)?;
        let now = (state.now)();
        let whole = state.store.session(&presented.token_hash, now).await.map_err(frame::unavailable)?;
        if let Some(person) = whole {
            return Ok(Self { person, presented, admission: Admission::Whole });
        }
        let half = state.store.half_login(&presented.token_hash, now).await.map_err(frame::unavailable)?;
        Ok(Self { person: half.ok_or_else(outside)?, presented, admission: Admission::Half })
    }
}

impl Known {
    fn frame<S: Books>(&self, state: &DeskState<S>, title: &str) -> Frame {
        match self.admission {
            Admission::Half => Frame::halfway(state, &self.presented, title),
            Admission::Whole => {
                let visitor = Visitor { person: self.person.clone(), presented: self.presented.clone() };
                Frame::of(state, &visitor, title)
            }
        }
    }
}

async fn factor<S: Books>(state: &DeskState<S>, person: &str) -> Result<Option<Factor>, Response> {
    state.store.factor(person).await.map_err(frame::unavailable)
}

/// The secret of a factor; without it a recovery code or the administrator helps.
fn secret<S>(state: &DeskState<S>, person: &str, factor: &Factor) -> Option<Vec<u8>> {
    let secret = state.vault.as_ref().and_then(|vault| vault.open(person, &factor.sealed));
    if secret.is_none() {
        tracing::error!("a second step cannot be read: login.key_file is missing or another one");
    }
    secret
}

/// What was typed, when it is a code of the app or has the form of a recovery code.
fn shown<S: Books>(state: &DeskState<S>, person: &str, factor: &Factor, typed: &str) -> Option<Shown> {
    let plain: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    if plain.len() == CODE * 8 / 5 {
        return Some(Shown::Recovery(sha256_hex(&plain.to_ascii_uppercase())));
    }
    let secret = secret(state, person, factor)?;
    totp::step_of(&secret, typed, (state.now)()).map(Shown::Step)
}

/// Uses what was typed, once; wrong ones are counted and kept in the audit.
async fn used<S: Books>(state: &DeskState<S>, person: &str, factor: &Factor, typed: &str) -> Result<bool, Response> {
    if let Some(refusal) = over_limit(state, Attempt::Code { person }) {
        return Err(refusal);
    }
    let now = (state.now)();
    let used = match shown(state, person, factor, typed) {
        Some(shown) => state.store.use_code(person, &shown, now).await.map_err(frame::unavailable)?,
        None => false,
    };
    if !used {
        state.store.login_failed(person, now).await.map_err(frame::unavailable)?;
    }
    Ok(used)
}

#[derive(Template)]
#[template(path = "desk/code.html")]
struct CodePage {
    frame: Frame,
    error: &'static str,
}

/// `GET /inloggen/code`
pub(super) async fn ask<S: Books>(State(state): State<DeskState<S>>, known: Known) -> Result<Response, Response> {
    if known.admission == Admission::Whole {
        return Ok(Redirect::to(guard::home(known.person.role)).into_response());
    }
    if !factor(&state, &known.person.id).await?.is_some_and(|factor| factor.confirmed) {
        return Ok(Redirect::to("/tweede-stap").into_response());
    }
    Ok(render(&CodePage { frame: known.frame(&state, "Code invullen"), error: "" }))
}

#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    code: String,
}

/// `POST /inloggen/code`
pub(super) async fn check<S: Books>(
    State(state): State<DeskState<S>>,
    known: Known,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Response> {
    let Some(factor) = factor(&state, &known.person.id).await?.filter(|factor| factor.confirmed) else {
        return Ok(Redirect::to("/tweede-stap").into_response());
    };
    if !used(&state, &known.person.id, &factor, &typed.code).await? {
        let page = CodePage { frame: known.frame(&state, "Fout: code invullen"), error: WRONG };
        return Ok(render_as(StatusCode::UNAUTHORIZED, &page));
    }
    let cookie = completed(&state, &known).await?;
    Ok(with_cookie(Redirect::to(guard::home(known.person.role)).into_response(), &cookie))
}

/// Puts a whole session in the place of the half one; the cookie's token is new.
async fn completed<S: Books>(state: &DeskState<S>, known: &Known) -> Result<String, Response> {
    let now = (state.now)();
    let fresh = session::fresh(&state.settings, &known.person.id, Admission::Whole, now).map_err(frame::unavailable)?;
    state.store.complete_login(&known.presented.token_hash, fresh.session, now).await.map_err(frame::unavailable)?;
    Ok(fresh.cookie)
}

#[derive(Template)]
#[template(path = "desk/tweede-stap.html")]
struct StepPage {
    frame: Frame,
    /// It is on.
    on: bool,
    /// It must be on.
    must: bool,
    /// There is a key to seal secrets with.
    possible: bool,
    left: i64,
    error: &'static str,
}

async fn step_page<S: Books>(state: &DeskState<S>, known: &Known, error: &'static str) -> Result<StepPage, Response> {
    let factor = factor(state, &known.person.id).await?.filter(|factor| factor.confirmed);
    let title = if error.is_empty() { "Tweede stap bij inloggen" } else { "Fout: tweede stap bij inloggen" };
    Ok(StepPage {
        frame: known.frame(state, title),
        on: factor.is_some(),
        must: state.settings.second_factor == SecondFactor::Verplicht,
        possible: state.vault.is_some(),
        left: factor.map(|factor| factor.recovery_left).unwrap_or_default(),
        error,
    })
}

/// `GET /tweede-stap`: on or off, and what one may do about it.
pub(super) async fn page<S: Books>(State(state): State<DeskState<S>>, known: Known) -> Result<Response, Response> {
    let page = step_page(&state, &known, "").await?;
    if page.on && known.admission == Admission::Half {
        return Ok(Redirect::to("/inloggen/code").into_response());
    }
    Ok(render(&page))
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    /// `aan`, `uit` or `codes`.
    #[serde(default)]
    doe: String,
    #[serde(default)]
    code: String,
}

/// `POST /tweede-stap`: a new secret, away with it, or new recovery codes; the last two ask a code.
pub(super) async fn change<S: Books>(
    State(state): State<DeskState<S>>,
    known: Known,
    Posted(wanted): Posted<Wanted>,
) -> Result<Response, Response> {
    let (person, now) = (known.person.id.as_str(), (state.now)());
    let confirmed = factor(&state, person).await?.filter(|factor| factor.confirmed);
    let Some(factor) = confirmed else {
        return begin(&state, person).await;
    };
    if known.admission == Admission::Half {
        return Ok(Redirect::to("/inloggen/code").into_response());
    }
    let must = state.settings.second_factor == SecondFactor::Verplicht;
    if !matches!((wanted.doe.as_str(), must), ("codes", _) | ("uit", false)) {
        return Err(frame::not_found());
    }
    if !used(&state, person, &factor, &wanted.code).await? {
        return Ok(render_as(StatusCode::BAD_REQUEST, &step_page(&state, &known, WRONG).await?));
    }
    if wanted.doe == "uit" {
        state.store.remove_factor(person, person, now).await.map_err(frame::unavailable)?;
        return Ok(Redirect::to("/tweede-stap").into_response());
    }
    let (codes, hashes) = recovery_codes().map_err(frame::unavailable)?;
    if !state.store.renew_recovery(person, hashes, now).await.map_err(frame::unavailable)? {
        return Err(frame::not_found());
    }
    Ok(render(&CodesPage {
        frame: known.frame(&state, "Uw herstelcodes"),
        codes,
        home: guard::home(known.person.role),
    }))
}

async fn begin<S: Books>(state: &DeskState<S>, person: &str) -> Result<Response, Response> {
    let Some(vault) = &state.vault else {
        return Err(frame::not_found());
    };
    let secret = random::<SECRET>().map_err(frame::unavailable)?;
    let sealed = vault.seal(person, &secret).map_err(frame::unavailable)?;
    state.store.offer_factor(person, &sealed).await.map_err(frame::unavailable)?;
    Ok(Redirect::to("/tweede-stap/instellen").into_response())
}

#[derive(Template)]
#[template(path = "desk/tweede-stap-instellen.html")]
struct SetUpPage {
    frame: Frame,
    /// Our own SVG.
    picture: String,
    key: String,
    error: &'static str,
}

/// The page of a secret that waits for its first code; else back to where one begins.
async fn set_up_page<S: Books>(
    state: &DeskState<S>,
    known: &Known,
    error: &'static str,
) -> Result<(SetUpPage, Vec<u8>), Response> {
    let back = || Redirect::to("/tweede-stap").into_response();
    let factor = factor(state, &known.person.id).await?.filter(|factor| !factor.confirmed).ok_or_else(back)?;
    let secret = secret(state, &known.person.id, &factor).ok_or_else(back)?;
    let title = if error.is_empty() { "Tweede stap instellen" } else { "Fout: tweede stap instellen" };
    let page = SetUpPage {
        frame: known.frame(state, title),
        picture: picture(&totp::uri(&secret, &known.person.email)).unwrap_or_default(),
        key: in_fours(&totp::base32(&secret)),
        error,
    };
    Ok((page, secret))
}

/// `GET /tweede-stap/instellen`
pub(super) async fn set_up<S: Books>(State(state): State<DeskState<S>>, known: Known) -> Result<Response, Response> {
    Ok(render(&set_up_page(&state, &known, "").await?.0))
}

#[derive(Template)]
#[template(path = "desk/herstelcodes.html")]
struct CodesPage {
    frame: Frame,
    codes: Vec<String>,
    home: &'static str,
}

/// `POST /tweede-stap/instellen`: the first code is right, so the app knows the secret. Recovery codes, this once.
pub(super) async fn confirm<S: Books>(
    State(state): State<DeskState<S>>,
    known: Known,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Response> {
    if let Some(refusal) = over_limit(&state, Attempt::Code { person: &known.person.id }) {
        return Err(refusal);
    }
    let now = (state.now)();
    let (_, secret) = set_up_page(&state, &known, "").await?;
    let Some(step) = totp::step_of(&secret, &typed.code, now) else {
        let error = "Deze code klopt niet. Vul de zes cijfers in die nu in uw app staan.";
        return Ok(render_as(StatusCode::BAD_REQUEST, &set_up_page(&state, &known, error).await?.0));
    };
    let (codes, recovery_hashes) = recovery_codes().map_err(frame::unavailable)?;
    let confirmation = Confirmation { person: known.person.id.clone(), step, recovery_hashes };
    if !state.store.confirm_factor(confirmation, now).await.map_err(frame::unavailable)? {
        return Ok(Redirect::to("/tweede-stap").into_response());
    }
    // A cookie that somebody else may have ends here; whoever is inside stays so, under a new token.
    state.store.end_sessions(&known.person.id, &known.person.id, now).await.map_err(frame::unavailable)?;
    let cookie = completed(&state, &known).await?;
    let frame = Frame::outside(&state, "Uw herstelcodes");
    let page = CodesPage { frame, codes, home: guard::home(known.person.role) };
    Ok(with_cookie(render(&page), &cookie))
}

/// Codes to show once, and what is kept of them.
fn recovery_codes() -> Result<(Vec<String>, Vec<String>), Unavailable> {
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        codes.push(totp::base32(&random::<CODE>()?));
    }
    let hashes = codes.iter().map(|code| sha256_hex(code)).collect();
    Ok((codes.iter().map(|code| in_fours(code)).collect(), hashes))
}

/// `ABCD EFGH …`
fn in_fours(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let fours: Vec<String> = letters.chunks(4).map(|four| four.iter().collect()).collect();
    fours.join(" ")
}

/// A QR code (ISO/IEC 18004) as one path, dark on light whatever the colours of the page are.
fn picture(text: &str) -> Option<String> {
    const QUIET: usize = 4;
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let path: String = dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET)).collect();
    let side = width + 2 * QUIET;
    Some(format!(
        r##"<svg class="qr" viewBox="0 0 {side} {side}" role="img" aria-label="QR-code voor uw app" shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>"##
    ))
}
