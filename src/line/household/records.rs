//! Record linkage of flat person records, by columns of any meaning: `voordeur link records`.
//!
//! The generic counterpart of the household engine, for the field's public sets and for files from elsewhere: columns
//! are compared by kind, pairs come from several blocking passes, and the weights are learnt from the pairs themselves
//! by expectation-maximisation, without labels (Winkler 1988).
//! **Invariant:** equal records give equal pairs, in one order.

mod cluster;
mod column;
mod compare;
mod likeness;

pub use self::column::{Column, Kind, columns};
use self::compare::{Compared, Prepared};
use super::em::{Mixture, Pattern, Unmatched, learn};

/// The records of one or two files, column by column.
#[derive(Debug, Clone, Default)]
pub struct Records {
    pub columns: Vec<Column>,
    /// Values in the order of the columns.
    pub rows: Vec<Vec<String>>,
    /// Rows from this one on are of the second file, and pairs go between the files; `None`: one file, in itself.
    pub second: Option<usize>,
}

/// Two records that are one, by their places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Same {
    pub one: usize,
    pub other: usize,
    /// That they are, as learnt.
    pub probability: f64,
    /// Not sure by themselves, but each is the same as what the other is.
    pub by_others: bool,
}

/// That two are one, from which they are taken for it.
const SURE: f64 = 0.5;
/// Records that share a value, from which on the value says too little to look at all their pairs.
const MOST_PER_BLOCK: usize = 150;

type Couple = (u32, u32);

impl Records {
    /// Columns that are compared, at most; the first ones.
    pub const MOST_COLUMNS: usize = compare::MOST_COLUMNS;

    /// The pairs that are one, with those that follow from others.
    pub fn same(&self) -> Vec<Same> {
        let prepared = Prepared::new(self);
        let couples = self.couples();
        let compared: Vec<Compared> = couples.iter().map(|couple| prepared.compare(*couple)).collect();
        let weights = learn(&patterns(&prepared, &compared), prepared.start(), Unmatched::Learnt).mixture.weights();
        let probability = |compared: Compared| weights.probability(&prepared.levels(compared));
        let sure = couples.iter().zip(&compared).filter_map(|((one, other), compared)| {
            let probability = probability(*compared);
            let pair = Same { one: *one as usize, other: *other as usize, probability, by_others: false };
            (probability >= SURE).then_some(pair)
        });
        cluster::close(sure.collect(), self, |couple| probability(prepared.compare(couple)))
    }

    /// How many columns can be compared.
    pub fn compared_columns(&self) -> usize {
        self.compared().count()
    }

    /// Columns that are compared, by their place.
    fn compared(&self) -> impl Iterator<Item = (usize, Kind)> {
        let kinds = self.columns.iter().map(|column| column.kind).enumerate();
        kinds.filter(|(_, kind)| !matches!(kind, Kind::Id | Kind::Ignored))
    }

    /// Pairs that share a whole value in columns of a kind that tells people apart, in the same column or in another.
    fn couples(&self) -> Vec<Couple> {
        let mut couples = Vec::new();
        let mut sharing: Vec<(Kind, &str, u32)> = Vec::new();
        for (at, kind) in self.compared().filter(|(_, kind)| kind.blocks()) {
            let values = self.rows.iter().map(|row| row.get(at).map(String::as_str).unwrap_or_default());
            let told = (0..).zip(values).filter(|(_, value)| !value.is_empty());
            sharing.extend(told.map(|(number, value)| (kind, value, number)));
        }
        sharing.sort_unstable();
        sharing.dedup();
        for block in sharing.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
            if block.len() > MOST_PER_BLOCK {
                continue;
            }
            for (from, (.., one)) in block.iter().enumerate() {
                let later = block[from + 1..].iter().map(|(.., other)| (*one, *other));
                couples.extend(later.filter(|couple| self.may_pair(*couple)));
            }
        }
        couples.sort_unstable();
        couples.dedup();
        couples
    }

    fn may_pair(&self, (one, other): Couple) -> bool {
        self.second.is_none_or(|second| (one as usize) < second && other as usize >= second)
    }
}

fn patterns(prepared: &Prepared<'_>, compared: &[Compared]) -> Vec<Pattern> {
    let mut sorted = compared.to_vec();
    sorted.sort_unstable();
    let alike = sorted.chunk_by(|one, other| one == other);
    let pattern = |alike: &[Compared]| {
        let levels = alike.first().map(|compared| prepared.levels(*compared)).unwrap_or_default();
        Pattern { levels, count: alike.len() as f64 }
    };
    alike.map(pattern).collect()
}

#[cfg(test)]
mod tests;
