//! Which of our acknowledgements a mail answers or reports on, by the ids it names.
//!
//! **Invariant:** an id that stands here is a claim; whether we made it is for who holds the secret to say.

use super::{fields::Fields, read::ids};
use crate::domain::Kenmerk;

/// How the ids of our acknowledgements begin.
const MARK: &[u8] = b"<ack.";
/// Ids that are kept of one mail.
const MAX_IDS: usize = 5;

/// The ids in In-Reply-To and References (RFC 5322 §3.6.4), the nearest first.
pub(super) fn answered(fields: &Fields<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for name in ["In-Reply-To", "References"] {
        for field in fields.all(name).filter(|field| memchr::memmem::find(field.value, MARK).is_some()) {
            keep(ids(field.value).into_iter().rev(), &mut found);
        }
    }
    found
}

/// The ids in the message that a report holds, or a part of it: reports come in more forms than parts.
pub(super) fn reported(raw: &[u8], found: &mut Vec<String>) {
    for at in memchr::memmem::find_iter(raw, MARK).take(MAX_IDS * 2) {
        keep(ids(&raw[at..raw.len().min(at + 300)]).into_iter().take(1), found);
    }
}

/// The kenmerken that a subject and a text name, the subject's first: in an answer they stand in place of our id where a
/// program drops that.
pub(super) fn named(subject: &str, text: &str) -> Vec<Kenmerk> {
    let mut found = Vec::new();
    for text in [subject, text] {
        let starts = |mark: &'static str| text.match_indices(mark).map(|(at, _)| at);
        for at in starts("VD-").chain(starts("vd-")) {
            let within = text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-');
            let end =
                text[at..].find(|c: char| !c.is_ascii_alphanumeric() && c != '-').map_or(text.len(), |to| at + to);
            let kenmerk = Kenmerk::parse(text[at..end].trim_end_matches('-')).filter(|_| !within);
            if let Some(kenmerk) = kenmerk.filter(|kenmerk| found.len() < MAX_IDS && !found.contains(kenmerk)) {
                found.push(kenmerk);
            }
        }
    }
    found
}

fn keep(ids: impl Iterator<Item = String>, found: &mut Vec<String>) {
    for id in ids.filter(|id| id.as_bytes().starts_with(MARK)) {
        if found.len() < MAX_IDS && !found.contains(&id) {
            found.push(id);
        }
    }
}

/// A report that the mail is late, or on its way (RFC 3464 §2.3.3): nothing failed.
pub(super) fn says_it_goes_on(raw: &[u8]) -> bool {
    let mut goes_on = false;
    for line in raw.split(|b| *b == b'\n') {
        let Some(action) = line.get(..7).filter(|name| name.eq_ignore_ascii_case(b"action:")).map(|_| &line[7..])
        else {
            continue;
        };
        let action = action.trim_ascii();
        if action.len() >= 6 && action[..6].eq_ignore_ascii_case(b"failed") {
            return false;
        }
        goes_on = true;
    }
    goes_on
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_ours_are_found_where_mail_programs_put_them() {
        let raw =
            b"In-Reply-To: <ack.b@w.example>\nReferences: <x@y.example> <ack.a@w.example>\n <ack.b@w.example>\n\n";
        assert_eq!(answered(&Fields::of(raw)), ["<ack.b@w.example>", "<ack.a@w.example>"]);
    }

    #[test]
    fn a_report_names_ours_in_what_it_holds() {
        let mut found = Vec::new();
        reported(b"\n\nAction: failed\n\nMessage-ID: <ack.a@w.example>\n<ack.broken\n", &mut found);
        assert_eq!(found, ["<ack.a@w.example>"]);
    }

    #[test]
    fn kenmerken_are_found_as_people_and_programs_write_them() {
        let all = |subject: &str, text: &str| {
            named(subject, text).into_iter().map(Kenmerk::into_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(all("Re: Auto: Ontvangstbevestiging VD-ZQTH-YYX9 [Ticket#12]", ""), "VD-ZQTH-YYX9");
        assert_eq!(all("Aanvulling", "> kenmerk: VD-ZQTH-YYX9.\nen vd-abcd-1234"), "VD-ZQTH-YYX9 VD-ABCD-1234");
        assert_eq!(all("AVD-ZQTH-YYX9 VD-ZQTH-YYX VD-ZQTH-YYX99 VD-ZQTH-YYX9-1 VD-ZQTI-YYX9", "VD-"), "");
    }

    #[test]
    fn late_is_not_lost() {
        assert!(says_it_goes_on(b"x\nAction: delayed\n"));
        assert!(!says_it_goes_on(b"Action: relayed\naction: FAILED\n"));
        assert!(!says_it_goes_on(b"It did not arrive.\n"));
    }
}
