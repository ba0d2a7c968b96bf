//! Files through clamd (`INSTREAM`), over TCP or a Unix socket.
//!
//! **Invariant:** never longer than its limit for all files of a signal; what was not scanned says so.

use std::{future::Future, io, pin::Pin, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixStream},
    time::{Instant, timeout_at},
};

use crate::intake::{Scan, VirusScan};

/// Octets of one chunk.
const CHUNK: usize = 64 * 1024;
/// Octets of an answer that are read.
const LONGEST_ANSWER: u64 = 1_000;

/// A clamd.
#[derive(Debug, Clone)]
pub struct Clamd {
    /// `host:port` or `unix:PATH`.
    address: String,
    limit: Duration,
}

impl Clamd {
    /// `limit`: the longest that all files of one signal may take together.
    pub fn new(address: &str, limit: Duration) -> Self {
        Self { address: address.to_owned(), limit }
    }

    /// Whether somebody is there.
    ///
    /// # Errors
    ///
    /// What kept the answer away; `InvalidData` when it was another than clamd's.
    pub async fn ping(&self) -> io::Result<()> {
        let asking = async {
            match self.address.strip_prefix("unix:") {
                Some(path) => ping(UnixStream::connect(path).await?).await,
                None => ping(TcpStream::connect(&self.address).await?).await,
            }
        };
        timeout_at(Instant::now() + self.limit, asking).await.map_err(|_| io::ErrorKind::TimedOut)?
    }

    async fn one(&self, file: &[u8]) -> io::Result<Scan> {
        match self.address.strip_prefix("unix:") {
            Some(path) => ask(UnixStream::connect(path).await?, file).await,
            None => ask(TcpStream::connect(&self.address).await?, file).await,
        }
    }
}

impl VirusScan for Clamd {
    fn scan<'a>(&'a self, files: Vec<&'a [u8]>) -> Pin<Box<dyn Future<Output = Vec<Scan>> + Send + 'a>> {
        Box::pin(async move {
            let end = Instant::now() + self.limit;
            let mut found = Vec::with_capacity(files.len());
            for file in files {
                let scan = match timeout_at(end, self.one(file)).await {
                    Ok(Ok(scan)) => scan,
                    Ok(Err(error)) => Scan::Failed(error.kind().to_string()),
                    Err(_elapsed) => Scan::Failed("no answer in time".to_owned()),
                };
                let infected = matches!(scan, Scan::Infected(_));
                found.push(scan);
                if infected {
                    break;
                }
            }
            found
        })
    }
}

async fn ping<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S) -> io::Result<()> {
    stream.write_all(b"zPING\0").await?;
    let mut answer = [0; 4];
    stream.read_exact(&mut answer).await?;
    if &answer == b"PONG" { Ok(()) } else { Err(io::ErrorKind::InvalidData.into()) }
}

/// clamd(8): the command, chunks behind their lengths, a length of zero; then one answer.
async fn ask<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, file: &[u8]) -> io::Result<Scan> {
    let sent = send(&mut stream, file).await;
    // A file over its limit is answered before it is sent whole, and the rest is not taken.
    let mut answer = Vec::new();
    let read = stream.take(LONGEST_ANSWER).read_to_end(&mut answer).await;
    if answer.is_empty() {
        sent?;
        read?;
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(understood(&String::from_utf8_lossy(&answer)))
}

async fn send<S: AsyncWrite + Unpin>(stream: &mut S, file: &[u8]) -> io::Result<()> {
    stream.write_all(b"zINSTREAM\0").await?;
    for chunk in file.chunks(CHUNK) {
        let length = u32::try_from(chunk.len()).unwrap_or(u32::MAX);
        stream.write_all(&length.to_be_bytes()).await?;
        stream.write_all(chunk).await?;
    }
    stream.write_all(&0_u32.to_be_bytes()).await?;
    stream.flush().await
}

/// `stream: OK`, `stream: NAME FOUND`, or why not.
fn understood(answer: &str) -> Scan {
    let answer = answer.split('\0').next().unwrap_or_default().trim();
    let said = answer.strip_prefix("stream:").unwrap_or(answer).trim();
    let plain = |text: &str| text.chars().filter(char::is_ascii_graphic).take(100).collect();
    match said.strip_suffix("FOUND") {
        Some(name) => Scan::Infected(plain(name)),
        None if said == "OK" => Scan::Clean,
        None => {
            Scan::Failed(format!("clamd: {}", said.chars().filter(|c| !c.is_control()).take(100).collect::<String>()))
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::net::{TcpListener, UnixListener};

    use super::*;

    /// A clamd that finds a virus in what holds `EICAR`, takes 100,000 octets, and falls silent at `ZWIJG`.
    async fn serve<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S) -> io::Result<()> {
        let mut command = [0; 10];
        stream.read_exact(&mut command).await?;
        assert_eq!(&command, b"zINSTREAM\0");
        let mut file = Vec::new();
        loop {
            let length = stream.read_u32().await?;
            if length == 0 {
                break;
            }
            let mut chunk = vec![0; usize::try_from(length).unwrap()];
            stream.read_exact(&mut chunk).await?;
            file.extend(chunk);
            if file.len() > 100_000 {
                return stream.write_all(b"INSTREAM size limit exceeded. ERROR\0").await;
            }
        }
        let has = |word: &[u8]| file.windows(word.len()).any(|window| window == word);
        if has(b"ZWIJG") {
            std::future::pending::<()>().await;
        }
        stream.write_all(if has(b"EICAR") { b"stream: Eicar-Test-Signature FOUND\0" } else { b"stream: OK\0" }).await
    }

    async fn clamd() -> Clamd {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream));
            }
        });
        Clamd::new(&address, Duration::from_secs(10))
    }

    #[tokio::test]
    async fn clean_files_are_clean_and_a_virus_has_a_name() {
        let clamd = clamd().await;
        let large = vec![b'a'; 90_000];
        assert_eq!(clamd.scan(vec![b"tekst", &large, b""]).await, [Scan::Clean, Scan::Clean, Scan::Clean]);
        let found = clamd.scan(vec![b"tekst", b"X5O!EICAR", b"niet meer nodig"]).await;
        assert_eq!(found, [Scan::Clean, Scan::Infected("Eicar-Test-Signature".to_owned())]);
    }

    #[tokio::test]
    async fn what_is_too_large_for_it_was_not_scanned() {
        let large = vec![b'a'; 300_000];
        let found = clamd().await.scan(vec![&large]).await;
        assert!(matches!(found.as_slice(), [Scan::Failed(_)]), "{found:?}");
    }

    #[tokio::test]
    async fn a_scanner_that_is_silent_or_not_there_holds_nothing_up() {
        let silent = Clamd { limit: Duration::from_millis(100), ..clamd().await };
        let found = silent.scan(vec![b"ZWIJG", b"tekst"]).await;
        assert!(matches!(found.as_slice(), [Scan::Failed(_), Scan::Failed(_)]), "{found:?}");
        let absent = Clamd::new("127.0.0.1:1", Duration::from_secs(5));
        assert!(matches!(absent.scan(vec![b"tekst"]).await.as_slice(), [Scan::Failed(_)]));
    }

    #[tokio::test]
    async fn a_unix_socket_does_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clamd.ctl");
        let listener = UnixListener::bind(&path).unwrap();
        tokio::spawn(async move { serve(listener.accept().await.unwrap().0).await });
        let clamd = Clamd::new(&format!("unix:{}", path.display()), Duration::from_secs(10));
        assert_eq!(clamd.scan(vec![b"tekst"]).await, [Scan::Clean]);
    }

    #[test]
    fn any_other_answer_is_no_scan() {
        for answer in ["", "\0", "stream: ", "UNKNOWN COMMAND\0", "stream: OKE\0"] {
            assert!(matches!(understood(answer), Scan::Failed(_)), "{answer}");
        }
    }
}
