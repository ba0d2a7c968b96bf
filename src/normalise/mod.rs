//! Dutch text and fields become facts. Pure: no I/O, no clock.
//!
//! **Invariant:** reading never fails and is linear in the text; what is not sure is left out, for a wrong address
//! joins strangers and a missing one only waits for a human.
//!
//! Of a very long text only its first pages and its last are read for facts. Whom and where it is about stands near
//! the top, or at the foot of what was written; what lies between in such a text is logs, threads and case files,
//! and a door may not be kept busy by them.

mod address;
mod dates;
mod gazetteer;
mod lexicon;
mod mention;
mod names;
mod number;
mod persons;
mod postcode;
mod regions;
mod scrub;
mod signal;
mod street;
mod tokens;
mod words;

#[cfg(test)]
mod tests;

pub use gazetteer::Gazetteer;
pub use signal::{Arrival, from_letter, from_report};

use std::borrow::Cow;

use crate::domain::{Address, Person, Urgency};

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
    /// Whom it is about; never the writer.
    pub persons: Vec<Person>,
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

/// Reads the facts from a text.
pub fn facts(text: &str, gazetteer: &Gazetteer) -> Facts {
    let text = in_reach(text);
    let tokens = tokens::Tokens::of(&text);
    let regions = regions::Regions::of(&tokens);
    let mentions = mention::find(&tokens, &regions, gazetteer);
    let (address, former_address) = address::choose(&tokens, &mentions);
    let persons = persons::find(&tokens, &regions, &mentions);
    let (alarm, anonymous_wish) = words::alarm(&tokens, &persons);
    Facts {
        address,
        former_address,
        persons,
        urgency: alarm.urgency,
        urgency_reasons: alarm.reasons,
        crisis: alarm.crisis,
        meldcode: alarm.meldcode,
        anonymous_wish,
    }
}

/// The text, or of a long one its first and last pages; cut between words, for half a number is another number.
fn in_reach(text: &str) -> Cow<'_, str> {
    if text.len() <= HEAD + TAIL {
        return Cow::Borrowed(text);
    }
    let head = &text[..text.floor_char_boundary(HEAD)];
    let tail = &text[text.ceil_char_boundary(text.len() - TAIL)..];
    let head = head.rfind(char::is_whitespace).map_or(head, |end| &head[..end]);
    let tail = tail.find(char::is_whitespace).map_or(tail, |start| &tail[start..]);
    Cow::Owned([head, "\n\n", tail].concat())
}
