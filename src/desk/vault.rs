//! Seals secrets that must be read again (AES-256-GCM): whoever has the database alone reads none of them.

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::intake::Unavailable;

/// Bytes of a nonce (NIST SP 800-38D).
const NONCE: usize = 12;

/// The key that secrets are sealed with; it lies in a file, not in the database.
pub struct Vault {
    key: RandomizedNonceKey,
}

impl Vault {
    /// # Errors
    ///
    /// [`Unavailable`] when the key cannot be used on this machine.
    pub fn new(key: &[u8; 32]) -> Result<Self, Unavailable> {
        let key = RandomizedNonceKey::new(&AES_256_GCM, key);
        Ok(Self { key: key.map_err(|_| Unavailable::because("de sleutel voor geheimen werkt niet"))? })
    }

    /// Seals a secret of this owner; it opens for the same owner only.
    pub(super) fn seal(&self, owner: &str, secret: &[u8]) -> Result<String, Unavailable> {
        let mut bytes = secret.to_vec();
        let nonce = self.key.seal_in_place_append_tag(Aad::from(owner.as_bytes()), &mut bytes);
        let nonce = nonce.map_err(|_| Unavailable::because("een geheim kon niet worden verzegeld"))?;
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_ref().as_slice(), &bytes].concat()))
    }

    /// `None`: sealed for somebody else, with another key, or changed.
    pub(super) fn open(&self, owner: &str, sealed: &str) -> Option<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, rest) = bytes.split_at_checked(NONCE)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut rest = rest.to_vec();
        let secret = self.key.open_in_place(nonce, Aad::from(owner.as_bytes()), &mut rest).ok()?;
        Some(secret.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_for_its_owner_and_key_only() {
        let vault = Vault::new(&[7; 32]).unwrap();
        let sealed = vault.seal("karim", b"geheim").unwrap();
        assert_eq!(vault.open("karim", &sealed).as_deref(), Some(b"geheim".as_slice()));
        assert_ne!(vault.seal("karim", b"geheim").unwrap(), sealed);
        assert_eq!(vault.open("fatma", &sealed), None);
        assert_eq!(Vault::new(&[8; 32]).unwrap().open("karim", &sealed), None);
        assert_eq!(vault.open("karim", "kort"), None);
    }
}
