//! For tests: SQL on the open store.

use jiff::Timestamp;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::Store;
use crate::domain::{
    Address, Channel, Identity, MailThread, Onward, PartnerName, Person, Reporter, Ring, Signal, SignalId, Source,
    Urgency,
};

impl Store {
    /// Runs statements in one transaction.
    pub(crate) async fn run(&self, sql: &str) {
        let mut transaction = self.begin().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut *transaction).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// The one text that the query gives.
    pub(crate) async fn text(&self, sql: &str) -> String {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&self.read).await.unwrap()
    }

    /// The one number that the query gives.
    pub(crate) async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&self.read).await.unwrap()
    }
}

/// A signal of which only the address and the persons count.
pub(super) fn signal_with(address: Address, persons: Vec<Person>) -> Signal {
    Signal {
        id: SignalId(Uuid::nil()),
        received_at: Timestamp::UNIX_EPOCH,
        channel: Channel::Api,
        source: Source {
            partner: PartnerName::unknown(),
            ring: Ring::default(),
            onward: Onward::default(),
            identity: Identity::default(),
        },
        reference: None,
        subject: String::new(),
        situation: String::new(),
        request: None,
        observed_on: None,
        kind: None,
        urgency: Urgency::default(),
        urgency_reasons: Vec::new(),
        crisis: false,
        meldcode: None,
        feedback_wanted: false,
        reporter: Reporter::default(),
        address,
        former_address: None,
        persons,
        attachments: Vec::new(),
        warnings: Vec::new(),
        unreadable: None,
        template: None,
        automatic: None,
        thread: MailThread::default(),
    }
}
