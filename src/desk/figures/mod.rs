//! `/cijfers`: the figures of the performance agreements, on screen, on paper and to take along.
//!
//! **Invariant:** page, report and files show the same numbers, made by the same function, small ones pooled.

mod chart;
mod export;
mod findings;
mod pace;
mod period;
mod pooled;
mod subjects;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use serde::Deserialize;

use super::{
    Books,
    frame::{self, Frame, render},
    guard::{May, ReadFigures, Visitor},
    state::DeskState,
    words,
};
use crate::intake::figures::{Period, day_of};
use findings::{Counted, Finding, Headline};
use period::Chosen;

#[derive(Template)]
#[template(path = "desk/cijfers.html")]
struct FiguresPage {
    frame: Frame,
    /// Word, label, whether it is chosen.
    choices: Vec<(String, String, bool)>,
    chosen: String,
    days: String,
    headlines: Vec<Headline>,
    findings: Vec<Finding>,
}

#[derive(Template)]
#[template(path = "desk/rapport.html")]
struct ReportPage {
    frame: Frame,
    chosen: String,
    title: String,
    days: String,
    made: String,
    headlines: Vec<Headline>,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    periode: String,
}

/// What was found in a period.
struct Found {
    chosen: Chosen,
    period: Period,
    headlines: Vec<Headline>,
    findings: Vec<Finding>,
}

async fn found<S: Books>(state: &DeskState<S>, asked: Chosen) -> Result<Found, Response> {
    let now = (state.now)();
    let today = day_of(now);
    let chosen = if asked.days(today).is_some() { asked } else { Chosen::TwelveWeeks };
    let period = chosen.days(today).ok_or_else(frame::not_found)?;
    let (settings, before) = (&state.settings, chosen.days_before(period));
    let counted = Counted {
        chosen,
        period,
        now: state.store.figures(period, now).await.map_err(frame::unavailable)?,
        before: state.store.figures(before, now).await.map_err(frame::unavailable)?,
        open: state.store.open_by_age(now).await.map_err(frame::unavailable)?,
        settings: &settings.figures,
        partners: &settings.partners,
    };
    Ok(Found { chosen, period, headlines: counted.headlines(), findings: counted.findings() })
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadFigures>,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let found = found(&state, Chosen::parse(&asked.periode)).await?;
    let choices = period::choices(day_of((state.now)()));
    Ok(render(&FiguresPage {
        frame: Frame::of(&state, &may.visitor, "Cijfers").at("/cijfers"),
        choices: choices.into_iter().map(|choice| (choice.word(), choice.label(), choice == found.chosen)).collect(),
        chosen: found.chosen.word(),
        days: period::said(found.period),
        headlines: found.headlines,
        findings: found.findings,
    }))
}

/// `/cijfers/rapport`: the same, laid out for A4; without a choice the last quarter that is over.
pub(super) async fn report<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadFigures>,
    Query(asked): Query<Asked>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let chosen =
        if asked.periode.is_empty() { period::last_quarter(day_of(now)) } else { Chosen::parse(&asked.periode) };
    let found = found(&state, chosen).await?;
    taken(&state, &may.visitor, &format!("cijfers:{}:rapport", found.chosen.word())).await?;
    Ok(render(&ReportPage {
        frame: Frame::of(&state, &may.visitor, format!("Rapport {}", found.chosen.label())).at("/cijfers"),
        chosen: found.chosen.word(),
        title: found.chosen.label(),
        days: period::said(found.period),
        made: format!("{}, {}", words::full_date(now), words::clock(now)),
        headlines: found.headlines,
        findings: found.findings,
    }))
}

/// `/cijfers/2026-k3.csv` and `.xlsx`.
pub(super) async fn file<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadFigures>,
    Path(file): Path<String>,
) -> Result<Response, Response> {
    let (chosen, form) = file.split_once('.').ok_or_else(frame::not_found)?;
    let found = found(&state, Chosen::parse(chosen)).await?;
    let word = found.chosen.word();
    let (mediatype, bytes) = match form {
        "csv" => ("text/csv; charset=utf-8", export::csv(&found.headlines, &found.findings).ok()),
        "xlsx" => {
            let title = format!("{}, {}", found.chosen.label(), period::said(found.period));
            let mediatype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            (mediatype, export::xlsx(&title, &found.headlines, &found.findings).ok())
        }
        _ => return Err(frame::not_found()),
    };
    taken(&state, &may.visitor, &format!("cijfers:{word}:{form}")).await?;
    let bytes = bytes.ok_or_else(|| {
        let text = "Dit bestand kon niet worden gemaakt. Neem de tabellen van de pagina over.";
        frame::plain(axum::http::StatusCode::INTERNAL_SERVER_ERROR, text)
    })?;
    Ok(export::download(&format!("cijfers-{word}.{form}"), mediatype, bytes))
}

async fn taken<S: Books>(state: &DeskState<S>, visitor: &Visitor, what: &str) -> Result<(), Response> {
    state.store.figures_taken(what, &visitor.person, (state.now)()).await.map_err(frame::unavailable)
}
