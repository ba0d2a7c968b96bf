//! What is wrong with a file that is no TOML, in words for people, and at the line where they must look.

use std::ops::Range;

use super::Complaint;

/// What the parser says, what that means, and what to do.
const MEANINGS: [(&str, &str, &str); 17] = [
    ("duplicate key", "deze sleutel staat er twee keer", "haal er een weg, of maak er één lijst van"),
    ("missing comma", "hier ontbreekt een komma of een sluithaak", "zet aan het eind van deze regel een komma, } of ]"),
    ("extra comma", "hier staat een komma te veel", "haal haar weg"),
    ("unclosed inline table", "een { heeft geen }", "zet } waar de tabel ophoudt"),
    ("unclosed array table", "een [[ heeft geen ]]", "schrijf twee haken aan beide kanten: [[route]]"),
    ("unclosed array", "een [ heeft geen ]", "zet ] waar de lijst ophoudt"),
    ("unclosed table", "een [ heeft geen ]", "zet ] achter de naam"),
    ("invalid basic string", "deze tekst heeft geen sluitend aanhalingsteken", "zet \" achter de tekst"),
    ("invalid literal string", "deze tekst heeft geen sluitend aanhalingsteken", "zet ' achter de tekst"),
    ("missing opening quote", "deze tekst heeft geen aanhalingsteken ervoor", "zet \" voor de tekst"),
    ("string values must be quoted", "tekst staat tussen aanhalingstekens", "schrijf \"…\" om de tekst"),
    ("missing value", "achter = staat niets", "schrijf een waarde achter ="),
    ("key with no value", "deze sleutel heeft geen waarde", "schrijf: sleutel = waarde; uitleg begint met #"),
    ("missing assignment", "hier ontbreekt een =", "schrijf: sleutel = waarde"),
    ("extra", "hier staat een teken te veel", "schrijf één =: sleutel = waarde"),
    ("escape", "achter \\ staat iets dat niet mag", "schrijf een regex tussen enkele aanhalingstekens: '\\bgas'"),
    (
        "unquoted key",
        "in deze naam staat een teken dat niet mag",
        "zet de naam tussen aanhalingstekens: \"label.kind\" = true",
    ),
];

/// The parser's complaints, each once: one that only follows from the one before is left out.
pub(super) fn complaints(text: &str, told: impl Iterator<Item = (Range<usize>, String)>) -> Vec<Complaint> {
    let mut complaints: Vec<Complaint> = Vec::new();
    for (span, message) in told {
        let follows = message.starts_with("unclosed") && !complaints.is_empty();
        if !follows {
            complaints.push(complaint(text, span, &message));
        }
    }
    complaints
}

fn complaint(text: &str, span: Range<usize>, message: &str) -> Complaint {
    let span = if is_about_what_came_before(message) { end_of_line_before(text, &span) } else { span };
    let meaning = MEANINGS.iter().find(|(said, _, _)| message.contains(said));
    let (what, hint) =
        meaning.map_or(("kijk naar aanhalingstekens, haken en komma's", ""), |(_, what, hint)| (what, hint));
    let hint = if hint.is_empty() { format!("de lezer zegt: {message}") } else { (*hint).to_owned() };
    Complaint::new(&span, format!("dit is geen geldige TOML: {what}")).hinting(hint)
}

/// A forgotten comma or bracket is noticed at the next thing, but belongs to the line above.
fn is_about_what_came_before(message: &str) -> bool {
    ["missing comma", "unclosed"].iter().any(|said| message.contains(said))
}

/// When nothing stands before the span on its line: the last character of the line above that has any.
fn end_of_line_before(text: &str, span: &Range<usize>) -> Range<usize> {
    let before = text.get(..span.start).unwrap_or(text);
    let own_line = before.rfind('\n').map_or(before, |newline| &before[newline + 1..]);
    let at_end = text.get(span.start..).is_none_or(|rest| rest.trim().is_empty());
    if !own_line.trim().is_empty() && !at_end {
        return span.clone();
    }
    let Some(last) = before.trim_end().char_indices().next_back() else { return span.clone() };
    last.0..last.0 + last.1.len_utf8()
}

#[cfg(test)]
mod tests {
    use super::super::{Findings, file};

    fn told(text: &str) -> Vec<(usize, String)> {
        let mut findings = Findings::default();
        file::read(text, &mut findings);
        let line = |start: usize| text[..start].matches('\n').count() + 1;
        findings.into_complaints().into_iter().map(|one| (line(one.span.start), one.message)).collect()
    }

    #[test]
    fn a_forgotten_bracket_is_where_it_was_forgotten() {
        for (text, line) in [
            ("a = 1\nb = { c = 1\nd = 2\n", 2),
            ("a = 1\nb = [\"c\", \"d\"\ne = 2\n", 2),
            ("a = \"x\nb = 1\n", 1),
            ("a = 1\na = 2\n", 2),
            ("[[route]\na = 1\n", 1),
            ("a =\nb = 1\n", 1),
            ("a = x y\n", 1),
        ] {
            let told = told(text);
            assert_eq!(told.first().map(|(line, _)| *line), Some(line), "{text}: {told:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_in_dutch() {
        assert!(told("a = \"x\nb = 1\n")[0].1.contains("aanhalingsteken"));
        assert!(told("a = 1\na = 2\n")[0].1.contains("twee keer"));
        assert_eq!(told("b = { c = 1\nd = 2\n").len(), 1);
    }
}
