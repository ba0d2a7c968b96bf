//! What beside a street's own words says that they are one: what announces it, a place or postcode beside it.

use super::{
    gazetteer::Gazetteer,
    lexicon::Trait,
    street::{Street, is_postcode},
    street_endings::ending,
    street_words::{is_address_label, is_street_label},
    tokens::{Gap, Tokens},
};

/// A word that announces an address stands right before.
pub(super) fn is_cued(tokens: &Tokens<'_>, at: usize) -> bool {
    let before = at.wrapping_sub(1);
    matches!(
        tokens.fold(before),
        "op" | "aan" | "naar" | "adres" | "wonende" | "woonachtig" | "te" | "locatie" | "straat" | "perceel" | "pand"
    ) || tokens.is_mark(before, ':')
        && !tokens.has(before.wrapping_sub(1), Trait::Role)
        && tokens.fold(before.wrapping_sub(1)) != "naam"
}

/// "op de …", "in de … te", "Locatie: …", with nothing behind it that makes it something else.
pub(super) fn is_announced(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    let before = at.wrapping_sub(1);
    let says = |back: usize| tokens.fold(at.wrapping_sub(back));
    let article = matches!(says(1), "de" | "het" | "t");
    let height = says(2) == "van" && matches!(says(3), "hoogte" | "buurt" | "omgeving")
        || matches!(says(2), "op" | "aan" | "in");
    let angled = tokens.is_mark(before, '>') && tokens.is_mark(at.wrapping_sub(2), '>') && says(3) == "straat";
    let labelled = angled
        || says(1) == "is" && is_street_label(says(2))
        || tokens.is_mark(before, ':')
            && is_address_label(says(2))
            && tokens.starts_sentence(at.wrapping_sub(2)) | (tokens.gap(at.wrapping_sub(2)) >= Gap::Line);
    let ends = tokens.is_one_of(end, ".,(-")
        || tokens.gap(end) >= Gap::Line
        || matches!(tokens.fold(end), "te" | "in" | "heeft" | "woont" | "is" | "staat" | "speelt" | "gaat");
    // "ergens op Haverbrink te Eefde"
    let placed = matches!(says(1), "op" | "aan") && tokens.fold(end) == "te" && tokens.is_capital(end + 1);
    let numbered = tokens.is_number(end);
    let capital = tokens.is_capital(at) || tokens.is_number(at) || tokens.is_one_of(at, "'’‘`");
    (article && height || labelled || placed) && ends && !numbered && capital && tokens.gap(at) <= Gap::Space
}

/// `Route 12` and `Samsung Galaxy 12` look like a street whose name ends as none does. It is one where something else
/// says so: what announces an address, a place or postcode beside it, or the register.
pub(super) fn is_located(tokens: &Tokens<'_>, street: &Street, gazetteer: &Gazetteer) -> bool {
    let says = |back: usize| tokens.fold(street.start.wrapping_sub(back));
    let article = usize::from(matches!(says(1), "de" | "het" | "t"));
    let announced = is_cued(tokens, street.start)
        || matches!(says(1 + article), "op" | "aan" | "in" | "van" | "bij" | "nabij" | "uit" | "vanaf");
    // `Anna Wit, Meentedorp 12`
    let comma = street.start.wrapping_sub(1);
    let of_somebody = tokens.is_mark(comma, ',')
        && tokens.is_capital(comma.wrapping_sub(1))
        && !tokens.starts_sentence(comma.wrapping_sub(1));
    let near = |at: usize| {
        is_postcode(tokens, at)
            || tokens.is_capital(at)
                && (tokens.has(at, Trait::Place)
                    || matches!(tokens.fold(at - 1), "te" | "in") && !tokens.is_mark(at, '.'))
    };
    let behind = (street.end + 1..street.end + 8).take_while(|at| tokens.gap(*at) <= Gap::Line).any(near);
    let before = (street.start.saturating_sub(5).max(1)..street.start).any(near);
    let named = ending(tokens.fold(street.end - 1)).is_some();
    announced || of_somebody || behind || before || named || gazetteer.has_street_like(&street.name)
}
