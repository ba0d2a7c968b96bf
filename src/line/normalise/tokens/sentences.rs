//! Where sentences start and end, and whether capitals say anything in a text.

use super::{
    super::lexicon::{Trait, Traits},
    Gap, Kind, Tokens,
};

/// How a text without difference of case is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Small,
    Capitals,
}

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

    /// A text all in capitals, or without any, says nothing by its capitals, nor does such a paragraph: there every
    /// word that is not of every day may be a name.
    pub(super) fn find_case(&mut self) {
        let subject =
            self.list.iter().take(16).skip(1).position(|token| token.gap == Gap::Paragraph).map_or(0, |at| at + 1);
        if let Some(case) = self.flat_case(subject, self.len()) {
            self.flatten(0, self.len(), case);
            return;
        }
        let mut start = 0;
        while start < self.len() {
            let end = (start + 1..self.len()).find(|at| self.gap(*at) == Gap::Paragraph).unwrap_or(self.len());
            if let Some(case) = self.flat_case(start, end) {
                self.flatten(start, end, case);
            }
            start = end;
        }
    }

    /// Whether these tokens, eight words or more, are all in capitals or all without.
    fn flat_case(&self, start: usize, end: usize) -> Option<Case> {
        let body = self.list.get(start..end).unwrap_or_default();
        let words = || body.iter().filter(|token| token.kind == Kind::Word && token.end - token.start > 1);
        let (all, capitals) = (words().count(), words().filter(|token| token.capital).count());
        match (all, capitals) {
            (..8, _) => None,
            (_, 0) => Some(Case::Small),
            _ if capitals * 10 >= all * 9 => Some(Case::Capitals),
            _ => None,
        }
    }

    fn flatten(&mut self, start: usize, end: usize, case: Case) {
        for at in start..end {
            self.list[at].flat = true;
            let token = &self.list[at];
            if token.kind != Kind::Word {
                continue;
            }
            let lone = token.folded.1 - token.folded.0 == 1;
            let dotted = self.is_mark(at + 1, '.') && self.glued(at + 1) || lone && self.is_initial_of_flat(at);
            // "ik wil": Wil is somebody elsewhere.
            let verb = matches!(
                self.fold(at.wrapping_sub(1)),
                "ik" | "wij" | "we" | "u" | "hij" | "zij" | "ze" | "je" | "jullie" | "wie"
            );
            let named = if lone { dotted || case == Case::Capitals } else { !verb && !token.traits.are_of_every_day() };
            self.list[at].capital = named;
        }
    }

    /// `om d s (Daan) van dam`, `voor q schuurman`: where nothing is a capital, lone letters before a name are initials.
    fn is_initial_of_flat(&self, at: usize) -> bool {
        let letter = |at: usize| self.is_letter(at) && self.gap(at) == Gap::Space;
        let first = (at.saturating_sub(3)..=at).rev().take_while(|back| letter(*back)).last().unwrap_or(at);
        let next = (at + 1..at + 4).find(|next| !letter(*next)).unwrap_or(at + 4);
        let announced =
            matches!(self.fold(first.wrapping_sub(1)), "om" | "bij" | "voor" | "over" | "met" | "van" | "heet");
        let surname = self.is_word(next) && self.gap(next) == Gap::Space;
        let everyday = self.at(next).traits.are_of_every_day() && !self.has_any(next, Traits::of(&[Trait::Particle]));
        let article = matches!(self.fold(at), "t" | "n" | "s" | "u" | "k") && first == at;
        announced && !article && (surname && !everyday || self.is_mark(next, '('))
    }

    /// Whether capitals say nothing here: there are none, or nothing but.
    #[inline]
    pub fn is_flat(&self, index: usize) -> bool {
        self.at(index).flat
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
        // The letters of a postcode are no `ca.`.
        let of_number = self.glued(before) && self.is_number(before.wrapping_sub(1));
        let abbreviation = self.is_word(before)
            && !of_number
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
