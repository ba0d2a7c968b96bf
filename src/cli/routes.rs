//! `voordeur routes`: the rules' own tests, and why a signal goes where it goes.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, anyhow};
use clap::Subcommand;

use super::{BAD_CONFIGURATION, Common, load};
use crate::{
    app::{self, InForce},
    decide::{Policy, decide},
    domain::{Channel, Decision, History, PartnerName, Placement, RouteDecision, Signal, SignalId, Source},
    household::{Background, Facts, Population, Register},
    mail::{self, OwnMail},
    normalise::{self, Arrival},
    wire,
};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run the tests that stand beside the rules.
    Test,
    /// Which rule a signal meets, and why: a mail (.eml) or a signal as the API takes it (.json).
    Explain { file: PathBuf },
}

pub(super) fn run(common: &Common, command: Command) -> anyhow::Result<ExitCode> {
    // Loading runs the tests too: a failing one is a complaint with its line.
    let Some((settings, routes)) = load(common) else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    match command {
        Command::Test => {
            let names: Vec<&str> = routes.test_names().collect();
            if common.json {
                println!("{}", serde_json::json!({ "geslaagd": names, "mislukt": [] }));
            } else {
                for name in &names {
                    println!("✓ {name}");
                }
                println!("{} geslaagd", names.len());
            }
        }
        Command::Explain { file } => {
            let in_force = InForce::new(settings, routes)?;
            let signal = signal_of(&file, &in_force)?;
            let policy = Policy {
                routes: &in_force.routes,
                household: in_force.settings.household_policy,
                acknowledge: &in_force.settings.acknowledge,
                model: &in_force.model,
            };
            // A signal on its own: nobody is known.
            let (facts, population) = (Facts::of(&signal, &Register::default()), Population::default());
            let background = Background { facts: &facts, profiles: &[], population: &population };
            explain(common, &decide(&signal, &History::default(), background, policy));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn signal_of(file: &Path, in_force: &InForce) -> anyhow::Result<Signal> {
    let bytes = fs::read(file).with_context(|| format!("{} kan niet worden gelezen", file.display()))?;
    let arrival = |channel, partner: PartnerName| {
        let known = in_force.settings.partner(&partner);
        Arrival {
            id: SignalId(app::new_id()),
            received_at: app::now(),
            channel,
            source: Source {
                ring: known.map(|known| known.ring).unwrap_or_default(),
                onward: known.map(|known| known.onward).unwrap_or_default(),
                partner,
                verified: channel == Channel::Api,
            },
        }
    };
    if file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        let report = wire::parse_signal(&bytes).map_err(|problems| {
            let lines: Vec<String> =
                problems.iter().map(|problem| format!("{}: {}", problem.pointer, problem.message)).collect();
            anyhow!("{}", lines.join("\n"))
        })?;
        return Ok(normalise::from_report(arrival(Channel::Api, PartnerName::unknown()), report, &in_force.gazetteer));
    }
    let letter = mail::read(&bytes, None, &OwnMail::default());
    let domain = letter.from.as_ref().and_then(|from| from.address.rsplit_once('@')).map(|(_, domain)| domain);
    let partner = domain.and_then(|domain| in_force.settings.partner_by_domain(domain));
    let partner = partner.map_or_else(PartnerName::unknown, |partner| partner.name.clone());
    Ok(normalise::from_letter(arrival(Channel::Email, partner), letter, &in_force.gazetteer))
}

fn explain(common: &Common, decision: &Decision) {
    let route = &decision.route;
    if common.json {
        println!("{}", wire::route_to_json(route));
        return;
    }
    for line in &route.trace {
        let verdict = if line.matched { "PAST" } else { "past niet" };
        println!("{:7} {:32} {verdict:10} {}", line.phase, line.rule, line.because);
    }
    println!("\n{}", outcome(decision, route));
}

fn outcome(decision: &Decision, route: &RouteDecision) -> String {
    let place = match &decision.placement {
        Placement::Casus(_) => format!("wachtrij {}", route.queue),
        Placement::Wachtbak { reden } => format!("wachtbak ({reden})"),
    };
    let why = if route.reasons.is_empty() { String::new() } else { format!(", want: {}", route.reasons.join("; ")) };
    format!("regel {} → {place}, {}{why}\nregels versie {}", route.rule, route.urgency, route.rules_version)
}
