//! Where the writer signs without saying so: the last lines of a text, from a bare name or an office.

use std::ops::Range;

use super::{
    lexicon::{Trait, Traits},
    regions::{SIGNATURE, is_postscript},
    tokens::{Gap, Kind, Tokens},
};

/// A signature without a closing: the last lines, from the first that is a bare name or an office.
pub(super) fn unannounced_signature(tokens: &Tokens<'_>, last: usize) -> Option<Range<usize>> {
    let text_end = before_small_print(tokens, last);
    let addressed = |at: usize| matches!(tokens.fold(at), "geadresseerde" | "disclaimer" | "proclaimer" | "ontleend");
    let print = (text_end < last && (text_end..last).any(addressed)).then_some(text_end..last);
    signature_before(tokens, text_end).map(|signature| signature.start..last).or(print)
}

/// Where "Aan dit bericht kunnen geen rechten worden ontleend." and its like begin, the last paragraphs of many mails.
fn before_small_print(tokens: &Tokens<'_>, last: usize) -> usize {
    let mut end = last;
    for _ in 0..2 {
        let floor = end.saturating_sub(SIGNATURE);
        let Some(start) = (floor.max(1)..end).rev().find(|at| tokens.gap(*at) == Gap::Paragraph) else { break };
        let small = |at: usize| {
            matches!(
                tokens.fold(at),
                "ontleend"
                    | "milieu"
                    | "vertrouwelijk"
                    | "vertrouwelijke"
                    | "geadresseerde"
                    | "disclaimer"
                    | "proclaimer"
            )
        };
        if !(start..end).any(small) {
            break;
        }
        end = start;
    }
    end
}

fn signature_before(tokens: &Tokens<'_>, text_end: usize) -> Option<Range<usize>> {
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
        let opens = is_bare_name(tokens, line, end)
            || is_office(tokens, line, end)
            || is_for_office(tokens, line, end)
            || has_desk_telephone(tokens, line, end);
        // `H. Nap`, and below it `Meldpunt Overlast`, `T 0597-123456`.
        let over_office = end < text_end && end - line <= 6 && is_over_office(tokens, end, text_end);
        if (after_sentence || over_office) && opens && line > 0 {
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

/// An office or a function on this line, and a telephone number on it or below.
fn is_over_office(tokens: &Tokens<'_>, line: usize, text_end: usize) -> bool {
    let end = (line + 1..text_end).find(|at| tokens.gap(*at) >= Gap::Line).unwrap_or(text_end);
    let office = (line..end)
        .any(|at| tokens.has(at, Trait::Organisation) && tokens.is_capital(at) || tokens.has(at, Trait::Outsider));
    office && (line..text_end).any(|at| tokens.is_number(at) && is_of_telephone(tokens, line, at))
}

/// `Anna Bos, 0590-999999`: a name and a number that is no mobile one, which is a desk's.
fn has_desk_telephone(tokens: &Tokens<'_>, line: usize, end: usize) -> bool {
    let Some(comma) = (line..end).find(|at| tokens.is_mark(*at, ',')) else { return false };
    let digits: String = (comma + 1..end).filter(|at| tokens.is_number(*at)).map(|at| tokens.text(at)).collect();
    let number = (comma + 1..end).all(|at| tokens.is_number(at) || tokens.is_one_of(at, "-."));
    number
        && digits.len() == 10
        && digits.starts_with('0')
        && !digits.starts_with("06")
        && is_bare_name(tokens, line, comma)
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
    let sentence = tokens.is_one_of(last, ".!?;")
        && end - line > 6
        && !is_way_to_reach(tokens.fold(line))
        && !is_bare_name(tokens, line, end);
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
                || tokens.has_any(at, Traits::of(&[Trait::Particle, Trait::NamePart, Trait::Title]))
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
    let verb = (line..end).any(|at| SAID_OF_SOMEBODY.contains(&tokens.fold(at)));
    !verb
        && (end - line <= 24 || !tokens.is_one_of(end - 1, ".!?"))
        && (2..=9).contains(&(name - line))
        && (line..name).all(fits)
        && functional
        && (!numbered || office)
}

/// Words of a sentence about somebody: who signs has none of them behind his name.
const SAID_OF_SOMEBODY: [&str; 30] = [
    "woont",
    "wonen",
    "heeft",
    "is",
    "geb",
    "geboren",
    "wonende",
    "woonachtig",
    "belt",
    "belde",
    "meldt",
    "meldde",
    "klaagt",
    "klaagde",
    "vertelt",
    "vertelde",
    "zegt",
    "vraagt",
    "maakt",
    "geeft",
    "komt",
    "kwam",
    "kan",
    "wil",
    "valt",
    "zit",
    "gaat",
    "doet",
    "dat",
    "over",
];

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
