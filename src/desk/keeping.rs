//! `/beheer/bewaren`: what is kept how long, what goes next, and keeping one longer with a reason.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::SignedDuration;
use serde::Deserialize;

use super::{
    Books,
    frame::{self, Frame, render},
    guard::{Divide, ManagePeople, May, Posted},
    state::DeskState,
    words,
};
use crate::{
    domain::{CasusId, bounded, cleaned},
    intake::retention::Keep,
};

/// Days that a household may be kept longer at most.
const LONGEST: i64 = 365;

/// A household that goes.
struct GoingRow {
    casus: String,
    kenmerk: String,
    last: String,
    may_stay: bool,
}

#[derive(Template)]
#[template(path = "desk/bewaren.html")]
struct KeepingPage {
    frame: Frame,
    closed_days: Option<i64>,
    holding_days: Option<i64>,
    households: i64,
    households_soon: i64,
    holding: i64,
    list: Vec<GoingRow>,
    notice: i64,
    tomorrow: String,
    latest: String,
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
) -> Result<Response, Response> {
    let (now, terms) = ((state.now)(), state.settings.terms);
    let expiring = state.store.expiring(terms, now).await.map_err(frame::unavailable)?;
    Ok(render(&KeepingPage {
        frame: Frame::of(&state, &may.visitor, "Bewaren en wissen").at("/beheer"),
        closed_days: terms.closed_days,
        holding_days: terms.holding_days,
        households: expiring.households,
        households_soon: expiring.households_soon,
        holding: expiring.holding,
        list: expiring
            .list
            .into_iter()
            .map(|going| GoingRow {
                last: words::short_date(going.last_signal_at, now),
                may_stay: !going.kept_before,
                casus: going.casus,
                kenmerk: going.kenmerk,
            })
            .collect(),
        notice: terms.notice.as_hours() / 24,
        tomorrow: words::field_date(words::days_on(now, 1, 9)),
        latest: words::field_date(words::days_on(now, LONGEST, 9)),
    }))
}

#[derive(Deserialize)]
pub(super) struct Longer {
    #[serde(default)]
    tot: String,
    #[serde(default)]
    reden: String,
}

/// `POST /beheer/bewaren/{id}`: once, with a reason, at most a year.
pub(super) async fn keep<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
    Posted(longer): Posted<Longer>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let latest = now.saturating_add(SignedDuration::from_hours((LONGEST + 1) * 24)).unwrap_or(now);
    let until = words::typed_day(&longer.tot, 9).filter(|until| *until > now && *until <= latest);
    let reason = cleaned(bounded(longer.reden.trim(), 500));
    let (Some(casus), Some(until), false) = (CasusId::parse(&id), until, reason.is_empty()) else {
        let text = "Vul een dag in, binnen een jaar, en schrijf waarom dit huishouden langer bewaard moet blijven.";
        return Err(frame::plain(StatusCode::BAD_REQUEST, text));
    };
    let kept = state.store.keep_longer(Keep { casus, until, reason }, &may.visitor.person, now).await;
    if !kept.map_err(frame::unavailable)? {
        let text = "Dit huishouden is niet (meer) afgesloten, of bleef al een keer langer bewaard.";
        return Err(frame::plain(StatusCode::CONFLICT, text));
    }
    Ok(Redirect::to("/beheer/bewaren").into_response())
}
