//! Codes of an app (TOTP, RFC 6238): SHA-1, six digits, thirty seconds, for that is what every app knows.
//!
//! **Invariant:** which step a code belongs to is answered, never only "right": a step is used once.

use aws_lc_rs::hmac;
use jiff::Timestamp;

use super::secret::equal;

/// Seconds of one step (RFC 6238 §4.1).
const STEP: i64 = 30;
/// Steps that a telephone's clock may be off, either way (RFC 6238 §5.2).
const DRIFT: i64 = 1;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The six digits of a step (RFC 4226 §5.3).
fn code(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let offset = usize::from(bytes.last().copied().unwrap_or_default() & 15);
    let four = bytes.get(offset..offset + 4).unwrap_or_default();
    let number = four.iter().fold(0_u32, |number, byte| (number << 8) | u32::from(*byte)) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// The step that what was typed is the code of, now or a step earlier or later.
pub(super) fn step_of(secret: &[u8], typed: &str, now: Timestamp) -> Option<i64> {
    let typed: String = typed.chars().filter(|letter| !letter.is_whitespace()).collect();
    let current = now.as_second().div_euclid(STEP);
    (current - DRIFT..=current + DRIFT).find(|step| equal(&code(secret, *step), &typed))
}

/// Base32 without padding (RFC 4648 §6), as apps read keys.
pub(super) fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    for five in bytes.chunks(5) {
        let bits = (0..5).fold(0_u64, |bits, at| (bits << 8) | u64::from(five.get(at).copied().unwrap_or_default()));
        let letters = (five.len() * 8).div_ceil(5);
        for at in 0..letters {
            let index = usize::try_from((bits >> (35 - 5 * at)) & 31).unwrap_or_default();
            text.push(char::from(ALPHABET.get(index).copied().unwrap_or(b'A')));
        }
    }
    text
}

/// What the QR code says (the key URI format that apps share).
pub(super) fn uri(secret: &[u8], account: &str) -> String {
    let account: String = account
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'@' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("otpauth://totp/Voordeur:{account}?secret={}&issuer=Voordeur", base32(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, its last six digits.
    const VECTORS: [(i64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];
    const SECRET: &[u8] = b"12345678901234567890";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_codes_are_those_of_the_standard() {
        for (second, wanted) in VECTORS {
            assert_eq!(code(SECRET, second / 30), wanted, "{second}");
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off() {
        assert_eq!(step_of(SECRET, " 287 082 ", at(59)), Some(1));
        assert_eq!(step_of(SECRET, "287082", at(89)), Some(1));
        assert_eq!(step_of(SECRET, "287082", at(29)), Some(1));
        assert_eq!(step_of(SECRET, "287082", at(90)), None);
        assert_eq!(step_of(SECRET, "", at(59)), None);
    }

    #[test]
    fn keys_are_written_in_base_32() {
        for (bytes, wanted) in [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foobar", "MZXW6YTBOI")] {
            assert_eq!(base32(bytes.as_bytes()), wanted);
        }
        assert_eq!(
            uri(SECRET, "jan+piket@wijkteam.example"),
            "otpauth://totp/Voordeur:jan%2Bpiket@wijkteam.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Voordeur"
        );
    }
}
