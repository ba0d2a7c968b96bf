//! Which line ends were put there by a mail program: RFC 3676 §4.1 lets it break lines at 78 characters or earlier.
//!
//! **Invariant:** a line that its writer ended stays ended: a list, a form, an address block, a signature.

use super::{super::lexicon::Trait, Gap, Kind, Tokens};

/// Mail programs and scans break no line narrower than this, in bytes.
const NARROWEST: usize = 44;
/// A sentence that runs on over so many line ends of a paragraph shows that a program broke them.
const SIGNS: usize = 2;
/// One line that is so long, in bytes, shows it alone.
const LONG: usize = 56;

impl Tokens<'_> {
    /// Joins the lines of each paragraph that were broken where the next word would not fit any more.
    pub(super) fn unwrap_lines(&mut self) {
        let mut start = 0;
        while start < self.len() {
            let end = (start + 1..self.len()).find(|at| self.gap(*at) == Gap::Paragraph).unwrap_or(self.len());
            for at in self.soft_breaks(start, end) {
                self.list[at].gap = Gap::Space;
            }
            start = end;
        }
    }

    fn soft_breaks(&self, start: usize, end: usize) -> Vec<usize> {
        let mut breaks: Vec<usize> = (start + 1..end).filter(|at| self.gap(*at) == Gap::Line).collect();
        let length = |from: usize, to: usize| self.end(to - 1) - self.start(from);
        let lines = [start].into_iter().chain(breaks.iter().copied());
        let lengths: Vec<usize> =
            lines.zip(breaks.iter().copied().chain([end])).map(|(from, to)| length(from, to)).collect();
        let widest = lengths.iter().copied().max().unwrap_or_default();
        if breaks.is_empty() || widest < NARROWEST {
            return Vec::new();
        }
        let mut lengths = lengths.into_iter();
        breaks.retain(|at| {
            let full = lengths.next().is_some_and(|line| line + 1 + self.next_word(*at) > widest);
            full && self.goes_on(*at)
        });
        let runs_on = |at: &&usize| {
            let (at, before) = (**at, **at - 1);
            let small = self.is_word(at) && !self.is_capital(at) && !self.is_one_of(before, ".!?:;");
            small || self.has(before, Trait::Particle) && !self.is_capital(before)
        };
        let signs = breaks.iter().filter(runs_on).count();
        if signs >= SIGNS || signs > 0 && widest >= LONG { breaks } else { Vec::new() }
    }

    /// Bytes from this token up to the next white space.
    fn next_word(&self, at: usize) -> usize {
        let last = (at + 1..self.len()).find(|next| self.gap(*next) > Gap::None).unwrap_or(self.len()) - 1;
        self.end(last) - self.start(at)
    }

    /// No label, bullet or quotation: a sentence may run on into this line.
    fn goes_on(&self, line: usize) -> bool {
        let label = (line + 1..line + 4).take_while(|at| self.gap(*at) < Gap::Line).any(|at| self.is_mark(at, ':'));
        let opens = match self.kind(line) {
            Kind::Mark(mark) => matches!(mark, '(' | '\'' | '"' | '‘' | '’' | '“'),
            _ => true,
        };
        opens && !label
    }
}
