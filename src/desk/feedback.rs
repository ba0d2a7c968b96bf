//! `/casussen/{id}/terugkoppelen`: every reporter hears something, by its own door; the exact text is shown first.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;

use super::{
    Books,
    cards::RowView,
    frame::{self, Frame, render, render_as},
    guard::{May, Posted, Visitor, WorkCases},
    state::DeskState,
    words,
};
use crate::{
    acknowledge::{FEEDBACK, feedback_template},
    domain::{CasusId, SignalId},
    intake::feedback::{FeedbackDoor, FeedbackWish, Given, Informant},
};

/// A reporter to choose.
struct InformantView {
    id: String,
    partner: String,
    kenmerk: String,
    when: String,
    /// How they will hear it.
    door: String,
    /// What they heard, newest first.
    given: Vec<String>,
    chosen: bool,
}

/// The sentence with its place in the list.
struct Sentence {
    name: &'static str,
    text: &'static str,
    chosen: bool,
}

/// One text as it goes out.
struct Preview {
    to: String,
    subject: String,
    text: String,
}

#[derive(Template)]
#[template(path = "desk/terugkoppelen.html")]
struct FeedbackPage {
    frame: Frame,
    row: RowView,
    informants: Vec<InformantView>,
    sentences: Vec<Sentence>,
    /// Filled: these go out when *Versturen* is pressed.
    previews: Vec<Preview>,
    error: &'static str,
}

/// How a given terugkoppeling fared, in words.
fn told(given: &Given, now: Timestamp) -> String {
    let sentence = FEEDBACK.iter().find(|(name, _)| *name == given.sentence).map_or("", |(_, text)| *text);
    let how = match (given.door.as_str(), given.state.as_str()) {
        ("mail", "verzonden") => "verstuurd",
        ("mail", "dood") => "kwam niet aan, bel deze melder",
        ("mail", _) => "wordt verstuurd",
        ("api", _) => "staat klaar voor de koppeling",
        _ => "zelf verteld",
    };
    format!("“{sentence}” {}, {how}", words::when(given.at, now))
}

fn view(label: &str, informant: &Informant, now: Timestamp) -> InformantView {
    InformantView {
        id: informant.signal.to_string(),
        partner: format!("{label} · {}", words::channel(&informant.channel)),
        kenmerk: informant.kenmerk.clone(),
        when: words::when(informant.received_at, now),
        door: match &informant.door {
            FeedbackDoor::Mail(address) => format!("Per mail aan {}", hidden(address)),
            FeedbackDoor::Api => "Via de koppeling van deze voordeur".to_owned(),
            FeedbackDoor::Zelf => "Deze melder gaf geen adres op. Er wordt niets verstuurd.".to_owned(),
        },
        given: informant.given.iter().map(|given| told(given, now)).collect(),
        chosen: informant.given.is_empty() && informant.door != FeedbackDoor::Zelf,
    }
}

/// `m…@cjg.example`: enough to know the door, no more.
fn hidden(address: &str) -> String {
    let (local, host) = address.split_once('@').unwrap_or((address, ""));
    format!("{}…@{host}", local.chars().next().unwrap_or_default())
}

async fn feedback_page<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    id: &str,
) -> Result<(FeedbackPage, Vec<Informant>), Response> {
    let now = (state.now)();
    let casus = CasusId::parse(id).ok_or_else(frame::not_found)?;
    let viewer = &visitor.person.id;
    let file = state.store.casus(casus, viewer, now).await.map_err(frame::unavailable)?.ok_or_else(frame::not_found)?;
    let informants = state.store.informants(casus, viewer).await.map_err(frame::unavailable)?;
    let page = FeedbackPage {
        frame: Frame::of(state, visitor, "Terugkoppelen").at("/wachtrij"),
        row: RowView::of(&file.head, now),
        informants: informants
            .iter()
            .map(|informant| view(state.settings.label(&informant.partner), informant, now))
            .collect(),
        sentences: FEEDBACK
            .iter()
            .map(|(name, text)| Sentence { name, text, chosen: *name == FEEDBACK[0].0 })
            .collect(),
        previews: Vec::new(),
        error: "",
    };
    Ok((page, informants))
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Path(id): Path<String>,
) -> Result<Response, Response> {
    let (page, _) = feedback_page(&state, &may.visitor, &id).await?;
    Ok(render(&page))
}

/// Shows the exact texts; with `doe=versturen` sends them.
pub(super) async fn tell<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
    Path(id): Path<String>,
    Posted(fields): Posted<Vec<(String, String)>>,
) -> Result<Response, Response> {
    let values =
        |name: &'static str| fields.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str());
    let signals: Vec<SignalId> = values("melder").filter_map(SignalId::parse).collect();
    let asked = values("zin").next().unwrap_or_default();
    let sentence = FEEDBACK.iter().find(|(name, _)| *name == asked);
    let (mut page, informants) = feedback_page(&state, &may.visitor, &id).await?;
    for informant in &mut page.informants {
        informant.chosen = values("melder").any(|chosen| chosen == informant.id);
    }
    let (Some((name, said)), false) = (sentence, signals.is_empty()) else {
        page.error = if signals.is_empty() { "Kies minstens één melder." } else { "Kies wat u wilt vertellen." };
        return Ok(render_as(StatusCode::BAD_REQUEST, &page));
    };
    if values("doe").next() != Some("versturen") {
        for sentence in &mut page.sentences {
            sentence.chosen = sentence.name == *name;
        }
        page.previews = previews(&state, &informants, &signals, name).ok_or_else(frame::not_found)?;
        return Ok(render(&page));
    }
    let wish = FeedbackWish {
        casus: CasusId::parse(&id).ok_or_else(frame::not_found)?,
        signals,
        sentence: name,
        said: (*said).to_owned(),
        mail_host: state.settings.mail_host.clone(),
        by: may.visitor.person.clone(),
    };
    let told = state.store.tell(wish, (state.now)()).await.map_err(frame::unavailable)?;
    let word = if told == 0 { "al-verteld" } else { "teruggekoppeld" };
    Ok(Redirect::to(&format!("/casussen/{id}?melding={word}")).into_response())
}

fn previews<S: Books>(
    state: &DeskState<S>,
    informants: &[Informant],
    signals: &[SignalId],
    sentence: &str,
) -> Option<Vec<Preview>> {
    let template = feedback_template(sentence)?;
    let mut previews = Vec::new();
    for informant in informants.iter().filter(|informant| signals.contains(&informant.signal)) {
        let label = state.settings.label(&informant.partner);
        let preview = match &informant.door {
            FeedbackDoor::Mail(address) => {
                let wording = (state.wording)(&template, &informant.kenmerk, informant.received_at);
                let (subject, text) = wording?;
                Preview { to: format!("{label}, per mail aan {}", hidden(address)), subject, text }
            }
            FeedbackDoor::Api => Preview {
                to: format!("{label}, via de koppeling"),
                subject: informant.kenmerk.clone(),
                text: FEEDBACK.iter().find(|(name, _)| *name == sentence).map_or("", |(_, text)| *text).to_owned(),
            },
            FeedbackDoor::Zelf => Preview {
                to: label.to_owned(),
                subject: informant.kenmerk.clone(),
                text: "Er wordt niets verstuurd. Voordeur schrijft alleen op dat u het zelf vertelde.".to_owned(),
            },
        };
        previews.push(preview);
    }
    Some(previews)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_by_its_door() {
        assert_eq!(hidden("m.visser@cjg.example"), "m…@cjg.example");
    }
}
