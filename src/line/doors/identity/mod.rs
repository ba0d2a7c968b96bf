//! Asks the domain that a mail claims to come from: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 9989), ARC (RFC 8617).
//!
//! **Invariant:** never longer than its limit, and never a reason to refuse: what cannot be found out is not proven.

#[cfg(test)]
#[path = "../../../../tests/it/dns.rs"]
mod name_server;
mod names;
mod signatures;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    future::{Future, poll_fn},
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::Poll,
    time::Duration,
};

use hickory_resolver::{
    config::{NameServerConfig, ResolverConfig, ResolverOpts},
    net::NetError,
    proto::rr::RData,
};
use mail_auth::{
    ArcOutput, AuthenticatedMessage, DkimOutput, DkimResult, DmarcOutput, DmarcResult, MessageAuthenticator, SpfOutput,
    SpfResult,
    dmarc::{Policy, verify::DmarcParameters},
    spf::verify::SpfParameters,
};
use tokio::time::timeout;

use crate::{
    config::IdentitySettings,
    domain::{Identity, IdentityVerdict},
    intake::IdentityCheck,
    mail::{self, Check, Envelope, Evidence},
};

pub use names::{MailNames, Told};

/// Answers of resolvers that are remembered; each for as long as its domain says, within the bounds below.
const REMEMBERED_ANSWERS: u64 = 4_096;
const LONGEST_MEMORY: Duration = Duration::from_secs(3_600);
const LONGEST_MEMORY_OF_NOTHING: Duration = Duration::from_secs(300);

/// Checks senders with DNS.
pub struct DnsCheck {
    authenticator: MessageAuthenticator,
    limit: Duration,
    /// By which name we ask (RFC 7208 §7.3, macro `r`).
    hostname: String,
    sealers: Vec<String>,
}

impl fmt::Debug for DnsCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DnsCheck").field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// No resolver to ask.
#[derive(Debug, thiserror::Error)]
#[error("no resolver could be set up ({0}); name one in identity.resolvers")]
pub struct NoResolver(#[from] NetError);

impl DnsCheck {
    /// # Errors
    ///
    /// [`NoResolver`] when none is configured and the system names none.
    pub fn new(settings: &IdentitySettings, hostname: &str) -> Result<Self, NoResolver> {
        let (config, mut options) = resolvers(settings)?;
        // Two tries fit in the time that a mail has.
        options.timeout = settings.timeout / 2;
        options.attempts = 1;
        options.cache_size = REMEMBERED_ANSWERS;
        options.positive_max_ttl = Some(LONGEST_MEMORY);
        options.negative_max_ttl = Some(LONGEST_MEMORY_OF_NOTHING);
        Ok(Self {
            authenticator: MessageAuthenticator::new(config, options)?,
            limit: settings.timeout,
            hostname: hostname.to_owned(),
            sealers: settings.arc_sealers.clone(),
        })
    }

    async fn looked_up(&self, envelope: &Envelope, raw: &[u8]) -> Identity {
        let Some(domain) = mail::claimed_domain(raw) else { return unknown(mail::NO_SOLE_SENDER) };
        let Some(message) = signatures::message(raw, &domain) else {
            return unknown("De kopregels van dit bericht zijn niet te lezen.");
        };
        let trimmed = signatures::without_last_blanks(raw).and_then(|raw| signatures::message(raw, &domain));
        let (spf, dkim) = tokio::join!(self.spf(envelope), self.dkim(&message, trimmed.as_ref()));
        let (sender, spf) = spf;
        let dmarc = self.authenticator.verify_dmarc(DmarcParameters::new(&message, &dkim, &sender, &spf)).await;
        let mut evidence = Evidence {
            dmarc: of_dmarc(&dmarc),
            enforced: matches!(dmarc.policy(), Policy::Quarantine | Policy::Reject),
            dkim: of_dkim(&dkim, &domain),
            spf: if mail::aligned(&sender, &domain) { of_spf(spf.result()) } else { Check::Silent },
            sealer: None,
        };
        if evidence.dmarc != Check::Pass && !self.sealers.is_empty() && !message.ams_headers.is_empty() {
            evidence.sealer = self.sealer(&self.authenticator.verify_arc(&message).await, &domain);
        }
        mail::judged(&domain, &evidence)
    }

    /// The domain that was asked, and its answer: of MAIL FROM, or of HELO where that is empty (RFC 7208 §2.4).
    async fn spf(&self, envelope: &Envelope) -> (String, SpfOutput) {
        let path = envelope.reverse_path.as_deref().unwrap_or_default();
        let (Some(client), Some(_)) = (&envelope.client, &envelope.reverse_path) else {
            return (String::new(), SpfOutput::new(String::new()).with_result(SpfResult::None));
        };
        let domain = path.rsplit_once('@').map_or(client.helo.as_str(), |(_, domain)| domain).to_ascii_lowercase();
        let asked = if path.contains('@') {
            SpfParameters::verify_mail_from(client.address.to_canonical(), &client.helo, &self.hostname, path)
        } else {
            SpfParameters::verify_ehlo(client.address.to_canonical(), &client.helo, &self.hostname)
        };
        let mut output = self.authenticator.verify_spf(asked).await;
        // The library takes the first of several records; that is an error, and says nothing (RFC 7208 §4.5).
        if !matches!(output.result(), SpfResult::None | SpfResult::TempError) && self.spf_records(&domain).await > 1 {
            output = output.with_result(SpfResult::PermError);
        }
        (domain, output)
    }

    async fn spf_records(&self, domain: &str) -> usize {
        let Ok(found) = self.authenticator.resolver().txt_lookup(format!("{domain}.")).await else { return 0 };
        let texts = found.answers().iter().filter_map(|record| match &record.data {
            RData::TXT(text) => Some(text.txt_data.concat()),
            _ => None,
        });
        texts.filter(|text| text == b"v=spf1" || text.starts_with(b"v=spf1 ")).count()
    }

    /// All signatures; those that failed on the text alone once more without the blanks at its end.
    async fn dkim<'x>(
        &self,
        message: &'x AuthenticatedMessage<'x>,
        trimmed: Option<&'x AuthenticatedMessage<'x>>,
    ) -> Vec<DkimOutput<'x>> {
        let mut found = self.authenticator.verify_dkim(message).await;
        let changed = found.iter().any(signatures::failed_on_text);
        if let Some(trimmed) = trimmed.filter(|_| changed) {
            let again = self.authenticator.verify_dkim(trimmed).await;
            found.extend(again.into_iter().filter(signatures::ignores_blanks));
        }
        found
    }

    /// The last who sealed, when every sealer is trusted and the first saw the proof.
    fn sealer(&self, chain: &ArcOutput<'_>, domain: &str) -> Option<String> {
        let trusted = |sealer: &str| self.sealers.iter().any(|known| known.eq_ignore_ascii_case(sealer));
        let sets = chain.sets();
        let whole = *chain.result() == DkimResult::Pass
            && sets.iter().all(|set| {
                trusted(&set.seal.header.d)
                    && signatures::is_sound(set.seal.header.a, &set.seal.header.b)
                    && signatures::is_sound(set.signature.header.a, &set.signature.header.b)
                    && signatures::covers_from(&set.signature.header.h)
            });
        let seen = String::from_utf8_lossy(sets.first()?.results.value).into_owned();
        let proven = whole && mail::proven_at_sealer(&seen, domain);
        sets.last().filter(|_| proven).map(|set| set.seal.header.d.to_ascii_lowercase())
    }
}

impl IdentityCheck for DnsCheck {
    fn check<'a>(
        &'a self,
        envelope: &'a Envelope,
        raw: &'a [u8],
    ) -> Pin<Box<dyn Future<Output = Identity> + Send + 'a>> {
        Box::pin(async move {
            let looking = timeout(self.limit, unpanicked(self.looked_up(envelope, raw)));
            let late = || unknown("De controle duurde te lang: de naamservers (DNS) antwoordden niet op tijd.");
            looking.await.unwrap_or_else(|_elapsed| late())
        })
    }
}

/// A fault of the library in one mail may not keep that mail out.
async fn unpanicked(looking: impl Future<Output = Identity>) -> Identity {
    let mut looking = pin!(looking);
    poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| looking.as_mut().poll(context)));
        polled.unwrap_or_else(|_| {
            tracing::error!("checking a sender failed; the mail is taken as not verified");
            Poll::Ready(unknown("De controle van de afzender mislukte."))
        })
    })
    .await
}

fn unknown(because: &str) -> Identity {
    Identity::of(IdentityVerdict::Onbekend, because)
}

/// Whom we ask: those of the settings, or the system's.
fn resolvers(settings: &IdentitySettings) -> Result<(ResolverConfig, ResolverOpts), NetError> {
    match settings.resolvers.as_slice() {
        [] => hickory_resolver::system_conf::read_system_conf(),
        resolvers => {
            let servers = resolvers.iter().map(name_server).collect();
            Ok((ResolverConfig::from_name_servers(servers), ResolverOpts::default()))
        }
    }
}

fn name_server(address: &SocketAddr) -> NameServerConfig {
    let mut server = NameServerConfig::udp_and_tcp(address.ip());
    server.connections.iter_mut().for_each(|connection| connection.port = address.port());
    server
}

fn of_dmarc(output: &DmarcOutput) -> Check {
    match output.result() {
        DmarcResult::Pass => Check::Pass,
        DmarcResult::Fail(_) => Check::Fail,
        DmarcResult::TempError(_) => Check::Unsure,
        // A policy that cannot be read is none (RFC 9989 §4.10.1).
        DmarcResult::PermError(_) | DmarcResult::None => Check::Silent,
    }
}

/// The best of the signatures that align.
fn of_dkim(outputs: &[DkimOutput<'_>], domain: &str) -> Check {
    let aligned =
        outputs.iter().filter(|output| output.signature().is_some_and(|signature| mail::aligned(&signature.d, domain)));
    let checks: Vec<Check> = aligned
        .map(|output| match output.result() {
            DkimResult::Pass => Check::Pass,
            DkimResult::TempError(_) => Check::Unsure,
            _ if signatures::failed_on_text(output) => Check::Changed,
            _ => Check::Fail,
        })
        .collect();
    let order = [Check::Pass, Check::Unsure, Check::Changed, Check::Fail];
    order.into_iter().find(|check| checks.contains(check)).unwrap_or_default()
}

/// Soft failures and neutral answers are the domain's way to say that it does not know.
fn of_spf(result: SpfResult) -> Check {
    match result {
        SpfResult::Pass => Check::Pass,
        SpfResult::Fail => Check::Fail,
        SpfResult::TempError => Check::Unsure,
        SpfResult::SoftFail | SpfResult::Neutral | SpfResult::PermError | SpfResult::None => Check::Silent,
    }
}
