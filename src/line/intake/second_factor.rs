//! The port to the second step of a login: codes of an app, and recovery codes for who lost it.
//!
//! **Invariant:** each code opens one login; secrets pass here sealed, recovery codes as SHA-256.

use std::future::Future;

use jiff::Timestamp;

use super::{
    Unavailable,
    people::{Colleague, NewSession},
};

/// Somebody's second step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// The secret, as the desk sealed it.
    pub sealed: String,
    /// A code of it was seen: from now on it is asked.
    pub confirmed: bool,
    /// Recovery codes that were not used.
    pub recovery_left: i64,
}

/// What somebody showed as second step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The code of this step of thirty seconds since 1970 UTC.
    Step(i64),
    /// SHA-256 of a recovery code, hex.
    Recovery(String),
}

/// A secret of which the first code was right, with its recovery codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    pub person: String,
    pub step: i64,
    /// SHA-256 in hex.
    pub recovery_hashes: Vec<String>,
}

/// Every method fails with [`Unavailable`] when the store is silent; every change is audited.
pub trait SecondFactors: Send + Sync + 'static {
    fn factor(&self, person: &str) -> impl Future<Output = Result<Option<Factor>, Unavailable>> + Send;

    /// Person ids of everybody with a confirmed second step.
    fn with_factor(&self) -> impl Future<Output = Result<Vec<String>, Unavailable>> + Send;

    /// Whose half login this is, while it lasts.
    fn half_login(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Colleague>, Unavailable>> + Send;

    /// Keeps a secret that was shown; `false`: there is a confirmed one, which only [`Self::remove_factor`] takes away.
    fn offer_factor(&self, person: &str, sealed: &str) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// From now on the second step is asked; `false`: nothing waited for confirmation.
    fn confirm_factor(
        &self,
        confirmation: Confirmation,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// Uses a code, once: `false` when it was used, or is none of this person's.
    fn use_code(
        &self,
        person: &str,
        shown: &Shown,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// A whole session in the place of a half one, which ends.
    fn complete_login(
        &self,
        half: &str,
        session: NewSession,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;

    /// Replaces all recovery codes; `false`: there is no confirmed second step.
    fn renew_recovery(
        &self,
        person: &str,
        hashes: Vec<String>,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// Takes the second step away; when another person does, all sessions end. `false`: there was none.
    fn remove_factor(
        &self,
        person: &str,
        by: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;
}
