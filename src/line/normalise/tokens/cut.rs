//! Where a text is cut: what a word is made of, and where it ends.

use unicode_normalization::char::is_combining_mark;

/// The character that starts here.
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
        _ => text.get(at..)?.chars().next(),
    }
}

/// Letters, and the accents that follow them.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphabetic() || (!c.is_ascii() && is_combining_mark(c))
}

/// Where the word ends that goes on at `from`, in bytes.
pub(super) fn word_end(text: &str, from: usize) -> usize {
    let mut end = from;
    loop {
        end += run_of(&text.as_bytes()[end..], u8::is_ascii_alphabetic);
        match char_at(text, end) {
            Some(c) if is_of_word(c) => end += c.len_utf8(),
            Some('0' | '1' | '5' | '8') if is_misread(&text.as_bytes()[end..], if end > from { 2 } else { 3 }) => {
                end += 1
            }
            _ => return end,
        }
    }
}

/// A digit inside a word is a letter that a scanner misread: `Kerk1aan`, `V0ndeling`, `T0LMEIJER`.
fn is_misread(rest: &[u8], letters: usize) -> bool {
    let after = rest.get(1..=letters).unwrap_or_default();
    let capitals = letters == 2 && after.iter().all(u8::is_ascii_uppercase);
    !after.is_empty() && (capitals || after.iter().all(u8::is_ascii_lowercase))
}

/// How many bytes at the start are such.
pub(super) fn run_of(bytes: &[u8], such: fn(&u8) -> bool) -> usize {
    bytes.iter().position(|byte| !such(byte)).unwrap_or(bytes.len())
}
