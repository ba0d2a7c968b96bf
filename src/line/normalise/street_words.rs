//! Which words before its last one belong to the name of a street.

use super::{
    lexicon::{Trait, Traits},
    street_cues::is_cued,
    tokens::{Gap, Tokens},
};

/// `Korte Dijk`, `Oude Weg`: a street whose last word is only an ending needs a capitalised word before it.
pub(super) fn bare_start(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let before = at.wrapping_sub(1);
    let joined = tokens.gap(at) == Gap::Space && tokens.is_capital(before);
    if !joined || tokens.has(before, Trait::Particle) || tokens.has(before, Trait::NoName) {
        return None;
    }
    Some(extended(tokens, before))
}

/// Takes the words before that belong to the name: `Burgemeester van` Dijklaan, `1e` Hogeweg, `Mr. D.U.` Stikkerlaan.
pub(super) fn extended(tokens: &Tokens<'_>, at: usize) -> usize {
    if let Some(start) = announced_start(tokens, at) {
        return start;
    }
    let mut start = at;
    for _ in 0..5 {
        let Some(earlier) = one_word_earlier(tokens, start) else { break };
        start = earlier;
    }
    start
}

/// `in de Anthony` Fokkerstraat, `Straat: Schaut` Adriaansepad: between an article or label and the last word every
/// capital belongs to the street.
fn announced_start(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let joins = |word: usize| tokens.gap(word) == Gap::Space && tokens.is_capital(word - 1) && !tokens.is_flat(word);
    let floor = at.saturating_sub(3);
    let mut start = at;
    while start > floor && joins(start) && !tokens.has(start - 1, Trait::NoName) {
        start -= 1;
    }
    let before = start.wrapping_sub(1);
    let article = matches!(tokens.fold(before), "de" | "het" | "t")
        && matches!(tokens.fold(before.wrapping_sub(1)), "in" | "aan" | "op")
        && !tokens.is_capital(before);
    let label = (1..=3).map(|back| start.wrapping_sub(back)).find(|word| !tokens.is_one_of(*word, ":>="));
    let labelled = tokens.is_one_of(before, ":>=") && label.is_some_and(|label| is_street_label(tokens.fold(label)));
    let close = tokens.gap(start) == Gap::Space;
    (start < at && close && (article || labelled)).then_some(start)
}

/// What a form calls a street.
pub(super) fn is_street_label(word: &str) -> bool {
    matches!(word, "straat" | "straatnaam" | "woonstraat")
}

/// What stands before a whole address, or a street, in a form.
pub(super) fn is_address_label(word: &str) -> bool {
    is_street_label(word) || matches!(word, "locatie" | "adres" | "woonadres")
}

fn one_word_earlier(tokens: &Tokens<'_>, start: usize) -> Option<usize> {
    let gap = tokens.gap(start);
    let dot = tokens.is_mark(start.wrapping_sub(1), '.') && gap <= Gap::Space;
    let before = start.wrapping_sub(if dot { 2 } else { 1 });
    if !dot && tokens.is_mark(start.wrapping_sub(1), '-') && gap == Gap::None {
        let head = start.wrapping_sub(2);
        return (tokens.is_capital(head) && tokens.glued(head + 1)).then_some(head);
    }
    if !tokens.is_word(before) || gap > Gap::Space || (gap == Gap::None && !dot) {
        return None;
    }
    if is_ordinal(tokens, before) {
        return Some(before - 1);
    }
    let opens = tokens.has(before, Trait::StreetPrefix)
        || tokens.has(before, Trait::Given) && !tokens.has(before.wrapping_sub(1), Trait::Title);
    let titled = tokens.is_flat(before) && tokens.has(before, Trait::StreetPrefix) && tokens.fold(before).len() > 2;
    // `woonachtig dr Dammanhof 30`
    let small =
        !dot && tokens.fold(before).len() > 1 && tokens.has(before, Trait::StreetPrefix) && is_cued(tokens, before);
    if opens && (tokens.is_capital(before) || titled || small) {
        return Some(before);
    }
    if dot && let Some(head) = before_particle(tokens, before) {
        return Some(head);
    }
    if dot {
        return (tokens.is_letter(before) && tokens.is_capital(before)).then_some(before);
    }
    tokens.has(before, Trait::Particle).then(|| particles(tokens, before)).flatten()
}

/// The `Baron` of `Baron v. Heukelstraat`, `Gen. v.d. Heijdenlaan`.
fn before_particle(tokens: &Tokens<'_>, last: usize) -> Option<usize> {
    let mut first = last;
    if tokens.fold(first) == "d" && tokens.is_mark(first.wrapping_sub(1), '.') && tokens.gap(first) <= Gap::Space {
        first = first.wrapping_sub(2);
    }
    let head = first.wrapping_sub(1);
    let head = head.wrapping_sub(usize::from(tokens.is_mark(head, '.')));
    let heads = tokens.is_capital(head) && tokens.has_any(head, Traits::of(&[Trait::StreetPrefix, Trait::Given]));
    (tokens.fold(first) == "v" && tokens.gap(first) == Gap::Space && heads).then_some(head)
}

/// The `1e` of `1e Hogeweg`.
pub(super) fn is_ordinal(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(tokens.fold(at), "e" | "ste" | "de") && tokens.glued(at) && tokens.is_number(at.wrapping_sub(1))
}

/// `van der` Veenstraat and `Jan van` Galenstraat belong to the street, the `van` of "bewoners van Kerkstraat" does not.
fn particles(tokens: &Tokens<'_>, last: usize) -> Option<usize> {
    let mut first = last;
    for _ in 0..2 {
        let before = first.wrapping_sub(1);
        if tokens.gap(first) == Gap::Space && tokens.is_word(before) && tokens.has(before, Trait::Particle) {
            first = before;
        }
    }
    let head = first.wrapping_sub(1);
    let dotted = tokens.is_mark(head, '.') && tokens.gap(first) <= Gap::Space;
    let head = if dotted { head.wrapping_sub(1) } else { head };
    let same_line = tokens.gap(first) <= Gap::Space;
    // "Bert op de Zandweg": where he lives.
    let lives = matches!(tokens.fold(first), "op" | "in" | "aan" | "bij") && !tokens.is_capital(first);
    if same_line
        && !(lives && tokens.has(head, Trait::Given) && !tokens.has(head, Trait::StreetPrefix))
        && tokens.is_capital(head)
        && (tokens.has(head, Trait::StreetPrefix) || tokens.has(head, Trait::Given) || tokens.is_letter(head) && dotted)
    {
        return Some(head);
    }
    let surname =
        tokens.fold(first) == "van" && (tokens.is_capital(first) || first < last) && !tokens.starts_sentence(first);
    let certain = tokens.fold(first) == "van" && first < last && matches!(tokens.fold(last), "der" | "den");
    ((surname && tokens.is_capital(first)) || certain).then_some(first)
}

/// `TN 23-11`, `MMSE 21/30`: letters, not a street.
pub(super) fn is_acronym(tokens: &Tokens<'_>, at: usize) -> bool {
    let written = tokens.text(at);
    (2..=4).contains(&written.len())
        && written.bytes().all(|letter| letter.is_ascii_uppercase())
        && !written.bytes().any(|letter| b"AIOU".contains(&letter))
}

/// `Zorgadres`, `Mutatierapport`, `REGISTRATIEFORMULIER`: what heads an address or a file, with a number behind it.
pub(super) fn is_heading(word: &str) -> bool {
    const HEADS: [&str; 17] = [
        "visite",
        "loc",
        "adres",
        "adr",
        "formulier",
        "intake",
        "mutatie",
        "rapport",
        "rapportage",
        "notitie",
        "nummer",
        "kenmerk",
        "dossier",
        "verslag",
        "melding",
        "aantekening",
        "nr",
    ];
    HEADS.iter().any(|head| word.ends_with(head))
}
