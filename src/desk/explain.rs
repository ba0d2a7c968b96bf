//! `/signalen/{id}/uitleg`: every rule in order, where each failed, and which one won.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{
    Books,
    frame::{self, Frame, render},
    guard::{May, ReadCases},
    state::DeskState,
    words,
};
use crate::{
    domain::SignalId,
    intake::{Explanation, RuleStep},
};

#[derive(Template)]
#[template(path = "desk/uitleg.html")]
struct ExplainPage {
    frame: Frame,
    /// Day and time.
    when: String,
    urgency: &'static str,
    told: Explanation,
    phases: Vec<(&'static str, Vec<RuleStep>)>,
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    let id = SignalId::parse(&id).ok_or_else(frame::not_found)?;
    let told = state.store.explanation(id, &may.visitor.person.id).await.map_err(frame::unavailable)?;
    let told = told.ok_or_else(frame::not_found)?;
    Ok(render(&ExplainPage {
        frame: Frame::of(&state, &may.visitor, format!("Uitleg {}", told.kenmerk)).at("/wachtrij"),
        when: format!("{}, {}", words::full_date(told.received_at), words::clock(told.received_at)),
        urgency: words::urgency(told.urgency),
        phases: phases(&told),
        told,
    }))
}

/// The rules by what they are for, in the order in which they were looked at.
fn phases(told: &Explanation) -> Vec<(&'static str, Vec<RuleStep>)> {
    [
        ("enrich", "Wat valt op?"),
        ("route", "Welke wachtrij? De eerste regel die past, wint"),
        ("copy", "Wie krijgt bericht?"),
        ("ack", "Welk antwoord krijgt de melder?"),
    ]
    .into_iter()
    .map(|(phase, heading)| {
        let lines = told.lines.iter().filter(|line| line.phase == phase).cloned();
        (heading, lines.collect::<Vec<_>>())
    })
    .filter(|(_, lines)| !lines.is_empty())
    .collect()
}
