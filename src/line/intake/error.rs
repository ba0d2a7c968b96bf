//! The error that answers the sender's first question: change something, or try again?

use std::error::Error;

/// Why a signal was not taken.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The sender must change something; the same signal will never do.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// We could not; the same signal may succeed later.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// What the sender must change.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The delivery key was used for other content (API: 409).
    #[error(
        "deze sleutel of referentie is al gebruikt voor een ander bericht; gebruik een nieuwe Idempotency-Key of bronReferentie"
    )]
    KeyReused,
    /// A virus scanner found something in a file that came along (SMTP: 554 5.7.0; API and form: 400).
    #[error("in een bijlage zit een virus; er is niets bewaard. Stuur het bericht opnieuw, zonder die bijlage")]
    Infected,
}

/// What failed on our side. Its source is for the log, never for the wire.
#[derive(Debug, thiserror::Error)]
#[error("het signaal kon niet worden bewaard; probeer het later opnieuw")]
pub struct Unavailable(#[source] pub Box<dyn Error + Send + Sync>);

impl Unavailable {
    pub fn because(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(source.into())
    }
}
