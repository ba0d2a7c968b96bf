//! Those who knock: a mail client for SMTP and LMTP, and a web client. Plain sockets, none of the gateway's own code.

use std::{
    io,
    net::SocketAddr,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::timeout,
};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A mail to be sent; the recipient is ours.
#[derive(Debug, Clone)]
pub struct Mail {
    pub from: String,
    /// MAIL FROM; the same unless said otherwise.
    pub reverse_path: String,
    pub id: String,
    pub subject: String,
    pub headers: Vec<(String, String)>,
    pub text: String,
}

impl Mail {
    pub fn from(from: &str, text: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let domain = from.rsplit_once('@').map_or("nergens.example", |(_, domain)| domain);
        Self {
            from: from.to_owned(),
            reverse_path: from.to_owned(),
            id: format!("{}.{number}@{domain}", std::process::id()),
            subject: "Zorg over een huishouden".to_owned(),
            headers: Vec::new(),
            text: text.to_owned(),
        }
    }

    pub fn about(mut self, subject: &str) -> Self {
        self.subject = subject.to_owned();
        self
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn returning_to(mut self, reverse_path: &str) -> Self {
        self.reverse_path = reverse_path.to_owned();
        self
    }

    /// With CRLF.
    pub fn octets(&self) -> Vec<u8> {
        let mut lines = format!(
            "From: {}\nTo: signaal@wijkteam.example\nDate: Mon, 23 Nov 2026 08:00:00 +0100\nSubject: {}\n\
             Message-ID: <{}>\nMIME-Version: 1.0\n",
            self.from, self.subject, self.id
        );
        for (name, value) in &self.headers {
            lines.push_str(&format!("{name}: {value}\n"));
        }
        if !lines.contains("Content-Type") {
            lines.push_str("Content-Type: text/plain; charset=utf-8\n");
        }
        lines.push_str(&format!("\n{}\n", self.text));
        lines.replace("\r\n", "\n").replace('\n', "\r\n").into_bytes()
    }
}

/// A mail client in conversation.
pub struct MailClient(BufReader<TcpStream>);

impl MailClient {
    /// Connects and greets, in either dialect (`EHLO` or `LHLO`).
    pub async fn greet(address: SocketAddr, hello: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut client = Self(BufReader::new(stream));
        client.hear().await?;
        client.say(&format!("{hello} partner.example")).await?;
        Ok(client)
    }

    /// One command and its reply, all lines of it.
    pub async fn say(&mut self, line: &str) -> io::Result<String> {
        self.0.write_all(format!("{line}\r\n").as_bytes()).await?;
        self.hear().await
    }

    pub async fn hear(&mut self) -> io::Result<String> {
        let mut reply = String::new();
        loop {
            let start = reply.len();
            let read = timeout(PATIENCE, self.0.read_line(&mut reply)).await.map_err(|_| io::ErrorKind::TimedOut)??;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if reply.as_bytes().get(start + 3) != Some(&b'-') {
                return Ok(reply);
            }
        }
    }

    /// One message; the first reply that is not what a client hopes for, or the last.
    pub async fn send(&mut self, reverse_path: &str, octets: &[u8]) -> io::Result<String> {
        self.send_to(reverse_path, "signaal@wijkteam.example", octets).await
    }

    /// The same, to somebody else's address.
    pub async fn send_to(&mut self, reverse_path: &str, recipient: &str, octets: &[u8]) -> io::Result<String> {
        for (line, hoped) in [
            (format!("MAIL FROM:<{reverse_path}>"), "250"),
            (format!("RCPT TO:<{recipient}>"), "250"),
            ("DATA".to_owned(), "354"),
        ] {
            let reply = self.say(&line).await?;
            if !reply.starts_with(hoped) {
                return Ok(reply);
            }
        }
        let mut stuffed = Vec::with_capacity(octets.len() + 16);
        for line in octets.split_inclusive(|octet| *octet == b'\n') {
            if line.starts_with(b".") {
                stuffed.push(b'.');
            }
            stuffed.extend_from_slice(line);
        }
        if !stuffed.ends_with(b"\r\n") {
            stuffed.extend_from_slice(b"\r\n");
        }
        stuffed.extend_from_slice(b".\r\n");
        self.0.write_all(&stuffed).await?;
        self.hear().await
    }
}

/// An answer of the web address.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// Empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} is no JSON: {}", self.status, self.body))
    }

    /// The answer when it has this status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }
}

/// One request on a connection of its own; `line` is method and path.
pub async fn http(address: SocketAddr, line: &str, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Answer> {
    let mut request = format!("{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    stream.write_all(request.as_bytes()).await?;
    stream.write_all(body).await?;
    let mut octets = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut octets)).await.map_err(|_| io::ErrorKind::TimedOut)??;
    answer_of(&octets).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// `None`: cut off.
fn answer_of(octets: &[u8]) -> Option<Answer> {
    let end = octets.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&octets[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let body = &octets[end + 4..];
    let whole = length.is_none_or(|length: usize| body.len() == length);
    whole.then(|| Answer { status, headers, body: String::from_utf8_lossy(body).into_owned() })
}

/// `name=value&…` as a browser sends it.
pub fn urlencoded(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        text.bytes().fold(String::new(), |mut encoded, byte| {
            if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
                encoded.push(char::from(byte));
            } else {
                encoded.push_str(&format!("%{byte:02X}"));
            }
            encoded
        })
    };
    fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

/// The first kenmerk in a text.
#[track_caller]
pub fn kenmerk_in(text: &str) -> String {
    let start = text.find("VD-").unwrap_or_else(|| panic!("no kenmerk in {text}"));
    text[start..start + 12].to_owned()
}
