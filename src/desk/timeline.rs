//! The timeline of a casus: signals, notes and events by day, newest first.

use jiff::Timestamp;

use super::{
    marks::{Piece, marked},
    state::DeskSettings,
    words,
};
use crate::intake::{
    desk::{Reading, Remark, SignalEntry, Weighed},
    office::Office,
};

/// What somebody outside the inner ring reads of a signal that stays within it.
pub(super) const WITHHELD: &str = "Dit signaal is alleen voor de binnenring. Vraag de projectleider.";

/// All of one day.
pub(super) struct Day {
    pub heading: String,
    pub items: Vec<Item>,
}

/// One thing that happened.
pub(super) struct Item {
    pub clock: String,
    pub machine: String,
    pub what: What,
}

/// What happened.
pub(super) enum What {
    Signal(Box<SignalView>),
    /// A signal that only the inner ring reads: its kenmerk.
    Withheld(String),
    Note {
        by: String,
        text: String,
    },
    Event {
        by: String,
        text: String,
        bundle: Option<String>,
    },
}

/// One signal.
pub(super) struct SignalView {
    pub id: String,
    pub kenmerk: String,
    pub partner: String,
    pub icon: String,
    pub channel: String,
    pub subject: Vec<Piece>,
    pub text: Vec<Piece>,
    pub request: String,
    pub address: String,
    pub people: String,
    /// Its sender keeps it to the inner ring.
    pub inner: bool,
    /// Who reported it wants to stay unknown to whom it is about.
    pub anonymous: bool,
    /// Name of the template that it was read by; empty: none.
    pub template: String,
    pub warnings: Vec<String>,
    pub evidence: Vec<String>,
    pub rule: String,
    pub trace: Vec<(String, bool, String)>,
    pub acknowledgement: String,
    /// Why nothing proves that the partner wrote it, under the class of its tag; `None` where that is no question.
    pub unproven: Option<(&'static str, String)>,
    /// Position, name, what is known of it.
    pub attachments: Vec<(i64, String, String)>,
}

impl SignalView {
    /// What was read, and as what, each once.
    pub(super) fn read(&self) -> Vec<(&str, &str)> {
        let mut read: Vec<(&str, &str)> = Vec::new();
        for piece in self.subject.iter().chain(&self.text).filter(|piece| !piece.fact.is_empty()) {
            let fact = (piece.fact, piece.text.as_str());
            if !read.contains(&fact) {
                read.push(fact);
            }
        }
        read
    }

    fn of(settings: &DeskSettings, office: &dyn Office, signal: SignalEntry) -> Self {
        let [above, below] = office.mentions(&signal.subject, &signal.text);
        Self {
            partner: settings.label(&signal.partner).to_owned(),
            channel: words::channel(&signal.channel).to_owned(),
            address: signal.address.line(),
            people: people(signal.involved.len()),
            evidence: signal.link.iter().map(weighed).collect(),
            rule: signal.rule.unwrap_or_default(),
            trace: signal.trace.into_iter().map(|line| (line.rule, line.matched, line.because)).collect(),
            attachments: signal
                .attachments
                .into_iter()
                .map(|file| (file.position, words::file(&file), file.name))
                .map(|(position, told, name)| (position, name, told))
                .collect(),
            unproven: signal.unproven.map(unproven),
            request: signal.request.unwrap_or_default(),
            template: signal.template.unwrap_or_default(),
            inner: signal.reading == Reading::Inner,
            anonymous: signal.anonymous,
            id: signal.id,
            kenmerk: signal.kenmerk,
            icon: signal.channel,
            subject: marked(&signal.subject, &above),
            text: marked(&signal.text, &below),
            warnings: signal.warnings,
            acknowledgement: signal.acknowledgement,
        }
    }
}

/// Where somebody looked, the tag stands out.
fn unproven(because: String) -> (&'static str, String) {
    if because.is_empty() {
        let nobody = "Nu kijkt niemand na of een afzender klopt. De beheerder kan dat aanzetten.";
        return ("tag", nobody.to_owned());
    }
    ("tag tag--oranje", because)
}

fn people(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "1 betrokkene".to_owned(),
        count => format!("{count} betrokkenen"),
    }
}

/// `zelfde adres (pleit ervoor, 12,5)`
fn weighed(evidence: &Weighed) -> String {
    let Some(weight) = evidence.weight else {
        return evidence.reason.clone();
    };
    let side = if weight < 0.0 { "ertegen" } else { "ervoor" };
    format!("{} (pleit {side}, {})", evidence.reason, format!("{:.1}", weight.abs()).replace('.', ","))
}

/// Everything by day, newest first.
pub(super) fn days(
    (settings, office): (&DeskSettings, &dyn Office),
    (signals, notes, events): (Vec<SignalEntry>, Vec<Remark>, Vec<Remark>),
    now: Timestamp,
) -> Vec<Day> {
    let signals = signals.into_iter().map(|signal| {
        let at = signal.received_at;
        let what = match signal.reading {
            Reading::Withheld => What::Withheld(signal.kenmerk),
            Reading::Free | Reading::Inner => What::Signal(Box::new(SignalView::of(settings, office, signal))),
        };
        (at, what)
    });
    let notes = notes.into_iter().map(|note| (note.at, What::Note { by: note.by, text: note.text }));
    let events = events
        .into_iter()
        .map(|event| (event.at, What::Event { by: event.by, text: event.text, bundle: event.bundle }));
    let mut all: Vec<(Timestamp, What)> = signals.chain(notes).chain(events).collect();
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let mut days: Vec<Day> = Vec::new();
    for (at, what) in all {
        let heading = words::day_heading(at, now);
        let item = Item { clock: words::clock(at), machine: words::machine(at), what };
        match days.last_mut().filter(|day| day.heading == heading) {
            Some(day) => day.items.push(item),
            None => days.push(Day { heading, items: vec![item] }),
        }
    }
    days
}
