//! Puts a new text in the place of a file's old one.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

/// Writes beside the file and renames over it, with the same rights: a reader sees the old text or the new one.
pub fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.join(format!(".{name}.nieuw"));
    let mut file = File::create(&beside)?;
    file.write_all(text)?;
    if let Ok(known) = fs::metadata(path) {
        file.set_permissions(known.permissions())?;
    }
    file.sync_all()?;
    fs::rename(&beside, path)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("routes.toml");
        fs::write(&path, "oud").unwrap();
        replace(&path, b"nieuw").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "nieuw");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
