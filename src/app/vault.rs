//! The key that secrets are sealed with: a file of its own, so that the database alone gives nothing away.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{config::Settings, desk::Vault, intake::random};

/// The vault with the key of `login.key_file`, or of `login.key` beside the SQLite file, made when it is not there.
/// `None`: neither is possible.
///
/// # Errors
///
/// When the file cannot be read or made, or holds no key.
pub(super) fn open(settings: &Settings) -> anyhow::Result<Option<Vault>> {
    let Some(path) = login_key(settings) else { return Ok(None) };
    if settings.login.key_file.is_none() {
        make(&path).with_context(|| format!("{}: cannot be made", path.display()))?;
    }
    let text = fs::read_to_string(&path).with_context(|| format!("{}: cannot be read", path.display()))?;
    let key = STANDARD.decode(text.trim()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let key = key.ok_or_else(|| anyhow!("{}: not a key; it must be 32 bytes as base64", path.display()))?;
    Ok(Some(Vault::new(&key)?))
}

/// Where the key is: in no backup of the store.
pub fn login_key(settings: &Settings) -> Option<PathBuf> {
    settings.login.key_file.clone().or_else(|| beside(&settings.store_url))
}

fn beside(store_url: &str) -> Option<PathBuf> {
    let file = store_url.strip_prefix("sqlite:").filter(|path| !path.starts_with(':'))?;
    Some(Path::new(file).parent()?.join("login.key"))
}

/// Makes the file unless it is there, for us alone to read.
fn make(path: &Path) -> anyhow::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(mut file) => {
            let key = STANDARD.encode(random::<32>()?);
            file.write_all(format!("{key}\n").as_bytes())?;
            Ok(file.sync_all()?)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.into()),
    }
}
