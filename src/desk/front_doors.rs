//! `/beheer/voordeuren`: the front doors, when each was heard, its keys, and a mail to try it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Books,
    frame::{self, Frame, render, render_as},
    guard::{Divide, ManagePeople, May, Nothing, Posted, Visitor},
    state::DeskState,
    words,
};
use crate::{
    domain::{Onward, Partner, Ring, Silence, is_mail_address, silence},
    intake::{
        figures::{day_number, day_numbered, day_of, start_of},
        office::NewPartner,
        partners::Heard,
    },
};

/// A front door in the list.
pub(super) struct DoorRow {
    pub name: String,
    pub label: String,
    pub ring: &'static str,
    pub heard: String,
    /// Empty: nothing odd.
    pub odd: String,
    /// Day of its last signal, to settle the silence of.
    pub last_day: i64,
}

#[derive(Template)]
#[template(path = "desk/voordeuren.html")]
struct DoorsPage {
    frame: Frame,
    doors: Vec<DoorRow>,
    errors: Vec<String>,
    form: Add,
    rings: [&'static str; 3],
    onwards: [&'static str; 4],
}

/// A key in the list.
struct KeyRow {
    id: String,
    made: String,
    revoked: String,
}

#[derive(Template)]
#[template(path = "desk/voordeur.html")]
struct DoorPage {
    frame: Frame,
    door: DoorRow,
    domains: String,
    onward: &'static str,
    coordinator: String,
    keys: Vec<KeyRow>,
    /// The secret that was just made: shown once.
    secret: String,
    said: String,
    error: String,
}

#[derive(Deserialize, Default)]
pub(super) struct Add {
    #[serde(default)]
    naam: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    domeinen: String,
    #[serde(default)]
    ring: String,
    #[serde(default)]
    verder: String,
    #[serde(default)]
    contact: String,
}

/// Doors that fell silent, and nobody looked into it yet.
pub(super) async fn silent<S: Books>(state: &DeskState<S>) -> Result<Vec<DoorRow>, Response> {
    let now = (state.now)();
    let heard = state.store.heard(now).await.map_err(frame::unavailable)?;
    let rows = state.office.partners().into_iter().map(|partner| row(&partner, &heard, now));
    Ok(rows.filter(|row| !row.odd.is_empty()).collect())
}

fn row(partner: &Partner, heard: &Heard, now: Timestamp) -> DoorRow {
    let name = partner.name.as_str();
    let days = heard.days.get(name).map(Vec::as_slice).unwrap_or_default();
    let last = days.iter().max().copied();
    let judged = silence(days, day_number(day_of(now)), partner.silent_after_days);
    let settled = heard.settled.get(name).is_some_and(|settled| last.is_some_and(|last| last <= *settled));
    DoorRow {
        name: name.to_owned(),
        label: partner.label.clone(),
        ring: partner.ring.as_str(),
        heard: last.map_or_else(
            || "nog niets, of langer dan een half jaar geleden".to_owned(),
            |last| words::short_date(start_of(day_numbered(last)), now),
        ),
        odd: judged.filter(|judged| judged.is_odd() && !settled).map(said).unwrap_or_default(),
        last_day: last.unwrap_or_default(),
    }
}

/// `Stuurde 23 dagen niets. Normaal is hooguit 7 dagen.`
fn said(silence: Silence) -> String {
    let days = |count: i64| if count == 1 { "1 dag".to_owned() } else { format!("{count} dagen") };
    format!(
        "Stuurde {} niets. Normaal zit er hooguit {} tussen; na {} vragen wij het u.",
        days(silence.quiet),
        days(silence.usual),
        days(silence.odd_after)
    )
}

async fn listed<S: Books>(state: &DeskState<S>, visitor: &Visitor) -> Result<DoorsPage, Response> {
    let now = (state.now)();
    let heard = state.store.heard(now).await.map_err(frame::unavailable)?;
    let mut doors: Vec<DoorRow> = state.office.partners().iter().map(|partner| row(partner, &heard, now)).collect();
    doors.sort_by_key(|door| door.odd.is_empty());
    Ok(DoorsPage {
        frame: Frame::of(state, visitor, "Voordeuren").at("/beheer"),
        doors,
        errors: Vec::new(),
        form: Add::default(),
        rings: [Ring::Binnenring, Ring::Buitenring, Ring::Bewoner].map(Ring::as_str),
        onwards: [Onward::Vrij, Onward::AlleenBinnenring, Onward::NaToestemming, Onward::Niet].map(Onward::as_str),
    })
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
) -> Result<Response, Response> {
    Ok(render(&listed(&state, &may.visitor).await?))
}

/// `POST /beheer/voordeuren`: into `partners.toml`, when the file is right with it.
pub(super) async fn add<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
    Posted(form): Posted<Add>,
) -> Result<Response, Response> {
    let domains = form.domeinen.split([',', ' ', '\n', ';']).map(str::trim).filter(|domain| !domain.is_empty());
    let wish = NewPartner {
        name: form.naam.trim().to_owned(),
        label: form.label.clone(),
        domains: domains.map(str::to_owned).collect(),
        ring: form.ring.clone(),
        onward: form.verder.clone(),
        coordinator: form.contact.clone(),
    };
    if let Err(errors) = state.office.add_partner(wish).await {
        let page = DoorsPage { errors, form, ..listed(&state, &may.visitor).await? };
        return Ok(render_as(StatusCode::BAD_REQUEST, &page));
    }
    let (by, now) = (&may.visitor.person, (state.now)());
    let what = ("voordeur-toevoegen", "gelukt");
    state.store.office_done(what, form.naam.trim(), by, now).await.map_err(frame::unavailable)?;
    let text = "De voordeur staat in partners.toml. Binnen enkele seconden kent Voordeur haar.";
    Ok(frame::message(Frame::of(&state, &may.visitor, "Voordeur toegevoegd").at("/beheer"), StatusCode::OK, text))
}

async fn door<S: Books>(state: &DeskState<S>, visitor: &Visitor, name: &str) -> Result<DoorPage, Response> {
    let now = (state.now)();
    let partner = state.office.partners().into_iter().find(|partner| partner.name.as_str() == name);
    let partner = partner.ok_or_else(frame::not_found)?;
    let heard = state.store.heard(now).await.map_err(frame::unavailable)?;
    let keys = state.store.partner_keys(name).await.map_err(frame::unavailable)?;
    Ok(DoorPage {
        frame: Frame::of(state, visitor, partner.label.clone()).at("/beheer"),
        door: row(&partner, &heard, now),
        domains: partner.domains.join(", "),
        onward: partner.onward.as_str(),
        coordinator: partner.coordinator.unwrap_or_default(),
        keys: keys
            .into_iter()
            .map(|key| KeyRow {
                id: key.id,
                made: words::when(key.made_at, now),
                revoked: key.revoked_at.map(|at| words::when(at, now)).unwrap_or_default(),
            })
            .collect(),
        secret: String::new(),
        said: String::new(),
        error: String::new(),
    })
}

pub(super) async fn one<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
    Path(name): Path<String>,
) -> Result<Response, Response> {
    Ok(render(&door(&state, &may.visitor, &name).await?))
}

/// `POST /beheer/voordeuren/{naam}/sleutels`: a new key, its secret on this page only.
pub(super) async fn new_key<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
    Path(name): Path<String>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    door(&state, &may.visitor, &name).await?;
    let made = state.store.make_partner_key(&name, &may.visitor.person, (state.now)()).await;
    let secret = made.map_err(frame::unavailable)?.secret;
    Ok(render(&DoorPage { secret, ..door(&state, &may.visitor, &name).await? }))
}

/// `POST /beheer/voordeuren/{naam}/sleutels/{id}/intrekken`
pub(super) async fn revoke_key<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
    Path((name, id)): Path<(String, String)>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    let done = state.store.revoke_partner_key(&name, &id, &may.visitor.person, (state.now)()).await;
    if !done.map_err(frame::unavailable)? {
        return Err(frame::not_found());
    }
    let said = "De sleutel is ingetrokken. Wie hem nog gebruikt, wordt geweigerd.".to_owned();
    Ok(render(&DoorPage { said, ..door(&state, &may.visitor, &name).await? }))
}

#[derive(Deserialize)]
pub(super) struct TestMail {
    #[serde(default)]
    aan: String,
}

/// `POST /beheer/voordeuren/{naam}/proefmail`: only to this front door's own domains and its contact.
pub(super) async fn test_mail<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ManagePeople>,
    Path(name): Path<String>,
    Posted(form): Posted<TestMail>,
) -> Result<Response, Response> {
    let page = door(&state, &may.visitor, &name).await?;
    let to = form.aan.trim().to_lowercase();
    let host = to.rsplit_once('@').map(|(_, host)| host).unwrap_or_default();
    let own = page.domains.split(", ").any(|domain| {
        !domain.is_empty() && (host == domain || host.strip_suffix(domain).is_some_and(|sub| sub.ends_with('.')))
    });
    if !is_mail_address(&to) || !(own || to == page.coordinator.to_lowercase()) {
        let error =
            "Vul een mailadres van deze voordeur in: van een van haar domeinen, of de contactpersoon.".to_owned();
        return Ok(render_as(StatusCode::BAD_REQUEST, &DoorPage { error, ..page }));
    }
    let sent = state.office.send_test(to).await;
    let what = ("proefmail", if sent.is_ok() { "gelukt" } else { "mislukt" });
    let (by, now) = (&may.visitor.person, (state.now)());
    state.store.office_done(what, &name, by, now).await.map_err(frame::unavailable)?;
    Ok(match sent {
        Ok(()) => {
            let said = "De proefmail is weg. Vraag of hij is aangekomen, ook in de map met ongewenste mail.".to_owned();
            render(&DoorPage { said, ..page })
        }
        Err(error) => render(&DoorPage { error, ..page }),
    })
}

/// `POST /beheer/voordeuren/{naam}/stilte`: somebody looked into it; the next silence is asked about anew.
pub(super) async fn settle<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(name): Path<String>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    let page = door(&state, &may.visitor, &name).await?;
    let (by, now) = (&may.visitor.person, (state.now)());
    state.store.settle_silence(&name, page.door.last_day, by, now).await.map_err(frame::unavailable)?;
    Ok(Redirect::to("/taken").into_response())
}

/// One text, filled in with invented facts.
struct TextView {
    name: String,
    subject: String,
    text: String,
}

#[derive(Template)]
#[template(path = "desk/teksten.html")]
struct TextsPage {
    frame: Frame,
    texts: Vec<TextView>,
}

/// `/beheer/teksten`: every text as a reporter gets it.
pub(super) async fn texts<S: Books>(State(state): State<DeskState<S>>, may: May<ManagePeople>) -> Response {
    let now = (state.now)();
    let filled = |name: String| {
        let (subject, text) = (state.wording)(&name, "VD-7K3M-Q2XF", now)?;
        Some(TextView { name, subject, text })
    };
    render(&TextsPage {
        frame: Frame::of(&state, &may.visitor, "Teksten").at("/beheer"),
        texts: state.office.texts().into_iter().filter_map(filled).collect(),
    })
}
