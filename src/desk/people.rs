//! `/beheer`: people at the desk; no case content.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::SignedDuration;
use serde::Deserialize;

use super::{
    Books,
    frame::{self, Frame, render, render_as},
    guard::{ManagePeople, May, Nothing, Posted, Visitor},
    secret::{sha256_hex, token},
    state::DeskState,
    words,
};
use crate::{
    domain::{bounded, cleaned},
    intake::people::{Added, NewPerson, Role},
};

/// How long a one-time link may be used.
const LINK_LASTS: SignedDuration = SignedDuration::from_hours(72);

/// Somebody in the list.
struct PersonRow {
    id: String,
    name: String,
    email: String,
    role: &'static str,
    state: &'static str,
    may_be_disabled: bool,
    /// Logs in with a code too.
    second_step: bool,
}

#[derive(Template)]
#[template(path = "desk/beheer.html")]
struct PeoplePage {
    frame: Frame,
    people: Vec<PersonRow>,
    roles: Vec<(&'static str, &'static str)>,
    /// The link that was just made: shown once.
    link: String,
    error: &'static str,
    form: Add,
}

#[derive(Deserialize, Default)]
pub(super) struct Add {
    #[serde(default)]
    naam: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    rol: String,
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
) -> Result<Response, Response> {
    Ok(render(&listed(&state, &may.visitor).await?))
}

async fn listed<S: Books>(state: &DeskState<S>, visitor: &Visitor) -> Result<PeoplePage, Response> {
    let people = state.store.people().await.map_err(frame::unavailable)?;
    let coded = state.store.with_factor().await.map_err(frame::unavailable)?;
    let people = people
        .into_iter()
        .map(|person| PersonRow {
            state: match (person.disabled, person.settled) {
                (true, _) => "uitgezet",
                (false, true) => "actief",
                (false, false) => "nog niet binnen geweest",
            },
            second_step: coded.contains(&person.id),
            may_be_disabled: !person.disabled && person.id != visitor.person.id,
            id: person.id,
            name: person.name,
            email: person.email,
            role: words::role(person.role),
        })
        .collect();
    Ok(PeoplePage {
        frame: Frame::of(state, visitor, "Beheer").at("/beheer"),
        people,
        roles: Role::ALL.into_iter().map(|role| (role.as_str(), words::role(role))).collect(),
        link: String::new(),
        error: "",
        form: Add::default(),
    })
}

pub(super) async fn add<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
    Posted(form): Posted<Add>,
) -> Result<Response, Response> {
    let name = cleaned(bounded(form.naam.trim(), 200));
    let email = form.email.trim().to_lowercase();
    let role = Role::parse(&form.rol);
    let complaint = if name.is_empty() {
        "Vul een naam in."
    } else if email.len() > 254 || email.split_once('@').is_none_or(|(user, host)| user.is_empty() || host.is_empty()) {
        "Vul een e-mailadres in, bijvoorbeeld naam@gemeente.nl."
    } else {
        ""
    };
    let (Some(role), "") = (role, complaint) else {
        let error = if complaint.is_empty() { "Kies een rol uit de lijst." } else { complaint };
        return complained(&state, &may.visitor, form, error).await;
    };
    let token = token().map_err(frame::unavailable)?;
    let now = (state.now)();
    let person = NewPerson {
        name,
        email,
        role,
        link_hash: sha256_hex(&token),
        link_expires_at: now.saturating_add(LINK_LASTS).unwrap_or(now),
    };
    match state.store.add_person(person, &may.visitor.person.id, now).await.map_err(frame::unavailable)? {
        Added::EmailTaken => complained(&state, &may.visitor, form, "Iemand heeft dit e-mailadres al.").await,
        Added::Person(_) => {
            let link = format!("{}/eenmalig/{token}", state.settings.public_url);
            Ok(render(&PeoplePage { link, ..listed(&state, &may.visitor).await? }))
        }
    }
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

pub(super) async fn disable<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
    Path(id): Path<String>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    if id == may.visitor.person.id {
        let text = "U kunt uzelf niet uitzetten. Vraag een collega.";
        return Err(frame::plain(StatusCode::BAD_REQUEST, text));
    }
    if !state.store.disable_person(&id, &may.visitor.person.id, (state.now)()).await.map_err(frame::unavailable)? {
        return Err(frame::not_found());
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
    let by = &may.visitor.person.id;
    if *by == id {
        return Err(Redirect::to("/tweede-stap").into_response());
    }
    if !state.store.remove_factor(&id, by, (state.now)()).await.map_err(frame::unavailable)? {
        return Err(frame::not_found());
    }
    Ok(Redirect::to("/beheer").into_response())
}
