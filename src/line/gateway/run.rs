//! Builds the whole line from its settings and runs it.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use anyhow::Context;
use axum::{Router, middleware};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    checks, client, clock, observe,
    rules::{Answering, InForce, Rules, read_register},
    shaped::{inner_queues, mail_host, own_addresses},
    taking::Gateway,
};
use crate::{
    config::{ImapSettings, LmtpSettings, Settings, SmtpSettings},
    domain::Network,
    doors::{
        imap::{MailboxDoor, MailboxState, Roots},
        limits::RateLimit,
        smtp::{Certificate, Dialect, Listener, MailDoor, Rules as DoorRules},
    },
    intake::token,
    mail::OwnMail,
    routing::RouteTable,
    store::{BookRules, Books, InnerRing, Store},
};

/// How long a stop waits for what is under way.
const GRACE: Duration = Duration::from_secs(20);

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
    /// Cancelled when all must stop.
    pub shutdown: CancellationToken,
    /// How the mailbox is read; `None`: there is none.
    pub mailbox: Option<Arc<MailboxState>>,
    pub(super) tasks: TaskTracker,
    writers: TaskTracker,
}

/// Opens the store and the books on it, without any door: for `import` and for [`Running::open`].
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
    let secret = store.instance_value("geheim", &token()?).await?;
    let mail_host = mail_host(&settings.outgoing.from).to_owned();
    let own = OwnMail {
        addresses: own_addresses(&settings),
        instance,
        authserv_id: settings.identity.authserv_id.clone(),
        relays: settings.identity.relays.clone(),
    };
    let scanner = checks::scanner(&settings);
    // What is read from an archive came by no door: its senders cannot be asked any more.
    let identity = if answering == Answering::Yes { checks::identity(&settings, &mail_host)? } else { None };
    if let Some(bsn) = &settings.household_bsn {
        tracing::info!(grondslag = bsn.basis, "a keyed hash of each named BSN takes part in the linkage");
    }
    let rules = Arc::new(Rules::new(config, InForce::new(settings, routes)?));
    let ringing = Arc::clone(&rules);
    let store = store.with_inner_ring(InnerRing::new(move || inner_queues(&ringing.current().settings)));
    let writers = TaskTracker::new();
    let (deciding, limiting) = (Arc::clone(&rules), Arc::clone(&rules));
    let book_rules = BookRules {
        decide: Arc::new(move |signal, history, background| deciding.decide(signal, history, background, answering)),
        ack_limits: Arc::new(move || limiting.current().settings.acknowledge),
        ids: clock::new_id,
        mail_host,
        secret: Arc::from(secret.as_bytes()),
    };
    let books = Books::open(&store, book_rules.clone(), &writers);
    let gateway =
        Gateway::new(store, rules, books.clone(), book_rules, own).with_identity_check(identity).with_scanner(scanner);
    Ok((gateway, books, writers))
}

impl Running {
    /// A gateway that takes nothing in yet.
    ///
    /// # Errors
    ///
    /// When the store cannot be opened.
    pub async fn open(config: &Path, loaded: (Settings, RouteTable)) -> anyhow::Result<Self> {
        let (gateway, _, writers) = open_gateway(config, loaded, Answering::Yes).await?;
        Ok(Self {
            addresses: Addresses::default(),
            gateway,
            shutdown: CancellationToken::new(),
            mailbox: None,
            tasks: TaskTracker::new(),
            writers,
        })
    }

    /// Opens the doors for mail that are on.
    ///
    /// # Errors
    ///
    /// When an address is taken, or a certificate or password cannot be read.
    pub async fn open_mail_doors(&mut self, settings: &Settings) -> anyhow::Result<()> {
        self.listen_for_mail(&settings.smtp, &settings.lmtp, settings.limits.smtp_messages_per_minute).await?;
        settings.imap.as_ref().map_or(Ok(()), |imap| self.open_mailbox(imap))
    }

    async fn listen_for_mail(
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
            self.take_mail(door, listener);
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
        self.fetch_mail(door);
        Ok(())
    }

    /// Opens the web address: form and API, with `desk` beside them; and the one for metrics, if there is one.
    ///
    /// # Errors
    ///
    /// When an address is taken.
    pub async fn open_http(&mut self, settings: &Settings, desk: Router) -> anyhow::Result<()> {
        let proxies: Arc<[Network]> = settings.http.trusted_proxies.clone().into();
        let router = desk.merge(self.ways_in(settings));
        let router = router.layer(middleware::from_fn_with_state(proxies, client::behind_proxy));
        self.addresses.http = Some(self.serve("http.listen", &settings.http.listen, router).await?);
        if let Some(listen) = &settings.metrics_listen {
            let router = observe::metrics_router(self.gateway.store.clone());
            self.addresses.metrics = Some(self.serve("metrics.listen", listen, router).await?);
        }
        Ok(())
    }

    async fn serve(&self, setting: &str, listen: &str, router: Router) -> anyhow::Result<SocketAddr> {
        let listener = TcpListener::bind(listen).await.with_context(|| format!("{setting}: cannot open {listen}"))?;
        let address = listener.local_addr()?;
        self.answer(listener, router);
        Ok(address)
    }

    /// Stops taking, finishes what is under way, closes the store.
    pub async fn stop(self) {
        let Self { gateway, tasks, writers, shutdown, .. } = self;
        shutdown.cancel();
        tasks.close();
        if tokio::time::timeout(GRACE, tasks.wait()).await.is_err() {
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
