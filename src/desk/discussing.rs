//! `/overleg/nu`: the household that is discussed, large, with what is agreed about it; after the last one the end.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{
    Books,
    agreeing::{AgreeForm, Unkept},
    agreements::AgreementView,
    cards::{RowView, excerpt},
    frame::{self, Frame, render, render_as},
    guard::{Divide, May, Visitor},
    meeting::{DECISIONS, going},
    queue::{DoneBar, done_bar, workers},
    state::DeskState,
    timeline, words,
};
use crate::{
    domain::CasusId,
    intake::{agreements::Whose, desk::Reading, meetings::MeetingItem},
};

#[derive(Template)]
#[template(path = "desk/overleg-nu.html")]
struct NowPage {
    frame: Frame,
    row: RowView,
    position: usize,
    all: usize,
    previous: String,
    next: String,
    texts: Vec<(String, String, String)>,
    agreements: Vec<AgreementView>,
    agreeing: AgreeForm,
    decisions: [(&'static str, &'static str); 4],
    /// What was decided already.
    decided: String,
    done: Option<DoneBar>,
}

#[derive(Template)]
#[template(path = "desk/overleg-sluiten.html")]
struct ClosePage {
    frame: Frame,
    people: String,
    discussed: usize,
    open: Vec<RowView>,
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    huishouden: String,
    #[serde(default)]
    gedaan: String,
    /// `ja`: to the end.
    #[serde(default)]
    einde: String,
}

/// `GET /overleg/nu`: one household, large; after the last one the end.
pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let viewer = &may.visitor.person.id;
    let Some(meeting) = going(&state, &may.visitor).await? else {
        return Ok(Redirect::to("/overleg").into_response());
    };
    let items = state.store.meeting_items(&meeting.id, viewer, now).await.map_err(frame::unavailable)?;
    let asked = items.iter().position(|item| item.casus.id == wanted.huishouden);
    let first_open = items.iter().position(|item| item.decision.is_none());
    let place = if wanted.einde == "ja" { None } else { asked.or(first_open) };
    let Some((place, item)) = place.and_then(|place| Some((place, items.get(place)?))) else {
        let (open, discussed): (Vec<_>, Vec<_>) = items.iter().partition(|item| item.decision.is_none());
        let people: Vec<String> = workers(&state, &may.visitor).await?.into_iter().map(|worker| worker.name).collect();
        return Ok(render(&ClosePage {
            frame: Frame::of(&state, &may.visitor, "Overleg sluiten").at("/overleg"),
            people: people.join(", "),
            discussed: discussed.len(),
            open: open.iter().map(|item| RowView::of(&item.casus, now).before_the_room()).collect(),
        }));
    };
    let done = done_bar(&state, &may.visitor, &wanted.gedaan).await?.map(|bar| before_the_room(bar, item));
    Ok(render(&NowPage { done, ..item_page(&state, &may.visitor, &items, (place, item)).await? }))
}

/// The page once more, with an agreement that could not be kept; `None`: this household is not discussed now.
pub(super) async fn agree_again<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    casus: CasusId,
    unkept: Unkept,
) -> Result<Option<Response>, Response> {
    if !visitor.may::<Divide>() {
        return Ok(None);
    }
    let Some(meeting) = going(state, visitor).await? else { return Ok(None) };
    let now = (state.now)();
    let items = state.store.meeting_items(&meeting.id, &visitor.person.id, now).await.map_err(frame::unavailable)?;
    let here = |(_, item): &(usize, &MeetingItem)| item.casus.id == casus.to_string();
    let Some((place, item)) = items.iter().enumerate().find(here) else { return Ok(None) };
    let agreeing = AgreeForm::of(state, visitor, &item.casus, Some(unkept)).await?;
    let mut page = NowPage { agreeing, ..item_page(state, visitor, &items, (place, item)).await? };
    "Fout: de afspraak is niet bewaard".clone_into(&mut page.frame.title);
    Ok(Some(render_as(page.agreeing.status(), &page)))
}

async fn item_page<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    items: &[MeetingItem],
    (place, item): (usize, &MeetingItem),
) -> Result<NowPage, Response> {
    let (now, viewer) = ((state.now)(), &visitor.person.id);
    let casus = CasusId::parse(&item.casus.id).ok_or_else(frame::not_found)?;
    let file = state.store.casus(casus, viewer, now).await.map_err(frame::unavailable)?.ok_or_else(frame::not_found)?;
    let whose = Whose::Casus(item.casus.id.clone());
    let agreed = state.store.agreements(whose, viewer, now).await.map_err(frame::unavailable)?;
    let step =
        |to: Option<usize>| to.and_then(|to| items.get(to)).map(|item| item.casus.id.clone()).unwrap_or_default();
    let decided = DECISIONS.iter().find(|(word, _)| item.decision.is_some_and(|said| said.as_str() == *word));
    Ok(NowPage {
        frame: Frame::of(state, visitor, format!("Overleg, {} van {}", place + 1, items.len())).at("/overleg"),
        row: RowView::of(&item.casus, now).before_the_room(),
        position: place + 1,
        all: items.len(),
        previous: step(place.checked_sub(1)),
        next: step(Some(place + 1)),
        texts: file
            .signals
            .iter()
            .take(if item.casus.shielded { 0 } else { 3 })
            .map(|signal| {
                let (who, text) = match signal.reading {
                    Reading::Withheld => ("Signaal", timeline::WITHHELD.to_owned()),
                    // The screen of an overleg is seen by more people than the page of the casus.
                    _ if signal.anonymous => ("Melder wil onbekend blijven", excerpt(&signal.text)),
                    Reading::Free | Reading::Inner => (state.settings.label(&signal.partner), excerpt(&signal.text)),
                };
                (who.to_owned(), words::when(signal.received_at, now), text)
            })
            .collect(),
        agreements: agreed.iter().map(|agreed| AgreementView::of(agreed, "", now).before_the_room()).collect(),
        agreeing: AgreeForm::of(state, visitor, &item.casus, None).await?,
        decisions: DECISIONS,
        decided: decided.map(|(_, label)| decided_line(label, item)).unwrap_or_default(),
        done: None,
    })
}

/// What was decided; of a shielded household without its words, for a whole room sees them.
fn decided_line(label: &str, item: &MeetingItem) -> String {
    if item.casus.shielded { format!("{label}.") } else { format!("{label}. {}", item.text) }
}

fn before_the_room(bar: DoneBar, item: &MeetingItem) -> DoneBar {
    if item.casus.shielded { DoneBar { what: "Dat is bewaard.".to_owned(), ..bar } } else { bar }
}
