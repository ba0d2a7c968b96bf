//! The mail server that our mail goes to: takes it, or answers what the story wants, and remembers.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// A mail as it was given to us.
#[derive(Debug, Clone)]
pub struct Sent {
    /// MAIL FROM without brackets.
    pub reverse_path: String,
    pub to: String,
    /// With CRLF.
    pub octets: String,
    /// What it was answered with.
    pub answer: String,
}

#[derive(Debug, Default)]
struct Memory {
    sent: Vec<Sent>,
    answers: VecDeque<&'static str>,
}

/// Listens on the loopback address until its runtime ends.
#[derive(Debug, Clone)]
pub struct Sink {
    pub address: SocketAddr,
    memory: Arc<Mutex<Memory>>,
}

impl Sink {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let sink = Self { address: listener.local_addr().unwrap(), memory: Arc::default() };
        let accepting = sink.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(accepting.clone().converse(stream));
            }
        });
        sink
    }

    /// The setting `outgoing.relay`.
    pub fn relay(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Answers the next message with this; after all of these come 250s.
    pub fn will_answer(&self, reply: &'static str) {
        self.memory.lock().unwrap().answers.push_back(reply);
    }

    /// Every attempt, refused ones too.
    pub fn attempts(&self) -> Vec<Sent> {
        self.memory.lock().unwrap().sent.clone()
    }

    /// What was taken.
    pub fn taken(&self) -> Vec<Sent> {
        self.attempts().into_iter().filter(|sent| sent.answer.starts_with("250")).collect()
    }

    /// What was taken for this recipient.
    pub fn taken_for(&self, to: &str) -> Vec<Sent> {
        self.taken().into_iter().filter(|sent| sent.to == to).collect()
    }

    async fn converse(self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        let (mut reverse_path, mut to) = (String::new(), String::new());
        let _ = stream.write_all(b"220 relay.example ESMTP\r\n").await;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                return;
            }
            let upper = line.to_ascii_uppercase();
            let reply = if upper.starts_with("EHLO") {
                "250-relay.example\r\n250-8BITMIME\r\n250 SMTPUTF8".to_owned()
            } else if upper.starts_with("DATA") {
                let _ = stream.write_all(b"354 go on\r\n").await;
                let Some(octets) = message(&mut stream).await else { return };
                let sent = Sent { reverse_path: reverse_path.clone(), to: to.clone(), octets, answer: String::new() };
                self.remember(sent)
            } else {
                let path = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                match upper.split([':', '\r']).next().unwrap_or_default() {
                    "MAIL FROM" => reverse_path = path,
                    "RCPT TO" => to = path,
                    _ => {}
                }
                "250 2.0.0 fine".to_owned()
            };
            if stream.write_all(format!("{reply}\r\n").as_bytes()).await.is_err() {
                return;
            }
        }
    }

    fn remember(&self, sent: Sent) -> String {
        let mut memory = self.memory.lock().unwrap();
        let answer = memory.answers.pop_front().unwrap_or("250 2.0.0 taken").to_owned();
        memory.sent.push(Sent { answer: answer.clone(), ..sent });
        answer
    }
}

/// `None`: the client went away before the end.
async fn message(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut octets = String::new();
    loop {
        let mut line = String::new();
        match stream.read_line(&mut line).await {
            Ok(read) if read > 0 => {}
            _ => return None,
        }
        if line == ".\r\n" {
            return Some(octets);
        }
        octets.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

impl Sent {
    /// The field's value, unfolded; empty when it is not there.
    pub fn header(&self, name: &str) -> String {
        let head = self.octets.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ").replace("\r\n\t", " ");
        let found = head.split("\r\n").find_map(|line| {
            line.split_once(':').filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
        });
        found.unwrap_or_default().to_owned()
    }

    /// The text, of quoted-printable.
    pub fn text(&self) -> String {
        let body = self.octets.split_once("\r\n\r\n").unwrap().1.replace("=\r\n", "");
        let mut text = Vec::new();
        let mut rest = body.as_bytes();
        while let Some((octet, behind)) = rest.split_first() {
            rest = behind;
            match (octet, rest) {
                (b'=', [high, low, behind @ ..]) => {
                    let hex = [*high, *low];
                    text.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
                    rest = behind;
                }
                _ => text.push(*octet),
            }
        }
        String::from_utf8(text).unwrap()
    }
}
