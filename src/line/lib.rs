//! The line that a signal goes along: door, intake, normalise, household, route, queue, acknowledge.
//!
//! The modules in reading order; each may name only those above it (`tests/tidy.rs` checks that).
#![forbid(unsafe_code)]

pub mod domain;

pub mod acknowledge;
pub mod config;
pub mod household;
pub mod mail;
pub mod normalise;
pub mod routing;

pub mod decide;

pub mod intake;
pub mod wire;

pub mod courier;
pub mod doors;
pub mod store;

pub mod gateway;

pub mod file_linkage;
