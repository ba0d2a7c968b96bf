//! The whole gateway in this process, on free ports, with the shipped configuration and a mail server of its own.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::{Instant, MissedTickBehavior, interval};
use voordeur::{
    app::{self, Mode},
    config,
    domain::PartnerName,
    gateway::{self, Running},
    intake::{
        desk::{Desk, DeskTask},
        people::{NewPerson, People, Role},
    },
    store::{KeyOwner, Store},
};

use super::{
    clients::{Answer, Mail, MailClient, http, kenmerk_in, urlencoded},
    postgres,
    sink::Sink,
};

/// How long what must happen may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Which database.
#[derive(Debug, Clone, Copy)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// One gateway and its surroundings.
pub struct World {
    pub running: Running,
    pub sink: Sink,
    pub store: Store,
    pub store_url: String,
    /// A key of the projectleider.
    pub leader: String,
    _folder: TempDir,
}

/// The shipped configuration.
pub fn config_file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("config/voordeur.toml")
}

/// The environment of a gateway on free ports, without limits.
pub fn environment(store_url: &str, relay: &str) -> Vec<(String, String)> {
    let free = "127.0.0.1:0";
    [
        ("STORE__URL", store_url),
        ("OUTGOING__RELAY", relay),
        ("HTTP__LISTEN", free),
        ("METRICS__LISTEN", free),
        ("SMTP__LISTEN", free),
        ("LMTP__LISTEN", free),
        ("LIMITS__SMTP_MESSAGES_PER_MINUTE", "0"),
        ("LIMITS__API_REQUESTS_PER_MINUTE", "0"),
        ("LIMITS__FORM_POSTS_PER_MINUTE", "0"),
        ("ACKNOWLEDGE__MAX_PER_ADDRESS_PER_HOUR", "0"),
        ("ACKNOWLEDGE__MAX_PER_HOUR", "0"),
    ]
    .map(|(name, value)| (format!("VOORDEUR__{name}"), value.to_owned()))
    .to_vec()
}

impl World {
    pub async fn start() -> Self {
        Self::with(Backend::Sqlite, &[]).await
    }

    /// With settings of its own: section and key as in `LIMITS__…`.
    pub async fn with(backend: Backend, settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store_url = match backend {
            Backend::Sqlite => format!("sqlite:{}/voordeur.db", folder.path().display()),
            Backend::Postgres => postgres::database().await,
        };
        Self::at(store_url, folder, settings).await
    }

    /// A second gateway on this one's database.
    pub async fn neighbour(&self) -> Self {
        Self::at(self.store_url.clone(), tempfile::tempdir().unwrap(), &[]).await
    }

    /// The same, with settings of its own.
    pub async fn neighbour_with(&self, settings: &[(&str, String)]) -> Self {
        let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Self::at(self.store_url.clone(), tempfile::tempdir().unwrap(), &settings).await
    }

    /// On a store of the caller's, which goes when this does.
    pub async fn on(store_url: String, folder: TempDir, settings: &[(&str, &str)]) -> Self {
        Self::at(store_url, folder, settings).await
    }

    async fn at(store_url: String, folder: TempDir, settings: &[(&str, &str)]) -> Self {
        let sink = Sink::open().await;
        let mut environment = environment(&store_url, &sink.relay());
        for (name, value) in settings {
            environment.retain(|(known, _)| known != &format!("VOORDEUR__{name}"));
            environment.push((format!("VOORDEUR__{name}"), (*value).to_owned()));
        }
        let loaded = config::load(&config_file(), environment.into_iter()).unwrap_or_else(|error| panic!("{error}"));
        let running = app::start(&config_file(), loaded, Mode::Serve).await.unwrap();
        let store = running.gateway.store.clone();
        let leader =
            store.create_key(&KeyOwner::Role("projectleider".to_owned()), gateway::now()).await.unwrap().secret;
        Self { running, sink, store, store_url, leader, _folder: folder }
    }

    pub fn http_address(&self) -> SocketAddr {
        self.running.addresses.http.unwrap()
    }

    pub fn smtp_address(&self) -> SocketAddr {
        self.running.addresses.smtp.unwrap()
    }

    /// A new key of this partner.
    pub async fn key(&self, partner: &str) -> String {
        let owner = KeyOwner::Partner(PartnerName(partner.to_owned()));
        self.store.create_key(&owner, gateway::now()).await.unwrap().secret
    }

    /// The last reply to a mail at the SMTP door.
    pub async fn mail(&self, mail: &Mail) -> String {
        let mut client = MailClient::greet(self.smtp_address(), "EHLO").await.unwrap();
        client.send(&mail.reverse_path, &mail.octets()).await.unwrap()
    }

    /// The kenmerk of a mail that is taken.
    pub async fn mailed(&self, mail: &Mail) -> String {
        taken(&self.mail(mail).await)
    }

    /// The kenmerk of a mail that is taken by LMTP.
    pub async fn delivered(&self, mail: &Mail) -> String {
        let mut client = MailClient::greet(self.running.addresses.lmtp.unwrap(), "LHLO").await.unwrap();
        taken(&client.send(&mail.reverse_path, &mail.octets()).await.unwrap())
    }

    /// A request with this key; an empty one is left out.
    pub async fn ask(&self, key: &str, line: &str, body: Option<&Value>) -> Answer {
        let bearer = format!("Bearer {key}");
        let mut headers = vec![("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        if key.is_empty() {
            headers.remove(0);
        }
        let body = body.map(Value::to_string).unwrap_or_default();
        http(self.http_address(), line, &headers, body.as_bytes()).await.unwrap()
    }

    pub async fn post_signal(&self, key: &str, signal: &Value) -> Answer {
        self.ask(key, "POST /v1/signalen", Some(signal)).await
    }

    /// The kenmerk of a signal that a partner's system reports.
    pub async fn reported(&self, partner: &str, signal: Value) -> String {
        let key = self.key(partner).await;
        let answer = self.post_signal(&key, &signal).await.is(201);
        answer.json()["kenmerk"].as_str().unwrap().to_owned()
    }

    /// The kenmerk on the page that answers the form of this front door.
    pub async fn filled_in(&self, door: &str, fields: &[(&str, &str)]) -> String {
        kenmerk_in(&self.form(door, fields).await.is(200).body)
    }

    pub async fn form(&self, door: &str, fields: &[(&str, &str)]) -> Answer {
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let line = format!("POST /melden/{door}");
        http(self.http_address(), &line, &headers, urlencoded(fields).as_bytes()).await.unwrap()
    }

    /// All rows of a list of the projectleider's, page after page.
    pub async fn list(&self, path: &str) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let page = self.ask(&self.leader, &format!("GET {path}"), None).await.is(200).json();
            rows.extend(page["resultaten"].as_array().unwrap().iter().cloned());
            next = page["volgende"]
                .as_str()
                .map(|url| url.split_once("/v1/").unwrap().1)
                .map(|rest| format!("/v1/{rest}"));
        }
        rows
    }

    pub async fn casussen(&self) -> Vec<Value> {
        self.list("/v1/casussen?paginaGrootte=200").await
    }

    pub async fn signalen(&self) -> Vec<Value> {
        self.list("/v1/signalen?paginaGrootte=200").await
    }

    /// The signals of each casus, by kenmerk and sorted; sorted as a whole.
    pub async fn households(&self) -> Vec<Vec<String>> {
        let kenmerken = |casus: &Value| {
            let signals = casus["signalen"].as_array().unwrap().iter();
            let mut signals: Vec<String> = signals.map(|line| line["kenmerk"].as_str().unwrap().to_owned()).collect();
            signals.sort();
            signals
        };
        let mut households: Vec<Vec<String>> = self.casussen().await.iter().map(kenmerken).collect();
        households.sort();
        households
    }

    /// The casus that holds the signal.
    pub async fn casus_of(&self, kenmerk: &str) -> Value {
        let holds = |casus: &Value| casus["signalen"].as_array().unwrap().iter().any(|line| line["kenmerk"] == kenmerk);
        self.casussen().await.into_iter().find(holds).unwrap_or_else(|| panic!("no casus holds the signal {kenmerk}"))
    }

    /// The status of the signal as the projectleider sees it.
    pub async fn status_of(&self, kenmerk: &str) -> String {
        let line = self.signalen().await.into_iter().find(|line| line["kenmerk"] == kenmerk);
        line.unwrap_or_else(|| panic!("the signal {kenmerk} is nowhere"))["status"].as_str().unwrap().to_owned()
    }

    pub async fn proposals(&self) -> Vec<Value> {
        self.list("/v1/matchvoorstellen").await
    }

    pub async fn decide(&self, proposal: &Value, besluit: &str) -> Answer {
        let line = format!("POST /v1/matchvoorstellen/{}/besluiten", proposal["id"].as_str().unwrap());
        self.ask(&self.leader, &line, Some(&json!({ "besluit": besluit }))).await
    }

    /// The id of a projectleider who only looks.
    async fn onlooker(&self) -> String {
        let person = NewPerson {
            name: "Zora Kijk".to_owned(),
            email: "zora@wijkteam.example".to_owned(),
            role: Role::Projectleider,
            teams: None,
            link_hash: "zora".to_owned(),
            link_expires_at: gateway::now(),
        };
        self.store.add_person(person, "systeem", gateway::now()).await.unwrap();
        let people = self.store.people().await.unwrap();
        people.into_iter().find(|person| person.name == "Zora Kijk").unwrap().id
    }

    pub async fn tasks(&self) -> Vec<DeskTask> {
        Desk::tasks(&self.store, &self.onlooker().await).await.unwrap()
    }

    /// Returns when no mail waits to be sent: what was not sent by then never will be.
    pub async fn settled(&self) {
        eventually("the outbox is empty", async || {
            (self.store.vitals(gateway::now()).await.unwrap().outbox_waiting == 0).then_some(())
        })
        .await;
    }
}

/// The kenmerk in `250 2.0.0 VD-…`.
#[track_caller]
fn taken(reply: &str) -> String {
    assert!(reply.starts_with("250 "), "{reply}");
    kenmerk_in(reply)
}

/// Looks until there is something to see.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    let mut ticks = interval(Duration::from_millis(20));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(began.elapsed() < PATIENCE, "it did not happen in time: {what}");
    }
}
