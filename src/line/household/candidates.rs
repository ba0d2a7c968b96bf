//! Which households a signal is weighed against: those under its rarest keys.
//!
//! A key that L households share leaves each of them a chance of one in L before anything else is known, so a key that
//! many share says nothing of one of them; where two such keys agree, one made of both is rare. So as the store grows
//! a household is found by other keys, not among more others.
//!
//! **Invariant:** a key counts whole or not at all: of rivals that share it, none is left out unless all are.

use std::cmp::Reverse;

/// No more households than this are weighed, unless one key alone has more.
const MOST_CANDIDATES: usize = 16;

/// The households of `lists`, each of which has all households under one key, from the rarest key on.
pub fn rarest<H: Copy + PartialEq>(mut lists: Vec<&[H]>) -> Vec<H> {
    lists.sort_by_key(|list| Reverse(list.len()));
    let mut found: Vec<H> = Vec::with_capacity(MOST_CANDIDATES);
    while let Some(list) = lists.pop() {
        let before = found.len();
        for household in list {
            if !found.contains(household) {
                found.push(*household);
            }
        }
        if before > 0 && found.len() > MOST_CANDIDATES {
            found.truncate(before);
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rarest_keys_count_until_there_are_enough() {
        let (few, some, many): ([u8; 2], [u8; 8], [u8; 12]) =
            ([7, 40], std::array::from_fn(|at| at as u8), std::array::from_fn(|at| 20 + at as u8));
        assert_eq!(rarest(vec![&many, &few, &some]), [7, 40, 0, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn one_key_alone_counts_whole() {
        let many: Vec<u32> = (0..40).collect();
        assert_eq!(rarest(vec![&many]), many);
        assert!(rarest::<u32>(vec![]).is_empty());
    }
}
