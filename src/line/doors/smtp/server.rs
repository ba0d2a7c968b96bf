//! The sockets of the mail door: accepts, reads, writes, and waits for those who are not finished.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    os::unix::fs::{FileTypeExt, PermissionsExt},
    path::Path,
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, UnixListener, UnixStream},
    sync::Semaphore,
    time::{Instant, timeout},
};
use tokio_rustls::server::TlsStream;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    room::{Room, Share},
    session::{Dialect, Rules, Session, Step, reply},
    tls::Certificate,
};
use crate::{
    domain::Receipt,
    doors::{
        handing::hand_over,
        limits::{RateLimit, client_key},
    },
    intake::{IntakeError, MailTaker},
    mail::{Client, Envelope},
};

/// Octets asked of the socket at once.
const READ_ROOM: usize = 32 * 1024;
/// Octets of messages under way, all together: enough for one as large as may be beside thousands as people write
/// them. A message takes several times its size while it is read and stored, so this bounds more than it says.
const SHARED_ROOM: usize = 32 << 20;
/// A client that says one octet now and then is not silent; within so many times the idle timeout it must have
/// said a whole command, or this much of a message.
const SLOWEST: u32 = 5;
const PROGRESS: usize = 64 * 1024;
/// Rest after a failed accept: out of file descriptors passes, a busy loop does not help.
const ACCEPT_REST: Duration = Duration::from_millis(100);
/// Who may write to the LMTP socket: its owner and group.
const SOCKET_MODE: u32 = 0o660;

/// Where a door listens.
#[derive(Debug)]
pub enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Listener {
    /// Takes `host:port` or `unix:PATH`; a socket that a dead process left behind is removed.
    ///
    /// # Errors
    ///
    /// What the system says, [`io::ErrorKind::AddrInUse`] among it when somebody listens there.
    pub async fn bind(listen: &str) -> io::Result<Self> {
        let Some(path) = listen.strip_prefix("unix:").map(Path::new) else {
            return Ok(Self::Tcp(TcpListener::bind(listen).await?));
        };
        if std::fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_socket()) {
            if UnixStream::connect(path).await.is_ok() {
                return Err(io::ErrorKind::AddrInUse.into());
            }
            std::fs::remove_file(path)?;
        }
        let listener = UnixListener::bind(path)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(SOCKET_MODE))?;
        Ok(Self::Unix(listener))
    }

    /// The address in use: with port 0 the system chose one. `None` for a Unix socket.
    pub fn tcp_address(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(listener) => listener.local_addr().ok(),
            Self::Unix(_) => None,
        }
    }
}

/// One mail door: its rules, its limit, and who takes the messages.
pub struct MailDoor<T> {
    rules: Arc<Rules>,
    taker: Arc<T>,
    /// Messages per client address and minute, shared by the doors.
    limit: Arc<RateLimit<IpAddr>>,
    certificate: Option<Arc<Certificate>>,
    room: Arc<Room>,
}

impl<T> Clone for MailDoor<T> {
    fn clone(&self) -> Self {
        Self {
            rules: Arc::clone(&self.rules),
            taker: Arc::clone(&self.taker),
            limit: Arc::clone(&self.limit),
            certificate: self.certificate.clone(),
            room: Arc::clone(&self.room),
        }
    }
}

impl<T: MailTaker> MailDoor<T> {
    pub fn new(rules: Rules, taker: Arc<T>, limit: Arc<RateLimit<IpAddr>>) -> Self {
        let room = Room::of(SHARED_ROOM.max(rules.max_message_bytes + (4 << 20)));
        Self { rules: Arc::new(rules), taker, limit, certificate: None, room }
    }

    /// The same door with TLS for whoever asks for it; `None` changes nothing.
    pub fn with_certificate(self, certificate: Option<Arc<Certificate>>) -> Self {
        let mut rules = Rules::clone(&self.rules);
        rules.starttls = certificate.is_some() && rules.dialect == Dialect::Smtp;
        Self { rules: Arc::new(rules), certificate, ..self }
    }

    /// Serves until `shutdown`; then lets messages under way finish, and returns when the last client is gone.
    pub async fn run(self, listener: Listener, shutdown: CancellationToken) {
        let sessions = TaskTracker::new();
        let places = Arc::new(Semaphore::new(self.rules.max_sessions));
        loop {
            let accepted = tokio::select! {
                () = shutdown.cancelled() => break,
                accepted = self.accept(&listener, &sessions, &places, &shutdown) => accepted,
            };
            if let Err(error) = accepted.or_else(unless_client_left) {
                tracing::warn!(%error, "a mail connection could not be accepted");
                tokio::time::sleep(ACCEPT_REST).await;
            }
        }
        drop(listener);
        sessions.close();
        sessions.wait().await;
    }

    async fn accept(
        &self,
        listener: &Listener,
        sessions: &TaskTracker,
        places: &Arc<Semaphore>,
        shutdown: &CancellationToken,
    ) -> io::Result<()> {
        match listener {
            Listener::Tcp(listener) => {
                let (stream, peer) = listener.accept().await?;
                // Replies are small and awaited: they must not be held back (Nagle).
                let _ = stream.set_nodelay(true);
                sessions.spawn(self.clone().serve(stream, Some(peer.ip()), Arc::clone(places), shutdown.clone()));
            }
            Listener::Unix(listener) => {
                let (stream, _) = listener.accept().await?;
                sessions.spawn(self.clone().serve(stream, None, Arc::clone(places), shutdown.clone()));
            }
        }
        Ok(())
    }

    async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
        self,
        mut stream: S,
        client: Option<IpAddr>,
        places: Arc<Semaphore>,
        shutdown: CancellationToken,
    ) {
        let Ok(_place) = places.try_acquire() else {
            let _ =
                timeout(self.rules.idle_timeout, stream.write_all(b"421 4.3.2 Too busy; try again later\r\n")).await;
            return;
        };
        let _counted = Counted::new();
        let mut replies = Vec::with_capacity(512);
        let session = Session::open(Arc::clone(&self.rules), Arc::clone(&self.room), &mut replies);
        let conversation = Conversation {
            door: self,
            stream,
            client,
            shutdown,
            session,
            replies,
            input: Vec::new(),
            progress: Progress::begun(),
        };
        let held = match conversation.hold().await {
            Ok(Some(agreed)) => match agreed.secured().await {
                Ok(secured) => secured.hold().await.map(|_| ()),
                Err(error) => Err(error),
            },
            Ok(None) => Ok(()),
            Err(error) => Err(error),
        };
        if let Err(error) = held {
            tracing::debug!(kind = ?error.kind(), "a mail client went away");
        }
    }
}

/// A client that left before it was accepted (accept(2)) is no reason to rest.
fn unless_client_left(error: io::Error) -> io::Result<()> {
    match error.kind() {
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::Interrupted => Ok(()),
        _ => Err(error),
    }
}

/// A session on its socket.
struct Conversation<S, T> {
    door: MailDoor<T>,
    stream: S,
    /// `None` on a Unix socket: the relay there limits its own clients.
    client: Option<IpAddr>,
    shutdown: CancellationToken,
    session: Session,
    /// Not yet written: all that one read asked for goes out in one write (RFC 2920 §3.2).
    replies: Vec<u8>,
    /// Read, not yet understood.
    input: Vec<u8>,
    progress: Progress,
}

/// When the client last came a step further, and the octets it sent since.
struct Progress {
    since: Instant,
    octets: usize,
}

impl Progress {
    fn begun() -> Self {
        Self { since: Instant::now(), octets: 0 }
    }

    fn read(&mut self, octets: usize) {
        self.octets += octets;
        if self.octets >= PROGRESS {
            *self = Self::begun();
        }
    }
}

/// What waiting for octets came to.
enum Waited {
    Octets,
    Gone,
    TooLong,
    ClosingTime,
}

impl<S: AsyncRead + AsyncWrite + Unpin, T: MailTaker> Conversation<S, T> {
    /// To the end, which is `None`, or up to where TLS begins.
    async fn hold(mut self) -> io::Result<Option<Self>> {
        loop {
            let mut rest = self.input.as_slice();
            let step = self.session.advance(&mut rest, &mut self.replies);
            let used = self.input.len() - rest.len();
            self.input.drain(..used);
            if !self.replies.is_empty() {
                self.progress = Progress::begun();
            }
            match step {
                Step::Read => {
                    self.write().await?;
                    match self.read().await? {
                        Waited::Octets => continue,
                        Waited::Gone => return Ok(None),
                        Waited::TooLong => reply(&mut self.replies, "421 4.4.2 Silent too long; closing"),
                        Waited::ClosingTime => reply(&mut self.replies, "421 4.3.2 Closing; try again later"),
                    }
                    break;
                }
                Step::Admission => {
                    let client = self.client.map(client_key);
                    let verdict = client.map_or(Ok(()), |client| self.door.limit.check(&client));
                    self.session.admit(verdict, &mut self.replies);
                }
                Step::Deliver(mut envelope, raw, share) => {
                    let helo = self.session.helo().to_owned();
                    // Who speaks LMTP is a mail server of our own, and not whence the mail came.
                    let client = self.client.filter(|_| self.door.rules.dialect == Dialect::Smtp);
                    envelope.client = client.map(|address| Client { address, helo });
                    let outcome = self.deliver(envelope, (raw, share)).await;
                    self.session.answer(&outcome, &mut self.replies);
                }
                Step::Secure => {
                    // What stands behind the command was not under TLS, and is not believed to come from this client.
                    self.input.clear();
                    self.write().await?;
                    return Ok(Some(self));
                }
                Step::Close => break,
            }
        }
        self.write().await?;
        self.stream.shutdown().await?;
        Ok(None)
    }

    /// The same conversation under TLS.
    async fn secured(self) -> io::Result<Conversation<TlsStream<S>, T>> {
        let Self { door, stream, client, shutdown, session, mut replies, mut input, .. } = self;
        let acceptor = door.certificate.as_ref().map(|certificate| certificate.acceptor());
        let accepting = acceptor.ok_or(io::ErrorKind::Unsupported)?.accept(stream);
        let stream = timeout(door.rules.idle_timeout, accepting).await??;
        replies.clear();
        input.clear();
        let session = session.secured();
        Ok(Conversation { door, stream, client, shutdown, session, replies, input, progress: Progress::begun() })
    }

    async fn read(&mut self) -> io::Result<Waited> {
        if self.input.capacity() - self.input.len() < READ_ROOM / 2 {
            self.input.reserve(READ_ROOM);
        }
        let busy = self.session.is_busy();
        let patience = self.door.rules.idle_timeout;
        let left = (patience * SLOWEST).saturating_sub(self.progress.since.elapsed());
        let read = tokio::select! {
            biased;
            () = self.shutdown.cancelled(), if !busy => return Ok(Waited::ClosingTime),
            read = timeout(patience.min(left), self.stream.read_buf(&mut self.input)) => read,
        };
        match read {
            Ok(Ok(0)) => Ok(Waited::Gone),
            Ok(Ok(octets)) => {
                self.progress.read(octets);
                Ok(Waited::Octets)
            }
            Ok(Err(error)) => Err(error),
            Err(_elapsed) => Ok(Waited::TooLong),
        }
    }

    async fn write(&mut self) -> io::Result<()> {
        if self.replies.is_empty() {
            return Ok(());
        }
        timeout(self.door.rules.idle_timeout, self.stream.write_all(&self.replies)).await??;
        self.replies.clear();
        Ok(())
    }

    async fn deliver(&self, envelope: Envelope, (raw, share): (Vec<u8>, Share)) -> Result<Receipt, IntakeError> {
        let channel = match self.door.rules.dialect {
            Dialect::Smtp => "smtp",
            Dialect::Lmtp => "lmtp",
        };
        let outcome = hand_over(&*self.door.taker, channel, (envelope, raw)).await;
        drop(share);
        outcome
    }
}

/// One conversation in the gauge, for as long as it lasts.
struct Counted;

impl Counted {
    fn new() -> Self {
        metrics::gauge!("voordeur_smtp_sessions").increment(1.0);
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::gauge!("voordeur_smtp_sessions").decrement(1.0);
    }
}
