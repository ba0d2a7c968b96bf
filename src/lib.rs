//! Voordeur: signals about people in trouble come in by mail, web form and API, are grouped per household,
//! routed to one queue, and every reporter is answered.
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
pub mod desk;
pub mod doors;
pub mod store;

pub mod app;
pub mod cli;
