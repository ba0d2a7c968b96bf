//! Initials: `J.P.`, `JP de Vries`, `Sharon (S.M.) Mansouri`.

use std::ops::Range;

use super::{
    lexicon::{Trait, Traits},
    names::is_name_word,
    surnames,
    tokens::{Gap, Tokens},
};

/// `J.`, `Th.`, `Chr.`, `IJ.`
pub(super) fn is_initial(tokens: &Tokens<'_>, at: usize) -> bool {
    let written = tokens.text(at);
    if !tokens.is_mark(at + 1, '.') || !tokens.is_capital(at) {
        return false;
    }
    let long = written.chars().count();
    let letters = long == 1
        || long <= 3
            && matches!(
                tokens.fold(at),
                "th" | "chr" | "ch" | "ph" | "ij" | "joh" | "fr" | "tj" | "sj" | "yu" | "st" | "jac" | "wm"
            );
    let ends = !tokens.glued(at + 1);
    letters && !ends && !surnames::is_shortened(tokens, at)
}

/// The `H` of `J.H de Vries`.
pub(super) fn is_undotted(tokens: &Tokens<'_>, at: usize) -> bool {
    let behind = tokens.is_word(at + 1) || tokens.is_mark(at + 1, '(');
    tokens.is_letter(at) && tokens.glued(at) && tokens.gap(at + 1) == Gap::Space && behind
}

/// More letters than this are a word.
const MOST_INITIALS: usize = 6;

/// Behind these a run of capitals is somebody's.
const PERSON: Traits = Traits::of(&[Trait::Title, Trait::Role, Trait::Child, Trait::NameLabel]);

/// Words that are written without vowels in haste: "wil ff doorgeven", "ivm schulden".
const SHORTENED: [&str; 17] =
    ["dmv", "dwz", "ff", "gr", "grt", "ivm", "kdn", "mbt", "mbv", "mn", "mnd", "mvg", "nvt", "svp", "tbv", "wrm", "zn"];

/// The `JP` of `JP de Vries`.
pub(super) fn is_run_of_initials(tokens: &Tokens<'_>, at: usize) -> bool {
    let run = tokens.text(at);
    if run.len() > MOST_INITIALS * 4 {
        return false;
    }
    let titled = (1..=4)
        .take_while(|back| *back < 3 || tokens.is_letter((at + 1).wrapping_sub(*back)))
        .any(|back| tokens.has_any(at.wrapping_sub(back), PERSON));
    let letter = tokens.is_flat(at) && tokens.is_letter(at) && (titled || tokens.is_capital(at));
    // `dhr gjm tilvoort`: no word is without a vowel.
    let consonants = |letter: char| letter.is_ascii_lowercase() && !"aeiouy".contains(letter);
    let run_together =
        tokens.is_flat(at) && (2..=4).contains(&run.len()) && run.chars().all(consonants) && !SHORTENED.contains(&run);
    let capitals = (1..=MOST_INITIALS).contains(&run.chars().count()) && run.chars().all(char::is_uppercase)
        || letter
        || run_together;
    if !capitals {
        return false;
    }
    let known = !titled && tokens.has(at, Trait::NoName) && run.len() > 2 || tokens.has(at, Trait::Organisation);
    let vowelless = run.len() <= 4 || !tokens.has(at, Trait::Given);
    let next = at + 1;
    let apart = tokens.gap(next) == Gap::Space;
    let called = tokens.is_mark(next, '(') && is_name_word(tokens, next + 1);
    let surname = surnames::read(tokens, next).is_some_and(|name| titled || !tokens.has(name.word, Trait::NoName))
        && (!is_shouted(tokens, next) || !tokens.is_flat(next) && (titled || tokens.is_letter(at)));
    let another = tokens.is_letter(at) && tokens.is_letter(next) && (letter || tokens.is_capital(next));
    !known && vowelless && apart && (called || surname || another)
}

/// A word of more than one letter, all capitals: then a run of capitals before it says nothing.
pub(super) fn is_shouted(tokens: &Tokens<'_>, at: usize) -> bool {
    let written = tokens.text(at);
    written.len() > 3 && written.chars().all(char::is_uppercase)
}

/// The `(T.R.)` or `(TR)` behind a name; `(M)` and `(V)` say man and woman.
pub(super) fn bracketed_initials(tokens: &Tokens<'_>, open: usize) -> Option<Range<usize>> {
    let from = open + 1;
    let mut end = from;
    while end < from + 12 && is_initial(tokens, end) {
        end += 2;
    }
    let run = tokens.text(from);
    let undotted = (1..=5).contains(&run.len())
        && run.bytes().all(|letter| letter.is_ascii_uppercase())
        && !matches!(run, "M" | "V" | "X")
        && !tokens.has(from, Trait::Organisation);
    if end == from && undotted {
        end = from + 1;
    }
    (end > from && tokens.is_mark(open, '(') && tokens.is_mark(end, ')')).then_some(from..end)
}

/// The `(M)` of `Mirjam (M) Bos`: his sex would stand behind the whole name.
pub(super) fn bracketed_letter(tokens: &Tokens<'_>, open: usize) -> Option<Range<usize>> {
    let named = tokens.is_mark(open, '(') && tokens.is_mark(open + 2, ')') && tokens.gap(open + 3) == Gap::Space;
    (named && matches!(tokens.text(open + 1), "M" | "V") && surnames::read(tokens, open + 3).is_some())
        .then_some(open + 1..open + 2)
}

/// `J.P.` of `J. P.` or `JP`.
pub(super) fn letters(tokens: &Tokens<'_>, at: &Range<usize>) -> String {
    let mut letters = String::with_capacity(8);
    let run = at.len() == 1;
    for index in at.clone().filter(|index| tokens.is_word(*index)) {
        let written = tokens.text(index);
        if run {
            letters.extend(written.chars().flat_map(|letter| [letter, '.']));
        } else {
            letters.push_str(written);
            letters.push('.');
        }
    }
    letters
}
