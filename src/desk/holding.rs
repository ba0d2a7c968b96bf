//! What stands beside the queue: the wachtbak, the tasks, the proposals.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{
    Books,
    cards::ProposalView,
    frame::{self, Frame, render},
    front_doors::{self, DoorRow},
    guard::{Divide, May, Nothing, Posted, ReadCases, Visitor, WorkCases},
    state::{DeskSettings, DeskState},
    words,
};
use crate::{
    domain::{Address, Postcode, QueueName, SignalId, bounded, cleaned},
    intake::{
        alike::{AlikePair, AlikeSignal, Sameness},
        desk::{Desk, Holding, LISTED},
    },
};

/// Characters of a part of an address.
const LONGEST_PART: usize = 200;

/// A signal in the wachtbak.
struct HeldView {
    id: String,
    kenmerk: String,
    icon: String,
    source: String,
    when: String,
    machine: String,
    subject: String,
    text: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "desk/wachtbak.html")]
struct HoldingPage {
    frame: Frame,
    held: Vec<HeldView>,
    /// These are the oldest, and there are more.
    more: bool,
}

pub(super) async fn page<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<WorkCases>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let held = state.store.holding(&may.visitor.person.id).await.map_err(frame::unavailable)?;
    let more = held.len() > LISTED;
    let held = held
        .into_iter()
        .take(LISTED)
        .map(|signal| HeldView {
            source: words::source(state.settings.label(&signal.partner), &signal.channel, signal.unproven.into()),
            icon: signal.channel,
            when: words::when(signal.received_at, now),
            machine: words::machine(signal.received_at),
            id: signal.id,
            kenmerk: signal.kenmerk,
            subject: signal.subject,
            text: signal.text,
            reason: signal.reason,
        })
        .collect();
    Ok(render(&HoldingPage { frame: Frame::of(&state, &may.visitor, "Wachtbak").at("/wachtbak"), held, more }))
}

/// The address as typed; every part may be empty.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    straatnaam: String,
    #[serde(default)]
    huisnummer: String,
    #[serde(default)]
    postcode: String,
    #[serde(default)]
    woonplaats: String,
    #[serde(default)]
    omschrijving: String,
}

impl Typed {
    /// What is no number or postcode is kept in the description: nothing typed is lost.
    fn address(&self) -> Address {
        let part = |text: &str| {
            let text = cleaned(bounded(text.trim(), LONGEST_PART));
            (!text.is_empty()).then_some(text)
        };
        let number = self.huisnummer.trim();
        let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
        let suffix: String = number[digits.len()..].chars().filter(|c| c.is_ascii_alphanumeric()).take(5).collect();
        let huisnummer = digits.parse().ok().filter(|number| (1..=99_999).contains(number));
        let postcode = Postcode::parse(&self.postcode);
        let mut rest = vec![part(&self.omschrijving)];
        rest.push(part(number).filter(|_| huisnummer.is_none()));
        rest.push(part(&self.postcode).filter(|_| postcode.is_none()));
        let rest: Vec<String> = rest.into_iter().flatten().collect();
        Address {
            postcode,
            huisletter: (huisnummer.is_some() && suffix.len() == 1).then(|| suffix.clone()),
            huisnummertoevoeging: (huisnummer.is_some() && suffix.len() > 1).then(|| suffix.clone()),
            huisnummer,
            straatnaam: part(&self.straatnaam),
            woonplaats: part(&self.woonplaats),
            omschrijving: (!rest.is_empty()).then(|| rest.join(", ")),
        }
    }
}

pub(super) async fn open_casus<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
    Posted(typed): Posted<Typed>,
) -> Result<Response, Response> {
    // Who works for one team opens it there: elsewhere they would not see it.
    let own = may.visitor.person.teams.as_ref().and_then(|teams| teams.first().cloned());
    let queue = own.map_or_else(|| state.settings.queue.clone(), QueueName);
    let holding = Holding::OpenCasus { queue, address: Box::new(typed.address()) };
    settled(&state, &may.visitor, &id, holding).await
}

pub(super) async fn settle<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    settled(&state, &may.visitor, &id, Holding::Settled).await
}

async fn settled<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    id: &str,
    holding: Holding,
) -> Result<Response, Response> {
    let signal = SignalId::parse(id).ok_or_else(frame::not_found)?;
    let done = state
        .store
        .settle_holding(signal, holding, &visitor.person, (state.now)())
        .await
        .map_err(frame::unavailable)?;
    match done {
        Some(Some(casus)) => Ok(Redirect::to(&format!("/casussen/{casus}")).into_response()),
        Some(None) => Ok(Redirect::to("/wachtbak").into_response()),
        None => Err(frame::not_found()),
    }
}

/// Something to do.
struct TaskView {
    id: String,
    title: &'static str,
    source: String,
    kenmerk: String,
    casus: Option<String>,
    reason: String,
    when: String,
}

#[derive(Template)]
#[template(path = "desk/taken.html")]
struct TasksPage {
    frame: Frame,
    tasks: Vec<TaskView>,
    /// These are the oldest, and there are more.
    more: bool,
    /// Front doors that fell silent.
    silent: Vec<DoorRow>,
}

pub(super) async fn tasks<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let tasks = state.store.tasks(&may.visitor.person.id).await.map_err(frame::unavailable)?;
    let more = tasks.len() > LISTED;
    let tasks = tasks
        .into_iter()
        .take(LISTED)
        .map(|task| TaskView {
            title: match task.kind.as_str() {
                "handmatig-bevestigen" => "Handmatig bevestigen",
                "antwoord-kwam-niet-aan" => "Bericht kwam niet aan",
                "webhook-kwam-niet-aan" => "Bericht aan een ander systeem kwam niet aan",
                "webhook-uit" => "Een ander systeem wil geen berichten meer",
                "niemand-bereikt" => "Niemand kreeg bericht",
                _ => "Taak",
            },
            source: state.settings.label(&task.partner).to_owned(),
            when: words::when(task.created_at, now),
            id: task.id,
            kenmerk: task.signal_kenmerk,
            casus: task.casus,
            reason: task.reason,
        })
        .collect();
    let silent = front_doors::silent(&state).await?;
    Ok(render(&TasksPage { frame: Frame::of(&state, &may.visitor, "Taken").at("/taken"), tasks, more, silent }))
}

pub(super) async fn task_done<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
    _form: Posted<Nothing>,
) -> Result<Response, Response> {
    if !state.store.task_done(&id, &may.visitor.person, (state.now)()).await.map_err(frame::unavailable)? {
        return Err(frame::not_found());
    }
    Ok(Redirect::to("/taken").into_response())
}

#[derive(Template)]
#[template(path = "desk/voorstellen.html")]
struct ProposalsPage {
    frame: Frame,
    proposals: Vec<ProposalView>,
    pairs: Vec<PairView>,
}

/// Two signals that may be one report.
struct PairView {
    id: String,
    casus: String,
    partner: String,
    reason: String,
    /// Kenmerk, when, text: the earlier first.
    both: [(String, String, String); 2],
}

impl PairView {
    fn of(settings: &DeskSettings, pair: AlikePair, now: Timestamp) -> Self {
        let shown = |signal: AlikeSignal| (signal.kenmerk, words::when(signal.received_at, now), signal.text);
        Self {
            partner: settings.label(&pair.partner).to_owned(),
            id: pair.id,
            casus: pair.casus,
            reason: pair.reason,
            both: [shown(pair.earlier), shown(pair.later)],
        }
    }
}

pub(super) async fn proposals<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
) -> Result<Response, Response> {
    let now = (state.now)();
    let proposals = Desk::proposals(&state.store, &may.visitor.person.id).await.map_err(frame::unavailable)?;
    let proposals = proposals.into_iter().map(|proposal| ProposalView::of(proposal, now)).collect();
    let pairs = state.store.alike(&may.visitor.person.id).await.map_err(frame::unavailable)?;
    let pairs = pairs.into_iter().map(|pair| PairView::of(&state.settings, pair, now)).collect();
    let frame = Frame::of(&state, &may.visitor, "Voorstellen").at("/voorstellen");
    Ok(render(&ProposalsPage { frame, proposals, pairs }))
}

#[derive(Deserialize)]
pub(super) struct Judged {
    #[serde(default)]
    besluit: String,
}

/// `POST /voorstellen/signalen/{id}`: whether two signals are one report. Both stay.
pub(super) async fn judge_alike<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<Divide>,
    Path(id): Path<String>,
    Posted(judged): Posted<Judged>,
) -> Result<Response, Response> {
    let later = SignalId::parse(&id).ok_or_else(frame::not_found)?;
    let sameness = Sameness::parse(&judged.besluit).ok_or_else(frame::not_found)?;
    let done = state.store.judge_alike(later, sameness, &may.visitor.person, (state.now)()).await;
    if !done.map_err(frame::unavailable)? {
        return Err(frame::not_found());
    }
    Ok(Redirect::to("/voorstellen").into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(huisnummer: &str, postcode: &str) -> Address {
        Typed {
            straatnaam: "Lindeplein".to_owned(),
            huisnummer: huisnummer.to_owned(),
            postcode: postcode.to_owned(),
            woonplaats: String::new(),
            omschrijving: String::new(),
        }
        .address()
    }

    #[test]
    fn a_typed_number_is_split() {
        let address = typed("12 a", "9675 xa");
        assert_eq!((address.huisnummer, address.huisletter.as_deref()), (Some(12), Some("a")));
        assert_eq!(typed("12-bis", "9675xa").huisnummertoevoeging.as_deref(), Some("bis"));
    }

    #[test]
    fn what_is_no_number_or_postcode_is_kept_as_said() {
        assert_eq!(typed("hoekhuis", "9675").omschrijving.as_deref(), Some("hoekhuis, 9675"));
    }
}
