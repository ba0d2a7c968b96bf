//! Street names in a text, by their endings, by what announces them, and by the gazetteer.
//!
//! **Invariant:** a surname (`mevrouw Hogendijk`) or a common noun (`schoolplein`) is no street.

use super::{
    gazetteer::Gazetteer,
    lexicon::{is_no_name, is_particle, is_street_prefix, is_title},
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
        let found = if tokens.is_word(at) || tokens.is_number(at) { read(tokens, at, gazetteer) } else { None };
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
    if let Some(known) = gazetteer.street_at(tokens, at) {
        let trust = if tokens.is_capital(at) || ending(tokens.fold(known.end - 1)).is_some() {
            Trust::Known
        } else {
            Trust::NeedsNumber
        };
        if !is_title(tokens.fold(at.wrapping_sub(1))) {
            return Some(Street { start: at, end: known.end, name: known.written.to_owned(), trust });
        }
    }
    by_ending(tokens, at)
}

/// What an ending says of the word that has it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// Only streets end so.
    Plain,
    /// Surnames and nouns do too: `Hogendijk`, `Westerkamp`.
    Shared,
    /// An abbreviation: `Krabbenscheerstr.`.
    Short,
}

fn by_ending(tokens: &Tokens<'_>, at: usize) -> Option<Street> {
    let word = tokens.fold(at);
    let (kind, length) = ending(word)?;
    let bare = word.len() == length;
    let capital = tokens.is_capital(at);
    if is_common_noun(word) || (!bare && word.len() < length + 3) {
        return None;
    }
    let start = if bare { bare_start(tokens, at)? } else { extended(tokens, at) };
    let named = tokens.is_capital(start) || tokens.is_number(start) || is_particle(tokens.fold(start));
    if (!capital && bare) || (!named && kind != Ending::Plain) || follows_title(tokens, start) {
        return None;
    }
    let dotted = kind == Ending::Short && tokens.is_mark(at + 1, '.') && tokens.glued(at + 1);
    let end = at + 1 + usize::from(dotted);
    let name = tokens.span(start, end);
    let likely = capital && kind == Ending::Plain || dotted && capital && word.ends_with("str");
    Some(Street { start, end, name, trust: if likely { Trust::Likely } else { Trust::NeedsNumber } })
}

fn ending(word: &str) -> Option<(Ending, usize)> {
    use Ending::{Plain, Shared, Short};
    let endings: &[(&str, Ending)] = match word.as_bytes().last()? {
        b't' => &[("straat", Plain), ("gracht", Plain), ("markt", Shared), ("strt", Short)],
        b'n' => {
            &[("laan", Plain), ("plein", Plain), ("plantsoen", Plain), ("baan", Shared), ("ln", Short), ("pln", Short)]
        }
        b'g' => &[("steeg", Plain), ("weg", Plain), ("wg", Short)],
        b'd' => &[("pad", Plain), ("erf", Shared)],
        b'f' => &[("dreef", Plain), ("hof", Shared), ("erf", Shared)],
        b'e' => &[("kade", Plain), ("allee", Plain)],
        b'l' => &[("singel", Plain), ("wal", Shared)],
        b'k' => &[("dijk", Shared), ("park", Shared), ("hoek", Shared)],
        b'p' => &[("kamp", Shared)],
        b'r' => &[("str", Short)],
        _ => return None,
    };
    endings.iter().find(|(ending, _)| word.ends_with(ending)).map(|(ending, kind)| (*kind, ending.len()))
}

/// Whether a capitalised word reads as a street: `Waterviolierpad`, not `Hogendijk`.
pub(super) fn ends_as_street(word: &str) -> bool {
    ending(word).is_some_and(|(kind, length)| kind == Ending::Plain && word.len() > length + 2)
}

fn is_common_noun(word: &str) -> bool {
    matches!(
        word,
        "onderweg"
            | "snelweg"
            | "autoweg"
            | "rijksweg"
            | "halverweg"
            | "uitweg"
            | "omweg"
            | "doorweg"
            | "terugweg"
            | "voetpad"
            | "fietspad"
            | "tuinpad"
            | "wandelpad"
            | "zandpad"
            | "zebrapad"
            | "schoolplein"
            | "speelplein"
            | "parkeerplein"
            | "supermarkt"
            | "arbeidsmarkt"
            | "woningmarkt"
            | "kerstmarkt"
            | "rommelmarkt"
            | "weekmarkt"
            | "loopbaan"
            | "rijbaan"
            | "snelbaan"
            | "tennisbaan"
            | "ijsbaan"
            | "gerechtshof"
            | "kerkhof"
            | "speelpark"
            | "vakantiepark"
            | "bungalowpark"
            | "zorgpark"
            | "parkeerkade"
            | "zijstraat"
            | "winkelstraat"
            | "eenrichtingsstraat"
            | "bezoek"
            | "huisbezoek"
            | "onderzoek"
            | "zoek"
            | "verzoek"
            | "vakantiekamp"
            | "woonwagenkamp"
            | "binnenplein"
            | "toegangsweg"
            | "openbareweg"
            | "doodlopendestraat"
            | "woonerf"
    )
}

/// `Korte Dijk`, `Oude Weg`: a street whose last word is only an ending needs a capitalised word before it.
fn bare_start(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let before = at.wrapping_sub(1);
    let joined = tokens.gap(at) == Gap::Space && tokens.is_capital(before);
    if !joined || is_particle(tokens.fold(before)) || is_no_name(tokens.fold(before)) {
        return None;
    }
    Some(extended(tokens, before))
}

/// Takes the words before that belong to the name: `Burgemeester van` Dijklaan, `1e` Hogeweg, `Mr. D.U.` Stikkerlaan.
fn extended(tokens: &Tokens<'_>, at: usize) -> usize {
    let mut start = at;
    for _ in 0..5 {
        let Some(earlier) = one_word_earlier(tokens, start) else { break };
        start = earlier;
    }
    start
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
    let word = tokens.fold(before);
    if is_ordinal(tokens, before) {
        return Some(before - 1);
    }
    if is_street_prefix(word) && tokens.is_capital(before) {
        return Some(before);
    }
    if dot {
        return (tokens.is_letter(before) && tokens.is_capital(before)).then_some(before);
    }
    is_particle(word).then(|| particles(tokens, before)).flatten()
}

/// The `1e` of `1e Hogeweg`.
fn is_ordinal(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(tokens.fold(at), "e" | "ste" | "de") && tokens.glued(at) && tokens.is_number(at.wrapping_sub(1))
}

/// `van der` Veenstraat and `Jan van` Galenstraat belong to the street, the `van` of "bewoners van Kerkstraat" does not.
fn particles(tokens: &Tokens<'_>, last: usize) -> Option<usize> {
    let mut first = last;
    for _ in 0..2 {
        let before = first.wrapping_sub(1);
        if tokens.gap(first) == Gap::Space && tokens.is_word(before) && is_particle(tokens.fold(before)) {
            first = before;
        }
    }
    let head = first.wrapping_sub(1);
    let dotted = tokens.is_mark(head, '.') && tokens.gap(first) <= Gap::Space;
    let head = if dotted { head.wrapping_sub(1) } else { head };
    let same_line = tokens.gap(first) <= Gap::Space;
    if same_line && tokens.is_capital(head) && (is_street_prefix(tokens.fold(head)) || tokens.is_letter(head) && dotted)
    {
        return Some(head);
    }
    let surname =
        tokens.fold(first) == "van" && (tokens.is_capital(first) || first < last) && !tokens.starts_sentence(first);
    let certain = tokens.fold(first) == "van" && first < last && matches!(tokens.fold(last), "der" | "den");
    ((surname && tokens.is_capital(first)) || certain).then_some(first)
}

/// `mevrouw Hogendijk`, `K. Westerlaan`, `fam. van der Straat`: people, not places.
fn follows_title(tokens: &Tokens<'_>, start: usize) -> bool {
    let mut before = start.wrapping_sub(1);
    for _ in 0..3 {
        if tokens.is_mark(before, '.') || is_particle(tokens.fold(before)) {
            before = before.wrapping_sub(1);
        }
    }
    tokens.gap(start) <= Gap::Space && is_title(tokens.fold(before))
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
        ] {
            assert_eq!(names(text), [name], "{text}");
        }
    }

    #[test]
    fn people_and_nouns_are_no_streets() {
        for text in
            ["mevrouw Hogendijk", "fam. Van der Straat", "op het schoolplein 3", "de weg kwijt", "Mw. A. Westerlaan"]
        {
            assert_eq!(names(text), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn the_gazetteer_knows_streets_without_an_ending() {
        let gazetteer = Gazetteer::new(&["Meentedorp".to_owned()], &[]);
        assert_eq!(find(&Tokens::of("op Meentedorp 3"), &gazetteer)[0].name, "Meentedorp");
    }
}
