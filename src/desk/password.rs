//! Passwords: argon2id, at most two at once, for each takes 19 MiB and tens of milliseconds.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task::spawn_blocking};

use crate::intake::Unavailable;

const AT_ONCE: usize = 2;
/// Longer ones are refused: they only cost time.
pub(super) const LONGEST: usize = 200;
/// NIST SP 800-63B asks for eight at least; ours is one factor, so more.
pub(super) const SHORTEST: usize = 12;

/// How dear a hash is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// 19 MiB, two passes: OWASP's advice for argon2id.
    Normal,
    /// For tests.
    Cheap,
}

/// Hashes and compares passwords.
pub struct Passwords {
    argon: Argon2<'static>,
    turns: Semaphore,
    /// Compared with when there is no such person, so that the answer takes as long.
    nobody: String,
}

impl Passwords {
    /// # Errors
    ///
    /// [`Unavailable`] when a hash cannot be made on this machine.
    pub fn new(cost: Cost) -> Result<Self, Unavailable> {
        let params = match cost {
            Cost::Normal => Params::default(),
            Cost::Cheap => Params::new(8, 1, 1, None).map_err(|error| Unavailable::because(error.to_string()))?,
        };
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hashed(&argon, "niemand")?;
        Ok(Self { argon, turns: Semaphore::new(AT_ONCE), nobody })
    }

    /// An argon2id PHC string.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] when hashing failed.
    pub async fn hash(&self, password: String) -> Result<String, Unavailable> {
        let _turn = self.turns.acquire().await.map_err(Unavailable::because)?;
        let argon = self.argon.clone();
        spawn_blocking(move || hashed(&argon, &password)).await.map_err(Unavailable::because)?
    }

    /// Whether the password fits the hash; without a hash it takes as long and does not.
    ///
    /// # Errors
    ///
    /// [`Unavailable`] when comparing failed.
    pub async fn fits(&self, password: String, hash: Option<String>) -> Result<bool, Unavailable> {
        let _turn = self.turns.acquire().await.map_err(Unavailable::because)?;
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let argon = self.argon.clone();
        let fits = spawn_blocking(move || {
            PasswordHash::new(&hash).is_ok_and(|hash| argon.verify_password(password.as_bytes(), &hash).is_ok())
        });
        Ok(fits.await.map_err(Unavailable::because)? && known)
    }
}

fn hashed(argon: &Argon2<'_>, password: &str) -> Result<String, Unavailable> {
    let hash = argon.hash_password(password.as_bytes()).map_err(|error| Unavailable::because(error.to_string()))?;
    Ok(hash.to_string())
}
