//! *Afspraak maken*, on the page of a household and in the overleg: what was typed, and what is wrong with it.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Books, acts,
    agreements::BY_WHOM,
    cards::{Choice, choices},
    casus, discussing, frame,
    guard::{May, Posted, Visitor, WorkCases},
    queue::workers,
    state::DeskState,
    words,
};
use crate::{
    domain::{CasusId, CasusStatus, bounded, bsn, cleaned},
    intake::{
        agreements::{ByWhom, NewAgreement},
        desk::CasusHead,
    },
};

/// Characters of one agreement.
const LONGEST: usize = 500;

/// What somebody typed.
#[derive(Clone, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    pub wat: String,
    #[serde(default)]
    pub wie: String,
    #[serde(default)]
    pub door: String,
    #[serde(default)]
    pub dag: String,
    /// `overleg`: back to the meeting.
    #[serde(default)]
    pub terug: String,
}

/// Why it could not be kept.
#[derive(Clone, Copy)]
pub(super) struct Complaint {
    /// The name of the field at fault.
    field: &'static str,
    pub text: &'static str,
    status: StatusCode,
}

impl Complaint {
    fn at(field: &'static str, text: &'static str) -> Self {
        Self { field, text, status: StatusCode::BAD_REQUEST }
    }
}

/// What was typed and could not be kept.
#[derive(Clone)]
pub(super) struct Unkept {
    pub typed: Typed,
    pub complaint: Complaint,
}

/// The form as a page shows it.
pub(super) struct AgreeForm {
    /// Who may look after it: whoever has the household first.
    pub owners: Vec<Choice>,
    pub by_whom: [(&'static str, &'static str); 4],
    pub offered: words::Offered,
    pub typed: Typed,
    pub complaint: Option<Complaint>,
}

impl AgreeForm {
    pub(super) async fn of<S: Books>(
        state: &DeskState<S>,
        visitor: &Visitor,
        head: &CasusHead,
        unkept: Option<Unkept>,
    ) -> Result<Self, Response> {
        let known: Vec<String> = head.assignee.iter().map(|assignee| assignee.id.clone()).collect();
        let (typed, complaint) = match unkept {
            Some(unkept) => (unkept.typed, Some(unkept.complaint)),
            None => (Typed::default(), None),
        };
        Ok(Self {
            owners: choices(&workers(state, visitor).await?, &known, None),
            by_whom: BY_WHOM,
            offered: words::Offered::ahead((state.now)()),
            typed,
            complaint,
        })
    }

    /// Whether the complaint is about this field.
    pub(super) fn wrong(&self, field: &str) -> bool {
        self.complaint.is_some_and(|complaint| complaint.field == field)
    }

    pub(super) fn status(&self) -> StatusCode {
        self.complaint.map_or(StatusCode::OK, |complaint| complaint.status)
    }
}

/// `POST /casussen/{id}/afspraken`
pub(super) async fn agree<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Path(id): Path<String>,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Response> {
    let casus = CasusId::parse(&id).ok_or_else(frame::not_found)?;
    let now = (state.now)();
    let by = &may.visitor.person;
    let wish = match wish(&typed, now) {
        Ok((what, by_whom, due_at)) => {
            NewAgreement { casus, what, owner: typed.wie.clone(), by_whom, due_at, by: by.clone() }
        }
        Err(complaint) => return again(&state, &may.visitor, casus, Unkept { typed, complaint }).await,
    };
    let Some(bundle) = state.store.agree(wish, now).await.map_err(frame::unavailable)? else {
        let complaint = refused(&state, &may.visitor, casus).await?;
        return again(&state, &may.visitor, casus, Unkept { typed, complaint }).await;
    };
    let href = if typed.terug.starts_with("/overleg") {
        format!("/overleg/nu?huishouden={casus}&gedaan={bundle}")
    } else {
        acts::back("", &casus.to_string(), &bundle)
    };
    Ok(Redirect::to(&href).into_response())
}

fn wish(typed: &Typed, now: Timestamp) -> Result<(String, ByWhom, Timestamp), Complaint> {
    let what = cleaned(typed.wat.trim());
    if what.is_empty() {
        return Err(Complaint::at("wat", "Schrijf op wat u afspreekt."));
    }
    if bounded(&what, LONGEST).len() < what.len() {
        return Err(Complaint::at("wat", "Maak de afspraak korter dan 500 tekens."));
    }
    let by_whom = ByWhom::parse(&typed.door).ok_or(Complaint::at("door", "Kies wie het doet."))?;
    let day = words::typed_day(&typed.dag, 0).ok_or(Complaint::at("dag", "Kies vóór welke dag."))?;
    let due_at = words::days_on(day, 1, 0);
    if due_at <= now {
        return Err(Complaint::at("dag", "Kies een dag die nog komt."));
    }
    if words::too_far(due_at, now) {
        return Err(Complaint::at("dag", "Kies een dag binnen twee jaar."));
    }
    Ok((bsn::masked(&what).into_owned(), by_whom, due_at))
}

/// Why the books did not take what was typed well.
async fn refused<S: Books>(state: &DeskState<S>, visitor: &Visitor, casus: CasusId) -> Result<Complaint, Response> {
    let found = state.store.casus(casus, &visitor.person.id, (state.now)()).await.map_err(frame::unavailable)?;
    let head = found.ok_or_else(frame::not_found)?.head;
    let text = if head.status == CasusStatus::Afgesloten {
        "Dit huishouden is intussen afgesloten. Heropen het eerst en spreek het dan af."
    } else {
        "Dit kan niet: uw collega ziet dit huishouden niet, of iemand was u voor. Kies een ander of probeer het opnieuw."
    };
    Ok(Complaint { field: "wie", text, status: StatusCode::CONFLICT })
}

/// The page that was posted from, with what was typed; the household's own when the overleg cannot be shown.
async fn again<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    casus: CasusId,
    unkept: Unkept,
) -> Result<Response, Response> {
    if unkept.typed.terug.starts_with("/overleg")
        && let Some(page) = discussing::agree_again(state, visitor, casus, unkept.clone()).await?
    {
        return Ok(page);
    }
    casus::agree_again(state, visitor, casus, unkept).await
}
