//! The text of a signal, with what was read from it marked.
//!
//! **Invariant:** the pieces, one behind the other, are the text, whatever the mentions say.

use std::ops::Range;

use crate::normalise::{Field, Mention, Owner};

/// A stretch of the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    /// What was read there, in Dutch; empty: nothing.
    pub fact: &'static str,
}

/// The most octets between two words of one fact that are marked with them, as in `12, 9671 AB`.
const BETWEEN: usize = 3;

/// Cuts `text` at its `mentions`. Of two that overlap the first counts; what is not a stretch of `text` is passed over.
pub(super) fn marked(text: &str, mentions: &[Mention]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for (range, fact) in joined(text, mentions) {
        let (Some(before), Some(said)) = (text.get(done..range.start), text.get(range.clone())) else { continue };
        pieces.extend((!before.is_empty()).then(|| Piece { text: before.to_owned(), fact: "" }));
        pieces.push(Piece { text: said.to_owned(), fact });
        done = range.end;
    }
    let rest = text.get(done..).filter(|rest| !rest.is_empty());
    pieces.extend(rest.map(|rest| Piece { text: rest.to_owned(), fact: "" }));
    pieces
}

/// The stretches to mark, in order: the words of one name or one address together.
fn joined(text: &str, mentions: &[Mention]) -> Vec<(Range<usize>, &'static str)> {
    let mut sorted: Vec<&Mention> = mentions.iter().collect();
    sorted.sort_by_key(|mention| (mention.range.start, mention.range.end));
    let mut stretches: Vec<(Range<usize>, &'static str, Owner)> = Vec::new();
    for mention in sorted {
        let (fact, owner) = (said(mention), mention.owner);
        match stretches.last_mut() {
            Some((range, last, whose))
                if (*last, *whose) == (fact, owner) && belongs(text, range.end, mention.range.start) =>
            {
                range.end = range.end.max(mention.range.end);
            }
            _ => stretches.push((mention.range.clone(), fact, owner)),
        }
    }
    stretches.into_iter().map(|(range, fact, _)| (range, fact)).collect()
}

/// Whether nothing but a comma and the like stands between.
fn belongs(text: &str, end: usize, start: usize) -> bool {
    let between = if start <= end { Some("") } else { text.get(end..start) };
    between.is_some_and(|between| {
        between.len() <= BETWEEN && !between.contains(|c: char| c.is_alphanumeric() || c == '\n')
    })
}

fn said(mention: &Mention) -> &'static str {
    match (mention.owner, mention.field) {
        (Owner::Address, _) => "adres",
        (Owner::FormerAddress, _) => "vorig adres",
        (Owner::Person(_), Field::Geboortedatum | Field::Geboortejaar) => "geboortedatum",
        (Owner::Person(_), Field::Leeftijd) => "leeftijd",
        (Owner::Person(_), Field::Telefoonnummer) => "telefoonnummer",
        (Owner::Person(_), _) => "naam",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::{Gazetteer, facts};

    fn shown(text: &str) -> Vec<(String, &'static str)> {
        let mentions = facts(text, &Gazetteer::default()).mentions;
        let pieces = marked(text, &mentions);
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
        pieces.into_iter().filter(|piece| !piece.fact.is_empty()).map(|piece| (piece.text, piece.fact)).collect()
    }

    fn mention(field: Field, owner: Owner, range: Range<usize>) -> Mention {
        Mention { field, owner, range, confidence: 90 }
    }

    #[test]
    fn an_address_is_one_mark_and_so_is_a_name() {
        assert_eq!(
            shown("Mevrouw Anna de Wit (78) van Krabbenscheerstraat 12-A, 9671 AB Winschoten is gevallen."),
            [
                ("Anna de Wit".to_owned(), "naam"),
                ("78".to_owned(), "leeftijd"),
                ("Krabbenscheerstraat 12-A, 9671 AB Winschoten".to_owned(), "adres"),
            ]
        );
    }

    #[test]
    fn a_text_of_which_nothing_was_read_is_one_piece() {
        assert_eq!(marked("Hallo daar.", &[]), [Piece { text: "Hallo daar.".to_owned(), fact: "" }]);
        assert_eq!(marked("", &[]), []);
    }

    #[test]
    fn two_persons_are_two_marks() {
        let two =
            [mention(Field::Voornamen, Owner::Person(0), 0..4), mention(Field::Voornamen, Owner::Person(1), 6..10)];
        let pieces = marked("Anna, Piet", &two);
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>(), ["Anna", ", ", "Piet"]);
    }

    #[test]
    fn mentions_that_do_not_fit_the_text_change_none_of_it() {
        let wrong = [
            mention(Field::Voornamen, Owner::Person(0), 1..3),
            mention(Field::Postcode, Owner::Address, 2..400),
            mention(Field::Leeftijd, Owner::Person(0), 0..2),
        ];
        let text = "één huis";
        let pieces = marked(text, &wrong);
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
    }
}
