//! Text as a form writes it: `Naam: Jansen` a line, or a table of labels and values.
//!
//! **Invariant:** no line of the sender's own is lost: it is a value, or it is in the rest.

use std::collections::HashSet;

use crate::domain::fold;

/// A label to look for.
#[derive(Debug, Clone, Copy)]
pub struct Label<'a> {
    pub text: &'a str,
    pub extent: Extent,
}

/// How far a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// To the end of its line.
    Line,
    /// Up to the next label.
    Paragraphs,
}

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Labelled {
    /// By the position of its label; each at most once, the first counts.
    pub values: Vec<(usize, String)>,
    /// The sender's own lines that are no value.
    pub rest: String,
}

/// Looks for labels in the whole of a mail's `text`; of what is no value only the sender's `own` words are kept.
pub fn labelled(text: &str, own: &str, labels: &[Label<'_>]) -> Labelled {
    let mut reading = Reading {
        folded: labels.iter().map(|label| folded(label.text)).collect(),
        labels,
        own: own.lines().map(str::trim).collect(),
        found: Labelled::default(),
    };
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    while at < lines.len() {
        at += reading.take(&lines[at..]);
    }
    reading.found
}

/// As people see no difference: without case, accents, marks and the colon behind it.
fn folded(label: &str) -> String {
    let bare = label.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '•' | '-' | '>' | ':' | '='));
    fold(bare).split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Reading<'a> {
    labels: &'a [Label<'a>],
    folded: Vec<String>,
    own: HashSet<&'a str>,
    found: Labelled,
}

impl<'a> Reading<'a> {
    /// Understands the first of these lines, with what belongs to it; says how many they were.
    fn take(&mut self, lines: &[&'a str]) -> usize {
        let line = lines[0];
        if line.contains('\t') {
            return self.take_cells(lines);
        }
        let Some((label, value)) = self.split(line) else {
            self.leave(line);
            return 1;
        };
        if self.has(label) {
            self.leave(line);
            return 1;
        }
        let mut value = value.to_owned();
        let mut used = 1;
        match self.labels[label].extent {
            Extent::Line if value.is_empty() => {
                let next = lines.get(1).filter(|next| !next.trim().is_empty() && self.split(next).is_none());
                if let Some(next) = next.filter(|next| !next.contains('\t')) {
                    value = next.trim().to_owned();
                    used = 2;
                }
            }
            Extent::Line => {}
            Extent::Paragraphs => {
                for next in &lines[1..] {
                    if self.split(next).is_some() || next.contains('\t') {
                        break;
                    }
                    used += 1;
                    if self.own.contains(next.trim()) || next.trim().is_empty() {
                        value.push('\n');
                        value.push_str(next.trim_end());
                    }
                }
            }
        }
        self.put(label, &value);
        used
    }

    /// A row of a table: `label, value, label, value`, or a row of labels over one of values.
    fn take_cells(&mut self, lines: &[&'a str]) -> usize {
        let cells: Vec<&str> = lines[0].split('\t').collect();
        let labels: Vec<Option<usize>> = cells.iter().map(|cell| self.label(cell)).collect();
        let below: Vec<&str> = lines.get(1).map(|line| line.split('\t').collect()).unwrap_or_default();
        let heads = labels.iter().flatten().count();
        // A row of pairs has labels in half its cells at most.
        if heads > 1 && heads * 2 > cells.len() && below.len() == cells.len() {
            let mut left = Vec::new();
            for ((label, head), value) in labels.iter().zip(&cells).zip(&below) {
                match label.filter(|label| !self.has(*label)) {
                    Some(label) => self.put(label, value),
                    None => left.push(format!("{}: {}", head.trim(), value.trim())),
                }
            }
            self.leave_made(&lines[..2], &left);
            return 2;
        }
        let mut left = Vec::new();
        let mut at = 0;
        while at < cells.len() {
            match labels[at].filter(|label| !self.has(*label)) {
                Some(label) if labels.get(at + 1) == Some(&None) => {
                    self.put(label, cells[at + 1]);
                    at += 2;
                }
                _ => {
                    left.push(cells[at].trim().to_owned());
                    at += 1;
                }
            }
        }
        self.leave_made(&lines[..1], &left);
        1
    }

    /// The label at the start of a line, and what stands behind it.
    fn split<'l>(&self, line: &'l str) -> Option<(usize, &'l str)> {
        let (before, after) = line.split_once([':', '=']).unwrap_or((line, ""));
        self.label(before).map(|label| (label, after.trim_matches(|c: char| c.is_whitespace() || c == '*')))
    }

    fn label(&self, text: &str) -> Option<usize> {
        let text = folded(text);
        (!text.is_empty()).then(|| self.folded.iter().position(|label| *label == text)).flatten()
    }

    fn has(&self, label: usize) -> bool {
        self.found.values.iter().any(|(known, _)| *known == label)
    }

    /// An empty value is none, so that a later one counts.
    fn put(&mut self, label: usize, value: &str) {
        let value = value.trim();
        if !value.is_empty() {
            self.found.values.push((label, value.to_owned()));
        }
    }

    fn leave(&mut self, line: &str) {
        if self.own.contains(line.trim()) {
            self.found.rest.push_str(line.trim_end());
            self.found.rest.push('\n');
        }
    }

    fn leave_made(&mut self, rows: &[&str], cells: &[String]) {
        let line = cells.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        if !line.is_empty() && rows.iter().any(|row| self.own.contains(row.trim())) {
            self.found.rest.push_str(&line);
            self.found.rest.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LABELS: [Label<'_>; 4] = [
        Label { text: "Naam", extent: Extent::Line },
        Label { text: "Geboortedatum:", extent: Extent::Line },
        Label { text: "Toelichting", extent: Extent::Paragraphs },
        Label { text: "Straat en huisnummer", extent: Extent::Line },
    ];

    fn read(text: &str) -> (Vec<(usize, String)>, String) {
        let found = labelled(text, text, &LABELS);
        (found.values, found.rest)
    }

    fn values(text: &str) -> Vec<(usize, String)> {
        read(text).0
    }

    fn pairs(expected: &[(usize, &str)]) -> Vec<(usize, String)> {
        expected.iter().map(|(label, value)| (*label, (*value).to_owned())).collect()
    }

    #[test]
    fn lines_with_labels_are_values_in_any_dress() {
        let expected = pairs(&[(0, "J. de Boer"), (1, "01-02-1950")]);
        assert_eq!(values("Naam: J. de Boer\nGeboortedatum: 01-02-1950"), expected);
        assert_eq!(values("*Naam:* J. de Boer\n- GEBOORTEDATUM = 01-02-1950"), expected);
        assert_eq!(values("Naam\nJ. de Boer\nGeboortedatum:\n01-02-1950"), expected);
    }

    #[test]
    fn a_table_is_read_by_rows_and_by_columns() {
        let expected = pairs(&[(0, "J. de Boer"), (1, "01-02-1950")]);
        assert_eq!(values("Naam\tJ. de Boer\nGeboortedatum\t01-02-1950"), expected);
        assert_eq!(values("Naam:\tJ. de Boer\tGeboortedatum:\t01-02-1950"), expected);
        assert_eq!(values("Naam\tGeboortedatum\nJ. de Boer\t01-02-1950"), expected);
        let wide = read("Naam\tHuisdier\tGeboortedatum\nA\tkat\tB");
        assert_eq!(wide, (pairs(&[(0, "A"), (1, "B")]), "Huisdier: kat\n".to_owned()));
    }

    #[test]
    fn a_long_value_goes_up_to_the_next_label() {
        let text = "Toelichting: Er is overlast.\n\nAl weken.\nNaam: A";
        assert_eq!(values(text), pairs(&[(2, "Er is overlast.\n\nAl weken."), (0, "A")]));
    }

    #[test]
    fn what_is_no_value_is_the_rest_and_a_second_value_too() {
        let (values, rest) = read("Beste collega,\nNaam: A\nHuisdier: kat\nNaam: B");
        assert_eq!(values, pairs(&[(0, "A")]));
        assert_eq!(rest, "Beste collega,\nHuisdier: kat\nNaam: B\n");
    }

    #[test]
    fn a_signature_is_neither_value_nor_rest_and_a_line_read_as_a_quote_is_a_value() {
        let text = "Toelichting: overlast\nMet vriendelijke groet\nJoke\nNaam: A";
        let found = labelled(text, "Toelichting: overlast", &LABELS);
        assert_eq!(found.values, pairs(&[(2, "overlast"), (0, "A")]));
        assert_eq!(found.rest, "");
    }

    proptest! {
        #[test]
        fn no_word_of_the_sender_is_lost(
            lines in prop::collection::vec(prop::sample::select(vec![
                "Naam: aap", "Naam:", "Naam", "Toelichting: noot", "Geboortedatum\tmies", "Naam\tGeboortedatum", "wim\tzus",
                "", "jet", "teun: vuur", "gijs\tlam\tkees", "Straat en huisnummer = bok", "\t", ":", "Toelichting\tweide",
            ]), 0..14),
        ) {
            let text = lines.join("\n");
            let found = labelled(&text, &text, &LABELS);
            let kept: String = found.values.iter().map(|(_, value)| value.clone()).chain([found.rest]).collect();
            for word in ["aap", "noot", "mies", "wim", "zus", "jet", "vuur", "gijs", "lam", "kees", "bok", "weide"] {
                let count = |text: &str| text.matches(word).count();
                prop_assert_eq!(count(&kept), count(&text), "{} of {:?}", word, lines);
            }
        }

        #[test]
        fn whatever_the_text_it_ends(text in "(\\PC|\n|\t|:|Naam){0,80}") {
            labelled(&text, &text, &LABELS);
        }
    }
}
