//! Two households beside each other.

use jiff::Timestamp;
use sqlx::Row;

use super::record;
use crate::{
    domain::{CasusId, Person},
    intake::{
        desk::Newest,
        grouping::{Comparison, Side},
    },
    store::{
        Store, StoreError,
        desk::{head, involved_of, is_unproven},
        people::instant,
    },
    wire,
};

pub(super) async fn compare(
    store: &Store,
    one: CasusId,
    other: CasusId,
    now: Timestamp,
) -> Result<Option<Comparison>, StoreError> {
    let mut tx = store.begin().await?;
    let (Some(one), Some(other)) = (side(&mut tx, one, now).await?, side(&mut tx, other, now).await?) else {
        return Ok(None);
    };
    let mut households = Vec::with_capacity(2);
    for side in [&one, &other] {
        let id: String = sqlx::query_scalar("SELECT household_id FROM casus WHERE id = $1")
            .bind(side.head.id.clone())
            .fetch_one(&mut *tx)
            .await?;
        households.push(id);
    }
    let said = match households.as_slice() {
        [one, other] => record::said(&mut tx, one, other).await?,
        _ => None,
    };
    Ok(Some(Comparison { one, other, said: said.map(|said| said.verdict) }))
}

async fn side(tx: &mut record::Tx, casus: CasusId, now: Timestamp) -> Result<Option<Side>, StoreError> {
    let casus = casus.to_string();
    let Some(head) = head(tx, &casus, now).await? else {
        return Ok(None);
    };
    let rows = sqlx::query(
        "SELECT partner, channel, received_at, SUBSTR(situation, 1, 400), facts_json FROM signal WHERE casus_id = $1
         ORDER BY received_at DESC, id DESC LIMIT 200",
    )
    .bind(casus)
    .fetch_all(&mut **tx)
    .await?;
    let mut persons: Vec<Person> = Vec::new();
    let mut partners: Vec<(String, i64)> = Vec::new();
    let mut newest = None;
    for row in &rows {
        let facts: &str = row.try_get(4)?;
        for person in wire::facts_from_json(facts).unwrap_or_default().persons {
            if !persons.contains(&person) {
                persons.push(person);
            }
        }
        let partner: String = row.try_get(0)?;
        match partners.iter_mut().find(|(known, _)| *known == partner) {
            Some((_, count)) => *count += 1,
            None => partners.push((partner.clone(), 1)),
        }
        if newest.is_none() {
            let channel: String = row.try_get(1)?;
            newest = Some(Newest {
                unproven: is_unproven(&partner, &channel, facts),
                partner,
                channel,
                received_at: instant(row.try_get(2)?)?,
                text: row.try_get(3)?,
                involved: involved_of(facts),
            });
        }
    }
    Ok(Some(Side { head, persons, partners, newest }))
}
