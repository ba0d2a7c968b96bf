//! `voordeur doctor`: what an administrator wants to know, one line each, whether Voordeur runs or not.
//!
//! **Invariant:** nothing is changed, no check takes longer than its time, and no line holds a secret or a person.

mod desk;
mod finding;
mod machine;
mod mail;
mod names;
mod store;

use std::{process::ExitCode, sync::Arc, time::Duration};

use clap::Args;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};
use tokio::{task::JoinHandle, time::timeout};

use super::{BAD_CONFIGURATION, Common, load};
use crate::{config::Settings, gateway, store::Store};
use finding::{Finding, Grade, good, wrong};

/// For each check.
const LIMIT: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A DKIM selector of `outgoing.from`'s domain, to be looked up; may be repeated.
    #[arg(long, value_name = "NAME")]
    dkim_selector: Vec<String>,
}

/// Who is looked at.
struct Patient {
    settings: Settings,
    /// With its schema up to date; else there is little to ask.
    store: Option<Store>,
    selectors: Vec<String>,
    now: Timestamp,
}

pub(super) async fn run(common: &Common, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Some((settings, routes)) = load(common) else {
        return Ok(ExitCode::from(BAD_CONFIGURATION));
    };
    let rules = format!("{} partners, regels versie {}", settings.partners.len(), routes.version());
    let mut findings = Findings { json: common.json, found: Vec::new() };
    findings.add(good("instellingen", rules));
    let (store, opened) = match timeout(LIMIT, store::open(&settings.store_url)).await {
        Ok((store, opened)) => (store, opened),
        Err(_) => (None, vec![late("opslag")]),
    };
    opened.into_iter().for_each(|finding| findings.add(finding));
    let patient = Arc::new(Patient { settings, store, selectors: arguments.dkim_selector, now: gateway::now() });
    for looking in checks(&patient) {
        let found = looking.await.unwrap_or_else(|_| vec![wrong("doctor", "Een controle brak af.", "meld dit")]);
        found.into_iter().for_each(|finding| findings.add(finding));
    }
    if let Some(store) = &patient.store {
        store.close().await;
    }
    Ok(findings.end())
}

/// All checks, under way at the same time.
fn checks(patient: &Arc<Patient>) -> Vec<JoinHandle<Vec<Finding>>> {
    vec![
        check("opslag", patient, store::soundness),
        check("schijf", patient, machine::disk),
        check("back-up", patient, store::copies),
        check("klok", patient, machine::clock),
        check("Voordeur", patient, machine::running),
        check("geheimen", patient, machine::secrets),
        check("certificaat", patient, machine::certificate),
        check("webadres", patient, machine::web_address),
        check("relay", patient, mail::relay),
        check("postbus", patient, mail::mailbox),
        check("virusscanner", patient, mail::scanner),
        check("DNS", patient, names::incoming),
        check("DNS", patient, names::outgoing),
        check("achterstand", patient, desk::backlog),
        check("mensen", patient, desk::leaders),
        check("wachtrijen", patient, desk::queues),
    ]
}

fn check<F>(subject: &'static str, patient: &Arc<Patient>, look: fn(Arc<Patient>) -> F) -> JoinHandle<Vec<Finding>>
where
    F: Future<Output = Vec<Finding>> + Send + 'static,
{
    let looking = look(Arc::clone(patient));
    tokio::spawn(async move { timeout(LIMIT, looking).await.unwrap_or_else(|_| vec![late(subject)]) })
}

fn late(subject: &'static str) -> Finding {
    wrong(subject, format!("Geen antwoord binnen {} seconden.", LIMIT.as_secs()), "kijk of deze dienst draait")
}

/// Printed as they come; as JSON, at the end.
struct Findings {
    json: bool,
    found: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, finding: Finding) {
        if !self.json {
            println!("{}", finding.line());
        }
        self.found.push(finding);
    }

    fn end(&self) -> ExitCode {
        let count = |grade| self.found.iter().filter(|finding| finding.grade == grade).count();
        let (well, warnings, errors) = (count(Grade::Good), count(Grade::Warning), count(Grade::Wrong));
        if self.json {
            let found: Vec<Value> = self.found.iter().map(Finding::as_json).collect();
            println!("{}", json!({ "bevindingen": found, "goed": well, "letOp": warnings, "fout": errors }));
        } else {
            println!("{well} in orde, {warnings} let op, {errors} fout.");
        }
        if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Day and time as people here read them.
fn day_and_time(at: Timestamp) -> String {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).strftime("%d-%m-%Y %H:%M").to_string()
}

/// The domain of a mail address, also of `Name <address>`.
fn domain_of(address: &str) -> Option<String> {
    let (_, domain) = address.rsplit_once('@')?;
    let domain = domain.trim().trim_end_matches('>').trim_end_matches('.').to_ascii_lowercase();
    Some(domain).filter(|domain| !domain.is_empty())
}
