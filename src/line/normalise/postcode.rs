//! Postcodes in a text: `9675XA`, `9675 xa`, `9675-XA`.
//!
//! **Invariant:** years and amounts before a short word (`2026 EN`, `1184 in`) are none.

use super::{
    lexicon::Trait,
    tokens::{Gap, Tokens},
};
use crate::domain::Postcode;

/// A postcode and the tokens it takes, from `start` up to `end`.
pub(super) struct Spot {
    pub start: usize,
    pub end: usize,
    pub value: Postcode,
}

/// All postcodes, in order.
pub(super) fn find(tokens: &Tokens<'_>) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    for at in 0..tokens.len() {
        if tokens.is_number(at) && tokens.text(at).len() == 4 {
            spots.extend(read(tokens, at));
        }
    }
    spots
}

fn read(tokens: &Tokens<'_>, at: usize) -> Option<Spot> {
    let before = at.wrapping_sub(1);
    let prefixed = tokens.glued(at) && !tokens.is_one_of(before, "(:,|[\"'‘’“„*>") && tokens.fold(before) != "nl";
    let landed = tokens.is_mark(before, '-') && tokens.fold(before.wrapping_sub(1)) == "nl";
    if (prefixed && !landed) || tokens.is_one_of(before, "€+") {
        return None;
    }
    let (letters, apart) = letters(tokens, at + 1)?;
    let end = letters + 1;
    let runs_on = tokens.glued(end) && (tokens.is_number(end) || tokens.is_one_of(end, "-_@/'’"));
    if tokens.text(letters).len() != 2 || runs_on {
        return None;
    }
    let word = tokens.has(letters, Trait::TwoLetters);
    let capitals = tokens.text(letters).bytes().all(|b| b.is_ascii_uppercase());
    let year = tokens.value(at).is_some_and(|value| (1900..2100).contains(&value));
    if word && (year || (apart && !capitals)) {
        return None;
    }
    let value = Postcode::parse(&format!("{}{}", tokens.text(at), tokens.text(letters)))?;
    Some(Spot { start: at, end, value })
}

/// Where the letters stand, and whether a space parts them from the digits.
fn letters(tokens: &Tokens<'_>, at: usize) -> Option<(usize, bool)> {
    if tokens.is_word(at) && tokens.gap(at) <= Gap::Space {
        return Some((at, tokens.gap(at) == Gap::Space));
    }
    let hyphenated = tokens.is_mark(at, '-') && tokens.glued(at) && tokens.is_word(at + 1) && tokens.glued(at + 1);
    hyphenated.then_some((at + 1, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        find(&Tokens::of(text)).into_iter().map(|spot| spot.value.as_str().to_owned()).collect()
    }

    #[test]
    fn every_spelling_is_found() {
        for text in ["9675XA Winschoten", "(9675xa)", "9675 xa,", "te 9675-XA", "NL-9675 XA", "9675\u{a0}XA"] {
            assert_eq!(found(text), ["9675XA"], "{text}");
        }
    }

    #[test]
    fn years_amounts_and_numbers_are_none() {
        for text in
            ["in 2026 EN daarna", "€ 1184 in", "2026 is", "1184 st", "06-1234 AB", "0123 AB", "9675 XAB", "9675 XA-3"]
        {
            assert_eq!(found(text), [] as [&str; 0], "{text}");
        }
    }
}
