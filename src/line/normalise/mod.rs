//! Dutch text and fields become facts. Pure: no I/O, no clock.
//!
//! **Invariant:** reading never fails and is linear in the text; what is not sure is left out, for a wrong address
//! joins strangers and a missing one only waits for a human.
//!
//! Of a very long text only its first pages and its last are read for whom and where it is about: that stands near the
//! top, or at the foot of what was written; what lies between in such a text is logs, threads and case files. Words of
//! alarm are heard in all of it.

mod address;
mod alarm_terms;
mod alike;
mod beside;
mod citizens;
mod colleagues;
mod dates;
mod details;
mod evidence;
mod first_person;
mod found;
mod gazetteer;
mod house;
mod initials;
mod institution;
mod layout;
mod letterhead;
mod lexicon;
mod mention;
mod name_lists;
mod names;
mod neighbours;
mod no_home;
mod number;
mod part;
mod people;
mod persons;
mod phones;
mod place;
mod place_alone;
mod postcode;
mod professional;
mod regions;
mod reporting;
mod reversed;
mod scopes;
mod scrub;
mod signal;
mod signature;
mod street;
mod street_cues;
mod street_endings;
mod street_index;
mod street_words;
mod surnames;
mod tokens;
mod word_lists;
mod words;
mod writer;

#[cfg(test)]
mod address_tests;
#[cfg(test)]
mod other_hands_tests;
#[cfg(test)]
mod residents_tests;
#[cfg(test)]
mod tests;

pub use alike::{ALIKE, Runs};
pub use citizens::tell_citizens;
pub use found::{Field, Mention, Owner};
pub use gazetteer::Gazetteer;
pub use signal::{Arrival, from_letter, from_report, from_structured, mentions};

use std::{borrow::Cow, ops::Range};

use crate::domain::{Address, Person, Urgency, fold};

/// Bytes at the start of a long text that are read for facts: some eight pages.
const HEAD: usize = 24 * 1024;
/// Bytes at its end: a page.
const TAIL: usize = 4 * 1024;

/// What a text says, as far as it is sure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// Of the household the text is about.
    pub address: Address,
    /// Where it lived before.
    pub former_address: Option<Address>,
    /// Whom it is about; the writer only when he asks help for himself.
    pub persons: Vec<Person>,
    /// Where each of these facts stands, and how sure it is.
    pub mentions: Vec<Mention>,
    /// `Hoog` when a word asks for it, else `Normaal`.
    pub urgency: Urgency,
    /// Plain Dutch: "het woord ‘ontruiming’".
    pub urgency_reasons: Vec<String>,
    pub crisis: bool,
    /// The words that trip the meldcode.
    pub meldcode: Option<String>,
    /// The writer wants his name kept from the one it is about.
    pub anonymous_wish: bool,
}

/// Reads the facts from a text. What it quotes is read when it is passed on so, and the rest tells of nobody: "Hieronder
/// een bericht dat ik vanmorgen kreeg". What a reply quotes may be of another household, and is not.
pub fn facts(text: &str, gazetteer: &Gazetteer) -> Facts {
    let facts = facts_outside_quotes(text, gazetteer);
    let opened = if facts.tells() { None } else { without_quote_marks(text) };
    match opened.map(|text| facts_outside_quotes(&text, gazetteer)) {
        Some(quoted) if quoted.mentions.len() > facts.mentions.len() => quoted,
        _ => facts,
    }
}

/// Words of who passes a message on.
const PASSED_ON: [&str; 10] = [
    "hieronder",
    "onderstaand",
    "onderstaande",
    "doorgestuurd",
    "doorgestuurde",
    "doorsturen",
    "doorgezet",
    "bijgaand",
    "fwd",
    "fw",
];

/// The text with blanks for the `>` of quoted lines, as long as before; `None`: it quotes nothing.
fn without_quote_marks(text: &str) -> Option<String> {
    memchr::memchr(b'>', text.as_bytes())?;
    let quotes = |line: &str| line.trim_start().starts_with('>');
    let (quoted, said): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| quotes(line));
    let passes_on = |line: &&str| {
        let line = fold(line);
        line.split(|letter: char| !letter.is_alphanumeric()).any(|word| PASSED_ON.contains(&word))
    };
    // Where nobody is quoted, `>` marks the points of a list.
    let attributes = |line: &&str| {
        let line = line.trim_end();
        let header = line.split_once(':').is_some_and(|(label, _)| matches!(label.trim(), "Van" | "From" | "Aan"));
        header || line.ends_with(':') && ["schreef", "wrote", "heeft"].iter().any(|verb| line.contains(verb))
    };
    let listed = quoted.len() > 1 && !said.iter().any(attributes) && quoted.iter().all(|line| is_point(line));
    (!quoted.is_empty() && (listed || said.iter().any(passes_on))).then(|| {
        let opened = text.split_inclusive('\n').map(|line| {
            let marks = line.find(|letter: char| letter != '>' && letter != ' ').unwrap_or(line.len());
            [&" ".repeat(marks), &line[marks..]].concat()
        });
        opened.collect()
    })
}

/// `> Adres: Dijk 3`: one mark, and words behind it.
fn is_point(line: &str) -> bool {
    line.trim_start().strip_prefix("> ").is_some_and(|words| words.starts_with(char::is_alphanumeric))
}

impl Facts {
    /// Whether it is about somebody, or some house, that could be found again.
    fn tells(&self) -> bool {
        let known = |person: &Person| person.geboortedatum.is_some() || person.telefoonnummer.is_some();
        self.address.huisnummer.is_some() || self.address.postcode.is_some() || self.persons.iter().any(known)
    }
}

fn facts_outside_quotes(text: &str, gazetteer: &Gazetteer) -> Facts {
    let reach = Reach::of(text);
    let straight = layout::straighten(Cow::Borrowed(&*reach.text));
    let tokens = tokens::Tokens::of(&straight);
    let regions = regions::Regions::of(&tokens);
    let mut addresses = mention::find(&tokens, &regions, gazetteer);
    let taken: Vec<Range<usize>> = addresses.iter().map(|mention| mention.start..mention.end).collect();
    let scopes = scopes::Scopes::of(&tokens, &regions, &taken);
    part::tell(&tokens, &scopes, &mut addresses);
    let phones = phones::find(&tokens);
    let reader = persons::Reader { tokens: &tokens, scopes: &scopes, addresses: &taken, phones: &phones };
    let mut people = persons::find(&reader);
    people.telephones(&tokens, &scopes, &phones);
    part::unname(&mut addresses, &people);
    let writer = writer::of(&tokens, &addresses, &people);
    let people = people.of_household(&tokens, writer);
    let ends: Vec<usize> = people.iter().map(|person| person.name.end).collect();
    let (address, former) = address::choose(&tokens, &addresses, &ends, writer);
    let streets = [Some(&address.address), former.as_ref().map(|former| &former.address)];
    let is_street = |person: &Person| streets.iter().flatten().any(|address| names_street(person, address));
    let people: Vec<people::Mentioned> = people.into_iter().filter(|person| !is_street(&person.name.person)).collect();
    let mut mentions = places(&tokens, &address, former.as_ref(), &people);
    mentions.iter_mut().for_each(|mention| mention.range = reach.place(mention.range.clone()));
    let persons: Vec<Person> = people.into_iter().map(|mentioned| mentioned.name.person).collect();
    let (alarm, anonymous_wish) = words::alarm(text, &tokens, &persons);
    Facts {
        address: address.address,
        former_address: former.map(|former| former.address),
        persons,
        mentions,
        urgency: alarm.urgency,
        urgency_reasons: alarm.reasons,
        crisis: alarm.crisis,
        meldcode: alarm.meldcode,
        anonymous_wish,
    }
}

/// A street named after somebody, where it stands alone: the `Jan Steenhof` of the subject is where, not who.
fn names_street(person: &Person, address: &Address) -> bool {
    let Some(street) = address.straatnaam.as_deref() else { return false };
    let given = person.voornamen.as_deref().or(person.voorletters.as_deref()).unwrap_or_default();
    let rest = [person.voorvoegsel.as_deref(), person.geslachtsnaam.as_deref()].map(Option::unwrap_or_default);
    let squeezed = |text: &str| fold(text).replace(' ', "");
    squeezed(&[given, " ", rest[0], " ", rest[1]].concat()) == squeezed(street)
}

/// The places of all facts as ranges of bytes.
fn places(
    tokens: &tokens::Tokens<'_>,
    address: &address::Chosen,
    former: Option<&address::Chosen>,
    people: &[people::Mentioned],
) -> Vec<Mention> {
    let mut mentions = Vec::with_capacity(12);
    let mut add = |places: &[found::Place], owner: Owner, confidence: u8| {
        mentions.extend(places.iter().map(|(field, from, to)| Mention {
            field: *field,
            owner,
            range: tokens.range(*from, *to),
            confidence,
        }));
    };
    add(&address.places, Owner::Address, address.confidence);
    if let Some(former) = former {
        add(&former.places, Owner::FormerAddress, former.confidence);
    }
    for (index, person) in people.iter().enumerate() {
        add(&person.name.places, Owner::Person(index), person.confidence);
    }
    mentions
}

/// The part of a text that is read for facts: all of it, or of a long one its first and last pages.
struct Reach<'t> {
    text: Cow<'t, str>,
    /// Where the last pages start in what is read, and in the text.
    tail: (usize, usize),
}

impl<'t> Reach<'t> {
    /// Cut between words, for half a number is another number.
    fn of(text: &'t str) -> Self {
        if text.len() <= HEAD + TAIL {
            return Self { text: Cow::Borrowed(text), tail: (usize::MAX, 0) };
        }
        let head = &text[..text.floor_char_boundary(HEAD)];
        let head = head.rfind(char::is_whitespace).map_or(head, |end| &head[..end]);
        let start = text.ceil_char_boundary(text.len() - TAIL);
        let start = start + text[start..].find(char::is_whitespace).unwrap_or_default();
        let between = "\n\n";
        let text = [head, between, &text[start..]].concat();
        Self { text: Cow::Owned(text), tail: (head.len() + between.len(), start) }
    }

    /// Where in the whole text this range of what was read stands.
    fn place(&self, range: Range<usize>) -> Range<usize> {
        let (read, whole) = self.tail;
        let moved = |at: usize| if at >= read { at - read + whole } else { at };
        moved(range.start)..moved(range.end)
    }
}
