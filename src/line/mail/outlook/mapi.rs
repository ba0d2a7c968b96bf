//! A list of MAPI properties as TNEF encodes it ([MS-OXTNEF] §2.1.3.4, attMsgProps).

use super::super::decode;

/// Properties of one message or attachment that are read.
const MAX_PROPERTIES: u32 = 2_000;

/// The properties that say something to a reader.
pub(super) mod id {
    pub const SUBJECT: u16 = 0x0037;
    pub const BODY: u16 = 0x1000;
    pub const RTF_COMPRESSED: u16 = 0x1009;
    pub const BODY_HTML: u16 = 0x1013;
    pub const DISPLAY_NAME: u16 = 0x3001;
    pub const ATTACH_DATA: u16 = 0x3701;
    pub const ATTACH_FILENAME: u16 = 0x3704;
    pub const ATTACH_LONG_FILENAME: u16 = 0x3707;
    pub const ATTACH_MIME_TAG: u16 = 0x370E;
    pub const INTERNET_CODEPAGE: u16 = 0x3FDE;
}

/// One property with its first value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Property<'a> {
    pub id: u16,
    kind: u16,
    pub value: &'a [u8],
}

const STRING8: u16 = 0x001E;
const UNICODE: u16 = 0x001F;
const OBJECT: u16 = 0x000D;
const BINARY: u16 = 0x0102;
const MULTIPLE: u16 = 0x1000;

impl Property<'_> {
    /// A text property; 8-bit text is in `codepage`.
    pub fn text(&self, codepage: &str) -> String {
        let text = match self.kind & !MULTIPLE {
            UNICODE => {
                let units = self.value.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
                char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
            }
            _ => decode::text(self.value, Some(codepage)),
        };
        text.trim_end_matches('\0').to_owned()
    }

    pub fn number(&self) -> u32 {
        self.value.first_chunk().copied().map_or(0, u32::from_le_bytes)
    }

    /// An object's value starts with the id of its interface.
    pub fn octets(&self) -> &[u8] {
        if self.is_object() { self.value.get(16..).unwrap_or_default() } else { self.value }
    }

    pub fn is_object(&self) -> bool {
        self.kind == OBJECT
    }
}

/// The properties up to the first that does not fit.
pub(super) fn properties(octets: &[u8]) -> Vec<Property<'_>> {
    let mut reader = Reader(octets);
    let count = reader.u32().unwrap_or(0).min(MAX_PROPERTIES);
    let mut list = Vec::new();
    for _ in 0..count {
        let Some(property) = property(&mut reader) else { break };
        list.push(property);
    }
    list
}

fn property<'a>(reader: &mut Reader<'a>) -> Option<Property<'a>> {
    let kind = reader.u16()?;
    let id = reader.u16()?;
    if id >= 0x8000 {
        // A named property: a GUID, then a number or a name.
        reader.take(16)?;
        if reader.u32()? == 0 {
            reader.u32()?;
        } else {
            reader.sized()?;
        }
    }
    let base = kind & !MULTIPLE;
    let value = if matches!(base, STRING8 | UNICODE | OBJECT | BINARY) {
        let values = reader.u32()?;
        let mut first = None;
        for _ in 0..values.min(1_000) {
            let value = reader.sized()?;
            first.get_or_insert(value);
        }
        first.unwrap_or_default()
    } else {
        let size = match base {
            0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => 8,
            0x0048 => 16,
            _ => 4,
        };
        let values = if kind & MULTIPLE == 0 { 1 } else { usize::try_from(reader.u32()?).ok()? };
        reader.take(size * values.min(100_000))?
    };
    Some(Property { id, kind, value })
}

/// Reads little-endian numbers off the front.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.take(2)?.first_chunk().copied().map(u16::from_le_bytes)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.take(4)?.first_chunk().copied().map(u32::from_le_bytes)
    }

    /// A length, so many octets, and what fills them up to four.
    fn sized(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.u32()?).ok()?;
        let value = self.take(length)?;
        self.take((4 - length % 4) % 4)?;
        Some(value)
    }
}
