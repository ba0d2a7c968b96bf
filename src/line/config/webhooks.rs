//! `[[webhook]]` in `partners.toml`: other systems that are told of signals, and the keys that prove it was us.
//!
//! **Invariant:** nothing goes over the line unencrypted but to this machine itself, and no key stands in a settings file.

use std::{collections::HashSet, fs, path::PathBuf};

use base64::{Engine, prelude::BASE64_STANDARD};

use crate::{
    domain::{Partner, PartnerName},
    routing::{Complaint, Findings, Section, file::Node},
};

use super::{forms::Folder, partners::claimed_name};

/// What a key begins with (Standard Webhooks).
const PREFIX: &str = "whsec_";

/// Octets that a key may have (Standard Webhooks: 24 to 64).
const KEY_OCTETS: std::ops::RangeInclusive<usize> = 24..=64;

/// Keys at once: the new one, and the old one while the receiver changes over.
const MOST_KEYS: usize = 3;

/// Another system that a rule can tell of signals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookSettings {
    pub name: String,
    /// `https://…`, or `http://` to this machine.
    pub url: String,
    /// Keys, one a line, newest first; read again for every event, so that a change needs no restart.
    pub secret_file: PathBuf,
    /// Whose system it is: that partner's ring decides what it may know; `None`: our own organisation's.
    pub partner: Option<PartnerName>,
    /// `source` of its events: a URN that names our organisation and system.
    pub source: String,
}

/// The keys in a secret file, newest first; `None` when it holds none, or something else.
pub fn webhook_keys(text: &str) -> Option<Vec<Vec<u8>>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let key = |line: &str| {
        let key = BASE64_STANDARD.decode(line.strip_prefix(PREFIX)?).ok()?;
        KEY_OCTETS.contains(&key.len()).then_some(key)
    };
    let keys: Option<Vec<Vec<u8>>> = lines.map(key).collect();
    keys.filter(|keys| (1..=MOST_KEYS).contains(&keys.len()))
}

/// Reads every `[[webhook]]`; one that cannot be read is complained about and left out.
pub(super) fn read(
    root: &mut Section<'_>,
    folder: &Folder,
    partners: &[Partner],
    findings: &mut Findings,
) -> Vec<WebhookSettings> {
    let mut names = HashSet::new();
    let mut webhooks = Vec::new();
    for node in root.tables("webhook", findings) {
        let Some(mut section) = Section::within(node, "[[webhook]]", findings) else { continue };
        let name = section.required("name", findings, |node| claimed_name(node, &mut names));
        let url = section.required("url", findings, url);
        let secret_file = section.required("secret_file", findings, |node| secret_file(node, folder));
        let partner = section.optional("partner", findings, |node| partner(node, partners));
        let source = section.required("source", findings, source);
        section.finish(findings);
        webhooks.extend((|| {
            Some(WebhookSettings {
                name: name?.to_owned(),
                url: url?,
                secret_file: secret_file?,
                partner,
                source: source?,
            })
        })());
    }
    webhooks
}

fn partner(node: &Node, partners: &[Partner]) -> Result<PartnerName, Complaint> {
    let name = node.filled_text()?;
    let found = partners.iter().find(|partner| partner.name.as_str() == name).map(|partner| partner.name.clone());
    let known = partners.iter().map(|partner| partner.name.as_str());
    found.ok_or_else(|| Complaint::unknown(&node.span, "onbekende partner", name, known))
}

/// No user, no fragment, no space; encrypted unless it stays on this machine.
fn url(node: &Node) -> Result<String, Complaint> {
    let text = node.filled_text()?;
    let hint = "bijvoorbeeld \"https://zaaksysteem.gemeente.example/voordeur\"";
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let authority = rest.and_then(|rest| rest.split(['/', '?']).next()).filter(|authority| !authority.is_empty());
    let plain = text.chars().all(|c| c.is_ascii_graphic()) && !text.contains(['#', '"', '\\', '<', '>']);
    let Some(authority) = authority.filter(|_| plain) else {
        return Err(Complaint::new(&node.span, "dit is geen webadres").hinting(hint));
    };
    if authority.contains('@') {
        return Err(Complaint::new(&node.span, "een naam of wachtwoord hoort niet in een webadres")
            .hinting("de ontvanger herkent ons aan de handtekening: secret_file"));
    }
    let host =
        authority.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(authority, |(host, _)| host);
    let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    if text.starts_with("http://") && !is_here {
        return Err(
            Complaint::new(&node.span, "hier gaat het bericht onversleuteld over de lijn").hinting("schrijf https://")
        );
    }
    Ok(text.to_owned())
}

fn secret_file(node: &Node, folder: &Folder) -> Result<PathBuf, Complaint> {
    let path = folder.existing(node)?;
    let text = fs::read_to_string(&path).unwrap_or_default();
    if webhook_keys(&text).is_some() {
        return Ok(path);
    }
    Err(Complaint::new(&node.span, "in dit bestand staat geen sleutel die wij kunnen gebruiken")
        .hinting("een regel per sleutel, de nieuwste boven: whsec_ en daarachter 24 tot 64 octetten in base64"))
}

/// NL GOV profile for CloudEvents, `source`: a URN that names who speaks.
fn source(node: &Node) -> Result<String, Complaint> {
    let text = node.filled_text()?;
    let name = text.strip_prefix("urn:nld:").unwrap_or_default();
    let sound = name.chars().all(|c| c.is_ascii_alphanumeric() || ":-._".contains(c));
    let parts = || name.split(':');
    let is_oin = parts().next() != Some("oin")
        || parts().nth(1).is_some_and(|oin| oin.len() == 20 && oin.bytes().all(|digit| digit.is_ascii_digit()));
    if !name.is_empty() && sound && is_oin && parts().all(|part| !part.is_empty()) {
        return Ok(text.to_owned());
    }
    Err(Complaint::new(&node.span, "dit is geen naam voor een afzender van berichten")
        .hinting("het OIN heeft twintig cijfers: \"urn:nld:oin:00000001823288444000:systeem:voordeur\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_newest_first_and_whole_or_not_at_all() {
        let (new, old) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        let keys = webhook_keys(&format!("# nieuw\n{new}\n\n{old}\n")).unwrap();
        assert_eq!((keys.len(), keys[0].len(), keys[1].as_slice()), (2, 24, [0; 24].as_slice()));
        for wrong in ["", "geheim", "whsec_kort", &format!("{new}\nniets")] {
            assert_eq!(webhook_keys(wrong), None, "{wrong}");
        }
    }
}
