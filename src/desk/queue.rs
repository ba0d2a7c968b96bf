//! `/wachtrij`: which households wait, most urgent first; and the search.

use askama::Template;
use axum::{
    Json,
    extract::{Query, State},
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Books,
    cards::{CardView, RowView},
    frame::{self, Frame, render},
    guard::{May, Posted, ReadCases},
    state::DeskState,
    words,
};
use crate::{
    domain::Urgency,
    intake::{
        desk::{Card, Counts, Cursor, QueueQuery, View},
        people::Role,
    },
};

#[derive(Deserialize, Default)]
pub(super) struct Wanted {
    #[serde(default)]
    weergave: String,
    #[serde(default)]
    voordeur: String,
    #[serde(default)]
    vanaf: String,
    #[serde(default)]
    gedaan: String,
}

/// A tab.
struct Tab {
    href: &'static str,
    label: &'static str,
    count: i64,
    current: bool,
    red: bool,
}

/// Cards under one heading.
struct Group {
    id: &'static str,
    title: &'static str,
    explanation: String,
    cards: Vec<CardView>,
}

/// Somebody a casus can be given to.
pub(super) struct Choice {
    pub id: String,
    pub name: String,
}

#[derive(Template)]
#[template(path = "desk/wachtrij.html")]
struct QueuePageView {
    frame: Frame,
    today: String,
    summary: String,
    done: &'static str,
    tabs: Vec<Tab>,
    view: &'static str,
    partners: Vec<(String, String)>,
    partner: String,
    groups: Vec<Group>,
    more: Option<String>,
    counts: Counts,
    people: Vec<Choice>,
    /// Microseconds: what is newer is news.
    since: i64,
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let view = parsed_view(&wanted.weergave);
    let query = QueueQuery {
        view,
        partner: (!wanted.voordeur.is_empty()).then(|| wanted.voordeur.clone()),
        person: may.visitor.person.id.clone(),
        after: cursor(&wanted.vanaf),
    };
    let page = state.store.queue(query, now).await.map_err(frame::unavailable)?;
    let counts = state.store.counts(&may.visitor.person.id).await.map_err(frame::unavailable)?;
    let frame = Frame::of(&state, &may.visitor, format!("Wachtrij ({})", counts.to_divide)).at("/wachtrij");
    let people = if frame.divides() { assignable(&state).await? } else { Vec::new() };
    let next = page.next.as_ref().map(|next| next_href(&wanted, next));
    Ok(render(&QueuePageView {
        today: words::full_date(now),
        summary: summary(counts.to_divide),
        done: done_sentence(&wanted.gedaan),
        tabs: tabs(view, &counts),
        view: view_word(view),
        partners: state.settings.partners.clone(),
        partner: wanted.voordeur,
        groups: groups(&state, page.cards, now),
        more: next,
        counts,
        people,
        since: now.as_microsecond(),
        frame,
    }))
}

/// Who may be given a casus: projectleiders and teamleden that are not disabled.
pub(super) async fn assignable<S: Books>(state: &DeskState<S>) -> Result<Vec<Choice>, Response> {
    let people = state.store.people().await.map_err(frame::unavailable)?;
    Ok(people
        .into_iter()
        .filter(|person| !person.disabled && matches!(person.role, Role::Projectleider | Role::Teamlid))
        .map(|person| Choice { id: person.id, name: person.name })
        .collect())
}

fn summary(to_divide: i64) -> String {
    match to_divide {
        0 => "niets te verdelen".to_owned(),
        1 => "1 huishouden wacht op een besluit".to_owned(),
        count => format!("{count} huishoudens wachten op een besluit"),
    }
}

fn done_sentence(done: &str) -> &'static str {
    match done {
        "toewijzen" => "Toegewezen.",
        "afsluiten" => "Afgesloten. U vindt dit huishouden bij Afgesloten.",
        "zelfde" => "Bewaard: zelfde huishouden.",
        "ander" => "Bewaard: ander huishouden.",
        _ => "",
    }
}

fn parsed_view(word: &str) -> View {
    match word {
        "spoed" => View::Spoed,
        "van-mij" => View::VanMij,
        "alles" => View::Alles,
        "afgesloten" => View::Afgesloten,
        "zonder-adres" => View::ZonderAdres,
        _ => View::TeVerdelen,
    }
}

fn view_word(view: View) -> &'static str {
    match view {
        View::TeVerdelen => "te-verdelen",
        View::Spoed => "spoed",
        View::VanMij => "van-mij",
        View::Alles => "alles",
        View::Afgesloten => "afgesloten",
        View::ZonderAdres => "zonder-adres",
    }
}

fn tabs(view: View, counts: &Counts) -> Vec<Tab> {
    let tab = |of: View, href, label, count| Tab { href, label, count, current: of == view, red: of == View::Spoed };
    let mut tabs = vec![
        tab(View::TeVerdelen, "/wachtrij", "Te verdelen", counts.to_divide),
        tab(View::Spoed, "/wachtrij?weergave=spoed", "Spoed", counts.spoed),
        tab(View::VanMij, "/wachtrij?weergave=van-mij", "Van mij", counts.mine),
        tab(View::Alles, "/wachtrij?weergave=alles", "Alles", counts.open),
        tab(View::Afgesloten, "/wachtrij?weergave=afgesloten", "Afgesloten", counts.closed),
    ];
    if view == View::ZonderAdres {
        let href = "/wachtrij?weergave=zonder-adres";
        tabs.push(tab(View::ZonderAdres, href, "Zonder adres", counts.without_address));
    }
    tabs
}

fn groups<S: Books>(state: &DeskState<S>, cards: Vec<Card>, now: Timestamp) -> Vec<Group> {
    let mut groups = [
        Group { id: "nu", title: "Nu", explanation: "Dit kan niet wachten op het overleg".to_owned(), cards: vec![] },
        Group { id: "vandaag", title: "Vandaag", explanation: "Vandaag een besluit nodig".to_owned(), cards: vec![] },
        Group { id: "overleg", title: "Voor het overleg", explanation: String::new(), cards: vec![] },
    ];
    for card in cards {
        let place = match card.head.urgency {
            Urgency::Spoed => 0,
            Urgency::Hoog => 1,
            Urgency::Normaal | Urgency::Laag => 2,
        };
        groups[place].cards.push(CardView::of(&state.settings, card, now));
    }
    let households = groups[2].cards.len();
    groups[2].explanation =
        if households == 1 { "1 huishouden".to_owned() } else { format!("{households} huishoudens") };
    groups.into_iter().filter(|group| !group.cards.is_empty()).collect()
}

/// Says nothing about people: urgency, instant, id.
fn cursor(word: &str) -> Option<Cursor> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(word).ok()?).ok()?;
    let mut parts = text.splitn(3, '.');
    Some(Cursor {
        urgency: parts.next()?.parse().ok()?,
        last_signal_at: parts.next()?.parse().ok()?,
        casus: parts.next()?.to_owned(),
    })
}

fn next_href(wanted: &Wanted, next: &Cursor) -> String {
    let from = URL_SAFE_NO_PAD.encode(format!("{}.{}.{}", next.urgency, next.last_signal_at, next.casus));
    let view = view_word(parsed_view(&wanted.weergave));
    // A partner's name is a word of letters, digits and hyphens; what else came in the URL goes no further.
    let partner: String = wanted.voordeur.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    format!("/wachtrij?weergave={view}&voordeur={partner}&vanaf={from}")
}

#[derive(Deserialize)]
pub(super) struct Since {
    #[serde(default)]
    sinds: i64,
}

/// How many signals are newer than the page: a count only.
pub(super) async fn news<S: Books>(
    State(state): State<DeskState<S>>,
    _may: May<ReadCases>,
    Query(since): Query<Since>,
) -> Result<Json<serde_json::Value>, Response> {
    let since = Timestamp::from_microsecond(since.sinds).unwrap_or(Timestamp::MAX);
    let count = state.store.signals_since(since).await.map_err(frame::unavailable)?;
    Ok(Json(serde_json::json!({ "nieuw": count })))
}

#[derive(Template)]
#[template(path = "desk/zoeken.html")]
struct SearchPage {
    frame: Frame,
    words: String,
    searched: bool,
    found: Vec<RowView>,
}

pub(super) async fn search_form<S: Books>(State(state): State<DeskState<S>>, may: May<ReadCases>) -> Response {
    let frame = Frame::of(&state, &may.visitor, "Zoeken").at("/zoeken");
    render(&SearchPage { frame, words: String::new(), searched: false, found: Vec::new() })
}

#[derive(Deserialize)]
pub(super) struct Sought {
    #[serde(default)]
    q: String,
}

pub(super) async fn search<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
    Posted(sought): Posted<Sought>,
) -> Result<Response, Response> {
    let words = crate::domain::bounded(sought.q.trim(), 200).to_owned();
    let heads = state.store.search(&words).await.map_err(frame::unavailable)?;
    let now = (state.now)();
    let frame = Frame::of(&state, &may.visitor, "Zoeken").at("/zoeken");
    let found = heads.iter().map(|head| RowView::of(head, now)).collect();
    Ok(render(&SearchPage { frame, words, searched: true, found }))
}
