//! Sentences in which one tells of another: "Mevrouw Bos (Dorpsweg 14) belt over de heer Nap van Dorpsweg 12".

use std::ops::Range;

use super::{
    lexicon::{Trait, Traits},
    tokens::Tokens,
};

/// The words of whom a sentence tells, up to where he lives, when somebody else tells it: what stands before is his.
///
/// `taken` are the tokens of addresses, in order. Only where both have an address, or he has a name and the other a
/// name with an address: "Mevrouw Nap (Dorpsweg 12) belt over haar huur" tells of herself.
pub(super) fn told_of(tokens: &Tokens<'_>, sentence: &Range<usize>, taken: &[Range<usize>]) -> Option<Range<usize>> {
    let verb = sentence.clone().find(|at| tells(tokens, sentence.start, *at))?;
    told_with_home(tokens, (sentence, verb), taken)
        .or_else(|| tells_of_neighbours(tokens, sentence, verb).map(|told| told..told))
}

fn told_with_home(
    tokens: &Tokens<'_>,
    (sentence, verb): (&Range<usize>, usize),
    taken: &[Range<usize>],
) -> Option<Range<usize>> {
    let last = taken.iter().rev().find(|range| range.start < sentence.end)?;
    if last.start < verb || !is_somebody(tokens, sentence.start..verb) {
        return None;
    }
    let told = (verb + 1..last.start).find_map(|at| opens_told(tokens, at))?;
    let other = taken.iter().find(|range| range.start >= told)?;
    // "Vertelt dat Tim verhuist naar Dijk 3": a new home, not a neighbour's.
    if tokens.fold(other.start.wrapping_sub(1)) == "naar" {
        return None;
    }
    let own = taken.iter().find(|range| sentence.contains(&range.start) && range.end <= verb);
    let apart = match own {
        Some(own) => tokens.span(own.start, own.end) != tokens.span(other.start, other.end),
        None => is_somebody(tokens, told..other.start) && !are_kin(tokens, sentence.start..verb, told..other.start),
    };
    // "Mevrouw Nap (Dorpsweg 12) belt over haar kleindochter Bo Wit, Dijk 5": who lives elsewhere is not she.
    const KIN: Traits = Traits::of(&[Trait::Relative, Trait::Role, Trait::Child]);
    let kin = own.is_some() && tokens.has_any(told + 1, KIN) && !matches!(tokens.fold(told), "hij" | "zij" | "ze");
    let himself = is_of_himself(tokens, told) && !kin;
    (apart && !himself && !is_beside(tokens, told..other.start)).then_some(told..other.end)
}

/// "Het gaat niet om de familie Nap op Dorpsweg 12 maar om de onderburen, familie Bos, Dorpsweg 14": up to the latter's
/// address.
pub(super) fn told_instead(
    tokens: &Tokens<'_>,
    sentence: &Range<usize>,
    taken: &[Range<usize>],
) -> Option<Range<usize>> {
    let about = |at: usize| matches!(tokens.fold(at), "om" | "over");
    let not = sentence.clone().find(|at| tokens.fold(*at) == "niet" && about(at + 1))?;
    let but = (not + 2..sentence.end).find(|at| tokens.fold(*at) == "maar" && about(at + 1))?;
    let other = taken.iter().find(|range| range.start > but && range.start < sentence.end);
    Some(but + 2..other.map_or(but + 3, |other| other.end))
}

/// "Mevrouw Nap (Dorpsweg 12) klaagt over de buren op nr. 10", "… belt: haar buren slaan hun kind": where it starts.
fn tells_of_neighbours(tokens: &Tokens<'_>, sentence: &Range<usize>, verb: usize) -> Option<usize> {
    let about = tokens.is_mark(verb + 1, ':') || matches!(tokens.fold(verb + 1), "over" | "dat" | "om");
    let whose = verb + 2;
    let told = whose + usize::from(matches!(tokens.fold(whose), "de" | "haar" | "zijn" | "hun" | "mijn" | "onze"));
    let neighbours = ["buren", "buurman", "buurvrouw", "buurjongen", "buurmeisje"];
    let of_them = about && told > whose && neighbours.iter().any(|word| tokens.fold(told).ends_with(word));
    (of_them && is_somebody(tokens, sentence.start..verb)).then_some(told)
}

/// The verb of who tells. "Is gemeld", "werd gezien" is said of the one it is about.
fn tells(tokens: &Tokens<'_>, start: usize, at: usize) -> bool {
    let near = |back: usize, words: &[&str]| {
        (at.saturating_sub(back).max(start)..at).any(|word| words.contains(&tokens.fold(word)))
    };
    let has = || {
        let passive = ["is", "zijn", "werd", "werden", "wordt", "worden", "was", "waren"];
        near(12, &["heeft", "hebben", "had", "hadden"]) && !near(12, &passive)
    };
    match tokens.fold(at) {
        "meldt" | "meldde" | "meldden" | "belt" | "belde" | "belden" | "klaagt" | "klaagde" | "klaagden" | "klagen"
        | "vertelt" | "vertelde" | "vertelden" | "tipt" | "tipte" | "mailt" | "mailde" | "signaleert"
        | "signaleerde" | "constateert" | "constateerde" | "zag" | "hoorde" | "appt" | "appte" => true,
        "gemeld" | "gebeld" | "geklaagd" | "verteld" | "gezien" | "gehoord" | "gemaild" | "aangegeven" => has(),
        "aan" => near(3, &["geeft", "gaf", "geven", "gaven"]),
        "zorgen" => near(4, &["maakt", "maakte", "maken", "maakten", "heeft", "uit", "uitte"]),
        "melding" | "aangifte" => near(3, &["doet", "deed", "doen", "deden"]),
        "weten" => near(3, &["laat", "liet", "laten", "lieten"]),
        "bel" => near(4, &["trekt", "trok", "trekken", "trokken"]),
        _ => false,
    }
}

/// The token after which the other is told of: "over", "van", "dat", or his title right behind the verb.
fn opens_told(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    match tokens.fold(at) {
        "over" | "van" | "dat" | "bij" | "om" | "tegen" | "door" | "rond" | "rondom" | "betreffende" | "inzake"
        | "omtrent" | "hoe" => Some(at + 1),
        // "Jan Nap, Dorpsweg 14, belt: zijn ex …"
        ":" => Some(at + 1),
        _ => tokens.has(at, Trait::Title).then_some(at),
    }
}

/// Somebody is named here, by a title or a capital, or told by his part.
fn is_somebody(tokens: &Tokens<'_>, words: Range<usize>) -> bool {
    const SOMEBODY: Traits = Traits::of(&[Trait::Title, Trait::FamilyTitle, Trait::Role, Trait::Outsider]);
    let mut words = words;
    words.any(|at| {
        tokens.has_any(at, SOMEBODY)
            || tokens.is_capital(at) && !tokens.starts_sentence(at) && !tokens.has(at, Trait::NoName)
            || tokens.has(at, Trait::Given) && tokens.is_capital(at)
    })
}

/// A name that both have, or a word that says that he is of the family.
fn are_kin(tokens: &Tokens<'_>, one: Range<usize>, other: Range<usize>) -> bool {
    one.clone().any(|at| tokens.has(at, Trait::Relative))
        || one
            .filter(|at| tokens.is_capital(*at) && !tokens.has(*at, Trait::NoName))
            .any(|at| other.clone().any(|told| tokens.is_capital(told) && tokens.fold(told) == tokens.fold(at)))
}

/// "over het geluid bij de buren", "… kwam van buurvrouw Bos": whoever is told of here is not the one it is about.
/// "Over haar buurman, de heer Nap" tells of him.
fn is_beside(tokens: &Tokens<'_>, words: Range<usize>) -> bool {
    let his = matches!(tokens.fold(words.start), "haar" | "zijn" | "hun") as usize;
    (words.start + 2 * his..words.end).any(|at| tokens.has(at, Trait::Outsider))
}

/// "dat zij …", "over haar huis", "over zijn zoon": he tells of himself, unless it is his neighbour.
fn is_of_himself(tokens: &Tokens<'_>, told: usize) -> bool {
    match tokens.fold(told) {
        "hij" | "zij" | "ze" | "men" => true,
        "haar" | "zijn" | "hun" | "mijn" => !tokens.has(told + 1, Trait::Outsider),
        _ => false,
    }
}
