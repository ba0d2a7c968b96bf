//! The key that makes of a BSN what may be kept, where `household.bsn` allows it; a file of its own.
//!
//! **Invariant:** a number goes in, a hash comes out; neither key nor number is kept elsewhere or told.

use std::{fmt, fs, path::Path};

use anyhow::{Context, anyhow};
use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::domain::{Citizen, bsn::Bsn};

/// HMAC-SHA-256 (RFC 2104) with a key of 32 bytes: without it the billion numbers there are tell nothing.
pub struct CitizenKey(Key);

impl CitizenKey {
    /// The key in this file: 32 bytes as base64.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or holds no such key.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("{} kan niet worden gelezen", path.display()))?;
        let key = STANDARD.decode(text.trim()).ok().filter(|key| key.len() == 32);
        let key = key.ok_or_else(|| {
            anyhow!("{}: dit is geen sleutel; maak er een met ‘openssl rand -base64 32’", path.display())
        })?;
        Ok(Self(Key::new(HMAC_SHA256, &key)))
    }

    /// What stands for this number.
    pub fn citizen(&self, bsn: &Bsn) -> Citizen {
        let tag = sign(&self.0, &bsn.digits());
        let mut first = [0; 16];
        first.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
        Citizen::of_hash(first)
    }
}

impl fmt::Debug for CitizenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CitizenKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(octet: u8) -> CitizenKey {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, STANDARD.encode([octet; 32])).unwrap();
        CitizenKey::read(&path).unwrap()
    }

    #[test]
    fn one_number_is_one_citizen_under_one_key_only() {
        let bsn = |text: &str| Bsn::parse(text).unwrap();
        assert_eq!(key(7).citizen(&bsn("111222333")), key(7).citizen(&bsn("111.222.333")));
        assert_ne!(key(7).citizen(&bsn("111222333")), key(8).citizen(&bsn("111222333")));
        assert_ne!(key(7).citizen(&bsn("111222333")), key(7).citizen(&bsn("123456782")));
    }

    #[test]
    fn what_is_no_key_is_refused_with_the_way_to_make_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        fs::write(&path, "geheim").unwrap();
        assert!(CitizenKey::read(&path).unwrap_err().to_string().contains("openssl rand"));
    }
}
