//! `/casussen/{id}`: all that happened with one household, and what can be done.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Books, acts,
    agreeing::{AgreeForm, Unkept},
    agreements::AgreementView,
    cards::{Choice, ProposalView, RowView, choices, labelled},
    frame::{self, Frame, render, render_as},
    guard::{May, Nothing, Posted, ReadCases, Visitor, WorkCases},
    looking,
    queue::{DoneBar, done_bar, workers},
    state::DeskState,
    timeline::{self, Day},
    words,
};
use crate::{
    domain::{CasusId, bounded, cleaned},
    intake::{
        agreements::Whose,
        desk::{CasusFile, Circle, Involved},
        feedback::{FeedbackDoor, Informant},
    },
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
    /// A day, or how long after it is closed.
    kept_until: String,
    days: Vec<Day>,
    circle: Circle,
    /// Signals that are older than the two hundred shown.
    hidden: i64,
    partners: Vec<(String, i64)>,
    /// Reporters who can be told something and heard nothing yet.
    waiting: usize,
    proposals: Vec<ProposalView>,
    involved: Vec<PersonView>,
    revealed: bool,
    choices: Vec<Choice>,
    agreements: Vec<AgreementView>,
    agreeing: AgreeForm,
    /// What was just done.
    done: Option<DoneBar>,
    said: &'static str,
    offered: words::Offered,
    /// Signals that the page shows or counts.
    signals: i64,
    /// Who else has it open; empty: nobody.
    looking: String,
    error: &'static str,
    /// What was typed and could not be kept.
    draft: String,
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
    Path(id): Path<String>,
    Query(after): Query<After>,
) -> Result<Response, Response> {
    let file = file(&state, &may.visitor, &id).await?;
    if let Some(into) = &file.merged_into {
        return Ok(Redirect::to(&format!("/casussen/{into}")).into_response());
    }
    let people = known_people(&file);
    let done = done_bar(&state, &may.visitor, &after.gedaan).await?;
    let said = acts::sentence(&after.melding);
    Ok(render(&CasusPage { done, said, ..casus_page(&state, &may.visitor, file, people).await? }))
}

/// What was just done.
#[derive(Deserialize)]
pub(super) struct After {
    #[serde(default)]
    gedaan: String,
    #[serde(default)]
    melding: String,
}

async fn file<S: Books>(state: &DeskState<S>, visitor: &Visitor, id: &str) -> Result<CasusFile, Response> {
    let id = CasusId::parse(id).ok_or_else(frame::not_found)?;
    let found = state.store.casus(id, &visitor.person.id, (state.now)()).await.map_err(frame::unavailable)?;
    found.ok_or_else(frame::not_found)
}

async fn casus_page<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    file: CasusFile,
    involved: Vec<PersonView>,
) -> Result<CasusPage, Response> {
    let now = (state.now)();
    let row = RowView::of(&file.head, now);
    let whose = Whose::Casus(row.id.clone());
    let agreed = state.store.agreements(whose, &visitor.person.id, now).await.map_err(frame::unavailable)?;
    // The title stays in the browser's history: no address.
    let frame = Frame::of(state, visitor, row.kenmerk.clone()).at("/wachtrij");
    let id = CasusId::parse(&row.id).ok_or_else(frame::not_found)?;
    let informants = state.store.informants(id, &visitor.person.id).await.map_err(frame::unavailable)?;
    let waits = |who: &&Informant| who.given.is_empty() && who.door != FeedbackDoor::Zelf;
    let workers = workers(state, visitor).await?;
    let shown = i64::try_from(file.signals.len()).unwrap_or(i64::MAX);
    let kept_until = state.store.kept_until(id, state.settings.terms).await.map_err(frame::unavailable)?;
    let others = state.store.who_looks(id, &visitor.person.id, now).await.map_err(frame::unavailable)?;
    Ok(CasusPage {
        kept_until: kept(state.settings.terms.closed_days, kept_until),
        looking: looking::said(&others),
        choices: choices(&workers, &[], file.head.assignee.as_ref()),
        waiting: informants.iter().filter(waits).count(),
        agreements: agreed.iter().map(|agreed| AgreementView::of(agreed, &visitor.person.id, now)).collect(),
        agreeing: AgreeForm::of(state, visitor, &file.head, None).await?,
        done: None,
        said: "",
        offered: words::Offered::ahead(now),
        hidden: file.head.signals - shown,
        signals: file.head.signals,
        circle: file.circle,
        days: timeline::days((&state.settings, &*state.office), (file.signals, file.notes, file.events), now),
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
/// Until when a household is kept: `days` after it is closed, or, once it is, at least `until`.
fn kept(days: Option<i64>, until: Option<Timestamp>) -> String {
    match (until, days) {
        (Some(until), _) => words::full_date(until),
        (None, Some(365)) => "1 jaar na afsluiten".to_owned(),
        (None, Some(days)) => format!("{days} dagen na afsluiten"),
        (None, None) => "geen termijn ingesteld".to_owned(),
    }
}

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
    let file = file(&state, &may.visitor, &id).await?;
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

/// The page once more, with an agreement that could not be kept; of a merged household, where it went.
pub(super) async fn agree_again<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    id: CasusId,
    unkept: Unkept,
) -> Result<Response, Response> {
    let mut file = file(state, visitor, &id.to_string()).await?;
    if let Some(into) = file.merged_into.take() {
        file = self::file(state, visitor, &into).await?;
    }
    let agreeing = AgreeForm::of(state, visitor, &file.head, Some(unkept)).await?;
    let people = known_people(&file);
    let mut page = CasusPage { agreeing, ..casus_page(state, visitor, file, people).await? };
    "Fout: de afspraak is niet bewaard".clone_into(&mut page.frame.title);
    Ok(render_as(page.agreeing.status(), &page))
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
        let file = file(&state, &may.visitor, &id).await?;
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
