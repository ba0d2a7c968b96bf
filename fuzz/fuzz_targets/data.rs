//! Any octets behind DATA: only CRLF `.` CRLF ends them, however they are cut.
#![no_main]

use libfuzzer_sys::fuzz_target;
use voordeur::doors::smtp::rehearse;

const BEFORE: &[u8] = b"HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<signaal@wijkteam.example>\r\nDATA\r\n";

fuzz_target!(|octets: &[u8]| {
    let whole = [BEFORE, octets, b"\r\n.\r\nQUIT\r\n"].concat();
    assert_eq!(rehearse(&whole, 4096), rehearse(&whole, 3));
});
