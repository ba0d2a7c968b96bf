//! A household as the pages show it: words, classes and dots, made of the books' values.

use jiff::{SignedDuration, Timestamp};

use super::{state::DeskSettings, words};
use crate::{
    domain::{CasusStatus, Urgency, bounded},
    intake::desk::{Assignee, Card, CasusHead, OpenProposal},
};

/// Characters of the newest signal on a card.
const EXCERPT: usize = 200;
/// Dots on the trail; more would be one blot.
const DOTS: usize = 30;

/// One dot of the trail: a signal.
pub(super) struct Dot {
    pub x: String,
    /// Of the last week.
    pub fresh: bool,
}

/// Until when.
pub(super) struct Due {
    pub class: &'static str,
    pub text: String,
}

/// Who has it.
pub(super) struct Who {
    pub initials: String,
    pub name: String,
    /// One of five colours, always the same for this person.
    pub color: usize,
}

impl Who {
    pub(super) fn of(assignee: &Assignee) -> Self {
        let sum: usize = assignee.id.bytes().map(usize::from).sum();
        Self { initials: words::initials(&assignee.name), name: assignee.name.clone(), color: sum % 5 + 1 }
    }
}

/// Where the newest words came from.
pub(super) struct Origin {
    pub icon: String,
    pub line: String,
    pub when: String,
    pub machine: String,
    pub text: String,
}

/// A question to a human.
pub(super) struct ProposalView {
    pub id: String,
    pub casus: String,
    pub signal: String,
    pub place: String,
    pub kenmerk: String,
    pub reasons: String,
    pub when: String,
}

impl ProposalView {
    pub(super) fn of(proposal: OpenProposal, now: Timestamp) -> Self {
        Self {
            place: words::place(&proposal.address),
            reasons: proposal.reasons.join(", "),
            when: words::when(proposal.made_at, now),
            id: proposal.id,
            casus: proposal.casus,
            signal: proposal.signal_kenmerk,
            kenmerk: proposal.kenmerk,
        }
    }
}

/// The head of a casus.
pub(super) struct RowView {
    pub id: String,
    pub place: String,
    pub town: String,
    pub kenmerk: String,
    /// Class, icon and word.
    pub urgency: &'static str,
    pub urgency_word: &'static str,
    pub status: &'static str,
    pub closed: bool,
    /// Nobody has it: the decision is due.
    pub to_divide: bool,
    pub signals: String,
    pub last: String,
    pub who: Option<Who>,
    pub due: Option<Due>,
    pub reasons: Vec<String>,
    pub version: i64,
}

impl RowView {
    pub(super) fn of(head: &CasusHead, now: Timestamp) -> Self {
        Self {
            id: head.id.clone(),
            place: words::place(&head.address),
            town: words::town(&head.address),
            kenmerk: head.kenmerk.clone(),
            urgency: head.urgency.as_str(),
            urgency_word: words::urgency(head.urgency),
            status: words::status(head.status),
            closed: head.status == CasusStatus::Afgesloten,
            to_divide: matches!(head.status, CasusStatus::Nieuw | CasusStatus::Heropend),
            signals: words::signals(head.signals),
            last: words::when(head.last_signal_at, now),
            who: head.assignee.as_ref().map(Who::of),
            due: head.due_at.filter(|_| head.status != CasusStatus::Afgesloten).map(|at| due(at, now)),
            reasons: head.reasons.clone(),
            version: head.version,
        }
    }
}

fn due(at: Timestamp, now: Timestamp) -> Due {
    let when = words::when(at, now);
    if at < now {
        Due { class: "klok--laat", text: format!("Te laat: het moest {when}") }
    } else if let Some(clock) = when.strip_prefix("vandaag ") {
        Due { class: "klok--vandaag", text: format!("Vandaag vóór {clock}") }
    } else {
        Due { class: "", text: format!("Vóór {when}") }
    }
}

/// A card of the queue.
pub(super) struct CardView {
    pub row: RowView,
    /// Came in within a day, and nobody has it.
    pub is_new: bool,
    /// `Spoed, want:`
    pub because: String,
    pub origin: Option<Origin>,
    pub dots: Vec<Dot>,
    pub partners: Vec<(String, i64)>,
    pub proposals: Vec<ProposalView>,
}

impl CardView {
    pub(super) fn of(settings: &DeskSettings, card: Card, now: Timestamp) -> Self {
        let row = RowView::of(&card.head, now);
        let day_ago = now.saturating_sub(SignedDuration::from_hours(24)).unwrap_or(now);
        let because = if card.head.reasons.is_empty() || card.head.urgency == Urgency::Laag {
            String::new()
        } else {
            format!("{}, want:", row.urgency_word)
        };
        Self {
            is_new: row.to_divide && card.head.last_signal_at > day_ago,
            because,
            origin: card.newest.map(|newest| Origin {
                line: format!("{} · {}", settings.label(&newest.partner), words::channel(&newest.channel)),
                icon: newest.channel,
                when: words::when(newest.received_at, now),
                machine: words::machine(newest.received_at),
                text: excerpt(&newest.text),
            }),
            dots: card.recent.iter().take(DOTS).map(|at| dot(*at, now)).collect(),
            partners: labelled(settings, card.partners),
            proposals: card.proposals.into_iter().map(|proposal| ProposalView::of(proposal, now)).collect(),
            row,
        }
    }
}

/// Partners by what people call them.
pub(super) fn labelled(settings: &DeskSettings, partners: Vec<(String, i64)>) -> Vec<(String, i64)> {
    partners.into_iter().map(|(partner, count)| (settings.label(&partner).to_owned(), count)).collect()
}

/// One line, cut between words where it can be.
fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = bounded(&line, EXCERPT);
    if cut.len() == line.len() {
        return line;
    }
    let whole = cut.rsplit_once(' ').map_or(cut, |(whole, _)| whole);
    format!("{whole} …")
}

/// Today is at the right, sixty days ago at the left of a line of 110.
fn dot(at: Timestamp, now: Timestamp) -> Dot {
    let days = now.duration_since(at).as_secs_f64() / 86_400.0;
    let x = 105.0 - days.clamp(0.0, 60.0) / 60.0 * 100.0;
    Dot { x: format!("{x:.1}"), fresh: days < 7.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_ends_between_words() {
        let long = "woord ".repeat(60);
        let cut = excerpt(&long);
        assert!(cut.ends_with("woord …") && cut.chars().count() <= EXCERPT + 2);
        assert_eq!(excerpt(" kort \n stuk "), "kort stuk");
    }

    #[test]
    fn the_newest_dot_is_at_the_right() {
        let now: Timestamp = "2026-11-23T08:20:00Z".parse().unwrap();
        assert_eq!(dot(now, now).x, "105.0");
        assert_eq!(dot(now.saturating_sub(SignedDuration::from_hours(24 * 90)).unwrap(), now).x, "5.0");
    }
}
