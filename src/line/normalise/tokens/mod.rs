//! One pass over a text: words, numbers and marks, each with its folded form, for all readers of facts to share.
//!
//! **Invariant:** linear in the text; an index outside it answers as the end of the text, so no reader can run off.

mod cut;
mod sentences;
mod wraps;

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::lexicon::{Trait, Traits, traits};
use cut::{char_at, is_of_word, run_of, word_end};

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// A run of ASCII digits.
    Number,
    Mark(char),
    /// Before the first or after the last token.
    End,
}

/// The white space before a token; ordered by how far it parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    None,
    Space,
    Line,
    Paragraph,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub kind: Kind,
    pub gap: Gap,
    /// A word that starts with a capital.
    capital: bool,
    /// Ends a sentence.
    ends: bool,
    /// Stands where capitals say nothing.
    flat: bool,
    start: u32,
    end: u32,
    folded: (u32, u32),
    traits: Traits,
}

static END: Token = Token {
    kind: Kind::End,
    gap: Gap::Paragraph,
    capital: false,
    ends: false,
    flat: false,
    start: 0,
    end: 0,
    folded: (0, 0),
    traits: Traits::NONE,
};

/// A text, cut up.
pub(super) struct Tokens<'t> {
    text: &'t str,
    list: Vec<Token>,
    folded: String,
}

impl<'t> Tokens<'t> {
    pub fn of(text: &'t str) -> Self {
        let mut tokens =
            Self { text, list: Vec::with_capacity(text.len() / 5), folded: String::with_capacity(text.len() + 2) };
        tokens.folded.push(' ');
        let mut gap = Gap::Paragraph;
        let mut start = 0;
        while let Some(c) = char_at(text, start) {
            let next = start + c.len_utf8();
            if c.is_whitespace() {
                gap = widened(gap, c);
                start = next;
                continue;
            }
            // `Naam | Jan`, `Naam - Jan`, `Naam = Jan`.
            let apart = c == '|' || matches!(c, '-' | '–' | '=') && gap == Gap::Space && text[next..].starts_with(' ');
            let kind = if apart && gap < Gap::Line && tokens.ends_in_label(c) { Kind::Mark(':') } else { kind_of(c) };
            let end = match kind {
                Kind::Number => next + run_of(&text.as_bytes()[next..], u8::is_ascii_digit),
                Kind::Word => word_end(text, next),
                _ => next,
            };
            tokens.push(kind, gap, (start, end));
            gap = Gap::None;
            start = end;
        }
        tokens.part_soep();
        tokens.folded.make_ascii_lowercase();
        tokens.find_traits();
        tokens.unwrap_lines();
        tokens.find_case();
        tokens.find_ends();
        tokens
    }

    /// The S, O, E and P before the lines of a doctor's note are marks of a list, not initials.
    fn part_soep(&mut self) {
        let opens = |at: usize| {
            let letter = matches!(self.text(at), "S" | "O" | "E" | "P") && self.gap(at) >= Gap::Line;
            letter && (self.is_mark(at + 1, ':') || self.is_word(at + 1) && self.gap(at + 1) == Gap::Space)
        };
        let lines: Vec<usize> = (0..self.len()).filter(|at| opens(*at)).collect();
        let letters = lines.iter().map(|at| self.text(*at)).collect::<std::collections::BTreeSet<_>>().len();
        if letters >= 3 {
            lines.into_iter().for_each(|at| self.list[at].kind = Kind::Mark('•'));
        }
    }

    fn find_traits(&mut self) {
        for token in self.list.iter_mut().filter(|token| token.kind == Kind::Word) {
            let (from, to) = token.folded;
            token.traits = traits(self.folded.get(from as usize..to as usize).unwrap_or_default());
        }
    }

    /// Whether the line so far is the label of a form: then the bar behind it is a colon (`Naam | Jan`).
    ///
    /// A dash parts the two halves of a surname too (`mevrouw Jansen - Smit`): before it no name may stand.
    fn ends_in_label(&self, mark: char) -> bool {
        const LABELS: Traits =
            Traits::of(&[Trait::NoName, Trait::PartLabel, Trait::NameLabel, Trait::Role, Trait::Birth, Trait::Locates]);
        let words = self.list.iter().rev().position(|token| token.gap >= Gap::Line).map_or(self.len(), |back| back + 1);
        let cell = self.len() - words..self.len();
        let named = matches!(mark, '-' | '–') && cell.clone().skip(1).any(|at| self.is_capital(at));
        let plain = !named && cell.clone().all(|at| self.is_word(at) || self.is_one_of(at, "./-"));
        let first = traits(&self.fold(cell.start).to_ascii_lowercase());
        // The `T. Bos` of a signature; "T. | 0597-123456" is a telephone.
        let initial = words > 2 && self.is_letter(cell.start) && self.is_mark(cell.start + 1, '.');
        (1..=6).contains(&words) && plain && !initial && !first.has(Trait::Title) && first.has_any(LABELS)
    }

    /// What it folds to gets its lower case later, with all the others.
    fn push(&mut self, kind: Kind, gap: Gap, (start, end): (usize, usize)) {
        let from = self.folded.len();
        let written = if kind == Kind::Mark(':') { ":" } else { &self.text[start..end] };
        match kind {
            Kind::Mark(c) if !parts_clauses(c) => {}
            Kind::Word if !written.is_ascii() => {
                let plain = written.nfkd().filter(|c| !is_combining_mark(*c));
                self.folded.extend(plain.flat_map(char::to_lowercase));
            }
            _ => self.folded.push_str(written),
        }
        let folded = (offset(from), offset(self.folded.len()));
        if folded.1 > folded.0 {
            self.folded.push(' ');
        }
        let capital = kind == Kind::Word && written.starts_with(char::is_uppercase);
        let traits = Traits::NONE;
        self.list.push(Token {
            capital,
            ends: false,
            flat: false,
            kind,
            gap,
            start: offset(start),
            end: offset(end),
            folded,
            traits,
        });
    }

    #[inline]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The whole text folded: a space, then words and clause marks, each followed by one space.
    pub fn folded_text(&self) -> &str {
        &self.folded
    }

    /// [`Self::folded_text`] from this token on.
    pub fn folded_from(&self, index: usize) -> &str {
        self.folded.get(self.folded_start(index)..).unwrap_or_default()
    }

    /// Where the token starts in [`Self::folded_text`].
    pub fn folded_start(&self, index: usize) -> usize {
        self.at(index).folded.0 as usize
    }

    #[inline]
    pub fn at(&self, index: usize) -> &Token {
        self.list.get(index).unwrap_or(&END)
    }

    #[inline]
    pub fn kind(&self, index: usize) -> Kind {
        self.at(index).kind
    }

    #[inline]
    pub fn gap(&self, index: usize) -> Gap {
        self.at(index).gap
    }

    /// No white space before it.
    #[inline]
    pub fn glued(&self, index: usize) -> bool {
        self.gap(index) == Gap::None
    }

    /// Whether a tab, or several spaces, part it from what stands before it on its line: a cell of a table.
    pub fn is_tabbed(&self, index: usize) -> bool {
        let before = self.at(index.wrapping_sub(1));
        let (from, to) = (before.end as usize, self.start(index));
        let cell = |between: &str| between.contains('\t') || between.len() > 2;
        self.gap(index) == Gap::Space && self.text.get(from..to).is_some_and(cell)
    }

    /// As it was written.
    #[inline]
    pub fn text(&self, index: usize) -> &'t str {
        let token = self.at(index);
        self.text.get(token.start as usize..token.end as usize).unwrap_or_default()
    }

    /// From the first token up to (not with) the last, as written, white space made single.
    pub fn span(&self, from: usize, to: usize) -> String {
        if from >= to {
            return String::new();
        }
        let written = self.text.get(self.range(from, to.min(self.len()))).unwrap_or_default();
        let mut span = String::with_capacity(written.len());
        for word in written.split_whitespace() {
            if !span.is_empty() {
                span.push(' ');
            }
            span.push_str(word);
        }
        span
    }

    /// Lower case without accents; empty for marks that do not part clauses.
    #[inline]
    pub fn fold(&self, index: usize) -> &str {
        let (from, to) = self.at(index).folded;
        self.folded.get(from as usize..to as usize).unwrap_or_default()
    }

    /// Whether the word here is this, by the lexicon.
    #[inline]
    pub fn has(&self, index: usize, one: Trait) -> bool {
        self.at(index).traits.has(one)
    }

    /// Whether the word here is one of these at least.
    #[inline]
    pub fn has_any(&self, index: usize, of: Traits) -> bool {
        self.at(index).traits.has_any(of)
    }

    #[inline]
    pub fn is_word(&self, index: usize) -> bool {
        self.kind(index) == Kind::Word
    }

    #[inline]
    pub fn is_number(&self, index: usize) -> bool {
        self.kind(index) == Kind::Number
    }

    #[inline]
    pub fn is_mark(&self, index: usize, mark: char) -> bool {
        self.kind(index) == Kind::Mark(mark)
    }

    /// Whether it is any of these marks.
    #[inline]
    pub fn is_one_of(&self, index: usize, marks: &str) -> bool {
        match self.kind(index) {
            Kind::Mark(c) if c.is_ascii() => marks.bytes().any(|mark| char::from(mark) == c),
            Kind::Mark(c) => marks.contains(c),
            _ => false,
        }
    }

    /// A word that starts with a capital.
    #[inline]
    pub fn is_capital(&self, index: usize) -> bool {
        self.at(index).capital
    }

    /// A word of one letter.
    #[inline]
    pub fn is_letter(&self, index: usize) -> bool {
        self.is_word(index) && self.fold(index).len() == 1
    }

    /// Where the token starts in the text, in bytes.
    #[inline]
    pub fn start(&self, index: usize) -> usize {
        self.at(index).start as usize
    }

    /// Where it ends.
    #[inline]
    pub fn end(&self, index: usize) -> usize {
        self.at(index).end as usize
    }

    /// Where these tokens stand in the text, in bytes.
    pub fn range(&self, from: usize, to: usize) -> Range<usize> {
        if from >= to {
            return self.start(from)..self.start(from);
        }
        self.start(from)..self.end(to - 1)
    }

    /// Digits as a value when there are at most nine.
    pub fn value(&self, index: usize) -> Option<u32> {
        let digits = self.text(index);
        (self.is_number(index) && digits.len() <= 9).then(|| digits.parse().ok()).flatten()
    }
}

/// An offset; a text that is read for facts is some pages long, so it fits.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn widened(gap: Gap, c: char) -> Gap {
    match (gap, c) {
        (Gap::Line | Gap::Paragraph, '\n') => Gap::Paragraph,
        (gap, '\n') => gap.max(Gap::Line),
        (gap, _) => gap.max(Gap::Space),
    }
}

fn kind_of(c: char) -> Kind {
    if c.is_ascii_digit() {
        Kind::Number
    } else if is_of_word(c) {
        Kind::Word
    } else {
        Kind::Mark(c)
    }
}

fn parts_clauses(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '(' | ')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_are_parted_and_glue_is_known() {
        let tokens = Tokens::of("Pad 12a,\n9675XA");
        let words: Vec<&str> = (0..tokens.len()).map(|i| tokens.text(i)).collect();
        assert_eq!(words, ["Pad", "12", "a", ",", "9675", "XA"]);
        assert!(tokens.glued(2) && tokens.gap(4) == Gap::Line);
        assert_eq!(tokens.folded_text(), " pad 12 a , 9675 xa ");
    }

    #[test]
    fn folding_takes_accents_away() {
        let tokens = Tokens::of("Café ’t ‘Suïcide’");
        assert_eq!(tokens.folded_text(), " cafe t suicide ");
        let at = (0..tokens.len()).find(|at| tokens.text(*at) == "Suïcide").expect("stands there");
        assert_eq!(tokens.folded_from(at), "suicide ");
    }

    #[test]
    fn the_dot_of_an_abbreviation_ends_no_sentence() {
        let tokens = Tokens::of("Mw. A. Bos komt. Zij");
        let ends: Vec<usize> = (0..tokens.len()).filter(|i| tokens.ends_sentence(*i)).collect();
        assert_eq!(ends, [6]);
    }

    #[test]
    fn a_bar_behind_a_label_is_a_colon() {
        let marks = |text: &str| (0..9).filter(|at| Tokens::of(text).is_mark(*at, ':')).count();
        assert_eq!(marks("Naam | Jan Bos | 12"), 1);
        assert_eq!(marks("Tel. cliënt | 06\nGeboren | 1980"), 2);
        assert_eq!(marks("R. van der Veen | jeugdconsulent"), 0);
        assert_eq!(marks("T. van der Veen | jeugdconsulent"), 0);
        assert_eq!(marks("mw. T. Nap | GGD bemoeizorg"), 0);
    }

    #[test]
    fn outside_the_text_is_its_end() {
        let tokens = Tokens::of("een");
        assert_eq!(tokens.kind(usize::MAX), Kind::End);
        assert_eq!(tokens.text(9), "");
    }
}
