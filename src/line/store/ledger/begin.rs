//! How a commit's transaction begins: on PostgreSQL with its turn, and with how its statements are planned.

use std::collections::BTreeSet;

use aws_lc_rs::digest::{SHA256, digest};

use super::batch::Prepared;
use crate::{
    config::AckLimits,
    store::{
        Dialect, StoreError,
        script::{Connection, Script},
    },
};

/// Begins the transaction.
///
/// On PostgreSQL two nodes that would open two households for one family take turns: each key is locked until the
/// commit. So do two that count the answers to one address, where these have a limit. Sorted, so that they never wait
/// for each other in a circle.
///
/// # Errors
///
/// [`StoreError::NotBegun`] when a server does not answer on this connection, or has no turn for us.
pub(super) async fn begin(
    connection: &mut Connection<'_>,
    dialect: Dialect,
    prepared: &[Prepared<'_>],
    limits: AckLimits,
) -> Result<(), StoreError> {
    let mut script = Script::new(dialect);
    script.add(
        match dialect {
            Dialect::Sqlite => dialect.begin().to_owned(),
            Dialect::Postgres => beginning(&turns(prepared, limits)),
        },
        Vec::new(),
    );
    match script.run(connection).await {
        Ok(_) => Ok(()),
        Err(StoreError::Database(error)) => Err(StoreError::NotBegun(error)),
        Err(other) => Err(other),
    }
}

/// The locks that a commit of `prepared` takes.
fn turns(prepared: &[Prepared<'_>], limits: AckLimits) -> BTreeSet<i64> {
    prepared
        .iter()
        .flat_map(|prepared| {
            let deliveries = prepared.submission.delivery.claims.iter().map(|key| key.0.as_str());
            let counted = prepared.recipient().filter(|_| limits.max_per_address_per_hour > 0);
            prepared.lookup.iter().map(|key| key.0.as_str()).chain(deliveries).chain(counted)
        })
        .map(lock_number)
        .collect()
}

/// All that is asked until the commit is asked by a key, and planned once. Of tables that grew since their last ANALYZE
/// the planner thinks too little, and would rather read them whole: it may not.
fn beginning(turns: &BTreeSet<i64>) -> String {
    let list: Vec<String> = turns.iter().map(i64::to_string).collect();
    // A DO block, for the Any driver has no type for the function's void.
    format!(
        "{}; SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL jit = off; \
         DO $$ BEGIN PERFORM pg_advisory_xact_lock(number) FROM unnest('{{{}}}'::bigint[]) AS number; END $$",
        Dialect::Postgres.begin(),
        list.join(",")
    )
}

fn lock_number(key: &str) -> i64 {
    let hash = digest(&SHA256, key.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_ref()[..8]);
    i64::from_be_bytes(first)
}
