//! The mail that a commit promises, as rows of the outbox.

use super::{BookRules, batch::message_id};
use crate::{domain::Signal, intake::OutboxKind, store::script::Cell};

/// One mail that the commit promises.
pub(super) struct Outgoing<'a> {
    /// The signal, the kind and a number, so that it comes once.
    pub id: String,
    pub kind: OutboxKind,
    pub signal: &'a Signal,
    pub to: String,
    pub template: String,
    pub message_id: String,
    pub in_reply_to: Option<&'a str>,
    pub references: &'a [String],
    pub state: &'static str,
    /// What goes along, as the store keeps it.
    pub shared: Option<String>,
}

/// The answer to the reporter of `signal`.
pub(super) fn acknowledgement<'a>(
    signal: &'a Signal,
    to: &str,
    template: &str,
    state: &'static str,
    rules: &BookRules,
) -> [Cell<'a>; 13] {
    let id = format!("ack.{}", signal.id);
    outbox_row(Outgoing {
        message_id: message_id(&id, rules),
        id,
        kind: OutboxKind::Bevestiging,
        signal,
        to: to.to_owned(),
        template: template.to_owned(),
        in_reply_to: signal.thread.message_id.as_deref(),
        references: &signal.thread.references,
        state,
        shared: None,
    })
}

/// In the order of the columns of `outbox` that a commit fills.
pub(super) fn outbox_row(outgoing: Outgoing<'_>) -> [Cell<'_>; 13] {
    let created_at = outgoing.signal.received_at.as_microsecond();
    [
        outgoing.id.into(),
        outgoing.kind.as_str().into(),
        outgoing.signal.id.0.into(),
        outgoing.to.into(),
        outgoing.template.into(),
        outgoing.message_id.into(),
        outgoing.in_reply_to.into(),
        serde_json::to_string(outgoing.references).unwrap_or_default().into(),
        outgoing.state.into(),
        0_i64.into(),
        created_at.into(),
        created_at.into(),
        outgoing.shared.into(),
    ]
}
