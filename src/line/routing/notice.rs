//! Who hears of a signal besides its queue, and how much: `[[copy]]`.
//!
//! **Invariant:** the sender's `doorverstrekking` is above every rule. Where content stays in the inner ring nothing of it
//! reaches a partner, not even by what we concluded from it.

use crate::domain::{Exchange, Notice, NoticeTo, Onward, Ring, Shared, SharedFact, TraceLine};

use super::{
    fact::Fact,
    names::{EXCHANGE_TEMPLATE, PARTNER_TEMPLATE},
    sheet::FactValue,
    table::{CopyRule, CopyTo, Evaluation, RouteTable},
};

/// The text of a copy to a colleague or a team.
const TEAM_TEMPLATE: &str = "melding-team";

/// What may go to somebody outside the house.
enum Allowed {
    All,
    /// That there is a signal, and no more: why.
    KenmerkOnly(String),
    Nothing(String),
}

impl Evaluation<'_> {
    /// All that hold; one notice to each, however many rules ask for it.
    pub fn copies(&mut self, table: &RouteTable) -> Vec<Notice> {
        let mut copies: Vec<Notice> = Vec::new();
        for copy in &table.copies {
            if !self.holds("copy", &copy.rule) {
                continue;
            }
            for to in &copy.to {
                let Some(notice) = self.notice(copy, to, table) else { continue };
                match copies.iter_mut().find(|known| known.to == notice.to) {
                    Some(known) => add(known, notice),
                    None => copies.push(notice),
                }
            }
        }
        copies
    }

    fn notice(&mut self, copy: &CopyRule, to: &CopyTo, table: &RouteTable) -> Option<Notice> {
        let rule = copy.rule.id.clone();
        let (to, with, allowed) = match to {
            CopyTo::Mail(address) => {
                let to = NoticeTo::Mail(address.clone());
                return Some(Notice { rule, to, template: TEAM_TEMPLATE, exchange: None });
            }
            CopyTo::Partner(who) => {
                let allowed = self.allowed(&who.partner, who.ring);
                (NoticeTo::Mail(who.mail.clone()), &who.partner, allowed)
            }
            CopyTo::Webhook(hook) => {
                let allowed = hook.partner.as_ref().map(|(partner, ring)| self.allowed(partner, *ring));
                (NoticeTo::Webhook(hook.name.clone()), &hook.name, allowed.unwrap_or(Allowed::All))
            }
        };
        let facts = match allowed {
            Allowed::Nothing(because) => {
                self.trace.push(TraceLine { phase: "copy", rule, matched: false, because });
                return None;
            }
            Allowed::KenmerkOnly(because) => {
                if !copy.send.is_empty() {
                    self.trace.push(TraceLine { phase: "copy", rule: rule.clone(), matched: true, because });
                }
                Vec::new()
            }
            Allowed::All => self.shared(&copy.send, table),
        };
        let template = match to {
            NoticeTo::Webhook(_) => "",
            NoticeTo::Mail(_) if facts.is_empty() => PARTNER_TEMPLATE,
            NoticeTo::Mail(_) => EXCHANGE_TEMPLATE,
        };
        Some(Notice { rule, to, template, exchange: Some(Exchange { with: with.clone(), facts }) })
    }

    /// What is known of what the rule lets go along: of the signal itself, and nothing that its household adds.
    fn shared(&self, send: &[Shared], table: &RouteTable) -> Vec<SharedFact> {
        let known = send.iter().filter_map(|what| {
            let text = match what {
                Shared::Voordeur => match self.facts.get(Fact::Bron)? {
                    FactValue::Name(name) => name.clone(),
                    _ => return None,
                },
                Shared::Urgentie => self.own_urgency(table).to_string(),
                Shared::Thema => {
                    let own = self.view.labels.iter().filter(|label| !table.telling_labels.contains(label));
                    Some(own.cloned().collect::<Vec<_>>().join(", ")).filter(|themes| !themes.is_empty())?
                }
                Shared::Pc4 => match self.facts.get(Fact::AdresPc4)? {
                    FactValue::Number(pc4) => pc4.to_string(),
                    _ => return None,
                },
                Shared::Adres => String::new(),
            };
            Some(SharedFact { what: *what, text })
        });
        known.collect()
    }

    /// The sender decides who may know (doorverstrekking).
    fn allowed(&self, partner: &str, ring: Ring) -> Allowed {
        let nothing = |why: &str| Allowed::Nothing(format!("geen bericht aan {partner}: {why}"));
        let sender = matches!(self.facts.get(Fact::Bron), Some(FactValue::Name(name)) if name == partner);
        if sender {
            return nothing("die stuurde het zelf");
        }
        let words = Fact::Doorverstrekking.entry().kind.words();
        let onward = match self.facts.get(Fact::Doorverstrekking) {
            Some(FactValue::Word(place)) => words.get(*place).copied().and_then(Onward::parse).unwrap_or_default(),
            _ => Onward::default(),
        };
        match onward {
            Onward::Vrij => Allowed::All,
            Onward::AlleenBinnenring if ring == Ring::Binnenring => Allowed::KenmerkOnly(format!(
                "aan {partner} alleen het kenmerk: doorverstrekking is {}",
                onward.as_str()
            )),
            Onward::AlleenBinnenring | Onward::NaToestemming | Onward::Niet => {
                nothing(&format!("doorverstrekking is {}", onward.as_str()))
            }
        }
    }
}

/// Two rules to one place: what either lets go along.
fn add(known: &mut Notice, other: Notice) {
    if let (Some(known), Some(other)) = (&mut known.exchange, other.exchange) {
        known.join(other);
    }
    if known.exchange.as_ref().is_some_and(|exchange| !exchange.facts.is_empty()) && known.template == PARTNER_TEMPLATE
    {
        known.template = EXCHANGE_TEMPLATE;
    }
}
