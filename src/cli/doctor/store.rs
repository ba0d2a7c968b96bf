//! The store: whether it opens, is whole, takes what is written, and was copied lately.

use std::{fs, sync::Arc, time::Duration};

use jiff::SignedDuration;

use super::{
    Finding, Patient, day_and_time,
    finding::{good, warning, wrong},
};
use crate::{
    cli::backup::size,
    store::{Dialect, SchemaAge, Soundness, Store, sqlite_file},
};

const SUBJECT: &str = "opslag";
/// Less than a check may take.
const LOOK: Duration = Duration::from_secs(4);
/// A write-ahead log that nobody folds.
const LONG_LOG: u64 = 256 << 20;
/// A copy may be this old.
const FRESH: SignedDuration = SignedDuration::from_hours(8 * 24);

/// The store if it can be asked anything, and what is found on the way in.
pub(super) async fn open(url: &str) -> (Option<Store>, Vec<Finding>) {
    if url.starts_with("sqlite:") && !sqlite_file(url).exists() {
        return (None, vec![warning(SUBJECT, "De database is er nog niet.", "voordeur migrate")]);
    }
    let store = match Store::open_as_it_is(url).await {
        Ok(store) => store,
        Err(error) => {
            let text = format!("De database gaat niet open: {error}.");
            return (None, vec![wrong(SUBJECT, text, "kijk of store.url klopt en of de database draait")]);
        }
    };
    let found = match store.schema_age().await {
        Ok(SchemaAge::Current(_)) => return (Some(store), Vec::new()),
        Ok(SchemaAge::Absent) => warning(SUBJECT, "De database is nog leeg.", "voordeur migrate"),
        Ok(SchemaAge::Older(version)) => {
            let text = format!("Het schema ({version}) is van een oudere Voordeur.");
            warning(SUBJECT, text, "maak een back-up, en dan: voordeur migrate")
        }
        Ok(SchemaAge::Newer(version)) => {
            let text = format!("Het schema ({version}) is van een nieuwere Voordeur.");
            wrong(SUBJECT, text, "installeer de nieuwere Voordeur")
        }
        Err(error) => wrong(SUBJECT, format!("De database antwoordt niet: {error}."), "kijk in haar log"),
    };
    store.close().await;
    (None, vec![found])
}

pub(super) async fn soundness(patient: Arc<Patient>) -> Vec<Finding> {
    let Some(store) = &patient.store else { return Vec::new() };
    if let Err(error) = store.try_writing().await {
        let text = format!("Er kan niets in de database worden geschreven: {error}.");
        return vec![wrong(SUBJECT, text, "kijk naar de rechten, de ruimte en het log van de database")];
    }
    let kind = if store.dialect() == Dialect::Sqlite { "SQLite" } else { "PostgreSQL" };
    let mut found = vec![match store.look_through(LOOK).await {
        Ok(Soundness::Whole) if store.dialect() == Dialect::Postgres => good(SUBJECT, format!("{kind}, schrijfbaar")),
        Ok(Soundness::Whole) => good(SUBJECT, format!("{kind}, heel en schrijfbaar")),
        Ok(Soundness::Unfinished) => {
            good(SUBJECT, format!("{kind}, schrijfbaar; te groot om hier na te kijken (voordeur backup doet dat)"))
        }
        Ok(Soundness::Damaged(said)) => {
            let text = format!("De database is beschadigd ({said}).");
            wrong(SUBJECT, text, "stop Voordeur, bewaar het bestand, en zet een back-up terug")
        }
        Err(error) => wrong(SUBJECT, format!("De database is niet na te kijken: {error}."), "kijk naar de schijf"),
    }];
    let log = store.files().and_then(|(_, log)| fs::metadata(log).ok()).map_or(0, |log| log.len());
    if log > LONG_LOG {
        let text = format!("Het logbestand van SQLite (-wal) is {}.", size(log));
        found.push(warning(SUBJECT, text, "kijk of iets de database lang openhoudt; herstart Voordeur"));
    }
    found
}

/// PostgreSQL may well be copied by its own means, which nobody tells us.
pub(super) async fn copies(patient: Arc<Patient>) -> Vec<Finding> {
    const COPIES: &str = "back-up";
    let Some(store) = &patient.store else { return Vec::new() };
    match store.last_copy().await {
        Ok(Some(at)) if at + FRESH > patient.now => vec![good(COPIES, format!("gemaakt op {}", day_and_time(at)))],
        Ok(_) if store.dialect() == Dialect::Postgres => Vec::new(),
        Ok(Some(at)) => {
            vec![warning(COPIES, format!("De laatste is van {}.", day_and_time(at)), "voordeur backup, elke dag")]
        }
        Ok(None) => vec![warning(COPIES, "Er is nog geen back-up gemaakt.", "voordeur backup, elke dag")],
        Err(error) => vec![wrong(COPIES, format!("Niet te vinden: {error}."), "kijk bij opslag")],
    }
}
