//! `voordeur check`: every complaint at once, with its place.

use std::{io::IsTerminal, process::ExitCode};

use super::{BAD_CONFIGURATION, Common, load};
use crate::{config::Complaints, gateway::InForce};

pub(super) fn run(common: &Common) -> ExitCode {
    let Some((settings, routes)) = load(common) else {
        return ExitCode::from(BAD_CONFIGURATION);
    };
    let tests = routes.test_names().count();
    let (partners, rules) = (settings.partners.len(), routes.version().to_owned());
    let advice = Complaints::advice(&settings.routes_path, &settings.routes_text, routes.advice());
    if let Err(error) = InForce::new(settings, routes) {
        eprintln!("{error}");
        return ExitCode::from(BAD_CONFIGURATION);
    }
    if common.json {
        println!(
            "{}",
            serde_json::json!({ "klachten": [], "adviezen": advice.lines(), "partners": partners, "tests": tests, "regels": rules })
        );
    } else {
        print_advice(&advice);
        println!("In orde: {partners} partners, regels versie {rules}, {tests} tests geslaagd.");
    }
    ExitCode::SUCCESS
}

/// Prints advice, if there is any: it is no error, and the exit code stays 0.
pub(super) fn print_advice(advice: &Complaints) {
    if advice.is_empty() {
        return;
    }
    if std::io::stderr().is_terminal() && !crate::gateway::no_colour() {
        eprintln!("{}\n", advice.render_styled());
    } else {
        eprintln!("{advice}\n");
    }
}

/// Prints complaints: as JSON, in colour on a terminal, plain elsewhere.
pub(super) fn print(common: &Common, complaints: &Complaints) {
    if common.json {
        println!("{}", serde_json::json!({ "klachten": complaints.lines() }));
    } else if std::io::stderr().is_terminal() && !crate::gateway::no_colour() {
        eprintln!("{}", complaints.render_styled());
    } else {
        eprintln!("{complaints}");
    }
}
