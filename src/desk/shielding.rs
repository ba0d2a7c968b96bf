//! `/casussen/{id}/afschermen`: a household that only some people see, such as that of a colleague.
//!
//! **Invariant:** whoever shields stays among those who see it, so that it is never nobody's.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    Books,
    cards::RowView,
    frame::{self, Frame, render, render_as},
    guard::{Divide, May, Posted, Visitor},
    state::DeskState,
    words,
};
use crate::{
    domain::CasusId,
    intake::people::{Colleague, Role},
};

/// Somebody to tick.
struct Pick {
    id: String,
    name: String,
    role: &'static str,
    chosen: bool,
    /// Who shields sees it anyway.
    own: bool,
}

#[derive(Template)]
#[template(path = "desk/afschermen.html")]
struct ShieldPage {
    frame: Frame,
    row: RowView,
    on: bool,
    people: Vec<Pick>,
    /// Who has the household must see it.
    assignee: String,
    error: &'static str,
}

/// Who can be named: who works on casussen, or reads along, for a team of the visitor's.
fn can_be_named(person: &Colleague, visitor: &Visitor) -> bool {
    let reads = matches!(person.role, Role::Projectleider | Role::Teamlid | Role::Gebiedsregisseur);
    reads && !person.disabled && person.shares_team_with(&visitor.person)
}

async fn shield_page<S: Books>(state: &DeskState<S>, visitor: &Visitor, id: &str) -> Result<ShieldPage, Response> {
    let now = (state.now)();
    let viewer = &visitor.person.id;
    let casus = CasusId::parse(id).ok_or_else(frame::not_found)?;
    let file = state.store.casus(casus, viewer, now).await.map_err(frame::unavailable)?;
    let file = file.filter(|file| file.merged_into.is_none()).ok_or_else(frame::not_found)?;
    let shielded = state.store.shielded(casus, viewer).await.map_err(frame::unavailable)?;
    let shielded = shielded.ok_or_else(frame::not_found)?;
    let assignee = file.head.assignee.as_ref();
    let people = state.store.people().await.map_err(frame::unavailable)?;
    let people = people.into_iter().filter(|person| can_be_named(person, visitor)).map(|person| Pick {
        own: person.id == *viewer,
        chosen: person.id == *viewer
            || shielded.named.contains(&person.id)
            || (!shielded.on && assignee.is_some_and(|assignee| assignee.id == person.id)),
        role: words::role(person.role),
        name: person.name,
        id: person.id,
    });
    let row = RowView::of(&file.head, now);
    Ok(ShieldPage {
        frame: Frame::of(state, visitor, format!("{} afschermen", row.kenmerk)).at("/wachtrij"),
        on: shielded.on,
        people: people.collect(),
        assignee: assignee.map(|assignee| assignee.id.clone()).unwrap_or_default(),
        error: "",
        row,
    })
}

/// `GET /casussen/{id}/afschermen`
pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    Ok(render(&shield_page(&state, &may.visitor, &id).await?))
}

/// `POST /casussen/{id}/afschermen`: for these people only, or for the whole team again (`doe=opheffen`).
pub(super) async fn change<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Result<Response, Response> {
    let (by, now) = (&may.visitor.person, (state.now)());
    let mut page = shield_page(&state, &may.visitor, &id).await?;
    let casus = CasusId::parse(&id).ok_or_else(frame::not_found)?;
    let here = || Redirect::to(&format!("/casussen/{casus}")).into_response();
    if fields.iter().any(|(name, value)| name == "doe" && value == "opheffen") {
        let kept = state.store.unshield(casus, by, now).await.map_err(frame::unavailable)?;
        return if kept { Ok(here()) } else { Err(frame::not_found()) };
    }
    let ticked = |id: &str| fields.iter().any(|(name, value)| name == "persoon" && value == id);
    for person in &mut page.people {
        person.chosen = person.own || ticked(&person.id);
    }
    let chosen: Vec<String> =
        page.people.iter().filter(|person| person.chosen).map(|person| person.id.clone()).collect();
    if !page.assignee.is_empty() && !chosen.contains(&page.assignee) {
        page.error = "Dit huishouden is toegewezen aan iemand die u niet koos. Kies die collega ook, of wijs het eerst toe aan een ander.";
        return Ok(render_as(StatusCode::BAD_REQUEST, &page));
    }
    if !state.store.shield(casus, chosen, by, now).await.map_err(frame::unavailable)? {
        return Err(frame::not_found());
    }
    Ok(here())
}
