//! One command line, read (RFC 5321 §4.1.1; SIZE: RFC 1870, BODY: RFC 6152, SMTPUTF8: RFC 6531).

use super::path::{self, EnvelopeAddress, Path};

/// What the client asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    /// With the name the client gives itself.
    Helo(String),
    Ehlo(String),
    /// RFC 2033 §4.1.
    Lhlo(String),
    /// RFC 3207 §4.
    StartTls,
    Mail(MailFrom),
    Rcpt(Recipient),
    Data,
    Rset,
    Noop,
    Quit,
    Vrfy,
    Help,
}

/// `MAIL FROM:` with its parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct MailFrom {
    /// Without brackets; empty for the null reverse path.
    pub reverse_path: String,
    /// Octets, as the client estimates them.
    pub declared_size: Option<u64>,
    pub smtputf8: bool,
}

/// `RCPT TO:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Recipient {
    Postmaster,
    Mailbox(EnvelopeAddress),
}

/// Why a line is no command; its text is the reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum CommandError {
    #[error("500 5.5.1 Command not known")]
    Unknown,
    #[error("502 5.5.1 Command not offered here")]
    NotOffered,
    #[error("500 5.5.2 Line is not text in ASCII or UTF-8")]
    NotText,
    #[error("501 5.5.4 A name must follow")]
    NameMissing,
    #[error("501 5.5.4 No parameter is allowed here")]
    Superfluous,
    #[error("501 5.1.7 Sender must be written as MAIL FROM:<name@domain>")]
    BadSender,
    #[error("501 5.1.3 Recipient must be written as RCPT TO:<name@domain>")]
    BadRecipient,
    #[error("553 5.6.7 This address needs the SMTPUTF8 parameter")]
    NeedsSmtputf8,
    #[error("501 5.5.4 Parameter has no meaningful value")]
    BadParameter,
    #[error("555 5.5.4 Parameter not known")]
    UnknownParameter,
}

/// Reads a line without its CRLF.
pub(super) fn read(line: &[u8]) -> Result<Command, CommandError> {
    let line = std::str::from_utf8(line).map_err(|_| CommandError::NotText)?;
    if line.chars().any(char::is_control) {
        return Err(CommandError::NotText);
    }
    // RFC 5321 §4.1.1: trailing white space is to be tolerated.
    let line = line.trim_end_matches(' ');
    let (verb, argument) = line.split_once(' ').unwrap_or((line, ""));
    match verb.to_ascii_uppercase().as_str() {
        "EHLO" => named(argument).map(Command::Ehlo),
        "HELO" => named(argument).map(Command::Helo),
        "LHLO" => named(argument).map(Command::Lhlo),
        "STARTTLS" => alone(argument, Command::StartTls),
        "MAIL" => mail(argument).map(Command::Mail),
        "RCPT" => rcpt(argument).map(Command::Rcpt),
        "DATA" => alone(argument, Command::Data),
        "RSET" => alone(argument, Command::Rset),
        "QUIT" => alone(argument, Command::Quit),
        "NOOP" => Ok(Command::Noop),
        "VRFY" => named(argument).map(|_| Command::Vrfy),
        "HELP" => Ok(Command::Help),
        "EXPN" | "AUTH" | "BDAT" | "ETRN" | "TURN" => Err(CommandError::NotOffered),
        _ => Err(CommandError::Unknown),
    }
}

fn named(argument: &str) -> Result<String, CommandError> {
    let name = argument.trim();
    if name.is_empty() { Err(CommandError::NameMissing) } else { Ok(name.to_owned()) }
}

fn alone(argument: &str, command: Command) -> Result<Command, CommandError> {
    if argument.is_empty() { Ok(command) } else { Err(CommandError::Superfluous) }
}

fn mail(argument: &str) -> Result<MailFrom, CommandError> {
    let (path, parameters) = path_after("FROM:", argument).ok_or(CommandError::BadSender)?;
    let mut mail = MailFrom::default();
    for parameter in parameters {
        mail.take(parameter)?;
    }
    mail.reverse_path = match path {
        Path::Null => String::new(),
        Path::Postmaster => return Err(CommandError::BadSender),
        Path::Mailbox(address) if address.needs_smtputf8() && !mail.smtputf8 => {
            return Err(CommandError::NeedsSmtputf8);
        }
        Path::Mailbox(address) => address.to_string(),
    };
    Ok(mail)
}

impl MailFrom {
    fn take(&mut self, parameter: &str) -> Result<(), CommandError> {
        let (keyword, value) = match parameter.split_once('=') {
            Some((keyword, value)) => (keyword, Some(value)),
            None => (parameter, None),
        };
        match (keyword.to_ascii_uppercase().as_str(), value) {
            ("SIZE", Some(value)) => {
                let digits = (1..=20).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit());
                let size = digits.then(|| value.parse().unwrap_or(u64::MAX));
                self.declared_size = Some(size.ok_or(CommandError::BadParameter)?);
            }
            ("BODY", Some(value)) if value.eq_ignore_ascii_case("7BIT") || value.eq_ignore_ascii_case("8BITMIME") => {}
            ("SMTPUTF8", None) => self.smtputf8 = true,
            ("SIZE" | "BODY" | "SMTPUTF8", _) => return Err(CommandError::BadParameter),
            _ => return Err(CommandError::UnknownParameter),
        }
        Ok(())
    }
}

fn rcpt(argument: &str) -> Result<Recipient, CommandError> {
    let (path, mut parameters) = path_after("TO:", argument).ok_or(CommandError::BadRecipient)?;
    if parameters.next().is_some() {
        return Err(CommandError::UnknownParameter);
    }
    match path {
        Path::Null => Err(CommandError::BadRecipient),
        Path::Postmaster => Ok(Recipient::Postmaster),
        Path::Mailbox(address) => Ok(Recipient::Mailbox(address)),
    }
}

/// The path behind `FROM:` or `TO:`, then the parameters. A space behind the colon is wrong but common: let be.
fn path_after<'a>(keyword: &str, argument: &'a str) -> Option<(Path, impl Iterator<Item = &'a str>)> {
    let (given, rest) = argument.split_at_checked(keyword.len())?;
    if !given.eq_ignore_ascii_case(keyword) {
        return None;
    }
    let (path, rest) = path::read(rest.trim_start_matches(' '))?;
    let parted = rest.is_empty() || rest.starts_with(' ');
    parted.then(|| (path, rest.split(' ').filter(|word| !word.is_empty())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(line: &str) -> Result<MailFrom, CommandError> {
        match read(line.as_bytes())? {
            Command::Mail(mail) => Ok(mail),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn verbs_and_parameters_are_read_in_any_case() {
        let mail = sender("mail from:<an@meldpunt.example> size=1000 Body=8bitmime smtputf8").unwrap();
        assert_eq!((mail.declared_size, mail.smtputf8), (Some(1000), true));
        assert_eq!(mail.reverse_path, "an@meldpunt.example");
        assert_eq!(read(b"quit  "), Ok(Command::Quit));
    }

    #[test]
    fn every_mistake_has_its_own_reply() {
        for (line, error) in [
            ("MAIL", CommandError::BadSender),
            ("MAIL TO:<a@b.example>", CommandError::BadSender),
            ("MAIL FROM:<Postmaster>", CommandError::BadSender),
            ("MAIL FROM:<a@b.example>SIZE=1", CommandError::BadSender),
            ("MAIL FROM:<a@b.example> SIZE=x", CommandError::BadParameter),
            ("MAIL FROM:<a@b.example> SIZE", CommandError::BadParameter),
            ("MAIL FROM:<a@b.example> BODY=BINARYMIME", CommandError::BadParameter),
            ("MAIL FROM:<a@b.example> RET=FULL", CommandError::UnknownParameter),
            ("MAIL FROM:<zoë@b.example>", CommandError::NeedsSmtputf8),
            ("RCPT TO:<>", CommandError::BadRecipient),
            ("RCPT TO:<a@b.example> NOTIFY=NEVER", CommandError::UnknownParameter),
            ("EHLO", CommandError::NameMissing),
            ("DATA now", CommandError::Superfluous),
            ("STARTTLS now", CommandError::Superfluous),
            ("BDAT 10 LAST", CommandError::NotOffered),
            ("GET / HTTP/1.1", CommandError::Unknown),
            ("NOOP \u{0}", CommandError::NotText),
        ] {
            assert_eq!(read(line.as_bytes()), Err(error), "{line}");
        }
        assert_eq!(read(b"NOOP \xff"), Err(CommandError::NotText));
    }

    #[test]
    fn a_size_of_twenty_digits_is_a_size() {
        assert_eq!(sender("MAIL FROM:<> SIZE=99999999999999999999").unwrap().declared_size, Some(u64::MAX));
    }
}
