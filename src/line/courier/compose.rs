//! The mail that goes out, from what the outbox promised and the words to say (RFC 3834, RFC 5322).
//!
//! **Invariant:** one recipient, the null reverse path, no word of what the reporter wrote.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Body, Mailbox, SinglePart,
        header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue},
    },
};

use crate::intake::{Due, OutboxKind};

/// What is said, made from the template of the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    pub subject: String,
    pub text: String,
}

/// Who writes, the same in every mail.
#[derive(Debug, Clone)]
pub struct Letterhead {
    from: Mailbox,
    /// Value of `X-Voordeur-Loop`, by which we know our own mail (RFC 3834 §2).
    instance: String,
}

/// The letterhead cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LetterheadError {
    #[error("outgoing.from is no mail address; write it as: Wijkteam <signaal@wijkteam.example>")]
    From,
    #[error("the instance name must be printable ASCII without spaces")]
    Instance,
}

impl Letterhead {
    /// `from`: an RFC 5322 mailbox. `instance`: printable ASCII without spaces.
    ///
    /// # Errors
    ///
    /// [`LetterheadError`] says which of the two it is not.
    pub fn new(from: &str, instance: &str) -> Result<Self, LetterheadError> {
        let from = from.parse().map_err(|_| LetterheadError::From)?;
        let printable = !instance.is_empty() && instance.bytes().all(|octet| octet.is_ascii_graphic());
        if !printable {
            return Err(LetterheadError::Instance);
        }
        Ok(Self { from, instance: instance.to_owned() })
    }
}

/// A mail ready to be sent.
#[derive(Debug, Clone)]
pub struct Outgoing {
    pub envelope: Envelope,
    /// With brackets; names the file in a Maildir.
    pub message_id: String,
    pub octets: Vec<u8>,
}

/// Why a row can never become a mail. Names no address: it is kept and shown.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    #[error("the recipient is no mail address")]
    Recipient,
    #[error("the Message-ID is not valid")]
    MessageId,
    #[error("the mail could not be put together")]
    Message,
}

/// Builds the mail; `now` becomes its date.
///
/// # Errors
///
/// [`ComposeError`]: trying again does not help.
pub fn compose(due: &Due, wording: &Wording, from: &Letterhead, now: Timestamp) -> Result<Outgoing, ComposeError> {
    let to: Address = due.recipient.parse().map_err(|_| ComposeError::Recipient)?;
    let envelope = Envelope::new(None, vec![to.clone()]).map_err(|_| ComposeError::Recipient)?;
    if !is_message_id(&due.message_id) {
        return Err(ComposeError::MessageId);
    }
    let auto_submitted = match due.kind {
        OutboxKind::Bevestiging => "auto-replied",
        OutboxKind::Kopie | OutboxKind::Webhook | OutboxKind::Herinnering | OutboxKind::Terugkoppeling => {
            "auto-generated"
        }
    };
    let mut mail = Message::builder()
        .from(from.from.clone())
        .to(Mailbox::new(None, to))
        .subject(wording.subject.clone())
        .date(SystemTime::from(now))
        .envelope(envelope.clone())
        .raw_header(header("Message-ID", due.message_id.clone()))
        .raw_header(header("Auto-Submitted", auto_submitted.to_owned()))
        .raw_header(header("X-Auto-Response-Suppress", "All".to_owned()))
        .raw_header(header("X-Voordeur-Loop", from.instance.clone()));
    if let Some(id) = due.in_reply_to.as_ref().filter(|id| is_message_id(id)) {
        mail = mail.raw_header(header("In-Reply-To", id.clone()));
    }
    let references: Vec<&str> = due.references.iter().map(String::as_str).filter(|id| is_message_id(id)).collect();
    if !references.is_empty() {
        // One id a line: a folded list that no length can break (RFC 5322 §2.1.1).
        mail = mail.raw_header(header("References", references.join("\r\n ")));
    }
    let body = Body::new_with_encoding(wording.text.clone(), ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| ComposeError::Message)?;
    let part = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(body);
    let message = mail.singlepart(part).map_err(|_| ComposeError::Message)?;
    Ok(Outgoing { envelope, message_id: due.message_id.clone(), octets: message.formatted() })
}

/// A header as it is: ids are never encoded words (RFC 2047 §5). Values are checked or our own.
fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.clone(), value)
}

/// `<left@right>` in printable ASCII, short enough for a line of its own; whatever else stood there is left out.
fn is_message_id(id: &str) -> bool {
    let inner = id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inner.is_some_and(|inner| {
        inner.len() <= 900
            && inner.contains('@')
            && inner.bytes().all(|octet| octet.is_ascii_graphic() && octet != b'<' && octet != b'>')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::courier::tests::due;

    fn composed(due: &Due) -> String {
        let wording = Wording {
            subject: "Auto: Ontvangstbevestiging VD-7K3M-Q2XF".to_owned(),
            text: "Wij hebben uw melding ontvangen.\nÉén regel met accenten.\n".to_owned(),
        };
        let letterhead = Letterhead::new("Wijkteam <signaal@wijkteam.example>", "parkwijk-1").unwrap();
        let mail = compose(due, &wording, &letterhead, Timestamp::UNIX_EPOCH).unwrap();
        assert!(mail.envelope.from().is_none());
        assert_eq!(mail.envelope.to().len(), 1);
        String::from_utf8(mail.octets).unwrap()
    }

    fn has(mail: &str, line: &str) -> bool {
        mail.split("\r\n\r\n").next().unwrap().split("\r\n").any(|found| found == line)
    }

    #[test]
    fn an_acknowledgement_says_that_a_machine_answers() {
        let mut answer = due("1");
        answer.in_reply_to = Some("<vraag@meldpunt.example>".to_owned());
        answer.references = vec!["<een@meldpunt.example>".to_owned(), "<vraag@meldpunt.example>".to_owned()];
        let mail = composed(&answer);
        for line in [
            "From: Wijkteam <signaal@wijkteam.example>",
            "To: an@meldpunt.example",
            "Subject: Auto: Ontvangstbevestiging VD-7K3M-Q2XF",
            "Date: Thu, 01 Jan 1970 00:00:00 +0000",
            "Message-ID: <ack.1@wijkteam.example>",
            "In-Reply-To: <vraag@meldpunt.example>",
            "References: <een@meldpunt.example>",
            " <vraag@meldpunt.example>",
            "Auto-Submitted: auto-replied",
            "X-Auto-Response-Suppress: All",
            "X-Voordeur-Loop: parkwijk-1",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
        ] {
            assert!(has(&mail, line), "{line} is missing in\n{mail}");
        }
        assert!(mail.contains("=C3=89=C3=A9n regel"), "{mail}");
        assert!(mail.is_ascii() && !mail.replace("\r\n", "").contains(['\r', '\n']));
    }

    #[test]
    fn a_copy_is_generated_and_answers_nothing() {
        let mail = composed(&Due { kind: OutboxKind::Kopie, ..due("1") });
        assert!(has(&mail, "Auto-Submitted: auto-generated"));
        assert!(!mail.contains("In-Reply-To") && !mail.contains("References"));
    }

    #[test]
    fn ids_that_are_none_are_left_out_and_long_ones_stay_whole() {
        let long = format!("<{}@meldpunt.example>", "x".repeat(300));
        let mut answer = due("1");
        answer.in_reply_to = Some("<a@b.example>\r\nBcc: <kwaad@x.example>".to_owned());
        answer.references = vec!["<zoë@b.example>".to_owned(), long.clone(), "a@b.example".to_owned()];
        let mail = composed(&answer);
        assert!(!mail.contains("In-Reply-To") && !mail.contains("Bcc"));
        assert!(has(&mail, &format!("References: {long}")));
    }

    #[test]
    fn a_subject_cannot_add_a_header() {
        let wording = Wording { subject: "x\r\nBcc: kwaad@x.example".to_owned(), text: String::new() };
        let letterhead = Letterhead::new("signaal@wijkteam.example", "i").unwrap();
        let mail = compose(&due("1"), &wording, &letterhead, Timestamp::UNIX_EPOCH).unwrap();
        assert!(!String::from_utf8(mail.octets).unwrap().contains("\nBcc:"));
    }

    #[test]
    fn a_row_that_can_never_be_sent_says_why_without_the_address() {
        let wording = Wording { subject: String::new(), text: String::new() };
        let letterhead = Letterhead::new("signaal@wijkteam.example", "i").unwrap();
        let nobody = Due { recipient: "geen adres".to_owned(), ..due("1") };
        let error = compose(&nobody, &wording, &letterhead, Timestamp::UNIX_EPOCH).unwrap_err();
        assert_eq!(error.to_string(), "the recipient is no mail address");
        assert!(Letterhead::new("Wijkteam", "i").is_err());
        assert!(Letterhead::new("a@b.example", "twee woorden").is_err());
    }
}
