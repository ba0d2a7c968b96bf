//! Sessions in the store: rows with the hash of a cookie's token.

use jiff::Timestamp;
use sqlx::{Any, Transaction};

use super::{Store, StoreError, people::deed};
use crate::{
    domain::Actor,
    intake::people::{Admission, NewSession},
};

/// Begins a session, and writes a whole one in the audit.
pub(super) async fn insert_session(
    store: &Store,
    tx: &mut Transaction<'static, Any>,
    session: &NewSession,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (sweep, begin) = match session.admission {
        Admission::Whole => (
            "DELETE FROM session WHERE expires_at <= $1",
            "INSERT INTO session (token_hash, person_id, expires_at) VALUES ($1, $2, $3)",
        ),
        Admission::Half => (
            "DELETE FROM half_login WHERE expires_at <= $1",
            "INSERT INTO half_login (token_hash, person_id, expires_at) VALUES ($1, $2, $3)",
        ),
    };
    sqlx::query(sweep).bind(now.as_microsecond()).execute(&mut **tx).await?;
    sqlx::query(begin)
        .bind(session.token_hash.as_str())
        .bind(session.person.as_str())
        .bind(session.expires_at.as_microsecond())
        .execute(&mut **tx)
        .await?;
    if session.admission == Admission::Half {
        return Ok(());
    }
    let entry = deed(&session.person, "medewerker.ingelogd", Actor::Person(session.person.clone()).to_string());
    store.audited(tx, now, entry).await
}

/// Ends every session of a person, whole and half.
pub(super) async fn end_all(tx: &mut Transaction<'static, Any>, person: &str) -> Result<(), StoreError> {
    for text in ["DELETE FROM session WHERE person_id = $1", "DELETE FROM half_login WHERE person_id = $1"] {
        sqlx::query(text).bind(person.to_owned()).execute(&mut **tx).await?;
    }
    Ok(())
}
