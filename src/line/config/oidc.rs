//! `[oidc]`: login through the organisation's own accounts (OpenID Connect Core 1.0).

use crate::routing::{Complaint, Findings, Section, file::Node};

use super::{
    forms::{Folder, filled, secure_url, yes_or_no},
    settings::OidcSettings,
};

/// `None` without an issuer: then people log in with a password, and the rest is only checked.
pub(super) fn read(
    root: &mut Section<'_>,
    (folder, has_key): (&Folder, bool),
    findings: &mut Findings,
) -> Option<OidcSettings> {
    let mut section = root.child("oidc", "[oidc]", findings);
    let issuer = section.optional("issuer", findings, issuer).flatten();
    let client_id = section.optional("client_id", findings, filled);
    let secret_file = section.optional("secret_file", findings, |node| folder.existing(node));
    let name = section.optional("name", findings, filled).unwrap_or_else(|| "uw organisatie".to_owned());
    let trust_email = section.optional("trust_email", findings, yes_or_no).unwrap_or(false);
    let passwords = section.optional("passwords", findings, yes_or_no).unwrap_or(true);
    if issuer.is_some() && section.get("client_id").is_none() {
        let hint = "de naam waaronder uw organisatie Voordeur kent: oidc.client_id";
        findings.add(Complaint::new(section.span(), "‘client_id’ ontbreekt").hinting(hint));
    }
    if issuer.is_some() && !has_key {
        let hint = "inloggen via de organisatie heeft bij PostgreSQL een sleutelbestand nodig: login.key_file";
        findings.add(Complaint::new(section.span(), "‘key_file’ ontbreekt").hinting(hint));
    }
    section.finish(findings);
    Some(OidcSettings { issuer: issuer?, client_id: client_id?, secret_file, name, trust_email, passwords })
}

/// OpenID Connect Discovery 1.0 §2: `https`, without query and fragment; empty is none.
fn issuer(node: &Node) -> Result<Option<String>, Complaint> {
    if node.text()?.trim().is_empty() {
        return Ok(None);
    }
    let text = secure_url(node)?.filter(|text| !text.contains(['?', '#']));
    let complaint = || {
        Complaint::new(&node.span, "hier kan niemand inloggen").hinting(
            "het adres van de inlogserver, met https://, bijvoorbeeld \"https://id.gemeente.nl/realms/medewerkers\"",
        )
    };
    text.map(Some).ok_or_else(complaint)
}
