//! By what one mail is known when it comes a second time.
//!
//! **Invariant:** two mails that read otherwise are never one delivery, wherever their words stand; and a Message-ID
//! alone is never enough: with other content it is another signal (the id is its sender's to choose; RFC 7352 §3).

use aws_lc_rs::digest::{Context, SHA256};

use super::{
    Letter,
    carriage::{carries, says_how_to_read},
    fields::{Fields, field_name},
    read::{is_mail, mended},
};
use crate::domain::{Delivery, DeliveryKey};

/// Fields that a message keeps on its way; trace fields (RFC 5321 §4.4), signatures and `X-` differ per delivery.
const CONTENT_FIELDS: [&str; 3] = ["From", "Date", "Subject"];

/// The keys of a mail as it came in (before masking), with what was read of it.
pub fn delivery(raw: &[u8], letter: &Letter) -> Delivery {
    let raw = mended(raw);
    let content_hash = content_hash(&raw);
    let (whole_hash, header) = whole_hash(&raw, &content_hash);
    let by_content = |hash: &str| DeliveryKey(format!("inhoud:{hash}"));
    let by_id = |id: &str, hash: &str| {
        let mut both = Context::new(&SHA256);
        both.update(id.as_bytes());
        both.update(b"\n");
        both.update(hash.as_bytes());
        DeliveryKey(format!("mail:{}", hex(both)))
    };
    let first = |hash: &str| letter.message_id.as_deref().map_or_else(|| by_content(hash), |id| by_id(id, hash));
    let mut claims = vec![first(&whole_hash)];
    if letter.message_id.is_some() {
        claims.push(by_content(&whole_hash));
    }
    let mut recognised_by = vec![first(&whole_hash)];
    // Books from before the whole hash know a mail by From, Date, Subject and body: enough where all it says is there.
    if header == Header::Ordinary {
        recognised_by.push(first(&content_hash));
    }
    Delivery { recognised_by, claims, content_hash, ..Delivery::default() }
}

/// SHA-256 of From, Date, Subject and body as they stand, line ends folded.
fn content_hash(raw: &[u8]) -> String {
    let fields = Fields::of(raw);
    let mut hash = Context::new(&SHA256);
    for name in CONTENT_FIELDS {
        for field in fields.all(name) {
            hash.update(name.as_bytes());
            hash.update(b":");
            update_folded(&mut hash, field.value.trim_ascii());
            hash.update(b"\n");
        }
    }
    hash.update(b"\n");
    update_folded(&mut hash, fields.body.trim_ascii_end());
    hex(hash)
}

/// Whether a header holds anything but fields that programs write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Header {
    Ordinary,
    Tells,
}

/// SHA-256 of all that a mail says, and of what says how to read it: the content, and each line of the header that is
/// no transport or trace. Words without an empty line before them stand in the header.
fn whole_hash(raw: &[u8], content_hash: &str) -> (String, Header) {
    let fields = Fields::of(raw);
    let mut hash = Context::new(&SHA256);
    hash.update(if is_mail(&fields) { b"mail\n" } else { b"text\n" });
    hash.update(content_hash.as_bytes());
    hash.update(b"\n");
    if !is_mail(&fields) {
        update_folded(&mut hash, raw.trim_ascii_end());
        return (hex(hash), Header::Tells);
    }
    // Blanks at the end are none to a reader, except where they are half a character.
    if says_two_octets(raw) {
        hash.update(&raw[raw.trim_ascii_end().len()..]);
    }
    let header = raw[..raw.len() - fields.body.len()].trim_ascii_end();
    let (mut found, mut broken, mut line_counts) = (Header::Ordinary, false, false);
    for line in header.split_inclusive(|b| *b == b'\n') {
        let bare = line.trim_ascii_end();
        // A folded line goes with the field that it is a part of (RFC 5322 §2.2.3).
        if bare.is_empty() || !matches!(line[0], b' ' | b'\t') {
            let name = field_name(bare);
            // What stands below a line that is no field some take for the text; relays write above it.
            broken |= name.is_none();
            let counts = |name: &str| !carries(name) && !is_content(name) && !says_how_to_read(name);
            let tells = broken || name.is_some_and(counts);
            if tells {
                found = Header::Tells;
            }
            line_counts = tells || name.is_some_and(says_how_to_read);
        }
        if line_counts {
            update_folded(&mut hash, line);
        }
    }
    (hex(hash), found)
}

/// Whether a text of it may be UTF-16.
fn says_two_octets(raw: &[u8]) -> bool {
    memchr::memmem::find_iter(raw, b"16").any(|at| {
        let before = raw[..at].strip_suffix(b"-").or_else(|| raw[..at].strip_suffix(b"_")).unwrap_or(&raw[..at]);
        before.len() >= 3 && before[before.len() - 3..].eq_ignore_ascii_case(b"utf")
    })
}

fn is_content(name: &str) -> bool {
    CONTENT_FIELDS.iter().any(|field| field.eq_ignore_ascii_case(name))
}

/// Octets that are hashed at once: a large mail is not copied whole for its hash.
const PIECE: usize = 64 * 1024;

/// CRLF and LF are one line end: mail that passed a file has either.
fn update_folded(hash: &mut Context, bytes: &[u8]) {
    let mut folded = Vec::with_capacity(bytes.len().min(2 * PIECE));
    let mut from = 0;
    for at in memchr::memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) == Some(&b'\n')) {
        folded.extend_from_slice(&bytes[from..at]);
        from = at + 1;
        if folded.len() >= PIECE {
            hash.update(&folded);
            folded.clear();
        }
    }
    hash.update(&folded);
    hash.update(&bytes[from..]);
}

fn hex(hash: Context) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digest = hash.finish();
    digest
        .as_ref()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|nibble| char::from(DIGITS[usize::from(nibble)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::mail::{OwnMail, read};

    const MAIL: &str = "Received: from a\nFrom: j@meldpunt.example\nDate: Mon, 23 Nov 2026 08:00:00 +0100\n\
                        Subject: zorg\nMessage-ID: <1@meldpunt.example>\n\nTekst\nmeer\n";

    fn known_by(mail: &str) -> Delivery {
        delivery(mail.as_bytes(), &read(mail.as_bytes(), None, &OwnMail::default()))
    }

    #[test]
    fn another_route_and_line_end_is_the_same_delivery() {
        let again = MAIL.replace("from a", "from b").replace('\n', "\r\n");
        assert_eq!(known_by(MAIL), known_by(&again));
    }

    #[test]
    fn without_its_message_id_it_is_known_by_content() {
        let bare = known_by(&MAIL.replace("Message-ID: <1@meldpunt.example>\n", ""));
        assert!(known_by(MAIL).claims.contains(&bare.recognised_by[0]));
        assert!(!known_by(MAIL).recognised_by.contains(&bare.recognised_by[0]));
    }

    fn one_delivery(one: &str, other: &str) -> bool {
        let (one, other) = (known_by(one), known_by(other));
        other.recognised_by.iter().any(|key| one.claims.contains(key))
    }

    #[test]
    fn the_same_message_id_with_other_content_is_another() {
        assert!(!one_delivery(MAIL, &MAIL.replace("meer", "anders")));
        assert_ne!(known_by(MAIL).content_hash, known_by(&MAIL.replace("meer", "anders")).content_hash);
    }

    #[test]
    fn words_count_wherever_they_stand_in_a_mail() {
        let fall = "Mevrouw De Wit, Pijlkruidhof 3, is gevallen.";
        let threat = "Meneer Bos, Kikkerbeetlaan 9, dreigt met zelfmoord.";
        for head in ["", "Subject: Melding\n", "Subject: Melding\nMessage-ID: <1@meldpunt.example>\n", "Adres: a 1\n"] {
            let (one, other) = (format!("{head}{fall}\n"), format!("{head}{threat}\n"));
            assert!(!one_delivery(&one, &other), "{head:?}");
            assert!(one_delivery(&one, &one.replace('\n', "\r\n")), "{head:?}");
            let relayed = format!("Received: from b\n\tby a\n{one}");
            assert!(one_delivery(&one, &relayed) || !head.starts_with("Subject"), "{head:?}");
        }
        let labelled = "From: balie@acantus.example\nAdres: Lisdoddeplein 6\nBetreft: huur\n";
        assert!(!one_delivery(labelled, &labelled.replace("plein 6", "plein 8")));
        assert!(!one_delivery(MAIL, &MAIL.replace("\n\nTekst", "\nHuisnummer: 8\n\nTekst")), "a label above the text");
    }

    #[test]
    fn what_relays_and_programs_write_is_of_no_account() {
        let relayed =
            MAIL.replace("Subject", "X-Spam-Score: 0.1\nDKIM-Signature: v=1;\n b=x\nTo: a@b.example\nSubject");
        assert_eq!(known_by(MAIL), known_by(&relayed));
    }

    #[test]
    fn books_from_before_know_an_ordinary_mail_when_it_comes_again() {
        // As computed by the release that hashed From, Date, Subject and body alone.
        let before = "mail:ae067c8dcfe8442eaa8769c5db03608feee77f1c05582345fc6fc4a48e82ee5a";
        assert!(known_by(MAIL).recognised_by.contains(&DeliveryKey(before.to_owned())));
        let telling = known_by(&MAIL.replace("\n\nTekst", "\nHuisnummer: 8\n\nTekst"));
        assert!(
            !telling.recognised_by.contains(&DeliveryKey(before.to_owned())),
            "what they did not look at may differ"
        );
    }

    /// A line of a mail, of a kind that may end up in its header or in its text.
    fn a_line() -> impl Strategy<Value = String> {
        prop_oneof![
            "(Received|X-Zorg|To|From|Subject|Date|Message-ID): (een|twee)",
            "(Adres|Huurder|Fr om|Comments): (een|twee)",
            "Content-Type: (text/plain; charset=(utf-8|utf-16)|text/html|multipart/mixed; boundary=(een|twee))",
            "Content-Transfer-Encoding: (base64|quoted-printable|7bit)",
            "(--een|--twee|--een--|Zorg over een|<b>twee</b>|d2VsbGljaHQ=|=C3=A9|[ \t]|[ \t](een|twee)|)",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn two_mails_that_read_otherwise_are_never_one_delivery(
            mut lines in prop::collection::vec(a_line(), 1..9), at in any::<prop::sample::Index>(), other in a_line(),
            change in 0..3_u8,
        ) {
            let one = lines.join("\n");
            let at = at.index(lines.len());
            match change {
                0 => lines[at] = other,
                1 => lines.insert(at, other),
                _ => {
                    lines.remove(at);
                }
            }
            let other = lines.join("\n");
            let text = |mail: &str| read(mail.as_bytes(), None, &OwnMail::default()).text;
            if text(&one) != text(&other) {
                prop_assert!(!one_delivery(&one, &other), "{one:?} and {other:?}");
            }
        }
    }
}
