//! winmail.dat: the true body and files of a mail that Exchange sent in its own form ([MS-OXTNEF]).

use super::{
    mapi::{self, Property, Reader, id},
    rtf,
};
use crate::mail::{decode, html};

const SIGNATURE: u32 = 0x223E_9F78;
/// Messages inside messages that are opened.
const MAX_DEPTH: usize = 4;
/// Files of one winmail.dat.
const MAX_FILES: usize = 250;

// Attribute ids without their type ([MS-OXTNEF] §2.1.3.2).
const SUBJECT: u16 = 0x8004;
const BODY: u16 = 0x800C;
const ATTACH_DATA: u16 = 0x800F;
const ATTACH_TITLE: u16 = 0x8010;
const ATTACH_REND_DATA: u16 = 0x9002;
const MSG_PROPS: u16 = 0x9003;
const ATTACHMENT: u16 = 0x9005;
const OEM_CODEPAGE: u16 = 0x9007;

/// What was inside.
#[derive(Debug, Default)]
pub struct Inner {
    pub text: String,
    pub files: Vec<InnerFile>,
}

/// A file inside, as it was named there.
#[derive(Debug, Default)]
pub struct InnerFile {
    pub name: String,
    pub mediatype: Option<String>,
    pub octets: Vec<u8>,
}

/// Reads a winmail.dat; `None` when it is none.
pub fn read(octets: &[u8]) -> Option<Inner> {
    let mut inner = Inner::default();
    let message = Message::read(octets, 0, &mut inner.files)?;
    inner.text = message.text();
    Some(inner)
}

/// The forms of its text that a message may have at once.
#[derive(Default)]
struct Message {
    subject: String,
    plain: String,
    html: String,
    rtf: String,
}

impl Message {
    fn read(octets: &[u8], depth: usize, files: &mut Vec<InnerFile>) -> Option<Self> {
        let mut reader = Reader(octets);
        if reader.u32()? != SIGNATURE || depth > MAX_DEPTH {
            return None;
        }
        reader.u16()?;
        let mut message = Self::default();
        let mut codepage = "windows-1252".to_owned();
        let mut file: Option<InnerFile> = None;
        while let Some((attribute, value)) = attribute(&mut reader) {
            match attribute {
                OEM_CODEPAGE => codepage = code_page(Reader(value).u32().unwrap_or_default()),
                SUBJECT => message.subject = text(value, &codepage),
                BODY => message.plain = text(value, &codepage),
                MSG_PROPS => message.take(&mapi::properties(value), &codepage),
                ATTACH_REND_DATA => {
                    keep(file.replace(InnerFile::default()), files);
                }
                _ => {
                    if let Some(file) = &mut file {
                        fill(file, attribute, value, (&codepage, depth));
                    }
                }
            }
        }
        keep(file, files);
        Some(message)
    }

    fn take(&mut self, properties: &[Property<'_>], codepage: &str) {
        let internet = properties.iter().find(|property| property.id == id::INTERNET_CODEPAGE);
        let internet = internet.map_or_else(|| codepage.to_owned(), |page| code_page(page.number()));
        for property in properties {
            match property.id {
                id::SUBJECT => self.subject = property.text(codepage),
                id::BODY => self.plain = property.text(codepage),
                id::BODY_HTML => self.html = html::to_text(&decode::text(property.octets(), Some(&internet))),
                id::RTF_COMPRESSED => self.rtf = rtf::to_text(property.octets()).unwrap_or_default(),
                _ => {}
            }
        }
    }

    /// The plain form where there is one, else the others.
    fn text(self) -> String {
        let text = [self.plain, self.html, self.rtf].into_iter().find(|text| !text.trim().is_empty());
        text.unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n")
    }
}

/// The next attribute: level, id, type, length, value, checksum.
fn attribute<'a>(reader: &mut Reader<'a>) -> Option<(u16, &'a [u8])> {
    reader.take(1)?;
    let attribute = reader.u16()?;
    reader.u16()?;
    let length = usize::try_from(reader.u32()?).ok()?;
    let value = reader.take(length)?;
    // The checksum of the last attribute is sometimes cut off.
    let _ = reader.u16();
    Some((attribute, value))
}

fn fill(file: &mut InnerFile, attribute: u16, value: &[u8], (codepage, depth): (&str, usize)) {
    match attribute {
        ATTACH_TITLE if file.name.is_empty() => file.name = text(value, codepage),
        ATTACH_DATA => file.octets = value.to_vec(),
        ATTACHMENT => describe(file, &mapi::properties(value), (codepage, depth)),
        _ => {}
    }
}

fn describe(file: &mut InnerFile, properties: &[Property<'_>], (codepage, depth): (&str, usize)) {
    let named = |wanted: u16| properties.iter().find(|property| property.id == wanted);
    let name = [id::ATTACH_LONG_FILENAME, id::ATTACH_FILENAME, id::DISPLAY_NAME]
        .into_iter()
        .filter_map(named)
        .map(|property| property.text(codepage))
        .find(|name| !name.is_empty());
    if let Some(name) = name {
        file.name = name;
    }
    file.mediatype = named(id::ATTACH_MIME_TAG).map(|property| property.text(codepage)).or(file.mediatype.take());
    let Some(data) = named(id::ATTACH_DATA) else { return };
    // An embedded message is a winmail.dat of its own: it is kept as the text that it says.
    let mut within = Vec::new();
    match data.is_object().then(|| Message::read(data.octets(), depth + 1, &mut within)).flatten() {
        Some(message) => {
            file.name = format!("{}.txt", if message.subject.is_empty() { "bericht" } else { &message.subject });
            file.mediatype = Some("text/plain".to_owned());
            file.octets = message.text().into_bytes();
        }
        None => file.octets = data.octets().to_vec(),
    }
}

fn keep(file: Option<InnerFile>, files: &mut Vec<InnerFile>) {
    if let Some(file) = file.filter(|file| !file.name.is_empty() || !file.octets.is_empty())
        && files.len() < MAX_FILES
    {
        files.push(file);
    }
}

fn text(value: &[u8], codepage: &str) -> String {
    decode::text(value, Some(codepage)).trim_end_matches('\0').to_owned()
}

/// A Windows code page as a charset label.
fn code_page(number: u32) -> String {
    match number {
        65_001 => "utf-8".to_owned(),
        20_127 | 0 => "windows-1252".to_owned(),
        28_591..=28_606 => format!("iso-8859-{}", number - 28_590),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        other => format!("windows-{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attribute(id: u16, value: &[u8]) -> Vec<u8> {
        let length = u32::try_from(value.len()).unwrap().to_le_bytes();
        [&[1][..], &id.to_le_bytes(), &[0, 0], &length, value, &[0, 0]].concat()
    }

    fn winmail(attributes: &[Vec<u8>]) -> Vec<u8> {
        [&SIGNATURE.to_le_bytes()[..], &[1, 0], &attributes.concat()].concat()
    }

    #[test]
    fn text_and_files_come_out_with_their_names() {
        let file = winmail(&[
            attribute(BODY, b"Hij eet niet. Caf\xe9.\0"),
            attribute(ATTACH_REND_DATA, &[0; 14]),
            attribute(ATTACH_TITLE, b"verslag.doc\0"),
            attribute(ATTACH_DATA, b"inhoud"),
        ]);
        let inner = read(&file).unwrap();
        assert_eq!(inner.text, "Hij eet niet. Café.");
        assert_eq!((inner.files[0].name.as_str(), inner.files[0].octets.as_slice()), ("verslag.doc", &b"inhoud"[..]));
    }

    #[test]
    fn lengths_that_lie_end_the_reading_and_nothing_else() {
        let mut file = winmail(&[attribute(BODY, b"tekst")]);
        file.extend([1, 0x0C, 0x80, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
        assert_eq!(read(&file).unwrap().text, "tekst");
        assert!(read(b"geen winmail").is_none() && read(b"").is_none());
        let properties = [&[0xFF; 4][..], &[0x1E, 0, 0, 0x10, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F]].concat();
        assert_eq!(read(&winmail(&[attribute(MSG_PROPS, &properties)])).unwrap().text, "");
    }
}
