//! Of whom each word of a text speaks: the household, somebody beside it, or the writer himself.
//!
//! **Invariant:** one pass over the tokens, sentence by sentence; what an address takes starts nothing.

use std::ops::Range;

use super::{
    beside::{Elsewhere, elsewhere, is_in_touch, is_name_next, is_of_kin, is_of_name, is_of_witness, is_reported},
    colleagues::{of_colleagues, opens_message},
    first_person::{is_beside, is_first_person, names_himself},
    lexicon::{Trait, Traits},
    neighbours::{is_neighboured, is_next_door},
    regions::Regions,
    reporting::{told_instead, told_of},
    tokens::{Gap, Tokens},
};

/// Of whom a word speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The household, as far as anything is said.
    Plain,
    /// A neighbour, a reporter, a professional, an office.
    Outsider,
    /// "Ik woon op", "mijn naam is": the writer, who may ask help for himself.
    Own,
    /// Greeting, signature, header, quotation.
    Writer,
}

/// The scope of every token.
pub(super) struct Scopes {
    of: Vec<Scope>,
}

/// A line longer than this was broken by a mail program, not by its writer, in bytes.
const WRAPPED: usize = 60;

impl Scopes {
    /// `taken` are the tokens of addresses, in order.
    pub fn of(tokens: &Tokens<'_>, regions: &Regions, taken: &[Range<usize>]) -> Self {
        let mut scopes = Self { of: vec![Scope::Plain; tokens.len()] };
        let mut start = 0;
        let all = taken;
        let mut taken = taken;
        while start < tokens.len() {
            let end = sentence_end(tokens, start);
            while taken.first().is_some_and(|range| range.end <= start) {
                taken = &taken[1..];
            }
            let told = told_of(tokens, &(start..end), taken).or_else(|| told_instead(tokens, &(start..end), taken));
            match told {
                Some(told) => {
                    scopes.of[start..told.start].fill(Scope::Outsider);
                    scopes.read(tokens, told.end..end, taken);
                }
                None => scopes.read(tokens, start..end, taken),
            }
            let outside = all.iter().any(|range| !(start..end).contains(&range.start));
            let elsewhere = if outside { Elsewhere::Another } else { Elsewhere::None };
            if scopes.reaches_outsider(tokens, start)
                || is_of_witness(tokens, start..end)
                || is_of_kin(tokens, &(start..end), taken, elsewhere)
            {
                scopes.of[start..end].fill(Scope::Outsider);
            } else if let Some(range) = of_colleagues(tokens, &(start..end), taken) {
                scopes.of[range].fill(Scope::Outsider);
            }
            start = end;
        }
        if let Some(signed) = signs_with_home(tokens, all) {
            scopes.of[signed..].fill(Scope::Own);
        }
        regions.ranges().for_each(|range| scopes.of[range].fill(Scope::Writer));
        scopes
    }

    /// `Ingestuurd door: Jan Bos`, and on the next line `Tel: 0612345678`: it reaches whom the line above names.
    fn reaches_outsider(&self, tokens: &Tokens<'_>, line: usize) -> bool {
        let label = tokens.gap(line) == Gap::Line && (line + 1..line + 3).any(|at| is_of_telephone(tokens, at));
        label && line.checked_sub(1).is_some_and(|last| self.of[last] == Scope::Outsider)
    }

    pub fn at(&self, index: usize) -> Scope {
        self.of.get(index).copied().unwrap_or(Scope::Writer)
    }

    fn read(&mut self, tokens: &Tokens<'_>, sentence: Range<usize>, taken: &[Range<usize>]) {
        let mut scope = Scope::Plain;
        let mut cue = usize::MAX;
        let mut bracketed = false;
        const TURNING: Traits = Traits::of(&[Trait::Turns, Trait::Outsider, Trait::Relative]);
        let in_address =
            |at: usize| taken.iter().take_while(|range| range.start <= at).any(|range| range.contains(&at));
        for at in sentence.clone() {
            let turning = tokens.has_any(at, TURNING);
            if bracketed && tokens.is_mark(at, ')') {
                (scope, bracketed) = (Scope::Plain, false);
            }
            if (turning || scope == Scope::Outsider && tokens.is_mark(at, ':')) && !in_address(at) {
                if names_himself(tokens, at) {
                    self.of[sentence.start..at].fill(Scope::Own);
                }
                if tokens.fold(at) == "hier" && is_first_person(tokens, at) {
                    let name = (sentence.start..at).rev().take_while(|word| is_of_name(tokens, *word)).last();
                    self.of[name.unwrap_or(at)..at].fill(Scope::Own);
                }
                if let Some(next) = turn(tokens, at, &sentence, scope) {
                    // "Bewoner volgens de klager: mw. Bos."
                    let told = (1..3).any(|back| tokens.fold(cue.wrapping_sub(back)) == "volgens");
                    let elsewhere =
                        (cue.min(at)..at).any(|word| matches!(tokens.fold(word), "elders" | "kennis" | "familielid"));
                    let aside = tokens.is_mark(cue.wrapping_add(1), '(') && tokens.is_mark(at.wrapping_sub(1), ')');
                    let reach = 3 + usize::from(matches!(tokens.fold(cue.wrapping_add(1)), "bij" | "buiten"));
                    let near = at <= cue.saturating_add(reach) || elsewhere || aside;
                    let label = tokens.is_mark(at, ':') && near && !told;
                    if !(next == Scope::Plain && label) {
                        // "K. Bakker (wijkagent) en mevrouw Wit": his part ends with the bracket.
                        bracketed = scope == Scope::Plain && tokens.is_mark(at.wrapping_sub(1), '(');
                        scope = next;
                        cue = if next == Scope::Outsider { at } else { usize::MAX };
                    }
                }
            }
            self.of[at] = scope;
        }
    }
}

/// Where the last line starts when it is a name and where that one lives: "Anna Bos, Dijk 3" signs with it.
fn signs_with_home(tokens: &Tokens<'_>, taken: &[Range<usize>]) -> Option<usize> {
    let home = taken.last()?;
    // On a line of its own, or behind a sentence that told of another house.
    let told = taken.len() > 1;
    let line = (1..home.start).rev().find(|at| tokens.gap(*at) >= Gap::Line || told && tokens.starts_sentence(*at))?;
    // `fam. De Wit (Dijk 3)`
    let family = tokens.has(line, Trait::FamilyTitle);
    let name = line + usize::from(family);
    let words = (name..home.start).filter(|at| tokens.is_capital(*at)).count() + usize::from(family);
    let named = (2..=5).contains(&words)
        && (name..home.start).all(|at| {
            let of_name = is_of_name(tokens, at) && (!tokens.has(at, Trait::NoName) || tokens.has(at, Trait::Particle));
            of_name || tokens.is_letter(at)
        });
    let last = (home.end..tokens.len()).all(|at| !tokens.is_word(at));
    let below = tokens.ends_sentence(line - 1) || tokens.is_mark(line - 1, ',') || tokens.gap(line) == Gap::Paragraph;
    let texted =
        told && tokens.gap(line) < Gap::Line || (1..line).filter(|at| tokens.gap(*at) >= Gap::Line).count() > 1;
    (named && last && below && texted).then_some(line)
}

/// The token after the sentence that starts here. A line ends it too, unless it was only wrapped.
fn sentence_end(tokens: &Tokens<'_>, start: usize) -> usize {
    let mut line = start;
    for at in start + 1..tokens.len() {
        if tokens.ends_sentence(at - 1) && at - 1 > start || tokens.gap(at) == Gap::Paragraph {
            return at;
        }
        if tokens.gap(at) == Gap::Line {
            if opens_message(tokens, at) {
                return at;
            }
            let length = tokens.end(at - 1) - tokens.start(line);
            if length < WRAPPED && !runs_on(tokens, at)
                || tokens.is_one_of(at - 1, ":;")
                || is_label(tokens, at)
                || !tokens.is_word(at) && !tokens.is_number(at)
            {
                return at;
            }
            line = at;
        }
    }
    tokens.len()
}

/// A line that ends in a word which asks for more, before one that opens with no capital: `woon aan de / Dijk 3`.
fn runs_on(tokens: &Tokens<'_>, line: usize) -> bool {
    let before = tokens.fold(line - 1);
    let asks = matches!(
        before,
        "de" | "het"
            | "een"
            | "aan"
            | "op"
            | "in"
            | "te"
            | "van"
            | "bij"
            | "en"
            | "met"
            | "voor"
            | "over"
            | "nummer"
            | "is"
            | "door"
            | "om"
            | "dat"
            | "naar"
    );
    let small = tokens.is_word(line) && !tokens.is_capital(line) && tokens.is_word(line - 1) && !tokens.is_flat(line);
    asks || small
}

fn is_label(tokens: &Tokens<'_>, at: usize) -> bool {
    (at + 1..at + 4).any(|mark| tokens.is_mark(mark, ':')) && tokens.is_word(at)
}

/// Whether this token changes of whom the sentence speaks. "Volgens de wijkagent woont Anna …": his part ends at the verb.
fn turn(tokens: &Tokens<'_>, at: usize, sentence: &Range<usize>, scope: Scope) -> Option<Scope> {
    let word = tokens.fold(at);
    match word {
        // "Belt hier nog over (0597-123456)."
        "over" if tokens.is_one_of(at + 1, "(.,)") => {}
        // "Melder betreft Anna Nap, tel. …"
        "betreft" if matches!(tokens.fold(at.wrapping_sub(1)), "melder" | "meldster") => {}
        "over" | "betreft" | "betreffende" | "inzake" | "rondom" | "omtrent" | "omdat" => return Some(Scope::Plain),
        "dat" if tokens.fold(at + 1) == "elders" => {}
        "om" | "dat" | "tegen" | "aangaande" if scope != Scope::Plain => return Some(Scope::Plain),
        // "Contactpersoon voor mw. Bos, Dijk 3: zoon Jan Bos".
        ":" if tokens.fold(sentence.start) == "contactpersoon" && tokens.fold(sentence.start + 1) == "voor" => {
            return Some(Scope::Outsider);
        }
        ":" if scope == Scope::Outsider && !is_of_telephone(tokens, at) => return Some(Scope::Plain),
        // "Staat onder bewind bij A. Nap, Singel 3."
        "bewind" | "bewindvoering" | "mentorschap" | "curatele"
            if matches!(tokens.fold(at + 1), "bij" | "van" | "door") =>
        {
            return Some(Scope::Outsider);
        }
        // `Niet-gezaghebbende ouder: Jan Bos, Dijk 4`
        "ouder" if tokens.fold(at.wrapping_sub(1)) == "gezaghebbende" && tokens.fold(at.wrapping_sub(3)) == "niet" => {
            return Some(Scope::Outsider);
        }
        // "Een kennis, Anna Nap (06-12345678), kwam mee."
        "kennis"
            if tokens.fold(at.wrapping_sub(1)) == "een" && tokens.is_mark(at + 1, ',') && tokens.is_capital(at + 2) =>
        {
            return Some(Scope::Outsider);
        }
        // "Mantelzorger mevrouw Bos, 06-12345678"; of "mantelzorger is zijn vrouw" nobody is named yet.
        "mantelzorger" if is_name_next(tokens, at + 1) => return Some(Scope::Outsider),
        // "Wijkverpleegkundige Anna trof mevrouw Bos …": it is about whom they found.
        "trof" | "treft" | "vond" | "zag" | "bezocht" | "verzorgt" | "begeleidt"
            if scope == Scope::Outsider && is_name_next(tokens, at + 1) =>
        {
            return Some(Scope::Plain);
        }
        // "Zelf heet ze Anna Bos en woont ze op 10."
        "zelf" if at == sentence.start && tokens.fold(at + 1) == "heet" => return Some(Scope::Outsider),
        // "Beller zelf is Anna Bos."
        "zelf"
            if scope == Scope::Outsider
                && matches!(tokens.fold(at.wrapping_sub(1)), "beller" | "belster" | "melder" | "meldster")
                && matches!(tokens.fold(at + 1), "is" | "betreft" | "heet") =>
        {
            return Some(Scope::Plain);
        }
        "overkant" | "ernaast" => return Some(Scope::Outsider),
        "meldt" if tokens.is_mark(at + 1, ':') => return Some(Scope::Outsider),
        "voor" if matches!(tokens.fold(at + 1), "vragen" | "overleg" | "informatie" | "nadere" | "toelichting") => {
            return Some(Scope::Outsider);
        }
        "vader" | "moeder" if tokens.fold(at + 1) == "van" && tokens.fold(at + 3) == "kinderen" => {
            return Some(Scope::Outsider);
        }
        "woont" | "verblijft" | "is" | "heeft" | "gaat" | "wil" | "kan" | "zou" | "was" | "had" | "komt" | "zit"
        | "heet" | "staat"
            if scope == Scope::Outsider && tokens.fold(sentence.start) == "volgens" =>
        {
            return Some(Scope::Plain);
        }
        // `Door: Anna Bos (kennis)`
        "door" if tokens.is_mark(at + 1, ':') && at == sentence.start => return Some(Scope::Outsider),
        "door" | "van" | "via" if is_reported(tokens, at, sentence.start) => return Some(Scope::Outsider),
        _ if is_in_touch(tokens, at) => return Some(Scope::Outsider),
        _ => {}
    }
    if tokens.has(at, Trait::Outsider)
        && !is_neighboured(tokens, at)
        && !is_thing(tokens, at)
        && !is_surname(tokens, at)
    {
        return Some(Scope::Outsider);
    }
    if is_next_door(tokens, at) {
        return Some(Scope::Outsider);
    }
    if tokens.has(at, Trait::Relative) && elsewhere(tokens, at, sentence) {
        return Some(Scope::Outsider);
    }
    is_first_person(tokens, at).then_some(if is_beside(tokens, sentence) { Scope::Outsider } else { Scope::Own })
}

/// "Melder: Jan Bos, tel: 0612345678": the label of a way to reach him starts nobody new.
fn is_of_telephone(tokens: &Tokens<'_>, colon: usize) -> bool {
    tokens.is_mark(colon, ':')
        && matches!(
            tokens.fold(colon.wrapping_sub(1)),
            "tel" | "telefoon" | "telefoonnummer" | "telnr" | "mobiel" | "mob" | "nr" | "nummer" | "mail" | "email"
        )
}

/// "Bart Meester", "Anna de Notaris": the name of somebody, not what he does.
fn is_surname(tokens: &Tokens<'_>, at: usize) -> bool {
    let shortened = tokens.is_mark(at.wrapping_sub(1), '.') && !tokens.ends_sentence(at.wrapping_sub(1));
    let titled = tokens.has(at.wrapping_sub(2), Trait::Title) && !tokens.glued(at.wrapping_sub(2));
    let dot = usize::from(shortened && titled);
    let before = at.wrapping_sub(1 + dot);
    let named = tokens.is_word(before)
        && tokens.is_capital(before)
        && !tokens.starts_sentence(before)
        && !tokens.has(before, Trait::NoName)
        || tokens.has(before, Trait::Title);
    tokens.is_capital(at) && !tokens.is_flat(at) && tokens.gap(at) == Gap::Space && named
}

/// "ex" and the like count only before somebody; "meester" and "dr" only before no street, which the caller sees to.
fn is_thing(tokens: &Tokens<'_>, at: usize) -> bool {
    match tokens.fold(at) {
        "ex" => {
            !(tokens.is_mark(at + 1, '-')
                || tokens.is_capital(at + 1)
                || tokens.has(at + 1, Trait::Role)
                || tokens.is_one_of(at + 1, ",(") && tokens.is_capital(at + 2)
                || tokens.fold(at + 1) == "van")
        }
        // "De oppas van Jan Bos komt niet meer", "De oppas, Mien Jansen".
        "oppas" | "weekendoppas" | "gastouder" | "bekende" => {
            let said = tokens.is_one_of(at + 1, ",(:") || tokens.fold(at + 1) == "is";
            let next = at + 1 + usize::from(said);
            let named = tokens.is_capital(next) || tokens.has(next, Trait::Title);
            !(named && tokens.gap(next) <= Gap::Space)
        }
        // "Medicatie via apotheek De Linde (0597-123456)."
        "apotheek" => !tokens.is_capital(at + 1),
        "cc" => !tokens.is_mark(at + 1, ':'),
        "intern" | "sociaal" | "wettelijk" | "ambulant" | "maatschappelijk" | "verpleegkundig" => {
            !tokens.is_word(at + 1)
        }
        // "Ik schrijf namens mijn zus, Anna Bos".
        "namens" => matches!(tokens.fold(at + 1), "mijn" | "onze" | "ons" | "haar" | "zijn"),
        "eigenaar" | "mentor" => tokens.fold(at + 1) == "met",
        // "Ambulance gebeld voor mevrouw Bos."
        "gebeld" => matches!(tokens.fold(at + 1), "met" | "voor"),
        "kantoor" => !tokens.is_capital(at + 1),
        "dr" | "ib" if tokens.text(at).ends_with(char::is_uppercase) => tokens.is_capital(at + 1),
        _ => false,
    }
}
