//! The certificate of the mail door, read again when its file changes (RFC 3207).
//!
//! **Invariant:** a new certificate that cannot be read leaves the old one in use.

mod validity;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use tokio_rustls::TlsAcceptor;

pub use validity::Validity;

/// The files and what was last read from them.
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    current: Mutex<Loaded>,
}

struct Loaded {
    acceptor: TlsAcceptor,
    /// When the files were last written.
    as_of: [Option<SystemTime>; 2],
}

/// Why certificate and key cannot be used. Never says what the key holds.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    #[error("{0} cannot be read as PEM")]
    Pem(PathBuf),
    #[error("{0} holds no certificate")]
    Empty(PathBuf),
    #[error("certificate and key do not fit together: {0}")]
    Pair(rustls::Error),
}

impl Certificate {
    /// Reads both files (PEM; the chain with the server's own certificate first).
    ///
    /// # Errors
    ///
    /// [`CertificateError`] names the file at fault.
    pub fn load(chain: &Path, key: &Path) -> Result<Self, CertificateError> {
        let as_of = [written(chain), written(key)];
        let current = Mutex::new(Loaded { acceptor: acceptor(chain, key)?, as_of });
        Ok(Self { chain: chain.to_owned(), key: key.to_owned(), current })
    }

    /// What to greet the next client with.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        let as_of = [written(&self.chain), written(&self.key)];
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.as_of != as_of {
            current.as_of = as_of;
            match acceptor(&self.chain, &self.key) {
                Ok(renewed) => {
                    tracing::info!("the mail door has a new certificate");
                    current.acceptor = renewed;
                }
                Err(error) => tracing::error!(%error, "the new certificate cannot be used; the old one stays"),
            }
        }
        current.acceptor.clone()
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("chain", &self.chain).finish_non_exhaustive()
    }
}

fn written(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|found| found.modified()).ok()
}

fn acceptor(chain: &Path, key: &Path) -> Result<TlsAcceptor, CertificateError> {
    let unreadable = |path: &Path| CertificateError::Pem(path.to_owned());
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_file_iter(chain).and_then(Iterator::collect);
    let certificates = certificates.map_err(|_| unreadable(chain))?;
    if certificates.is_empty() {
        return Err(CertificateError::Empty(chain.to_owned()));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|_| unreadable(key))?;
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(certificates, key))
        .map_err(CertificateError::Pair)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

#[cfg(test)]
mod tests;
