//! Dutch names taken apart: voorletters, voornamen, voorvoegsel, geslachtsnaam, partnernaam.
//!
//! **Source:** of a double name the partner's part stands first ("Van der Meulen-Bos": born Bos).

use super::{
    lexicon::Trait,
    street,
    tokens::{Gap, Tokens},
};
use crate::domain::Person;

/// A name as read, and the token after it.
pub(super) struct Name {
    pub person: Person,
    pub end: usize,
}

/// What a lone capitalised word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// After `mevrouw`: a surname.
    Titled,
    /// Anywhere else: a first name.
    Plain,
}

/// Reads the name that starts here; at most four given names and one double surname.
pub(super) fn read(tokens: &Tokens<'_>, at: usize, style: Style) -> Option<Name> {
    let (voorletters, mut next) = initials(tokens, at);
    let mut given: Vec<usize> = Vec::new();
    if !voorletters.is_empty()
        && tokens.is_mark(next, '(')
        && is_name_word(tokens, next + 1)
        && tokens.is_mark(next + 2, ')')
    {
        given.push(next + 1);
        next += 3;
    }
    let first = next;
    while given.len() < 4
        && is_name_word(tokens, next)
        && (next == first || joined(tokens, next))
        && !is_prefix(tokens, next)
    {
        given.push(next);
        next += 1;
        if tokens.is_mark(next, '-') && tokens.glued(next) && tokens.glued(next + 1) {
            break;
        }
    }
    let mut person = Person { voorletters: (!voorletters.is_empty()).then_some(voorletters), ..Person::default() };
    let titled = style == Style::Titled || person.voorletters.is_some();
    let lone = if titled && given.is_empty() { first } else { next };
    let prefix = prefix_end(tokens, lone, if given.is_empty() && titled { Lead::Title } else { Lead::Name });
    let surname = match prefix {
        Some(word) if lone == first || joined(tokens, lone) => Some((lone, word)),
        _ => None,
    };
    let surname = surname.or_else(|| {
        let last = *given.last()?;
        (titled || given.len() > 1).then(|| {
            given.pop();
            (last, last)
        })
    });
    if let Some((from, word)) = surname {
        next = take_surname(tokens, &mut person, from, word);
    }
    if !given.is_empty() {
        let written: Vec<&str> = given.iter().map(|at| tokens.text(*at)).collect();
        person.voornamen = Some(written.join(" "));
    }
    let named = person.geslachtsnaam.is_some() || person.voornamen.is_some();
    named.then_some(Name { person, end: next })
}

/// `J.P.`, `J. P.` or `JP` before a surname, and the token after it.
fn initials(tokens: &Tokens<'_>, at: usize) -> (String, usize) {
    let mut next = at;
    let mut letters = String::new();
    while letters.len() < 16
        && tokens.is_capital(next)
        && tokens.text(next).chars().count() <= 2
        && tokens.is_mark(next + 1, '.')
    {
        if next > at && !joined(tokens, next) {
            break;
        }
        letters.push_str(tokens.text(next));
        letters.push('.');
        next += 2;
    }
    let run = tokens.text(at);
    let together = letters.is_empty()
        && (1..=4).contains(&run.len())
        && run.bytes().all(|b| b.is_ascii_uppercase())
        && !tokens.has(at, Trait::NoName)
        && (is_name_word(tokens, at + 1)
            || (tokens.is_mark(at + 1, '(') && is_name_word(tokens, at + 2))
            || prefix_end(tokens, at + 1, Lead::Title).is_some())
        && joined(tokens, at + 1);
    if together {
        letters.extend(run.chars().flat_map(|letter| [letter, '.']));
        next = at + 1;
    }
    (letters, next)
}

/// No more than a space before it.
fn joined(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.gap(at) <= Gap::Space
}

/// A capitalised word of two letters or more that is no title, label, acronym or street.
pub(super) fn is_name_word(tokens: &Tokens<'_>, at: usize) -> bool {
    let written = tokens.text(at);
    let acronym = written.len() <= 3 && written.bytes().all(|b| b.is_ascii_uppercase());
    let numbered = tokens.is_number(at + 1) && tokens.glued(at + 1);
    tokens.is_capital(at)
        && tokens.fold(at).len() >= 2
        && !acronym
        && !tokens.has(at, Trait::NoName)
        && !street::ends_as_street(tokens.fold(at))
        && !numbered
}

fn is_prefix(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.has(at, Trait::Particle) && prefix_end(tokens, at, Lead::Title).is_some()
}

/// What stands right before a surname.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    Title,
    Name,
}

/// The surname's word after tussenvoegsels that start here. `te`, `op` and `in` count only right after a title.
fn prefix_end(tokens: &Tokens<'_>, at: usize, lead: Lead) -> Option<usize> {
    let mut next = at;
    let mut words = 0;
    while words < 3 && (tokens.has(next, Trait::Particle) || (words > 0 && tokens.is_one_of(next, "./'’")))
        || tokens.is_one_of(next, "'’") && next == at
    {
        if lead == Lead::Name && words == 0 && matches!(tokens.fold(next), "te" | "op" | "in" | "al" | "t" | "d") {
            return None;
        }
        words += usize::from(tokens.is_word(next));
        next += 1;
        if next > at + 7 || tokens.gap(next) > Gap::Space {
            return None;
        }
    }
    while tokens.is_mark(next, '.') && next > at {
        next += 1;
    }
    (words > 0 && is_name_word(tokens, next)).then_some(next)
}

/// Fills in the surname whose tussenvoegsels start at `from` and whose word is `word`; answers the token after it.
fn take_surname(tokens: &Tokens<'_>, person: &mut Person, from: usize, word: usize) -> usize {
    let end = word + 1;
    let hyphen = tokens.is_mark(end, '-') && tokens.glued(end);
    let spouse = tokens.fold(end) == "ev" || (tokens.fold(end) == "e" && tokens.fold(end + 2) == "v");
    let second_at = if hyphen { end + 1 } else { end + if tokens.fold(end) == "ev" { 1 } else { 3 } };
    let second_at = if spouse && tokens.is_mark(second_at, '.') { second_at + 1 } else { second_at };
    let second = (hyphen || spouse).then(|| surname_at(tokens, second_at)).flatten();
    match second {
        Some((second_from, second_word)) if hyphen => {
            person.partnernaam = Some(whole(tokens, from, word));
            own(tokens, person, second_from, second_word);
            second_word + 1
        }
        Some((second_from, second_word)) => {
            own(tokens, person, from, word);
            person.partnernaam = Some(whole(tokens, second_from, second_word));
            second_word + 1
        }
        None => {
            own(tokens, person, from, word);
            end
        }
    }
}

fn surname_at(tokens: &Tokens<'_>, at: usize) -> Option<(usize, usize)> {
    match prefix_end(tokens, at, Lead::Title) {
        Some(word) => Some((at, word)),
        None => is_name_word(tokens, at).then_some((at, at)),
    }
}

fn own(tokens: &Tokens<'_>, person: &mut Person, from: usize, word: usize) {
    person.geslachtsnaam = Some(tokens.text(word).to_owned());
    person.voorvoegsel = (from < word).then(|| tokens.span(from, word).to_lowercase());
}

fn whole(tokens: &Tokens<'_>, from: usize, word: usize) -> String {
    let prefix = tokens.span(from, word).to_lowercase();
    format!("{prefix} {}", tokens.text(word)).trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, style: Style) -> [String; 5] {
        let person = read(&Tokens::of(text), 0, style).map(|name| name.person).unwrap_or_default();
        [person.voorletters, person.voornamen, person.voorvoegsel, person.geslachtsnaam, person.partnernaam]
            .map(Option::unwrap_or_default)
    }

    #[test]
    fn after_a_title_stands_a_surname() {
        assert_eq!(parts("Ploegsma op het pad", Style::Titled), ["", "", "", "Ploegsma", ""]);
        assert_eq!(parts("Van der Meulen-Bos, rond", Style::Titled), ["", "", "", "Bos", "van der Meulen"]);
        assert_eq!(parts("Bos-van der Meulen", Style::Titled), ["", "", "van der", "Meulen", "Bos"]);
        assert_eq!(parts("A. Bos, Kade 1", Style::Titled), ["A.", "", "", "Bos", ""]);
        assert_eq!(parts("J.P. de Vries.", Style::Titled), ["J.P.", "", "de", "Vries", ""]);
        assert_eq!(parts("JP de Vries", Style::Titled), ["J.P.", "", "de", "Vries", ""]);
        assert_eq!(parts("v.d. Berg", Style::Titled), ["", "", "v.d.", "Berg", ""]);
        assert_eq!(parts("in 't Veld", Style::Titled), ["", "", "in 't", "Veld", ""]);
        assert_eq!(parts("Anna Bos", Style::Titled), ["", "Anna", "", "Bos", ""]);
        assert_eq!(parts("Ploegsma van het Waterviolierpad", Style::Titled), ["", "", "", "Ploegsma", ""]);
        assert_eq!(parts("Jansen e.v. De Vries", Style::Titled), ["", "", "", "Jansen", "de Vries"]);
    }

    #[test]
    fn elsewhere_a_lone_word_is_a_first_name() {
        assert_eq!(parts("Noor (6)", Style::Plain), ["", "Noor", "", "", ""]);
        assert_eq!(parts("Sem Drenthe uit groep 5", Style::Plain), ["", "Sem", "", "Drenthe", ""]);
        assert_eq!(parts("Fleur van de Veb", Style::Plain), ["", "Fleur", "van de", "Veb", ""]);
        assert_eq!(parts("Sem Drenthe te Winschoten", Style::Plain), ["", "Sem", "", "Drenthe", ""]);
        assert_eq!(parts("het huis", Style::Plain), ["", "", "", "", ""]);
    }
}
