//! Any text as the answer in a conversation: what is new in it is never nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use voordeur::mail::{self, OwnMail};

fuzz_target!(|text: &str| {
    let mail = format!("From: a@b.example\nSubject: Re: x\nContent-Type: text/plain; charset=utf-8\n\n{text}");
    let letter = mail::read(mail.as_bytes(), None, &OwnMail::default());
    assert_eq!(letter.text.trim().is_empty(), letter.new_text.is_empty());
});
