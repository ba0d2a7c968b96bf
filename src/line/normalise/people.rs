//! The people of one text, put together from what is said of each: the same one once, each fact with its place.

use std::ops::Range;

use super::{
    details::Detail,
    found::{Field, Place},
    names::{self, Lead, Name},
    phones::Phone,
    scopes::{Scope, Scopes},
    tokens::{Gap, Tokens},
    writer::Writer,
};
use crate::domain::Person;

/// More than this are a list, not a household.
const MOST: usize = 16;

/// Whether a title or role says man or woman.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Sex {
    #[default]
    Unsaid,
    Man,
    Woman,
}

impl Sex {
    pub fn of(word: &str) -> Self {
        match word {
            "dhr" | "heer" | "hr" | "meneer" | "mijnheer" | "menheer" | "man" | "vader" | "zoon" | "zoontje"
            | "jongen" | "opa" | "echtgenoot" | "jongetje" | "papa" => Self::Man,
            "mevrouw" | "mevr" | "mw" | "mvr" | "mej" | "vrouw" | "moeder" | "dochter" | "dochtertje" | "meisje"
            | "oma" | "dame" | "echtgenote" | "mama" => Self::Woman,
            _ => Self::Unsaid,
        }
    }
}

/// One person as mentioned.
#[derive(Debug, Clone)]
pub(super) struct Mentioned {
    pub name: Name,
    pub scope: Scope,
    pub sex: Sex,
    /// A whole family by its surname.
    pub family: bool,
    /// From a form: its next label belongs to the same person.
    pub form: bool,
    pub start: usize,
    /// In percent.
    pub confidence: u8,
}

impl Default for Mentioned {
    fn default() -> Self {
        Self {
            name: Name::default(),
            scope: Scope::Plain,
            sex: Sex::Unsaid,
            family: false,
            form: false,
            start: 0,
            confidence: 80,
        }
    }
}

/// All people of a text, whatever their scope.
#[derive(Debug, Default)]
pub(super) struct People(pub Vec<Mentioned>);

impl People {
    /// Adds somebody, or completes the one who is already there under the same name.
    pub fn add(&mut self, new: Mentioned) {
        let same = self.0.iter().position(|known| known.scope == new.scope && is_same(known, &new));
        if let Some(known) = same.and_then(|at| self.0.get_mut(at)) {
            complete(known, new);
        } else if self.0.len() < MOST {
            self.0.push(new);
        }
    }

    /// Gives a detail that stands by itself to the last one mentioned who lacks it, or to somebody without a name.
    pub fn detail(&mut self, detail: &Detail, scope: Scope, at: usize) {
        let last = self.0.iter_mut().rev().find(|known| known.scope == scope);
        if let Some(last) = last {
            last.name.take(detail);
        } else {
            let mut unnamed = Mentioned { scope, start: at, confidence: 80, ..Mentioned::default() };
            unnamed.name.take(detail);
            self.0.push(unnamed);
        }
    }

    /// A part of a name from a form: to its person, or to the next one when he has that part already.
    pub fn labelled(&mut self, tokens: &Tokens<'_>, label: &str, value: Range<usize>, scope: Scope) {
        let field = match label {
            "voornaam" | "voornamen" | "roepnaam" | "roepn" => Field::Voornamen,
            "voorletters" | "voorletter" | "vltrs" | "voorl" | "vrl" | "initialen" => Field::Voorletters,
            "tussenvoegsel" | "tussenv" | "voorvoegsel" | "voorvoegsels" => Field::Voorvoegsel,
            _ => Field::Geslachtsnaam,
        };
        let open = self.0.last().is_some_and(|last| last.form && last.scope == scope && !last.name.has(field));
        if !open {
            self.0.push(Mentioned { scope, form: true, start: value.start, confidence: 97, ..Mentioned::default() });
        }
        if let Some(last) = self.0.last_mut() {
            last.name.set(tokens, field, value);
        }
    }

    /// Gives telephone numbers to their owners; one that nobody owns makes a person by itself.
    pub fn telephones(&mut self, tokens: &Tokens<'_>, scopes: &Scopes, phones: &[Phone]) {
        for phone in phones {
            let scope = scopes.at(phone.start);
            if matches!(scope, Scope::Writer | Scope::Outsider) {
                continue;
            }
            let place = (Field::Telefoonnummer, phone.start, phone.end);
            let number = tokens.span(phone.start, phone.end);
            if self.0.iter().any(|known| known.name.person.telefoonnummer.as_deref() == Some(number.as_str())) {
                continue;
            }
            let owner = self.called(tokens, phone.start, scope).or_else(|| self.nearest(phone.start, scope));
            let owner = owner.unwrap_or_else(|| {
                self.0.push(Mentioned { scope, start: phone.start, confidence: 80, ..Mentioned::default() });
                self.0.len() - 1
            });
            if let Some(owner) = self.0.get_mut(owner) {
                owner.name.person.telefoonnummer = Some(number);
                owner.name.places.push(place);
            }
        }
    }

    /// `Telefoonnummer Sandra: …`, `06 van Sandra`, "Sandra is bereikbaar op".
    fn called(&self, tokens: &Tokens<'_>, phone: usize, scope: Scope) -> Option<usize> {
        (phone.saturating_sub(6)..phone).rev().find_map(|at| {
            if !tokens.is_capital(at) {
                return None;
            }
            self.0.iter().position(|known| {
                known.scope == scope
                    && known.name.person.telefoonnummer.is_none()
                    && known
                        .name
                        .person
                        .voornamen
                        .as_deref()
                        .is_some_and(|given| given.split(' ').next() == Some(tokens.text(at)))
            })
        })
    }

    /// The last one mentioned before who has no number yet, else the first one after.
    fn nearest(&self, phone: usize, scope: Scope) -> Option<usize> {
        let lacks = |known: &&Mentioned| known.scope == scope && known.name.person.telefoonnummer.is_none();
        let before = self.0.iter().rposition(|known| known.start < phone && lacks(&known));
        before.or_else(|| self.0.iter().position(|known| lacks(&known)))
    }
}

impl Name {
    fn has(&self, field: Field) -> bool {
        self.places.iter().any(|place| place.0 == field)
    }

    fn set(&mut self, tokens: &Tokens<'_>, field: Field, value: Range<usize>) {
        let written = tokens.span(value.start, value.end);
        let person = &mut self.person;
        match field {
            Field::Voornamen => person.voornamen = Some(written),
            Field::Voorletters => person.voorletters = Some(written),
            Field::Voorvoegsel => person.voorvoegsel = Some(written.to_lowercase()),
            _ => {
                self.surname_of_form(tokens, value);
                return;
            }
        }
        self.places.push((field, value.start, value.end));
    }

    /// `Achternaam: van den Berg-Bos` may hold a tussenvoegsel and a second name.
    fn surname_of_form(&mut self, tokens: &Tokens<'_>, value: Range<usize>) {
        let read = names::read(tokens, value.clone(), Lead::Title).filter(|name| {
            name.end == value.end && name.person.voornamen.is_none() && name.person.voorletters.is_none()
        });
        if let Some(read) = read {
            self.person.geslachtsnaam = read.person.geslachtsnaam;
            self.person.partnernaam = read.person.partnernaam;
            if self.person.voorvoegsel.is_none() {
                self.person.voorvoegsel = read.person.voorvoegsel;
            }
            self.places.extend(read.places);
        } else {
            self.person.geslachtsnaam = Some(tokens.span(value.start, value.end));
            self.places.push((Field::Geslachtsnaam, value.start, value.end));
        }
        self.end = value.end;
    }
}

/// Whether a new mention may be the person known already: they share a name and nothing contradicts.
fn is_same(known: &Mentioned, new: &Mentioned) -> bool {
    let (a, b) = (&known.name.person, &new.name.person);
    let clash =
        |a: &Option<String>, b: &Option<String>| matches!((a, b), (Some(a), Some(b)) if !a.eq_ignore_ascii_case(b));
    let dated = matches!((a.geboortedatum, b.geboortedatum), (Some(a), Some(b)) if a != b);
    let aged = matches!((a.leeftijd, b.leeftijd), (Some(a), Some(b)) if a != b);
    let sexes = known.sex != Sex::Unsaid && new.sex != Sex::Unsaid && known.sex != new.sex;
    let told_role = |role: &Option<String>| role.as_deref().is_some_and(|role| role != "betrokkene");
    let roles = a.rol.is_some() && b.rol.is_some() && a.rol != b.rol
        || told_role(&b.rol) && a.rol != b.rol && b.geslachtsnaam.is_some();
    let surname = a.geslachtsnaam.is_some()
        && (a.geslachtsnaam == b.geslachtsnaam
            || a.partnernaam.is_some() && a.partnernaam.as_deref() == b.geslachtsnaam.as_deref());
    let given = a.voornamen.is_some() && a.voornamen == b.voornamen;
    let told = b.geboortedatum.is_some() || b.leeftijd.is_some() || b.geboortejaar.is_some();
    let mine = a.geboortedatum.is_some() || a.leeftijd.is_some() || a.geboortejaar.is_some();
    // `D. N. L.` and `D.N.L.` are one.
    let letters = |written: &Option<String>| -> String {
        written.iter().flat_map(|text| text.chars()).filter(|c| c.is_alphanumeric()).collect()
    };
    let (one, other) = (letters(&a.voorletters), letters(&b.voorletters));
    let lettered = !one.is_empty() && one.eq_ignore_ascii_case(&other);
    let kin = known.family && !new.family
        || surname && !given && !lettered && told && (mine || b.voornamen.is_some() || b.voorletters.is_some());
    let child = surname && !given && (a.rol.as_deref() == Some("kind")) != (b.rol.as_deref() == Some("kind"));
    let more = surname
        && !given
        && b.voornamen.is_some()
        && a.voornamen.is_none()
        && a.voorletters.is_some()
        && b.voorletters.is_none();
    let foreign = surname && !given && a.geslachtsnaam.is_none();
    (surname || given)
        && !(dated || aged || sexes || roles || kin || child || more || foreign)
        && !clash(&a.voornamen, &b.voornamen)
        && (lettered || !clash(&a.voorletters, &b.voorletters))
        && (surname || !clash(&a.geslachtsnaam, &b.geslachtsnaam))
}

fn complete(known: &mut Mentioned, new: Mentioned) {
    known.confidence = known.confidence.max(new.confidence);
    known.sex = if known.sex == Sex::Unsaid { new.sex } else { known.sex };
    let (person, other) = (&mut known.name.person, new.name.person);
    let lacking: Vec<Place> =
        new.name.places.into_iter().filter(|place| !known.name.places.iter().any(|own| own.0 == place.0)).collect();
    if person.geslachtsnaam.is_none() {
        person.voorvoegsel = other.voorvoegsel;
        person.geslachtsnaam = other.geslachtsnaam;
        person.partnernaam = other.partnernaam;
    }
    person.rol = person.rol.take().or(other.rol);
    person.voornamen = person.voornamen.take().or(other.voornamen);
    person.voorletters = person.voorletters.take().or(other.voorletters);
    person.geboortedatum = person.geboortedatum.or(other.geboortedatum);
    person.geboortejaar = person.geboortejaar.or(other.geboortejaar);
    person.leeftijd = person.leeftijd.or(other.leeftijd);
    person.telefoonnummer = person.telefoonnummer.take().or(other.telefoonnummer);
    let kept: Vec<Place> = lacking.into_iter().filter(|place| is_told(&known.name.person, place.0)).collect();
    known.name.places.extend(kept);
}

/// Whether the person has this field; a place without its fact would point at nothing.
fn is_told(person: &Person, field: Field) -> bool {
    match field {
        Field::Voorvoegsel => person.voorvoegsel.is_some(),
        Field::Partnernaam => person.partnernaam.is_some(),
        _ => true,
    }
}

impl People {
    /// Those of the household, in order; the writer too when it is about him.
    pub fn of_household(self, tokens: &Tokens<'_>, writer: Writer) -> Vec<Mentioned> {
        let writer = writer == Writer::AsksForHimself;
        let body = |person: &Mentioned| !is_in_subject_line(tokens, person.start);
        let told = self.0.iter().any(|person| person.scope == Scope::Plain && body(person));
        let wanted = |person: &Mentioned| match person.scope {
            Scope::Plain => true,
            Scope::Own => writer,
            _ => false,
        };
        // The "inzake De Boer" of a subject is whoever the text below calls so.
        let surnames: Vec<String> = self
            .0
            .iter()
            .filter(|person| body(person) && wanted(person))
            .flat_map(|person| [&person.name.person.geslachtsnaam, &person.name.person.partnernaam])
            .flatten()
            .map(|name| name.to_lowercase())
            .collect();
        let again = |person: &Mentioned| {
            let Person { geslachtsnaam, voornamen, voorletters, .. } = &person.name.person;
            let only = match (geslachtsnaam, voornamen, voorletters) {
                (Some(name), None, None) | (None, Some(name), None) => Some(name),
                _ => None,
            };
            only.is_some_and(|name| surnames.contains(&name.to_lowercase()))
        };
        let lone = |person: &Mentioned| !body(person) && (person.confidence < 90 && (told || writer) || again(person));
        let mut household: Vec<Mentioned> =
            self.0.into_iter().filter(|person| wanted(person) && !lone(person)).collect();
        if writer {
            household.sort_by_key(|person| person.scope != Scope::Own);
        }
        household
    }
}

/// The first paragraph, when it is no more than a line, is the subject of a mail.
pub(super) fn is_in_subject_line(tokens: &Tokens<'_>, at: usize) -> bool {
    at < 16
        && (at + 1..(at + 16).min(tokens.len()))
            .find(|next| tokens.gap(*next) >= Gap::Line)
            .is_some_and(|end| tokens.gap(end) == Gap::Paragraph && !(1..end).any(|mark| tokens.gap(mark) >= Gap::Line))
}
