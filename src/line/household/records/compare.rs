//! Two records compared, column by column: each gives a level of agreement, or none where one of both is silent.

use super::{
    Couple, Kind, Mixture, Records,
    likeness::{Value, within_two},
};

/// Four bits a column: its level, or [`SILENT`].
pub(super) type Compared = u128;

const SILENT: u8 = 15;
const BITS: usize = 4;
/// Columns that are compared, at most.
pub(super) const MOST_COLUMNS: usize = 128 / BITS;

/// Jaro-Winkler likeness from which names, and words, are alike, and nearly equal.
const ALIKE: f64 = 0.85;
const NEARLY: f64 = 0.92;
/// Characters a number has at least, so that two edits still tell.
const LONG: usize = 6;

/// Levels of names and words: equal, nearly, alike, in another column, not.
const EQUAL: u8 = 0;
const ELSEWHERE: u8 = 3;
const NOT: u8 = 4;

/// Records ready to be compared.
#[derive(Debug)]
pub(super) struct Prepared<'a> {
    /// Values of the compared columns, record after record.
    values: Vec<Value<'a>>,
    kinds: Vec<Kind>,
    /// By column: the others in whose place its value may stand.
    swaps: Vec<Vec<usize>>,
}

impl<'a> Prepared<'a> {
    pub fn new(records: &'a Records) -> Self {
        let columns: Vec<(usize, Kind)> = records.compared().take(MOST_COLUMNS).collect();
        let values = records.rows.iter().flat_map(|row| {
            columns.iter().map(|(at, _)| Value::new(row.get(*at).map(String::as_str).unwrap_or_default()))
        });
        let kinds: Vec<Kind> = columns.iter().map(|(_, kind)| *kind).collect();
        let swaps = |(at, kind): (usize, &Kind)| {
            let swaps = matches!(kind, Kind::Name | Kind::Text);
            (0..kinds.len()).filter(|other| swaps && *other != at && kinds[*other] == *kind).collect()
        };
        Self { values: values.collect(), swaps: kinds.iter().enumerate().map(swaps).collect(), kinds }
    }

    pub fn compare(&self, (one, other): Couple) -> Compared {
        let (one, other) = (self.row(one), self.row(other));
        let mut compared = 0;
        for (at, (kind, (here, there))) in self.kinds.iter().zip(one.iter().zip(other)).enumerate() {
            let level = if here.is_empty() || there.is_empty() {
                SILENT
            } else {
                match kind.level(here, there) {
                    NOT if self.swaps[at].iter().any(|place| is_swapped(here, other.get(*place))) => ELSEWHERE,
                    NOT if self.swaps[at].iter().any(|place| is_swapped(there, one.get(*place))) => ELSEWHERE,
                    level => level,
                }
            };
            compared |= Compared::from(level) << (at * BITS);
        }
        compared
    }

    fn row(&self, record: u32) -> &[Value<'a>] {
        let width = self.kinds.len();
        let from = record as usize * width;
        self.values.get(from..from + width).unwrap_or_default()
    }

    pub fn levels(&self, compared: Compared) -> Vec<Option<u8>> {
        let level = |at| u8::try_from((compared >> (at * BITS)) & 15).unwrap_or(SILENT);
        (0..self.kinds.len()).map(|at| Some(level(at)).filter(|level| *level != SILENT)).collect()
    }

    /// Where learning begins: what is one agrees mostly.
    pub fn start(&self) -> Mixture {
        let of = |words: &[f64], numbers: &[f64], codes: &[f64]| {
            let by_kind = |kind: &Kind| match kind {
                Kind::Name | Kind::Text => words.to_vec(),
                Kind::Date | Kind::Digits => numbers.to_vec(),
                Kind::Exact | Kind::Id | Kind::Ignored => codes.to_vec(),
            };
            self.kinds.iter().map(by_kind).collect()
        };
        Mixture {
            matches: 0.05,
            m: of(&[0.8, 0.1, 0.04, 0.03, 0.03], &[0.8, 0.1, 0.05, 0.05], &[0.9, 0.1]),
            u: of(&[0.05, 0.02, 0.02, 0.01, 0.9], &[0.05, 0.02, 0.03, 0.9], &[0.2, 0.8]),
        }
    }
}

fn is_swapped(value: &Value<'_>, place: Option<&Value<'_>>) -> bool {
    place.is_some_and(|place| !place.is_empty() && value.is_alike(place, NEARLY))
}

impl Kind {
    /// From 0, equal, up; the last is nothing in common.
    fn level(self, one: &Value<'_>, other: &Value<'_>) -> u8 {
        if one == other {
            return EQUAL;
        }
        match self {
            Self::Name | Self::Text => match one.likeness(other, ALIKE) {
                Some(likeness) if likeness >= NEARLY => 1,
                Some(_) => 2,
                None => NOT,
            },
            Self::Date if is_rearranged(one.text, other.text) => 1,
            Self::Date | Self::Digits => match within_two(one, other) {
                Some(0 | 1) => 1,
                Some(_) if one.text.len().min(other.text.len()) >= LONG => 2,
                _ => 3,
            },
            Self::Exact | Self::Id | Self::Ignored => 1,
        }
    }
}

/// Day and month in each other's place, in `yyyymmdd`.
fn is_rearranged(one: &str, other: &str) -> bool {
    one.len() == 8
        && one.get(..4) == other.get(..4)
        && one.get(4..6) == other.get(6..8)
        && one.get(6..8) == other.get(4..6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(kind: Kind, one: &str, other: &str) -> u8 {
        kind.level(&Value::new(one), &Value::new(other))
    }

    #[test]
    fn names_are_equal_nearly_alike_or_not() {
        let names = ["jansen", "jannsen", "janssens", "bakker"];
        assert_eq!(names.map(|name| level(Kind::Name, "jansen", name)), [0, 1, 1, 4]);
    }

    #[test]
    fn dates_may_be_rearranged_and_numbers_mistyped() {
        let dates = ["19800307", "19800703", "19810307", "19811307", "19650911"];
        assert_eq!(dates.map(|date| level(Kind::Date, "19800307", date)), [0, 1, 1, 2, 3]);
        assert_eq!(level(Kind::Digits, "2507", "2570"), 1);
        assert_eq!(level(Kind::Digits, "2507", "2588"), 3, "two edits of a short number are another number");
    }
}
