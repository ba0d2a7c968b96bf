//! `/casussen/{id}/samen`: who else has this household open, and whether it changed, as server-sent events; names of
//! colleagues only.

use std::time::Duration;

use axum::{
    extract::{Path, Query, State},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use serde::Deserialize;
use tokio::sync::mpsc;

use super::{
    Books, frame,
    guard::{May, ReadCases, Visitor},
    live::Feed,
    state::DeskState,
};
use crate::{domain::CasusId, intake::looking::Stand};

/// How often a page says that it is still open, and hears who else is.
const LOOK: Duration = Duration::from_secs(5);
/// Nothing said for so long is said aloud, so that no proxy hangs up.
const SILENCE: Duration = Duration::from_secs(20);

/// What the page shows.
#[derive(Deserialize)]
pub(super) struct Shown {
    signalen: Option<i64>,
    versie: Option<i64>,
}

pub(super) async fn feed<S: Books>(
    State(state): State<DeskState<S>>,
    may: May<ReadCases>,
    Path(id): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, Response> {
    let casus = CasusId::parse(&id).ok_or_else(frame::not_found)?;
    let (tell, told) = mpsc::channel(4);
    let shown = shown.signalen.zip(shown.versie).map(|(signals, version)| Stand { signals, version });
    tokio::spawn(watch(state, may.visitor, (casus, shown), tell));
    Ok(Sse::new(Feed(told)).keep_alive(KeepAlive::new().interval(SILENCE)).into_response())
}

/// `Karim Bouali bekijkt dit ook`; nothing when nobody does.
pub(super) fn said(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => format!("{only} bekijkt dit ook"),
        [first, second] => format!("{first} en {second} bekijken dit ook"),
        [first, rest @ ..] => format!("{first} en {} anderen bekijken dit ook", rest.len()),
    }
}

/// `Er kwam een signaal bij.`; nothing when the page shows what there is.
fn news(shown: Stand, now: Stand) -> String {
    match now.signals - shown.signals {
        1 => "Er kwam een signaal bij.".to_owned(),
        more if more > 1 => format!("Er kwamen {more} signalen bij."),
        _ if now.version != shown.version => "Er is iets veranderd in dit huishouden.".to_owned(),
        _ => String::new(),
    }
}

/// Looks until the page is gone, the session is over, or the program stops.
async fn watch<S: Books>(
    state: DeskState<S>,
    visitor: Visitor,
    (casus, shown): (CasusId, Option<Stand>),
    tell: mpsc::Sender<Event>,
) {
    let person = &visitor.person;
    let mut before = None;
    loop {
        let session = state.store.session(&visitor.presented.token_hash, (state.now)()).await;
        if matches!(session, Ok(None)) {
            break;
        }
        if let (Ok(others), Ok(stand)) =
            (state.store.look_at(casus, person, (state.now)()).await, state.store.stand(casus, &person.id).await)
            && before.as_ref() != Some(&(others.clone(), stand))
        {
            let news = shown.zip(stand).map(|(shown, now)| news(shown, now)).unwrap_or_default();
            let data = serde_json::json!({ "wie": said(&others), "nieuws": news });
            if tell.send(Event::default().data(data.to_string())).await.is_err() {
                break;
            }
            before = Some((others, stand));
        }
        tokio::select! {
            () = state.stopping.cancelled() => break,
            () = tell.closed() => break,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
    // Should this fail, the row ends by itself.
    let _ = state.store.look_away(casus, person).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colleagues_are_named_and_many_are_counted() {
        let names = |count: usize| ["Karim", "Fatma", "Tessa"].map(str::to_owned)[..count].to_vec();
        assert_eq!(said(&names(0)), "");
        assert_eq!(said(&names(1)), "Karim bekijkt dit ook");
        assert_eq!(said(&names(3)), "Karim en 2 anderen bekijken dit ook");
    }

    #[test]
    fn a_page_is_told_of_signals_before_other_changes() {
        let told = |signals, version| news(Stand { signals: 2, version: 7 }, Stand { signals, version });
        assert_eq!(told(2, 7), "");
        assert_eq!(told(3, 8), "Er kwam een signaal bij.");
        assert_eq!(told(5, 10), "Er kwamen 3 signalen bij.");
        assert_eq!(told(2, 8), "Er is iets veranderd in dit huishouden.");
        assert_eq!(told(1, 8), "Er is iets veranderd in dit huishouden.");
    }
}
