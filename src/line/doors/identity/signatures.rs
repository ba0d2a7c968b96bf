//! What must hold of a signature before it is worth asking for its key.

use mail_auth::{
    AuthenticatedMessage, DkimOutput, DkimResult, Error,
    common::crypto::Algorithm,
    dkim::{Canonicalization, DkimError},
};

use crate::mail::aligned;

/// Signatures that are checked of one mail: each costs a question to a resolver.
const MAX_SIGNATURES: usize = 8;
/// RFC 8301 §3.2: a key of less than 1024 bits proves nothing; an RSA signature is as long as its key.
const LEAST_RSA_OCTETS: usize = 128;

/// The message as its signers saw it, with its sound signatures, those of `domain` first.
pub(super) fn message<'x>(raw: &'x [u8], domain: &str) -> Option<AuthenticatedMessage<'x>> {
    let mut message = AuthenticatedMessage::parse(raw)?;
    // Of odd From fields the library reads less than we do, or more; there is one sender, and this is its domain.
    message.from = vec![format!("afzender@{domain}")];
    let signatures = &mut message.dkim_headers;
    signatures.retain(|found| is_sound(found.header.a, &found.header.b) && covers_from(&found.header.h));
    signatures.sort_by_key(|found| !aligned(&found.header.d, domain));
    signatures.truncate(MAX_SIGNATURES);
    Some(message)
}

/// RFC 8301 §3: no SHA-1, no short keys; Ed25519 has one length (RFC 8463).
pub(super) fn is_sound(algorithm: Algorithm, signature: &[u8]) -> bool {
    match algorithm {
        Algorithm::RsaSha1 => false,
        Algorithm::RsaSha256 => signature.len() >= LEAST_RSA_OCTETS,
        Algorithm::Ed25519Sha256 => true,
    }
}

/// RFC 6376 §5.4: From is always signed.
pub(super) fn covers_from(signed: &[String]) -> bool {
    signed.iter().any(|name| name.trim().eq_ignore_ascii_case("from"))
}

/// Everything fits but the text.
pub(super) fn failed_on_text(output: &DkimOutput<'_>) -> bool {
    matches!(output.result(), DkimResult::Neutral(Error::Dkim(DkimError::FailedBodyHashMatch)))
}

/// The signer asked that blanks at line ends and empty lines at the end count for nothing (RFC 6376 §3.4.4).
pub(super) fn ignores_blanks(output: &DkimOutput<'_>) -> bool {
    output.signature().is_some_and(|signature| signature.cb == Canonicalization::Relaxed)
}

/// The mail without the lines of blanks at its end, which the library counts though the signer does not.
/// `None` when there are none.
pub(super) fn without_last_blanks(raw: &[u8]) -> Option<&[u8]> {
    let said = raw.trim_ascii_end().len();
    let end = memchr::memchr(b'\n', &raw[said..]).map(|end| said + end + 1)?;
    raw[end..].iter().any(|octet| matches!(octet, b' ' | b'\t')).then(|| &raw[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_on_lines_of_their_own_are_cut() {
        assert_eq!(without_last_blanks(b"A: b\r\n\r\ntekst  \r\n \t\r\n\r\n"), Some(&b"A: b\r\n\r\ntekst  \r\n"[..]));
        assert_eq!(without_last_blanks(b"A: b\r\n\r\ntekst\r\n\r\n"), None);
        assert_eq!(without_last_blanks(b"A: b\r\n\r\ntekst "), None);
        assert_eq!(without_last_blanks(b""), None);
    }

    #[test]
    fn short_keys_and_old_hashes_prove_nothing() {
        assert!(!is_sound(Algorithm::RsaSha256, &[0; 64]) && is_sound(Algorithm::RsaSha256, &[0; 128]));
        assert!(!is_sound(Algorithm::RsaSha1, &[0; 256]) && is_sound(Algorithm::Ed25519Sha256, &[0; 64]));
        assert!(!covers_from(&["subject".to_owned()]) && covers_from(&["From".to_owned()]));
    }
}
