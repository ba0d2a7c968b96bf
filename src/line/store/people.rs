//! People, sessions and one-time links in the store.

use jiff::Timestamp;
use sqlx::{Any, Row, Transaction, any::AnyRow};
use uuid::{NoContext, Uuid};

use super::{
    Dialect, Store, StoreError,
    audit::{self, Entry},
    logbook,
    session::{end_all, insert_session},
};
use crate::{
    domain::Actor,
    intake::{
        Unavailable,
        people::{
            Added, AuditAsked, AuditLine, Colleague, Credentials, LinkRenewal, LinkUse, NewPerson, NewSession, People,
            Role,
        },
    },
};

/// A new id whose order is that of time (UUIDv7, RFC 9562 §5.7).
pub(super) fn id_at(now: Timestamp) -> Uuid {
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or_default();
    Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanos))
}

/// The instant of a stored number of microseconds.
pub(super) fn instant(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|_| StoreError::Corrupt("an instant"))
}

/// An audit line about something a person did.
pub(super) fn deed(person: &str, action: &'static str, object: String) -> Entry {
    Entry {
        actor: Actor::Person(person.to_owned()).to_string(),
        action,
        object,
        result: "gelukt",
        detail: String::new(),
    }
}

impl Store {
    pub(super) async fn audited(
        &self,
        tx: &mut Transaction<'static, Any>,
        now: Timestamp,
        entry: Entry,
    ) -> Result<(), StoreError> {
        audit::append(tx, self.dialect, now, &[entry]).await
    }
}

/// The columns that [`colleague`] reads, first in the row, of `person p`.
macro_rules! person_columns {
    () => {
        "p.id, p.name, p.email, p.role, p.disabled_at, p.password_hash, p.every_team,
         (SELECT STRING_AGG(q.queue, ' ') FROM person_queue q WHERE q.person_id = p.id)"
    };
}
pub(super) use person_columns;

/// Who holds the token `$1` in this table, if it is good after `$2`.
macro_rules! holder_in {
    ($table:literal) => {
        concat!(
            "SELECT ",
            $crate::store::people::person_columns!(),
            " FROM ",
            $table,
            " s JOIN person p ON p.id = s.person_id
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND p.disabled_at IS NULL",
        )
    };
}
pub(super) use holder_in;

/// Runs [`holder_in`].
pub(super) async fn holder(
    store: &Store,
    text: &'static str,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<Colleague>, StoreError> {
    let row = sqlx::query(text).bind(token_hash.to_owned()).bind(now.as_microsecond());
    row.fetch_optional(&store.read).await?.as_ref().map(colleague).transpose()
}

/// Whether somebody else than person `$1` can let people in: without, everybody would be locked out.
macro_rules! others_administer {
    () => {
        "EXISTS (SELECT 1 FROM person o WHERE o.id <> $1 AND o.disabled_at IS NULL
           AND o.role IN ('projectleider', 'beheerder'))"
    };
}

pub(super) fn colleague(row: &AnyRow) -> Result<Colleague, StoreError> {
    let role: String = row.try_get(3)?;
    let every_team: i64 = row.try_get(6)?;
    let teams: Option<String> = row.try_get(7)?;
    let teams = teams.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    Ok(Colleague {
        id: row.try_get(0)?,
        name: row.try_get(1)?,
        email: row.try_get(2)?,
        role: Role::parse(&role).ok_or(StoreError::Corrupt("person.role"))?,
        disabled: row.try_get::<Option<i64>, _>(4)?.is_some(),
        settled: row.try_get::<Option<String>, _>(5)?.is_some(),
        teams: (every_team == 0).then_some(teams),
    })
}

/// Uses a one-time link of this person; `false`: it cannot be used, or they are disabled.
pub(super) async fn use_up(
    tx: &mut Transaction<'static, Any>,
    link_hash: &str,
    person: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let used = sqlx::query(
        "UPDATE one_time_link SET used_at = $2
         WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 AND person_id = $3
           AND EXISTS (SELECT 1 FROM person p WHERE p.id = $3 AND p.disabled_at IS NULL)",
    )
    .bind(link_hash.to_owned())
    .bind(now.as_microsecond())
    .bind(person.to_owned())
    .execute(&mut **tx)
    .await?;
    Ok(used.rows_affected() > 0)
}

async fn join_teams(tx: &mut Transaction<'static, Any>, person: &str, queues: Vec<String>) -> Result<(), StoreError> {
    for queue in queues {
        sqlx::query("INSERT INTO person_queue (person_id, queue) VALUES ($1, $2)")
            .bind(person.to_owned())
            .bind(queue)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

impl Store {
    /// Two who shut each other out at once must not both find the other still there. SQLite has one writer anyway.
    async fn one_at_a_time(&self, tx: &mut Transaction<'static, Any>) -> Result<(), StoreError> {
        if self.dialect == Dialect::Postgres {
            sqlx::query("LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE").execute(&mut **tx).await?;
        }
        Ok(())
    }
}

impl People for Store {
    async fn credentials(&self, email: &str) -> Result<Option<Credentials>, Unavailable> {
        let row = sqlx::query(concat!(
            "SELECT ",
            person_columns!(),
            " FROM person p WHERE p.email = $1 AND p.disabled_at IS NULL"
        ))
        .bind(email.to_lowercase())
        .fetch_optional(&self.read)
        .await?;
        row.map(|row| Ok(Credentials { person: colleague(&row)?, password_hash: row.try_get(5)? })).transpose()
    }

    async fn session(&self, token_hash: &str, now: Timestamp) -> Result<Option<Colleague>, Unavailable> {
        Ok(holder(self, holder_in!("session"), token_hash, now).await?)
    }

    async fn begin_session(&self, session: NewSession, now: Timestamp) -> Result<(), Unavailable> {
        let mut tx = self.begin().await?;
        insert_session(self, &mut tx, &session, now).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn end_session(&self, token_hash: &str, person: &str, now: Timestamp) -> Result<(), Unavailable> {
        let mut tx = self.begin().await?;
        for text in ["DELETE FROM session WHERE token_hash = $1", "DELETE FROM half_login WHERE token_hash = $1"] {
            sqlx::query(text).bind(token_hash.to_owned()).execute(&mut *tx).await?;
        }
        let entry = deed(person, "medewerker.uitgelogd", Actor::Person(person.to_owned()).to_string());
        self.audited(&mut tx, now, entry).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn login_failed(&self, person: &str, now: Timestamp) -> Result<(), Unavailable> {
        let mut tx = self.begin().await?;
        let who = Actor::Person(person.to_owned()).to_string();
        let entry =
            Entry { actor: Actor::System.to_string(), result: "geweigerd", ..deed(person, "medewerker.ingelogd", who) };
        self.audited(&mut tx, now, entry).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn link_owner(&self, link_hash: &str, now: Timestamp) -> Result<Option<Colleague>, Unavailable> {
        let row = sqlx::query(concat!(
            "SELECT ",
            person_columns!(),
            " FROM one_time_link l JOIN person p ON p.id = l.person_id
             WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > $2 AND p.disabled_at IS NULL",
        ))
        .bind(link_hash.to_owned())
        .bind(now.as_microsecond())
        .fetch_optional(&self.read)
        .await?;
        Ok(row.as_ref().map(colleague).transpose()?)
    }

    async fn use_link(&self, link: LinkUse, now: Timestamp) -> Result<bool, Unavailable> {
        let mut tx = self.begin().await?;
        if !use_up(&mut tx, &link.link_hash, &link.session.person, now).await? {
            return Ok(false);
        }
        if let Some(hash) = &link.password_hash {
            sqlx::query("UPDATE person SET password_hash = $2 WHERE id = $1")
                .bind(link.session.person.as_str())
                .bind(hash.as_str())
                .execute(&mut *tx)
                .await?;
        }
        let who = Actor::Person(link.session.person.clone()).to_string();
        self.audited(&mut tx, now, deed(&link.session.person, "medewerker.link-gebruikt", who)).await?;
        insert_session(self, &mut tx, &link.session, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn people(&self) -> Result<Vec<Colleague>, Unavailable> {
        let sql = concat!("SELECT ", person_columns!(), " FROM person p ORDER BY p.name, p.email");
        let rows = sqlx::query(sql).fetch_all(&self.read).await?;
        Ok(rows.iter().map(colleague).collect::<Result<_, _>>()?)
    }

    async fn add_person(&self, person: NewPerson, by: &str, now: Timestamp) -> Result<Added, Unavailable> {
        let mut tx = self.begin().await?;
        let id = id_at(now).to_string();
        let added = sqlx::query(
            "INSERT INTO person (id, name, email, role, created_at, every_team) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (email) DO NOTHING",
        )
        .bind(id.as_str())
        .bind(person.name.as_str())
        .bind(person.email.to_lowercase())
        .bind(person.role.as_str())
        .bind(now.as_microsecond())
        .bind(i64::from(person.teams.is_none()))
        .execute(&mut *tx)
        .await?;
        if added.rows_affected() == 0 {
            return Ok(Added::EmailTaken);
        }
        join_teams(&mut tx, &id, person.teams.unwrap_or_default()).await?;
        sqlx::query("INSERT INTO one_time_link (token_hash, person_id, expires_at) VALUES ($1, $2, $3)")
            .bind(person.link_hash.as_str())
            .bind(id.as_str())
            .bind(person.link_expires_at.as_microsecond())
            .execute(&mut *tx)
            .await?;
        let entry = deed(by, "medewerker.toegevoegd", Actor::Person(id.clone()).to_string());
        self.audited(&mut tx, now, entry).await?;
        tx.commit().await?;
        Ok(Added::Person(id))
    }

    async fn place_person(
        &self,
        id: &str,
        (role, teams): (Role, Option<Vec<String>>),
        by: &str,
        now: Timestamp,
    ) -> Result<bool, Unavailable> {
        let mut tx = self.begin().await?;
        self.one_at_a_time(&mut tx).await?;
        let placed = sqlx::query(concat!(
            "UPDATE person SET role = $2, every_team = $3 WHERE id = $1 AND ($2 IN ('projectleider', 'beheerder') OR ",
            others_administer!(),
            ")"
        ))
        .bind(id.to_owned())
        .bind(role.as_str())
        .bind(i64::from(teams.is_none()))
        .execute(&mut *tx)
        .await?;
        if placed.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query("DELETE FROM person_queue WHERE person_id = $1").bind(id.to_owned()).execute(&mut *tx).await?;
        join_teams(&mut tx, id, teams.unwrap_or_default()).await?;
        let mut entry = deed(by, "medewerker.gewijzigd", Actor::Person(id.to_owned()).to_string());
        role.as_str().clone_into(&mut entry.detail);
        self.audited(&mut tx, now, entry).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn renew_link(&self, link: LinkRenewal, by: &str, now: Timestamp) -> Result<(), Unavailable> {
        let mut tx = self.begin().await?;
        // Who lost the password is in again through the link alone; older links and sessions end.
        for text in [
            "UPDATE person SET password_hash = NULL, disabled_at = NULL WHERE id = $1",
            "DELETE FROM one_time_link WHERE person_id = $1",
            "DELETE FROM organisation_account WHERE person_id = $1",
        ] {
            sqlx::query(text).bind(link.person.as_str()).execute(&mut *tx).await?;
        }
        end_all(&mut tx, &link.person).await?;
        sqlx::query("INSERT INTO one_time_link (token_hash, person_id, expires_at) VALUES ($1, $2, $3)")
            .bind(link.link_hash.as_str())
            .bind(link.person.as_str())
            .bind(link.expires_at.as_microsecond())
            .execute(&mut *tx)
            .await?;
        let entry = deed(by, "medewerker.link-vernieuwd", Actor::Person(link.person).to_string());
        self.audited(&mut tx, now, entry).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn disable_person(&self, id: &str, by: &str, now: Timestamp) -> Result<bool, Unavailable> {
        let mut tx = self.begin().await?;
        self.one_at_a_time(&mut tx).await?;
        let disabled = sqlx::query(concat!(
            "UPDATE person SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL
             AND (role NOT IN ('projectleider', 'beheerder') OR ",
            others_administer!(),
            ")"
        ))
        .bind(id.to_owned())
        .bind(now.as_microsecond())
        .execute(&mut *tx)
        .await?;
        if disabled.rows_affected() == 0 {
            return Ok(false);
        }
        end_all(&mut tx, id).await?;
        let entry = deed(by, "medewerker.uitgezet", Actor::Person(id.to_owned()).to_string());
        self.audited(&mut tx, now, entry).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn end_sessions(&self, person: &str, by: &str, now: Timestamp) -> Result<(), Unavailable> {
        let mut tx = self.begin().await?;
        end_all(&mut tx, person).await?;
        let entry = deed(by, "medewerker.overal-uitgelogd", Actor::Person(person.to_owned()).to_string());
        self.audited(&mut tx, now, entry).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn audit_lines(&self, asked: AuditAsked, by: &str, now: Timestamp) -> Result<Vec<AuditLine>, Unavailable> {
        Ok(logbook::lines(self, asked, by, now).await?)
    }

    async fn audit_actions(&self) -> Result<Vec<String>, Unavailable> {
        let actions = sqlx::query_scalar("SELECT DISTINCT action FROM audit ORDER BY action");
        Ok(actions.fetch_all(&self.read).await?)
    }
}
