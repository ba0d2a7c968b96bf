//! The port to the front doors as the beheerder sees them: when they were heard last, and their keys.
//!
//! **Invariant:** a key's secret passes here once, when it is made.

use std::{collections::BTreeMap, future::Future};

use jiff::Timestamp;

use super::{Unavailable, people::Colleague};

/// An API key in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerKey {
    pub id: String,
    pub made_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

/// A key just made.
#[derive(Clone, PartialEq, Eq)]
pub struct MadeKey {
    pub id: String,
    /// Shown once, kept as a hash.
    pub secret: String,
}

impl std::fmt::Debug for MadeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MadeKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// When partners were heard.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Heard {
    /// Days since 1970 with a signal, of the last half year, a partner.
    pub days: BTreeMap<String, Vec<i64>>,
    /// A silence that somebody looked into, and the day of the last signal then: the next silence is a new one.
    pub settled: BTreeMap<String, i64>,
}

/// Every method fails with [`Unavailable`] when the store is silent; every change is audited.
pub trait FrontDoors: Send + Sync + 'static {
    fn heard(&self, now: Timestamp) -> impl Future<Output = Result<Heard, Unavailable>> + Send;

    /// Somebody looked into the silence of a partner that was heard last on this day.
    fn settle_silence(
        &self,
        partner: &str,
        last_day: i64,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;

    /// A partner's keys, newest first, those revoked too.
    fn partner_keys(&self, partner: &str) -> impl Future<Output = Result<Vec<PartnerKey>, Unavailable>> + Send;

    fn make_partner_key(
        &self,
        partner: &str,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<MadeKey, Unavailable>> + Send;

    /// `false`: this partner has no such key in force.
    fn revoke_partner_key(
        &self,
        partner: &str,
        id: &str,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<bool, Unavailable>> + Send;

    /// Writes in the audit what the beheerder did outside the store: `partner.proefmail-verstuurd`, `partner.toegevoegd`.
    fn office_done(
        &self,
        what: (&'static str, &'static str),
        partner: &str,
        by: &Colleague,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Unavailable>> + Send;
}
