//! A Maildir instead of a relay: for trying out, and for the demo's mail catcher.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A folder with `tmp`, `new` and `cur`.
#[derive(Debug, Clone)]
pub(super) struct Maildir(PathBuf);

impl Maildir {
    /// Makes the folders that are not there yet.
    pub fn open(path: &Path) -> io::Result<Self> {
        for part in ["tmp", "new", "cur"] {
            fs::create_dir_all(path.join(part))?;
        }
        Ok(Self(path.to_owned()))
    }

    /// Puts the mail in `new`, on disk when this returns. The same Message-ID again replaces it.
    pub fn deliver(&self, message_id: &str, octets: &[u8]) -> io::Result<()> {
        let name: String =
            message_id.trim_matches(['<', '>']).chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
        let (tmp, new) = (self.0.join("tmp").join(&name), self.0.join("new"));
        let mut file = File::create(&tmp)?;
        file.write_all(octets)?;
        file.sync_all()?;
        fs::rename(&tmp, new.join(&name))?;
        File::open(&new)?.sync_all()
    }
}

/// What a file name may hold; never a slash, nor the colon that Maildir puts before its flags.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-.@".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_message_lies_there_once() {
        let folder = tempfile::tempdir().unwrap();
        let maildir = Maildir::open(&folder.path().join("uit")).unwrap();
        maildir.deliver("<ack.1@wijkteam.example>", b"een").unwrap();
        maildir.deliver("<ack.1@wijkteam.example>", b"twee").unwrap();
        maildir.deliver("<../../ack:2@wijkteam.example>", b"drie").unwrap();
        let mut names: Vec<_> = fs::read_dir(folder.path().join("uit/new"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, [".._.._ack_2@wijkteam.example", "ack.1@wijkteam.example"]);
        assert_eq!(fs::read(folder.path().join("uit/new/ack.1@wijkteam.example")).unwrap(), b"twee");
        assert_eq!(fs::read_dir(folder.path().join("uit/tmp")).unwrap().count(), 0);
    }
}
