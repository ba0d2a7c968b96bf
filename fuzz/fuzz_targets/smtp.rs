//! Any octets as a client: every reply is well-formed, and how the octets are cut changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use voordeur::doors::smtp::rehearse;

fuzz_target!(|octets: &[u8]| {
    let heard = rehearse(octets, 4096);
    assert!(heard.is_ascii() && heard.ends_with(b"\r\n"));
    assert_eq!(heard, rehearse(octets, 7));
});
