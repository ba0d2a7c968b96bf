//! Text as it may be stored: no control characters, a bound on its length, and one folded form.

use std::borrow::Cow;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Removes what no database, page or mail should carry: NUL and the other C0 controls but tab and line feed, and what
/// has no width and parts a word that a reader sees whole.
pub fn cleaned(text: &str) -> String {
    clean(text).into_owned()
}

/// [`cleaned`], borrowed where there is nothing to remove.
pub fn clean(text: &str) -> Cow<'_, str> {
    let unseen = |c: char| matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}');
    let unfit = |c: char| (c.is_control() && c != '\n' && c != '\t') || unseen(c);
    if !may_be_unfit(text.as_bytes()) || !text.chars().any(unfit) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(unfit) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

/// Whether some byte can be of a control or of a character without width; without a branch, so that it is looked at in
/// wide steps.
fn may_be_unfit(bytes: &[u8]) -> bool {
    bytes.iter().fold(false, |found, byte| {
        let control = (*byte < b' ') & (*byte != b'\n') & (*byte != b'\t');
        found | control | (*byte == 0x7F) | (*byte == 0xC2) | (*byte == 0xE2) | (*byte == 0xEF)
    })
}

/// Cuts at `limit` characters, on a character's border.
pub fn bounded(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    text.char_indices().nth(limit).map_or(text, |(end, _)| &text[..end])
}

/// Lower case, without accents or punctuation, words parted by one space: `Café ’t Hoekje` is `cafe t hoekje`.
pub fn fold(text: &str) -> String {
    let mut folding = Folding { folded: Vec::with_capacity(text.len() + 2), gap: false };
    let mut rest = text;
    if text.is_ascii() {
        folding.take_ascii(text.as_bytes());
        rest = "";
    }
    while let Some(c) = rest.chars().next() {
        if c.is_ascii() {
            let length = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
            folding.take_ascii(&rest.as_bytes()[..length]);
            rest = &rest[length..];
        } else {
            // NFKD character by character will do: its reordering only moves marks, and marks are dropped.
            decompose_compatible(c, |c| folding.take(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    String::from_utf8(folding.folded).unwrap_or_default()
}

/// A folded text as it grows, and whether something that parts words came last.
struct Folding {
    folded: Vec<u8>,
    gap: bool,
}

impl Folding {
    fn take(&mut self, c: char) {
        if c.is_alphanumeric() {
            if self.gap && !self.folded.is_empty() {
                self.folded.push(b' ');
            }
            self.gap = false;
            for lower in c.to_lowercase() {
                match plain_letters(lower) {
                    Some(plain) => self.folded.extend_from_slice(plain.as_bytes()),
                    None => self.folded.extend_from_slice(lower.encode_utf8(&mut [0; 4]).as_bytes()),
                }
            }
        } else if !is_combining_mark(c) {
            self.gap = true;
        }
    }

    /// Writes each byte, and a space before it, in any case, and moves on only past what stays: where words end is
    /// not to be foreseen, so branches would cost more than the writing.
    fn take_ascii(&mut self, run: &[u8]) {
        let from = self.folded.len();
        let words = run.iter().position(|byte| PLAIN[usize::from(*byte)] != 0).unwrap_or(run.len());
        self.gap = from > 0 && (self.gap || words > 0);
        self.folded.resize(from + run.len() + 2, 0);
        let out = self.folded.as_mut_slice();
        let (mut end, mut gap) = (from, self.gap);
        for byte in &run[words..] {
            let plain = PLAIN[usize::from(*byte)];
            let stays = plain != 0;
            out[end] = b' ';
            end += usize::from(gap & stays);
            out[end] = plain;
            end += usize::from(stays);
            gap = !stays;
        }
        self.gap = gap;
        self.folded.truncate(end);
    }
}

/// Letters that Unicode does not take apart, as who lacks them writes them: `Yılmaz` is `yilmaz`, `Wałęsa` `walesa`.
fn plain_letters(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ı' => "i",
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ħ' => "h",
        _ => return None,
    })
}

/// Of each ASCII byte its folded form; nought for what parts words.
const PLAIN: [u8; 256] = {
    let mut plain = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            plain[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    plain
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_letters_and_digits_only() {
        assert_eq!(fold("  Café ’t  Hoekje, 12-A "), "cafe t hoekje 12 a");
        assert_eq!(fold("…"), "");
        assert_eq!(fold("ﬁetsen e\u{301}e\u{301}n ½"), "fietsen een 1 2");
        assert_eq!(fold("…A–b é- C"), "a b e c");
        assert_eq!(fold("Yılmaz IŞIK Wałęsa Groß Sørensen Đorđević"), "yilmaz isik walesa gross sorensen dordevic");
    }

    #[test]
    fn nul_and_controls_are_gone() {
        assert_eq!(cleaned("a\0b\r\nc\td\u{7}"), "ab\nc\td");
        assert_eq!(cleaned("\u{FEFF}a\u{85}b\u{A0}ï\u{7F}"), "ab\u{A0}ï");
    }

    #[test]
    fn a_bound_falls_between_characters() {
        assert_eq!(bounded("één", 2), "éé");
        assert_eq!(bounded("één", 9), "één");
    }
}
