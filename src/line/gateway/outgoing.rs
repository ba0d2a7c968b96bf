//! What leaves the house, from a row of the outbox and the settings in force: the words of a mail, the event for another
//! system.

use super::{rules::InForce, shaped::team_label};
use crate::{
    acknowledge::AckFacts,
    courier::{Event, Wording},
    domain::Kenmerk,
    intake::Due,
    wire,
};

/// The words of a mail; an error is for good.
pub(super) fn wording(in_force: &InForce, due: &Due) -> Result<Wording, String> {
    let label = |name: &str| in_force.settings.partner_label(name).to_owned();
    let shared = due.exchange.as_ref().map(|exchange| exchange.lines(label)).unwrap_or_default();
    let facts = AckFacts { shared: &shared, ..ack_facts(in_force, Kenmerk::as_str(&due.kenmerk), due.received_at) };
    let wording = in_force.texts.render(&due.template, &facts).map_err(|error| error.to_string())?;
    Ok(Wording { subject: wording.subject, text: wording.text })
}

/// What every text may say.
pub fn ack_facts<'a>(in_force: &'a InForce, kenmerk: &'a str, received_at: jiff::Timestamp) -> AckFacts<'a> {
    AckFacts {
        kenmerk,
        received_at,
        phone: &in_force.settings.phone,
        team: team_label(&in_force.settings),
        public_url: &in_force.settings.http.public_url,
        shared: "",
    }
}

/// What another system is told; a webhook that is not in the settings any more is told nothing.
pub(super) fn event(in_force: &InForce, due: &Due) -> Result<Event, String> {
    let hook = in_force.settings.webhooks.iter().find(|hook| hook.name == due.recipient);
    let hook = hook.ok_or_else(|| "this webhook is not in partners.toml any more".to_owned())?;
    let exchange = due.exchange.clone().unwrap_or_default();
    let body = wire::event_to_json(wire::SignalEvent {
        id: &due.signal.to_string(),
        source: &hook.source,
        kenmerk: Kenmerk::as_str(&due.kenmerk),
        time: due.received_at,
        dataref: &format!("{}/signalen/{}/uitleg", in_force.settings.http.public_url, due.signal),
        exchange: &exchange,
    });
    Ok(Event { url: hook.url.clone(), secret_file: hook.secret_file.clone(), body })
}
