//! `voordeur check`: every complaint at once, with its place.

use std::{io::IsTerminal, process::ExitCode};

use super::{BAD_CONFIGURATION, Common, load};
use crate::{app::InForce, config::Complaints};

pub(super) fn run(common: &Common) -> ExitCode {
    let Some((settings, routes)) = load(common) else {
        return ExitCode::from(BAD_CONFIGURATION);
    };
    let tests = routes.test_names().count();
    let (partners, rules) = (settings.partners.len(), routes.version().to_owned());
    if let Err(error) = InForce::new(settings, routes) {
        eprintln!("config/templates: {error}");
        return ExitCode::from(BAD_CONFIGURATION);
    }
    if common.json {
        println!("{}", serde_json::json!({ "klachten": [], "partners": partners, "tests": tests, "regels": rules }));
    } else {
        println!("In orde: {partners} partners, regels versie {rules}, {tests} tests geslaagd.");
    }
    ExitCode::SUCCESS
}

/// Prints complaints: as JSON, in colour on a terminal, plain elsewhere.
pub(super) fn print(common: &Common, complaints: &Complaints) {
    if common.json {
        println!("{}", serde_json::json!({ "klachten": complaints.lines() }));
    } else if std::io::stderr().is_terminal() && !crate::app::no_colour() {
        eprintln!("{}", complaints.render_styled());
    } else {
        eprintln!("{complaints}");
    }
}
