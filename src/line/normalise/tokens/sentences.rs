//! Where sentences start and end, and whether capitals say anything in a text.

use super::{super::lexicon::Trait, Gap, Kind, Token, Tokens};

impl Tokens<'_> {
    /// Readers ask of nearly every token whether a sentence ends or starts there, so it is told once.
    pub(super) fn find_ends(&mut self) {
        for at in 0..self.list.len() {
            let ends = match self.list[at].kind {
                Kind::Mark('!' | '?') => true,
                Kind::Mark('.') => self.is_full_stop(at),
                _ => continue,
            };
            self.list[at].ends = ends;
        }
    }

    /// A text all in capitals, or without any, says nothing by its capitals: there every word that is not of every
    /// day may be a name.
    pub(super) fn find_case(&mut self) {
        let of_body = |token: &&Token| token.kind == Kind::Word && token.end - token.start > 1;
        let subject =
            self.list.iter().take(16).skip(1).position(|token| token.gap == Gap::Paragraph).map_or(0, |at| at + 1);
        let body = self.list.get(subject..).unwrap_or_default();
        let words = body.iter().filter(of_body).count();
        let capitals = body.iter().filter(of_body).filter(|token| token.capital).count();
        let shouting = capitals * 10 >= words * 9;
        if words < 8 || !(shouting || capitals == 0) {
            return;
        }
        self.flat = true;
        for at in 0..self.list.len() {
            let token = &self.list[at];
            if token.kind != Kind::Word {
                continue;
            }
            let lone = token.folded.1 - token.folded.0 == 1;
            let dotted = self.is_mark(at + 1, '.') && self.glued(at + 1);
            self.list[at].capital = if lone { dotted || shouting } else { !token.traits.are_of_every_day() };
        }
    }

    /// Whether capitals say nothing here: there are none, or nothing but.
    #[inline]
    pub fn is_flat(&self) -> bool {
        self.flat
    }

    /// Whether a sentence starts here: after a full stop, a blank line or nothing at all.
    #[inline]
    pub fn starts_sentence(&self, index: usize) -> bool {
        let before = index.wrapping_sub(1);
        self.gap(index) == Gap::Paragraph || self.kind(before) == Kind::End || self.ends_sentence(before)
    }

    /// A `.`, `!` or `?` that ends a sentence; not the dot of an abbreviation, an initial or a number.
    #[inline]
    pub fn ends_sentence(&self, index: usize) -> bool {
        self.at(index).ends
    }

    fn is_full_stop(&self, index: usize) -> bool {
        if self.glued(index + 1) {
            return false;
        }
        let before = index.wrapping_sub(1);
        let initial = self.is_letter(before) && !(self.glued(before) && self.is_number(before.wrapping_sub(1)));
        let abbreviation = self.is_word(before)
            && (initial || self.has(before, Trait::Abbreviation))
            && self.kind(index + 1) != Kind::End
            && self.gap(index + 1) < Gap::Paragraph;
        let numbered = self.is_letter(before) && !initial;
        let whole =
            numbered || self.fold(before).len() > 3 && !self.fold(before).ends_with("str") || !self.is_word(before);
        !abbreviation
            && (!self.is_word(index + 1) || self.is_capital(index + 1) || self.gap(index + 1) > Gap::Space || whole)
    }
}
