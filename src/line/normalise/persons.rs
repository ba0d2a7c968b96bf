//! The people of a text: by title, by role, by label, by age or date of birth, or by what announces them.
//!
//! **Invariant:** whoever stands in a scope that is not the household's is none of them (see [`super::scopes`]).

use std::ops::Range;

use super::{
    details::{self, Lead as Behind},
    evidence::{is_announced, is_introduced, is_said, school_class},
    lexicon::{Trait, Traits, traits},
    names::{self, Lead, Name, is_name_word},
    people::{Mentioned, People, Sex, is_in_subject_line},
    phones::Phone,
    scopes::{Scope, Scopes},
    tokens::{Gap, Kind, Tokens},
};
use crate::domain::Person;

/// What a reader of people needs to know of the text.
pub(super) struct Reader<'a> {
    pub tokens: &'a Tokens<'a>,
    pub scopes: &'a Scopes,
    /// Tokens of addresses, in order.
    pub addresses: &'a [Range<usize>],
    pub phones: &'a [Phone],
}

/// All people, in order of their first mention; the same person is there once.
pub(super) fn find(reader: &Reader<'_>) -> People {
    let mut people = People::default();
    let mut addresses = reader.addresses.iter().peekable();
    let mut phones = reader.phones.iter().peekable();
    // The next address or telephone number starts at `stop`; until there no token belongs to one.
    let (mut at, mut stop, mut limit) = (0, 0, usize::MAX);
    while at < reader.tokens.len() {
        if at < stop {
            at = reader.step(&mut people, at, limit).max(at + 1);
            continue;
        }
        while addresses.next_if(|range| range.end <= at).is_some() {}
        while phones.next_if(|phone| phone.end <= at).is_some() {}
        limit = addresses.peek().map_or(usize::MAX, |range| range.start);
        stop = phones.peek().map_or(limit, |phone| phone.start.min(limit));
        if let Some(range) = addresses.peek().filter(|range| range.start <= at) {
            at = range.end.max(at + 1);
        } else if let Some(phone) = phones.peek().filter(|phone| phone.start <= at) {
            at = phone.end;
        }
    }
    people
}

impl Reader<'_> {
    /// Reads what starts here, and answers where to go on. A name may not run into the address at `limit`.
    fn step(&self, people: &mut People, at: usize, limit: usize) -> usize {
        let scope = self.scopes.at(at);
        if scope == Scope::Writer || !self.may_open(at) {
            return at + 1;
        }
        if self.tokens.has(at, Trait::PartLabel)
            && let Some(end) = self.labelled(people, at)
        {
            return end;
        }
        if let Some(mut mentioned) = self.person_at(at, limit) {
            self.details(&mut mentioned);
            // `Casus - Brouns`: of whom the subject says one word, that is the surname.
            if is_in_subject_line(self.tokens, mentioned.start) {
                mentioned.name.call_by_surname(self.tokens);
            }
            if self.is_professional(mentioned.name.end) {
                mentioned.scope = Scope::Outsider;
            }
            let end = mentioned.name.end;
            people.add(mentioned);
            return end;
        }
        // "Ik ben 40 jaar."
        let own = self.tokens.fold(at) == "ben" && self.tokens.fold(at.wrapping_sub(1)) == "ik";
        let scope = if own && scope == Scope::Plain { Scope::Own } else { scope };
        if scope != Scope::Outsider
            && (own || self.tokens.has(at, Trait::Birth))
            && let Some(detail) = details::read(self.tokens, at + usize::from(own), Behind::Word)
        {
            people.detail(&detail, scope, at);
            return detail.end;
        }
        if scope != Scope::Outsider
            && matches!(self.tokens.fold(at), "is" | "zal" | "lijkt")
            && let Some(detail) = details::of_pronoun(self.tokens, at)
        {
            people.detail(&detail, scope, at);
            return detail.end;
        }
        at + 1
    }

    /// Whether somebody, or a detail of somebody, can start here; most words of a text cannot.
    fn may_open(&self, at: usize) -> bool {
        let tokens = self.tokens;
        const OPENERS: Traits =
            Traits::of(&[Trait::Title, Trait::Role, Trait::PartLabel, Trait::NameLabel, Trait::Birth]);
        let aged = || tokens.fold(at + 1).starts_with("jarig") || tokens.fold(at + 2).starts_with("jarig");
        let says_age = || {
            let told = tokens.fold(at) == "ben" && tokens.is_number(at + 1);
            told || matches!(tokens.fold(at), "is" | "zal" | "lijkt")
        };
        tokens.is_capital(at) || tokens.has_any(at, OPENERS) || says_age() || tokens.is_number(at) && aged()
    }

    /// `Voornaam: Jan`, `Achternaam: Vries`: a part that goes to the person of this form.
    fn labelled(&self, people: &mut People, at: usize) -> Option<usize> {
        let tokens = self.tokens;
        let label = tokens.fold(at);
        // `Voorletter(s):`
        let several = tokens.is_mark(at + 1, '(') && tokens.fold(at + 2) == "s" && tokens.is_mark(at + 3, ')');
        let next = past_dot(tokens, at + if several { 4 } else { 1 });
        let parted = tokens.is_mark(next, ':') || tokens.gap(next) == Gap::Space && !tokens.is_word(next);
        let tabbed = tokens.is_tabbed(next);
        if !(parted || tabbed) {
            return None;
        }
        let value = past_arrow(tokens, next + usize::from(tokens.is_mark(next, ':')));
        if tokens.gap(value) > Gap::Space
            || matches!(tokens.kind(value), Kind::Mark(_)) && !tokens.is_one_of(value, "'’")
        {
            return Some(value);
        }
        let end = (value..value + 10)
            .find(|next| *next > value && (tokens.gap(*next) > Gap::Space || tokens.is_one_of(*next, ";|,(")))
            .unwrap_or(value + 1);
        if matches!(tokens.fold(value), "onb" | "onbekend" | "geen" | "nvt" | "niet" | "weet" | "idem") {
            return Some(end);
        }
        let scope = self.scopes.at(at);
        people.labelled(tokens, label, value..end, scope);
        Some(end)
    }

    fn person_at(&self, at: usize, limit: usize) -> Option<Mentioned> {
        let tokens = self.tokens;
        if tokens.is_number(at) {
            return self.aged(at, limit);
        }
        if !tokens.is_word(at) {
            return None;
        }
        if tokens.has(at, Trait::Title) {
            return self.titled(at, limit);
        }
        if tokens.has(at, Trait::Role) && !tokens.has(at, Trait::Outsider) {
            return self.with_role(at, limit);
        }
        if let Some(start) = self.name_label(at) {
            return self
                .read(start, Lead::Said, limit)
                .filter(|name| is_said(tokens, name, start))
                .map(|name| self.mention(at, name, 95))
                .or_else(|| self.titled(start, limit));
        }
        self.plain(at, limit)
    }

    fn mention(&self, at: usize, name: Name, confidence: u8) -> Mentioned {
        Mentioned { start: at, scope: self.scopes.at(at), name, confidence, ..Mentioned::default() }
    }

    /// The name that starts here, unless it runs into an address.
    fn read(&self, at: usize, lead: Lead, limit: usize) -> Option<Name> {
        (at < limit).then(|| names::read(self.tokens, at..limit, lead)).flatten()
    }

    /// `mevrouw Van der Meulen-Bos`, `Mw. A. Bos`, `fam. Drente`, `dhr. en mw. De Vries`.
    fn titled(&self, at: usize, limit: usize) -> Option<Mentioned> {
        let tokens = self.tokens;
        // The `Heer` of 's-Heer Hendrikskinderen is a place.
        let of_place = tokens.is_mark(at.wrapping_sub(1), '-') && tokens.glued(at);
        if !tokens.has(at, Trait::Title) || of_place {
            return None;
        }
        let mut next = past_dot(tokens, at + 1);
        for _ in 0..2 {
            if matches!(tokens.fold(next), "en" | "of")
                || matches!(tokens.fold(next), "mr" | "drs" | "ing" | "ir" | "dr")
                    && !tokens.text(next).ends_with(char::is_uppercase)
                || tokens.has(next, Trait::Title)
            {
                next = past_dot(tokens, next + 1);
            }
        }
        if tokens.gap(next) > Gap::Space {
            return None;
        }
        let family = tokens.has(at, Trait::FamilyTitle);
        // "Het gezin van Anna Bos", "de familie van mevrouw Bos": her name, and not Van Anna's.
        if family && tokens.fold(next) == "van" && !tokens.is_capital(next) {
            if tokens.has(next + 1, Trait::Title) {
                return self.titled(next + 1, limit);
            }
            let two = tokens.is_capital(next + 2) && tokens.gap(next + 2) == Gap::Space;
            let particle = tokens.has(next + 1, Trait::Particle) || tokens.has(next + 1, Trait::NamePart);
            if tokens.is_capital(next + 1) && two && !particle {
                return self.read(next + 1, Lead::Said, limit).map(|name| self.mention(at, name, 93));
            }
        }
        let where_they_live = matches!(tokens.fold(next), "op" | "aan") && !tokens.is_capital(next);
        if family && where_they_live && tokens.is_capital(next + 1) && !tokens.is_flat(next + 1) {
            return None;
        }
        let name = self.read(next, Lead::Title, limit)?;
        let sex = if family { Sex::Unsaid } else { Sex::of(tokens.fold(at)) };
        Some(Mentioned { family, sex, ..self.mention(at, name, 97) })
    }

    /// `zoon Sem`, `cliënt K. Bos`, `Klant (29)`, `jongen van ca. 8 jaar`, `Partner: mevrouw Bos`.
    fn with_role(&self, at: usize, limit: usize) -> Option<Mentioned> {
        let tokens = self.tokens;
        let mut next = at + 1;
        let label = tokens.is_mark(next, ':') || tokens.is_tabbed(next) && tokens.is_capital(next);
        next += usize::from(tokens.is_mark(next, ':') || tokens.is_mark(next, ','));
        if matches!(tokens.fold(next), "heet" | "is" | "genaamd" | "betreft" | "naam") {
            next += 1;
            next += usize::from(tokens.is_mark(next, ':'));
        }
        next += usize::from(matches!(tokens.fold(next), "de" | "het") && tokens.has(next + 1, Trait::Title));
        let here = tokens.gap(next) <= Gap::Space && !tokens.starts_sentence(next) && next < limit;
        let title = here && tokens.has(next, Trait::Title);
        let named = if title {
            self.titled(next, limit)
        } else if here {
            let lead = if label { Lead::Said } else { Lead::Bare };
            self.read(next, lead, limit)
                .filter(|name| next == at + 1 || label || is_said(tokens, name, next))
                .map(|name| self.mention(at, name, 93))
        } else {
            None
        };
        let mentioned = named.or_else(|| {
            let detail = details::read(tokens, at + 1, Behind::Name).filter(|_| tokens.gap(at + 1) <= Gap::Space)?;
            let mut name = Name { end: at + 1, ..Name::default() };
            (!label && name.take(&detail)).then(|| self.mention(at, name, 85))
        })?;
        let role = role(tokens.fold(at));
        let mut mentioned = mentioned;
        if matches!(
            tokens.fold(at),
            "huurder" | "huurster" | "bewoner" | "bewoonster" | "hoofdbewoner" | "hoofdhuurder"
        ) {
            mentioned.name.call_by_surname(tokens);
        }
        mentioned.name.person.rol = Some(role.to_owned());
        mentioned.start = at;
        if mentioned.sex == Sex::Unsaid {
            mentioned.sex = Sex::of(tokens.fold(at));
        }
        Some(mentioned)
    }

    /// `45-jarige man`, `de 45-jarige Jan de Boer`.
    fn aged(&self, at: usize, limit: usize) -> Option<Mentioned> {
        let (detail, who) = details::aged_role(self.tokens, at)?;
        let found = self.person_at(who, limit);
        let mut mentioned = found.unwrap_or_else(|| {
            let person = Person { rol: Some(role(self.tokens.fold(who)).to_owned()), ..Person::default() };
            self.mention(at, Name { person, places: Vec::new(), end: who + 1 }, 85)
        });
        mentioned.name.take(&detail);
        Some(mentioned)
    }

    /// Where the name starts after `Naam:`, `Betrokkene:` or a tab.
    fn name_label(&self, at: usize) -> Option<usize> {
        let tokens = self.tokens;
        // `Achternaam en roepnaam:`, `Voorletters/achternaam:`.
        let parts = tokens.has(at, Trait::PartLabel)
            && (tokens.is_one_of(at + 1, "/,&+") || tokens.fold(at + 1) == "en")
            && tokens.has(at + 2, Trait::PartLabel);
        if !tokens.has(at, Trait::NameLabel) && !parts {
            return None;
        }
        let mut next = at + if parts { 3 } else { 1 };
        let own = tokens.fold(at.wrapping_sub(1)) == "mijn";
        while next < at + 4
            && tokens.gap(next) < Gap::Paragraph
            && (tokens.has(next, Trait::Role)
                || tokens.is_one_of(next, ".:/=")
                || matches!(tokens.fold(next), "van" | "is" | "volledige")
                    && next == at + 1
                    && !tokens.has(next + 1, Trait::Particle))
        {
            next += 1;
        }
        let announced =
            next > at + 1 || tokens.is_tabbed(next) || matches!(tokens.fold(at), "inzake" | "betreft" | "betreffende");
        (announced && !own && tokens.gap(next) <= Gap::Space).then_some(next)
    }

    /// A name without title: by its initials, its words, or what stands around it.
    fn plain(&self, at: usize, limit: usize) -> Option<Mentioned> {
        let tokens = self.tokens;
        let before = at.wrapping_sub(1);
        if !tokens.is_capital(at) {
            return None;
        }
        let inside = tokens.is_capital(before)
            && tokens.gap(at) == Gap::Space
            && !tokens.has(before, Trait::NoName)
            && tokens.is_word(before)
            || tokens.is_mark(before, '-') && tokens.glued(at)
            || tokens.is_one_of(before, "'’@/_") && tokens.glued(at)
            || tokens.is_mark(before, '.') && tokens.glued(at)
            || tokens.has(before, Trait::Particle)
                && tokens.is_capital(before)
                && tokens.gap(at) == Gap::Space
                && !tokens.starts_sentence(before);
        // "Zus Anna", "Neef Jan": the name starts behind.
        let kin = |at: usize| {
            let opens = tokens.starts_sentence(at) || !tokens.is_word(at.wrapping_sub(1));
            tokens.has(at, Trait::Relative) && opens && is_name_word(tokens, at + 1)
        };
        let inside = inside && !kin(before);
        let thing = tokens.is_flat(at) && matches!(tokens.fold(before), "een" | "het" | "geen" | "dit" | "zo");
        if inside || thing || kin(at) || tokens.has(before, Trait::Organisation) && tokens.gap(at) == Gap::Space {
            return None;
        }
        let own = self.scopes.at(at) == Scope::Own;
        let said = is_announced(tokens, at) || own && is_introduced(tokens, at);
        let lead = if said { Lead::Said } else { Lead::Bare };
        let parts = (at < limit).then(|| names::parts(tokens, at..limit, lead)).flatten()?;
        let confidence = self.evidence(&parts, at, lead)?;
        let name = parts.into_name(tokens);
        let school = school_class(tokens, name.end);
        let mut mentioned = self.mention(at, name, confidence);
        if let Some(end) = school {
            mentioned.name.person.rol = Some("kind".to_owned());
            mentioned.name.end = end;
        }
        Some(mentioned)
    }

    fn details(&self, mentioned: &mut Mentioned) {
        let name = &mut mentioned.name;
        for _ in 0..3 {
            let Some(detail) = details::read(self.tokens, name.end, Behind::Name) else { break };
            if !name.take(&detail) {
                break;
            }
        }
        if name.person.rol.is_none() && name.person.leeftijd.is_some_and(|years| years < 18) {
            name.person.rol = Some("kind".to_owned());
        }
    }
}

impl Name {
    /// Takes a detail that follows the name; answers whether it was new.
    pub fn take(&mut self, detail: &details::Detail) -> bool {
        let new = detail.value.give(&mut self.person);
        if new {
            self.places.push(detail.place);
            self.end = self.end.max(detail.end);
        }
        new
    }
}

fn role(word: &str) -> &'static str {
    match word {
        "partner" | "echtgenoot" | "echtgenote" | "vriend" | "vriendin" => "partner",
        "moeder" | "mama" => "moeder",
        "vader" | "papa" => "vader",
        "ouder" => "ouder",
        _ if traits(word).has(Trait::Child) => "kind",
        _ => "betrokkene",
    }
}

/// Past the `>>`, `->`, `=` or `-` behind a label.
fn past_arrow(tokens: &Tokens<'_>, at: usize) -> usize {
    (at..at + 3).find(|next| !tokens.is_one_of(*next, ">=-–|")).unwrap_or(at)
}

fn past_dot(tokens: &Tokens<'_>, at: usize) -> usize {
    at + usize::from(tokens.is_mark(at, '.') && !tokens.ends_sentence(at))
}
