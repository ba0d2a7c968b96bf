//! The form of mail addresses and domains that people write into settings.

/// Whether it has the form `local@domain` (RFC 5321 §4.1.2), without quoted local parts.
pub fn is_mail_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let fits = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    (1..=64).contains(&local.len()) && local.chars().all(fits) && is_mail_domain(domain)
}

/// Whether it is a host name of at least two labels (RFC 1035 §2.3.1).
pub fn is_mail_domain(text: &str) -> bool {
    let fits = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    text.len() <= 253 && text.contains('.') && text.split('.').all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_local_part_and_a_domain() {
        assert!(is_mail_address("signaal+3@wijkteam.example"));
        for text in
            ["", "signaal", "@wijkteam.example", "a b@wijkteam.example", "a@wijkteam", "a@-x.example", "a@x..example"]
        {
            assert!(!is_mail_address(text), "{text}");
        }
    }
}
