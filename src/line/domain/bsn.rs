//! The burgerservicenummer: found by the elfproef and masked before anything is stored.
//!
//! **Invariant:** in doubt it is masked; only what is evidently a telephone or case number is left.

use std::{borrow::Cow, fmt, ops::Range};

/// What stands in the place of a BSN.
pub const MASK: &str = "BSN ****";

/// Words before a number that say it is something else.
const OTHER_NUMBERS: [&str; 14] = [
    "tel",
    "tel.",
    "tel:",
    "telefoon",
    "telefoon:",
    "telefoonnummer",
    "mobiel",
    "mobiel:",
    "mob.",
    "bel",
    "zaaknummer",
    "dossiernummer",
    "factuurnummer",
    "klantnummer",
];

/// Words that say the number is a BSN, whatever the elfproef says: a mistyped BSN is one too.
const BSN_WORDS: [&str; 6] = ["bsn", "burgerservicenummer", "sofinummer", "sofi", "bsn-nummer", "bsnnummer"];

/// Bytes looked at before a number: the longest word above and its punctuation.
const LONGEST_WORD: usize = 48;

/// Bytes looked at together: most text has no digits for far longer.
const STEP: usize = 64;

/// The byte ranges of what must be masked, in order.
///
/// A BSN has nine digits (older ones eight), often grouped by dots, spaces or hyphens.
/// The elfproef: weights 9 to 2 and −1, sum a multiple of 11 and above 0.
pub fn find(text: &str) -> Vec<Range<usize>> {
    written(text).into_iter().map(|written| written.range).collect()
}

/// A number that must be masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub range: Range<usize>,
    /// The number itself, where a word before it says that it is a BSN and the elfproef agrees.
    pub bsn: Option<Bsn>,
}

/// A BSN that is sure. For hashing only: it is never kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Bsn([u8; 9]);

impl Bsn {
    /// The number written here; `None`: it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (end, digits) = digit_group(text.as_bytes(), 0);
        Self::of(digits).filter(|_| end == text.len())
    }

    /// Eight digits are an older number without its nought.
    fn of(Digits { mut first, count }: Digits) -> Option<Self> {
        if count == 8 {
            first.rotate_right(1);
        }
        ((8..=9).contains(&count) && passes_elfproef(first)).then_some(Self(first))
    }

    /// Its nine digits in ASCII.
    pub fn digits(&self) -> [u8; 9] {
        self.0.map(|digit| digit + b'0')
    }
}

impl fmt::Debug for Bsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bsn(…)")
    }
}

/// The same as [`find`], with the numbers that are sure.
pub fn written(text: &str) -> Vec<Written> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let step = &bytes[at..bytes.len().min(at + STEP)];
        if !step.iter().fold(false, |any, byte| any | byte.is_ascii_digit()) {
            at += step.len();
            continue;
        }
        at += step.iter().position(u8::is_ascii_digit).unwrap_or_default();
        let (end, digits) = digit_group(bytes, at);
        match judged(text, at, digits) {
            Judged::No => {}
            Judged::Perhaps => found.push(Written { range: at..end, bsn: None }),
            Judged::Named => found.push(Written { range: at..end, bsn: Bsn::of(digits) }),
        }
        at = end;
    }
    found
}

/// The text with every BSN replaced by [`MASK`]; a `BSN` before it is not said twice.
pub fn masked(text: &str) -> Cow<'_, str> {
    let found = find(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for range in found {
        let before = &text[from..range.start];
        out.push_str(before);
        let named = before.trim_end().to_ascii_lowercase().ends_with("bsn");
        out.push_str(if named { "****" } else { MASK });
        from = range.end;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// The digits of a run: the first nine, and how many there are.
#[derive(Debug, Clone, Copy, Default)]
struct Digits {
    first: [u8; 9],
    count: usize,
}

/// A run of digits with single separators inside, and where it ends.
fn digit_group(bytes: &[u8], start: usize) -> (usize, Digits) {
    let mut digits = Digits::default();
    let mut end = start;
    let mut at = start;
    while at < bytes.len() {
        if bytes[at].is_ascii_digit() {
            if let Some(digit) = digits.first.get_mut(digits.count) {
                *digit = bytes[at] - b'0';
            }
            digits.count += 1;
            at += 1;
            end = at;
        } else if matches!(bytes[at], b'.' | b' ' | b'-') && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
            at += 1;
        } else {
            break;
        }
    }
    (end, digits)
}

/// Whether a number is a BSN.
enum Judged {
    No,
    /// It may be.
    Perhaps,
    /// A word says so.
    Named,
}

fn judged(text: &str, start: usize, digits: Digits) -> Judged {
    if !(8..=9).contains(&digits.count) {
        return Judged::No;
    }
    // Only the word before it counts; looking further back would make long unbroken text quadratic.
    let before = &text[text.floor_char_boundary(start.saturating_sub(LONGEST_WORD))..start];
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '+' || c == '/' || c == '_') {
        return Judged::No;
    }
    let word = before
        .trim_end_matches(|c: char| c.is_whitespace() || c == ':' || c == '=' || c == '(')
        .rsplit(|c: char| c.is_whitespace() || c == '(')
        .next()
        .unwrap_or_default()
        .to_lowercase();
    if BSN_WORDS.contains(&word.as_str()) {
        return Judged::Named;
    }
    if OTHER_NUMBERS.contains(&word.as_str()) || word.ends_with("+31") {
        return Judged::No;
    }
    // Eight digits are as often a date (01012010) as an old BSN: without the word they are left.
    if digits.count == 9 && passes_elfproef(digits.first) { Judged::Perhaps } else { Judged::No }
}

fn passes_elfproef(digits: [u8; 9]) -> bool {
    let sum: i32 =
        digits.iter().zip([9, 8, 7, 6, 5, 4, 3, 2, -1]).map(|(digit, weight)| i32::from(*digit) * weight).sum();
    sum > 0 && sum % 11 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bsn_is_masked_in_every_grouping() {
        for text in ["BSN 111222333", "bsn: 111.222.333", "nummer 111 222 333.", "(123456782)"] {
            let masked = masked(text);
            assert!(masked.contains("****") && !masked.contains("222") && !masked.contains("456"), "{masked}");
        }
        assert_eq!(masked("dhr. K., BSN 111222333, woont"), "dhr. K., BSN ****, woont");
    }

    #[test]
    fn telephone_and_case_numbers_stay() {
        for text in ["Tel. 0597-000000", "tel 111222333", "+31 612345678", "zaaknummer 123456782", "06-12345678"] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn a_mistyped_bsn_is_masked_when_it_is_called_one() {
        assert_eq!(masked("BSN 111222334"), "BSN ****");
        assert_eq!(masked("bedrag 111222334"), "bedrag 111222334");
    }

    #[test]
    fn only_a_number_that_is_named_and_passes_is_sure() {
        let sure = |text: &str| written(text).iter().filter_map(|written| written.bsn.clone()).count();
        assert_eq!(sure("BSN 111222333, burgerservicenummer: 123.456.782"), 2);
        assert_eq!(sure("nummer 111222333"), 0, "not named");
        assert_eq!(sure("BSN 111222334"), 0, "mistyped");
        assert_eq!(Bsn::parse("111.222.333"), Bsn::parse("111222333"));
        assert_eq!(Bsn::parse("111222333 en meer"), None);
        assert_eq!(format!("{:?}", Bsn::parse("111222333")), "Some(Bsn(…))");
    }
}
