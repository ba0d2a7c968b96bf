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
        let starts = text.starts_with(|c: char| c.is_ascii_digit());
        let whole = starts && Group::at(text.as_bytes(), 0).end() == text.len();
        Self::of(Digits::of(text.as_bytes())).filter(|_| whole)
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
        let group = Group::at(bytes, at);
        at = group.end();
        group.judge(text, &mut found);
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

/// The digits of some runs: the first nine, and how many there are.
#[derive(Debug, Clone, Copy, Default)]
struct Digits {
    first: [u8; 9],
    count: usize,
}

impl Digits {
    fn of(bytes: &[u8]) -> Self {
        let mut digits = Self::default();
        for byte in bytes.iter().filter(|byte| byte.is_ascii_digit()) {
            if let Some(digit) = digits.first.get_mut(digits.count) {
                *digit = byte - b'0';
            }
            digits.count += 1;
        }
        digits
    }

    fn pass(self) -> bool {
        self.count == 9 && passes_elfproef(self.first)
    }
}

/// Runs of digits with single separators between them: one number, or several that stand beside each other.
struct Group {
    runs: Vec<Range<usize>>,
}

impl Group {
    /// The group whose first digit stands here.
    fn at(bytes: &[u8], start: usize) -> Self {
        let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut runs = Vec::with_capacity(4);
        let mut at = start;
        loop {
            let end = at + digits(at);
            runs.push(at..end);
            let parted = matches!(bytes.get(end), Some(b'.' | b' ' | b'-'));
            if !(parted && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)) {
                return Self { runs };
            }
            at = end + 1;
        }
    }

    fn end(&self) -> usize {
        self.runs.last().map_or(0, |run| run.end)
    }

    /// Adds the numbers of this group that must be masked.
    fn judge(&self, text: &str, found: &mut Vec<Written>) {
        let bytes = text.as_bytes();
        let said = self.runs.first().map_or(Said::Nothing, |run| said_before(text, run.start));
        let mut at = 0;
        if said == Said::Bsn
            && let Some(length) = self.named(bytes)
        {
            let range = self.runs[0].start..self.runs[length - 1].end;
            found.push(Written { bsn: Bsn::of(Digits::of(&bytes[range.clone()])), range });
            at = length;
        } else if said == Said::Other {
            return;
        }
        while at < self.runs.len() {
            let length = self.perhaps(bytes, at, said).unwrap_or(0);
            if length > 0 {
                found.push(Written { range: self.runs[at].start..self.runs[at + length - 1].end, bsn: None });
            }
            at += length.max(1);
        }
    }

    /// How many runs the number takes that is called a BSN: the one that passes, else as many digits as one has.
    fn named(&self, bytes: &[u8]) -> Option<usize> {
        let mut best = None;
        for length in 1..=self.runs.len() {
            let digits = Digits::of(&bytes[self.runs[0].start..self.runs[length - 1].end]);
            if digits.count > LONGEST_NAMED {
                break;
            }
            if digits.pass() {
                return Some(length);
            }
            if (SHORTEST_NAMED..=LONGEST_NAMED).contains(&digits.count) && digits.count != 9 {
                best = best.or(Some(length));
            } else if digits.count == 9 {
                best = Some(length);
            }
        }
        best
    }

    /// How many runs from this one on may be a BSN that nothing announces: it passes, and stands out as one number.
    fn perhaps(&self, bytes: &[u8], at: usize, said: Said) -> Option<usize> {
        let digits = |length: usize| Digits::of(&bytes[self.runs[at].start..self.runs[at + length - 1].end]);
        let rest = self.runs.len() - at;
        let glued = at == 0 && said == Said::Glued;
        // Eight digits are as often a date (01012010) as an old BSN: without the word they are left.
        if at == 0 && !glued && digits(rest).pass() {
            return Some(rest);
        }
        let country = at > 0 && matches!(&bytes[self.runs[at - 1].clone()], b"31" | b"0031" | b"0");
        if !glued && !country && self.runs[at].len() == 9 && digits(1).pass() {
            return Some(1);
        }
        let lengths: Vec<usize> = self.runs[at..].iter().take(3).map(ExactSizeIterator::len).collect();
        let separator = |run: usize| bytes.get(self.runs[run].end);
        // `1.234.567.890` and `06 123 456 789 0` are longer numbers.
        let goes_on = |parting: usize, beyond: usize| {
            separator(parting) == separator(at) && self.runs.get(beyond).is_some_and(|run| run.len() <= 3)
        };
        let grouped = matches!(lengths[..], [3, 3, 3] | [4, 2, 3])
            && separator(at) == separator(at + 1)
            && !(at > 0 && goes_on(at - 1, at - 1))
            && !goes_on(at + 2, at + 3);
        (grouped && !glued && !country && digits(3).pass()).then_some(3)
    }
}

/// Digits of a number that is called a BSN: one too few or too many is a mistyped one.
const SHORTEST_NAMED: usize = 7;
const LONGEST_NAMED: usize = 10;

/// What stands before a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Nothing,
    /// A letter or mark: the digits are a part of something longer.
    Glued,
    /// That it is a BSN.
    Bsn,
    /// That it is another number.
    Other,
}

fn said_before(text: &str, start: usize) -> Said {
    // Only the word before it counts; looking further back would make long unbroken text quadratic.
    let before = &text[text.floor_char_boundary(start.saturating_sub(LONGEST_WORD))..start];
    let word = |before: &str| {
        let before = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | '(' | '_'));
        before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default().to_lowercase()
    };
    let word = word(before);
    if BSN_WORDS.contains(&word.as_str()) {
        return Said::Bsn;
    }
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '+' || c == '/' || c == '_') {
        return Said::Glued;
    }
    if OTHER_NUMBERS.contains(&word.as_str()) || word.ends_with("+31") { Said::Other } else { Said::Nothing }
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
    fn a_number_beside_it_does_not_hide_it() {
        for text in [
            "BSN 111222333 12-03-1961",
            "BSN 111222333 0612345678",
            "BSN 111222333 41 jaar",
            "BSN 111.222.333 2 kinderen",
            "BSN 111222333 123456782",
            "geb. 12-03-1961 111222333",
            "geb. 12-03-1961 111 222 333",
            "Pijlkruidhof 7 111222333",
            "BSN111222333",
            "BSN_111222333 gezien",
            "bsn:111222333-",
        ] {
            let masked = masked(text);
            assert!(masked.contains("****") && !masked.contains("222") && !masked.contains("456782"), "{masked}");
        }
        assert_eq!(masked("BSN 111222333 12-03-1961"), "BSN **** 12-03-1961");
        assert_eq!(masked("BSN 111222333 0612345678"), "BSN **** 0612345678");
    }

    #[test]
    fn telephone_and_case_numbers_stay() {
        for text in [
            "Tel. 0597-000000",
            "tel 111222333",
            "+31 612345678",
            "zaaknummer 123456782",
            "06-12345678",
            "31 612345678",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    #[test]
    fn a_mistyped_bsn_is_masked_when_it_is_called_one() {
        assert_eq!(masked("BSN 111222334"), "BSN ****");
        assert_eq!(masked("BSN 1112223334, BSN 1112223"), "BSN ****, BSN ****");
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
