//! Builds the whole from its settings and runs it.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use anyhow::{Context, anyhow};
use axum::{Router, middleware, serve::ListenerExt};
use tokio::{net::TcpListener, sync::Notify};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    attempts, background,
    bench::Bench,
    checks, client, clock,
    gateway::Gateway,
    mailbox::mailbox_trouble,
    nightly, observe,
    office::ConfigOffice,
    outgoing::{ack_facts, event, wording},
    rule_file,
    rules::{Answering, InForce, Rules, read_register},
    shaped::{mail_host, own_addresses, team_label, team_labels, terms, theme},
    vault,
};
use crate::{
    config::{ImapSettings, LmtpSettings, Settings, SmtpSettings},
    courier::{Courier, Letterhead, MailCarrier, Sender, WebhookCarrier},
    desk::{self, Cost, DeskSettings, DeskState, Organisation, Passwords, TakeReport},
    domain::{Network, QueueName},
    doors::{
        api::{self, ApiState},
        form::{self, FormState, House},
        imap::{MailboxDoor, MailboxState, Roots},
        limits::{RateLimit, client_key},
        smtp::{Certificate, Dialect, Listener, MailDoor, Rules as DoorRules},
    },
    intake::{Due, SignalTaker, office::Office, rule_book::Eyes},
    mail::OwnMail,
    routing::RouteTable,
    store::{BookRules, Books, Store},
};

/// How long a stop waits for what is under way.
const GRACE: Duration = Duration::from_secs(20);

/// How a gateway is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Serve,
    /// One-time links let in without a password.
    Demo,
}

/// Where the doors turned out to be: with port 0 the system chose.
#[derive(Debug, Clone, Copy, Default)]
pub struct Addresses {
    pub http: Option<SocketAddr>,
    pub metrics: Option<SocketAddr>,
    pub smtp: Option<SocketAddr>,
    pub lmtp: Option<SocketAddr>,
}

/// A gateway that runs.
#[derive(Debug)]
pub struct Running {
    pub addresses: Addresses,
    pub gateway: Gateway,
    doors: TaskTracker,
    writers: TaskTracker,
    shutdown: CancellationToken,
    /// How the mailbox is read; `None`: there is none.
    mailbox: Option<Arc<MailboxState>>,
}

/// Opens the store and the books on it, without any door: for `import` and for [`start`].
///
/// # Errors
///
/// When the store cannot be opened.
pub async fn open_gateway(
    config: &Path,
    (settings, routes): (Settings, RouteTable),
    answering: Answering,
) -> anyhow::Result<(Gateway, Books, TaskTracker)> {
    let register = settings.address_register.as_deref().map(read_register).transpose()?.unwrap_or_default();
    let store = Store::open(&settings.store_url).await.context("store.url")?.with_register(register);
    let instance = store.instance_value("naam", &clock::new_id().simple().to_string()).await?;
    let secret = store.instance_value("geheim", &desk::token()?).await?;
    let mail_host = mail_host(&settings.outgoing.from).to_owned();
    let ack_limits = settings.acknowledge;
    let own = OwnMail {
        addresses: own_addresses(&settings),
        instance,
        authserv_id: settings.identity.authserv_id.clone(),
        relays: settings.identity.relays.clone(),
    };
    let scanner = checks::scanner(&settings);
    // What is read from an archive came by no door: its senders cannot be asked any more.
    let identity = if answering == Answering::Yes { checks::identity(&settings, &mail_host)? } else { None };
    let rules = Arc::new(Rules::new(config, InForce::new(settings, routes)?));
    let writers = TaskTracker::new();
    let deciding = Arc::clone(&rules);
    let book_rules = BookRules {
        decide: Arc::new(move |signal, history, background| deciding.decide(signal, history, background, answering)),
        ack_limits,
        ids: clock::new_id,
        mail_host,
        secret: Arc::from(secret.as_bytes()),
    };
    let books = Books::open(&store, book_rules.clone(), &writers);
    let gateway =
        Gateway::new(store, rules, books.clone(), book_rules, own).with_identity_check(identity).with_scanner(scanner);
    Ok((gateway, books, writers))
}

/// Opens all doors that are on, and starts the courier.
///
/// # Errors
///
/// When an address is taken, the store cannot be opened, or the relay's password cannot be read.
pub async fn start(config: &Path, loaded: (Settings, RouteTable), mode: Mode) -> anyhow::Result<Running> {
    let settings = loaded.0.clone();
    let (gateway, _, writers) = open_gateway(config, loaded, Answering::Yes).await?;
    let shutdown = CancellationToken::new();
    let doors = TaskTracker::new();
    let mut running = Running { addresses: Addresses::default(), gateway, doors, writers, shutdown, mailbox: None };
    match running.open_doors(&settings, mode).await {
        Ok(()) => Ok(running),
        Err(error) => {
            // A door that did open must not stay so.
            running.stop().await;
            Err(error)
        }
    }
}

impl Running {
    async fn open_doors(&mut self, settings: &Settings, mode: Mode) -> anyhow::Result<()> {
        self.open_mail_doors(&settings.smtp, &settings.lmtp, settings.limits.smtp_messages_per_minute).await?;
        if let Some(imap) = &settings.imap {
            self.open_mailbox(imap)?;
        }
        self.open_http(settings, mode).await?;
        if let Some(listen) = &settings.metrics_listen {
            let router = observe::metrics_router(self.gateway.store.clone());
            self.addresses.metrics = Some(self.serve("metrics.listen", listen, router).await?);
        }
        self.doors.spawn(background::run_timers(
            self.gateway.store.clone(),
            Arc::clone(&self.gateway.book_rules),
            self.shutdown.clone(),
        ));
        self.doors.spawn(nightly::find_alike(self.gateway.store.clone(), self.shutdown.clone()));
        self.doors.spawn(nightly::run(self.gateway.store.clone(), terms(settings.retention), self.shutdown.clone()));
        let (store, rules) = (&self.gateway.store, &self.gateway.rules);
        rules.count_from_zero();
        self.doors.spawn(background::watch_files(Arc::clone(rules), self.shutdown.clone()));
        self.doors.spawn(rule_file::follow(store.clone(), Arc::clone(rules), self.shutdown.clone()));
        self.start_courier(settings).await
    }

    async fn open_mail_doors(
        &mut self,
        smtp: &SmtpSettings,
        lmtp: &LmtpSettings,
        per_minute: u32,
    ) -> anyhow::Result<()> {
        let limit = Arc::new(RateLimit::per_minute(per_minute));
        let certificate = smtp.tls.as_ref().map(|(chain, key)| Certificate::load(chain, key));
        let certificate = certificate.transpose().context("smtp.tls_certificate")?.map(Arc::new);
        for (dialect, listen) in [(Dialect::Smtp, &smtp.listen), (Dialect::Lmtp, &lmtp.listen)] {
            let Some(listen) = listen else {
                continue;
            };
            let listener =
                Listener::bind(listen).await.with_context(|| format!("mail door {dialect:?}: cannot open {listen}"))?;
            match dialect {
                Dialect::Smtp => self.addresses.smtp = listener.tcp_address(),
                Dialect::Lmtp => self.addresses.lmtp = listener.tcp_address(),
            }
            let taker = Arc::new(self.gateway.clone());
            let door = MailDoor::new(DoorRules::new(dialect, smtp), taker, Arc::clone(&limit))
                .with_certificate(certificate.clone());
            self.doors.spawn(door.run(listener, self.shutdown.clone()));
        }
        Ok(())
    }

    /// Begins to fetch mail. A server that is away, or refuses us, keeps nobody from starting: the desk says so.
    fn open_mailbox(&mut self, imap: &ImapSettings) -> anyhow::Result<()> {
        let roots = Roots::load(imap.ca_file.as_deref())?;
        let (taker, book) = (Arc::new(self.gateway.clone()), Arc::new(self.gateway.store.clone()));
        let node = clock::new_id().simple().to_string();
        let door = MailboxDoor::new((imap.clone(), roots), (taker, book), node, clock::now);
        self.mailbox = Some(door.state());
        self.doors.spawn(door.run(self.shutdown.clone()));
        Ok(())
    }

    async fn open_http(&mut self, settings: &Settings, mode: Mode) -> anyhow::Result<()> {
        let instance = self.gateway.store.instance_value("naam", "").await?;
        let router = desk::router(self.desk_state(settings, mode, &instance)?)
            .merge(form::router(self.form_state(settings)))
            .merge(api::router(self.api_state(settings)))
            .merge(observe::health(self.gateway.store.clone()));
        let proxies: Arc<[Network]> = settings.http.trusted_proxies.clone().into();
        let router = router.layer(middleware::from_fn_with_state(proxies, client::behind_proxy));
        self.addresses.http = Some(self.serve("http.listen", &settings.http.listen, router).await?);
        Ok(())
    }

    fn desk_state(&self, settings: &Settings, mode: Mode, instance: &str) -> anyhow::Result<DeskState<Store>> {
        let (rules, mailbox) = (Arc::clone(&self.gateway.rules), self.mailbox.clone());
        let bench = Bench::new(Arc::clone(&rules), self.gateway.store.clone());
        Ok(DeskState {
            store: self.gateway.store.clone(),
            settings: Arc::new(DeskSettings {
                public_url: settings.http.public_url.clone(),
                demo: mode == Mode::Demo,
                team: team_label(settings).to_owned(),
                queue: settings
                    .teams
                    .first()
                    .map_or_else(|| QueueName("wachtrij".to_owned()), |team| team.queue.clone()),
                partners: settings
                    .partners
                    .iter()
                    .map(|partner| (partner.name.0.clone(), partner.label.clone()))
                    .collect(),
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
            take: self.take(),
            wording: self.wording(),
            office: self.office(settings, instance),
            bench: Arc::new(bench),
            trouble: Arc::new(move || {
                let rules = rules.trouble().map(|trouble| trouble.sentence());
                rules.or_else(|| mailbox_trouble(mailbox.as_deref()?, clock::now()))
            }),
            now: clock::now,
            stopping: self.shutdown.clone(),
        })
    }

    /// The way in for what is entered at the desk.
    fn take(&self) -> TakeReport {
        let gateway = self.gateway.clone();
        Arc::new(move |origin, report, raw, delivery| {
            let gateway = gateway.clone();
            Box::pin(async move { gateway.take_report(origin, report, raw, delivery).await })
        })
    }

    /// Texts as the courier would make them, to be shown first.
    fn wording(&self) -> desk::Wording {
        let rules = Arc::clone(&self.gateway.rules);
        Arc::new(move |template: &str, kenmerk: &str, received_at| {
            let in_force = rules.current();
            let facts = ack_facts(&in_force, kenmerk, received_at);
            in_force.texts.render(template, &facts).ok().map(|wording| (wording.subject, wording.text))
        })
    }

    /// What the desk may ask of the configuration.
    fn office(&self, settings: &Settings, instance: &str) -> Arc<dyn Office> {
        Arc::new(ConfigOffice {
            rules: Arc::clone(&self.gateway.rules),
            sender: Sender::new(&settings.outgoing).ok(),
            letterhead: Letterhead::new(&settings.outgoing.from, instance).ok(),
            wording: self.wording(),
            mail_host: mail_host(&settings.outgoing.from).to_owned(),
        })
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
            house: House { team: team_label(settings).to_owned(), phone: settings.phone.clone() },
            token: || clock::new_id().simple().to_string(),
        }
    }

    fn api_state(&self, settings: &Settings) -> ApiState<Gateway> {
        let limit = RateLimit::per_minute(settings.limits.api_requests_per_minute);
        let limit = Arc::new(move |key: &str| limit.check(&key.to_owned()));
        ApiState::new(Arc::new(self.gateway.clone()), limit, clock::now, settings.http.public_url.clone())
    }

    async fn serve(&self, setting: &str, listen: &str, router: Router) -> anyhow::Result<SocketAddr> {
        let listener = TcpListener::bind(listen).await.with_context(|| format!("{setting}: cannot open {listen}"))?;
        let address = listener.local_addr()?;
        // Answers are small and awaited: they must not be held back (Nagle).
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let served = axum::serve(listener, service).with_graceful_shutdown(self.shutdown.clone().cancelled_owned());
        self.doors.spawn(async move {
            if let Err(error) = served.await {
                tracing::error!(%error, "a web address stopped serving");
            }
        });
        Ok(address)
    }

    async fn start_courier(&self, settings: &Settings) -> anyhow::Result<()> {
        let store = self.gateway.store.clone();
        let instance = store.instance_value("naam", "").await?;
        let rules = Arc::clone(&self.gateway.rules);
        let courier = Courier {
            outbox: Arc::new(store.clone()),
            carrier: MailCarrier {
                sender: Sender::new(&settings.outgoing).map_err(|error| anyhow!("outgoing.relay: {error}"))?,
                wording: move |due: &Due| wording(&rules.current(), due),
                letterhead: Letterhead::new(&settings.outgoing.from, &instance)
                    .map_err(|error| anyhow!("outgoing.from: {error}"))?,
            },
            wake: Arc::new(Notify::new()),
            clock: clock::now,
        };
        self.doors.spawn(courier.run(self.shutdown.clone()));
        let rules = Arc::clone(&self.gateway.rules);
        let courier = Courier {
            outbox: Arc::new(store),
            carrier: WebhookCarrier::new(move |due: &Due| event(&rules.current(), due)).context("webhooks")?,
            wake: Arc::new(Notify::new()),
            clock: clock::now,
        };
        self.doors.spawn(courier.run(self.shutdown.clone()));
        Ok(())
    }

    /// Stops taking, finishes what is under way, closes the store.
    pub async fn stop(self) {
        let Self { gateway, doors, writers, shutdown, .. } = self;
        shutdown.cancel();
        doors.close();
        if tokio::time::timeout(GRACE, doors.wait()).await.is_err() {
            tracing::warn!("some clients did not finish in time");
        }
        let store = gateway.store.clone();
        // With the last way to the books gone, the writers finish and stop.
        drop(gateway);
        writers.close();
        if tokio::time::timeout(GRACE, writers.wait()).await.is_err() {
            tracing::warn!("a writer did not finish in time");
        }
        store.close().await;
    }
}
