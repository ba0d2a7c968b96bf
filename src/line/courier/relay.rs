//! Where outgoing mail goes: `outgoing.relay`, read.

use std::path::PathBuf;

/// `outgoing.relay`, in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Relay {
    Smtp(SmtpRelay),
    Maildir(PathBuf),
}

/// An SMTP server that takes our mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SmtpRelay {
    pub encryption: Encryption,
    pub user: Option<String>,
    /// Without the brackets of an IPv6 address.
    pub host: String,
    pub port: u16,
}

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    None,
    /// From the first octet (RFC 8314 §3.3).
    Tls,
    /// By STARTTLS (RFC 3207), or the mail is not sent.
    StartTls,
}

/// What is wrong with `outgoing.relay` or its password.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    #[error("outgoing.relay must begin with smtp://, smtps://, smtp+starttls:// or maildir:, e.g. smtp://127.0.0.1:25")]
    Scheme,
    #[error("outgoing.relay must name a host and at most a port behind it, e.g. smtp://127.0.0.1:25")]
    Host,
    #[error("outgoing.relay must not hold a password; put it in a file and name that in outgoing.password_file")]
    PasswordInside,
    #[error("outgoing.relay names a user; name the file with the password in outgoing.password_file")]
    PasswordMissing,
    #[error(
        "outgoing.relay names a user, but smtp:// would send the password unencrypted; use smtps:// or smtp+starttls://"
    )]
    PasswordInTheOpen,
    #[error("outgoing.password_file cannot be read: {0}")]
    PasswordFile(#[source] std::io::Error),
    #[error("no encrypted connection can be made to outgoing.relay: {0}")]
    Tls(#[source] lettre::transport::smtp::Error),
    #[error("the Maildir of outgoing.relay cannot be made: {0}")]
    Maildir(#[source] std::io::Error),
}

impl Relay {
    /// Reads `smtp://host:port`, `smtps://user@host`, `smtp+starttls://user@host` or `maildir:PATH`.
    pub fn parse(text: &str) -> Result<Self, RelayError> {
        if let Some(path) = text.strip_prefix("maildir:").filter(|path| !path.is_empty()) {
            return Ok(Self::Maildir(PathBuf::from(path)));
        }
        let (encryption, port, rest) = [
            ("smtp://", Encryption::None, 25),
            ("smtps://", Encryption::Tls, 465),
            ("smtp+starttls://", Encryption::StartTls, 587),
        ]
        .into_iter()
        .find_map(|(scheme, encryption, port)| text.strip_prefix(scheme).map(|rest| (encryption, port, rest)))
        .ok_or(RelayError::Scheme)?;
        let rest = rest.trim_end_matches('/');
        // A user name may itself be a mail address: the last @ parts it from the host.
        let (user, server) = match rest.rsplit_once('@') {
            Some((user, server)) => (Some(user), server),
            None => (None, rest),
        };
        if user.is_some_and(|user| user.contains(':')) {
            return Err(RelayError::PasswordInside);
        }
        let (host, port) = host_and_port(server, port).ok_or(RelayError::Host)?;
        Ok(Self::Smtp(SmtpRelay { encryption, user: user.map(str::to_owned), host, port }))
    }
}

fn host_and_port(server: &str, default: u16) -> Option<(String, u16)> {
    let (host, port) = if let Some(literal) = server.strip_prefix('[') {
        let (host, behind) = literal.split_once(']')?;
        (host, if behind.is_empty() { None } else { Some(behind.strip_prefix(':')?) })
    } else {
        match server.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (server, None),
        }
    };
    let well_formed = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-._:".contains(c));
    let port = port.map_or(Some(default), |port| port.parse().ok())?;
    well_formed.then(|| (host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay(encryption: Encryption, user: Option<&str>, host: &str, port: u16) -> Relay {
        Relay::Smtp(SmtpRelay { encryption, user: user.map(str::to_owned), host: host.to_owned(), port })
    }

    #[test]
    fn relays_are_read_with_their_usual_ports() {
        for (text, expected) in [
            ("smtp://127.0.0.1:2526", relay(Encryption::None, None, "127.0.0.1", 2526)),
            ("smtp://mail.wijkteam.example/", relay(Encryption::None, None, "mail.wijkteam.example", 25)),
            ("smtps://mail.wijkteam.example", relay(Encryption::Tls, None, "mail.wijkteam.example", 465)),
            ("smtp+starttls://team@mail.example", relay(Encryption::StartTls, Some("team"), "mail.example", 587)),
            ("smtps://a@b.example@mail.example:1", relay(Encryption::Tls, Some("a@b.example"), "mail.example", 1)),
            ("smtp://[::1]:25", relay(Encryption::None, None, "::1", 25)),
            ("maildir:data/uit", Relay::Maildir(PathBuf::from("data/uit"))),
        ] {
            assert_eq!(Relay::parse(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_relay_is_told() {
        for text in ["", "127.0.0.1:25", "http://x", "maildir:"] {
            assert!(matches!(Relay::parse(text), Err(RelayError::Scheme)), "{text}");
        }
        for text in ["smtp://", "smtp://:25", "smtp://a:b", "smtp://a b", "smtp://[::1", "smtp://a:70000"] {
            assert!(matches!(Relay::parse(text), Err(RelayError::Host)), "{text}");
        }
        assert!(matches!(Relay::parse("smtps://a:secret@b.example"), Err(RelayError::PasswordInside)));
    }
}
