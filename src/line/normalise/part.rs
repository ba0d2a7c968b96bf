//! Whose an address is: the household's, its former one, the writer's, or somebody else's.

use super::{
    beside::is_of_name,
    institution::is_of_institution,
    lexicon::Trait,
    mention::Mention,
    no_home::{is_denied, is_left, is_ours, settle},
    people::People,
    scopes::{Scope, Scopes},
    tokens::{Gap, Tokens},
};

/// How far back a word may stand that says whose address it is, in tokens.
const REACH: usize = 16;

/// Whose address it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Said to be the one it is about: "betreft", "woont op", "adres:".
    Subject,
    /// Nothing is said.
    Unsaid,
    /// "voorheen", "vorig adres", "verhuisd van".
    Former,
    /// "Ik woon op": the writer's, who may be the one it is about.
    Own,
    /// A neighbour's, a reporter's, an office's; or a crossing of streets.
    Outsider,
}

/// Tells of each mention whose it is.
pub(super) fn tell(tokens: &Tokens<'_>, scopes: &Scopes, mentions: &mut [Mention]) {
    for mention in mentions.iter_mut() {
        mention.part = match scopes.at(mention.start) {
            Scope::Writer => Part::Outsider,
            _ if is_of_institution(tokens, mention.start) => Part::Outsider,
            _ if is_denied(tokens, mention) || is_ours(tokens, mention) => Part::Outsider,
            scope => part(tokens, mention, scope),
        };
    }
    settle(tokens, mentions);
}

/// A street without a number that bears somebody's name is that somebody: "Zorgsignaal Lageweg", of mevrouw Lageweg.
pub(super) fn unname(mentions: &mut [Mention], people: &People) {
    for mention in
        mentions.iter_mut().filter(|mention| mention.address.huisnummer.is_none() && mention.address.postcode.is_none())
    {
        let street = mention.address.straatnaam.as_deref();
        if street.is_some() && people.0.iter().any(|person| person.name.person.geslachtsnaam.as_deref() == street) {
            mention.part = Part::Outsider;
        }
    }
}

/// Walks back through the sentence to the word that says whose address this is.
fn part(tokens: &Tokens<'_>, mention: &Mention, scope: Scope) -> Part {
    let start = mention.start;
    let unsaid = match scope {
        Scope::Outsider => Part::Outsider,
        Scope::Own => Part::Own,
        _ => Part::Unsaid,
    };
    if scope == Scope::Outsider {
        return Part::Outsider;
    }
    if is_left(tokens, mention) {
        return Part::Former;
    }
    let mut said = unsaid;
    let floor = start.saturating_sub(REACH);
    let mut at = start;
    while at > floor && tokens.gap(at) < Gap::Paragraph {
        at -= 1;
        let word = tokens.fold(at);
        if is_former(tokens, at, mention) {
            return Part::Former;
        }
        match word {
            // "1e contact: familielid Jan Bos, Dijk 3", "De andere ouder, Jan Bos, woont aan de Dijk 3".
            "ouder" if tokens.fold(at.wrapping_sub(1)) == "andere" => return Part::Outsider,
            "familielid" | "mantelzorger" | "kennis" | "oom" | "tante" | "neef" | "nicht"
                if said == Part::Unsaid && (at + 1..start).all(|next| is_of_name(tokens, next)) && at + 1 < start =>
            {
                return Part::Outsider;
            }
            // "Woont elders (Dijk 3)".
            "elders" if (at + 1..start).all(|next| !tokens.is_word(next)) => return Part::Outsider,
            "thuis" if said == Part::Unsaid && matches!(tokens.fold(at + 1), "op" | "aan") && at + 2 == start => {
                return Part::Subject;
            }
            "hoek" if tokens.fold(at + 1) == "van" => return Part::Outsider,
            "naar" if said == Part::Unsaid => return Part::Subject,
            "over" | "betreft" | "betreffende" | "inzake" if said == Part::Unsaid => return Part::Subject,
            "om" if said == Part::Unsaid && matches!(tokens.fold(at.wrapping_sub(1)), "gaat" | "zorgen") => {
                return Part::Subject;
            }
            "adres" | "verblijfplaats" | "woont" | "wonende" | "woonachtig" | "bewoner" | "bewoners" | "bewoonster"
            | "verblijft" | "verblijvend" | "woonadres" | "wonen" | "woning" | "adresgegevens"
                if said == Part::Unsaid =>
            {
                said = if word == "woont" && is_relatives_home(tokens, at) { Part::Outsider } else { Part::Subject };
            }
            _ => {}
        }
        let label = tokens.is_mark(at, ':') && tokens.gap(at.wrapping_sub(1)) >= Gap::Line && at + 1 < start;
        if label || tokens.ends_sentence(at) {
            break;
        }
    }
    if said == Part::Unsaid && lives_there(tokens, mention.end) { Part::Subject } else { said }
}

/// "voorheen", "vorig adres", "verhuisd van", "woonde eerst op", "tot mei stond men ingeschreven op".
fn is_former(tokens: &Tokens<'_>, at: usize, mention: &Mention) -> bool {
    let start = mention.start;
    let house = mention.address.huisnummer.is_some();
    let next = tokens.fold(at + 1);
    match tokens.fold(at) {
        "vorig" => !matches!(next, "jaar" | "weekend" | "seizoen" | "kwartaal"),
        "kort" => tokens.fold(at.wrapping_sub(1)) == "voor" && tokens.fold(at.wrapping_sub(2)) == "tot",
        "v" => is_formerly_abbreviated(tokens, at),
        "eerst" | "eerder"
            if matches!(
                next,
                "was" | "stond" | "stonden" | "zat" | "zaten" | "huurde" | "ingeschreven" | "woonachtig" | "wonend"
            ) =>
        {
            true
        }
        // "Is recent verhuisd, was Dijk 3."
        "was" if at + 1 == start || at + 2 == start && next == "eerst" => {
            (at.saturating_sub(4)..at).any(|word| tokens.fold(word) == "verhuisd")
        }
        // `Adres voor verhuizing:`
        "voor" => next == "verhuizing" && tokens.fold(at.wrapping_sub(1)).ends_with("adres"),
        "uitgeschreven" => matches!(next, "van" | "uit" | "op" | "te" | "vanaf" | "aan"),
        "verhuizing" if tokens.fold(at.wrapping_sub(1)) == "de" => {
            matches!(tokens.fold(at.wrapping_sub(2)), "voor" | "tot")
        }
        "verhuizing" => tokens.fold(at.wrapping_sub(1)) == "tot" || matches!(next, "van" | "vanaf" | "vanuit"),
        "voorheen" | "vroeger" | "hiervoor" | "daarvoor" | "voormalig" | "voormalige" | "voorgaand" | "voorgaande" => {
            true
        }
        "vorige" | "oud" | "oude" | "eerder" | "eerdere" | "laatste" => {
            tokens.gap(at + 1) <= Gap::Space
                && matches!(
                    next,
                    "adres" | "woonadres" | "woning" | "woonplek" | "adressen" | "huis" | "huurwoning" | "huurhuis"
                )
        }
        "woonde" | "woonden" | "gewoond" | "verbleef" | "verbleven" => {
            !(at + 1..start).any(|between| matches!(tokens.fold(between), "naar" | "nu"))
        }
        "afkomstig" | "komt" | "komen" if !house => false,
        "verhuisd" | "vertrokken" | "afkomstig" | "kwam" | "kwamen" | "komt" | "komen" | "verhuisde" | "verhuisden" => {
            let far = (at + 1..(at + 4).min(start))
                .any(|word| matches!(tokens.fold(word), "vanaf" | "vanuit" | "uit" | "van"));
            // "Het signaal is afkomstig van …" tells of no removal.
            let told = (at.saturating_sub(6)..at).any(|word| {
                matches!(
                    tokens.fold(word),
                    "signaal"
                        | "melding"
                        | "zorgmelding"
                        | "bericht"
                        | "klacht"
                        | "klachten"
                        | "meldingen"
                        | "tip"
                        | "informatie"
                        | "overlast"
                        | "geluid"
                        | "lawaai"
                        | "herrie"
                        | "muziek"
                        | "stank"
                        | "geur"
                        | "lucht"
                        | "rook"
                        | "water"
                        | "geschreeuw"
                        | "post"
                )
            });
            // "De overlast komt van de woning aan …": things come from a house, people from an address.
            let house = (at + 1..(at + 6).min(start)).any(|word| {
                matches!(tokens.fold(word), "woning" | "huis" | "pand" | "appartement" | "flat" | "bewoner")
            });
            let things = house && matches!(tokens.fold(at), "komt" | "komen" | "kwam" | "kwamen" | "afkomstig");
            far && !told && !things && !(at + 1..start).any(|word| tokens.fold(word) == "naar")
        }
        "ingeschreven" => {
            (at.saturating_sub(8)..at).any(|word| matches!(tokens.fold(word), "tot" | "stond" | "stonden"))
                && (at.saturating_sub(8)..at)
                    .any(|word| matches!(tokens.fold(word), "tot" | "eerst" | "eerder" | "stond" | "stonden"))
        }
        _ => false,
    }
}

/// `V.h.`, `v/h`.
pub(super) fn is_formerly_abbreviated(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.fold(at) == "v"
        && tokens.is_one_of(at + 1, "./")
        && tokens.fold(at + 2) == "h"
        && tokens.glued(at + 1)
        && tokens.glued(at + 2)
}

/// "…: hier woont", "… woont een man": said behind the address.
fn lives_there(tokens: &Tokens<'_>, end: usize) -> bool {
    (end..end + 3).any(|at| matches!(tokens.fold(at), "woont" | "wonen" | "verblijft"))
}

/// "Dochter woont op …": somebody who lives elsewhere.
fn is_relatives_home(tokens: &Tokens<'_>, woont: usize) -> bool {
    (1..=4).any(|back| {
        let at = woont.wrapping_sub(back);
        tokens.has(at, Trait::Relative) && !tokens.has(at, Trait::Unit) && !tokens.is_capital(woont.wrapping_sub(1))
    })
}
