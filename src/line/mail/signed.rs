//! Opaque S/MIME: the message inside `signed-data` (RFC 5652 §5, RFC 8551 §3.5.2). It is read, the signature is not.
//!
//! **Invariant:** whatever the octets say of their length, no more than they are is read, to a fixed depth.

/// Constructed values inside constructed values that are followed.
const MAX_DEPTH: usize = 16;

/// 1.2.840.113549.1.7.2
const SIGNED_DATA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];

const SEQUENCE: u8 = 0x30;
const OBJECT_ID: u8 = 0x06;
const OCTETS: u8 = 0x04;
const OCTETS_IN_PIECES: u8 = 0x24;
const EXPLICIT_0: u8 = 0xA0;

/// The MIME entity that was signed; `None` when this is not opaque signed-data.
pub(super) fn content(octets: &[u8]) -> Option<Vec<u8>> {
    let info = Value::read(octets, 0)?.as_a(SEQUENCE)?;
    let (kind, rest) = info.first()?;
    if kind.tag != OBJECT_ID || kind.content != SIGNED_DATA {
        return None;
    }
    let signed = Value::read(rest, info.depth)?.as_a(EXPLICIT_0)?.first()?.0.as_a(SEQUENCE)?;
    // Version and digest algorithms stand before what was signed.
    let (_version, rest) = signed.first()?;
    let algorithms = Value::read(rest, signed.depth)?;
    let encapsulated = Value::read(algorithms.after, signed.depth)?.as_a(SEQUENCE)?;
    let (_kind, rest) = encapsulated.first()?;
    let held = Value::read(rest, encapsulated.depth)?.as_a(EXPLICIT_0)?.first()?.0;
    let mut content = Vec::new();
    held.octets(&mut content)?;
    (!content.is_empty()).then_some(content)
}

/// One BER value (X.690 §8.1); its length may be left open.
#[derive(Clone, Copy)]
struct Value<'a> {
    tag: u8,
    content: &'a [u8],
    after: &'a [u8],
    depth: usize,
}

impl<'a> Value<'a> {
    fn read(octets: &'a [u8], depth: usize) -> Option<Self> {
        if depth > MAX_DEPTH {
            return None;
        }
        let (&[tag, first], rest) = octets.split_first_chunk::<2>()?;
        // Tags above 30 take more octets; none of ours do.
        if tag & 0x1F == 0x1F {
            return None;
        }
        if first == 0x80 {
            return Self::open_ended(tag, rest, depth);
        }
        let (length, rest) = length(first, rest)?;
        // A file that was cut off is read as far as it goes.
        let (content, after) = rest.split_at(length.min(rest.len()));
        Some(Self { tag, content, after, depth: depth + 1 })
    }

    /// Up to the two zero octets that end it.
    fn open_ended(tag: u8, octets: &'a [u8], depth: usize) -> Option<Self> {
        let mut rest = octets;
        while !rest.is_empty() && !rest.starts_with(&[0, 0]) {
            rest = Self::read(rest, depth + 1)?.after;
        }
        let content = &octets[..octets.len() - rest.len()];
        Some(Self { tag, content, after: rest.get(2..).unwrap_or_default(), depth: depth + 1 })
    }

    fn as_a(self, tag: u8) -> Option<Self> {
        (self.tag == tag).then_some(self)
    }

    /// The first value inside, and what follows it there.
    fn first(&self) -> Option<(Self, &'a [u8])> {
        let first = Self::read(self.content, self.depth)?;
        Some((first, first.after))
    }

    /// An OCTET STRING, whole or in pieces.
    fn octets(&self, out: &mut Vec<u8>) -> Option<()> {
        match self.tag {
            OCTETS => out.extend_from_slice(self.content),
            OCTETS_IN_PIECES => {
                let mut rest = self.content;
                while !rest.is_empty() {
                    let piece = Self::read(rest, self.depth)?;
                    piece.octets(out)?;
                    rest = piece.after;
                }
            }
            _ => return None,
        }
        Some(())
    }
}

/// The length octets behind the first (X.690 §8.1.3).
fn length(first: u8, rest: &[u8]) -> Option<(usize, &[u8])> {
    if first < 0x80 {
        return Some((usize::from(first), rest));
    }
    let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7F))?;
    (digits.len() <= 4).then(|| (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).unwrap().to_be_bytes();
        [&[tag, 0x82][..], &length, content].concat()
    }

    fn open(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, 0x80][..], content, &[0, 0]].concat()
    }

    fn signed(wrap: fn(u8, &[u8]) -> Vec<u8>, held: &[u8]) -> Vec<u8> {
        let data = value(OBJECT_ID, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01]);
        let encapsulated = wrap(SEQUENCE, &[data, wrap(EXPLICIT_0, held)].concat());
        let body = [value(0x02, &[1]), value(0x31, &[]), encapsulated].concat();
        wrap(SEQUENCE, &[value(OBJECT_ID, SIGNED_DATA), wrap(EXPLICIT_0, &wrap(SEQUENCE, &body))].concat())
    }

    #[test]
    fn what_was_signed_comes_out_in_either_form() {
        assert_eq!(content(&signed(value, &value(OCTETS, b"hallo"))).as_deref(), Some(&b"hallo"[..]));
        let pieces = open(OCTETS_IN_PIECES, &[value(OCTETS, b"hal"), value(OCTETS, b"lo")].concat());
        assert_eq!(content(&signed(open, &pieces)).as_deref(), Some(&b"hallo"[..]));
    }

    #[test]
    fn what_is_sealed_or_broken_gives_nothing() {
        let sealed = value(SEQUENCE, &value(OBJECT_ID, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x03]));
        assert_eq!(content(&sealed), None);
        for hostile in [&[0x30, 0x80].repeat(5_000)[..], &[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], b"", &[0x1F; 40]] {
            assert_eq!(content(hostile), None);
        }
    }
}
