//! Dutch telephone numbers in a text: `06-12345678`, `+31 (0)6 1234 5678`, `0597 123456`, `0031612345678`.
//!
//! **Invariant:** ten digits from a single 0, or nine after the country's 31; service numbers are none.

use super::tokens::{Gap, Tokens};

/// A telephone number and the tokens it takes.
pub(super) struct Phone {
    pub start: usize,
    pub end: usize,
}

/// All numbers, in order.
pub(super) fn find(tokens: &Tokens<'_>) -> Vec<Phone> {
    let mut phones: Vec<Phone> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let end = if starts(tokens, at) { read(tokens, at) } else { None };
        at = match end {
            Some(end) => {
                phones.push(Phone { start: at, end });
                end
            }
            None => at + 1,
        };
    }
    phones
}

fn starts(tokens: &Tokens<'_>, at: usize) -> bool {
    let before = at.wrapping_sub(1);
    let runs_on = tokens.glued(at) && (tokens.is_number(before) || tokens.is_one_of(before, "-/.,+€"));
    if tokens.is_mark(at, '+') {
        return tokens.is_number(at + 1) && tokens.glued(at + 1);
    }
    if tokens.is_mark(at, '(') {
        return tokens.text(at + 1).starts_with('0') && tokens.is_mark(at + 2, ')') && tokens.text(at + 1).len() < 6;
    }
    tokens.is_number(at)
        && !runs_on
        && !is_date(tokens, at)
        && (tokens.text(at).starts_with('0') || tokens.text(at).len() == 11)
}

/// The `04-01-2024` of "04-01-2024 10u38".
fn is_date(tokens: &Tokens<'_>, at: usize) -> bool {
    let short = |at: usize| tokens.is_number(at) && tokens.text(at).len() == 2;
    let parted = |at: usize| tokens.is_one_of(at, "-/.") && tokens.glued(at) && tokens.glued(at + 1);
    let year = tokens.text(at + 4);
    short(at)
        && parted(at + 1)
        && short(at + 2)
        && parted(at + 3)
        && year.len() == 4
        && (year.starts_with("19") || year.starts_with("20"))
        && tokens.gap(at + 5) == Gap::Space
}

/// The token after the number that starts here.
fn read(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let plus = tokens.is_mark(at, '+');
    let mut next = at + usize::from(plus);
    let mut digits = String::with_capacity(16);
    if plus {
        digits.push('+');
    }
    let mut end = next;
    while digits.len() < 16 && next < at + 16 && tokens.gap(next) <= Gap::Space {
        if tokens.is_number(next) {
            digits.push_str(tokens.text(next));
            end = next + 1;
            if is_whole(&digits) {
                let runs_on = tokens.glued(end)
                    && (tokens.is_number(end) || tokens.is_one_of(end, "-/") && tokens.is_number(end + 1));
                return (!runs_on).then_some(end);
            }
        } else if !tokens.is_one_of(next, "-–/().") || next > end + 1 {
            return None;
        }
        next += 1;
    }
    None
}

fn is_whole(digits: &str) -> bool {
    const SERVICE: [&str; 5] = ["0800", "0900", "0906", "0909", "00"];
    let foreign = ["+31", "0031", "31"].iter().find_map(|country| digits.strip_prefix(country));
    match foreign {
        Some(rest) if rest.starts_with('0') => rest.len() == 10,
        Some(rest) => rest.len() == 9,
        None => digits.len() == 10 && digits.starts_with('0') && !SERVICE.iter().any(|start| digits.starts_with(start)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let tokens = Tokens::of(text);
        find(&tokens).into_iter().map(|phone| tokens.span(phone.start, phone.end)).collect()
    }

    #[test]
    fn every_spelling_is_found() {
        for text in [
            "0612345678",
            "06-12345678",
            "06 1234 5678",
            "06 12 34 56 78",
            "+31612345678",
            "+31 6 1234 5678",
            "+31 (0)6 12345678",
            "0031612345678",
            "0597-123456",
            "0597 123456",
            "(0597) 123456",
            "06.12345678",
        ] {
            assert_eq!(found(&format!("Tel. {text}, bel.")), [text], "{text}");
        }
    }

    #[test]
    fn other_numbers_are_none() {
        for text in [
            "0900-8844",
            "2026-0419",
            "04-01-2024 10u38",
            "02-02-2025 10:34",
            "12-03-1975",
            "061234567",
            "06123456789",
            "€ 0612345678-2",
            "14 0597",
        ] {
            assert_eq!(found(text), [] as [&str; 0], "{text}");
        }
    }
}
