//! Who looks at a mail besides its reader: the domain that it claims, and a virus scanner.

use std::sync::Arc;

use anyhow::Context;

use crate::{
    config::{Settings, Verify},
    doors::{clamd::Clamd, identity::DnsCheck},
    intake::{IdentityCheck, VirusScan},
};

/// Who asks DNS about senders, if anybody does; `host` is our own name.
pub(super) fn identity(settings: &Settings, host: &str) -> anyhow::Result<Option<Arc<dyn IdentityCheck>>> {
    if settings.identity.verify == Verify::Off {
        return Ok(None);
    }
    Ok(Some(Arc::new(DnsCheck::new(&settings.identity, host).context("identity.verify")?)))
}

/// Who scans files, if anybody does.
pub(super) fn scanner(settings: &Settings) -> Option<Arc<dyn VirusScan>> {
    let clamd = settings.clamd.as_ref()?;
    Some(Arc::new(Clamd::new(&clamd.address, clamd.timeout)))
}
