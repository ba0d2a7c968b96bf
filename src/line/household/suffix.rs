//! What follows a house number, in one form.

/// Roman to Arabic, no leading zeros: `II` and `02` are `2`. A single `I`, `V` or `X` may be a letter, and stays.
/// `2HOOG` is `2` and `HUIS` is `HS`, as Amsterdam numbers its floors.
pub(super) fn canonical_suffix(suffix: &str) -> String {
    if suffix == "HUIS" {
        return "HS".to_owned();
    }
    let suffix = suffix.strip_suffix("HOOG").filter(|floor| !floor.is_empty()).unwrap_or(suffix);
    let digits = suffix.trim_start_matches('0');
    if digits.len() < suffix.len() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits.to_owned();
    }
    let roman = ["II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII"].iter().position(|roman| *roman == suffix);
    roman.map_or_else(|| suffix.to_owned(), |at| [2, 3, 4, 6, 7, 8, 9, 11, 12][at].to_string())
}

/// Whether `written` means the unit that the register knows by `known`.
pub(super) fn same_suffix(known: &str, written: &str) -> bool {
    let one = |suffix: &str| match suffix {
        "I" => "1".to_owned(),
        "V" => "5".to_owned(),
        "X" => "10".to_owned(),
        other => other.to_owned(),
    };
    known == written || one(known) == one(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_and_arabic_are_one() {
        assert_eq!(
            (canonical_suffix("II"), canonical_suffix("02"), canonical_suffix("A")),
            ("2".into(), "2".into(), "A".into())
        );
        assert_eq!((canonical_suffix("2HOOG"), canonical_suffix("HUIS")), ("2".into(), "HS".into()));
        assert!(same_suffix("1", "I") && same_suffix("A", "A") && !same_suffix("A", "B"));
    }
}
