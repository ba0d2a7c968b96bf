//! Street names in a text, by their endings, by what announces them, and by the gazetteer.
//!
//! **Invariant:** a surname (`mevrouw Hogendijk`) or a common noun (`schoolplein`) is no street.

use super::{
    gazetteer::Gazetteer,
    lexicon::{Trait, Traits},
    number,
    part::is_formerly_abbreviated,
    street_cues::{is_announced, is_cued, is_located},
    street_endings::{Ending, ending, ends_as_street},
    street_words::{bare_start, extended, is_acronym, is_address_label, is_heading, is_ordinal},
    tokens::{Gap, Tokens},
};

/// A street name and the tokens it takes, from `start` up to `end`.
pub(super) struct Street {
    pub start: usize,
    pub end: usize,
    pub name: String,
    pub trust: Trust,
}

/// How sure it is that these words are a street.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trust {
    /// Only with a huisnummer right after it: lower case, or an ending that surnames have too.
    NeedsNumber,
    /// Only "op de" stands before it: for want of anything better.
    Guessed,
    /// By its ending and capital.
    Likely,
    /// Stands in the gazetteer.
    Known,
}

/// All streets, in order, without overlap.
pub(super) fn find(tokens: &Tokens<'_>, gazetteer: &Gazetteer) -> Vec<Street> {
    let mut streets: Vec<Street> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let found = if tokens.is_word(at) || tokens.is_number(at) || tokens.is_one_of(at, "'’‘`") {
            read(tokens, at, gazetteer)
        } else {
            None
        };
        let floor = streets.last().map_or(0, |street| street.end);
        at = match found {
            Some(street) if street.start >= floor => {
                let end = street.end;
                streets.push(street);
                end.max(at + 1)
            }
            _ => at + 1,
        };
    }
    streets
}

fn read(tokens: &Tokens<'_>, at: usize, gazetteer: &Gazetteer) -> Option<Street> {
    let glued = tokens.glued(at) && tokens.is_number(at.wrapping_sub(1));
    if tokens.is_capital(at) && (glued || is_postcode(tokens, at) || is_place_after_postcode(tokens, at)) {
        return None;
    }
    if let Some(known) = gazetteer.street_at(tokens, at).filter(|_| !tokens.has(at.wrapping_sub(1), Trait::Title)) {
        let dotted = tokens.is_mark(known.end, '.') && tokens.glued(known.end) && tokens.is_letter(known.end - 1);
        let end = known.end + usize::from(dotted);
        let ends = ending(tokens.fold(known.end - 1)).is_some();
        let word =
            tokens.has_any(at, Traits::of(&[Trait::Given, Trait::Surname, Trait::Common, Trait::Place, Trait::NoName]));
        let sure = ends || tokens.is_capital(at) && (end > at + 1 || !word);
        let trust = if sure { Trust::Known } else { Trust::NeedsNumber };
        return Some(Street { start: at, end, name: tokens.span(at, end), trust });
    }
    if !tokens.is_capital(at) && tokens.is_word(at) {
        return by_ending(tokens, at).or_else(|| nearly_known(tokens, at, gazetteer));
    }
    let numbered = || by_number(tokens, at).filter(|street| is_located(tokens, street, gazetteer));
    let found = match by_ending(tokens, at).or_else(numbered) {
        Some(street) if street.trust == Trust::NeedsNumber && is_announced(tokens, street.start, street.end) => {
            Some(Street { trust: Trust::Guessed, ..street })
        }
        Some(street) => Some(street),
        None => by_announcement(tokens, at),
    };
    found.map(|street| {
        let unsure = street.trust < Trust::Likely && !tokens.is_number(street.end);
        if unsure && gazetteer.has_street_like(&street.name) {
            Street { trust: Trust::Likely, ..street }
        } else {
            street
        }
    })
}

/// `kerkstaat 12`: without a capital a misspelt street is one only where the register has one like it.
fn nearly_known(tokens: &Tokens<'_>, at: usize, gazetteer: &Gazetteer) -> Option<Street> {
    let street = tokens.fold(at).len() > 5 && tokens.is_number(at + 1) && tokens.gap(at + 1) == Gap::Space;
    (street && gazetteer.has_street_like(tokens.text(at))).then(|| Street {
        start: at,
        end: at + 1,
        name: tokens.span(at, at + 1),
        trust: Trust::NeedsNumber,
    })
}

/// `Meentedorp 3`, `De Brink nr. 4`, `Vaart Z.Z. 48`, `'t Zand 3`: a street whatever it ends in, by its number.
fn by_number(tokens: &Tokens<'_>, at: usize) -> Option<Street> {
    if !opens_name(tokens, at) || follows_title(tokens, at) || is_inside_name(tokens, at) {
        return None;
    }
    let end = name_end(tokens, at)?;
    let number = number_after(tokens, end)?;
    let first = (at..end).find(|word| tokens.is_capital(*word) && !tokens.has(*word, Trait::Particle)).unwrap_or(at);
    let known_name = tokens.has(first, Trait::Given) && !tokens.has(first, Trait::StreetPrefix) && !is_cued(tokens, at);
    let initial = tokens.is_letter(first) && tokens.is_mark(first + 1, '.');
    let noun = tokens.has(first, Trait::Common) && tokens.starts_sentence(at);
    // `Winschoten Kerkpad 3`: the place is no word of the street.
    let placed = tokens.has(at, Trait::Place) && tokens.is_word(at + 1) && !tokens.has(at + 1, Trait::Locates);
    let place = end == first + 1 && tokens.has(first, Trait::Place) && !is_cued(tokens, at) || placed;
    let before = at.wrapping_sub(1);
    let behind = tokens.has(before, Trait::Title)
        || tokens.is_mark(before, '.')
        || tokens.is_capital(before) && tokens.gap(at) == Gap::Space && tokens.fold(before).len() > 3
        || matches!(tokens.fold(before), "betreft" | "inzake")
        || tokens.is_mark(before, ':') && !is_cued(tokens, at);
    let initial = initial && (behind || end <= first + 2);
    if known_name || initial || noun || place || number::read(tokens, number, number::Lead::Bare).is_none() {
        return None;
    }
    Some(Street { start: at, end, name: tokens.span(at, end), trust: Trust::NeedsNumber })
}

/// `op de Achterom`, `ter hoogte van De Brink`: without a number only what announces it makes it a street.
fn by_announcement(tokens: &Tokens<'_>, at: usize) -> Option<Street> {
    let word = |at: usize| tokens.is_capital(at) && tokens.fold(at).len() > 3 && is_street_word(tokens, at);
    if !word(at) || tokens.has(at, Trait::Given) || tokens.has(at, Trait::Place) || tokens.has(at, Trait::Common) {
        return None;
    }
    let abbreviated = tokens.has(at, Trait::StreetPrefix) && tokens.is_mark(at + 1, '.');
    (!abbreviated && is_announced(tokens, at, at + 1)).then(|| Street {
        start: at,
        end: at + 1,
        name: tokens.span(at, at + 1),
        trust: Trust::Guessed,
    })
}

/// The letters of a postcode.
pub(super) fn is_postcode(tokens: &Tokens<'_>, letters: usize) -> bool {
    if tokens.text(letters).len() != 2 || !tokens.is_word(letters) {
        return false;
    }
    let digits = letters.wrapping_sub(if tokens.is_mark(letters.wrapping_sub(1), '-') { 2 } else { 1 });
    tokens.is_number(digits) && tokens.text(digits).len() == 4
}

/// The `Veendam` of `9641AD Veendam Stadsgracht 34`, both words of `Oude Pekela`.
fn is_place_after_postcode(tokens: &Tokens<'_>, at: usize) -> bool {
    if !tokens.is_capital(at) || tokens.gap(at) != Gap::Space {
        return false;
    }
    let words = |from: usize| {
        (from..from + 4)
            .take_while(|word| tokens.is_capital(*word) && (*word == from || tokens.gap(*word) == Gap::Space))
            .count()
    };
    let composed = |at: usize| {
        matches!(
            tokens.fold(at),
            "oude" | "nieuwe" | "nieuw" | "oud" | "den" | "de" | "sint" | "ter" | "klein" | "groot"
        )
    };
    if tokens.has(at, Trait::StreetPrefix) && !composed(at) && !tokens.has(at, Trait::Place) {
        return false;
    }
    let before = at.wrapping_sub(1);
    let named = matches!(tokens.fold(at + 2), "nr" | "nummer" | "huisnummer" | "huisnr") && tokens.is_mark(at + 1, ',');
    let first = is_postcode(tokens, before) && (named || words(at) >= if composed(at) { 3 } else { 2 });
    first || composed(before) && is_postcode(tokens, before.wrapping_sub(1)) && words(before) >= 3
}

fn is_street_word(tokens: &Tokens<'_>, at: usize) -> bool {
    !tokens.has(at, Trait::NoName)
        && !tokens.has(at, Trait::Organisation)
        && !is_heading(tokens.fold(at))
        && !is_formerly_abbreviated(tokens, at)
}

/// A capital, the `'t` before one, or the ordinal before one.
fn opens_name(tokens: &Tokens<'_>, at: usize) -> bool {
    if tokens.is_one_of(at, "'’‘`") {
        return matches!(tokens.fold(at + 1), "t" | "s") && tokens.glued(at + 1) && tokens.is_capital(at + 2);
    }
    if tokens.is_number(at) {
        return is_ordinal(tokens, at + 1) && tokens.is_capital(at + 2) && !tokens.glued(at + 2);
    }
    let article =
        matches!(tokens.fold(at), "de" | "het") && tokens.is_capital(at + 1) && tokens.gap(at + 1) == Gap::Space;
    let prefixed =
        matches!(tokens.fold(at), "van" | "ter" | "ten" | "den" | "der" | "te") && !tokens.starts_sentence(at);
    // `Locatie: Op de Wal 3`: behind such a label stands a street, whatever it opens with.
    let labelled = tokens.is_mark(at.wrapping_sub(1), ':')
        && is_address_label(tokens.fold(at.wrapping_sub(2)))
        && tokens.gap(at) == Gap::Space;
    let flat =
        tokens.is_flat(at) && tokens.has(at, Trait::StreetPrefix) && tokens.is_capital(at + 1) && !tokens.is_letter(at);
    labelled && tokens.is_capital(at)
        || flat
        || tokens.is_capital(at)
            && (article
                || is_street_word(tokens, at) && !is_acronym(tokens, at)
                || tokens.has(at, Trait::StreetPrefix) && tokens.is_capital(at + 1) && tokens.gap(at + 1) == Gap::Space
                || prefixed && tokens.gap(at + 1) == Gap::Space && is_particled(tokens, at + 1))
}

fn is_particled(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.is_capital(at) && is_street_word(tokens, at) || tokens.has(at, Trait::Particle)
}

/// The token after the words of a street: capitals, and small words between them.
fn name_end(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let mut end = at + if tokens.is_one_of(at, "'’‘`") || tokens.is_number(at) { 2 } else { 1 };
    let mut words = 1;
    while words < 5 && end < at + 10 {
        let joined = tokens.gap(end) == Gap::Space && !tokens.is_tabbed(end);
        let capital = tokens.is_capital(end) && is_street_word(tokens, end);
        let composes = matches!(tokens.fold(at), "laan" | "plein" | "hof" | "weg" | "kade" | "park" | "pad")
            || tokens.has(at, Trait::StreetPrefix)
            || tokens.has(at, Trait::Given)
            || tokens.has(at, Trait::Particle);
        // `Jan van Galenstraat`; not "Jan de Wit van Kerkstraat".
        let leads = tokens.has_any(end - 1, Traits::of(&[Trait::StreetPrefix, Trait::Given, Trait::Particle]))
            || !tokens.is_word(end - 1)
            || end == at + 1;
        let small = composes
            && leads
            && tokens.has(end, Trait::Particle)
            // "Moeder Wendy op de Zandweg" is no street, nor is anything so without capitals.
            && !((tokens.is_flat(end) || tokens.has(at, Trait::Given) && !tokens.has(at, Trait::StreetPrefix))
                && matches!(tokens.fold(end), "op" | "in" | "aan" | "bij"))
            && joined
            && (tokens.is_capital(end + 1) || tokens.has(end + 1, Trait::Particle) && tokens.is_capital(end + 2));
        let dot = tokens.is_mark(end, '.')
            && tokens.glued(end)
            && (tokens.is_letter(end - 1)
                || tokens.has(end - 1, Trait::Abbreviation)
                || number_after(tokens, end + 1).is_some());
        let hyphen =
            tokens.is_mark(end, '-') && tokens.glued(end) && tokens.glued(end + 1) && tokens.is_capital(end + 1);
        let glued = tokens.glued(end) && tokens.is_one_of(end - 1, ".-") && (capital || tokens.is_letter(end));
        if !((capital && joined) || small || dot || hyphen || glued) {
            break;
        }
        words += usize::from(tokens.is_word(end));
        end += 1;
    }
    (tokens.fold(end - 1).len() > 1 || tokens.is_mark(end - 1, '.')).then_some(end)
}

/// The number's token after `12`, `nr. 12`, `huisnummer 12`.
fn number_after(tokens: &Tokens<'_>, end: usize) -> Option<usize> {
    let comma = tokens.is_mark(end, ',') && matches!(tokens.fold(end + 1), "nr" | "nummer" | "huisnummer" | "huisnr");
    let end = end + usize::from(comma);
    let named = matches!(tokens.fold(end), "nr" | "nummer" | "huisnummer" | "huisnr" | "no" | "perceel");
    let mark = usize::from(named && tokens.is_one_of(end + 1, ".:"));
    let number = end + usize::from(named) + mark;
    let plain = tokens.gap(end) == Gap::Space
        && tokens.is_number(number)
        && tokens.gap(number) <= Gap::Space
        && !is_postcode(tokens, number + 1);
    (plain && (tokens.gap(number) == Gap::Space || mark > 0)).then_some(number)
}

/// The second word of a name: what stands before it decides.
fn is_inside_name(tokens: &Tokens<'_>, at: usize) -> bool {
    let before = at.wrapping_sub(1);
    let close = tokens.gap(at) == Gap::Space;
    let initial = tokens.is_mark(before, '.')
        && tokens.is_letter(before.wrapping_sub(1))
        && tokens.is_capital(before.wrapping_sub(1));
    let surname = tokens.has(before, Trait::Particle)
        && tokens.fold(before) != "van"
        && tokens.is_capital(before.wrapping_sub(1))
        && tokens.gap(before) == Gap::Space
        && !tokens.starts_sentence(before.wrapping_sub(1))
        && !matches!(tokens.fold(before), "op" | "in" | "aan" | "te");
    let given = tokens.is_capital(before) && tokens.has(before, Trait::Given);
    close && (initial || surname || given && !tokens.has(before, Trait::StreetPrefix))
        || tokens.is_mark(before, '-') && tokens.glued(at)
}

fn by_ending(tokens: &Tokens<'_>, at: usize) -> Option<Street> {
    if tokens.has(at, Trait::CommonNoun) {
        return None;
    }
    let word = tokens.fold(at);
    let (kind, length) = ending(word)?;
    let bare = word.len() == length;
    let capital = tokens.is_capital(at);
    if !bare && word.len() < length + 3 {
        return None;
    }
    let start = if bare { bare_start(tokens, at)? } else { extended(tokens, at) };
    let named = tokens.is_capital(start)
        || tokens.is_number(start)
        || tokens.has(start, Trait::Particle)
        || start < at && tokens.has(start, Trait::StreetPrefix);
    if (!capital && bare) || (!named && kind != Ending::Plain) || follows_title(tokens, start) {
        return None;
    }
    let short = kind == Ending::Short || capital && tokens.is_number(at + 2) && tokens.gap(at + 2) == Gap::Space;
    let dotted = short && tokens.is_mark(at + 1, '.') && tokens.glued(at + 1);
    let end = at + 1 + usize::from(dotted);
    // `Kanaalweg NZ`: the side of a canal or road.
    let side = matches!(tokens.text(end), "NZ" | "ZZ" | "OZ" | "WZ") && tokens.gap(end) == Gap::Space;
    let end = end + usize::from(side && capital);
    let name = tokens.span(start, end);
    let announced = matches!(tokens.fold(start.wrapping_sub(1)), "de" | "het")
        && matches!(tokens.fold(start.wrapping_sub(2)), "in" | "aan" | "op");
    let person =
        !announced && (tokens.has(start, Trait::Given) || tokens.is_letter(start) || is_inside_name(tokens, start));
    let likely = !person && (capital && kind == Ending::Plain || dotted && capital && word.ends_with("str"));
    Some(Street { start, end, name, trust: if likely { Trust::Likely } else { Trust::NeedsNumber } })
}

/// `mevrouw Hogendijk`, `K. Westerlaan`, `fam. van der Straat`: people, not places.
fn follows_title(tokens: &Tokens<'_>, start: usize) -> bool {
    let mut before = start.wrapping_sub(1);
    for _ in 0..4 {
        if tokens.is_mark(before, '.') || tokens.is_letter(before) || tokens.has(before, Trait::Particle) {
            before = before.wrapping_sub(1);
        }
    }
    tokens.gap(start) <= Gap::Space && tokens.has(before, Trait::Title) && !is_where_they_live(tokens, start)
}

/// `Mevrouw op Dorpsstraat 22`, `Gezin aan de Molengang 30`, `de familie in de Torenstraat`: no surname in small letters
/// has a huisnummer, or ends so.
fn is_where_they_live(tokens: &Tokens<'_>, start: usize) -> bool {
    let behind = start.wrapping_sub(1);
    let article = matches!(tokens.fold(behind), "de" | "het");
    let leads = behind.wrapping_sub(usize::from(article));
    let within = matches!(tokens.fold(leads), "op" | "aan") || article && tokens.fold(leads) == "in";
    let small = !tokens.is_capital(leads) && tokens.is_flat(leads) == tokens.is_flat(start);
    let numbered = || {
        let end = name_end(tokens, start).filter(|_| article || ends_as_street(tokens.fold(start)));
        let number = end.and_then(|end| number_after(tokens, end));
        number.is_some_and(|at| number::read(tokens, at, number::Lead::Bare).is_some())
    };
    let plain =
        || matches!(ending(tokens.fold(start)), Some((Ending::Plain, length)) if tokens.fold(start).len() > length);
    // No surname is "op" alone.
    let lone = || {
        !article
            && tokens.is_capital(start)
            && !tokens.is_flat(start)
            && tokens.has(leads.wrapping_sub(1), Trait::FamilyTitle)
    };
    within && small && (article && plain() || lone() || numbered())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        find(&Tokens::of(text), &Gazetteer::default()).into_iter().map(|street| street.name).collect()
    }

    #[test]
    fn names_of_several_words_are_whole() {
        for (text, name) in [
            ("op de Burgemeester van Dijklaan 4", "Burgemeester van Dijklaan"),
            ("bewoner van der Veenstraat 12", "van der Veenstraat"),
            ("de 1e Hogeweg 3", "1e Hogeweg"),
            ("bewoners van Kerkstraat 2", "Kerkstraat"),
            ("Adres: Mr. D.U. Stikkerlaan 9", "Mr. D.U. Stikkerlaan"),
            ("aan de Korte Dijk 3", "Korte Dijk"),
            ("Overlastmelding Krabbenscheerstr. 12", "Krabbenscheerstr."),
            ("Overlast Jan van Galenstraat", "Jan van Galenstraat"),
            ("krabbenscheerstraat 12", "krabbenscheerstraat"),
            ("Gezin aan de Molengang 30", "Molengang"),
            ("De familie in de Torenstraat heeft", "Torenstraat"),
        ] {
            assert_eq!(names(text), [name], "{text}");
        }
    }

    #[test]
    fn people_and_nouns_are_no_streets() {
        for text in [
            "mevrouw Hogendijk",
            "Mw. aan de Wiel 45 jaar",
            "fam. Van der Straat",
            "op het schoolplein 3",
            "de weg kwijt",
            "Mw. A. Westerlaan",
        ] {
            assert_eq!(names(text), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn a_word_and_a_number_alone_are_no_street() {
        for text in ["Route 12", "Zorg om Samsung Galaxy 12"] {
            assert_eq!(names(text), [] as [&str; 0], "{text}");
        }
        for (text, name) in [
            ("woont aan Meentedorp 12", "Meentedorp"),
            ("Anna Wit, Meentedorp 12, belt", "Meentedorp"),
            ("Meentedorp 12, 9675 AA Goorn", "Meentedorp"),
            ("Meentedorp 12 te Goorn", "Meentedorp"),
        ] {
            assert_eq!(names(text), [name], "{text}");
        }
    }

    #[test]
    fn the_gazetteer_knows_streets_without_an_ending() {
        let gazetteer = Gazetteer::new(&["Meentedorp".to_owned()], &[]);
        assert_eq!(find(&Tokens::of("op Meentedorp 3"), &gazetteer)[0].name, "Meentedorp");
    }
}
