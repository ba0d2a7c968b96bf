//! `/wachtrij`: which households wait, what must be decided first on top.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Books, absence, acts,
    cards::{CardView, Choice, Worker, choices},
    filter::{Filter, Wanted},
    frame::{self, Frame, render},
    front_doors,
    guard::{Divide, May, Nothing, Posted, ReadCases, Visitor},
    state::{DeskSettings, DeskState},
    words,
};
use crate::intake::{
    deeds::SavedView,
    desk::{Card, Counts, Cursor, Moment, Order, QueueQuery, View},
    people::Role,
};

/// A tab.
struct Tab {
    href: String,
    label: &'static str,
    count: i64,
    current: bool,
    red: bool,
}

/// A saved view.
struct OwnView {
    id: String,
    href: String,
    name: String,
    current: bool,
}

/// What was just done, with the way back.
pub(super) struct DoneBar {
    pub bundle: String,
    pub what: String,
    /// Can still be undone.
    pub undoable: bool,
}

/// Cards under one heading.
struct Group {
    id: &'static str,
    title: &'static str,
    explanation: String,
    cards: Vec<CardView>,
}

#[derive(Template)]
#[template(path = "desk/wachtrij.html")]
struct QueuePageView {
    frame: Frame,
    today: String,
    summary: String,
    done: Option<DoneBar>,
    said: &'static str,
    tabs: Vec<Tab>,
    views: Vec<OwnView>,
    filter: Filter,
    partners: Vec<(String, String)>,
    workers: Vec<Choice>,
    groups: Vec<Group>,
    more: Option<String>,
    counts: Counts,
    /// Front doors that fell silent.
    silent: usize,
    /// Signals that may be one report.
    alike: i64,
    /// Tomorrow: the first day of a date field.
    offered: words::Offered,
    /// Which card to stand on.
    stand_on: String,
    /// Microseconds: what is newer is news.
    since: i64,
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let person = &may.visitor.person;
    let filter = Filter::of(&wanted);
    // Both read every open household: at the same time, on two connections.
    let (page, counts) = tokio::try_join!(
        state.store.queue(asked(&filter, &wanted, &person.id, now), now),
        state.store.counts(&person.id, now),
    )
    .map_err(frame::unavailable)?;
    let frame = Frame::of(&state, &may.visitor, format!("Wachtrij ({})", counts.to_divide)).at("/wachtrij");
    let workers = if frame.divides() { workers(&state, &may.visitor).await? } else { Vec::new() };
    let views = state.store.views(&person.id).await.map_err(frame::unavailable)?;
    let overleg = state.office.next_meeting(now).map(|at| words::when(at, now)).unwrap_or_default();
    let more = page.next.as_ref().map(|next| filter.href_with("vanaf", &cursor_word(next)));
    Ok(render(&QueuePageView {
        today: words::full_date(now),
        summary: summary(counts.to_divide),
        done: done(&state, &may.visitor, &wanted).await?,
        said: acts::sentence(&wanted.melding),
        tabs: tabs(&filter, &counts),
        views: own_views(views, &filter),
        partners: state.settings.partners.clone(),
        groups: groups(&state.settings, &workers, page.cards, (&filter, now, overleg)),
        workers: choices(&workers, &[], None),
        silent: front_doors::silent(&state).await?.len(),
        alike: state.store.alike_count(&person.id).await.map_err(frame::unavailable)?,
        more,
        counts,
        offered: words::Offered::ahead(now),
        stand_on: wanted.kaart,
        since: now.as_microsecond(),
        filter,
        frame,
    }))
}

fn asked(filter: &Filter, wanted: &Wanted, person: &str, now: Timestamp) -> QueueQuery {
    QueueQuery {
        view: filter.view,
        order: filter.order,
        partner: (!filter.partner.is_empty()).then(|| filter.partner.clone()),
        urgency: filter.urgency,
        assignee: (!filter.assignee.is_empty()).then(|| filter.assignee.clone()),
        person: person.to_owned(),
        after: cursor(&wanted.vanaf),
        tonight: words::tonight(now),
    }
}

/// Who may be given a casus: projectleiders and teamleden of the visitor's teams that are not disabled.
pub(super) async fn workers<S: Books>(state: &DeskState<S>, visitor: &Visitor) -> Result<Vec<Worker>, Response> {
    let people = state.store.people().await.map_err(frame::unavailable)?;
    let load: HashMap<String, i64> = state.store.workload().await.map_err(frame::unavailable)?.into_iter().collect();
    let now = (state.now)();
    let absences = state.store.absences(now).await.map_err(frame::unavailable)?;
    let away = |id: &str| absences.iter().find(|absence| absence.person == id && absence.from <= now);
    Ok(people
        .into_iter()
        .filter(|person| !person.disabled && matches!(person.role, Role::Projectleider | Role::Teamlid))
        .filter(|person| person.shares_team_with(&visitor.person))
        .map(|person| Worker {
            open: load.get(&person.id).copied().unwrap_or_default(),
            away: away(&person.id).map(|absence| absence::line(absence, now)).unwrap_or_default(),
            id: person.id,
            name: person.name,
        })
        .collect())
}

/// The bar over the list, when something was just done.
async fn done<S: Books>(state: &DeskState<S>, visitor: &Visitor, wanted: &Wanted) -> Result<Option<DoneBar>, Response> {
    let mut bar = done_bar(state, visitor, &wanted.gedaan).await?;
    if let Some(bar) = bar.as_mut().filter(|_| wanted.overgeslagen > 0) {
        let left = wanted.overgeslagen;
        let who = if left == 1 { "1 huishouden".to_owned() } else { format!("{left} huishoudens") };
        bar.what = format!("{} Bij {who} was een collega u voor: daar is niets veranderd.", bar.what);
    }
    Ok(bar)
}

pub(super) async fn done_bar<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    bundle: &str,
) -> Result<Option<DoneBar>, Response> {
    if bundle.is_empty() {
        return Ok(None);
    }
    let deed = state.store.deed(bundle, &visitor.person.id).await.map_err(frame::unavailable)?;
    Ok(deed.map(|deed| DoneBar {
        what: if deed.casussen > 1 {
            format!("{} ({} keer).", deed.what, deed.casussen)
        } else {
            format!("{}.", deed.what)
        },
        undoable: !deed.undone,
        bundle: deed.bundle,
    }))
}

fn summary(to_divide: i64) -> String {
    match to_divide {
        0 => "niets te verdelen".to_owned(),
        1 => "1 huishouden wacht op een besluit".to_owned(),
        count => format!("{count} huishoudens wachten op een besluit"),
    }
}

fn tabs(filter: &Filter, counts: &Counts) -> Vec<Tab> {
    let tab = |view: View, label, count| Tab {
        href: Filter { view, ..Filter::default() }.href(),
        label,
        count,
        current: filter.view == view,
        red: matches!(view, View::Spoed | View::TeLaat),
    };
    let mut tabs = vec![
        tab(View::TeVerdelen, "Te verdelen", counts.to_divide),
        tab(View::Spoed, "Spoed", counts.spoed),
        tab(View::TeLaat, "Te laat", counts.late),
        tab(View::VanMij, "Van mij", counts.mine),
        tab(View::Uitgesteld, "Uitgesteld", counts.later),
        tab(View::Agenda, "Op de agenda", counts.agenda),
        tab(View::Alles, "Alles", counts.open),
        tab(View::Afgesloten, "Afgesloten", counts.closed),
    ];
    if filter.view == View::ZonderAdres {
        tabs.push(tab(View::ZonderAdres, "Zonder adres", counts.without_address));
    }
    tabs
}

fn own_views(views: Vec<SavedView>, filter: &Filter) -> Vec<OwnView> {
    views
        .into_iter()
        .map(|view| {
            let own = Filter::parse(&view.query);
            OwnView { id: view.id, current: own == *filter, href: own.href(), name: view.name }
        })
        .collect()
}

fn groups(
    settings: &DeskSettings,
    workers: &[Worker],
    cards: Vec<Card>,
    (filter, now, overleg): (&Filter, Timestamp, String),
) -> Vec<Group> {
    let group = |id, title, explanation: &str| Group { id, title, explanation: explanation.to_owned(), cards: vec![] };
    let mut groups = [
        group("nu", "Nu", "Dit kan niet wachten op het overleg"),
        group("vandaag", "Vandaag", "Te laat, of vandaag een besluit nodig"),
        group("overleg", "Voor het overleg", &overleg),
    ];
    let grouped = filter.order == Order::WatEerstMoet && filter.view != View::Afgesloten;
    for card in cards {
        let place = match card.moment {
            Moment::Nu if grouped => 0,
            Moment::Vandaag if grouped => 1,
            _ => 2,
        };
        groups[place].cards.push(CardView::of(settings, workers, card, now));
    }
    if !grouped {
        groups[2].title = match filter.order {
            Order::Nieuwste => "Nieuwste signaal eerst",
            Order::MeesteSignalen => "Meeste signalen eerst",
            Order::WatEerstMoet => "Afgesloten",
        };
    }
    groups.into_iter().filter(|group| !group.cards.is_empty()).collect()
}

/// Says nothing about people: two numbers and an id.
fn cursor(word: &str) -> Option<Cursor> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(word).ok()?).ok()?;
    let mut parts = text.splitn(3, '.');
    Some(Cursor {
        first: parts.next()?.parse().ok()?,
        second: parts.next()?.parse().ok()?,
        casus: parts.next()?.to_owned(),
    })
}

fn cursor_word(next: &Cursor) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}.{}.{}", next.first, next.second, next.casus))
}

#[derive(Deserialize)]
pub(super) struct ViewAsked {
    #[serde(default)]
    naam: String,
    #[serde(default)]
    terug: String,
    /// `team` or nothing.
    #[serde(default)]
    voor: String,
}

/// `POST /weergaven`: this filter under a name.
pub(super) async fn save_view<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
    Posted(asked): Posted<ViewAsked>,
) -> Result<Response, Response> {
    let filter = Filter::parse(&asked.terug);
    let name = crate::domain::cleaned(crate::domain::bounded(asked.naam.trim(), 40));
    let name = if name.is_empty() { "Mijn weergave".to_owned() } else { name };
    let shared = asked.voor == "team" && may.visitor.may::<Divide>();
    let view = SavedView { id: String::new(), name, query: filter.href(), shared };
    state.store.save_view(view, &may.visitor.person, (state.now)()).await.map_err(frame::unavailable)?;
    Ok(Redirect::to(&filter.href_with("melding", "weergave")).into_response())
}

/// `POST /weergaven/{id}/wissen`
pub(super) async fn drop_view<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
    Path(id): Path<String>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    state.store.drop_view(&id, &may.visitor.person, (state.now)()).await.map_err(frame::unavailable)?;
    Ok(Redirect::to("/wachtrij").into_response())
}
