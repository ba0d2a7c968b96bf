//! Those whom our mail goes through: the relay, the mailbox, the virus scanner.

use std::{net::IpAddr, sync::Arc};

use super::{
    Finding, Patient,
    finding::{good, warning, wrong},
};
use crate::{
    config::ImapLogin,
    courier::Sender,
    doors::{
        clamd::Clamd,
        imap::{Roots, try_mailbox},
    },
};

/// Connects, encrypts and logs in as the courier would; sends nothing.
pub(super) async fn relay(patient: Arc<Patient>) -> Vec<Finding> {
    const SUBJECT: &str = "relay";
    let outgoing = &patient.settings.outgoing;
    let place = outgoing.relay.rsplit('@').next().unwrap_or_default().rsplit("://").next().unwrap_or_default();
    if outgoing.relay.starts_with("maildir:") {
        return vec![warning(SUBJECT, "Mail gaat in een map en niet de deur uit.", "kies een relay in outgoing.relay")];
    }
    let sender = match Sender::new(outgoing) {
        Ok(sender) => sender,
        Err(error) => return vec![wrong(SUBJECT, format!("{error}."), "kijk bij [outgoing]")],
    };
    if let Err(error) = sender.try_connecting().await {
        let text = format!("{place} neemt onze mail nu niet aan ({error}).");
        return vec![wrong(SUBJECT, text, "kijk of hij draait, en bij outgoing.relay en outgoing.password_file")];
    }
    vec![if outgoing.relay.starts_with("smtp://") && !is_here(place) {
        warning(SUBJECT, format!("{place} antwoordt, maar zonder TLS."), "neem smtp+starttls:// of smtps://")
    } else {
        good(SUBJECT, format!("{place} antwoordt"))
    }]
}

/// Whether a host, with its port, is this machine.
fn is_here(place: &str) -> bool {
    let host = place.trim_end_matches('/').rsplit_once(':').map_or(place, |(host, _)| host);
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

pub(super) async fn mailbox(patient: Arc<Patient>) -> Vec<Finding> {
    const SUBJECT: &str = "postbus";
    let Some(imap) = &patient.settings.imap else { return Vec::new() };
    if let ImapLogin::OAuth(oauth) = &imap.login
        && oauth.refresh_token_file.is_some()
    {
        // Asking would use up the one that the gateway holds.
        return vec![good(SUBJECT, "niet geprobeerd: het token is van de draaiende Voordeur; zie zijn log")];
    }
    let roots = match Roots::load(imap.ca_file.as_deref()) {
        Ok(roots) => roots,
        Err(error) => return vec![wrong(SUBJECT, format!("{error}."), "kijk bij imap.ca_file")],
    };
    vec![match try_mailbox(imap, &roots).await {
        Ok(()) => good(SUBJECT, format!("{} laat ons binnen", imap.host)),
        Err(error) => wrong(SUBJECT, format!("{}: {error}.", imap.host), "kijk bij [imap]; nieuwe mail wacht daar"),
    }]
}

pub(super) async fn scanner(patient: Arc<Patient>) -> Vec<Finding> {
    const SUBJECT: &str = "virusscanner";
    let Some(clamd) = &patient.settings.clamd else { return Vec::new() };
    vec![match Clamd::new(&clamd.address, clamd.timeout).ping().await {
        Ok(()) => good(SUBJECT, format!("{} antwoordt", clamd.address)),
        Err(error) => {
            let text = format!("{} antwoordt niet ({}): bijlagen worden niet gescand.", clamd.address, error.kind());
            wrong(SUBJECT, text, "kijk of clamd draait, en bij clamd.address")
        }
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_known_by_its_addresses() {
        assert!(["127.0.0.1:25", "localhost", "[::1]:25/", "127.0.0.1"].into_iter().all(is_here));
        assert!(!["mail.example:25", "192.0.2.1", "[2001:db8::1]:25"].into_iter().any(is_here));
    }
}
