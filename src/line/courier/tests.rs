//! The courier against a scripted SMTP server on loopback: what is sent once, what comes back, what is given up.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use super::{Courier, Letterhead, MailCarrier, Sender, Wording, delay_before};
use crate::{
    config::OutgoingSettings,
    domain::{Kenmerk, SignalId},
    intake::{Delivered, Due, Lane, Outbox, OutboxKind, Unavailable},
};

/// A row at its first attempt.
pub(super) fn due(id: &str) -> Due {
    Due {
        id: id.to_owned(),
        kind: OutboxKind::Bevestiging,
        signal: SignalId(uuid::Uuid::nil()),
        kenmerk: Kenmerk::of_signal(1),
        received_at: Timestamp::UNIX_EPOCH,
        recipient: "an@meldpunt.example".to_owned(),
        template: "bevestiging".to_owned(),
        message_id: format!("<ack.{id}@wijkteam.example>"),
        in_reply_to: None,
        references: Vec::new(),
        exchange: None,
        attempt: 1,
    }
}

/// An outbox in memory: rows are leased at once, and come again when the test puts them back.
#[derive(Default)]
struct Letterbox {
    waiting: Mutex<VecDeque<Due>>,
    settled: Mutex<Vec<(String, Delivered)>>,
    settling_fails: Mutex<u32>,
    changed: Notify,
}

impl Outbox for Letterbox {
    async fn lease(
        &self,
        _lane: Lane,
        _now: Timestamp,
        _until: Timestamp,
        limit: u32,
    ) -> Result<Vec<Due>, Unavailable> {
        let mut waiting = self.waiting.lock().unwrap();
        let count = waiting.len().min(limit as usize);
        Ok(waiting.drain(..count).collect())
    }

    async fn settle(&self, results: Vec<(String, Delivered)>, _now: Timestamp) -> Result<(), Unavailable> {
        {
            let mut fails = self.settling_fails.lock().unwrap();
            if *fails > 0 {
                *fails -= 1;
                return Err(Unavailable::because("busy"));
            }
        }
        self.settled.lock().unwrap().extend(results);
        self.changed.notify_one();
        Ok(())
    }
}

/// The envelope's lines, and the message.
type Sunk = (Vec<String>, String);

/// An SMTP server that gives the next scripted reply to each message's end, and keeps what it took.
struct Sink {
    address: SocketAddr,
    messages: Arc<Mutex<Vec<Sunk>>>,
}

impl Sink {
    async fn start(replies: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let messages = Arc::new(Mutex::new(Vec::new()));
        let script = Arc::new(Mutex::new(replies.iter().copied().collect::<VecDeque<_>>()));
        let kept = Arc::clone(&messages);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(Self::talk(stream, Arc::clone(&kept), Arc::clone(&script)));
            }
        });
        Self { address, messages }
    }

    async fn talk(
        stream: TcpStream,
        kept: Arc<Mutex<Vec<Sunk>>>,
        script: Arc<Mutex<VecDeque<&'static str>>>,
    ) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        stream.get_mut().write_all(b"220 sink\r\n").await?;
        let (mut envelope, mut line) = (Vec::new(), String::new());
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let mut answer = "250 2.0.0 ok\r\n".to_owned();
            match line.get(..4) {
                Some("MAIL" | "RCPT") => envelope.push(line.trim_end().to_owned()),
                Some("DATA") => {
                    stream.get_mut().write_all(b"354 go\r\n").await?;
                    let mut message = String::new();
                    while !message.ends_with("\r\n.\r\n") {
                        stream.read_line(&mut message).await?;
                    }
                    kept.lock().unwrap().push((std::mem::take(&mut envelope), message));
                    let reply = script.lock().unwrap().pop_front().unwrap_or("250 2.0.0 taken");
                    answer = format!("{reply}\r\n");
                }
                _ => {}
            }
            stream.get_mut().write_all(answer.as_bytes()).await?;
        }
    }

    fn relay(&self) -> String {
        format!("smtp://{}", self.address)
    }

    fn message_ids(&self) -> Vec<String> {
        let messages = self.messages.lock().unwrap();
        let ids = messages
            .iter()
            .flat_map(|(_, message)| message.lines().filter_map(|line| line.strip_prefix("Message-ID: ")));
        ids.map(str::to_owned).collect()
    }
}

const NOW: fn() -> Timestamp = || Timestamp::UNIX_EPOCH;

/// A courier at work.
struct Work {
    outbox: Arc<Letterbox>,
    wake: Arc<Notify>,
    shutdown: CancellationToken,
    running: JoinHandle<()>,
}

impl Work {
    fn start(relay: &str, rows: Vec<Due>) -> Self {
        let settings = OutgoingSettings { relay: relay.to_owned(), password_file: None, from: String::new() };
        let outbox = Arc::new(Letterbox { waiting: Mutex::new(rows.into()), ..Letterbox::default() });
        let wake = Arc::new(Notify::new());
        let shutdown = CancellationToken::new();
        let wording = |due: &Due| match due.template.as_str() {
            "bevestiging" => {
                Ok(Wording { subject: "Auto: Ontvangstbevestiging".to_owned(), text: "Dank u.\n".to_owned() })
            }
            other => Err(format!("no template {other}")),
        };
        let courier = Courier {
            outbox: Arc::clone(&outbox),
            carrier: MailCarrier {
                sender: Sender::new(&settings).unwrap(),
                wording,
                letterhead: Letterhead::new("Wijkteam <signaal@wijkteam.example>", "i").unwrap(),
            },
            wake: Arc::clone(&wake),
            clock: NOW,
        };
        let running = tokio::spawn(courier.run(shutdown.clone()));
        Self { outbox, wake, shutdown, running }
    }

    /// Waits until so many rows are settled, and tells how.
    async fn settled(&self, count: usize) -> Vec<(String, Delivered)> {
        let enough = async {
            while self.outbox.settled.lock().unwrap().len() < count {
                self.outbox.changed.notified().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), enough).await.expect("the courier settles");
        self.outbox.settled.lock().unwrap().clone()
    }

    fn put(&self, row: Due) {
        self.outbox.waiting.lock().unwrap().push_back(row);
        self.wake.notify_one();
    }
}

fn wait_of(outcome: &Delivered) -> (SignedDuration, &str) {
    match outcome {
        Delivered::Later { at, error } => (at.duration_since(NOW()), error),
        other => panic!("not later but {other:?}"),
    }
}

#[tokio::test]
async fn every_row_is_delivered_once_with_the_null_sender() {
    let sink = Sink::start(&[]).await;
    let work = Work::start(&sink.relay(), (0..20).map(|id| due(&id.to_string())).collect());
    let settled = work.settled(20).await;
    assert!(settled.iter().all(|(_, outcome)| *outcome == Delivered::Sent));
    let mut ids = sink.message_ids();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 20);
    assert_eq!(sink.messages.lock().unwrap().len(), 20);
    let envelope = sink.messages.lock().unwrap()[0].0.clone();
    assert!(envelope[0].starts_with("MAIL FROM:<>"), "{envelope:?}");
    assert_eq!(envelope[1], "RCPT TO:<an@meldpunt.example>");
}

#[tokio::test]
async fn a_temporary_refusal_comes_again_with_the_same_message_id() {
    let sink = Sink::start(&["452 4.2.2 an@meldpunt.example is over quota"]).await;
    let work = Work::start(&sink.relay(), vec![due("1")]);
    let settled = work.settled(1).await;
    let (wait, error) = wait_of(&settled[0].1);
    assert_eq!(error, "452 4.2.2");
    assert!(wait >= SignedDuration::from_secs(54) && wait <= SignedDuration::from_secs(66), "{wait}");

    work.put(Due { attempt: 2, ..due("1") });
    assert_eq!(work.settled(2).await[1].1, Delivered::Sent);
    assert_eq!(sink.message_ids(), ["<ack.1@wijkteam.example>", "<ack.1@wijkteam.example>"]);
}

#[tokio::test]
async fn a_permanent_refusal_is_dead_and_names_nobody() {
    let sink = Sink::start(&["550 5.1.1 <an@meldpunt.example> unknown", "554 an@meldpunt.example no"]).await;
    let work = Work::start(&sink.relay(), vec![due("1")]);
    assert_eq!(work.settled(1).await[0].1, Delivered::Dead { error: "550 5.1.1".to_owned() });
    work.put(due("2"));
    assert_eq!(work.settled(2).await[1].1, Delivered::Dead { error: "554".to_owned() });
}

#[tokio::test]
async fn a_relay_that_is_away_is_tried_later() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let work = Work::start(&format!("smtp://{gone}"), vec![Due { attempt: 3, ..due("1") }]);
    let settled = work.settled(1).await;
    let (wait, error) = wait_of(&settled[0].1);
    assert_eq!(error, "connection refused");
    let least = SignedDuration::try_from(delay_before(4, 0.0).unwrap()).unwrap();
    assert!(wait >= least, "{wait}");
}

#[tokio::test]
async fn after_the_last_attempt_it_is_dead() {
    let sink = Sink::start(&["451 4.3.0 busy"]).await;
    let work = Work::start(&sink.relay(), vec![Due { attempt: 11, ..due("1") }]);
    assert_eq!(work.settled(1).await[0].1, Delivered::Dead { error: "451 4.3.0".to_owned() });
}

#[tokio::test]
async fn without_words_it_is_dead() {
    let sink = Sink::start(&[]).await;
    let work = Work::start(&sink.relay(), vec![Due { template: "weg".to_owned(), ..due("1") }]);
    assert_eq!(work.settled(1).await[0].1, Delivered::Dead { error: "no template weg".to_owned() });
    assert_eq!(sink.messages.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn what_was_sent_is_settled_also_when_the_store_was_away() {
    let sink = Sink::start(&[]).await;
    let work = Work::start(&sink.relay(), Vec::new());
    *work.outbox.settling_fails.lock().unwrap() = 1;
    work.put(due("1"));
    assert_eq!(work.settled(1).await, [("1".to_owned(), Delivered::Sent)]);
    assert_eq!(sink.messages.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn stopping_finishes_what_is_under_way() {
    let sink = Sink::start(&[]).await;
    let work = Work::start(&sink.relay(), vec![due("1")]);
    while sink.messages.lock().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    work.shutdown.cancel();
    work.running.await.unwrap();
    assert_eq!(*work.outbox.settled.lock().unwrap(), [("1".to_owned(), Delivered::Sent)]);
}

#[tokio::test]
async fn a_maildir_takes_the_place_of_a_relay() {
    let folder = tempfile::tempdir().unwrap();
    let work = Work::start(&format!("maildir:{}", folder.path().display()), vec![due("1"), due("2")]);
    work.settled(2).await;
    let text = std::fs::read_to_string(folder.path().join("new/ack.1@wijkteam.example")).unwrap();
    assert!(text.contains("To: an@meldpunt.example\r\n"));
    assert_eq!(std::fs::read_dir(folder.path().join("new")).unwrap().count(), 2);
}
