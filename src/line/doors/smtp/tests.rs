//! The mail door on a real socket: the dialogs of `tests/dialogs`, and what needs a clock or a second client.

use std::{
    net::IpAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::Timestamp;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpStream, UnixStream},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Dialect, Listener, MailDoor, Rules};
use crate::{
    domain::{Kenmerk, Receipt, SignalId},
    doors::limits::RateLimit,
    intake::{IntakeError, MailTaker, Refusal, Unavailable},
    mail::Envelope,
};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Mood {
    #[default]
    Takes,
    Refuses,
    IsUnavailable,
    Panics,
    TakesHalfASecond,
}

#[derive(Default)]
pub(super) struct Taker {
    mood: Mood,
    taken: Mutex<Vec<(Envelope, Vec<u8>)>>,
}

impl MailTaker for Taker {
    async fn take_mail(&self, envelope: Envelope, raw: Vec<u8>) -> Result<Receipt, IntakeError> {
        match self.mood {
            Mood::Takes => {}
            Mood::TakesHalfASecond => tokio::time::sleep(Duration::from_millis(500)).await,
            Mood::Refuses => return Err(Refusal::KeyReused.into()),
            Mood::IsUnavailable => return Err(Unavailable::because("disk full").into()),
            Mood::Panics => panic!("meant to, in a test"),
        }
        let mut taken = self.taken.lock().unwrap();
        taken.push((envelope, raw));
        Ok(Receipt {
            id: SignalId(Uuid::nil()),
            kenmerk: Kenmerk::of_signal(taken.len() as u64),
            received_at: Timestamp::UNIX_EPOCH,
            repeated: false,
            warnings: Vec::new(),
        })
    }
}

pub(super) fn rules(dialect: Dialect) -> Rules {
    Rules {
        dialect,
        hostname: "wijkteam.example".to_owned(),
        addresses: vec!["signaal@wijkteam.example".to_owned()],
        max_message_bytes: 1000,
        idle_timeout: Duration::from_secs(20),
        max_sessions: 10,
        starttls: false,
    }
}

/// A door on a free port.
pub(super) struct Open {
    pub taker: Arc<Taker>,
    pub address: std::net::SocketAddr,
    shutdown: CancellationToken,
    closed: tokio::task::JoinHandle<()>,
}

pub(super) async fn open(rules: Rules, mood: Mood, limit: u32) -> Open {
    let taker = Arc::new(Taker { mood, ..Taker::default() });
    let limit = Arc::new(RateLimit::<IpAddr>::per_minute(limit));
    serve(MailDoor::new(rules, Arc::clone(&taker), limit), taker).await
}

pub(super) async fn serve(door: MailDoor<Taker>, taker: Arc<Taker>) -> Open {
    let listener = Listener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.tcp_address().unwrap();
    let shutdown = CancellationToken::new();
    let closed = tokio::spawn(door.run(listener, shutdown.clone()));
    Open { taker, address, shutdown, closed }
}

/// A client that says a line and expects a reply.
pub(super) struct Client<S>(pub BufReader<S>);

impl<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin> Client<S> {
    pub async fn say(&mut self, octets: &[u8]) {
        self.0.get_mut().write_all(octets).await.unwrap();
    }

    pub async fn hears(&mut self, prefix: &str) {
        let mut line = String::new();
        tokio::time::timeout(Duration::from_secs(10), self.0.read_line(&mut line))
            .await
            .unwrap_or_else(|_| panic!("silence instead of {prefix}"))
            .unwrap();
        assert!(line.starts_with(prefix) && line.ends_with("\r\n"), "expected {prefix:?}, heard {line:?}");
    }

    async fn first_line(mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).await.unwrap();
        line
    }

    pub async fn asks(&mut self, line: &str, prefix: &str) {
        self.say(format!("{line}\r\n").as_bytes()).await;
        self.hears(prefix).await;
    }

    pub async fn until_data(&mut self) {
        self.hears("220 ").await;
        self.asks("HELO x.example", "250 ").await;
        self.asks("MAIL FROM:<an@x.example>", "250 ").await;
        self.asks("RCPT TO:<signaal@wijkteam.example>", "250 ").await;
        self.asks("DATA", "354 ").await;
    }

    /// What is still said until the door hangs up.
    pub async fn rest(mut self) -> String {
        let mut rest = String::new();
        self.0.read_to_string(&mut rest).await.unwrap();
        rest
    }
}

impl Open {
    pub async fn client(&self) -> Client<TcpStream> {
        Client(BufReader::new(TcpStream::connect(self.address).await.unwrap()))
    }

    pub fn count(&self) -> usize {
        self.taker.taken.lock().unwrap().len()
    }
}

/// One dialog in the notation of RFC 5321 appendix D.
struct Dialog {
    rules: Rules,
    mood: Mood,
    lines: Vec<Said>,
}

enum Said {
    Client(Vec<u8>),
    Server(String),
    /// The last message taken, as it must have come out.
    Taken(Vec<u8>),
    Sender(String),
    Recipients(String),
    Count(usize),
}

/// `C:` a line, `C-RAW:` octets with escapes, `S:` the start of a reply line, `#` a comment; `C*3:` and `S*3:` thrice.
/// `@ limit 100`, `@ handler refuses|is-unavailable|panics` set the scene; `@ taken "octets"`, `@ sender`,
/// `@ recipients`, `@ count` look behind it.
fn parse(text: &str, dialect: Dialect) -> Dialog {
    let mut dialog = Dialog { rules: rules(dialect), mood: Mood::Takes, lines: Vec::new() };
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(scene) = line.strip_prefix("@ ") {
            let (key, value) = scene.split_once(' ').unwrap_or((scene, ""));
            match (key, value) {
                ("limit", limit) => dialog.rules.max_message_bytes = limit.parse().unwrap(),
                ("handler", "refuses") => dialog.mood = Mood::Refuses,
                ("handler", "is-unavailable") => dialog.mood = Mood::IsUnavailable,
                ("handler", "panics") => dialog.mood = Mood::Panics,
                ("taken", octets) => dialog.lines.push(Said::Taken(unescaped(octets))),
                ("sender", path) => dialog.lines.push(Said::Sender(path.to_owned())),
                ("recipients", paths) => dialog.lines.push(Said::Recipients(paths.to_owned())),
                ("count", count) => dialog.lines.push(Said::Count(count.parse().unwrap())),
                _ => panic!("no such scene: {line}"),
            }
            continue;
        }
        let (who, what) = line.split_once(':').unwrap_or_else(|| panic!("neither C: nor S: in {line}"));
        let (who, times) = who.split_once('*').map_or((who, 1), |(who, times)| (who, times.parse().unwrap()));
        let what = what.strip_prefix(' ').unwrap_or(what);
        for _ in 0..times {
            dialog.lines.push(match who {
                "C" => Said::Client(format!("{what}\r\n").into_bytes()),
                "C-RAW" => Said::Client(unescaped(what)),
                "S" => Said::Server(what.to_owned()),
                _ => panic!("neither C: nor S: in {line}"),
            });
        }
    }
    dialog
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            octets.extend(c.to_string().bytes());
            continue;
        }
        octets.push(match chars.next() {
            Some('r') => b'\r',
            Some('n') => b'\n',
            Some('0') => 0,
            Some('\\') => b'\\',
            Some('x') => u8::from_str_radix(&chars.by_ref().take(2).collect::<String>(), 16).unwrap(),
            other => panic!("no such escape: {other:?}"),
        });
    }
    octets
}

async fn play(dialog: Dialog) {
    let door = open(dialog.rules, dialog.mood, 0).await;
    let mut client = door.client().await;
    let mut unsent = Vec::new();
    for said in dialog.lines {
        match said {
            // What stands together is sent together: that is pipelining.
            Said::Client(octets) => unsent.extend(octets),
            Said::Server(prefix) => {
                client.say(&std::mem::take(&mut unsent)).await;
                client.hears(&prefix).await;
            }
            Said::Taken(octets) => {
                let taken = door.taker.taken.lock().unwrap();
                let raw = &taken.last().expect("a message was taken").1;
                assert_eq!(String::from_utf8_lossy(raw), String::from_utf8_lossy(&octets));
            }
            Said::Sender(path) => {
                let taken = door.taker.taken.lock().unwrap();
                assert_eq!(taken.last().unwrap().0.reverse_path.as_deref(), Some(path.as_str()));
            }
            Said::Recipients(paths) => {
                assert_eq!(door.taker.taken.lock().unwrap().last().unwrap().0.recipients.join(" "), paths);
            }
            Said::Count(count) => assert_eq!(door.count(), count),
        }
    }
    client.say(&unsent).await;
    client.0.get_mut().shutdown().await.unwrap();
    assert_eq!(client.rest().await, "", "the door said more than the dialog has");
}

#[tokio::test]
async fn every_dialog_goes_as_written() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join("tests/dialogs");
    let mut played = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let dialect = match path.extension().and_then(|extension| extension.to_str()) {
            Some("smtp") => Dialect::Smtp,
            Some("lmtp") => Dialect::Lmtp,
            _ => continue,
        };
        let dialog = parse(&std::fs::read_to_string(&path).unwrap(), dialect);
        if let Err(failed) = tokio::spawn(play(dialog)).await {
            let why = failed.into_panic();
            let why = why.downcast_ref::<String>().map_or("", String::as_str);
            panic!("{}: {why}", path.file_name().unwrap().display());
        }
        played += 1;
    }
    assert!(played >= 20, "only {played} dialogs were found");
}

#[tokio::test]
async fn a_message_arrives_whole_when_it_comes_octet_by_octet() {
    let door = open(rules(Dialect::Smtp), Mood::Takes, 0).await;
    let mut client = door.client().await;
    client.hears("220 ").await;
    let all = b"HELO x.example\r\nMAIL FROM:<>\r\nRCPT TO:<signaal@wijkteam.example>\r\nDATA\r\n..a\r\n.\r\nQUIT\r\n";
    for octet in all {
        client.say(&[*octet]).await;
        tokio::task::yield_now().await;
    }
    for prefix in ["250 ", "250 ", "250 ", "354 ", "250 2.0.0 VD-", "221 "] {
        client.hears(prefix).await;
    }
    assert_eq!(door.taker.taken.lock().unwrap()[0].1, b".a\r\n");
}

#[tokio::test]
async fn over_the_limit_is_later_and_the_connection_stays() {
    let door = open(rules(Dialect::Smtp), Mood::Takes, 1).await;
    let mut client = door.client().await;
    client.until_data().await;
    client.asks("a\r\n.", "250 2.0.0 VD-").await;
    client.asks("MAIL FROM:<an@x.example>", "451 4.7.1 Te veel berichten; probeer het over ").await;
    client.asks("RCPT TO:<signaal@wijkteam.example>", "503 5.5.1 ").await;
    client.asks("QUIT", "221 ").await;
}

#[tokio::test]
async fn a_silent_client_is_sent_away() {
    let mut quick = rules(Dialect::Smtp);
    quick.idle_timeout = Duration::from_millis(50);
    let door = open(quick, Mood::Takes, 0).await;
    let mut client = door.client().await;
    client.hears("220 ").await;
    client.hears("421 4.4.2 ").await;
    assert_eq!(client.rest().await, "");
}

#[tokio::test]
async fn one_client_too_many_is_told_so() {
    let mut narrow = rules(Dialect::Smtp);
    narrow.max_sessions = 1;
    let door = open(narrow, Mood::Takes, 0).await;
    let mut first = door.client().await;
    first.hears("220 ").await;
    door.client().await.hears("421 4.3.2 ").await;
    first.asks("QUIT", "221 ").await;
    assert_eq!(first.rest().await, "");
    // The place is free a moment after the client was let go.
    while !door.client().await.first_line().await.starts_with("220 ") {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn closing_lets_a_message_under_way_finish_and_sends_the_idle_away() {
    let door = open(rules(Dialect::Smtp), Mood::TakesHalfASecond, 0).await;
    let mut idle = door.client().await;
    idle.hears("220 ").await;
    let mut sending = door.client().await;
    sending.until_data().await;
    door.shutdown.cancel();
    idle.hears("421 4.3.2 ").await;
    sending.asks("a\r\n.", "250 2.0.0 VD-").await;
    sending.hears("421 4.3.2 ").await;
    tokio::time::timeout(Duration::from_secs(5), door.closed).await.expect("the door closes").unwrap();
    assert_eq!(door.taker.taken.lock().unwrap().len(), 1);
    assert!(TcpStream::connect(door.address).await.is_err());
}

#[tokio::test]
async fn lmtp_listens_on_a_socket_and_takes_over_a_stale_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lmtp.sock");
    let listen = format!("unix:{}", path.display());
    // A listener that is dropped leaves its file behind, as a killed process does.
    drop(Listener::bind(&listen).await.unwrap());
    let listener = Listener::bind(&listen).await.unwrap();
    assert!(Listener::bind(&listen).await.is_err(), "a live socket is not taken over");

    let door = MailDoor::new(rules(Dialect::Lmtp), Arc::new(Taker::default()), Arc::new(RateLimit::per_minute(1)));
    let running = tokio::spawn(door.run(listener, CancellationToken::new()));
    let mut client = Client(BufReader::new(UnixStream::connect(&path).await.unwrap()));
    client.hears("220 wijkteam.example LMTP").await;
    client.asks("LHLO x.example", "250-").await;
    running.abort();
}

#[tokio::test]
async fn one_octet_now_and_then_does_not_keep_a_place() {
    let mut quick = rules(Dialect::Smtp);
    quick.idle_timeout = Duration::from_millis(60);
    let door = open(quick, Mood::Takes, 0).await;
    let mut client = door.client().await;
    client.hears("220 ").await;
    let (read, mut write) = tokio::io::split(client.0.into_inner());
    let dripping = tokio::spawn(async move {
        while write.write_all(b"E").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await
        }
    });
    let heard = Client(BufReader::new(tokio::io::join(read, tokio::io::sink()))).first_line().await;
    assert!(heard.starts_with("421 4.4.2 "), "{heard}");
    dripping.abort();
}

#[tokio::test]
async fn hundreds_that_hold_the_line_do_not_keep_others_from_being_served() {
    let mut wide = rules(Dialect::Smtp);
    wide.max_sessions = 1000;
    let door = open(wide, Mood::Takes, 0).await;
    let mut held = Vec::new();
    for number in 0..300 {
        let mut client = door.client().await;
        client.hears("220 ").await;
        if number % 2 == 0 {
            client.say(b"EHLO half-open").await;
        }
        held.push(client);
    }
    let mut served = door.client().await;
    served.until_data().await;
    served.asks("a\r\n.", "250 2.0.0 VD-").await;
    // One drops in the middle of a message: nothing of it is taken.
    let mut dropped = held.pop().unwrap();
    dropped.asks("HELO x.example", "250 ").await;
    dropped.asks("MAIL FROM:<an@x.example>", "250 ").await;
    dropped.asks("RCPT TO:<signaal@wijkteam.example>", "250 ").await;
    dropped.asks("DATA", "354 ").await;
    dropped.say(b"half a mess").await;
    drop(dropped);
    served.asks("QUIT", "221 ").await;
    assert_eq!(door.count(), 1);
}
