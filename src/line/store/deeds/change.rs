//! A change of one casus or of many, each on the version that its maker saw.

use jiff::Timestamp;

use super::{
    Done, Tx, new_bundle, record,
    state::{self, DeskState},
};
use crate::{
    intake::{
        deeds::{Change, ChangeRequest, Changed, Later, ManyChanged, ManyRequest},
        people::{Colleague, Role},
    },
    store::{
        Store, StoreError,
        desk::{head, last_event},
        sight,
        veil::Veil,
    },
};

/// How one change ended.
enum Outcome {
    Done,
    Newer,
    NotFound,
    /// The assignee may not see it.
    Unseen,
}

/// A change with its words.
struct Wanted<'a> {
    change: &'a Change,
    /// The assignee's name, when it assigns.
    name: Option<String>,
    bundle: &'a str,
    by: &'a Colleague,
    now: Timestamp,
}

pub(super) async fn one(store: &Store, request: ChangeRequest, now: Timestamp) -> Result<Changed, StoreError> {
    let mut tx = store.begin().await?;
    let bundle = new_bundle(now);
    let Some(name) = assignee(&mut tx, &request.change).await? else {
        return Ok(Changed::NotFound);
    };
    let wanted = Wanted { change: &request.change, name, bundle: &bundle, by: &request.by, now };
    let casus = request.casus.to_string();
    match apply(store, &mut tx, (&casus, request.version), &wanted).await? {
        Outcome::Done => {
            tx.commit().await?;
            Ok(Changed::Done { bundle })
        }
        Outcome::NotFound => Ok(Changed::NotFound),
        Outcome::Unseen => Ok(Changed::Unseen),
        Outcome::Newer => match head(&mut tx, &casus, now).await? {
            Some(mut head) => {
                let veil = Veil::over(store, &request.by.id, std::slice::from_ref(&casus)).await?;
                veil.draw(store, std::iter::once(&mut head)).await?;
                let last = last_event(&mut tx, &casus, &veil).await?;
                Ok(Changed::Newer { head: Box::new(head), last })
            }
            None => Ok(Changed::NotFound),
        },
    }
}

pub(super) async fn many(store: &Store, request: ManyRequest, now: Timestamp) -> Result<ManyChanged, StoreError> {
    let mut tx = store.begin().await?;
    let bundle = new_bundle(now);
    let mut changed = ManyChanged::default();
    let Some(name) = assignee(&mut tx, &request.change).await? else {
        return Ok(changed);
    };
    let wanted = Wanted { change: &request.change, name, bundle: &bundle, by: &request.by, now };
    let mut casussen = request.casussen;
    // One order for everybody: two who change the same households at once do not wait for each other.
    casussen.sort_unstable();
    casussen.dedup_by_key(|(casus, _)| *casus);
    for (casus, version) in casussen {
        let casus = casus.to_string();
        match apply(store, &mut tx, (&casus, version), &wanted).await? {
            Outcome::Done => changed.done += 1,
            Outcome::Newer => changed.newer.extend(head(&mut tx, &casus, now).await?.map(|head| head.kenmerk)),
            Outcome::NotFound => {}
            Outcome::Unseen => changed.unseen += 1,
        }
    }
    if changed.done > 0 {
        tx.commit().await?;
        changed.bundle = Some(bundle);
    }
    Ok(changed)
}

/// The name of whom it is given to; the outer `None`: there is no such person.
async fn assignee(tx: &mut Tx, change: &Change) -> Result<Option<Option<String>>, StoreError> {
    let Change::Assign(person) = change else {
        return Ok(Some(None));
    };
    let name: Option<String> = sqlx::query_scalar(
        "SELECT name FROM person WHERE id = $1 AND disabled_at IS NULL AND role IN ('projectleider', 'teamlid')",
    )
    .bind(person.clone())
    .fetch_optional(&mut **tx)
    .await?;
    Ok(name.map(Some))
}

async fn apply(
    store: &Store,
    tx: &mut Tx,
    (casus, seen): (&str, i64),
    wanted: &Wanted<'_>,
) -> Result<Outcome, StoreError> {
    let Some((before, version)) = state::read(tx, casus).await? else {
        return Ok(Outcome::NotFound);
    };
    if !sight::sees(store, &wanted.by.id, casus).await? {
        return Ok(Outcome::NotFound);
    }
    if let Change::Assign(person) = wanted.change
        && !sight::sees(store, person, casus).await?
    {
        return Ok(Outcome::Unseen);
    }
    if version != seen {
        return Ok(Outcome::Newer);
    }
    let Some((after, kind, what)) = outcome(&before, wanted) else {
        return Ok(Outcome::NotFound);
    };
    if !state::write(tx, casus, version, &after).await? {
        return Ok(Outcome::Newer);
    }
    let done =
        Done { bundle: wanted.bundle, casus, kind, what: &what, before: before.to_json(), after: after.to_json() };
    record(store, tx, done, wanted.by, wanted.now).await?;
    Ok(Outcome::Done)
}

/// The new state, the deed's kind, and the sentence; `None`: a casus in this state cannot be changed so.
fn outcome(before: &DeskState, wanted: &Wanted<'_>) -> Option<(DeskState, &'static str, String)> {
    let now = wanted.now.as_microsecond();
    let awake = DeskState { later_at: None, later_until: None, ..before.clone() };
    let closed = before.status == "afgesloten";
    Some(match wanted.change {
        // Who takes up what is closed opens it again, and that is for the projectleider.
        Change::Assign(person) if !closed || wanted.by.role == Role::Projectleider => {
            let after = DeskState { status: "toegewezen".to_owned(), assigned_to: Some(person.clone()), ..awake };
            let name = wanted.name.as_deref().unwrap_or_default();
            (after, "toewijzen", format!("Toegewezen aan {name}"))
        }
        Change::Close if !closed => {
            let after = DeskState { status: "afgesloten".to_owned(), agenda_at: None, ..awake };
            (after, "afsluiten", "Afgesloten".to_owned())
        }
        Change::Reopen if closed => {
            let after = DeskState { status: "heropend".to_owned(), assigned_to: None, ..awake };
            (after, "heropenen", "Heropend".to_owned())
        }
        Change::Agenda if !closed => {
            let after = DeskState { agenda_at: before.agenda_at.or(Some(now)), ..awake };
            (after, "agenda", "Op de agenda van het overleg gezet".to_owned())
        }
        Change::OffAgenda => {
            let after = DeskState { agenda_at: None, ..before.clone() };
            (after, "van-agenda", "Van de agenda gehaald".to_owned())
        }
        Change::Later(later) if !closed => {
            let (until, what) = match later {
                Later::News => (i64::MAX, "Uitgesteld tot er iets nieuws komt".to_owned()),
                Later::Until(at) => (at.as_microsecond(), format!("Uitgesteld tot {}", day(*at))),
            };
            let after = DeskState { later_at: Some(now), later_until: Some(until), ..before.clone() };
            (after, "later", what)
        }
        Change::Escalate(why) if !closed && before.escalated_at.is_none() => {
            let after = DeskState { escalated_at: Some(now), ..awake };
            (after, "opschalen", format!("Opgeschaald naar de gebiedsregisseur: {why}"))
        }
        Change::GiveBack(said) if before.escalated_at.is_some() => {
            let after = DeskState { escalated_at: None, ..before.clone() };
            (after, "teruggeven", format!("Terug van de gebiedsregisseur: {said}"))
        }
        Change::Wake => (awake, "wakker", "Niet meer uitgesteld".to_owned()),
        _ => return None,
    })
}

/// `26-11-2026`, the day in the Netherlands.
fn day(at: Timestamp) -> String {
    let zone = jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap_or(jiff::tz::TimeZone::UTC);
    at.to_zoned(zone).strftime("%-d-%-m-%Y").to_string()
}
