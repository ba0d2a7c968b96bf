//! What follows from pairs: who is the same as one is the same as the other, unless the two speak against it.

use super::{Couple, Records, Same};

/// That two are one, below which nothing makes them one.
const AGAINST: f64 = 1e-4;

/// `sure`, and the pairs that follow from it, in the order of the records. Clusters grow by the surest pair first; two
/// of which any records speak against each other stay apart.
pub(super) fn close(mut sure: Vec<Same>, records: &Records, probability: impl Fn(Couple) -> f64) -> Vec<Same> {
    let mut all = sure.clone();
    let mut cluster: Vec<usize> = (0..records.rows.len()).collect();
    let mut members: Vec<Vec<u32>> = (0..).take(records.rows.len()).map(|number| vec![number]).collect();
    sure.sort_by(|one, other| {
        other.probability.total_cmp(&one.probability).then((one.one, one.other).cmp(&(other.one, other.other)))
    });
    for pair in &sure {
        let (into, from) = (cluster[pair.one], cluster[pair.other]);
        if into == from {
            continue;
        }
        let ordered = |one: u32, other: u32| (one.min(other), one.max(other));
        let couples: Vec<Couple> = members[into]
            .iter()
            .flat_map(|one| members[from].iter().map(move |other| ordered(*one, *other)))
            .filter(|couple| records.may_pair(*couple))
            .collect();
        let chances: Vec<f64> = couples.iter().map(|couple| probability(*couple)).collect();
        if chances.iter().any(|chance| *chance < AGAINST) {
            continue;
        }
        for ((one, other), probability) in couples.into_iter().zip(chances) {
            let (one, other) = (one as usize, other as usize);
            if probability < super::SURE {
                all.push(Same { one, other, probability, by_others: true });
            }
        }
        let moved = std::mem::take(&mut members[from]);
        moved.iter().for_each(|member| cluster[*member as usize] = into);
        members[into].extend(moved);
    }
    all.sort_by_key(|pair| (pair.one, pair.other));
    all
}
