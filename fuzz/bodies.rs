//! What each fuzz target does with its input: run by libFuzzer, and on every change by `tests/it/fuzzing.rs`.
//!
//! Each gives a number for how the input was understood: who mutates without seeing coverage keeps what gives a new one.
#![allow(dead_code, reason = "each target uses one of them")]

use std::hash::{DefaultHasher, Hash, Hasher};

use voordeur::{
    doors::smtp::rehearse,
    mail::{self, OwnMail},
};

/// Any octets as a mail: read, recognised, masked. Never a panic, and masking twice changes nothing more.
pub fn read(octets: &[u8]) -> u64 {
    let letter = mail::read(octets, None, &OwnMail::default());
    let delivery = mail::delivery(octets, &letter);
    assert!(!delivery.claims.is_empty());
    let masked = mail::without_bsn(octets.to_vec());
    assert_eq!(mail::without_bsn(masked.clone()), masked);
    let kinds: Vec<&str> = letter.attachments.iter().take(8).map(|attachment| attachment.mediatype.as_str()).collect();
    let automatic = letter.automatic.as_ref().map(|automatic| automatic.reden.as_str());
    let stripped = letter.new_text.len() < letter.text.len();
    let known = (letter.from.is_some(), letter.date.is_some(), letter.message_id.is_some(), stripped);
    number((kinds, automatic, &letter.unreadable, letter.forwarded, letter.inner_sender.is_some(), known))
}

/// Any text as the answer in a conversation: what is new in it is never nothing.
pub fn reply(octets: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(octets);
    let mail = format!("From: a@b.example\nSubject: Re: x\nContent-Type: text/plain; charset=utf-8\n\n{text}");
    let letter = mail::read(mail.as_bytes(), None, &OwnMail::default());
    assert_eq!(letter.text.trim().is_empty(), letter.new_text.is_empty());
    let (all, new) = (letter.text.lines().count(), letter.new_text.lines().count());
    number((letter.forwarded, letter.inner_sender.is_some(), all.min(64), new.min(64), letter.automatic.is_some()))
}

/// Any octets as a client: every reply is well-formed, and how the octets are cut changes nothing.
pub fn smtp(octets: &[u8]) -> u64 {
    let heard = rehearse(octets, 4096);
    assert!(heard.is_ascii() && heard.ends_with(b"\r\n"));
    assert_eq!(heard, rehearse(octets, 7));
    codes(&heard)
}

const BEFORE: &[u8] = b"HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<signaal@wijkteam.example>\r\nDATA\r\n";

/// Any octets behind DATA: only CRLF `.` CRLF ends them, however they are cut.
pub fn data(octets: &[u8]) -> u64 {
    let whole = [BEFORE, octets, b"\r\n.\r\nQUIT\r\n"].concat();
    let heard = rehearse(&whole, 4096);
    assert_eq!(heard, rehearse(&whole, 3));
    codes(&heard)
}

/// The replies' codes, without their words.
fn codes(heard: &[u8]) -> u64 {
    let codes: Vec<&[u8]> =
        heard.split(|octet| *octet == b'\n').take(40).map(|line| &line[..line.len().min(9)]).collect();
    number(codes)
}

fn number(understood: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    understood.hash(&mut hasher);
    hasher.finish()
}
