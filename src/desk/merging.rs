//! `/samenvoegen`, `/splitsen` and `/ongedaan/{bundle}`: which signals are about the same people, decided by a human.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Books, acts,
    cards::{RowView, excerpt},
    compare::{self, Line},
    frame::{self, Frame, render, render_as},
    guard::{Divide, May, Posted, Visitor, WorkCases},
    state::DeskState,
    words,
};
use crate::{
    domain::{CasusId, SignalId, bounded},
    intake::{
        deeds::{Change, ManyRequest},
        desk::{CasusFile, Circle},
        grouping::{Comparison, MergeRequest, Moved, SplitRequest},
    },
};

#[derive(Template)]
#[template(path = "desk/samenvoegen.html")]
struct ComparePage {
    frame: Frame,
    one: RowView,
    other: RowView,
    /// The one proposed to go on: most signals, and of two equals the one somebody has.
    stays: RowView,
    goes: RowView,
    lines: Vec<Line>,
    said: &'static str,
}

async fn comparison<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    (one, other): (&str, &str),
) -> Result<(Comparison, [CasusId; 2]), Response> {
    let ids = [CasusId::parse(one).ok_or_else(frame::not_found)?, CasusId::parse(other).ok_or_else(frame::not_found)?];
    let viewer = &visitor.person.id;
    let found = state.store.compare(ids[0], ids[1], viewer, (state.now)()).await.map_err(frame::unavailable)?;
    Ok((found.ok_or_else(frame::not_found)?, ids))
}

pub(super) async fn compare<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path((one, other)): Path<(String, String)>,
) -> Result<Response, Response> {
    let (found, _) = comparison(&state, &may.visitor, (&one, &other)).await?;
    let now = (state.now)();
    let row = |side: &crate::intake::grouping::Side| RowView::of(&side.head, now);
    let weight = |side: &crate::intake::grouping::Side| (side.head.signals, side.head.assignee.is_some());
    let (stays, goes) = if weight(&found.other) > weight(&found.one) {
        (row(&found.other), row(&found.one))
    } else {
        (row(&found.one), row(&found.other))
    };
    let said = match found.said.as_deref() {
        Some("ander") => "Een collega zei eerder: dit zijn verschillende mensen.",
        Some("zelfde") => "Een collega zei eerder: dit zijn dezelfde mensen.",
        _ => "",
    };
    Ok(render(&ComparePage {
        frame: Frame::of(&state, &may.visitor, "Zijn dit dezelfde mensen?").at("/wachtrij"),
        one: row(&found.one),
        other: row(&found.other),
        stays,
        goes,
        lines: compare::lines(&state.settings, &found, now),
        said,
    }))
}

#[derive(Deserialize)]
pub(super) struct Judged {
    besluit: String,
    #[serde(default)]
    versie_een: i64,
    #[serde(default)]
    versie_ander: i64,
    /// Casus id of the one that goes on.
    #[serde(default)]
    blijft: String,
}

pub(super) async fn decide<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path((one, other)): Path<(String, String)>,
    Posted(judged): Posted<Judged>,
) -> Result<Response, Response> {
    let (found, [first, second]) = comparison(&state, &may.visitor, (&one, &other)).await?;
    let now = (state.now)();
    let by = &may.visitor.person;
    let moved = match judged.besluit.as_str() {
        "ja" => {
            let (one, other) = ((first, judged.versie_een), (second, judged.versie_ander));
            let (from, into) = if judged.blijft == second.to_string() { (one, other) } else { (other, one) };
            let request = MergeRequest { from, into, by: by.clone() };
            state.store.merge(request, now).await.map_err(frame::unavailable)?
        }
        "nee" => state.store.keep_apart(first, second, by, now).await.map_err(frame::unavailable)?,
        "overleg" => {
            let casussen = vec![(first, found.one.head.version), (second, found.other.head.version)];
            let request = ManyRequest { casussen, change: Change::Agenda, by: by.clone() };
            let changed = state.store.change_many(request, now).await.map_err(frame::unavailable)?;
            let href =
                changed.bundle.map_or_else(|| "/wachtrij".to_owned(), |bundle| acts::back("/wachtrij", "", &bundle));
            return Ok(Redirect::to(&href).into_response());
        }
        _ => return Err(frame::not_found()),
    };
    Ok(landed(&state, &may.visitor, moved, if judged.besluit == "nee" { "/wachtrij" } else { "" }))
}

fn landed<S: Books>(state: &DeskState<S>, visitor: &Visitor, moved: Moved, back: &str) -> Response {
    match moved {
        Moved::Done { bundle, casus } => Redirect::to(&acts::back(back, &casus, &bundle)).into_response(),
        Moved::NotFound => frame::not_found(),
        Moved::Newer => {
            let frame = Frame::of(state, visitor, "Iemand was u voor").at("/wachtrij");
            let text = "Een collega veranderde een van deze huishoudens, of er kwam een signaal bij. Er is niets \
                        verplaatst. Ga terug en kijk eerst wat er nu staat.";
            frame::message(frame, StatusCode::CONFLICT, text)
        }
    }
}

#[derive(Template)]
#[template(path = "desk/samenvoegen-met.html")]
struct WithPage {
    frame: Frame,
    row: RowView,
    words: String,
    searched: bool,
    found: Vec<RowView>,
}

#[derive(Deserialize)]
pub(super) struct Sought {
    #[serde(default)]
    q: String,
}

/// Asks for the other household.
pub(super) async fn with<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    let row = RowView::of(&file(&state, &may.visitor, &id).await?.head, (state.now)());
    let frame = Frame::of(&state, &may.visitor, "Samenvoegen").at("/wachtrij");
    Ok(render(&WithPage { frame, row, words: String::new(), searched: false, found: Vec::new() }))
}

pub(super) async fn find_other<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
    Posted(sought): Posted<Sought>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let row = RowView::of(&file(&state, &may.visitor, &id).await?.head, now);
    let words = bounded(sought.q.trim(), 200).to_owned();
    let heads = state.store.search(&words, &may.visitor.person.id, now).await.map_err(frame::unavailable)?;
    let found = heads.iter().filter(|head| head.id != row.id).map(|head| RowView::of(head, now)).collect();
    let frame = Frame::of(&state, &may.visitor, "Samenvoegen").at("/wachtrij");
    Ok(render(&WithPage { frame, row, words, searched: true, found }))
}

/// Who does not read all of a household may not move its signals: to them it is not there.
async fn file<S: Books>(state: &DeskState<S>, visitor: &Visitor, id: &str) -> Result<CasusFile, Response> {
    let id = CasusId::parse(id).ok_or_else(frame::not_found)?;
    let file = state.store.casus(id, &visitor.person.id, (state.now)()).await.map_err(frame::unavailable)?;
    file.filter(|file| file.merged_into.is_none() && file.circle != Circle::Withheld).ok_or_else(frame::not_found)
}

/// A signal or note to tick.
struct Pick {
    id: String,
    title: String,
    when: String,
    place: String,
    text: String,
}

#[derive(Template)]
#[template(path = "desk/splitsen.html")]
struct SplitPage {
    frame: Frame,
    row: RowView,
    signals: Vec<Pick>,
    notes: Vec<Pick>,
    to: String,
    error: &'static str,
}

async fn split_page<S: Books>(state: &DeskState<S>, visitor: &Visitor, id: &str) -> Result<SplitPage, Response> {
    let now = (state.now)();
    let file = file(state, visitor, id).await?;
    let row = RowView::of(&file.head, now);
    let signals = file.signals.into_iter().map(|signal| Pick {
        title: format!("{} · {}", state.settings.label(&signal.partner), signal.kenmerk),
        when: words::when(signal.received_at, now),
        place: signal.address.line(),
        text: excerpt(&signal.text),
        id: signal.id,
    });
    let notes = file.notes.into_iter().map(|note| Pick {
        title: note.by,
        when: words::when(note.at, now),
        place: String::new(),
        text: excerpt(&note.text),
        id: note.id,
    });
    Ok(SplitPage {
        frame: Frame::of(state, visitor, format!("{} splitsen", row.kenmerk)).at("/wachtrij"),
        row,
        signals: signals.collect(),
        notes: notes.collect(),
        to: String::new(),
        error: "",
    })
}

pub(super) async fn split_form<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    Ok(render(&split_page(&state, &may.visitor, &id).await?))
}

pub(super) async fn split<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Result<Response, Response> {
    let values =
        |name: &'static str| fields.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str());
    let casus = CasusId::parse(&id).ok_or_else(frame::not_found)?;
    let signals: Vec<SignalId> = values("signaal").filter_map(SignalId::parse).collect();
    let wanted = values("naar").next().unwrap_or_default().trim().to_owned();
    let page = split_page(&state, &may.visitor, &id).await?;
    let to = if wanted.is_empty() { None } else { by_kenmerk(&state, &may.visitor, &wanted).await? };
    let error = if signals.is_empty() {
        "Kies welke signalen over andere mensen gaan."
    } else if signals.len() >= page.signals.len() {
        "Laat minstens één signaal staan. Anders is het geen splitsing."
    } else if !wanted.is_empty() && to.is_none() {
        "Dit kenmerk bestaat niet. Kijk of u een typefout heeft gemaakt."
    } else {
        ""
    };
    if !error.is_empty() {
        return Ok(render_as(StatusCode::BAD_REQUEST, &SplitPage { error, to: wanted, ..page }));
    }
    let request = SplitRequest {
        from: (casus, values("versie").next().and_then(|text| text.parse().ok()).unwrap_or_default()),
        signals,
        notes: values("notitie").map(str::to_owned).collect(),
        to,
        by: may.visitor.person.clone(),
    };
    let moved = state.store.split(request, (state.now)()).await.map_err(frame::unavailable)?;
    Ok(landed(&state, &may.visitor, moved, ""))
}

async fn by_kenmerk<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    kenmerk: &str,
) -> Result<Option<CasusId>, Response> {
    let wanted = kenmerk.to_ascii_uppercase();
    let viewer = &visitor.person.id;
    let found = state.store.search(&wanted, viewer, (state.now)()).await.map_err(frame::unavailable)?;
    Ok(found.iter().find(|head| head.kenmerk == wanted).and_then(|head| CasusId::parse(&head.id)))
}

/// A signal that came after a merge.
struct LaterLine {
    id: String,
    title: String,
    when: String,
    goes_back: bool,
}

#[derive(Template)]
#[template(path = "desk/ongedaan.html")]
struct UndoPage {
    frame: Frame,
    bundle: String,
    what: String,
    /// It moved signals.
    moved: bool,
    signals: i64,
    later: Vec<LaterLine>,
}

/// Shows what taking a deed back would do.
pub(super) async fn undo_preview<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Path(bundle): Path<String>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let viewer = &may.visitor.person.id;
    let deed = state.store.deed(&bundle, viewer).await.map_err(frame::unavailable)?;
    let deed = deed.filter(|deed| !deed.undone).ok_or_else(frame::not_found)?;
    let preview = state.store.undo_preview(&bundle, viewer).await.map_err(frame::unavailable)?;
    let moved = preview.is_some();
    let (signals, later) = preview.map(|preview| (preview.signals, preview.later)).unwrap_or_default();
    let later = later
        .into_iter()
        .map(|signal| LaterLine {
            title: format!("{} · {}", state.settings.label(&signal.partner), signal.kenmerk),
            when: words::when(signal.received_at, now),
            goes_back: signal.goes_back,
            id: signal.id,
        })
        .collect();
    let frame = Frame::of(&state, &may.visitor, "Ongedaan maken").at("/wachtrij");
    Ok(render(&UndoPage { frame, bundle, what: deed.what, moved, signals, later }))
}
