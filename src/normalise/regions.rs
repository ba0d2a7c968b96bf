//! The parts of a text that speak of the writer, not of the household: greeting, signature, header of a forward.
//!
//! **Invariant:** ranges are in order and do not overlap.

use std::ops::Range;

use super::{
    lexicon::Trait,
    tokens::{Gap, Kind, Tokens},
};

/// A signature is at most this many tokens: what comes after is text again.
const SIGNATURE: usize = 80;
/// A greeting is at most this many tokens.
const GREETING: usize = 10;

/// Where the writer speaks of himself.
pub(super) struct Regions(Vec<Range<usize>>);

impl Regions {
    pub fn of(tokens: &Tokens<'_>) -> Self {
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let range = starts_clause(tokens, at).then(|| region_at(tokens, at)).flatten();
            at = range.as_ref().map_or(at + 1, |range| range.end.max(at + 1));
            ranges.extend(range);
        }
        let floor = ranges.last().map_or(0, |range| range.end);
        ranges.extend(unannounced_signature(tokens).filter(|range| range.start >= floor));
        Self(ranges)
    }

    /// Whether this token belongs to the writer.
    pub fn holds(&self, index: usize) -> bool {
        let after = self.0.partition_point(|range| range.end <= index);
        self.0.get(after).is_some_and(|range| range.contains(&index))
    }
}

fn starts_clause(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.is_word(at) && (tokens.gap(at) >= Gap::Line || tokens.starts_sentence(at))
}

fn region_at(tokens: &Tokens<'_>, at: usize) -> Option<Range<usize>> {
    let word = tokens.fold(at);
    let line = tokens.gap(at) >= Gap::Line;
    if is_closing(tokens, at) {
        let end = (at + 1..tokens.len().min(at + SIGNATURE)).find(|next| is_forward(tokens, *next));
        return Some(at..end.unwrap_or(tokens.len().min(at + SIGNATURE)));
    }
    if line && is_header(word) && tokens.is_mark(at + 1, ':') {
        return Some(at..line_end(tokens, at, SIGNATURE));
    }
    let greets =
        matches!(word, "beste" | "geachte" | "hoi" | "hallo" | "dag" | "lieve" | "goedemorgen" | "goedemiddag");
    let end = greets.then(|| line_end(tokens, at, GREETING)).and_then(|limit| {
        (at + 1..limit).find(|next| tokens.is_one_of(*next, ",!.")).or((limit < at + GREETING).then_some(limit))
    });
    end.map(|end| at..end)
}

/// "Met vriendelijke groet", "Groeten,", "Hoogachtend".
fn is_closing(tokens: &Tokens<'_>, at: usize) -> bool {
    let is_groet = |index: usize| matches!(tokens.fold(index), "groet" | "groeten" | "groetjes");
    match tokens.fold(at) {
        "met" => is_groet(at + 2) || is_groet(at + 1),
        "vriendelijke" | "hartelijke" | "warme" => is_groet(at + 1),
        "groet" | "groeten" | "groetjes" | "gr" | "grt" | "mvg" | "hoogachtend" => true,
        "alvast" => tokens.fold(at + 1) == "bedankt" && tokens.gap(at) >= Gap::Line,
        _ => false,
    }
}

/// Where a forwarded message starts: `-----Oorspronkelijk bericht-----`, `Van:` at the start of a line.
fn is_forward(tokens: &Tokens<'_>, at: usize) -> bool {
    let ruled = tokens.is_mark(at, '-') && tokens.is_mark(at + 1, '-');
    ruled || tokens.gap(at) >= Gap::Line && matches!(tokens.fold(at), "van" | "from") && tokens.is_mark(at + 1, ':')
}

fn is_header(word: &str) -> bool {
    matches!(word, "van" | "from" | "aan" | "to" | "cc" | "verzonden" | "sent" | "datum" | "date")
}

fn line_end(tokens: &Tokens<'_>, at: usize, limit: usize) -> usize {
    let last = tokens.len().min(at + limit);
    (at + 1..last).find(|next| tokens.gap(*next) >= Gap::Line).unwrap_or(last)
}

/// A signature without a closing: the last paragraph is a sentence, then lines that start with a bare name.
fn unannounced_signature(tokens: &Tokens<'_>) -> Option<Range<usize>> {
    let floor = tokens.len().saturating_sub(SIGNATURE);
    let paragraph = (floor..tokens.len()).rev().find(|at| tokens.gap(*at) == Gap::Paragraph)?;
    let starts: Vec<usize> = (paragraph..tokens.len()).filter(|at| tokens.gap(*at) >= Gap::Line).collect();
    let name = *starts.get(1)?;
    let sentence = tokens.is_one_of(name.wrapping_sub(1), ".!?,");
    let open = starts[1..].iter().any(|line| {
        let end = line_end(tokens, *line, SIGNATURE);
        (*line..end).any(|at| tokens.is_mark(at, ':')) || tokens.is_one_of(end.wrapping_sub(1), ".!?;")
    });
    (sentence && !open && is_bare_name(tokens, name)).then(|| name..tokens.len())
}

/// A line that is a name, perhaps with a function after a comma: `R. van der Veen, jeugdconsulent`.
fn is_bare_name(tokens: &Tokens<'_>, line: usize) -> bool {
    let end = line_end(tokens, line, SIGNATURE);
    let comma = (line..end).find(|at| tokens.is_mark(*at, ',')).unwrap_or(end);
    let fits = |at: usize| match tokens.kind(at) {
        Kind::Word => (tokens.is_capital(at) && !tokens.has(at, Trait::NoName)) || tokens.has(at, Trait::Particle),
        Kind::Mark(mark) => matches!(mark, '.' | '-' | '\'' | '’'),
        _ => false,
    };
    (2..=9).contains(&(comma - line)) && (line..comma).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writers_words(text: &str) -> String {
        let tokens = Tokens::of(text);
        let regions = Regions::of(&tokens);
        let held: Vec<&str> = (0..tokens.len()).filter(|at| regions.holds(*at)).map(|at| tokens.text(at)).collect();
        held.join(" ")
    }

    #[test]
    fn greeting_and_signature_are_the_writers() {
        assert_eq!(writers_words("Beste mevrouw Jansen, het gaat niet."), "Beste mevrouw Jansen");
        assert_eq!(writers_words("Wie kijkt mee? Groet, Hilda Wubs"), "Groet , Hilda Wubs");
        assert_eq!(writers_words("Zorg.\n\nGraag contact.\nR. Bos, consulent\nWeg 2"), "R . Bos , consulent Weg 2");
    }

    #[test]
    fn a_forward_after_a_signature_is_text_again() {
        let held = writers_words("Zie onder.\nGroeten, Piet\n-----Oorspronkelijk bericht-----\nVan: Meldkamer\nRuzie.");
        assert_eq!(held, "Groeten , Piet Van : Meldkamer");
    }

    #[test]
    fn an_address_at_the_end_is_no_signature() {
        assert_eq!(writers_words("Zorgen om haar.\nPijlkruidhof 7\n9675 XC Winschoten"), "");
    }
}
