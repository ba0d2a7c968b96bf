//! Dutch text and fields become facts. Pure: no I/O, no clock.
