//! The port of the doors that take fields: API and form.

use std::future::Future;

use super::IntakeError;
use crate::domain::{Channel, Delivery, PartnerName, RawMessage, Receipt, Report};

/// The warning of a signal whose reporter gave an address that no mail is sent to; the address itself was dropped.
pub const UNREAD_ADDRESS: &str =
    "Op het e-mailadres van de melder leest niemand mee, of het is van ons zelf. Er gaat geen mail naartoe.";

/// Whence a report comes, as the door knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportOrigin {
    pub channel: Channel,
    pub partner: PartnerName,
    /// The partner proved who it is (an API key).
    pub verified: bool,
}

/// Takes a report: normalises it, decides, and commits.
pub trait SignalTaker: Send + Sync + 'static {
    /// Returns once the signal is on disk.
    ///
    /// # Errors
    ///
    /// [`IntakeError::Refused`] when the delivery's key was used for other content,
    /// [`IntakeError::Unavailable`] when nothing was stored.
    fn take_report(
        &self,
        from: ReportOrigin,
        report: Report,
        raw: RawMessage,
        delivery: Delivery,
    ) -> impl Future<Output = Result<Receipt, IntakeError>> + Send;
}
