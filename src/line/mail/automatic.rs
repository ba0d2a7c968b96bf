//! Whether a machine wrote this, by evidence a person can check (RFC 3834 §2; rules H1–H9 and S5).
//!
//! **Invariant:** only an acknowledgement hangs on it; the signal itself is always taken in.

use super::{
    Mailbox, OwnMail,
    fields::{Fields, keyword},
    ours,
    unread::{Behind, behind},
};
use crate::domain::{Automatic, AutomaticKind};

/// What the rules look at.
pub(super) struct Evidence<'a> {
    pub fields: &'a Fields<'a>,
    /// MAIL FROM, or Return-Path of a mail that was delivered before; `Some("")` is the null reverse path.
    pub reverse_path: Option<&'a str>,
    pub from: Option<&'a Mailbox>,
    pub subject: &'a str,
    /// A MIME part is a delivery, disposition or abuse report.
    pub report: bool,
    pub own: &'a OwnMail,
}

/// The weightiest evidence; `None`: nothing says it is not a person.
pub(super) fn automatic(evidence: &Evidence<'_>) -> Option<Automatic> {
    let mut found: Vec<Automatic> = Vec::new();
    own_origin(evidence, &mut found);
    report(evidence, &mut found);
    auto_submitted(evidence, &mut found);
    subject(evidence, &mut found);
    precedence(evidence, &mut found);
    lists(evidence, &mut found);
    senders(evidence, &mut found);
    other_fields(evidence, &mut found);
    if evidence.reverse_path == Some("") {
        found.push(hit(AutomaticKind::Generated, "H1: leeg retouradres (MAIL FROM:<>)"));
    }
    // A robot that answers our acknowledgement; a person who does so is a person.
    if !found.is_empty() && !evidence.report && !ours::answered(evidence.fields).is_empty() {
        found.push(hit(AutomaticKind::Loop, "H7: automatisch antwoord op onze eigen bevestiging"));
    }
    found.into_iter().min_by_key(|automatic| weight(automatic.kind))
}

fn weight(kind: AutomaticKind) -> u8 {
    match kind {
        AutomaticKind::Loop => 0,
        AutomaticKind::Bounce => 1,
        AutomaticKind::AutoReply => 2,
        AutomaticKind::List => 3,
        AutomaticKind::Generated => 4,
    }
}

fn hit(kind: AutomaticKind, reden: impl Into<String>) -> Automatic {
    Automatic { kind, reden: reden.into() }
}

/// H7: our own mail coming back.
fn own_origin(evidence: &Evidence<'_>, found: &mut Vec<Automatic>) {
    let OwnMail { instance, .. } = evidence.own;
    let marked = evidence
        .fields
        .all("X-Voordeur-Loop")
        .any(|field| !instance.is_empty() && field.value.trim_ascii().eq_ignore_ascii_case(instance.trim().as_bytes()));
    if marked {
        found.push(hit(AutomaticKind::Loop, "H7: X-Voordeur-Loop van deze voordeur"));
    }
    let from = evidence.from.map(|mailbox| mailbox.address.as_str());
    if [from, evidence.reverse_path].into_iter().flatten().any(|address| evidence.own.is_ours(address)) {
        found.push(hit(AutomaticKind::Loop, "H7: eigen adres als afzender"));
    }
}

/// H6: RFC 3464, RFC 8098 and RFC 5965 reports.
fn report(evidence: &Evidence<'_>, found: &mut Vec<Automatic>) {
    if evidence.report {
        found.push(hit(AutomaticKind::Bounce, "H6: bezorgrapport (multipart/report)"));
    }
}

/// H2: RFC 3834 §5, every occurrence, without comments and parameters.
fn auto_submitted(evidence: &Evidence<'_>, found: &mut Vec<Automatic>) {
    for field in evidence.fields.all("Auto-Submitted") {
        let kind = match keyword(field.value).as_str() {
            "no" => continue,
            "auto-replied" => hit(AutomaticKind::AutoReply, "H2: Auto-Submitted: auto-replied"),
            "auto-generated" => hit(AutomaticKind::Generated, "H2: Auto-Submitted: auto-generated"),
            "auto-notified" => hit(AutomaticKind::Generated, "H2: Auto-Submitted: auto-notified"),
            _ => hit(AutomaticKind::Generated, "H2: Auto-Submitted met een andere waarde dan ‘no’"),
        };
        found.push(kind);
    }
}

const LIST_FIELDS: [&str; 7] =
    ["List-Id", "List-Help", "List-Subscribe", "List-Unsubscribe", "List-Post", "List-Owner", "List-Archive"];

/// H3: RFC 2369, RFC 2919.
fn lists(evidence: &Evidence<'_>, found: &mut Vec<Automatic>) {
    if let Some(name) = LIST_FIELDS.into_iter().find(|name| evidence.fields.has(name)) {
        found.push(hit(AutomaticKind::List, format!("H3: {name}: nieuwsbrief of mailinglijst")));
    }
}

/// H4.
fn precedence(evidence: &Evidence<'_>, found: &mut Vec<Automatic>) {
    for name in ["Precedence", "X-Precedence"] {
        for field in evidence.fields.all(name) {
            match keyword(field.value).as_str() {
                word @ ("bulk" | "junk" | "list") => {
                    found.push(hit(AutomaticKind::List, format!("H4: {name}: {word}")));
                }
                word @ ("auto_reply" | "auto-reply") => {
                    found.push(hit(AutomaticKind::AutoReply, format!("H4: {name}: {word}")));
                }
                _ => {}
            }
        }
    }
}

/// A machine's keeper may write as root too; what runs by the clock says so.
fn is_job(evidence: &Evidence<'_>) -> bool {
    let name = evidence.from.and_then(|mailbox| mailbox.name.as_deref()).unwrap_or_default().to_ascii_lowercase();
    name.contains("cron") || name.contains("daemon") || evidence.fields.has("X-Cron-Env")
}

/// H8: senders behind whom nobody reads.
fn senders(evidence: &Evidence<'_>, found: &mut Vec<Automatic>) {
    let from = evidence.from.map(|mailbox| mailbox.address.as_str());
    for address in [from, evidence.reverse_path].into_iter().flatten() {
        let writes = Some(address) == from;
        match behind(address) {
            Some(Behind::Reports(plain)) => found.push(hit(AutomaticKind::Bounce, format!("H8: afzender is {plain}"))),
            Some(Behind::List) => found.push(hit(AutomaticKind::List, "H8: afzender is een mailinglijst")),
            Some(Behind::Nobody) if writes => {
                found.push(hit(AutomaticKind::Generated, "H8: afzender leest geen antwoord (noreply)"));
            }
            Some(Behind::Computer) if writes => found.push(by_computer()),
            Some(Behind::Root) if writes && is_job(evidence) => found.push(by_computer()),
            _ => {}
        }
    }
}

fn by_computer() -> Automatic {
    hit(AutomaticKind::Generated, "H8: afzender is een computer, geen mens")
}

/// H5 and H9.
fn other_fields(evidence: &Evidence<'_>, found: &mut Vec<Automatic>) {
    for field in evidence.fields.all("X-Auto-Response-Suppress") {
        let suppresses =
            keyword(field.value).split([',', ';']).any(|word| word == "all" || word.ends_with("autoreply"));
        if suppresses {
            found.push(hit(AutomaticKind::Generated, "H5: X-Auto-Response-Suppress vraagt om geen antwoord"));
        }
    }
    for name in ["X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply"] {
        if evidence.fields.all(name).any(|field| !matches!(keyword(field.value).as_str(), "no" | "false")) {
            found.push(hit(AutomaticKind::AutoReply, format!("H9: {name}")));
        }
    }
    if evidence.fields.has("X-Failed-Recipients") {
        found.push(hit(AutomaticKind::Bounce, "H9: X-Failed-Recipients"));
    }
    if evidence.fields.all("X-Loop").any(|field| is_robots_mark(field.value, evidence)) {
        found.push(hit(AutomaticKind::Generated, "H9: X-Loop"));
    }
}

/// What an answering machine writes in X-Loop: a word, or the address that it answers from.
///
/// The address of a third is the mark of a group or a list that a person's mail went through.
fn is_robots_mark(value: &[u8], evidence: &Evidence<'_>) -> bool {
    let value = keyword(value);
    let Some((local, _)) = value.split_once('@') else { return true };
    let from = evidence.from.map(|mailbox| mailbox.address.as_str());
    let sender = [from, evidence.reverse_path].into_iter().flatten().any(|address| value.eq_ignore_ascii_case(address));
    sender || evidence.own.is_ours(&value) || matches!(local, "mailer-daemon" | "postmaster")
}

/// Starts of subjects that robots write, each a whole word; the partner's server may speak another language.
const ANSWERS: [&str; 37] = [
    "automatisch antwoord",
    "automatisch bericht",
    "automatische beantwoording",
    "automatische antwort",
    "automatic reply",
    "automatic response",
    "automated reply",
    "automated response",
    "auto-reply",
    "auto reply",
    "autoreply",
    "auto response",
    "auto-response",
    "autosvar",
    "auto:",
    "out of office",
    "out-of-office",
    "out of the office",
    "afwezigheidsbericht",
    "afwezigheidsmelding",
    "afwezigheidsassistent",
    "abwesenheitsnotiz",
    "abwesenheit:",
    "abwesend:",
    "réponse automatique",
    "absence du bureau",
    "respuesta automática",
    "risposta automatica",
    "resposta automática",
    "automatiskt svar",
    "automatisk svar",
    "automaattinen vastaus",
    "automatyczna odpowiedź",
    "automatická odpověď",
    "otomatik yanıt",
    "автоответ",
    "自動応答",
];
const REPORTS: [&str; 29] = [
    "onbestelbaar",
    "niet bezorgd:",
    "niet te bezorgen",
    "delivery status notification",
    "delivery failure",
    "delivery notification",
    "delivery problem",
    "delivery has failed",
    "delivery delayed",
    "delivery report",
    "mail delivery",
    "mail system error",
    "mail failure",
    "message delivery failure",
    "undeliverable",
    "undelivered mail",
    "undelivered:",
    "non-deliverable",
    "returned mail",
    "failure notice",
    "failure delivery",
    "failed mail",
    "complaint about message from",
    "warning: could not send message",
    "warning: message delayed",
    "unzustellbar",
    "non remis",
    "no se puede entregar",
    "non recapitabile",
];

/// All that a ticket system's own receipt has in its subject beside its ticket; a person writes more.
const RECEIPTS: [&str; 18] = [
    "ontvangstbevestiging",
    "bevestiging van ontvangst",
    "bevestiging van uw bericht",
    "uw bericht is ontvangen",
    "uw e-mail is ontvangen",
    "uw mail is ontvangen",
    "uw melding is ontvangen",
    "uw vraag is ontvangen",
    "uw verzoek is ontvangen",
    "uw bericht is in behandeling genomen",
    "uw melding is in behandeling genomen",
    "we hebben uw bericht ontvangen",
    "wij hebben uw bericht ontvangen",
    "wij hebben uw e-mail ontvangen",
    "bedankt voor uw bericht",
    "your message has been received",
    "your request has been received",
    "we have received your request",
];

/// S5: at the subject's start only, so that a forwarded robot's answer or a "Re:" to one is a person's.
fn subject(evidence: &Evidence<'_>, found: &mut Vec<Automatic>) {
    let mut subject = evidence.subject.trim_start();
    let mut ticket = false;
    while let Some((tag, after)) = subject.strip_prefix('[').and_then(|tag| tag.split_once(']')) {
        ticket |= tag.contains(|c: char| c.is_ascii_digit());
        subject = after.trim_start();
    }
    let whole = subject.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if ticket && RECEIPTS.contains(&whole.as_str()) {
        found.push(hit(AutomaticKind::Generated, "S5: onderwerp is de ontvangstbevestiging van een ticketsysteem"));
    }
    let lower = crate::domain::bounded(subject, 60).to_lowercase();
    let starts = |phrase: &&str| {
        lower
            .strip_prefix(*phrase)
            .is_some_and(|rest| phrase.ends_with(':') || rest.chars().next().is_none_or(|c| !c.is_alphanumeric()))
    };
    if let Some(phrase) = ANSWERS.iter().find(|phrase| starts(phrase)) {
        found.push(hit(AutomaticKind::AutoReply, format!("S5: onderwerp begint met ‘{phrase}’")));
    } else if let Some(phrase) = REPORTS.iter().find(|phrase| starts(phrase)) {
        found.push(hit(AutomaticKind::Bounce, format!("S5: onderwerp begint met ‘{phrase}’")));
    } else if starts(&"afwezig") {
        // A school writes "Afwezig: Noor" too: only an answer is surely a robot's.
        let answers = evidence.reverse_path == Some("") || evidence.fields.has("In-Reply-To");
        let kind = if answers { AutomaticKind::AutoReply } else { AutomaticKind::Generated };
        found.push(hit(kind, "S5: onderwerp begint met ‘afwezig’"));
    }
}
