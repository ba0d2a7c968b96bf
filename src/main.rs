//! The `voordeur` binary.

fn main() {}
