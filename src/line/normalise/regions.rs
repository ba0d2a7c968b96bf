//! The parts of a text that speak of the writer, not of the household: greeting, signature, header of a forward.
//!
//! **Invariant:** ranges are in order and do not overlap.

use std::ops::Range;

use super::{
    letterhead,
    lexicon::{Trait, Traits},
    scopes::is_academic,
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
    (tokens.is_word(at) || tokens.is_mark(at, '>') || past_list_number(tokens, at) > at)
        && (tokens.gap(at) >= Gap::Line || tokens.starts_sentence(at))
}

fn region_at(tokens: &Tokens<'_>, at: usize) -> Option<Range<usize>> {
    let word = tokens.fold(at);
    let line = tokens.gap(at) >= Gap::Line;
    if tokens.is_mark(at, '>') {
        return line.then(|| at..line_end(tokens, at, SIGNATURE));
    }
    if is_closing(tokens, at) || line && is_signed(tokens, at) {
        let end = (at + 1..tokens.len().min(at + SIGNATURE))
            .find(|next| is_forward(tokens, *next) || is_postscript(tokens, *next) || is_attribution(tokens, *next));
        return Some(at..end.unwrap_or(tokens.len().min(at + SIGNATURE)));
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
        "met" => is_groet(at + 2) || is_groet(at + 1),
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
fn is_postscript(tokens: &Tokens<'_>, at: usize) -> bool {
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

/// A signature without a closing: the last lines, from the first that is a bare name or an office.
fn unannounced_signature(tokens: &Tokens<'_>, text_end: usize) -> Option<Range<usize>> {
    let floor = text_end.saturating_sub(SIGNATURE);
    let mut first = None;
    let mut end = text_end;
    while end > floor {
        let line = line_start(tokens, end - 1, floor);
        // "Graag oppakken. R. Bos", and his function on the lines below.
        let stop = (line..end - 1).rev().find(|at| tokens.ends_sentence(*at)).filter(|stop| tokens.is_mark(*stop, '.'));
        if let Some(name) = stop.map(|stop| stop + 1).filter(|name| end < text_end && end - name <= 8)
            && is_bare_name(tokens, name, end)
        {
            first = Some(name);
            break;
        }
        if !is_of_signature(tokens, line, end) {
            break;
        }
        let after_sentence = tokens.is_one_of(line.wrapping_sub(1), ".!?,:;") || tokens.gap(line) == Gap::Paragraph;
        let opens = is_bare_name(tokens, line, end) || is_office(tokens, line, end) || is_for_office(tokens, line, end);
        if after_sentence && opens && line > 0 {
            first = Some(line);
        }
        end = line;
    }
    let whole_text = tokens.gap(0) == Gap::Paragraph && first == Some(0);
    // All that stands under a subject on one line is the message, whoever it names.
    let only = |line: usize| {
        tokens.gap(line) == Gap::Paragraph
            && !(1..line).any(|at| tokens.gap(at) >= Gap::Line)
            && !(line + 1..text_end).any(|at| tokens.gap(at) >= Gap::Line)
    };
    first
        .filter(|line| !whole_text && !only(*line))
        .map(|line| line..text_end)
        .or_else(|| last_words(tokens, floor, text_end))
}

fn line_start(tokens: &Tokens<'_>, from: usize, floor: usize) -> usize {
    (floor..=from).rev().find(|at| tokens.gap(*at) >= Gap::Line).unwrap_or(floor)
}

/// A line that may stand in a signature: no sentence, and no label but of a way to reach the writer.
fn is_of_signature(tokens: &Tokens<'_>, line: usize, end: usize) -> bool {
    let label = (line..end.min(line + 4)).find(|at| tokens.is_mark(*at, ':'));
    let own_label =
        label.is_none_or(|colon| colon > line && is_way_to_reach(tokens.fold(line)) || tokens.is_mark(colon + 1, '/'));
    let last = end - 1;
    let sentence = tokens.is_one_of(last, ".!?;") && end - line > 6 && !is_bare_name(tokens, line, end);
    own_label && !sentence && end - line <= 40
}

fn is_way_to_reach(word: &str) -> bool {
    matches!(
        word,
        "t" | "tel"
            | "telefoon"
            | "telefoonnummer"
            | "m"
            | "mob"
            | "mobiel"
            | "e"
            | "email"
            | "mail"
            | "w"
            | "web"
            | "website"
            | "f"
            | "fax"
            | "bereikbaar"
            | "aanwezig"
            | "werkdagen"
            | "www"
            | "https"
            | "http"
            | "i"
            | "spreekuur"
            | "postadres"
            | "bezoekadres"
    )
}

/// A name and a function that end a text without a line of their own: "…langsgaat. Ria Nap, OGGZ-netwerk."
fn last_words(tokens: &Tokens<'_>, floor: usize, end: usize) -> Option<Range<usize>> {
    let last = end.checked_sub(1)?;
    let stop = (floor..last).rev().find(|at| tokens.ends_sentence(*at) || tokens.gap(*at + 1) >= Gap::Line)?;
    let start = stop + 1;
    let named = end - start <= 24 && tokens.gap(start) == Gap::Space && is_bare_name(tokens, start, end);
    let followed = (start..end).any(|at| tokens.is_one_of(at, ",/|") && at > start + 1)
        || is_postscript(tokens, line_start(tokens, stop, floor));
    (named && followed).then_some(start..end)
}

/// A name, perhaps with a function after a comma, bar or dash: `R. van der Veen, jeugdconsulent`.
fn is_bare_name(tokens: &Tokens<'_>, line: usize, end: usize) -> bool {
    let parts =
        |at: &usize| tokens.is_one_of(*at, ",|/–(") || tokens.is_mark(*at, '-') && tokens.gap(*at) == Gap::Space;
    let name = (line..end).find(|at| parts(at) || is_of_office(tokens, *at, end)).unwrap_or(end);
    let fits = |at: usize| match tokens.kind(at) {
        Kind::Word => {
            tokens.is_capital(at) && (!tokens.has(at, Trait::NoName) || tokens.is_letter(at))
                || tokens.has(at, Trait::Particle)
                || tokens.has(at, Trait::Title)
                || at == line && matches!(tokens.fold(at), "mr" | "drs" | "ing" | "ir" | "dr" | "prof")
        }
        Kind::Mark(mark) => matches!(mark, '.' | '-' | '\'' | '’'),
        _ => false,
    };
    let functional = name == end
        || tokens.is_word(name + 1) && !tokens.has(name + 1, Trait::Role)
        || tokens.is_mark(name, '(')
            && is_of_telephone(tokens, name + 1, name + 1 + usize::from(tokens.is_mark(name + 1, '+')));
    let numbered = name < end
        && (name..end).any(|at| {
            tokens.is_number(at)
                && tokens.text(at).len() < 6
                && !is_of_telephone(tokens, name, at)
                && !is_rank(tokens, at)
        });
    let office = (line..end)
        .any(|at| tokens.has(at, Trait::Organisation) && tokens.is_capital(at) || tokens.has(at, Trait::Outsider));
    let verb = (line..end).any(|at| {
        matches!(tokens.fold(at), "woont" | "wonen" | "heeft" | "is" | "geb" | "geboren" | "wonende" | "woonachtig")
    });
    !verb
        && (end - line <= 24 || !tokens.is_one_of(end - 1, ".!?"))
        && (2..=9).contains(&(name - line))
        && (line..name).all(fits)
        && functional
        && (!numbered || office)
}

/// The `van het CJG` of "Joke Nap van het CJG".
fn is_of_office(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    let article = usize::from(matches!(tokens.fold(at + 1), "de" | "het" | "t"));
    matches!(tokens.fold(at), "van" | "namens")
        && at + 1 + article < end
        && (tokens.has(at + 1 + article, Trait::Organisation)
            || article > 0 && tokens.has(at + 1 + article, Trait::NoName))
}

/// "niv. 5", "route 3": no house has this number.
fn is_rank(tokens: &Tokens<'_>, number: usize) -> bool {
    let before = number.wrapping_sub(1);
    let before = before - usize::from(tokens.is_mark(before, '.'));
    matches!(
        tokens.fold(before),
        "niv" | "niveau" | "team" | "route" | "groep" | "zaal" | "kamer" | "fte" | "toestel" | "tst"
    )
}

/// Whether this number is a part of one that opens with a 0 or a plus: `0597-123456`, `+31 6 1234`.
fn is_of_telephone(tokens: &Tokens<'_>, floor: usize, number: usize) -> bool {
    let joins = |at: &usize| tokens.is_number(*at) || tokens.is_one_of(*at, "-–/.()+");
    let first = (floor..=number).rev().take_while(joins).last().unwrap_or(number);
    (first..=number).any(|at| tokens.is_mark(at, '+') || tokens.text(at).starts_with('0'))
}

/// `Meldpunt Overlast`, `Team Toegang`, `Politie Eenheid Noord`.
fn is_office(tokens: &Tokens<'_>, line: usize, end: usize) -> bool {
    let capital = tokens.is_capital(line) && end - line <= 8;
    capital
        && tokens.has(line, Trait::Organisation)
        && !tokens.is_one_of(end - 1, ".!?:")
        && !tokens.is_mark(line + 1, ':')
}

/// `Afd. Wonen, R. Bos`, `MOZ / Joke Nap`: for whom, and then who.
fn is_for_office(tokens: &Tokens<'_>, line: usize, end: usize) -> bool {
    let Some(parting) = (line + 1..end.min(line + 6)).find(|at| tokens.is_one_of(*at, "/|,")) else { return false };
    let short = tokens.has_any(line, Traits::of(&[Trait::Organisation, Trait::Abbreviation, Trait::NoName]));
    let office = tokens.is_capital(line) && (short || !tokens.is_mark(parting, ',') && parting == line + 1);
    office && tokens.is_capital(parting + 1) && is_bare_name(tokens, parting + 1, end)
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
