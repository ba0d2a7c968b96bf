//! Text as it may be stored: no control characters, a bound on its length, and one folded form.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Removes what no database, page or mail should carry: NUL and the other C0 controls but tab and line feed.
pub fn cleaned(text: &str) -> String {
    let unfit = |c: char| (c.is_control() && c != '\n' && c != '\t') || c == '\u{FEFF}';
    if !text.chars().any(unfit) {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").chars().filter(|c| !unfit(*c)).collect()
}

/// Cuts at `limit` characters, on a character's border.
pub fn bounded(text: &str, limit: usize) -> &str {
    text.char_indices().nth(limit).map_or(text, |(end, _)| &text[..end])
}

/// Lower case, without accents or punctuation, words parted by one space: `Café ’t Hoekje` is `cafe t hoekje`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    let mut take = |c: char| {
        if c.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.extend(c.to_lowercase());
        } else if !is_combining_mark(c) {
            gap = true;
        }
    };
    for c in text.chars() {
        // NFKD character by character will do: its reordering only moves marks, and marks are dropped.
        if c.is_ascii() {
            take(c);
        } else {
            decompose_compatible(c, &mut take);
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_letters_and_digits_only() {
        assert_eq!(fold("  Café ’t  Hoekje, 12-A "), "cafe t hoekje 12 a");
        assert_eq!(fold("…"), "");
        assert_eq!(fold("ﬁetsen e\u{301}e\u{301}n ½"), "fietsen een 1 2");
    }

    #[test]
    fn nul_and_controls_are_gone() {
        assert_eq!(cleaned("a\0b\r\nc\td\u{7}"), "ab\nc\td");
    }

    #[test]
    fn a_bound_falls_between_characters() {
        assert_eq!(bounded("één", 2), "éé");
        assert_eq!(bounded("één", 9), "één");
    }
}
