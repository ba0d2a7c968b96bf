//! From an address to a session: TCP, TLS, and showing who we are.
//!
//! **Invariant:** no secret leaves before TLS stands, save where the settings say that the line is this machine's own.

use std::{fmt::Debug, path::Path, sync::Arc, time::Duration};

use async_imap::{
    Authenticator, Client, Session,
    error::Error,
    imap_proto::{Response, Status},
};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;

use super::{
    failure::Failure,
    token::{Tokens, secret},
};
use crate::config::{ImapLogin, ImapSecurity, ImapSettings};

/// How long one exchange with the server may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A line to the server, in the clear or under TLS.
pub(super) trait Line: AsyncRead + AsyncWrite + Unpin + Send + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Line for T {}

pub(super) type Mailbox = Session<Box<dyn Line>>;

/// Whom we believe to be the mail server.
#[derive(Clone)]
pub struct Roots(Arc<ClientConfig>);

/// Why nobody can be believed.
#[derive(Debug, thiserror::Error)]
pub enum RootsError {
    #[error("imap.ca_file holds no certificate (PEM)")]
    File,
    #[error("TLS cannot be used: {0}")]
    Tls(#[from] rustls::Error),
}

impl Roots {
    /// The system's certificates, and those of a file.
    ///
    /// # Errors
    ///
    /// [`RootsError`] when the file holds none.
    pub fn load(ca_file: Option<&Path>) -> Result<Self, RootsError> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if let Some(file) = ca_file {
            let read: Result<Vec<_>, _> = CertificateDer::pem_file_iter(file).and_then(Iterator::collect);
            let (added, _) = roots.add_parsable_certificates(read.map_err(|_| RootsError::File)?);
            if added == 0 {
                return Err(RootsError::File);
            }
        }
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(Arc::new(config)))
    }
}

/// Connects and logs in.
pub(super) async fn log_in(
    settings: &ImapSettings,
    roots: &Roots,
    tokens: Option<&mut Tokens>,
) -> Result<Mailbox, Failure> {
    let proof = Proof::of(settings, tokens).await?;
    let client = within(connect(settings, roots)).await??;
    within(proof.show(client, &settings.user)).await?
}

/// Nothing waits for ever on a server that is silent.
pub(super) async fn within<T>(doing: impl Future<Output = T>) -> Result<T, Failure> {
    timeout(PATIENCE, doing).await.map_err(|_| Failure::Slow)
}

async fn connect(settings: &ImapSettings, roots: &Roots) -> Result<Client<Box<dyn Line>>, Failure> {
    let stream = TcpStream::connect((settings.host.as_str(), settings.port)).await?;
    // Commands are small and their answers awaited: they must not be held back (Nagle).
    let _ = stream.set_nodelay(true);
    let line: Box<dyn Line> = match settings.security {
        ImapSecurity::Tls => Box::new(secured(stream, settings, roots).await?),
        ImapSecurity::Plain => Box::new(stream),
        ImapSecurity::StartTls => {
            let mut client = greeted(stream).await?;
            let asked = client.run_command_and_check_ok("STARTTLS", None).await;
            asked.map_err(|error| Failure::of(&error, "STARTTLS"))?;
            // What was sent behind the answer in the clear is dropped with the client (RFC 3501 §6.2.1).
            let line = secured(client.into_inner(), settings, roots).await?;
            return Ok(Client::new(Box::new(line)));
        }
    };
    greeted(line).await
}

async fn greeted<T: Line>(line: T) -> Result<Client<T>, Failure> {
    let mut client = Client::new(line);
    loop {
        let greeting = client.read_response().await?.ok_or(Failure::Protocol)?;
        match greeting.parsed() {
            // A Dovecot that is just starting says this first, and greets after it.
            Response::Data { outcome, .. }
                if outcome.information.as_ref().is_some_and(|said| said.starts_with("Waiting")) => {}
            Response::Data { status: Status::Ok, .. } => return Ok(client),
            _ => return Err(Failure::Refused("the connection")),
        }
    }
}

async fn secured(
    stream: TcpStream,
    settings: &ImapSettings,
    roots: &Roots,
) -> Result<tokio_rustls::client::TlsStream<TcpStream>, Failure> {
    let name = ServerName::try_from(settings.host.clone()).map_err(|_| Failure::Protocol)?;
    let connected = TlsConnector::from(Arc::clone(&roots.0)).connect(name, stream).await;
    connected.map_err(|error| Failure::Tls(error.kind()))
}

/// What shows who we are.
enum Proof {
    Password(String),
    Token(String),
}

impl Proof {
    async fn of(settings: &ImapSettings, tokens: Option<&mut Tokens>) -> Result<Self, Failure> {
        match &settings.login {
            ImapLogin::Password(file) => secret(file, "imap.password_file").map(Self::Password),
            ImapLogin::Token(file) => secret(file, "imap.token_file").map(Self::Token),
            ImapLogin::OAuth(_) => {
                let tokens = tokens.ok_or(Failure::Token("no client for HTTP"))?;
                tokens.token().await.map(Self::Token)
            }
        }
    }

    async fn show(self, client: Client<Box<dyn Line>>, user: &str) -> Result<Mailbox, Failure> {
        let refused = |error: Error| Failure::of(&error, "the login");
        match self {
            Self::Token(token) => {
                let answer = format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}");
                client.authenticate("XOAUTH2", Once(answer)).await.map_err(|(error, _)| refused(error))
            }
            Self::Password(password) => {
                let answer = format!("\0{user}\0{password}");
                match client.authenticate("PLAIN", Once(answer)).await {
                    Ok(session) => Ok(session),
                    // Not every server has AUTHENTICATE PLAIN (RFC 4616); LOGIN is as old as IMAP.
                    Err((Error::Bad(_) | Error::No(_), client)) => {
                        client.login(user, password).await.map_err(|(error, _)| refused(error))
                    }
                    Err((error, _)) => Err(refused(error)),
                }
            }
        }
    }
}

/// The one answer; to a second challenge, which says why it was refused, an empty one.
struct Once(String);

impl Authenticator for Once {
    type Response = String;

    fn process(&mut self, _: &[u8]) -> String {
        std::mem::take(&mut self.0)
    }
}
