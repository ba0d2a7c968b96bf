//! `[identity]`: how a sender proves who it is, and whose word counts.

use std::{net::SocketAddr, time::Duration};

use crate::{
    domain::is_mail_domain,
    routing::{Complaint, Findings, Section, file::Node},
};

use super::{
    forms::{network, number_within, several},
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
