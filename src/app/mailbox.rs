//! What the desk says of the mailbox that mail is fetched from, in plain Dutch.

use jiff::{Timestamp, tz::TimeZone};

use crate::doors::imap::MailboxState;

/// What the desk says of the mailbox that mail is fetched from.
pub(super) fn mailbox_trouble(mailbox: &MailboxState, now: Timestamp) -> Option<String> {
    if let Some(trouble) = mailbox.trouble(now) {
        let since = amsterdam(trouble.since);
        return Some(format!(
            "Voordeur kan de postbus niet lezen sinds {since}. Nieuwe mail wacht daar. Waarschuw de beheerder."
        ));
    }
    match mailbox.left() {
        0 => None,
        1 => Some(
            "In de postbus staat één bericht dat Voordeur niet kon opnemen. Het heeft daar een vlag. Lees het daar."
                .to_owned(),
        ),
        some => Some(format!(
            "In de postbus staan {some} berichten die Voordeur niet kon opnemen. Ze hebben daar een vlag. Lees ze daar."
        )),
    }
}

/// Day and time as people here read them.
fn amsterdam(at: Timestamp) -> String {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).strftime("%d-%m-%Y %H:%M").to_string()
}
