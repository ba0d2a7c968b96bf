//! Moves signals to another household: all of them (a merge) or some (a split).

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{
    rebuild::{self, Told, rebuild},
    record::{self, Place, Record, Said, Tx},
};
use crate::{
    domain::{Actor, Kenmerk},
    intake::{
        grouping::{MergeRequest, Moved, SplitRequest},
        people::Colleague,
    },
    store::{
        Store, StoreError,
        deeds::{self, Done, state::DeskState},
        people::id_at,
        sight, timers,
    },
    wire,
};

pub(super) async fn merge(store: &Store, request: MergeRequest, now: Timestamp) -> Result<Moved, StoreError> {
    let mut tx = store.begin().await?;
    let ((from, seen_from), (into, seen_into)) = (request.from, request.into);
    if from == into {
        return Ok(Moved::NotFound);
    }
    let Some([(from, version_from), (to, version_to)]) = places(&mut tx, [from.to_string(), into.to_string()]).await?
    else {
        return Ok(Moved::NotFound);
    };
    if (version_from, version_to) != (seen_from, seen_into) {
        return Ok(Moved::Newer);
    }
    let signals = rebuild::signals(&mut tx, &from.casus, &store.register).await?;
    let record = Record {
        signals: signals.iter().map(|told| told.id.clone()).collect(),
        answered: open_between(&mut tx, &from.casus, &to.casus, (&from.household, &to.household)).await?,
        repointed: open_about(&mut tx, &from.household).await?,
        children: children(&mut tx, &from.casus).await?,
        said: record::said(&mut tx, &from.household, &to.household).await?,
        notes: Vec::new(),
        dissolved: true,
        opened: false,
        from,
        to,
    };
    let merged = merged_place(&record, &signals);
    shift(&mut tx, &record, &request.by, now).await?;
    dissolve(&mut tx, &record).await?;
    sight::merged(&mut tx, &record.from.casus, &record.to.casus, &request.by.id).await?;
    record::write(&mut tx, &merged).await?;
    rebuild(&mut tx, (&record.from.casus, &record.from.household), (&store.register, now)).await?;
    rebuild(&mut tx, (&record.to.casus, &record.to.household), (&store.register, now)).await?;
    let kenmerken = kenmerken(&mut tx, &record).await?;
    let what = format!("Huishouden {} samengevoegd met {}", kenmerken.0, kenmerken.1);
    finish(store, tx, &record, ("samenvoegen", &what), (&request.by, now)).await
}

pub(super) async fn split(store: &Store, request: SplitRequest, now: Timestamp) -> Result<Moved, StoreError> {
    let mut tx = store.begin().await?;
    let Some((from, version)) = record::place(&mut tx, &request.from.0.to_string()).await? else {
        return Ok(Moved::NotFound);
    };
    if version != request.from.1 {
        return Ok(Moved::Newer);
    }
    let wanted: BTreeSet<String> = request.signals.iter().map(ToString::to_string).collect();
    let (moving, staying): (Vec<Told>, Vec<Told>) = rebuild::signals(&mut tx, &from.casus, &store.register)
        .await?
        .into_iter()
        .partition(|told| wanted.contains(&told.id));
    if moving.is_empty() || staying.is_empty() {
        return Ok(Moved::NotFound);
    }
    let (to, opened) = match request.to {
        Some(to) => match record::place(&mut tx, &to.to_string()).await? {
            Some((to, _)) if to.casus != from.casus => {
                // What is shielded would be bare at another that is not.
                if sight::shielded(&mut tx, &from.casus).await? && !sight::shielded(&mut tx, &to.casus).await? {
                    return Ok(Moved::NotFound);
                }
                (to, false)
            }
            _ => return Ok(Moved::NotFound),
        },
        None => (open(&mut tx, &from, &moving, now).await?, true),
    };
    let record = Record {
        signals: moving.iter().map(|told| told.id.clone()).collect(),
        notes: own_notes(&mut tx, &from.casus, &request.notes).await?,
        answered: Vec::new(),
        repointed: Vec::new(),
        children: Vec::new(),
        said: record::said(&mut tx, &from.household, &to.household).await?,
        dissolved: false,
        opened,
        from,
        to,
    };
    shift(&mut tx, &record, &request.by, now).await?;
    if record.opened {
        sight::split(&mut tx, &record.from.casus, &record.to.casus).await?;
    }
    record::write(&mut tx, &left_place(&record.from, &staying)).await?;
    record::write(&mut tx, &merged_place(&record, &moving)).await?;
    rebuild(&mut tx, (&record.from.casus, &record.from.household), (&store.register, now)).await?;
    rebuild(&mut tx, (&record.to.casus, &record.to.household), (&store.register, now)).await?;
    let kenmerken = kenmerken(&mut tx, &record).await?;
    let count = record.signals.len();
    let said = if count == 1 { "1 signaal".to_owned() } else { format!("{count} signalen") };
    let what = format!("{said} van {} verplaatst naar {}", kenmerken.0, kenmerken.1);
    finish(store, tx, &record, ("splitsen", &what), (&request.by, now)).await
}

/// Both, locked in one order; `None`: one of them is not there.
async fn places(tx: &mut Tx, casussen: [String; 2]) -> Result<Option<[(Place, i64); 2]>, StoreError> {
    let [one, other] = &casussen;
    let ordered = if one < other { [one, other] } else { [other, one] };
    let (Some(first), Some(second)) = (record::place(tx, ordered[0]).await?, record::place(tx, ordered[1]).await?)
    else {
        return Ok(None);
    };
    Ok(Some(if ordered[0] == one { [first, second] } else { [second, first] }))
}

/// Moves signals and notes and says what is the case now: `zelfde` after a merge, `ander` after a split.
async fn shift(tx: &mut Tx, record: &Record, by: &Colleague, now: Timestamp) -> Result<(), StoreError> {
    for (text, ids) in [
        ("UPDATE signal SET casus_id = $1 WHERE id = $2", &record.signals),
        ("UPDATE note SET casus_id = $1 WHERE id = $2", &record.notes),
    ] {
        for id in ids {
            sqlx::query(text).bind(record.to.casus.clone()).bind(id.clone()).execute(&mut **tx).await?;
        }
    }
    for signal in &record.signals {
        timers::watch_anew(tx, signal, now).await?;
    }
    let by = Actor::Person(by.id.clone()).to_string();
    let verdict = if record.dissolved { "zelfde" } else { "ander" };
    let said = Said { verdict: verdict.to_owned(), by: by.clone(), at: now.as_microsecond() };
    record::say(tx, (&record.from.household, &record.to.household), Some(&said)).await?;
    for id in &record.answered {
        sqlx::query("UPDATE proposal SET verdict = 'zelfde', decided_by = $2, decided_at = $3 WHERE id = $1")
            .bind(id.clone())
            .bind(by.clone())
            .bind(now.as_microsecond())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Nothing is left in `from`: whatever led to it leads to `to`.
async fn dissolve(tx: &mut Tx, record: &Record) -> Result<(), StoreError> {
    for id in &record.repointed {
        sqlx::query("UPDATE proposal SET household_id = $2 WHERE id = $1")
            .bind(id.clone())
            .bind(record.to.household.clone())
            .execute(&mut **tx)
            .await?;
    }
    sqlx::query("UPDATE casus SET merged_into = $2 WHERE id = $1 OR merged_into = $1")
        .bind(record.from.casus.clone())
        .bind(record.to.casus.clone())
        .execute(&mut **tx)
        .await?;
    sqlx::query("UPDATE casus SET status = 'samengevoegd' WHERE id = $1")
        .bind(record.from.casus.clone())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// `to` with what the added signals bring. Who has it stays: a merge gives nobody anything silently.
fn merged_place(record: &Record, added: &[Told]) -> Place {
    let to = &record.to;
    let urgency = added.iter().map(|told| told.urgency).max().unwrap_or_default();
    let urgency = if record.dissolved { urgency.max(record.from.urgency) } else { urgency };
    let reopens = to.state.status == "afgesloten" && record.from.state.status != "afgesloten";
    let status = if reopens { "heropend".to_owned() } else { to.state.status.clone() };
    let escalated = record.from.state.escalated_at.filter(|_| record.dissolved);
    let known = |json: &str| wire::address_from_json(json).is_ok_and(|address| address.key().is_some());
    let address = if known(&record.from.address_json) && !known(&to.address_json) && record.dissolved {
        record.from.address_json.clone()
    } else {
        to.address_json.clone()
    };
    Place {
        state: DeskState { status, escalated_at: to.state.escalated_at.or(escalated), ..to.state.clone() },
        urgency: to.urgency.max(urgency),
        reasons_json: rebuild::reasons(&to.reasons_json, added.iter().flat_map(|told| &told.reasons)),
        address_json: address,
        ..to.clone()
    }
}

/// `from` with only the signals that stay.
fn left_place(from: &Place, staying: &[Told]) -> Place {
    Place {
        urgency: staying.iter().map(|told| told.urgency).max().unwrap_or(from.urgency),
        reasons_json: rebuild::reasons("[]", staying.iter().flat_map(|told| &told.reasons)),
        ..from.clone()
    }
}

/// A new household with the fullest address that the moving signals name, in the queue of the old one.
async fn open(tx: &mut Tx, from: &Place, moving: &[Told], now: Timestamp) -> Result<Place, StoreError> {
    let fullest = moving.iter().map(|told| &told.address).max_by_key(|address| address.line().len());
    let address_json = fullest.map(wire::address_to_json).unwrap_or_default();
    let (household, casus) = (id_at(now), id_at(now));
    sqlx::query("INSERT INTO household (id, kenmerk, address_json, opened_at) VALUES ($1, $2, $3, $4)")
        .bind(household.to_string())
        .bind(Kenmerk::of_household(id_at(now).as_u64_pair().1).to_string())
        .bind(address_json.clone())
        .bind(now.as_microsecond())
        .execute(&mut **tx)
        .await?;
    sqlx::query(
        "INSERT INTO casus (id, household_id, queue, urgency, reasons_json, status, signals, last_signal_at, version)
         SELECT $1, $2, queue, 0, '[]', 'nieuw', 0, last_signal_at, 1 FROM casus WHERE id = $3",
    )
    .bind(casus.to_string())
    .bind(household.to_string())
    .bind(from.casus.clone())
    .execute(&mut **tx)
    .await?;
    Ok(Place {
        casus: casus.to_string(),
        household: household.to_string(),
        state: DeskState {
            status: "nieuw".to_owned(),
            assigned_to: None,
            agenda_at: None,
            later_at: None,
            later_until: None,
            escalated_at: None,
        },
        urgency: 0,
        reasons_json: "[]".to_owned(),
        address_json,
    })
}

/// Open questions whether a signal of one belongs to the other.
pub(super) async fn open_between(
    tx: &mut Tx,
    one: &str,
    other: &str,
    (household_one, household_other): (&str, &str),
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT p.id FROM proposal p JOIN signal s ON s.id = p.signal_id WHERE p.verdict IS NULL
         AND ((s.casus_id = $1 AND p.household_id = $4) OR (s.casus_id = $2 AND p.household_id = $3)) ORDER BY p.id",
    )
    .bind(one.to_owned())
    .bind(other.to_owned())
    .bind(household_one.to_owned())
    .bind(household_other.to_owned())
    .fetch_all(&mut **tx)
    .await?)
}

async fn open_about(tx: &mut Tx, household: &str) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar("SELECT id FROM proposal WHERE verdict IS NULL AND household_id = $1 ORDER BY id")
        .bind(household.to_owned())
        .fetch_all(&mut **tx)
        .await?)
}

async fn children(tx: &mut Tx, casus: &str) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar("SELECT id FROM casus WHERE merged_into = $1 ORDER BY id")
        .bind(casus.to_owned())
        .fetch_all(&mut **tx)
        .await?)
}

async fn own_notes(tx: &mut Tx, casus: &str, wanted: &[String]) -> Result<Vec<String>, StoreError> {
    let own: Vec<String> = sqlx::query_scalar("SELECT id FROM note WHERE casus_id = $1 ORDER BY id")
        .bind(casus.to_owned())
        .fetch_all(&mut **tx)
        .await?;
    Ok(own.into_iter().filter(|id| wanted.contains(id)).collect())
}

/// What people call both.
pub(super) async fn kenmerken(tx: &mut Tx, record: &Record) -> Result<(String, String), StoreError> {
    let mut both = Vec::with_capacity(2);
    for household in [&record.from.household, &record.to.household] {
        let kenmerk: String = sqlx::query_scalar("SELECT kenmerk FROM household WHERE id = $1")
            .bind(household.clone())
            .fetch_one(&mut **tx)
            .await?;
        both.push(kenmerk);
    }
    let to = both.pop().unwrap_or_default();
    Ok((both.pop().unwrap_or_default(), to))
}

/// Keeps the deed with the casus that went on, tells the other's timeline too, and commits.
pub(super) async fn finish(
    store: &Store,
    mut tx: Tx,
    record: &Record,
    (kind, what): (&'static str, &str),
    (by, now): (&Colleague, Timestamp),
) -> Result<Moved, StoreError> {
    let bundle = deeds::new_bundle(now);
    let casus = record.to.casus.clone();
    let done = Done { bundle: &bundle, casus: &casus, kind, what, before: record.to_json(), after: "{}".to_owned() };
    deeds::record(store, &mut tx, done, by, now).await?;
    if !record.dissolved {
        deeds::add_sorting_event(&mut tx, &record.from.casus, by, what, now).await?;
    }
    tx.commit().await?;
    Ok(Moved::Done { bundle, casus })
}
