//! `/afspraken`: what somebody agreed to do, on a phone in the street; and the same for the whole team.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Redirect, Response},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::{
    Books,
    absence::{self, AbsenceView},
    acts,
    cards::RowView,
    frame::{self, Frame, render},
    guard::{Divide, May, Nothing, Posted, ReadCases, Visitor, WorkCases},
    queue::{DoneBar, done_bar, workers},
    secret::sha256_hex,
    state::DeskState,
    words,
};
use crate::{
    domain::{bounded, bsn, cleaned},
    intake::{
        agreements::{Agreement, Outcome, Whose},
        token,
    },
};

/// How long what was done stays on the page.
const SHOWN: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Characters of how one ended.
const LONGEST: usize = 500;

/// The order of Welzijn Nieuwe Stijl, as it is asked.
pub(super) const BY_WHOM: [(&str, &str); 4] = [
    ("bewoner", "De bewoner zelf"),
    ("netwerk", "Familie, vrienden of buren"),
    ("vrijwilliger", "Een vrijwilliger"),
    ("beroepskracht", "Wij, een beroepskracht"),
];

const OUTCOMES: [(&str, &str); 5] = [
    ("gesproken", "Gesproken"),
    ("niet-thuis", "Niet thuis"),
    ("geen-hulp", "Wil geen hulp"),
    ("geregeld", "Het is geregeld"),
    ("vervallen", "Gaat niet door"),
];

/// An agreement as pages show it.
pub(super) struct AgreementView {
    pub id: String,
    pub row: RowView,
    pub what: String,
    pub owner: String,
    pub mine: bool,
    /// Of a colleague that the viewer replaces.
    pub deputy: bool,
    pub by_whom: &'static str,
    /// `do 26 nov`
    pub before: String,
    pub class: &'static str,
    /// `3 dagen te laat`; empty: in time or done.
    pub late: String,
    /// Nobody said yes or no yet.
    pub asked: bool,
    pub refused: bool,
    pub reminded: bool,
    pub done: bool,
    /// `Gesproken`, with what was said.
    pub outcome: String,
}

impl AgreementView {
    pub(super) fn of(agreement: &Agreement, person: &str, now: Timestamp) -> Self {
        let last_day = agreement.due_at.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(agreement.due_at);
        let done = agreement.done_at.is_some();
        let late = words::days_between(last_day, now);
        let outcome = agreement.outcome.map(Outcome::as_str).unwrap_or_default();
        let outcome = OUTCOMES.iter().find(|(word, _)| *word == outcome).map(|(_, label)| *label).unwrap_or_default();
        let said =
            if agreement.outcome_text.is_empty() { String::new() } else { format!(": {}", agreement.outcome_text) };
        Self {
            row: RowView::of(&agreement.casus, now),
            what: agreement.what.clone(),
            owner: agreement.owner_name.clone(),
            mine: agreement.owner == person,
            deputy: false,
            by_whom: BY_WHOM
                .iter()
                .find(|(word, _)| *word == agreement.by_whom.as_str())
                .map_or("", |(_, label)| label),
            before: words::short_date(last_day, now),
            class: match late {
                _ if done => "tag--groen",
                days if days > 0 => "tag--oranje",
                _ => "",
            },
            late: match late {
                _ if done => String::new(),
                1 => "1 dag te laat".to_owned(),
                days if days > 1 => format!("{days} dagen te laat"),
                _ => String::new(),
            },
            asked: !done && agreement.answer.is_none(),
            refused: !done && agreement.answer.as_deref() == Some("nee"),
            reminded: !done && agreement.reminded_at.is_some(),
            outcome: format!("{outcome}{said}"),
            done,
            id: agreement.id.clone(),
        }
    }

    /// As [`RowView::before_the_room`]: what was agreed tells about the people too.
    pub(super) fn before_the_room(mut self) -> Self {
        if self.row.shielded {
            "Afspraak over een afgeschermd huishouden".clone_into(&mut self.what);
            self.outcome.clear();
        }
        Self { row: self.row.before_the_room(), ..self }
    }
}

#[derive(Template)]
#[template(path = "desk/afspraken.html")]
struct AgreementsPage {
    frame: Frame,
    team: bool,
    open: Vec<AgreementView>,
    finished: Vec<AgreementView>,
    outcomes: [(&'static str, &'static str); 5],
    done: Option<DoneBar>,
    said: &'static str,
    /// A calendar's address, shown once.
    calendar: String,
    away: Vec<AbsenceView>,
    /// For whom, and who takes over.
    colleagues: Vec<(String, String)>,
    own: String,
    today: String,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    /// `team`
    #[serde(default)]
    van: String,
    #[serde(default)]
    gedaan: String,
    #[serde(default)]
    melding: String,
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Response> {
    let shown = if wanted.van == "team" || !may.visitor.may::<WorkCases>() { Shown::Team } else { Shown::Own };
    let done = done_bar(&state, &may.visitor, &wanted.gedaan).await?;
    let said = acts::sentence(&wanted.melding);
    Ok(render(&AgreementsPage { done, said, ..listed(&state, &may.visitor, shown).await? }))
}

/// Whose agreements a page shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Own,
    Team,
}

async fn listed<S: Books>(state: &DeskState<S>, visitor: &Visitor, shown: Shown) -> Result<AgreementsPage, Response> {
    let now = (state.now)();
    let team = shown == Shown::Team;
    let since = now.saturating_sub(SHOWN).unwrap_or(now);
    let whose = if team { Whose::Team(since) } else { Whose::Person(visitor.person.id.clone(), since) };
    let found = state.store.agreements(whose, &visitor.person.id, now).await.map_err(frame::unavailable)?;
    let views = found.iter().map(|agreement| {
        let view = AgreementView::of(agreement, &visitor.person.id, now);
        // On one's own page stands what one does for somebody else too.
        AgreementView { deputy: !team && !view.mine, mine: view.mine || !team, ..view }
    });
    let (finished, open) = views.partition(|view| view.done);
    let title = if team { "Afspraken van het team" } else { "Mijn afspraken" };
    Ok(AgreementsPage {
        frame: Frame::of(state, visitor, title).at("/afspraken"),
        team,
        open,
        finished,
        outcomes: OUTCOMES,
        done: None,
        said: "",
        calendar: String::new(),
        away: absence::listed(state, visitor).await?,
        colleagues: workers(state, visitor).await?.into_iter().map(|worker| (worker.id, worker.name)).collect(),
        own: visitor.person.id.clone(),
        today: words::field_date(now),
    })
}

fn without_bsn(text: &str) -> String {
    bsn::masked(&cleaned(bounded(text.trim(), LONGEST))).into_owned()
}

#[derive(Deserialize)]
pub(super) struct Ended {
    #[serde(default)]
    uitkomst: String,
    #[serde(default)]
    tekst: String,
    #[serde(default)]
    terug: String,
}

/// `POST /afspraken/{id}/klaar`
pub(super) async fn end<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Path(id): Path<String>,
    Posted(form): Posted<Ended>,
) -> Result<Response, Response> {
    let Some(outcome) = Outcome::parse(&form.uitkomst) else {
        let frame = Frame::of(&state, &may.visitor, "Fout: kies hoe het ging").at("/afspraken");
        return Ok(frame::message(frame, StatusCode::BAD_REQUEST, "Kies eerst hoe het ging. Ga terug."));
    };
    let text = without_bsn(&form.tekst);
    let ended = state
        .store
        .settle_agreement(&id, (outcome, &text), &may.visitor.person, (state.now)())
        .await
        .map_err(frame::unavailable)?;
    let (bundle, casus) = ended.ok_or_else(frame::not_found)?;
    let href = if form.terug == "casus" {
        format!("/casussen/{casus}?gedaan={bundle}")
    } else {
        format!("/afspraken?gedaan={bundle}")
    };
    Ok(Redirect::to(&href).into_response())
}

#[derive(Deserialize)]
pub(super) struct Answered {
    #[serde(default)]
    antwoord: String,
}

/// `POST /afspraken/{id}/antwoord`
pub(super) async fn answer<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Path(id): Path<String>,
    Posted(form): Posted<Answered>,
) -> Result<Response, Response> {
    let word = if form.antwoord == "nee" { "nee" } else { "ja" };
    let kept = state.store.answer(&id, word, &may.visitor.person, (state.now)()).await.map_err(frame::unavailable)?;
    if kept { Ok(Redirect::to("/afspraken").into_response()) } else { Err(frame::not_found()) }
}

/// `POST /afspraken/{id}/herinneren`
pub(super) async fn remind<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    let kept = state.store.remind(&id, &may.visitor.person, (state.now)()).await.map_err(frame::unavailable)?;
    if kept {
        Ok(Redirect::to("/afspraken?van=team&melding=herinnerd").into_response())
    } else {
        Err(frame::not_found())
    }
}

/// `POST /afspraken/agendalink`: a new secret address; the old one stops.
pub(super) async fn new_calendar<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    let token = token().map_err(frame::unavailable)?;
    let now = (state.now)();
    state.store.renew_calendar(&sha256_hex(&token), &may.visitor.person, now).await.map_err(frame::unavailable)?;
    let calendar = format!("{}/agenda/{token}.ics", state.settings.public_url);
    Ok(render(&AgreementsPage { calendar, ..listed(&state, &may.visitor, Shown::Own).await? }))
}

/// `GET /agenda/{token}.ics` (RFC 5545): numbers and days, for whoever has the secret address.
pub(super) async fn calendar<S: Books>(
    State(state): State<DeskState<S>>,
    Path(file): Path<String>,
) -> Result<Response, Response> {
    let token = file.strip_suffix(".ics").ok_or_else(frame::not_found)?;
    let found = state.store.calendar(&sha256_hex(token), (state.now)()).await.map_err(frame::unavailable)?;
    let entries = found.ok_or_else(frame::not_found)?;
    let stamp = (state.now)().strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut text = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Voordeur//Afspraken//NL\r\n");
    for entry in entries {
        let last = entry.due_at.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(entry.due_at);
        let day = words::field_date(last).replace('-', "");
        text.push_str(&format!(
            "BEGIN:VEVENT\r\nUID:{}@voordeur\r\nDTSTAMP:{stamp}\r\nDTSTART;VALUE=DATE:{day}\r\n\
             SUMMARY:Afspraak {}\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n",
            entry.id, entry.kenmerk
        ));
    }
    text.push_str("END:VCALENDAR\r\n");
    Ok(([(CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
}
