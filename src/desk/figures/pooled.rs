//! Small numbers are pooled, so that nobody can be known by them.
//!
//! **Invariant:** no number from 1 to 4 is shown, and none can be had by subtracting what is shown from a total.

/// Fewer than this could be somebody we know.
pub(super) const LEAST: i64 = 5;

/// What small groups become together.
pub(super) const REST: &str = "Overige";

/// A group and how many it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub label: String,
    pub count: i64,
}

/// Whether a number says too much.
pub(super) fn is_small(count: i64) -> bool {
    (1..LEAST).contains(&count)
}

/// `164`, or `minder dan 5`.
pub(super) fn shown(count: i64) -> String {
    if is_small(count) { format!("minder dan {LEAST}") } else { thousands(count) }
}

/// `1.204`
pub(super) fn thousands(count: i64) -> String {
    let digits = count.abs().to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    if count < 0 { format!("−{text}") } else { text }
}

/// Groups that add up to a total that is shown: most first, the small ones together. Empty: too few in all.
pub(super) fn pool(parts: impl IntoIterator<Item = (String, i64)>) -> Vec<Part> {
    let mut parts: Vec<Part> =
        parts.into_iter().filter(|(_, count)| *count > 0).map(|(label, count)| Part { label, count }).collect();
    parts.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.label.cmp(&other.label)));
    let mut rest = 0;
    // A rest of one to four says what it hides: then the next one goes along.
    while let Some(last) = parts.last().filter(|last| is_small(last.count) || is_small(rest)) {
        rest += last.count;
        parts.pop();
    }
    if rest >= LEAST {
        parts.push(Part { label: REST.to_owned(), count: rest });
    }
    parts
}

/// Numbers in an order of their own that add up to a total that is shown: `None` where one would say too much.
pub(super) fn hide(counts: &[i64]) -> Vec<Option<i64>> {
    let mut hidden: Vec<bool> = counts.iter().map(|count| is_small(*count)).collect();
    if hidden.iter().any(|hidden| *hidden) {
        loop {
            let gone = counts.iter().zip(&hidden).filter(|(_, hidden)| **hidden);
            let (many, sum) = gone.fold((0, 0), |(many, sum), (count, _)| (many + 1, sum + count));
            let open = counts.iter().zip(&hidden).enumerate().filter(|(_, (count, hidden))| !**hidden && **count > 0);
            let next = open.min_by_key(|(_, (count, _))| **count).map(|(place, _)| place);
            match next {
                Some(place) if many < 2 || sum < LEAST => hidden[place] = true,
                _ => break,
            }
        }
    }
    counts.iter().zip(hidden).map(|(count, hidden)| (!hidden).then_some(*count)).collect()
}

/// Days from the first up to and including the second, and how many; the last group has no end.
pub(super) type DayGroup = (i64, Option<i64>, i64);

/// Counts by number of days, in groups that are none of them small. Empty: too few in all.
pub(super) fn by_days(counts: &[(i64, i64)], bounds: &[i64]) -> Vec<DayGroup> {
    let mut groups: Vec<DayGroup> = Vec::new();
    let mut first = 0;
    for bound in bounds.iter().map(|bound| Some(*bound)).chain([None]) {
        let fits = |days: i64| days >= first && bound.is_none_or(|bound| days <= bound);
        let count = counts.iter().filter(|(days, _)| fits(*days)).map(|(_, count)| count).sum();
        groups.push((first, bound, count));
        first = bound.map_or(first, |bound| bound + 1);
    }
    while let Some(place) = groups.iter().position(|(.., count)| is_small(*count)) {
        if groups.len() == 1 {
            return Vec::new();
        }
        // With the neighbour that has fewer, so that the picture stays fine where there is much.
        let count = |place: usize| groups.get(place).map_or(i64::MAX, |(.., count)| *count);
        let before = place.checked_sub(1);
        let left = match before {
            Some(before) if count(before) <= count(place + 1) => before,
            _ if place + 1 < groups.len() => place,
            _ => place - 1,
        };
        let (_, last, more) = groups.remove(left + 1);
        if let Some(group) = groups.get_mut(left) {
            *group = (group.0, last, group.2 + more);
        }
    }
    groups
}

/// The middle value; of an even number the lower. `None`: too few to say.
pub(super) fn median(counts: &[(i64, i64)]) -> Option<i64> {
    let total: i64 = counts.iter().map(|(_, count)| count).sum();
    if total < LEAST {
        return None;
    }
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let mut seen = 0;
    sorted.into_iter().find_map(|(days, count)| {
        seen += count;
        (seen * 2 >= total).then_some(days)
    })
}

/// A share in whole percents; `None`: of too few.
pub(super) fn percent(part: i64, total: i64) -> Option<i64> {
    (total >= LEAST).then(|| (part * 200 + total) / (total * 2))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pooled(counts: &[i64]) -> Vec<i64> {
        let parts = counts.iter().enumerate().map(|(place, count)| (format!("deur {place}"), *count));
        pool(parts).into_iter().map(|part| part.count).collect()
    }

    #[test]
    fn small_groups_stand_together() {
        assert_eq!(pooled(&[38, 3, 29, 4]), [38, 29, 7]);
        assert_eq!(pooled(&[38, 29]), [38, 29]);
    }

    #[test]
    fn a_rest_that_would_tell_takes_the_next_along() {
        assert_eq!(pooled(&[38, 29, 3]), [38, 32]);
        assert_eq!(pooled(&[3]), Vec::<i64>::new());
        assert_eq!(pooled(&[2, 2]), Vec::<i64>::new());
    }

    #[test]
    fn a_hidden_week_is_not_hidden_alone() {
        assert_eq!(hide(&[10, 3, 8, 0]), [Some(10), None, None, Some(0)]);
        assert_eq!(hide(&[10, 8]), [Some(10), Some(8)]);
        assert_eq!(hide(&[3, 3, 10]), [None, None, Some(10)]);
    }

    #[test]
    fn days_are_grouped_until_no_group_is_small() {
        let groups = by_days(&[(0, 23), (2, 24), (4, 11), (7, 3), (20, 5)], &[1, 3, 5, 10]);
        assert_eq!(groups, [(0, Some(1), 23), (2, Some(3), 24), (4, Some(5), 11), (6, None, 8)]);
        assert_eq!(by_days(&[(0, 2)], &[1, 3]), []);
    }

    #[test]
    fn a_median_is_of_five_or_more() {
        assert_eq!(median(&[(2, 3), (1, 2), (9, 1)]), Some(2));
        assert_eq!(median(&[(2, 4)]), None);
        assert_eq!((percent(86, 100), percent(2, 3), percent(3, 4)), (Some(86), None, None));
        assert_eq!(percent(2, 3 * 2), Some(33));
    }

    #[test]
    fn numbers_are_written_as_in_dutch() {
        assert_eq!(
            (thousands(1_204_000), thousands(86), thousands(-14)),
            ("1.204.000".into(), "86".into(), "−14".into())
        );
        assert_eq!((shown(4), shown(5), shown(0)), ("minder dan 5".into(), "5".into(), "0".into()));
    }

    proptest! {
        #[test]
        fn nothing_small_is_shown_and_nothing_is_lost(counts in prop::collection::vec(0_i64..40, 0..12)) {
            let parts = pooled(&counts);
            let total: i64 = counts.iter().sum();
            prop_assert!(parts.iter().all(|count| *count >= LEAST));
            prop_assert!(parts.iter().sum::<i64>() == total || parts.is_empty() && total < LEAST);
        }

        #[test]
        fn what_is_hidden_cannot_be_subtracted(counts in prop::collection::vec(0_i64..20, 0..12)) {
            let shown = hide(&counts);
            let gone: Vec<i64> = counts.iter().zip(&shown).filter(|(_, shown)| shown.is_none()).map(|(n, _)| *n).collect();
            prop_assert!(shown.iter().flatten().all(|count| !is_small(*count)));
            let all_gone = counts.iter().zip(&shown).all(|(count, shown)| *count == 0 || shown.is_none());
            prop_assert!(gone.is_empty() || gone.len() > 1 && gone.iter().sum::<i64>() >= LEAST || all_gone);
        }

        #[test]
        fn day_groups_are_never_small(counts in prop::collection::vec((0_i64..60, 1_i64..9), 0..12)) {
            let groups = by_days(&counts, &[1, 3, 5, 10]);
            let total: i64 = counts.iter().map(|(_, count)| count).sum();
            prop_assert!(groups.iter().all(|(.., count)| !is_small(*count)));
            prop_assert!(groups.is_empty() || groups.iter().map(|(.., count)| count).sum::<i64>() == total);
        }
    }
}
