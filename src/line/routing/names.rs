//! Values of a rules file that name something: a queue, an urgency, an address, a team, a partner.

use crate::domain::{Shared, Urgency, is_mail_address};

use super::{Complaint, Known, file::Node, table::CopyTo};

/// The text of a copy to a partner's coordinator.
pub(super) const PARTNER_TEMPLATE: &str = "melding-partner";

/// The same where facts of the signal go along.
pub(super) const EXCHANGE_TEMPLATE: &str = "uitwisseling";

/// A name that another file defines.
pub(super) fn named(node: &Node, what: &str, known: &[String]) -> Result<String, Complaint> {
    let name = node.filled_text()?;
    if known.is_empty() || known.iter().any(|one| one == name) {
        return Ok(name.to_owned());
    }
    Err(Complaint::unknown(&node.span, what, name, known.iter().map(String::as_str)))
}

pub(super) fn urgency(node: &Node) -> Result<Urgency, Complaint> {
    let word = node.text()?;
    Urgency::parse(word)
        .ok_or_else(|| Complaint::unknown(&node.span, "onbekende urgentie", word, Urgency::ALL.map(Urgency::as_str)))
}

/// `mail:…`, `team:…`, `partner:…` or `webhook:…`.
pub(super) fn copy_to(node: &Node, known: &Known<'_>) -> Result<CopyTo, Complaint> {
    let text = node.text()?;
    let hint = "schrijf: \"mail:naam@domein\", \"team:naam\", \"partner:naam\" of \"webhook:naam\"";
    match text.split_once(':') {
        Some(("mail", _)) => mail_address(node).map(CopyTo::Mail),
        Some(("team", name)) => {
            let teams = || known.districts.iter().map(|team| team.team.as_str()).collect::<Vec<_>>();
            let team = known.districts.iter().find(|team| team.team == name);
            let team = team.ok_or_else(|| Complaint::unknown(&node.span, "onbekend team", name, teams()))?;
            let lacks = || {
                Complaint::new(&node.span, format!("team \"{name}\" heeft geen mailadres"))
                    .hinting("geef het team in teams.toml een regel mail = \"…\"")
            };
            Ok(CopyTo::Mail(team.mail.clone().ok_or_else(lacks)?))
        }
        Some(("partner", name)) => {
            let found = known.coordinators.iter().find(|coordinator| coordinator.partner == name);
            let known_names = known.coordinators.iter().map(|coordinator| coordinator.partner.as_str());
            let lacks = || {
                Complaint::unknown(
                    &node.span,
                    "geen coördinator bekend van partner",
                    name,
                    known_names.collect::<Vec<_>>(),
                )
                .or_hinting("geef de partner in partners.toml een regel coordinator = \"mailadres\"")
            };
            let found = found.cloned().ok_or_else(lacks)?;
            if !known.templates.is_empty() && !known.templates.iter().any(|template| template == PARTNER_TEMPLATE) {
                let complaint = Complaint::new(&node.span, format!("het sjabloon \"{PARTNER_TEMPLATE}\" ontbreekt"));
                return Err(complaint.hinting("neem het over uit de meegeleverde map config/templates"));
            }
            Ok(CopyTo::Partner(found))
        }
        Some(("webhook", name)) => {
            let found = known.webhooks.iter().find(|hook| hook.name == name).cloned();
            let known = || known.webhooks.iter().map(|hook| hook.name.as_str());
            let lacks = || Complaint::unknown(&node.span, "onbekende webhook", name, known());
            let hint = "zet hem in partners.toml: [[webhook]] met name, url, secret_file en source";
            Ok(CopyTo::Webhook(found.ok_or_else(|| lacks().or_hinting(hint))?))
        }
        _ => Err(Complaint::new(&node.span, "dit is geen adres voor een kopie").hinting(hint)),
    }
}

/// One word of `send`.
pub(super) fn shared(node: &Node) -> Result<Shared, Complaint> {
    let word = node.text()?;
    Shared::parse(word).ok_or_else(|| {
        let known = Shared::ALL.map(Shared::as_str);
        Complaint::unknown(&node.span, "dit kan niet mee:", word, known).or_hinting(
            "kies uit: voordeur, urgentie, thema, pc4, adres. Namen, telefoonnummers en de tekst gaan nooit mee",
        )
    })
}

/// `mail:piket@wijkteam.example`, without its `mail:`.
pub(super) fn mail_address(node: &Node) -> Result<String, Complaint> {
    let text = node.text()?;
    text.strip_prefix("mail:")
        .filter(|address| is_mail_address(address))
        .map(str::to_owned)
        .ok_or_else(|| Complaint::new(&node.span, "dit is geen mailadres").hinting("schrijf: \"mail:naam@domein\""))
}
