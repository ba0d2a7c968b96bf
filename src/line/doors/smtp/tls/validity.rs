//! Until when a certificate is valid, and for which names, as rustls sees it.

use std::{path::Path, time::Duration};

use jiff::Timestamp;
use rustls::{
    CertificateError as Objection, Error, RootCertStore,
    client::{verify_server_cert_signed_by_trust_anchor, verify_server_name},
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
    server::ParsedCertificate,
};

use super::CertificateError;

/// After every date that a certificate can hold: the year 10000.
const AFTER_ALL: Duration = Duration::from_secs(253_402_300_801);
/// A name that nobody has.
const NOBODY: &str = "voordeur.invalid";

/// What a certificate says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validity {
    pub begun: bool,
    /// `None`: it cannot be told.
    pub until: Option<Timestamp>,
    pub names: Vec<String>,
}

impl Validity {
    /// Of the first certificate in this file (PEM).
    ///
    /// # Errors
    ///
    /// [`CertificateError`] when the file holds none.
    pub fn of(chain: &Path, now: Timestamp) -> Result<Self, CertificateError> {
        let unreadable = || CertificateError::Pem(chain.to_owned());
        let certificate = CertificateDer::from_pem_file(chain).map_err(|_| unreadable())?;
        let parsed = ParsedCertificate::try_from(&certificate).map_err(|_| unreadable())?;
        // Dates are looked at before issuers: nobody needs to be believed here.
        let nobody = RootCertStore::empty();
        let known = aws_lc_rs::default_provider().signature_verification_algorithms;
        let at = |time| {
            let verified = verify_server_cert_signed_by_trust_anchor(
                &parsed,
                &nobody,
                &[],
                UnixTime::since_unix_epoch(time),
                known.all,
            );
            verified.err()
        };
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        let begun = !matches!(
            at(Duration::from_secs(seconds)),
            Some(Error::InvalidCertificate(Objection::NotValidYet | Objection::NotValidYetContext { .. }))
        );
        let until = match at(AFTER_ALL) {
            Some(Error::InvalidCertificate(Objection::ExpiredContext { not_after, .. })) => {
                i64::try_from(not_after.as_secs()).ok().and_then(|seconds| Timestamp::from_second(seconds).ok())
            }
            _ => None,
        };
        let nobody = ServerName::try_from(NOBODY).map_err(|_| unreadable())?;
        let names = match verify_server_name(&parsed, &nobody) {
            Err(Error::InvalidCertificate(Objection::NotValidForNameContext { presented, .. })) => presented,
            _ => Vec::new(),
        };
        Ok(Self { begun, until, names: names.iter().map(|name| plain(name)).collect() })
    }
}

/// `DnsName("mail.example")` as `mail.example`.
fn plain(name: &str) -> String {
    name.split('"').nth(1).unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_certificate_tells_its_dates_and_names() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mail.pem");
        let key = rcgen::KeyPair::generate().unwrap();
        let mut parameters = rcgen::CertificateParams::new(vec!["mail.wijkteam.example".to_owned()]).unwrap();
        parameters.not_before = rcgen::date_time_ymd(2026, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(2026, 12, 31);
        fs::write(&file, parameters.self_signed(&key).unwrap().pem()).unwrap();
        let summer: Timestamp = "2026-07-01T00:00:00Z".parse().unwrap();
        let told = Validity::of(&file, summer).unwrap();
        assert_eq!(told.names, ["mail.wijkteam.example"]);
        assert_eq!((told.begun, told.until), (true, Some("2026-12-31T00:00:00Z".parse().unwrap())));
        assert!(!Validity::of(&file, "2025-07-01T00:00:00Z".parse().unwrap()).unwrap().begun);
        fs::write(&file, "geen certificaat").unwrap();
        assert!(Validity::of(&file, summer).is_err());
    }
}
