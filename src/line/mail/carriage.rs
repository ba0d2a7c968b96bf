//! Fields that carry a message and say nothing of what it tells: trace, transport, addressing, programs' own notes.
//!
//! **Invariant:** a word that a person may write before a colon does not stand here.

/// Names, lower case, beside those with a hyphen in the beginning that [`BEGINNINGS`] knows.
const NAMES: [&str; 64] = [
    "acceptlanguage",
    "accept-language",
    "apparently-from",
    "apparently-to",
    "approved",
    "authentication-results",
    "autocrypt",
    "auto-submitted",
    "bcc",
    "bounces-to",
    "cc",
    "cmm-sender-ip",
    "content-length",
    "delivery-date",
    "deferred-delivery",
    "distribution",
    "dl-expansion-history",
    "encrypted",
    "envelope-from",
    "envelope-to",
    "errors-to",
    "expires",
    "face",
    "feedback-id",
    "importance",
    "in-reply-to",
    "injection-info",
    "jabber-id",
    "lines",
    "message-id",
    "mime-version",
    "msip_labels",
    "newsgroups",
    "nntp-posting-date",
    "nntp-posting-host",
    "openpgp",
    "organisation",
    "organization",
    "original-message-id",
    "original-recipient",
    "path",
    "posting-version",
    "precedence",
    "priority",
    "received",
    "received-spf",
    "references",
    "reply-to",
    "require-recipient-valid-since",
    "return-path",
    "return-receipt-to",
    "sender",
    "sensitivity",
    "spamdiagnosticmetadata",
    "spamdiagnosticoutput",
    "status",
    "supersedes",
    "tls-required",
    "to",
    "user-agent",
    "via",
    "xref",
    "x400-content-return",
    "x500-sender",
];

/// How families of such fields begin, lower case.
const BEGINNINGS: [&str; 26] = [
    "x-",
    "arc-",
    "archived-",
    "bimi-",
    "delivered-",
    "disposition-notification-",
    "dkim-",
    "dkim2-",
    "domainkey-",
    "greylist",
    "ironport-",
    "list-",
    "mail-followup-",
    "mail-reply-",
    "old-",
    "original-from",
    "prevent-nondelivery-",
    "received-",
    "resent-",
    "sieve-",
    "sio-",
    "solicitation",
    "suggested-",
    "thread-",
    "ui-",
    "vbr-info",
];

/// Whether `name`, as it stands before a colon, is of such a field.
pub(super) fn carries(name: &str) -> bool {
    let begins = |with: &&str| name.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    BEGINNINGS.iter().any(begins) || NAMES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether `name` says how the text is to be read (RFC 2045); its length says nothing that the text does not.
pub(super) fn says_how_to_read(name: &str) -> bool {
    name.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("content-")) && !carries(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_write_carries_and_what_people_write_does_not() {
        for name in ["Received", "X-Spam-Score", "dkim-signature", "Thread-Topic", "To", "CC", "Content-Length"] {
            assert!(carries(name), "{name}");
        }
        for name in ["Adres", "Betreft", "Huurder", "Telefoon", "E-mail", "Comments", "Keywords", "Date", "X"] {
            assert!(!carries(name), "{name}");
        }
        assert!(says_how_to_read("Content-Type") && !says_how_to_read("Content-Length"));
    }
}
