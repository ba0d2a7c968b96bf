//! Which households a page of the queue shows, and in which order.
//!
//! **Invariant:** nothing from outside comes into the SQL text; it is put together of the pieces below.

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, any::AnyRow};

use super::rows::{head_columns, head_from};
use crate::{
    intake::desk::{Cursor, Order, QueueQuery, View},
    store::{
        Store, StoreError,
        absence::for_them,
        sight::sight,
        veil::{Place, free},
    },
};

/// Put off, and neither a signal nor the instant has woken it. `$7` is now.
const PUT_OFF: &str = "(COALESCE(c.later_until, 0) > $7 AND c.last_signal_at <= COALESCE(c.later_at, 0))";
/// Nearly every casus has one of few states: reading the narrow table through is four times as fast as walking the
/// index of states, so `|| ''` keeps the database from that index.
const OPEN: &str = "(c.status || '') IN ('nieuw', 'heropend', 'toegewezen')";
/// The time for a decision, or an agreement, is over.
const LATE: &str = "(COALESCE(c.due_at, $7) < $7 OR COALESCE(c.agreed_until, $7) < $7)";
/// When somebody must decide: 2 now, 1 today, 0 at the overleg. `$8` is tonight.
const MOMENT: &str = "CASE WHEN (c.status || '') = 'afgesloten' THEN 0 WHEN c.urgency = 3 THEN 2 \
     WHEN (c.urgency = 2 AND c.agenda_at IS NULL) OR COALESCE(c.due_at, $8) < $8 OR COALESCE(c.agreed_until, $7) < $7 \
     THEN 1 ELSE 0 END";
/// `$1` is the partner.
const BY_PARTNER: &str = "c.household_id IN (SELECT a.household_id FROM household_activity a WHERE a.partner = $1)";
/// The same for who stands outside the inner ring: what is kept from them is not found either.
const READABLY_BY_PARTNER: &str =
    concat!("c.id IN (SELECT s.casus_id FROM signal s WHERE s.partner = $1 AND ", free!(), ")");
const NO_ADDRESS: &str =
    "h.address_json NOT LIKE '%\"straatnaam\":\"%' AND h.address_json NOT LIKE '%\"postcode\":\"%'";

fn condition(view: View) -> String {
    match view {
        View::TeVerdelen => format!(
            "((c.status || '') IN ('nieuw', 'heropend') OR ((c.status || '') = 'toegewezen' AND {LATE})) AND NOT {PUT_OFF}"
        ),
        View::Spoed => format!("{OPEN} AND c.urgency = 3"),
        View::TeLaat => format!("{OPEN} AND {LATE}"),
        View::VanMij => format!("{OPEN} AND {}", for_them!("c.assigned_to", "$6", "$7")),
        View::Uitgesteld => format!("{OPEN} AND {PUT_OFF}"),
        View::Agenda => format!("{OPEN} AND c.agenda_at IS NOT NULL"),
        View::Alles => OPEN.to_owned(),
        View::Afgesloten => "(c.status || '') = 'afgesloten'".to_owned(),
        View::ZonderAdres => {
            format!("{OPEN} AND c.household_id IN (SELECT h.id FROM household h WHERE {NO_ADDRESS})")
        }
    }
}

/// What is greatest comes first; then the second; then the id.
fn keys(order: Order) -> (String, &'static str) {
    match order {
        Order::WatEerstMoet => (format!("({MOMENT}) * 10 + c.urgency"), "c.last_signal_at"),
        Order::Nieuwste => ("c.last_signal_at".to_owned(), "c.signals"),
        Order::MeesteSignalen => ("c.signals".to_owned(), "c.last_signal_at"),
    }
}

/// At most `limit` rows: the head's columns, the newest signal's id, the moment, and the two keys of the cursor.
pub(super) async fn run(
    store: &Store,
    query: &QueueQuery,
    (place, now): (Place, Timestamp),
    limit: usize,
) -> Result<Vec<AnyRow>, StoreError> {
    let after = query.after.clone().unwrap_or(Cursor { first: i64::MAX, second: i64::MAX, casus: String::new() });
    let (first, second) = keys(query.order);
    let (newest, reported) = match place {
        Place::Inside => ("", BY_PARTNER),
        Place::Outside => (concat!(" AND ", free!()), READABLY_BY_PARTNER),
    };
    // The households are chosen in the narrow table; only what is shown is dressed.
    let text = format!(
        "SELECT {}, (SELECT s.id FROM signal s WHERE s.casus_id = c.id{newest}
             ORDER BY s.received_at DESC, s.id DESC LIMIT 1),
           c.moment, c.k1, c.k2
         {}",
        head_columns!(),
        head_from!().replacen(
            "casus c",
            &format!(
                "(SELECT * FROM (SELECT c.*, {MOMENT} AS moment, {first} AS k1, {second} AS k2 FROM casus c
                   WHERE {condition}
                     AND ($1 = '' OR {reported})
                     AND ($2 < 0 OR c.urgency = $2)
                     AND ($9 = '' OR c.assigned_to = $9)
                     AND {sight}) q
                 WHERE q.k1 < $3 OR (q.k1 = $3 AND (q.k2 < $4 OR (q.k2 = $4 AND q.id < $5)))
                 ORDER BY q.k1 DESC, q.k2 DESC, q.id DESC LIMIT {limit}) c",
                condition = condition(query.view),
                sight = sight!("$6"),
            ),
            1
        )
    );
    let text = format!("{text} ORDER BY c.k1 DESC, c.k2 DESC, c.id DESC");
    Ok(sqlx::query(AssertSqlSafe(text))
        .bind(query.partner.clone().unwrap_or_default())
        .bind(query.urgency.map_or(-1, |urgency| urgency as i64))
        .bind(after.first)
        .bind(after.second)
        .bind(after.casus)
        .bind(query.person.clone())
        .bind(now.as_microsecond())
        .bind(query.tonight.as_microsecond())
        .bind(query.assignee.clone().unwrap_or_default())
        .fetch_all(&store.read)
        .await?)
}

/// The counts of the tabs, in the order of [`super::lists::counts`].
pub(super) fn counts() -> String {
    let count = |condition: &str| format!("CAST(COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0) AS BIGINT)");
    let mut columns: Vec<String> = [
        View::TeVerdelen,
        View::Spoed,
        View::TeLaat,
        View::VanMij,
        View::Uitgesteld,
        View::Agenda,
        View::Alles,
        View::Afgesloten,
    ]
    .map(|view| count(&condition(view)))
    .to_vec();
    columns.push(format!(
        "(SELECT CAST(COUNT(*) AS BIGINT) FROM household h WHERE {NO_ADDRESS}
           AND EXISTS (SELECT 1 FROM casus c WHERE c.household_id = h.id AND {OPEN} AND {}))",
        sight!("$6")
    ));
    format!("SELECT {} FROM casus c WHERE (c.status || '') <> 'samengevoegd' AND {}", columns.join(", "), sight!("$6"))
        .replace("$6", "$1")
        .replace("$7", "$2")
}
