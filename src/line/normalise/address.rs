//! Which of the addresses in a text is the household's.
//!
//! **Rule.** A wrong address is worse than a missing one. Addresses of neighbours, reporters, offices and in a
//! signature never count. What is said to be former becomes the former address. Of what is left, mentions that agree
//! are one. If one numbered address remains, it is taken. If several do, the one with a postcode, or behind a name, or
//! said to be the subject's ("woont op", "betreft", "adres:") is taken; if nothing speaks for any, none: then only a
//! street they share is kept. The writer's own address ("ik woon op") counts only when he asks help for himself.

use std::ops::Range;

use super::{
    found::{Field, Place},
    mention::Mention,
    part::Part,
    tokens::{Gap, Kind, Tokens},
    writer::Writer,
};
use crate::domain::Address;

/// An address, where its parts stand, and how sure it is in percent.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    pub address: Address,
    pub places: Vec<Place>,
    pub confidence: u8,
}

/// The household's address, and the one it left. `people` are the tokens where names of the household end.
pub(super) fn choose(
    tokens: &Tokens<'_>,
    mentions: &[Mention],
    people: &[usize],
    writer: Writer,
) -> (Chosen, Option<Chosen>) {
    let mut former: Option<Chosen> = None;
    let mut candidates: Vec<Candidate> = Vec::new();
    for mention in mentions {
        match mention.part {
            Part::Former if mention.address.straatnaam.is_some() || mention.address.postcode.is_some() => {
                former.get_or_insert_with(|| Chosen {
                    address: mention.address.clone(),
                    places: mention.places.clone(),
                    confidence: 90,
                });
            }
            Part::Subject | Part::Unsaid => add(&mut candidates, mention, people),
            Part::Own if writer == Writer::AsksForHimself => add(&mut candidates, mention, people),
            Part::Former | Part::Own | Part::Outsider => {}
        }
    }
    let mut chosen = subject(tokens, candidates);
    if chosen.address.huisnummer.is_none() {
        let said = chosen.address.omschrijving.take();
        chosen.address.omschrijving = said.or_else(|| described(tokens, mentions, &chosen.address));
    }
    (chosen, former)
}

/// One of the addresses that may be the household's.
struct Candidate {
    chosen: Chosen,
    /// What speaks for it.
    score: u8,
    /// Its first token.
    start: usize,
    /// Its tokens, where somebody's name stands right before it.
    named: Option<Range<usize>>,
}

/// More candidates than this are a list of houses, not a household.
const MOST: usize = 8;

fn add(candidates: &mut Vec<Candidate>, mention: &Mention, people: &[usize]) {
    let said = mention.part != Part::Unsaid;
    let named = people.iter().any(|end| *end <= mention.start && mention.start - end <= 3);
    let score = 2 * u8::from(said) + 2 * u8::from(named);
    if let Some(same) = candidates.iter_mut().find(|candidate| agree(&candidate.chosen.address, &mention.address)) {
        same.score = same.score.max(score);
        complete(&mut same.chosen, mention);
    } else if candidates.len() < MOST {
        let chosen = Chosen { address: mention.address.clone(), places: mention.places.clone(), confidence: 0 };
        let named = named.then_some(mention.start..mention.end);
        candidates.push(Candidate { chosen, score, start: mention.start, named });
    }
}

fn complete(known: &mut Chosen, mention: &Mention) {
    let before = known.address.clone();
    fill(&mut known.address, &mention.address);
    for place in &mention.places {
        let new = match place.0 {
            Field::Straatnaam => before.straatnaam.is_none(),
            Field::Huisnummer => before.huisnummer.is_none(),
            Field::Postcode => before.postcode.is_none(),
            _ => before.woonplaats.is_none(),
        };
        if new {
            known.places.push(*place);
        }
    }
}

/// The candidate that most speaks for; of two that are alike the first, but none where nothing speaks at all.
fn subject(tokens: &Tokens<'_>, mut candidates: Vec<Candidate>) -> Chosen {
    let codes: Vec<usize> =
        (0..candidates.len()).filter(|at| is_postcode_alone(&candidates[*at].chosen.address)).collect();
    let loose = match codes[..] {
        [only] if candidates.len() > 1 => Some(candidates.remove(only)),
        _ => None,
    };
    let place = candidates.iter().position(|one| is_place_alone(&one.chosen.address)).map(|at| candidates.remove(at));
    let numbered = candidates.iter().any(|one| one.chosen.address.huisnummer.is_some());
    candidates.retain(|one| !numbered || one.chosen.address.huisnummer.is_some());
    let parents: Vec<Option<&str>> = candidates.iter().map(|one| parent_before(tokens, one.start)).collect();
    let apart = parents.contains(&Some("vader")) && parents.contains(&Some("moeder"));
    if let Some(with) = lives_with(tokens).filter(|_| apart) {
        let mut of = parents.iter();
        candidates.retain(|_| of.next() == Some(&Some(with)));
    }
    // Of parents who live apart neither home is the household's, unless the child is said to live with one.
    let torn_parents = apart && candidates.len() > 1;
    let points = |one: &Candidate| one.score + 2 * u8::from(one.chosen.address.key().is_some());
    let best = candidates.iter().map(points).max().unwrap_or_default();
    let alone = candidates.len() == 1;
    let several = candidates.iter().filter(|one| points(one) == best).count() > 1;
    // "Mw. Groot (Dijk 1) en mw. Klein (Dijk 11) hebben ruzie": neither.
    let torn = several && {
        let mut named = candidates.iter().filter(|one| points(one) == best).map(|one| one.named.clone());
        let and = |one: &Range<usize>| (one.end..one.end + 2).any(|at| tokens.fold(at) == "en");
        named.next().flatten().is_some_and(|first| and(&first)) && named.all(|other| other.is_some())
    };
    let confidence = if alone {
        97
    } else if several {
        75
    } else {
        88
    };
    let chosen =
        candidates.iter().position(|one| points(one) == best).filter(|_| (alone || best > 0) && !torn && !torn_parents);
    let mut chosen = match chosen {
        Some(at) => Chosen { confidence, ..candidates.swap_remove(at).chosen },
        None => shared_street(candidates),
    };
    // `Kerkstraat 12. Postcode daar: 9641 CL Veendam.`
    if let Some(loose) = loose.filter(|loose| completes(&loose.chosen.address, &chosen.address)) {
        let placed = chosen.address.woonplaats.is_some();
        fill(&mut chosen.address, &loose.chosen.address);
        let new = loose.chosen.places.into_iter().filter(|place| !(placed && place.0 == Field::Woonplaats));
        chosen.places.extend(new);
    }
    if let Some(place) =
        place.filter(|_| chosen.address.woonplaats.is_none() && (chosen.address.postcode.is_none() || alone))
    {
        chosen.address.woonplaats = place.chosen.address.woonplaats;
        chosen.places.extend(place.chosen.places);
        chosen.confidence = chosen.confidence.max(85);
    }
    chosen
}

/// The parent whose home starts here: "vader (Jan Bos) Dijk 3", "Moeder: Anna Wit, Singel 4".
fn parent_before<'a>(tokens: &'a Tokens<'_>, start: usize) -> Option<&'a str> {
    let words = (start.saturating_sub(9)..start).rev().take_while(|at| !tokens.ends_sentence(*at));
    words.map(|at| tokens.fold(at)).find(|word| matches!(*word, "vader" | "moeder"))
}

/// The parent of "Noa woont bij haar vader".
fn lives_with<'a>(tokens: &'a Tokens<'_>) -> Option<&'a str> {
    (0..tokens.len()).find_map(|at| {
        let lives = matches!(tokens.fold(at), "woont" | "wonen" | "verblijft" | "verblijven");
        let whose = at + 2 + usize::from(matches!(tokens.fold(at + 2), "zijn" | "haar" | "hun" | "de"));
        let with = tokens.fold(whose);
        (lives && tokens.fold(at + 1) == "bij" && matches!(with, "vader" | "moeder")).then_some(with)
    })
}

fn is_postcode_alone(address: &Address) -> bool {
    address.straatnaam.is_none() && address.postcode.is_some() && address.huisnummer.is_none()
}

/// Whether a postcode that stands alone can be this address's: it has none, and no other place.
fn completes(loose: &Address, address: &Address) -> bool {
    let place = match (&loose.woonplaats, &address.woonplaats) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    address.straatnaam.is_some() && address.postcode.is_none() && place
}

fn is_place_alone(address: &Address) -> bool {
    address.straatnaam.is_none() && address.postcode.is_none() && address.huisnummer.is_none()
}

/// What competing addresses have in common: the street, if it is one.
fn shared_street(mut candidates: Vec<Candidate>) -> Chosen {
    let mut streets = candidates.iter().map(|one| one.chosen.address.folded_street());
    let first = streets.next().flatten();
    if first.is_none() || !streets.all(|street| street == first) {
        return Chosen::default();
    }
    let shared = candidates.swap_remove(0).chosen;
    Chosen {
        address: Address { straatnaam: shared.address.straatnaam, ..Address::default() },
        places: shared.places.into_iter().filter(|place| place.0 == Field::Straatnaam).collect(),
        confidence: 70,
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
