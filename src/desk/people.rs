//! `/beheer`: people at the desk: who they are, what they may, for which teams; no case content.
//!
//! **Invariant:** nobody changes their own role or teams, and somebody who can let people in always remains.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::SignedDuration;

use super::{
    Books,
    frame::{self, Frame, render, render_as},
    guard::{ManagePeople, May, Nothing, Posted, Visitor},
    secret::sha256_hex,
    state::DeskState,
    words,
};
use crate::{
    domain::{LONGEST_ADDRESS, bounded, cleaned},
    intake::{
        people::{Added, Colleague, LinkRenewal, NewPerson, Role},
        token,
    },
};

/// How long a one-time link may be used.
const LINK_LASTS: SignedDuration = SignedDuration::from_hours(72);
const LAST_ONE: &str =
    "Dit is de laatste die mensen kan toelaten. Geef eerst een collega de rol beheerder of projectleider.";

/// A team to tick.
struct TeamPick {
    queue: String,
    label: String,
    chosen: bool,
}

/// Somebody in the list.
struct PersonRow {
    id: String,
    name: String,
    email: String,
    role: &'static str,
    role_word: &'static str,
    state: &'static str,
    /// `Alle teams`, or their labels.
    teams: String,
    picks: Vec<TeamPick>,
    every_team: bool,
    disabled: bool,
    own: bool,
    /// Logs in through the organisation.
    account: bool,
    /// Logs in with a code too.
    second_step: bool,
}

#[derive(Template)]
#[template(path = "desk/beheer.html")]
struct PeoplePage {
    frame: Frame,
    people: Vec<PersonRow>,
    roles: Vec<(&'static str, &'static str)>,
    /// For somebody new.
    picks: Vec<TeamPick>,
    /// The link that was just made, and for whom: shown once.
    link: String,
    link_for: String,
    error: &'static str,
    form: Add,
}

/// The form of somebody new.
#[derive(Default)]
struct Add {
    name: String,
    email: String,
    role: String,
}

/// All fields of a form, some more than once.
type Fields = Vec<(String, String)>;

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

/// The teams that were ticked; `None`: all.
fn ticked<S: Books>(state: &DeskState<S>, fields: &Fields) -> Option<Vec<String>> {
    if field(fields, "teams") != "eigen" {
        return None;
    }
    let known = |queue: &String| state.settings.teams.iter().any(|(own, _)| own == queue);
    let mut chosen: Vec<String> =
        fields.iter().filter(|(name, _)| name == "team").map(|(_, queue)| queue.clone()).filter(known).collect();
    chosen.sort_unstable();
    chosen.dedup();
    Some(chosen)
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
) -> Result<Response, Response> {
    Ok(render(&listed(&state, &may.visitor).await?))
}

fn picks<S: Books>(state: &DeskState<S>, teams: Option<&Vec<String>>) -> Vec<TeamPick> {
    let chosen = |queue: &String| teams.is_some_and(|teams| teams.contains(queue));
    let pick = |(queue, label): &(String, String)| TeamPick {
        chosen: chosen(queue),
        queue: queue.clone(),
        label: label.clone(),
    };
    state.settings.teams.iter().map(pick).collect()
}

/// A team's label; who works for one that is gone sees no new signals of it, and only people can mend that.
fn team_word<S: Books>(state: &DeskState<S>, queue: &str) -> String {
    let team = state.settings.teams.iter().find(|(own, _)| own == queue);
    team.map_or_else(|| format!("{queue} (bestaat niet meer: kies een ander team)"), |(_, label)| label.clone())
}

async fn listed<S: Books>(state: &DeskState<S>, visitor: &Visitor) -> Result<PeoplePage, Response> {
    let people = state.store.people().await.map_err(frame::unavailable)?;
    let coded = state.store.with_factor().await.map_err(frame::unavailable)?;
    let tied = state.store.with_account().await.map_err(frame::unavailable)?;
    let row = |person: Colleague| PersonRow {
        state: match (person.disabled, person.settled || tied.contains(&person.id)) {
            (true, _) => "geblokkeerd",
            (false, true) => "actief",
            (false, false) => "nog niet binnen geweest",
        },
        teams: match &person.teams {
            None => "Alle teams".to_owned(),
            Some(teams) if teams.is_empty() => "Geen team".to_owned(),
            Some(teams) => teams.iter().map(|queue| team_word(state, queue)).collect::<Vec<_>>().join(", "),
        },
        picks: picks(state, person.teams.as_ref()),
        every_team: person.teams.is_none(),
        account: tied.contains(&person.id),
        second_step: coded.contains(&person.id),
        disabled: person.disabled,
        own: person.id == visitor.person.id,
        role: person.role.as_str(),
        role_word: words::role(person.role),
        id: person.id,
        name: person.name,
        email: person.email,
    };
    Ok(PeoplePage {
        frame: Frame::of(state, visitor, "Beheer").at("/beheer"),
        people: people.into_iter().map(row).collect(),
        roles: Role::ALL.into_iter().map(|role| (role.as_str(), words::role(role))).collect(),
        picks: picks(state, None),
        link: String::new(),
        link_for: String::new(),
        error: "",
        form: Add::default(),
    })
}

async fn complained<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    form: Add,
    error: &'static str,
) -> Result<Response, Response> {
    let page = PeoplePage { error, form, ..listed(state, visitor).await? };
    Ok(render_as(StatusCode::BAD_REQUEST, &page))
}

/// `POST /beheer`: somebody new, with a one-time link.
pub(super) async fn add<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
    Posted(fields): Posted<Fields>,
) -> Result<Response, Response> {
    let form = Add {
        name: cleaned(bounded(field(&fields, "naam").trim(), 200)),
        email: field(&fields, "email").trim().to_lowercase(),
        role: field(&fields, "rol").to_owned(),
    };
    let teams = ticked(&state, &fields);
    let host = form.email.split_once('@');
    let complaint = if form.name.is_empty() {
        "Vul een naam in."
    } else if form.email.len() > LONGEST_ADDRESS || host.is_none_or(|(user, host)| user.is_empty() || host.is_empty()) {
        "Vul een e-mailadres in, bijvoorbeeld naam@gemeente.nl."
    } else if teams.as_ref().is_some_and(Vec::is_empty) {
        "Kies minstens één team, of kies alle teams."
    } else {
        ""
    };
    let (Some(role), "") = (Role::parse(&form.role), complaint) else {
        let error = if complaint.is_empty() { "Kies een rol uit de lijst." } else { complaint };
        return complained(&state, &may.visitor, form, error).await;
    };
    let (by, now, token) = (&may.visitor.person.id, (state.now)(), token().map_err(frame::unavailable)?);
    let person = NewPerson {
        name: form.name.clone(),
        email: form.email.clone(),
        role,
        teams,
        link_hash: sha256_hex(&token),
        link_expires_at: now.saturating_add(LINK_LASTS).unwrap_or(now),
    };
    match state.store.add_person(person, by, now).await.map_err(frame::unavailable)? {
        Added::EmailTaken => complained(&state, &may.visitor, form, "Iemand heeft dit e-mailadres al.").await,
        Added::Person(_) => shown_link(&state, &may.visitor, &token, form.name).await,
    }
}

async fn shown_link<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    token: &str,
    link_for: String,
) -> Result<Response, Response> {
    let link = format!("{}/eenmalig/{token}", state.settings.public_url);
    Ok(render(&PeoplePage { link, link_for, ..listed(state, visitor).await? }))
}

/// The colleague that a form is about; not the visitor: for oneself one asks another.
async fn another<S: Books>(state: &DeskState<S>, visitor: &Visitor, id: &str) -> Result<Colleague, Response> {
    if id == visitor.person.id {
        let text = "U kunt dit niet bij uzelf doen. Vraag een collega die ook mag beheren.";
        return Err(frame::plain(StatusCode::BAD_REQUEST, text));
    }
    let people = state.store.people().await.map_err(frame::unavailable)?;
    people.into_iter().find(|person| person.id == id).ok_or_else(frame::not_found)
}

/// `POST /beheer/{id}/plaats`: another role, other teams.
pub(super) async fn place<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
    Path(id): Path<String>,
    Posted(fields): Posted<Fields>,
) -> Result<Response, Response> {
    another(&state, &may.visitor, &id).await?;
    let teams = ticked(&state, &fields);
    if teams.as_ref().is_some_and(Vec::is_empty) {
        let error = "Kies minstens één team, of kies alle teams.";
        return complained(&state, &may.visitor, Add::default(), error).await;
    }
    let Some(role) = Role::parse(field(&fields, "rol")) else {
        return complained(&state, &may.visitor, Add::default(), "Kies een rol uit de lijst.").await;
    };
    let (by, now) = (&may.visitor.person.id, (state.now)());
    if !state.store.place_person(&id, (role, teams), by, now).await.map_err(frame::unavailable)? {
        return complained(&state, &may.visitor, Add::default(), LAST_ONE).await;
    }
    Ok(Redirect::to("/beheer").into_response())
}

/// `POST /beheer/{id}/link`: a new one-time link, for who lost the password or was blocked.
pub(super) async fn renew<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
    Path(id): Path<String>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    let person = another(&state, &may.visitor, &id).await?;
    let (now, token) = ((state.now)(), token().map_err(frame::unavailable)?);
    let link = LinkRenewal {
        person: id,
        link_hash: sha256_hex(&token),
        expires_at: now.saturating_add(LINK_LASTS).unwrap_or(now),
    };
    state.store.renew_link(link, &may.visitor.person.id, now).await.map_err(frame::unavailable)?;
    shown_link(&state, &may.visitor, &token, person.name).await
}

/// `POST /beheer/{id}/uitloggen`: ends every session of somebody.
pub(super) async fn log_out<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
    Path(id): Path<String>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    another(&state, &may.visitor, &id).await?;
    state.store.end_sessions(&id, &may.visitor.person.id, (state.now)()).await.map_err(frame::unavailable)?;
    Ok(Redirect::to("/beheer").into_response())
}

/// `POST /beheer/{id}/uitzetten`: blocks somebody and ends every session.
pub(super) async fn disable<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
    Path(id): Path<String>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    another(&state, &may.visitor, &id).await?;
    if !state.store.disable_person(&id, &may.visitor.person.id, (state.now)()).await.map_err(frame::unavailable)? {
        return complained(&state, &may.visitor, Add::default(), LAST_ONE).await;
    }
    Ok(Redirect::to("/beheer").into_response())
}

/// `POST /beheer/{id}/tweede-stap`: takes somebody's second step away, for who lost telephone and codes; they are out.
pub(super) async fn reset_second_step<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
    Path(id): Path<String>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    another(&state, &may.visitor, &id).await?;
    if !state.store.remove_factor(&id, &may.visitor.person.id, (state.now)()).await.map_err(frame::unavailable)? {
        return Err(frame::not_found());
    }
    Ok(Redirect::to("/beheer").into_response())
}
