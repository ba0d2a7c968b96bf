//! The rows that one commit writes, table by table.

use super::{
    BookRules,
    batch::{Taken, message_id},
    bounce::{self, Bounced},
    outgoing::{Outgoing, acknowledgement, outbox_row},
    scene::Known,
};
use crate::{
    domain::{
        Acknowledgement, Actor, Delivery, DeliveryKey, LinkDecision, NoticeTo, Placement, Signal, SignalId, Urgency,
    },
    intake::OutboxKind,
    store::{
        Dialect, StoreError,
        audit::{self, Entry},
        insert::{self, Insert, Table},
        script::{Cell, Connection, Script},
        timers::{self, TIMER},
    },
    wire,
};

const HOUSEHOLD: Insert = Insert {
    head: "INSERT INTO household (id, kenmerk, address_json, opened_at)",
    columns: 4,
    tail: "ON CONFLICT (id) DO UPDATE SET address_json = excluded.address_json",
};
const CASUS: Insert = Insert {
    head: "INSERT INTO casus (id, household_id, queue, urgency, reasons_json, status, assigned_to, signals, \
           last_signal_at, version, due_at)",
    columns: 11,
    tail: "ON CONFLICT (id) DO UPDATE SET urgency = excluded.urgency, reasons_json = excluded.reasons_json, \
           status = excluded.status, signals = excluded.signals, last_signal_at = excluded.last_signal_at, \
           queue = excluded.queue, due_at = excluded.due_at, version = casus.version + 1",
};
const SIGNAL: Insert = Insert {
    head: "INSERT INTO signal (id, kenmerk, casus_id, holding_reason, partner, channel, reference, received_at, \
           subject, situation, urgency, repetition, facts_json, link_json, route_json, ack_json)",
    columns: 16,
    tail: "",
};
const RAW_MESSAGE: Insert =
    Insert { head: "INSERT INTO raw_message (signal_id, mediatype, body)", columns: 3, tail: "" };
const ATTACHMENT: Insert = Insert {
    head: "INSERT INTO attachment (signal_id, position, name, mediatype, size, sha256, body)",
    columns: 7,
    tail: "",
};
const DELIVERY: Insert = Insert {
    head: "INSERT INTO delivery (key, content_hash, signal_id)",
    columns: 3,
    tail: "ON CONFLICT (key) DO NOTHING",
};
const BLOCKING_KEY: Insert = Insert {
    head: "INSERT INTO blocking_key (key, household_id)",
    columns: 2,
    tail: "ON CONFLICT (key, household_id) DO NOTHING",
};
const ACTIVITY: Insert = Insert {
    head: "INSERT INTO household_activity (household_id, day, partner, signals)",
    columns: 4,
    tail: "ON CONFLICT (household_id, day, partner) DO UPDATE SET signals = household_activity.signals + \
           excluded.signals",
};
const PROPOSAL: Insert = Insert {
    head: "INSERT INTO proposal (id, signal_id, household_id, position, evidence_json, made_at)",
    columns: 6,
    tail: "",
};
const OUTBOX: Insert = Insert {
    head: "INSERT INTO outbox (id, kind, signal_id, recipient, template, message_id, in_reply_to, references_json, \
           state, attempt, next_attempt_at, created_at, shared_json)",
    columns: 13,
    tail: "",
};
const TASK: Insert = Insert {
    head: "INSERT INTO task (id, kind, signal_id, reason, created_at)",
    columns: 5,
    tail: "ON CONFLICT (id) DO NOTHING",
};
const CASUS_EVENT: Insert =
    Insert { head: "INSERT INTO casus_event (id, casus_id, at, actor, what)", columns: 5, tail: "" };

/// What is to be written, in the order in which tables refer to each other.
#[derive(Debug, Default)]
pub(super) struct Rows<'a> {
    households: Table<'a>,
    casussen: Table<'a>,
    signals: Table<'a>,
    raw_messages: Table<'a>,
    attachments: Table<'a>,
    deliveries: Table<'a>,
    blocking_keys: Table<'a>,
    activity: Table<'a>,
    proposals: Table<'a>,
    outbox: Table<'a>,
    tasks: Table<'a>,
    /// Rows of the outbox that came back.
    bounced: Vec<String>,
    timers: Table<'a>,
    events: Table<'a>,
    audit: Vec<Entry>,
    at: i64,
}

impl<'a> Rows<'a> {
    pub(super) fn add_signal(&mut self, taken: Taken<'a>, rules: &BookRules) {
        let submission = taken.submission;
        let signal = &submission.signal;
        let id = signal.id.0;
        self.at = self.at.max(signal.received_at.as_microsecond());
        self.raw_messages.push([id.into(), submission.raw.mediatype.into(), submission.raw.bytes.as_slice().into()]);
        for (position, attachment) in (0_i64..).zip(&signal.attachments) {
            self.attachments.push([
                id.into(),
                position.into(),
                attachment.naam.as_str().into(),
                attachment.mediatype.as_str().into(),
                i64::try_from(attachment.inhoud.len()).unwrap_or(i64::MAX).into(),
                audit::sha256_hex(&attachment.inhoud).into(),
                attachment.inhoud.as_slice().into(),
            ]);
        }
        for key in &submission.delivery.claims {
            self.claim(key, &submission.delivery, signal.id);
        }
        self.add_answer(&taken, rules);
        self.add_timers(&taken);
        self.add_proposals(&taken, rules);
        self.audit.push(audit_entry(&taken));
        self.signals.push(signal_row(taken));
    }

    /// `signal` is known by `key` from now on.
    pub(super) fn claim(&mut self, key: &'a DeliveryKey, delivery: &'a Delivery, signal: SignalId) {
        self.deliveries.push([key.0.as_str().into(), delivery.content_hash.as_str().into(), signal.0.into()]);
    }

    fn add_answer(&mut self, taken: &Taken<'a>, rules: &BookRules) {
        let signal = &taken.submission.signal;
        match &taken.decision.acknowledgement {
            Acknowledgement::Mail { to, template } => {
                self.outbox.push(acknowledgement(signal, to, template, "wacht", rules));
            }
            Acknowledgement::Held { to, template, reden } => {
                self.outbox.push(acknowledgement(signal, to, template, "ingehouden", rules));
                self.add_task(signal, reden, rules);
            }
            Acknowledgement::ByHand { reden } => self.add_task(signal, reden, rules),
            Acknowledgement::None { .. } => {}
        }
        let copies = &taken.decision.route.copies;
        for (position, copy) in copies.iter().enumerate() {
            if copies[..position].iter().any(|earlier| earlier.to == copy.to) {
                continue;
            }
            let (kind, to) = match &copy.to {
                NoticeTo::Mail(address) => (OutboxKind::Kopie, address),
                NoticeTo::Webhook(name) => (OutboxKind::Webhook, name),
            };
            let id = format!("{}.{}.{}", kind.as_str(), signal.id, position + 1);
            self.outbox.push(outbox_row(Outgoing {
                message_id: message_id(&id, rules),
                id,
                kind,
                signal,
                to: to.clone(),
                shared: copy.exchange.as_ref().map(wire::exchange_to_json),
                template: copy.template.to_owned(),
                in_reply_to: None,
                references: &[],
                state: "wacht",
            }));
        }
    }

    fn add_task(&mut self, signal: &Signal, reden: &str, rules: &BookRules) {
        self.tasks.push([
            (rules.ids)().into(),
            "handmatig-bevestigen".into(),
            signal.id.0.into(),
            reden.to_owned().into(),
            signal.received_at.as_microsecond().into(),
        ]);
    }

    /// An acknowledgement came back: its outbox row says so, and a human must find another way.
    pub(super) fn add_bounce(&mut self, bounced: Bounced<'_>) {
        self.tasks.push(bounced.task());
        self.bounced.push(bounced.outbox.to_owned());
    }

    fn add_timers(&mut self, taken: &Taken<'a>) {
        let signal = &taken.submission.signal;
        for (position, step) in (1_i64..).zip(&taken.decision.route.follow_up.steps) {
            self.timers.push(timers::cells(signal, position, step));
        }
    }

    fn add_proposals(&mut self, taken: &Taken<'a>, rules: &BookRules) {
        let Placement::Casus(LinkDecision { proposals, .. }) = &taken.decision.placement else {
            return;
        };
        let signal = &taken.submission.signal;
        for (position, proposal) in (0_i64..).zip(proposals) {
            self.proposals.push([
                (rules.ids)().into(),
                signal.id.0.into(),
                proposal.household.0.into(),
                position.into(),
                wire::evidence_to_json(&proposal.evidence).into(),
                signal.received_at.as_microsecond().into(),
            ]);
        }
    }

    pub(super) fn add_households(&mut self, households: impl Iterator<Item = Known>, rules: &BookRules) {
        for known in households.filter(|known| known.changed) {
            let (household, casus) = (known.household.0, known.casus.0);
            let event = match (&known.reopened_by, known.is_new) {
                (Some(kenmerk), _) => Some(format!("Heropend: nieuw signaal {kenmerk}")),
                (None, true) => Some(format!("Huishouden {} geopend", known.kenmerk)),
                (None, false) => known.moved.then(|| format!("Naar wachtrij {}: een dringend signaal", known.queue)),
            };
            self.households.push([
                household.into(),
                known.kenmerk.into_string().into(),
                wire::address_to_json(&known.address).into(),
                known.opened_at.as_microsecond().into(),
            ]);
            self.casussen.push([
                casus.into(),
                household.into(),
                known.queue.0.into(),
                urgency_number(known.urgency).into(),
                serde_json::to_string(&known.reasons).unwrap_or_default().into(),
                known.status.as_str().into(),
                known.assigned_to.into(),
                known.signals.into(),
                known.last_signal_at.as_microsecond().into(),
                1_i64.into(),
                Cell::OptionalInt(known.due_at.map(jiff::Timestamp::as_microsecond)),
            ]);
            for key in known.new_keys {
                self.blocking_keys.push([key.0.into(), household.into()]);
            }
            for ((day, partner), signals) in known.new_activity {
                self.activity.push([household.into(), day.into(), partner.into(), signals.into()]);
            }
            if let Some(what) = event {
                self.events.push([
                    (rules.ids)().into(),
                    casus.into(),
                    known.last_signal_at.as_microsecond().into(),
                    Actor::System.to_string().into(),
                    what.into(),
                ]);
            }
        }
    }

    /// Writes all and commits.
    pub(super) async fn write(self, connection: &mut Connection<'_>, dialect: Dialect) -> Result<(), StoreError> {
        let mut script = Script::new(dialect);
        let tables = [
            (HOUSEHOLD, self.households),
            (CASUS, self.casussen),
            (SIGNAL, self.signals),
            (RAW_MESSAGE, self.raw_messages),
            (ATTACHMENT, self.attachments),
            (DELIVERY, self.deliveries),
            (BLOCKING_KEY, self.blocking_keys),
            (ACTIVITY, self.activity),
            (PROPOSAL, self.proposals),
            (OUTBOX, self.outbox),
            (TASK, self.tasks),
            (TIMER, self.timers),
            (CASUS_EVENT, self.events),
        ];
        insert::all(tables, &mut script);
        for outbox in self.bounced {
            script.add(bounce::statement(dialect), vec![outbox.into()]);
        }
        script.run(connection).await?;
        let mut script = Script::new(dialect);
        if !self.audit.is_empty() {
            let at = jiff::Timestamp::from_microsecond(self.at).map_err(|_| StoreError::Corrupt("instant"))?;
            let end = audit::end(connection, dialect).await?;
            audit::add(&mut script, end, at, &self.audit);
        }
        script.add("COMMIT", Vec::new());
        script.run(connection).await?;
        Ok(())
    }
}

/// The position in [`Urgency::ALL`], by which SQL can order.
fn urgency_number(urgency: Urgency) -> i64 {
    urgency as i64
}

fn signal_row(taken: Taken<'_>) -> [Cell<'_>; 16] {
    let signal = &taken.submission.signal;
    let decision = taken.decision;
    let (holding, link) = match decision.placement {
        Placement::Wachtbak { reden } => (Some(reden), "[]".to_owned()),
        Placement::Casus(link) => (None, wire::evidence_to_json(&link.evidence)),
    };
    [
        signal.id.0.into(),
        taken.kenmerk.into_string().into(),
        taken.casus.map(|casus| casus.0).into(),
        holding.into(),
        signal.source.partner.as_str().into(),
        signal.channel.as_str().into(),
        signal.reference.as_deref().into(),
        signal.received_at.as_microsecond().into(),
        signal.subject.as_str().into(),
        signal.situation.as_str().into(),
        urgency_number(decision.route.urgency).into(),
        decision.repetition.as_str().into(),
        wire::facts_to_json(signal).into(),
        link.into(),
        wire::route_to_json(&decision.route).into(),
        wire::ack_to_json(&decision.acknowledgement).into(),
    ]
}

fn audit_entry(taken: &Taken<'_>) -> Entry {
    let signal = &taken.submission.signal;
    let result = if taken.casus.is_some() { "casus" } else { "wachtbak" };
    let household = match (&taken.household, taken.opened) {
        (Some(household), true) => format!("nieuw huishouden {household}"),
        (Some(household), false) => format!("gevoegd bij huishouden {household}"),
        (None, _) => "geen huishouden".to_owned(),
    };
    let route = &taken.decision.route;
    Entry {
        actor: Actor::Partner(signal.source.partner.as_str().to_owned()).to_string(),
        action: "signaal.ontvangen",
        object: format!("signaal:{}", signal.id),
        result,
        detail: format!("{household}; regel {} versie {}", route.rule, route.rules_version),
    }
}
