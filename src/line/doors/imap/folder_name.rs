//! Names of folders as IMAP writes them: modified UTF-7 (RFC 3501 §5.1.3).

use base64::{
    Engine,
    alphabet::IMAP_MUTF7,
    engine::{GeneralPurpose, general_purpose::NO_PAD},
};

/// `Vrienden & café` as `Vrienden &- caf&AOk-`.
pub(super) fn on_the_wire(name: &str) -> String {
    let mut wire = String::with_capacity(name.len());
    let mut strange: Vec<u8> = Vec::new();
    for c in name.chars() {
        if !matches!(c, ' '..='~') {
            strange.extend(c.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()));
            continue;
        }
        end(&mut strange, &mut wire);
        wire.push(c);
        if c == '&' {
            wire.push('-');
        }
    }
    end(&mut strange, &mut wire);
    wire
}

/// Writes what is not ASCII, and forgets it.
fn end(strange: &mut Vec<u8>, wire: &mut String) {
    if strange.is_empty() {
        return;
    }
    wire.push('&');
    GeneralPurpose::new(&IMAP_MUTF7, NO_PAD).encode_string(&strange, wire);
    wire.push('-');
    strange.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_the_standard_writes_them() {
        assert_eq!(on_the_wire("INBOX/Postvak IN"), "INBOX/Postvak IN");
        assert_eq!(on_the_wire("Vrienden & café"), "Vrienden &- caf&AOk-");
        // The example of RFC 3501 §5.1.3.
        assert_eq!(on_the_wire("~peter/mail/台北/日本語"), "~peter/mail/&U,BTFw-/&ZeVnLIqe-");
        assert_eq!(on_the_wire("\u{1f600}"), "&2D3eAA-");
    }
}
