//! Hands one mail to the relay, and says in a few words how that went.

use std::{error::Error, fs, io, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    transport::smtp::{
        self, PoolConfig,
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};
use tokio::time::timeout;

use super::{
    compose::Outgoing,
    maildir::Maildir,
    relay::{Encryption, Relay, RelayError, SmtpRelay},
};
use crate::config::OutgoingSettings;

/// For one mail, from connecting to the last reply.
pub(super) const SEND_TIMEOUT: Duration = Duration::from_secs(30);

/// Mails under way at the same time. lettre's pool bounds only idle connections, so the round counts.
pub(super) const CONCURRENCY: usize = 8;

/// Replies that are about our login, not about this mail (RFC 4954 §6).
const ABOUT_OUR_LOGIN: [u16; 4] = [530, 534, 535, 538];

/// Where composed mail goes.
pub struct Sender(Way);

enum Way {
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    Maildir(Maildir),
}

/// How an attempt failed: an SMTP reply class or a kind of I/O error, never an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// May succeed later.
    #[error("{0}")]
    Later(String),
    /// Will not.
    #[error("{0}")]
    Never(String),
}

impl Sender {
    /// Makes ready what `[outgoing]` names; connects only when there is mail.
    ///
    /// # Errors
    ///
    /// [`RelayError`] says which setting is wrong, or which file cannot be read.
    pub fn new(settings: &OutgoingSettings) -> Result<Self, RelayError> {
        let way = match Relay::parse(&settings.relay)? {
            Relay::Maildir(path) => Way::Maildir(Maildir::open(&path).map_err(RelayError::Maildir)?),
            Relay::Smtp(relay) => Way::Smtp(Box::new(transport(&relay, settings)?)),
        };
        Ok(Self(way))
    }

    /// Connects, encrypts and logs in as for a mail, and sends none.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    pub async fn try_connecting(&self) -> Result<(), SendError> {
        let Way::Smtp(transport) = &self.0 else { return Ok(()) };
        match timeout(SEND_TIMEOUT, transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(SendError::Later("connection lost".to_owned())),
            Ok(Err(error)) => Err(classified(&error)),
            Err(_elapsed) => Err(SendError::Later("timeout".to_owned())),
        }
    }

    /// Sends one mail; returns when it is the other side's.
    ///
    /// # Errors
    ///
    /// [`SendError::Later`] on 4xx, timeouts and I/O; also when the relay did not let us log in, for that is ours to
    /// repair, or takes no connection. [`SendError::Never`] on any other 5xx.
    pub async fn send(&self, mail: &Outgoing) -> Result<(), SendError> {
        match &self.0 {
            Way::Smtp(transport) => match timeout(SEND_TIMEOUT, transport.send_raw(&mail.envelope, &mail.octets)).await
            {
                Ok(Ok(_response)) => Ok(()),
                Ok(Err(error)) => Err(match classified(&error) {
                    SendError::Never(told) if is_shut(transport).await => SendError::Later(told),
                    classified => classified,
                }),
                Err(_elapsed) => Err(SendError::Later("timeout".to_owned())),
            },
            Way::Maildir(maildir) => {
                let (maildir, mail) = (maildir.clone(), mail.clone());
                tokio::task::spawn_blocking(move || maildir.deliver(&mail.message_id, &mail.octets))
                    .await
                    .unwrap_or_else(|_| Err(io::ErrorKind::Interrupted.into()))
                    .map_err(|error| SendError::Later(format!("io: {}", error.kind())))
            }
        }
    }
}

/// Whether the relay takes no connection at all now: a 554 in its greeting says nothing of a message (RFC 5321 §3.1).
async fn is_shut(transport: &AsyncSmtpTransport<Tokio1Executor>) -> bool {
    !matches!(timeout(SEND_TIMEOUT, transport.test_connection()).await, Ok(Ok(true)))
}

fn transport(relay: &SmtpRelay, settings: &OutgoingSettings) -> Result<AsyncSmtpTransport<Tokio1Executor>, RelayError> {
    let parameters = || TlsParameters::new(relay.host.clone()).map_err(RelayError::Tls);
    let tls = match relay.encryption {
        Encryption::None => Tls::None,
        Encryption::Tls => Tls::Wrapper(parameters()?),
        Encryption::StartTls => Tls::Required(parameters()?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(relay.host.clone())
        .port(relay.port)
        .tls(tls)
        .timeout(Some(SEND_TIMEOUT))
        .pool_config(PoolConfig::new().max_size(CONCURRENCY as u32));
    if let Some(user) = &relay.user {
        if relay.encryption == Encryption::None {
            return Err(RelayError::PasswordInTheOpen);
        }
        let file = settings.password_file.as_ref().ok_or(RelayError::PasswordMissing)?;
        let password = fs::read_to_string(file).map_err(RelayError::PasswordFile)?;
        let password = password.trim_end_matches(['\r', '\n']).to_owned();
        builder = builder.credentials(Credentials::new(user.clone(), password));
    }
    Ok(builder.build())
}

/// The relay's words may name the recipient: only its codes are kept (RFC 5321 §4.2, RFC 3463 §2).
fn classified(error: &smtp::Error) -> SendError {
    let Some(code) = error.status() else {
        return SendError::Later(kind_of(error).to_owned());
    };
    let code: u16 = code.into();
    let words = error.source().map(ToString::to_string).unwrap_or_default();
    let told = match words.split_whitespace().next().filter(|word| is_enhanced_code(word)) {
        Some(enhanced) => format!("{code} {enhanced}"),
        None => code.to_string(),
    };
    if error.is_permanent() && !ABOUT_OUR_LOGIN.contains(&code) {
        SendError::Never(told)
    } else {
        SendError::Later(told)
    }
}

fn kind_of(error: &smtp::Error) -> &'static str {
    if error.is_timeout() {
        return "timeout";
    }
    if error.is_tls() {
        return "no encrypted connection";
    }
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            return match io.kind() {
                io::ErrorKind::ConnectionRefused => "connection refused",
                io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => "connection lost",
                io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => "relay unreachable",
                _ => "connection failed",
            };
        }
        source = cause.source();
    }
    if error.is_response() { "reply not understood" } else { "relay cannot be used" }
}

fn is_enhanced_code(word: &str) -> bool {
    let mut parts = word.split('.');
    let class = parts.next().is_some_and(|class| matches!(class, "4" | "5"));
    let mut detail =
        || parts.next().is_some_and(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    class && detail() && detail() && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(relay: &str) -> OutgoingSettings {
        OutgoingSettings { relay: relay.to_owned(), password_file: None, from: "signaal@wijkteam.example".to_owned() }
    }

    #[tokio::test]
    async fn a_password_is_needed_and_never_in_the_open() {
        let outcome = |relay: &str| Sender::new(&settings(relay)).map(|_| ());
        assert!(matches!(outcome("smtp://team@127.0.0.1"), Err(RelayError::PasswordInTheOpen)));
        assert!(matches!(outcome("smtps://team@127.0.0.1"), Err(RelayError::PasswordMissing)));
        assert!(outcome("smtp+starttls://127.0.0.1").is_ok());
    }

    #[tokio::test]
    async fn a_relay_that_greets_with_a_refusal_is_tried_again() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let relay = format!("smtp://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, b"554 5.7.1 not now\r\n").await;
            }
        });
        let (from, to) = ("signaal@wijkteam.example".parse().unwrap(), "an@meldpunt.example".parse().unwrap());
        let mail = Outgoing {
            envelope: lettre::address::Envelope::new(Some(from), vec![to]).unwrap(),
            message_id: "<ack.1@wijkteam.example>".to_owned(),
            octets: b"Subject: x\r\n\r\nx\r\n".to_vec(),
        };
        let sent = Sender::new(&settings(&relay)).unwrap().send(&mail).await;
        assert_eq!(sent, Err(SendError::Later("554 5.7.1".to_owned())));
    }

    #[test]
    fn only_codes_are_enhanced_codes() {
        assert!(["4.2.2", "5.1.1", "5.7.25"].iter().all(|word| is_enhanced_code(word)));
        assert!(
            ["2.0.0", "5.1", "5.1.1.1", "5.x.1", "<an@x.example>", "5.1.1234"]
                .iter()
                .all(|word| !is_enhanced_code(word))
        );
    }
}
