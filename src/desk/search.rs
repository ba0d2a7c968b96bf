//! `/zoeken`: a household by its address or a kenmerk. The words come in a form, for URLs hold nothing about people.

use askama::Template;
use axum::{extract::State, response::Response};
use serde::Deserialize;

use super::{
    Books,
    cards::RowView,
    frame::{self, Frame, render},
    guard::{May, Posted, ReadCases},
    state::DeskState,
};

#[derive(Template)]
#[template(path = "desk/zoeken.html")]
struct SearchPage {
    frame: Frame,
    words: String,
    searched: bool,
    found: Vec<RowView>,
}

pub(super) async fn form<S: Books>(State(state): State<DeskState<S>>, may: May<ReadCases>) -> Response {
    let frame = Frame::of(&state, &may.visitor, "Zoeken").at("/zoeken");
    render(&SearchPage { frame, words: String::new(), searched: false, found: Vec::new() })
}

#[derive(Deserialize)]
pub(super) struct Sought {
    #[serde(default)]
    q: String,
}

pub(super) async fn search<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
    Posted(sought): Posted<Sought>,
) -> Result<Response, Response> {
    let words = crate::domain::bounded(sought.q.trim(), 200).to_owned();
    let now = (state.now)();
    let heads = state.store.search(&words, &may.visitor.person.id, now).await.map_err(frame::unavailable)?;
    let frame = Frame::of(&state, &may.visitor, "Zoeken").at("/zoeken");
    let found = heads.iter().map(|head| RowView::of(head, now)).collect();
    Ok(render(&SearchPage { frame, words, searched: true, found }))
}
