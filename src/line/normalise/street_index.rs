//! Which known street a written one is meant to be, in spite of abbreviations and slips of the pen.
//!
//! **Invariant:** a lookup allocates nothing, and takes no longer for a longer register.
//! **Source:** symmetric deletion (W. Garbe, SymSpell): two words at most two edits apart share a form that at most
//! two letters were left out of.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Letters of a street that are compared; what comes after is left out on both sides.
const LENGTH: usize = 40;
/// Edits that are forgiven, for names of at least so many letters: `Kerkstraat` may differ in two.
const TWO_EDITS: usize = 8;

/// The canonical form of a street: small letters and digits, beginnings and endings written out.
#[derive(Clone, Copy)]
struct Form {
    letters: [u8; LENGTH],
    length: usize,
}

/// Known streets under every form that one or two letters were left out of.
#[derive(Debug, Clone, Default)]
pub(super) struct StreetIndex {
    /// The canonical forms, one after another, and where each ends.
    forms: Vec<u8>,
    ends: Vec<u32>,
    /// Hash of a shortened form and the street, by hash.
    shortened: Vec<(u32, u32)>,
}

impl StreetIndex {
    /// Builds it from names, each once.
    pub fn of<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut index = Self::default();
        for name in names {
            let form = Form::of(name);
            let street = u32::try_from(index.ends.len()).unwrap_or(u32::MAX);
            index.forms.extend_from_slice(form.as_bytes());
            index.ends.push(u32::try_from(index.forms.len()).unwrap_or(u32::MAX));
            form.each_shortened(|hash| index.shortened.push((hash, street)));
        }
        index.shortened.sort_unstable();
        index.shortened.dedup();
        index
    }

    /// Whether a known street is written so, or nearly so.
    pub fn has_like(&self, written: &str) -> bool {
        if self.ends.is_empty() {
            return false;
        }
        let form = Form::of(written);
        let mut found = false;
        form.each_shortened(|hash| found = found || self.is_near(hash, &form));
        found
    }

    fn is_near(&self, hash: u32, form: &Form) -> bool {
        let from = self.shortened.partition_point(|entry| entry.0 < hash);
        let alike = self.shortened.iter().skip(from).take_while(|entry| entry.0 == hash).take(64);
        alike.clone().any(|entry| is_within(form.as_bytes(), self.form(entry.1), form.edits()))
    }

    fn form(&self, street: u32) -> &[u8] {
        let street = street as usize;
        let end = self.ends.get(street).map_or(0, |end| *end as usize);
        let start = street.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        self.forms.get(start..end).unwrap_or_default()
    }
}

/// Beginnings that Dutch writers abbreviate, as they write them and in full; their dot is gone already.
const BEGINNINGS: [(&str, &str); 14] = [
    ("burg", "burgemeester"),
    ("bgm", "burgemeester"),
    ("dr", "dokter"),
    ("ds", "dominee"),
    ("mr", "meester"),
    ("prof", "professor"),
    ("prs", "prinses"),
    ("kon", "koningin"),
    ("st", "sint"),
    ("nw", "nieuwe"),
    ("gr", "graaf"),
    ("adm", "admiraal"),
    ("gouv", "gouverneur"),
    ("joh", "johan"),
];
/// And endings.
const ENDINGS: [(&str, &str); 11] = [
    ("strt", "straat"),
    ("str", "straat"),
    ("pln", "plein"),
    ("ln", "laan"),
    ("wg", "weg"),
    ("sngl", "singel"),
    ("sgl", "singel"),
    ("drf", "dreef"),
    ("kd", "kade"),
    ("prk", "park"),
    ("pl", "plein"),
];

impl Form {
    fn of(written: &str) -> Self {
        let mut form = Self { letters: [0; LENGTH], length: 0 };
        let mut word = 0;
        for c in written.chars() {
            if c.is_whitespace() || c == '.' {
                form.write_out(&BEGINNINGS, word);
                word = form.length;
            } else {
                decompose_compatible(c, |c| {
                    if c.is_alphanumeric() && !is_combining_mark(c) {
                        c.to_lowercase().for_each(|lower| form.push(lower));
                    }
                });
            }
        }
        let last = form.as_bytes();
        if let Some((short, long)) = ENDINGS.iter().find(|(short, _)| last.ends_with(short.as_bytes())) {
            form.length -= short.len();
            long.chars().for_each(|c| form.push(c));
        }
        form
    }

    fn write_out(&mut self, list: &[(&str, &str)], word: usize) {
        let abbreviated = self.as_bytes().get(word..).unwrap_or_default();
        if let Some((_, long)) = list.iter().find(|(short, _)| short.as_bytes() == abbreviated) {
            self.length = word;
            long.chars().for_each(|c| self.push(c));
        }
    }

    /// Sounds that are spelt in two ways count as one letter: `ij` is `y`, `ou` is `au`, `c` is `k`.
    fn push(&mut self, c: char) {
        let before = self.as_bytes().last().copied();
        let byte = match (before, c) {
            (Some(b'i'), 'j') => {
                self.length -= 1;
                b'y'
            }
            (Some(b'o'), 'u') => {
                self.length -= 1;
                self.put(b'a');
                b'u'
            }
            (_, 'c') => b'k',
            (_, c) if c.is_ascii() => u8::try_from(c).unwrap_or(b'?'),
            _ => b'?',
        };
        self.put(byte);
    }

    fn put(&mut self, byte: u8) {
        if let Some(place) = self.letters.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    fn as_bytes(&self) -> &[u8] {
        self.letters.get(..self.length).unwrap_or_default()
    }

    fn edits(&self) -> usize {
        if self.length >= TWO_EDITS { 2 } else { 1 }
    }

    /// The hash of the form itself, and of it without any one letter, and any two.
    fn each_shortened(&self, mut each: impl FnMut(u32)) {
        let letters = self.as_bytes();
        each(hash_without(letters, usize::MAX, usize::MAX));
        for first in 0..letters.len() {
            each(hash_without(letters, first, usize::MAX));
            if self.edits() == 2 {
                (first + 1..letters.len()).for_each(|second| each(hash_without(letters, first, second)));
            }
        }
    }
}

/// FNV-1a.
fn hash_without(letters: &[u8], first: usize, second: usize) -> u32 {
    let kept = letters.iter().enumerate().filter(|(at, _)| *at != first && *at != second);
    kept.fold(0x811C_9DC5_u32, |hash, (_, byte)| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// Whether at most so many letters were dropped, added, changed or swapped (restricted Damerau–Levenshtein).
fn is_within(one: &[u8], other: &[u8], edits: usize) -> bool {
    if one.len().abs_diff(other.len()) > edits {
        return false;
    }
    let mut rows = [[0_usize; LENGTH + 1]; 3];
    rows[1].iter_mut().enumerate().for_each(|(at, cost)| *cost = at);
    for (row, a) in one.iter().enumerate() {
        let [before, last, this] = &mut rows;
        this[0] = row + 1;
        for (column, b) in other.iter().enumerate() {
            let mut cost = (last[column] + usize::from(a != b)).min(last[column + 1] + 1).min(this[column] + 1);
            let swapped = row > 0 && column > 0 && one.get(row - 1) == Some(b) && other.get(column - 1) == Some(a);
            if swapped {
                cost = cost.min(before[column - 1] + 1);
            }
            this[column + 1] = cost;
        }
        rows.rotate_left(1);
    }
    rows[1].get(other.len()).is_some_and(|cost| *cost <= edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREETS: [&str; 5] = ["Kerkstraat", "Burgemeester Engelkenslaan", "Nieuwe Wold", "Brink", "Stationsweg"];

    #[test]
    fn slips_and_abbreviations_are_forgiven() {
        let index = StreetIndex::of(STREETS.into_iter());
        for written in [
            "Kerkstraat",
            "kerkstr.",
            "Kerkstaat",
            "Krekstraat",
            "Burg. Engelkensln",
            "Bgm Engelkenslaan",
            "Nw. Wold",
            "Stationswg",
            "Stasionsweg",
        ] {
            assert!(index.has_like(written), "{written}");
        }
    }

    #[test]
    fn another_street_is_another() {
        let index = StreetIndex::of(STREETS.into_iter());
        for written in ["Molenstraat", "Kerklaan", "Blik", "Engelkenslaan 2e"] {
            assert!(!index.has_like(written), "{written}");
        }
        assert!(!StreetIndex::default().has_like("Kerkstraat"));
    }
}
