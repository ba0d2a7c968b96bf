//! What runs for as long as the gateway does: doors, timers, couriers.
//!
//! **Invariant:** no function here is `async`, and each task is boxed: so its whole body is compiled in this crate.

use std::{net::SocketAddr, pin::Pin, sync::Arc};

use anyhow::{Context, anyhow};
use axum::{Router, serve::ListenerExt};
use tokio::{net::TcpListener, sync::Notify};

use super::{
    background, clock, nightly, observe,
    outgoing::{event, wording},
    queue_watch, rule_file,
    run::Running,
    shaped::{outer_teams, team_label, terms},
    taking::Gateway,
};
use crate::{
    config::Settings,
    courier::{Courier, Letterhead, MailCarrier, Sender, WebhookCarrier},
    doors::{
        api::{self, ApiState},
        form::{self, FormState, House},
        imap::MailboxDoor,
        limits::{RateLimit, client_key},
        smtp::{Listener, MailDoor},
    },
    intake::Due,
    store::Store,
};

impl Running {
    fn begin(&self, task: Pin<Box<dyn Future<Output = ()> + Send>>) {
        self.tasks.spawn(task);
    }

    pub(super) fn take_mail(&self, door: MailDoor<Gateway>, listener: Listener) {
        self.begin(Box::pin(door.run(listener, self.shutdown.clone())));
    }

    pub(super) fn fetch_mail(&self, door: MailboxDoor<Gateway, Store>) {
        self.begin(Box::pin(door.run(self.shutdown.clone())));
    }

    /// Answers HTTP at this address until the gateway stops.
    pub(super) fn answer(&self, listener: TcpListener, router: Router) {
        // Answers are small and awaited: they must not be held back (Nagle).
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let served = axum::serve(listener, service).with_graceful_shutdown(self.shutdown.clone().cancelled_owned());
        self.begin(Box::pin(async move {
            if let Err(error) = served.await {
                tracing::error!(%error, "a web address stopped serving");
            }
        }));
    }

    /// The form, the API and health.
    pub(super) fn ways_in(&self, settings: &Settings) -> Router {
        form::router(self.form_state(settings))
            .merge(api::router(self.api_state(settings)))
            .merge(observe::health(self.gateway.store.clone()))
    }

    fn form_state(&self, settings: &Settings) -> FormState<Gateway> {
        let limit = RateLimit::per_minute(settings.limits.form_posts_per_minute);
        let rules = Arc::clone(&self.gateway.rules);
        FormState {
            taker: Arc::new(self.gateway.clone()),
            limit: Arc::new(move |client: &str| match client.parse() {
                Ok(address) => limit.check(&client_key(address).to_string()),
                Err(_) => limit.check(&client.to_owned()),
            }),
            label: Arc::new(move |name: &str| {
                let in_force = rules.current();
                let partners = &in_force.settings.partners;
                partners.iter().find(|partner| partner.name.as_str() == name).map(|partner| partner.label.clone())
            }),
            house: House {
                team: team_label(settings).to_owned(),
                phone: settings.phone.clone(),
                outer_teams: outer_teams(settings),
            },
            token: || clock::new_id().simple().to_string(),
        }
    }

    fn api_state(&self, settings: &Settings) -> ApiState<Gateway> {
        let limit = RateLimit::per_minute(settings.limits.api_requests_per_minute);
        let limit = Arc::new(move |key: &str| limit.check(&key.to_owned()));
        ApiState::new(Arc::new(self.gateway.clone()), limit, clock::now, settings.http.public_url.clone())
    }

    /// Starts what looks at the clock and the disk now and then.
    pub fn start_timers(&self, settings: &Settings) {
        let Gateway { store, rules, book_rules, .. } = &self.gateway;
        let stop = || self.shutdown.clone();
        rules.count_from_zero();
        self.begin(Box::pin(background::run_timers(store.clone(), Arc::clone(book_rules), stop())));
        self.begin(Box::pin(nightly::find_alike(store.clone(), stop())));
        self.begin(Box::pin(nightly::run(store.clone(), terms(settings.retention), stop())));
        self.begin(Box::pin(background::watch_files(Arc::clone(rules), stop())));
        self.begin(Box::pin(queue_watch::watch(store.clone(), Arc::clone(rules), stop())));
        self.begin(Box::pin(rule_file::follow(store.clone(), Arc::clone(rules), stop())));
    }

    /// Starts the couriers of mail and of webhooks.
    ///
    /// # Errors
    ///
    /// When the relay's password cannot be read, or our own address is none.
    pub fn start_couriers(&self, settings: &Settings, instance: &str) -> anyhow::Result<()> {
        let rules = Arc::clone(&self.gateway.rules);
        let courier = Courier {
            outbox: Arc::new(self.gateway.store.clone()),
            carrier: MailCarrier {
                sender: Sender::new(&settings.outgoing).map_err(|error| anyhow!("outgoing.relay: {error}"))?,
                wording: move |due: &Due| wording(&rules.current(), due),
                letterhead: Letterhead::new(&settings.outgoing.from, instance)
                    .map_err(|error| anyhow!("outgoing.from: {error}"))?,
            },
            wake: Arc::new(Notify::new()),
            clock: clock::now,
        };
        self.begin(Box::pin(courier.run(self.shutdown.clone())));
        let rules = Arc::clone(&self.gateway.rules);
        let courier = Courier {
            outbox: Arc::new(self.gateway.store.clone()),
            carrier: WebhookCarrier::new(move |due: &Due| event(&rules.current(), due)).context("webhooks")?,
            wake: Arc::new(Notify::new()),
            clock: clock::now,
        };
        self.begin(Box::pin(courier.run(self.shutdown.clone())));
        Ok(())
    }
}
