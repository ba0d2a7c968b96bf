//! What our own mail server found of a sender's identity (RFC 8601), and whether it proves the domain in From.
//!
//! **Invariant:** only fields with the configured id count, and only those that our server can have put there.

use super::{
    fields::Fields,
    proof::{Check, Evidence, aligned, judged},
};

/// Result fields that are read of one mail.
const MAX_FIELDS: usize = 10;
/// Characters read of one field.
const MAX_FIELD: usize = 8_000;

/// What our mail server, or `None` when it said nothing, found of `domain`, of the sole From.
pub(super) fn found(fields: &Fields<'_>, domain: &str, authserv_id: &str) -> Option<Evidence> {
    let (mut of_ours, mut said, mut enforced) = (Vec::new(), false, true);
    for value in near_fields(fields) {
        if let Some(found) = findings(&value, authserv_id) {
            of_ours.extend(found);
            said = true;
            // What a policy asks stands in a comment: RFC 8601 has no word for it.
            let asked = value.to_ascii_lowercase();
            enforced &= !asked.contains("p=none") && !asked.contains("policy.dmarc=none");
        }
    }
    said.then(|| Evidence { enforced, ..weighed(&of_ours, domain) })
}

/// Whether a sealer noted that `domain` was proven when the mail came to it: an `ARC-Authentication-Results` field.
pub fn proven_at_sealer(value: &str, domain: &str) -> bool {
    let bare = without_comments(&value[..floor(value, MAX_FIELD)]);
    // Instance and authserv-id stand before the results (RFC 8617 §4.1.1).
    let found: Vec<Finding> = bare.split(';').skip(2).filter_map(finding).collect();
    judged(domain, &weighed(&found, domain)).is_proven()
}

fn floor(text: &str, limit: usize) -> usize {
    (0..=limit.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The results that are about this domain.
fn weighed(found: &[Finding], domain: &str) -> Evidence {
    let of = |method: &'static str| found.iter().filter(move |finding| finding.method == method);
    let about_from = |finding: &&Finding| {
        let named = finding.property("header.from");
        named.is_none_or(|named| named.eq_ignore_ascii_case(domain))
    };
    let aligned_check = |method, properties: &'static [&'static str]| {
        let about = of(method).filter(|finding| {
            let mut named = properties.iter().filter_map(|property| finding.property(property));
            named.any(|named| aligned(named.rsplit('@').next().unwrap_or_default(), domain))
        });
        best(about.map(|finding| check(&finding.result)))
    };
    let dmarc: Vec<Check> = of("dmarc").filter(about_from).map(|finding| check(&finding.result)).collect();
    // A second verdict that says otherwise is a reason to believe neither.
    let differ = dmarc.contains(&Check::Pass) && dmarc.contains(&Check::Fail);
    let worst = [Check::Unsure, Check::Fail, Check::Pass].into_iter().find(|check| dmarc.contains(check));
    Evidence {
        dmarc: if differ { Check::Unsure } else { worst.unwrap_or_default() },
        dkim: aligned_check("dkim", &["header.d", "header.i"]),
        spf: aligned_check("spf", &["smtp.mailfrom"]),
        ..Evidence::default()
    }
}

/// One pass is enough; a failure counts only when nothing else is known.
fn best(checks: impl Iterator<Item = Check>) -> Check {
    let checks: Vec<Check> = checks.collect();
    let order = [Check::Pass, Check::Unsure, Check::Fail];
    order.into_iter().find(|check| checks.contains(check)).unwrap_or_default()
}

/// RFC 8601 §2.7; a word that is none of these proves nothing and contradicts nothing.
fn check(result: &str) -> Check {
    match result {
        "pass" => Check::Pass,
        "fail" | "hardfail" => Check::Fail,
        "none" | "bestguesspass" | "softfail" | "neutral" | "policy" => Check::Silent,
        _ => Check::Unsure,
    }
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

/// One method's result with what it is about (RFC 8601 §2.2).
#[derive(Debug, Clone, PartialEq, Eq)]
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
    use crate::domain::{Identity, IdentityVerdict};

    fn identity(header: &str) -> Option<Identity> {
        let raw = format!("{header}\nFrom: an@politie.example\n\ntekst");
        let found = found(&Fields::of(raw.as_bytes()), "politie.example", "mx.w.example")?;
        Some(judged("politie.example", &found))
    }

    fn verdict(header: &str) -> bool {
        identity(header).is_some_and(|identity| identity.is_proven())
    }

    #[test]
    fn what_our_server_disproved_is_contradicted_unless_the_policy_only_watches() {
        let contradicted = |header: &str| identity(header).unwrap().verdict == IdentityVerdict::Weersproken;
        let of = |policy: &str| {
            format!(
                "Authentication-Results: mx.w.example; dmarc=fail (p={policy} dis=none) header.from=politie.example"
            )
        };
        assert!(contradicted(&of("reject")) && contradicted(&of("quarantine")) && !contradicted(&of("none")));
        assert!(contradicted("Authentication-Results: mx.w.example; spf=fail smtp.mailfrom=x@politie.example"));
        assert!(!contradicted("Authentication-Results: mx.w.example; spf=softfail smtp.mailfrom=x@politie.example"));
        assert!(!contradicted("Authentication-Results: mx.w.example; spf=fail smtp.mailfrom=x@evil.example"));
        assert_eq!(identity("Authentication-Results: evil.example; dmarc=fail header.from=politie.example"), None);
    }

    #[test]
    fn a_sealer_is_heard_on_the_domain_in_from_alone() {
        let sealed = |results: &str| proven_at_sealer(&format!(" i=1; mx.lijst.example; {results}"), "politie.example");
        assert!(sealed("dmarc=pass header.from=politie.example"));
        assert!(sealed("spf=none; dkim=pass header.d=politie.example"));
        assert!(!sealed("dmarc=pass header.from=evil.example") && !sealed("dmarc=fail header.from=politie.example"));
        assert!(!proven_at_sealer("dmarc=pass header.from=politie.example", "politie.example"));
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
