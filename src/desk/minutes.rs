//! `/overleg/verslag/{id}`: what was decided in an overleg, and what was agreed.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{
    Books,
    agreements::AgreementView,
    cards::RowView,
    frame::{self, Frame, render},
    guard::{May, ReadCases},
    meeting::DECISIONS,
    state::DeskState,
    words,
};
use crate::intake::{
    agreements::Whose,
    meetings::{Decision, Meeting},
};

/// One line of the minutes.
struct MinuteLine {
    row: RowView,
    decision: &'static str,
    text: String,
}

#[derive(Template)]
#[template(path = "desk/verslag.html")]
struct MinutesPage {
    frame: Frame,
    day: String,
    meeting: Meeting,
    lines: Vec<MinuteLine>,
    agreed: Vec<AgreementView>,
}

/// `GET /overleg/verslag/{id}`
pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let viewer = &may.visitor.person.id;
    let meetings = state.store.meetings(viewer).await.map_err(frame::unavailable)?;
    let meeting = meetings.into_iter().find(|meeting| meeting.id == id).ok_or_else(frame::not_found)?;
    let closed = meeting.closed_at.ok_or_else(frame::not_found)?;
    let items = state.store.meeting_items(&id, viewer, now).await.map_err(frame::unavailable)?;
    let made = state.store.agreements(Whose::Team(meeting.started_at), viewer, now).await;
    let made = made.map_err(frame::unavailable)?;
    let made = made.iter().filter(|agreed| agreed.made_at >= meeting.started_at && agreed.made_at <= closed);
    let decision = |decision: Option<Decision>| {
        let word = decision.map(Decision::as_str).unwrap_or_default();
        DECISIONS.iter().find(|(known, _)| *known == word).map_or("Niet besproken, komt terug", |(_, label)| *label)
    };
    Ok(render(&MinutesPage {
        frame: Frame::of(&state, &may.visitor, "Verslag van het overleg").at("/overleg"),
        day: words::full_date(meeting.started_at),
        lines: items
            .into_iter()
            .map(|item| MinuteLine {
                row: RowView::of(&item.casus, now).before_the_room(),
                decision: decision(item.decision),
                text: item.text,
            })
            .collect(),
        agreed: made.map(|agreed| AgreementView::of(agreed, "", now).before_the_room()).collect(),
        meeting,
    }))
}
