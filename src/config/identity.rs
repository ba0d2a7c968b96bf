//! `[identity]`: how a sender proves who it is, and whose word counts.

use std::{net::SocketAddr, time::Duration};

use crate::{
    domain::{Network, is_mail_domain},
    routing::{
        Complaint, Findings, Section,
        file::{Node, Value},
    },
};

use super::{
    forms::number_within,
    server::setting,
    settings::{IdentitySettings, Verify},
};

const WAYS: [(&str, Verify); 2] = [("off", Verify::Off), ("spf-dkim-dmarc", Verify::SpfDkimDmarc)];

pub(super) fn read(root: &mut Section<'_>, findings: &mut Findings) -> IdentitySettings {
    let mut section = root.child("identity", "[identity]", findings);
    let id = setting(&mut section, "authserv_id", "", findings, authserv_id);
    let milliseconds = section.optional("timeout_ms", findings, number_within(50_u64, 20_000));
    let settings = IdentitySettings {
        authserv_id: (!id.is_empty()).then_some(id),
        relays: several(&mut section, "relays", findings, network),
        verify: setting(&mut section, "verify", "off", findings, verify),
        resolvers: several(&mut section, "resolvers", findings, resolver),
        timeout: Duration::from_millis(milliseconds.unwrap_or(2_000)),
        arc_sealers: several(&mut section, "arc_sealers", findings, sealer),
    };
    section.finish(findings);
    settings
}

/// A list that may be empty; from the environment as `a, b`.
pub(super) fn several<T>(
    section: &mut Section<'_>,
    key: &'static str,
    findings: &mut Findings,
    read: fn(&Node, &str) -> Result<T, Complaint>,
) -> Vec<T> {
    let Some(entry) = section.get(key) else { return Vec::new() };
    let read = |node: &Node| read(node, node.text()?.trim());
    let items = match &entry.node.value {
        Value::Override(text) => {
            let item = |text: &str| Node { span: entry.node.span.clone(), value: Value::Text(text.to_owned()) };
            let texts = text.trim().trim_matches(['[', ']']).split(',');
            Ok(texts.map(|text| text.trim().trim_matches('"')).filter(|text| !text.is_empty()).map(item).collect())
        }
        _ => entry.node.list().map(<[Node]>::to_vec),
    };
    let items: Option<Vec<Node>> = findings.keep(items);
    items.and_then(|items| findings.keep_all(items.iter().map(read))).unwrap_or_default()
}

fn verify(node: &Node) -> Result<Verify, Complaint> {
    let word = node.text()?;
    let known = WAYS.iter().find(|(name, _)| *name == word).map(|(_, way)| *way);
    known.ok_or_else(|| Complaint::unknown(&node.span, "onbekende waarde", word, WAYS.map(|(name, _)| name)))
}

/// RFC 8601 §2.5: a name as a host's; empty is none.
fn authserv_id(node: &Node) -> Result<String, Complaint> {
    let id = node.text()?;
    let sound = id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'));
    if sound {
        return Ok(id.to_owned());
    }
    Err(Complaint::new(&node.span, "dit is geen naam van een mailserver")
        .hinting("neem over wat vooraan in Authentication-Results staat: \"mx.gemeente.example\""))
}

pub(super) fn network(node: &Node, text: &str) -> Result<Network, Complaint> {
    let hint = "schrijf een adres of een reeks: \"10.0.0.5\" of \"10.0.0.0/8\"";
    Network::parse(text).ok_or_else(|| Complaint::new(&node.span, "dit is geen netwerkadres").hinting(hint))
}

fn resolver(node: &Node, text: &str) -> Result<SocketAddr, Complaint> {
    let bare = || text.parse().ok().map(|address| SocketAddr::new(address, 53));
    text.parse().ok().or_else(bare).ok_or_else(|| {
        Complaint::new(&node.span, "dit is geen adres van een naamserver")
            .hinting("schrijf het in cijfers: \"127.0.0.1\" of \"127.0.0.1:5353\"")
    })
}

fn sealer(node: &Node, text: &str) -> Result<String, Complaint> {
    let domain = text.to_lowercase();
    if is_mail_domain(&domain) {
        return Ok(domain);
    }
    Err(Complaint::new(&node.span, "dit is geen maildomein").hinting("schrijf bijvoorbeeld \"gemeente.example\""))
}
