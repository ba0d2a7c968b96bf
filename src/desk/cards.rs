//! A household as the pages show it: words, classes and dots, made of the books' values.

use jiff::{SignedDuration, Timestamp};

use super::{state::DeskSettings, words};
use crate::{
    domain::{CasusStatus, Urgency, bounded},
    intake::desk::{Assignee, Card, CasusHead, Moment, OpenProposal},
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
    pub other: String,
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
            other: proposal.other,
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
    pub on_agenda: bool,
    /// `Uitgesteld tot do 26 nov`; empty: not put off.
    pub later: String,
    /// Only some people see it.
    pub shielded: bool,
    /// `Bij de gebiedsregisseur sinds vandaag 9.05 uur`; empty: it is not.
    pub escalated: String,
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
            due: clock(head, now),
            reasons: head.reasons.clone(),
            version: head.version,
            on_agenda: head.on_agenda,
            later: head.later_until.map(|until| put_off(until, now)).unwrap_or_default(),
            shielded: head.shielded,
            escalated: head
                .escalated_at
                .map(|at| format!("Bij de gebiedsregisseur sinds {}", words::when(at, now)))
                .unwrap_or_default(),
        }
    }

    /// For a screen or sheet that a whole room sees: a shielded household is its number only.
    pub(super) fn before_the_room(mut self) -> Self {
        if self.shielded {
            "Afgeschermd huishouden".clone_into(&mut self.place);
            self.town.clear();
            self.reasons.clear();
        }
        self
    }
}

fn put_off(until: Timestamp, now: Timestamp) -> String {
    if until == Timestamp::MAX {
        return "Uitgesteld tot er iets nieuws komt".to_owned();
    }
    format!("Uitgesteld tot {}", words::short_date(until, now))
}

/// Until when: the time for a decision, else the earliest agreement, else how long it waits.
fn clock(head: &CasusHead, now: Timestamp) -> Option<Due> {
    if head.status == CasusStatus::Afgesloten {
        return None;
    }
    let agreed = head.agreed_until.map(|at| agreed(at, now));
    if let Some(agreed) = agreed {
        let earlier = head.due_at.is_none_or(|due| head.agreed_until.is_some_and(|agreed| agreed < due));
        if earlier {
            return Some(agreed);
        }
    }
    if let Some(at) = head.due_at {
        return Some(due(at, now));
    }
    let days = words::days_between(head.last_signal_at, now);
    (head.assignee.is_none() && days > 0)
        .then(|| Due { class: "klok--rustig", text: format!("Wacht {}", days_word(days)) })
}

fn days_word(days: i64) -> String {
    if days == 1 { "1 dag".to_owned() } else { format!("{days} dagen") }
}

/// An agreement ends with its day: `at` is the first instant after it.
fn agreed(at: Timestamp, now: Timestamp) -> Due {
    let last = at.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(at);
    let day = words::short_date(last, now);
    match words::days_between(last, now) {
        late if late > 0 => {
            Due { class: "klok--laat", text: format!("{} te laat: afspraak was {day}", days_word(late)) }
        }
        0 => Due { class: "klok--vandaag", text: "Afspraak: vandaag".to_owned() },
        _ => Due { class: "", text: format!("Afspraak vóór {day}") },
    }
}

fn due(at: Timestamp, now: Timestamp) -> Due {
    let when = words::when(at, now);
    if at < now {
        Due { class: "klok--laat", text: format!("Te laat: het moest {when}") }
    } else if let Some(clock) = when.strip_prefix("vandaag ") {
        Due { class: "klok--vandaag", text: format!("Vandaag vóór {clock}, {}", left(at, now)) }
    } else {
        Due { class: "", text: format!("Vóór {when}") }
    }
}

/// `nog 3 uur en 40 min.`
fn left(at: Timestamp, now: Timestamp) -> String {
    let minutes = now.duration_until(at).as_mins().max(0);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("nog {minutes} min."),
        (hours, 0) => format!("nog {hours} uur"),
        (hours, minutes) => format!("nog {hours} uur en {minutes} min."),
    }
}

/// Somebody a casus can be given to, as one household sees them.
pub(super) struct Choice {
    pub id: String,
    /// With why they stand where they stand.
    pub label: String,
}

/// A colleague and how many open households they have.
pub(super) struct Worker {
    pub id: String,
    pub name: String,
    pub open: i64,
    /// `vrij t/m vr 4 dec, Fatma neemt waar`; empty: there today.
    pub away: String,
}

/// Who knows the household first, then who has fewest; whoever has it already comes after, whoever is away last.
pub(super) fn choices(workers: &[Worker], known_by: &[String], assignee: Option<&Assignee>) -> Vec<Choice> {
    let has = |worker: &Worker| assignee.is_some_and(|assignee| assignee.id == worker.id);
    let mut sorted: Vec<(&Worker, bool)> =
        workers.iter().map(|worker| (worker, known_by.contains(&worker.id))).collect();
    sorted.sort_by_key(|(worker, knows)| {
        (!worker.away.is_empty(), has(worker), !knows, worker.open, worker.name.clone())
    });
    sorted
        .into_iter()
        .map(|(worker, knows)| {
            let knows = if knows { ", kent dit huishouden" } else { "" };
            let label = if worker.away.is_empty() {
                format!("{} ({} open{knows})", worker.name, worker.open)
            } else {
                format!("{} ({})", worker.name, worker.away)
            };
            Choice { id: worker.id.clone(), label }
        })
        .collect()
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
    /// Roles and ages, never names.
    pub composition: String,
    pub choices: Vec<Choice>,
    /// The decision is due now or today.
    pub pressing: bool,
    /// It cannot wait for the overleg.
    pub now: bool,
}

impl CardView {
    pub(super) fn of(settings: &DeskSettings, workers: &[Worker], card: Card, now: Timestamp) -> Self {
        let choices = choices(workers, &card.known_by, card.head.assignee.as_ref());
        let composition = card.newest.as_ref().map(|newest| words::composition(&newest.involved));
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
                line: words::source(settings.label(&newest.partner), &newest.channel, newest.unproven.into()),
                icon: newest.channel,
                when: words::when(newest.received_at, now),
                machine: words::machine(newest.received_at),
                text: excerpt(&newest.text),
            }),
            dots: card.recent.iter().take(DOTS).map(|at| dot(*at, now)).collect(),
            partners: labelled(settings, card.partners),
            proposals: card.proposals.into_iter().map(|proposal| ProposalView::of(proposal, now)).collect(),
            composition: composition.unwrap_or_default(),
            pressing: card.moment > Moment::Overleg && row.to_divide,
            now: card.moment == Moment::Nu,
            choices,
            row,
        }
    }

    /// As [`RowView::before_the_room`].
    pub(super) fn before_the_room(mut self) -> Self {
        if self.row.shielded {
            self.because.clear();
            self.origin = None;
            self.partners.clear();
            self.proposals.clear();
            self.composition.clear();
        }
        Self { row: self.row.before_the_room(), ..self }
    }
}

/// Partners by what people call them.
pub(super) fn labelled(settings: &DeskSettings, partners: Vec<(String, i64)>) -> Vec<(String, i64)> {
    partners.into_iter().map(|(partner, count)| (settings.label(&partner).to_owned(), count)).collect()
}

/// One line, cut between words where it can be.
pub(super) fn excerpt(text: &str) -> String {
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
    fn who_knows_the_household_is_asked_first() {
        let worker =
            |name: &str, open| Worker { id: name.to_lowercase(), name: name.to_owned(), open, away: String::new() };
        let workers = [worker("Fatma", 4), worker("Karim", 1), worker("Tessa", 0)];
        let order = |known: &[&str], has: Option<&str>| -> Vec<String> {
            let known: Vec<String> = known.iter().map(|id| (*id).to_owned()).collect();
            let has = has.map(|id| Assignee { id: id.to_owned(), name: String::new() });
            choices(&workers, &known, has.as_ref()).into_iter().map(|choice| choice.id).collect()
        };
        assert_eq!(order(&["fatma"], None), ["fatma", "tessa", "karim"]);
        assert_eq!(order(&[], Some("tessa")), ["karim", "fatma", "tessa"]);
    }

    #[test]
    fn an_agreement_is_late_the_day_after() {
        let now: Timestamp = "2026-11-23T08:20:00Z".parse().unwrap();
        let until = |at: &str| agreed(at.parse().unwrap(), now).text;
        assert_eq!(until("2026-11-20T23:00:00Z"), "3 dagen te laat: afspraak was vr 20 nov");
        assert_eq!(until("2026-11-23T23:00:00Z"), "Afspraak: vandaag");
        assert_eq!(until("2026-11-26T23:00:00Z"), "Afspraak vóór do 26 nov");
    }

    #[test]
    fn the_newest_dot_is_at_the_right() {
        let now: Timestamp = "2026-11-23T08:20:00Z".parse().unwrap();
        assert_eq!(dot(now, now).x, "105.0");
        assert_eq!(dot(now.saturating_sub(SignedDuration::from_hours(24 * 90)).unwrap(), now).x, "5.0");
    }
}
