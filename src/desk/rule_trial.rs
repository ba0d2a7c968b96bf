//! Rules tried on the past weeks, as far as whoever tries them may hear what came of it.

use axum::response::Response;
use jiff::SignedDuration;

use super::{Books, frame, guard::Visitor, state::DeskState};
use crate::intake::{
    people::Role,
    rule_book::{NotRehearsed, Rehearsed},
};

/// How far back a text is tried.
pub(super) const WEEKS: i64 = 12;

/// Of fewer signals a beheerder, who sees no household, does not hear that rules would change them.
const POOLED: usize = 5;

/// The rehearsal as this visitor may see it: rules can ask for words in a text, so what changes tells of the text.
async fn for_eyes<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    mut rehearsed: Rehearsed,
) -> Result<Rehearsed, Response> {
    if visitor.person.role == Role::Beheerder {
        rehearsed.changes.retain(|change| change.count >= POOLED);
    }
    let mut named: Vec<String> = rehearsed.sinking.iter().map(|(kenmerk, _)| kenmerk.clone()).collect();
    named.extend(rehearsed.changes.iter().flat_map(|change| change.some.clone()));
    let seen = state.store.signals_seen(&named, &visitor.person.id).await.map_err(frame::unavailable)?;
    rehearsed.sinking.retain(|(kenmerk, _)| seen.contains(kenmerk));
    for change in &mut rehearsed.changes {
        change.some.retain(|kenmerk| seen.contains(kenmerk));
    }
    Ok(rehearsed)
}

pub(super) async fn tried<S: Books>(
    state: &DeskState<S>,
    visitor: &Visitor,
    text: &str,
) -> Result<(Option<Rehearsed>, String), Response> {
    let now = (state.now)();
    state.store.rules_tried(&visitor.person.id, now).await.map_err(frame::unavailable)?;
    let since = now.saturating_sub(SignedDuration::from_hours(WEEKS * 7 * 24)).unwrap_or(now);
    let said = match state.bench.rehearse(text, since).await {
        Ok(rehearsed) => return Ok((Some(for_eyes(state, visitor, rehearsed).await?), String::new())),
        Err(NotRehearsed::Busy) => "Er loopt al een proef. Probeer het over een minuut nog eens.",
        Err(NotRehearsed::Wrong) => "Deze regels passen niet meer bij de teams, partners of sjablonen van nu.",
        Err(NotRehearsed::Unavailable) => "Voordeur kan nu niet bij de signalen. Probeer het over een minuut opnieuw.",
    };
    Ok((None, said.to_owned()))
}
