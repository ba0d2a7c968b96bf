//! Killed at any moment: what was acknowledged is there, once; what was not is sent again, and is there once too.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{BuildHasher, RandomState},
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;
use voordeur::{
    config::OutgoingSettings,
    courier::{Courier, Letterhead, MailCarrier, Sender, Wording},
    gateway,
    intake::Due,
    store::Store,
};

use super::{
    binary::{Installation, Program},
    clients::{Mail, MailClient, http, kenmerk_in},
    sink::Sink,
    world::eventually,
};

/// Clients that send at the same time; even ones mail, odd ones use the API.
const CLIENTS: usize = 8;
/// Deaths of the program.
const ROUNDS: usize = 6;
/// At most so many acknowledgements in a round before the program dies.
const LONGEST_ROUND: usize = 120;

/// What one message became: its reference is how the sender, and nobody else, knows it.
pub(super) type Ledger = Arc<Mutex<BTreeMap<String, String>>>;

/// A message of one client; sent again and again until it is acknowledged, always the same.
#[derive(Debug, Clone)]
enum Message {
    Mail(Box<Mail>),
    Report { reference: String, body: Value },
}

impl Message {
    /// The `number`th of this client. A house in three gets signals of several clients.
    fn new(client: usize, number: usize) -> Self {
        let house = (client + number) % 30 + 1;
        if client.is_multiple_of(2) {
            let text = format!("Melding {client}.{number} over Pijlkruidhof {house}, 9675 XC Winschoten.");
            let from = format!("melder{client}@meldpunt.example");
            return Self::Mail(Box::new(Mail::from(&from, &text)));
        }
        let reference = format!("R-{client}-{number}");
        let body = json!({
            "bronReferentie": reference,
            "situatieSchets": format!("Melding {client}.{number}."),
            "adres": {"postcode": "9675 XC", "huisnummer": house},
        });
        Self::Report { reference, body }
    }

    fn reference(&self) -> &str {
        match self {
            Self::Mail(mail) => &mail.id,
            Self::Report { reference, .. } => reference,
        }
    }
}

/// One who sends, over all rounds.
struct Client {
    number: usize,
    sent: usize,
    /// Sent and not acknowledged: nobody knows whether it arrived.
    unanswered: Option<Message>,
    key: String,
    acknowledged: Ledger,
    /// Over all clients, in this round.
    count: Arc<AtomicUsize>,
    news: watch::Sender<()>,
}

impl Client {
    /// Sends until the other side is gone.
    async fn work(mut self, smtp: SocketAddr, http: SocketAddr) -> Self {
        let mut mail = None;
        loop {
            let message = self.unanswered.take().unwrap_or_else(|| {
                self.sent += 1;
                Message::new(self.number, self.sent)
            });
            self.unanswered = Some(message.clone());
            let Ok(kenmerk) = self.send(&message, &mut mail, (smtp, http)).await else { return self };
            self.unanswered = None;
            let known = self.acknowledged.lock().unwrap().insert(message.reference().to_owned(), kenmerk);
            assert!(known.is_none());
            self.count.fetch_add(1, Ordering::Relaxed);
            self.news.send_replace(());
        }
    }

    /// The kenmerk, which is an acknowledgement; or else nothing is known.
    async fn send(
        &self,
        message: &Message,
        mail: &mut Option<MailClient>,
        (smtp, web): (SocketAddr, SocketAddr),
    ) -> Result<String, ()> {
        match message {
            Message::Mail(letter) => {
                let mut client = match mail.take() {
                    Some(client) => client,
                    None => MailClient::greet(smtp, "EHLO").await.map_err(|_| ())?,
                };
                let reply = client.send(&letter.reverse_path, &letter.octets()).await.map_err(|_| ())?;
                *mail = Some(client);
                if reply.starts_with("250 ") { Ok(kenmerk_in(&reply)) } else { Err(()) }
            }
            Message::Report { reference, body } => {
                let bearer = format!("Bearer {}", self.key);
                let headers = [
                    ("Authorization", bearer.as_str()),
                    ("Content-Type", "application/json"),
                    ("Idempotency-Key", reference.as_str()),
                ];
                let line = "POST /v1/signalen";
                let answer = http(web, line, &headers, body.to_string().as_bytes()).await.map_err(|_| ())?;
                if answer.status == 201 { Ok(kenmerk_in(&answer.body)) } else { Err(()) }
            }
        }
    }
}

/// The clients and what they were told.
pub(super) struct Senders {
    clients: Vec<Client>,
    pub(super) acknowledged: Ledger,
    count: Arc<AtomicUsize>,
    news: watch::Receiver<()>,
}

impl Senders {
    pub(super) fn new(installation: &Installation) -> Self {
        let key = installation.key("--partner", "acantus");
        let (tell, news) = watch::channel(());
        let (acknowledged, count) = (Ledger::default(), Arc::<AtomicUsize>::default());
        let client = |number| Client {
            number,
            sent: 0,
            unanswered: None,
            key: key.clone(),
            acknowledged: Arc::clone(&acknowledged),
            count: Arc::clone(&count),
            news: tell.clone(),
        };
        Self { clients: (0..CLIENTS).map(client).collect(), acknowledged, count, news }
    }

    /// All work until the program is gone; `end` ends it when so many messages were acknowledged.
    pub(super) async fn until(
        &mut self,
        program: &mut Program,
        acknowledgements: usize,
        end: impl FnOnce(&mut Program),
    ) {
        self.count.store(0, Ordering::Relaxed);
        let mut working = JoinSet::new();
        for client in self.clients.drain(..) {
            working.spawn(client.work(program.smtp, program.http));
        }
        while self.count.load(Ordering::Relaxed) < acknowledgements {
            tokio::select! {
                _ = self.news.changed() => {}
                _ = working.join_next() => panic!("a client was refused"),
            }
        }
        end(program);
        self.clients = working.join_all().await;
    }

    /// Sends what nobody knows of once more, to a program that stays.
    async fn send_again(&mut self, program: &Program) {
        for client in &mut self.clients {
            let Some(message) = client.unanswered.take() else { continue };
            let kenmerk = client.send(&message, &mut None, (program.smtp, program.http)).await.unwrap();
            self.acknowledged.lock().unwrap().insert(message.reference().to_owned(), kenmerk);
        }
    }

    pub(super) fn acknowledged(&self) -> BTreeMap<String, String> {
        self.acknowledged.lock().unwrap().clone()
    }
}

/// Every signal as the projectleider sees it: reference and kenmerk.
pub(super) async fn kept(program: &Program, leader: &str) -> Vec<(String, String)> {
    let mut kept = Vec::new();
    let mut next = Some("/v1/signalen?paginaGrootte=200".to_owned());
    let bearer = format!("Bearer {leader}");
    while let Some(path) = next {
        let answer = http(program.http, &format!("GET {path}"), &[("Authorization", &bearer)], b"").await.unwrap();
        let page = answer.is(200).json();
        for row in page["resultaten"].as_array().unwrap() {
            let text = |field: &str| row[field].as_str().unwrap().trim_matches(['<', '>']).to_owned();
            assert_ne!(text("status"), "wachtbak", "{row}");
            kept.push((text("bronReferentie"), text("kenmerk")));
        }
        next = page["volgende"].as_str().map(|url| format!("/v1/{}", url.split_once("/v1/").unwrap().1));
    }
    kept
}

/// After the leases of couriers that died.
fn later() -> Timestamp {
    gateway::now() + 3.hours()
}

/// Sends what still waits, as the program would when its leases are over.
pub(super) async fn send_the_rest(installation: &Installation, sink: &Sink) {
    let store = Store::open(installation.store_url()).await.unwrap();
    let outgoing =
        OutgoingSettings { relay: sink.relay(), password_file: None, from: "signaal@wijkteam.example".to_owned() };
    let courier = Courier {
        outbox: Arc::new(store.clone()),
        carrier: MailCarrier {
            sender: Sender::new(&outgoing).unwrap(),
            wording: |_: &Due| Ok(Wording { subject: String::new(), text: String::new() }),
            letterhead: Letterhead::new(&outgoing.from, "parkwijk").unwrap(),
        },
        wake: Arc::new(Notify::new()),
        clock: later,
    };
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(courier.run(shutdown.clone()));
    eventually("the outbox is empty", async || {
        (store.vitals(gateway::now()).await.unwrap().outbox_waiting == 0).then_some(())
    })
    .await;
    shutdown.cancel();
    running.await.unwrap();
    store.close().await;
}

/// Every mail was answered, under one Message-ID, and nothing else was.
#[track_caller]
pub(super) fn each_mail_was_answered_once(sink: &Sink, mails: &BTreeSet<String>) {
    let mut answers: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for sent in sink.taken() {
        answers.entry(sent.header("In-Reply-To")).or_default().insert(sent.header("Message-ID"));
    }
    let doubled: Vec<_> = answers.iter().filter(|(_, ids)| ids.len() > 1).collect();
    assert!(doubled.is_empty(), "answered under two Message-IDs: {doubled:?}");
    let answered: BTreeSet<String> = answers.into_keys().map(|id| id.trim_matches(['<', '>']).to_owned()).collect();
    assert_eq!(&answered, mails);
}

/// From 1 to `most`.
fn chance(most: usize) -> usize {
    let drawn = RandomState::new().hash_one(most);
    usize::try_from(drawn % most as u64).unwrap() + 1
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_it_loses_nothing_and_doubles_nothing() {
    let sink = Sink::open().await;
    let installation = Installation::new(&sink.relay());
    let (mut senders, leader) = (Senders::new(&installation), installation.key("--role", "projectleider"));
    for round in 0..ROUNDS {
        let (mut program, moment) = (installation.serve("info"), chance(LONGEST_ROUND));
        println!("round {round}: killed after {moment} acknowledgements");
        senders.until(&mut program, moment, Program::kill).await;
        program.ended();
        // Nobody was there to see; the books must be whole at once.
        installation.prints(&["audit", "verify"]);
    }
    let program = installation.serve("info");
    senders.send_again(&program).await;
    let acknowledged = senders.acknowledged();
    let kept = kept(&program, &leader).await;
    assert_eq!(kept.len(), acknowledged.len(), "no more than was sent");
    assert_eq!(kept.into_iter().collect::<BTreeMap<_, _>>(), acknowledged, "every receipt is honoured");
    program.signal("TERM");
    assert!(program.ended().0.success());
    send_the_rest(&installation, &sink).await;
    let mails = acknowledged.into_keys().filter(|reference| reference.contains('@')).collect();
    each_mail_was_answered_once(&sink, &mails);
    installation.prints(&["audit", "verify"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asked_to_stop_it_finishes_and_ends_well() {
    let sink = Sink::open().await;
    let installation = Installation::new(&sink.relay());
    let (mut senders, leader) = (Senders::new(&installation), installation.key("--role", "projectleider"));
    let mut program = installation.serve("info");
    senders.until(&mut program, 100, |program| program.signal("TERM")).await;
    let (status, _) = program.ended();
    assert_eq!(status.code(), Some(0));
    let acknowledged = senders.acknowledged();
    let program = installation.serve("info");
    let kept: BTreeMap<String, String> = kept(&program, &leader).await.into_iter().collect();
    for (reference, kenmerk) in &acknowledged {
        assert_eq!(kept.get(reference), Some(kenmerk), "{reference}");
    }
    program.signal("TERM");
    assert!(program.ended().0.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_may_work_beside_a_program_under_load() {
    let sink = Sink::open().await;
    let installation = Installation::new(&sink.relay());
    let (mut senders, leader) = (Senders::new(&installation), installation.key("--role", "projectleider"));
    let mut program = installation.serve("info");
    let archive = installation.folder.path().join("archief");
    std::fs::create_dir(&archive).unwrap();
    for number in 0..30 {
        let mail = Mail::from("archief@meldpunt.example", &format!("Oud bericht {number}: Pijlkruidhof 3, 9675 XC."));
        std::fs::write(archive.join(format!("{number:02}.eml")), mail.octets()).unwrap();
    }
    let mut import = installation.command(&["import", archive.to_str().unwrap()]).spawn().unwrap();
    senders
        .until(&mut program, 60, |program| {
            installation.key("--partner", "cjg");
            installation.prints(&["audit", "verify"]);
            assert!(import.wait().unwrap().success());
            program.signal("TERM");
        })
        .await;
    assert!(program.ended().0.success());
    let program = installation.serve("info");
    senders.send_again(&program).await;
    let kept = kept(&program, &leader).await;
    assert_eq!(kept.len(), senders.acknowledged().len() + 30);
    program.signal("TERM");
    assert!(program.ended().0.success());
    installation.prints(&["audit", "verify"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_are_read_again_without_a_stop() {
    let sink = Sink::open().await;
    let installation = Installation::new(&sink.relay());
    let program = installation.serve("info");
    program.signal("HUP");
    eventually("the reload is counted", async || {
        let metrics = http(program.metrics, "GET /metrics", &[], b"").await.unwrap().is(200).body;
        metrics.contains("voordeur_config_last_reload_successful 1").then_some(())
    })
    .await;
    http(program.http, "GET /health/ready", &[], b"").await.unwrap().is(200);
    program.signal("TERM");
    let (status, [log, _]) = program.ended();
    assert!(status.success() && log.contains("configuration read again"), "{log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_not_ready_until_it_has_room_again() {
    let sink = Sink::open().await;
    let installation = Installation::new(&sink.relay());
    let leader = installation.key("--role", "projectleider");
    let program = installation.serve_where_files_may_end("info");
    let ready = async || http(program.http, "GET /health/ready", &[], b"").await.unwrap();
    ready().await.is(200);
    program.let_files_grow("4096");
    let mail = Mail::from("joke@meldpunt.example", "Zorgen om Krabbenscheerstraat 3, 9675 XA Winschoten.");
    let mut client = MailClient::greet(program.smtp, "EHLO").await.unwrap();
    let answer = client.send(&mail.reverse_path, &mail.octets()).await.unwrap();
    assert!(answer.starts_with("451"), "{answer}");
    let no = ready().await.is(503);
    assert_eq!(no.body, "the store cannot be written\n");
    ready().await.is(503);
    let alive = http(program.http, "GET /health/live", &[], b"").await.unwrap();
    alive.is(200);
    program.let_files_grow("unlimited");
    ready().await.is(200);
    let answer = client.send(&mail.reverse_path, &mail.octets()).await.unwrap();
    assert!(answer.starts_with("250"), "{answer}");
    assert_eq!(kept(&program, &leader).await.len(), 1);
    program.signal("TERM");
    assert!(program.ended().0.success());
}
