//! Mail from files: .eml, mbox and Maildir, one message at a time.
//!
//! **Invariant:** only one message is in memory, however large the archive.

use std::{
    collections::VecDeque,
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

/// One message and where it lay: `archief/2019.mbox#17` is the 17th of that file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledMail {
    pub label: String,
    pub raw: Vec<u8>,
}

/// The messages under `path`: of one file, or of a folder and all below it in alphabetical order.
///
/// In a folder `.eml` and `.mbox` files count, archives without an ending in their name, and all of `cur` and `new`
/// where it is a Maildir; links to folders are not followed. A file that is named counts whatever its name: as mbox when it begins with `From `, else as a mail.
///
/// Each item may be an error of reading, which names its file; the files after it still follow.
pub fn messages(path: &Path) -> impl Iterator<Item = io::Result<FiledMail>> {
    Messages { waiting: VecDeque::from([Waiting::Named(path.to_owned())]), archive: None }
}

enum Waiting {
    /// Named by the user: must exist, may be anything.
    Named(PathBuf),
    /// Found below a folder.
    Found(PathBuf),
    /// In `cur` or `new` of a Maildir.
    MaildirMail(PathBuf),
}

struct Messages {
    waiting: VecDeque<Waiting>,
    archive: Option<Mbox>,
}

impl Iterator for Messages {
    type Item = io::Result<FiledMail>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(archive) = &mut self.archive {
                match archive.next_message() {
                    Ok(Some(mail)) => return Some(Ok(mail)),
                    Ok(None) => self.archive = None,
                    Err(error) => {
                        let failed = named(&archive.label, &error);
                        self.archive = None;
                        return Some(Err(failed));
                    }
                }
                continue;
            }
            let (Waiting::Named(path) | Waiting::Found(path) | Waiting::MaildirMail(path)) = self.waiting.front()?;
            let label = path.display().to_string();
            match self.open_next() {
                Ok(Some(mail)) => return Some(Ok(mail)),
                Ok(None) => {}
                Err(error) => return Some(Err(named(&label, &error))),
            }
        }
    }
}

impl Messages {
    /// Opens what waits first: gives a mail, or makes more wait.
    fn open_next(&mut self) -> io::Result<Option<FiledMail>> {
        let Some(waiting) = self.waiting.pop_front() else { return Ok(None) };
        match waiting {
            Waiting::MaildirMail(path) => mail(&path).map(Some),
            Waiting::Named(path) if fs::metadata(&path)?.is_dir() => self.enter(&path),
            Waiting::Named(path) => self.open(&path),
            Waiting::Found(path) => {
                let kind = fs::symlink_metadata(&path)?.file_type();
                if kind.is_dir() {
                    return self.enter(&path);
                }
                let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
                match extension.as_deref().map(|extension| extension.to_str()) {
                    Some(Some("eml" | "mbox")) => self.open(&path),
                    // Thunderbird and mutt name their archives without an ending.
                    None if kind.is_file() && begins_as_mbox(&path)? => self.open(&path),
                    _ => Ok(None),
                }
            }
        }
    }

    fn open(&mut self, path: &Path) -> io::Result<Option<FiledMail>> {
        if !begins_as_mbox(path)? {
            return mail(path).map(Some);
        }
        self.archive = Some(Mbox::new(path.display().to_string(), BufReader::new(File::open(path)?)));
        Ok(None)
    }

    /// Puts what is in the folder in front of what waits already.
    fn enter(&mut self, folder: &Path) -> io::Result<Option<FiledMail>> {
        let maildir = folder.join("cur").is_dir() && folder.join("new").is_dir();
        let mut inside = Vec::new();
        for path in listed(folder)? {
            let name = path.file_name().unwrap_or_default();
            if maildir && (name == "cur" || name == "new") {
                inside.extend(listed(&path)?.into_iter().map(Waiting::MaildirMail));
            } else if !(maildir && name == "tmp") {
                inside.push(Waiting::Found(path));
            }
        }
        inside.into_iter().rev().for_each(|item| self.waiting.push_front(item));
        Ok(None)
    }
}

fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn begins_as_mbox(path: &Path) -> io::Result<bool> {
    let mut start = Vec::with_capacity(5);
    File::open(path)?.take(5).read_to_end(&mut start)?;
    Ok(start == b"From ")
}

fn mail(path: &Path) -> io::Result<FiledMail> {
    let mut raw = Vec::new();
    File::open(path)?.read_to_end(&mut raw)?;
    Ok(FiledMail { label: path.display().to_string(), raw })
}

fn named(label: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{label}: {error}"))
}

/// An mbox (RFC 4155), read line by line; `>From ` becomes `From ` again (mboxrd).
struct Mbox {
    label: String,
    reader: BufReader<File>,
    count: usize,
    line: Vec<u8>,
}

impl Mbox {
    fn new(label: String, reader: BufReader<File>) -> Self {
        Self { label, reader, count: 0, line: Vec::new() }
    }

    fn next_message(&mut self) -> io::Result<Option<FiledMail>> {
        if self.count == 0 {
            self.read_line()?;
        }
        // `self.line` holds the From_ line that opens this message; at the end of the file it is empty.
        if self.line.is_empty() {
            return Ok(None);
        }
        self.count += 1;
        let mut raw = Vec::new();
        let mut after_empty_line = false;
        while self.read_line()? {
            if after_empty_line && opens_message(&self.line) {
                break;
            }
            after_empty_line = is_empty_line(&self.line);
            raw.extend_from_slice(unescaped(&self.line));
        }
        if after_empty_line {
            // The empty line before the next From_ line belongs to the archive, not to the mail.
            let end = raw.strip_suffix(b"\r\n").or_else(|| raw.strip_suffix(b"\n")).map_or(0, <[u8]>::len);
            raw.truncate(end);
        }
        Ok(Some(FiledMail { label: format!("{}#{}", self.label, self.count), raw }))
    }

    /// Whether there was one more.
    fn read_line(&mut self) -> io::Result<bool> {
        self.line.clear();
        Ok(self.reader.read_until(b'\n', &mut self.line)? > 0)
    }
}

fn is_empty_line(line: &[u8]) -> bool {
    matches!(line, b"\n" | b"\r\n")
}

/// `From an@x.example Mon Nov  9 08:15:00 2026`: with a time, so that a sentence beginning with From is none.
fn opens_message(line: &[u8]) -> bool {
    let is_time = |window: &[u8]| {
        window.iter().enumerate().all(|(at, octet)| if at == 2 { *octet == b':' } else { octet.is_ascii_digit() })
    };
    line.starts_with(b"From ") && line.windows(5).any(is_time)
}

fn unescaped(line: &[u8]) -> &[u8] {
    let quotes = line.iter().take_while(|octet| **octet == b'>').count();
    if quotes > 0 && line[quotes..].starts_with(b"From ") { &line[1..] } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &Path) -> Vec<(String, String)> {
        messages(path)
            .map(|mail| {
                let mail = mail.unwrap();
                let label = mail.label.strip_prefix(path.to_str().unwrap()).unwrap().to_owned();
                (label, String::from_utf8(mail.raw).unwrap())
            })
            .collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(label, raw)| ((*label).to_owned(), (*raw).to_owned())).collect()
    }

    #[test]
    fn a_folder_gives_its_mails_in_order_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("b/c")).unwrap();
        for (name, text) in [("z.eml", "Z"), ("b/c/2.EML", "2"), ("b/1.eml", "1"), ("notes.txt", "no")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        assert_eq!(found(folder.path()), pairs(&[("/b/1.eml", "1"), ("/b/c/2.EML", "2"), ("/z.eml", "Z")]));
    }

    #[test]
    fn a_maildir_gives_what_is_in_cur_and_new() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("cur/1:2,S", "a"), ("new/2", "b"), ("tmp/3", "c"), (".Archief/cur/4", "d")] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fs::create_dir_all(folder.path().join(".Archief/new")).unwrap();
        assert_eq!(found(folder.path()), pairs(&[("/.Archief/cur/4", "d"), ("/cur/1:2,S", "a"), ("/new/2", "b")]));
    }

    #[test]
    fn an_mbox_is_split_at_its_from_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("archief");
        fs::write(
            &path,
            "From an@meldpunt.example Mon Nov  9 08:15:00 2026\nSubject: een\n\n>From huis\n\nFrom now on\n\n\
             From bo@cjg.example Mon Nov  9 08:16:00 2026\r\nSubject: twee\r\n\r\n>>From\r\n>>From x\r\n",
        )
        .unwrap();
        assert_eq!(found(folder.path())[1].0, "/archief#2", "also when its folder is named");
        assert_eq!(
            found(&path),
            pairs(&[
                ("#1", "Subject: een\n\nFrom huis\n\nFrom now on\n"),
                ("#2", "Subject: twee\r\n\r\n>>From\r\n>From x\r\n"),
            ])
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = messages(Path::new("/bestaat/niet.eml")).next().unwrap().unwrap_err();
        assert!(error.to_string().contains("/bestaat/niet.eml"), "{error}");
        assert_eq!(messages(Path::new("/bestaat/niet.eml")).count(), 1);
    }
}
