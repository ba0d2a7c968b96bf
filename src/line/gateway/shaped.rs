//! What parts of the program need of the settings in another form than they are written in.

use std::collections::BTreeMap;

use anyhow::Context;

use crate::{
    config::{RetentionSettings, Settings, Team},
    domain::Ring,
    intake::retention::Terms,
};

/// Where mail for us goes, and where ours comes from.
pub(super) fn own_addresses(settings: &Settings) -> Vec<String> {
    let mut addresses = settings.smtp.addresses.clone();
    addresses.push(address_of(&settings.outgoing.from).to_lowercase());
    addresses
}

/// Queue and label; of teams that share a queue, both labels.
pub fn team_labels(settings: &Settings) -> Vec<(String, String)> {
    let mut teams = BTreeMap::<String, String>::new();
    for team in &settings.teams {
        let label = teams.entry(team.queue.0.clone()).and_modify(|label| label.push_str(", ")).or_default();
        label.push_str(&team.label);
    }
    teams.into_iter().collect()
}

/// The queues of the teams inside the inner ring; `None`: no team is outside.
pub fn inner_queues(settings: &Settings) -> Option<Vec<String>> {
    let inside = |team: &&Team| team.ring == Ring::Binnenring;
    let inner = settings.teams.iter().filter(inside).map(|team| team.queue.0.clone());
    (!settings.teams.iter().all(|team| inside(&team))).then(|| inner.collect())
}

/// The text of the theme.
pub fn theme(settings: &Settings) -> anyhow::Result<Option<String>> {
    let read = |path: &std::path::PathBuf| {
        std::fs::read_to_string(path).with_context(|| format!("desk.theme: cannot read {}", path.display()))
    };
    settings.theme.as_ref().map(read).transpose()
}

/// People are told a fortnight before something goes.
pub fn terms(retention: RetentionSettings) -> Terms {
    let notice = jiff::SignedDuration::from_hours(14 * 24);
    Terms { closed_days: retention.closed_days, holding_days: retention.holding_days, notice }
}

/// The host of our own address.
pub fn mail_host(from: &str) -> &str {
    address_of(from).rsplit_once('@').map_or("localhost", |(_, host)| host)
}

pub fn team_label(settings: &Settings) -> &str {
    settings.teams.first().map_or("Wijkteam", |team| team.label.as_str())
}

/// Labels of the teams outside the inner ring.
pub fn outer_teams(settings: &Settings) -> Vec<String> {
    settings.teams.iter().filter(|team| team.ring == Ring::Buitenring).map(|team| team.label.clone()).collect()
}

/// The address of a mailbox `Name <address>`.
fn address_of(mailbox: &str) -> &str {
    mailbox.rsplit_once('<').map_or(mailbox, |(_, address)| address.trim_end_matches('>')).trim()
}
