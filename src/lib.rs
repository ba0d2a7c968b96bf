//! Voordeur: signals about people in trouble come in by mail, web form and API, are grouped per household,
//! routed to one queue, and every reporter is answered.
//!
//! The modules in reading order; each may name only those above it (`tests/tidy.rs` checks that). The first of them are
//! the line, a package of its own.
#![forbid(unsafe_code)]

pub use voordeur_line::{
    acknowledge, config, courier, decide, domain, doors, file_linkage, gateway, household, intake, mail, normalise,
    routing, store, wire,
};

pub mod desk;

pub mod app;
pub mod cli;
