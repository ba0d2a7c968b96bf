//! A mail address as it may stand in an envelope.

/// Of a whole address, in bytes: a path of 256 with its brackets (RFC 5321 §4.5.3.1.3).
pub const LONGEST_ADDRESS: usize = 254;

/// The one bare address in `text`, or `None` when it is none, or one that no relay would take.
///
/// RFC 5321 §4.1.2, dot-string local parts and domain names only: no quoted local parts, address literals or
/// non-ASCII, for the relay may not speak SMTPUTF8. Lengths by RFC 5321 §4.5.3.1.
pub fn addr_spec(text: &str) -> Option<&str> {
    let text = text.trim();
    let (local, domain) = text.split_once('@')?;
    let atom = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    let label = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    let fits = local.len() <= 64 && domain.len() <= 253 && text.len() <= LONGEST_ADDRESS;
    (fits && local.split('.').all(atom) && domain.split('.').all(label)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_plain_address_is_taken() {
        for text in ["joke@meldpunt.example", " j.o'hara+wijk@a.b.example ", "x@localhost"] {
            assert_eq!(addr_spec(text), Some(text.trim()));
        }
    }

    #[test]
    fn lists_names_and_odd_forms_are_not() {
        for text in [
            "",
            "@",
            "a@",
            "@b",
            "a@b@c",
            "a b@c",
            "a@b,c@d",
            "<a@b>",
            "a..b@c",
            "a@b..c",
            "a@-b",
            "a@[127.0.0.1]",
            "é@b",
            "a@b\r\nRCPT TO:<c@d>",
        ] {
            assert_eq!(addr_spec(text), None, "{text}");
        }
    }
}
