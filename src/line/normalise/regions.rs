//! The parts of a text that speak of the writer, not of the household: greeting, signature, header of a forward.
//!
//! **Invariant:** ranges are in order and do not overlap.

use std::ops::Range;

use super::{
    beside::{is_academic, is_of_name},
    letterhead,
    lexicon::{Trait, Traits},
    signature::unannounced_signature,
    tokens::{Gap, Tokens},
};

/// A signature is at most this many tokens: what comes after is text again.
pub(super) const SIGNATURE: usize = 80;
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
            let range = range.or_else(|| last_greeting(tokens, at));
            at = range.as_ref().map_or(at + 1, |range| range.end.max(at + 1));
            ranges.extend(range);
        }
        let quoted = ranges.iter().find(|range| tokens.is_mark(range.start, '>')).map(|range| range.start);
        let body = quoted.filter(|start| *start > 0 && ranges.last().is_some_and(|last| last.end == tokens.len()));
        let passed_on = |at: usize| {
            tokens.is_mark(at, '-') && is_forward(tokens, at)
                || tokens.fold(at) == "begin" && matches!(tokens.fold(at + 1), "doorgestuurd" | "forwarded")
                || is_forward(tokens, at) && heads_a_line(tokens, line_end(tokens, at, SIGNATURE))
                || is_attribution(tokens, at)
        };
        let forward = (0..tokens.len()).find(|at| tokens.gap(*at) >= Gap::Line && passed_on(*at));
        let ends = [body.unwrap_or(tokens.len()), forward.unwrap_or(0)];
        for end in ends {
            let signature = unannounced_signature(tokens, end);
            ranges.extend(
                signature
                    .filter(|found| !ranges.iter().any(|range| range.start < found.end && found.start < range.end)),
            );
        }
        for head in letterhead::find(tokens) {
            ranges.retain(|range| range.end <= head.start || head.end <= range.start);
            ranges.push(head);
        }
        ranges.sort_by_key(|range| range.start);
        Self(ranges)
    }

    /// All of them, in order, none past the text.
    pub fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        self.0.iter().cloned()
    }

    /// Whether this token belongs to the writer.
    pub fn holds(&self, index: usize) -> bool {
        let after = self.0.partition_point(|range| range.end <= index);
        self.0.get(after).is_some_and(|range| range.contains(&index))
    }
}

fn starts_clause(tokens: &Tokens<'_>, at: usize) -> bool {
    // `--- Van: Anna Bos ---`
    let ruled = is_header(tokens.fold(at)) && tokens.is_mark(at.wrapping_sub(1), '-');
    (tokens.is_word(at) || tokens.is_mark(at, '>') || is_delimiter(tokens, at) || past_list_number(tokens, at) > at)
        && (tokens.gap(at) >= Gap::Line || tokens.starts_sentence(at) || ruled)
}

fn region_at(tokens: &Tokens<'_>, at: usize) -> Option<Range<usize>> {
    let word = tokens.fold(at);
    let line = tokens.gap(at) >= Gap::Line || is_header(word) && tokens.is_mark(at.wrapping_sub(1), '-');
    if tokens.is_mark(at, '>') {
        return line.then(|| at..line_end(tokens, at, SIGNATURE));
    }
    if is_closing(tokens, at) || line && is_signed(tokens, at) || is_delimiter(tokens, at) {
        let end = (at + 1..tokens.len().min(at + SIGNATURE))
            .find(|next| is_forward(tokens, *next) || is_postscript(tokens, *next) || is_attribution(tokens, *next));
        return Some(at..end.unwrap_or(tokens.len().min(at + SIGNATURE)));
    }
    if line && let Some(end) = noted_by(tokens, at) {
        return Some(at..end);
    }
    if line && let Some(block) = melder_block(tokens, at) {
        return Some(block);
    }
    if line && is_header(word) && tokens.is_mark(at + 1, ':') {
        return Some(at..line_end(tokens, at, SIGNATURE));
    }
    greeting_end(tokens, at).map(|end| at..end)
}

/// "Beste mevrouw Jansen," up to its comma; "Hoi, kun je kijken" and "Hoi kun je kijken" greet with their first word only.
fn greeting_end(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let formal = matches!(tokens.fold(at), "beste" | "geachte" | "geacht" | "lieve");
    let greets = formal
        || matches!(
            tokens.fold(at),
            "hoi"
                | "hallo"
                | "dag"
                | "hey"
                | "hi"
                | "moi"
                | "ha"
                | "goedemorgen"
                | "goedemiddag"
                | "goedendag"
                | "goedenavond"
                | "goeiedag"
                | "goeiemorgen"
                | "goeiemiddag"
        );
    let limit = greets.then(|| line_end(tokens, at, GREETING))?;
    let ends = |next: &usize| tokens.is_one_of(*next, ",!") || tokens.ends_sentence(*next);
    let end = (at + 1..limit).find(ends).or((limit < at + GREETING).then_some(limit));
    let names = |next: usize| {
        tokens.is_capital(next) && !tokens.is_flat(next)
            || tokens.has_any(next, Traits::of(&[Trait::Title, Trait::Role, Trait::Organisation, Trait::Particle]))
            || !tokens.is_word(next)
            || is_academic(tokens, next)
            || matches!(
                tokens.fold(next),
                "allen"
                    | "allemaal"
                    | "mensen"
                    | "iedereen"
                    | "daar"
                    | "heer"
                    | "heren"
                    | "dames"
                    | "collega"
                    | "collegas"
                    | "en"
                    | "lezer"
                    | "samen"
                    | "jullie"
                    | "beste"
            )
    };
    let greeted = (at + 1..end.unwrap_or(limit)).all(names);
    if formal || greeted { end } else { Some(at + 1) }
}

/// `TN 23-10 / Joke Nap`, `Aantekening 3 mei / J. Nap`: the heading of a note, with who made it.
fn noted_by(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let end = line_end(tokens, at, 14);
    let note = tokens.fold(at) == "tn"
        || ["notitie", "aantekening", "verslag", "rapportage"].iter().any(|note| tokens.fold(at).ends_with(note));
    if note && end == at + 2 && tokens.is_capital(at + 1) && !tokens.has(at + 1, Trait::NoName) {
        return Some(end);
    }
    let slash = (at + 2..end).rev().find(|mark| tokens.is_mark(*mark, '/') && !tokens.glued(*mark))?;
    let name = slash + 1..end;
    let dated = (at + 1..slash).any(|day| tokens.is_number(day));
    let named = (1..=6).contains(&name.len())
        && tokens.is_capital(name.start)
        && name.clone().all(|word| is_of_name(tokens, word) && !tokens.is_number(word));
    (note && dated && named && tokens.gap(end) >= Gap::Line).then_some(end)
}

/// `-- ` on a line of its own, above a signature (RFC 3676, section 4.3).
fn is_delimiter(tokens: &Tokens<'_>, at: usize) -> bool {
    let dashes = tokens.is_mark(at, '-') && tokens.is_mark(at + 1, '-') && tokens.glued(at + 1);
    dashes && tokens.gap(at) >= Gap::Line && tokens.gap(at + 2) >= Gap::Line
}

/// "Met vriendelijke groet", "Groeten,", "Hoogachtend".
fn is_closing(tokens: &Tokens<'_>, at: usize) -> bool {
    // `m.vr.gr.`, `Vr. gr.,`, `m.v.g.`
    let letters = |from: usize, words: &[&str]| {
        words
            .iter()
            .enumerate()
            .all(|(at, word)| tokens.fold(from + 2 * at) == *word && tokens.is_mark(from + 2 * at + 1, '.'))
    };
    if letters(at, &["m", "vr", "gr"]) || letters(at, &["vr", "gr"]) || letters(at, &["m", "v", "g"]) {
        return true;
    }
    let is_groet = |index: usize| matches!(tokens.fold(index), "groet" | "groeten" | "groetjes");
    match tokens.fold(at) {
        "met" => is_groet(at + 2) || is_groet(at + 1) || letters(at + 1, &["vr", "gr"]),
        "vriendelijke" | "hartelijke" | "warme" | "lieve" | "collegiale" => is_groet(at + 1),
        "groet" | "groeten" | "groetjes" | "gr" | "grt" | "mvg" | "hoogachtend" | "mvrgr" | "liefs" => true,
        "veel" => tokens.fold(at + 1) == "liefs",
        "alvast" | "bedankt" => matches!(tokens.fold(at + 1), "bedankt" | "alvast") && tokens.gap(at) >= Gap::Line,
        "fijne" | "fijn" => matches!(tokens.fold(at + 1), "dag" | "avond" | "weekend") && tokens.gap(at) >= Gap::Line,
        _ => false,
    }
}

/// "w.g. R. Bos", "Tkn. J. Nap", "Getekend: A. Smit", near the end.
fn is_signed(tokens: &Tokens<'_>, at: usize) -> bool {
    let dotted = tokens.fold(at) == "w" && tokens.is_mark(at + 1, '.') && tokens.fold(at + 2) == "g";
    let word = matches!(
        tokens.fold(at),
        "wg" | "get" | "getekend" | "ondertekend" | "ondertekening" | "handtekening" | "par" | "paraaf" | "tkn"
    );
    let marked = tokens.is_one_of(at + 1, ".:") || tokens.gap(at + 1) >= Gap::Line;
    (dotted || word && marked) && at + SIGNATURE / 2 >= tokens.len()
}

/// "… gaat niet goed mvg annet": without a full stop before it, only at the very end.
fn last_greeting(tokens: &Tokens<'_>, at: usize) -> Option<Range<usize>> {
    let closes = matches!(tokens.fold(at), "mvg" | "gr" | "grt" | "groet" | "groeten" | "groetjes") && at > 0;
    (closes && at + 6 >= tokens.len() && !tokens.is_number(at + 1)).then(|| at..tokens.len())
}

/// Where a forwarded message starts: `-----Oorspronkelijk bericht-----`, `Van:` at the start of a line.
fn is_forward(tokens: &Tokens<'_>, at: usize) -> bool {
    let ruled = tokens.is_mark(at, '-') && tokens.is_mark(at + 1, '-');
    ruled || tokens.gap(at) >= Gap::Line && matches!(tokens.fold(at), "van" | "from") && tokens.is_mark(at + 1, ':')
}

/// "Op 27 juli om 10.50 schreef Joke Nap:", a line of its own over what is passed on.
fn is_attribution(tokens: &Tokens<'_>, at: usize) -> bool {
    let opens = tokens.gap(at) >= Gap::Line && matches!(tokens.fold(at), "op" | "on" | "le" | "am");
    let end = if opens { line_end(tokens, at, 32) } else { at };
    opens && tokens.is_mark(end - 1, ':') && (at..end).any(|word| matches!(tokens.fold(word), "schreef" | "wrote"))
}

/// `Aan:`, `Verzonden:`, `Onderwerp:`: a header, under another.
fn heads_a_line(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.fold(at);
    tokens.is_mark(at + 1, ':') && (is_header(word) || matches!(word, "onderwerp" | "subject" | "betreft"))
}

/// `PS`, `P.S.`: after the signature the writer goes on.
pub(super) fn is_postscript(tokens: &Tokens<'_>, at: usize) -> bool {
    let dotted = tokens.fold(at) == "p" && tokens.is_mark(at + 1, '.') && tokens.fold(at + 2) == "s";
    tokens.gap(at) >= Gap::Line && (tokens.fold(at) == "ps" || dotted)
}

fn is_header(word: &str) -> bool {
    matches!(word, "van" | "from" | "aan" | "to" | "cc" | "verzonden" | "sent" | "datum" | "date")
}

fn line_end(tokens: &Tokens<'_>, at: usize, limit: usize) -> usize {
    let last = tokens.len().min(at + limit);
    (at + 1..last).find(|next| tokens.gap(*next) >= Gap::Line).unwrap_or(last)
}

/// Where the writer fills in himself: from "Gegevens melder" up to the next block.
fn melder_block(tokens: &Tokens<'_>, at: usize) -> Option<Range<usize>> {
    let at = past_list_number(tokens, at);
    let end = line_end(tokens, at, 6);
    let about = (at..end).any(|word| {
        matches!(
            tokens.fold(word),
            "melder" | "aanmelder" | "verwijzer" | "inzender" | "indiener" | "melding" | "contactpersoon"
        ) && (tokens.fold(word) != "melding" || tokens.fold(word + 1) == "gedaan")
    });
    let heads = about && (tokens.fold(at) == "gegevens" || end - at <= 2) && tokens.gap(end) >= Gap::Line;
    let headed = tokens.gap(end) == Gap::Paragraph
        || tokens.is_mark(end.wrapping_sub(1), ':')
        || tokens.fold(at) == "gegevens"
        || end == at + 1;
    if !heads || !headed {
        return None;
    }
    let limit = tokens.len().min(end + SIGNATURE);
    let next = (end + 1..limit).find(|next| tokens.gap(*next) == Gap::Paragraph || opens_subject_block(tokens, *next));
    Some(at..next.unwrap_or(limit))
}

/// Past the `2.`, `2)` or `B.` of a numbered heading.
fn past_list_number(tokens: &Tokens<'_>, at: usize) -> usize {
    let numbered = tokens.is_number(at) || tokens.is_letter(at);
    if numbered && tokens.is_one_of(at + 1, ".)") && tokens.gap(at + 2) <= Gap::Space { at + 2 } else { at }
}

fn opens_subject_block(tokens: &Tokens<'_>, at: usize) -> bool {
    let line = at;
    let at = past_list_number(tokens, at);
    tokens.gap(line) >= Gap::Line
        && matches!(
            tokens.fold(at),
            "gegevens" | "betreft" | "client" | "betrokkene" | "inwoner" | "bewoner" | "huishouden"
        )
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
        assert_eq!(writers_words("Hoi kun je kijken bij J.H. Bos, Weg 2"), "Hoi");
        assert_eq!(writers_words("Dag allemaal, kijk eens bij Bos."), "Dag allemaal");
        assert_eq!(writers_words("Wie kijkt mee?\nVr.gr.,\nHilda Wubs"), "Vr . gr . , Hilda Wubs");
        assert_eq!(writers_words("het gaat niet goed mvg annet"), "mvg annet");
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
