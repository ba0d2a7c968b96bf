//! By what one mail is known when it comes a second time.
//!
//! **Invariant:** a Message-ID alone is never enough: with other content it is another signal (the id is its
//! sender's to choose; RFC 7352 §3).

use aws_lc_rs::digest::{Context, SHA256};

use super::{Letter, fields::Fields};
use crate::domain::{Delivery, DeliveryKey};

/// Fields that a message keeps on its way; trace fields (RFC 5321 §4.4), signatures and `X-` differ per delivery.
const CONTENT_FIELDS: [&str; 3] = ["From", "Date", "Subject"];

/// The keys of a mail as it came in (before masking), with what was read of it.
pub fn delivery(raw: &[u8], letter: &Letter) -> Delivery {
    let content_hash = content_hash(raw);
    let by_content = DeliveryKey(format!("inhoud:{content_hash}"));
    let Some(message_id) = &letter.message_id else {
        return Delivery { recognised_by: vec![by_content.clone()], claims: vec![by_content], content_hash };
    };
    let mut hash = Context::new(&SHA256);
    hash.update(message_id.as_bytes());
    hash.update(b"\n");
    hash.update(content_hash.as_bytes());
    let by_id = DeliveryKey(format!("mail:{}", hex(hash)));
    Delivery { recognised_by: vec![by_id.clone()], claims: vec![by_id, by_content], content_hash }
}

/// SHA-256 of what was said: From, Date, Subject and body as they stand, line ends folded.
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

    #[test]
    fn the_same_message_id_with_other_content_is_another() {
        let other = known_by(&MAIL.replace("meer", "anders"));
        assert_ne!(known_by(MAIL).recognised_by, other.recognised_by);
        assert_ne!(known_by(MAIL).content_hash, other.content_hash);
    }
}
