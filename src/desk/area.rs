//! `/gebied`: what the gebiedsregisseur sees of several teams: how each stands, and what was escalated.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Books,
    acts::{self, Wish},
    cards::RowView,
    frame::{self, Frame, render},
    guard::{May, Posted, Steer},
    state::DeskState,
    words,
};
use crate::intake::{
    deeds::Change,
    desk::{Order, QueueQuery, View},
    sight::TeamCounts,
};

/// Pages of fifty households that are read.
const PAGES: usize = 4;

/// One team.
struct TeamRow {
    label: String,
    counts: TeamCounts,
}

/// Something that was escalated.
struct Escalated {
    row: RowView,
    /// The newest words, cut.
    text: String,
    at: Timestamp,
}

#[derive(Template)]
#[template(path = "desk/gebied.html")]
struct AreaPage {
    frame: Frame,
    today: String,
    teams: Vec<TeamRow>,
    escalated: Vec<Escalated>,
}

/// `GET /gebied`
pub(super) async fn page<S: Books>(State(state): State<DeskState<S>>, may: May<Steer>) -> Result<Response, Response> {
    let now = (state.now)();
    let viewer = &may.visitor.person.id;
    let counted = state.store.team_counts(viewer, now).await.map_err(frame::unavailable)?;
    let own = may.visitor.person.teams.as_ref();
    let seen = |queue: &str| own.is_none_or(|teams| teams.iter().any(|team| team == queue));
    let empty =
        |queue: &str| TeamCounts { queue: queue.to_owned(), open: 0, to_divide: 0, spoed: 0, late: 0, escalated: 0 };
    let teams = state.settings.teams.iter().filter(|(queue, _)| seen(queue)).map(|(queue, label)| TeamRow {
        label: label.clone(),
        counts: counted.iter().find(|counts| counts.queue == *queue).cloned().unwrap_or_else(|| empty(queue)),
    });
    Ok(render(&AreaPage {
        frame: Frame::of(&state, &may.visitor, "Gebied").at("/gebied"),
        today: words::full_date(now),
        teams: teams.collect(),
        escalated: escalated(&state, viewer).await?,
    }))
}

/// What was escalated and is not closed, the longest waiting first.
async fn escalated<S: Books>(state: &DeskState<S>, viewer: &str) -> Result<Vec<Escalated>, Response> {
    let now = (state.now)();
    let (mut found, mut after) = (Vec::new(), None);
    for _ in 0..PAGES {
        let query = QueueQuery {
            view: View::Alles,
            order: Order::WatEerstMoet,
            person: viewer.to_owned(),
            after,
            tonight: words::tonight(now),
            ..QueueQuery::default()
        };
        let page = state.store.queue(query, now).await.map_err(frame::unavailable)?;
        found.extend(page.cards.into_iter().filter_map(|card| {
            Some(Escalated {
                at: card.head.escalated_at?,
                row: RowView::of(&card.head, now),
                text: card.newest.map(|newest| super::cards::excerpt(&newest.text)).unwrap_or_default(),
            })
        }));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    found.sort_by_key(|escalated| escalated.at);
    Ok(found)
}

#[derive(Deserialize)]
pub(super) struct Said {
    versie: i64,
    #[serde(default)]
    tekst: String,
}

/// `POST /gebied/{id}/terug`: back to the team, with what was decided.
pub(super) async fn give_back<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Steer>,
    Path(id): Path<String>,
    Posted(said): Posted<Said>,
) -> Result<Response, Response> {
    let Some(text) = acts::said(&said.tekst) else {
        let frame = Frame::of(&state, &may.visitor, "Fout: schrijf op wat u besloot").at("/gebied");
        let text = "Schrijf in één zin op wat u besloot. Ga terug.";
        return Ok(frame::message(frame, axum::http::StatusCode::BAD_REQUEST, text));
    };
    let wish = Wish { change: Change::GiveBack(text), version: said.versie, back: "/gebied".to_owned() };
    acts::apply(&state, &may.visitor, &id, wish).await
}
