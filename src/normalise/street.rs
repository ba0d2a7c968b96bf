//! Street names in a text, by their endings, by what announces them, and by the gazetteer.
//!
//! **Invariant:** a surname (`mevrouw Hogendijk`) or a common noun (`schoolplein`) is no street.

use super::{
    gazetteer::Gazetteer,
    lexicon::Trait,
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
        if !tokens.has(at.wrapping_sub(1), Trait::Title) {
            return Some(Street { start: at, end: known.end, name: known.written.to_owned(), trust });
        }
    }
    by_ending(tokens, at).or_else(|| by_announcement(tokens, at))
}

/// `Adres: Meentedorp 3`, `wonende Molenstrast 7`, `Molnestraat 7 te Winschoten`: a street whatever it ends in.
fn by_announcement(tokens: &Tokens<'_>, at: usize) -> Option<Street> {
    let fits =
        |index: usize| tokens.is_capital(index) && tokens.fold(index).len() > 3 && !tokens.has(index, Trait::NoName);
    if !fits(at) || follows_title(tokens, at) {
        return None;
    }
    let end = (at + 1..at + 3).find(|next| !(fits(*next) && tokens.gap(*next) == Gap::Space))?;
    let named = matches!(tokens.fold(end), "nr" | "nummer" | "huisnummer");
    let number = end + usize::from(named) + usize::from(named && tokens.is_mark(end + 1, '.'));
    if !tokens.is_number(number) || tokens.gap(number) != Gap::Space {
        return None;
    }
    let before = at - usize::from(at > 0 && matches!(tokens.fold(at - 1), "op" | "aan" | ":"));
    let cue = matches!(tokens.fold(before.wrapping_sub(1)), "adres" | "straat" | "wonende" | "woonachtig" | "locatie");
    let residents = tokens.fold(at.wrapping_sub(1)) == "van" && tokens.fold(at.wrapping_sub(2)).starts_with("bewoner");
    let here = (number + 1..number + 6).any(|hier| tokens.fold(hier) == "hier" && tokens.fold(hier + 1) == "woont");
    let lives = residents || before < at && tokens.fold(before.wrapping_sub(1)) == "woont";
    let placed = (number + 1..number + 4).any(|te| tokens.fold(te) == "te" && tokens.is_capital(te + 1));
    let joined = tokens.gap(at) <= Gap::Space;
    let announced = ((cue || lives) && joined) || ((placed || here) && !tokens.is_word(at.wrapping_sub(1)));
    announced.then(|| Street { start: at, end, name: tokens.span(at, end), trust: Trust::NeedsNumber })
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
    if tokens.has(at, Trait::CommonNoun) || (!bare && word.len() < length + 3) {
        return None;
    }
    let start = if bare { bare_start(tokens, at)? } else { extended(tokens, at) };
    let named = tokens.is_capital(start) || tokens.is_number(start) || tokens.has(start, Trait::Particle);
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

/// `Korte Dijk`, `Oude Weg`: a street whose last word is only an ending needs a capitalised word before it.
fn bare_start(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let before = at.wrapping_sub(1);
    let joined = tokens.gap(at) == Gap::Space && tokens.is_capital(before);
    if !joined || tokens.has(before, Trait::Particle) || tokens.has(before, Trait::NoName) {
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
    if is_ordinal(tokens, before) {
        return Some(before - 1);
    }
    if tokens.has(before, Trait::StreetPrefix) && tokens.is_capital(before) {
        return Some(before);
    }
    if dot {
        return (tokens.is_letter(before) && tokens.is_capital(before)).then_some(before);
    }
    tokens.has(before, Trait::Particle).then(|| particles(tokens, before)).flatten()
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
        if tokens.gap(first) == Gap::Space && tokens.is_word(before) && tokens.has(before, Trait::Particle) {
            first = before;
        }
    }
    let head = first.wrapping_sub(1);
    let dotted = tokens.is_mark(head, '.') && tokens.gap(first) <= Gap::Space;
    let head = if dotted { head.wrapping_sub(1) } else { head };
    let same_line = tokens.gap(first) <= Gap::Space;
    if same_line
        && tokens.is_capital(head)
        && (tokens.has(head, Trait::StreetPrefix) || tokens.is_letter(head) && dotted)
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
        if tokens.is_mark(before, '.') || tokens.has(before, Trait::Particle) {
            before = before.wrapping_sub(1);
        }
    }
    tokens.gap(start) <= Gap::Space && tokens.has(before, Trait::Title)
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
