//! What a file is, by its first bytes; and where that is not what its name says.

use super::Attachment;

/// What kind of file, as far as it matters to whoever opens it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Pdf,
    Image,
    /// SVG: a picture that may hold a program for the browser.
    Drawing,
    Sound,
    Film,
    /// Documents, sheets and presentations; an Outlook message is kept in the same form.
    Office,
    Archive,
    WebPage,
    Text,
    /// Programs, scripts, short cuts, disk images: what acts when it is opened.
    Program,
}

/// First bytes, and what they mean. Longer ones stand first.
const BEGINNINGS: [(&[u8], FileKind); 36] = [
    (b"\x4C\0\0\0\x01\x14\x02\0", FileKind::Program),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", FileKind::Office),
    (b"\x89PNG\r\n\x1A\n", FileKind::Image),
    (b"7z\xBC\xAF\x27\x1C", FileKind::Archive),
    (b"\xFD7zXZ\0", FileKind::Archive),
    (b"Rar!\x1A\x07", FileKind::Archive),
    (b"{\\rtf", FileKind::Office),
    (b"%PDF-", FileKind::Pdf),
    (b"\x7FELF", FileKind::Program),
    (b"\xFE\xED\xFA\xCE", FileKind::Program),
    (b"\xFE\xED\xFA\xCF", FileKind::Program),
    (b"\xCE\xFA\xED\xFE", FileKind::Program),
    (b"\xCF\xFA\xED\xFE", FileKind::Program),
    (b"\xCA\xFE\xBA\xBE", FileKind::Program),
    (b"dex\n", FileKind::Program),
    (b"MSCF", FileKind::Archive),
    (b"\x78\x9F\x3E\x22", FileKind::Office),
    (b"PK\x03\x04", FileKind::Archive),
    (b"PK\x05\x06", FileKind::Archive),
    (b"GIF8", FileKind::Image),
    (b"II*\0", FileKind::Image),
    (b"MM\0*", FileKind::Image),
    (b"OggS", FileKind::Sound),
    (b"fLaC", FileKind::Sound),
    (b"#!AMR", FileKind::Sound),
    (b"\x1A\x45\xDF\xA3", FileKind::Film),
    (b"\xFF\xD8\xFF", FileKind::Image),
    (b"ID3", FileKind::Sound),
    (b"BZh", FileKind::Archive),
    (b"\xFF\xFB", FileKind::Sound),
    (b"\x1F\x8B", FileKind::Archive),
    (b"\x1F\x9D", FileKind::Archive),
    (b"MZ", FileKind::Program),
    (b"ZM", FileKind::Program),
    (b"#!", FileKind::Program),
    (b"\xE9\0\0\0", FileKind::Program),
];

/// Endings of names, and what they promise.
const ENDINGS: [(&str, FileKind); 9] = [
    ("pdf", FileKind::Pdf),
    ("png jpg jpeg jpe jfif gif bmp tif tiff webp heic heif", FileKind::Image),
    ("svg", FileKind::Drawing),
    ("mp3 wav m4a ogg opus amr flac aac", FileKind::Sound),
    ("mp4 mov avi mkv webm 3gp m4v", FileKind::Film),
    ("doc docx dot dotx xls xlsx ppt pptx pps ppsx odt ods odp rtf msg docm xlsm pptm", FileKind::Office),
    ("zip rar 7z gz tgz tar bz2 xz cab", FileKind::Archive),
    ("htm html xhtml shtml mht mhtml", FileKind::WebPage),
    ("txt csv json xml log ics vcf eml md", FileKind::Text),
];
const ENDINGS_OF_PROGRAMS: &str = "exe com scr bat cmd pif cpl dll msi msp jar js jse vbs vbe wsf wsh ps1 hta lnk url \
                                   reg iso img vhd vhdx apk app sh desktop chm scf";

/// Bytes in which a kind must show.
const HEAD: usize = 4_096;

impl FileKind {
    /// By its first bytes; `None` when they say nothing.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let head = &bytes[..bytes.len().min(HEAD)];
        let has = |needle: &[u8]| head.windows(needle.len()).any(|window| window == needle);
        let begins = BEGINNINGS.iter().find(|(beginning, _)| head.starts_with(beginning)).map(|(_, kind)| *kind);
        match begins {
            Some(Self::Archive) if head.starts_with(b"PK") => Some(match () {
                () if has(b"META-INF/MANIFEST.MF") => Self::Program,
                () if has(b"[Content_Types].xml") || has(b"mimetypeapplication/vnd.oasis") => Self::Office,
                () => Self::Archive,
            }),
            Some(kind) => Some(kind),
            None => boxed(head)
                .or_else(|| has(b"%PDF-").then_some(Self::Pdf))
                .or_else(|| (bytes.get(0x8001..0x8006) == Some(b"CD001")).then_some(Self::Program))
                .or_else(|| written(head)),
        }
    }

    /// What its name, or else its declared media type, says that it is.
    pub fn claimed(name: &str, mediatype: &str) -> Option<Self> {
        let ending = name.trim_end_matches(['.', ' ']).rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
        let listed = |list: &str| ending.as_deref().is_some_and(|ending| list.split_whitespace().any(|e| e == ending));
        if listed(ENDINGS_OF_PROGRAMS) {
            return Some(Self::Program);
        }
        let by_name = ENDINGS.iter().find(|(list, _)| listed(list)).map(|(_, kind)| *kind);
        by_name.or_else(|| match mediatype.split(';').next().unwrap_or_default().trim() {
            "application/pdf" => Some(Self::Pdf),
            "image/svg+xml" => Some(Self::Drawing),
            "text/html" | "application/xhtml+xml" => Some(Self::WebPage),
            kind => {
                let families =
                    [("image/", Self::Image), ("text/", Self::Text), ("audio/", Self::Sound), ("video/", Self::Film)];
                families.into_iter().find(|(family, _)| kind.starts_with(family)).map(|(_, kind)| kind)
            }
        })
    }

    /// For people: `pdf`, `programma`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Image => "afbeelding",
            Self::Drawing => "tekening (svg)",
            Self::Sound => "geluid",
            Self::Film => "film",
            Self::Office => "Office-bestand",
            Self::Archive => "ingepakt bestand",
            Self::WebPage => "webpagina",
            Self::Text => "tekst",
            Self::Program => "programma",
        }
    }

    /// Kinds that pass for each other without harm, or that first bytes do not tell apart.
    fn passes_for(self, other: Self) -> bool {
        use FileKind::{Archive, Drawing, Film, Office, Sound, Text, WebPage};
        let alike = |one, two| (self, other) == (one, two) || (self, other) == (two, one);
        self == other
            || alike(Office, Archive)
            || alike(Sound, Film)
            || alike(Drawing, Text)
            || alike(WebPage, Text) && other == WebPage
    }
}

/// Why a file should not be trusted for what it says: plain Dutch, to be put behind `Bijlage 2`. Its name is left out,
/// for it may hold people, and the sentence goes back to whoever sent it.
pub fn file_doubt(file: &Attachment) -> Option<String> {
    let Attachment { naam, mediatype, inhoud, .. } = file;
    let (claimed, found) = (FileKind::claimed(naam, mediatype), FileKind::of(inhoud));
    match (claimed, found) {
        (Some(FileKind::Program), _) | (None, Some(FileKind::Program)) => {
            Some("is een programma. Open hem niet.".to_owned())
        }
        (Some(claimed), Some(FileKind::Program)) => {
            Some(format!("zegt {} te zijn, maar is een programma. Open hem niet.", claimed.word()))
        }
        (Some(claimed), Some(found)) if !found.passes_for(claimed) => {
            let (claimed, found) = (claimed.word(), found.word());
            Some(format!("zegt {claimed} te zijn, maar is: {found}. Wees voorzichtig met openen."))
        }
        _ => None,
    }
}

/// Forms whose name stands behind a length: RIFF and ISO base media.
fn boxed(head: &[u8]) -> Option<FileKind> {
    match (head.get(..4)?, head.get(4..8)?, head.get(8..12)?) {
        (b"RIFF", _, b"WEBP") => Some(FileKind::Image),
        (b"RIFF", _, b"WAVE") => Some(FileKind::Sound),
        (b"RIFF", _, b"AVI ") => Some(FileKind::Film),
        (_, b"ftyp", b"heic" | b"heix" | b"mif1" | b"avif") => Some(FileKind::Image),
        (_, b"ftyp", _) => Some(FileKind::Film),
        ([b'B', b'M', ..], _, _) if head.get(6..10) == Some(&[0; 4]) => Some(FileKind::Image),
        _ => None,
    }
}

/// Text, and what is written in it; `None` when it is no text.
fn written(head: &[u8]) -> Option<FileKind> {
    if head.is_empty() || head.iter().any(|byte| *byte < b' ' && !matches!(byte, b'\t' | b'\r' | b'\n' | b'\x0C')) {
        return None;
    }
    let text = String::from_utf8_lossy(head).trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']).to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    if begins(&["<svg"]) || begins(&["<?xml", "<!doctype svg"]) && text.contains("<svg") {
        return Some(FileKind::Drawing);
    }
    let page = begins(&["<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "<meta"]);
    Some(if page { FileKind::WebPage } else { FileKind::Text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Scanned;

    fn doubt(naam: &str, mediatype: &str, inhoud: &[u8]) -> Option<String> {
        let file = Attachment {
            naam: naam.to_owned(),
            mediatype: mediatype.to_owned(),
            inhoud: inhoud.to_vec(),
            scanned: Scanned::default(),
        };
        file_doubt(&file)
    }

    const PROGRAM: &[u8] = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0";
    const DOCX: &[u8] = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml";

    #[test]
    fn a_program_is_named_whatever_it_says_it_is() {
        for (name, kind, bytes) in [
            ("factuur.pdf", "application/pdf", PROGRAM),
            ("foto.jpg", "image/jpeg", b"\x7FELF\x02\x01\x01"),
            ("brief.docx", "application/msword", b"#!/bin/sh\nrm"),
            ("brief.docx", "", b"PK\x03\x04 META-INF/MANIFEST.MF"),
        ] {
            let doubt = doubt(name, kind, bytes).unwrap();
            assert!(doubt.contains("maar is een programma. Open hem niet."), "{doubt}");
        }
        for name in ["factuur.pdf.exe", "x.SCR", "open mij.lnk", "factuur.js. "] {
            assert_eq!(doubt(name, "application/pdf", b"%PDF-1.7").unwrap(), "is een programma. Open hem niet.");
        }
        assert!(doubt("bijlage", "application/octet-stream", PROGRAM).is_some());
    }

    #[test]
    fn another_kind_than_its_name_says_is_told() {
        assert_eq!(
            doubt("verslag.pdf", "application/pdf", b"<html><script>").unwrap(),
            "zegt pdf te zijn, maar is: webpagina. Wees voorzichtig met openen."
        );
        assert!(doubt("foto.png", "image/png", b"%PDF-1.4").is_some());
        assert!(doubt("lijst.txt", "text/plain", b"<!DOCTYPE html><html>").is_some());
    }

    #[test]
    fn what_it_says_it_is_is_not_doubted() {
        for (name, kind, bytes) in [
            ("verslag.pdf", "application/pdf", &b"%PDF-1.7\n"[..]),
            ("verslag.pdf", "application/pdf", b"\r\n%PDF-1.7\n"),
            ("brief.docx", "application/octet-stream", DOCX),
            ("brief.doc", "application/msword", b"{\\rtf1"),
            ("bericht.msg", "application/vnd.ms-outlook", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
            ("lijst.csv", "text/csv", b"naam;adres\n"),
            ("pagina.html", "text/html", b"<p>tekst</p>"),
            ("foto.jpg", "image/jpeg", b"\x89PNG\r\n\x1A\n"),
            ("spraak.m4a", "audio/mp4", b"\0\0\0\x20ftypM4A "),
            ("onbekend.xyz", "application/octet-stream", b"\0\x01\x02"),
            ("leeg.pdf", "application/pdf", b""),
            ("half.pdf", "application/pdf", b"\x01"),
        ] {
            assert_eq!(doubt(name, kind, bytes), None, "{name}");
        }
    }

    #[test]
    fn beginnings_are_in_order() {
        for (at, (beginning, _)) in BEGINNINGS.iter().enumerate() {
            let hidden = BEGINNINGS[..at].iter().any(|(earlier, _)| beginning.starts_with(earlier));
            assert!(!hidden, "{beginning:?} is never reached");
        }
    }
}
