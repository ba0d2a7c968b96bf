//! Transfer encodings and charsets, read as far as they can be read.
//!
//! **Invariant:** bytes are never lost for a fault elsewhere: what is not an encoding stays as it is.

use mail_parser::decoders::charsets::map::charset_decoder;

/// A text file in whatever charset it seems to be.
pub fn plain(bytes: &[u8]) -> String {
    text(bytes, None)
}

/// RFC 2045 §6.7; an `=` that starts no escape is an `=`.
pub(super) fn quoted_printable(encoded: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(encoded.len());
    let mut at = 0;
    while at < encoded.len() {
        if encoded[at] != b'=' {
            out.push(encoded[at]);
            at += 1;
            continue;
        }
        if let Some(byte) = escaped(&encoded[at..]) {
            out.push(byte);
            at += 3;
        } else if let Some(length) = soft_break(&encoded[at..]) {
            at += length;
        } else {
            out.push(b'=');
            at += 1;
        }
    }
    out
}

/// The byte of an `=3D` at the start.
pub(super) fn escaped(from: &[u8]) -> Option<u8> {
    let digit = |at: usize| from.get(at).and_then(|b| char::from(*b).to_digit(16));
    u8::try_from(digit(1)? * 16 + digit(2)?).ok()
}

/// The length of an `=` at a line's end, with its line end.
pub(super) fn soft_break(from: &[u8]) -> Option<usize> {
    let blanks = from[1..].iter().take(80).take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
    match from.get(1 + blanks) {
        Some(b'\n') => Some(blanks + 2),
        None => Some(blanks + 1),
        _ => None,
    }
}

/// RFC 2045 §6.8 without its strictness: padding may be absent or in the middle, other characters are skipped.
pub(super) fn base64(encoded: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(encoded.len() / 4 * 3 + 3);
    let mut bits = 0_u32;
    let mut count = 0_u32;
    for byte in encoded {
        let Some(value) = sextet(*byte) else {
            if *byte == b'=' {
                count = 0;
            }
            continue;
        };
        bits = (bits << 6 | value) & 0xFFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xFF) as u8);
        }
    }
    out
}

/// Whether most of it can be base64: whole lines in its letters alone, that come to something else than controls.
pub(super) fn is_base64(encoded: &[u8]) -> bool {
    let (mut fit, mut unfit) = (0, 0);
    for line in encoded.split(|b| *b == b'\n').map(<[u8]>::trim_ascii) {
        let of_it = line.iter().all(|b| sextet(*b).is_some() || *b == b'=');
        *(if of_it { &mut fit } else { &mut unfit }) += line.len();
    }
    if unfit > 0 {
        return fit >= unfit;
    }
    // A word on a line of its own has the letters of base64 too, and comes to bytes that are no text.
    fit >= 100 || fit % 4 == 0 || std::str::from_utf8(&base64(encoded)).is_ok()
}

fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

/// Charsets whose label says little: their senders as often send UTF-8.
const WESTERN: [&str; 6] = ["us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "latin1", "windows-1252"];

/// Bytes as text. A label is believed unless the bytes are evidently UTF-8, or evidently not;
/// without one, what is not UTF-8 is Windows-1252.
pub(super) fn text(bytes: &[u8], charset: Option<&str>) -> String {
    let label = charset.unwrap_or_default().trim().trim_matches(['"', '\'']).to_ascii_lowercase();
    let unicode = matches!(label.as_str(), "" | "utf-8" | "utf8" | "unknown-8bit" | "x-unknown" | "default");
    let decoder = if unicode { None } else { charset_decoder(label.as_bytes()) };
    if (unicode || decoder.is_none() || WESTERN.contains(&label.as_str()))
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return text.to_owned();
    }
    match decoder.or_else(|| charset_decoder(b"windows-1252")) {
        Some(decode) if !(unicode && mostly_utf8(bytes)) => decode(bytes),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// UTF-8 with a few broken bytes (a text cut off, one foreign character) is still UTF-8.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound > broken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_escape_leaves_the_rest_readable() {
        assert_eq!(quoted_printable(b"a == b =C3=A9 =\r\nc=zz"), "a == b é c=zz".as_bytes());
    }

    #[test]
    fn base64_without_padding_keeps_its_last_bytes() {
        assert_eq!(base64(b"aGFsbG8"), b"hallo");
        assert_eq!(base64(b"aGFs\r\nbG8=\r\nIQ=="), b"hallo!");
    }

    #[test]
    fn a_label_of_base64_does_not_make_it_so() {
        assert!(is_base64(b"aGFsbG8") && is_base64(b"aGFs\r\nbG8=\r\nIQ==\r\n") && is_base64(b""));
        assert!(is_base64(b"TWV2cm91dyBEZSBXaXQsIFBpamxrcnVpZGhvZiAzLCBpcyBnZXZhbGxlbi4=\n-- \nde lijst\n"));
        assert!(!is_base64(b"Mevrouw De Wit, Pijlkruidhof 3, is gevallen.\n"));
        assert!(!is_base64(b"Gevallen\nHelp\nx\n"));
    }

    #[test]
    fn a_charset_is_believed_as_far_as_the_bytes_allow() {
        assert_eq!(text(b"caf\xe9 \x80", Some("windows-1252")), "café €");
        assert_eq!(text(b"caf\xe9", Some("utf-8")), "café");
        assert_eq!(text("café".as_bytes(), Some("us-ascii")), "café");
        assert_eq!(text("café".as_bytes(), Some("nooit-van-gehoord")), "café");
        assert_eq!(text(b"caf\xe9", None), "café");
        assert_eq!(text("één café €".as_bytes(), None), "één café €");
    }
}
