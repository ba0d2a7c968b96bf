//! `/casussen/{id}`: all that happened with one household, and what can be done.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Books,
    cards::{ProposalView, RowView, labelled},
    frame::{self, Frame, render, render_as},
    guard::{Divide, May, Nothing, Posted, ReadCases, Visitor, WorkCases},
    queue::{Choice, assignable},
    state::DeskState,
    timeline::{self, Day},
};
use crate::{
    domain::{CasusId, bounded, cleaned},
    intake::desk::{CasusFile, CasusHead, Change, ChangeRequest, Changed, Involved, Remark},
};

/// Characters of a note.
const LONGEST_NOTE: usize = 10_000;

/// Somebody the signals are about.
struct PersonView {
    line: String,
    /// Empty until shown.
    name: String,
    phone: String,
}

#[derive(Template)]
#[template(path = "desk/casus.html")]
struct CasusPage {
    frame: Frame,
    row: RowView,
    days: Vec<Day>,
    /// Signals that are older than the two hundred shown.
    hidden: i64,
    partners: Vec<(String, i64)>,
    proposals: Vec<ProposalView>,
    involved: Vec<PersonView>,
    revealed: bool,
    people: Vec<Choice>,
    error: &'static str,
    /// What was typed and could not be kept.
    draft: String,
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    let file = file(&state, &id).await?;
    let people = known_people(&file);
    Ok(render(&casus_page(&state, &may.visitor, file, people).await?))
}

async fn file<S: Books>(state: &DeskState<S>, id: &str) -> Result<CasusFile, Response> {
    let id = CasusId::parse(id).ok_or_else(frame::not_found)?;
    state.store.casus(id).await.map_err(frame::unavailable)?.ok_or_else(frame::not_found)
}

async fn casus_page<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    file: CasusFile,
    involved: Vec<PersonView>,
) -> Result<CasusPage, Response> {
    let now = (state.now)();
    let row = RowView::of(&file.head, now);
    let frame = Frame::of(state, visitor, format!("{}, {}", row.place, row.kenmerk)).at("/wachtrij");
    let shown = i64::try_from(file.signals.len()).unwrap_or(i64::MAX);
    let all: i64 = file.partners.iter().map(|(_, count)| count).sum();
    Ok(CasusPage {
        people: if frame.divides() { assignable(state).await? } else { Vec::new() },
        hidden: all - shown,
        days: timeline::days(&state.settings, (file.signals, file.notes, file.events), now),
        partners: labelled(&state.settings, file.partners),
        proposals: file.proposals.into_iter().map(|proposal| ProposalView::of(proposal, now)).collect(),
        involved,
        revealed: false,
        error: "",
        draft: String::new(),
        row,
        frame,
    })
}

/// Roles and ages of everybody named, each once; no names.
fn known_people(file: &CasusFile) -> Vec<PersonView> {
    let mut seen: Vec<&Involved> = Vec::new();
    for person in file.signals.iter().flat_map(|signal| &signal.involved) {
        if !seen.contains(&person) {
            seen.push(person);
        }
    }
    seen.into_iter()
        .map(|person| PersonView { line: line(person), name: String::new(), phone: String::new() })
        .collect()
}

fn line(person: &Involved) -> String {
    let role = person.role.clone().unwrap_or_else(|| "betrokkene".to_owned());
    match person.age {
        Some(age) => format!("{role}, {age} jaar"),
        None => role,
    }
}

/// Shows the names, after the audit says who asked.
pub(super) async fn names<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Path(id): Path<String>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    let file = file(&state, &id).await?;
    let people = state
        .store
        .reveal(CasusId::parse(&id).ok_or_else(frame::not_found)?, &may.visitor.person, (state.now)())
        .await
        .map_err(frame::unavailable)?;
    let involved = people
        .into_iter()
        .map(|person| PersonView {
            line: line(&person),
            phone: person.phone.clone().unwrap_or_default(),
            name: if person.name.is_empty() { "naam onbekend".to_owned() } else { person.name },
        })
        .collect();
    let page = CasusPage { revealed: true, ..casus_page(&state, &may.visitor, file, involved).await? };
    Ok(render(&page))
}

#[derive(Deserialize)]
pub(super) struct Assign {
    persoon: String,
    versie: i64,
    #[serde(default)]
    terug: String,
}

pub(super) async fn assign<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
    Posted(form): Posted<Assign>,
) -> Result<Response, Response> {
    let back = if form.terug == "wachtrij" { Back::Queue("toewijzen") } else { Back::Casus };
    let asked = Asked { change: Change::Assign(form.persoon), version: form.versie, back };
    apply(&state, &may.visitor, &id, asked).await
}

#[derive(Deserialize)]
pub(super) struct OnVersion {
    versie: i64,
}

/// Takes a casus for oneself.
pub(super) async fn take<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Path(id): Path<String>,
    Posted(form): Posted<OnVersion>,
) -> Result<Response, Response> {
    let change = Change::Assign(may.visitor.person.id.clone());
    apply(&state, &may.visitor, &id, Asked { change, version: form.versie, back: Back::Casus }).await
}

pub(super) async fn close<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
    Posted(form): Posted<OnVersion>,
) -> Result<Response, Response> {
    let asked = Asked { change: Change::Close, version: form.versie, back: Back::Queue("afsluiten") };
    apply(&state, &may.visitor, &id, asked).await
}

pub(super) async fn reopen<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
    Posted(form): Posted<OnVersion>,
) -> Result<Response, Response> {
    apply(&state, &may.visitor, &id, Asked { change: Change::Reopen, version: form.versie, back: Back::Casus }).await
}

/// Where to go after a change.
enum Back {
    Casus,
    /// With what was done.
    Queue(&'static str),
}

struct Asked {
    change: Change,
    version: i64,
    back: Back,
}

async fn apply<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    id: &str,
    asked: Asked,
) -> Result<Response, Response> {
    let casus = CasusId::parse(id).ok_or_else(frame::not_found)?;
    let request =
        ChangeRequest { casus, version: asked.version, change: asked.change.clone(), by: visitor.person.clone() };
    match state.store.change(request, (state.now)()).await.map_err(frame::unavailable)? {
        Changed::Done => Ok(match asked.back {
            Back::Casus => Redirect::to(&format!("/casussen/{casus}")).into_response(),
            Back::Queue(done) => Redirect::to(&format!("/wachtrij?gedaan={done}")).into_response(),
        }),
        Changed::NotFound => Err(frame::not_found()),
        Changed::Newer { head, last } => Ok(conflict(state, visitor, &asked.change, (&head, last)).await?),
    }
}

#[derive(Template)]
#[template(path = "desk/botsing.html")]
struct ConflictPage {
    frame: Frame,
    row: RowView,
    /// Who did what, when.
    last: String,
    wanted: String,
    /// The path's last part, to try again with the version of now.
    action: &'static str,
    person: String,
}

async fn conflict<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    change: &Change,
    (head, last): (&CasusHead, Option<Remark>),
) -> Result<Response, Response> {
    let now = (state.now)();
    let (wanted, action, person) = match change {
        Change::Assign(person) if *person == visitor.person.id => ("zelf oppakken".to_owned(), "pakken", String::new()),
        Change::Assign(person) => {
            let people = state.store.people().await.map_err(frame::unavailable)?;
            let name = people.into_iter().find(|colleague| colleague.id == *person).map(|colleague| colleague.name);
            (format!("toewijzen aan {}", name.unwrap_or_default()), "toewijzen", person.clone())
        }
        Change::Close => ("afsluiten".to_owned(), "afsluiten", String::new()),
        Change::Reopen => ("heropenen".to_owned(), "heropenen", String::new()),
    };
    let last = last.map_or_else(
        || "Er kwam een signaal bij.".to_owned(),
        |last| format!("{}: {}, {}.", last.by, last.text, super::words::when(last.at, now)),
    );
    let frame = Frame::of(state, visitor, "Iemand was u voor").at("/wachtrij");
    let page = ConflictPage { row: RowView::of(head, now), last, wanted, action, person, frame };
    Ok(render_as(StatusCode::CONFLICT, &page))
}

#[derive(Deserialize)]
pub(super) struct Note {
    #[serde(default)]
    tekst: String,
}

pub(super) async fn note<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Path(id): Path<String>,
    Posted(form): Posted<Note>,
) -> Result<Response, Response> {
    let text = cleaned(form.tekst.trim());
    if text.is_empty() || bounded(&text, LONGEST_NOTE).len() < text.len() {
        let file = file(&state, &id).await?;
        let error =
            if text.is_empty() { "Schrijf eerst een notitie." } else { "Maak de notitie korter dan 10.000 tekens." };
        let involved = known_people(&file);
        let page = CasusPage { error, draft: text, ..casus_page(&state, &may.visitor, file, involved).await? };
        return Ok(render_as(StatusCode::BAD_REQUEST, &page));
    }
    let casus = CasusId::parse(&id).ok_or_else(frame::not_found)?;
    let masked = crate::domain::bsn::masked(&text);
    if !state.store.note(casus, &masked, &may.visitor.person, (state.now)()).await.map_err(frame::unavailable)? {
        return Err(frame::not_found());
    }
    Ok(Redirect::to(&format!("/casussen/{casus}")).into_response())
}
