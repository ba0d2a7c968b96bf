//! Any octets as a mail: read, recognised, masked. Never a panic, and masking twice changes nothing more.
#![no_main]

use libfuzzer_sys::fuzz_target;
use voordeur::mail::{self, OwnMail};

fuzz_target!(|octets: &[u8]| {
    let letter = mail::read(octets, None, &OwnMail::default());
    let _ = mail::delivery(octets, &letter);
    let masked = mail::without_bsn(octets.to_vec());
    assert_eq!(mail::without_bsn(masked.clone()), masked);
});
