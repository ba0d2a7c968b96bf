//! Surnames: their tussenvoegsels, their first parts, and how two of them are joined.

use std::ops::Range;

use super::{
    lexicon::{Trait, Traits},
    names::is_name_word,
    street_endings,
    tokens::{Gap, Tokens},
};

/// A surname, as tokens: the name from `part` through `word`, its tussenvoegsels before it or, reversed, behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Surname {
    /// Empty when there are none.
    pub prefix: Range<usize>,
    pub part: usize,
    pub word: usize,
}

impl Surname {
    /// The name without its tussenvoegsel: `El Amrani`, `Vries`.
    pub fn name(&self, tokens: &Tokens<'_>) -> String {
        tokens.span(self.part, self.word + 1)
    }

    pub fn is_prefixed(&self) -> bool {
        !self.prefix.is_empty()
    }

    /// Its first token.
    pub fn from(&self) -> usize {
        if self.is_prefixed() { self.prefix.start.min(self.part) } else { self.part }
    }
}

/// The surname that starts here, with its tussenvoegsels, if one does.
pub(super) fn read(tokens: &Tokens<'_>, at: usize) -> Option<Surname> {
    let part = prefix_end(tokens, at)?;
    let mut word = part;
    let mut parts = 0;
    while tokens.has(word, Trait::NamePart) && tokens.is_capital(word) && parts < 3 {
        let glue = is_hyphen(tokens, word + 1);
        let next = word + 1 + usize::from(glue);
        let lone = tokens.is_letter(next) && tokens.is_capital(next) && !tokens.is_mark(next + 1, '.');
        let joined = glue || tokens.gap(next) == Gap::Space;
        if !joined || !(lone || is_surname_word(tokens, next)) {
            break;
        }
        word = if lone { next + 1 } else { next };
        parts += 1;
        if lone && !is_surname_word(tokens, word) {
            return None;
        }
    }
    let prefixed = part > at && tokens.is_flat(word) && tokens.has(word, Trait::Surname);
    (prefixed || is_surname_word(tokens, word)).then_some(Surname { prefix: at..part, part, word })
}

/// After a tussenvoegsel or title a surname may be a word of every day: `de Groot`, `mevrouw Zwart`.
fn is_surname_word(tokens: &Tokens<'_>, at: usize) -> bool {
    if tokens.starts_sentence(at) {
        return is_name_word(tokens, at);
    }
    const FUNCTIONS: Traits = Traits::of(&[Trait::Title, Trait::Role, Trait::Outsider, Trait::Organisation]);
    let function = tokens.has_any(at, FUNCTIONS);
    let word = tokens.is_capital(at)
        && !tokens.is_flat(at)
        && !function
        && tokens.fold(at).len() >= 2
        && !tokens.is_mark(at + 1, ':');
    let acronym = tokens.text(at).len() <= 3 && tokens.text(at).bytes().all(|byte| byte.is_ascii_uppercase());
    is_name_word(tokens, at) || word && !acronym
}

/// The first token of the name after tussenvoegsels that start here; the same token when there are none.
fn prefix_end(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let mut next = at;
    let mut words = 0;
    while words < 4 && next < at + 9 {
        let quote = tokens.is_one_of(next, "'’‘`");
        let mark = words > 0 && tokens.is_one_of(next, "./") && tokens.glued(next);
        let particle = is_particle(tokens, next);
        // `van d'n Heuvel`
        if words > 0 && tokens.fold(next) == "d" && tokens.is_one_of(next + 1, "'’") && tokens.fold(next + 2) == "n" {
            next += 3;
            continue;
        }
        if !(quote || mark || particle) || next > at && tokens.gap(next) > Gap::Space {
            break;
        }
        words += usize::from(particle);
        next += 1;
    }
    if tokens.gap(next) > Gap::Space && next > at {
        return None;
    }
    let named = tokens.is_capital(next) || tokens.is_flat(next) && tokens.has(next, Trait::Surname);
    if words == 0 { (next == at).then_some(at) } else { named.then_some(next) }
}

/// A tussenvoegsel; `T`, `D` and `V` only in lower case or before a dot, for they are initials too.
fn is_particle(tokens: &Tokens<'_>, at: usize) -> bool {
    // `uit den Bogaard`
    let from = tokens.fold(at) == "uit" && matches!(tokens.fold(at + 1), "de" | "den") && tokens.is_capital(at + 2);
    from || tokens.has(at, Trait::Particle)
        && (!(tokens.is_letter(at) && tokens.is_capital(at)) || is_shortened(tokens, at))
}

/// The `V` of `V.d. Berg` and `V/d Berg`.
pub(super) fn is_shortened(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.text(at) == "V"
        && tokens.is_one_of(at + 1, "./")
        && tokens.text(at + 2) == "d"
        && tokens.glued(at + 1)
        && tokens.glued(at + 2)
}

/// Past the lower-case tussenvoegsels that start here: those of `Berg, van den`.
pub(super) fn lower_prefix(tokens: &Tokens<'_>, at: usize) -> usize {
    let mut next = at;
    while next < at + 6 && tokens.gap(next) <= Gap::Space {
        let particle = is_particle(tokens, next) && !tokens.is_capital(next);
        let inside = next > at && (tokens.is_one_of(next, "./") && tokens.glued(next) && !ends(tokens, next));
        let quote = tokens.is_one_of(next, "'’") && is_particle(tokens, next + 1) && tokens.glued(next + 1);
        if !(particle || inside || quote) {
            break;
        }
        next += 1;
    }
    let loose = matches!(tokens.fold(at), "op" | "in" | "aan" | "bij" | "onder" | "tot" | "over");
    let unsaid = loose && (next <= at + 1 || tokens.is_word(next));
    if unsaid || tokens.is_number(next) { at } else { next }
}

/// Whether a Dutch surname stands here: with a tussenvoegsel, or by its ending.
pub(super) fn ends_as_surname_or_prefixed(tokens: &Tokens<'_>, at: usize) -> bool {
    read(tokens, at).is_some_and(|name| name.is_prefixed() || ends_as_surname(tokens.fold(name.word)))
}

/// Endings that Dutch surnames have and first names have not.
pub(super) fn ends_as_surname(word: &str) -> bool {
    const ENDINGS: [&str; 42] = [
        "stra", "sma", "inga", "enga", "ema", "huis", "huizen", "kamp", "man", "mans", "sen", "ink", "veld", "dijk",
        "berg", "meijer", "meyer", "boer", "borg", "burg", "stede", "ski", "ska", "wicz", "oglu", "hof", "bos",
        "broek", "horst", "kerk", "meer", "mann", "huijsen", "ker", "nga", "bosch", "ers", "escu", "ova", "enko",
        "ens", "oudi",
    ];
    let last = |word: &str| word.as_bytes().last().copied();
    word.len() > 4 && ENDINGS.iter().any(|ending| last(ending) == last(word) && word.ends_with(ending))
}

/// What may follow a tussenvoegsel that stands behind its name: "Berg, van den (1980)", "Berg, van den woont op".
pub(super) fn is_behind(tokens: &Tokens<'_>, at: usize) -> bool {
    let verb = matches!(
        tokens.fold(at),
        "woont"
            | "wonende"
            | "woonachtig"
            | "geb"
            | "geboren"
            | "is"
            | "heeft"
            | "op"
            | "te"
            | "aan"
            | "die"
            | "van"
            | "en"
            | "tel"
            | "verblijvend"
            | "in"
    );
    !(tokens.is_word(at) || tokens.is_number(at)) || tokens.gap(at) > Gap::Space || verb
}

/// The full stop of the sentence, not of `v.d.`
fn ends(tokens: &Tokens<'_>, dot: usize) -> bool {
    tokens.is_mark(dot, '.') && tokens.fold(dot - 1).len() > 1
}

/// `te`, `op`, `in`, `aan` after a first name mostly say where: "Sem te Winschoten", "Anna op de Brink".
pub(super) fn is_loose(tokens: &Tokens<'_>, name: &Surname) -> bool {
    matches!(tokens.fold(name.from()), "te" | "op" | "in" | "aan" | "bij" | "onder" | "tot" | "la" | "t")
        && (name.part == name.from() + 1 && tokens.has(name.word, Trait::Place)
            || !matches!(tokens.fold(name.from()), "te" | "t" | "la") && name.part == name.from() + 1
            || tokens.is_number(name.word + 1))
        || street_endings::ends_as_street(tokens.fold(name.word))
            && matches!(tokens.fold(name.from()), "van" | "op" | "aan" | "in")
}

/// A hyphen with no space beside it.
pub(super) fn is_hyphen(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.is_one_of(at, "-–‐") && tokens.glued(at) && tokens.glued(at + 1)
}

/// Joins a second surname: `Bos-de Vries`, `Bos - de Vries`, `Bos e.v. De Vries`, `De Vries geb. Bos`.
pub(super) fn extend(tokens: &Tokens<'_>, own: &mut Option<Surname>, partner: &mut Option<Surname>, end: &mut usize) {
    let Some(first) = own.clone() else { return };
    let at = *end;
    if first.word + 1 != at {
        return;
    }
    let spaced = tokens.is_one_of(at, "-–") && tokens.gap(at) == Gap::Space && tokens.gap(at + 1) == Gap::Space;
    if is_hyphen(tokens, at) || spaced {
        let second = read(tokens, at + 1)
            .filter(|second| !spaced || !tokens.has(second.word, Trait::Place) && !is_placed(tokens, second));
        if let Some(second) = second {
            *end = second.word + 1;
            *partner = Some(first);
            *own = Some(second);
        }
        return;
    }
    if let Some(next) = wife_of(tokens, at) {
        if let Some(second) = read(tokens, next) {
            *end = second.word + 1;
            *partner = Some(second);
        }
        return;
    }
    if let Some(next) = born(tokens, at)
        && let Some(second) = read(tokens, next).filter(|second| tokens.is_capital(second.word))
    {
        *end = second.word + 1 + usize::from(tokens.is_mark(at, '(') && tokens.is_mark(second.word + 1, ')'));
        *partner = Some(first);
        *own = Some(second);
    }
}

/// After ` - ` a word before a huisnummer is a street, one before a comma and a postcode a place.
fn is_placed(tokens: &Tokens<'_>, second: &Surname) -> bool {
    tokens.is_number(second.word + 1)
}

/// `e.v.`, `ev`, `e/v`, `echtg. van`, `gehuwd met`, `w.v.`: the name after it is the spouse's.
fn wife_of(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let pair = matches!(tokens.fold(at), "e" | "w") && tokens.is_one_of(at + 1, "./") && tokens.fold(at + 2) == "v";
    if pair {
        return Some(at + 3 + usize::from(tokens.is_mark(at + 3, '.')));
    }
    match tokens.fold(at) {
        "ev" | "wv" => Some(at + 1 + usize::from(tokens.is_mark(at + 1, '.'))),
        "echtgenote" | "echtgenoot" | "weduwe" | "weduwnaar" if tokens.fold(at + 1) == "van" => Some(at + 2),
        "echtg" | "wed" => {
            Some(at + 1 + usize::from(tokens.is_mark(at + 1, '.')) + usize::from(tokens.fold(at + 2) == "van"))
        }
        _ => None,
    }
}

/// `geb. Bos`, `(geboren Bos)`, `, geb. Bos`; never before a date.
fn born(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let next = at + usize::from(tokens.is_one_of(at, "(,"));
    let word = matches!(tokens.fold(next), "geb" | "geboren" | "meisjesnaam" | "gn");
    let after = next + 1 + usize::from(tokens.is_one_of(next + 1, ".:"));
    let named = tokens.is_capital(after) && !tokens.has(after, Trait::NoName)
        || is_particle(tokens, after)
            && !matches!(tokens.fold(after), "op" | "in" | "te")
            && surname_follows(tokens, after);
    (word && named && tokens.gap(after) <= Gap::Space).then_some(after)
}

fn surname_follows(tokens: &Tokens<'_>, at: usize) -> bool {
    prefix_end(tokens, at).is_some_and(|part| is_name_word(tokens, part))
}
