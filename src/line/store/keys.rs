//! API keys: made once, shown once, kept as a hash.

use aws_lc_rs::rand;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;

use super::{
    Store, StoreError,
    audit::{self, Entry, sha256_hex},
    fresh, row,
};
use crate::domain::{Actor, PartnerName};

/// Whose key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyOwner {
    Partner(PartnerName),
    /// `projectleider`.
    Role(String),
}

/// A key just made. The secret is nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct NewKey {
    pub id: String,
    /// `vd_` and 43 base64url characters: 256 random bits.
    pub secret: String,
}

impl std::fmt::Debug for NewKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewKey").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A key in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLine {
    pub id: String,
    pub owner: KeyOwner,
    pub created_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

pub(super) async fn create(store: &Store, owner: &KeyOwner, by: &Actor, now: Timestamp) -> Result<NewKey, StoreError> {
    let mut chance = [0_u8; 32];
    rand::fill(&mut chance).map_err(|_| StoreError::NoChance)?;
    let key = NewKey { id: fresh::id(now)?, secret: format!("vd_{}", URL_SAFE_NO_PAD.encode(chance)) };
    let (partner, role) = match owner {
        KeyOwner::Partner(partner) => (Some(partner.as_str()), None),
        KeyOwner::Role(role) => (None, Some(role.as_str())),
    };
    let mut transaction = store.begin().await?;
    sqlx::query("INSERT INTO api_key (id, secret_hash, partner, role, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(&key.id)
        .bind(sha256_hex(key.secret.as_bytes()))
        .bind(partner)
        .bind(role)
        .bind(now.as_microsecond())
        .execute(&mut *transaction)
        .await?;
    let entry = Entry {
        actor: by.to_string(),
        action: "sleutel.gemaakt",
        object: format!("sleutel:{}", key.id),
        result: "gelukt",
        detail: partner.or(role).unwrap_or_default().to_owned(),
    };
    audit::append(&mut transaction, store.dialect, now, &[entry]).await?;
    transaction.commit().await?;
    Ok(key)
}

pub(super) async fn revoke(store: &Store, id: &str, by: &Actor, now: Timestamp) -> Result<bool, StoreError> {
    let mut transaction = store.begin().await?;
    let done = sqlx::query("UPDATE api_key SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL")
        .bind(now.as_microsecond())
        .bind(id)
        .execute(&mut *transaction)
        .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let entry = Entry {
        actor: by.to_string(),
        action: "sleutel.ingetrokken",
        object: format!("sleutel:{id}"),
        result: "gelukt",
        detail: String::new(),
    };
    audit::append(&mut transaction, store.dialect, now, &[entry]).await?;
    transaction.commit().await?;
    Ok(true)
}

impl Store {
    /// Makes a key from the command line and keeps its hash.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it could not be kept.
    pub async fn create_key(&self, owner: &KeyOwner, now: Timestamp) -> Result<NewKey, StoreError> {
        create(self, owner, &Actor::System, now).await
    }

    /// Ends a key from the command line; `false` when there is none in force with this id.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer.
    pub async fn revoke_key(&self, id: &str, now: Timestamp) -> Result<bool, StoreError> {
        revoke(self, id, &Actor::System, now).await
    }

    /// All keys, oldest first, those revoked too.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer.
    pub async fn keys(&self) -> Result<Vec<KeyLine>, StoreError> {
        let rows = sqlx::query("SELECT id, created_at, partner, role, revoked_at FROM api_key ORDER BY id")
            .fetch_all(&self.read)
            .await?;
        rows.iter()
            .map(|line| {
                let owner = match (row::optional_text(line, 2)?, row::optional_text(line, 3)?) {
                    (Some(partner), _) => KeyOwner::Partner(PartnerName(partner)),
                    (None, role) => KeyOwner::Role(role.unwrap_or_default()),
                };
                let revoked_at = row::optional_instant(line, 4)?;
                Ok(KeyLine { id: row::text(line, 0)?, owner, created_at: row::instant(line, 1)?, revoked_at })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Register;

    #[tokio::test]
    async fn a_key_opens_until_it_is_revoked() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}/v.db", folder.path().display())).await.unwrap();
        let owner = KeyOwner::Partner(PartnerName("cjg".to_owned()));
        let key = store.create_key(&owner, Timestamp::UNIX_EPOCH).await.unwrap();
        assert_eq!(key.secret.len(), 46);
        let hash = sha256_hex(key.secret.as_bytes());
        let found = store.api_key(&hash).await.unwrap().unwrap();
        assert_eq!(found.partner, Some(PartnerName("cjg".to_owned())));
        assert!(store.revoke_key(&key.id, Timestamp::UNIX_EPOCH).await.unwrap());
        assert!(!store.revoke_key(&key.id, Timestamp::UNIX_EPOCH).await.unwrap());
        assert_eq!(store.api_key(&hash).await.unwrap(), None);
        assert!(store.keys().await.unwrap()[0].revoked_at.is_some());
    }
}
