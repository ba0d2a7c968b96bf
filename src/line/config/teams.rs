//! `teams.toml`: teams, their queues and their areas.

use std::collections::HashSet;

use crate::{
    domain::{Postcode, QueueName, Ring},
    routing::{
        Complaint, Findings, Meeting, Section,
        file::{Entry, Node},
    },
};

use super::{
    partners::{claimed_name, mail_address},
    settings::Team,
};

/// Reads every `[[team]]`, at least one; one that cannot be read is complained about and left out.
pub(super) fn read(entries: &[Entry], findings: &mut Findings) -> Vec<Team> {
    let mut root = Section::root(entries);
    let mut names = HashSet::new();
    let nodes = root.tables("team", findings);
    if nodes.is_empty() {
        findings.add(
            Complaint::new(&(0..0), "er is geen team: wie krijgt de signalen?")
                .hinting("schrijf minstens één [[team]]"),
        );
    }
    let mut teams = Vec::with_capacity(nodes.len());
    for node in nodes {
        let Some(mut section) = Section::within(node, "[[team]]", findings) else { continue };
        let Some(team) = team(&mut section, &mut names, findings) else {
            section.finish(findings);
            continue;
        };
        let queue = section.get("queue").map(|entry| entry.node.span.clone());
        let other = teams.iter().find(|other: &&Team| other.queue == team.queue && other.ring != team.ring);
        if let Some(other) = other {
            let message = format!("deze wachtrij is ook van team \"{}\", en dat heeft een andere ring", other.name);
            let hint = "wie voor een wachtrij werkt, staat binnen of buiten: geef beide teams dezelfde ring";
            findings.add(Complaint::new(&queue.unwrap_or(0..0), message).hinting(hint));
        }
        teams.push(team);
        section.finish(findings);
    }
    root.finish(findings);
    teams
}

fn ring(node: &Node) -> Result<Ring, Complaint> {
    let (word, known) = (node.text()?, [Ring::Binnenring, Ring::Buitenring]);
    let found = known.into_iter().find(|ring| ring.as_str() == word);
    found.ok_or_else(|| Complaint::unknown(&node.span, "onbekende ring", word, known.map(Ring::as_str)))
}

fn team<'a>(section: &mut Section<'a>, names: &mut HashSet<&'a str>, findings: &mut Findings) -> Option<Team> {
    let name = section.required("name", findings, |node| claimed_name(node, names));
    let label = section.required("label", findings, Node::filled_text);
    // Two teams may share a queue, so a queue's name is only checked for its form.
    let queue = section.required("queue", findings, |node| claimed_name(node, &mut HashSet::new()));
    let ring = section.optional("ring", findings, ring);
    let postcodes = section.list("postcodes", findings, postcode);
    let streets = section.list("streets", findings, filled);
    let places = section.list("places", findings, filled);
    let mail = section.optional("mail", findings, mail_address);
    let meeting = section.get("meeting").and_then(|entry| meeting(&entry.node, findings));
    let contacts = section.optional("contacts", findings, Node::table).unwrap_or_default();
    let contacts = contacts.iter().filter_map(|entry| {
        let address = findings.keep(mail_address(&entry.node))?;
        Some((entry.key.clone(), address))
    });
    let contacts = contacts.collect();
    Some(Team {
        name: name?.to_owned(),
        label: label?.to_owned(),
        queue: QueueName(queue?.to_owned()),
        ring: ring.unwrap_or(Ring::Binnenring),
        postcodes: postcodes.unwrap_or_default(),
        streets: streets.unwrap_or_default(),
        places: places.unwrap_or_default(),
        mail,
        meeting,
        contacts,
    })
}

/// `{ first = "2026-11-10", at = "09:00", every_days = 14 }`.
fn meeting(node: &Node, findings: &mut Findings) -> Option<Meeting> {
    let mut section = Section::within(node, "meeting", findings)?;
    let first = section.required("first", findings, |node| {
        let hint = "schrijf de datum van een overleg als jaar-maand-dag: \"2026-11-10\"";
        node.text()?.parse().map_err(|_| Complaint::new(&node.span, "dit is geen datum").hinting(hint))
    });
    let at = section.required("at", findings, |node| {
        let parsed = node.text()?.parse();
        parsed.map_err(|_| Complaint::new(&node.span, "dit is geen tijd").hinting("schrijf uren en minuten: \"09:00\""))
    });
    let every_days = section.required("every_days", findings, |node| {
        let days = node.number()?;
        if (1..=366).contains(&days) {
            return Ok(days);
        }
        Err(Complaint::new(&node.span, "een overleg is om de 1 tot 366 dagen").hinting("elke veertien dagen is 14"))
    });
    section.finish(findings);
    Some(Meeting { first: first?, at: at?, every_days: every_days? })
}

fn filled(node: &Node) -> Result<String, Complaint> {
    node.filled_text().map(str::to_owned)
}

/// `9675` or `9675XA`.
fn postcode(node: &Node) -> Result<String, Complaint> {
    let text = node.text()?.trim();
    if let Some(postcode) = Postcode::parse(text) {
        return Ok(postcode.as_str().to_owned());
    }
    let is_pc4 = text.len() == 4 && !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_pc4 {
        return Ok(text.to_owned());
    }
    Err(Complaint::new(&node.span, "dit is geen postcode").hinting("schrijf \"9675\" of \"9675 XA\""))
}
