//! From what a door hands in to what the books take: read, recognise, normalise, commit.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use jiff::Timestamp;

use super::{
    clock,
    rules::{InForce, Rules},
    structured::{self, Filled},
};
use crate::{
    domain::{
        Actor, Channel, ContactKind, Delivery, Identity, PartnerName, RawMessage, Receipt, Report, Scanned, Signal,
        SignalId, Source, Submission, bsn,
    },
    intake::{
        ApiKey, CasusFilter, CasusSeen, HouseholdQuery, HouseholdSeen, IdentityCheck, IntakeError, Ledger, MailTaker,
        OpenProposal, Page, PageAsked, PartnerSignal, Refusal, Register, ReportOrigin, Scan, Settled, SignalLine,
        SignalTaker, UNREAD_ADDRESS, Unavailable, Verdict, VirusScan,
    },
    mail::{self, Envelope, Letter, OwnMail},
    normalise::{self, Arrival},
    store::{BookRules, Books, Store},
};

/// Above this a mail is read on a thread of its own: reading takes time, and others wait.
const LARGE_MAIL: usize = 256 << 10;

/// The gateway: what all doors hand their signals to.
#[derive(Debug, Clone)]
pub struct Gateway {
    pub store: Store,
    pub rules: Arc<Rules>,
    /// What timers need to write as the books do.
    pub(super) book_rules: Arc<BookRules>,
    books: Books,
    own: Arc<OwnMail>,
    identity: Option<Arc<dyn IdentityCheck>>,
    scanner: Option<Arc<dyn VirusScan>>,
}

/// A mail as a door handed it in, with what was found out of its sender before it is read.
struct Mailed {
    envelope: Envelope,
    raw: Vec<u8>,
    /// `None`: nobody looked, or our own mail server did.
    identity: Option<Identity>,
}

impl Gateway {
    pub fn new(store: Store, rules: Arc<Rules>, books: Books, book_rules: BookRules, own: OwnMail) -> Self {
        Self {
            store,
            rules,
            book_rules: Arc::new(book_rules),
            books,
            own: Arc::new(own),
            identity: None,
            scanner: None,
        }
    }

    /// The same gateway that looks up who sent a mail; `None`: it does not.
    pub fn with_identity_check(self, identity: Option<Arc<dyn IdentityCheck>>) -> Self {
        Self { identity, ..self }
    }

    /// The same gateway that scans files before it keeps them; `None`: it does not.
    pub fn with_scanner(self, scanner: Option<Arc<dyn VirusScan>>) -> Self {
        Self { scanner, ..self }
    }

    /// Files are scanned, or say that they were not; with a virus in one the signal goes back to its sender.
    async fn scanned(&self, mut submission: Submission) -> Result<Submission, IntakeError> {
        let files = &mut submission.signal.attachments;
        let Some(scanner) = self.scanner.as_ref().filter(|_| !files.is_empty()) else { return Ok(submission) };
        let found = scanner.scan(files.iter().map(|file| file.inhoud.as_slice()).collect()).await;
        let mut failed = None;
        for (file, scan) in files.iter_mut().zip(found) {
            file.scanned = match scan {
                Scan::Clean => Scanned::Clean,
                Scan::Failed(because) => {
                    failed = Some(because);
                    Scanned::Failed
                }
                Scan::Infected(virus) => {
                    tracing::warn!(virus, "a signal with a virus was refused");
                    return Err(Refusal::Infected.into());
                }
            };
        }
        if let Some(because) = failed {
            tracing::warn!(because, "a signal was taken though its files could not be scanned");
            let warning = "De virusscanner gaf geen antwoord. De bijlagen zijn niet gescand.";
            submission.signal.warnings.push(warning.to_owned());
        }
        Ok(submission)
    }

    /// Asks who sent it, unless a mail server of our own did so already.
    async fn identified(&self, envelope: Envelope, raw: Vec<u8>) -> Result<Mailed, IntakeError> {
        let relayed = self.own.authserv_id.is_some() && mail::from_own_relay(&envelope, &self.own.relays);
        let Some(check) = self.identity.clone().filter(|_| !relayed) else {
            return Ok(Mailed { envelope, raw, identity: None });
        };
        let large = raw.len() > LARGE_MAIL;
        let look = async move {
            let identity = check.check(&envelope, &raw).await;
            Mailed { envelope, raw, identity: Some(identity) }
        };
        if !large {
            return Ok(look.await);
        }
        // Signatures are hashes of the whole text.
        let here = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || here.block_on(look))
            .await
            .map_err(|error| Unavailable::because(error).into())
    }

    /// No mail is sent to an address behind which nobody reads, now or later; what was sent keeps it.
    pub(super) fn forget_unread_address(&self, signal: &mut Signal) {
        let given = &mut signal.reporter.digitale_adressen;
        let before = given.len();
        given.retain(|point| point.soort != ContactKind::Email || !self.own.is_unread(&point.adres));
        if given.len() < before && signal.reporter.email().is_none() {
            signal.warnings.push(UNREAD_ADDRESS.to_owned());
        }
    }

    pub(super) async fn commit(&self, submission: Submission) -> Result<Receipt, IntakeError> {
        let submission = self.scanned(submission).await?;
        let (door, partner) = (submission.signal.channel.as_str(), submission.signal.source.partner.clone());
        let receipt = self.books.take_in(submission).await;
        match &receipt {
            Ok(Receipt { kenmerk, repeated: true, .. }) => {
                tracing::info!(%kenmerk, door, %partner, "a signal came again")
            }
            Ok(Receipt { kenmerk, .. }) => tracing::info!(%kenmerk, door, %partner, "a signal was taken"),
            Err(IntakeError::Unavailable(Unavailable(source))) => {
                tracing::error!(error = %source, "a signal could not be stored; its sender was asked to try again");
            }
            Err(IntakeError::Refused(_)) => {}
        }
        receipt
    }
}

impl MailTaker for Gateway {
    async fn take_mail(&self, envelope: Envelope, raw: Vec<u8>) -> Result<Receipt, IntakeError> {
        let mailed = self.identified(envelope, raw).await?;
        let (in_force, own, now) = (self.rules.current(), Arc::clone(&self.own), clock::now());
        let large = mailed.raw.len() > LARGE_MAIL;
        let understand = move || understand(mailed, &own, &in_force, now);
        let submission = if large {
            tokio::task::spawn_blocking(understand).await.map_err(Unavailable::because)?
        } else {
            understand()
        };
        self.commit(submission).await
    }
}

/// Reading is total; should it fail all the same, the mail is kept whole and a human reads it.
fn understand(mailed: Mailed, own: &OwnMail, in_force: &InForce, now: Timestamp) -> Submission {
    let Mailed { envelope, raw, identity } = mailed;
    let read = catch_unwind(AssertUnwindSafe(|| {
        let mut letter = mail::read(&raw, Some(&envelope), own);
        if let Some(identity) = identity.clone() {
            letter.identity = identity;
        }
        (mail::delivery(&raw, &letter), letter)
    }));
    let (delivery, letter) = read.unwrap_or_else(|_| {
        tracing::error!("reading a mail failed; it is in the wachtbak");
        let letter = Letter { unreadable: Some("het lezen van dit bericht mislukte".to_owned()), ..Letter::default() };
        (mail::delivery(&raw, &letter), letter)
    });
    let arrival = |source| Arrival { id: SignalId(clock::new_id()), received_at: now, channel: Channel::Email, source };
    let source = sender(&letter, in_force);
    let kept = catch_unwind(AssertUnwindSafe(|| normalised(arrival(source.clone()), letter, in_force)));
    let signal = kept.unwrap_or_else(|_| {
        tracing::error!("normalising a mail failed; it is in the wachtbak");
        let letter = Letter { unreadable: Some("het lezen van dit bericht mislukte".to_owned()), ..Letter::default() };
        normalise::from_letter(arrival(source), letter, &in_force.gazetteer)
    });
    let raw = RawMessage { mediatype: "message/rfc822", bytes: mail::without_bsn(raw) };
    Submission { signal, raw, delivery }
}

/// By a template of its partner where one fits, else as free text.
fn normalised(arrival: Arrival, letter: Letter, in_force: &InForce) -> Signal {
    let templates = in_force.settings.partner(&arrival.source.partner).map_or(&[][..], |partner| &partner.templates);
    let written = in_force.citizens.as_ref().map(|_| format!("{}\n\n{}", letter.subject, letter.new_text));
    let mut signal = match structured::filled(&letter, templates) {
        Ok(Filled { template, report }) => Signal {
            template: Some(template),
            ..normalise::from_structured(arrival, letter, report, &in_force.gazetteer)
        },
        Err(_) => normalise::from_letter(arrival, letter, &in_force.gazetteer),
    };
    tell_citizens(&mut signal, written, in_force);
    signal
}

/// Whose BSN stood in the text, where that may take part in the linkage.
fn tell_citizens(signal: &mut Signal, written: Option<String>, in_force: &InForce) {
    if let Some((written, key)) = written.zip(in_force.citizens.as_ref()) {
        normalise::tell_citizens(signal, &written, &in_force.gazetteer, |bsn| key.citizen(bsn));
    }
}

/// By the domain of From. What anybody can write proves nothing: whether it is theirs, `letter.identity` says.
fn sender(letter: &Letter, in_force: &InForce) -> Source {
    let domain = letter.from.as_ref().and_then(|from| from.address.rsplit_once('@')).map(|(_, domain)| domain);
    let partner = domain.and_then(|domain| in_force.settings.partner_by_domain(domain));
    let name = partner.map_or_else(PartnerName::unknown, |partner| partner.name.clone());
    source(&name, letter.identity.clone(), in_force)
}

pub(super) fn source(name: &PartnerName, identity: Identity, in_force: &InForce) -> Source {
    let partner = in_force.settings.partner(name);
    Source {
        partner: name.clone(),
        ring: partner.map(|partner| partner.ring).unwrap_or_default(),
        onward: partner.map(|partner| partner.onward).unwrap_or_default(),
        identity,
    }
}

impl SignalTaker for Gateway {
    async fn take_report(
        &self,
        from: ReportOrigin,
        report: Report,
        raw: RawMessage,
        delivery: Delivery,
    ) -> Result<Receipt, IntakeError> {
        let in_force = self.rules.current();
        let identity = if from.verified { Identity::proven() } else { Identity::default() };
        let arrival = Arrival {
            id: SignalId(clock::new_id()),
            received_at: clock::now(),
            channel: from.channel,
            source: source(&from.partner, identity, &in_force),
        };
        let subject = report.onderwerp.as_deref().unwrap_or_default();
        let written = in_force.citizens.as_ref().map(|_| format!("{subject}\n\n{}", report.situatie_schets));
        let mut signal = normalise::from_report(arrival, report, &in_force.gazetteer);
        self.forget_unread_address(&mut signal);
        tell_citizens(&mut signal, written, &in_force);
        let raw = RawMessage { mediatype: raw.mediatype, bytes: without_bsn(plainly_spelt(raw.bytes)) };
        self.commit(Submission { signal, raw, delivery }).await
    }
}

/// JSON may spell a digit by its number (RFC 8259 §7): a BSN that only shows when read is written out, to be found.
pub(super) fn plainly_spelt(bytes: Vec<u8>) -> Vec<u8> {
    let numbers = |text: &str| bsn::find(text).len();
    let by_number = bytes.windows(3).any(|window| window == b"\\u0");
    let read = by_number.then(|| serde_json::from_slice(&bytes).ok()).flatten();
    let written = read.map(|value: serde_json::Value| value.to_string());
    let shown = std::str::from_utf8(&bytes).map(numbers).unwrap_or_default();
    written.filter(|written| numbers(written) > shown).map_or(bytes, String::into_bytes)
}

/// The text with the digits of each BSN starred; what is no UTF-8 was refused before.
pub(super) fn without_bsn(bytes: Vec<u8>) -> Vec<u8> {
    let found = std::str::from_utf8(&bytes).map(bsn::find).unwrap_or_default();
    let mut bytes = bytes;
    for range in found {
        for byte in bytes[range].iter_mut().filter(|byte| byte.is_ascii_digit()) {
            *byte = b'*';
        }
    }
    bytes
}

/// The API reads the books through the gateway: one value serves all its needs.
impl Register for Gateway {
    async fn api_key(&self, secret_hash: &str) -> Result<Option<ApiKey>, Unavailable> {
        self.store.api_key(secret_hash).await
    }

    async fn signal_of_partner(
        &self,
        id: SignalId,
        partner: &PartnerName,
    ) -> Result<Option<PartnerSignal>, Unavailable> {
        self.store.signal_of_partner(id, partner).await
    }

    async fn casussen(&self, filter: CasusFilter, page: PageAsked) -> Result<Page<CasusSeen>, Unavailable> {
        self.store.casussen(filter, page).await
    }

    async fn signalen(&self, status: Option<String>, page: PageAsked) -> Result<Page<SignalLine>, Unavailable> {
        self.store.signalen(status, page).await
    }

    async fn proposals(&self, page: PageAsked) -> Result<Page<OpenProposal>, Unavailable> {
        self.store.proposals(page).await
    }

    async fn decide_proposal(
        &self,
        id: &str,
        verdict: Verdict,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Settled, Unavailable> {
        self.store.decide_proposal(id, verdict, actor, now).await
    }

    async fn find_households(&self, wanted: HouseholdQuery) -> Result<Vec<HouseholdSeen>, Unavailable> {
        self.store.find_households(wanted).await
    }
}
