//! `voordeur read`: what the gateway understands of a mail (CONTRACT §5). Exit 0 for whatever bytes it gets.

use std::{fs, path::Path, process::ExitCode};

use anyhow::Context;
use serde_json::{Value, json};

use super::Common;
use crate::{
    config::{self, Settings},
    domain::{Channel, FileKind, Onward, PartnerName, Ring, SignalId, Source, bsn},
    gateway,
    mail::{self, OwnMail},
    normalise::{self, Arrival, Gazetteer},
    wire,
};

/// `partner`: as if it sent the mail, whoever did.
pub(super) fn run(common: &Common, file: &Path, partner: Option<&str>) -> anyhow::Result<ExitCode> {
    let raw = fs::read(file).with_context(|| format!("{} kan niet worden gelezen", file.display()))?;
    // Reading must work beside a configuration that is not there yet.
    let settings = config::load(&common.config, gateway::environment()).ok().map(|(settings, _)| settings);
    let named = partner.map(|name| PartnerName(name.to_owned()));
    if let Some(name) = named.as_ref().filter(|name| settings.as_ref().and_then(|known| known.partner(name)).is_none())
    {
        anyhow::bail!("--partner {name}: deze partner staat niet in partners.toml");
    }
    let gazetteer = settings.as_ref().map(gateway::gazetteer).transpose()?.unwrap_or_default();
    println!("{}", serde_json::to_string_pretty(&understood(&raw, settings.as_ref(), named.as_ref(), &gazetteer))?);
    Ok(ExitCode::SUCCESS)
}

/// One JSON object with what was understood of `raw`; personal numbers are masked as they would be in the store.
fn understood(raw: &[u8], settings: Option<&Settings>, named: Option<&PartnerName>, gazetteer: &Gazetteer) -> Value {
    let own = OwnMail {
        addresses: settings.map(|settings| settings.smtp.addresses.clone()).unwrap_or_default(),
        instance: String::new(),
        authserv_id: settings.and_then(|settings| settings.identity.authserv_id.clone()),
        relays: Vec::new(),
    };
    let letter = mail::read(raw, None, &own);
    let domain = letter.from.as_ref().and_then(|from| from.address.rsplit_once('@')).map(|(_, domain)| domain);
    let partner = match named {
        Some(name) => settings.and_then(|settings| settings.partner(name)),
        None => domain.and_then(|domain| settings?.partner_by_domain(domain)),
    };
    let source = Source {
        partner: partner.map_or_else(PartnerName::unknown, |partner| partner.name.clone()),
        ring: partner.map_or(Ring::Buitenring, |partner| partner.ring),
        onward: partner.map_or(Onward::Vrij, |partner| partner.onward),
        identity: letter.identity.clone(),
    };
    let arrival =
        Arrival { id: SignalId(gateway::new_id()), received_at: gateway::now(), channel: Channel::Email, source };
    let filled = gateway::filled(&letter, partner.map_or(&[][..], |partner| &partner.templates));
    let (template, misfits) = match &filled {
        Ok(filled) => (Some(filled.template.clone()), Vec::new()),
        Err(misfits) => (None, misfits.clone()),
    };
    let signal = match filled {
        Ok(filled) => normalise::from_structured(arrival, letter.clone(), filled.report, gazetteer),
        Err(_) => normalise::from_letter(arrival, letter.clone(), gazetteer),
    };
    let refusal = match (&letter.automatic, &letter.thread.answer_to) {
        (Some(automatic), _) => Some(automatic.reden.clone()),
        _ if !letter.thread.answers.is_empty() => Some("antwoord op onze eigen ontvangstbevestiging".to_owned()),
        (None, None) => Some("er is geen zeker adres om naar te antwoorden".to_owned()),
        (None, Some(_)) => None,
    };
    let parsed = |json: String| serde_json::from_str::<Value>(&json).unwrap_or(Value::Null);
    json!({
        "afzender": letter.from.as_ref().map(|from| &from.address),
        "geverifieerd": signal.source.identity.is_proven(),
        "redenNietGeverifieerd": (!signal.source.identity.is_proven()).then_some(&signal.source.identity.because),
        "onderwerp": signal.subject,
        "datum": letter.date.map(|date| date.to_string()),
        "messageId": letter.message_id,
        "tekst": bsn::masked(&letter.text),
        "nieuweTekst": bsn::masked(&letter.new_text),
        "sjabloon": template,
        "sjablonenDieNietPassen":
            misfits.iter().map(|(name, because)| json!({ "naam": name, "reden": because })).collect::<Vec<_>>(),
        "situatieSchets": signal.situation,
        "doorgestuurd": letter.forwarded,
        "automatisch": letter.automatic.as_ref().map(|automatic| json!({ "reden": automatic.reden })),
        "bevestigen": refusal.is_none(),
        "redenNietBevestigen": refusal,
        "bijlagen": signal.attachments.iter().map(|attachment| json!({
            "naam": attachment.naam,
            "mediatype": attachment.mediatype,
            "grootte": attachment.inhoud.len(),
            "soort": FileKind::of(&attachment.inhoud).map(FileKind::word),
        })).collect::<Vec<_>>(),
        "adres": (!signal.address.is_empty()).then(|| parsed(wire::address_to_json(&signal.address))),
        "betrokkenen": parsed(wire::persons_to_json(&signal.persons)),
        "urgentie": signal.urgency.as_str(),
        "crisissignaal": signal.crisis,
        "meldcodeVlag": signal.meldcode.is_some(),
        "waarschuwingen": signal.warnings,
        "onleesbaar": signal.unreadable.as_ref().map(|reden| json!({ "reden": reden })),
    })
}
