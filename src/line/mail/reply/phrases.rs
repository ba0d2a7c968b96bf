//! What people say of the mail below theirs, and what the receiving side's server writes above it.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::marks::MAX_LINE;

/// Finds constant phrases in any case of ASCII letters, in one pass.
pub(super) fn in_any_case(phrases: &[&str]) -> AhoCorasick {
    let built = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .prefilter(false)
        .build(phrases);
    #[expect(clippy::expect_used, reason = "constant phrases")]
    built.expect("an automaton of constant phrases")
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

pub(super) fn contains_any(line: &str, phrases: &[&str]) -> bool {
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
