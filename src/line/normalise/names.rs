//! Dutch names taken apart: voorletters, voornamen, voorvoegsel, geslachtsnaam, partnernaam, in whatever order.
//!
//! **Source:** of a double name the partner's part stands first ("Van der Meulen-Bos": born Bos); "e.v." and "geb."
//! say it in words; the voorvoegsels are those of the BRP (Logisch Ontwerp, tabel 36).

use std::ops::Range;

use super::{
    found::{Field, Place},
    initials::{
        bracketed_initials, bracketed_letter, is_initial, is_run_of_initials, is_shouted, is_undotted, letters,
    },
    lexicon::Trait,
    reversed::{is_listed, is_reversed, take_reversed},
    surnames::{self, Surname},
    tokens::{Gap, Tokens},
};
use crate::domain::Person;

/// A name as read, where its parts stand, and the token after it.
#[derive(Debug, Clone, Default)]
pub(super) struct Name {
    pub person: Person,
    pub places: Vec<Place>,
    pub end: usize,
}

/// What stands before a name, and so what a lone word of it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// After `mevrouw`: a surname.
    Title,
    /// After `zoon`, `cliënt`, `Naam:`, "het gaat om": a first name, or a surname when it is known as one.
    Said,
    /// Nothing says that a name follows.
    Bare,
}

impl Name {
    /// "Bewoner Tromp": a word that is no known first name is the surname of whom nobody calls by the first.
    pub fn call_by_surname(&mut self, tokens: &Tokens<'_>) {
        let [(Field::Voornamen, start, end)] = self.places[..] else { return };
        if end == start + 1 && self.person.geslachtsnaam.is_none() && !tokens.has(start, Trait::Given) {
            self.person.geslachtsnaam = self.person.voornamen.take();
            self.places[0].0 = Field::Geslachtsnaam;
        }
    }
}

/// The parts of a name, as tokens.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub initials: Range<usize>,
    pub given: Vec<usize>,
    pub own: Option<Surname>,
    partner: Option<Surname>,
    pub end: usize,
    /// Where something else starts.
    limit: usize,
}

/// Reads the name that starts here: at most four given names and one double surname.
pub(super) fn read(tokens: &Tokens<'_>, within: Range<usize>, lead: Lead) -> Option<Name> {
    Some(parts(tokens, within, lead)?.into_name(tokens))
}

/// The parts of the name that starts here, for who doubts whether it is one: their words are not copied yet.
pub(super) fn parts(tokens: &Tokens<'_>, within: Range<usize>, lead: Lead) -> Option<Parts> {
    let at = within.start;
    let mut parts = Parts { end: at, limit: within.end, ..Parts::default() };
    take_initials(tokens, &mut parts, at);
    let words = take_given(tokens, &mut parts);
    take_surname(tokens, &mut parts, words, lead);
    if parts.own.is_none() && parts.given.is_empty() && parts.initials.is_empty() {
        return None;
    }
    take_double(tokens, &mut parts);
    surnames::extend(tokens, &mut parts.own, &mut parts.partner, &mut parts.end);
    take_reversed(tokens, &mut parts, lead);
    take_bracketed(tokens, &mut parts);
    (parts.end <= within.end).then_some(parts)
}

/// `G. Postma de Haan`: behind initials that do not stand for it, a word that is no known first name is a surname too.
fn take_double(tokens: &Tokens<'_>, parts: &mut Parts) {
    let prefixed = parts.own.as_ref().is_some_and(Surname::is_prefixed);
    if let [word] = parts.given[..]
        && prefixed
        && word == parts.initials.end
        && !parts.initials.is_empty()
        && !tokens.has(word, Trait::Given)
        && tokens.fold(word).chars().next() != tokens.fold(parts.initials.start).chars().next()
    {
        parts.given.clear();
        parts.partner = Some(Surname { prefix: word..word, part: word, word });
    }
}

/// `J.P.`, `J. P.`, or `JP` before a surname.
fn take_initials(tokens: &Tokens<'_>, parts: &mut Parts, at: usize) {
    let mut next = at;
    while next < at + 16 && is_initial(tokens, next) && (next == at || tokens.gap(next) <= Gap::Space) {
        next += 2;
    }
    if next > at && is_undotted(tokens, next) {
        next += 1;
    } else if next == at && is_run_of_initials(tokens, at) {
        next = at + 1;
        // `meneer e h kotser`
        while tokens.is_letter(at) && next < at + 4 && is_run_of_initials(tokens, next) {
            next += 1;
        }
    }
    parts.initials = at..next;
    parts.end = next;
    let called = tokens.is_mark(next, '(') && is_name_word(tokens, next + 1) && tokens.is_mark(next + 2, ')');
    if next > at && called {
        parts.given.push(next + 1);
        parts.end = next + 3;
    }
}

/// Takes the capitalised words that stand here together; answers how many of them are not in brackets.
fn take_given(tokens: &Tokens<'_>, parts: &mut Parts) -> usize {
    let first = parts.end;
    let mut next = first;
    while next < (first + 5).min(parts.limit)
        && (next == first && (parts.initials.is_empty() || tokens.gap(next) <= Gap::Space)
            || tokens.gap(next) == Gap::Space && !tokens.is_tabbed(next))
        && is_given_word(tokens, next, first)
    {
        parts.given.push(next);
        next += 1;
        if surnames::is_hyphen(tokens, next) && tokens.has(next + 1, Trait::Given) && tokens.has(next - 1, Trait::Given)
        {
            parts.given.push(next + 1);
            next += 2;
        }
        if tokens.is_mark(next, '-') {
            break;
        }
    }
    parts.end = next;
    // `Sharon (S.M.) Mansouri`
    if next > first
        && parts.initials.is_empty()
        && let Some(initials) = bracketed_initials(tokens, next).or_else(|| bracketed_letter(tokens, next))
    {
        parts.end = initials.end + 1;
        parts.initials = initials;
        parts.own = surnames::read(tokens, parts.end)
            .filter(|name| name.word < parts.limit && tokens.gap(parts.end) == Gap::Space);
        parts.end = parts.own.as_ref().map_or(parts.end, |own| own.word + 1);
    }
    next - first
}

fn is_given_word(tokens: &Tokens<'_>, at: usize, first: usize) -> bool {
    let opens_surname =
        tokens.has(at, Trait::Particle) && !tokens.has(at, Trait::Given) && surnames::read(tokens, at).is_some()
            || at >= first
                && tokens.has(at, Trait::NamePart)
                && surnames::read(tokens, at).is_some()
                && !is_given_ben(tokens, at, first);
    !opens_surname && is_name_word(tokens, at) && !(at > first && is_initial(tokens, at))
}

/// `Ben van Gelder`; but `mevrouw Ben Ali`, `A. Ben Ali`.
fn is_given_ben(tokens: &Tokens<'_>, at: usize, first: usize) -> bool {
    let behind = at.wrapping_sub(1 + usize::from(tokens.is_mark(at.wrapping_sub(1), '.')));
    at == first
        && tokens.has(at, Trait::Given)
        && !tokens.has(behind, Trait::Title)
        && !tokens.is_letter(behind)
        && surnames::ends_as_surname_or_prefixed(tokens, at + 1)
}

/// The surname after the given names, or the last of them.
fn take_surname(tokens: &Tokens<'_>, parts: &mut Parts, words: usize, lead: Lead) {
    if parts.own.is_some() {
        return;
    }
    let titled = lead == Lead::Title || !parts.initials.is_empty() && !is_given_with_initials(tokens, parts, words);
    let joined = tokens.gap(parts.end) <= Gap::Space;
    // A line that opens with a label is no surname of the initials above it.
    let labelled = !joined && !parts.initials.is_empty() && tokens.has(parts.end, Trait::NoName);
    let prefixed = (words == 0 && !labelled || joined).then(|| surnames::read(tokens, parts.end)).flatten();
    let prefixed = prefixed.filter(|name| {
        let loose = words > 0 && surnames::is_loose(tokens, name);
        let compound = name.part < name.word && is_reversed(tokens, name.word + 1);
        let fits = if words > 0 {
            // `Jan Groot`, which opens `Jan Groot Nibbelink` too.
            let lone = tokens.has(name.word, Trait::NamePart) && tokens.is_capital(name.word);
            name.is_prefixed() && !loose || name.part < name.word || lone
        } else {
            titled || compound || name.is_prefixed() && (lead == Lead::Said || is_reversed(tokens, name.word + 1))
        };
        fits && name.word < parts.limit
    });
    if let Some(name) = prefixed {
        parts.end = name.word + 1;
        parts.own = Some(name);
        return;
    }
    let last = parts.given.last().copied().filter(|_| words > 0);
    let lone_surname = words == 1 && last.is_some_and(|at| is_surname_alone(tokens, at, lead));
    if let Some(last) = last.filter(|_| titled || words > 1 || lone_surname) {
        parts.given.pop();
        parts.own = Some(Surname { prefix: last..last, part: last, word: last });
    }
}

/// The `Raymond` of `Raymond (R.H.)`: a first name and its initials; not `Bakker (J.)`.
fn is_given_with_initials(tokens: &Tokens<'_>, parts: &Parts, words: usize) -> bool {
    let Some(word) = parts.given.first().copied().filter(|word| words == 1 && *word < parts.initials.start) else {
        return false;
    };
    let first = |at: usize| tokens.fold(at).chars().next();
    let agrees = first(word) == first(parts.initials.start) && !tokens.has(word, Trait::Surname);
    tokens.has(word, Trait::Given) || agrees && !surnames::ends_as_surname(tokens.fold(word))
}

/// A surname that is no first name: `Kowalski`, `Bakker-Smit`, or before a comma and a first name.
fn is_surname_alone(tokens: &Tokens<'_>, at: usize, lead: Lead) -> bool {
    let hyphen = surnames::is_hyphen(tokens, at + 1) && tokens.is_capital(at + 2);
    let known = tokens.has(at, Trait::Surname) || surnames::ends_as_surname(tokens.fold(at));
    let alone = lead == Lead::Said && (hyphen || known) && !tokens.has(at, Trait::Given);
    let double = hyphen.then(|| surnames::read(tokens, at + 2)).flatten();
    let comma = double.map_or(at + 1, |second| second.word + 1);
    let listed = lead == Lead::Said && is_listed(tokens, comma) && !tokens.has(at, Trait::Given);
    alone || listed || is_reversed(tokens, comma)
}

/// `J.H. Bakker (Jan)`, `(roepnaam Jan)`, `Anna Bakker (A.)`.
fn take_bracketed(tokens: &Tokens<'_>, parts: &mut Parts) {
    let open = tokens.is_one_of(parts.end, "(,");
    let mut at = parts.end + usize::from(open);
    let called = matches!(tokens.fold(at), "roepnaam" | "genaamd" | "roepn");
    at += usize::from(called);
    at += usize::from(called && tokens.is_one_of(at, ":."));
    let shut = tokens.is_mark(at + 1, ')');
    if parts.given.is_empty()
        && is_name_word(tokens, at)
        && (called || tokens.is_mark(parts.end, '(') && shut && tokens.has(at, Trait::Given))
    {
        parts.given.push(at);
        parts.end = at + 1 + usize::from(shut && tokens.is_mark(parts.end, '('));
    } else if parts.initials.is_empty()
        && !parts.given.is_empty()
        && let Some(initials) = bracketed_initials(tokens, parts.end)
    {
        parts.end = initials.end + 1;
        parts.initials = initials;
    }
}

/// In what words of trouble, and of what is done about it, end: the `Burenruzie` of `Burenruzie Smit` is no first name.
const TROUBLES: [&str; 19] = [
    "klachten",
    "problemen",
    "overlast",
    "ruzie",
    "melding",
    "bezoek",
    "geweld",
    "verzuim",
    "achterstand",
    "vervuiling",
    "dreiging",
    "aanvraag",
    "gesprek",
    "onderzoek",
    "uitzetting",
    "ontruiming",
    "schulden",
    "verwaarlozing",
    "mishandeling",
];

/// A capitalised word of two letters or more that is no title, label, acronym or office.
pub(super) fn is_name_word(tokens: &Tokens<'_>, at: usize) -> bool {
    let written = tokens.text(at);
    let acronym =
        written.len() <= 3 && written.bytes().all(|b| b.is_ascii_uppercase()) && !tokens.has(at, Trait::Given);
    // `WIT, Selam de`: of a name in capitals before a comma and a first name any word may be the surname.
    let listed = tokens.is_mark(at + 1, ',') && tokens.is_capital(at + 2) && !is_shouted(tokens, at + 2);
    let acronym = acronym && !(listed && tokens.fold(at + 2).len() > 2);
    let numbered = tokens.is_number(at + 1) && tokens.glued(at + 1);
    let trouble = written.len() > 9 && TROUBLES.iter().any(|end| tokens.fold(at).ends_with(end));
    let acronym = acronym || trouble;
    let function = tokens.has(at, Trait::NoName) || tokens.has(at, Trait::Organisation);
    tokens.is_capital(at)
        && tokens.fold(at).len() >= 2
        && !acronym
        && !numbered
        && (!function || tokens.has(at, Trait::Given) || is_surname_for_once(tokens, at))
}

/// `Dhr. Jan Oud, Dijk 3`, `mevrouw Bron, 45 jaar`: a word of forms that is a surname where only one can stand.
fn is_surname_for_once(tokens: &Tokens<'_>, at: usize) -> bool {
    const WORDS: [&str; 10] = ["bel", "blok", "bron", "maart", "noord", "oost", "oud", "plaats", "west", "zuid"];
    let before = at.wrapping_sub(1);
    let dotted = before.wrapping_sub(usize::from(tokens.is_mark(before, '.')));
    let named = tokens.has(before, Trait::Given) && tokens.is_capital(before) || tokens.has(dotted, Trait::Title);
    let parted = tokens.is_one_of(at + 1, ",(") || matches!(tokens.fold(at + 1), "woont" | "van" | "uit");
    named && parted && tokens.gap(at) == Gap::Space && !tokens.is_tabbed(at) && WORDS.contains(&tokens.fold(at))
}

impl Parts {
    pub(super) fn into_name(self, tokens: &Tokens<'_>) -> Name {
        let mut places: Vec<Place> = Vec::with_capacity(6);
        let mut person = Person::default();
        if !self.initials.is_empty() {
            person.voorletters = Some(letters(tokens, &self.initials));
            places.push((Field::Voorletters, self.initials.start, self.initials.end));
        }
        if let (Some(first), Some(last)) = (self.given.first(), self.given.last()) {
            let whole = last + 1 - first == self.given.len() || tokens.is_mark(first + 1, '-');
            let names = if whole { tokens.span(*first, last + 1) } else { tokens.text(*first).to_owned() };
            person.voornamen = Some(names);
            places.push((Field::Voornamen, *first, if whole { last + 1 } else { first + 1 }));
        }
        if let Some(own) = &self.own {
            person.geslachtsnaam = Some(own.name(tokens));
            places.push((Field::Geslachtsnaam, own.part, own.word + 1));
            if own.is_prefixed() {
                person.voorvoegsel = Some(prefix(tokens, own));
                places.push((Field::Voorvoegsel, own.prefix.start, own.prefix.end));
            }
        }
        if let Some(partner) = &self.partner {
            let name = partner.name(tokens);
            let whole = if partner.is_prefixed() { format!("{} {name}", prefix(tokens, partner)) } else { name };
            person.partnernaam = Some(whole);
            places.push((Field::Partnernaam, partner.from(), partner.word + 1));
        }
        Name { person, places, end: self.end }
    }
}

fn prefix(tokens: &Tokens<'_>, surname: &Surname) -> String {
    tokens.span(surname.prefix.start, surname.prefix.end).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, lead: Lead) -> [String; 5] {
        let tokens = Tokens::of(text);
        let person = read(&tokens, 0..tokens.len(), lead).map(|name| name.person).unwrap_or_default();
        [person.voorletters, person.voornamen, person.voorvoegsel, person.geslachtsnaam, person.partnernaam]
            .map(Option::unwrap_or_default)
    }

    #[test]
    fn after_a_title_stands_a_surname() {
        for (text, wanted) in [
            ("Ploegsma op het pad", ["", "", "", "Ploegsma", ""]),
            ("Van der Meulen-Bos, rond", ["", "", "", "Bos", "van der Meulen"]),
            ("Bos-van der Meulen", ["", "", "van der", "Meulen", "Bos"]),
            ("A. Bos, Kade 1", ["A.", "", "", "Bos", ""]),
            ("J.P. de Vries.", ["J.P.", "", "de", "Vries", ""]),
            ("JP de Vries", ["J.P.", "", "de", "Vries", ""]),
            ("v.d. Berg", ["", "", "v.d.", "Berg", ""]),
            ("V.d. Berg", ["", "", "v.d.", "Berg", ""]),
            ("V/d Berg", ["", "", "v/d", "Berg", ""]),
            ("in 't Veld", ["", "", "in 't", "Veld", ""]),
            ("Anna Bos", ["", "Anna", "", "Bos", ""]),
            ("Ploegsma van het Waterviolierpad", ["", "", "", "Ploegsma", ""]),
            ("Jansen e.v. De Vries", ["", "", "", "Jansen", "de Vries"]),
            ("De Vries geb. Bos", ["", "", "", "Bos", "de Vries"]),
            ("El Amrani", ["", "", "", "El Amrani", ""]),
            ("F. Lie A Fat (1980)", ["F.", "", "", "Lie A Fat", ""]),
            ("de Groot - Bakker, 45", ["", "", "", "Bakker", "de Groot"]),
            ("JH (Hans) Bos", ["J.H.", "Hans", "", "Bos", ""]),
            ("J.H de Vries", ["J.H.", "", "de", "Vries", ""]),
            ("Floris van 't Hof (F.M.)", ["F.M.", "Floris", "van 't", "Hof", ""]),
            ("Bea Bos (V)", ["", "Bea", "", "Bos", ""]),
            ("Bea (BT) Bos", ["B.T.", "Bea", "", "Bos", ""]),
            ("Bea van d'n Bos", ["", "Bea", "van d'n", "Bos", ""]),
            ("Jan Groot, Dijk 3", ["", "Jan", "", "Groot", ""]),
            ("Jan Oud, Dijk 3", ["", "Jan", "", "Oud", ""]),
        ] {
            assert_eq!(parts(text, Lead::Title), wanted, "{text}");
        }
    }

    #[test]
    fn a_comma_may_turn_a_name_round() {
        assert_eq!(parts("Westerhuis, M. (1980)", Lead::Said), ["M.", "", "", "Westerhuis", ""]);
        assert_eq!(parts("Jansen, P., 3-2-1980", Lead::Said), ["P.", "", "", "Jansen", ""]);
        assert_eq!(parts("Berg, Anna van den (1980)", Lead::Said), ["", "Anna", "van den", "Berg", ""]);
        assert_eq!(parts("WIT, Selam de (S.T.)", Lead::Said), ["S.T.", "Selam", "de", "WIT", ""]);
        assert_eq!(parts("Berg, van der, op nr 4", Lead::Title), ["", "", "van der", "Berg", ""]);
        assert_eq!(parts("Jansen, Bakker en Smit", Lead::Title), ["", "", "", "Jansen", ""]);
    }

    #[test]
    fn elsewhere_a_lone_word_is_a_first_name() {
        assert_eq!(parts("Noor (6)", Lead::Bare), ["", "Noor", "", "", ""]);
        assert_eq!(parts("Sem Drenthe uit groep 5", Lead::Bare), ["", "Sem", "", "Drenthe", ""]);
        assert_eq!(parts("Fleur van de Veb", Lead::Bare), ["", "Fleur", "van de", "Veb", ""]);
        assert_eq!(parts("Sem Drenthe te Winschoten", Lead::Bare), ["", "Sem", "", "Drenthe", ""]);
        assert_eq!(parts("Sharon (S.M.) Mansouri", Lead::Bare), ["S.M.", "Sharon", "", "Mansouri", ""]);
        assert_eq!(parts("het huis", Lead::Bare), ["", "", "", "", ""]);
    }
}
