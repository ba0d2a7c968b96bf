//! How the doors for mail hand a message over, and how each door counts what became of what it was given.

use std::{
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    task::Poll,
};

use crate::{
    domain::Receipt,
    intake::{IntakeError, MailTaker, Unavailable},
    mail::Envelope,
};

/// Hands over one message that came in by `channel`. A panic on the way is ours: the message may be tried again.
pub(super) async fn hand_over<T: MailTaker>(
    taker: &T,
    channel: &'static str,
    (envelope, raw): (Envelope, Vec<u8>),
) -> Result<Receipt, IntakeError> {
    let mut taking = pin!(taker.take_mail(envelope, raw));
    let taken = poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| taking.as_mut().poll(context)));
        polled.unwrap_or_else(|_| Poll::Ready(Err(Unavailable::because("taking a mail panicked").into())))
    });
    let outcome = taken.await;
    count(channel, &outcome);
    outcome
}

/// Counts one signal that came by `channel`: `smtp`, `lmtp`, `imap`, `api`, `form` or `desk`.
pub fn count(channel: &'static str, outcome: &Result<Receipt, IntakeError>) {
    let result = match outcome {
        Ok(receipt) if receipt.repeated => "repeated",
        Ok(_) => "accepted",
        Err(IntakeError::Refused(_)) => "refused",
        Err(IntakeError::Unavailable(_)) => "unavailable",
    };
    add(channel, result);
}

/// Counts what nobody could take as it was: its sender was told what to change.
pub(super) fn count_refused(channel: &'static str) {
    add(channel, "refused");
}

fn add(channel: &'static str, result: &'static str) {
    metrics::counter!("voordeur_received_total", "channel" => channel, "result" => result).increment(1);
    tracing::debug!(channel, result, "a signal was answered");
}
