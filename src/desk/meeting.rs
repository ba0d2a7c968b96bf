//! `/overleg`: the agenda that makes itself, the overleg household by household, and what became of it.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{
    Books,
    agreements::AgreementView,
    cards::{CardView, RowView},
    conflict,
    frame::{self, Frame, render},
    guard::{Divide, May, Nothing, Posted, ReadCases, Visitor},
    queue::workers,
    state::DeskState,
    words,
};
use crate::{
    domain::{CasusId, bounded, bsn, cleaned},
    intake::{
        agreements::Whose,
        deeds::{Change, ChangeRequest, Changed, Later},
        desk::{Card, Moment, QueueQuery, View},
        meetings::{Closing, Decision, Meeting},
    },
};

/// Pages of fifty households that an agenda reads.
const PAGES: usize = 4;
/// Without an overleg before: so far back does the agenda look.
const FIRST: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Characters of one text.
const LONGEST: usize = 2_000;

pub(super) const DECISIONS: [(&str, &str); 4] = [
    ("besproken", "Besproken"),
    ("later", "Later, als er iets nieuws komt"),
    ("afgesloten", "Afgesloten"),
    ("volgende-keer", "Volgende keer"),
];

/// What the agenda holds, before it becomes a page.
struct Agenda {
    urgent: Vec<Card>,
    agreed: Vec<crate::intake::agreements::Agreement>,
    divide: Vec<Card>,
    /// Everything agreed was done: to be told and closed.
    ready: Vec<RowView>,
}

async fn agenda<S: Books>(state: &DeskState<S>, viewer: &str, since: Timestamp) -> Result<Agenda, Response> {
    let now = (state.now)();
    let urgent = cards(state, viewer, View::Spoed).await?;
    let mut divide = cards(state, viewer, View::TeVerdelen).await?;
    divide.retain(|card| card.moment == Moment::Overleg);
    for card in cards(state, viewer, View::Agenda).await? {
        if card.moment != Moment::Nu && !divide.iter().any(|known| known.head.id == card.head.id) {
            divide.push(card);
        }
    }
    let agreed = state.store.agreements(Whose::Team(since), viewer, now).await.map_err(frame::unavailable)?;
    let open: Vec<&str> =
        agreed.iter().filter(|item| item.done_at.is_none()).map(|item| item.casus.id.as_str()).collect();
    let mut ready: Vec<RowView> = Vec::new();
    for item in agreed.iter().filter(|item| item.done_at.is_some()) {
        let row = RowView::of(&item.casus, now);
        if !row.closed && !open.contains(&row.id.as_str()) && !ready.iter().any(|known| known.id == row.id) {
            ready.push(row);
        }
    }
    Ok(Agenda { urgent, agreed, divide, ready })
}

async fn cards<S: Books>(state: &DeskState<S>, viewer: &str, view: View) -> Result<Vec<Card>, Response> {
    let now = (state.now)();
    let mut cards = Vec::new();
    let mut after = None;
    for _ in 0..PAGES {
        let person = viewer.to_owned();
        let query = QueueQuery { view, person, after, tonight: words::tonight(now), ..QueueQuery::default() };
        let page = state.store.queue(query, now).await.map_err(frame::unavailable)?;
        cards.extend(page.cards);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(cards)
}

#[derive(Template)]
#[template(path = "desk/overleg.html")]
struct AgendaPage {
    frame: Frame,
    today: String,
    since: String,
    /// When the overleg is.
    next: Option<String>,
    people: Vec<String>,
    urgent: Vec<CardView>,
    agreed: Vec<AgreementView>,
    divide: Vec<CardView>,
    ready: Vec<RowView>,
    /// One is going on.
    going: bool,
    past: Vec<(String, String)>,
    printed: String,
    said: &'static str,
}

#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    melding: String,
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
    Query(after): Query<After>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let viewer = &may.visitor.person.id;
    let meetings = state.store.meetings(viewer).await.map_err(frame::unavailable)?;
    let since = last_closed(&meetings, now);
    let agenda = agenda(&state, viewer, since).await?;
    let workers = workers(&state, &may.visitor).await?;
    let view = |card: Card| CardView::of(&state.settings, &[], card, now).before_the_room();
    let person = &may.visitor.person;
    Ok(render(&AgendaPage {
        frame: Frame::of(&state, &may.visitor, "Overleg").at("/overleg"),
        today: words::full_date(now),
        since: words::short_date(since, now),
        next: state.office.next_meeting(now).map(|at| format!("{}, {}", words::full_date(at), words::clock(at))),
        people: workers.into_iter().map(|worker| worker.name).collect(),
        urgent: agenda.urgent.into_iter().map(view).collect(),
        agreed: agenda
            .agreed
            .iter()
            .map(|agreed| AgreementView::of(agreed, &person.id, now).before_the_room())
            .collect(),
        divide: agenda.divide.into_iter().map(view).collect(),
        ready: agenda.ready.into_iter().map(RowView::before_the_room).collect(),
        going: meetings.iter().any(|meeting| meeting.closed_at.is_none()),
        past: meetings
            .iter()
            .filter_map(|meeting| Some((meeting.id.clone(), words::full_date(meeting.closed_at?))))
            .collect(),
        printed: format!("Afgedrukt door {}, {} {}", person.name, words::full_date(now), words::clock(now)),
        said: if after.melding == "gesloten" {
            "Het overleg is gesloten. Het verslag staat hieronder bij Eerder."
        } else {
            ""
        },
    }))
}

fn last_closed(meetings: &[Meeting], now: Timestamp) -> Timestamp {
    let closed = meetings.iter().filter_map(|meeting| meeting.closed_at).max();
    closed.unwrap_or_else(|| now.saturating_sub(FIRST).unwrap_or(now))
}

/// `POST /overleg/start`
pub(super) async fn start<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let viewer = &may.visitor.person.id;
    let meetings = state.store.meetings(viewer).await.map_err(frame::unavailable)?;
    let agenda = agenda(&state, viewer, last_closed(&meetings, now)).await?;
    let heads = agenda.urgent.iter().chain(&agenda.divide).map(|card| card.head.id.as_str());
    let ready = agenda.ready.iter().map(|row| row.id.as_str());
    let late = agenda.agreed.iter().filter(|item| item.done_at.is_none() && item.due_at < now);
    let late = late.map(|item| item.casus.id.as_str());
    let mut casussen: Vec<CasusId> = Vec::new();
    for casus in heads.chain(late).chain(ready).filter_map(CasusId::parse) {
        if !casussen.contains(&casus) {
            casussen.push(casus);
        }
    }
    state.store.start_meeting(casussen, &may.visitor.person, now).await.map_err(frame::unavailable)?;
    Ok(Redirect::to("/overleg/nu").into_response())
}

pub(super) async fn going<S: Books>(state: &DeskState<S>, visitor: &Visitor) -> Result<Option<Meeting>, Response> {
    let meetings = state.store.meetings(&visitor.person.id).await.map_err(frame::unavailable)?;
    Ok(meetings.into_iter().find(|meeting| meeting.closed_at.is_none()))
}

#[derive(Deserialize)]
pub(super) struct Decided {
    huishouden: String,
    versie: i64,
    #[serde(default)]
    besluit: String,
    #[serde(default)]
    tekst: String,
    #[serde(default)]
    volgende: String,
}

/// `POST /overleg/besluit`: written down, done, and on to the next household.
pub(super) async fn decide<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Posted(form): Posted<Decided>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let by = &may.visitor.person;
    let (Some(decision), Some(casus)) = (Decision::parse(&form.besluit), CasusId::parse(&form.huishouden)) else {
        return Err(frame::not_found());
    };
    let Some(meeting) = going(&state, &may.visitor).await? else {
        return Ok(Redirect::to("/overleg").into_response());
    };
    let change = match decision {
        Decision::Afgesloten => Some(Change::Close),
        Decision::Later => Some(Change::Later(Later::News)),
        Decision::Besproken | Decision::VolgendeKeer => None,
    };
    if let Some(change) = change {
        let request = ChangeRequest { casus, version: form.versie, change: change.clone(), by: by.clone() };
        match state.store.change(request, now).await.map_err(frame::unavailable)? {
            Changed::Newer { head, last } => {
                return conflict::page(&state, &may.visitor, &change, (&head, last), "").await;
            }
            Changed::Done { .. } | Changed::NotFound | Changed::Unseen => {}
        }
    }
    let text = without_bsn(&form.tekst);
    let kept = state.store.decide_item((&meeting.id, casus), (decision, &text), by, now).await;
    if !kept.map_err(frame::unavailable)? {
        return Err(frame::not_found());
    }
    let next = CasusId::parse(&form.volgende).map(|next| format!("/overleg/nu?huishouden={next}"));
    Ok(Redirect::to(next.as_deref().unwrap_or("/overleg/nu?einde=ja")).into_response())
}

fn without_bsn(text: &str) -> String {
    bsn::masked(&cleaned(bounded(text.trim(), LONGEST))).into_owned()
}

#[derive(Deserialize)]
pub(super) struct Closed {
    #[serde(default)]
    aanwezig: String,
    #[serde(default)]
    wijk: String,
}

/// `POST /overleg/sluit`
pub(super) async fn close<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Posted(form): Posted<Closed>,
) -> Result<Response, Response> {
    let Some(meeting) = going(&state, &may.visitor).await? else {
        return Ok(Redirect::to("/overleg").into_response());
    };
    let closing = Closing { present: without_bsn(&form.aanwezig), remarks: without_bsn(&form.wijk) };
    let now = (state.now)();
    state.store.close_meeting(&meeting.id, closing, &may.visitor.person, now).await.map_err(frame::unavailable)?;
    Ok(Redirect::to("/overleg?melding=gesloten").into_response())
}
