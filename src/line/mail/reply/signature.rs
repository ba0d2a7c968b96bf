//! The end of a mail that says who writes, not what: closing, card, telephone's advertisement, disclaimer.
//!
//! **Invariant:** a line that reads as a sentence, a postscript or a fact is kept, wherever it stands.

use super::disclaimer::without_disclaimers;

/// The lines without signatures and disclaimers; order and everything else as they were.
pub(super) fn stripped<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let lines = without_disclaimers(lines);
    let mut kept = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at].trim();
        if is_advertisement(line) {
            at += 1;
        } else if is_closing(line) {
            at += 1 + card_length(&lines[at + 1..]);
        } else if is_dashes(lines[at]) || is_list_rule(line) {
            match signature_below(&lines[at + 1..]) {
                Some(length) => at += 1 + length,
                None => {
                    kept.push(lines[at]);
                    at += 1;
                }
            }
        } else {
            kept.push(lines[at]);
            at += 1;
        }
    }
    kept
}

const ADVERTISEMENTS: [&str; 32] = [
    "verzonden vanaf mijn",
    "verstuurd vanaf mijn",
    "verzonden met mijn",
    "verstuurd met mijn",
    "verzonden vanaf outlook",
    "verzonden vanuit mail voor",
    "verzonden vanuit outlook",
    "verzonden met outlook",
    "verzonden via outlook",
    "verzonden met de mail-app",
    "verzonden met proton",
    "verstuurd met proton",
    "outlook voor ios downloaden",
    "outlook voor android downloaden",
    "download outlook voor",
    "sent from my",
    "sent from mail for",
    "sent from outlook",
    "get outlook for",
    "verzonden door mijn",
    "vanaf mijn iphone",
    "virusvrij",
    "gesendet von outlook",
    "von meinem iphone gesendet",
    "von meinem ipad gesendet",
    "gesendet von mail für",
    "envoyé depuis mon",
    "envoyé de mon",
    "envoyé à partir de outlook",
    "enviado desde mi",
    "skickat från min",
    "sendt fra min",
];

/// "Sent from my desk, is much easier than my phone." is a sentence; an address may follow the product's name.
fn is_advertisement(line: &str) -> bool {
    if line.len() > 160 || !starts_as_advertisement(line) {
        return false;
    }
    let product = line.split(['<', '(']).next().unwrap_or_default().trim_end();
    let words = product.split_whitespace().count();
    words <= 10 && !(product.contains(", ") && words > 6)
}

const CLOSINGS: [&str; 27] = [
    "met vriendelijke groet",
    "met vriendelijke groeten",
    "met hartelijke groet",
    "met hartelijke groeten",
    "met warme groet",
    "met collegiale groet",
    "met groet",
    "vriendelijke groet",
    "vriendelijke groeten",
    "hartelijke groet",
    "hartelijke groeten",
    "warme groet",
    "groet",
    "groeten",
    "groetjes",
    "mvg",
    "m.v.g",
    "m.vr.gr",
    "hoogachtend",
    "kind regards",
    "best regards",
    "regards",
    "with kind regards",
    "warm regards",
    "yours sincerely",
    "sincerely",
    "vr. gr",
];

/// The bytes that closings start with: most lines are told by their first.
const OPENS_CLOSING: [bool; 256] = first_bytes(&CLOSINGS);
const OPENS_ADVERTISEMENT: [bool; 256] = first_bytes(&ADVERTISEMENTS);

/// Marks the bytes that these phrases start with, in lower case.
const fn first_bytes(phrases: &[&str]) -> [bool; 256] {
    let mut marked = [false; 256];
    let mut at = 0;
    while at < phrases.len() {
        marked[phrases[at].as_bytes()[0] as usize] = true;
        at += 1;
    }
    marked
}

/// A closing alone on its line, or with no more than a name after it: "Groet, Hilda Wubs".
fn is_closing(line: &str) -> bool {
    if line.len() > 80 || line.ends_with(['?', '!', ':']) {
        return false;
    }
    let first = line.bytes().next().map(|byte| byte.to_ascii_lowercase());
    if !first.is_some_and(|first| OPENS_CLOSING[usize::from(first)]) {
        return false;
    }
    CLOSINGS.iter().any(|closing| {
        let starts = line.get(..closing.len()).is_some_and(|start| start.eq_ignore_ascii_case(closing));
        let after = if starts { &line[closing.len()..] } else { return false };
        after.chars().next().is_none_or(|c| !c.is_alphanumeric()) && is_name(after)
    })
}

/// Nothing, or up to five words of which the first is a name: "namens" counts, digits do not.
fn is_name(after: &str) -> bool {
    let after = after.trim_matches([',', '.', '-', ' ', '\t', '*', ';', '/', '|']);
    let mut words = after.split_whitespace();
    let Some(first) = words.next() else { return true };
    let opens = first.starts_with(char::is_uppercase) || matches!(first, "namens" | "van" | "en");
    opens && words.count() <= 5 && !after.bytes().any(|b| b.is_ascii_digit())
}

/// RFC 3676 §4.3: `-- `; its blank is often lost on the way.
fn is_dashes(line: &str) -> bool {
    matches!(line, "--" | "-- ")
}

/// The rule that mailing lists put above their footer.
fn is_list_rule(line: &str) -> bool {
    line.len() >= 40 && line.bytes().all(|b| b == b'_')
}

/// Lines of the card below a closing: the name first, then whatever names places to reach the sender.
fn card_length(lines: &[&str]) -> usize {
    let mut length = 0;
    let mut gaps = 0;
    let mut in_name = true;
    let mut taken = 0;
    for (at, line) in lines.iter().enumerate().take(40) {
        let line = line.trim();
        if line.is_empty() {
            gaps += 1;
            in_name = in_name && taken == 0;
            continue;
        }
        let name = in_name && taken < 5 && is_card_line(line);
        let contact = taken < 20 && gaps <= 6 && is_contact(line);
        if speaks(line) || !(name || contact || is_advertisement(line) || is_dashes(line)) {
            break;
        }
        taken += 1;
        length = at + 1;
    }
    length
}

/// Lines of the longest card.
const MAX_CARD: usize = 15;

/// What follows `--`, when all of it is a card.
fn signature_below(lines: &[&str]) -> Option<usize> {
    let written = || lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    if written().take(MAX_CARD + 1).count() > MAX_CARD {
        return None;
    }
    for line in written() {
        let card = is_card_line(line) || is_contact(line) || is_advertisement(line) || is_closing(line);
        if speaks(line) || !card {
            return None;
        }
    }
    Some(lines.len())
}

/// A name, a function, an organisation: few words, no sentence.
fn is_card_line(line: &str) -> bool {
    let words = line.split_whitespace().count();
    words <= 8 && line.len() <= 70 && !line.ends_with(['?', '!', ':', ';']) && !(line.ends_with('.') && words > 4)
}

const CONTACT_WORDS: [&str; 17] = [
    "@",
    "www.",
    "http",
    "telefoon",
    "tel.",
    "tel:",
    "tel ",
    "mobiel",
    "postbus",
    "kvk",
    "bezoekadres",
    "postadres",
    "werkdagen",
    "aanwezig op",
    "bereikbaar",
    "linkedin",
    "[cid:",
];

/// Says how the sender is reached: address, number, working days.
fn is_contact(line: &str) -> bool {
    if line.len() > 140 {
        return false;
    }
    let lower = line.to_lowercase();
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let number = digits >= 9 && letters <= 24;
    let labelled =
        ["t ", "t:", "m ", "m:", "e ", "e:", "i ", "w "].iter().any(|label| lower.starts_with(label)) && digits >= 8;
    number || labelled || CONTACT_WORDS.iter().any(|word| lower.contains(word)) || postal(line)
}

/// A postcode near the line's start or after a street, as on a card: `9671 AB Winschoten`.
fn postal(line: &str) -> bool {
    let bytes = line.as_bytes();
    line.len() <= 70
        && bytes.windows(7).any(|w| {
            w[..4].iter().all(u8::is_ascii_digit)
                && w[4] == b' '
                && w[5].is_ascii_uppercase()
                && w[6].is_ascii_uppercase()
        })
}

const SPEAKING: [&str; 34] = [
    "ps",
    "p.s",
    "nb",
    "n.b",
    "nog ",
    "ook ",
    "o ja",
    "betreft",
    "het gaat",
    "het betreft",
    "naam kind",
    "naam:",
    "adres:",
    "adres ",
    "geboortedatum",
    "geb.",
    "kind",
    "moeder",
    "vader",
    "hij ",
    "zij ",
    "ze ",
    "er ",
    "ik ",
    "we ",
    "wij ",
    "dit ",
    "dat ",
    "let op",
    "spoed",
    "graag",
    "toevoeging",
    "vergeten",
    "zie ",
];

/// Begins as people begin when they add something.
fn speaks(line: &str) -> bool {
    let lower = line.to_lowercase();
    let begins = SPEAKING.iter().any(|word| {
        lower.strip_prefix(word).is_some_and(|after| {
            word.ends_with([' ', ':', '.']) || after.chars().next().is_none_or(|c| !c.is_alphanumeric())
        })
    });
    begins && !lower.contains('@')
}

fn starts_as_advertisement(line: &str) -> bool {
    let start = line.trim_start_matches(['*', '_', '[', '<', ' ']).as_bytes();
    let Some(first) = start.first().map(u8::to_ascii_lowercase) else { return false };
    OPENS_ADVERTISEMENT[usize::from(first)]
        && ADVERTISEMENTS
            .iter()
            .any(|phrase| start.get(..phrase.len()).is_some_and(|s| s.eq_ignore_ascii_case(phrase.as_bytes())))
}
