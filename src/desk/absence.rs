//! `/afspraken/vrij`: who is away, from which day to which, and who takes over.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{
    Books,
    frame::{self, Frame},
    guard::{Divide, May, Nothing, Posted, Visitor, WorkCases},
    state::DeskState,
    words,
};
use crate::intake::absence::{Absence, NewAbsence};

/// The longest: a mistyped year is not somebody's leave.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);

/// Somebody who is away, in a list.
pub(super) struct AbsenceView {
    pub id: String,
    pub name: String,
    /// `van ma 23 nov t/m vr 27 nov`
    pub days: String,
    /// `Fatma neemt waar`
    pub taken_over: String,
    pub now: bool,
}

/// `vrij t/m vr 4 dec, Fatma Yildiz neemt waar`
pub(super) fn line(absence: &Absence, now: Timestamp) -> String {
    format!("vrij t/m {}, {}", words::short_date(last_day(absence), now), taken_over(absence))
}

fn last_day(absence: &Absence) -> Timestamp {
    absence.until.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(absence.until)
}

fn taken_over(absence: &Absence) -> String {
    if absence.replacement_name.is_empty() {
        "de projectleider beslist".to_owned()
    } else {
        format!("{} neemt waar", absence.replacement_name)
    }
}

/// Those that the visitor may end: one's own, and for who divides everybody's in the teams.
pub(super) async fn listed<S: Books>(state: &DeskState<S>, visitor: &Visitor) -> Result<Vec<AbsenceView>, Response> {
    let now = (state.now)();
    let people = state.store.people().await.map_err(frame::unavailable)?;
    let of_team = |id: &str| {
        visitor.may::<Divide>()
            && people.iter().any(|person| person.id == id && person.shares_team_with(&visitor.person))
    };
    let absences = state.store.absences(now).await.map_err(frame::unavailable)?;
    let shown = absences.iter().filter(|absence| absence.person == visitor.person.id || of_team(&absence.person));
    Ok(shown
        .map(|absence| AbsenceView {
            id: absence.id.clone(),
            name: absence.name.clone(),
            days: format!(
                "van {} t/m {}",
                words::short_date(absence.from, now),
                words::short_date(last_day(absence), now)
            ),
            taken_over: taken_over(absence),
            now: absence.from <= now,
        })
        .collect())
}

#[derive(Deserialize)]
pub(super) struct Away {
    /// Person id; empty: oneself.
    #[serde(default)]
    wie: String,
    #[serde(default)]
    van: String,
    #[serde(default)]
    tot: String,
    /// Person id; empty: the projectleider decides.
    #[serde(default)]
    waarnemer: String,
}

/// `POST /afspraken/vrij`
pub(super) async fn set<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Posted(form): Posted<Away>,
) -> Result<Response, Response> {
    let visitor = &may.visitor;
    let now = (state.now)();
    let person = if form.wie.is_empty() { visitor.person.id.clone() } else { form.wie };
    let days = words::typed_day(&form.van, 0).zip(words::typed_day(&form.tot, 0).map(|at| words::days_on(at, 1, 0)));
    let complaint = match days {
        None => "Kies de eerste en de laatste dag.",
        Some((from, until)) if until <= from => "De laatste dag ligt vóór de eerste.",
        Some((_, until)) if until <= now => "Kies een laatste dag die nog komt.",
        Some((from, _)) if words::too_far(from, now) => "Kies een eerste dag binnen twee jaar.",
        Some((from, until)) if from.duration_until(until) > LONGEST => "Kies minder dan een jaar.",
        _ => "",
    };
    let (Some((from, until)), "") = (days, complaint) else {
        let frame = Frame::of(&state, visitor, "Fout: vrij of ziek").at("/afspraken");
        return Ok(frame::message(frame, StatusCode::BAD_REQUEST, &format!("{complaint} Ga terug.")));
    };
    let people = state.store.people().await.map_err(frame::unavailable)?;
    let of_team = |id: &str| people.iter().any(|other| other.id == id && other.shares_team_with(&visitor.person));
    let others = person != visitor.person.id;
    let replacement = (!form.waarnemer.is_empty()).then_some(form.waarnemer);
    let known = of_team(&person) && replacement.as_deref().is_none_or(of_team);
    if !known || (others && !visitor.may::<Divide>()) {
        return Err(frame::not_found());
    }
    let absence = NewAbsence { person, from, until, replacement };
    if !state.store.set_absence(absence, &visitor.person, now).await.map_err(frame::unavailable)? {
        let frame = Frame::of(&state, visitor, "Fout: vrij of ziek").at("/afspraken");
        let text = "Kies een collega die waarneemt, niet degene die vrij is. Ga terug.";
        return Ok(frame::message(frame, StatusCode::BAD_REQUEST, text));
    }
    Ok(Redirect::to("/afspraken?melding=vrij").into_response())
}

/// `POST /afspraken/vrij/{id}/wissen`
pub(super) async fn drop<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Path(id): Path<String>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    let kept = state.store.drop_absence(&id, &may.visitor.person, (state.now)()).await.map_err(frame::unavailable)?;
    if kept { Ok(Redirect::to("/afspraken?melding=weer-er").into_response()) } else { Err(frame::not_found()) }
}
