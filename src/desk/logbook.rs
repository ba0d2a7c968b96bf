//! `/logboek`: who did what, for the fg; ids only.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use serde::Deserialize;

use super::{
    Books,
    frame::{self, Frame, render},
    guard::{May, ReadAudit},
    state::DeskState,
    words,
};

/// One line.
struct LineView {
    seq: i64,
    when: String,
    who: String,
    action: String,
    object: String,
    result: String,
}

#[derive(Template)]
#[template(path = "desk/logboek.html")]
struct LogPage {
    frame: Frame,
    lines: Vec<LineView>,
    older: Option<i64>,
}

#[derive(Deserialize)]
pub(super) struct Before {
    vanaf: Option<i64>,
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadAudit>,
    Query(before): Query<Before>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let lines = state.store.audit_lines(before.vanaf, &may.visitor.person.id, now).await.map_err(frame::unavailable)?;
    let people = state.store.people().await.map_err(frame::unavailable)?;
    let names: HashMap<String, String> =
        people.into_iter().map(|person| (format!("persoon:{}", person.id), person.name)).collect();
    let named = |reference: String| names.get(&reference).cloned().unwrap_or(reference);
    let older = if lines.len() == 100 { lines.last().map(|line| line.seq) } else { None };
    let lines = lines
        .into_iter()
        .map(|line| LineView {
            seq: line.seq,
            when: words::when(line.at, now),
            who: named(line.actor),
            action: line.action,
            object: named(line.object),
            result: line.result,
        })
        .collect();
    Ok(render(&LogPage { frame: Frame::of(&state, &may.visitor, "Logboek").at("/logboek"), lines, older }))
}
