//! Mail addresses as an envelope writes them (RFC 5321 §4.1.2).

/// What stands between the angle brackets of MAIL FROM or RCPT TO.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Path {
    /// `<>`: the null reverse path (RFC 5321 §4.5.5).
    Null,
    /// `<Postmaster>`, in any case: the one recipient that needs no domain (RFC 5321 §4.1.1.3).
    Postmaster,
    Mailbox(EnvelopeAddress),
}

/// One mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EnvelopeAddress {
    /// As given: quotes and quoted pairs included.
    pub local: String,
    /// A domain name, or an address literal with its brackets.
    pub domain: String,
}

impl EnvelopeAddress {
    /// The local part as it is meant: `"jan"@x` and `jan@x` are one mailbox (RFC 5321 §4.1.2).
    pub fn unquoted_local(&self) -> String {
        let Some(quoted) = self.local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
            return self.local.clone();
        };
        let mut plain = String::with_capacity(quoted.len());
        let mut chars = quoted.chars();
        while let Some(c) = chars.next() {
            plain.extend(if c == '\\' { chars.next() } else { Some(c) });
        }
        plain
    }

    /// Whether it can only be written in UTF-8 (RFC 6531 §3.3).
    pub fn needs_smtputf8(&self) -> bool {
        !(self.local.is_ascii() && self.domain.is_ascii())
    }
}

impl std::fmt::Display for EnvelopeAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

/// Reads one path at the start of `text` and gives what follows it; `None` when it is none.
///
/// A source route is read and ignored (RFC 5321 §3.3). A local part of more than the 64 octets of §4.5.3.1.1 is
/// taken: bounce addresses that carry the recipient (VERP, SRS) are often longer. The line limit bounds it.
pub(super) fn read(text: &str) -> Option<(Path, &str)> {
    let inner = text.strip_prefix('<')?;
    if let Some(rest) = inner.strip_prefix('>') {
        return Some((Path::Null, rest));
    }
    let inner = after_source_route(inner)?;
    let (local, rest) = inner.split_at(local_part(inner)?);
    if let Some(rest) = rest.strip_prefix('>') {
        return local.eq_ignore_ascii_case("postmaster").then_some((Path::Postmaster, rest));
    }
    let rest = rest.strip_prefix('@')?;
    let (domain, rest) = rest.split_at(domain_end(rest)?);
    let rest = rest.strip_prefix('>')?;
    Some((Path::Mailbox(EnvelopeAddress { local: local.to_owned(), domain: domain.to_owned() }), rest))
}

/// `@one.example,@two.example:` before the mailbox.
fn after_source_route(text: &str) -> Option<&str> {
    if !text.starts_with('@') {
        return Some(text);
    }
    let (route, rest) = text.split_once(':')?;
    let hops = route.split(',').all(|hop| hop.strip_prefix('@').is_some_and(is_domain_name));
    hops.then_some(rest)
}

/// Where the local part ends: a dot-string or a quoted string.
fn local_part(text: &str) -> Option<usize> {
    if text.starts_with('"') {
        return quoted_string(text);
    }
    let end = text.find(|c: char| !(is_atext(c) || c == '.')).unwrap_or(text.len());
    let atoms = text[..end].split('.').all(|atom| !atom.is_empty());
    atoms.then_some(end)
}

fn quoted_string(text: &str) -> Option<usize> {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some(at + 1),
            '\\' => {
                chars.next().filter(|(_, c)| matches!(c, ' '..='~'))?;
            }
            ' '..='~' => {}
            _ if !c.is_ascii() => {}
            _ => return None,
        }
    }
    None
}

/// RFC 5322 §3.2.3, and any non-ASCII character (RFC 6531 §3.3).
fn is_atext(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c) || !c.is_ascii()
}

fn domain_end(text: &str) -> Option<usize> {
    if let Some(literal) = text.strip_prefix('[') {
        let end = literal.find(']')?;
        let well_formed = end > 0 && literal[..end].chars().all(|c| c.is_ascii_alphanumeric() || "-.:".contains(c));
        return well_formed.then_some(end + 2);
    }
    let end = text.find('>')?;
    is_domain_name(&text[..end]).then_some(end)
}

/// Labels of letters, digits and hyphens; underscores too, for they are in use.
fn is_domain_name(name: &str) -> bool {
    let in_label = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_' || !c.is_ascii();
    name.len() <= 255
        && name.split('.').all(|label| {
            !label.is_empty() && label.chars().all(in_label) && !label.starts_with('-') && !label.ends_with('-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(text: &str) -> Option<String> {
        match read(text)? {
            (Path::Mailbox(address), "") => Some(address.to_string()),
            _ => None,
        }
    }

    #[test]
    fn ordinary_and_odd_mailboxes_are_read() {
        for (written, meant) in [
            ("<an@meldpunt.example>", "an@meldpunt.example"),
            ("<an.de.wit+x=y@a-b.example>", "an.de.wit+x=y@a-b.example"),
            ("<\"an de wit\"@meldpunt.example>", "\"an de wit\"@meldpunt.example"),
            ("<\"a>b\\\"@c\"@meldpunt.example>", "\"a>b\\\"@c\"@meldpunt.example"),
            ("<an@[192.0.2.1]>", "an@[192.0.2.1]"),
            ("<an@[IPv6:2001:db8::1]>", "an@[IPv6:2001:db8::1]"),
            ("<@een.example,@twee.example:an@meldpunt.example>", "an@meldpunt.example"),
            ("<zoë@überlingen.example>", "zoë@überlingen.example"),
        ] {
            assert_eq!(mailbox(written).as_deref(), Some(meant), "{written}");
        }
    }

    #[test]
    fn what_is_no_mailbox_is_none() {
        for text in [
            "an@meldpunt.example",
            "<an@meldpunt.example",
            "<an>",
            "<@meldpunt.example>",
            "<an..wit@meldpunt.example>",
            "<.an@meldpunt.example>",
            "<an@>",
            "<an@-x.example>",
            "<an@x..example>",
            "<an @x.example>",
            "<\"an@x.example>",
            "<an@[]>",
            "<an@x@y.example>",
            "<@een.example>",
            "< >",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_null_path_and_postmaster_stand_alone() {
        assert_eq!(read("<> SIZE=3"), Some((Path::Null, " SIZE=3")));
        assert_eq!(read("<PostMaster>"), Some((Path::Postmaster, "")));
    }

    #[test]
    fn a_quoted_local_part_is_the_same_mailbox() {
        let quoted = EnvelopeAddress { local: "\"sig\\naal\"".to_owned(), domain: "x.example".to_owned() };
        assert_eq!(quoted.unquoted_local(), "signaal");
    }
}
