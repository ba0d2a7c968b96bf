//! The blocks above the salutation of a letter: who sends it and to whom, each with an address that is no household's.
//!
//! **Invariant:** a block that is headed by a title (`De heer J. Bos`) is left alone: of a letter that is passed on, that
//! may be the household.

use std::ops::Range;

use super::{
    lexicon::Trait,
    tokens::{Gap, Tokens},
};

/// A block has at most so many lines, and a line so many tokens.
const LINES: usize = 9;
const LINE: usize = 16;

/// The blocks of senders and addressees, in order.
pub(super) fn find(tokens: &Tokens<'_>) -> Vec<Range<usize>> {
    let mut heads = Vec::new();
    let mut open = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let end = (start + 1..tokens.len()).find(|at| tokens.gap(*at) == Gap::Paragraph).unwrap_or(tokens.len());
        let greeted = (start..end).any(|at| is_salutation(tokens, at));
        if greeted {
            heads.append(&mut open);
        } else if is_address_block(tokens, start..end) {
            open.push(start..end);
        } else if tokens.is_one_of(end - 1, ".!?") {
            open.clear();
        }
        start = end;
    }
    heads
}

fn is_salutation(tokens: &Tokens<'_>, at: usize) -> bool {
    let opens = tokens.gap(at) >= Gap::Line;
    let abbreviated = || tokens.fold(at) == "l" && tokens.is_mark(at + 1, '.') && tokens.fold(at + 2) == "s";
    opens && (matches!(tokens.fold(at), "geachte" | "geacht" | "beste" | "weledele" | "mijnheer") || abbreviated())
}

/// Some short lines, the first of an office, a name or `Aan:`, with a postcode or a postbus among them.
fn is_address_block(tokens: &Tokens<'_>, block: Range<usize>) -> bool {
    let starts = || block.clone().filter(|at| *at == block.start || tokens.gap(*at) == Gap::Line);
    let lines = starts().count();
    let first_end = starts().nth(1).unwrap_or(block.end);
    let short = starts().zip(starts().skip(1).chain([block.end])).all(|(from, to)| to - from <= LINE);
    let posted = block.clone().any(|at| tokens.fold(at) == "postbus" || is_postcode(tokens, at));
    (2..=LINES).contains(&lines)
        && short
        && posted
        && starts().all(|line| is_of_sender(tokens, line))
        && is_headed(tokens, block.start..first_end)
}

fn is_postcode(tokens: &Tokens<'_>, at: usize) -> bool {
    let letters = tokens.is_word(at + 1) && tokens.text(at + 1).len() == 2 && tokens.gap(at + 1) <= Gap::Space;
    tokens.is_number(at) && tokens.text(at).len() == 4 && letters
}

/// A line without a label, or with one that says how to reach the sender or which letter this is.
fn is_of_sender(tokens: &Tokens<'_>, line: usize) -> bool {
    let label = (line + 1..line + 4).take_while(|at| tokens.gap(*at) < Gap::Line).any(|at| tokens.is_mark(at, ':'));
    let word = tokens.fold(line);
    !tokens.has(line, Trait::Birth)
        && (!label
            || matches!(
                word,
                "aan"
                    | "van"
                    | "t"
                    | "tav"
                    | "afzender"
                    | "afz"
                    | "tel"
                    | "telefoon"
                    | "e"
                    | "email"
                    | "mail"
                    | "fax"
                    | "datum"
                    | "kenmerk"
                    | "ons"
                    | "uw"
                    | "bijlage"
                    | "bijlagen"
                    | "website"
                    | "www"
            ))
}

fn is_headed(tokens: &Tokens<'_>, line: Range<usize>) -> bool {
    let addressed = matches!(tokens.fold(line.start), "aan" | "van" | "afzender" | "afz" | "tav");
    let titled = line.clone().any(|at| tokens.has(at, Trait::Title));
    let office = line.clone().any(|at| tokens.has(at, Trait::Organisation));
    let of_name =
        |at: usize| tokens.is_capital(at) || tokens.has(at, Trait::Particle) || tokens.is_one_of(at, ".-&,'’");
    let named = line.clone().all(of_name) && line.clone().filter(|at| tokens.is_word(*at)).count() > 1;
    addressed || office || named && !titled
}
