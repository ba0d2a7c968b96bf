//! The versions of the rules: proposed, approved, put back, or found in the file.
//!
//! **Invariant:** a version that comes into force gets the next number in the transaction that says so; no text is ever
//! changed or deleted.

use jiff::Timestamp;
use sqlx::{Any, AssertSqlSafe, Transaction, any::AnyRow};

use super::{Store, StoreError, audit::Entry, fresh, people::deed, row};
use crate::{
    domain::Actor,
    intake::{
        Unavailable,
        people::Colleague,
        rule_book::{Approved, Eyes, NewRules, RuleBook, RulesState, RulesVersion, Verdict},
    },
};

type Tx = Transaction<'static, Any>;

const COLUMNS: &str = "r.id, r.version, r.based_on, r.reason, r.author, \
     (SELECT p.name FROM person p WHERE p.id = r.author), r.made_at, r.state, \
     (SELECT p.name FROM person p WHERE p.id = r.decided_by), r.decided_at, r.seq";

/// A version to write, and how it stands.
struct Kept<'a> {
    rules: &'a NewRules,
    author: &'a str,
    state: RulesState,
    seq: i64,
}

impl RuleBook for Store {
    async fn rules_tried(&self, by: &str, now: Timestamp) -> Result<(), Unavailable> {
        let mut tx = self.begin().await?;
        self.audited(&mut tx, now, deed(by, "regels.geprobeerd", "regels".to_owned())).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn propose_rules(&self, rules: NewRules, by: &Colleague, now: Timestamp) -> Result<String, Unavailable> {
        let mut tx = self.begin().await?;
        let kept = Kept { rules: &rules, author: &by.id, state: RulesState::Voorgesteld, seq: 0 };
        let id = insert(&mut tx, kept, now).await?;
        self.tell_audit(&mut tx, (by, now), "regels.voorgesteld", &rules.version).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(id)
    }

    async fn rules_versions(&self) -> Result<Vec<RulesVersion>, Unavailable> {
        let text = format!("SELECT {COLUMNS}, '' FROM rules_version r ORDER BY r.made_at DESC, r.id DESC LIMIT 100");
        let rows = sqlx::query(AssertSqlSafe(text)).fetch_all(&self.read).await.map_err(StoreError::from)?;
        Ok(rows.iter().map(version).collect::<Result<_, StoreError>>()?)
    }

    async fn rules_version(&self, id: &str) -> Result<Option<RulesVersion>, Unavailable> {
        let text = format!("SELECT {COLUMNS}, r.text FROM rules_version r WHERE r.id = $1");
        let found = sqlx::query(AssertSqlSafe(text)).bind(id).fetch_optional(&self.read).await;
        Ok(found.map_err(StoreError::from)?.as_ref().map(version).transpose()?)
    }

    async fn end_proposal(
        &self,
        id: &str,
        verdict: Verdict<'_>,
        by: &Colleague,
        now: Timestamp,
    ) -> Result<Approved, Unavailable> {
        Ok(self.end(id, verdict, (by, now)).await?)
    }

    async fn put_back(&self, rules: NewRules, by: &Colleague, now: Timestamp) -> Result<String, Unavailable> {
        let mut tx = self.begin().await?;
        let seq = next_seq(&mut tx).await?;
        let kept = Kept { rules: &rules, author: &by.id, state: RulesState::Aangenomen, seq };
        let id = insert(&mut tx, kept, now).await?;
        decided(&mut tx, &id, (by, now)).await?;
        self.tell_audit(&mut tx, (by, now), "regels.teruggezet", &rules.version).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(id)
    }
}

impl Store {
    async fn end(&self, id: &str, verdict: Verdict<'_>, said: (&Colleague, Timestamp)) -> Result<Approved, StoreError> {
        let mut tx = self.begin().await?;
        // Written first, not read: of two who decide at once one finds nothing to write.
        let claimed = sqlx::query("UPDATE rules_version SET decided_at = $1 WHERE id = $2 AND state = 'voorgesteld'")
            .bind(said.1.as_microsecond())
            .bind(id)
            .execute(&mut *tx)
            .await?;
        if claimed.rows_affected() == 0 {
            return Ok(Approved::NotOpen);
        }
        let found = sqlx::query("SELECT author, version, based_on FROM rules_version WHERE id = $1");
        let found = found.bind(id).fetch_one(&mut *tx).await?;
        let (author, version, based_on) = (row::text(&found, 0)?, row::text(&found, 1)?, row::text(&found, 2)?);
        let (state, action) = match verdict {
            Verdict::Approve { eyes: Eyes::Four, .. } if author == said.0.id => return Ok(Approved::OwnProposal),
            Verdict::Approve { in_force, .. } if based_on != in_force => return Ok(Approved::Overtaken),
            Verdict::Approve { .. } => (RulesState::Aangenomen, "regels.aangenomen"),
            Verdict::Reject => (RulesState::Afgewezen, "regels.afgewezen"),
            Verdict::Withdraw if author != said.0.id => return Ok(Approved::NotOpen),
            Verdict::Withdraw => (RulesState::Ingetrokken, "regels.ingetrokken"),
        };
        let seq = if state.was_in_force() { next_seq(&mut tx).await? } else { 0 };
        sqlx::query("UPDATE rules_version SET state = $1, seq = $2 WHERE id = $3")
            .bind(state.as_str())
            .bind(seq)
            .bind(id)
            .execute(&mut *tx)
            .await?;
        decided(&mut tx, id, said).await?;
        self.tell_audit(&mut tx, said, action, &version).await?;
        tx.commit().await?;
        Ok(Approved::Done)
    }

    /// The version that came into force last, however it did; `None` before the first was written down.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn newest_rules(&self) -> Result<Option<RulesVersion>, StoreError> {
        let text = format!("SELECT {COLUMNS}, r.text FROM rules_version r WHERE r.seq > 0 ORDER BY r.seq DESC LIMIT 1");
        let found = sqlx::query(AssertSqlSafe(text)).fetch_optional(&self.read).await?;
        found.as_ref().map(version).transpose()
    }

    /// Whether this version was in force before.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn knows_rules(&self, version: &str) -> Result<bool, StoreError> {
        let text = "SELECT CAST(COUNT(*) AS BIGINT) FROM rules_version WHERE seq > 0 AND version = $1";
        let known: i64 = sqlx::query_scalar(text).bind(version).fetch_one(&self.read).await?;
        Ok(known > 0)
    }

    /// Writes down rules that came into force past the desk: they stood in the file.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn record_rules_of_file(&self, rules: NewRules, now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let seq = next_seq(&mut tx).await?;
        insert(&mut tx, Kept { rules: &rules, author: "", state: RulesState::Bestand, seq }, now).await?;
        let entry = Entry {
            actor: Actor::System.to_string(),
            action: "regels.bestand",
            object: format!("regels:{}", rules.version),
            result: "in gebruik",
            detail: String::new(),
        };
        self.audited(&mut tx, now, entry).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn tell_audit(
        &self,
        tx: &mut Tx,
        (by, now): (&Colleague, Timestamp),
        action: &'static str,
        version: &str,
    ) -> Result<(), StoreError> {
        let entry = Entry {
            actor: Actor::Person(by.id.clone()).to_string(),
            action,
            object: format!("regels:{version}"),
            result: "gelukt",
            detail: String::new(),
        };
        self.audited(tx, now, entry).await
    }
}

async fn insert(tx: &mut Tx, kept: Kept<'_>, now: Timestamp) -> Result<String, StoreError> {
    let id = fresh::id(now)?;
    sqlx::query(
        "INSERT INTO rules_version (id, version, based_on, text, reason, author, made_at, state, seq) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(id.as_str())
    .bind(kept.rules.version.as_str())
    .bind(kept.rules.based_on.as_str())
    .bind(kept.rules.text.as_str())
    .bind(kept.rules.reason.as_str())
    .bind(kept.author)
    .bind(now.as_microsecond())
    .bind(kept.state.as_str())
    .bind(kept.seq)
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// A unique index keeps two from taking one number.
async fn next_seq(tx: &mut Tx) -> Result<i64, StoreError> {
    let text = "SELECT CAST(COALESCE(MAX(seq), 0) + 1 AS BIGINT) FROM rules_version";
    Ok(sqlx::query_scalar(text).fetch_one(&mut **tx).await?)
}

async fn decided(tx: &mut Tx, id: &str, (by, now): (&Colleague, Timestamp)) -> Result<(), StoreError> {
    sqlx::query("UPDATE rules_version SET decided_by = $1, decided_at = $2 WHERE id = $3")
        .bind(by.id.as_str())
        .bind(now.as_microsecond())
        .bind(id)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn version(found: &AnyRow) -> Result<RulesVersion, StoreError> {
    let author = row::text(found, 4)?;
    let nobody = if author.is_empty() { "in het bestand" } else { "onbekend" };
    Ok(RulesVersion {
        id: row::text(found, 0)?,
        version: row::text(found, 1)?,
        based_on: row::text(found, 2)?,
        reason: row::text(found, 3)?,
        author,
        author_name: row::optional_text(found, 5)?.unwrap_or_else(|| nobody.to_owned()),
        made_at: row::instant(found, 6)?,
        state: RulesState::parse(&row::text(found, 7)?).ok_or(StoreError::Corrupt("rules_version.state"))?,
        decided_by: row::optional_text(found, 8)?,
        decided_at: row::optional_instant(found, 9)?,
        seq: row::number(found, 10)?,
        text: row::text(found, 11)?,
    })
}
