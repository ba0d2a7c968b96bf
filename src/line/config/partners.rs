//! `partners.toml`: who sends, how they are recognised, to whom their words may go on.

use std::{collections::HashSet, path::Path};

use crate::{
    domain::{Onward, Partner, PartnerName, Ring, is_mail_address, is_mail_domain},
    routing::{
        Complaint, Findings, Section,
        file::{self, Entry, Node},
    },
};

use super::{
    complaints::{ComplaintLine, Complaints},
    forms::{Folder, number_within},
    partner_templates,
    webhooks::{self, WebhookSettings},
};

/// All of `partners.toml`.
#[derive(Debug, Default)]
pub(super) struct PartnerFile {
    pub partners: Vec<Partner>,
    pub webhooks: Vec<WebhookSettings>,
}

/// Checks a text for the `partners.toml` at `path` by itself.
///
/// # Errors
///
/// Every complaint in plain Dutch, with what to do.
pub fn check(path: &Path, text: &str) -> Result<(), Vec<String>> {
    let mut findings = Findings::default();
    let entries = file::read(text, &mut findings);
    if findings.is_empty() {
        read(&entries, &Folder::of(path), &mut findings);
    }
    let mut complaints = Complaints::default();
    complaints.add(path, text, findings.into_complaints());
    let said = |line: ComplaintLine| match line.tip {
        Some(tip) => format!("{}: {tip}.", line.melding),
        None => format!("{}.", line.melding),
    };
    if complaints.is_empty() { Ok(()) } else { Err(complaints.lines().into_iter().map(said).collect()) }
}

/// Names and domains taken so far: each belongs to one.
#[derive(Debug, Default)]
struct Taken<'a> {
    names: HashSet<&'a str>,
    domains: HashSet<String>,
}

/// Reads every `[[partner]]` and `[[webhook]]`; one that cannot be read is complained about and left out.
pub(super) fn read(entries: &[Entry], folder: &Folder, findings: &mut Findings) -> PartnerFile {
    let mut root = Section::root(entries);
    let mut taken = Taken { names: HashSet::from([PartnerName::UNKNOWN]), domains: HashSet::new() };
    let mut partners = Vec::new();
    for node in root.tables("partner", findings) {
        let Some(mut section) = Section::within(node, "[[partner]]", findings) else { continue };
        partners.extend(partner(&mut section, &mut taken, findings));
        section.finish(findings);
    }
    let webhooks = webhooks::read(&mut root, folder, &partners, findings);
    root.finish(findings);
    PartnerFile { partners, webhooks }
}

fn partner<'a>(section: &mut Section<'a>, taken: &mut Taken<'a>, findings: &mut Findings) -> Option<Partner> {
    let name = section.required("name", findings, |node| claimed_name(node, &mut taken.names));
    let label = section.required("label", findings, Node::filled_text);
    let domains = section.list("domains", findings, |node| claimed_domain(node, &mut taken.domains));
    let ring = section.required("ring", findings, |node| {
        let word = node.text()?;
        let known = [Ring::Binnenring, Ring::Buitenring, Ring::Bewoner].map(Ring::as_str);
        Ring::parse(word).ok_or_else(|| Complaint::unknown(&node.span, "onbekende ring", word, known))
    });
    let onward = section.optional("onward", findings, |node| {
        let word = node.text()?;
        let all = [Onward::Vrij, Onward::AlleenBinnenring, Onward::NaToestemming, Onward::Niet];
        Onward::parse(word)
            .ok_or_else(|| Complaint::unknown(&node.span, "onbekende doorverstrekking", word, all.map(Onward::as_str)))
    });
    let coordinator = section.optional("coordinator", findings, mail_address);
    let templates = partner_templates::read(section, findings);
    let silent_after_days = section.optional("silent_after_days", findings, number_within(1_i64, 3_660));
    Some(Partner {
        name: PartnerName(name?.to_owned()),
        label: label?.to_owned(),
        domains: domains.unwrap_or_default(),
        ring: ring?,
        onward: onward.unwrap_or_default(),
        coordinator,
        templates,
        silent_after_days,
    })
}

/// `naam@domein`.
pub(super) fn mail_address(node: &Node) -> Result<String, Complaint> {
    let address = node.filled_text()?;
    if is_mail_address(address) {
        return Ok(address.to_owned());
    }
    Err(Complaint::new(&node.span, "dit is geen mailadres").hinting("schrijf: \"naam@domein\""))
}

/// A name that nobody has yet, fit for URLs and keys: small letters, digits and hyphens.
pub(super) fn claimed_name<'a>(node: &'a Node, names: &mut HashSet<&'a str>) -> Result<&'a str, Complaint> {
    let name = node.filled_text()?;
    if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        return Err(Complaint::new(&node.span, "een naam bestaat uit kleine letters, cijfers en streepjes")
            .hinting("bijvoorbeeld \"meldpunt\" of \"team-noord\""));
    }
    if !names.insert(name) {
        return Err(Complaint::new(&node.span, format!("de naam \"{name}\" is al gebruikt"))
            .hinting("geef elk een eigen naam, of haal de dubbele weg"));
    }
    Ok(name)
}

fn claimed_domain(node: &Node, domains: &mut HashSet<String>) -> Result<String, Complaint> {
    let domain = node.text()?.trim().to_lowercase();
    if !is_mail_domain(&domain) {
        return Err(Complaint::new(&node.span, "dit is geen maildomein")
            .hinting("schrijf wat achter de @ staat, bijvoorbeeld \"meldpunt.example\""));
    }
    if !domains.insert(domain.clone()) {
        return Err(Complaint::new(&node.span, "dit domein hoort al bij een andere partner")
            .hinting("een maildomein wijst één partner aan: haal het bij een van beide weg"));
    }
    Ok(domain)
}
