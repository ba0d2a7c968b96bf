//! Stories about the whole gateway, over its public surface: real sockets, real databases, the real binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says no by panicking")]

// What the stories stand on.
mod binary;
mod clients;
mod dns;
mod dovecot;
mod postfix;
mod postgres;
mod sink;
mod world;

// One file per subject.
mod acknowledgements;
mod answers;
mod api;
mod audit;
mod cli;
mod copies;
mod desk_contract;
mod doctor;
mod fuzzing;
mod households;
mod identity;
mod import;
mod inner_ring;
mod linkage;
mod mailbox;
mod privacy;
mod relayed;
mod restart;
mod routes;
mod smtp;
mod store_contract;
mod templates;
mod viruses;
mod webhooks;
