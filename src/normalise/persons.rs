//! The people a text is about: by title, by role, by age or date of birth, or by what announces them.
//!
//! **Invariant:** who greets, signs, reports or lives next door is none of these, unless he asks help for himself.

use jiff::civil::Date;

use super::{
    address::asks_for_himself,
    dates,
    lexicon::{Trait, traits},
    mention::Mention,
    names::{self, Name, Style},
    regions::Regions,
    tokens::{Gap, Tokens},
};
use crate::domain::Person;

/// More than this are a list, not a household.
const MOST: usize = 12;

/// All people, in order of their first mention; the same person is there once.
pub(super) fn find(tokens: &Tokens<'_>, regions: &Regions, mentions: &[Mention]) -> Vec<Person> {
    let mut persons: Vec<Person> = Vec::new();
    let mut addresses = mentions.iter().peekable();
    let mut at = 0;
    while at < tokens.len() && persons.len() < MOST {
        while addresses.next_if(|mention| mention.end <= at).is_some() {}
        if let Some(mention) = addresses.peek().filter(|mention| mention.start <= at) {
            at = mention.end.max(at + 1);
            continue;
        }
        let named = if regions.holds(at) { None } else { person_at(tokens, at) };
        at = match named {
            Some(Name { person, end }) => {
                add(&mut persons, person);
                end.max(at + 1)
            }
            None => at + 1,
        };
    }
    if persons.is_empty() && asks_for_himself(tokens) {
        persons.extend(writer(tokens));
    }
    telephones(tokens, &mut persons);
    persons
}

/// "Mijn naam is …", "Ik ben …": of one who asks help for himself.
fn writer(tokens: &Tokens<'_>) -> Option<Person> {
    (0..tokens.len()).find_map(|at| {
        let (first, second) = (tokens.fold(at), tokens.fold(at + 1));
        let start = match (first, second) {
            ("naam", "is") => at + 2,
            ("ik", "ben" | "heet") => at + 2,
            _ => return None,
        };
        let mut name = names::read(tokens, start, Style::Plain).filter(|name| is_whole(&name.person))?;
        details(tokens, &mut name);
        Some(name.person)
    })
}

fn person_at(tokens: &Tokens<'_>, at: usize) -> Option<Name> {
    if !tokens.is_word(at) {
        return aged_role(tokens, at);
    }
    let found = if tokens.has(at, Trait::Title) {
        titled(tokens, at)
    } else if tokens.has(at, Trait::Role) {
        with_role(tokens, at)
    } else if let Some(start) = announced(tokens, at) {
        names::read(tokens, start, Style::Plain).filter(|name| is_whole(&name.person))
    } else {
        evident(tokens, at)
    };
    let mut name = found.filter(|_| !is_outsiders(tokens, at))?;
    details(tokens, &mut name);
    Some(name)
}

/// `mevrouw Van der Meulen-Bos`, `Mw. A. Bos`, `fam. Drente`, `dhr. en mw. De Vries`.
fn titled(tokens: &Tokens<'_>, at: usize) -> Option<Name> {
    let mut next = past_dot(tokens, at + 1);
    if matches!(tokens.fold(next), "en" | "of") && tokens.has(next + 1, Trait::Title) {
        next = past_dot(tokens, next + 2);
    }
    if tokens.gap(next) > Gap::Space {
        return None;
    }
    let name = names::read(tokens, next, Style::Titled)?;
    let family =
        tokens.has(at, Trait::FamilyTitle) && name.person.voornamen.is_some() && name.person.voorletters.is_none();
    (!family).then_some(name)
}

/// `zoon Sem`, `cliënt K. Bos`, `Klant (29)`, `jongen van ca. 8 jaar`.
fn with_role(tokens: &Tokens<'_>, at: usize) -> Option<Name> {
    let next = at + 1 + usize::from(tokens.is_mark(at + 1, ':'));
    let here = tokens.gap(next) <= Gap::Space && !tokens.starts_sentence(next);
    let named = if here { names::read(tokens, next, Style::Plain) } else { None };
    let mut name = match named {
        Some(name) => name,
        None => {
            let (years, end) = age(tokens, at + 1)?;
            Name { person: Person { leeftijd: Some(years), ..Person::default() }, end }
        }
    };
    name.person.rol = Some(role(tokens.fold(at)).to_owned());
    Some(name)
}

/// `45-jarige man`.
fn aged_role(tokens: &Tokens<'_>, at: usize) -> Option<Name> {
    let years = tokens.value(at).filter(|years| *years <= 120)?;
    let aged = tokens.is_mark(at + 1, '-') && tokens.fold(at + 2) == "jarige" && tokens.has(at + 3, Trait::Role);
    let person = Person {
        rol: Some(role(tokens.fold(at + 3)).to_owned()),
        leeftijd: u16::try_from(years).ok(),
        ..Person::default()
    };
    (aged && !is_outsiders(tokens, at)).then_some(Name { person, end: at + 4 })
}

fn role(word: &str) -> &'static str {
    match word {
        "partner" | "echtgenoot" | "echtgenote" => "partner",
        "moeder" => "moeder",
        "vader" => "vader",
        _ if traits(word).has(Trait::Child) => "kind",
        _ => "betrokkene",
    }
}

/// Where a name starts after "het gaat om", "betreft", "hier woont" or "Naam:".
fn announced(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    if !tokens.has(at, Trait::Announces) {
        return None;
    }
    let next = at + 1 + usize::from(tokens.is_mark(at + 1, ':'));
    let announces = match tokens.fold(at) {
        "om" => tokens.fold(at.wrapping_sub(1)) == "gaat" || tokens.fold(at.wrapping_sub(2)) == "gaat",
        "betreft" => true,
        "over" => matches!(tokens.fold(at.wrapping_sub(1)), "zorgen" | "zorg" | "signaal" | "melding"),
        "met" => tokens.fold(at.wrapping_sub(1)) == "samen",
        "voor" => tokens.fold(at.wrapping_sub(1)) == "aandacht",
        "woont" => matches!(tokens.fold(at.wrapping_sub(1)), "hier" | "daar" | "er") || tokens.is_capital(at + 1),
        "naam" => next == at + 2 && tokens.gap(at) >= Gap::Line,
        _ => false,
    };
    let short = matches!(tokens.fold(at), "betreft" | "naam");
    (announces && tokens.gap(next) <= Gap::Space && (next == at + 1 || short)).then_some(next)
}

/// First name or voorletters with a surname: enough to take somebody for a person who is only announced.
fn is_whole(person: &Person) -> bool {
    person.geslachtsnaam.is_some() && (person.voornamen.is_some() || person.voorletters.is_some())
}

/// A name that an age, a date of birth, a school class or "woont op" shows to be one: `Noor (6)`, `Sem Drenthe uit groep 5`.
fn evident(tokens: &Tokens<'_>, at: usize) -> Option<Name> {
    let particle = tokens.has(at.wrapping_sub(1), Trait::Particle) && tokens.gap(at) == Gap::Space;
    if !tokens.is_capital(at)
        || (particle && !tokens.starts_sentence(at.wrapping_sub(1)))
        || (tokens.is_capital(at.wrapping_sub(1)) && tokens.gap(at) == Gap::Space)
    {
        return None;
    }
    let mut name = names::read(tokens, at, Style::Plain)?;
    let school = school_class(tokens, name.end);
    let aged = age(tokens, name.end).is_some() || birth(tokens, name.end).is_some();
    let lives = matches!(tokens.fold(name.end), "woont" | "wonende" | "woonachtig") && is_whole(&name.person);
    if let Some(end) = school {
        name.person.rol = Some("kind".to_owned());
        name.end = end;
    }
    let noun = !is_whole(&name.person) && is_probably_noun(tokens, at);
    (school.is_some() || lives || (aged && !noun)).then_some(name)
}

/// A sentence's first word may be any noun: "Kinderen (3)", "Woning (2)".
fn is_probably_noun(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.fold(at);
    const ENDINGS: [&str; 10] = ["en", "ing", "heid", "tie", "schap", "teit", "ment", "s", "huis", "je"];
    tokens.starts_sentence(at) && ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// "uit groep 5": the token after it.
fn school_class(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let from = at + usize::from(tokens.is_one_of(at, ",("));
    let class = matches!(tokens.fold(from), "uit" | "van" | "in") && matches!(tokens.fold(from + 1), "groep" | "klas");
    (class && tokens.is_number(from + 2)).then_some(from + 3)
}

/// Whether a word before, in this sentence, says that this is a neighbour, a reporter or a professional.
fn is_outsiders(tokens: &Tokens<'_>, at: usize) -> bool {
    let mut index = at;
    for _ in 0..8 {
        index = index.wrapping_sub(1);
        let ends = tokens.ends_sentence(index) || tokens.gap(index.wrapping_add(1)) >= Gap::Line;
        if ends || matches!(tokens.fold(index), "over" | "betreft" | "om" | "tegen") {
            return false;
        }
        let greeting = matches!(tokens.fold(index), "geachte" | "beste");
        let introduces = tokens.fold(index) == "naam" && tokens.fold(index.wrapping_sub(1)) == "mijn";
        let self_named = tokens.fold(index) == "ik" && matches!(tokens.fold(index + 1), "ben" | "heet");
        if tokens.has(index, Trait::Outsider) || greeting || introduces || self_named {
            return true;
        }
    }
    false
}

/// Takes age, date of birth and telephone number that follow the name.
fn details(tokens: &Tokens<'_>, name: &mut Name) {
    for _ in 0..3 {
        if let Some((years, end)) = age(tokens, name.end).filter(|_| name.person.leeftijd.is_none()) {
            name.person.leeftijd = Some(years);
            name.end = end;
        } else if let Some((date, end)) = birth(tokens, name.end).filter(|_| name.person.geboortedatum.is_none()) {
            name.person.geboortedatum = Some(date);
            name.end = end;
        } else if let Some((number, end)) = telephone(tokens, name.end).filter(|_| name.person.telefoonnummer.is_none())
        {
            name.person.telefoonnummer = Some(number);
            name.end = end;
        }
    }
    if name.person.rol.is_none() && name.person.leeftijd.is_some_and(|years| years < 18) {
        name.person.rol = Some("kind".to_owned());
    }
}

/// `(29)`, `, rond de 45`, `, 8 jaar`, `van ca. 8 jaar`; a bare number only between brackets or after "rond de".
fn age(tokens: &Tokens<'_>, at: usize) -> Option<(u16, usize)> {
    let bracket = tokens.is_mark(at, '(');
    let mut next = at + usize::from(bracket || tokens.is_mark(at, ','));
    let of = tokens.fold(next) == "van";
    next += usize::from(of);
    let about = match tokens.fold(next) {
        "rond" if tokens.fold(next + 1) == "de" => 2,
        "ca" | "circa" | "ongeveer" | "plm" => 1 + usize::from(tokens.is_mark(next + 1, '.')),
        _ => 0,
    };
    next += about;
    let years = tokens.value(next).filter(|years| *years <= 120 && tokens.text(next).len() <= 3)?;
    let years = u16::try_from(years).ok()?;
    let unit = matches!(tokens.fold(next + 1), "jaar" | "jr" | "jaren");
    let after = next + 1 + usize::from(unit) + usize::from(unit && tokens.fold(next + 2) == "oud");
    if matches!(tokens.fold(after), "geleden" | "lang" | "terug" | "later") {
        return None;
    }
    let shut = bracket && tokens.is_mark(after, ')');
    let rounded = tokens.fold(next.wrapping_sub(about)) == "rond" && !tokens.glued(after);
    let ends = tokens.is_one_of(after, ".,;)") || tokens.gap(after) >= Gap::Line;
    if !(unit || shut || (rounded && about > 0) || (about == 2 && ends)) || tokens.gap(next) > Gap::Space {
        return None;
    }
    Some((years, after + usize::from(shut)))
}

/// `geb. 12-03-1975`, `(geboren op 12 maart 1975)`, `Geboortedatum: …` on the next line. Never a date without such a word.
fn birth(tokens: &Tokens<'_>, at: usize) -> Option<(Date, usize)> {
    let mut next = at;
    while next < at + 2 && tokens.is_one_of(next, ",(;") {
        next += 1;
    }
    if tokens.gap(next) > Gap::Line {
        return None;
    }
    match tokens.fold(next) {
        "geb" | "geboren" | "geboortedatum" | "gebdatum" => next += 1,
        _ => return None,
    }
    for _ in 0..4 {
        let passes = tokens.is_one_of(next, ".:") || matches!(tokens.fold(next), "op" | "datum" | "d" | "is" | "dd");
        next += usize::from(passes);
    }
    let (date, end) = dates::read(tokens, next)?;
    Some((date, end + usize::from(tokens.is_mark(end, ')'))))
}

/// `, tel. 06-12345678`: a number that a telephone word ties to the name right before it.
fn telephone(tokens: &Tokens<'_>, at: usize) -> Option<(String, usize)> {
    let next = at + usize::from(tokens.is_one_of(at, ",("));
    let named = matches!(tokens.fold(next), "tel" | "telefoon" | "telefoonnummer" | "mobiel" | "mob" | "telnr");
    let same_sentence = tokens.gap(next) <= Gap::Space;
    (named && same_sentence).then(|| digits(tokens, past_marks(tokens, next + 1))).flatten()
}

/// `Telefoonnummer Sandra: …` gives Sandra hers.
fn telephones(tokens: &Tokens<'_>, persons: &mut [Person]) {
    if !tokens.folded_text().contains(" telefoonnummer ") {
        return;
    }
    for at in 0..tokens.len() {
        if tokens.fold(at) != "telefoonnummer" || !tokens.is_capital(at + 1) {
            continue;
        }
        let owner = persons.iter_mut().find(|person| person.voornamen.as_deref() == Some(tokens.text(at + 1)));
        if let Some(owner) = owner.filter(|owner| owner.telefoonnummer.is_none()) {
            owner.telefoonnummer = digits(tokens, past_marks(tokens, at + 2)).map(|(number, _)| number);
        }
    }
}

fn past_marks(tokens: &Tokens<'_>, at: usize) -> usize {
    at + (at..at + 2).take_while(|mark| tokens.is_one_of(*mark, ".:")).count()
}

fn past_dot(tokens: &Tokens<'_>, at: usize) -> usize {
    at + usize::from(tokens.is_mark(at, '.'))
}

/// A Dutch telephone number as written: ten digits from a 0, or +31 and nine.
fn digits(tokens: &Tokens<'_>, at: usize) -> Option<(String, usize)> {
    let foreign = tokens.is_mark(at, '+');
    let wanted = if foreign { 11 } else { 10 };
    let mut next = at + usize::from(foreign);
    let starts = if foreign { tokens.text(next).starts_with("31") } else { tokens.text(next).starts_with('0') };
    let mut count = 0;
    while count < wanted && tokens.gap(next) <= Gap::Space && next < at + 12 {
        if tokens.is_number(next) {
            count += tokens.text(next).len();
        } else if !tokens.is_one_of(next, "-/()") {
            break;
        }
        next += 1;
    }
    (starts && count == wanted).then(|| (tokens.span(at, next), next))
}

/// Adds somebody, or completes the one who is already there under the same name.
fn add(persons: &mut Vec<Person>, person: Person) {
    match persons.iter_mut().find(|known| is_same(known, &person)) {
        Some(known) => complete(known, person),
        None => persons.push(person),
    }
}

fn is_same(known: &Person, new: &Person) -> bool {
    let clash = |a: &Option<String>, b: &Option<String>| matches!((a, b), (Some(a), Some(b)) if a != b);
    let dated = matches!((known.geboortedatum, new.geboortedatum), (Some(a), Some(b)) if a != b);
    let aged = matches!((known.leeftijd, new.leeftijd), (Some(a), Some(b)) if a != b);
    let shares = (known.geslachtsnaam.is_some() && known.geslachtsnaam == new.geslachtsnaam)
        || (known.voornamen.is_some() && known.voornamen == new.voornamen);
    shares
        && !dated
        && !aged
        && !clash(&known.voornamen, &new.voornamen)
        && !clash(&known.voorletters, &new.voorletters)
        && !clash(&known.geslachtsnaam, &new.geslachtsnaam)
        && !(known.rol.is_some() && new.rol.is_some() && known.rol != new.rol)
}

fn complete(known: &mut Person, new: Person) {
    known.rol = known.rol.take().or(new.rol);
    known.voornamen = known.voornamen.take().or(new.voornamen);
    known.voorletters = known.voorletters.take().or(new.voorletters);
    if known.geslachtsnaam.is_none() {
        known.voorvoegsel = new.voorvoegsel;
        known.geslachtsnaam = new.geslachtsnaam;
    }
    known.partnernaam = known.partnernaam.take().or(new.partnernaam);
    known.geboortedatum = known.geboortedatum.or(new.geboortedatum);
    known.leeftijd = known.leeftijd.or(new.leeftijd);
    known.telefoonnummer = known.telefoonnummer.take().or(new.telefoonnummer);
}
