//! A name server on loopback that knows what a test tells it, and says of all else that it does not exist.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{net::UdpSocket, task::JoinHandle};

const MX: u16 = 15;
const TXT: u16 = 16;
const NO_SUCH_NAME: u8 = 3;
const FAILURE: u8 = 2;

/// What a name has.
#[derive(Debug, Clone)]
pub enum Told {
    Texts(Vec<String>),
    /// It answers that it cannot answer.
    Failure,
}

/// The server, for as long as this lives.
pub struct NameServer {
    pub address: SocketAddr,
    asked: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl NameServer {
    /// Knows these names, each with its texts; several of one name are several records. `MX host` is no text.
    pub async fn knowing(texts: &[(&str, &str)]) -> Self {
        let mut names: HashMap<String, Told> = HashMap::new();
        for (name, text) in texts {
            match names.entry((*name).to_owned()).or_insert_with(|| Told::Texts(Vec::new())) {
                Told::Texts(known) => known.push((*text).to_owned()),
                Told::Failure => {}
            }
            if *text == "SERVFAIL" {
                names.insert((*name).to_owned(), Told::Failure);
            }
        }
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        let serving = tokio::spawn(async move {
            let mut query = [0; 1500];
            while let Ok((length, client)) = socket.recv_from(&mut query).await {
                counter.fetch_add(1, Ordering::Relaxed);
                if let Some(answer) = answer(&query[..length], &names) {
                    let _ = socket.send_to(&answer, client).await;
                }
            }
        });
        Self { address, asked, serving }
    }

    /// A server that hears everything and says nothing.
    pub async fn silent() -> (UdpSocket, SocketAddr) {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        (socket, address)
    }

    /// How many questions it heard.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

/// RFC 1035 §4.1: the header, the question as it came, and what is known.
fn answer(query: &[u8], names: &HashMap<String, Told>) -> Option<Vec<u8>> {
    let (mut at, mut labels) = (12, Vec::new());
    while let Some(length) = query.get(at).map(|length| usize::from(*length)).filter(|length| *length > 0) {
        labels.push(String::from_utf8_lossy(query.get(at + 1..at + 1 + length)?).to_lowercase());
        at += 1 + length;
    }
    let question = query.get(12..at + 5)?;
    let kind = u16::from_be_bytes([*query.get(at + 1)?, *query.get(at + 2)?]);
    let (code, texts): (u8, Vec<&String>) = match names.get(&labels.join(".")) {
        Some(Told::Texts(texts)) => {
            let asked = |text: &&String| if text.starts_with("MX ") { kind == MX } else { kind == TXT };
            (0, texts.iter().filter(asked).collect())
        }
        Some(Told::Failure) => (FAILURE, Vec::new()),
        None => (NO_SUCH_NAME, Vec::new()),
    };
    let mut out = query.get(..2)?.to_vec();
    out.extend([0x81, 0x80 | code, 0, 1, 0, u8::try_from(texts.len()).ok()?, 0, u8::from(texts.is_empty()), 0, 0]);
    out.extend(question);
    if texts.is_empty() {
        // How long nothing stays nothing (RFC 2308 §3): five minutes.
        out.extend([0, 0, 6, 0, 1, 0, 0, 1, 44, 0, 22, 0, 0]);
        out.extend([[0, 0, 0, 1], [0, 0, 1, 44], [0, 0, 1, 44], [0, 0, 1, 44], [0, 0, 1, 44]].concat());
    }
    for text in texts {
        let counted = |piece: &[u8]| [&[u8::try_from(piece.len()).unwrap_or(u8::MAX)], piece].concat();
        let pieces: Vec<u8> = match text.strip_prefix("MX ") {
            Some(host) => [
                &[0, 10],
                host.split('.').flat_map(|label| counted(label.as_bytes())).collect::<Vec<u8>>().as_slice(),
                &[0],
            ]
            .concat(),
            None => text.as_bytes().chunks(255).flat_map(counted).collect(),
        };
        out.extend([0xC0, 12]);
        out.extend(kind.to_be_bytes());
        out.extend([0, 1, 0, 0, 1, 44]);
        out.extend(u16::try_from(pieces.len()).ok()?.to_be_bytes());
        out.extend(pieces);
    }
    Some(out)
}
