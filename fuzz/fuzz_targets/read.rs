//! See `read` in bodies.rs.
#![no_main]

#[path = "../bodies.rs"]
mod bodies;

libfuzzer_sys::fuzz_target!(|octets: &[u8]| {
    bodies::read(octets);
});
