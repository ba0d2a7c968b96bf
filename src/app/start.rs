//! Starts the gateway with its desk.

use std::{path::Path, sync::Arc};

use anyhow::Context;

use super::{attempts, bench::Bench, mailbox::mailbox_trouble, office::ConfigOffice, vault};
use crate::{
    config::Settings,
    courier::{Letterhead, Sender},
    desk::{self, Cost, DeskSettings, DeskState, Organisation, Passwords, TakeReport},
    domain::QueueName,
    doors::handing,
    gateway::{Running, ack_facts, mail_host, now, team_label, team_labels, terms, theme},
    intake::{SignalTaker, office::Office, rule_book::Eyes},
    routing::RouteTable,
    store::Store,
};

/// How a gateway is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Serve,
    /// One-time links let in without a password.
    Demo,
}

/// Opens all doors that are on, and starts the courier.
///
/// # Errors
///
/// When an address is taken, the store cannot be opened, or the relay's password cannot be read.
pub async fn start(config: &Path, loaded: (Settings, RouteTable), mode: Mode) -> anyhow::Result<Running> {
    let settings = loaded.0.clone();
    let mut running = Running::open(config, loaded).await?;
    match open_doors(&mut running, &settings, mode).await {
        Ok(()) => Ok(running),
        Err(error) => {
            // A door that did open must not stay so.
            running.stop().await;
            Err(error)
        }
    }
}

async fn open_doors(running: &mut Running, settings: &Settings, mode: Mode) -> anyhow::Result<()> {
    running.open_mail_doors(settings).await?;
    let instance = running.gateway.store.instance_value("naam", "").await?;
    let desk = desk::router(desk_state(running, settings, mode, &instance)?);
    running.open_http(settings, desk).await?;
    running.start_timers(settings);
    running.start_couriers(settings, &instance)
}

fn desk_state(running: &Running, settings: &Settings, mode: Mode, instance: &str) -> anyhow::Result<DeskState<Store>> {
    let (rules, mailbox) = (Arc::clone(&running.gateway.rules), running.mailbox.clone());
    let bench = Bench::new(Arc::clone(&rules), running.gateway.store.clone());
    Ok(DeskState {
        store: running.gateway.store.clone(),
        settings: Arc::new(DeskSettings {
            public_url: settings.http.public_url.clone(),
            demo: mode == Mode::Demo,
            team: team_label(settings).to_owned(),
            queue: settings.teams.first().map_or_else(|| QueueName("wachtrij".to_owned()), |team| team.queue.clone()),
            partners: settings.partners.iter().map(|partner| (partner.name.0.clone(), partner.label.clone())).collect(),
            theme: theme(settings)?,
            terms: terms(settings.retention),
            figures: settings.figures.clone(),
            mail_host: mail_host(&settings.outgoing.from).to_owned(),
            eyes: if settings.four_eyes { Eyes::Four } else { Eyes::Two },
            streets: settings.teams.iter().flat_map(|team| team.streets.clone()).collect(),
            second_factor: settings.login.second_factor,
            teams: team_labels(settings),
        }),
        passwords: Arc::new(Passwords::new(Cost::Normal)?),
        vault: vault::open(settings).context("login.key_file")?.map(Arc::new),
        organisation: settings
            .oidc
            .clone()
            .map(|oidc| Organisation::new(oidc, &settings.http.public_url))
            .transpose()?
            .map(Arc::new),
        login_limit: attempts::login_limit(),
        take: take(running),
        wording: wording(running),
        office: office(running, settings, instance),
        bench: Arc::new(bench),
        trouble: Arc::new(move || {
            let rules = rules.trouble().map(|trouble| trouble.sentence());
            rules.or_else(|| mailbox_trouble(mailbox.as_deref()?, now()))
        }),
        now,
        stopping: running.shutdown.clone(),
    })
}

/// The way in for what is entered at the desk.
fn take(running: &Running) -> TakeReport {
    let gateway = running.gateway.clone();
    Arc::new(move |origin, report, raw, delivery| {
        let gateway = gateway.clone();
        Box::pin(async move {
            let outcome = gateway.take_report(origin, report, raw, delivery).await;
            handing::count("desk", &outcome);
            outcome
        })
    })
}

/// Texts as the courier would make them, to be shown first.
fn wording(running: &Running) -> desk::Wording {
    let rules = Arc::clone(&running.gateway.rules);
    Arc::new(move |template: &str, kenmerk: &str, received_at| {
        let in_force = rules.current();
        let facts = ack_facts(&in_force, kenmerk, received_at);
        in_force.texts.render(template, &facts).ok().map(|wording| (wording.subject, wording.text))
    })
}

/// What the desk may ask of the configuration.
fn office(running: &Running, settings: &Settings, instance: &str) -> Arc<dyn Office> {
    Arc::new(ConfigOffice {
        rules: Arc::clone(&running.gateway.rules),
        sender: Sender::new(&settings.outgoing).ok(),
        letterhead: Letterhead::new(&settings.outgoing.from, instance).ok(),
        wording: wording(running),
        mail_host: mail_host(&settings.outgoing.from).to_owned(),
    })
}
