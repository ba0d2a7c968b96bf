//! How mail programs mark an earlier message, in Dutch and English.
//!
//! **Invariant:** looks at no more than a few short lines at a time, so hostile text costs no more than other text.

use super::super::html::RULE;

/// The start of an earlier message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// `Op ma 2 mrt 2026 om 10:00 schreef Jan <jan@…>:`, over so many lines.
    Attribution { lines: usize },
    /// `-----Oorspronkelijk bericht-----`, or a block of `Van:` `Verzonden:` `Aan:`.
    Original,
    /// `---------- Doorgestuurd bericht ---------`.
    Forward,
}

/// Longer lines are running text.
const MAX_LINE: usize = 400;

/// The mark at the first of these lines.
pub(super) fn mark(lines: &[&str]) -> Option<Mark> {
    let line = unquoted(lines.first()?);
    if line.is_empty() || line.len() > MAX_LINE {
        return None;
    }
    dashed(line)
        .or_else(|| header_block(lines).then_some(Mark::Original))
        .or_else(|| attribution(lines).map(|lines| Mark::Attribution { lines }))
}

/// The line without its `> ` marks.
pub(super) fn unquoted(line: &str) -> &str {
    line.trim_start_matches(['>', ' ', '\t'])
}

const FORWARD_WORDS: [&str; 7] = [
    "doorgestuurd bericht",
    "doorgestuurd door",
    "doorgestuurde e-mail",
    "forwarded message",
    "forwarded by",
    "begin doorgestuurd bericht",
    "begin forwarded message",
];
const ORIGINAL_WORDS: [&str; 6] = [
    "oorspronkelijk bericht",
    "oorspronkelijke bericht",
    "origineel bericht",
    "oorspronkelijke e-mail",
    "original message",
    "reply message",
];

/// `-----Oorspronkelijk bericht-----`; Apple's `Begin doorgestuurd bericht:` has a colon for its dashes.
fn dashed(line: &str) -> Option<Mark> {
    let dashes = line.bytes().take_while(|b| matches!(b, b'-' | b'_' | b'=' | b'*')).count();
    let words = line[dashes..].trim_start();
    let starts = |list: &[&str]| {
        list.iter().any(|word| {
            words.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
                && words[word.len()..].trim_start().starts_with(if dashes >= 2 {
                    &['-', '_', '=', ' ', '<', '"'][..]
                } else {
                    &[':']
                })
                || dashes >= 2 && words.eq_ignore_ascii_case(word)
        })
    };
    if dashes >= 2 && starts(&ORIGINAL_WORDS) {
        return Some(Mark::Original);
    }
    let begins = words.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("begin"));
    // "Doorgestuurd door" stands between dashes, with a name after it.
    let by = dashes >= 2 && FORWARD_WORDS.iter().any(|word| words.to_ascii_lowercase().starts_with(word));
    ((dashes >= 2 || begins) && (starts(&FORWARD_WORDS) || by)).then_some(Mark::Forward)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Sender,
    Date,
    Other,
}

/// `Van:`, `*Verzonden:*`, `Onderwerp :` and the like at the line's start, with the value.
fn header_line(line: &str) -> Option<(Known, &str)> {
    let line = unquoted(line).trim_start_matches('*');
    let colon = line.bytes().take(24).position(|b| b == b':')?;
    let known = match line[..colon].trim().trim_end_matches('*').to_ascii_lowercase().as_str() {
        "van" | "from" | "afzender" => Known::Sender,
        "verzonden" | "sent" | "datum" | "date" | "verzonden op" | "verstuurd" => Known::Date,
        "aan" | "to" | "cc" | "bcc" | "onderwerp" | "subject" | "antwoord aan" | "reply-to" => Known::Other,
        _ => return None,
    };
    Some((known, line[colon + 1..].trim_start_matches(['*', ' ', '\t'])))
}

/// `Van:` with a date or another field within the next lines; a rule of underscores may stand above it.
///
/// One such line alone is running text ("Van: de buurvrouw gehoord dat …").
fn header_block(lines: &[&str]) -> bool {
    let mut lines = lines.iter().filter(|line| !unquoted(line).is_empty()).take(7).copied();
    let Some(mut first) = lines.next() else { return false };
    // Outlook on the web leaves a rule and a ruled box.
    for _ in 0..2 {
        if is_rule(unquoted(first)) {
            let Some(next) = lines.next() else { return false };
            first = next;
        }
    }
    // Gmail and Outlook for Mac put the date first now and then; a block always has its sender.
    let Some((opening, value)) = header_line(first) else { return false };
    if value.is_empty() || first.len() > MAX_LINE {
        return false;
    }
    let mut sender = opening == Known::Sender;
    let (mut in_row, mut in_all, mut wrapped) = (1, 1, false);
    for line in lines {
        match header_line(line) {
            Some((known, _)) => {
                sender |= known == Known::Sender;
                in_all += 1;
                in_row += usize::from(!wrapped);
            }
            None if !wrapped && line.len() < 120 => wrapped = true,
            None => break,
        }
    }
    sender && opening != Known::Other && (in_row >= 2 || in_all >= 3)
}

fn is_rule(line: &str) -> bool {
    line.len() >= RULE.len() - 12 && line.bytes().all(|b| b == b'_' || b == b'-')
}

/// Who wrote the inner message, from its `Van:` line; on one line with the rest, up to the next field.
pub(super) fn sender_shown(line: &str) -> Option<&str> {
    let line = match line.find("Van:").or_else(|| line.find("From:")) {
        Some(at) if at > 0 && dashed(line).is_some() => &line[at..],
        _ => line,
    };
    let (known, value) = header_line(line)?;
    if known != Known::Sender {
        return None;
    }
    let end = ["Verzonden:", "Sent:", "Datum:", "Date:", "Aan:", "To:", "Onderwerp:"]
        .iter()
        .filter_map(|next| value.find(next))
        .min()
        .unwrap_or(value.len());
    let name = value[..end].trim().trim_matches('*').trim();
    (!name.is_empty()).then_some(name)
}

/// An attribution ends in a colon and says who wrote when; mail programs wrap it over up to four lines.
fn attribution(lines: &[&str]) -> Option<usize> {
    let first = unquoted(lines.first()?);
    if !may_attribute(first) {
        return None;
    }
    let mut joined = String::new();
    for (position, line) in lines.iter().take(4).enumerate() {
        let line = unquoted(line);
        if line.is_empty() {
            return None;
        }
        joined.push_str(line);
        joined.push(' ');
        if joined.len() > MAX_LINE {
            return None;
        }
        if joined.trim_end().ends_with(':') {
            let quoted_below = lines
                .iter()
                .skip(position + 1)
                .find(|line| !line.trim().is_empty())
                .is_some_and(|line| line.trim_start().starts_with('>'));
            return (quoted_below && says_who_wrote(&joined) || names_address(&joined)).then_some(position + 1);
        }
    }
    None
}

/// Cheap first look: most lines are no attribution.
fn may_attribute(line: &str) -> bool {
    let start = line.get(..3).unwrap_or_default();
    start.eq_ignore_ascii_case("op ")
        || start.eq_ignore_ascii_case("on ")
        || (line.len() < MAX_LINE && (line.contains(" schreef") || line.contains(" wrote") || line.contains('@')))
}

const VERBS: [&str; 6] = ["schreef", "geschreven", "wrote", "writes", "heeft op", "schrieb"];
/// "Op 3 maart schreef de huisarts:" is content, unless the quote stands below it.
fn says_who_wrote(sentence: &str) -> bool {
    contains_any(sentence, &VERBS)
}

/// Without `>` below only a mail program's form tells: a verb, a date's digits and an address in brackets.
fn names_address(sentence: &str) -> bool {
    let bracketed = sentence.contains('@') && sentence.contains(['<', '[', '(']);
    bracketed && sentence.bytes().any(|b| b.is_ascii_digit()) && says_who_wrote(sentence)
}

/// Own words that hand on what stands below.
const PASSING_ON: [&str; 20] = [
    "ter info",
    "ter kennisname",
    "ter kennisgeving",
    "t.k.n.",
    "tkn",
    "fyi",
    "for your information",
    "stuur ik door",
    "stuur door",
    "doorgestuurd",
    "doorsturen",
    "door te sturen",
    "onderstaande mail",
    "onderstaand bericht",
    "onderstaande melding",
    "onderstaand mailtje",
    "onderstaande e-mail",
    "deze mail ontvangen",
    "kreeg deze mail",
    "forwarded",
];
/// Own words that point at what stands below, or say that answers stand in it.
const POINTING_DOWN: [&str; 14] = [
    "zie onder",
    "zie mail",
    "hieronder",
    "hier onder",
    "onderstaand",
    "hierbij de mail",
    "in rood",
    "in blauw",
    "tussen de regels",
    "in de tekst",
    "tussen de tekst",
    "see below",
    "inline",
    "below",
];

pub(super) fn passes_on(own: &[&str]) -> bool {
    own.iter().any(|line| contains_any(line, &PASSING_ON))
}

pub(super) fn points_down(own: &[&str]) -> bool {
    passes_on(own) || own.iter().any(|line| contains_any(line, &POINTING_DOWN))
}

fn contains_any(line: &str, phrases: &[&str]) -> bool {
    let lower = line.to_lowercase();
    phrases.iter().any(|phrase| lower.contains(phrase))
}

/// What the receiving side's mail server writes above mail from outside.
const BANNERS: [&str; 16] = [
    "van buiten de organisatie",
    "buiten onze organisatie",
    "buiten uw organisatie",
    "buiten de gemeente",
    "externe afzender",
    "external sender",
    "from outside",
    "outside of the organization",
    "outside your organization",
    "u ontvangt niet vaak e-mail van",
    "u krijgt niet vaak e-mail van",
    "you don't often get email from",
    "klik niet op link",
    "do not click",
    "meer informatie over waarom dit belangrijk is",
    "learn why this is important",
];
const BANNER_TAILS: [&str; 9] =
    ["let op", "caution", "extern", "geen bijlagen", "attachments", "afzender", "sender", "veilig is", "is safe"];

/// How many lines at the top are such a banner.
pub(super) fn banner_length(lines: &[&str]) -> usize {
    let mut length = 0;
    let mut named = false;
    let mut unfinished = false;
    for (at, line) in lines.iter().enumerate().take(12) {
        if line.trim().is_empty() {
            continue;
        }
        let opens = line.len() <= MAX_LINE && is_banner(line);
        // A banner's sentence may be wrapped; what follows a finished sentence is the sender's.
        let goes_on = unfinished && line.len() <= 120 && contains_any(line, &BANNER_TAILS);
        if !opens && !goes_on {
            break;
        }
        named |= contains_any(line, &BANNERS) || contains_any(line, &["extern"]);
        unfinished = !line.trim_end().ends_with(['.', '!', ':', ']', '*']);
        length = at + 1;
    }
    if named { length } else { 0 }
}

/// Every sentence of the line is the banner's: own words on the same line keep it.
fn is_banner(line: &str) -> bool {
    let mut sentences = line.split(['.', '!', ']', '[', '|']).map(str::trim).filter(|part| part.len() > 2).peekable();
    sentences.peek().is_some()
        && sentences.all(|part| {
            contains_any(part, &BANNERS)
                || (part.len() <= 90 && contains_any(part, &BANNER_TAILS) && !part.contains(','))
                || is_tag(part)
        })
}

fn is_tag(part: &str) -> bool {
    let word = part.trim_matches(['*', '-', '_', '=', ':', ' ']).to_lowercase();
    matches!(word.as_str(), "" | "extern" | "external" | "let op" | "caution" | "externe e-mail" | "external email")
}
