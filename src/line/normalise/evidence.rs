//! How sure it is that capitalised words without a title are a person: by what stands before, in and behind them.

use super::{
    details::{self, Lead as Behind},
    lexicon::Trait,
    names::{Lead, Name, Parts},
    people::is_in_subject_line,
    persons::Reader,
    reversed::is_reversed,
    surnames::{Surname, ends_as_surname},
    tokens::{Gap, Tokens},
};

impl Reader<'_> {
    /// How sure a name without a title is, in percent; `None` when it may be anything.
    pub(super) fn evidence(&self, name: &Parts, at: usize, lead: Lead) -> Option<u8> {
        let tokens = self.tokens;
        let said = lead == Lead::Said;
        let surname = name.own.is_some();
        let given = !name.given.is_empty();
        let initials = !name.initials.is_empty();
        let first = tokens.has(at, Trait::Given);
        let opening = tokens.starts_sentence(at) || tokens.gap(at) >= Gap::Line;
        if tokens.has(at, Trait::Organisation) || self.is_office(name, at) {
            return None;
        }
        if initials && (surname || given) {
            return Some(95);
        }
        // Without capitals "ik wil even doorgeven" reads like Wil.
        let everyday = matches!(tokens.fold(at), "elke" | "wil" | "door");
        if everyday && tokens.is_flat(at) {
            return None;
        }
        let aged = details::read(tokens, name.end, Behind::Name).is_some();
        let noun = !first && opening && (tokens.has(at, Trait::Common) || is_probably_noun(tokens.fold(at)));
        let school = school_class(tokens, name.end).is_some();
        if (aged || school) && (surname || !noun) {
            return Some(if surname || first { 95 } else { 85 });
        }
        if surname && given {
            let common = tokens.has(at, Trait::Common) && !first && (opening || !said);
            let place = tokens.has(at, Trait::Place) && !said;
            let word = name.end.wrapping_sub(1);
            let family = tokens.has(word, Trait::Surname) || ends_as_surname(tokens.fold(word));
            let family = family && !is_in_subject_line(tokens, at);
            let shown = family
                || first
                || said
                || !opening && !tokens.is_flat(at)
                || name.own.as_ref().is_some_and(Surname::is_prefixed) && !tokens.is_flat(at)
                || lives(tokens, name.end);
            return (shown && !common && !place).then_some(if first { 95 } else { 88 });
        }
        if surname {
            let reversed = is_reversed(tokens, at + 1) && (!opening || !tokens.has(at, Trait::Common));
            return (said || reversed).then_some(85);
        }
        if initials {
            return (said && !tokens.is_capital(name.end)).then_some(75);
        }
        // `Vraag: Elke nacht harde muziek`: a word of every day before another.
        if everyday && tokens.is_word(name.end) && !tokens.is_capital(name.end) && tokens.gap(name.end) <= Gap::Space {
            return None;
        }
        let place = tokens.has(at, Trait::Place) || tokens.has(at, Trait::Common) && !first;
        if said {
            // Without capitals "er is brandgevaar" reads like "er is Anna".
            let plain = first || !tokens.is_flat(at) || tokens.is_mark(at.wrapping_sub(1), ':');
            return (plain && !place && !tokens.is_number(name.end)).then_some(if first { 90 } else { 75 });
        }
        (first && !place && !tokens.is_number(name.end) && (!opening || lives(tokens, name.end))).then_some(80)
    }

    /// `Stichting Welzijn Oldambt`, `De Waterlelie` after `obs`: an office or a school.
    fn is_office(&self, name: &Parts, at: usize) -> bool {
        let tokens = self.tokens;
        let near = at.saturating_sub(2)..(name.end + 1).min(tokens.len());
        near.clone().any(|index| {
            tokens.has(index, Trait::Organisation)
                && tokens.gap(index + 1) <= Gap::Space
                && !tokens.ends_sentence(index + 1)
                && !(index < at && tokens.is_one_of(at - 1, ",.:;"))
                && (index + 1 == at || tokens.is_capital(index) && tokens.is_capital(index + 1))
                && (index >= at || tokens.gap(at) <= Gap::Space)
        })
    }
}

/// A word right before a name, how far back another stands that makes it announce a person, and which those are.
type Announcer = (&'static str, usize, &'static [&'static str]);

const ABOUT: &[&str] = &[
    "zorgen",
    "zorg",
    "signaal",
    "melding",
    "bezorgd",
    "gesprek",
    "gebeld",
    "contact",
    "bel",
    "signalen",
    "klachten",
    "informatie",
    "vraag",
    "bericht",
];
const LIVES: &[&str] = &[
    "hier",
    "daar",
    "er",
    "bewoner",
    "partner",
    "ook",
    "medebewoner",
    "bewoonster",
    "betrokkene",
    "kind",
    "client",
    "huurder",
    "zoon",
    "dochter",
];
const ANNOUNCERS: &[Announcer] = &[
    ("om", 6, &["gaat", "zorgen", "ging", "draait"]),
    ("over", 6, ABOUT),
    ("rond", 6, ABOUT),
    ("rondom", 6, ABOUT),
    (
        "met",
        2,
        &[
            "samen",
            "gehuwd",
            "getrouwd",
            "gesproken",
            "contact",
            "gesprek",
            "samenwonend",
            "woont",
            "afspraak",
            "opnemen",
            "leggen",
            "opgenomen",
            "bekend",
        ],
    ),
    ("voor", 2, &["aandacht", "hulp", "zorg", "zorgen", "plek", "afspraak", "aanmelding", "steun"]),
    ("naar", 2, &["uit", "zorgen"]),
    ("bij", 2, &["hulp", "meekijken", "langs", "geweest", "kijken", "huisbezoek", "bezoek", "thuis"]),
    ("aan", 2, &["bezoek", "huisbezoek", "afgelegd"]),
    ("woont", 2, LIVES),
    ("wonen", 2, LIVES),
    ("is", 2, LIVES),
    ("nog", 2, &["er", "woont", "om", "gaat", "is", "daar"]),
    ("ook", 2, &["er", "woont", "om", "gaat", "is", "daar"]),
];
/// Before a known first name "van" announces after these.
const OF: &[&str] = &[
    "moeder",
    "vader",
    "ouders",
    "aanmelding",
    "thuissituatie",
    "situatie",
    "partner",
    "kind",
    "zoon",
    "dochter",
    "gegevens",
];
/// Before a colon.
const LABELS: &[&str] =
    &["woont", "om", "over", "betreft", "volgende", "gezin", "adres", "wonen", "bewoners", "kinderen", "gezinsleden"];

/// Whether what stands before this name tells that a person follows.
pub(super) fn is_announced(tokens: &Tokens<'_>, at: usize) -> bool {
    let before = at.wrapping_sub(1);
    let second = at.wrapping_sub(2);
    if tokens.gap(at) > Gap::Space {
        return false;
    }
    match tokens.fold(before) {
        "betreft" | "inzake" | "betreffende" | "heet" | "genaamd" | "heten" | "namelijk" | "woont" | "wonen" => true,
        "van" => !tokens.is_capital(before) && tokens.has(at, Trait::Given) && OF.contains(&tokens.fold(second)),
        // "Hoe heet de persoon? Anna Bos"
        "?" => (second.saturating_sub(6)..=second).any(|word| matches!(tokens.fold(word), "heet" | "naam" | "wie")),
        ":" => tokens.is_word(second) && (LABELS.contains(&tokens.fold(second)) || tokens.has(second, Trait::Role)),
        "en" => tokens.has(second, Trait::Given) && tokens.has(at, Trait::Given),
        word => {
            let announcer = ANNOUNCERS.iter().find(|announcer| announcer.0 == word);
            let said = |(_, reach, words): &Announcer| {
                (2..=*reach).any(|back| words.contains(&tokens.fold(at.wrapping_sub(back))))
            };
            tokens.has(before, Trait::Role) || announcer.is_some_and(said)
        }
    }
}

/// "Ik ben …", "mijn naam is …", "u spreekt met …", or the first words of "… is mijn naam".
pub(super) fn is_introduced(tokens: &Tokens<'_>, at: usize) -> bool {
    let before = tokens.fold(at.wrapping_sub(1));
    matches!(before, "ben" | "heet" | "met")
        || before == "is" && tokens.fold(at.wrapping_sub(2)) == "naam"
        || tokens.starts_sentence(at)
        || before == ":" && tokens.fold(at.wrapping_sub(2)) == "naam"
}

/// After a label anything capitalised is a name, but no office and no word of every day.
pub(super) fn is_said(tokens: &Tokens<'_>, name: &Name, start: usize) -> bool {
    let whole = name.person.geslachtsnaam.is_some() || name.person.voorletters.is_some();
    let first = tokens.has(start, Trait::Given);
    !tokens.has(start, Trait::Organisation)
        && (first
            || whole && !tokens.has(start, Trait::Common)
            || !tokens.has(start, Trait::Common) && !tokens.has(start, Trait::Place))
}

fn lives(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(
        tokens.fold(at),
        "woont"
            | "wonende"
            | "woonachtig"
            | "is"
            | "heeft"
            | "zit"
            | "verblijft"
            | "verblijvend"
            | "wil"
            | "kan"
            | "komt"
            | "gaat"
            | "was"
            | "had"
            | "vertelde"
            | "zegt"
            | "belt"
            | "en"
            | "wordt"
            | "werd"
            | "staat"
            | "geeft"
            | "lijkt"
            | "moet"
            | "durft"
    )
}

/// A sentence's first word may be any noun: "Kinderen (3)", "Woning (2)".
fn is_probably_noun(word: &str) -> bool {
    const ENDINGS: [&str; 10] = ["en", "ing", "heid", "tie", "schap", "teit", "ment", "s", "huis", "je"];
    ENDINGS.iter().any(|ending| word.ends_with(ending))
}

/// "uit groep 5": the token after it.
pub(super) fn school_class(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let from = at + usize::from(tokens.is_one_of(at, ",("));
    let of = usize::from(matches!(tokens.fold(from), "uit" | "van" | "in"));
    let class = (of == 1 || from > at) && matches!(tokens.fold(from + of), "groep" | "klas");
    (class && tokens.is_number(from + of + 1)).then_some(from + of + 2)
}
