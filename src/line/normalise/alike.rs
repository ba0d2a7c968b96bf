//! Whether two texts are nearly the same: the share of runs of words they have in common.
//!
//! Runs of three words (w-shingling; Broder, "On the resemblance and containment of documents", 1997), compared by
//! Jaccard's measure, so that a changed greeting or date does not hide a repeat, and another story is not one.

use std::collections::BTreeSet;

/// Words in a run.
const RUN: usize = 3;

/// From here on two texts of one partner may be the same report. A phrase that every report has stays far below it.
pub const ALIKE: f64 = 0.7;

/// Fewer words than this say too little to be alike by.
const LEAST_WORDS: usize = 6;

/// A text's runs of words, to compare with many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runs(BTreeSet<u64>);

impl Runs {
    /// Letters and digits only, small; what is quoted or how it is laid out does not matter.
    ///
    /// `None`: too short to compare.
    pub fn of(text: &str) -> Option<Self> {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        (words.len() >= LEAST_WORDS).then(|| Self(words.windows(RUN).map(hashed).collect()))
    }

    /// From 0, nothing in common, to 1, the same.
    #[expect(clippy::cast_precision_loss, reason = "counts of words stay far below 2^52")]
    pub fn likeness(&self, other: &Self) -> f64 {
        let common = self.0.intersection(&other.0).count();
        let all = self.0.len() + other.0.len() - common;
        if all == 0 { 0.0 } else { common as f64 / all as f64 }
    }
}

/// FNV-1a, the same on every machine.
fn hashed(words: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in words.iter().flat_map(|word| word.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "Goedemiddag, bij het meldpunt kwam vanochtend een klacht binnen over Krabbenscheerstraat 12A. \
        Al een paar weken staan er vuilniszakken op de galerij en er is veel geschreeuw 's avonds laat.";

    fn likeness(one: &str, other: &str) -> f64 {
        Runs::of(one).unwrap().likeness(&Runs::of(other).unwrap())
    }

    #[test]
    fn the_same_report_with_another_greeting_and_layout_is_alike() {
        let again = REPORT.replace("Goedemiddag", "GOEDEMORGEN collega's").replace(". ", ".\n\n");
        assert!(likeness(REPORT, &again) >= ALIKE, "{}", likeness(REPORT, &again));
        assert!((likeness(REPORT, REPORT) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn another_report_about_the_same_door_is_not() {
        let other = "Goedemiddag, bij het meldpunt kwam vanochtend een klacht binnen over Krabbenscheerstraat 12A. \
            De bewoonster is gevallen op de trap en wil niet naar de huisarts, de buurvrouw maakt zich zorgen.";
        assert!(likeness(REPORT, other) < ALIKE, "{}", likeness(REPORT, other));
    }

    #[test]
    fn a_text_of_a_few_words_is_not_compared() {
        assert_eq!(Runs::of("Zie bijlage."), None);
    }
}
