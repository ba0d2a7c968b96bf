//! How alike two values are, looked at closely only where that can matter.

use crate::household::hash::fnv;

/// A value with which letters it has, to see at a glance that another is far from it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'a> {
    pub text: &'a str,
    hash: u64,
    /// One bit for each letter or digit.
    letters: u64,
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash && self.text == other.text
    }
}

/// Edits of a number that are looked at.
const MOST_EDITS: usize = 2;
/// Octets of a number that are compared within an array.
const SHORT: usize = 15;

impl<'a> Value<'a> {
    pub fn new(text: &'a str) -> Self {
        let letters = text.bytes().fold(0, |letters, byte| letters | 1 << (byte & 63));
        Self { text, hash: fnv(text.bytes()), letters }
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub fn is_alike(&self, other: &Self, least: f64) -> bool {
        self.likeness(other, least).is_some()
    }

    /// Jaro-Winkler likeness (Winkler 1990), when it is `least` or more.
    pub fn likeness(&self, other: &Self, least: f64) -> Option<f64> {
        if self == other {
            return Some(1.0);
        }
        let (one, two) = (self.text.as_bytes(), other.text.as_bytes());
        let lacking = |one: u64, two: u64| (one & !two).count_ones() as usize;
        let common = one.len().saturating_sub(lacking(self.letters, other.letters));
        let common = common.min(two.len().saturating_sub(lacking(other.letters, self.letters))) as f64;
        let jaro = (common / one.len() as f64 + common / two.len() as f64 + 1.0) / 3.0;
        if jaro + 0.4 * (1.0 - jaro) < least {
            return None;
        }
        let prefix = one.iter().zip(two).take(4).take_while(|(a, b)| a == b).count() as f64;
        if jaro + 0.1 * prefix * (1.0 - jaro) < least {
            return None;
        }
        Some(strsim::jaro_winkler(self.text, other.text)).filter(|likeness| *likeness >= least)
    }
}

/// Edits from one to the other, a swap of neighbours counted as one (optimal string alignment), when two or fewer.
pub(super) fn within_two(one: &Value<'_>, other: &Value<'_>) -> Option<usize> {
    let (a, b) = (one.text.as_bytes(), other.text.as_bytes());
    let far =
        a.len().abs_diff(b.len()) > MOST_EDITS || (one.letters ^ other.letters).count_ones() as usize > 2 * MOST_EDITS;
    if far {
        return None;
    }
    let edits =
        if a.len() <= SHORT && b.len() <= SHORT { aligned(a, b) } else { strsim::osa_distance(one.text, other.text) };
    Some(edits).filter(|edits| *edits <= MOST_EDITS)
}

/// Both of [`SHORT`] octets at most.
fn aligned(a: &[u8], b: &[u8]) -> usize {
    let mut rows = [[0_usize; SHORT + 1]; 3];
    for (at, cell) in rows[1].iter_mut().enumerate() {
        *cell = at;
    }
    for (i, x) in a.iter().enumerate() {
        rows[2][0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let mut least = (rows[1][j] + usize::from(x != y)).min(rows[1][j + 1] + 1).min(rows[2][j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(rows[0][j - 1] + 1);
            }
            rows[2][j + 1] = least;
        }
        rows.rotate_left(1);
    }
    rows[1][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glance_never_differs_from_the_close_look() {
        let words =
            ["solomon crescent", "solomno cresent", "jake", "jaek", "westbrook", "wesbtroko", "ot", "to", "a", "kyra"];
        for one in words {
            for other in words {
                let close = Some(strsim::jaro_winkler(one, other)).filter(|likeness| *likeness >= 0.85);
                assert_eq!(Value::new(one).likeness(&Value::new(other), 0.85), close, "{one} {other}");
            }
        }
        let numbers = ["1980", "1908", "19800307", "19080370", "7840203", "7804203", "78", "", "0123456789012345678"];
        for one in numbers {
            for other in numbers {
                let close = Some(strsim::osa_distance(one, other)).filter(|edits| *edits <= 2);
                assert_eq!(within_two(&Value::new(one), &Value::new(other)), close, "{one} {other}");
            }
        }
    }
}
