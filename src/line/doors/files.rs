//! What lies in files: mail as .eml, mbox and Maildir, and rows of NDJSON and CSV, one at a time.
//!
//! **Invariant:** only one of them is in memory, however large the archive, and no more of it than the caller allows.

use std::{
    collections::VecDeque,
    fs::{self, File},
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

use super::{
    mbox::{Mbox, begins_as_mbox},
    rows::{FiledRow, Rows, has_rows},
};

/// One message and where it lay: `archief/2019.mbox#17` is the 17th of that file, `oud.csv:17` begins on that line.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    pub label: String,
    pub content: Content,
}

/// What lay there.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    Mail(Vec<u8>),
    Row(FiledRow),
}

impl Content {
    /// Its octets in the file, about.
    pub fn octets(&self) -> usize {
        match self {
            Self::Mail(raw) => raw.len(),
            Self::Row(row) => row.raw.len(),
        }
    }
}

/// What could not be read as a message: says where it lies and what to do.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("{place}: {}", what_to_do(.error))]
    Reading {
        place: String,
        #[source]
        error: io::Error,
    },
    #[error(
        "{place}: dit bericht is groter dan {limit} bytes; geef het meer ruimte met \
         VOORDEUR__SMTP__MAX_MESSAGE_BYTES en lees het dan opnieuw in"
    )]
    TooLarge { place: String, limit: usize },
}

fn what_to_do(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => {
            "dit bestand is er niet (meer); in een Maildir verplaatst een mailprogramma soms post: draai de opdracht \
             nog eens"
                .to_owned()
        }
        io::ErrorKind::PermissionDenied => {
            "dit bestand mag niet worden gelezen; geef leesrecht, of draai als een andere gebruiker".to_owned()
        }
        _ => format!("dit bestand kan niet worden gelezen ({error}); herstel het en draai de opdracht nog eens"),
    }
}

/// The messages under `path`, each of at most `limit` octets: of one file, or of a folder and all below it in
/// alphabetical order.
///
/// In a folder `.eml`, `.mbox`, `.ndjson`, `.jsonl` and `.csv` files count, archives without an ending in their name, and
/// all of `cur` and `new` where it is a Maildir; links to folders are not followed. A file that is named counts whatever
/// its name: as rows by its ending, as mbox when it begins with `From `, else as a mail.
///
/// Each item may be an error, which names its file; what comes after it still follows.
pub fn messages(path: &Path, limit: usize) -> impl Iterator<Item = Result<Filed, FileError>> + use<> {
    Messages { waiting: VecDeque::from([Waiting::Named(path.to_owned())]), archive: None, limit }
}

/// Octets of the files that [`messages`] will read; what cannot be looked at counts for nothing.
pub fn octets(path: &Path) -> u64 {
    let mut walk = Messages { waiting: VecDeque::from([Waiting::Named(path.to_owned())]), archive: None, limit: 0 };
    let mut octets = 0;
    while let Some(waiting) = walk.waiting.pop_front() {
        let file = match &waiting {
            Waiting::Named(path) | Waiting::Found(path) if path.is_dir() && !path.is_symlink() => {
                let _ = walk.enter(path);
                continue;
            }
            Waiting::Named(path) | Waiting::MaildirMail(path) => Some(path),
            Waiting::Found(path) => kind_of(path).is_ok_and(|kind| kind.is_some()).then_some(path),
        };
        octets += file.and_then(|path| fs::metadata(path).ok()).map_or(0, |found| found.len());
    }
    octets
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
    archive: Option<Archive>,
    limit: usize,
}

/// A file that holds more than one message.
enum Archive {
    Mbox(Mbox),
    Rows(Rows),
}

impl Archive {
    fn next_message(&mut self, limit: usize) -> io::Result<Option<Result<Filed, FileError>>> {
        match self {
            Self::Mbox(mbox) => mbox.next_message(limit),
            Self::Rows(rows) => rows.next_row(limit),
        }
    }

    /// Where it was read when that failed.
    fn place(&self) -> String {
        match self {
            Self::Mbox(mbox) => format!("{}#{}", mbox.label, mbox.count + 1),
            Self::Rows(rows) => format!("{}:{}", rows.label, rows.line + 1),
        }
    }
}

/// How a file in a folder is read.
enum Kind {
    Folder,
    Mail,
    Mbox,
    Rows,
}

/// `None`: it is no mail.
fn kind_of(path: &Path) -> io::Result<Option<Kind>> {
    let kind = fs::symlink_metadata(path)?.file_type();
    if kind.is_dir() {
        return Ok(Some(Kind::Folder));
    }
    if has_rows(path) {
        return Ok(Some(Kind::Rows));
    }
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
    Ok(match extension.as_deref().map(|extension| extension.to_str()) {
        Some(Some("eml" | "mbox")) => Some(if begins_as_mbox(path)? { Kind::Mbox } else { Kind::Mail }),
        // Thunderbird and mutt name their archives without an ending.
        None if kind.is_file() && begins_as_mbox(path)? => Some(Kind::Mbox),
        _ => None,
    })
}

impl Iterator for Messages {
    type Item = Result<Filed, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(archive) = &mut self.archive {
                match archive.next_message(self.limit) {
                    Ok(Some(mail)) => return Some(mail),
                    Ok(None) => self.archive = None,
                    Err(error) => {
                        let place = archive.place();
                        self.archive = None;
                        return Some(Err(FileError::Reading { place, error }));
                    }
                }
                continue;
            }
            let (Waiting::Named(path) | Waiting::Found(path) | Waiting::MaildirMail(path)) = self.waiting.front()?;
            let place = path.display().to_string();
            match self.open_next() {
                Ok(Some(mail)) => return Some(mail),
                Ok(None) => {}
                Err(error) => return Some(Err(FileError::Reading { place, error })),
            }
        }
    }
}

impl Messages {
    /// Opens what waits first: gives a mail, or makes more wait.
    fn open_next(&mut self) -> io::Result<Option<Result<Filed, FileError>>> {
        let Some(waiting) = self.waiting.pop_front() else { return Ok(None) };
        let (path, kind) = match waiting {
            Waiting::MaildirMail(path) => (path, Some(Kind::Mail)),
            Waiting::Named(path) if fs::metadata(&path)?.is_dir() => (path, Some(Kind::Folder)),
            Waiting::Named(path) if has_rows(&path) => (path, Some(Kind::Rows)),
            Waiting::Named(path) if begins_as_mbox(&path)? => (path, Some(Kind::Mbox)),
            Waiting::Named(path) => (path, Some(Kind::Mail)),
            Waiting::Found(path) => {
                let kind = kind_of(&path)?;
                (path, kind)
            }
        };
        match kind {
            None => Ok(None),
            Some(Kind::Folder) => self.enter(&path).map(|()| None),
            Some(Kind::Mail) => mail(&path, self.limit).map(Some),
            Some(Kind::Mbox) => {
                let mbox = Mbox::new(path.display().to_string(), BufReader::new(File::open(path)?));
                self.archive = Some(Archive::Mbox(mbox));
                Ok(None)
            }
            Some(Kind::Rows) => {
                self.archive = Some(Archive::Rows(Rows::open(&path)?));
                Ok(None)
            }
        }
    }

    /// Puts what is in the folder in front of what waits already.
    fn enter(&mut self, folder: &Path) -> io::Result<()> {
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
        Ok(())
    }
}

fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn mail(path: &Path, limit: usize) -> io::Result<Result<Filed, FileError>> {
    let place = path.display().to_string();
    let mut raw = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)?.take(most).read_to_end(&mut raw)?;
    Ok(if raw.len() > limit {
        Err(FileError::TooLarge { place, limit })
    } else {
        Ok(Filed { label: place, content: Content::Mail(raw) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &Path) -> Vec<(String, String)> {
        messages(path, 1000)
            .map(|mail| {
                let mail = mail.unwrap();
                let label = mail.label.strip_prefix(path.to_str().unwrap()).unwrap().to_owned();
                let Content::Mail(raw) = mail.content else { panic!("{label} is no mail") };
                (label, String::from_utf8(raw).unwrap())
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
    fn what_is_too_large_is_named_and_what_follows_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let long = "x".repeat(2_000);
        let lines = "regel\n".repeat(400);
        let from = "From an@meldpunt.example Mon Nov  9 08:15:00 2026\n";
        let archive = format!("{from}Subject: een\n\n{lines}\n{from}Subject: twee\n\n{from}Subject: drie\n\n{long}\n");
        fs::write(folder.path().join("a.mbox"), &archive).unwrap();
        fs::write(folder.path().join("b.eml"), &long).unwrap();
        fs::write(folder.path().join("c.eml"), "klein").unwrap();
        fs::write(folder.path().join("d.txt"), &long).unwrap();
        let told: Vec<Result<String, String>> = messages(folder.path(), 1000)
            .map(|mail| mail.map(|mail| mail.label).map_err(|error| error.to_string()))
            .map(|told| told.map_err(|text| text.split(": ").next().unwrap().to_owned()))
            .collect();
        let at = |name: &str| folder.path().join(name).display().to_string();
        assert_eq!(
            told,
            [Err(at("a.mbox#1")), Ok(at("a.mbox#2")), Err(at("a.mbox#3")), Err(at("b.eml")), Ok(at("c.eml"))]
        );
        assert_eq!(octets(folder.path()), (archive.len() + long.len() + 5) as u64);
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = messages(Path::new("/bestaat/niet.eml"), 1000).next().unwrap().unwrap_err();
        assert!(error.to_string().contains("/bestaat/niet.eml"), "{error}");
        assert_eq!(messages(Path::new("/bestaat/niet.eml"), 1000).count(), 1);
    }
}
