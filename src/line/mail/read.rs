//! Bytes to a letter.
//!
//! **Invariant:** total: for whatever bytes there is a letter, in time linear in their number.

use std::borrow::Cow;

use jiff::Timestamp;
use mail_parser::{Address, HeaderValue, Message, parsers::MessageStream};

use super::{
    Envelope, Letter, Mailbox, OwnMail, authenticity,
    automatic::{Evidence, automatic},
    body::Body,
    carriage::{carries, says_how_to_read},
    decode,
    fields::{Fields, decoded, field_name},
    ours, proof, reply, tree,
};
use crate::domain::{AutomaticKind, Identity, IdentityVerdict, MailThread, addr_spec, bounded, cleaned};

/// Characters kept of a subject.
const MAX_SUBJECT: usize = 1_000;
/// Message-IDs quoted in an answer: more would make its References field too long (RFC 5322 §2.1.1).
const MAX_REFERENCES: usize = 20;
/// Fields by which bytes are known to be a mail.
const MAIL_FIELDS: [&str; 10] = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Received",
    "Content-Type",
    "MIME-Version",
    "Return-Path",
    "Sender",
];

/// Reads a mail as it came over the wire or from a file.
pub fn read(raw: &[u8], envelope: Option<&Envelope>, own: &OwnMail) -> Letter {
    let raw = mended(raw);
    let fields = Fields::of(&raw);
    if !is_mail(&fields) {
        return no_mail(&raw);
    }
    let message = tree::parsed(&raw);
    let body = message.as_ref().map_or_else(|| unparsed(&fields), Body::of);
    let from = sole_sender(&fields);
    let subject = subject(&fields);
    let return_path = reverse_path(&fields, envelope);
    let references = references(&fields);
    let said = reply::new_text(
        &body.text,
        reply::Context { subject: &subject, answers: fields.has("In-Reply-To") || fields.has("References") },
    );
    let automatic = automatic(&Evidence {
        fields: &fields,
        reverse_path: return_path.as_deref(),
        from: from.as_ref(),
        subject: &subject,
        report: body.report,
        own,
    });
    let mut thread = thread(&fields, references, answer_to(from.as_ref(), return_path.as_deref()));
    if let Some(automatic) = &automatic {
        ours::reported(&raw, &mut thread.answers);
        thread.bounced = automatic.kind == AutomaticKind::Bounce && !ours::says_it_goes_on(&raw);
    }
    if automatic.as_ref().is_none_or(|automatic| automatic.kind != AutomaticKind::Bounce) {
        thread.kenmerken = ours::named(&subject, &body.text);
    }
    let domain = from.as_ref().and_then(|from| from.address.rsplit_once('@')).map(|(_, domain)| domain);
    let identity = identity(&fields, domain, envelope, own);
    Letter {
        identity,
        unreadable: unreadable(&body, &fields, message.as_ref()),
        message_id: thread.message_id.as_deref().map(bare).or_else(|| bracketless_id(&fields)),
        date: date(&fields),
        subject,
        text: body.text,
        new_text: said.text,
        forwarded: said.forwarded,
        inner_sender: said.inner_sender,
        attachments: body.attachments,
        automatic,
        thread,
        from,
    }
}

/// Whether it has any field that bytes are known to be a mail by.
pub(super) fn is_mail(fields: &Fields<'_>) -> bool {
    MAIL_FIELDS.iter().any(|name| fields.has(name))
}

fn is_mail_field(name: &str) -> bool {
    MAIL_FIELDS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// What our own mail server says of who sent it; nothing when it has no name, or did not hand this over.
fn identity(fields: &Fields<'_>, domain: Option<&str>, envelope: Option<&Envelope>, own: &OwnMail) -> Identity {
    let relayed = envelope.is_none_or(|envelope| proof::from_own_relay(envelope, &own.relays));
    let Some(id) = own.authserv_id.as_deref().filter(|_| relayed) else { return Identity::default() };
    let unknown = |because: &str| Identity::of(IdentityVerdict::Onbekend, because);
    let Some(domain) = domain else { return unknown(NO_SOLE_SENDER) };
    match authenticity::found(fields, domain, id) {
        Some(evidence) => proof::judged(domain, &evidence),
        None => unknown("Onze mailserver schreef er niet bij of de afzender klopt."),
    }
}

/// The domain of the one From of a mail as it came; `None` when there is not exactly one.
pub fn claimed_domain(raw: &[u8]) -> Option<String> {
    let from = sole_sender(&Fields::of(raw))?;
    from.address.rsplit_once('@').map(|(_, domain)| domain.to_owned())
}

/// Why nobody can be proven.
pub const NO_SOLE_SENDER: &str = "Er staat niet precies één afzender in dit bericht.";

/// The bytes without what transports leave around a message: a byte order mark, mbox's `From ` line, bare CRs;
/// with the empty line that ought to part header and text.
pub(super) fn mended(raw: &[u8]) -> Cow<'_, [u8]> {
    let mut raw = raw.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(raw).trim_ascii_start();
    let mbox = raw.strip_prefix(b">").unwrap_or(raw).strip_prefix(b"From ");
    if mbox.is_some_and(|after| !after.trim_ascii_start().starts_with(b":")) {
        raw = raw.iter().position(|b| *b == b'\n').map_or(&[][..], |end| &raw[end + 1..]);
    }
    if !raw.contains(&b'\n') && raw.contains(&b'\r') {
        return Cow::Owned(raw.iter().map(|b| if *b == b'\r' { b'\n' } else { *b }).collect());
    }
    match text_in_header(raw) {
        Some(at) => Cow::Owned([&raw[..at], b"\n", &raw[at..]].concat()),
        None => Cow::Borrowed(raw),
    }
}

/// Where text starts that follows the fields without an empty line; `None` when there is such a line.
///
/// At the first line that is no field, or at the labels that a person put (`Adres: …`) below the last field of a mail.
fn text_in_header(raw: &[u8]) -> Option<usize> {
    let (mut at, mut after_fields) = (0, 0);
    let mut text = None;
    for line in raw.split_inclusive(|b| *b == b'\n') {
        let bare = line.trim_ascii_end();
        if bare.is_empty() {
            return None;
        }
        let folded = line[0] == b' ' || line[0] == b'\t';
        let name = field_name(bare);
        if text.is_none() && !folded && name.is_none() && at > 0 {
            text = Some(at);
        }
        at += line.len();
        let of_mail = name.is_some_and(|name| is_mail_field(name) || carries(name) || says_how_to_read(name));
        if text.is_none() && ((folded && after_fields + line.len() == at) || (!folded && of_mail)) {
            after_fields = at;
        }
    }
    (after_fields > 0 && after_fields < at).then_some(after_fields).or(text)
}

fn no_mail(raw: &[u8]) -> Letter {
    let text = match std::str::from_utf8(raw) {
        Ok(text) if !text.contains('\0') => bounded(&cleaned(text), 200_000).trim().to_owned(),
        _ => String::new(),
    };
    let reden = if raw.trim_ascii().is_empty() {
        "Het bericht is leeg."
    } else {
        "Dit is geen e-mail: er is geen afzender, onderwerp of datum. Bekijk het originele bericht."
    };
    Letter { new_text: text.clone(), text, unreadable: Some(reden.to_owned()), ..Letter::default() }
}

/// A message whose structure no parser could follow, as plain text.
fn unparsed(fields: &Fields<'_>) -> Body {
    let text = cleaned(&decode::text(&fields.body[..fields.body.len().min(800_000)], None));
    Body { text: bounded(&text, 200_000).trim().to_owned(), ..Body::default() }
}

fn subject(fields: &Fields<'_>) -> String {
    let subject = cleaned(&fields.text("Subject").unwrap_or_default());
    bounded(subject.trim(), MAX_SUBJECT).to_owned()
}

/// RFC 5322 §3.6.2: one From. With two nobody knows which one a reader would be shown, so neither is believed.
fn sole_sender(fields: &Fields<'_>) -> Option<Mailbox> {
    let mut all = fields.all("From");
    let field = all.next().filter(|_| all.next().is_none())?;
    let line = [field.value.get(..field.value.len().min(4_000)).unwrap_or_default(), b"\n"].concat();
    let HeaderValue::Address(Address::List(list)) = MessageStream::new(&line).parse_address() else { return None };
    let [only] = list.as_slice() else { return None };
    let address: String = cleaned(only.address.as_deref()?).chars().filter(|c| !c.is_whitespace()).collect();
    let (local, domain) = address.rsplit_once('@')?;
    if local.is_empty() || domain.is_empty() || address.len() > 320 {
        return None;
    }
    let name = only.name.as_deref().map(|name| decoded(name.as_bytes()));
    Some(Mailbox {
        name: name.map(|name| bounded(cleaned(&name).trim(), 200).to_owned()).filter(|name| !name.is_empty()),
        address: format!("{local}@{}", domain.to_lowercase()),
    })
}

/// MAIL FROM, or what the delivering server noted of it (RFC 5321 §4.4).
fn reverse_path(fields: &Fields<'_>, envelope: Option<&Envelope>) -> Option<String> {
    if let Some(path) = envelope.and_then(|envelope| envelope.reverse_path.as_deref()) {
        return Some(path.trim().trim_matches(['<', '>']).to_owned());
    }
    let noted = fields.text("Return-Path")?;
    let noted = noted.trim();
    let path = noted.strip_prefix('<').and_then(|path| path.split('>').next()).unwrap_or(noted).trim();
    (noted.starts_with('<') || !path.is_empty()).then(|| path.to_owned())
}

/// The envelope's sender when it belongs to the same organisation as From and somebody may read there, else From; never
/// Reply-To.
fn answer_to(from: Option<&Mailbox>, reverse_path: Option<&str>) -> Option<String> {
    let from = &from?.address;
    match reverse_path {
        Some("") => None,
        Some(path) if addr_spec(path).is_some() && aligned(path, from) && !takes_reports(path) => Some(path.to_owned()),
        _ => addr_spec(from).map(str::to_owned),
    }
}

/// Words in the addresses where programs take reports of what did not arrive.
const REPORT_WORDS: [&str; 14] = [
    "bounce",
    "bounces",
    "bouncing",
    "donotreply",
    "errors",
    "mailer",
    "noreply",
    "prvs",
    "return",
    "returnpath",
    "returns",
    "srs0",
    "srs1",
    "verp",
];

/// Whether an envelope address is a program's: for bounces, or with a recipient or a code in it (VERP, BATV, SRS).
fn takes_reports(path: &str) -> bool {
    let local = path.rsplit_once('@').map_or(path, |(local, _)| local).to_ascii_lowercase();
    let words: Vec<&str> = local.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let joined = words.concat();
    local.contains('=')
        || words.iter().any(|word| REPORT_WORDS.contains(word))
        || ["noreply", "donotreply"].iter().any(|robot| joined.starts_with(robot))
}

/// The same domain, or one above the other.
fn aligned(one: &str, other: &str) -> bool {
    let domain = |address: &str| address.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let (one, other) = (domain(one), domain(other));
    let above = |parent: &str, child: &str| {
        parent.contains('.') && child.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'))
    };
    one == other || above(&one, &other) || above(&other, &one)
}

fn date(fields: &Fields<'_>) -> Option<Timestamp> {
    let field = fields.all("Date").next()?;
    let line = [field.value.get(..field.value.len().min(200)).unwrap_or_default(), b"\n"].concat();
    let HeaderValue::DateTime(date) = MessageStream::new(&line).parse_date() else { return None };
    date.is_valid().then(|| Timestamp::from_second(date.to_timestamp()).ok()).flatten()
}

/// RFC 7352: of several Message-ID fields only the first counts.
fn thread(fields: &Fields<'_>, mut references: Vec<String>, answer_to: Option<String>) -> MailThread {
    let message_id = fields.all("Message-ID").next().and_then(|field| ids(field.value).into_iter().next());
    if let Some(id) = &message_id
        && references.last() != Some(id)
    {
        references.push(id.clone());
    }
    let surplus = references.len().saturating_sub(MAX_REFERENCES);
    let answers = ours::answered(fields);
    let references = references.split_off(surplus);
    MailThread { message_id, references, answer_to, answers, kenmerken: Vec::new(), bounced: false }
}

/// The original's References, or its In-Reply-To where it has none (RFC 5322 §3.6.4).
fn references(fields: &Fields<'_>) -> Vec<String> {
    let all: Vec<String> = fields.all("References").flat_map(|field| ids(field.value)).collect();
    if all.is_empty() { fields.all("In-Reply-To").flat_map(|field| ids(field.value)).take(1).collect() } else { all }
}

/// The well-formed ids of a field: `<left@right>` in visible ASCII.
pub(super) fn ids(value: &[u8]) -> Vec<String> {
    value
        .split(|b| *b == b'<')
        .skip(1)
        .filter_map(|from| from.split(|b| *b == b'>').next().filter(|id| id.len() < from.len()))
        .filter(|id| well_formed_id(id))
        .filter_map(|id| std::str::from_utf8(id).ok().map(|id| format!("<{id}>")))
        .collect()
}

fn well_formed_id(id: &[u8]) -> bool {
    let at = id.iter().position(|b| *b == b'@');
    id.len() <= 250
        && id.iter().all(|b| b.is_ascii_graphic())
        && at.is_some_and(|at| at > 0 && at + 1 < id.len() && !id[at + 1..].contains(&b'@'))
}

fn bare(id: &str) -> String {
    id.trim_matches(['<', '>']).to_owned()
}

/// An id that its sender left without brackets still tells one delivery from another.
fn bracketless_id(fields: &Fields<'_>) -> Option<String> {
    let value = fields.all("Message-ID").next()?.value.trim_ascii();
    (well_formed_id(value) && !value.contains(&b'<')).then(|| String::from_utf8_lossy(value).into_owned())
}

/// Why nobody could read it, in plain Dutch for the projectleider.
fn unreadable(body: &Body, fields: &Fields<'_>, message: Option<&Message<'_>>) -> Option<String> {
    let file = |wanted: &dyn Fn(&crate::domain::Attachment) -> bool| body.attachments.iter().any(wanted);
    let empty = body.text.is_empty();
    let reden = if (body.encrypted && empty) || body.text.starts_with("-----BEGIN PGP MESSAGE-----") {
        "Het bericht is versleuteld of in een gesloten vorm ondertekend. Vraag de afzender om gewone tekst."
    } else if !empty {
        return message.is_none().then(|| "De opbouw van de mail klopt niet. Bekijk het originele bericht.".to_owned());
    } else if file(&|file| file.mediatype.ends_with("ms-tnef") || file.naam.eq_ignore_ascii_case("winmail.dat")) {
        "De tekst zit in winmail.dat, een vorm die alleen Outlook kent. Vraag de afzender om gewone tekst."
    } else if !body.attachments.is_empty() {
        "De mail heeft geen tekst, alleen bijlagen. Bekijk de bijlagen."
    } else if fields.has("From") {
        "De mail heeft geen tekst."
    } else {
        "De mail heeft geen afzender en geen tekst."
    };
    Some(reden.to_owned())
}
