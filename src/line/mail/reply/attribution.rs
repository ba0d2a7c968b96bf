//! The sentence above a quote: `Op ma 2 mrt 2026 om 10:00 schreef Jan <jan@…>:`.
//!
//! **Invariant:** only a mail program's form counts; "Op 3 maart schreef de huisarts:" is content.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{
    marks::{MAX_LINE, unquoted},
    phrases::in_any_case,
};

/// Programs wrap the sentence over so many lines.
const MAX_WRAP: usize = 5;

/// "Wrote", as mail programs say it; the partner's program may speak another language than the partner.
const VERBS: [&str; 20] = [
    "schreef",
    "geschreven",
    "wrote",
    "writes",
    "heeft op",
    "schrieb",
    "geschrieben",
    "a écrit",
    "escribió",
    "escreveu",
    "ha scritto",
    "scrisse",
    "skrev",
    "kirjoitti",
    "napisał",
    "pisze",
    "написал",
    "пише",
    "yazdı",
    "napsal",
];

static WROTE: LazyLock<AhoCorasick> = LazyLock::new(|| in_any_case(&VERBS));

/// How many lines the attribution takes that starts at the first of these.
pub(super) fn attribution(lines: &[&str]) -> Option<usize> {
    if !may_end(lines) || !may_attribute(unquoted(lines.first()?)) {
        return None;
    }
    let mut joined = String::new();
    for (position, line) in lines.iter().take(MAX_WRAP).enumerate() {
        let line = unquoted(line);
        if line.is_empty() {
            return None;
        }
        joined.push_str(line);
        joined.push(' ');
        if joined.len() > MAX_LINE {
            return None;
        }
        let next = lines.get(position + 1).map(|line| unquoted(line));
        if joined.trim_end().ends_with([':', '：']) || next == Some("") && ends_bare(&joined) {
            let below = lines.iter().skip(position + 1).find(|line| !line.trim().is_empty());
            let quoted = below.is_some_and(|line| line.trim_start().starts_with('>'));
            let below = if quoted { Below::Quoted } else { Below::Plain };
            // "De mail van @jan klopt." above it is the sender's own line, though it has an address as well.
            let later =
                (1..=position).any(|line| opens(unquoted(lines[line])) && attribution(&lines[line..]).is_some());
            return (is_attribution(&joined, below) && !later).then_some(position + 1);
        }
    }
    None
}

/// How the sentence opens in the programs that put the verb on another line.
const OPENINGS: [&str; 12] =
    ["op ", "on ", "am ", "le ", "el ", "il ", "em ", "den ", "dnia ", "w dniu", "den:", "aan "];

fn opens(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_digit())
        || is_day_then_number(line)
        || OPENINGS.iter().any(|opening| {
            line.as_bytes().get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening.as_bytes()))
        })
}

/// `pe 20. lokakuuta 2017 …`: a short word, then a number.
fn is_day_then_number(line: &str) -> bool {
    line.split_once(' ')
        .is_some_and(|(day, rest)| day.len() <= 8 && !day.is_empty() && rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// The whole sentence without a colon, on a line of its own: `On Wed, 14 Nov 2018 08:14:43 Jan <jan@…> wrote`.
fn ends_bare(sentence: &str) -> bool {
    has_time(sentence) && has_year(sentence) && has_address(sentence) && ends_in_verb(sentence)
}

/// Cheapest first look: a colon ends the sentence on one of its lines, or an address stands in it.
fn may_end(lines: &[&str]) -> bool {
    let mut wrapped = lines.iter().take(MAX_WRAP).take_while(|line| !line.is_empty());
    wrapped.any(|line| line.trim_end().ends_with([':', '：']) || memchr::memchr(b'@', line.as_bytes()).is_some())
}

/// Cheap first look: most lines are no attribution.
fn may_attribute(line: &str) -> bool {
    line.len() < MAX_LINE && (opens(line) || memchr::memchr(b'@', line.as_bytes()).is_some() || WROTE.is_match(line))
}

/// How the text goes on below the sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    Quoted,
    Plain,
}

/// With the quote below it, a verb is enough; without, only a form that no person types.
fn is_attribution(sentence: &str, below: Below) -> bool {
    let wrote = WROTE.is_match(sentence);
    let address = has_address(sentence);
    if below == Below::Quoted && (wrote || address) {
        return true;
    }
    let dated = sentence.bytes().any(|b| b.is_ascii_digit());
    (wrote && address && (dated || ends_in_verb(sentence)))
        || (has_time(sentence)
            && has_year(sentence)
            && (begins_and_ends_bare(sentence) || ends_in_parentheses(sentence)))
        || (address && sentence.starts_with(|c: char| c.is_ascii_digit()) && has_time(sentence))
        || (wrote && has_time(sentence) && has_year(sentence) && names_weekday(sentence))
}

fn ends_in_verb(sentence: &str) -> bool {
    let end = sentence.trim_end().trim_end_matches([':', '：']).trim_end();
    WROTE.find_iter(end).last().is_some_and(|verb| end.len() - verb.end() <= 3)
}

/// `Jan <jan@…>` or `Jan [mailto:jan@…]`.
fn has_address(sentence: &str) -> bool {
    sentence.contains('@') && sentence.contains(['<', '['])
}

/// Stripe's `… Jan (jan@…) escreveu:`, with nothing between the address and the verb.
fn ends_in_parentheses(sentence: &str) -> bool {
    let Some((inner, end)) = sentence.rsplit_once('(').and_then(|(_, rest)| rest.split_once(')')) else { return false };
    let end = end.trim().trim_end_matches([':', '：']).trim_end();
    inner.contains('@') && WROTE.find(end).is_some_and(|verb| verb.start() == 0 && verb.end() == end.len())
}

/// Without any verb, as Gmail in Russian and mail.ru have it: `Thu, 26 Jun 2014 14:00:51 +0400 from Jan <jan@…>:`.
fn begins_and_ends_bare(sentence: &str) -> bool {
    let inner = sentence.trim_end().strip_suffix(">:").and_then(|rest| rest.rsplit_once('<'));
    let weekday = sentence
        .split_once(", ")
        .is_some_and(|(day, rest)| !day.contains(' ') && rest.starts_with(|c: char| c.is_ascii_digit()));
    weekday && inner.is_some_and(|(_, address)| address.contains('@'))
}

/// Zoho's form: `---- On Tue, 22 Dec 2015 14:17:36 +0100 Jan <jan@…> wrote ----`, read behind its first dashes.
pub(super) fn between_dashes(words: &str) -> bool {
    let sentence = words.trim_end_matches(['-', ' ']);
    sentence.len() < words.len() && words.ends_with('-') && WROTE.is_match(sentence) && has_time(sentence)
}

/// `10:05`
fn has_time(sentence: &str) -> bool {
    sentence
        .as_bytes()
        .windows(4)
        .any(|w| w[0].is_ascii_digit() && matches!(w[1], b':' | b'.') && w[2].is_ascii_digit() && w[3].is_ascii_digit())
}

/// Four digits that open a century of mail.
fn has_year(sentence: &str) -> bool {
    sentence
        .as_bytes()
        .windows(4)
        .any(|w| (w.starts_with(b"19") || w.starts_with(b"20")) && w[2].is_ascii_digit() && w[3].is_ascii_digit())
}

const WEEKDAYS: [&str; 28] = [
    "ma",
    "di",
    "wo",
    "do",
    "vr",
    "za",
    "zo",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The sentence's second word is a day of the week, as programs write it.
fn names_weekday(sentence: &str) -> bool {
    let day = sentence.split_whitespace().nth(1).unwrap_or_default().trim_end_matches([',', '.']).to_lowercase();
    WEEKDAYS.contains(&day.as_str())
}
