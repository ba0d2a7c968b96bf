//! The port to whoever can find out whether a mail comes from whom it says.

use std::{fmt::Debug, future::Future, pin::Pin};

use crate::{domain::Identity, mail::Envelope};

/// Looks at a mail as it came, and asks the domain that it claims.
pub trait IdentityCheck: Debug + Send + Sync + 'static {
    /// What it finds, within its own time limit. Never fails: what cannot be found out is not proven.
    fn check<'a>(
        &'a self,
        envelope: &'a Envelope,
        raw: &'a [u8],
    ) -> Pin<Box<dyn Future<Output = Identity> + Send + 'a>>;
}
