//! A huisnummer as one piece of text: `12`, `12a`, `12-A`, `12 A bis`, `12 app. 3`, `12 2 hoog`.

/// Number, huisletter and huisnummertoevoeging, told apart as the BAG would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseNumber {
    /// 1 to 99999.
    pub number: u32,
    /// One letter, upper case.
    pub letter: Option<String>,
    /// Upper case, without what only announces it: `app. 3` is `3`.
    pub addition: Option<String>,
}

/// Most characters of a toevoeging: `BIS` with a digit or two, or a room's number.
const MOST_ADDITION: usize = 6;

impl HouseNumber {
    /// Reads `text` whole; `None` when something in it is neither number, letter nor toevoeging.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let mut parts = parts(text).filter(|_| text.starts_with(|c: char| c.is_ascii_digit()))?.into_iter();
        let number = parts.next()?.parse().ok().filter(|number| (1..=99_999).contains(number))?;
        let mut parts: Vec<String> = parts.filter(|part| !ANNOUNCES.contains(&part.as_str())).collect();
        let letter = parts.first().filter(|part| part.len() == 1 && part.bytes().all(|b| b.is_ascii_alphabetic()));
        let letter = letter.cloned();
        if letter.is_some() {
            parts.remove(0);
        }
        let addition = parts.concat();
        let fits = addition.len() <= MOST_ADDITION && parts.iter().all(|part| is_addition(part));
        fits.then(|| Self { number, letter, addition: Some(addition).filter(|addition| !addition.is_empty()) })
    }
}

/// Words before or after a toevoeging that are no part of it.
const ANNOUNCES: [&str; 15] = [
    "LETTER",
    "TOEV",
    "TOEVOEGING",
    "APP",
    "APPARTEMENT",
    "KAMER",
    "KMR",
    "UNIT",
    "NR",
    "HOOG",
    "HG",
    "ETAGE",
    "HUIS",
    "HUISNUMMER",
    "NUMMER",
];

fn is_addition(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
        || part.len() <= 4
        || part.strip_prefix("BIS").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Runs of letters and of digits, upper case: `12abis2` is `12`, `ABIS`, `2`; `None` for other writing.
fn parts(text: &str) -> Option<Vec<String>> {
    // `12.5` is an amount.
    if text.as_bytes().windows(3).any(|three| matches!(three, [b'0'..=b'9', b'.' | b',', b'0'..=b'9'])) {
        return None;
    }
    let mut parts: Vec<String> = Vec::new();
    let mut glued = false;
    for c in text.chars() {
        match c {
            ' ' | '-' | '–' | '/' | '.' | ',' | '\'' | '(' | ')' | '\u{a0}' => glued = false,
            c if c.is_ascii_alphanumeric() => {
                let same = parts.last().and_then(|part| part.chars().last());
                let same = same.is_some_and(|last| last.is_ascii_digit() == c.is_ascii_digit());
                match parts.last_mut().filter(|_| glued && same) {
                    Some(part) => part.push(c.to_ascii_uppercase()),
                    None => parts.push(c.to_ascii_uppercase().to_string()),
                }
                glued = true;
            }
            _ => return None,
        }
    }
    // `12k3` and `12 k3` name a room; `12abis` is letter A, bis.
    let rooms = parts.windows(2).position(|pair| pair[0] == "K" && pair[1].bytes().all(|b| b.is_ascii_digit()));
    if let Some(at) = rooms {
        parts.remove(at);
    }
    if let Some(at) = parts.iter().position(|part| part.len() == 4 && part.ends_with("BIS")) {
        let letter = parts[at][..1].to_owned();
        parts[at].remove(0);
        parts.insert(at, letter);
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(u32, String, String)> {
        let read = HouseNumber::parse(text)?;
        Some((read.number, read.letter.unwrap_or_default(), read.addition.unwrap_or_default()))
    }

    #[test]
    fn all_notations_of_one_number_are_one() {
        for text in ["12a", "12 A", "12-A", "12/a", "12 letter A", "12 toev. A"] {
            assert_eq!(read(text), Some((12, "A".to_owned(), String::new())), "{text}");
        }
        for text in ["12-2", "12/2", "12 app. 2", "12 k2", "12 2 hoog", "12 - 2", "12k2"] {
            assert_eq!(read(text), Some((12, String::new(), "2".to_owned())), "{text}");
        }
        for text in ["13 A bis", "13abis", "13a-BIS", "13A/bis"] {
            assert_eq!(read(text), Some((13, "A".to_owned(), "BIS".to_owned())), "{text}");
        }
        assert_eq!(read("13bis2"), Some((13, String::new(), "BIS2".to_owned())));
        assert_eq!(read("12-II"), Some((12, String::new(), "II".to_owned())));
        assert_eq!(read("7"), Some((7, String::new(), String::new())));
    }

    #[test]
    fn what_is_no_huisnummer_is_left() {
        for text in ["", "-3", "a12", "12 en 14 misschien", "0", "123456", "twaalf", "12 €"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
