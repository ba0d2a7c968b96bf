//! What our own mail server found of a sender's identity (RFC 8601), and whether it proves the domain in From.
//!
//! **Invariant:** only fields with the configured id count, and only those that our server can have put there.

use super::fields::Fields;

/// Result fields that are read of one mail.
const MAX_FIELDS: usize = 10;
/// Characters read of one field.
const MAX_FIELD: usize = 8_000;

/// Whether `domain`, of the sole From, was proven: DMARC passed, or without a DMARC policy an aligned DKIM or SPF.
pub(super) fn proven(fields: &Fields<'_>, domain: &str, authserv_id: &str) -> bool {
    let found: Vec<Finding> = near_fields(fields).filter_map(|value| findings(&value, authserv_id)).flatten().collect();
    let of = |method: &'static str| found.iter().filter(move |finding| finding.method == method);
    let about_from = |finding: &&Finding| {
        let named = finding.property("header.from");
        named.is_none_or(|named| named.eq_ignore_ascii_case(domain))
    };
    // A second verdict that says otherwise is a reason to believe neither.
    if of("dmarc")
        .filter(about_from)
        .any(|finding| !matches!(finding.result.as_str(), "pass" | "none" | "bestguesspass"))
    {
        return false;
    }
    let dmarc = of("dmarc").filter(about_from).any(|finding| finding.result == "pass");
    let passed = |method, property: &'static str| {
        of(method).any(|finding| {
            let named = finding.property(property).map(|named| named.rsplit('@').next().unwrap_or_default().to_owned());
            finding.result == "pass" && named.is_some_and(|named| aligned(&named, domain))
        })
    };
    dmarc || passed("dkim", "header.d") || passed("dkim", "header.i") || passed("spf", "smtp.mailfrom")
}

/// The result fields above the second `Received`: our server's own stand beside the one that it wrote itself, and
/// what came with the mail stands below (RFC 8601 §5).
fn near_fields(fields: &Fields<'_>) -> impl Iterator<Item = String> {
    let mut received = 0;
    fields
        .iter()
        .take_while(move |field| {
            received += usize::from(field.name.eq_ignore_ascii_case("Received"));
            received < 2
        })
        .filter(|field| field.name.eq_ignore_ascii_case("Authentication-Results"))
        .take(MAX_FIELDS)
        .map(|field| String::from_utf8_lossy(&field.value[..field.value.len().min(MAX_FIELD)]).into_owned())
        .collect::<Vec<_>>()
        .into_iter()
}

/// The same domain, or one below the other's organisation (RFC 9989 §4.4, relaxed); a lone label is none.
fn aligned(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let above = |parent: &str, child: &str| {
        parent.contains('.') && child.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'))
    };
    one == other || above(&one, &other) || above(&other, &one)
}

/// One method's result with what it is about (RFC 8601 §2.2).
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    method: String,
    result: String,
    properties: Vec<(String, String)>,
}

impl Finding {
    fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The results of a field; `None` when another server wrote it.
fn findings(value: &str, authserv_id: &str) -> Option<Vec<Finding>> {
    let bare = without_comments(value);
    let mut parts = bare.split(';');
    // A version may stand behind the id.
    let id = parts.next()?.split_whitespace().next()?;
    id.eq_ignore_ascii_case(authserv_id).then(|| parts.filter_map(finding).collect())
}

fn finding(part: &str) -> Option<Finding> {
    let spaced = part.replace(" =", "=").replace("= ", "=");
    let mut words = spaced.split_whitespace();
    let (method, result) = words.next()?.split_once('=')?;
    let method = method.split('/').next().unwrap_or_default().trim().to_ascii_lowercase();
    let properties = words
        .filter_map(|word| word.split_once('='))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim_matches(['"', '<', '>']).to_owned()))
        .collect();
    Some(Finding { method, result: result.to_ascii_lowercase(), properties })
}

/// Without comments (RFC 5322 §3.2.2), which may nest; a semicolon in quotes is not one that parts.
fn without_comments(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    for c in value.chars() {
        match c {
            _ if std::mem::take(&mut escaped) => continue,
            '\\' => escaped = true,
            '"' if depth == 0 => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            ';' if quoted => {}
            c if depth == 0 => out.push(if c.is_whitespace() { ' ' } else { c }),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(header: &str) -> bool {
        proven(
            &Fields::of(format!("{header}\nFrom: an@politie.example\n\ntekst").as_bytes()),
            "politie.example",
            "mx.w.example",
        )
    }

    #[test]
    fn what_our_server_passed_is_proven() {
        for header in [
            "Authentication-Results: mx.w.example; dmarc=pass (p=reject dis=none) header.from=politie.example",
            "Authentication-Results: MX.W.example 1;\n spf=pass smtp.mailfrom=x@bounce.politie.example;\n dkim=none",
            "Authentication-Results: mx.w.example; dkim=pass (2048-bit key; \"x\") header.d=politie.example header.s=a",
            "Received: by us\nAuthentication-Results: mx.w.example; dkim = pass header.i=@politie.example",
            "Authentication-Results: mx.w.example; dmarc=none header.from=politie.example; spf=pass smtp.mailfrom=politie.example",
        ] {
            assert!(verdict(header), "{header}");
        }
    }

    #[test]
    fn what_is_not_ours_not_about_from_or_not_passed_proves_nothing() {
        for header in [
            "X: y",
            "Authentication-Results: evil.example; dmarc=pass header.from=politie.example",
            "Authentication-Results: mx.w.example.evil.example; dmarc=pass header.from=politie.example",
            "Authentication-Results: mx.w.example; dmarc=pass header.from=evil.example",
            "Authentication-Results: mx.w.example; spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=example",
            "Authentication-Results: mx.w.example; dmarc=fail header.from=politie.example; dkim=pass header.d=politie.example",
            "Authentication-Results: mx.w.example; dmarc=temperror header.from=politie.example",
            "Authentication-Results: mx.w.example; none",
            "Authentication-Results: mx.w.example; (dmarc=pass header.from=politie.example)",
            "Authentication-Results: \"mx.w.example; dmarc=pass header.from=politie.example",
            "Received: by us\nReceived: by them\nAuthentication-Results: mx.w.example; dmarc=pass header.from=politie.example",
            "Authentication-Results: mx.w.example; dmarc=fail\nAuthentication-Results: mx.w.example; dmarc=pass",
        ] {
            assert!(!verdict(header), "{header}");
        }
    }
}
