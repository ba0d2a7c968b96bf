//! Which of the addresses in a text is the household's.
//!
//! **Rule.** A wrong address is worse than a missing one. Addresses of neighbours, reporters, offices and in a
//! signature never count. What is said to be former becomes the former address. Of what is left, mentions that agree
//! are one. If one numbered address remains, it is taken. If several do, the only one with a postcode is taken, or
//! else the first that is said to be the subject's ("woont op", "betreft", "adres:"); if nothing is said, none: then
//! only a street they share is kept. The writer's own address ("ik woon op") counts only when he asks help for himself.

use super::{
    mention::{Mention, Part},
    tokens::{Gap, Kind, Tokens},
};
use crate::domain::Address;

/// The household's address, and the one it left.
pub(super) fn choose(tokens: &Tokens<'_>, mentions: &[Mention]) -> (Address, Option<Address>) {
    let mut former: Option<Address> = None;
    let mut candidates: Vec<Candidate> = Vec::new();
    for mention in mentions {
        match mention.part {
            Part::Former if former.is_none() => former = Some(mention.address.clone()),
            Part::Subject | Part::Unsaid => add(&mut candidates, mention),
            Part::Former | Part::Own | Part::Outsider => {}
        }
    }
    let numbered = candidates.iter().any(|candidate| candidate.address.huisnummer.is_some());
    let own = mentions.iter().any(|mention| mention.part == Part::Own);
    if !numbered && own && asks_for_himself(tokens) {
        mentions.iter().filter(|mention| mention.part == Part::Own).for_each(|own| add(&mut candidates, own));
    }
    let mut address = subject(&candidates);
    if address.huisnummer.is_none() {
        address.omschrijving = described(tokens, mentions, &address);
    }
    (address, former.filter(|former| *former != Address::default()))
}

struct Candidate {
    address: Address,
    said: bool,
}

/// More candidates than this are a list of houses, not a household.
const MOST: usize = 8;

fn add(candidates: &mut Vec<Candidate>, mention: &Mention) {
    let said = mention.part == Part::Subject;
    if let Some(same) = candidates.iter_mut().find(|candidate| agree(&candidate.address, &mention.address)) {
        fill(&mut same.address, &mention.address);
        same.said |= said;
    } else if candidates.len() < MOST {
        candidates.push(Candidate { address: mention.address.clone(), said });
    }
}

/// Whether two mentions are one address: they share a street or postcode and contradict each other in nothing.
pub(super) fn agree(one: &Address, other: &Address) -> bool {
    let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    let suffixes = (one.suffix(), other.suffix());
    let suffix = one.huisnummer.is_some()
        && other.huisnummer.is_some()
        && !suffixes.0.is_empty()
        && !suffixes.1.is_empty()
        && suffixes.0 != suffixes.1;
    let number = matches!((one.huisnummer, other.huisnummer), (Some(a), Some(b)) if a != b);
    let postcode = matches!((&one.postcode, &other.postcode), (Some(a), Some(b)) if a != b);
    let (street, other_street) = (one.folded_street(), other.folded_street());
    let shared =
        (street.is_some() && street == other_street) || (one.postcode.is_some() && one.postcode == other.postcode);
    shared && !number && !postcode && !suffix && !differ(&street, &other_street)
}

/// Adds to an address what only the other one has; letter and toevoeging only together with nothing of their own.
pub(super) fn fill(address: &mut Address, other: &Address) {
    if address.suffix().is_empty() {
        address.huisletter.clone_from(&other.huisletter);
        address.huisnummertoevoeging.clone_from(&other.huisnummertoevoeging);
    }
    address.huisnummer = address.huisnummer.or(other.huisnummer);
    fill_one(&mut address.postcode, &other.postcode);
    fill_one(&mut address.straatnaam, &other.straatnaam);
    fill_one(&mut address.woonplaats, &other.woonplaats);
    fill_one(&mut address.omschrijving, &other.omschrijving);
}

fn fill_one<T: Clone>(field: &mut Option<T>, other: &Option<T>) {
    if field.is_none() {
        field.clone_from(other);
    }
}

fn subject(candidates: &[Candidate]) -> Address {
    let numbered: Vec<&Candidate> = candidates.iter().filter(|one| one.address.huisnummer.is_some()).collect();
    let among = if numbered.is_empty() { candidates.iter().collect() } else { numbered };
    let mut full = among.iter().filter(|one| one.address.key().is_some());
    let chosen = match (among.len(), full.next(), full.next()) {
        (1, ..) => among.first(),
        (_, Some(only), None) => Some(only),
        _ => among.iter().find(|one| one.said),
    };
    match chosen {
        Some(candidate) => candidate.address.clone(),
        None => shared_street(&among),
    }
}

/// What competing addresses have in common: the street, if it is one.
fn shared_street(among: &[&Candidate]) -> Address {
    let mut streets = among.iter().map(|one| one.address.folded_street());
    let first = streets.next().flatten();
    let shared = first.is_some() && streets.all(|street| street == first);
    let straatnaam = among.first().filter(|_| shared).and_then(|one| one.address.straatnaam.clone());
    Address { straatnaam, ..Address::default() }
}

/// Whether the writer wants help himself, and speaks of no neighbour.
pub(super) fn asks_for_himself(tokens: &Tokens<'_>) -> bool {
    const ASKS: [&str; 10] = [
        " hulp nodig ",
        " mijn administratie ",
        " mijn schulden ",
        " redden het ",
        " red het niet ",
        " help mij ",
        " voor mezelf ",
        " voor mijzelf ",
        " over mezelf ",
        " ik wil graag dat ",
    ];
    let text = tokens.folded_text();
    let neighbour = [" buur", " buren ", " overbu"].iter().any(|word| text.contains(word));
    !neighbour && ASKS.iter().any(|words| text.contains(words))
}

/// "hoekhuis naast de trap", "boven de buurtsuper": what is said of the place near its street.
fn described(tokens: &Tokens<'_>, mentions: &[Mention], address: &Address) -> Option<String> {
    let street = address.folded_street()?;
    let from = mentions.iter().find(|mention| mention.address.folded_street().as_ref() == Some(&street))?.end;
    for at in from..(from + 14).min(tokens.len()) {
        if tokens.ends_sentence(at) || tokens.gap(at) == Gap::Paragraph {
            return None;
        }
        let noun = is_kind_of_house(tokens.fold(at));
        let beside = beside(tokens, at + usize::from(noun));
        if let Some(end) = beside.or(noun.then_some(at + 1)) {
            return Some(tokens.span(at, end));
        }
    }
    None
}

fn is_kind_of_house(word: &str) -> bool {
    matches!(
        word,
        "hoekhuis"
            | "hoekwoning"
            | "bovenwoning"
            | "benedenwoning"
            | "woonboot"
            | "woonwagen"
            | "caravan"
            | "chalet"
            | "flatje"
            | "tussenwoning"
            | "portiekwoning"
            | "bovenhuis"
            | "eindwoning"
            | "boerderij"
    )
}

/// The token after "naast de trap".
fn beside(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let place = matches!(tokens.fold(at), "naast" | "boven" | "tegenover" | "achter" | "onder" | "bij");
    let article = matches!(tokens.fold(at + 1), "de" | "het" | "een");
    let noun = tokens.kind(at + 2) == Kind::Word && tokens.gap(at + 2) == Gap::Space;
    (place && article && noun).then_some(at + 3)
}
