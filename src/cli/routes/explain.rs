//! `voordeur routes explain`: every rule in order, the first condition that failed, the rule that won.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context, anyhow};
use jiff::Timestamp;

use super::super::{BAD_CONFIGURATION, Common, load};
use crate::{
    acknowledge::AckFacts,
    config::Settings,
    decide::{Policy, decide},
    domain::{
        Channel, Decision, History, Identity, Kenmerk, PartnerName, Placement, RouteDecision, Signal, SignalId, Source,
    },
    gateway::{self, InForce},
    household::{Apart, Background, Facts, Population, Register},
    mail::{self, OwnMail},
    normalise::{self, Arrival},
    routing::RouteTable,
    store::{Store, Told},
    wire,
};

const HOLDS: &str = "PAST";
const FAILS: &str = "past niet";

/// What a file does not say of itself.
#[derive(Debug, Default)]
pub(super) struct AsIf {
    pub partner: Option<PartnerName>,
    pub at: Option<Timestamp>,
}

/// Of a file as the rules in use see it; of a kenmerk as it was decided then.
pub(super) async fn run(common: &Common, signal: &str, as_if: AsIf) -> anyhow::Result<ExitCode> {
    let Some((settings, routes)) = load(common) else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    if let Some(kenmerk) = Kenmerk::parse(signal) {
        return of_the_past(common, &kenmerk, &settings, &routes).await;
    }
    let in_force = InForce::new(settings, routes)?;
    let signal = signal_of(Path::new(signal), &in_force, &as_if)?;
    let policy = Policy {
        routes: &in_force.routes,
        household: in_force.settings.household_policy,
        acknowledge: &in_force.settings.acknowledge,
        model: &in_force.model,
    };
    // A signal on its own: nobody is known.
    let (facts, population) = (Facts::of(&signal, &Register::default()), Population::default());
    let background =
        Background { facts: &facts, profiles: &[], population: &population, apart: Apart::default(), answered: None };
    let decision = decide(&signal, &History::default(), background, policy);
    explain(common, &decision);
    if !common.json {
        print!("{}", told_to_others(&decision.route, &signal, &in_force));
    }
    Ok(ExitCode::SUCCESS)
}

async fn of_the_past(
    common: &Common,
    kenmerk: &Kenmerk,
    settings: &Settings,
    routes: &RouteTable,
) -> anyhow::Result<ExitCode> {
    let store = Store::open(&settings.store_url).await.context("store.url")?;
    let told = store.told(kenmerk.as_str()).await;
    store.close().await;
    let Some(told) = told? else {
        eprintln!("{kenmerk}: dit kenmerk is er niet");
        return Ok(ExitCode::FAILURE);
    };
    if common.json {
        println!("{}", wire::route_seen(&told.route_json));
    } else {
        print!("{}", retold(&told, routes.version()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The stored decision in words.
fn retold(told: &Told, version_now: &str) -> String {
    let route = wire::route_seen(&told.route_json);
    let word = |value: &serde_json::Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let mut text = String::new();
    for line in route["spoor"].as_array().into_iter().flatten() {
        let verdict = if line["geldt"] == true { HOLDS } else { FAILS };
        text.push_str(&trace_line(&word(line, "fase"), &word(line, "regel"), verdict, &word(line, "omdat")));
    }
    let place = match &told.holding_reason {
        Some(reason) => format!("wachtbak ({reason})"),
        None => format!("wachtrij {}", word(&route, "wachtrij")),
    };
    let reasons: Vec<&str> = route["redenen"].as_array().into_iter().flatten().filter_map(|one| one.as_str()).collect();
    let why = if reasons.is_empty() { String::new() } else { format!(", want: {}", reasons.join("; ")) };
    text.push_str(&format!("\nregel {} → {place}, {}{why}\n", word(&route, "regel"), word(&route, "urgentie")));
    if let Some(because) = route["termijn"]["omdat"].as_str() {
        text.push_str(&format!("termijn: {because}\n"));
    }
    for step in route["stappen"].as_array().into_iter().flatten() {
        text.push_str(&format!("{} naar {}: {}\n", word(step, "soort"), word(step, "naar"), word(step, "omdat")));
    }
    for copy in route["kopieen"].as_array().into_iter().flatten() {
        let facts = copy["mee"].as_array().into_iter().flatten().map(|fact| word(fact, "wat"));
        let facts: Vec<String> = std::iter::once("kenmerk".to_owned()).chain(facts).collect();
        text.push_str(&format!("bericht aan {}: {}\n", word(copy, "naar"), facts.join(", ")));
    }
    let version = word(&route, "regelversie");
    let now = if version == version_now { "die gelden nu ook".to_owned() } else { format!("nu geldt {version_now}") };
    text.push_str(&format!("regels versie {version} ({now}), ontvangen {}\n", told.received_at));
    text
}

fn signal_of(file: &Path, in_force: &InForce, as_if: &AsIf) -> anyhow::Result<Signal> {
    if let Some(partner) = as_if.partner.as_ref().filter(|partner| in_force.settings.partner(partner).is_none()) {
        anyhow::bail!("--partner {partner}: deze partner staat niet in partners.toml");
    }
    let bytes = fs::read(file).with_context(|| format!("{} kan niet worden gelezen", file.display()))?;
    let arrival = |channel, partner: PartnerName| {
        let partner = as_if.partner.clone().unwrap_or(partner);
        let known = in_force.settings.partner(&partner);
        Arrival {
            id: SignalId(gateway::new_id()),
            received_at: as_if.at.unwrap_or_else(gateway::now),
            channel,
            source: Source {
                ring: known.map(|known| known.ring).unwrap_or_default(),
                onward: known.map(|known| known.onward).unwrap_or_default(),
                partner,
                identity: if channel == Channel::Api { Identity::proven() } else { Identity::default() },
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
        println!("{}", wire::route_seen(&wire::route_to_json(route)));
        return;
    }
    for line in &route.trace {
        let verdict = if line.matched { HOLDS } else { FAILS };
        print!("{}", trace_line(line.phase, &line.rule, verdict, &line.because));
    }
    println!("\n{}", outcome(decision, route));
}

/// The exact words that a coordinator would read, or what another system would be told.
fn told_to_others(route: &RouteDecision, signal: &Signal, in_force: &InForce) -> String {
    let settings = &in_force.settings;
    let mut text = String::new();
    for copy in &route.copies {
        let Some(exchange) = copy.exchange.clone() else {
            text.push_str(&format!("\nbericht aan {}: alleen een kenmerk\n", copy.to.kept()));
            continue;
        };
        let exchange = exchange.with_address(&signal.address);
        text.push_str(&format!("\nbericht aan {} ({}): {}\n", copy.to.kept(), exchange.with, exchange.names()));
        let lines = exchange.lines(|name| settings.partner_label(name).to_owned());
        let facts = AckFacts {
            kenmerk: "VD-0000-0000",
            received_at: signal.received_at,
            phone: &settings.phone,
            team: settings.teams.first().map_or("Wijkteam", |team| team.label.as_str()),
            public_url: &settings.http.public_url,
            shared: &lines,
        };
        let wording = in_force.texts.render(copy.template, &facts).map(|wording| wording.text);
        for line in wording.as_deref().unwrap_or(lines.as_str()).lines() {
            text.push_str(&format!("  | {line}\n"));
        }
    }
    text
}

fn trace_line(phase: &str, rule: &str, verdict: &str, because: &str) -> String {
    format!("{phase:7} {rule:32} {verdict:10} {because}\n")
}

fn outcome(decision: &Decision, route: &RouteDecision) -> String {
    let place = match &decision.placement {
        Placement::Casus(_) => format!("wachtrij {}", route.queue),
        Placement::Wachtbak { reden } => format!("wachtbak ({reden})"),
    };
    let why = if route.reasons.is_empty() { String::new() } else { format!(", want: {}", route.reasons.join("; ")) };
    let mut text = format!("regel {} → {place}, {}{why}\n", route.rule, route.urgency);
    if let Some(due) = &route.follow_up.due {
        text.push_str(&format!("termijn: {}\n", due.because));
    }
    for step in &route.follow_up.steps {
        let (kind, to) = (step.kind.as_str(), step.to.written());
        text.push_str(&format!("{kind} naar {to}: {}\n", step.when.because));
    }
    text.push_str(&format!("regels versie {}", route.rules_version));
    text
}
