//! One conversation as a state machine: octets in, replies and requests out. No socket, no clock.
//!
//! **Invariant:** every command gets exactly one reply, in order (RFC 5321 §4.1.1.1, RFC 2920 §3.2); in LMTP the end
//! of a message gets one per accepted recipient (RFC 2033 §4.2).

use std::{fmt::Display, io::Write, mem, sync::Arc, time::Duration};

use memchr::memchr;

use super::{
    command::{self, Command, CommandError, MailFrom, Recipient},
    data::{DataError, Incoming, Progress},
    path::EnvelopeAddress,
    room::{Room, Share},
    verdict,
};
use crate::{config::SmtpSettings, domain::Receipt, doors::limits::whole_seconds, intake::IntakeError, mail::Envelope};

/// Octets of a command line with its CRLF: RFC 5321 §4.5.3.1.4 asks 512, each extension for some more.
const MAX_LINE: usize = 2048;
/// RFC 5321 §4.5.3.1.8: at least 100.
const MAX_RECIPIENTS: usize = 100;
/// A client that is so often wrong is no mail client.
const MAX_ERRORS: u32 = 10;
/// Conversations at the same time, per door.
const MAX_SESSIONS: usize = 1000;

/// Which of the two protocols is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Smtp,
    Lmtp,
}

/// What a mail door holds its clients to.
#[derive(Debug, Clone)]
pub struct Rules {
    pub dialect: Dialect,
    /// By which name the door greets.
    pub hostname: String,
    /// Accepted recipients, lower case, without plus-tags.
    pub addresses: Vec<String>,
    /// Octets of one message (RFC 1870).
    pub max_message_bytes: usize,
    /// Silence after which a client is sent away.
    pub idle_timeout: Duration,
    /// Conversations at the same time.
    pub max_sessions: usize,
    /// Whether a client may ask for TLS (RFC 3207): see [`super::MailDoor::with_certificate`].
    pub starttls: bool,
}

impl Rules {
    /// The rules of `[smtp]`, in either dialect. The door's name is the domain of the first address.
    pub fn new(dialect: Dialect, settings: &SmtpSettings) -> Self {
        let first = settings.addresses.first().and_then(|address| address.rsplit_once('@'));
        Self {
            dialect,
            hostname: first.map_or_else(|| "localhost".to_owned(), |(_, domain)| domain.to_owned()),
            addresses: settings.addresses.iter().map(|address| address.to_lowercase()).collect(),
            max_message_bytes: settings.max_message_bytes,
            idle_timeout: Duration::from_secs(settings.idle_timeout_s),
            max_sessions: MAX_SESSIONS,
            starttls: false,
        }
    }

    /// Whether mail to this recipient is ours; if not, the reply.
    fn judge(&self, recipient: &EnvelopeAddress) -> Result<(), &'static str> {
        let domain = recipient.domain.to_lowercase();
        let local = recipient.unquoted_local().to_lowercase();
        let untagged = local.split_once('+').map_or(local.as_str(), |(untagged, _)| untagged);
        let mut own = self.addresses.iter().filter_map(|address| address.rsplit_once('@'));
        let mut known_domain = false;
        let known = own.any(|(own_local, own_domain)| {
            known_domain |= own_domain == domain;
            own_domain == domain && (own_local == untagged || own_local == local || local == "postmaster")
        });
        match (known, known_domain) {
            (true, _) => Ok(()),
            (false, true) => Err("550 5.1.1 Dit adres bestaat niet / no such address here"),
            (false, false) => Err("550 5.7.1 Dit domein is niet van ons / relaying denied"),
        }
    }
}

/// How far the conversation is; each state owns what was said so far.
#[derive(Debug)]
enum State {
    Connected,
    Greeted,
    /// MAIL was right; whether the client may send now is being asked.
    Asking(MailFrom),
    HasSender(MailFrom),
    HasRecipients(MailFrom, Vec<String>),
    Receiving(Envelope, Incoming),
    /// The message is with the taker; so many recipients wait for the verdict.
    Handling(usize),
}

/// What the conversation needs to go on.
#[derive(Debug)]
pub(super) enum Step {
    /// More octets.
    Read,
    /// [`Session::admit`]: may this client send one more message now?
    Admission,
    /// [`Session::answer`]: what became of this message?
    Deliver(Envelope, Vec<u8>, Share),
    /// The client was told to begin with TLS. What it sent behind its command is to be forgotten (RFC 3207 §4.2).
    Secure,
    /// Nothing: the last reply has been made.
    Close,
}

/// One client's conversation.
#[derive(Debug)]
pub(super) struct Session {
    rules: Arc<Rules>,
    state: State,
    errors: u32,
    /// Inside a line that is longer than any command.
    in_long_line: bool,
    /// The client's own name for itself.
    helo: String,
    /// Under TLS, which is not offered twice.
    secured: bool,
    room: Arc<Room>,
}

impl Session {
    /// Starts with the greeting.
    pub fn open(rules: Arc<Rules>, room: Arc<Room>, replies: &mut Vec<u8>) -> Self {
        let protocol = match rules.dialect {
            Dialect::Smtp => "ESMTP",
            Dialect::Lmtp => "LMTP",
        };
        reply(replies, format_args!("220 {} {protocol} Voordeur", rules.hostname));
        Self {
            rules,
            state: State::Connected,
            errors: 0,
            in_long_line: false,
            helo: String::new(),
            secured: false,
            room,
        }
    }

    /// The same conversation under TLS: nothing that was said before holds, and there is no second greeting.
    pub fn secured(self) -> Self {
        Self { state: State::Connected, in_long_line: false, helo: String::new(), secured: true, ..self }
    }

    /// What the client calls itself.
    pub fn helo(&self) -> &str {
        &self.helo
    }

    /// Whether a message is under way, which is finished even when the door closes.
    pub fn is_busy(&self) -> bool {
        matches!(self.state, State::Receiving(..) | State::Handling(_))
    }

    /// Reads from `input`, leaving what must be read again with more behind it.
    pub fn advance(&mut self, input: &mut &[u8], replies: &mut Vec<u8>) -> Step {
        loop {
            if let State::Receiving(_, incoming) = &mut self.state {
                let (taken, progress) = incoming.take(input);
                *input = &input[taken..];
                if progress == Progress::Open {
                    return Step::Read;
                }
                if let Some(step) = self.received(replies) {
                    return step;
                }
                continue;
            }
            let Some(line) = self.next_line(input) else { return Step::Read };
            let step = match line.and_then(|line| command::read(line).map_err(|error| error.to_string())) {
                Ok(command) => self.obey(command, replies),
                Err(complaint) => self.complain(complaint, replies),
            };
            if let Some(step) = step {
                return step;
            }
        }
    }

    /// Answers [`Step::Admission`]; refused with the time to wait.
    pub fn admit(&mut self, verdict: Result<(), Duration>, replies: &mut Vec<u8>) {
        self.state = match (mem::replace(&mut self.state, State::Greeted), verdict) {
            (State::Asking(mail), Ok(())) => {
                reply(replies, "250 2.1.0 Sender noted");
                State::HasSender(mail)
            }
            (_, wait) => {
                let seconds = whole_seconds(wait.err().unwrap_or_default());
                reply(
                    replies,
                    format_args!(
                        "451 4.7.1 Te veel berichten; probeer het over {seconds} s opnieuw / too many messages, \
                         try again in {seconds} s"
                    ),
                );
                State::Greeted
            }
        };
    }

    /// Answers [`Step::Deliver`]: only a receipt gives 250.
    pub fn answer(&mut self, outcome: &Result<Receipt, IntakeError>, replies: &mut Vec<u8>) {
        let State::Handling(recipients) = mem::replace(&mut self.state, State::Greeted) else { return };
        for _ in 0..recipients {
            match outcome {
                Ok(receipt) => reply(replies, format_args!("250 2.0.0 {}", receipt.kenmerk)),
                Err(error) => reply(replies, verdict::told(error)),
            }
        }
    }

    /// The next line without CRLF, or the complaint about it; `None` while it is not whole.
    fn next_line<'a>(&mut self, input: &mut &'a [u8]) -> Option<Result<&'a [u8], String>> {
        let Some(end) = memchr(b'\n', input) else {
            if self.in_long_line || input.len() >= MAX_LINE {
                self.in_long_line = true;
                *input = &[];
            }
            return None;
        };
        let line = &input[..end];
        *input = &input[end + 1..];
        if mem::take(&mut self.in_long_line) || line.len() >= MAX_LINE {
            return Some(Err("500 5.5.2 Line is too long".to_owned()));
        }
        Some(line.strip_suffix(b"\r").ok_or_else(|| "500 5.5.2 Line must end in CRLF".to_owned()))
    }

    fn obey(&mut self, command: Command, replies: &mut Vec<u8>) -> Option<Step> {
        match command {
            Command::Ehlo(_) | Command::Helo(_) | Command::Lhlo(_) => return self.greet(command, replies),
            Command::StartTls => return self.start_tls(replies),
            Command::Mail(mail) => return self.mail(mail, replies),
            Command::Rcpt(recipient) => return self.rcpt(recipient, replies),
            Command::Data => return self.data(replies),
            Command::Rset => {
                if !matches!(self.state, State::Connected) {
                    self.state = State::Greeted;
                }
                reply(replies, "250 2.0.0 Forgotten");
            }
            Command::Noop => reply(replies, "250 2.0.0 Still here"),
            // RFC 5321 §3.5.3: a server need not tell.
            Command::Vrfy => reply(replies, "252 2.5.2 Send it and see"),
            Command::Help => reply(replies, "214 2.0.0 See RFC 5321"),
            Command::Quit => {
                reply(replies, "221 2.0.0 Goodbye");
                return Some(Step::Close);
            }
        }
        None
    }

    fn greet(&mut self, command: Command, replies: &mut Vec<u8>) -> Option<Step> {
        let extended = !matches!(command, Command::Helo(_));
        let fits = (self.rules.dialect == Dialect::Lmtp) == matches!(command, Command::Lhlo(_));
        let (Command::Ehlo(name) | Command::Helo(name) | Command::Lhlo(name)) = command else { return None };
        if !fits {
            return self.complain(CommandError::Unknown, replies);
        }
        self.state = State::Greeted;
        self.helo = name;
        let hostname = &self.rules.hostname;
        if !extended {
            reply(replies, format_args!("250 {hostname}"));
            return None;
        }
        reply(replies, format_args!("250-{hostname}"));
        reply(replies, "250-PIPELINING");
        reply(replies, format_args!("250-SIZE {}", self.rules.max_message_bytes));
        reply(replies, "250-8BITMIME");
        reply(replies, "250-SMTPUTF8");
        if self.rules.starttls && !self.secured {
            reply(replies, "250-STARTTLS");
        }
        reply(replies, "250 ENHANCEDSTATUSCODES");
        None
    }

    /// RFC 3207 §4: between messages only, and once.
    fn start_tls(&mut self, replies: &mut Vec<u8>) -> Option<Step> {
        if !self.rules.starttls {
            return self.complain(CommandError::NotOffered, replies);
        }
        if self.secured || !matches!(self.state, State::Connected | State::Greeted) {
            return self.complain("503 5.5.1 Not now", replies);
        }
        reply(replies, "220 2.0.0 Begin with TLS");
        Some(Step::Secure)
    }

    fn mail(&mut self, mail: MailFrom, replies: &mut Vec<u8>) -> Option<Step> {
        if matches!(self.state, State::Connected) {
            let hello = if self.rules.dialect == Dialect::Lmtp { "LHLO" } else { "EHLO" };
            return self.complain(format_args!("503 5.5.1 {hello} first"), replies);
        }
        if !matches!(self.state, State::Greeted) {
            return self.complain("503 5.5.1 There is a sender already", replies);
        }
        let limit = u64::try_from(self.rules.max_message_bytes).unwrap_or(u64::MAX);
        if mail.declared_size.is_some_and(|size| size > limit) {
            reply(replies, DataError::TooBig);
            return None;
        }
        self.state = State::Asking(mail);
        Some(Step::Admission)
    }

    fn rcpt(&mut self, recipient: Recipient, replies: &mut Vec<u8>) -> Option<Step> {
        let (mail, mut recipients) = match mem::replace(&mut self.state, State::Greeted) {
            State::HasSender(mail) => (mail, Vec::new()),
            State::HasRecipients(mail, recipients) => (mail, recipients),
            other => {
                self.state = other;
                return self.complain("503 5.5.1 MAIL first", replies);
            }
        };
        let verdict = match &recipient {
            _ if recipients.len() >= MAX_RECIPIENTS => Err("452 4.5.3 Too many recipients"),
            Recipient::Postmaster => Ok("postmaster".to_owned()),
            Recipient::Mailbox(address) => self.rules.judge(address).map(|()| address.to_string()),
        };
        match verdict {
            Ok(accepted) => {
                recipients.push(accepted);
                reply(replies, "250 2.1.5 Recipient noted");
            }
            Err(refusal) => reply(replies, refusal),
        }
        self.state =
            if recipients.is_empty() { State::HasSender(mail) } else { State::HasRecipients(mail, recipients) };
        None
    }

    fn data(&mut self, replies: &mut Vec<u8>) -> Option<Step> {
        match mem::replace(&mut self.state, State::Greeted) {
            State::HasRecipients(mail, recipients) => {
                let incoming = Incoming::new(self.rules.max_message_bytes, Arc::clone(&self.room));
                let envelope = Envelope { reverse_path: Some(mail.reverse_path), recipients, client: None };
                self.state = State::Receiving(envelope, incoming);
                reply(replies, "354 End with a dot on a line of its own");
                None
            }
            other => {
                self.state = other;
                self.complain("503 5.5.1 No recipient was accepted", replies)
            }
        }
    }

    /// The end of the message was seen.
    fn received(&mut self, replies: &mut Vec<u8>) -> Option<Step> {
        let State::Receiving(envelope, incoming) = mem::replace(&mut self.state, State::Greeted) else { return None };
        let recipients = match self.rules.dialect {
            Dialect::Smtp => 1,
            Dialect::Lmtp => envelope.recipients.len(),
        };
        match incoming.finish() {
            Ok((raw, share)) => {
                self.state = State::Handling(recipients);
                Some(Step::Deliver(envelope, raw, share))
            }
            Err(error) => {
                (0..recipients).for_each(|_| reply(replies, error));
                None
            }
        }
    }

    fn complain(&mut self, complaint: impl Display, replies: &mut Vec<u8>) -> Option<Step> {
        self.errors += 1;
        if self.errors >= MAX_ERRORS {
            reply(replies, "421 4.7.0 Too many errors; closing");
            return Some(Step::Close);
        }
        reply(replies, complaint);
        None
    }
}

/// Writes one reply line.
pub(super) fn reply(replies: &mut Vec<u8>, line: impl Display) {
    // Writing into memory cannot fail.
    let _ = write!(replies, "{line}\r\n");
}
