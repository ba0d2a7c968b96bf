//! What changed between two texts, line by line.

/// A line of the comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line<'a> {
    Same(&'a str),
    Gone(&'a str),
    New(&'a str),
    /// So many equal lines are left out here.
    Skipped(usize),
}

/// Equal lines that are shown around a change.
const AROUND: usize = 3;

/// The largest table of the comparison; beyond it everything in between counts as changed.
const MOST_CELLS: usize = 4_000_000;

/// The changes with a few lines around them.
pub(super) fn diff<'a>(old: &'a str, new: &'a str) -> Vec<Line<'a>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let before = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let rest = old.len().min(new.len()) - before;
    let after = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(one, other)| one == other).count();
    let (old_middle, new_middle) = (&old[before..old.len() - after], &new[before..new.len() - after]);
    let mut lines: Vec<Line<'a>> = old[..before].iter().map(|line| Line::Same(line)).collect();
    lines.extend(middle(old_middle, new_middle));
    lines.extend(old[old.len() - after..].iter().map(|line| Line::Same(line)));
    shortened(&lines)
}

/// The longest common part stays, the rest is gone or new.
fn middle<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Line<'a>> {
    let all_changed =
        || old.iter().map(|line| Line::Gone(line)).chain(new.iter().map(|line| Line::New(line))).collect();
    let width = new.len() + 1;
    if old.is_empty() || new.is_empty() || width.saturating_mul(old.len() + 1) > MOST_CELLS {
        return all_changed();
    }
    // How long the common part of what is left is, from each pair of places.
    let mut common = vec![0_u32; width * (old.len() + 1)];
    for row in (0..old.len()).rev() {
        for column in (0..new.len()).rev() {
            common[row * width + column] = if old[row] == new[column] {
                common[(row + 1) * width + column + 1] + 1
            } else {
                common[(row + 1) * width + column].max(common[row * width + column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut lines = Vec::with_capacity(old.len() + new.len());
    while row < old.len() || column < new.len() {
        if row < old.len() && column < new.len() && old[row] == new[column] {
            lines.push(Line::Same(old[row]));
            (row, column) = (row + 1, column + 1);
        } else if column == new.len()
            || (row < old.len() && common[(row + 1) * width + column] >= common[row * width + column + 1])
        {
            lines.push(Line::Gone(old[row]));
            row += 1;
        } else {
            lines.push(Line::New(new[column]));
            column += 1;
        }
    }
    lines
}

/// Leaves out what is equal and far from any change.
fn shortened<'a>(lines: &[Line<'a>]) -> Vec<Line<'a>> {
    let changed: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| !matches!(line, Line::Same(_))).map(|(place, _)| place).collect();
    let mut kept = vec![false; lines.len()];
    for place in changed {
        let (from, to) = (place.saturating_sub(AROUND), (place + AROUND + 1).min(lines.len()));
        kept[from..to].fill(true);
    }
    let mut short = Vec::new();
    let mut skipped = 0;
    for (line, kept) in lines.iter().zip(kept) {
        if !kept {
            skipped += 1;
            continue;
        }
        if skipped > 0 {
            short.push(Line::Skipped(skipped));
            skipped = 0;
        }
        short.push(*line);
    }
    if skipped > 0 && !short.is_empty() {
        short.push(Line::Skipped(skipped));
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_no_changes() {
        assert_eq!(diff("a\nb", "a\nb"), []);
        assert_eq!(diff("", ""), []);
    }

    #[test]
    fn a_changed_line_is_shown_between_its_neighbours() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9";
        let new = old.replace('5', "vijf\nen half");
        let shown = diff(old, &new);
        assert_eq!(
            shown,
            [
                Line::Skipped(1),
                Line::Same("2"),
                Line::Same("3"),
                Line::Same("4"),
                Line::Gone("5"),
                Line::New("vijf"),
                Line::New("en half"),
                Line::Same("6"),
                Line::Same("7"),
                Line::Same("8"),
                Line::Skipped(1),
            ]
        );
    }

    #[test]
    fn what_stays_is_the_longest_common_part() {
        assert_eq!(diff("a\nb\nc", "b\nc\nd"), [Line::Gone("a"), Line::Same("b"), Line::Same("c"), Line::New("d")]);
        assert_eq!(diff("a", ""), [Line::Gone("a")]);
        assert_eq!(diff("", "a"), [Line::New("a")]);
    }
}
