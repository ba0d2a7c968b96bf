//! Forms whose labels and values are parted by layout, made into `label: value` before they are read.
//!
//! **Invariant:** as long in bytes as before, and no letter or digit is another: places of facts still hold.

use std::borrow::Cow;

/// A label is at most this long, in bytes.
const LABEL: usize = 48;
/// So many of one kind make a form; fewer are chance.
const FORM: usize = 2;

/// `Voorl. ...... T.M.`, and labels whose values stand indented on the line below.
pub(super) fn straighten(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut leaders: Vec<(usize, usize)> = Vec::new();
    let mut breaks: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    let mut above: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end_matches(['\n', '\r']);
        if let Some((from, to)) = leader(words) {
            leaders.push((start + from, start + to));
        }
        if let Some(value) = indent(words).filter(|_| above.is_some_and(is_label)) {
            breaks.push((start - 1, start + value));
        }
        above = Some(words);
        start += line.len();
    }
    if leaders.len() < FORM && breaks.len() < FORM {
        return text;
    }
    let mut bytes = text.into_owned().into_bytes();
    if leaders.len() >= FORM {
        for (from, to) in leaders {
            bytes[from..to].fill(b' ');
            bytes[from] = b':';
        }
    }
    if breaks.len() >= FORM {
        for (newline, value) in breaks {
            let colon = bytes[..newline].trim_ascii_end().ends_with(b":");
            bytes[newline..value].fill(b' ');
            bytes[newline] = if colon { b' ' } else { b':' };
        }
    }
    // Only ASCII became other ASCII, so this stays UTF-8.
    Cow::Owned(String::from_utf8(bytes).unwrap_or_default())
}

/// What mail programs put before a line that is quoted.
const QUOTED: [char; 3] = ['>', '|', ' '];

/// The space and the dots of `Voorl. ...... T.M.`.
fn leader(line: &str) -> Option<(usize, usize)> {
    let at = line.find(" ...")?;
    let label = line[..at].trim_start_matches(QUOTED);
    let dots = line[at + 1..].bytes().take_while(|byte| *byte == b'.').count();
    let value = at + 1 + dots;
    (at > 0 && at <= LABEL && line[value..].starts_with(' ') && label.starts_with(char::is_alphabetic))
        .then_some((at, value))
}

/// Some words that end no sentence: `Contact buiten het huishouden`, `Invuller:`.
fn is_label(line: &str) -> bool {
    let words = line.trim_start_matches(QUOTED);
    let words = words.strip_suffix(':').unwrap_or(words);
    let of_label = |letter: char| letter.is_alphabetic() || matches!(letter, ' ' | '/' | '.' | '+' | '(' | ')');
    (2..=LABEL).contains(&words.len())
        && words.starts_with(char::is_uppercase)
        && words.split_whitespace().count() <= 5
        && words.chars().all(of_label)
        && (!words.ends_with('.') || !words.contains(' '))
}

/// Where the value of `   Veen` starts: behind three spaces or a tab.
fn indent(line: &str) -> Option<usize> {
    let quote = line.len() - line.trim_start_matches(['>', '|']).len();
    let value = line[quote..].trim_start();
    let indented = line[quote..].starts_with("   ") || line[quote..].starts_with('\t');
    let opens = value.starts_with(|first: char| first.is_alphanumeric() || first == '+');
    (indented && opens).then_some(line.len() - value.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalise::tests::{read, surnames};

    #[test]
    fn labels_and_values_parted_by_dots_or_by_a_line_are_read() {
        for form in [
            "Formulier\n\nWoonadres ...... Brinkdreef 57\nRoepnaam ...... Sjeng\nFamilienaam ...... Okkema\nInvuller ...... T. Nap",
            "Formulier\n\nWoonadres\n   Brinkdreef 57\nRoepnaam\n   Sjeng\nFamilienaam\n   Okkema\nInvuller\n   T. Nap",
            "Formulier\n\nWoonadres:\n   Brinkdreef 57\nRoepnaam:\n   Sjeng\nFamilienaam:\n   Okkema\nInvuller:\n   T. Nap",
            "| Woonadres:\n|    Brinkdreef 57\n| Roepnaam:\n|    Sjeng\n| Familienaam:\n|    Okkema\n| Invuller:\n|    T. Nap",
        ] {
            let facts = read(form);
            assert_eq!((facts.address.line().as_str(), surnames(&facts)), ("Brinkdreef 57", vec!["Okkema"]), "{form}");
            assert_eq!(facts.persons[0].voornamen.as_deref(), Some("Sjeng"), "{form}");
        }
    }

    #[test]
    fn text_with_an_indented_line_or_dots_by_chance_stays() {
        for text in ["Ik weet het niet ... maar toch", "Beste\n   Jan\nhoe is het?"] {
            assert_eq!(straighten(Cow::Borrowed(text)), text);
        }
    }

    proptest! {
        #[test]
        fn nothing_moves(text in "((Naam|Voorl\\.|é|:|\\.\\.\\.|   |\n|\t|x) ?){0,24}") {
            let straight = straighten(Cow::Borrowed(&text)).into_owned();
            prop_assert_eq!(straight.len(), text.len());
            let words = |text: &str| text.replace([':', '.', ' ', '\n', '\t'], "");
            prop_assert_eq!(words(&straight), words(&text));
        }
    }
}
