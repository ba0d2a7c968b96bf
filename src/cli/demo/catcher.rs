//! The mail catcher: takes what our courier sends and keeps it in memory.
//!
//! **Invariant:** it listens on the loopback address only, and passes nothing on.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::mail::{self, OwnMail};

/// A mail that would have been sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Caught {
    /// RCPT TO.
    pub to: String,
    pub subject: String,
    pub text: String,
    /// Without brackets.
    pub message_id: String,
}

impl Caught {
    /// Whether it answers a reporter; else it tells a colleague of something new.
    pub(super) fn is_acknowledgement(&self) -> bool {
        self.subject.starts_with("Auto: Ontvangstbevestiging")
    }
}

/// The catcher; clones share what was caught.
#[derive(Debug, Clone)]
pub(super) struct Catcher {
    address: SocketAddr,
    mails: Arc<Mutex<Vec<Caught>>>,
}

impl Catcher {
    pub(super) async fn open() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let catcher = Self { address: listener.local_addr()?, mails: Arc::default() };
        let taking = catcher.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let taking = taking.clone();
                // Who breaks off is answered by nothing; the courier tries again.
                tokio::spawn(async move { taking.talk(stream).await });
            }
        });
        Ok(catcher)
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// All mails so far, oldest first.
    pub(super) fn mails(&self) -> Vec<Caught> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The server's side of RFC 5321 §4.1.1, as far as our own courier needs it.
    async fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut stream = BufReader::new(stream);
        stream.write_all(b"220 opvang.example ESMTP\r\n").await?;
        let (mut line, mut to) = (String::new(), String::new());
        loop {
            line.clear();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let verb = line.split([' ', '\r']).next().unwrap_or_default().to_ascii_uppercase();
            let reply: &[u8] = match verb.as_str() {
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    b"250 2.1.5\r\n"
                }
                "DATA" => {
                    stream.write_all(b"354 go ahead\r\n").await?;
                    let raw = read_message(&mut stream).await?;
                    self.keep(&to, &raw);
                    b"250 2.0.0\r\n"
                }
                "QUIT" => {
                    stream.write_all(b"221 2.0.0\r\n").await?;
                    return Ok(());
                }
                "EHLO" | "HELO" | "MAIL" | "RSET" | "NOOP" => b"250 opvang.example\r\n",
                _ => b"502 5.5.1\r\n",
            };
            stream.write_all(reply).await?;
        }
    }

    fn keep(&self, to: &str, raw: &[u8]) {
        let letter = mail::read(raw, None, &OwnMail::default());
        let caught = Caught {
            to: to.to_owned(),
            subject: letter.subject,
            text: letter.text,
            message_id: letter.message_id.unwrap_or_default(),
        };
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).push(caught);
    }
}

/// Up to the line with the dot, without the dots that were stuffed (RFC 5321 §4.5.2).
async fn read_message(stream: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 || line == b".\r\n" {
            return Ok(message);
        }
        message.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}
